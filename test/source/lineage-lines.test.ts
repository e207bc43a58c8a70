/** The drawn tree of a lineage: its form, what is said beside the names, and how what is too much is counted. */

import {expect, test} from 'vitest';
import {emptyText, safe} from '../../components/safe-text.ts';
import {lineageLines} from '../../source/lineage-lines.ts';
import {valueWords} from '../../source/words.ts';
import type {Json, JsonObject} from '../../store/domain/json.ts';
import {lineageOf} from '../../store/domain/lineage.ts';
import type {Model} from '../../store/domain/model.ts';
import {byNewest} from '../../store/domain/snapshot.ts';
import {madeModel} from '../helpers/made-models.ts';

let day = 0;

function version(name: string, parent?: Json, {acc, ...lineage}: {acc?: number} & JsonObject = {}): Model {
	const [family = '', number] = name.split('/v');
	const created_at = new Date(Date.UTC(2024, 0, 1) + 86_400_000 * day++).toISOString();
	const testing = acc === undefined ? [] : [{performance: {acc}}];
	const facts: JsonObject = parent === undefined ? {} : {lineage: {parent, ...lineage}};
	return madeModel(`Net/Model/${family}_v${number}`, {family, version: Number(number), created_at, testing, ...facts});
}

function drawn(of: Model, models: readonly Model[]): readonly string[] {
	const facts = (model: Model) => {
		const value = model.tests[0]?.performance.acc;
		return value === undefined ? emptyText : safe`acc ${valueWords(value)}`;
	};
	return lineageLines(lineageOf(of, [...models].sort(byNewest)), {facts});
}

test('ancestors stand above, descendants below, results beside', () => {
	const one = version('resnet18/v1', undefined, {acc: 0.697});
	const two = version('resnet18/v2', 'resnet18/v1', {acc: 0.712});
	const models = [
		one,
		two,
		version('chest_xray/v1', 'resnet18/v2'),
		version('chest_xray/v2', 'resnet18/v2'),
		version('mobile/v1', 'chest_xray/v1', {acc: 0.5}),
	];
	expect(drawn(two, models)).toEqual([
		'resnet18/v1          acc 0.697',
		'└─ resnet18/v2       acc 0.712   ◂ this one',
		'   ├─ chest_xray/v1',
		'   │  └─ mobile/v1   acc 0.5',
		'   └─ chest_xray/v2',
	]);
});

test('a model that comes from nothing and leads to nothing has no tree', () => {
	const one = version('net/v1');
	expect(drawn(one, [one])).toEqual([]);
	expect(lineageLines(lineageOf(one, [one]))).toEqual([]);
});

test('what is outside, missing or goes round is said', () => {
	const outside = version('a/v1', 'imagenet', {parent_digest: `sha256:${'0123456789abcdef'.repeat(4)}`});
	expect(drawn(outside, [outside])).toEqual(['imagenet (sha256:0123456789…)   outside', '└─ a/v1                         ◂ this one']);
	const missing = version('b/v2', 'b/v1');
	expect(drawn(missing, [missing])).toEqual(['b/v1      not in the registry', '└─ b/v2   ◂ this one']);
	const self = version('c/v1', 'c/v1');
	expect(drawn(self, [self])).toEqual(['c/v1         the lineage goes round', '└─ c/v1      ◂ this one', '   └─ c/v1   the lineage goes round']);
});

test('further parents are named beside their child', () => {
	const models = [version('a/v1'), version('b/v1'), version('c/v1'), version('d/v1', ['a/v1', 'b/v1', 'c/v1'] as Json), version('e/v1', 'd/v1')];
	const last = models[4];
	expect(last && drawn(last, models)).toEqual(['a/v1', '└─ d/v1      also from b/v1 and 1 more', '   └─ e/v1   ◂ this one']);
});

test('Hangul is measured by its cells, and what drives a terminal is shown', () => {
	const models = [version('그물/v1', undefined, {acc: 1}), version('a\u001B[2J/v1', '그물/v1', {acc: 2})];
	expect(models[0] && drawn(models[0], models)).toEqual(['그물/v1        acc 1   ◂ this one', String.raw`└─ a\e[2J/v1   acc 2`]);
});

test('long ways and many children are counted', () => {
	const chain = Array.from({length: 10_000}, (_, index) => version(`m/v${index}`, index === 0 ? undefined : `m/v${index - 1}`));
	const last = chain.at(-1);
	const [first] = chain;
	if (!first || !last) throw new Error('no model');
	const up = drawn(last, chain);
	expect(up.slice(0, 3)).toEqual(['m/v0', '└─ … 9990 more between', '   └─ m/v9991']);
	expect(up.at(-1)).toMatch(/^ *└─ m\/v9999 +◂ this one$/);
	expect(up).toHaveLength(11);
	const down = drawn(first, chain);
	expect(down.at(-1)?.trim()).toBe('└─ … and 9989 more');
	expect(down).toHaveLength(12);
	const wide = [first, ...Array.from({length: 500}, (_, index) => version(`w/v${index}`, 'm/v0'))];
	const tree = drawn(first, wide);
	expect(tree).toHaveLength(22);
	expect(tree.at(-1)).toBe('└─ … and 480 more');
});

test('a tree that is wide everywhere ends after some lines, and counts each model', () => {
	const models = [version('r/v0')];
	for (let child = 0; child < 20; child++) {
		models.push(version(`c/v${child}`, 'r/v0'));
		for (let below = 0; below < 19; below++) models.push(version(`g/v${child * 100 + below}`, `c/v${child}`));
	}
	const [root] = models;
	const lines = root ? drawn(root, models) : [];
	expect(lines.length).toBeLessThan(230);
	const counted = lines.reduce((sum, line) => sum + Number(/… and (\d+) more/.exec(line)?.[1] ?? 1), 0);
	expect(counted).toBe(models.length);
});
