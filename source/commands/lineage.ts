/** `mreg lineage`: what a model was made from, and what was made from it. */

import {emptyText, joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import {registeredName, versionOf} from '../../store/domain/family.ts';
import {isObject, own, type Json} from '../../store/domain/json.ts';
import {lineageOf, nodesOf, type Lineage, type PlacedNode} from '../../store/domain/lineage.ts';
import type {Model} from '../../store/domain/model.ts';
import {byAlgorithm, ranksOf} from '../../store/domain/ranks.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {resultFacts} from '../lineage-facts.ts';
import {lineageLines} from '../lineage-lines.ts';
import {modelJsonLine} from '../model-json.ts';
import {pairLines} from '../table.ts';
import {jsonText, safeText} from '../text.ts';
import type {Command, Context, Options, Result} from './command.ts';
import {namedModels} from './named-models.ts';
import {namesFor} from '../select.ts';

export const lineage: Command = {
	name: 'lineage',
	summary: 'draw what a model was made from, and what was made from it',
	details: 'Followed is lineage.parent of the sidecars. A large tree is cut; --json has all of it, as lists with the depth of each model.',
	arguments: [{name: '<ID>', summary: 'the model: NAME[@v2|@best|...], a key, an id, or any part of an id that names one model only'}],
	examples: [
		{line: 'mreg lineage resnet18@v2', summary: 'its ancestors and descendants'},
		{line: 'mreg lineage resnet18@v2 --json', summary: 'all of them, for a program'},
	],
	run,
};

async function run(context: Context, options: Options, args: readonly string[]): Promise<Result> {
	const snapshot = await context.snapshot();
	const [model, ...others] = await namedModels(snapshot, args, context, {isFamilyEnough: true});
	if (!model || others.length > 0) throw new UserError('usage', `${others.length + 1} models are named, and one lineage is drawn.`, {hint: 'mreg lineage ID'});
	const found = lineageOf(model, snapshot.models);
	if (options.json === true) return {lines: jsonLines(found)};
	if (options.quiet === true) return {lines: quietLines(found, namesFor(snapshot.models))};
	const tree = lineageLines(found, {facts: resultFacts(ranksOf(byAlgorithm(snapshot.models), snapshot), model)});
	const own = pairLines(originOf(model).flatMap(([label, value]) => (value === undefined ? [] : [[label, value] as const])));
	const alone = tree.length === 0 ? [safe`It names no parent, and no model names it as one.`] : [];
	return {lines: [...(tree.length === 0 ? [safeText(registeredName(model))] : tree), ...(own.length === 0 ? [] : [emptyText, ...own])], notes: alone};
}

interface Origin {
	readonly dataset?: string;
	readonly datasetDigest?: string;
	readonly source?: string;
	readonly gitCommit?: string;
}

function originIn(model: Model): Origin {
	const said = own(model.content, 'lineage');
	const facts = isObject(said) ? said : {};
	return {
		dataset: model.training?.dataset ?? textOf(own(facts, 'dataset')),
		datasetDigest: textOf(own(facts, 'dataset_digest')),
		source: textOf(own(facts, 'source')),
		gitCommit: textOf(own(facts, 'git_commit')),
	};
}

function originOf(model: Model): ReadonlyArray<readonly [SafeText, SafeText | undefined]> {
	const {dataset, datasetDigest, source, gitCommit} = originIn(model);
	const digest = datasetDigest === undefined ? undefined : safeText(datasetDigest);
	const data = dataset === undefined ? digest : digest === undefined ? safeText(dataset) : safe`${safeText(dataset)} (${digest})`;
	return [
		[safe`dataset`, data],
		[safe`source`, source === undefined ? undefined : safeText(source)],
		[safe`git commit`, gitCommit === undefined ? undefined : safeText(gitCommit)],
	];
}

function textOf(value: Json | undefined): string | undefined {
	return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The models of the tree, the farthest ancestor first. */
function quietLines({model, ancestors, descendants}: Lineage, name: (model: Model) => string): readonly SafeText[] {
	const modelsIn = (placed: Iterable<PlacedNode>) => [...placed].flatMap(({node}) => node.model ?? []);
	const all = [...modelsIn(nodesOf(ancestors)).reverse(), model, ...modelsIn(nodesOf(descendants))];
	return [...new Set(all)].map(one => safeText(name(one)));
}

/** Lists, not a tree: a lineage may be deeper than what JSON is read with. */
function* jsonLines({model, ancestors, descendants}: Lineage): Iterable<SafeText> {
	const {dataset, datasetDigest, source, gitCommit} = originIn(model);
	const origin = {dataset: dataset ?? null, dataset_digest: datasetDigest ?? null, source: source ?? null, git_commit: gitCommit ?? null};
	const fields = Object.entries(origin).map(([name, value]) => safe`${jsonText(name)}:${jsonText(value)}`);
	yield safe`{"schema":1,"name":${jsonText(registeredName(model))},${joinSafe(fields, safe`,`)},"model":${modelJsonLine(model)},`;
	yield safe`"ancestors":[`;
	yield* nodeLines(nodesOf(ancestors), model);
	yield safe`],"descendants":[`;
	yield* nodeLines(nodesOf(descendants), model);
	yield safe`]}`;
}

function* nodeLines(placed: Iterable<PlacedNode>, self: Model): Iterable<SafeText> {
	let waiting: SafeText | undefined;
	for (const {node, depth, from} of placed) {
		if (waiting !== undefined) yield safe`${waiting},`;
		const {model, name, digest, isMissing, isCycle, isRepeated} = node;
		const version = model && versionOf(model);
		waiting = jsonText({
			name,
			depth,
			next_to: (from ? from.model : self)?.key ?? null,
			key: model?.key ?? null,
			model_id: model?.id ?? null,
			family: version?.family ?? null,
			version: version?.version ?? null,
			digest: digest ?? null,
			in_registry: model !== undefined,
			missing: isMissing === true,
			cycle: isCycle === true,
			repeated: isRepeated === true,
		});
	}
	if (waiting !== undefined) yield waiting;
}
