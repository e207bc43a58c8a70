/** The one kind of error a user can mend: a sentence, a next step and the exit code. Anything else that is thrown is a bug. */

/**
 * What kind of error it is: `usage`: asked wrongly · `ambiguous`: several models are called so · `no-registry`: there is none · `not-found`: no model is called so ·
 * `nothing-matched`: none is as asked for · `unset-direction`: nobody said whether large or small is better · `locked`: another program is writing, for longer than it was
 * waited · `changed`: another program wrote meanwhile · `read-only`: the disk or a permission · `unreadable`: a file that is needed cannot be read · `declined`: more
 * would be lost than was allowed · `failed`: anything else.
 */
export type ErrorCode =
	| 'usage'
	| 'ambiguous'
	| 'no-registry'
	| 'not-found'
	| 'nothing-matched'
	| 'unset-direction'
	| 'locked'
	| 'changed'
	| 'read-only'
	| 'unreadable'
	| 'declined'
	| 'failed';

const exitCodes: Record<ErrorCode, number> = {
	usage: 2,
	ambiguous: 2,
	'unset-direction': 2,
	'no-registry': 3,
	'not-found': 3,
	'nothing-matched': 3,
	locked: 5,
	changed: 5,
	'read-only': 1,
	unreadable: 1,
	declined: 4,
	failed: 1,
};

/** What can be mended by whoever asked. `message` is a full sentence, `hint` the next step (both raw text: made safe where they are shown), `code` says of which kind it is. */
export class MregError extends Error {
	static {
		// On the prototype: the stack that is taken when an error is made begins with it.
		this.prototype.name = 'MregError';
	}

	/** Of which kind it is: what a program decides by. */
	readonly code: ErrorCode;
	/** The next step; a line or more. */
	readonly hint: string | undefined;
	/** With which a command ends that fails so. */
	readonly exitCode: number;

	/** @hidden */
	constructor(code: ErrorCode, message: string, options: {hint?: string; cause?: unknown} = {}) {
		super(message, {cause: options.cause});
		this.code = code;
		this.hint = options.hint;
		this.exitCode = exitCodes[code];
	}
}

// What the program itself calls it: the library's name for it is the one that its users see.
export {MregError as UserError};

/** A name as one line of a hint: the lines of a hint are its own. */
export function inOneLine(name: string): string {
	return name.replaceAll('\n', String.raw`\n`).replaceAll('\r', String.raw`\r`);
}
