/** The screens in ASCII are the frames that were looked at, and nothing but text of people is not ASCII. */

import {expect, test} from 'vitest';
import {expectKept, framesOf, sizes} from '../helpers/frames.tsx';

test.each(sizes)('at %s', async size => {
	await expectKept(size, {variant: 'dark', isAscii: true});
});

test('no sign is left that is not ASCII', async () => {
	const lines = (await framesOf('200x50', {variant: 'dark', isAscii: true})).flatMap(frame => frame.lines);
	expect(lines.filter(line => /[^ -~\p{Script=Hangul}]/u.test(line))).toEqual([]);
});
