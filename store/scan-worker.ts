/** The worker thread in which all reading and watching happens, so that keys answer while a disk hangs. */

import {parentPort, workerData} from 'node:worker_threads';
import type {Problem} from './domain/problem.ts';
import {Indexer} from './indexer.ts';
import type {RootFacts} from './indexer-sink.ts';
import {networkMount} from './network-mount.ts';
import {seenInstead} from './root.ts';
import {startWatcher} from './watcher.ts';
import type {FromWorker, ToWorker, WorkerData} from './worker-messages.ts';

const {root, env} = workerData as WorkerData;

/** Milliseconds. A full check comes after `rest`, or after 50 times its own cost where that is more. */
const rest = 30_000;
const networkRest = 3_000;
const costFactor = 50;
/** More milliseconds are none to a timer. */
const longestTimer = 2 ** 31 - 1;
/** Until new watches stand, changes are not heard of: another check comes so soon after (or after 5 times the cost of one). */
const watchSettles = 2_000;
/** How often what is being written is looked at, and whether a folder's own time changed. */
const pulse = 1_000;
/** The loop was blocked for so long that events may be lost. */
const blocked = 5_000;
/** What changes models brings model_registry.json in step behind them: it is not compared with them before they were quiet for so long, or have been so busy for five times that. */
const exchangeSettles = 1_000;
/** Least time between two writes of the index. */
const saveRest = 10_000;

const watchProblems: Problem[] = [];
const networkType = networkMount(root);
let checking = false;
/** Looks that wait for a whole check: they are told when it is done. */
const lookedByCheck: number[] = [];
/** A check was asked for while one was under way. */
let again: {readonly deep: boolean} | undefined;
let closing = false;
let nextCheck: NodeJS.Timeout | undefined;
let nextSave: NodeJS.Timeout | undefined;
let nextExchange: NodeJS.Timeout | undefined;
let settling: {readonly since: number; readonly timer: NodeJS.Timeout} | undefined;
let exchangeFree = 0;

const post = (message: FromWorker, transfer: ArrayBuffer[] = []) => parentPort?.postMessage(message, transfer);

/** Messages that the main thread has not taken in yet: more of them would keep it from its keys. */
const mostUnderWay = 2;
let underWay = 0;
/** Who waits for the main thread: a check and hints may at once. */
const waiting: Array<() => void> = [];

/** Waits until the main thread can take more. */
async function taken(): Promise<void> {
	while (underWay >= mostUnderWay && !closing) await new Promise<void>(resolve => waiting.push(resolve));
}

const indexer = new Indexer({
	root,
	env,
	clock: Date.now,
	sink: {
		total: models => post({kind: 'total', models}),
		changed: models => {
			const bytes = new Uint8Array(models.reduce((sum, part) => sum + part.length + 1, 0) - 1).fill(9);
			let at = 0;
			for (const part of models) {
				bytes.set(part, at);
				at += part.length + 1;
			}
			post({kind: 'models', bytes}, [bytes.buffer]);
			underWay++;
			return taken();
		},
		removed: keys => post({kind: 'removed', keys}),
		facts: (facts: RootFacts) =>
			post({
				kind: 'facts',
				facts: {...facts, problems: [...watchProblems, ...facts.problems]},
				watching: networkType === undefined && !watchProblems.some(problem => problem.kind === 'watch-failed'),
			}),
		histories: histories => post({kind: 'histories', histories}),
		gone: change => post({kind: 'gone', change}),
	},
});

const watcher = startWatcher(root, {
	onNames: (folder, names) => {
		// What an edit of ours is about to write is not taken for another program's.
		indexer.readJournal();
		indexer.hint(folder, names);
		if (indexer.isExchangeDue) settleExchange();
		scheduleSave();
	},
	onStructure: () => void check(false),
	onExchange: () => readExchangeSoon(),
	onTrouble: problem => {
		watchProblems.push(problem);
		indexer.tellFacts();
	},
});

async function check(deep: boolean): Promise<void> {
	if (closing) return;
	if (checking) {
		// What it was asked for may lie behind it already.
		again = {deep: deep || again?.deep === true};
		return;
	}
	checking = true;
	const isDeep = deep || again?.deep === true;
	again = undefined;
	clearTimeout(nextCheck);
	await indexer.readConfig();
	let cost = 0;
	let from = performance.now();
	const spend = () => {
		const spent = performance.now() - from;
		cost += spent;
		ownWork += spent;
	};
	for (const seen of indexer.check(isDeep)) {
		spend();
		post({kind: 'checking', seen});
		await new Promise(setImmediate);
		await taken();
		if (closing) return;
		from = performance.now();
	}
	spend();
	const followsMore = networkType === undefined && watcher.follow(indexer.folders);
	checking = false;
	const pause = again ? 0 : pauseAfter(cost, followsMore);
	const at = Date.now();
	post({kind: 'checked', at, nextAt: at + pause, seenInstead: indexer.isEmpty ? seenInstead(root) : undefined});
	if (!again) for (const id of lookedByCheck.splice(0)) post({kind: 'looked', id});
	scheduleSave();
	nextCheck = setTimeout(() => void check(false), Math.min(pause, longestTimer));
}

/** Until the next check, by what the last one cost. */
function pauseAfter(cost: number, followsMore: boolean): number {
	if (followsMore) return Math.max(watchSettles, 5 * cost);
	return Math.max(networkType === undefined ? rest : networkRest, costFactor * cost);
}

/** Looks at files that were just changed here, without waiting for what the watcher says. */
function look(paths: readonly string[], id?: number): void {
	// A folder that was just made is found by a check.
	const folders = new Set(indexer.folders.map(folder => folder.path));
	if (paths.length === 0 || (id !== undefined && paths.some(path => !folders.has(path.slice(0, path.lastIndexOf('/')))))) {
		if (id !== undefined) lookedByCheck.push(id);
		return void check(false);
	}
	indexer.readJournal();
	for (const [folder, group] of Map.groupBy(paths, path => path.slice(0, path.lastIndexOf('/')))) {
		indexer.hint(
			folder,
			group.map(path => path.slice(folder.length + 1)),
		);
	}
	if (indexer.isExchangeDue) readExchangeSoon();
	scheduleSave();
	if (id !== undefined) post({kind: 'looked', id});
}

/** Compares model_registry.json with the models when those are quiet, unless it changes before. */
function settleExchange(): void {
	const now = Date.now();
	const since = settling?.since ?? now;
	clearTimeout(settling?.timer);
	const wait = Math.max(0, Math.min(exchangeSettles, since + 5 * exchangeSettles - now));
	const timer = setTimeout(() => {
		settling = undefined;
		if (indexer.isExchangeDue) readExchangeSoon();
	}, wait);
	settling = {since, timer};
}

/** A large exchange file that changes all the time is read as often as its cost allows. */
function readExchangeSoon(): void {
	nextExchange ??= setTimeout(
		() => {
			nextExchange = undefined;
			const from = performance.now();
			indexer.checkExchange();
			indexer.tellFacts();
			exchangeFree = Date.now() + costFactor * (performance.now() - from);
		},
		Math.max(0, exchangeFree - Date.now()),
	);
}

function scheduleSave(after = 0): void {
	nextSave ??= setTimeout(() => void save(), after);
}

/** Writes the index; a further write waits at least `saveRest`, or 50 times what this one took. */
async function save(): Promise<void> {
	const from = performance.now();
	const problem = await indexer.save();
	if (problem && !watchProblems.some(known => known.kind === problem.kind)) {
		watchProblems.push(problem);
		indexer.tellFacts();
	}
	nextSave = setTimeout(
		() => {
			nextSave = undefined;
			if (indexer.isUnsaved) scheduleSave();
		},
		Math.max(saveRest, costFactor * (performance.now() - from)),
	);
}

let lastPulse = Date.now();
/** What looking has taken since then: to wait for a slow disk is no reason to look once more. */
let ownWork = 0;
let pulseFree = 0;
const heart = setInterval(() => {
	const now = Date.now();
	const late = now - lastPulse - ownWork > blocked;
	[lastPulse, ownWork] = [now, 0];
	post({kind: 'alive'});
	if (late) return void check(false);
	if (checking || now < pulseFree) return;
	const from = performance.now();
	indexer.readJournal();
	if (indexer.hasRestless) indexer.lookAtRestless();
	indexer.lookAtChangedFolders();
	if (indexer.isExchangeDue && !settling) settleExchange();
	ownWork = performance.now() - from;
	pulseFree = Date.now() + costFactor * ownWork;
}, pulse);

async function close(): Promise<void> {
	closing = true;
	for (const timer of [nextCheck, nextSave, nextExchange, settling?.timer, heart]) clearTimeout(timer);
	await indexer.save();
	await watcher.close();
	post({kind: 'closed'});
	parentPort?.close();
}

parentPort?.on('message', (message: ToWorker) => {
	if (message.kind === 'taken') underWay--;
	if (message.kind === 'close') void close();
	if (message.kind === 'look') look(message.paths, message.id);
	if (message.kind === 'check') void check(message.deep);
	else for (const wake of waiting.splice(0)) wake();
});

await indexer.load();
if (networkType !== undefined) {
	watchProblems.push({
		kind: 'watch-failed',
		path: '',
		message: `No file events on a network disk (${networkType}): the folders are checked every few seconds instead, more rarely where that takes long.`,
	});
}
await check(false);
