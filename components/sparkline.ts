/** A row of small bars, one a value: how a number goes up and down. */
import {vouchSafe, type SafeText} from './safe-text.ts';

const bars = {unicode: '▁▂▃▄▅▆▇█', ascii: '_.-=+*#%'} as const;

export type SparklineOptions = {
	/** The most cells: of more values the last ones are shown. */
	readonly width: number;
	readonly isAscii: boolean;
	/** Cells stand for these ends of the scale; absent: the least and the greatest value shown. */
	readonly from?: number;
	readonly to?: number;
};

/** One cell a value; a gap where it is missing or no finite number; of values that are all alike the middle bar. */
export function sparkline(values: ReadonlyArray<number | undefined>, {width, isAscii, from, to}: SparklineOptions): SafeText {
	const shown = values.slice(-Math.max(0, Math.floor(width)) || values.length);
	const numbers = shown.filter((value): value is number => value !== undefined && Number.isFinite(value));
	const low = from ?? numbers.reduce((least, value) => Math.min(least, value), Infinity);
	const high = to ?? numbers.reduce((greatest, value) => Math.max(greatest, value), -Infinity);
	const set = isAscii ? bars.ascii : bars.unicode;
	const text = shown.map(value => {
		if (value === undefined || !Number.isFinite(value)) return ' ';
		const part = high > low ? (value / 2 - low / 2) / (high / 2 - low / 2) : 0.5;
		return set[Math.min(set.length - 1, Math.max(0, Math.round(part * (set.length - 1))))] ?? ' ';
	});
	return vouchSafe(width < 1 ? '' : text.join(''));
}
