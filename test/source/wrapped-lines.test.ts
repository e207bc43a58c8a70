/** Printed lines in a narrow terminal: broken between words, below their beginning. */

import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {displayWidth} from '../../source/table.ts';
import {safeText} from '../../source/text.ts';
import {wrappedLines} from '../../source/wrapped-lines.ts';
import {holdsForAll} from '../helpers/property.ts';

const wrapped = (text: string, width?: number) => [...wrappedLines(safeText(text), width)];

describe('a line', () => {
	test('stays as it is where it fits, and where there is no terminal', () => {
		expect(wrapped('  a b', 5)).toEqual(['  a b']);
		expect(wrapped('  a  b')).toEqual(['  a  b']);
	});

	test('is broken between words, by display width, the rest under its beginning', () => {
		expect(wrapped('  모델 하나가 없다', 12)).toEqual(['  모델', '  하나가', '  없다']);
		expect(wrapped('    → by hand: end it', 16)).toEqual(['    → by hand:', '      end it']);
	});

	test('keeps a word whole that is wider', () => {
		expect(wrapped('  see Net/Model/net_a now', 10)).toEqual(['  see', '  Net/Model/net_a', '  now']);
	});

	test('keeps a command at its end whole, on a line of its own where it does not fit', () => {
		expect(wrapped('  → take it away: mreg rm Net/Model/a', 30)).toEqual(['  → take it away:', '    mreg rm Net/Model/a']);
		expect(wrapped('  → mreg rm a: it goes', 12)).toEqual(['  → mreg rm', '    a: it', '    goes']);
	});

	test('has the same words as before, in lines that fit or are one word', () => {
		const words = fc.array(fc.stringMatching(/^[a-z가-힣/]{1,9}$/), {minLength: 1, maxLength: 20});
		holdsForAll([words, fc.integer({min: 1, max: 40})], (all, width) => {
			const lines = wrapped(`  ${all.join(' ')}`, width);
			const isSame = lines.flatMap(line => line.trim().split(' ')).join(' ') === all.join(' ');
			return isSame && lines.every(line => line.startsWith('  ') && (displayWidth(line) <= width || !line.trim().includes(' ')));
		});
	});
});
