/** Registrations for tests of the store, by somebody who registers what has rested for long. */

import {createHash} from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import {runChange} from '../../store/changes.ts';
import type {Change} from '../../store/domain/change.ts';
import type {Registration} from '../../store/domain/registration.ts';
import type {Writer} from '../../store/journal-writer.ts';

export function registering(root: string): Writer {
	return {root, by: 'mreg register', now: Date.now, waitMs: 20_000};
}

/** A copy of this file or folder as the next version of resnet18, unless told otherwise. */
export function registrationOf(from: string, others: Partial<Registration> = {}): Registration {
	return {
		family: 'resnet18',
		folder: 'Resnet18',
		taken: [],
		present: [],
		isNewWanted: false,
		source: {kind: 'copy', path: from},
		facts: {tags: [], lineage: {source: from}},
		...others,
	};
}

export function register(root: string, registration: Registration): Change {
	return runChange(registering(root), {kind: 'register', registration});
}

/** A file outside of any registry that nobody has written for long. */
export function outside(folder: string, name: string, content: string | Buffer = `weights of ${name}`): string {
	const file = path.join(folder, name);
	fs.mkdirSync(path.dirname(file), {recursive: true});
	fs.writeFileSync(file, content);
	const time = new Date('2024-10-20T00:00:00Z');
	fs.utimesSync(file, time, time);
	return file;
}

export function sha256(content: string | Buffer): string {
	return createHash('sha256').update(content).digest('hex');
}

/** What a sidecar says. */
export function sidecarOf(root: string, name: string): Record<string, unknown> {
	return JSON.parse(fs.readFileSync(path.join(root, name), 'utf8')) as Record<string, unknown>;
}
