/** The time that several things took which may have run at once: each moment counts once. Pure. */

/** From and to, by one clock. */
export type Span = readonly [from: number, to: number];

/**
 * Adds a span to those that were covered.
 *
 * @param covered in their order, none touching another
 * @returns all of them, likewise, and how much the span added to what they cover
 */
export function withSpan(covered: readonly Span[], span: Span): {readonly covered: readonly Span[]; readonly added: number} {
	const [from, to] = span;
	const apart = covered.filter(([start, end]) => end < from || start > to);
	const met = covered.filter(([start, end]) => end >= from && start <= to);
	const whole: Span = [Math.min(from, ...met.map(([start]) => start)), Math.max(to, ...met.map(([, end]) => end))];
	const before = met.reduce((sum, [start, end]) => sum + end - start, 0);
	return {covered: [...apart, whole].sort(([one], [other]) => one - other), added: whole[1] - whole[0] - before};
}
