/** `mreg log`: what was changed here, by whom and when. */

import {safe, type SafeText} from '../../components/safe-text.ts';
import type {LogLine} from '../../store/domain/change.ts';
import {logOf} from '../../store/domain/log.ts';
import {jsonListLines} from '../model-json.ts';
import {tableLines, type Column} from '../table.ts';
import {jsonText, safeText} from '../text.ts';
import {formatTime} from '../words.ts';
import type {Command, Context, Options, Result} from './command.ts';
import {parseCount} from './options.ts';
import {stateName, whatWords} from './transaction-words.ts';

export const log: Command = {
	name: 'log',
	summary: 'list what was changed here, newest first: when, who, by what, which models',
	options: [{flags: '--limit <N>', summary: 'the first N only'}],
	examples: [
		{line: 'mreg log --limit 10', summary: 'the ten newest changes'},
		{line: 'mreg log --json', summary: 'with the keys of the models, for a program'},
	],
	run,
};

async function run(context: Context, options: Options): Promise<Result> {
	const limit = options.limit === undefined ? Infinity : parseCount(options.limit, '--limit');
	const root = await context.root();
	const {readJournal} = await import('../../store/journal.ts');
	const {entries, problems} = readJournal(root);
	const all = logOf(entries);
	const shown = all.slice(0, limit);
	if (options.json === true) return {lines: jsonListLines({root}, 'log', shown.values().map(lineJson), {problems})};
	if (options.quiet === true) return {lines: shown.map(({txn}) => safeText(txn))};
	const odd = problems.map(({path, message}) => safe`${safeText(path)}: ${safeText(message)}`);
	if (all.length === 0) return {lines: [], notes: [safe`Nothing was changed here yet.`, ...odd]};
	const cut = shown.length < all.length ? [safe`${shown.length} of ${all.length} shown.`] : [];
	const next = all.some(({undoable}) => undoable) ? [safe`mreg undo TRANSACTION takes one back.`] : [];
	return {lines: tableLines(columns, shown.map(cells), context.columns), notes: [...cut, ...next, ...odd]};
}

const columns: readonly Column[] = [
	{header: safe`WHEN`, leaveOut: 4},
	{header: safe`TRANSACTION`},
	{header: safe`WHO`, least: 6, leaveOut: 2},
	{header: safe`COMMAND`, least: 8, leaveOut: 3},
	{header: safe`WHAT`, least: 10},
	{header: safe`MODELS`, align: 'right'},
	{header: safe`STATE`, leaveOut: 5},
];

function cells(line: LogLine): readonly SafeText[] {
	const {txn, at, user, by, keys} = line;
	const time = Date.parse(at);
	return [
		Number.isNaN(time) ? safeText(at) : formatTime(time),
		safeText(txn),
		safeText(user),
		safeText(by),
		whatWords(line),
		safe`${keys.length}`,
		stateName(line),
	];
}

function lineJson({txn, op, at, host, user, by, state, inverseOf, keys, what, undoable}: LogLine): SafeText {
	return jsonText({txn, op, at, host, user, by, state, inverse_of: inverseOf ?? null, what: what ?? null, undoable, keys});
}
