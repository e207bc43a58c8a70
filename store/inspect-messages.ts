/** What the inspector and its thread say to each other. */

import type {Inspection} from './domain/inspection.ts';
import type {ErrorCode} from './domain/user-error.ts';

export interface ToInspector {
	readonly path: string;
	/** Of the answer that is known already. */
	readonly mark: string | undefined;
}

export type FromInspector =
	| {readonly kind: 'inspected'; readonly inspection: Inspection; readonly mark: string}
	/** Nothing has changed since the answer with that mark. */
	| {readonly kind: 'same'}
	| {readonly kind: 'failed'; readonly code: ErrorCode; readonly message: string; readonly hint: string | undefined};
