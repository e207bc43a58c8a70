/** Promise 12 for what is printed: whatever names, tags and notes hold, no control byte of theirs reaches the terminal. */

import fs from 'node:fs';
import path from 'node:path';
import {beforeAll, expect, test} from 'vitest';
import {mreg, registryOf} from '../helpers/run-mreg.ts';

const attacks = [
	'\u001B[31m',
	'\u001B]52;c;ZXZpbA==\u0007',
	'\u001B]8;;http://evil\u001B\\',
	'\r',
	'\b',
	'\u009B2J',
	'\u202E',
	'\u200B',
	'\u2066',
	'\uFEFF',
	'\u0085',
];
const attack = attacks.join('x');
let root = '';

beforeAll(() => {
	const sidecar = {
		model_id: `id${attack}`,
		algorithm: `algo${attack}`,
		training: {dataset: `data${attack}`, hyperparams: {[`p${attack}`]: `v${attack}`, other: {[attack]: [attack]}}, trained_at: `never${attack}`},
		testing: [{dataset: `test${attack}`, tested_at: attack, performance: {[`m${attack}`]: 1, [`t${attack}`]: attack}}],
		tags: [`tag${attack}`],
		notes: `note${attack}\nsecond`,
		[`unknown${attack}`]: attack,
	};
	const twin = {...sidecar, training: {...sidecar.training, hyperparams: {[`p${attack}`]: 2}}};
	root = registryOf({'A/Model/a': {artifact: 'x', sidecar}, 'A/Model/b': {artifact: 'x', sidecar: twin}});
	fs.writeFileSync(path.join(root, 'A', 'Model', `artifact${attack}`.replaceAll('/', '_')), 'x');
	fs.writeFileSync(path.join(root, 'A', 'Model', `broken${attack}.json`.replaceAll('/', '_')), `{"${attack}`);
});

// Line feeds and, in TSV, tabs are our own.
const raw = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/;

test.each([
	['list'],
	['list', '--long'],
	['list', '--quiet'],
	['list', '--json'],
	['list', '--format', 'csv'],
	['list', '--format', 'tsv'],
	['list', '--format', 'ndjson'],
	['list', '--where', `id${attack}`],
	['list', '--where', `"${attack}`],
	['list', '--algo', attack],
	['list', '--algo', attack, '--json'],
	['list', '--tags', attack],
	['list', '--sort', attack],
	['show', 'A/Model/a'],
	['show', 'A/Model/a', '--json'],
	['show', `id${attack}`],
	['show', `nobody${attack}`],
	['summary'],
	['summary', '--json'],
	['problems'],
	['problems', '--json'],
	['problems', '--quiet'],
	['latest'],
	['latest', '--path'],
	[`nonsense${attack}`],
	['list', `--${attack}`],
	['help', attack],
])('%j prints no control byte of the data', async (...args) => {
	const {code, stdout, stderr} = await mreg([...args, '--root', root]);
	expect(code).not.toBe(70);
	expect(stdout + stderr).not.toBe('');
	expect(raw.exec(stdout)).toBeNull();
	expect(raw.exec(stderr)).toBeNull();
});

test('a root with such a name is printed safely', async () => {
	const odd = path.join(path.dirname(root), `root${attack}`.replaceAll('/', '_'));
	fs.renameSync(root, odd);
	for (const args of [['summary'], ['summary', '--json'], ['list', '--json'], ['latest', '--path']]) {
		const {stdout, stderr} = await mreg([...args, '--root', odd]);
		expect(raw.exec(stdout + stderr)).toBeNull();
	}
	fs.renameSync(odd, root);
});

test('JSON reads back to the very same text', async () => {
	const {model} = JSON.parse((await mreg(['show', 'A/Model/a', '--json', '--root', root])).stdout);
	expect(model.model_id).toBe(`id${attack}`);
	expect(model.notes).toBe(`note${attack}\nsecond`);
});

test('latest --path refuses a path that it cannot print as it is', async () => {
	const own = registryOf({[`A/Model/a\u001B[31m`]: {artifact: 'x'}});
	const {code, stdout, stderr} = await mreg(['latest', '--path', '--root', own]);
	expect({code, stdout}).toEqual({code: 1, stdout: ''});
	expect(stderr).toContain('--json');
});
