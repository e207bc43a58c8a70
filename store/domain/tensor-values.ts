/** Whether the values of two tensors are equal, by the checksums that their files keep. Pure. */

import {elementsOf} from './inspection-summary.ts';
import type {Tensor} from './inspection.ts';

/** `apart`: both are parts of larger storages that differ somewhere, in these parts or beside them. */
export type ValuesVerdict = 'equal' | 'differ' | 'apart' | 'unknown';

/** @param a of the same shape and dtype as `b` */
export function compareValues(a: Tensor, b: Tensor): ValuesVerdict {
	if (elementsOf(a.shape) === 0) return 'equal';
	if (a.crc === undefined || b.crc === undefined) return 'unknown';
	if (a.crc === b.crc) return 'equal';
	// The same values in another order, or beside others, have another checksum.
	if (orderOf(a.crc) !== orderOf(b.crc)) return 'unknown';
	return orderOf(a.crc).startsWith('@') ? 'apart' : 'differ';
}

/** What stands behind the digits: '' for values of which each stands once, in the order of the shape. */
function orderOf(crc: string): string {
	return crc.slice(8);
}
