/** The checksums of artifacts as registering makes them, of files and of folders. Reads only. */

import {createHash} from 'node:crypto';
import {entriesNow, wholePath} from './artifact-entries.ts';
import {digestLines, linkMark} from './domain/registration.ts';
import {UserError} from './domain/user-error.ts';
import {linkTarget} from './file-names.ts';
import {hashFiles} from './hash-pool.ts';

/** @param paths absolute @returns in hexadecimal, in their order; undefined for what cannot be read */
export async function artifactDigests(paths: readonly string[]): Promise<ReadonlyArray<string | undefined>> {
	const looks = paths.map(path => ({path, entries: entriesIn(path)}));
	const files = looks.flatMap(({path, entries = []}) =>
		entries.filter(({kind}) => kind === 'file').map(entry => ({path: wholePath(path, entry.path), size: entry.size})),
	);
	const outcomes = (await hashFiles(files, {onBytes: () => undefined})).values();
	return looks.map(({path, entries}) => {
		if (!entries) return undefined;
		const found = new Map<string, string>();
		for (const {path: inside, kind} of entries.filter(entry => entry.kind !== 'folder')) {
			const outcome = kind === 'file' ? outcomes.next().value : {sha256: kind === 'link' ? linkMark + (linkTarget(wholePath(path, inside)) ?? '') : kind};
			if (outcome && 'sha256' in outcome) found.set(inside, outcome.sha256);
		}
		return (
			found.get('') ??
			createHash('sha256')
				.update(digestLines(Object.fromEntries(found)))
				.digest('hex')
		);
	});
}

function entriesIn(path: string): Exclude<ReturnType<typeof entriesNow>, string> | undefined {
	try {
		const entries = entriesNow(path);
		return typeof entries === 'string' ? undefined : entries;
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		return undefined;
	}
}
