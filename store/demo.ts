/** The demo registry: a copy of ExampleData in a temporary folder, so that nothing one does in it is lost or kept. */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {isObject, type JsonObject} from './domain/json.ts';
import {parseTime, timeInId} from './domain/identifier.ts';
import {interpretSidecar} from './domain/sidecar.ts';
import {isJsonName, stemOf} from './domain/pairing.ts';

export interface Demo {
	/** Absolute and real. */
	readonly root: string;
	/** Removes the copy; never throws. */
	readonly remove: () => void;
}

/** Copies a registry and sets the times of its files from the sidecars: what a checkout makes all of one age has its own again. */
export function openDemo(example: string): Demo {
	const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'mreg-demo-')));
	const root = path.join(folder, path.basename(example));
	fs.cpSync(example, root, {recursive: true});
	for (const name of fs.readdirSync(root)) {
		const models = path.join(root, name, 'Model');
		if (fs.existsSync(models)) setModelTimes(models);
	}
	return {root, remove: () => fs.rmSync(folder, {recursive: true, force: true, maxRetries: 3})};
}

/** An artifact is as old as its training, a sidecar as its last test. */
function setModelTimes(folder: string): void {
	const names = fs.readdirSync(folder);
	const sidecars = new Map(names.filter(isJsonName).map(name => [stemOf(name), timesIn(path.join(folder, name))]));
	for (const name of names) {
		const said = sidecars.get(stemOf(name));
		const trained = said?.trained ?? timeInId(name);
		const time = isJsonName(name) ? (said?.written ?? trained) : trained;
		if (time !== undefined) setTimes(path.join(folder, name), new Date(time));
	}
}

function setTimes(entry: string, time: Date): void {
	if (fs.statSync(entry).isDirectory()) for (const name of fs.readdirSync(entry)) setTimes(path.join(entry, name), time);
	fs.utimesSync(entry, time, time);
}

/** When a model was trained, and when its sidecar was last written, in milliseconds since 1970. */
function timesIn(sidecar: string): {trained?: number; written?: number} {
	const {training, tests} = interpretSidecar(objectIn(sidecar));
	const trained = training?.trained_at === undefined ? undefined : parseTime(training.trained_at);
	const tested = tests.map(test => (test.tested_at === undefined ? undefined : parseTime(test.tested_at)) ?? -Infinity);
	const written = Math.max(trained ?? -Infinity, ...tested);
	return {trained, written: Number.isFinite(written) ? written : undefined};
}

function objectIn(file: string): JsonObject {
	const value: unknown = JSON.parse(fs.readFileSync(file, 'utf8'));
	return isObject(value) ? value : {};
}
