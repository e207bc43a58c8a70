/** The user's own settings, `$XDG_CONFIG_HOME/mreg/config.json`: which columns are shown for which algorithm, which keys do what, how it looks. While they cannot be read, the defaults hold. */

import {existsSync} from 'node:fs';
import path from 'node:path';
import {ensureFolder} from './atomic-file.ts';
import {editJsonFile} from './config-editor.ts';
import {isObject, own, type Json, type JsonObject} from './domain/json.ts';
import {withLock} from './lock.ts';
import {readJsonFile} from './sidecar-file.ts';

/** As the file has them; keys that are not ours, and those of the look (domain/look.ts), stand beside these. */
export interface Settings extends JsonObject {
	/** Names of columns in their order, by algorithm in lower case. */
	readonly columns: {readonly [algorithm: string]: readonly string[]};
}

/** What is beyond these is ignored: so many columns of an algorithm, so long a name . */
export const columnLimits = {count: 200, length: 500} as const;

/** The dashboard waits no longer for another one that saves its columns (milliseconds). */
const waitMs = 2_000;

const defaultSettings: Settings = {columns: {}};

/** Returns the settings, and a sentence where there is a file that cannot be used. @param home absolute */
export function readSettings(env: NodeJS.ProcessEnv, home: string): {readonly settings: Settings; readonly problem?: string} {
	const place = settingsFile(env, home);
	const file = readJsonFile(place);
	if (!file) return {settings: defaultSettings};
	const unusable = (reason: string) => ({
		settings: defaultSettings,
		problem: `The settings file ${place} ${reason} The defaults are used; nothing is saved there until this is mended.`,
	});
	if ('failure' in file) return unusable(file.failure.message);
	const wrong = wrongIn(file.parsed.value);
	if (wrong !== undefined) return unusable(`has wrong keys: ${wrong}.`);
	const value = file.parsed.value as JsonObject;
	const columns = Object.entries(columnsIn(value) as {readonly [algorithm: string]: readonly Json[]});
	return {settings: {...value, columns: Object.fromEntries(columns.map(([algorithm, names]) => [algorithm.toLowerCase(), withinLimits(names)]))}};
}

/**
 * Saves the columns of an algorithm, or with undefined forgets them; the rest of the file stays byte for byte. Makes the file and its folders where they are missing.
 *
 * @throws UserError: `unreadable` for a broken file, which is left alone, `locked`, `changed`, or why it cannot be written
 */
export function saveColumns(env: NodeJS.ProcessEnv, home: string, algorithm: string, columns: readonly string[] | undefined): void {
	const place = settingsFile(env, home);
	if (columns === undefined && !existsSync(place)) return;
	const folder = path.dirname(place);
	ensureFolder(folder, {mode: 0o700});
	const edit = {path: ['columns', algorithm.toLowerCase()], value: columns && withinLimits(columns)} as const;
	withLock(folder, {waitMs, by: 'mreg columns'}, () => editJsonFile(place, [edit], {check: wrongIn, algorithmsIn: 'columns'}));
}

/** Where the user's settings are, absolute. By the XDG rule a relative path in the environment is no path. */
export function settingsFile(env: NodeJS.ProcessEnv, home: string): string {
	const named = env.XDG_CONFIG_HOME;
	const base = named !== undefined && path.isAbsolute(named) ? named : path.join(home, '.config');
	return path.join(base, 'mreg', 'config.json');
}

/** Says what is wrong with the settings, if anything. */
function wrongIn(value: Json): string | undefined {
	if (!isObject(value)) return 'the file is not an object';
	const columns = columnsIn(value);
	if (!isObject(columns)) return 'columns is not an object';
	const wrong = Object.entries(columns).find(([, names]) => !Array.isArray(names));
	return wrong && `columns.${wrong[0]} is not a list of names`;
}

function columnsIn(value: JsonObject): Json {
	const columns = own(value, 'columns');
	return columns === undefined ? {} : columns;
}

function withinLimits(names: readonly Json[]): readonly string[] {
	return names.filter((name): name is string => typeof name === 'string' && name !== '' && name.length <= columnLimits.length).slice(0, columnLimits.count);
}
