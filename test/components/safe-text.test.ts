/** Safe texts are put together without casts, and only where that is vouched for. */
import {readdirSync, readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {emptyText, joinSafe, repeatSafe, safe} from '../../components/safe-text.ts';
import {safeText} from '../../source/text.ts';

test('a template puts safe texts and numbers between its literals', () => {
	expect(safe`${safeText('lero')} ${118} models`).toBe('lero 118 models');
});

test('joins as arrays do', () => {
	expect(joinSafe([safeText('a'), safeText('b')], safe`, `)).toBe('a, b');
	expect(joinSafe([safeText('a'), safeText('b')])).toBe('ab');
	expect(joinSafe([])).toBe(emptyText);
});

test('repeats, and not at all for a negative count', () => {
	expect(repeatSafe(safe`─`, 3)).toBe('───');
	expect(repeatSafe(safe`─`, -1)).toBe('');
});

test('a plain string is not accepted', () => {
	// @ts-expect-error raw text must go through safeText
	expect(safe`${'raw'}`).toBe('raw');
});

test('only components vouch for text', () => {
	const folder = new URL('../../', import.meta.url);
	const vouching = ['components', 'source', 'store'].flatMap(name =>
		readdirSync(new URL(name, folder), {recursive: true, encoding: 'utf8'})
			.filter(file => /\.tsx?$/.test(file))
			.filter(file => readFileSync(new URL(`${name}/${file}`, folder), 'utf8').includes('vouchSafe'))
			.map(file => `${name}/${file}`),
	);
	expect(vouching.toSorted()).toEqual([
		'components/cells.ts',
		'components/link.ts',
		'components/menu.tsx',
		'components/paint.ts',
		'components/plot.ts',
		'components/safe-text.ts',
		'components/sparkline.ts',
		'components/text-input.tsx',
	]);
});
