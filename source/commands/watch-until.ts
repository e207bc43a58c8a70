/** `mreg watch --until`: waits for a model that matches. */

import {safe, type SafeText} from '../../components/safe-text.ts';
import {comparableResults} from '../../store/domain/comparable-results.ts';
import type {Model} from '../../store/domain/model.ts';
import {filterModels, runQuery, type Query} from '../../store/domain/query.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {namesFor} from '../select.ts';
import {safeText} from '../text.ts';
import type {Live, Options, Result} from './command.ts';
import {eventJson} from './watch-lines.ts';
import {liveSnapshots} from './watch-live.ts';
import {asksForResults, passedOverNotes} from './watch-passed-over.ts';
import {contextOf, queryToCome, testOf, unknownAlgorithmNotes} from './watch-query.ts';

/** As `timeout` does. */
const timeIsUp = 124;
/** Ages of models change while nothing happens: a query is asked again after so long (milliseconds), and after so many times what it took. */
const askAgain = 1_000;
const costFactor = 50;

/** Waits for a model that matches. @param end when the time is up, in milliseconds since 1970 */
export async function awaited(live: Live, options: Options & {readonly until: string}, end: number): Promise<Result> {
	const {clock, say} = live;
	let queries: Queries | undefined;
	let rest = askAgain;
	const passedOver = new Set<string>();
	for await (const snapshot of liveSnapshots(live, {until: end, atLeast: () => rest})) {
		if (!queries) {
			queries = {until: queryToCome(options.until, snapshot.models) ?? {}, where: queryToCome(options.where, snapshot.models)};
			say(unknownAlgorithmNotes(snapshot, options.algo));
		}
		const now = clock();
		const [model] = matching(snapshot, {options, queries, now, mixed: options.mixed === true});
		if (model) return {lines: options.json === true ? [eventJson({event: 'matched', model}, now)] : [safeText(namesFor(snapshot.models)(model))]};
		if (options.mixed !== true) say(newlyPassedOver(snapshot, {options, queries, now, passedOver}));
		rest = Math.max(askAgain, costFactor * (clock() - now));
	}
	if (!queries) {
		return {lines: [], notes: [safe`The disk did not answer within ${safeText(options.timeout ?? '')}: nothing was looked at.`], exitCode: timeIsUp};
	}
	return {lines: [], notes: [safe`No model matched "${safeText(options.until)}" within ${safeText(options.timeout ?? '')}.`], exitCode: timeIsUp};
}

interface Queries {
	readonly until: Query;
	readonly where: Query | undefined;
}

interface Asked {
	readonly options: Options;
	readonly queries: Queries;
	readonly now: number;
}

/** The models that match, in the order that the query asks for. @param asked.mixed also by results that are not comparable */
function matching(snapshot: Snapshot, {options, queries: {until, where}, now, mixed}: Asked & {readonly mixed: boolean}): readonly Model[] {
	const {isComparable} = mixed ? {} : comparableResults(snapshot.models);
	const candidates = snapshot.models.filter(testOf(snapshot, {options, where, now, isComparable}));
	return runQuery(until, candidates, {...contextOf(snapshot, now), isComparable});
}

/** Sentences about models that match only by results on other data, each model once. */
function newlyPassedOver(snapshot: Snapshot, {options, queries, now, passedOver}: Asked & {readonly passedOver: Set<string>}): readonly SafeText[] {
	const conditions = [queries.until.where, queries.where?.where].flatMap(condition => condition ?? []);
	if (!conditions.some(asksForResults)) return [];
	const context = contextOf(snapshot, now);
	const candidates = snapshot.models.filter(testOf(snapshot, {options, where: queries.where, now}));
	const found = filterModels(queries.until, candidates, context).filter(({key}) => !passedOver.has(key));
	if (found.length === 0) return [];
	for (const {key} of found) passedOver.add(key);
	return passedOverNotes(found, {kind: 'and', items: conditions}, {snapshot, context});
}
