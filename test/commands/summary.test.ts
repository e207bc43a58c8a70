/** `mreg summary`, `problems` and `latest` as a user runs them. */

import fs from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {exampleData, lines, mreg, registryOf} from '../helpers/run-mreg.ts';
import {typed} from '../helpers/typed-command.ts';

test('summary says the root and why, counts by algorithm, datasets, the newest model', async () => {
	const root = exampleData();
	const {code, stdout} = await mreg(['summary', '--root', root]);
	expect(code).toBe(0);
	expect(stdout).toContain(`${root}  (root: --root)`);
	expect(stdout).toMatch(/^ {2}mscn +20 +20 +18 /m);
	expect(stdout).toMatch(/^ {2}all +40 +40 +36 /m);
	expect(stdout).toMatch(/trained on +production 27, /);
	expect(stdout).toMatch(/newest +knob_20241101_200000, 2024-11-01 20:00, age /);
	expect(lines(stdout).length).toBeLessThanOrEqual(16);
});

test('summary --algo is about that algorithm alone', async () => {
	const {stdout} = await mreg(['summary', '--algo', 'Lero', '--root', exampleData()]);
	expect(stdout).toMatch(/^ {2}lero +12 /m);
	expect(stdout).not.toContain('mscn');
	expect(stdout).not.toContain('all');
});

test('summary counts states and problems', async () => {
	const root = registryOf({'A/Model/a': {artifact: 'x', sidecar: '['}, 'A/Model/b': {artifact: 'x'}, 'B/Model/c': {sidecar: {model_id: 'c'}}});
	const {stdout} = await mreg(['summary', '--root', root]);
	expect(stdout).toMatch(/ALGORITHM +MODELS +OK +UNTRACKED +MISSING +UNREADABLE/);
	expect(stdout).toMatch(/^ {2}all +3 +– +1 +1 +1 /m);
	expect(stdout).toMatch(/problems +1 \(mreg problems lists them\)/);
	expect(JSON.parse((await mreg(['summary', '--json', '--root', root])).stdout)).toMatchObject({
		schema: 1,
		root,
		models: 3,
		states: {ok: 0, untracked: 1, missing: 1, unreadable: 1},
		problems: 1,
	});
});

test('without a terminal the dashboard prints the summary instead', async () => {
	const root = exampleData();
	const [dashboard, summary] = await Promise.all([mreg([root]), mreg(['summary', '--root', root])]);
	expect(dashboard).toEqual(summary);
});

test('problems names file and reason', async () => {
	const root = registryOf({'A/Model/a': {artifact: 'x', sidecar: '{'}, 'A/Model/b': {artifact: 'x', sidecar: {notes: 5}}});
	const {code, stdout} = await mreg(['problems', '--root', root]);
	expect(code).toBe(0);
	expect(stdout).toMatch(/^A\/Model\/a\.json {2}\S/m);
	expect(stdout).toMatch(/^A\/Model\/b\.json {2}notes is 5, not text\.$/m);
	const {problems} = JSON.parse((await mreg(['problems', '--json', '--root', root])).stdout);
	expect(problems).toHaveLength(2);
	expect(Object.keys(problems[0])).toEqual(['kind', 'path', 'message']);
});

test('no problems are said on standard error, with exit 0', async () => {
	const {code, stdout, stderr} = await mreg(['problems', '--root', exampleData()]);
	expect({code, stdout, stderr}).toEqual({code: 0, stdout: '', stderr: 'No problems in 40 models.\n'});
});

test('a person, and no script, is told of both that doctor finds more', async () => {
	const root = registryOf({'A/Model/a': {artifact: 'x', sidecar: '{'}});
	for (const command of ['summary', 'problems']) {
		const notes = async (columns?: number, ...words: readonly string[]) => (await typed(root, [command, ...words], {columns})).notes;
		expect(await notes(80)).toEqual([expect.stringMatching(/^mreg doctor finds more/)]);
		expect([await notes(), await notes(80, '--json'), await notes(80, '--quiet')]).toEqual([[], [], []]);
	}
});

test('latest prints the id of the newest model', async () => {
	const root = exampleData();
	expect((await mreg(['latest', '--root', root])).stdout).toBe('knob_20241101_200000\n');
	expect((await mreg(['latest', '--algo', 'LERO', '--root', root])).stdout).toBe('lero_20241101_100211\n');
	expect(JSON.parse((await mreg(['latest', '--json', '--root', root])).stdout)).toMatchObject({schema: 1, model: {model_id: 'knob_20241101_200000'}});
});

test('latest --path is an absolute path to something', async () => {
	const root = exampleData();
	const {stdout} = await mreg(['latest', '--algo', 'lero', '--path', '--root', path.relative(process.cwd(), root)], {cwd: process.cwd()});
	expect(stdout).toBe(`${root}/Lero/Model/lero_20241101_100211\n`);
	expect(fs.existsSync(stdout.trim())).toBe(true);
});

test('latest never prints a path to nothing', async () => {
	const missing = registryOf({'A/Model/a': {sidecar: {model_id: 'a', training: {trained_at: '2024-01-01'}}}});
	const dangling = registryOf({'A/Model/b': {artifact: 'x', sidecar: {model_id: 'b'}}});
	fs.rmSync(path.join(dangling, 'A/Model/b'));
	fs.symlinkSync('/nowhere/at/all', path.join(dangling, 'A/Model/b'));
	for (const root of [missing, dangling]) {
		const {code, stdout, stderr} = await mreg(['latest', '--path', '--root', root]);
		expect({code, stdout}).toEqual({code: 3, stdout: ''});
		expect(stderr).toMatch(/is missing/);
	}
	const named = await mreg(['latest', '--root', missing]);
	expect(named).toEqual({code: 0, stdout: 'a\n', stderr: 'Warning: its artifact is missing.\n'});
});

test('latest of an unknown algorithm is exit 3', async () => {
	const {code, stderr} = await mreg(['latest', '--algo', 'bert', '--root', exampleData()]);
	expect(code).toBe(3);
	expect(stderr).toContain('The algorithms: knob, lero, mscn.');
});
