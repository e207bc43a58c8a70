/** Waiting that is no part of what is measured. */

import {setTimeout as after} from 'node:timers/promises';

export async function pause(milliseconds: number): Promise<void> {
	await after(milliseconds);
}
