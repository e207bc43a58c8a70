/** Queries in tests. */

import type {Query} from '../../store/domain/query.ts';

/** A query without the places where things stand in its text. */
export function withoutPlaces(query: Query): unknown {
	return JSON.parse(JSON.stringify(query, (key, value: unknown) => (key === 'start' || key === 'end' ? undefined : value)));
}
