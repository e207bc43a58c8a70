/** Many names in little room. */

import {describe, expect, test} from 'vitest';
import {displayWidth} from '../../components/cells.ts';
import {firstNames, nameLines} from '../../source/screens/name-list.ts';

const eleven = [...Array(11).keys()].map(index => `mscn_${index + 1}`);

describe('the first names', () => {
	test.each([
		[80, 'mscn_1, mscn_2, mscn_3, mscn_4, mscn_5, mscn_6, mscn_7, mscn_8 and 3 more'],
		[25, 'mscn_1, mscn_2 and 9 more'],
		[24, 'mscn_1 and 10 more'],
		[15, 'ms… and 10 more'],
	])('in %i cells', (width, wanted) => {
		expect(firstNames(eleven, width)).toBe(wanted);
	});

	test('one name, or as many as fit whole, need no count', () => {
		expect(firstNames(['하나'], 20)).toBe('하나');
		expect(firstNames(['하나', '둘'], 20)).toBe('하나, 둘');
		expect(firstNames([], 20)).toBe('');
	});

	test('control sequences in names are only shown', () => {
		expect(firstNames(['a\u{1B}[2J', 'b'], 40)).not.toContain('\u{1B}');
	});
});

describe('the lines of names', () => {
	test('end with how many more there are', () => {
		expect(nameLines(eleven, {width: 25, count: 2})).toEqual(['mscn_1, mscn_2, mscn_3,', 'mscn_4, mscn_5 and 6 more']);
		expect(nameLines(eleven.slice(0, 5), {width: 25, count: 3})).toEqual(['mscn_1, mscn_2, mscn_3,', 'mscn_4, mscn_5']);
	});

	test('are never wider than the room, nor more', () => {
		const names = [...eleven, '아주_긴_이름_'.repeat(20), ...eleven];
		for (const width of [8, 20, 40, 120]) {
			for (const count of [0, 1, 3, 10]) {
				const lines = nameLines(names, {width, count});
				expect(lines.length).toBeLessThanOrEqual(count);
				for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
			}
		}
	});
});
