/** An export is written whole to the file that was named, and nothing is lost by it. */

import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {UserError} from '../../store/domain/user-error.ts';
import {writeExport} from '../../store/export-file.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';

describe('an export', () => {
	test.each([false, true])('makes the file, and nothing else (overwrite: %s)', async overwrite => {
		const folder = temporaryFolder();
		await writeExport(path.join(folder, 'a b.md'), '| 모델 |\n', {overwrite});
		expect(fs.readdirSync(folder)).toEqual(['a b.md']);
		expect(fs.readFileSync(path.join(folder, 'a b.md'), 'utf8')).toBe('| 모델 |\n');
	});

	test('is as open as the umask says, also in a folder for all', async () => {
		const folder = temporaryFolder();
		fs.chmodSync(folder, 0o1777);
		await writeExport(path.join(folder, 'a'), '', {overwrite: false});
		expect(fs.statSync(path.join(folder, 'a')).mode & 0o777).toBe(0o666 & ~process.umask());
	});

	test('replaces a file only when told to, and keeps its mode', async () => {
		const file = path.join(temporaryFolder(), 'a.csv');
		fs.writeFileSync(file, 'old', {mode: 0o600});
		const error = await failure(writeExport(file, 'new', {overwrite: false}));
		expect(error).toMatchObject({code: 'failed', exitCode: 1, message: `${file} is there already. Nothing was written.`});
		expect(error.hint).toBe('Name another file.');
		expect(fs.readFileSync(file, 'utf8')).toBe('old');
		await writeExport(file, 'new', {overwrite: true});
		expect(fs.readFileSync(file, 'utf8')).toBe('new');
		expect(fs.statSync(file).mode & 0o777).toBe(0o600);
	});
});

describe.each([false, true])('where it cannot be written nothing is, and it is said why (overwrite: %s):', overwrite => {
	const refused = (file: string) => failure(writeExport(file, 'new', {overwrite}));

	test('a folder', async () => {
		const folder = temporaryFolder();
		for (const file of [folder, `${folder}/`, `${folder}/new/`]) {
			expect(await refused(file)).toMatchObject({code: 'failed', message: `${file} is a folder. Nothing was written.`, hint: 'Name a file in it.'});
		}
		expect(fs.readdirSync(folder)).toEqual([]);
	});

	test('a missing folder: the first on the way is named', async () => {
		const folder = temporaryFolder();
		expect(await refused(path.join(folder, 'one/two/a.md'))).toMatchObject({
			code: 'not-found',
			message: `There is no folder ${folder}/one. Nothing was written.`,
		});
		expect(fs.readdirSync(folder)).toEqual([]);
	});

	test('a file in place of a folder', async () => {
		const folder = temporaryFolder();
		fs.writeFileSync(path.join(folder, 'one'), '');
		expect(await refused(path.join(folder, 'one/two/a.md'))).toMatchObject({code: 'failed', message: `${folder}/one is not a folder. Nothing was written.`});
	});

	test('a link, to a file or to nowhere', async () => {
		const folder = temporaryFolder();
		const link = path.join(folder, 'link');
		fs.symlinkSync('target', link);
		for (const target of [undefined, 'old']) {
			if (target !== undefined) fs.writeFileSync(path.join(folder, 'target'), target);
			expect(await refused(link)).toMatchObject({code: 'read-only', hint: expect.any(String)});
			expect(fs.readlinkSync(link)).toBe('target');
			expect(fs.existsSync(path.join(folder, 'target'))).toBe(target !== undefined);
		}
		expect(fs.readFileSync(path.join(folder, 'target'), 'utf8')).toBe('old');
	});

	test('a socket', async () => {
		const file = path.join(temporaryFolder(), 's');
		const server = net.createServer();
		await new Promise<void>(resolve => server.listen(file, resolve));
		expect(await refused(file)).toMatchObject({code: 'failed', message: `${file} is not a regular file. Nothing was written.`});
		await new Promise(resolve => server.close(resolve));
	});

	test('a relative path, and a name that is too long', async () => {
		expect(await refused('a.md')).toMatchObject({code: 'usage'});
		expect((await refused(path.join(temporaryFolder(), 'x'.repeat(300)))).message).toContain('ENAMETOOLONG');
	});
});

async function failure(action: Promise<unknown>): Promise<UserError> {
	const error: unknown = await action.then(
		() => undefined,
		(error: unknown) => error,
	);
	if (error instanceof UserError) return error;
	throw new Error('No UserError was thrown', {cause: error});
}
