/** How far bytes have come that are copied, read or downloaded, in words. Pure. */

import {safe, type SafeText} from '../components/safe-text.ts';
import {formatBytes, safeText} from './text.ts';

/** Speeds of less time than this are chance (milliseconds). */
const leastTime = 500;

/** `1.2 of 2 GB, 640 MB/s`; without a total what has come, without a speed at the beginning. */
export function transferWords(done: number, total: number | undefined, elapsedMs: number): SafeText {
	const speed = speedWords(done, elapsedMs);
	const amount = amountWords(done, total);
	return speed === undefined ? amount : safe`${amount}, ${speed}`;
}

/** `640 MB/s`, or undefined where there is nothing to say yet. */
export function speedWords(bytes: number, elapsedMs: number): SafeText | undefined {
	return bytes > 0 && elapsedMs >= leastTime ? safe`${formatBytes(bytes / (elapsedMs / 1000))}/s` : undefined;
}

function amountWords(done: number, total: number | undefined): SafeText {
	if (total === undefined) return formatBytes(done);
	const [of, unit] = formatBytes(total).split(' ');
	const [number, sameUnit] = formatBytes(done).split(' ');
	return unit === sameUnit ? safeText(`${number ?? ''} of ${of ?? ''} ${unit ?? ''}`) : safe`${formatBytes(done)} of ${formatBytes(total)}`;
}
