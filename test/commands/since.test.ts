/** `mreg since`, and the queries is:new and is:gone, on registries that change between one look and the next. */

import fs from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {parseSince} from '../../source/commands/since-time.ts';
import {writeSession} from '../../store/session-file.ts';
import {freshCache, modelFiles, putOld, registryOf} from '../helpers/registries.ts';
import {mreg} from '../helpers/run-mreg.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {refusal, typed} from '../helpers/typed-command.ts';

const noon = new Date(2024, 10, 22, 12).getTime();
const hour = 3_600_000;

const tested = (value: number, at = '2024-10-19T11:00:00') => ({
	testing: [{dataset: 'imdb', num_queries: 113, tested_at: at, performance: {total_time: value}}],
});

/** A registry that was looked at two hours before noon; then models came, and one was removed. */
async function changed() {
	const root = registryOf({
		...modelFiles('Mscn/Model/old', tested(120)),
		...modelFiles('Mscn/Model/lost', tested(130)),
		...modelFiles('Lero/Model/lero'),
		'mreg.config.json': {metrics: {total_time: {direction: 'minimize', unit: 's'}}},
	});
	const env = {...freshCache(), XDG_STATE_HOME: temporaryFolder()};
	const run = (words: readonly string[], now = noon) => typed(root, words, {env, now});
	const add = (key: string, content: object) => Object.entries(modelFiles(key, content)).forEach(([name, text]) => putOld(root, name, text));
	await run(['list'], noon - 2 * hour);
	add('Mscn/Model/new_1', tested(119));
	add('Mscn/Model/new_2', tested(117.03));
	add('Lero/Model/새 모델', {});
	for (const name of ['lost', 'lost.json']) fs.rmSync(path.join(root, 'Mscn/Model', name));
	return {root, env, run, add};
}

describe('mreg since', () => {
	test('tells by algorithm what came, each best with its value before, and what vanished', async () => {
		const {run} = await changed();
		const {lines, notes} = await run(['since', '1h']);
		expect(lines).toEqual([
			'Since 11:00',
			'  +3 models: 2 mscn, 1 lero',
			'  best total_time@imdb of mscn  120.00 → 117.03 s  new_2  new best 2 times  before: old',
			'  1 model vanished, not by mreg: lost',
		]);
		expect(notes).toEqual([]);
	});

	test('says so where nothing happened, and that is no error; what vanished before is one line until it is dismissed', async () => {
		const {run, add} = await changed();
		await run(['list']);
		const before = '1 model vanished before: mreg list --where is:gone; mreg since --dismiss takes note.';
		expect(await run(['since', '1h'], noon + 2 * hour)).toMatchObject({lines: [], notes: ['Nothing happened since 13:00.', before], code: 0});
		expect(await run(['since', '1h', '--algo', 'lero'], noon + 2 * hour)).toMatchObject({lines: [], notes: ['Nothing happened since 13:00.']});
		add('Lero/Model/late', {});
		expect((await run(['since', '1h'], noon + 2 * hour)).lines).toEqual(['Since 13:00', '  +1 model of lero', `  ${before}`]);
	});

	test('says of a first best that there was none before, and how often it was beaten', async () => {
		const {run, add} = await changed();
		for (const [index, value] of [9, 8, 7].entries()) add(`Lero/Model/first_${index}`, tested(value, `2024-10-19T1${index}:00:00`));
		expect((await run(['since', '1h', '--algo', 'lero'])).lines[2]).toMatch(
			/^ {2}best total_time@imdb of lero {2}7\.00 s, none before {2}first_2 {2}new best 3 times/,
		);
	});

	test('gives the ids of new models to the next command', async () => {
		const {run} = await changed();
		expect((await run(['since', '1h', '--quiet'])).lines.toSorted()).toEqual(['new_1', 'new_2', '새 모델']);
		expect((await run(['since', '1h', '--quiet', '--algo', 'LERO'])).lines).toEqual(['새 모델']);
	});

	test('gives all of it to programs', async () => {
		const {run} = await changed();
		const told = (await run(['since', '1h', '--json', '--algo', 'mscn'])).json();
		expect(told).toMatchObject({
			schema: 1,
			since: new Date(noon - hour).toISOString(),
			algorithms: [{algorithm: 'mscn', count: 2}],
			bests: [
				{algorithm: 'mscn', metric: 'total_time', dataset: 'imdb', from: {model_id: 'old', value: 120}, to: {model_id: 'new_2', value: 117.03}, improved: true},
			],
			gone: [{key: 'Mscn/Model/lost', model_id: 'lost', gone_at: new Date(noon).toISOString()}],
			gone_count: 1,
		});
		expect(told.models.map(({model_id: id}: {model_id: string}) => id).toSorted()).toEqual(['new_1', 'new_2']);
	});

	test('knows the algorithm of which all is gone', async () => {
		const {root, run} = await changed();
		fs.rmSync(path.join(root, 'Mscn'), {recursive: true});
		await run(['list']);
		expect((await run(['since', '1h', '--algo', 'mscn'])).lines.at(-1)).toMatch(/^ {2}2 models vanished, not by mreg: (lost, old|old, lost)$/);
		expect((await refusal(run(['since', '1h', '--algo', 'nscm']))).exitCode).toBe(3);
	});

	test('counts from the last visit where no time is named, and asks for one where there was no visit', async () => {
		const {root, env, run, add} = await changed();
		expect(await refusal(run(['since'], noon - 1.5 * hour))).toMatchObject({exitCode: 3, hint: expect.stringContaining('mreg since yesterday')});
		writeSession(root, {leftAt: noon - hour}, {env});
		add('Mscn/Model/late', {});
		expect((await run(['since', '--quiet'])).lines).toEqual(['late']);
		expect((await run(['since', 'last', '--quiet'])).lines).toEqual(['late']);
	});

	test('--dismiss takes what vanished out of everything that tells of it', async () => {
		const {root} = await changed();
		const env = {XDG_CACHE_HOME: temporaryFolder()};
		const run = async (...words: readonly string[]) => mreg([...words, '--root', root], {env});
		await run('list');
		fs.rmSync(path.join(root, 'Mscn/Model/old'));
		fs.rmSync(path.join(root, 'Mscn/Model/old.json'));
		expect((await run('problems')).stdout).toContain('1 model vanished from Mscn, not by mreg: old.');
		expect(await run('since', '--dismiss', '--read-only')).toMatchObject({code: 0, stdout: '', stderr: 'Taken note of 1 model that vanished.\n'});
		expect((await run('list', '--where', 'is:gone')).code).toBe(3);
		expect((await run('problems')).stdout).not.toContain('vanished');
		expect((await run('since', '1h')).stdout).not.toContain('vanished');
	});
});

describe('in a query', () => {
	test('is:gone lists what vanished, with what was known of it; without the word it is not there', async () => {
		const {run} = await changed();
		expect((await run(['list', '--quiet'])).lines).not.toContain('lost');
		const {models} = (await run(['list', '--where', 'is:gone', '--json'])).json();
		expect(models).toEqual([expect.objectContaining({model_id: 'lost', state: 'gone', testing: [expect.objectContaining({dataset: 'imdb'})]})]);
		expect((await run(['list', '--where', 'state:gone', '--quiet'])).lines).toEqual(['lost']);
		expect((await run(['list', '--where', 'is:gone or id:old', '--quiet'])).lines.toSorted()).toEqual(['lost', 'old']);
		expect((await run(['list', '--where', '-is:gone total_time@imdb>0', '--quiet'])).lines.toSorted()).toEqual(['new_1', 'new_2', 'old']);
		expect((await run(['list', '--where', 'is:gone'])).lines.at(-1)).toMatch(/^lost .* gone /);
	});

	test('what is gone is neither best nor compared, tagged or cleaned up', async () => {
		const {run, root} = await changed();
		for (const name of ['new_2', 'new_2.json']) fs.rmSync(path.join(root, 'Mscn/Model', name));
		await run(['list'], noon - hour);
		expect((await run(['list', '--where', 'is:gone or is:best', '--quiet'])).lines).not.toContain('new_2');
		expect((await run(['best', '--algo', 'mscn', '--quiet'])).lines).toEqual(['new_1']);
		for (const words of [
			['tag', '--where', 'is:gone', 'x'],
			['leaderboard', '--where', 'is:gone'],
			['show', 'lost'],
		]) {
			expect((await refusal(run(words))).exitCode, words.join(' ')).toBe(3);
		}
		expect((await run(['cleanup', '--algo', 'mscn', '--keep', '1', '--dry-run', '--json'])).lines.join('')).not.toContain('"lost"');
	});

	test('is:new finds what came after the last visit; without a visit nothing', async () => {
		const {root, env, run, add} = await changed();
		expect((await refusal(run(['list', '--where', 'is:new'], noon - 1.5 * hour))).exitCode).toBe(3);
		writeSession(root, {leftAt: noon - hour}, {env});
		add('Mscn/Model/late', tested(1));
		expect((await run(['list', '--where', 'is:new', '--quiet'])).lines).toEqual(['late']);
		expect((await run(['best', '--algo', 'mscn', '--where', '-is:new', '--quiet'])).lines).toEqual(['new_2']);
	});
});

describe('a time', () => {
	const at = (text: string) => parseSince(text, {now: noon, lastVisit: noon - 5 * hour});
	test.each([
		['last', noon - 5 * hour],
		['12h', noon - 12 * hour],
		['7d', noon - 7 * 24 * hour],
		['30m', noon - hour / 2],
		['9:30', noon - 2.5 * hour],
		['23:10', noon - 12 * hour - 50 * 60_000],
		['today', noon - 12 * hour],
		['yesterday', noon - 36 * hour],
		['2024-11-22', noon - 12 * hour],
		['2024-11-21T23:10', noon - 12 * hour - 50 * 60_000],
		['2024-11-22T00:00:00Z', Date.UTC(2024, 10, 22)],
		['2024', new Date(2024, 0, 1).getTime()],
	])('%s is understood', (text, time) => {
		expect(at(text)).toBe(time);
	});

	test.each(['', '25:00', '12:60', 'tomorow', '7x', '2024-13-01', '2025-01-01', '-3h'])('%j is refused', text => {
		expect(() => at(text)).toThrow();
	});
});
