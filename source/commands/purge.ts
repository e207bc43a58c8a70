/** `mreg purge`: empties the trash; the only real delete. */

import {safe, type SafeText} from '../../components/safe-text.ts';
import type {TrashEntry} from '../../store/domain/change.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {jsonListLines} from '../model-json.ts';
import {formatBytes, jsonText, safeText} from '../text.ts';
import {counted} from '../words.ts';
import {changeRegistry, changeResult, requireWritable} from './changing.ts';
import type {Command, Context, Options, Result} from './command.ts';
import {parseAge} from '../age-text.ts';
import {askIn, confirm, removedWords} from './removing.ts';
import {resolveTransaction, whenWords} from './transaction-words.ts';

export const purge: Command = {
	name: 'purge',
	summary: 'empty the trash: what is purged does not come back',
	details:
		'Without arguments what is older than trash.keepDays in mreg.config.json (14 days). --older-than 0 means all. It asks for the count; --yes skips the question.',
	arguments: [{name: '[TRANSACTION...]', summary: 'only these, however old; as mreg trash lists them'}],
	options: [
		{flags: '--older-than <AGE>', summary: 'what was removed longer ago than this, such as 7d'},
		{flags: '--dry-run', summary: 'show what would go, and change nothing'},
		{flags: '--yes', summary: 'do not ask for the count'},
	],
	examples: [
		{line: 'mreg purge --dry-run', summary: 'what is old enough, and how much that is'},
		{line: 'mreg purge --older-than 0 --yes', summary: 'everything, as for a full disk'},
	],
	run,
};

const day = 86_400_000;

async function run(context: Context, options: Options, args: readonly string[]): Promise<Result> {
	if (args.length > 0 && options.olderThan !== undefined) {
		throw new UserError('usage', 'Transactions are named, and --older-than was given, too.', {hint: 'Leave out one of the two.'});
	}
	const age = options.olderThan === undefined ? undefined : parseAge(options.olderThan, '--older-than');
	const root = await context.root();
	const keepDays = await keptDays(root);
	const {listTrash} = await import('../../store/trash-listing.ts');
	const {entries, problems} = listTrash(root);
	const place = {place: 'the trash', list: 'mreg trash'};
	const chosen =
		args.length > 0 ? [...new Set(args.map(typed => resolveTransaction(entries, typed, place)))] : entries.filter(isOlder(age ?? keepDays * day, context.now));
	const bytes = chosen.reduce((sum, entry) => sum + entry.bytes, 0);
	const count = chosen.reduce((sum, entry) => sum + entry.models.length, 0);
	const odd = problems.map(({path, message}) => safe`${safeText(path)}: ${safeText(message)}`);
	if (options.dryRun === true) return dryRun(chosen, {root, options, notes: [purgeWords({count, bytes}, {entries, chosen}), ...odd], now: context.now});
	await requireWritable(context, root);
	const nothing = {done: [], unchanged: [], skipped: [], notes: []};
	if (chosen.length === 0) {
		return changeResult(nothing, {
			options,
			done: undefined,
			name: key => key,
			notes: [purgeWords({count, bytes}, {entries, chosen}), ...odd],
			isUndoable: false,
		});
	}
	const ask = askIn(context, options, 'mreg purge --dry-run shows what would go; --yes goes on without asking.');
	const lines = [...entryLines(chosen, context.now), purgeWords({count, bytes}, {entries, chosen})];
	if (ask) await confirm(ask, {lines, verb: safe`remove ${counted(count, 'model')} for good`, count});
	const change = await changeRegistry(context, root, {kind: 'purge', txns: chosen.map(({txn}) => txn)}, 'mreg purge');
	const ids = new Map(chosen.flatMap(({models}) => models.map(({key, id}) => [key, id] as const)));
	return changeResult(change, {options, done: removedWords(change, {isFinal: true}), name: key => ids.get(key) ?? key, notes: odd, isUndoable: false});
}

/** @throws UserError `unreadable`: what is to be kept must not be replaced by a default in silence */
async function keptDays(root: string): Promise<number> {
	const {readConfig} = await import('../../store/config-file.ts');
	const {config, problem} = await readConfig(root);
	if (!problem) return config.trash.keepDays;
	const [reason = ''] = problem.message.split(' The defaults are used');
	throw new UserError('unreadable', `How long the trash is kept is not known: ${reason}`, {hint: `Mend ${problem.path} first. Nothing was removed.`});
}

/** A removal whose time cannot be read is not old enough: it can be named. */
function isOlder(age: number, now: number): (entry: TrashEntry) => boolean {
	return ({at}) => now - Date.parse(at) >= age;
}

function purgeWords(
	{count, bytes}: {readonly count: number; readonly bytes: number},
	{entries, chosen}: {readonly entries: readonly TrashEntry[]; readonly chosen: readonly TrashEntry[]},
): SafeText {
	if (entries.length === 0) return safe`The trash is empty.`;
	const rest = entries.filter(entry => !chosen.includes(entry));
	const stays = rest.reduce((sum, entry) => sum + entry.bytes, 0);
	if (chosen.length === 0) return safe`Nothing in the trash is old enough: ${formatBytes(stays)} stay. --older-than says otherwise.`;
	return safe`${counted(count, 'model')}, ${formatBytes(bytes)}, would be gone for good; ${formatBytes(stays)} stay.`;
}

function entryLines(entries: readonly TrashEntry[], now: number): readonly SafeText[] {
	return entries.map(
		({txn, at, by, models, bytes}) =>
			safe`  ${safeText(txn)}  ${whenWords(at, now)}  ${safeText(by)}  ${counted(models.length, 'model')}, ${formatBytes(bytes)}`,
	);
}

function dryRun(
	chosen: readonly TrashEntry[],
	{root, options, notes, now}: {readonly root: string; readonly options: Options; readonly notes: readonly SafeText[]; readonly now: number},
): Result {
	if (options.json === true) {
		const items = chosen.values().map(({txn, at, models, bytes}) => jsonText({txn, at, bytes, models: models.map(({key, id}) => ({key, model_id: id}))}));
		return {lines: jsonListLines({root, bytes: chosen.reduce((sum, entry) => sum + entry.bytes, 0)}, 'purge', items)};
	}
	if (options.quiet === true) return {lines: chosen.map(({txn}) => safeText(txn))};
	return {lines: entryLines(chosen, now), notes};
}
