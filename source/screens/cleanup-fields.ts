/** The fields of the cleanup rule: what stands in each, what ↑ and ↓ make of it, and what may be typed. Pure. */

import {lengthWords} from '../../store/domain/age.ts';
import type {Config} from '../../store/domain/config.ts';
import type {Model} from '../../store/domain/model.ts';
import {directionOf, metricsOf, type Objective} from '../../store/domain/objective.ts';
import {readAge} from '../../store/domain/query-values.ts';
import {shellWord} from '../../store/domain/test-command.ts';
import {tagsOfRule, type CleanupRule} from './cleanup-rule.ts';
import {remember} from './remember.ts';

export type FieldId = 'keep' | 'fold' | 'objective' | 'bests' | 'tags' | 'minAge' | 'untested';

/** In the order of the sentence. */
export const fieldIds: readonly FieldId[] = ['keep', 'fold', 'objective', 'bests', 'tags', 'minAge', 'untested'];

export interface FieldContext {
	readonly config: Config;
	/** Those of the algorithm. */
	readonly models: readonly Model[];
	/** What ranks by the rule. */
	readonly objective: Objective | undefined;
}

export interface Field {
	/** What it is, and what can be typed; raw. */
	readonly help: string;
	/** The text that one goes on from; an empty one: what is typed takes the place of what is there. */
	readonly start: (rule: CleanupRule, context: FieldContext) => string;
	/** ↑ is 1, ↓ is -1. */
	readonly step: (rule: CleanupRule, by: 1 | -1, context: FieldContext) => CleanupRule;
	/** undefined: not understood (yet). */
	readonly typed: (rule: CleanupRule, text: string, context: FieldContext) => CleanupRule | undefined;
	/** One of a few: Space goes to the next one, as ↓ does. */
	readonly isChoice?: true;
	/** What to say of a text that is not understood, where there is more to say than `help`; raw. */
	readonly why?: (text: string, context: FieldContext) => string | undefined;
}

const hour = 3_600_000;
const day = 24 * hour;
const minAges: readonly number[] = [0, hour, 6 * hour, day, 2 * day, 7 * day, 30 * day];
/** The longest is for good. */
const untestedAges: readonly number[] = [0, day, 3 * day, 7 * day, 14 * day, 30 * day, Infinity];
const mostKept = 1_000_000;
const empty = () => '';

export const fields: Readonly<Record<FieldId, Field>> = {
	keep: {
		help: 'how many of the best stay: a number from 1 on',
		start: empty,
		step: (rule, by) => ({...rule, keep: Math.max(1, Math.min(mostKept, rule.keep + by))}),
		typed: (rule, text) => {
			const keep = /^\d{1,7}$/.test(text.trim()) ? Number(text) : 0;
			return keep >= 1 && keep <= mostKept ? {...rule, keep} : undefined;
		},
		why: (text, {models}) =>
			/^0+$/.test(text.trim()) ? `mreg cleanup --keep 0 --all ${shellWord(models[0]?.algorithm.toLowerCase() ?? '')} does that` : undefined,
	},
	fold: {
		help: 'what is counted: models, or configurations with all their seeds',
		start: empty,
		isChoice: true,
		step: rule => ({...rule, foldSeeds: !rule.foldSeeds}),
		typed: (rule, text) => chosen(['models', 'configurations'], text, index => ({...rule, foldSeeds: index === 1})),
	},
	objective: {
		help: 'what ranks: a metric, on one dataset or on each',
		start: empty,
		isChoice: true,
		step: (rule, by, context) => {
			const choices = objectiveChoices(context.models, context.config);
			if (choices.length === 0) return rule;
			const at = choices.findIndex(({metric, dataset}) => metric === context.objective?.metric && dataset === context.objective.dataset);
			const objective = choices[at === -1 ? 0 : (at - by + choices.length) % choices.length];
			return {...rule, objective};
		},
		typed: (rule, text, {models, config}) => {
			const choices = objectiveChoices(models, config);
			return chosen(choices.map(objectiveText), text, index => ({...rule, objective: choices[index]}));
		},
	},
	bests: {
		help: 'whether the best on every other dataset stays, too: yes or no',
		start: empty,
		isChoice: true,
		step: rule => ({...rule, keepBests: !rule.keepBests}),
		typed: (rule, text) => chosen(['yes', 'no'], text, index => ({...rule, keepBests: index === 0})),
	},
	tags: {
		help: 'tags that keep a model, with commas between them',
		start: (rule, {config}) => tagsOfRule(rule, config).join(', '),
		step: (rule, by, context) => {
			const choices = tagChoices(context);
			const now = tagsOfRule(rule, context.config).join('\n');
			const at = choices.findIndex(tags => tags.join('\n') === now);
			return withTags(rule, choices[(Math.max(0, at) - by + choices.length) % choices.length] ?? [], context.config);
		},
		typed: (rule, text, {config}) => {
			const tags = text.split(',').flatMap(part => (part.trim() === '' ? [] : part.trim().normalize('NFC')));
			return withTags(rule, [...new Set(tags)], config);
		},
	},
	minAge: {
		help: 'what is younger stays: 24h, 7d, or none',
		start: empty,
		step: (rule, by) => ({...rule, minAge: stepped(minAges, rule.minAge, by)}),
		typed: (rule, text) => {
			const age = isWord(text, ['none', 'at once']) ? 0 : ageOf(text);
			return age === undefined ? undefined : {...rule, minAge: age};
		},
	},
	untested: {
		help: 'when what is not tested may go: 7d, 24h, at once, never',
		start: empty,
		step: (rule, by) => {
			const untested = stepped(untestedAges, rule.untested ?? Infinity, by);
			return {...rule, untested: untested === Infinity ? undefined : untested};
		},
		typed: (rule, text) => {
			if (isWord(text, ['never'])) return {...rule, untested: undefined};
			const age = isWord(text, ['at once']) ? 0 : ageOf(text);
			return age === undefined ? undefined : {...rule, untested: age};
		},
	},
};

/** Why the text of a field is not taken, as the end of a line; raw. */
export function misunderstood(id: FieldId, text: string, context: FieldContext): string {
	return fields[id].why?.(text, context) ?? `not understood: ${fields[id].help}`;
}

/** `24 h`, `7 days`. */
export function ageText(ms: number): string {
	return lengthWords(ms);
}

export function objectiveText({metric, dataset}: Pick<Objective, 'metric' | 'dataset'>): string {
	return dataset === undefined ? `${metric} on each dataset` : `${metric}@${dataset}`;
}

/** What can rank: metrics with a direction, on each of their datasets and on all of them. */
export const objectiveChoices = remember((models: readonly Model[], config: Config): ReadonlyArray<Pick<Objective, 'metric' | 'dataset'>> => {
	const known = [...metricsOf(models)].sort().filter(metric => directionOf(config, metric) !== undefined);
	return known.flatMap(metric => {
		const datasets = new Set<string>();
		for (const {tests} of models) {
			for (const {dataset, performance} of tests) if (dataset !== undefined && Object.hasOwn(performance, metric)) datasets.add(dataset);
		}
		return [...[...datasets].sort().map(dataset => ({metric, dataset})), {metric}];
	});
});

/** Those of the config, every tag that occurs, none. */
function tagChoices({config, models}: FieldContext): ReadonlyArray<readonly string[]> {
	const all = new Set(config.protectedTags);
	for (const {tags} of models) for (const tag of tags) all.add(tag);
	const choices = [config.protectedTags, ...(all.size > config.protectedTags.length ? [[...all]] : []), []];
	return config.protectedTags.length === 0 ? choices.slice(1) : choices;
}

function withTags(rule: CleanupRule, tags: readonly string[], config: Config): CleanupRule {
	const isConfigured = tags.join('\n') === config.protectedTags.join('\n');
	return {...rule, protectedTags: isConfigured ? undefined : tags};
}

/** The next longer or shorter of the usual lengths; the last one at the end. */
function stepped(ages: readonly number[], now: number, by: 1 | -1): number {
	return (by === 1 ? ages.find(age => age > now) : ages.findLast(age => age < now)) ?? now;
}

function ageOf(text: string): number | undefined {
	const value = readAge(text.trim())?.value;
	return value !== undefined && Number.isFinite(value) && value >= 0 ? Math.round(value) : undefined;
}

function isWord(text: string, words: readonly string[]): boolean {
	return words.includes(text.trim().toLowerCase());
}

/** What the first option that begins with the text, or else has it within, stands for. */
function chosen(options: readonly string[], text: string, rule: (index: number) => CleanupRule): CleanupRule | undefined {
	const wanted = text.trim().toLowerCase().normalize('NFC');
	if (wanted === '') return undefined;
	const lower = options.map(option => option.toLowerCase().normalize('NFC'));
	const starting = lower.findIndex(option => option.startsWith(wanted));
	const index = starting === -1 ? lower.findIndex(option => option.includes(wanted)) : starting;
	return index === -1 ? undefined : rule(index);
}
