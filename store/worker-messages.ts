/** What the registry and its worker thread say to each other. */

import type {TagHistory} from './domain/lost-tags.ts';
import type {GoneModels, RootFacts} from './indexer-sink.ts';

export type ToWorker =
	/** Look at everything now; `deep`: inside folder artifacts, too. */
	| {readonly kind: 'check'; readonly deep: boolean}
	/** These files changed, by what was done here; paths relative to the root. None: anything may have. `id`: who waits is told when it was looked. */
	| {readonly kind: 'look'; readonly paths: readonly string[]; readonly id?: number}
	/** One `models` message was taken in. */
	| {readonly kind: 'taken'}
	| {readonly kind: 'close'};

export type FromWorker =
	| {readonly kind: 'total'; readonly models: number}
	/** Models that are new or changed, as `decodeFound` reads them. */
	| {readonly kind: 'models'; readonly bytes: Uint8Array}
	| {readonly kind: 'removed'; readonly keys: readonly string[]}
	| {readonly kind: 'facts'; readonly facts: RootFacts; readonly watching: boolean}
	/** What the journal knows anew of the tags of models, by key. */
	| {readonly kind: 'histories'; readonly histories: ReadonlyMap<string, TagHistory>}
	/** Models that vanished, came back or were dismissed. */
	| {readonly kind: 'gone'; readonly change: GoneModels}
	/** A check is under way and has seen this many. */
	| {readonly kind: 'checking'; readonly seen: number}
	/** `nextAt`: when the next one begins. `seenInstead`: where there are no models, what lies there instead. */
	| {readonly kind: 'checked'; readonly at: number; readonly nextAt: number; readonly seenInstead?: string}
	/** What a look with this id has found was told. */
	| {readonly kind: 'looked'; readonly id: number}
	/** Told every second: the thread is not stuck in a system call. */
	| {readonly kind: 'alive'}
	| {readonly kind: 'closed'};

export interface WorkerData {
	readonly root: string;
	readonly env: NodeJS.ProcessEnv;
}
