/** Asks whether the disk of a folder answers, without waiting for it in this thread: a call to a server that is gone never returns. */

import {statfs} from 'node:fs/promises';

export interface Reach {
	/** Whether the disk answers within so many milliseconds, be it with an error. */
	readonly answers: (within: number) => Promise<boolean>;
}

/** @param folder absolute */
export function openReach(folder: string): Reach {
	// One question at a time: each that hangs keeps one of the few threads that Node has for such calls.
	let asked: Promise<void> | undefined;
	return {
		answers: async within => {
			asked ??= askDisk(folder).finally(() => (asked = undefined));
			let timer: NodeJS.Timeout | undefined;
			const late = new Promise<boolean>(resolve => (timer = setTimeout(() => resolve(false), within)));
			const answered = await Promise.race([asked.then(() => true), late]);
			clearTimeout(timer);
			return answered;
		},
	};
}

/** The room on a disk is asked of its server, what a file is called may be remembered here. */
async function askDisk(folder: string): Promise<void> {
	try {
		await statfs(folder);
	} catch {
		// An error is an answer.
	}
}
