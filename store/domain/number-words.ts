/** A measured number in a sentence. Pure. */

/** Five significant digits, as more are noise: `117.03`. The greatest numbers are rounded as text, as the number would be infinite. */
export function numberWords(value: number): string {
	const text = value.toPrecision(5);
	const short = Number(text);
	return String(Number.isFinite(value) && !Number.isFinite(short) ? text : short);
}
