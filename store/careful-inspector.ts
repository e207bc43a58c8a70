/** Inspects models for commands: what takes little at once, all else in a thread, so that a hostile file costs only its own answer. */

import {FormatError, withWindow} from './formats/file-window.ts';
import {isLittleToRead} from './formats/interpreted-bytes.ts';
import {inspectArtifact} from './inspect.ts';
import {openInspector, type Inspector, type InspectorLimits} from './inspector.ts';
import {isSystemError} from './system-error.ts';

/** As `openInspector`, but that no answer is kept. Its thread ends when it is closed. */
export function openCarefulInspector(limits: InspectorLimits = {}): Inspector {
	let inThread: Inspector | undefined;
	return {
		inspect: async path => ((await isAtOnce(path)) ? inspectArtifact(path) : (inThread ??= openInspector({...limits, answers: 0})).inspect(path)),
		close: async () => inThread?.close(),
	};
}

/** True, too, for what cannot be opened: the answer says why. A folder can have any number of files. */
async function isAtOnce(path: string): Promise<boolean> {
	try {
		return await withWindow(path, isLittleToRead);
	} catch (error) {
		if (isSystemError(error)) return true;
		if (error instanceof FormatError) return false;
		throw error;
	}
}
