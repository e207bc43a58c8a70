/** The folders of a registry in which this program writes: its root, its own folder, its algorithm folders and its model folders. */

import {isObject, own} from './domain/json.ts';
import {configName} from './config-file.ts';
import {findModelFolders} from './model-folders.ts';
import {ownFolderName} from './own-folder.ts';
import {pendingName} from './pending-marks.ts';
import {readJsonFile} from './sidecar-file.ts';

/** Looks only. @param globs `modelFolders` of the config @returns relative to the root, sorted; '' is the root itself */
export function registryFolders(root: string, globs: readonly string[]): readonly string[] {
	const {folders} = findModelFolders(root, globs);
	const all = ['', ownFolderName, `${ownFolderName}/${pendingName}`, ...folders.flatMap(({path, folder}) => [folder, path])];
	return [...new Set(all.map(name => (name === '.' ? '' : name)))].sort();
}

/** `modelFolders` of the config, as far as it can be read: for a thread that cannot wait for readConfig. */
export function modelFolderGlobs(root: string): readonly string[] {
	const file = readJsonFile(`${root}/${configName}`);
	const globs = file && 'parsed' in file && isObject(file.parsed.value) ? own(file.parsed.value, 'modelFolders') : undefined;
	return Array.isArray(globs) ? globs.filter(glob => typeof glob === 'string') : [];
}
