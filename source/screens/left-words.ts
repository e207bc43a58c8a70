/** What is said of models that were left as they were: the reason first, so that it is seen in a narrow terminal. Raw text. Pure. */

import type {ChangeRequest, Skipped, Target} from '../../store/domain/change.ts';
import {baseName} from '../../store/domain/identifier.ts';
import {shortName} from './change-words.ts';

/** What a reason or a name is told by. */
export type Named = Pick<Target, 'key' | 'id' | 'artifact' | 'sidecar'>;

/** Reasons that are told apart. */
const mostReasons = 3;

/** `1 left: not UTF-8 (line 34), m_1`, `3 left: no sidecar in which this could be kept, m_1 and 2 more`: one for each reason, the first few. */
export function leftWords(skipped: readonly Skipped[], targets: readonly Named[]): readonly string[] {
	const wanted = new Set(skipped.map(({key}) => key));
	const byKey = new Map(targets.filter(({key}) => wanted.has(key)).map(target => [target.key, target]));
	const groups = [...Map.groupBy(skipped, one => shortReason(one, byKey.get(one.key)))];
	const shown = groups.slice(0, mostReasons).map(([reason, ones]) => `${ones.length} left: ${reason}, ${firstName(ones, byKey)}`);
	const others = groups.slice(mostReasons).reduce((sum, [, ones]) => sum + ones.length, 0);
	return others === 0 ? shown : [...shown, `${others} left for other reasons`];
}

/** The models that a request is about, as far as it names them. */
export function targetsIn(request: ChangeRequest): readonly Target[] {
	switch (request.kind) {
		case 'tag':
		case 'note':
		case 'result':
		case 'alias':
			return request.edits.map(({target}) => target);
		case 'identify':
			return request.edits.map(({target}) => target);
		case 'adopt':
			return request.adoptions.map(({target}) => target);
		case 'rejoin':
			return request.moves.map(({target}) => target);
		case 'remember':
			return request.models.map(({target}) => target);
		case 'trash':
			return request.removals.map(({target}) => target);
		case 'undo':
			return request.targets;
		case 'restore':
		case 'purge':
		case 'settle':
		case 'register':
		case 'link':
			return [];
	}
}

/** The first sentence of a reason, without the model at its beginning: `not UTF-8 (line 34)`. */
export function shortReason({key, reason}: Skipped, target: Named | undefined): string {
	const isPrefix = (name: string | undefined) => name !== undefined && reason.startsWith(`${name} `);
	const name = [target?.sidecar, target?.artifact, key, target?.id].find(isPrefix);
	// Behind a semicolon stands what can be done about a sidecar.
	if (name !== undefined) return bare(reason.slice(name.length + 1), /[.;](?:\s|$)/);
	return bare(reason.replace(/^It /, ''), /\.(?:\s|$)/);
}

function bare(text: string, end: RegExp): string {
	const at = text.search(end);
	return (at <= 0 ? text : text.slice(0, at)).replace(/^(?:is|has) /, '');
}

function firstName(skipped: readonly Skipped[], byKey: ReadonlyMap<string, Named>): string {
	const [first] = skipped;
	if (!first) return '';
	const name = shortName(byKey.get(first.key)?.id ?? baseName(first.key));
	return skipped.length === 1 ? name : `${name} and ${skipped.length - 1} more`;
}
