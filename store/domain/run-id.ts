/** How a training run is named: its id carries its name and its local time, and becomes the name of files. Pure. */

import {downloadsName} from './family.ts';
import {UserError} from './user-error.ts';

/** Bytes; with the time, an extension and `.json` it stays a file name. */
const longestName = 100;

/** As folders of algorithms these are something else, or no scan looks into them. */
const reserved: ReadonlySet<string> = new Set(['model', 'node_modules', downloadsName]);

/**
 * A name that can become that of a file and of a folder, as it is kept (NFC).
 *
 * @param what it names: `run`
 * @throws UserError `usage`
 */
export function fileWord(typed: string, what: 'algorithm' | 'run'): string {
	const name = typed.trim().normalize('NFC');
	const hint = 'Letters, digits, ".", "_" and "-", as in mscn or my_net.';
	const refused = (why: string) => new UserError('usage', `${JSON.stringify(typed)} cannot name ${what === 'run' ? 'a run' : 'an algorithm'}: ${why}.`, {hint});
	if (!/^[\p{L}\p{N}_][\p{L}\p{M}\p{N}._-]*$/u.test(name)) throw refused('it becomes the name of files');
	if (new TextEncoder().encode(name).length > longestName) throw refused(`it is longer than ${longestName} bytes`);
	if (what === 'algorithm' && reserved.has(name.toLowerCase())) throw refused('a folder of this name is something else in a registry');
	return name;
}

/** `mscn_20241019_103000`: the name and the local time. @param at milliseconds since 1970 */
export function runId(name: string, at: number): string {
	const [date = '', time = ''] = localTime(at).split('T');
	return `${name}_${date.replaceAll('-', '')}_${time.replaceAll(':', '')}`;
}

/** The id itself, else with `_2`, `_3` … behind it: the first that is free. */
export function freeId(id: string, isTaken: (id: string) => boolean): string {
	let free = id;
	for (let count = 2; isTaken(free); count++) free = `${id}_${count}`;
	return free;
}

/** True where a name in a model folder belongs to a model of this id: it is the id, or the id with an ending. */
export function isNameOf(id: string, name: string): boolean {
	const [one, other] = [id.normalize('NFC'), name.normalize('NFC')];
	return other === one || other.startsWith(`${one}.`);
}

/** ISO 8601 in local time without a zone, to the second, as the seeds' programs write it: `2024-10-19T10:30:00`. @param at milliseconds since 1970 */
export function localTime(at: number): string {
	const date = new Date(at);
	const two = (number: number) => String(number).padStart(2, '0');
	const day = `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
	return `${day}T${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** The folder of an algorithm that has none yet, as Python's `capitalize` writes it: `Mscn`. */
export function algorithmFolder(algorithm: string): string {
	const [first = '', ...rest] = algorithm;
	return first.toUpperCase() + rest.join('').toLowerCase();
}
