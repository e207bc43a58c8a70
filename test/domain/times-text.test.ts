/** The times of a test as files have them: lines, comments, arrays, and what is no time, by its place. */

import {describe, expect, test} from 'vitest';
import {mostTimes, timesIn} from '../../store/domain/times-text.ts';
import {userErrorOf} from '../helpers/user-error-of.ts';

describe('times are read', () => {
	test.each([
		['one a line', '0.41\n3e-4\n12\n', [0.41, 3e-4, 12]],
		['without a last line end', '1\n2', [1, 2]],
		['between blank lines and comments', '# seconds\n\n  1.5  \n2 # q2\n   # q3 failed\n', [1.5, 2]],
		['from Windows, with a byte order mark', '\ufeff1\r\n2\r\n', [1, 2]],
		['as other programs spell them', '.5\n5.\n+1\n1E2\n0\n-0', [0.5, 5, 1, 100, 0, -0]],
		['of a JSON array', ' [0.41,\n 0, 3e-4]', [0.41, 0, 3e-4]],
		['of a JSON array behind a byte order mark', '\ufeff[1]', [1]],
	])('%s', (_, text, times) => {
		expect(timesIn(text, 'times.txt')).toEqual(times);
	});

	test('of ten thousand queries, in their order', () => {
		const times = Array.from({length: 10_000}, (_unused, index) => index / 7);
		expect(timesIn(times.join('\n'), 'times.txt')).toEqual(times);
		expect(timesIn(JSON.stringify(times), 'times.txt')).toEqual(times);
	});
});

describe('what is no time is refused, with its line or its place', () => {
	test.each([
		['1\n\n# x\nfast\n', 'times.txt, line 4: "fast" is no time.'],
		['1,2\n', 'times.txt, line 1: "1,2" is no time.'],
		['0,41', 'times.txt, line 1: "0,41" is no time.'],
		['1\n-0.5', 'times.txt, line 2: "-0.5" is no time.'],
		['nan', 'times.txt, line 1: "nan" is no time.'],
		['1\nInfinity', 'times.txt, line 2: "Infinity" is no time.'],
		['1e999', 'times.txt, line 1: "1e999" is no time.'],
		['0x10', 'times.txt, line 1: "0x10" is no time.'],
		[`1\n${'x'.repeat(100)}`, `times.txt, line 2: "${'x'.repeat(40)}…" is no time.`],
		['[1, "2"]', 'times.txt, value 2: ""2"" is no time.'],
		['[1, null, 2]', 'times.txt, value 2: "null" is no time.'],
		['[1, -2]', 'times.txt, value 2: "-2" is no time.'],
		['[1, NaN]', 'times.txt begins as a JSON array and is none'],
		['[1, 2', 'times.txt begins as a JSON array and is none'],
		['[]', 'times.txt has no times.'],
		['\n# nothing\n', 'times.txt has no times.'],
		['', 'times.txt has no times.'],
	])('%j', (text, message) => {
		expect(userErrorOf(() => timesIn(text, 'times.txt'))).toMatchObject({code: 'usage', message: expect.stringContaining(message) as string});
	});

	test('more than a test can have', () => {
		expect(userErrorOf(() => timesIn('1\n'.repeat(mostTimes + 1), 'times.txt')).message).toBe(`times.txt has more than ${mostTimes} times.`);
	});
});
