/** What the dashboard and the thread that makes its changes say to each other. */

import type {ChangeRequest, Change, Progress} from './domain/change.ts';
import type {ErrorCode} from './domain/user-error.ts';
import type {Answer, ChangeQuery} from './change-queries.ts';

export type ToChanger =
	/** `stop`: 4 bytes that both see; not 0 where the change is to be given up when it next tells of its progress. */
	| {
			readonly kind: 'change';
			readonly id: number;
			readonly request: ChangeRequest;
			readonly by: string;
			readonly waitMs: number;
			readonly stop?: SharedArrayBuffer;
	  }
	| {readonly kind: 'ask'; readonly id: number; readonly query: ChangeQuery};

export type FromChanger =
	| {readonly kind: 'progress'; readonly id: number; readonly progress: Progress}
	| {readonly kind: 'changed'; readonly id: number; readonly change: Change}
	| {readonly kind: 'answer'; readonly id: number; readonly answer: Answer}
	/** What a person can mend. */
	| {readonly kind: 'failed'; readonly id: number; readonly code: ErrorCode; readonly message: string; readonly hint?: string}
	/** A bug of the program: the thread does nothing more. */
	| {readonly kind: 'broken'; readonly id: number; readonly error: Error};
