/** The screens in the theme `colorblind` on a dark background are the frames that were looked at. */

import {test} from 'vitest';
import {expectKept} from '../helpers/frames.tsx';

test('colours and weights', async () => {
	await expectKept('120x36', {variant: 'colorblindDark'});
});
