/** `mreg protect` and `mreg unprotect`: the tag that no cleanup lets go. */

import {safe, type SafeText} from '../../components/safe-text.ts';
import type {Model} from '../../store/domain/model.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {safeText} from '../text.ts';
import {counted, namedShort} from '../words.ts';
import {changeResult} from './changing.ts';
import type {Command, Context, Options, Result} from './command.ts';
import {whereOption} from './options.ts';
import {namesByKey} from '../model-lookup.ts';
import {chosenModels} from './named-models.ts';
import {isSameText, requireConfig} from '../select.ts';
import {tagModels} from './tagging.ts';

const idArgument = {name: '[ID...]', summary: 'the models; - reads IDs from standard input'};

export const protect: Command = {
	name: 'protect',
	summary: 'keep models from every cleanup, by the first of the protected tags',
	details: 'The tags that protect stand in mreg.config.json under protectedTags; without that they are keep, best and production.',
	arguments: [idArgument],
	options: [whereOption],
	examples: [
		{line: 'mreg protect mscn_20241019_103000', summary: 'tags it keep'},
		{line: 'mreg best --algo mscn --dataset imdb --quiet | mreg protect -', summary: 'the best one'},
	],
	run: (context, options, args) => run(context, options, {ids: args, isRemoval: false}),
};

export const unprotect: Command = {
	name: 'unprotect',
	summary: 'take that tag off again, and say what still keeps a model',
	arguments: [idArgument],
	options: [whereOption],
	examples: [
		{line: 'mreg unprotect mscn_20241019_103000', summary: 'its other protected tags stay'},
		{line: "mreg unprotect --where 'is:protected age>90d'", summary: 'for all that match'},
	],
	run: (context, options, args) => run(context, options, {ids: args, isRemoval: true}),
};

async function run(context: Context, options: Options, {ids, isRemoval}: {readonly ids: readonly string[]; readonly isRemoval: boolean}): Promise<Result> {
	const snapshot = await context.snapshot();
	requireConfig(snapshot, 'Which tags protect');
	const [tag] = snapshot.config.protectedTags;
	const command = isRemoval ? 'mreg unprotect' : 'mreg protect';
	if (tag === undefined) {
		throw new UserError('usage', 'No tag protects models here: protectedTags in mreg.config.json is empty.', {
			hint: 'Put one in, such as "protectedTags": ["keep"].',
		});
	}
	const models = await chosenModels(snapshot, {ids, where: options.where, hint: `${command} ID...`}, context);
	const wanted = isRemoval ? {add: [], remove: [tag]} : {add: [tag], remove: []};
	const {change, notes} = await tagModels(context, snapshot, {models, wanted, by: command});
	const {done, unchanged} = change;
	const name = namesByKey(models, snapshot.models);
	const verb = isRemoval ? safe`unprotected` : safe`protected`;
	const was = isRemoval ? safe`did not have the tag ${safeText(tag)}` : safe`had the tag ${safeText(tag)} already`;
	return changeResult(change, {
		options,
		done: done.length === 0 ? undefined : safe`${verb} ${counted(done.length, 'model')}${isRemoval ? safe`, took off` : safe`, tagged`} ${safeText(tag)}`,
		name,
		notes: [
			...(unchanged.length === 0 ? [] : [safe`${counted(unchanged.length, 'model')} ${was}: nothing to do.`]),
			...(isRemoval ? stillKept(models, {tag, snapshot, name}) : []),
			...notes,
		],
	});
}

/** Models that another protected tag keeps. */
function stillKept(
	models: readonly Model[],
	{tag, snapshot, name}: {readonly tag: string; readonly snapshot: Snapshot; readonly name: (key: string) => string},
): readonly SafeText[] {
	const others = new Set(snapshot.config.protectedTags.map(folded));
	const keeping = (model: Model) => model.tags.filter(own => !isSameText(own, tag) && others.has(folded(own)));
	const kept = models.filter(model => keeping(model).length > 0);
	if (kept.length === 0) return [];
	const tags = [...new Set(kept.flatMap(keeping))];
	return [
		safe`Still kept by ${namedShort(tags, 5)}: ${namedShort(
			kept.map(({key}) => name(key)),
			5,
		)}.`,
	];
}

/** As cleanup compares tags. */
function folded(tag: string): string {
	return tag.toLowerCase().normalize('NFC');
}
