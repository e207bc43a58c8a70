/** `mreg note`: sets the note of models, or adds to it. */

import {safe} from '../../components/safe-text.ts';
import type {ChangeRequest} from '../../store/domain/change.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {counted, namedShort} from '../words.ts';
import {changeRegistry, changeResult} from './changing.ts';
import type {Command, Context, Options, Result} from './command.ts';
import {whereOption} from './options.ts';
import {namesByKey} from '../model-lookup.ts';
import {requireNote} from '../note-text.ts';
import {noteModels} from '../tagging.ts';
import {chosenModels} from './named-models.ts';

export const note: Command = {
	name: 'note',
	summary: 'set the note of a model, or add to it with --append',
	details:
		'Either one ID and the text, or the text and after -- the IDs, or --where and the text.\n' +
		'The text - is read from standard input, and so are the IDs for the ID -. An empty text takes the note away.\n' +
		'What begins with a dash stands behind a -- that comes first:\n  mreg note -- ID "-1 %"',
	arguments: [{name: '[ID|TEXT...]', summary: 'ID TEXT or TEXT -- ID...; with --where TEXT'}],
	options: [whereOption, {flags: '--append', summary: 'as a line of its own below what is there'}],
	examples: [
		{line: 'mreg note 1019_1030 "only seed 3 is stable"', summary: 'in place of what is there'},
		{line: 'git log -1 | mreg note 1019_1030 - --append', summary: 'below it'},
		{line: 'mreg note "queries of March" --append --where dataset:imdb', summary: 'for all that match'},
	],
	run,
};

const by = 'mreg note';
/** More models than these are counted, not named. */
const mostNamed = 3;

async function run(context: Context, options: Options, args: readonly string[]): Promise<Result> {
	const {ids, typed} = noteWords(options, args);
	const text = await noteText(context, options, {ids, typed});
	const snapshot = await context.snapshot();
	const models = await chosenModels(snapshot, {ids, where: options.where, hint: 'mreg note ID "TEXT"'}, context);
	const append = options.append === true;
	const makeChange = (request: ChangeRequest) => changeRegistry(context, snapshot.root, request, by);
	const {change, notes: carried} = await noteModels(makeChange, {models, all: snapshot.models}, {text, append});
	const name = namesByKey(models, snapshot.models);
	const {done, unchanged} = change;
	const what = text === '' ? safe`took the note off` : append ? safe`added to the note of` : safe`noted on`;
	const whom = done.length > mostNamed ? counted(done.length, 'model') : namedShort(done.map(name));
	const same = unchanged.length === 0 ? [] : [safe`The note of ${counted(unchanged.length, 'model')} says so already: nothing to do.`];
	return changeResult(change, {options, done: done.length === 0 ? undefined : safe`${what} ${whom}`, name, notes: [...same, ...carried]});
}

/** @throws UserError `usage` for a text that cannot be one */
async function noteText(context: Context, {append}: Options, {ids, typed}: {readonly ids: readonly string[]; readonly typed: string}): Promise<string> {
	if (typed === '-' && ids.includes('-')) {
		throw new UserError('usage', 'Standard input cannot be both the text and the IDs.', {hint: 'Type one of them.'});
	}
	const text = typed === '-' ? (await context.inputLines()).join('\n').replace(/\n+$/, '') : typed;
	return requireNote(text, {append: append === true});
}

/** Which of the arguments are IDs and which is the text. @throws UserError `usage` for no text or several */
function noteWords({where, behindDashes}: Options, args: readonly string[]): {readonly ids: readonly string[]; readonly typed: string} {
	const isBefore = where === undefined && behindDashes !== undefined && behindDashes.length < args.length;
	const ids = where === undefined ? (isBefore ? behindDashes : args.slice(0, 1)) : [];
	const words = where !== undefined ? args : isBefore ? args.slice(0, args.length - behindDashes.length) : args.slice(1);
	const [typed] = words;
	if (typed === undefined) throw new UserError('usage', 'Which text?', {hint: 'mreg note ID "TEXT", or mreg note "TEXT" -- ID...'});
	if (words.length === 1) return {ids, typed};
	throw new UserError('usage', `The text is one argument, and ${words.length} were typed.`, {
		hint: 'Put it in quotes; the IDs of several models stand behind --.',
	});
}
