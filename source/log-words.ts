/** What is said of the transactions of the log: what was done and by whom, and why taking one back asks first. Raw text. */

import {ageWords} from '../store/domain/age.ts';
import type {LogLine} from '../store/domain/change.ts';
import {baseName} from '../store/domain/identifier.ts';

/** Who looks at the log, as the journal would name them. */
export interface Me {
	readonly user: string;
	readonly host: string;
}

/** More models than these are not brought back or taken back without asking. */
export const mostUnasked = 10;
/** What is older is not taken back without asking (milliseconds). */
export const oldestUnasked = 3_600_000;

/** What a transaction did: `tagged 5 models`, `tagged mscn_1`. What it set them to is in `LogLine.what`. */
export function deedWords({op, keys, what, inverseOf}: Pick<LogLine, 'op' | 'keys' | 'what' | 'inverseOf'>): string {
	const models = namedOrCounted(keys);
	if (inverseOf !== undefined && op === 'alias') return 'took back an alias';
	if (inverseOf !== undefined) return `took back ${takenBack[op] ?? 'a change'} of ${op === 'register' ? (what ?? models) : models}`;
	switch (op) {
		case 'tag':
			if (what === '') return `left the tags of ${models} as they are`;
			return `${what?.startsWith('−') === true ? 'took tags from' : 'tagged'} ${models}`;
		case 'note':
			return `${what === '' ? 'took the note from' : 'wrote a note to'} ${models}`;
		case 'result':
			return `wrote a result to ${models}`;
		case 'trash':
			return `moved ${models} to the trash`;
		case 'restore':
			return `brought back ${models}`;
		case 'purge':
			return `purged ${models}`;
		case 'register':
			return `registered ${what ?? models}`;
		case 'adopt':
			if (what === 'new id') return `gave ${models} ${keys.length === 1 ? 'an id of its own' : 'ids of their own'}`;
			return what === 'sidecar moved' ? `moved the ${keys.length === 1 ? 'sidecar' : 'sidecars'} of ${models}` : `adopted ${models}`;
		case 'link':
			return `made ${models} share their bytes`;
		case 'remember':
			return `kept the facts of earlier trainings of ${models}`;
		case 'alias':
			return 'changed an alias';
		case 'config':
			return 'changed the config';
		case 'unknown':
			return 'something that this version of mreg does not know';
	}
}

const takenBack: Readonly<Partial<Record<LogLine['op'], string>>> = {
	tag: 'the tags',
	note: 'the note',
	result: 'a result',
	restore: 'the removal',
	trash: 'the registration',
	register: 'the registration',
	adopt: 'the adoption',
};

/** One model by its name, more by their number. */
function namedOrCounted(keys: readonly string[]): string {
	const [only] = keys;
	return only !== undefined && keys.length === 1 ? baseName(only) : countWords(keys.length);
}

/** What became of a transaction, in a word or two: `taken back`, `partly purged`; '' where all is as it says. */
export function stateWords({state, since, keys}: Pick<LogLine, 'state' | 'since' | 'keys'>): string {
	switch (state) {
		case 'open':
			return 'cut off';
		case 'undone':
			return 'taken back';
		case 'nothing':
			return 'nothing done';
		case 'done':
			return since ? sinceWords(since, keys.length) : '';
	}
}

function sinceWords({restored, purged}: NonNullable<LogLine['since']>, all: number): string {
	if (restored > 0 && purged > 0) return 'partly brought back, partly purged';
	const part = restored + purged < all ? 'partly ' : '';
	return `${part}${restored > 0 ? 'brought back' : 'purged'}`;
}

/** `5 models`, `12,000 models`. */
export function countWords(models: number): string {
	return models === 1 ? '1 model' : `${models.toLocaleString('en-US')} models`;
}

/** `you` or `jiwoo@gpu7`; of what a person did on another machine the machine, too. */
export function whoWords({user, host}: Pick<LogLine, 'user' | 'host'>, me: Me): string {
	if (user === me.user && host === me.host) return 'you';
	const name = user === '' ? '?' : user;
	return host === '' ? name : `${name}@${host}`;
}

/** Why taking a transaction back, or putting models back, asks first, as parts of a sentence; none: it need not. @param now milliseconds since 1970 */
export function reasonsToAsk({user, host, at, keys}: Pick<LogLine, 'user' | 'host' | 'at' | 'keys'>, {now, me}: {now: number; me: Me}): readonly string[] {
	const age = now - Date.parse(at);
	return [
		...(user === me.user ? [] : [`${whoWords({user, host}, me)} did it`]),
		// A time that cannot be read is as good as an old one.
		...(age <= oldestUnasked ? [] : [Number.isNaN(age) ? 'nobody knows when it was done' : `it was done ${ageWords(age)} ago`]),
		...(keys.length > mostUnasked ? [`it is of ${countWords(keys.length)}`] : []),
	];
}

/** Why a transaction is taken back only by whoever names it and means it, as the end of `It is …`; undefined where it may be taken back at once. */
export function reasonToAsk({user, at, keys}: LogLine, {user: own, now}: {readonly user: string; readonly now: number}): string | undefined {
	const age = now - Date.parse(at);
	const reasons = [
		...(user === own ? [] : [`a change of ${user === '' ? 'an unknown user' : user}`]),
		...(age <= oldestUnasked ? [] : ['older than an hour']),
		...(keys.length > mostUnasked ? [`of ${keys.length} models`] : []),
	];
	return reasons.length === 0 ? undefined : reasons.join(' and ');
}

/** Why a transaction cannot be taken back, and what can be done instead; undefined where it can. */
export function whyNotUndoable({op, state, what, inverseOf, undoable}: LogLine): string | undefined {
	if (undoable) return undefined;
	if (state === 'open') return 'It was cut off, or is under way: the next change here ends it or takes it back.';
	if (state === 'undone') return 'It was taken back already.';
	if (state === 'nothing') return 'It did nothing: there is nothing to take back.';
	if (inverseOf !== undefined) return 'It took an earlier change back. To have that change again, make it again.';
	if (op === 'tag' && what === '') return 'It changed no tags: there is nothing to take back.';
	switch (op) {
		case 'purge':
			return 'What was purged is gone.';
		case 'restore':
			return 'What was brought back goes to the trash again by d in Browse.';
		case 'trash':
			return 'Nothing of it is in the trash any more.';
		case 'unknown':
			return 'Only a newer version of mreg can take it back.';
		default:
			return 'This version of mreg cannot take it back.';
	}
}
