/** The time that several things took together, each moment once. */

import {expect, test} from 'vitest';
import {withSpan, type Span} from '../../source/library/covered-time.ts';

test.each<[spans: readonly Span[], added: readonly number[], covered: readonly Span[]]>([
	[
		[
			[0, 5],
			[10, 12],
		],
		[5, 2],
		[
			[0, 5],
			[10, 12],
		],
	],
	[
		[
			[2, 5],
			[0, 10],
		],
		[3, 7],
		[[0, 10]],
	],
	[
		[
			[0, 10],
			[5, 15],
		],
		[10, 5],
		[[0, 15]],
	],
	[
		[
			[0, 2],
			[4, 6],
			[1, 5],
		],
		[2, 2, 2],
		[[0, 6]],
	],
	[
		[
			[0, 2],
			[2, 4],
			[0, 4],
		],
		[2, 2, 0],
		[[0, 4]],
	],
])('of %j is added %j', (spans, wanted, whole) => {
	let covered: readonly Span[] = [];
	const added = spans.map(span => {
		const next = withSpan(covered, span);
		covered = next.covered;
		return next.added;
	});
	expect([added, covered]).toEqual([wanted, whole]);
});
