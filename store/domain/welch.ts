/** Whether two samples differ by more than their spread: Welch's test. */

/** Mean and sample standard deviation (divided by n − 1). */
export interface Sample {
	readonly mean: number;
	/** undefined for a single value. */
	readonly deviation?: number;
	readonly count: number;
}

/** @param values at least one, finite or not */
export function sampleOf(values: readonly number[]): Sample {
	const count = values.length;
	const [first = NaN] = values;
	if (count < 2) return {mean: first, count};
	const mean = meanOf(values, first);
	const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
	return {mean, deviation: Math.sqrt(squares / (count - 1)), count};
}

/** Never outside of the values, so that equal ones have no spread. */
function meanOf(values: readonly number[], first: number): number {
	let [sum, least, greatest] = [0, first, first];
	for (const value of values) {
		sum += value;
		least = Math.min(least, value);
		greatest = Math.max(greatest, value);
	}
	const mean = Number.isFinite(sum) ? sum / values.length : values.reduce((sum, value) => sum + value / values.length, 0);
	return Math.min(Math.max(mean, least), greatest);
}

/** Above this probability a difference is said to be a tie. */
export const tieFrom = 0.05;

/** Whether a difference is no more than chance would make it (p > 0.05, two-sided); false where a sample has no spread to judge by. */
export function isTie(a: Sample, b: Sample): boolean {
	const probability = welchProbability(a, b);
	return probability !== undefined && probability > tieFrom;
}

/**
 * The two-sided probability of a difference at least as large between samples of equal means: Welch's t-test (B. L. Welch, "The
 * generalization of 'Student's' problem when several different population variances are involved", Biometrika 34, 1947), degrees of freedom after Satterthwaite.
 *
 * @returns undefined where a sample has fewer than two values
 */
export function welchProbability(a: Sample, b: Sample): number | undefined {
	if (a.deviation === undefined || b.deviation === undefined) return undefined;
	const [sa, sb] = [a.deviation / Math.sqrt(a.count), b.deviation / Math.sqrt(b.count)];
	const error = Math.hypot(sa, sb);
	if (!Number.isFinite(error) || !Number.isFinite(a.mean - b.mean)) return undefined;
	if (error === 0) return a.mean === b.mean ? 1 : 0;
	// By shares, as fourth powers of very large or small units are no numbers.
	const freedom = 1 / ((sa / error) ** 4 / (a.count - 1) + (sb / error) ** 4 / (b.count - 1));
	return studentTails(((a.mean - b.mean) / error) ** 2, freedom);
}

/** P(|T| > t) of Student's distribution, from t²: the regularised incomplete beta function I_x(ν/2, 1/2) at x = ν/(ν + t²) (Abramowitz and Stegun 26.7.1). */
function studentTails(t2: number, freedom: number): number {
	return incompleteBeta(freedom / (freedom + t2), freedom / 2, 0.5);
}

/** I_x(a, b) by its continued fraction (Abramowitz and Stegun 26.5.8), on the side where that converges fast. */
function incompleteBeta(x: number, a: number, b: number): number {
	if (x <= 0 || x >= 1) return x <= 0 ? 0 : 1;
	const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
	return x < (a + 1) / (a + b + 2) ? (front * betaFraction(x, a, b)) / a : 1 - (front * betaFraction(1 - x, b, a)) / b;
}

/** The continued fraction, evaluated from the front after Lentz. */
function betaFraction(x: number, a: number, b: number): number {
	const tiny = 1e-300;
	const notZero = (value: number) => (Math.abs(value) < tiny ? tiny : value);
	let c = 1;
	let d = 1 / notZero(1 - ((a + b) * x) / (a + 1));
	let fraction = d;
	for (let m = 1; m <= 500; m++) {
		const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
		d = 1 / notZero(1 + even * d);
		c = notZero(1 + even / c);
		fraction *= d * c;
		const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
		d = 1 / notZero(1 + odd * d);
		c = notZero(1 + odd / c);
		const step = d * c;
		fraction *= step;
		if (Math.abs(step - 1) < 1e-14) break;
	}
	return fraction;
}

const lanczos = [
	676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905, -0.13857109526572012, 9.984369578019572e-6,
	1.5056327351493116e-7,
];

/** ln Γ(x) for x > 0 (C. Lanczos, 1964, with g = 7 and nine terms). */
function logGamma(x: number): number {
	if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
	const z = x - 1;
	const sum = lanczos.reduce((sum, coefficient, index) => sum + coefficient / (z + index + 1), 0.9999999999998099);
	const t = z + lanczos.length - 0.5;
	return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum);
}
