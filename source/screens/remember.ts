/** Keeps the last answer of a pure function, as nothing is worked out twice for one question. */

/** @returns the function, which answers from memory while its arguments are the same, not just equal */
export function remember<Args extends readonly unknown[], Answer>(answer: (...args: Args) => Answer): (...args: Args) => Answer {
	let last: {args: Args; answer: Answer} | undefined;
	return (...args) => {
		if (last?.args.length === args.length && last.args.every((arg, index) => arg === args[index])) return last.answer;
		last = {args, answer: answer(...args)};
		return last.answer;
	};
}
