/** How far bytes have come, in words. */

import {expect, test} from 'vitest';
import {transferWords} from '../../source/transfer-words.ts';

test.each([
	[1.2e9, 2e9, 2000, '1.2 of 2 GB, 600 MB/s'],
	[640e6, 2e9, 1000, '640 MB of 2 GB, 640 MB/s'],
	[640e6, undefined, 1000, '640 MB, 640 MB/s'],
	[4e6, 2e9, 10, '4 MB of 2 GB'],
	[0, 2e9, 1000, '0 B of 2 GB'],
])('%d of %d bytes in %d ms: %s', (done, total, elapsed, words) => {
	expect(transferWords(done, total, elapsed)).toBe(words);
});
