/** What becomes of results that stand in model_registry.json and not in the sidecar: whatever is done to the model, they are there afterwards. */

import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {runChange} from '../../store/changes.ts';
import type {ChangeRequest, Target} from '../../store/domain/change.ts';
import type {Json, JsonObject} from '../../store/domain/json.ts';
import {parseExact} from '../../store/exact-json.ts';
import {entryNow, sameEntry} from '../../store/exchange-entry.ts';
import {writeExchange} from '../../store/exchange-writer.ts';
import {markRemovals} from '../../store/removal-marks.ts';
import {editResults} from '../../store/sidecar-edits.ts';
import {holdsForAll, holdsForAllAsync} from '../helpers/property.ts';
import {readRoot, freshCache} from '../helpers/registries.ts';
import {rootOf, writerOf} from '../helpers/sidecars.ts';
import {targetOf} from '../helpers/tagged-target.ts';

interface Said {
	readonly training?: object | null;
	readonly testing?: readonly object[] | null;
}

const registryFile = (root: string) => path.join(root, 'model_registry.json');
const entriesIn = (file: string) => JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, Said & Record<string, unknown>>;
const texts = (said: Said | undefined) => (said?.testing ?? []).map(result => JSON.stringify(result));
const make = (root: string, request: ChangeRequest) => runChange(writerOf(root), request);

const anyResult = fc.record({dataset: fc.constantFrom('imdb', 'tpch'), performance: fc.record({total_time: fc.constantFrom(1, 2.5, 1e-7)})});
const anyResults = fc.option(fc.array(anyResult, {maxLength: 3}));
const anyTraining = fc.option(
	fc.record(
		{
			dataset: fc.constantFrom('imdb', 'tpch'),
			trained_at: fc.constantFrom('2024-10-19T10:30:00', '2025-01-01T00:00:00'),
			hyperparams: fc.constantFrom({}, {lr: 0.1}),
		},
		{requiredKeys: []},
	),
);
const anySaid: fc.Arbitrary<Said> = fc.record({training: anyTraining, testing: anyResults}, {requiredKeys: []});

const steps = ['tag', 'untag', 'note', 'undo', 'undo-all', 'remove', 'adopt'] as const;
type Step = (typeof steps)[number];

/** A model with a sidecar and an entry. */
function registryOf(sidecar: Said, entry: Said): string {
	const root = rootOf({a: JSON.stringify({model_id: 'a', algorithm: 'mscn', ...sidecar})});
	fs.writeFileSync(registryFile(root), JSON.stringify({a: {model_id: 'a', algorithm: 'mscn', tags: ['x'], ...entry}}));
	// A young artifact may still be being written, and is waited for.
	fs.utimesSync(path.join(root, 'Mscn/Model/a'), new Date('2024-10-20'), new Date('2024-10-20'));
	return root;
}

/** Does one thing after the other. */
function carryOut(root: string, done: readonly Step[]): void {
	const sidecar = path.join(root, 'Mscn/Model/a.json');
	const txns: string[] = [];
	const target = (): Target => ({...targetOf('a'), ...(fs.existsSync(sidecar) ? {} : {sidecar: undefined})});
	const put = (request: ChangeRequest) => void txns.push(...[make(root, request).txn ?? []].flat());
	const undo = () => {
		const txn = txns.pop();
		if (txn !== undefined) make(root, {kind: 'undo', txn, targets: [target()]});
	};
	for (const step of done) {
		if (step === 'tag') put({kind: 'tag', edits: [{target: target(), add: ['y', 'x'], remove: [], carried: ['x']}]});
		else if (step === 'untag') put({kind: 'tag', edits: [{target: target(), add: [], remove: ['x']}]});
		else if (step === 'note') put({kind: 'note', edits: [{target: target(), text: '메모', append: true}]});
		else if (step === 'undo') undo();
		else if (step === 'undo-all') while (txns.length > 0) undo();
		else if (step === 'remove') {
			put({kind: 'trash', removals: markRemovals(root, [target()]).marked.map(({removal}) => removal)});
			undo();
		} else {
			fs.rmSync(sidecar, {force: true});
			put({kind: 'adopt', adoptions: [{target: target(), text: '{"model_id": "a", "training": {}, "testing": [], "tags": []}\n'}]});
		}
	}
}

/** Those of the first that are not among the second, each counted. */
function without(first: readonly string[], second: readonly string[]): readonly string[] {
	const left = [...second];
	return first.filter(each => {
		const at = left.indexOf(each);
		if (at !== -1) left.splice(at, 1);
		return at === -1;
	});
}

describe('results that only the entry has', () => {
	test('stay in it, whatever is done to tags, note and sidecar, and taken back', () => {
		holdsForAll(
			[anySaid, anySaid, fc.array(fc.constantFrom(...steps), {minLength: 1, maxLength: 4})],
			(sidecar, entry, done) => {
				const root = registryOf(sidecar, entry);
				carryOut(root, done);
				expect(without(without(texts(entry), texts(sidecar)), texts(entriesIn(registryFile(root)).a))).toEqual([]);
			},
			{runs: 60},
		);
	});

	test('stay in it or are kept aside by mreg index', async () => {
		await holdsForAllAsync(
			[anySaid, anySaid],
			async (sidecar, entry) => {
				const root = registryOf(sidecar, entry);
				const {keptAside} = writeExchange(root, await readRoot(root, freshCache()), {waitMs: 1_000, now: Date.now()});
				const aside = keptAside ? texts(entriesIn(path.join(root, keptAside.path)).a) : [];
				expect(without(without(texts(entry), texts(sidecar)), [...texts(entriesIn(registryFile(root)).a), ...aside])).toEqual([]);
			},
			{runs: 40},
		);
	});

	test('are never mixed with those of another training', () => {
		holdsForAll([anySaid, anySaid], (sidecar, entry) => {
			const [said, was] = [sidecar, entry].map(each => parseExact(JSON.stringify(each)) as JsonObject);
			const {entry: now, lost} = entryNow({id: 'a', algorithm: 'mscn', key: 'k', tags: [], notes: ''}, said ?? {}, {was});
			const trainedAt = (value: Json | undefined) => (value as {trained_at?: string} | null | undefined)?.trained_at;
			const [one, other] = [trainedAt(said?.training), trainedAt(was?.training)];
			if (lost.length > 0 || one === undefined || other === undefined || one === other) return;
			expect(now.testing).toEqual(said?.testing ?? []);
		});
	});
});

test('an entry that keeps its own words gets other tags and another note, and nothing else', () => {
	const was = parseExact('{"model_id": "a", "n": 45.0, "tags": ["x"], "testing": [1e-05]}') as JsonObject;
	const model = {id: 'a', algorithm: 'mscn', key: 'k', tags: ['x', 'y'], notes: ''};
	expect(sameEntry(model, was)).toEqual({...was, tags: ['x', 'y']});
	expect(sameEntry({...model, tags: ['x'], notes: '메모'}, was)).toEqual({...was, notes: '메모'});
});

test('a number that is spelled in another way is the same result', () => {
	const [said, was] = ['{"testing": [{"x": 45}]}', '{"testing": [{"x": 45.0}]}'].map(text => parseExact(text) as JsonObject);
	expect(entryNow({id: 'a', algorithm: '', key: 'k', tags: [], notes: ''}, said ?? {}, {was}).entry.testing).toEqual(said?.testing);
});

test.each([['[]'], ['[{"performance": {"x": 0.5}}]']])('a result that is taken back goes from the entry, too, where %s was before', testing => {
	const root = rootOf({a: `{"model_id": "a", "testing": ${testing}}`});
	fs.writeFileSync(registryFile(root), `{"a": {"model_id": "a", "testing": ${testing}}}`);
	const {txn = ''} = editResults(writerOf(root), [{target: targetOf('a'), result: {dataset: '한글', performance: {x: 45}}}], {onProgress: () => undefined});
	expect(texts(entriesIn(registryFile(root)).a).at(-1)).toContain('한글');
	make(root, {kind: 'undo', txn, targets: [targetOf('a')]});
	expect(entriesIn(registryFile(root)).a?.testing).toEqual(JSON.parse(testing));
});
