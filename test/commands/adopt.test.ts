/** `mreg adopt` on registries on disk: what it shows, what it asks, what it leaves, and how it is taken back. */

import fs from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {modelFiles, putOld, registryOf} from '../helpers/registries.ts';
import {refusal, typed} from '../helpers/typed-command.ts';

const a = 'Net/Model/net_20241019_103000';
const b = 'Net/Model/net_b.pt';
const c = 'Net/Model/net_c';

const made = () => registryOf({[a]: 'weights', [b]: 'weights', ...modelFiles(c)});
const namesIn = (root: string) => fs.readdirSync(path.join(root, 'Net/Model')).sort();

test('the sidecars are shown as a whole before they are written, and y writes them', async () => {
	const root = made();
	const asked: string[] = [];
	const {lines, notes, code} = await typed(root, ['adopt', '--where', 'is:untracked'], {answers: ['y'], asked});
	expect({lines, code}).toEqual({lines: ['wrote 2 sidecars'], code: 0});
	expect(notes).toEqual([
		'net_b.pt: Something is wrong with its file. It is named like a model of PyTorch, and does not begin like that.',
		expect.stringMatching(/^mreg undo \S+ takes it back\.$/),
	]);
	const text = fs.readFileSync(path.join(root, `${a}.json`), 'utf8');
	expect(asked[0]).toContain(`${a}.json\n  ${text.trimEnd().replaceAll('\n', '\n  ')}\n`);
	expect(asked[0]).toMatch(/Write these 2 sidecars\? \[y\/N\] $/);
	expect(JSON.parse(fs.readFileSync(path.join(root, 'Net/Model/net_b.json'), 'utf8'))).toMatchObject({model_id: 'net_b.pt', model_path: `${root}/${b}`});
});

test('nothing is written by any other answer, without a terminal, or in a dry run', async () => {
	const root = made();
	const before = namesIn(root);
	expect(await refusal(typed(root, ['adopt', '--where', 'is:untracked'], {answers: ['']}))).toMatchObject({code: 'declined'});
	expect(await refusal(typed(root, ['adopt', '--where', 'is:untracked']))).toMatchObject({
		code: 'usage',
		message: expect.stringContaining('--yes was not given'),
	});
	const {lines, notes} = await typed(root, ['adopt', a, '--dry-run']);
	expect(lines[0]).toBe(`${a}.json`);
	expect(notes).toEqual(['Nothing was written.']);
	expect(await refusal(typed(root, ['adopt', a, '--yes', '--read-only']))).toMatchObject({code: 'read-only'});
	expect(namesIn(root)).toEqual(before);
	expect(fs.existsSync(path.join(root, '.mreg'))).toBe(false);
});

test('a dry run as JSON has each sidecar with its content', async () => {
	const {json, code} = await typed(made(), ['adopt', a, c, '--dry-run', '--json']);
	expect(json()).toEqual({
		schema: 1,
		adoptions: [
			{
				key: a,
				sidecar: `${a}.json`,
				source: 'header',
				content: expect.objectContaining({training: {trained_at: '2024-10-19T10:30:00'}, created_at: '2024-10-19T10:30:00'}),
			},
		],
		skipped: [{key: c, reason: `It is described already. Its sidecar is ${c}.json.`}],
		notes: [],
	});
	expect(code).toBe(6);
});

test('models that have a sidecar are left with the reason; where nothing matches it says so', async () => {
	const root = made();
	const {json, code} = await typed(root, ['adopt', 'net_c', a, '--yes', '--json']);
	expect(json()).toMatchObject({done: [a], skipped: [{key: c, reason: `It is described already. Its sidecar is ${c}.json.`}]});
	expect(code).toBe(6);
	expect(await refusal(typed(root, ['adopt', '--where', 'is:untracked size>1GB', '--yes']))).toMatchObject({code: 'nothing-matched'});
	expect(await refusal(typed(root, ['adopt']))).toMatchObject({code: 'usage'});
	// Also where nobody could be asked.
	expect(await refusal(typed(root, ['adopt', '--where', 'is:untracked size>1GB']))).toMatchObject({exitCode: 3});
	expect(await typed(root, ['adopt', 'net_c'])).toMatchObject({code: 6, notes: expect.arrayContaining(['Nothing was written.'])});
});

test('a .json file is described where it is named, and left with the reason by a query', async () => {
	const root = registryOf({'Net/Model/config.json': '["a"]', [a]: 'weights'});
	const {json} = await typed(root, ['adopt', '--where', 'is:untracked', '--yes', '--json']);
	expect(json()).toMatchObject({done: [a], skipped: [{key: 'Net/Model/config.json', reason: expect.stringContaining('It is a .json file')}]});
	expect((await typed(root, ['adopt', 'config.json', '--yes', '--json'])).json().done).toEqual(['Net/Model/config.json']);
});

test('of many there is a table, and all are written as one transaction that undo takes back', async () => {
	const root = registryOf(Object.fromEntries(Array.from({length: 25}, (_, index) => [`Net/Model/한글_${index}`, 'weights'])));
	const before = namesIn(root);
	const {lines} = await typed(root, ['adopt', '--where', 'is:untracked', '--dry-run']);
	expect(lines[0]).toMatch(/^25 sidecars/);
	expect(lines).toContain('… and 5 more');
	expect((await typed(root, ['adopt', '--where', 'is:untracked', '--yes', '--quiet'])).lines).toHaveLength(25);
	expect(namesIn(root)).toHaveLength(50);
	await typed(root, ['undo', '--yes']);
	expect(namesIn(root)).toEqual(before);
});

test('what cannot be read as a model file gets a sidecar without facts of its header', async () => {
	const root = registryOf({});
	putOld(root, 'Net/Model/x.safetensors', Buffer.from([255, 255, 255, 255, 255, 255, 255, 255, 0]));
	const {json} = await typed(root, ['adopt', 'x.safetensors', '--dry-run', '--json']);
	expect(Object.keys(json().adoptions[0].content)).toEqual(['model_id', 'algorithm', 'model_path', 'training', 'testing', 'tags', 'notes', 'created_at']);
});
