/** `mreg watch`: print what happens in the registry, or wait until a model matches. */

import type {SafeText} from '../../components/safe-text.ts';
import type {Model} from '../../store/domain/model.ts';
import type {Query} from '../../store/domain/query.ts';
import {eventsBetween, type RegistryEvent} from '../../store/domain/registry-events.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {atRest, type TornSidecars} from '../../store/domain/torn-sidecars.ts';
import {safeText} from '../text.ts';
import {resultInParts, type Command, type Context, type Live, type Options, type Result} from './command.ts';
import {algorithmOption, parseDuration} from './options.ts';
import {namesFor, remembered} from '../select.ts';
import {liveSnapshots} from './watch-live.ts';
import {eventJson, eventLine, modelOf, type Watched} from './watch-lines.ts';
import {queryToCome, requireQuery, testOf, unknownAlgorithmNotes} from './watch-query.ts';
import {awaited} from './watch-until.ts';

export const watch: Command = {
	name: 'watch',
	summary: 'print what happens in the registry, or wait until a model matches',
	details:
		'One line an event: ready, then model.added, model.changed, result.added, best.changed, model.removed, problem. It ends by Ctrl-C, or with the first line that nobody reads any more.\n' +
		'A query may name what is yet to come; where it looks like a slip of something that is there, write metric.NAME or param.NAME.\n' +
		'Of a model that came, a result is told where it was tested after the watch began; `tests` says how many it has.\n' +
		'--until ends with 0 when a model matches (at once where one does already), with 124 when the time is up; --timeout 0 looks once.\n' +
		'A metric in --until matches only by results that are comparable, as best takes them: what is passed over is said once.',
	options: [
		algorithmOption,
		{flags: '--where <Q>', summary: 'only models that match a query'},
		{flags: '--until <Q>', summary: 'print nothing until a model matches this query, then its id'},
		{flags: '--mixed', summary: 'with --until: take results that are not comparable, too'},
		{flags: '--timeout <TIME>', summary: 'end after this time: 90s, 10m, 6h; 0: look once'},
	],
	examples: [
		{line: 'mreg watch', summary: 'what others train, test and remove, in words'},
		{line: 'mreg watch --json --algo mscn | jq --unbuffered -r \'select(.event == "best.changed") | .model_id\'', summary: 'each new best, for a program'},
		{line: "mreg watch --until 'algo:mscn total_time@imdb<100' --timeout 6h && ./deploy.sh", summary: 'wait for a model that is good enough'},
	],
	// It runs until it is stopped, and is to stay small.
	isLong: true,
	run,
};

async function run(context: Context, options: Options): Promise<Result> {
	for (const text of [options.where, options.until]) requireQuery(text);
	const within = options.timeout === undefined ? Infinity : parseDuration(options.timeout, '--timeout');
	const live = await context.live();
	const until = live.clock() + within;
	if (options.until === undefined) return resultInParts(eventLines(live, options, until), () => ({}));
	return awaited(live, {...options, until: options.until}, until);
}

type Clock = () => number;

/** So many models that are gone are remembered, for when they come back. */
const mostDeparted = 10_000;

/** The lines of each snapshot that tells something. @param until when to end, in milliseconds since 1970 */
async function* eventLines(live: Live, options: Options, until: number): AsyncGenerator<readonly SafeText[], void> {
	const {clock, say} = live;
	// Times of tests are written to the second.
	const since = Math.floor(clock() / 1_000) * 1_000;
	const departed = new Map<string, Model>();
	let before: Snapshot | undefined;
	let where: Query | undefined;
	let torn: TornSidecars = new Map();
	let wait = Infinity;
	for await (const seen of liveSnapshots(live, {until, atLeast: () => wait})) {
		const rested = atRest(seen, before, {torn, now: clock()});
		({torn, wait} = rested);
		const {snapshot} = rested;
		if (!before) {
			where = queryToCome(options.where, snapshot.models);
			say(unknownAlgorithmNotes(snapshot, options.algo));
		}
		const happened = before ? eventsBetween(before, snapshot, {since, departed}) : [];
		remember(departed, happened);
		const events: readonly Watched[] = before
			? wanted(happened, {options, where, before, after: snapshot, clock})
			: [readyEvent(snapshot, {options, where, clock})];
		before = snapshot;
		const lines = linesOf(events, {options, snapshot, at: clock()});
		if (lines.length > 0) yield lines;
	}
}

function readyEvent(snapshot: Snapshot, {options, where, clock}: Pick<Choosing, 'options' | 'where' | 'clock'>): Watched {
	const count = snapshot.models.filter(testOf(snapshot, {options, where, now: clock()})).length;
	return {event: 'ready', snapshot, count};
}

function remember(departed: Map<string, Model>, events: readonly RegistryEvent[]): void {
	for (const event of events) {
		if (event.event === 'model.added') departed.delete(event.model.key);
		if (event.event === 'model.removed') departed.set(event.model.key, event.model);
	}
	for (const key of departed.keys()) {
		if (departed.size <= mostDeparted) return;
		departed.delete(key);
	}
}

function linesOf(
	events: readonly Watched[],
	{options, snapshot, at}: {readonly options: Options; readonly snapshot: Snapshot; readonly at: number},
): readonly SafeText[] {
	if (options.json === true) return events.map(event => eventJson(event, at));
	const name = remembered(() => namesFor(snapshot.models));
	const named = (model: Model) => name()(model);
	if (options.quiet !== true) return events.map(event => eventLine(event, at, named));
	return events.flatMap(event => modelOf(event) ?? []).map(model => safeText(named(model)));
}

interface Choosing {
	readonly options: Options;
	readonly where: Query | undefined;
	readonly before: Snapshot;
	readonly after: Snapshot;
	readonly clock: Clock;
}

/** The events of the models that are asked for: those that matched before, or do now. Problems of no model are always told. */
function wanted(events: readonly RegistryEvent[], choosing: Choosing): readonly RegistryEvent[] {
	const {options, where, before, after, clock} = choosing;
	if (events.length === 0 || (options.algo === undefined && where?.where === undefined)) return events;
	const tests = [before, after].map(snapshot => testOf(snapshot, {options, where, now: clock()}));
	const isWanted = (model: Model | undefined) => model !== undefined && tests.some(test => test(model));
	return events.filter(event => {
		switch (event.event) {
			case 'best.changed':
				return isWanted(event.from?.model) || isWanted(event.to?.model);
			case 'problem':
				return event.model === undefined || isWanted(event.model);
			case 'model.changed':
				return isWanted(event.before) || isWanted(event.model);
			default:
				return isWanted(event.model);
		}
	});
}
