/** The best version of a family, or why there is none, for a row of Families. Pure; answers are kept while nothing changes. */

import type {Config} from '../../store/domain/config.ts';
import {bestOfFamily, type FamilyBest} from '../../store/domain/family-best.ts';
import type {Family, VersionedModel} from '../../store/domain/family.ts';
import type {Objective} from '../../store/domain/objective.ts';
import type {Measured} from '../../store/domain/ranking.ts';
import {isTieWith} from '../../store/domain/scoring.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {sampleOf} from '../../store/domain/welch.ts';

/** The best, and what no more than chance lies between: those are as good as it. */
export interface BestWithTies extends FamilyBest {
	readonly tied: readonly VersionedModel[];
}

export type BestOrWhyNot = BestWithTies | UserError;

interface Known {
	readonly config: Config;
	readonly objective: Objective | undefined;
	readonly best: BestOrWhyNot;
}

const known = new WeakMap<Family, Known>();

/** @param objective what ranks the algorithm of the family now */
export function bestOrWhyNot(family: Family, config: Config, objective: Objective | undefined): BestOrWhyNot {
	const before = known.get(family);
	if (before?.config === config && before.objective === objective) return before.best;
	const best = found(family, config, objective);
	known.set(family, {config, objective, best});
	return best;
}

function found(family: Family, config: Config, objective: Objective | undefined): BestOrWhyNot {
	try {
		return withTies(bestOfFamily(family, {config, objective}), family, config);
	} catch (error) {
		if (error instanceof UserError) return error;
		throw error;
	}
}

/** A tie as Browse says it: an equal value, or another seed of one configuration. */
function withTies(best: FamilyBest, family: Family, {seedKeys}: Config): BestWithTies {
	const score = ({model, value}: Measured) => ({row: model, value, sample: sampleOf([value])});
	const first = score(best.standing.best);
	const models = new Set(best.standing.compared.filter(one => one.model !== first.row && isTieWith(score(one), first, seedKeys)).map(({model}) => model));
	return {...best, tied: family.versions.filter(({model}) => models.has(model))};
}
