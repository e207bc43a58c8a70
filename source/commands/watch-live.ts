/** The snapshots of a registry that is followed, one after the other, for a command that waits for what happens. */

import type {Snapshot} from '../../store/domain/snapshot.ts';
import type {Registry} from '../../store/registry.ts';
import type {Live} from './command.ts';

/** A timer that is set for longer goes off at once. */
const longestTimer = 2 ** 31 - 1;

/**
 * The snapshots from the end of the first full check on, and each that came since the last one was taken, as one; they end when the time is up, the first
 * one comes whenever it is: only a disk that does not answer is not waited for any longer.
 *
 * @param options.until when to end, as `live.clock` says it; Infinity: never
 * @param options.atLeast a snapshot comes again after so long, also where nothing happened (milliseconds)
 */
export async function* liveSnapshots(
	{registry, clock}: Live,
	{until, atLeast = () => Infinity}: {readonly until: number; readonly atLeast?: () => number},
): AsyncGenerator<Snapshot> {
	const news = newsOf(registry);
	try {
		let isChecked = false;
		for (;;) {
			const snapshot = registry.getSnapshot();
			const {phase} = snapshot.activity;
			isChecked ||= phase === 'live';
			if (isChecked) yield snapshot;
			const isWaiting = isChecked || phase === 'stalled';
			if (isWaiting && clock() >= until) return;
			await news.next(isWaiting ? Math.min(until - clock(), isChecked ? atLeast() : Infinity) : Infinity);
		}
	} finally {
		news.end();
		await registry.close();
	}
}

interface News {
	/** Resolves when something happened since it was asked last, or when the time is up (milliseconds). */
	readonly next: (within: number) => Promise<void>;
	readonly end: () => void;
}

function newsOf(registry: Registry): News {
	let isNew = false;
	let wake = (): void => undefined;
	const end = registry.subscribe(() => {
		isNew = true;
		wake();
	});
	return {
		next: async within => {
			if (!isNew) {
				await new Promise<void>(resolve => {
					const timer = setTimeout(resolve, Math.max(0, Math.min(within, longestTimer)));
					wake = () => {
						clearTimeout(timer);
						resolve();
					};
				});
			}
			isNew = false;
		},
		end,
	};
}
