/** Tells of files that an import names why registering would refuse them, so that the plan says it. Opens nothing but folders. */

import path from 'node:path';
import {readSource} from './artifact-source.ts';
import {baseName} from './domain/identifier.ts';
import {shellWord} from './domain/test-command.ts';
import {UserError} from './domain/user-error.ts';
import {findModelFolders} from './model-folders.ts';
import {ownFolder} from './own-folder.ts';
import {isWithin, realPathOf} from './register-place.ts';
import {globsOf} from './register-source.ts';

/** More files are not looked at for a plan: registering tells then. */
const mostFiles = 10_000;

/** @returns a function that tells why a file cannot be registered from there, as a sentence; undefined where nothing is known against it */
export function importRefusals(root: string): (file: {readonly path: string; readonly real: string}, family: string) => string | undefined {
	const {folders} = findModelFolders(root, globsOf(root));
	const models = folders.flatMap(({path: folder}) => quietly(() => realPathOf(`${root}/${folder}`)) ?? []);
	return ({path: file, real}, family) => {
		if (isWithin(real, ownFolder(root))) return `It lies in the registry's own folder (${file}): what is in the trash comes back with mreg restore.`;
		if (isWithin(root, real)) return `${file} holds the registry itself.`;
		for (const folder of models) {
			if (path.dirname(real) === folder) return `It is in the registry already: mreg register ${shellWord(family)} --from ${shellWord(baseName(real))}`;
			if (isWithin(folder, real)) return `${file} holds models of the registry.`;
		}
		return whyUnusable(file);
	};
}

function whyUnusable(file: string): string | undefined {
	try {
		readSource(file, mostFiles);
		return undefined;
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		return error.message.startsWith(`${file} holds more than`) ? undefined : error.message;
	}
}

function quietly<Value>(look: () => Value): Value | undefined {
	try {
		return look();
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		return undefined;
	}
}
