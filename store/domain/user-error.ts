/** The one kind of error a user can mend: a sentence, a next step and the exit code. Anything else that is thrown is a bug. */

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

/** `message` is a full sentence, `hint` the next step (both raw text: made safe where they are shown). */
export class UserError extends Error {
	readonly code: ErrorCode;
	readonly hint: string | undefined;
	readonly exitCode: number;

	constructor(code: ErrorCode, message: string, options: {hint?: string; cause?: unknown} = {}) {
		super(message, {cause: options.cause});
		this.name = 'UserError';
		this.code = code;
		this.hint = options.hint;
		this.exitCode = exitCodes[code];
	}
}

/** A name as one line of a hint: the lines of a hint are its own. */
export function inOneLine(name: string): string {
	return name.replaceAll('\n', String.raw`\n`).replaceAll('\r', String.raw`\r`);
}
