/** Trainings that another one has overwritten: what is still known of them, and the entry that keeps it. Pure. */

import {ageWords} from './age.ts';
import {targetsOf, type Target} from './change.ts';
import type {Config} from './config.ts';
import {canonicalText} from './configuration.ts';
import type {Finding, ToldTraining} from './finding.ts';
import {historyEntry} from './history-entry.ts';
import {own, type Json, type JsonObject} from './json.ts';
import type {EarlierTraining, Model, TestResult} from './model.ts';
import {numberWords} from './number-words.ts';
import {metricsOf, usualObjective} from './objective.ts';
import {isSameTime, rememberedName, trainedAt} from './overwritten.ts';
import {interpretSidecar, metricNumber} from './sidecar.ts';

interface Options {
	/** Milliseconds since 1970. */
	readonly now: number;
	readonly config: Config;
	/** What the exchange files tell of earlier trainings. */
	readonly told?: readonly ToldTraining[];
}

/** An earlier training, and who tells of it. */
interface Earlier {
	readonly content: JsonObject;
	/** What is wrong, as the beginning of a sentence. */
	readonly saying: (at: string) => string;
	/** Its name in training_registry.json; undefined where it says no time. */
	readonly name?: string;
	/** What training_registry.json is to keep. */
	readonly entry: JsonObject;
}

/** @param all newest first */
export function overwrittenFindings(all: readonly Model[], {now, config, told = []}: Options): readonly Finding[] {
	const toldOf = Map.groupBy(told, ({key}) => key);
	const models = all.filter(({key, overwrote}) => overwrote !== undefined || toldOf.has(key));
	if (models.length === 0) return [];
	const targets = targetsOf(models, all);
	return models.flatMap((model, index) => {
		const target = targets[index];
		if (!target) return [];
		const {overwrote} = model;
		// What was seen here and is told as well is one training: what was seen knows more.
		const others = (toldOf.get(model.key) ?? []).filter(({content}) => !overwrote || !isSameTime(trainedAt(content), trainedAt(overwrote.content)));
		const earlier = [...(overwrote ? [seen(model, overwrote, now)] : []), ...others.map(toldBy)];
		return earlier.map(one => findingOf(model, {earlier: one, target, config}));
	});
}

function seen({id}: Model, earlier: EarlierTraining, now: number): Earlier {
	const {content, artifactBytes, seenAt} = earlier;
	return {
		content,
		saying: at => `another training wrote over the one of ${at} (seen ${agoWords(now - seenAt)})`,
		name: rememberedName(id, earlier),
		entry: historyEntry(content, {bytes: artifactBytes ?? null, status: 'purged'}),
	};
}

/** The file may be of before or after: which of the two trainings was the first is not said. */
function toldBy({file, name, content, entry}: ToldTraining): Earlier {
	return {content, saying: at => `another training took the place of the one of ${at}, of which only ${file} still tells`, name, entry};
}

interface Around {
	readonly earlier: Earlier;
	readonly target: Target;
	readonly config: Config;
}

function findingOf(model: Model, {earlier: {content, saying, name, entry}, target, config}: Around): Finding {
	const {training, tests} = interpretSidecar(content);
	const differing = changedParams(training?.hyperparams ?? {}, model.training?.hyperparams ?? {});
	const facts = [...(differing === '' ? [] : [`it had ${differing}`]), resultWords(tests, {model, config})];
	return {
		kind: 'overwritten',
		keys: [model.key],
		path: model.sidecar ?? model.key,
		message: `${saying(training?.trained_at ?? 'an unknown time')}: ${facts.join('; ')}`,
		repair:
			name === undefined
				? 'nothing here keeps it: it says no time by which it could be named'
				: `keeps its facts in ${target.folder}/training_registry.json, as ${name}`,
		...(name === undefined ? {} : {fix: [{kind: 'remember', models: [{target, name, entry}]}]}),
		isInformation: false,
	};
}

function agoWords(ms: number): string {
	return ms < 60_000 ? 'just now' : `${ageWords(ms)} ago`;
}

type Params = Readonly<Record<string, Json>>;
/** Hyperparameters that are named one by one. */
const mostParams = 3;

/** `lr 0.1 (now 0.01) and 2 more that differ`. */
function changedParams(before: Params, after: Params): string {
	const names = Object.keys(before).filter(name => canonicalText(own(before, name)) !== canonicalText(own(after, name)));
	const shown = names.slice(0, mostParams).map(name => `${name} ${valueWords(own(before, name))} (now ${valueWords(own(after, name))})`);
	return names.length > mostParams ? `${shown.join(', ')} and ${names.length - mostParams} more that differ` : shown.join(', ');
}

function valueWords(value: Json | undefined): string {
	if (value === undefined) return 'none';
	const text = typeof value === 'string' ? value : typeof value === 'number' ? numberWords(value) : JSON.stringify(value);
	return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

/** `2 results, total_time 118.2 on imdb`: the metric that ranks the algorithm, else the first. */
function resultWords(tests: readonly TestResult[], {model, config}: {readonly model: Model; readonly config: Config}): string {
	if (tests.length === 0) return 'no results';
	const metrics = metricsOf([{...model, tests}]);
	const usual = usualObjective(config, model.algorithm, metrics)?.metric;
	const metric = usual !== undefined && metrics.has(usual) ? usual : metrics.values().next().value;
	const counted = tests.length === 1 ? '1 result' : `${tests.length} results`;
	for (const {performance, dataset} of metric === undefined ? [] : tests) {
		const value = metricNumber(own(performance, metric ?? '') ?? null);
		if (value !== undefined) return `${counted}, ${metric} ${numberWords(value)}${dataset === undefined ? '' : ` on ${dataset}`}`;
	}
	return counted;
}
