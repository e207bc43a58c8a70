/** `mreg inspect` of many files, of folders in part, and of what no program should wait for. */

import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import type {Context} from '../../source/commands/command.ts';
import {inspect} from '../../source/commands/inspect.ts';
import {safetensorsText} from '../helpers/made-inspections.ts';
import {lines, mreg} from '../helpers/run-mreg.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';

function filesNamed(...names: readonly string[]): string {
	const folder = temporaryFolder();
	for (const name of names) fs.writeFileSync(path.join(folder, name), safetensorsText({[name]: [1]}));
	return folder;
}

/** Only paths are typed. */
function contextIn(folder: string): Context {
	const none = () => Promise.reject(new Error('Nobody asks for it.'));
	return {
		now: 0,
		columns: undefined,
		readOnly: true,
		wait: 0,
		root: none,
		snapshot: none,
		live: none,
		inputLines: none,
		exists: fs.existsSync,
		absolute: typed => Promise.resolve(path.join(folder, typed)),
	};
}

test.each([{}, {json: true}, {quiet: true}])('of many files each is looked into when those before it are printed (%o)', async options => {
	const folder = filesNamed('a', 'b', 'c');
	const first = await inspect.run(contextIn(folder), options, ['./a', './b', './c']);
	fs.rmSync(path.join(folder, 'b'));
	const printed = [[...first.lines]];
	let last = first;
	while (last.next) {
		last = await last.next();
		printed.push([...last.lines]);
	}
	expect(printed.map(part => ['a', 'c'].filter(name => part.some(line => new RegExp(`(^|"| )${name}("| |$)`).test(line))))).toEqual([
		['a'],
		['c'],
		...printed.slice(2).map(() => []),
	]);
	expect(last.exitCode).toBe(6);
	if ('json' in options) {
		const {inspections, skipped} = JSON.parse(printed.flat().join('\n'));
		expect([inspections.length, skipped]).toEqual([2, [{key: './b', reason: expect.stringContaining('is not there')}]]);
	} else expect(last.notes?.join()).toContain('Skipped ./b');
});

test('where none can be looked into nothing is printed but why', async () => {
	const folder = filesNamed('a', 'b');
	const context = {...contextIn(folder), exists: () => true};
	await expect(inspect.run(context, {json: true}, ['./x', './y'])).rejects.toMatchObject({
		code: 'failed',
		message: expect.stringMatching(/^None of the 2 could be looked into\. The first, \.\/x: /),
	});
});

test('what was not looked at is told with what is dangerous, and is not safe', async () => {
	const folder = filesNamed('w.safetensors');
	fs.symlinkSync('/', path.join(folder, 'above'));
	const {code, stdout, stderr} = await mreg(['inspect', folder]);
	expect(code).toBe(0);
	expect(lines(stdout).slice(lines(stdout).indexOf('NOT LOOKED AT'))).toEqual(
		expect.arrayContaining(['NOT LOOKED AT', '  above is a link to a folder: it is not followed.']),
	);
	expect(stderr).toBe('Not all of it was looked at: what else loading it would run is not known.\n');
	const json = await mreg(['inspect', folder, '--json', '--fail-unsafe']);
	expect(json.code).toBe(1);
	expect(JSON.parse(json.stdout)).toMatchObject({unsafe: [], not_looked_at: ['above is a link to a folder: it is not followed.']});
});

test.each([
	['empty.pt', ''],
	['zeros.pt', '\0'.repeat(1000)],
	['cut.safetensors', '\x10\0\0'],
	['text.onnx', 'nothing of a model'],
])('%s is broken: exit code 1', async (name, text) => {
	const folder = temporaryFolder();
	fs.writeFileSync(path.join(folder, name), text);
	const {code, stdout} = await mreg(['inspect', `./${name}`], {cwd: folder});
	expect(code).toBe(1);
	expect(stdout).toMatch(/^HEADER PROBLEMS\n {2}It is (empty|named like .*)\.$/m);
});

test('a FIFO is told, and not waited for', async () => {
	const folder = temporaryFolder();
	execFileSync('mkfifo', [path.join(folder, 'model.pt')]);
	const {code, stdout} = await mreg(['inspect', './model.pt'], {cwd: folder});
	expect([code, stdout]).toEqual([1, expect.stringContaining('It is not a regular file.')]);
});
