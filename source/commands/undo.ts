/** `mreg undo`: takes one transaction back. */

import {safe, type SafeText} from '../../components/safe-text.ts';
import {targetsOf, type LogLine} from '../../store/domain/change.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {mostUnasked, oldestUnasked} from '../log-words.ts';
import {safeText} from '../text.ts';
import {counted} from '../words.ts';
import {changeRegistry, changeResult, namedShort, requireWritable} from './changing.ts';
import type {Command, Context, Options, Result} from './command.ts';
import {askIn, confirm} from './removing.ts';
import {namesByKey} from './named-models.ts';
import {resolveTransaction, transactionWords, whatWords} from './transaction-words.ts';

export const undo: Command = {
	name: 'undo',
	summary: 'take a change back: tags, notes and aliases as they were, removed models to their places, a registered version to the trash',
	details:
		"Without a transaction the newest that can be taken back. It asks first when that is another user's, older than an hour, or of more than 10 models.\n" +
		'A version that was registered goes to the trash, also where its file was moved (--move): it does not go back by itself.\n' +
		'One that was registered in place (--from) stays, as a model without a version.',
	arguments: [{name: '[TRANSACTION]', summary: 'as mreg log lists it, or any part that no other has'}],
	options: [{flags: '--yes', summary: 'do not ask'}],
	examples: [
		{line: 'mreg undo', summary: 'the newest change'},
		{line: 'mreg undo 20261122T081200 --yes', summary: 'that one'},
	],
	run,
};

async function run(context: Context, options: Options, args: readonly string[]): Promise<Result> {
	const root = await context.root();
	await requireWritable(context, root);
	const [{readJournal}, {userName}, {logOf, newestUndoable}] = await Promise.all([
		import('../../store/journal.ts'),
		import('../../store/journal-writer.ts'),
		import('../../store/domain/log.ts'),
	]);
	const {listTrash} = await import('../../store/trash-listing.ts');
	// What a crash left is ended first: it may be what is meant.
	const settled = await changeRegistry(context, root, {kind: 'settle'}, 'mreg undo');
	const journal = readJournal(root);
	const log = logOf(journal.entries);
	const inTrash = () => new Set(listTrash(root, {journal}).entries.map(({txn}) => txn));
	const newestOf = (lines: readonly LogLine[]) => newestUndoable(lines, lines.some(({op, undoable}) => undoable && op === 'trash') ? inTrash() : new Set());
	const newest = () => newestOf(log);
	const newestBefore = (line: LogLine) => newestOf(log.slice(log.indexOf(line) + 1));
	const line = chosenLine(log, args[0], newest);
	const why = line.undoable ? reasonToAsk(line, {user: userName(), now: context.now}) : undefined;
	if (why !== undefined) {
		const ask = askIn(context, options, `It is ${why}. mreg undo ${line.txn} --yes takes it back all the same.`);
		const about = safe`${safeText(line.txn)}: ${transactionWords(line, context.now)} (${whatWords(line)})`;
		if (ask) await confirm(ask, {lines: [about, safe`It is ${safeText(why)}.`], verb: safe`take it back`});
	}
	const snapshot = await context.snapshot();
	const keys = new Set(line.keys);
	const models = snapshot.models.filter(model => keys.has(model.key));
	const change = await changeRegistry(context, root, {kind: 'undo', txn: line.txn, targets: targetsOf(models, snapshot.models)}, 'mreg undo');
	const name = namesByKey(models, snapshot.models);
	const isStuck = change.done.length === 0 && change.skipped.length > 0;
	const before = isStuck ? newestBefore(line) : undefined;
	return changeResult(change, {
		options,
		done: change.done.length === 0 ? undefined : doneWords(line, change.done.length),
		name,
		isUndoable: false,
		notes: [...settled.notes.map(safeText), ...(before ? [beforeWords(before, namesByKey(snapshot.models, snapshot.models))] : [])],
		json: {inverse_of: line.txn},
	});
}

/**
 * @param newest what is taken back where nothing was typed
 * @throws UserError `not-found` where nothing can be taken back, or as `resolveTransaction`
 */
function chosenLine(log: readonly LogLine[], typed: string | undefined, newest: () => LogLine | undefined): LogLine {
	if (typed !== undefined) return resolveTransaction(log, typed, {place: 'the journal', list: 'mreg log'});
	const line = newest();
	if (line) return line;
	throw new UserError('not-found', 'There is nothing that can be taken back.', {hint: 'mreg log lists what was done here.'});
}

/** As the end of a sentence; undefined where it may be taken back at once. */
function reasonToAsk({user, at, keys}: LogLine, {user: own, now}: {readonly user: string; readonly now: number}): string | undefined {
	const age = now - Date.parse(at);
	const reasons = [
		...(user === own ? [] : [`a change of ${user === '' ? 'an unknown user' : user}`]),
		...(age <= oldestUnasked ? [] : ['older than an hour']),
		...(keys.length > mostUnasked ? [`of ${keys.length} models`] : []),
	];
	return reasons.length === 0 ? undefined : reasons.join(' and ');
}

/** Where nothing of a change can be taken back, it would be in the way of those before it for ever. */
function beforeWords(line: LogLine, name: (key: string) => string): SafeText {
	const models = namedShort(line.keys.map(name));
	return safe`mreg undo ${safeText(line.txn)} takes back the change before it: ${safeText(line.by)} (${whatWords(line)}) of ${models}`;
}

function doneWords(line: LogLine, count: number): SafeText {
	if (line.op === 'trash') return safe`brought ${counted(count, 'model')} back from the trash`;
	return safe`took back ${safeText(line.by)} (${whatWords(line)}) of ${counted(count, 'model')}`;
}
