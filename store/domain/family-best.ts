/** Which version of a family is best: by what it is ranked, and why not where nothing ranks it. */

import type {Config, Direction} from './config.ts';
import type {Family, VersionedModel} from './family.ts';
import {nearestName} from './identifier.ts';
import type {Model} from './model.ts';
import {configuredObjective, directionOf, hasMetric, metricsOf, unsetDirection, type Objective} from './objective.ts';
import {standings, type Standing} from './ranking.ts';
import {byAlgorithm, ranksOf} from './ranks.ts';
import {shellWord} from './test-command.ts';
import {inOneLine, UserError} from './user-error.ts';

/** The best version and how it was found. */
export interface FamilyBest {
	readonly version: VersionedModel;
	readonly value: number;
	readonly metric: string;
	readonly direction: Direction;
	/** undefined: its tests name no dataset. */
	readonly dataset?: string;
	/** All results of the metric on that dataset. */
	readonly standing: Standing;
}

/** What ranks the versions. */
export interface RankedBy {
	readonly config: Config;
	/** Of the family's algorithm, where it has one. */
	readonly objective?: Objective;
	/** What was asked for instead. */
	readonly metric?: string;
	/** The test dataset that was asked for. */
	readonly dataset?: string;
}

/**
 * The best version: by the metric that was asked for, else by the objective where any version has a result of it, else by the metric that every tested
 * version has, where that is one only. On the dataset that was asked for, else the objective's, else the one with the most comparable results.
 *
 * @throws UserError `not-found`, `nothing-matched` (no result), `unset-direction`, `usage` (nothing decides), each with what to type
 */
export function bestOfFamily(family: Family, by: RankedBy): FamilyBest {
	const models = family.versions.map(({model}) => model).filter(({tests}) => tests.length > 0);
	const metric = rankingMetric(family, models, by);
	const direction = metric === by.objective?.metric ? by.objective.direction : directionOf(by.config, metric);
	if (direction === undefined) throw unsetDirection(metric);
	const standing = standingOf(family, models, {metric, direction, by});
	const version = family.versions.find(({model}) => model === standing.best.model);
	if (!version) throw new Error('Bug: the best of a family is none of its versions');
	return {version, value: standing.best.value, metric, direction, dataset: standing.dataset, standing};
}

/** The same; undefined where nothing ranks them. */
export function knownBest(family: Family, by: RankedBy): FamilyBest | undefined {
	try {
		return bestOfFamily(family, by);
	} catch (error) {
		if (error instanceof UserError) return undefined;
		throw error;
	}
}

/** What finds the objective of a family: that of its latest version's algorithm, with a dataset only where one is configured. @param models all of the registry */
export function objectivesOfFamilies(models: readonly Model[], config: Config): (family: Family) => Objective | undefined {
	const ranks = ranksOf(byAlgorithm(models), {models, config});
	return ({versions: [latest]}) => {
		const objective = latest && ranks.of(latest.model.algorithm).objective;
		return objective && {...objective, dataset: configuredObjective(config, latest.model.algorithm)?.dataset};
	};
}

function rankingMetric(family: Family, models: readonly Model[], {config, objective, metric: asked}: RankedBy): string {
	const metrics = metricsOf(models);
	if (metrics.size === 0) {
		throw new UserError('nothing-matched', `No version of ${family.name} has a test result that is a number, so none is the best.`, {
			hint: `mreg get ${shellWord(`${family.name}@latest`)} takes the newest.`,
		});
	}
	if (asked !== undefined && !metrics.has(asked)) {
		const nearest = nearestName(asked, metrics);
		throw new UserError('not-found', `No version of ${family.name} has the metric "${asked}".`, {
			hint: nearest === undefined ? listed('metrics', metrics) : `Did you mean ${inOneLine(nearest)}?`,
		});
	}
	if (asked !== undefined) return asked;
	if (objective && metrics.has(objective.metric)) return objective.metric;
	const tested = models.filter(model => metricsOf([model]).size > 0);
	const shared = [...metrics].filter(metric => tested.every(model => hasMetric([model], metric)));
	const directed = shared.filter(metric => directionOf(config, metric) !== undefined);
	const [only] = shared.length === 1 ? shared : directed;
	if (only !== undefined && (shared.length === 1 || directed.length === 1)) return only;
	const example = shellWord(directed[0] ?? shared[0] ?? [...metrics][0] ?? '');
	throw new UserError('usage', `It is not known by which metric the best version of ${family.name} is chosen.`, {
		hint: `${listed('metrics', metrics)} Name one: mreg get ${shellWord(`${family.name}@best`)} --metric ${example}; or set an objective in mreg.config.json.`,
	});
}

interface Ranking {
	readonly metric: string;
	readonly direction: Direction;
	readonly by: RankedBy;
}

function standingOf(family: Family, models: readonly Model[], {metric, direction, by: {objective, dataset: asked}}: Ranking): Standing {
	const found = standings(models, {metric, direction});
	const names = found.flatMap(({dataset}) => dataset ?? []);
	if (asked !== undefined) {
		const text = asked.normalize('NFC');
		const standing = found.find(({dataset}) => dataset === asked) ?? found.find(({dataset}) => dataset?.normalize('NFC') === text);
		if (standing) return standing;
		const nearest = nearestName(text, names);
		throw new UserError('nothing-matched', `No version of ${family.name} has a result of ${metric} on "${asked}".`, {
			hint: nearest === undefined ? listed('test datasets', names) : `Did you mean ${inOneLine(nearest)}?`,
		});
	}
	const configured = metric === objective?.metric && objective.dataset !== undefined ? found.find(({dataset}) => dataset === objective.dataset) : undefined;
	const [first, ...others] = found;
	if (!first) throw new UserError('nothing-matched', `No version of ${family.name} has a result of ${metric} that is a number.`, {hint: 'See mreg metrics.'});
	if (configured) return configured;
	const rivals = others.filter(({compared, best}) => compared.length === first.compared.length && best.model !== first.best.model);
	if (rivals.length === 0) return first;
	throw new UserError('usage', `The versions of ${family.name} were tested on different data, and the best is another one on each.`, {
		hint: `${listed('test datasets', names)} Name one: mreg get ${shellWord(`${family.name}@best`)} --dataset ${shellWord(names[0] ?? '')}.`,
	});
}

function listed(what: string, names: Iterable<string>): string {
	const all = [...new Set(names)].sort().map(inOneLine);
	if (all.length === 0) return `There are no ${what}.`;
	return `The ${what}: ${all.slice(0, 12).join(', ')}${all.length > 12 ? ` and ${all.length - 12} more` : ''}.`;
}
