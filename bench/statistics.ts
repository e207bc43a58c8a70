/** Medians and percentiles of small samples. */

/** The value below which that share of the sample lies (nearest rank). @throws RangeError for an empty sample */
export function percentile(sample: readonly number[], share: number): number {
	const sorted = [...sample].sort((a, b) => a - b);
	const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
	if (value === undefined) throw new RangeError('An empty sample has no percentile.');
	return value;
}

/** The middle value; of an even number the mean of the two in the middle. @throws RangeError for an empty sample */
export function median(sample: readonly number[]): number {
	const sorted = [...sample].sort((a, b) => a - b);
	const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.ceil((sorted.length - 1) / 2)]];
	if (low === undefined || high === undefined) throw new RangeError('An empty sample has no median.');
	return (low + high) / 2;
}
