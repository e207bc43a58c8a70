/** Waiting for what will be so, instead of for a time. */
import {setTimeout as wait} from 'node:timers/promises';

export type UntilOptions = {
	/** Milliseconds until it fails; 5,000 unless told. */
	readonly timeout?: number;
	/** What was waited for and what is there instead, for the message. */
	readonly describe?: () => string;
};

const interval = 5;

/** Resolves with the first value of `condition` that is not false or undefined; throws with the description when time is up. */
export async function until<Value>(
	condition: () => Value | false | undefined | Promise<Value | false | undefined>,
	{timeout = 5000, describe}: UntilOptions = {},
): Promise<Value> {
	const end = performance.now() + timeout;
	for (;;) {
		const value = await condition();
		if (value !== false && value !== undefined) {
			return value;
		}

		if (performance.now() > end) {
			throw new Error(`Not so after ${timeout} ms: ${describe?.() ?? condition.toString()}`);
		}

		await wait(interval);
	}
}
