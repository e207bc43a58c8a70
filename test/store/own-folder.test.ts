/** The registry's own folder: what it has, and what a process leaves that is killed while it is made. */

import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {ensureOwnFolder, giveUpReserve} from '../../store/own-folder.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';

test('it has a .gitignore and a reserve, and they are made again where they are missing', () => {
	const root = temporaryFolder();
	ensureOwnFolder(root);
	expect(fs.readdirSync(path.join(root, '.mreg')).sort()).toEqual(['.gitignore', 'reserve']);
	expect(fs.readFileSync(path.join(root, '.mreg/.gitignore'), 'utf8')).toBe('*\n');
	expect(fs.statSync(path.join(root, '.mreg/reserve')).size).toBe(1_000_000);
	fs.rmSync(path.join(root, '.mreg/.gitignore'));
	fs.rmSync(path.join(root, '.mreg/reserve'));
	ensureOwnFolder(root);
	expect(fs.readdirSync(path.join(root, '.mreg')).sort()).toEqual(['.gitignore', 'reserve']);
});

test('a reserve that was given up is not made again at once, and a .gitignore of the user stays as it is', () => {
	const root = temporaryFolder();
	ensureOwnFolder(root);
	fs.writeFileSync(path.join(root, '.mreg/.gitignore'), '!journal.jsonl\n');
	expect(giveUpReserve(root)).toBe(true);
	ensureOwnFolder(root);
	expect(fs.readdirSync(path.join(root, '.mreg'))).toEqual(['.gitignore']);
	expect(fs.readFileSync(path.join(root, '.mreg/.gitignore'), 'utf8')).toBe('!journal.jsonl\n');
});

test.each(['.gitignore', 'reserve'])('a process that was killed while it wrote %s leaves nothing for long', name => {
	const root = temporaryFolder();
	const folder = path.join(root, '.mreg');
	fs.mkdirSync(folder);
	fs.writeFileSync(path.join(folder, `.${name}.${spawnSync('true').pid}-0123456789abcdef.tmp`), '');
	ensureOwnFolder(root);
	expect(fs.readdirSync(folder).sort()).toEqual(['.gitignore', 'reserve']);
});
