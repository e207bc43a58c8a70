/** `mreg undo`: takes transactions back, the newest first. */

import {safe, type SafeText} from '../../components/safe-text.ts';
import {targetsOf, type Change, type LogLine} from '../../store/domain/change.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {reasonToAsk} from '../log-words.ts';
import {safeText} from '../text.ts';
import {counted, namedShort} from '../words.ts';
import {changeRegistry, changeResult, inPart, requireWritable} from './changing.ts';
import type {Command, Context, Options, Result} from './command.ts';
import {askIn, confirm} from './removing.ts';
import {namesByKey} from '../model-lookup.ts';
import {resolveTransaction, transactionWords, whatWords} from './transaction-words.ts';

export const undo: Command = {
	name: 'undo',
	summary: 'take a change back: tags, notes and aliases as they were, removed models to their places, a registered version to the trash',
	details:
		"Without a transaction the newest that can be taken back. It asks first when that is another user's, older than an hour, or of more than 10 models.\n" +
		'A version that was registered goes to the trash, also where its file was moved (--move): it does not go back by itself.\n' +
		'One that was registered in place (--from) stays, as a model without a version. Of several transactions the newest is taken back first.',
	arguments: [{name: '[TRANSACTION...]', summary: 'as mreg log lists it, or any part that no other has'}],
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
	const lines = chosenLines(log, args, newest);
	const reasons = lines.flatMap(line => {
		const why = line.undoable ? reasonToAsk(line, {user: userName(), now: context.now}) : undefined;
		return why === undefined ? [] : [{line, why}];
	});
	const [first] = reasons;
	if (first) {
		const typed = lines.map(({txn}) => txn).join(' ');
		const ask = askIn(context, options, `It is ${first.why}. mreg undo ${typed} --yes takes it back all the same.`);
		const about = reasons.flatMap(({line, why}) => [
			safe`${safeText(line.txn)}: ${transactionWords(line, context.now)} (${whatWords(line)})`,
			safe`It is ${safeText(why)}.`,
		]);
		if (ask) await confirm(ask, {lines: about, verb: lines.length === 1 ? safe`take it back` : safe`take back all ${lines.length}`});
	}
	const notes = settled.notes.map(safeText);
	const [only] = lines;
	if (lines.length > 1 || !only) return takenBack(await eachTaken(context, root, lines), {options, notes});
	const {change, name, before} = await takeBack(context, root, only, newestBefore);
	return changeResult(change, {
		options,
		done: change.done.length === 0 ? undefined : doneWords(only, change.done.length),
		name,
		isUndoable: false,
		notes: [...notes, ...(before ? [before] : [])],
		json: {inverse_of: only.txn},
	});
}

interface Taken {
	readonly line: LogLine;
	readonly change: Change;
	readonly name: (key: string) => string;
	/** Where nothing could be taken back: what could be instead. */
	readonly before?: SafeText;
}

async function takeBack(context: Context, root: string, line: LogLine, newestBefore?: (line: LogLine) => LogLine | undefined): Promise<Taken> {
	const snapshot = await context.snapshot();
	const keys = new Set(line.keys);
	const models = snapshot.models.filter(model => keys.has(model.key));
	const change = await changeRegistry(context, root, {kind: 'undo', txn: line.txn, targets: targetsOf(models, snapshot.models)}, 'mreg undo');
	const isStuck = change.done.length === 0 && change.skipped.length > 0;
	const before = isStuck ? newestBefore?.(line) : undefined;
	return {
		line,
		change,
		name: namesByKey(models, snapshot.models),
		before: before && beforeWords(before, namesByKey(snapshot.models, snapshot.models)),
	};
}

interface Several {
	readonly taken: readonly Taken[];
	readonly failed: ReadonlyArray<{readonly txn: string; readonly error: UserError}>;
}

/** One after the other: what cannot be taken back does not stop the others. */
async function eachTaken(context: Context, root: string, lines: readonly LogLine[]): Promise<Several> {
	const taken: Taken[] = [];
	const failed: Array<Several['failed'][number]> = [];
	for (const line of lines) {
		try {
			taken.push(await takeBack(context, root, line));
		} catch (error) {
			if (!(error instanceof UserError)) throw error;
			failed.push({txn: line.txn, error});
		}
	}
	const [first] = failed;
	if (taken.length === 0 && first) throw first.error;
	return {taken, failed};
}

function takenBack({taken, failed}: Several, {options, notes}: {readonly options: Options; readonly notes: readonly SafeText[]}): Result {
	const changes = taken.map(({change}) => change);
	const failures = failed.map(({txn, error}) => safe`${safeText(txn)} was not taken back: ${safeText(error.message)}`);
	const names = new Map(taken.flatMap(({change, name}) => [...change.done, ...change.skipped.map(({key}) => key)].map(key => [key, name(key)] as const)));
	const all: Change = {
		done: changes.flatMap(({done}) => done),
		unchanged: changes.flatMap(({unchanged}) => unchanged),
		skipped: changes.flatMap(({skipped}) => skipped),
		notes: changes.flatMap(({notes: said}) => said),
	};
	const words = taken.flatMap(({line, change}) => (change.done.length === 0 ? [] : [doneWords(line, change.done.length)]));
	const {lines, ...result} = changeResult(all, {
		options,
		done: undefined,
		name: key => names.get(key) ?? key,
		isUndoable: false,
		notes: [...notes, ...failures],
		json: {
			txns: changes.flatMap(({txn}) => txn ?? []),
			inverse_of: taken.map(({line}) => line.txn),
			failed: failed.map(({txn, error}) => ({txn, reason: error.message})),
		},
	});
	const exitCode = failed.length > 0 ? inPart : result.exitCode;
	return {...result, lines: options.json === true || options.quiet === true ? lines : words, exitCode};
}

/**
 * Each once, the newest first.
 *
 * @param newest what is taken back where nothing was typed
 * @throws UserError `not-found` where nothing can be taken back, or as `resolveTransaction`
 */
function chosenLines(log: readonly LogLine[], typed: readonly string[], newest: () => LogLine | undefined): readonly LogLine[] {
	const chosen = new Set(typed.map(one => resolveTransaction(log, one, {place: 'the journal', list: 'mreg log'})));
	if (chosen.size > 0) return log.filter(line => chosen.has(line));
	const line = newest();
	if (line) return [line];
	throw new UserError('not-found', 'There is nothing that can be taken back.', {hint: 'mreg log lists what was done here.'});
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
