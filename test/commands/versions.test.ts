/** `mreg get`, `versions` and `lineage`, and versions wherever a command takes an ID, on registries on disk. */

import fs from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {modelFiles, registryOf} from '../helpers/registries.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {refusal, typed, type World} from '../helpers/typed-command.ts';

const key = (version: number) => `Resnet18/Model/resnet18_v${version}.pth`;

function version(number: number, {acc, ...more}: {readonly acc?: number; readonly [key: string]: unknown} = {}) {
	const name = `resnet18_v${number}`;
	return {
		[key(number)]: 'weights',
		[`Resnet18/Model/${name}.json`]: {
			model_id: name,
			family: 'resnet18',
			version: number,
			created_at: `2024-10-${10 + number}T10:30:00`,
			training: {dataset: 'imagenet', hyperparams: {}},
			testing: acc === undefined ? [] : [{dataset: 'imagenet', performance: {acc}}],
			...more,
		},
	};
}

const full = {
	framework: 'pytorch',
	architecture: 'resnet18',
	input_shape: [1, 3, 224, 224],
	domain: 'general',
	tags: ['baseline'],
	aliases: ['champion'],
	notes: 'first\nsecond',
	lineage: {parent: 'imagenet weights', parent_digest: 'sha256:11', dataset_digest: 'sha256:22', source: '/data/r.pth', git_commit: 'abc-dirty'},
	checksum: {algorithm: 'sha256', value: 'ff00', files: {'a.bin': '1', 'b.bin': '2'}},
};

/** The first one is the best. */
const made = () => registryOf({...version(1, {acc: 0.712, ...full}), ...version(2, {acc: 0.697, lineage: {parent: 'resnet18/v1'}})});
const real: World = {exists: file => fs.existsSync(file)};
const get = (root: string, ...words: string[]) => typed(root, ['get', ...words], real);

describe('get', () => {
	test.each([
		['resnet18', 2],
		['resnet18@latest', 2],
		['ResNet18@LATEST', 2],
		['resnet18@best', 1],
		['resnet18@v1', 1],
		['resnet18/v1', 1],
		['resnet18@champion', 1],
		['resnet18_v1', 1],
		['8_v2', 2],
		[key(1), 1],
	])('%s --path is the artifact of version %d', async (name, number) => {
		const root = made();
		const {lines, code} = await get(root, name, '--path');
		expect({lines, code}).toEqual({lines: [path.join(root, key(number))], code: 0});
	});

	test('prints what is known, in order', async () => {
		const root = made();
		const {lines, notes, code} = await get(root, 'resnet18/v1');
		expect({notes, code}).toEqual({notes: [], code: 0});
		expect(lines).toEqual([
			'resnet18/v1',
			'  id              resnet18_v1',
			`  key             ${key(1)}`,
			`  path            ${path.join(root, key(1))} (7 B)`,
			'  framework       pytorch',
			'  architecture    resnet18',
			'  input shape     1 × 3 × 224 × 224',
			'  domain          general',
			'  dataset         imagenet',
			'  created         2024-10-11 10:30',
			'  results         imagenet: acc 0.712',
			'  tags            baseline',
			'  aliases         champion',
			'  note            first',
			'                  second',
			'  parent          imagenet weights (sha256:11)',
			'  dataset digest  sha256:22',
			'  source          /data/r.pth',
			'  git commit      abc-dirty',
			'  checksum        sha256:ff00 over 2 files',
		]);
	});

	test('says by what the best was chosen', async () => {
		const {lines, notes} = await get(made(), 'resnet18@best', '--quiet');
		expect(lines).toEqual(['resnet18/v1']);
		expect(notes).toEqual(['resnet18/v1 is the best by acc ↑ on imagenet: 0.712.']);
	});

	test('chooses the best by the metric and the dataset that are asked for', async () => {
		const testing = (acc: number, loss: number, other: number) => [
			{dataset: 'imagenet', performance: {acc, loss}},
			{dataset: 'cifar', performance: {acc: other}},
		];
		const root = registryOf({...version(1, {testing: testing(0.9, 3, 0.1)}), ...version(2, {testing: testing(0.8, 2, 0.2)})});
		const best = async (...words: string[]) => (await get(root, 'resnet18@best', '--quiet', ...words)).lines[0];
		expect(await best('--metric', 'acc', '--dataset', 'imagenet')).toBe('resnet18/v1');
		expect(await best('--metric', 'acc', '--dataset', 'cifar')).toBe('resnet18/v2');
		expect(await best('--metric', 'loss')).toBe('resnet18/v2');
		expect(await refusal(get(root, 'resnet18@best', '--metric', 'acc'))).toMatchObject({
			code: 'usage',
			exitCode: 2,
			hint: expect.stringContaining('--dataset'),
		});
		expect(await refusal(get(root, 'resnet18', '--metric', 'acc'))).toMatchObject({code: 'usage', hint: 'mreg get resnet18@best does.'});
	});

	test('does not choose the best while the config cannot be read', async () => {
		const root = registryOf({...version(1, {acc: 0.9}), 'mreg.config.json': '{'});
		expect(await refusal(get(root, 'resnet18@best'))).toMatchObject({code: 'unreadable'});
		expect((await get(root, 'resnet18', '--quiet')).lines).toEqual(['resnet18/v1']);
	});

	test('prints JSON with the model as show prints it', async () => {
		const root = made();
		const shown = (await typed(root, ['show', 'resnet18_v1', '--json'])).json();
		expect((await get(root, 'resnet18@best', '--json')).json()).toEqual({
			schema: 1,
			family: 'resnet18',
			version: 1,
			aliases: ['champion'],
			path: path.join(root, key(1)),
			best: {metric: 'acc', direction: 'maximize', dataset: 'imagenet', value: 0.712, of: 2},
			model: shown.model,
		});
	});

	test('of a root that was moved finds the artifact beside its sidecar, and says that the recorded place is gone', async () => {
		const before = registryOf(version(1, {model_path: '/nowhere/Resnet18/Model/resnet18_v1.pth'}));
		const root = `${before}-moved`;
		fs.renameSync(before, root);
		const {lines, notes, code} = await get(root, 'resnet18', '--path');
		expect({lines, code}).toEqual({lines: [path.join(root, key(1))], code: 0});
		expect(notes).toEqual([expect.stringContaining('/nowhere/Resnet18/Model/resnet18_v1.pth, and nothing is there any more')]);
	});

	test.each(['../elsewhere/resnet18_v1.pth', '/'])('says nothing of the recorded place %s', async recorded => {
		expect((await get(registryOf(version(1, {model_path: recorded})), 'resnet18', '--path')).notes).toEqual([]);
	});

	test('of an artifact that is gone warns, ends with 3, and never prints a path to nothing', async () => {
		const root = made();
		fs.rmSync(path.join(root, key(1)));
		const gone = [expect.stringMatching(/^Warning: the artifact of resnet18\/v1 is missing: nothing is at /)];
		expect(await get(root, 'resnet18/v1', '--path')).toMatchObject({lines: [], notes: gone, code: 3});
		expect(await get(root, 'resnet18/v1', '--path', '--json')).toMatchObject({lines: [], notes: gone, code: 3});
		const {lines, code} = await get(root, 'resnet18/v1');
		expect([lines[0], code]).toEqual(['resnet18/v1', 3]);
		expect(lines).toContain('  path            missing');
		const json = await get(root, 'resnet18/v1', '--json');
		expect([json.code, json.json().path]).toEqual([3, null]);
	});

	test('of a link whose target is gone is of an artifact that is gone', async () => {
		const root = registryOf(version(1));
		fs.rmSync(path.join(root, key(1)));
		fs.symlinkSync('/nowhere/weights.pth', path.join(root, key(1)));
		expect(await get(root, 'resnet18', '--path')).toMatchObject({lines: [], code: 3});
	});

	test('takes any model', async () => {
		const root = registryOf({...version(1), ...modelFiles('Mscn/Model/mscn_1')});
		const {lines} = await get(root, 'mscn_1');
		expect(lines.slice(0, 2)).toEqual(['mscn_1', '  id       mscn_1']);
		expect((await get(root, 'mscn_1', '--json')).json()).toMatchObject({family: null, version: null, aliases: [], best: null});
	});

	test('says what there is where a name means nothing', async () => {
		const root = made();
		expect(await refusal(get(root, 'resnet18@v9'))).toMatchObject({exitCode: 3, message: 'resnet18 has no version v9.'});
		expect(await refusal(get(root, 'resnet81@v1'))).toMatchObject({exitCode: 3, hint: expect.stringContaining('Did you mean the family resnet18?')});
		expect(await refusal(get(root, 'zzz'))).toMatchObject({exitCode: 3});
	});

	test('says of what went to the trash how it comes back, and of what was purged that it is gone', async () => {
		const root = registryOf({...version(1), ...version(2)});
		const file = path.join(temporaryFolder(), 'other.pth');
		fs.writeFileSync(file, 'other');
		fs.utimesSync(file, 1_700_000_000, 1_700_000_000);
		await typed(root, ['register', 'resnet18', file], real);
		for (const id of ['resnet18/v2', 'resnet18/v3']) await typed(root, ['rm', id, '--yes', '--accept-loss']);
		for (const number of [2, 3]) {
			const trashed = {
				code: 'not-found',
				exitCode: 3,
				message: `resnet18/v${number} is in the trash.`,
				hint: `mreg restore resnet18/v${number} brings it back.`,
			};
			expect(await refusal(get(root, `resnet18@v${number}`))).toMatchObject(trashed);
			expect(await refusal(typed(root, ['lineage', `resnet18@v${number}`]))).toMatchObject(trashed);
			expect(await refusal(typed(root, ['alias', `resnet18/v${number}`, 'champion']))).toMatchObject(trashed);
		}
		expect(await refusal(typed(root, ['show', 'resnet18_v2']))).toMatchObject({message: 'resnet18_v2 is in the trash.'});
		expect((await typed(root, ['restore', 'resnet18/v2', 'RESNET18@v3'])).lines).toEqual([expect.stringContaining('brought back 2 models')]);
		await typed(root, ['rm', 'resnet18/v3', '--yes', '--accept-loss']);
		await typed(root, ['purge', '--older-than', '0', '--yes']);
		expect(await refusal(get(root, 'resnet18@v3'))).toMatchObject({exitCode: 3, message: 'resnet18/v3 was removed, and is not in the trash any more.'});
		expect(await refusal(get(root, 'resnet18@v4'))).toMatchObject({message: 'resnet18 has no version v4.'});
	});

	test('says of a model that is no version any more that it was taken back', async () => {
		const root = registryOf({...version(1), ...modelFiles('Mscn/Model/mscn_1')});
		const {notes} = await typed(root, ['register', 'mscn', '--from', 'mscn_1'], real);
		expect(notes).toContainEqual(expect.stringContaining('mreg undo'));
		await typed(root, ['undo']);
		expect((await refusal(get(root, 'mscn@v1'))).message).toBe('mscn/v1 was taken back: Mscn/Model/mscn_1 is no version any more.');
		expect(await refusal(typed(root, ['restore', 'mscn/v1']))).toMatchObject({code: 'not-found'});
	});

	test('says of a version whose sidecar is gone, broken or edited what became of it, and not that it was taken back', async () => {
		const root = registryOf({...version(1), ...modelFiles('Mscn/Model/mscn_1')});
		await typed(root, ['register', 'mscn', '--from', 'mscn_1'], real);
		const sidecar = path.join(root, 'Mscn/Model/mscn_1.json');
		const said = async () => refusal(get(root, 'mscn@v1'));
		const text = fs.readFileSync(sidecar, 'utf8');
		fs.writeFileSync(sidecar, JSON.stringify({...(JSON.parse(text) as object), version: 9}));
		expect(await said()).toMatchObject({exitCode: 3, message: 'Mscn/Model/mscn_1 says it is mscn/v9, and was registered as mscn/v1.'});
		fs.writeFileSync(sidecar, '{');
		expect(await said()).toMatchObject({exitCode: 3, message: 'The sidecar of mscn/v1 cannot be read: Mscn/Model/mscn_1.json.'});
		fs.rmSync(sidecar);
		expect(await said()).toMatchObject({exitCode: 3, message: 'The sidecar of mscn/v1 is missing: Mscn/Model/mscn_1.json.'});
	});

	test('of an algorithm of which nothing is registered says how that is done', async () => {
		const root = registryOf({...version(1), ...modelFiles('Mscn/Model/mscn_1'), ...modelFiles('Mscn/Model/mscn_2')});
		for (const name of ['mscn', 'MSCN', 'mscn@best', 'mscn/v1']) {
			const error = await refusal(get(root, name));
			expect(error, name).toMatchObject({exitCode: 3, message: 'No version of mscn is registered.'});
			expect(error.hint).toMatch(/^mreg register mscn --from ID /);
		}
		expect((await get(root, 'mscn_2', '--quiet')).lines).toEqual(['mscn_2']);
	});

	test('of two models with one number asks which', async () => {
		const root = registryOf({...version(1), ...modelFiles('Copy/Model/c', {family: 'resnet18', version: 1})});
		expect(await refusal(get(root, 'resnet18'))).toMatchObject({code: 'ambiguous', exitCode: 2, hint: expect.stringContaining('Copy/Model/c')});
	});
});

describe('versions', () => {
	test('lists the families', async () => {
		const root = registryOf({
			...version(1, {acc: 0.712, aliases: ['champion']}),
			...version(2, {acc: 0.697}),
			...modelFiles('Net/Model/n', {family: 'net', version: 3}),
		});
		const {lines, code} = await typed(root, ['versions']);
		expect(code).toBe(0);
		expect(lines).toEqual([
			'FAMILY    VERSIONS  LATEST  BEST                      ALIASES      SIZE',
			'net              1  v3      –                                       7 B',
			'resnet18         2  v2      v1: acc@imagenet 0.712 ↑  champion v1  14 B',
		]);
		expect((await typed(root, ['versions', '--quiet'])).lines).toEqual(['net', 'resnet18']);
		expect((await typed(root, ['versions', '--json'])).json().families[1]).toEqual({
			family: 'resnet18',
			versions: 2,
			latest: 2,
			best: {version: 1, metric: 'acc', direction: 'maximize', dataset: 'imagenet', value: 0.712},
			aliases: [{alias: 'champion', version: 1}],
			bytes: 14,
		});
	});

	test('of one marks the latest and the best', async () => {
		const root = made();
		const {lines, notes} = await typed(root, ['versions', 'ResNet18']);
		expect(lines).toEqual([
			'VERSION          ALIASES   acc@imagenet ↑  TRAINED ON  CREATED           SIZE',
			'v2       latest                     0.697  imagenet    2024-10-12 10:30   7 B',
			'v1       ★ best  champion           0.712  imagenet    2024-10-11 10:30   7 B',
		]);
		expect(notes).toEqual(['v1 is the best by acc ↑ on imagenet.']);
		expect((await typed(root, ['versions', 'resnet18', '--quiet'])).lines).toEqual(['resnet18/v2', 'resnet18/v1']);
		const json = (await typed(root, ['versions', 'resnet18', '--json'])).json();
		expect(json).toMatchObject({
			schema: 1,
			family: 'resnet18',
			latest: 2,
			count: 2,
			versions: [
				{version: 2, is_latest: true, is_best: false},
				{version: 1, is_best: true},
			],
		});
		expect(json.versions[1].model.key).toBe(key(1));
	});

	test('of one shows states, results on other data, and numbers that stand twice', async () => {
		const on = (digest: string, acc: number) => ({testing: [{dataset: 'x', dataset_digest: digest, performance: {acc, loss: 1}}]});
		const root = registryOf({
			...version(1, on('a', 0.5)),
			...version(2, on('a', 0.6)),
			...version(3, on('b', 0.9)),
			...modelFiles('Copy/Model/c', {family: 'resnet18', version: 3}),
			'mreg.config.json': {objectives: {resnet18: {metric: 'acc'}, copy: {metric: 'acc'}}},
		});
		fs.rmSync(path.join(root, key(1)));
		const {lines, notes} = await typed(root, ['versions', 'resnet18']);
		expect(lines[0]).toMatch(/^VERSION .* acc@x ↑ +loss@x ↓ .* STATE$/);
		expect(lines.find(line => line.startsWith('v2'))).toMatch(/★ best +0\.6 /);
		expect(lines.find(line => line.includes('≠'))).toMatch(/^v3 +latest +≠ 0\.9 +≠ 1 /);
		expect(lines.at(-1)).toMatch(/^v1 .*missing$/);
		expect(notes).toEqual([
			'v2 is the best by acc ↑ on x. 2 of 4 versions were compared; 1 was measured on other data (≠), 1 has no result there.',
			'≠ stands before what was measured on other data than the others of its column.',
			expect.stringMatching(/^2 models are called v3\. Name them by their keys: /),
		]);
		const quiet = (await typed(root, ['versions', 'resnet18', '--quiet'])).lines;
		expect(quiet).toEqual(expect.arrayContaining([key(3), 'Copy/Model/c', 'resnet18/v2', 'resnet18/v1']));
	});

	test('of one never has two datasets in a column; how many versions have no result there is said', async () => {
		const on = (dataset: string | undefined, acc: number, num_queries?: number) => ({dataset, num_queries, performance: {acc}});
		const root = registryOf({
			...version(1, {testing: [on('imagenet', 0.7), on('cifar', 0.9)]}),
			...version(2, {testing: [on('cifar', 0.8), on(undefined, 0.1)]}),
			...version(3, {testing: [on('cifar', 0.95, 80)]}),
			...version(4),
		});
		const {lines, notes} = await typed(root, ['versions', 'resnet18']);
		expect(lines.map(line => line.replace(/ +imagenet +2024.*/, ''))).toEqual([
			expect.stringMatching(/^VERSION +acc@cifar ↑ +acc ↑ +acc@imagenet ↑ +TRAINED ON/),
			expect.stringMatching(/^v4 +latest +– +– +–$/),
			expect.stringMatching(/^v3 +≠ 0\.95 +– +–$/),
			expect.stringMatching(/^v2 +0\.8 +0\.1 +–$/),
			expect.stringMatching(/^v1 +★ best +0\.9 +– +0\.7$/),
		]);
		const said = '2 of 4 versions were compared; 1 was measured on other data (≠), 1 has no result there.';
		expect(notes).toEqual([`v1 is the best by acc ↑ on cifar. ${said}`]);
		expect((await get(root, 'resnet18@best')).notes).toEqual([`resnet18/v1 is the best by acc ↑ on cifar: 0.9. ${said}`]);
	});

	test('says how to register where nothing is, and which families there are', async () => {
		const root = registryOf(modelFiles('Net/Model/n'));
		expect(await typed(root, ['versions'])).toMatchObject({lines: [], code: 0, notes: [expect.stringContaining('mreg register NAME PATH')]});
		expect((await typed(root, ['versions', '--json'])).json().families).toEqual([]);
		expect(await refusal(typed(made(), ['versions', 'resnet']))).toMatchObject({exitCode: 3, hint: 'Did you mean resnet18?'});
		expect(await refusal(typed(made(), ['versions', 'resnet18@v1']))).toMatchObject({exitCode: 2, hint: expect.stringContaining('mreg versions resnet18 ')});
	});
});

describe('lineage', () => {
	const chest = (number: number) => ({
		[`Chest/Model/chest_v${number}.pt`]: 'weights',
		[`Chest/Model/chest_v${number}.json`]: {
			model_id: `chest_v${number}`,
			family: 'chest',
			version: number,
			lineage: {parent: 'ResNet18/v2'},
			created_at: `2024-11-0${number}T00:00:00`,
		},
	});
	const tree = () =>
		registryOf({...version(1, {acc: 0.697}), ...version(2, {acc: 0.712, lineage: {...full.lineage, parent: 'resnet18@v1'}}), ...chest(1), ...chest(2)});

	test('is drawn with what the model was made of', async () => {
		const {lines, notes, code} = await typed(tree(), ['lineage', 'resnet18@v2']);
		expect({notes, code}).toEqual({notes: [], code: 0});
		expect(lines).toEqual([
			'resnet18/v1      acc@imagenet 0.697',
			'└─ resnet18/v2   acc@imagenet 0.712   ◂ this one',
			'   ├─ chest/v1',
			'   └─ chest/v2',
			'',
			'  dataset     imagenet (sha256:22)',
			'  source      /data/r.pth',
			'  git commit  abc-dirty',
		]);
	});

	test('marks results that were measured on other data than those of the model', async () => {
		const on = (num_queries: number) => ({testing: [{dataset: 'imdb', num_queries, performance: {total_time: 117.34}}]});
		const root = registryOf({...version(1, on(80)), ...version(2, {...on(113), lineage: {parent: 'resnet18/v1'}})});
		const drawn = async (name: string) => (await typed(root, ['lineage', name])).lines.slice(0, 2);
		expect(await drawn('resnet18/v2')).toEqual(['resnet18/v1      ≠ total_time@imdb 117.34', '└─ resnet18/v2   total_time@imdb 117.34   ◂ this one']);
		expect(await drawn('resnet18/v1')).toEqual(['resnet18/v1      total_time@imdb 117.34   ◂ this one', '└─ resnet18/v2   ≠ total_time@imdb 117.34']);
	});

	test('of a family is that of its latest version', async () => {
		expect((await typed(tree(), ['lineage', 'resnet18'])).lines[1]).toMatch(/^└─ resnet18\/v2 .*◂ this one$/);
	});

	test('is JSON in lists, and ids', async () => {
		const root = tree();
		const json = (await typed(root, ['lineage', 'resnet18@v2', '--json'])).json();
		expect(json).toMatchObject({
			schema: 1,
			name: 'resnet18/v2',
			dataset: 'imagenet',
			dataset_digest: 'sha256:22',
			source: '/data/r.pth',
			git_commit: 'abc-dirty',
			model: {key: key(2)},
			ancestors: [{name: 'resnet18/v1', depth: 1, next_to: key(2), key: key(1), in_registry: true, missing: false, cycle: false}],
			descendants: [
				{name: 'chest/v1', depth: 1, next_to: key(2)},
				{name: 'chest/v2', depth: 1, family: 'chest', version: 2},
			],
		});
		expect((await typed(root, ['lineage', 'chest/v2', '--quiet'])).lines).toEqual(['resnet18_v1', 'resnet18_v2', 'chest_v2']);
	});

	test('of a model alone says so', async () => {
		const root = registryOf(modelFiles('Net/Model/n'));
		expect(await typed(root, ['lineage', 'n'])).toMatchObject({
			lines: ['n', '', '  dataset  production'],
			notes: ['It names no parent, and no model names it as one.'],
			code: 0,
		});
	});

	test('that goes round, or whose parent is gone, is a problem and not a loop', async () => {
		const root = registryOf({
			...version(1, {lineage: {parent: 'resnet18/v2'}}),
			...version(2, {lineage: {parent: 'resnet18/v1'}}),
			...version(3, {lineage: {parent: 'resnet18/v9'}}),
		});
		expect((await typed(root, ['lineage', 'resnet18/v1'])).lines.join('\n')).toContain('the lineage goes round');
		expect((await typed(root, ['lineage', 'resnet18/v3'])).lines[0]).toMatch(/^resnet18\/v9 +not in the registry$/);
		const kinds = (await typed(root, ['problems', '--json'])).json().problems.map(({kind}: {kind: string}) => kind);
		expect(kinds).toEqual(expect.arrayContaining(['missing-parent', 'lineage-cycle']));
		expect(kinds).toHaveLength(2);
	});

	test('of hundreds of models is whole as JSON', async () => {
		const files = Object.fromEntries(
			Array.from(
				{length: 600},
				(_, index) => [`Net/Model/m${index}.json`, {model_id: `m${index}`, ...(index === 0 ? {} : {lineage: {parent: `m${index - 1}`}})}] as const,
			),
		);
		const {ancestors, descendants} = (await typed(registryOf(files), ['lineage', 'm599', '--json'])).json();
		expect([ancestors.length, ancestors.at(-1).depth, descendants]).toEqual([599, 599, []]);
	});
});

describe('a version is a model wherever an ID is taken', () => {
	const ids = async (root: string, ...words: string[]) => (await typed(root, [...words, '--quiet'])).lines;

	test('to look at', async () => {
		const root = made();
		expect(await ids(root, 'show', 'resnet18@best', 'RESNET18/v2')).toEqual(['resnet18_v1', 'resnet18_v2']);
		expect(await ids(root, 'compare', 'resnet18/v1', 'resnet18@latest', '--baseline', 'resnet18@v2')).toEqual(['resnet18_v1', 'resnet18_v2']);
		expect(await refusal(typed(root, ['compare', 'resnet18/v1', 'resnet18/v2', '--baseline', 'resnet18/v3']))).toMatchObject({code: 'usage'});
		expect((await typed(root, ['show', '-', '--quiet'], {input: ['resnet18/v2', 'resnet18@champion']})).lines).toEqual(['resnet18_v2', 'resnet18_v1']);
		expect((await typed(root, ['leaderboard', 'resnet18@best', '--json'])).code).toBe(0);
	});

	test('to find by its aliases, which list shows before the tags', async () => {
		const root = made();
		const {lines} = await typed(root, ['list', '--where', 'alias:champion']);
		expect(lines).toHaveLength(2);
		expect(lines[1]).toMatch(/^resnet18_v1 .* @champion, baseline +first$/);
		expect(await ids(root, 'list', '--where', 'is:registered sort:-version')).toEqual(['resnet18_v2', 'resnet18_v1']);
		expect(await ids(root, 'list', '--where', 'champ')).toEqual(['resnet18_v1']);
	});

	test('to change', async () => {
		const root = made();
		const sidecar = (number: number) => JSON.parse(fs.readFileSync(path.join(root, `Resnet18/Model/resnet18_v${number}.json`), 'utf8'));
		await typed(root, ['tag', 'resnet18@latest', 'new']);
		await typed(root, ['note', 'resnet18@champion', 'good']);
		expect([sidecar(2).tags, sidecar(1).notes]).toEqual([['new'], 'good']);
		await typed(root, ['rm', 'resnet18/v2', '--yes', '--accept-loss']);
		expect([fs.existsSync(path.join(root, key(1))), fs.existsSync(path.join(root, key(2)))]).toEqual([true, false]);
	});

	test('but a plain family name is only part of ids', async () => {
		const root = made();
		expect(await refusal(typed(root, ['tag', 'resnet18', 'x']))).toMatchObject({
			code: 'ambiguous',
			exitCode: 2,
			hint: 'Name one version:\nresnet18/v2\nresnet18/v1',
		});
		expect(await refusal(typed(root, ['rm', 'resnet18@v3', '--yes']))).toMatchObject({code: 'not-found', exitCode: 3});
	});
});
