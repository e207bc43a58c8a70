/** `mreg log`: what was changed here, by whom and when. */

import {safe, type SafeText} from '../../components/safe-text.ts';
import type {LogLine} from '../../store/domain/change.ts';
import {baseName} from '../../store/domain/identifier.ts';
import {logOf} from '../../store/domain/log.ts';
import {tagsLetGo} from '../../store/domain/tags-let-go.ts';
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
	options: [
		{flags: '--limit <N>', summary: 'the first N only'},
		{flags: '--long', summary: 'the keys of the models below each line, 20 at most; --json has all'},
	],
	examples: [
		{line: 'mreg log --limit 10', summary: 'the ten newest changes'},
		{line: 'mreg log --long', summary: 'with the keys of the models'},
		{line: 'mreg log --json', summary: 'all of it, for a program'},
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
	const letGo = tagsLetGo(entries);
	const lines = tableLines(
		columns,
		shown.map(line => cells(line, letGo.get(line.txn))),
		context.columns,
	);
	return {lines: options.long === true ? withKeys(lines, shown) : lines, notes: [...cut, ...next, ...odd]};
}

const columns: readonly Column[] = [
	{header: safe`WHEN`, leaveOut: 4},
	{header: safe`TRANSACTION`},
	{header: safe`WHO`, least: 6, leaveOut: 2},
	{header: safe`COMMAND`, least: 8, leaveOut: 3},
	{header: safe`WHAT`, least: 10},
	{header: safe`MODELS`, least: 8},
	{header: safe`STATE`, leaveOut: 5},
];

/** Keys that stand below a line. */
const mostKeys = 20;

function* withKeys(lines: Iterable<SafeText>, log: readonly LogLine[]): Iterable<SafeText> {
	let at = -1;
	for (const line of lines) {
		yield line;
		// The first line is the header.
		const keys = log[at++]?.keys ?? [];
		for (const key of keys.slice(0, mostKeys)) yield safe`  ${safeText(key)}`;
		if (keys.length > mostKeys) yield safe`  and ${keys.length - mostKeys} more`;
	}
}

function cells(line: LogLine, letGo: readonly string[] | undefined): readonly SafeText[] {
	const {txn, at, user, by, keys} = line;
	const time = Date.parse(at);
	return [
		Number.isNaN(time) ? safeText(at) : formatTime(time),
		safeText(txn),
		safeText(user),
		safeText(by),
		whatWords(line, letGo),
		modelsCell(keys),
		stateName(line),
	];
}

/** One model is named, by its file; of several their number. */
function modelsCell(keys: readonly string[]): SafeText {
	const [only] = keys;
	return only !== undefined && keys.length === 1 ? safeText(baseName(only)) : safe`${keys.length}`;
}

function lineJson({txn, op, at, host, user, by, state, inverseOf, keys, what, undoable}: LogLine): SafeText {
	return jsonText({txn, op, at, host, user, by, state, inverse_of: inverseOf ?? null, what: what ?? null, undoable, keys});
}
