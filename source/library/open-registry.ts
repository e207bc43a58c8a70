/** Opens a registry for a program: a snapshot that follows the disk, and changes made in a thread of their own. */

import {homedir} from 'node:os';
import {basename} from 'node:path';
import {openChanger} from '../../store/changer.ts';
import {targetsOf, type Change, type ChangeRequest} from '../../store/domain/change.ts';
import type {Model} from '../../store/domain/model.ts';
import {testResult} from '../../store/domain/test-result.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {openRegistry as followRegistry, type Registry as LiveRegistry} from '../../store/registry.ts';
import {findRoot} from '../../store/root.ts';
import {requireNote} from '../note-text.ts';
import {parseTags} from '../tag-words.ts';
import {noteModels, tagModels} from '../tagging.ts';
import {ids as idsKind, listener as listenerKind, needed, object, requireFields, requireKind, text as textKind, texts} from './argument-checks.ts';
import {applyIn, planIn} from './cleanup.ts';
import {bestIn, comparisonIn, latestIn, leaderboardIn, listIn, modelsNamed} from './reading.ts';
import type {Registry} from './registry.ts';
import * as fields from './request-fields.ts';
import {inWordsOfTheLibrary, inWordsOfTheLibraryLater} from './library-words.ts';
import {joinOpen} from './open-registries.ts';
import type {RegistryOptions} from './requests.ts';
import {resolvedIn} from './resolving.ts';
import {checkTest} from './run-checks.ts';
import {familiesIn, registeredIn, verifiedIn, versionIn, versionsIn} from './versions.ts';
import {changeIn, lookedAgain, resultOf, undoIn, type World} from './world.ts';

/** Jobs that record at once wait for one another (milliseconds). */
const recordWait = 60_000;

/**
 * Opens a registry and resolves when all of it was looked at.
 *
 * @param root its folder; absent: as every command finds it (`MREG_ROOT`, else the nearest folder upward that is one, else `ExampleData` here)
 * @param options how long changes wait, and who makes them
 * @throws MregError `no-registry`
 * @example
 * import {openRegistry} from 'mreg-tui';
 *
 * const registry = await openRegistry('ExampleData');
 * console.log(registry.list().length, registry.latest()?.model_id); // 40 knob_20241101_200000
 * await registry.close();
 */
export async function openRegistry(root?: string, options: RegistryOptions = {}): Promise<Registry> {
	requireKind('openRegistry', 'root', root, textKind);
	requireFields('openRegistry', ['options', options], fields.optionFields);
	const {wait, by = scriptName()} = options;
	const {env} = process;
	const found = findRoot({root, saidBy: 'openRegistry', env, cwd: process.cwd(), home: homedir()});
	const live = followRegistry({...found, env});
	await isLive(live);
	return registryOf(live, {root: found.root, by, wait});
}

/** The first look at everything is done. */
async function isLive(live: LiveRegistry): Promise<void> {
	await new Promise<void>(resolve => {
		const look = () => {
			if (live.getSnapshot().activity.phase !== 'live') return;
			leave();
			resolve();
		};
		const leave = live.subscribe(look);
	});
}

function scriptName(): string {
	return basename(process.argv[1] ?? '') || 'library';
}

function registryOf(live: LiveRegistry, {root, by, wait}: Pick<World, 'root' | 'by' | 'wait'>): Registry {
	const changer = openChanger(root);
	let closing: Promise<void> | undefined;
	const requireOpen = () => {
		if (closing) throw new UserError('usage', 'The registry was closed.', {hint: 'Open it again: openRegistry.'});
	};
	const hold = holder(live);
	const held = async <Value>(work: () => Promise<Value>): Promise<Value> => {
		const leave = hold();
		try {
			return await inWordsOfTheLibraryLater(work);
		} finally {
			leave();
		}
	};
	const underWay = new Set<Promise<unknown>>();
	const changing = async <Value>(work: () => Promise<Value>): Promise<Value> => {
		requireOpen();
		const change = held(work);
		underWay.add(change);
		try {
			return await change;
		} finally {
			underWay.delete(change);
		}
	};
	const leaveOpen = joinOpen(root, {seen: async paths => held(() => live.seen(paths))});
	const isClosed = () => closing !== undefined;
	const world: World = {root, by, wait, live, changer, changing, isClosed};
	const snapshot = () => live.getSnapshot();
	const makeChange = (request: ChangeRequest): Promise<Change> => changeIn(world, request);
	const chosen = async (ids: string | readonly string[]) => lookedAgain(world, async read => ({models: await modelsNamed(read, ids), all: read.models}));
	const close = async () => {
		const leave = hold();
		await Promise.allSettled(underWay);
		await changer.close();
		leaveOpen();
		await live.close();
		leave();
	};
	function versions(): ReturnType<typeof familiesIn>;
	function versions(name: string): ReturnType<typeof versionsIn>;
	function versions(name?: string) {
		requireKind('versions', 'name', name, textKind);
		return inWordsOfTheLibrary(() => (name === undefined ? familiesIn(snapshot()) : versionsIn(snapshot(), name)));
	}
	return {
		root,
		list: (request = {}) => {
			requireFields('list', ['request', request], fields.listFields);
			return inWordsOfTheLibrary(() => listIn(snapshot(), request, Date.now()));
		},
		query: text => {
			requireKind('query', 'text', text, needed(textKind));
			return inWordsOfTheLibrary(() => listIn(snapshot(), {where: text}, Date.now()));
		},
		best: (request = {}) => {
			requireFields('best', ['request', request], fields.bestFields);
			return inWordsOfTheLibrary(() => bestIn(snapshot(), request, Date.now()));
		},
		latest: (request = {}) => {
			requireFields('latest', ['request', request], fields.latestFields);
			return latestIn(snapshot(), request.algorithm);
		},
		compare: async (ids, request = {}) =>
			held(async () => {
				requireKind('compare', 'ids', ids, needed(texts));
				requireFields('compare', ['request', request], fields.compareFields);
				return lookedAgain(world, read => comparisonIn(read, ids, request));
			}),
		leaderboard: async (request = {}) =>
			held(async () => {
				requireFields('leaderboard', ['request', request], fields.leaderboardFields);
				return lookedAgain(world, read => leaderboardIn(read, request, Date.now()));
			}),
		tag: async (ids, edit) =>
			changing(async () => {
				requireKind('tag', 'ids', ids, needed(idsKind));
				requireFields('tag', ['edit', edit], fields.tagFields);
				const wanted = {add: parseTags(edit.add ?? []), remove: parseTags(edit.remove ?? [], true)};
				const {change, notes} = await tagModels(makeChange, await chosen(ids), wanted);
				return resultOf(world, change, notes);
			}),
		note: async (ids, text, request = {}) =>
			changing(async () => {
				requireKind('note', 'ids', ids, needed(idsKind));
				requireKind('note', 'text', text, needed(textKind));
				requireFields('note', ['request', request], fields.noteFields);
				const {append = false} = request;
				const {change, notes} = await noteModels(makeChange, await chosen(ids), {text: requireNote(text, {append}), append});
				return resultOf(world, change, notes);
			}),
		record: async (id, test) =>
			changing(async () => {
				requireKind('record', 'id', id, needed(textKind));
				requireFields('record', ['test', test], fields.testFields);
				const result = testResult(checkTest(test, 'record'), Date.now());
				const {models, all} = await chosen(id);
				for (const model of models) requireSidecar(model);
				const edits = targetsOf(models, all).map(target => ({target, result}));
				return resultOf(world, await changeIn(world, {kind: 'result', edits}, recordWait));
			}),
		planCleanup: async (request = {}) =>
			changing(async () => {
				requireFields('planCleanup', ['request', request], fields.cleanupFields);
				return planIn(world, request);
			}),
		applyPlan: async (plan, request = {}) =>
			changing(async () => {
				requireKind('applyPlan', 'plan', plan, needed(object));
				requireFields('applyPlan', ['request', request], fields.applyFields);
				return applyIn(world, plan, request);
			}),
		undo: async txn =>
			changing(async () => {
				requireKind('undo', 'txn', txn, textKind);
				return undoIn(world, txn);
			}),
		register: async request =>
			changing(async () => {
				requireFields('register', ['request', request], fields.registerFields);
				return registeredIn(world, request);
			}),
		get: async (name, request = {}) =>
			held(async () => {
				requireKind('get', 'name', name, needed(textKind));
				requireFields('get', ['request', request], fields.versionFields);
				return lookedAgain(world, read => versionIn(read, name, request));
			}),
		versions,
		verify: async (ids = []) =>
			held(async () => {
				requireKind('verify', 'ids', ids, texts);
				return lookedAgain(world, read => verifiedIn(read, ids));
			}),
		resolve: async (request = {}) =>
			held(async () => {
				requireFields('resolve', ['request', request], fields.resolveFields);
				return lookedAgain(world, read => resolvedIn(read, request, Date.now()));
			}),
		subscribe: listener => {
			requireKind('subscribe', 'listener', listener, needed(listenerKind));
			requireOpen();
			const leave = hold();
			// One that subscribes twice is told twice.
			const unsubscribe = live.subscribe(() => listener());
			return () => {
				unsubscribe();
				leave();
			};
		},
		close: async () => (closing ??= close()),
		[Symbol.asyncDispose]: async () => (closing ??= close()),
	};
}

/** Keeps the process alive while anybody holds it. @returns what takes hold, and that what lets go */
function holder(live: LiveRegistry): () => () => void {
	let holders = 0;
	live.setHolding(false);
	return () => {
		let isHeld = true;
		if (holders++ === 0) live.setHolding(true);
		return () => {
			if (isHeld && --holders === 0) live.setHolding(false);
			isHeld = false;
		};
	};
}

function requireSidecar({id, sidecar}: Model): void {
	if (sidecar !== undefined) return;
	throw new UserError('failed', `${id} has no sidecar in which a result could stand. Nothing was changed.`, {hint: `Make one first: mreg adopt ${id}`});
}
