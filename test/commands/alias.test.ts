/** `mreg alias` on registries on disk: an alias goes from version to version, is listed, and is taken away. */

import fs from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {deedWords} from '../../source/log-words.ts';
import {logOf} from '../../store/domain/log.ts';
import {readJournal} from '../../store/journal.ts';
import {modelFiles, registryOf} from '../helpers/registries.ts';
import {refusal, typed} from '../helpers/typed-command.ts';

const keyOf = (version: number) => `Resnet18/Model/resnet18_v${version}.pth`;
const version = (version: number, content: object = {}) => ({
	[keyOf(version)]: 'weights',
	[`Resnet18/Model/resnet18_v${version}.json`]: {model_id: `resnet18_v${version}`, family: 'resnet18', version, ...content},
});
const made = (first: object = {aliases: ['champion']}) => registryOf({...version(1, first), ...version(2), ...modelFiles('Net/Model/net_a')});
const aliasesOf = (root: string, version: number): unknown =>
	JSON.parse(fs.readFileSync(path.join(root, `Resnet18/Model/resnet18_v${version}.json`), 'utf8')).aliases;

test('an alias goes from the version that had it to another one, and undo brings it back', async () => {
	const root = made();
	const {lines, notes, code} = await typed(root, ['alias', 'resnet18@v2', 'champion']);
	expect({lines, code}).toEqual({lines: ['champion: resnet18/v1 → resnet18/v2'], code: 0});
	expect(notes).toEqual([expect.stringMatching(/^mreg undo \S+ takes it back\.$/)]);
	expect([aliasesOf(root, 1), aliasesOf(root, 2)]).toEqual([[], ['champion']]);
	expect((await typed(root, ['log'])).lines.join('\n')).toContain('champion: resnet18/v1 → resnet18/v2');
	await typed(root, ['undo', '--yes']);
	expect([aliasesOf(root, 1), aliasesOf(root, 2)]).toEqual([['champion'], undefined]);
});

test('a new one has nobody to lose it; several are given at once', async () => {
	const root = made();
	expect((await typed(root, ['alias', 'resnet18_v2', 'stable', '논문'.normalize('NFD')])).lines).toEqual(['stable → resnet18/v2, 논문 → resnet18/v2']);
	expect(aliasesOf(root, 2)).toEqual(['stable', '논문']);
});

test('an alias that a version has already is left, and taken from another one that has it, too', async () => {
	const root = made();
	const {lines, notes, code} = await typed(root, ['alias', 'resnet18@champion', 'champion']);
	expect({lines, notes, code}).toEqual({lines: [], notes: ['resnet18/v1 has the alias champion already: nothing to do.'], code: 0});
	const both = registryOf({...version(1, {aliases: ['champion']}), ...version(2, {aliases: ['champion']})});
	expect((await typed(both, ['alias', 'resnet18@v2', 'champion'])).lines).toEqual(['champion: resnet18/v1 → resnet18/v2']);
	expect([aliasesOf(both, 1), aliasesOf(both, 2)]).toEqual([[], ['champion']]);
});

test('what a problem of an alias that two have says to type leaves it to one, also with one number for both', async () => {
	for (const second of [2, 1]) {
		const other = {[`Resnet18/Model/b.pth`]: 'weights', 'Resnet18/Model/b.json': {model_id: 'b', family: 'resnet18', version: second, aliases: ['champion']}};
		const root = registryOf({...version(1, {aliases: ['champion']}), ...other});
		const problems = async () => (await typed(root, ['problems', '--json'])).json().problems as ReadonlyArray<{kind: string; message: string}>;
		const [first] = await problems();
		expect(first?.kind).toBe('alias-twice');
		const [, words = ''] = /: mreg (alias .*)$/.exec(first?.message ?? '') ?? [];
		await typed(root, words.split(' '));
		expect(await problems()).toEqual([]);
	}
});

test('--remove takes it away, and says so where there is none', async () => {
	const root = made();
	expect((await typed(root, ['alias', 'resnet18@v1', 'champion', '--remove'])).lines).toEqual(['took champion off resnet18/v1']);
	expect(aliasesOf(root, 1)).toEqual([]);
	expect((await typed(root, ['alias', 'resnet18@v1', 'champion', '--remove'])).notes).toEqual(['resnet18/v1 has no alias champion: nothing to do.']);
});

test('the log says which version an alias came from and went to, and what was taken back', async () => {
	const root = made();
	await typed(root, ['alias', 'resnet18@v2', 'champion']);
	await typed(root, ['register', 'net', '--from', 'net_a'], {exists: fs.existsSync});
	await typed(root, ['undo']);
	await typed(root, ['undo']);
	const {lines} = await typed(root, ['log']);
	expect(lines.slice(1)).toEqual([
		expect.stringMatching(/ champion: resnet18\/v2 → resnet18\/v1; takes back /),
		expect.stringMatching(/ took back the registration of net\/v1 \(/),
		expect.stringMatching(/ registered net\/v1 /),
		expect.stringMatching(/ champion: resnet18\/v1 → resnet18\/v2 /),
	]);
	const deeds = logOf(readJournal(root).entries).map(deedWords);
	expect(deeds).toEqual(['took back an alias', 'took back the registration of net/v1', 'registered net/v1', 'changed an alias']);
});

describe('aliases are listed', () => {
	test.each([
		[['resnet18'], ['champion']],
		[[], ['champion']],
		[['resnet18@v1'], ['champion']],
		[['resnet18@v2'], []],
	])('of %j', async (words, wanted) => {
		expect((await typed(made(), ['alias', ...words, '--quiet'])).lines).toEqual(wanted);
	});

	test('as a table, and as JSON', async () => {
		const root = made();
		expect((await typed(root, ['alias', 'RESNET18'])).lines).toEqual(['ALIAS     VERSION      ID', 'champion  resnet18/v1  resnet18_v1']);
		expect((await typed(root, ['alias', '--json'])).json()).toEqual({
			schema: 1,
			aliases: [{alias: 'champion', family: 'resnet18', version: 1, key: keyOf(1), model_id: 'resnet18_v1'}],
		});
	});
});

test.each([
	[['resnet18@v1', 'latest'], 'usage', 'means a version already'],
	[['resnet18@v1', 'v7'], 'usage', 'means a version already'],
	[['resnet18@v1', 'a/b'], 'usage', 'cannot be an alias'],
	[['resnet18@v1', '--remove'], 'usage', 'Which aliases?'],
	[['resnet18@v9', 'champion'], 'not-found', 'has no version v9'],
	[['net_a', 'champion'], 'failed', 'is not a registered version'],
])('alias %j is refused, and nothing changes', async (words, code, message) => {
	const root = made();
	const error = await refusal(typed(root, ['alias', ...words]));
	expect({code: error.code, message: error.message}).toEqual({code, message: expect.stringContaining(message) as string});
	expect(aliasesOf(root, 1)).toEqual(['champion']);
	expect(fs.existsSync(path.join(root, '.mreg'))).toBe(false);
});

describe('a version that comes back with an alias', () => {
	const away = async (root: string) => void (await typed(root, ['rm', 'resnet18/v1', '--yes', '--accept-loss']));
	const note = 'champion is now the alias of two versions: mreg alias resnet18@v2 champion takes it from the other.';

	test.each([['restore', 'resnet18/v1'], ['undo']])('by %s %s is told where another one has it by now, with what mends it', async (...words) => {
		const root = made();
		await away(root);
		const txn = (await typed(root, ['log', '--json'])).json().log[0].txn as string;
		await typed(root, ['alias', 'resnet18@v2', 'champion']);
		const {code, notes} = await typed(root, words[0] === 'undo' ? ['undo', txn] : words);
		expect({code, notes}).toMatchObject({code: 0, notes: [note]});
		await typed(root, ['alias', 'resnet18@v2', 'champion']);
		expect([aliasesOf(root, 1), aliasesOf(root, 2)]).toEqual([[], ['champion']]);
	});

	test('has nothing told where no other version has it', async () => {
		const root = made();
		await away(root);
		await typed(root, ['alias', 'resnet18@v2', 'stable']);
		expect((await typed(root, ['restore', 'resnet18/v1'])).notes).toEqual([]);
	});
});
