/** Transactions of the log and of the trash as people name and read them. */

import {emptyText, joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import type {LogLine} from '../../store/domain/change.ts';
import {inOneLine, UserError} from '../../store/domain/user-error.ts';
import {stateWords} from '../log-words.ts';
import {formatAge, safeText} from '../text.ts';
import {counted, formatTime, namedShort} from '../words.ts';

/**
 * The transaction that a person means: its whole name, else any part that no other has.
 *
 * @param places what is searched, in words: `the journal`
 * @throws UserError `not-found`, `ambiguous`
 */
export function resolveTransaction<One extends {readonly txn: string}>(
	all: readonly One[],
	typed: string,
	{place, list}: {readonly place: string; readonly list: string},
): One {
	const exact = all.find(({txn}) => txn === typed);
	if (exact) return exact;
	const found = typed === '' ? [] : all.filter(({txn}) => txn.includes(typed));
	const [only] = found;
	if (only && found.length === 1) return only;
	if (!only) throw new UserError('not-found', `There is no transaction "${typed}" in ${place}.`, {hint: `${list} lists them.`});
	const shown = found.slice(0, 12).map(({txn}) => inOneLine(txn));
	throw new UserError('ambiguous', `"${typed}" means ${found.length} transactions; nothing was done.`, {
		hint: `Type one of these:\n${shown.join('\n')}${found.length > 12 ? `\n… and ${found.length - 12} more` : ''}`,
	});
}

/** `2026-11-22 08:12, 4h ago`; as it stands where it is no time. */
export function whenWords(at: string, now: number): SafeText {
	const time = Date.parse(at);
	return Number.isNaN(time) ? safeText(at) : safe`${formatTime(time)}, ${agoWords(now - time)}`;
}

/** `4h ago`, `just now`. */
function agoWords(ms: number): SafeText {
	const age = formatAge(Math.max(0, ms));
	return age === 'now' ? safe`just now` : safe`${age} ago`;
}

/** `done`, `taken back`, `cut off`, `partly purged`. */
export function stateName(line: LogLine): SafeText {
	return safeText(line.op === 'unknown' ? 'not known' : stateWords(line) || 'done');
}

const opNames: Readonly<Record<LogLine['op'], string>> = {
	tag: 'tags',
	note: 'note',
	result: 'result',
	trash: 'to the trash',
	restore: 'brought back',
	purge: 'purged',
	register: 'registered',
	alias: 'alias',
	adopt: 'adopted',
	link: 'hard links',
	remember: 'earlier trainings kept',
	config: 'config',
	unknown: 'of another version of mreg',
};

/** What a transaction did, in a few words: `+paper −wip`, `let go of paper`, `to the trash`, `takes back TXN`. @param letGo tags that were to stay away */
export function whatWords({op, what, inverseOf}: LogLine, letGo: readonly string[] = []): SafeText {
	if (inverseOf !== undefined && op === 'register') return safe`took back the registration of ${safeText(what ?? '')} (${safeText(inverseOf)})`;
	const said = joinSafe(
		[...(letGo.length > 0 && what === '' ? [] : [didWords({op, what})]), ...(letGo.length > 0 ? [safe`let go of ${namedShort(letGo)}`] : [])],
		safe`, `,
	);
	return inverseOf === undefined ? said : safe`${said}; takes back ${safeText(inverseOf)}`;
}

function didWords({op, what}: Pick<LogLine, 'op' | 'what'>): SafeText {
	// It only says that the tags are right as they are: a person decided about some that stood elsewhere.
	if (op === 'tag' && what === '') return safe`let go of tags`;
	if (what === undefined || what === '') return safeText(opNames[op]);
	if (op === 'register') return safe`registered ${safeText(what)}`;
	if (op === 'result') return safe`result ${safeText(what)}`;
	return op === 'note' ? safe`note: ${safeText(what)}` : safeText(what);
}

/** `mreg cleanup of 12 models by ana, 4h ago`. */
export function transactionWords({by, keys, user, at}: Pick<LogLine, 'by' | 'keys' | 'user' | 'at'>, now: number): SafeText {
	const time = Date.parse(at);
	const ago = Number.isNaN(time) ? emptyText : safe`, ${agoWords(now - time)}`;
	return safe`${safeText(by)} of ${counted(keys.length, 'model')} by ${safeText(user)}${ago}`;
}
