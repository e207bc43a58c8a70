/** How many digits behind the point the numbers of one column have. Pure. */

const usual = 2;
/** Of numbers below 1, and of those below 10. */
const most = {small: 4, medium: 3};
/** Significant digits behind what all of them begin with. */
const told = 3;
/** Not more is said of a number (text.ts): the rest is noise. */
const significant = 5;
/** What is no greater than this is written as `3e-4`. */
const tiny = 0.01;

/**
 * Digits behind the point for the numbers of a column: two; where all are below 10 as many as tell apart those that differ, and below 1 as many as
 * leave three behind the digits that they share. undefined: they are so small that each is written in its own way.
 */
export function columnDecimals(values: Iterable<number>): number | undefined {
	const numbers = [...new Set([...values].filter(Number.isFinite).map(value => Number(value.toPrecision(significant))))];
	const greatest = numbers.reduce((size, value) => Math.max(size, Math.abs(value)), 0);
	if (greatest === 0 || greatest >= 10) return usual;
	if (greatest <= tiny) return undefined;
	const limit = greatest < 1 ? most.small : most.medium;
	const own = numbers.reduce((count, value) => Math.max(count, decimalsIn(value)), 0);
	let decimals = Math.max(usual, greatest < 1 ? Math.min(limit, own, sharedDecimals(numbers) + told) : usual);
	while (decimals < limit && new Set(numbers.map(value => Number(value.toFixed(decimals)))).size < numbers.length) decimals++;
	return decimals;
}

function decimalsIn(value: number): number {
	const [, digits = '', exponent = '0'] = /^-?\d+(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value)) ?? [];
	return Math.max(0, digits.length - Number(exponent));
}

/** With how many digits behind the point all of them begin; of one number its zeros. */
function sharedDecimals(numbers: readonly number[]): number {
	const texts = numbers.map(value => value.toFixed(most.small));
	const [first = '', ...others] = texts.length === 1 ? [...texts, '0.0000'] : texts;
	const from = first.indexOf('.') + 1;
	let at = 0;
	while (at < first.length && others.every(text => text[at] === first[at])) at++;
	return Math.max(0, at - from);
}
