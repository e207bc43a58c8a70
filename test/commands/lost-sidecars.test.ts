/** Registries whose sidecars are gone while model_registry.json still has all that they said: no repair, no edit and no undo loses any of it. */

import fs from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {modelFiles, putOld, registryOf} from '../helpers/registries.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {typed} from '../helpers/typed-command.ts';

interface Entry {
	readonly training: object;
	readonly testing: ReadonlyArray<{readonly performance: object}>;
	readonly tags: readonly string[];
	readonly notes: string;
}

const file = (root: string) => path.join(root, 'model_registry.json');
const entriesOf = (root: string) => JSON.parse(fs.readFileSync(file(root), 'utf8')) as Readonly<Record<string, Entry>>;
const factsOf = (root: string) => Object.fromEntries(Object.entries(entriesOf(root)).map(([name, {training, testing}]) => [name, {training, testing}]));
const untracked = async (root: string) => {
	const {found} = (await typed(root, ['doctor', '--json'])).json() as {found: ReadonlyArray<{kind: string; repair: string}>};
	return found.find(({kind}) => kind === 'untracked');
};

/** The example of the README without its sidecars. */
function example(): string {
	const root = path.join(temporaryFolder(), 'root');
	fs.cpSync(path.join(import.meta.dirname, '../../ExampleData'), root, {recursive: true});
	const names = fs.readdirSync(root, {recursive: true, encoding: 'utf8'});
	for (const name of names) if (name.includes('/Model/') && name.endsWith('.json')) fs.rmSync(path.join(root, name));
	const time = new Date('2024-11-02T00:00:00Z');
	for (const name of [...names, '']) if (fs.existsSync(path.join(root, name))) fs.utimesSync(path.join(root, name), time, time);
	return root;
}

const result = (dataset: string, total_time: number) => ({dataset, tested_at: '2024-10-20T00:00:00', performance: {total_time}});
const entry = (id: string, rest: object = {}) => ({
	model_id: id,
	algorithm: 'net',
	training: {dataset: 'imdb', trained_at: '2024-10-19T10:30:00', hyperparams: {lr: 1e-5}},
	testing: [result('imdb', 1.5), result('tpch', 2)],
	tags: ['old'],
	notes: '메모',
	...rest,
});

/** `a` and `b` have entries, `c` has none. */
function small(): string {
	const root = registryOf({'Net/Model/a': 'w', 'Net/Model/b.pt': 'ww', 'Net/Model/c': 'www'});
	putOld(root, 'model_registry.json', JSON.stringify({a: entry('a'), b: entry('b')}, null, 2));
	return root;
}

test('doctor --fix brings back every sidecar with its results, and neither it nor tags nor undo take any out of model_registry.json', async () => {
	const root = example();
	const before = factsOf(root);
	const text = fs.readFileSync(file(root), 'utf8');
	const count = Object.keys(before).length;
	expect((await untracked(root))?.repair).toBe('writes a sidecar for each, all of them from model_registry.json');
	const fixed = await typed(root, ['doctor', '--fix']);
	expect(fixed.lines).toEqual([`wrote sidecars for ${count} models, from model_registry.json`]);
	// Nothing of it stood only there any more: nothing was edited.
	expect(fs.readFileSync(file(root), 'utf8')).toBe(text);
	const shown = (await typed(root, ['list', '--json'])).json().models as ReadonlyArray<{model_id: string; testing: readonly object[]}>;
	expect(shown.find(({model_id}) => model_id === 'mscn_20241021_223451')?.testing).toHaveLength(4);

	const tagged = await typed(root, ['tag', 'mscn_20241021_223451', 'x']);
	expect(tagged.notes.filter(note => note.includes('model_registry.json'))).toEqual([]);
	expect(factsOf(root)).toEqual(before);
	await typed(root, ['undo', '--yes']);
	expect(factsOf(root)).toEqual(before);
	expect(entriesOf(root).mscn_20241021_223451?.tags).toEqual(['sweep1']);
	await typed(root, ['undo', '--yes']);
	expect(fs.readdirSync(path.join(root, 'Mscn/Model')).filter(name => name.endsWith('.json'))).toEqual([]);
	expect(factsOf(root)).toEqual(before);
});

describe('adopt', () => {
	test('writes an entry as it stands there, as import does, says so, and reads no header for it', async () => {
		const [root, other] = [small(), small()];
		const {lines} = await typed(root, ['adopt', '--where', 'is:untracked', '--yes']);
		expect(lines.at(-1)).toBe('wrote 3 sidecars, 2 of them from model_registry.json');
		await typed(other, ['import', file(other), '--yes']);
		const sidecar = (where: string, name: string) => fs.readFileSync(path.join(where, 'Net/Model', name), 'utf8');
		for (const name of ['a.json', 'b.json']) expect(sidecar(root, name)).toBe(sidecar(other, name));
		expect(JSON.parse(sidecar(root, 'a.json'))).toEqual(entry('a'));
		expect(JSON.parse(sidecar(root, 'c.json'))).toMatchObject({model_id: 'c', testing: []});
	});

	test('tells before it writes where each text comes from', async () => {
		const root = small();
		const {lines} = await typed(root, ['adopt', 'a', 'c', '--dry-run']);
		expect(lines.filter(line => line.startsWith('Net/'))).toEqual(['Net/Model/a.json, from its entry in model_registry.json', 'Net/Model/c.json']);
		const {adoptions} = (await typed(root, ['adopt', 'a', 'c', '--dry-run', '--json'])).json() as {adoptions: ReadonlyArray<{source: string}>};
		expect(adoptions.map(({source}) => source)).toEqual(['entry', 'header']);
		expect((await typed(root, ['adopt', 'a', '--yes'])).lines.at(-1)).toBe('wrote Net/Model/a.json, from its entry in model_registry.json');
	});

	test('goes on by the header where model_registry.json cannot be read, and says so', async () => {
		const root = small();
		putOld(root, 'model_registry.json', '{"a": {"model_id"');
		const {lines, notes} = await typed(root, ['adopt', 'a', '--yes']);
		expect(lines.at(-1)).toBe('wrote Net/Model/a.json');
		expect(notes).toContain('What model_registry.json says of them is not known, as it cannot be read: it ends in the middle.');
	});
});

describe('doctor', () => {
	test('says how many come from model_registry.json, and nothing of tags that come in with them', async () => {
		const root = small();
		const {found} = (await typed(root, ['doctor', '--json'])).json() as {found: ReadonlyArray<{kind: string; repair: string}>};
		expect(found.map(({kind, repair}) => [kind, repair])).toEqual([['untracked', 'writes a sidecar for each, 2 of them from model_registry.json']]);
		expect((await typed(root, ['doctor'])).notes).toEqual(['mreg doctor --fix does all of it.']);
	});

	test('puts tags of an entry that may be of two artifacts into the sidecar, and leaves its results where they are', async () => {
		const root = registryOf({'Net/Model/a': 'w', 'Other/Model/a': 'ww'});
		putOld(root, 'model_registry.json', JSON.stringify({a: entry('a', {algorithm: 'third'})}));
		const {code} = await typed(root, ['doctor', '--fix', 'untracked']);
		await typed(root, ['doctor', '--fix', 'registry-drift']);
		expect(code).toBe(0);
		const results = Object.values(entriesOf(root)).flatMap(({testing}) => testing);
		expect(results).toEqual(entry('a').testing);
	});
});

describe('a sidecar that says less than its entry', () => {
	/** What adopting by the header made of it, before entries were looked at. */
	function poor(rest: object = {}): string {
		const root = registryOf(modelFiles('Net/Model/a', {training: {trained_at: '2024-10-19T10:30:00'}, testing: [], tags: [], ...rest}));
		putOld(root, 'model_registry.json', JSON.stringify({a: entry('a', {mine: 1})}));
		return root;
	}

	test('gets the tags that are carried along, and its entry keeps training, results and what else it knows', async () => {
		const root = poor();
		const {notes} = await typed(root, ['tag', 'a', 'new']);
		expect(notes).toContain('1 tag that stood only in model_registry.json was carried along.');
		expect(notes).toContain('1 note that stood only in model_registry.json was carried along.');
		const {training, testing} = entry('a');
		expect(entriesOf(root).a).toMatchObject({training, testing, tags: ['new', 'old'], notes: '메모', mine: 1});
		expect(JSON.parse(fs.readFileSync(path.join(root, 'Net/Model/a.json'), 'utf8'))).toMatchObject({tags: ['new', 'old'], notes: '메모'});
		await typed(root, ['undo', '--yes']);
		expect(entriesOf(root).a).toMatchObject({training, testing, tags: ['old'], mine: 1});
	});

	test('leaves an entry with results of another training in its own words, and says so', async () => {
		const root = poor({training: {trained_at: '2025-01-01T00:00:00'}});
		const {notes} = await typed(root, ['tag', 'a', 'new']);
		expect(notes).toContainEqual(expect.stringMatching(/^The entry of a in model_registry\.json keeps its own words/));
		expect(entriesOf(root).a).toEqual(entry('a', {mine: 1, tags: ['new', 'old']}));
	});

	test('is written by mreg index without the results that it has not: those stay, or are kept aside', async () => {
		const [silent, other] = [poor(), poor({testing: [result('other', 3)]})];
		expect((await typed(silent, ['index', '--json'])).json()).toMatchObject({kept_aside: null});
		expect(entriesOf(silent).a).toMatchObject({testing: entry('a').testing, training: entry('a').training, mine: 1});
		const {notes} = await typed(other, ['index']);
		const aside = /^1 entry had results that its sidecar does not have: it is kept as (model_registry\.json\.before-\S+)\.$/.exec(notes[0] ?? '')?.[1] ?? '';
		expect(entriesOf(other).a?.testing).toEqual([result('other', 3)]);
		expect(JSON.parse(fs.readFileSync(path.join(other, aside), 'utf8'))).toEqual({a: entry('a', {mine: 1})});
		const [names, text] = [fs.readdirSync(other), fs.readFileSync(file(other), 'utf8')];
		expect((await typed(other, ['index', '--json'])).json()).toMatchObject({kept_aside: null});
		expect([fs.readdirSync(other), fs.readFileSync(file(other), 'utf8')]).toEqual([names, text]);
	});
});
