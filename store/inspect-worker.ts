/** A worker thread that reads headers: what a hostile file does to it, it does not do to the dashboard. */

import {parentPort} from 'node:worker_threads';
import {UserError} from './domain/user-error.ts';
import type {FromInspector, ToInspector} from './inspect-messages.ts';
import {findFiles} from './inspected-files.ts';
import {inspectFound} from './inspect.ts';

async function answerTo({path, mark}: ToInspector): Promise<FromInspector> {
	try {
		// Found before they are read: who changes one meanwhile makes the next question find another mark.
		const found = findFiles(path);
		if (found.mark === mark) return {kind: 'same'};
		return {kind: 'inspected', inspection: await inspectFound(path, found), mark: found.mark};
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		return {kind: 'failed', code: error.code, message: error.message, hint: error.hint};
	}
}

parentPort?.on('message', (question: ToInspector) => void answerTo(question).then(answer => parentPort?.postMessage(answer)));
