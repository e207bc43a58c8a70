/** `mreg summary`: a registry at a glance, in about fifteen lines; also what the dashboard prints where there is no terminal. */

import {emptyText, joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import type {Model, ModelState} from '../../store/domain/model.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {pairLines, tableLines, type Column} from '../table.ts';
import {formatAge, formatBytes, jsonText, safeText} from '../text.ts';
import {counted, formatTime, testedDatasets} from '../words.ts';
import type {Command, Context, Options, Result} from './command.ts';
import {doctorHint} from './doctor-hint.ts';
import {algorithmOption} from './options.ts';
import {namesFor, ofAlgorithm} from '../select.ts';

export const summary: Command = {
	name: 'summary',
	summary: 'show the registry at a glance: algorithms, states, datasets, the newest model, problems',
	options: [algorithmOption],
	examples: [{line: 'mreg summary --algo mscn', summary: 'one algorithm only'}],
	run,
};

const mostAlgorithms = 6;
const mostNames = 5;
/** What is gone is not among the models. */
type CountedState = Exclude<ModelState, 'gone'>;

const states: readonly CountedState[] = ['ok', 'untracked', 'missing', 'unreadable'];

interface Totals {
	readonly models: number;
	readonly bytes: number;
	readonly tested: number;
	readonly states: Readonly<Record<CountedState, number>>;
	readonly newest: Model | undefined;
}

async function run(context: Context, options: Options): Promise<Result> {
	const snapshot = await context.snapshot();
	const models = ofAlgorithm(snapshot.models, options.algo);
	const groups = [...Map.groupBy(models, model => model.algorithm.toLowerCase())].sort(([, a], [, b]) => b.length - a.length);
	if (options.json === true) return {lines: [summaryJson(snapshot, models, groups)]};
	if (options.quiet === true) return {lines: groups.map(([algorithm]) => safeText(algorithm))};
	return {lines: summaryLines(snapshot, models, {groups, context}), notes: doctorHint(context)};
}

/** `models` are newest first. */
function totalsOf(models: readonly Model[]): Totals {
	const counts = {ok: 0, untracked: 0, missing: 0, unreadable: 0};
	let [bytes, tested] = [0, 0];
	for (const model of models) {
		if (model.state !== 'gone') counts[model.state]++;
		bytes += model.artifact?.bytes ?? 0;
		if (model.tests.length > 0) tested++;
	}
	return {models: models.length, bytes, tested, states: counts, newest: models[0]};
}

type Groups = ReadonlyArray<readonly [algorithm: string, models: readonly Model[]]>;

function* summaryLines(snapshot: Snapshot, models: readonly Model[], {groups, context}: {groups: Groups; context: Context}): Iterable<SafeText> {
	yield safe`${safeText(snapshot.root)}  (root: ${safeText(snapshot.reason)})`;
	yield emptyText;
	if (models.length === 0) {
		yield safe`There are no models here yet.`;
		for (const line of (snapshot.seenInstead ?? '').split('\n')) yield safeText(line);
	} else yield* algorithmLines(groups, models, context);
	yield emptyText;
	yield* pairLines(factPairs(snapshot, models, context));
}

function algorithmLines(groups: Groups, models: readonly Model[], {now, columns: width}: Context): Iterable<SafeText> {
	const total = totalsOf(models);
	const shownStates = states.filter(state => state === 'ok' || total.states[state] > 0);
	const columns: Column[] = [
		{header: safe`  ALGORITHM`, least: 12},
		{header: safe`MODELS`, align: 'right'},
		...shownStates.map((state): Column => ({header: safeText(state.toUpperCase()), align: 'right', leaveOut: 2})),
		{header: safe`TESTED`, align: 'right', leaveOut: 3},
		{header: safe`SIZE`, align: 'right'},
		{header: safe`NEWEST`, align: 'right', leaveOut: 1},
	];
	const row = (name: SafeText, of: Totals) => [
		safe`  ${name}`,
		safe`${of.models}`,
		...shownStates.map(state => (of.states[state] === 0 ? safe`–` : safe`${of.states[state]}`)),
		safe`${of.tested}`,
		formatBytes(of.bytes),
		formatAge(now - (of.newest?.time ?? NaN)),
	];
	const most = groups.length > mostAlgorithms ? mostAlgorithms - 1 : groups.length;
	const rest = groups.slice(most).flatMap(([, group]) => group);
	return tableLines(
		columns,
		[
			...groups.slice(0, most).map(([name, group]) => row(safeText(name), totalsOf(group))),
			...(rest.length === 0 ? [] : [row(safe`${groups.length - most} others`, {...totalsOf(rest), newest: undefined})]),
			...(groups.length === 1 ? [] : [row(safe`all`, total)]),
		],
		width,
	);
}

function factPairs(snapshot: Snapshot, models: readonly Model[], {now}: Context): ReadonlyArray<readonly [SafeText, SafeText]> {
	const [newest] = models;
	const problems = snapshot.problems.length;
	const pairs: ReadonlyArray<readonly [SafeText, SafeText]> = [
		[safe`trained on`, namesWithCounts(models.flatMap(model => model.training?.dataset ?? []))],
		[safe`tested on`, namesWithCounts(models.flatMap(model => [...testedDatasets(model)]))],
		[safe`not tested`, counted(models.filter(model => model.tests.length === 0).length, 'model')],
		[safe`tags`, namesWithCounts(models.flatMap(model => model.tags))],
		[
			safe`newest`,
			newest === undefined ? safe`–` : safe`${safeText(namesFor(snapshot.models)(newest))}, ${formatTime(newest.time)}, age ${formatAge(now - newest.time)}`,
		],
		[safe`disk`, snapshot.freeBytes === undefined ? safe`–` : safe`${formatBytes(snapshot.freeBytes)} free`],
		[safe`problems`, problems === 0 ? safe`none` : safe`${problems} (mreg problems lists them)`],
	];
	return pairs.filter(([, value]) => value !== '–');
}

/** `production 20, imdb 12 and 3 more`, the most frequent first; `–` for none. */
function namesWithCounts(names: readonly string[]): SafeText {
	const counts = countsOf(names);
	if (counts.length === 0) return safe`–`;
	const shown = joinSafe(
		counts.slice(0, mostNames).map(([name, count]) => safe`${safeText(name)} ${count}`),
		safe`, `,
	);
	return counts.length > mostNames ? safe`${shown} and ${counts.length - mostNames} more` : shown;
}

function countsOf(names: readonly string[]): ReadonlyArray<readonly [name: string, count: number]> {
	const counts = new Map<string, number>();
	for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
	return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

function summaryJson(snapshot: Snapshot, models: readonly Model[], groups: Groups): SafeText {
	const totals = (of: readonly Model[]) => {
		const {newest, ...counts} = totalsOf(of);
		return {...counts, newest: newest === undefined ? null : {key: newest.key, model_id: newest.id}};
	};
	const datasets = (names: readonly string[]) => Object.fromEntries(countsOf(names));
	return jsonText({
		schema: 1,
		root: snapshot.root,
		reason: snapshot.reason,
		...totals(models),
		algorithms: groups.map(([algorithm, group]) => ({algorithm, ...totals(group)})),
		trained_on: datasets(models.flatMap(model => model.training?.dataset ?? [])),
		tested_on: datasets(models.flatMap(model => [...testedDatasets(model)])),
		tags: datasets(models.flatMap(model => model.tags)),
		problems: snapshot.problems.length,
	});
}
