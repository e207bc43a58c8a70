/** Sidecars that cannot be read for a moment. */

import {expect, test} from 'vitest';
import {defaultConfig} from '../../store/domain/config.ts';
import type {Model} from '../../store/domain/model.ts';
import {eventsBetween} from '../../store/domain/registry-events.ts';
import {byNewest, type Snapshot} from '../../store/domain/snapshot.ts';
import {atRest, type TornSidecars} from '../../store/domain/torn-sidecars.ts';
import {madeModel} from '../helpers/made-models.ts';

const good = madeModel('A/Model/a', {notes: 'x'});
const other = madeModel('A/Model/b');

function torn(line = 1, key = 'A/Model/a'): Model {
	const problems = [{kind: 'unreadable-sidecar' as const, path: `${key}.json`, message: `It ends in line ${line}.`}];
	return madeModel(key, {}, {state: 'unreadable', problems});
}

function snapshotOf(...models: readonly Model[]): Snapshot {
	const problems = models.flatMap(model => model.problems);
	return {
		root: '/r',
		reason: 'test',
		models: [...models].sort(byNewest),
		problems,
		config: defaultConfig,
		activity: {phase: 'live', checkedAt: 0},
		watching: true,
	};
}

/** The events of snapshots that come at these times, as the watch tells them. */
function told(seen: ReadonlyArray<readonly [number, Snapshot]>): readonly string[] {
	let [before, sidecars]: [Snapshot | undefined, TornSidecars] = [undefined, new Map()];
	return seen.flatMap(([now, snapshot]) => {
		const rested = atRest(snapshot, before, {torn: sidecars, now});
		const events = before ? eventsBetween(before, rested.snapshot) : [];
		[before, sidecars] = [rested.snapshot, rested.torn];
		return events.map(({event}) => event);
	});
}

const [whole, broken] = [snapshotOf(good, other), snapshotOf(torn(), other)];

test('a sidecar that is whole again within two seconds was no news', () => {
	const rewriting = Array.from({length: 30}, (_, at) => [100 * at, at % 2 === 0 ? whole : broken] as const);
	expect(told(rewriting)).toEqual([]);
});

test('one that stays broken is told, once', () => {
	expect(
		told([
			[0, whole],
			[10, broken],
			[1_900, broken],
			[2_010, broken],
			[9_000, broken],
		]),
	).toEqual(['model.changed', 'problem']);
	expect(atRest(broken, whole, {torn: new Map(), now: 10}).wait).toBe(2_000);
});

test('one that is broken in another way is still being written', () => {
	const growing = [1, 2, 3, 4].map(line => [1_500 * line, snapshotOf(torn(line), other)] as const);
	expect(told([[0, whole], ...growing, [7_000, whole]])).toEqual([]);
});

test('a new model whose sidecar is cut comes when it is whole', () => {
	expect(
		told([
			[0, snapshotOf(other)],
			[10, broken],
			[500, whole],
		]),
	).toEqual(['model.added']);
	expect(
		told([
			[0, snapshotOf(other)],
			[10, broken],
			[2_100, broken],
		]),
	).toEqual(['model.added', 'problem']);
});

test('what was broken when the watch began is as it is, and other problems are not kept back', () => {
	expect(atRest(broken, undefined, {torn: new Map(), now: 0}).snapshot).toBe(broken);
	const odd = madeModel('A/Model/b', {}, {problems: [{kind: 'odd-value', path: 'A/Model/b.json', message: 'x'}]});
	expect(
		told([
			[0, whole],
			[10, snapshotOf(torn(), odd)],
		]),
	).toEqual(['problem']);
});
