/** The screens in the theme `dark` are the frames that were looked at. */

import {test} from 'vitest';
import {expectKept, sizes} from '../helpers/frames.tsx';

test.each(sizes)('at %s', async size => {
	await expectKept(size, {variant: 'dark'});
});
