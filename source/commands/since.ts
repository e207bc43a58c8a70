/** `mreg since`: what happened after a time: the models that came, the bests that changed, what vanished. */

import {emptyText, joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import {happenedSince, type BestSince, type HappenedSince} from '../../store/domain/happened-since.ts';
import type {GoneModel, Model} from '../../store/domain/model.ts';
import type {Measured} from '../../store/domain/ranking.ts';
import {byAlgorithm, ranksOf} from '../../store/domain/ranks.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {jsonListLines, modelJsonLine} from '../model-json.ts';
import {namesFor, ofAlgorithm, problemNotes} from '../select.ts';
import {changeOfBest, sinceTime} from '../since-words.ts';
import {tableLines, type Column} from '../table.ts';
import {jsonText, safeText} from '../text.ts';
import {counted} from '../words.ts';
import type {Command, Context, Options, Result} from './command.ts';
import {userOf} from './config-files.ts';
import {algorithmOption} from './options.ts';
import {parseSince} from './since-time.ts';

export const since: Command = {
	name: 'since',
	summary: 'tell what happened after a time: models that came, bests that changed, files that vanished',
	details:
		'WHEN: last (the end of the last visit to the dashboard; so it is without WHEN), yesterday, today, 7d or 12h (ago), 23:10, 2026-11-22, 2026-11-22T23:10.\n' +
		'A model came when mreg saw it first, or saw that it was trained anew; of those that were there when mreg first looked, when it was trained.\n' +
		'A model vanished when its files are not there any more, and it was not mreg that moved them. One that vanished before that time is only counted; so it is until its files are back, or until --dismiss.',
	arguments: [{name: '[WHEN]', summary: 'last, yesterday, an age, a time or a date'}],
	options: [algorithmOption, {flags: '--dismiss', summary: 'take note of what vanished: it is told no more, nor listed by is:gone'}],
	examples: [
		{line: 'mreg since yesterday', summary: 'what the night brought'},
		{line: 'mreg since last --algo mscn --quiet | mreg compare -', summary: 'compare the models that came since the last visit'},
		{line: "mreg since 12h --json | jq '.bests[] | {algorithm, dataset, value: .to.value}'", summary: 'the new bests, for a program'},
		{line: 'mreg since --dismiss', summary: 'the files that vanished are known'},
	],
	run,
};

async function run(context: Context, options: Options, [when]: readonly string[]): Promise<Result> {
	const snapshot = await context.snapshot();
	if (options.dismiss === true && when === undefined) return dismissed(context, snapshot, options);
	const time = parseSince(when ?? 'last', {now: context.now, lastVisit: snapshot.lastVisit});
	const happened = happenedIn(snapshot, options.algo, time);
	if (options.dismiss === true) await dismissIn(context, snapshot);
	if (options.json === true) return {lines: jsonLines(snapshot, happened, time)};
	const name = namesFor(snapshot.models);
	if (options.quiet === true) return {lines: happened.came.map(model => safeText(name(model)))};
	const lines = sinceLines(happened, {snapshot, name, columns: context.columns});
	const words = sinceTime(time, context.now, {isLong: true});
	const notes = options.dismiss === true ? [dismissedWords(happened.goneCount)] : [];
	const before = options.dismiss === true ? [] : goneBefore(snapshot, happened, options.algo);
	if (lines.length === 0) return {lines: [], notes: [safe`Nothing happened since ${words}.`, ...before, ...notes]};
	return {
		lines: [safe`Since ${words}`, ...lines, ...before.map(line => safe`  ${line}`)],
		notes: [...notes, ...problemNotes({...snapshot, problems: snapshot.problems.filter(({kind}) => kind !== 'gone')})],
	};
}

function happenedIn(snapshot: Snapshot, algorithm: string | undefined, time: number): HappenedSince {
	const gone = (snapshot.gone ?? []).filter(({model}) => algorithm === undefined || model.algorithm.toLowerCase() === algorithm.toLowerCase());
	const models = gone.length > 0 && algorithm !== undefined ? snapshot.models.filter(isOf(algorithm)) : ofAlgorithm(snapshot.models, algorithm);
	const ranks = ranksOf(byAlgorithm(models), {models, config: snapshot.config});
	const happened = happenedSince({...snapshot, models, gone, goneMore: algorithm === undefined ? snapshot.goneMore : 0}, {ranks, since: time});
	// What ranks is not known while the config cannot be read.
	return snapshot.problems.some(({kind}) => kind === 'unreadable-config') ? {...happened, bests: []} : happened;
}

/** A line on what vanished earlier and is not dismissed. */
function goneBefore({gone = [], goneMore = 0}: Snapshot, {goneCount}: HappenedSince, algorithm: string | undefined): readonly SafeText[] {
	const known = algorithm === undefined ? gone.length + goneMore : gone.filter(({model}) => isOf(algorithm)(model)).length;
	const count = known - goneCount;
	return count <= 0 ? [] : [safe`${counted(count, 'model')} vanished before: mreg list --where is:gone; mreg since --dismiss takes note.`];
}

function isOf(algorithm: string): (model: Model) => boolean {
	return model => model.algorithm.toLowerCase() === algorithm.toLowerCase();
}

interface Telling {
	readonly snapshot: Snapshot;
	readonly name: (model: Model) => string;
	readonly columns: number | undefined;
}

/** Of what vanished so many are named. */
const mostNamed = 20;

function sinceLines({came, byAlgorithm: algorithms, writing, bests, gone, goneCount}: HappenedSince, {snapshot, name, columns}: Telling): readonly SafeText[] {
	const counts = joinSafe(
		algorithms.map(({algorithm, count}) => safe`${count} ${safeText(algorithm)}`),
		safe`, `,
	);
	const ofThem = algorithms.length > 1 ? safe`: ${counts}` : safe` of ${safeText(algorithms[0]?.algorithm ?? '')}`;
	const growing = writing === 0 ? emptyText : safe`; ${writing} still being written`;
	const bestLines = tableLines(
		bestColumns,
		bests.map(best => bestCells(best, {snapshot, name})),
		columns === undefined ? undefined : columns - 2,
	);
	const names = joinSafe(
		gone.slice(0, mostNamed).map(({model}) => safeText(model.id)),
		safe`, `,
	);
	const others = goneCount > mostNamed ? safe` and ${goneCount - Math.min(gone.length, mostNamed)} more` : emptyText;
	return [
		...(came.length === 0 ? [] : [safe`  +${counted(came.length, 'model')}${ofThem}${growing}`]),
		...(bests.length === 0 ? [] : [...bestLines].slice(1).map(line => safe`  ${line}`)),
		...(goneCount === 0 ? [] : [safe`  ${counted(goneCount, 'model')} vanished, not by mreg: ${names}${others}`]),
	];
}

const bestColumns: readonly Column[] = [
	{header: safe`BEST`},
	{header: safe`VALUE`},
	{header: safe`MODEL`, least: 12},
	{header: safe`TIMES`, leaveOut: 1},
	{header: safe`BEFORE`, least: 12, leaveOut: 2},
];

function bestCells(best: BestSince, {snapshot, name}: Pick<Telling, 'snapshot' | 'name'>): readonly SafeText[] {
	const {algorithm, standing, from, to, times} = best;
	const metric = standing.dataset === undefined ? safeText(standing.metric) : safe`${safeText(standing.metric)}@${safeText(standing.dataset)}`;
	const before = from === undefined || from.model.key === to.model.key ? emptyText : safe`before: ${safeText(nameOf(from.model, name))}`;
	return [
		safe`best ${metric} of ${safeText(algorithm)}`,
		changeOfBest(best, snapshot.config),
		safeText(name(to.model)),
		times > 1 ? safe`new best ${times} times` : emptyText,
		before,
	];
}

/** What is gone cannot be named in a command: its id says which it was. */
function nameOf(model: Model, name: (model: Model) => string): string {
	return model.state === 'gone' ? `${model.id} (gone)` : name(model);
}

function jsonLines(
	{root, problems}: Snapshot,
	{came, byAlgorithm: algorithms, writing, bests, gone, goneCount}: HappenedSince,
	time: number,
): Iterable<SafeText> {
	return jsonListLines({root, since: new Date(time).toISOString()}, 'models', came.values().map(modelJsonLine), {
		algorithms,
		writing,
		bests: bests.map(bestJson),
		gone: gone.map(goneJson),
		gone_count: goneCount,
		problems,
	});
}

function bestJson({algorithm, standing: {metric, direction, dataset}, from, to, improved, times}: BestSince): object {
	return {algorithm, metric, direction, dataset: dataset ?? null, from: from ? measuredJson(from) : null, to: measuredJson(to), improved, times};
}

function measuredJson({model, value}: Measured): object {
	return {key: model.key, model_id: model.id, value};
}

function goneJson({model: {key, id, algorithm, artifact}, goneAt}: GoneModel): object {
	return {key, model_id: id, algorithm, bytes: artifact?.bytes ?? null, gone_at: new Date(goneAt).toISOString()};
}

async function dismissIn(context: Context, {root}: Snapshot): Promise<void> {
	const {dismissGone} = await import('../../store/gone-dismissal.ts');
	dismissGone(root, userOf(context).env, context.now);
}

async function dismissed(context: Context, snapshot: Snapshot, {json}: Options): Promise<Result> {
	const {root, gone = [], goneMore = 0} = snapshot;
	await dismissIn(context, snapshot);
	const count = gone.length + goneMore;
	if (json === true) return {lines: [jsonText({schema: 1, root, dismissed: gone.map(goneJson), dismissed_count: count})]};
	return {lines: [], notes: [dismissedWords(count)]};
}

function dismissedWords(count: number): SafeText {
	return count === 0 ? safe`Nothing vanished that was not known.` : safe`Taken note of ${counted(count, 'model')} that vanished.`;
}
