/** One text that changes when anything in a folder does: names, kinds, modes, bytes, link targets and times of change. */

import {createHash} from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/** @returns a sha256 over the whole tree; files that are not regular count by kind, unreadable ones by mode */
export function treeHash(root: string): string {
	const hash = createHash('sha256');
	const walk = (folder: Buffer): void => {
		let names: Buffer[];
		try {
			names = fs.readdirSync(folder, 'buffer').sort(Buffer.compare);
		} catch {
			// An unreadable folder counts by its mode, which its parent has added.
			return;
		}
		for (const name of names) {
			const inner = Buffer.concat([folder, Buffer.from(path.sep), name]);
			const stat = fs.lstatSync(inner, {bigint: true});
			hash.update(inner).update(`${stat.mode} ${stat.size} ${stat.mtimeNs} ${stat.ctimeNs} ${stat.ino}`);
			if (stat.isSymbolicLink()) hash.update(fs.readlinkSync(inner, 'buffer'));
			else if (stat.isDirectory()) walk(inner);
			else if (stat.isFile() && stat.size < 10_000_000n && canRead(inner)) hash.update(fs.readFileSync(inner));
		}
	};
	walk(Buffer.from(root));
	return hash.digest('hex');
}

function canRead(file: Buffer): boolean {
	try {
		fs.accessSync(file, fs.constants.R_OK);
		return true;
	} catch {
		return false;
	}
}
