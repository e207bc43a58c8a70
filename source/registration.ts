/** From words to a registration: what was typed, for the command and the form alike. Pure. */

import type {Registration} from '../store/domain/registration.ts';
import type {Snapshot} from '../store/domain/snapshot.ts';

/** What was typed about a version; raw. */
export interface RegistrationWords {
	readonly name: string;
	/** The model that is promoted; without it there is a file. */
	readonly from?: string;
	readonly way: 'copy' | 'move' | 'link';
	/** `NAME=VALUE`. */
	readonly metrics: readonly string[];
	readonly params: readonly string[];
	readonly tags: readonly string[];
	readonly testDataset?: string;
	readonly dataset?: string;
	readonly datasetDigest?: string;
	readonly framework?: string;
	readonly architecture?: string;
	readonly inputShape?: string;
	readonly domain?: string;
	readonly parent?: string;
	readonly parentDigest?: string;
	readonly note?: string;
	readonly isNewWanted: boolean;
}

/** What is known besides. */
export interface RegistrationFound {
	readonly snapshot: Snapshot;
	/** The file or folder, absolute; and where it was downloaded from. */
	readonly path?: string;
	readonly url?: string;
	readonly gitCommit?: string;
	/** The parent is this file outside, absolute. */
	readonly parentPath?: string;
	readonly datasetPath?: string;
}

/** @throws UserError `usage`, `not-found`, `ambiguous` */
export function registrationOf(words: RegistrationWords, found: RegistrationFound): Registration {
	throw new Error(`Bug: not built yet: ${words.name} ${String(found.path)}`);
}
