/** `mreg list` as a user runs it. */

import {beforeAll, expect, test} from 'vitest';
import {exampleData, lines, mreg, registryOf} from '../helpers/run-mreg.ts';

let root = '';
beforeAll(() => {
	root = exampleData();
});

const trained = (dataset: string, hyperparams: object, at = '2024-10-19T10:30:00') => ({training: {dataset, hyperparams, trained_at: at, training_time: 12.5}});

test('prints a line a model below a header, newest first', async () => {
	const {code, stdout, stderr} = await mreg(['list', '--root', root]);
	const [header = '', ...rows] = lines(stdout);
	expect(code).toBe(0);
	expect(stderr).toBe('');
	expect(header).toMatch(/^ID +ALGORITHM +DATASET .*TESTED +AGE +SIZE +TAGS +NOTE$/);
	expect(rows).toHaveLength(40);
	expect(rows[0]).toMatch(/^knob_20241101_200000 +knob +production .* not tested /);
});

test('algorithm is compared without case', async () => {
	const {stdout} = await mreg(['list', '--algo', 'MSCN', '--quiet', '--root', root]);
	expect(lines(stdout)).toHaveLength(20);
});

test('--dataset is the training dataset and --tags asks for all tags', async () => {
	const {stdout} = await mreg(['list', '--dataset', 'production', '--tags', 'best', 'paper', '--quiet', '--root', root]);
	expect(lines(stdout)).toEqual(['lero_20241027_222029', 'mscn_20241022_230029']);
});

test('--where takes words and phrases, Korean as well', async () => {
	const {stdout} = await mreg(['list', '--where', '"논문 표" lero best', '--quiet', '--root', root]);
	expect(lines(stdout)).toEqual(['lero_20241027_222029']);
});

test('a tag typed in decomposed letters is the same tag', async () => {
	const own = registryOf({'A/Model/a': {artifact: 'x', sidecar: {tags: ['논문']}}});
	const {stdout} = await mreg(['list', '--tags', '논문'.normalize('NFD'), '--quiet', '--root', own]);
	expect(lines(stdout)).toEqual(['a']);
});

test('--sort METRIC@DATASET puts the best first, a minus in front the worst', async () => {
	const result = (metric: string, value: number) => ({sidecar: {testing: [{dataset: 'imdb', performance: {[metric]: value}}]}, artifact: 'x'});
	const own = registryOf({'A/Model/slow': result('total_time', 9), 'A/Model/fast': result('total_time', 1), 'A/Model/none': result('auc', 5)});
	const sorted = async (key: string) => lines((await mreg(['list', '--sort', key, '--quiet', '--root', own])).stdout);
	expect(await sorted('total_time@imdb')).toEqual(['fast', 'slow', 'none']);
	expect(await sorted('-total_time@imdb')).toEqual(['slow', 'fast', 'none']);
});

test('--limit says how many there are', async () => {
	const {stdout, stderr} = await mreg(['list', '--limit', '3', '--root', root]);
	expect(lines(stdout)).toHaveLength(4);
	expect(stderr).toBe('3 of 40 models shown.\n');
});

test('states stand in words where the coverage would', async () => {
	const own = registryOf({
		'A/Model/a_missing': {sidecar: {model_id: 'a_missing'}},
		'A/Model/a_untracked': {artifact: 'x'},
		'A/Model/a_unreadable': {artifact: 'x', sidecar: '{\n"model_id": '},
		'A/Model/a_plain': {artifact: 'x', sidecar: {}},
	});
	const {stdout, stderr, code} = await mreg(['list', '--root', own]);
	expect(code).toBe(0);
	expect(stdout).toMatch(/^a_missing .* missing /m);
	expect(stdout).toMatch(/^a_untracked .* untracked /m);
	expect(stdout).toMatch(/^a_unreadable .* unreadable line 2 /m);
	expect(stdout).toMatch(/^a_plain .* not tested /m);
	expect(stderr).toContain('see mreg problems');
});

test('hyperparameters that differ are columns, others are not', async () => {
	const own = registryOf({
		'A/Model/a1': {artifact: 'x', sidecar: trained('imdb', {lr: 0.001, epoch: 5})},
		'A/Model/a2': {artifact: 'x', sidecar: trained('imdb', {lr: 0.1, epoch: 5})},
	});
	const [header] = lines((await mreg(['list', '--root', own])).stdout);
	expect(header).toMatch(/ lr /);
	expect(header).not.toMatch(/epoch/);
});

test('Hangul takes two cells, so that the columns line up', async () => {
	const own = registryOf({
		'A/Model/a1': {artifact: 'x', sidecar: {tags: ['논문 후보'], notes: 'n'}},
		'A/Model/a2': {artifact: 'x', sidecar: {tags: ['plain'], notes: 'n'}},
	});
	const rows = lines((await mreg(['list', '--root', own])).stdout);
	const cells = (text: string) => [...text].reduce((sum, character) => sum + (/\p{Script=Hangul}/u.test(character) ? 2 : 1), 0);
	const [header = '', first = '', second = ''] = rows;
	expect(cells(first)).toBe(cells(second));
	expect(cells(first.slice(0, first.lastIndexOf('n')))).toBe(header.indexOf('NOTE'));
});

test('where an id is not unique, --quiet prints keys', async () => {
	const own = registryOf({
		'A/Model/a1': {artifact: 'x', sidecar: {model_id: 'same'}},
		'B/Model/b1': {artifact: 'x', sidecar: {model_id: 'same'}},
		'B/Model/b2': {artifact: 'x', sidecar: {model_id: 'other'}},
	});
	const {stdout} = await mreg(['list', '--quiet', '--sort', 'id', '--root', own]);
	expect(lines(stdout).sort()).toEqual(['A/Model/a1', 'B/Model/b1', 'other']);
});

test('--long is the text of the seed, with every test', async () => {
	const own = registryOf({
		'Mscn/Model/mscn_20241019_103000': {
			artifact: 'x',
			sidecar: {
				model_id: 'mscn_20241019_103000',
				algorithm: 'mscn',
				training: {dataset: 'production', hyperparams: {num_epoch: 100}, training_time: 1800.5},
				testing: [
					{dataset: 'production', performance: {total_time: 45.23}},
					{dataset: 'stats_tiny', performance: {total_time: 35.1}},
				],
				tags: ['production', 'best'],
			},
		},
	});
	const {stdout} = await mreg(['list', '--long', '--root', own]);
	expect(lines(stdout)).toEqual([
		'',
		'Found 1 model:',
		'',
		'='.repeat(80),
		'Model ID: mscn_20241019_103000',
		'Algorithm: mscn',
		'Training: production (epoch=100, time=1800.5s)',
		'Tests: 2',
		'  - production: 45.23s',
		'  - stats_tiny: 35.10s',
		'Tags: production, best',
	]);
});

test('--long does not fail where values are missing', async () => {
	const own = registryOf({
		'A/Model/none': {artifact: 'x', sidecar: {training: null}},
		'A/Model/some': {
			artifact: 'x',
			sidecar: {training: {dataset: 'imdb'}, testing: [{dataset: 'imdb'}, {dataset: 'tpch', performance: {auc: 0.5}}, {performance: {total_time: 1}}]},
		},
		'A/Model/nan': {artifact: 'x', sidecar: '{"testing": [{"dataset": "imdb", "performance": {"total_time": NaN}}]}'},
	});
	const {code, stdout} = await mreg(['list', '--long', '--root', own]);
	expect(code).toBe(0);
	expect(stdout).toContain('Training: imdb\n');
	expect(stdout).toContain('  - imdb: no result\n  - tpch: auc=0.5\n  - –: 1.00s\n');
	expect(stdout).toContain('  - imdb: NaN\n');
});

test('CSV quotes commas, quotes and line ends as RFC 4180 says', async () => {
	const own = registryOf({'A/Model/a': {artifact: 'x', sidecar: {notes: 'slow, "very"\nslow', ...trained('im,db', {lr: 1e-5})}}});
	const [header = '', row = '', ...more] = lines((await mreg(['list', '--format', 'csv', '--root', own])).stdout);
	expect(more).toEqual([]);
	expect(header).toBe('key,model_id,algorithm,state,time,dataset,training_time,tests,bytes,tags,notes,param.lr');
	expect(row).toBe('A/Model/a,a,a,ok,2024-10-19T10:30:00.000Z,"im,db",12.5,0,1,,"slow, ""very""\\nslow",0.00001');
});

test('TSV has as many fields in each line, whatever the text', async () => {
	const own = registryOf({'A/Model/a': {artifact: 'x', sidecar: {notes: 'a\tb'}}, 'A/Model/b': {artifact: 'x', sidecar: {tags: ['x']}}});
	const counts = lines((await mreg(['list', '--format', 'tsv', '--root', own])).stdout).map(line => line.split('\t').length);
	expect(new Set(counts).size).toBe(1);
});

test('CSV has the latest result on each dataset', async () => {
	const testing = [
		{dataset: 'imdb', tested_at: '2024-01-02T00:00:00', performance: {auc: 0.9}},
		{dataset: 'imdb', tested_at: '2024-01-01T00:00:00', performance: {auc: 0.1}},
		{performance: {auc: 0.3}},
	];
	const own = registryOf({'A/Model/a': {artifact: 'x', sidecar: {testing}}});
	const [header = '', row = ''] = lines((await mreg(['list', '--format', 'csv', '--root', own])).stdout);
	expect(header).toMatch(/,auc@imdb,auc$/);
	expect(row).toMatch(/,0\.9,0\.3$/);
});

test('--json is one object of the promised shape', async () => {
	const {stdout} = await mreg(['list', '--json', '--algo', 'lero', '--root', root]);
	const answer = JSON.parse(stdout);
	expect(Object.keys(answer)).toEqual(['schema', 'root', 'models', 'problems']);
	expect(answer).toMatchObject({schema: 1, root, problems: []});
	expect(answer.models).toHaveLength(12);
	expect(answer.models.at(-1)).toMatchObject({
		model_id: 'lero_20241019_110000',
		key: 'Lero/Model/lero_20241019_110000',
		folder: 'Lero',
		state: 'ok',
		stale: false,
		growing: false,
		sidecar: 'Lero/Model/lero_20241019_110000.json',
		artifact: {path: 'Lero/Model/lero_20241019_110000', kind: 'directory', files: []},
		problems: [],
	});
	expect(answer.models[0].artifact.modified_at).toMatch(/^\d{4}-.*Z$/);
});

test('JSON keeps unknown keys, writes NaN and infinities as text, and is the same object without a sidecar', async () => {
	const own = registryOf({
		'A/Model/a': {artifact: 'x', sidecar: '{"mine": {"x": [1, null]}, "testing": [{"dataset": "d", "performance": {"a": NaN, "b": -Infinity}}]}'},
		'A/Model/b': {artifact: 'xy'},
	});
	const {models} = JSON.parse((await mreg(['list', '--json', '--sort', 'id', '--root', own])).stdout);
	expect(models[0]).toMatchObject({model_id: 'a', algorithm: 'a', mine: {x: [1, null]}, testing: [{performance: {a: 'NaN', b: '-Infinity'}}]});
	expect(models[1]).toMatchObject({
		model_id: 'b',
		algorithm: 'a',
		training: null,
		testing: [],
		tags: [],
		notes: '',
		state: 'untracked',
		sidecar: null,
		artifact: {bytes: 2},
	});
});

test('ndjson is one model a line', async () => {
	const rows = lines((await mreg(['list', '--format', 'ndjson', '--root', root])).stdout);
	expect(rows).toHaveLength(40);
	expect(rows.every(row => typeof JSON.parse(row).key === 'string')).toBe(true);
});

test.each([
	[['--algo', 'mscm'], /No model is of the algorithm "mscm"\.\nDid you mean mscn\?/],
	[['--dataset', 'nowhere'], /None of 40 models was trained on "nowhere"\.\nThe training datasets: imdb, production/],
	[['--tags', 'beest'], /has the tag "beest"\.\nDid you mean best\?/],
	[['--tags', 'best', 'sweep1', 'experiment'], /has all of these tags/],
	[['--where', 'zzz'], /None of 40 models matches "zzz"/],
])('nothing matches %j: exit 3 and a line that helps', async (args, message) => {
	const {code, stdout, stderr} = await mreg(['list', ...args, '--root', root]);
	expect(code).toBe(3);
	expect(stdout).toBe('');
	expect(stderr).toMatch(message);
});

test('an empty registry is no error, and is said', async () => {
	const own = registryOf({});
	const {code, stdout, stderr} = await mreg(['list', '--root', own]);
	expect({code, stdout}).toEqual({code: 0, stdout: ''});
	expect(stderr).toContain(`There are no models in ${own} yet.`);
	expect(JSON.parse((await mreg(['list', '--json', '--root', own])).stdout)).toMatchObject({schema: 1, models: []});
});

test.each([
	[['--sort', 'nothing'], /nothing called "nothing" to sort by/],
	[['--format', 'xml'], /no format "xml"/],
	[['--limit', '0'], /at least 1/],
	[['--where', 'abc "def'], /abc "def\n {6}\^\^\^\^\n/],
])('%j is a usage error', async (args, message) => {
	const {code, stderr} = await mreg(['list', ...args, '--root', root]);
	expect(code).toBe(2);
	expect(stderr).toMatch(message);
});
