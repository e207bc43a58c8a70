/** The type of text that may be drawn, and the ways to put such texts together without losing the type. */

declare const brand: unique symbol;

/**
 * Text that cannot drive the terminal. Raw text becomes safe in `source/text.ts` alone; every text prop of `components/`
 * is of this type, so the compiler finds the place where it was forgotten.
 */
export type SafeText = string & {readonly [brand]: true};

/**
 * Makes the brand for text that a component assembled from safe texts and its own literals.
 * Only files of `components/` may call it (a test holds the list); text from outside goes through `safeText`.
 */
export function vouchSafe(text: string): SafeText {
	return text as SafeText;
}

/** A template whose literal parts are ours and whose values are already safe: safe`${name}, ${count} models`. */
export function safe(literals: TemplateStringsArray, ...values: ReadonlyArray<SafeText | number>): SafeText {
	let text = literals[0] ?? '';
	for (const [index, value] of values.entries()) {
		text += String(value) + (literals[index + 1] ?? '');
	}

	return vouchSafe(text);
}

/** The safe text of no characters. */
export const emptyText: SafeText = vouchSafe('');

/** Joins safe texts as `Array.prototype.join` does; without a separator they stand side by side. */
export function joinSafe(parts: readonly SafeText[], separator: SafeText = emptyText): SafeText {
	return vouchSafe(parts.join(separator));
}

/** Repeats a safe text; a count below one gives the empty text. */
export function repeatSafe(text: SafeText, count: number): SafeText {
	return count < 1 ? emptyText : vouchSafe(text.repeat(Math.floor(count)));
}
