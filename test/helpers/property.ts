/** Properties over values that fast-check makes: always the same ones, so that a failure comes again. */

import fc from 'fast-check';

const seed = 20_241_019;

/** Fails with the smallest values found for which `predicate` returns false or throws. */
export function holdsForAll<Values extends [unknown, ...unknown[]]>(
	arbitraries: {[Index in keyof Values]: fc.Arbitrary<Values[Index]>},
	predicate: (...values: Values) => unknown,
	{runs = 300}: {readonly runs?: number} = {},
): void {
	fc.assert(
		fc.property(...arbitraries, (...values) => predicate(...values) !== false),
		{seed, numRuns: runs},
	);
}

/** The same for a predicate that waits. */
export async function holdsForAllAsync<Values extends [unknown, ...unknown[]]>(
	arbitraries: {[Index in keyof Values]: fc.Arbitrary<Values[Index]>},
	predicate: (...values: Values) => Promise<unknown>,
	{runs = 30}: {readonly runs?: number} = {},
): Promise<void> {
	await fc.assert(
		fc.asyncProperty(...arbitraries, async (...values) => (await predicate(...values)) !== false),
		{seed, numRuns: runs},
	);
}

/** Names as files, metrics and tags have them: plain ones often, and whatever is awkward. */
export const anyName: fc.Arbitrary<string> = fc.oneof(
	fc.constantFrom(
		'a',
		'b',
		'auc',
		'total_time',
		'recall@10',
		'@',
		'my set',
		'"',
		'\\',
		'\\"',
		'a\nb',
		'__proto__',
		'constructor',
		'toString',
		'모델',
		'📊',
		' ',
	),
	fc.string({unit: fc.constantFrom('a', 'b', '@', '"', '\\', ' ', '\t', '\n', '.', '가', '💀'), minLength: 1, maxLength: 8}),
	fc.string({unit: 'grapheme', minLength: 1, maxLength: 12}),
);

const anyKey = fc.constantFrom(
	'__proto__',
	'constructor',
	'prototype',
	'toString',
	'hasOwnProperty',
	'model_id',
	'training',
	'testing',
	'tags',
	'notes',
	'performance',
	'hyperparams',
);

/** Any JSON value, with the keys that hurt careless code. */
export const anyJson: fc.Arbitrary<unknown> = fc.letrec(tie => ({
	value: fc.oneof(
		{depthSize: 'small', withCrossShrink: true},
		fc.constant(null),
		fc.boolean(),
		fc.double({noNaN: true, noDefaultInfinity: true}).map(number => (Object.is(number, -0) ? 0 : number)),
		fc.integer(),
		fc.string({unit: 'grapheme'}),
		fc.constantFrom('NaN', '-Infinity', '', '2024-10-19T10:30:00', '12345678901234567890'),
		fc.array(tie('value'), {maxLength: 4}),
		tie('object'),
	),
	object: fc.array(fc.tuple(fc.oneof(anyKey, anyName), tie('value')), {maxLength: 5}).map(objectOf),
})).value;

/** An object whose keys are all its own, `__proto__` too, as JSON.parse makes them. */
export function objectOf(entries: ReadonlyArray<readonly [string, unknown]>): Record<string, unknown> {
	return Object.fromEntries(entries);
}
