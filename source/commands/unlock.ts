/** `mreg unlock`: who holds a lock here, and taking away those that a dead process left. */

import {joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import {describeLock} from '../../store/domain/lock-holder.ts';
import type {HeldLock} from '../../store/lock-listing.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {jsonText, safeText} from '../text.ts';
import {requireWritable} from './changing.ts';
import type {Command, Context, Options, Result} from './command.ts';

export const unlock: Command = {
	name: 'unlock',
	summary: 'list the locks in the registry, and take away those of dead processes',
	details:
		'A lock of this machine goes when its process is gone, and never while it runs.\n' +
		"One of another machine cannot be judged from here: it goes only when that machine's name is typed, or given by --host. Make sure that nothing there " +
		'writes into the registry.\n' +
		'Exit code 5: some are still held.',
	options: [{flags: '--host <NAME>', summary: 'the locks of the machine NAME go, too'}],
	examples: [
		{line: 'mreg unlock', summary: 'what is held, and by whom'},
		{line: 'mreg unlock --host gpu3', summary: 'after gpu3 has crashed'},
	],
	run,
};

/** Some folders are still locked. */
const stillLocked = 5;

type Outcome = {readonly kind: 'removed'} | {readonly kind: 'held'; readonly why: string};

async function run(context: Context, options: Options): Promise<Result> {
	const root = await context.root();
	const {listLocks} = await import('../../store/lock-listing.ts');
	const locks = await listLocks(root);
	if (locks.length > 0) await requireWritable(context, root);
	const hosts = new Set(options.host === undefined ? await confirmedHosts(locks, context) : [options.host]);
	const outcomes = new Map<HeldLock, Outcome>();
	for (const lock of locks) outcomes.set(lock, await outcomeOf(root, lock, hosts));
	const isLocked = [...outcomes.values()].some(({kind}) => kind === 'held');
	const exitCode = isLocked ? stillLocked : 0;
	if (options.json === true) {
		return {lines: [jsonText({schema: 1, root, locks: [...outcomes].map(([lock, outcome]) => lockJson(lock, outcome))})], exitCode};
	}
	if (options.quiet === true) return {lines: [...outcomes].flatMap(([lock, {kind}]) => (kind === 'removed' ? [folderName(lock)] : [])), exitCode};
	if (locks.length === 0) return {lines: [], notes: [safe`Nothing is locked.`]};
	return {lines: [...outcomes].map(([lock, outcome]) => lockLine(lock, outcome)), exitCode};
}

async function outcomeOf(root: string, lock: HeldLock, hosts: ReadonlySet<string>): Promise<Outcome> {
	const {reading, judgement} = lock;
	if ('reason' in reading) return {kind: 'held', why: 'nobody can tell whose it is; if nothing writes here, remove the file .mreg.lock there'};
	if (judgement === 'held') return {kind: 'held', why: 'its process is at work'};
	if (judgement === 'foreign' && !hosts.has(reading.holder.host)) {
		return {kind: 'held', why: `another machine's; if its process is gone: mreg unlock --host ${reading.holder.host}`};
	}
	const {removeLock} = await import('../../store/lock-listing.ts');
	const removed = removeLock(root, lock);
	if (removed === true) return {kind: 'removed'};
	return {kind: 'held', why: removed === false ? 'another process has taken it meanwhile' : `it cannot be removed: ${removed}`};
}

/** Machines of whose locks a person says at the terminal that they may go. */
async function confirmedHosts(locks: readonly HeldLock[], {ask}: Context): Promise<readonly string[]> {
	if (!ask) return [];
	const confirmed: string[] = [];
	const byHost = Map.groupBy(
		locks.flatMap(lock => ('holder' in lock.reading && lock.judgement === 'foreign' ? [{lock, host: lock.reading.holder.host}] : [])),
		({host}) => host,
	);
	for (const [host, held] of byHost) {
		const lines = held.map(({lock}) => safe`${folderName(lock)} is locked by ${safeText(describeLock(lock.reading))}.`);
		const question = safe`Is that process gone for certain? Type the name of its machine to take the lock away: `;
		const typed = (await ask(joinSafe([...lines, question], safe`\n`))).trim();
		if (typed === host) confirmed.push(host);
		else if (typed !== '') throw new UserError('declined', `"${typed}" is not ${host}. Nothing was done.`);
	}
	return confirmed;
}

function lockLine(lock: HeldLock, outcome: Outcome): SafeText {
	const who = safe`${folderName(lock)}: ${safeText(describeLock(lock.reading))}`;
	return outcome.kind === 'removed' ? safe`${who}: taken away` : safe`${who}: stays locked, ${safeText(outcome.why)}`;
}

function folderName({folder}: HeldLock): SafeText {
	return folder === '' ? safe`.` : safeText(folder);
}

function lockJson({folder, reading, judgement}: HeldLock, outcome: Outcome): object {
	const holder = 'holder' in reading ? reading.holder : undefined;
	return {
		folder,
		host: holder?.host ?? null,
		pid: holder?.pid ?? null,
		at: holder?.at ?? null,
		by: holder?.by ?? null,
		state: holder ? judgement : 'unreadable',
		reason: outcome.kind === 'held' ? ('reason' in reading ? reading.reason : outcome.why) : null,
		removed: outcome.kind === 'removed',
	};
}
