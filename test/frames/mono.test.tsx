/** The screens in the theme `mono` are the frames that were looked at. */

import {test} from 'vitest';
import {expectKept, sizes} from '../helpers/frames.tsx';

test.each(sizes)('at %s', async size => {
	await expectKept(size, {variant: 'mono'});
});
