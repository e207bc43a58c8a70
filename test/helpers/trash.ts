/** Registries whose models go to the trash and come back, and what must be the same afterwards. */

import {createHash} from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import {targetsOf, type Removal, type Target} from '../../store/domain/change.ts';
import {markRemovals} from '../../store/removal-marks.ts';
import {freshCache, readRoot} from './registries.ts';
import {temporaryFolder} from './temporary-folder.ts';

/** The models that a scan finds, by key. */
export async function targetsIn(root: string): Promise<ReadonlyMap<string, Target>> {
	const {models} = await readRoot(root, freshCache());
	return new Map(targetsOf(models, models).map(target => [target.key, target]));
}

/** The models that a scan finds (of these keys), as they are on the disk now. */
export async function removalsIn(root: string, keys?: readonly string[]): Promise<readonly Removal[]> {
	const targets = await targetsIn(root);
	const wanted = keys ? keys.map(key => targets.get(key) ?? missing(key)) : [...targets.values()].filter(({artifact, sidecar}) => artifact ?? sidecar);
	const {marked, skipped} = markRemovals(root, wanted);
	if (skipped.length > 0) throw new Error(JSON.stringify(skipped));
	return marked.map(({removal}) => removal);
}

/** Lets child processes of this test file share what was compiled: each starts in a third of the time. */
export function shareCompiled(): void {
	const folder = temporaryFolder();
	fs.chmodSync(folder, 0o777);
	process.env.NODE_COMPILE_CACHE = folder;
}

/** Writes the removals of all models where `trashing-process` looks for them. */
export async function writeRemovals(root: string): Promise<void> {
	fs.writeFileSync(path.join(root, '../removals.json'), JSON.stringify(await removalsIn(root)));
}

function missing(key: string): never {
	throw new Error(`No model ${JSON.stringify(key)} is found.`);
}

/** Names, kinds, modes, inodes, times of change, link targets and bytes of all in a folder; its own time of change does not count. */
export function contentHash(folder: string): string {
	const lines: string[] = [];
	const walk = (inner: Buffer): void => {
		for (const name of fs.readdirSync(inner, 'buffer').sort(Buffer.compare)) {
			// A killed process leaves its lock until somebody wants it.
			if (name.toString('latin1').startsWith('.mreg.lock')) continue;
			const each = Buffer.concat([inner, Buffer.from('/'), name]);
			const stat = fs.lstatSync(each, {bigint: true});
			lines.push(`${each.toString('hex')} ${stat.mode} ${stat.ino} ${stat.size} ${stat.mtimeNs}`);
			if (stat.isSymbolicLink()) lines.push(fs.readlinkSync(each, 'hex'));
			else if (stat.isDirectory()) walk(each);
			else if (stat.isFile() && stat.size < 1_000_000n) lines.push(createHash('sha256').update(fs.readFileSync(each)).digest('hex'));
		}
	};
	walk(Buffer.from(folder));
	return createHash('sha256').update(lines.join('\n')).digest('hex');
}

/** The contents of all model folders of a root. */
export function modelsHash(root: string, folders: readonly string[] = ['Mscn/Model']): string {
	return folders.map(folder => contentHash(path.join(root, folder))).join(' ');
}

/** All paths below a folder; links are not followed. */
export function namesBelow(folder: string): readonly string[] {
	if (!fs.existsSync(folder)) return [];
	const entries = fs.readdirSync(folder, {withFileTypes: true});
	return entries
		.flatMap(({name}) => [name, ...(isFolder(path.join(folder, name)) ? namesBelow(path.join(folder, name)).map(inner => `${name}/${inner}`) : [])])
		.sort();
}

function isFolder(each: string): boolean {
	return fs.lstatSync(each, {throwIfNoEntry: false})?.isDirectory() === true;
}
