/** Makes one test of a condition, so that nothing is worked out anew for each model. */

import {defaultConfig, type Config} from './config.ts';
import {versionOf} from './family.ts';
import type {Json} from './json.ts';
import type {MetricRef} from './metric-ref.ts';
import {cameAt, type Model, type TestResult} from './model.ts';
import {anyTest, comparisonTest, type Asking, type ModelTest} from './query-comparison.ts';
import type {Condition, Field, IsName, Part} from './query-condition.ts';
import {builtinFields} from './query-fields.ts';
import {paramTest, resultTest} from './query-results.ts';
import {foldText} from './folded-text.ts';
import {patternReader} from './query-text.ts';
import {byNewest} from './snapshot.ts';

/** What a query is asked with. */
export interface QueryContext {
	/** Milliseconds since 1970; ages are counted from it. */
	readonly now: number;
	/** For `is:protected` and for the direction of a sort; without it the defaults hold. */
	readonly config?: Config;
	/** All models of the registry, for `is:latest`; without it those that are asked. */
	readonly all?: readonly Model[];
	/** For `is:best`; without it no model is. */
	readonly isBest?: (model: Model) => boolean;
	/** When the last visit ended, for `is:new`, in milliseconds since 1970; without it no model is new. */
	readonly lastVisit?: number;
	/** Which results of a metric a comparison may hold by; absent: all. */
	readonly isComparable?: (metric: string, test: TestResult) => boolean;
}

/** The context of one query, with what its comparisons share. */
type Evaluating = Required<Pick<QueryContext, 'all'>> & QueryContext & Asking;

/** The test that a condition is. A comparison that makes no sense (which the parser refuses) holds for no model. */
export function conditionTest(condition: Condition, context: Required<Pick<QueryContext, 'all'>> & QueryContext): ModelTest {
	return testOf(condition, {...context, readPattern: patternReader()});
}

function testOf(condition: Condition, context: Evaluating): ModelTest {
	switch (condition.kind) {
		case 'and': {
			const tests = condition.items.map(item => testOf(item, context));
			const [first, second] = tests;
			if (first && second && tests.length === 2) return model => first(model) && second(model);
			return model => tests.every(test => test(model));
		}
		case 'or':
			return anyTest(condition.items.map(item => testOf(item, context)));
		case 'not': {
			const test = testOf(condition.item, {...context, isNegated: context.isNegated !== true});
			return model => !test(model);
		}
		case 'word': {
			const wanted = foldText(condition.text);
			return model => model.search.includes(wanted);
		}
		case 'compare': {
			const made = comparisonTest(condition, context);
			return 'ok' in made ? made.ok : () => false;
		}
		case 'is':
			return stateTest(condition.name, context);
		case 'has':
			return presenceTest(condition.field);
	}
}

function stateTest(name: IsName, {all, config = defaultConfig, isBest, lastVisit}: Required<Pick<QueryContext, 'all'>> & QueryContext): ModelTest {
	switch (name) {
		case 'best':
			return isBest ?? (() => false);
		case 'latest': {
			const latest = latestModels(all);
			return model => latest.has(model.key);
		}
		case 'registered':
			return model => versionOf(model) !== undefined;
		case 'protected': {
			const tags = new Set(config.protectedTags.map(foldText));
			return model => model.tags.some(tag => tags.has(foldText(tag)));
		}
		case 'untested':
			// What is untracked, unreadable or missing has no tests either, but that is not what is wrong with it.
			return model => model.state === 'ok' && model.tests.length === 0;
		case 'untracked':
		case 'missing':
		case 'unreadable':
		case 'gone':
			return model => model.state === name;
		case 'new':
			return lastVisit === undefined ? () => false : model => cameAt(model) > lastVisit;
		case 'growing':
			return model => model.growing;
		case 'stale':
			return model => model.stale;
	}
}

/** Keys of the newest model of each algorithm. */
function latestModels(models: readonly Model[]): ReadonlySet<string> {
	const newest = new Map<string, Model>();
	for (const model of models) {
		const algorithm = model.algorithm.toLowerCase();
		const other = newest.get(algorithm);
		if (!other || byNewest(model, other) < 0) newest.set(algorithm, model);
	}
	return new Set(Array.from(newest.values(), model => model.key));
}

/** Whether a model has a value that a comparison would see; of tests: whether it has any. */
function presenceTest(field: Field | Part): ModelTest {
	const inResults = (ref: MetricRef) => resultTest(ref, {counts: isPresent, passes: isPresent});
	switch (field.kind) {
		case 'part':
			return {
				problems: (model: Model) => model.problems.length > 0,
				sidecar: (model: Model) => model.sidecar !== undefined,
				artifact: (model: Model) => model.artifact !== undefined,
			}[field.name];
		case 'builtin': {
			if (field.name === 'test' || field.name === 'tests') return model => model.tests.length > 0;
			const builtin = builtinFields[field.name];
			return builtin.kind === 'text' ? model => builtin.some(model, () => true) : model => builtin.value(model, 0) !== undefined;
		}
		case 'metric':
			return inResults(field);
		case 'param':
			return paramTest(field.name, isPresent);
		case 'unresolved':
			return anyTest([...field.refs.map(inResults), ...(field.param === undefined ? [] : [paramTest(field.param, isPresent)])]);
	}
}

function isPresent(value: Json): boolean {
	return value !== null;
}
