/** The words of a registry that a word at a Tab may become: tags, datasets, metrics, families and what queries and sorting are made of. */

import {versionAliases} from '../../store/domain/family.ts';
import {formatMetricRef} from '../../store/domain/metric-ref.ts';
import type {Model} from '../../store/domain/model.ts';
import {sortWords} from '../../store/domain/query-fields.ts';
import {wordsIn, type QueryWords} from '../../store/domain/query-words.ts';
import type {LastLook} from '../../store/last-look.ts';
import {allColumnIds} from '../column-ids.ts';
import type {Asked} from '../completion-asked.ts';
import {familyWords, versionNames} from '../completion-candidates.ts';
import {startingWith, wordsFrom} from '../completion-match.ts';
import type {Candidate} from '../completion-shells.ts';

/** Words are collected from the newest models for so long (milliseconds). */
const patience = 100;

/** Names that occur in the models, the most used first. */
export async function wordCandidates(kind: Exclude<Asked['kind'], readonly string[]>, asked: Asked, look: LastLook): Promise<readonly Candidate[]> {
	const {text} = asked;
	const all = newestModels(look);
	const known = wordsIn(all);
	const {metrics, datasets, params} = known.names;
	switch (kind) {
		case 'algorithm':
			return startingIn(known.algorithms, text);
		case 'dataset':
			return wordsFrom(datasets, text);
		case 'training dataset':
			return wordsFrom(
				occurring(
					datasets,
					all.map(({training}) => training?.dataset),
				),
				text,
			);
		case 'test dataset':
			return wordsFrom(
				occurring(
					datasets,
					all.flatMap(({tests}) => tests.map(({dataset}) => dataset)),
				),
				text,
			);
		case 'tag':
			return wordsFrom(known.tags, text).filter(({value}) => !asked.args.includes(value));
		case 'tag of models':
			return wordsFrom(occurring(known.tags, tagsOf(asked, all)), text).filter(({value}) => !asked.args.includes(value));
		case 'metric':
			return wordsFrom(metrics, text);
		case 'metric value':
			return wordsFrom(metrics, text).map(({value}) => ({value: `${value}=`, isOpen: true}));
		case 'param value':
			return wordsFrom(params, text).map(({value}) => ({value: `${value}=`, isOpen: true}));
		case 'axis':
			return wordsFrom(['time', ...params], text);
		case 'sort key':
			return sortKeys(text, known);
		case 'column list':
			return columns(text, known);
		case 'query':
			return await queries(text, known);
		case 'finding': {
			const {findingKinds} = await import('../../store/domain/findings.ts');
			return wordsFrom(findingKinds, text);
		}
		case 'view':
			return wordsFrom(look.views(), text);
		case 'family':
			return wordsFrom(known.families, text);
		case 'version':
		case 'family or version':
			return versions(kind, text, {all, known});
		case 'alias':
			return aliases(asked, all);
		default:
			return [];
	}
}

/** Of the registry as far as it can be read in a moment. */
function newestModels(look: LastLook): readonly Model[] {
	const all: Model[] = [];
	const end = performance.now() + patience;
	for (const stem of look.stems()) {
		all.push(...look.models(stem));
		if (performance.now() > end) break;
	}
	return all;
}

/** Those of the words that occur, in their order. */
function occurring(words: ReadonlySet<string>, values: ReadonlyArray<string | undefined>): readonly string[] {
	const there = new Set(values);
	return [...words].filter(word => there.has(word));
}

/** Algorithms are compared without case. */
function startingIn(words: ReadonlySet<string>, text: string): readonly Candidate[] {
	const exact = wordsFrom(words, text);
	if (exact.length > 0) return exact;
	return [...words].filter(word => word.toLowerCase().startsWith(text.toLowerCase())).map(value => ({value}));
}

function tagsOf({args, options}: Asked, all: readonly Model[]): readonly string[] {
	const [id] = args;
	if (id === undefined || options.has('--where')) return all.flatMap(({tags}) => tags);
	const named = all.filter(model => model.id === id || model.key === id || versionNames(model).includes(id));
	return (named.length > 0 ? named : all.filter(model => model.id.includes(id))).flatMap(({tags}) => tags);
}

function sortKeys(text: string, {names}: QueryWords): readonly Candidate[] {
	const minus = text.startsWith('-') ? '-' : '';
	const {metrics, datasets, params} = names;
	const onDatasets = text.includes('@') ? [...metrics].flatMap(metric => Array.from(datasets, dataset => formatMetricRef({metric, dataset}))) : [];
	return wordsFrom(
		[...sortWords, ...metrics, ...params, ...onDatasets].map(name => minus + name),
		text,
	);
}

/** The part behind the last comma. */
function columns(text: string, {names}: QueryWords): readonly Candidate[] {
	const head = text.slice(0, text.lastIndexOf(',') + 1);
	return wordsFrom(
		allColumnIds(names).map(name => head + name),
		text,
	).map(({value}) => ({value, isOpen: true}));
}

/** A query is one word: what stands before its last token stays. */
async function queries(text: string, known: QueryWords): Promise<readonly Candidate[]> {
	const {completeQuery} = await import('../../store/domain/query-completion.ts');
	const completion = completeQuery(text, text.length, known);
	if (!completion) return [];
	return completion.options.map(option => ({value: text.slice(0, completion.start) + option, isOpen: true}));
}

function versions(
	kind: 'version' | 'family or version',
	text: string,
	{all, known}: {readonly all: readonly Model[]; readonly known: QueryWords},
): readonly Candidate[] {
	const families = wordsFrom(known.families, text);
	const isWhole = text.includes('@') || text.includes('/') || (families.length === 1 && families[0]?.value === text);
	const named = isWhole ? all.flatMap(versionNames).map(value => ({value})) : [];
	const words = isWhole && kind === 'version' ? [...known.families].flatMap(familyWords) : [];
	return [...families, ...startingWith([...words, ...named], text)];
}

/** Of the version that was typed where they are taken away, else of all. */
function aliases({args, options, text}: Asked, all: readonly Model[]): readonly Candidate[] {
	const [name = ''] = args;
	const versions = options.has('--remove') ? all.filter(model => versionNames(model).includes(name)) : all;
	return wordsFrom(
		versions.flatMap(model => versionAliases(model)),
		text,
	);
}
