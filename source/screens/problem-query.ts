/** The query that shows in Browse the models of a row of Problems. Pure. */

import type {Model} from '../../store/domain/model.ts';
import {formatValue} from '../../store/domain/query-format.ts';
import type {ProblemRow} from './problem-rows.ts';

/** Models that are left out one by one. */
const mostLeftOut = 3;

/** undefined: no query says which they are. @param options.now milliseconds since 1970 */
export function queryOf({kind, keys, finding}: ProblemRow, {models, now}: {readonly models: readonly Model[]; readonly now: number}): string | undefined {
	if (finding?.query !== undefined) return finding.query;
	switch (kind) {
		case 'untracked':
			return ['is:untracked', ...otherUntracked(keys, models)].join(' ');
		case 'missing':
			return 'is:missing';
		case 'future-time':
			return `trained>${formatValue('>', `${new Date(now).toISOString().slice(0, 19)}Z`)}`;
		case 'unknown-direction':
			return finding?.metric === undefined ? undefined : `has:${formatValue(':', finding.metric)}`;
		default:
			return undefined;
	}
}

/** What was only renamed is another row: it is not to be adopted with these. */
function otherUntracked(keys: readonly string[], models: readonly Model[]): readonly string[] {
	const own = new Set(keys);
	const others = models.filter(({key, state}) => state === 'untracked' && !own.has(key));
	return others.length > mostLeftOut ? [] : others.map(({id}) => `-id=${formatValue('=', id)}`);
}
