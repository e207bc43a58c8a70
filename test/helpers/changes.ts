/** Changes made by somebody who does not wait for locks. */

import {runChange} from '../../store/changes.ts';
import type {Change, ChangeRequest} from '../../store/domain/change.ts';
import type {Writer} from '../../store/journal-writer.ts';

export function writerOf(root: string, by = 'mreg cleanup'): Writer {
	return {root, by, now: Date.now, waitMs: 0};
}

export function change(root: string, request: ChangeRequest): Change {
	return runChange(writerOf(root), request);
}

/** What a killed process left is put right; a lock that it was just breaking takes two tries. */
export function settle(root: string): Change {
	return runChange({...writerOf(root), waitMs: 10_000}, {kind: 'settle'});
}
