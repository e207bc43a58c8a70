/** Where models come from: what a parent's name means, the tree of a model, and what is wrong with lineages. */

import {describe, expect, test} from 'vitest';
import type {Json, JsonObject} from '../../store/domain/json.ts';
import {lineageProblems} from '../../store/domain/lineage-problems.ts';
import {lineageOf, nodesOf, type LineageNode} from '../../store/domain/lineage.ts';
import type {Model} from '../../store/domain/model.ts';
import {namedParents, parentRefsOf} from '../../store/domain/parents.ts';
import {registryProblems} from '../../store/domain/registry-problems.ts';
import {byNewest} from '../../store/domain/snapshot.ts';
import {madeModel} from '../helpers/made-models.ts';
import {anyJson, holdsForAll} from '../helpers/property.ts';

let day = 0;

/** Each is made a day after the one before. */
function made(id: string, parent?: Json, more: JsonObject = {}): Model {
	const created_at = new Date(Date.UTC(2024, 0, 1) + 86_400_000 * day++).toISOString();
	return madeModel(`Net/Model/${id}`, {model_id: id, created_at, ...(parent === undefined ? {} : {lineage: {parent}}), ...more});
}

const newestFirst = (...models: readonly Model[]) => [...models].sort(byNewest);

/** `p(q, r)` */
function drawn(nodes: readonly LineageNode[]): string {
	return nodes
		.map(({name, next, isCycle, isRepeated, isMissing, model}) => {
			const mark = isCycle ? '!' : isRepeated ? '^' : isMissing ? '?' : model ? '' : '*';
			return `${name}${mark}${next.length > 0 ? `(${drawn(next)})` : ''}`;
		})
		.join(', ');
}

describe('a parent', () => {
	const version = made('parent_x', undefined, {family: 'ResNet', version: 1});

	test.each(['parent_x', 'Net/Model/parent_x', 'ResNet/v1', 'resnet@v1', 'RESNET/V1'])('is found as %s', name => {
		const child = made('child', name);
		expect(parentRefsOf(newestFirst(version, child)).get(child)).toEqual([{name, digest: undefined, models: [version]}]);
	});

	test.each<Json>(['parent', 'resnet', 'resnet@latest', 'ResNet/v1 '])('is not found as %j', name => {
		const child = made('child', name);
		expect(
			parentRefsOf(newestFirst(version, child))
				.get(child)
				?.map(({models}) => models),
		).toEqual([[]]);
	});

	test('is each of a list, and each model that has the name', () => {
		const twin = madeModel('Other/Model/parent_x', {model_id: 'parent_x'});
		const child = made('child', ['parent_x', 7, '', 'elsewhere', 'parent_x'] as Json);
		const refs = parentRefsOf(newestFirst(version, twin, child)).get(child);
		expect(refs?.map(({name, models}) => [name, new Set(models)])).toEqual([
			['parent_x', new Set([version, twin])],
			['elsewhere', new Set()],
		]);
	});

	test('outside has its digest', () => {
		const lineage = (parent: Json, parent_digest: Json) => namedParents({content: {lineage: {parent, parent_digest}}});
		expect(lineage('a', 'sha256:1')).toEqual([{name: 'a', digest: 'sha256:1'}]);
		expect(lineage(['a', 'b'], [null, 'sha256:2'])).toEqual([
			{name: 'a', digest: undefined},
			{name: 'b', digest: 'sha256:2'},
		]);
	});

	test('is nothing that any sidecar could make fail', () => {
		holdsForAll([anyJson, anyJson], (parent, digest) => {
			const lineage = JSON.parse(JSON.stringify({parent, parent_digest: digest})) as JsonObject;
			const model = madeModel('Net/Model/x', {lineage});
			const {ancestors} = lineageOf(model, [model]);
			expect([...nodesOf(ancestors)].length).toBe(namedParents(model).length);
		});
	});
});

describe('the tree', () => {
	test('has ancestors and descendants by time', () => {
		const [a, b, c1] = [made('a'), made('b', 'a'), made('c1', 'b')];
		const [c2, d] = [made('c2', 'b'), made('d', 'c1')];
		const models = newestFirst(a, b, c1, c2, d);
		const {ancestors, descendants} = lineageOf(b, models);
		expect([drawn(ancestors), drawn(descendants)]).toEqual(['a', 'c1(d), c2']);
		expect(drawn(lineageOf(d, models).ancestors)).toBe('c1(b(a))');
		expect(drawn(lineageOf(a, models).descendants)).toBe('b(c1(d), c2)');
	});

	test('is empty without lineage', () => {
		const [a, b] = [made('a'), made('b')];
		expect(lineageOf(a, [a, b])).toEqual({model: a, ancestors: [], descendants: []});
	});

	test('calls versions by their names, and says what is outside and what is missing', () => {
		const base = made('base', 'imagenet weights', {family: 'net', version: 1});
		const child = made('child', ['net/v1', 'net/v7', 'Net/Model/gone'] as Json);
		expect(drawn(lineageOf(child, newestFirst(base, child)).ancestors)).toBe('net/v1(imagenet weights*), net/v7?, Net/Model/gone?');
	});

	test('ends where a lineage goes round', () => {
		const [a, b, c] = [made('a', 'c'), made('b', 'a'), made('c', 'b')];
		const models = newestFirst(a, b, c);
		expect(drawn(lineageOf(a, models).ancestors)).toBe('c(b(a!))');
		expect(drawn(lineageOf(a, models).descendants)).toBe('b(c(a!))');
		const self = made('self', 'self');
		expect(drawn(lineageOf(self, [self]).ancestors)).toBe('self!');
	});

	test('says once what is beyond a model that is reached twice', () => {
		const [root, left, right] = [made('root'), made('left', 'root'), made('right', 'root')];
		const merged = made('merged', ['left', 'right'] as Json);
		expect(drawn(lineageOf(merged, newestFirst(root, left, right, merged)).ancestors)).toBe('left(root), right(root^)');
	});

	test('of forty generations of two parents each is not two to the forty', () => {
		const models: Model[] = [made('a0'), made('b0')];
		for (let at = 1; at < 40; at++) for (const name of ['a', 'b']) models.push(made(`${name}${at}`, [`a${at - 1}`, `b${at - 1}`] as Json));
		const all = newestFirst(...models);
		const last = all[0];
		if (!last) throw new Error('no model');
		expect([...nodesOf(lineageOf(last, all).ancestors)].length).toBeLessThan(200);
	});

	test('of ten thousand in a chain is whole, and found in a moment', () => {
		const chain = Array.from({length: 10_000}, (_, index) => made(`m${index}`, index === 0 ? undefined : `m${index - 1}`));
		const models = newestFirst(...chain);
		const [first, last] = [chain[0], chain.at(-1)];
		if (!first || !last) throw new Error('no model');
		const before = process.cpuUsage();
		const up = [...nodesOf(lineageOf(last, models).ancestors)];
		const down = [...nodesOf(lineageOf(first, models).descendants)];
		expect(lineageProblems(models)).toEqual([]);
		expect(process.cpuUsage(before).user / 1000).toBeLessThan(1500);
		expect([up.length, up.at(-1)?.depth, up.at(-1)?.node.model]).toEqual([9999, 9999, first]);
		expect([down.length, down.at(-1)?.depth, down.at(-1)?.node.model]).toEqual([9999, 9999, last]);
	});
});

describe('a problem', () => {
	const problemsOf = (...models: readonly Model[]) => lineageProblems(newestFirst(...models)).map(({kind, path, message}) => ({kind, path, message}));

	test.each(['net/v2', 'NET@v2', 'Net/Model/gone.pt', 'Gone/Model/x'])('is the parent %s that should be here', parent => {
		const [one, child] = [made('one', undefined, {family: 'net', version: 1}), made('child', parent)];
		expect(problemsOf(one, child)).toEqual([
			{
				kind: 'missing-parent',
				path: 'Net/Model/child.json',
				message: `Its parent ${parent} is not in the registry. Look for it in mreg trash, or mend lineage.parent.`,
			},
		]);
	});

	test.each(['other/v2', 'torchvision resnet18', 'net@champion', '/data/Net/Model/x', 'https://host/Model/x', '../Net/Model/x', 'bert-base', 'hub/bert'])(
		'is not the parent %s outside',
		parent => {
			expect(problemsOf(made('one', undefined, {family: 'net', version: 1}), made('child', parent))).toEqual([]);
		},
	);

	test('is no parent whose digest is told', () => {
		const child = made('child', undefined, {lineage: {parent: 'net/v2', parent_digest: 'sha256:1'}});
		expect(problemsOf(made('one', undefined, {family: 'net', version: 1}), child)).toEqual([]);
	});

	test('is each cycle once, with its way round', () => {
		const [a, b, c] = [made('a', 'c'), made('b', 'a'), made('c', 'b')];
		const [self, outside] = [made('self', 'self'), made('outside', 'a')];
		expect(problemsOf(a, b, c, self, outside)).toEqual([
			{kind: 'lineage-cycle', path: 'Net/Model/a.json', message: expect.stringContaining('goes round: a ← c ← b ← a.')},
			{kind: 'lineage-cycle', path: 'Net/Model/self.json', message: expect.stringContaining('goes round: self ← self.')},
		]);
	});

	test('is a cycle of thousands, whose models are counted', () => {
		const many = Array.from({length: 10_000}, (_, index) => made(`m${index}`, `m${(index + 9999) % 10_000}`));
		const before = process.cpuUsage();
		const [only, ...others] = problemsOf(...many);
		expect([only?.kind, others]).toEqual(['lineage-cycle', []]);
		expect(only?.message).toContain('9994 more');
		expect(process.cpuUsage(before).user / 1000).toBeLessThan(1500);
	});

	test('comes and goes with what it is about', () => {
		const [one, two, child] = [
			made('one', undefined, {family: 'net', version: 1}),
			made('two', undefined, {family: 'net', version: 2}),
			made('child', 'net/v2'),
		];
		expect(problemsOf(one, two, child)).toEqual([]);
		expect(problemsOf(one, child).map(({kind}) => kind)).toEqual(['missing-parent']);
		const renumbered = {...two, content: {...two.content, version: 3}};
		expect(problemsOf(one, renumbered, child).map(({kind}) => kind)).toEqual(['missing-parent']);
		const tagged = {...renumbered, tags: ['x'], content: {...renumbered.content, tags: ['x']}};
		expect(problemsOf(one, tagged, child).map(({kind}) => kind)).toEqual(['missing-parent']);
		expect(problemsOf(one, tagged, {...child, content: {...child.content, lineage: {parent: 'net/v3'}}})).toEqual([]);
		expect(problemsOf(one, {...tagged, content: {...tagged.content, lineage: {parent: 'one'}}}, {...child, content: {lineage: {parent: 'net/v3'}}})).toEqual(
			[],
		);
	});

	test('is not one of the registry while its models still come in', () => {
		const models = newestFirst(made('one', undefined, {family: 'net', version: 1}), made('child', 'net/v2'));
		const facts = {now: Date.UTC(3000, 0, 1), drifted: 0, hasSameIds: false};
		expect(registryProblems(models, {...facts, isGrowing: true})).toEqual([]);
		expect(registryProblems(models, facts).map(({kind}) => kind)).toEqual(['missing-parent']);
	});
});
