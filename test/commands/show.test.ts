/** `mreg show` as a user runs it. */

import {expect, test} from 'vitest';
import {exampleData, lines, mreg, registryOf, shell} from '../helpers/run-mreg.ts';

const full = {
	model_id: 'net_1',
	training: {dataset: 'imdb', num_queries: 500, hyperparams: {lr: 1e-5, layers: [1, 2]}, trained_at: '2024-10-19T10:30:00', training_time: 1800.5, gpu: 'A100'},
	testing: [
		{dataset: 'imdb', num_queries: 80, tested_at: '2024-10-19T11:00:00', performance: {total_time: 50}},
		{dataset: 'imdb', num_queries: 100, tested_at: '2024-10-19T12:00:00', performance: {total_time: 45.25, throughput: null}},
	],
	tags: ['best', '논문'],
	notes: 'first line\nsecond line',
	lineage: {parent: 'net_0'},
};

test('prints all metadata, every test, files', async () => {
	const root = registryOf({'Net/Model/net_1': {sidecar: full, artifact: 'xyz'}});
	const {code, stdout} = await mreg(['show', 'net_1', '--root', root]);
	expect(code).toBe(0);
	expect(lines(stdout)).toEqual(
		expect.arrayContaining([
			'net_1',
			expect.stringMatching(/^ {2}key +Net\/Model\/net_1$/),
			expect.stringMatching(/^ {2}tags +best, 논문$/),
			expect.stringMatching(/^ {2}notes +first line$/),
			expect.stringMatching(/^ {2,}second line$/),
			expect.stringMatching(/^ {2}training time +30 min \(1800\.5 s\)$/),
			expect.stringMatching(/^ {2}gpu +A100$/),
			expect.stringMatching(/^ {2}layers +\[1,2\]$/),
			expect.stringMatching(/^ {2}DATASET +QUERIES +TESTED AT +total_time ↓ +throughput +RANK$/),
			expect.stringMatching(/^ {2}imdb +80 +2024-10-19 11:00 +50 +– +earlier test$/),
			expect.stringMatching(/^ {2}imdb +100 +2024-10-19 12:00 +45\.25 +– +1\/1 ★$/),
			'LINEAGE',
			expect.stringMatching(/^ {2}net_0 +outside$/),
			expect.stringMatching(/^ {2}└─ net_1 +total_time@imdb 45\.25 +◂ this one$/),
			expect.stringMatching(/^ {2}artifact +Net\/Model\/net_1 \(file, 3 B, changed 2023-11-14 22:13\)$/),
			expect.stringMatching(/^ {2}sidecar +Net\/Model\/net_1\.json$/),
		]),
	);
});

test('names the problems of a model', async () => {
	const root = registryOf({'A/Model/a': {artifact: 'x', sidecar: {tags: 'best'}}});
	const {stdout} = await mreg(['show', 'a', '--root', root]);
	expect(stdout).toMatch(/PROBLEMS\n {2}A\/Model\/a\.json: tags is the text "best", not a list\./);
});

test('a part of an id is enough where it names one model', async () => {
	const {code, stdout} = await mreg(['show', '1019_1030', '--quiet', '--root', exampleData()]);
	expect({code, stdout}).toEqual({code: 0, stdout: 'mscn_20241019_103000\n'});
});

test('a part that names several is a usage error that lists their keys', async () => {
	const {code, stdout, stderr} = await mreg(['show', 'knob_', '--root', exampleData()]);
	expect({code, stdout}).toEqual({code: 2, stdout: ''});
	expect(stderr).toMatch(/"knob_" means 8 models; nothing was done\.\n.*\nKnob\/Model\//);
});

test('an unknown id is exit 3 with the nearest', async () => {
	const {code, stderr} = await mreg(['show', 'mscn_20241019_103001', '--root', exampleData()]);
	expect(code).toBe(3);
	expect(stderr).toContain('Did you mean mscn_20241019_103000?');
});

test('one model in JSON stands under model, several under models', async () => {
	const root = registryOf({'A/Model/a': {artifact: 'x'}, 'A/Model/b': {artifact: 'x'}});
	expect(JSON.parse((await mreg(['show', 'A/Model/a', '--json', '--root', root])).stdout)).toMatchObject({schema: 1, model: {key: 'A/Model/a'}});
	const several = JSON.parse((await mreg(['--json', 'show', 'A/Model/b', 'A/Model/a', '--root', root])).stdout);
	expect(several.models.map((model: {key: string}) => model.key)).toEqual(['A/Model/b', 'A/Model/a']);
});

test('- reads ids from standard input, as list --quiet prints them', async () => {
	const root = registryOf({'A/Model/a': {artifact: 'x', sidecar: {model_id: 'same'}}, 'B/Model/b': {artifact: 'x', sidecar: {model_id: 'same'}}});
	const {stdout, stderr} = await shell(`mreg list --quiet --root '${root}' | mreg show - --quiet --root '${root}'`);
	expect(stderr).toBe('');
	expect(lines(stdout).sort()).toEqual(['A/Model/a', 'B/Model/b']);
});

test('an empty standard input names no model', async () => {
	const {code, stderr} = await mreg(['show', '-', '--root', exampleData()]);
	expect(code).toBe(3);
	expect(stderr).toContain('Standard input names no model.');
});
