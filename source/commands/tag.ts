/** `mreg tag`: gives tags to models, or takes them away. */

import {safe, type SafeText} from '../../components/safe-text.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {parseTags} from '../tag-words.ts';
import {safeText} from '../text.ts';
import {counted, namedShort} from '../words.ts';
import {namesByKey} from '../model-lookup.ts';
import {changeResult} from './changing.ts';
import type {Command, Context, Options, Result} from './command.ts';
import {whereOption} from './options.ts';
import {chosenModels} from './named-models.ts';
import {tagModels} from './tagging.ts';

export const tag: Command = {
	name: 'tag',
	summary: 'give tags to models, or take them away with --remove',
	details:
		'Either one ID and its tags, or tags and after -- the IDs, or --where and tags. The ID - reads IDs from standard input.\n' +
		'What begins with a dash stands behind a -- that comes first:\n  mreg tag -- ID -TAG',
	arguments: [{name: '[ID|TAG...]', summary: 'ID TAG... or TAG... -- ID...; with --where TAG...'}],
	options: [whereOption, {flags: '--remove', summary: 'take the tags away'}],
	examples: [
		{line: 'mreg tag mscn_20241019_103000 paper best', summary: 'two tags for one model'},
		{line: 'mreg tag paper -- 1019_1030 1018_1712', summary: 'one tag for two models'},
		{line: "mreg tag --where 'total_time@imdb>150' slow", summary: 'for all that match'},
		{line: 'mreg list --quiet --tags wip | mreg tag - wip --remove', summary: 'takes a tag away wherever it is'},
	],
	run,
};

async function run(context: Context, options: Options, args: readonly string[]): Promise<Result> {
	const {ids, words} = tagWords(options, args);
	if (words.length === 0) throw new UserError('usage', 'Which tags?', {hint: 'mreg tag ID TAG..., or mreg tag TAG... -- ID...'});
	const isRemoval = options.remove === true;
	const tags = parseTags(words, isRemoval);
	const snapshot = await context.snapshot();
	const models = await chosenModels(snapshot, {ids, where: options.where, hint: 'mreg tag ID TAG...'}, context);
	const wanted = isRemoval ? {add: [], remove: tags} : {add: tags, remove: []};
	const {change, notes} = await tagModels(context, snapshot, {models, wanted, by: 'mreg tag'});
	const {done, unchanged} = change;
	const name = namesByKey(models, snapshot.models);
	return changeResult(change, {
		options,
		done: done.length === 0 ? undefined : doneWords(done.length, tags, isRemoval),
		name,
		notes: [...unchangedNotes(unchanged.length, isRemoval), ...notes],
	});
}

/** Which of the arguments are IDs and which are tags. @throws UserError `usage` */
function tagWords({where, behindDashes}: Options, args: readonly string[]): {readonly ids: readonly string[]; readonly words: readonly string[]} {
	if (where !== undefined) return {ids: [], words: args};
	if (behindDashes !== undefined && behindDashes.length < args.length) return {ids: behindDashes, words: args.slice(0, args.length - behindDashes.length)};
	const [first, ...rest] = args;
	return {ids: first === undefined ? [] : [first], words: rest};
}

function doneWords(count: number, tags: readonly string[], isRemoval: boolean): SafeText {
	const named = namedShort(tags, 5);
	return isRemoval ? safe`took ${named} off ${counted(count, 'model')}` : safe`tagged ${counted(count, 'model')} ${named}`;
}

function unchangedNotes(count: number, isRemoval: boolean): readonly SafeText[] {
	if (count === 0) return [];
	const have = count === 1 ? 'has' : 'have';
	return [safe`${counted(count, 'model')} ${safeText(isRemoval ? `${have} none of that` : `${have} that already`)}: nothing to do.`];
}
