/** What every removal goes through: who may begin it, what refuses it, the question, and what is said afterwards. */

import {emptyText, joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import type {Change} from '../../store/domain/change.ts';
import type {Loss} from '../../store/domain/retention.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {lossName, requireAccepted, requireFew} from '../removal-limits.ts';
import {formatBytes, safeText} from '../text.ts';
import {counted} from '../words.ts';
import type {Context, Options} from './command.ts';
import {parseCount} from './options.ts';

/** Removing more than this is confirmed by typing the count (models). */
const many = 10;

export interface Removing {
	/** How many models would go. */
	readonly count: number;
	readonly losses: readonly Loss[];
	/** Names of models that no rule removes and that were named all the same; raw. */
	readonly guarded?: readonly string[];
	/** Nothing comes back. */
	readonly isFinal?: boolean;
	/** What would go, for the question. */
	readonly lines: Iterable<SafeText>;
}

/**
 * Returns when the removal may begin. A person at the terminal is asked; with `--yes` a lost best, or a protected model, needs `--accept-loss`.
 *
 * @throws UserError `usage` where nobody can be asked and `--yes` was not given, else `declined`
 */
export async function allowRemoval(context: Context, options: Options, {count, losses, guarded = [], isFinal = false, lines}: Removing): Promise<void> {
	const ask = askIn(context, options, '--dry-run shows what would go; --yes goes on without asking.');
	requireFew(count, options.maxRemove === undefined ? undefined : parseCount(options.maxRemove, '--max-remove'));
	if (!ask) return requireAccepted(losses, {acceptLoss: options.acceptLoss, guarded});
	const lost = losses.filter(({isRanked}) => isRanked);
	const isTyped = count > many || lost.length > 0 || guarded.length > 0 || isFinal;
	await confirm(ask, {lines, count: isTyped ? count : undefined, verb: removalWords(count, {lost, guarded: guarded.length, isFinal})});
}

/** What is done, with what is at stake: `move 2 models to the trash, 1 of them protected, and lose the best total_time@imdb`. */
function removalWords(
	count: number,
	{lost, guarded, isFinal}: {readonly lost: readonly Loss[]; readonly guarded: number; readonly isFinal: boolean},
): SafeText {
	const models = counted(count, guarded === count ? 'protected model' : 'model');
	const did = isFinal ? safe`remove ${models} for good` : safe`move ${models} to the trash`;
	const [first] = lost;
	const stakes = [
		...(guarded === 0 || guarded === count ? [] : [safe`, ${guarded} of them protected`]),
		...(first ? [lost.length === 1 ? safe`, and lose the best ${safeText(lossName(first))}` : safe`, and lose ${lost.length} bests`] : []),
	];
	return joinSafe([did, ...stakes], emptyText);
}

type Ask = NonNullable<Context['ask']>;

/**
 * How to ask, or undefined where `--yes` answered already.
 *
 * @param hint what to type instead
 * @throws UserError `usage` where nobody can be asked
 */
export function askIn({ask}: Context, {yes}: Options, hint: string): Ask | undefined {
	if (yes === true) return undefined;
	if (ask) return ask;
	throw new UserError('usage', 'There is no terminal to ask on, and --yes was not given. Nothing was done.', {hint});
}

export interface Question {
	/** What it is about, above the question. */
	readonly lines: Iterable<SafeText>;
	readonly verb: SafeText;
	/** To be typed; undefined: `y` will do. */
	readonly count?: number;
}

/** Asks; the answer is No unless something else is typed. @throws UserError `declined` */
export async function confirm(ask: Ask, {lines, verb, count}: Question): Promise<void> {
	const last = count === undefined ? safe`${capitalized(verb)}? [y/N] ` : safe`To ${verb}, type ${count}: `;
	const answer = (await ask(joinSafe([...lines, last], safe`\n`))).trim().toLowerCase();
	// The key of y on a Korean keyboard.
	const isYes = count === undefined ? ['y', 'yes', 'ㅛ'].includes(answer) : answer === String(count);
	if (!isYes) throw new UserError('declined', 'Declined. Nothing was done.');
}

function capitalized(text: SafeText): SafeText {
	return safeText(text.charAt(0).toUpperCase() + text.slice(1));
}

/** What a removal did, in one line; undefined where nothing was removed. @param bytes that lie in the trash now, where that is known */
export function removedWords({done, freedBytes}: Change, {bytes, isFinal}: {readonly bytes?: number; readonly isFinal: boolean}): SafeText | undefined {
	if (done.length === 0) return undefined;
	if (isFinal) return safe`purged ${counted(done.length, 'model')}${freedBytes === undefined ? emptyText : safe`: ${formatBytes(freedBytes)} freed`}`;
	return safe`moved ${counted(done.length, 'model')}${bytes === undefined ? emptyText : safe`, ${formatBytes(bytes)},`} to the trash`;
}
