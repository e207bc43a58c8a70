/** Which artifact lies at a path, so that another one that somebody put in its place is told from it. Nothing is read of it but names and times. */

import fs from 'node:fs';
import {entriesNow} from './artifact-entries.ts';
import {isNobodysUnpaired} from './domain/pairing.ts';
import {baseName} from './domain/identifier.ts';
import {UserError} from './domain/user-error.ts';
import {systemPath} from './file-names.ts';
import {isSystemError} from './system-error.ts';

/** An artifact as it was when it was looked at. */
export interface ArtifactIdentity {
	readonly dev: string;
	readonly inode: string;
	/** Files by their paths in it, each with device, inode, size and time; '' is the artifact itself. Logs that lie in a folder grow without its being another one. */
	readonly files: ReadonlyMap<string, string>;
}

/** Undefined where nothing is there, or it cannot be looked at. @param path absolute */
export function identityOf(path: string): ArtifactIdentity | undefined {
	try {
		const stat = fs.lstatSync(systemPath(path), {bigint: true, throwIfNoEntry: false});
		const entries = stat && entriesNow(path);
		if (!entries || typeof entries === 'string') return undefined;
		const files = entries.filter(({path: inside, kind}) => kind !== 'folder' && (inside === '' || !isNobodysUnpaired(baseName(inside))));
		return {
			dev: String(stat.dev),
			inode: String(stat.ino),
			// The last part is the time of any change, also of its mode and of how many names it has.
			files: new Map(files.map(({path: inside, signature}) => [inside, signature.slice(0, signature.lastIndexOf(':'))])),
		};
	} catch (error) {
		if (!(error instanceof UserError) && !isSystemError(error)) throw error;
		return undefined;
	}
}

/**
 * True where what lies there is still that one, as far as somebody is about to replace it. What else a folder holds is no matter.
 *
 * @param names paths of the files that are to be replaced
 */
export function isStill({dev, inode, files}: ArtifactIdentity, path: string, names: readonly string[]): boolean {
	const now = identityOf(path);
	return now?.dev === dev && now.inode === inode && names.every(name => !now.files.has(name) || now.files.get(name) === files.get(name));
}
