/** The models in memory, gathered from what the indexer tells, and the snapshot made of them. */

import {buildModel, type FoundModel, type RegistryExtras} from './domain/build-model.ts';
import {defaultConfig} from './domain/config.ts';
import type {TagHistory} from './domain/lost-tags.ts';
import type {GoneModel, Model} from './domain/model.ts';
import type {Problem} from './domain/problem.ts';
import {reconcile} from './domain/reconcile.ts';
import {goneProblem} from './domain/gone-models.ts';
import {registryProblems} from './domain/registry-problems.ts';
import type {Activity, Snapshot} from './domain/snapshot.ts';
import {decodeFound} from './found-codec.ts';
import type {IndexedExchange} from './index-file.ts';
import type {GoneModels, RootFacts} from './indexer-sink.ts';

export class ModelSet {
	#models: readonly Model[] = [];
	#changed = new Map<string, Model>();
	#removed = new Set<string>();
	readonly #ids = new Map<string, number>();
	#idsTwice = 0;
	#extras: ReadonlyMap<string, RegistryExtras> = new Map();
	readonly #histories = new Map<string, TagHistory>();
	#exchange: IndexedExchange | undefined;
	/** By key, in the order in which they vanished. */
	readonly #gone = new Map<string, GoneModel>();
	#goneMore = 0;
	/** The same list until it changes. */
	#goneList: readonly GoneModel[] | undefined;
	#facts: RootFacts = {config: defaultConfig, problems: [], stalePrefixes: []};

	/** How many models are known, with those that wait to be merged. */
	get size(): number {
		return Math.max(this.#models.length, this.#changed.size) - this.#removed.size;
	}

	take(found: readonly FoundModel[]): void {
		for (const one of found) this.#put(this.#build(one));
	}

	remove(keys: readonly string[]): void {
		for (const key of keys) {
			this.#changed.delete(key);
			this.#removed.add(key);
		}
	}

	takeFacts(facts: RootFacts): void {
		const staleBefore = this.#facts.stalePrefixes;
		this.#facts = facts;
		if (facts.exchange?.signature.mtime_ns !== this.#exchange?.signature.mtime_ns || facts.exchange !== this.#exchange) this.#takeExchange(facts.exchange);
		if (staleBefore.join('\0') !== facts.stalePrefixes.join('\0')) {
			this.#rebuild(model => [...staleBefore, ...facts.stalePrefixes].some(prefix => model.key.startsWith(prefix)));
		}
	}

	/** Takes what the journal knows anew of the tags of models, by key. */
	takeHistories(histories: Iterable<readonly [string, TagHistory]>): void {
		const keys = new Set<string>();
		for (const [key, history] of histories) {
			this.#histories.set(key, history);
			keys.add(key);
		}
		if (keys.size > 0) this.#rebuild(model => keys.has(model.key));
	}

	/** Takes what vanished, came back or was dismissed. */
	takeGone({came, over, more}: GoneModels): void {
		for (const key of over) this.#gone.delete(key);
		for (const {bytes, at} of came) {
			for (const found of decodeFound(bytes)) {
				const model = buildModel({...found, state: 'gone', growing: false, stale: false, problems: []});
				this.#gone.set(found.key, {model, goneAt: at});
			}
		}
		[this.#goneMore, this.#goneList] = [more, undefined];
	}

	/** The snapshot of now; the same list of models as before where nothing changed. */
	snapshot(of: {
		root: string;
		reason: string;
		now: number;
		activity: Activity;
		watching: boolean;
		lastVisit?: number;
		extraProblems?: readonly Problem[];
	}): Snapshot {
		this.#merge();
		const {config, problems, freeBytes} = this.#facts;
		const gone = (this.#goneList ??= [...this.#gone.values()].reverse());
		return {
			root: of.root,
			reason: of.reason,
			models: this.#models,
			gone,
			...(this.#goneMore > 0 ? {goneMore: this.#goneMore} : {}),
			...(of.lastVisit === undefined ? {} : {lastVisit: of.lastVisit}),
			problems: [
				...(of.extraProblems ?? []),
				...problems,
				...registryProblems(this.#models, {
					now: of.now,
					drifted: this.#extras.size === 0 ? 0 : this.#models.filter(({fromRegistry}) => fromRegistry !== undefined).length,
					hasSameIds: this.#idsTwice > 0,
					isGrowing: of.activity.phase === 'loading' || of.activity.phase === 'scanning',
				}),
				...problemsOf(this.#models),
				...goneProblem(gone, this.#goneMore),
			],
			config,
			activity: of.activity,
			watching: of.watching,
			freeBytes,
		};
	}

	#merge(): void {
		this.#countIds();
		this.#models = reconcile(this.#models, [...this.#changed.values()], this.#removed);
		if (this.#changed.size > 0) this.#changed = new Map();
		if (this.#removed.size > 0) this.#removed = new Set();
	}

	/** Keeps count of ids, so that those that stand twice are only looked for when there are any. */
	#countIds(): void {
		if (this.#changed.size === 0 && this.#removed.size === 0) return;
		const count = (model: Model, by: number) => {
			const before = this.#ids.get(model.id) ?? 0;
			if (before + by === 0) this.#ids.delete(model.id);
			else this.#ids.set(model.id, before + by);
			if (by > 0 ? before >= 1 : before >= 2) this.#idsTwice += by;
		};
		for (const model of this.#models) if (this.#changed.has(model.key) || this.#removed.has(model.key)) count(model, -1);
		for (const model of this.#changed.values()) count(model, 1);
	}

	#put(model: Model): void {
		this.#removed.delete(model.key);
		this.#changed.set(model.key, model);
	}

	#build(found: FoundModel): Model {
		const stale = this.#facts.stalePrefixes.some(prefix => found.key.startsWith(prefix));
		const history = this.#histories.get(found.key);
		const model = buildModel(stale ? {...found, stale} : found, undefined, history);
		const extras = this.#extrasOf(found.key, history);
		return extras ? buildModel({...found, stale: found.stale || stale}, extras, history) : model;
	}

	/** What model_registry.json says beyond the sidecar, without the tags that were taken off here since it was written. */
	#extrasOf(key: string, history: TagHistory | undefined): RegistryExtras | undefined {
		const extras = this.#extras.get(key);
		if (!extras || !history?.removed) return extras;
		const written = Number(BigInt(this.#exchange?.signature.mtime_ns ?? '0') / 1_000_000n);
		const tags = extras.tags.filter(tag => (history.removed?.get(tag) ?? -Infinity) < written);
		return tags.length === 0 && extras.notes === '' ? undefined : {...extras, tags};
	}

	#takeExchange(exchange: IndexedExchange | undefined): void {
		const before = this.#extras;
		const [goneEntries, entries] = [this.#exchange?.missing ?? [], exchange?.missing ?? []];
		// An entry may be called like the key of a model: it does not take its row.
		const onDisk = goneEntries.length + entries.length > 0 ? this.#keysOnDisk() : new Set<string>();
		this.remove(goneEntries.map(found => found.key).filter(key => !onDisk.has(key)));
		this.#exchange = exchange;
		this.#extras = new Map(exchange?.extras.map(([key, extras]) => [key, extras]));
		this.#rebuild(model => model.fromRegistry !== undefined || before.has(model.key) || this.#extras.has(model.key));
		this.take(entries.filter(found => !onDisk.has(found.key)));
	}

	#keysOnDisk(): ReadonlySet<string> {
		this.#merge();
		return new Set(this.#models.filter(model => model.sidecar !== undefined || model.artifact !== undefined).map(model => model.key));
	}

	#rebuild(which: (model: Model) => boolean): void {
		this.#merge();
		for (const model of this.#models) if (which(model)) this.#put(this.#build(foundOf(model)));
	}
}

/** Files that could not be read come first, then what is odd in them. */
function problemsOf(models: readonly Model[]): Problem[] {
	const problems: Problem[] = [];
	for (const model of models) for (const problem of model.problems) problems.push(problem);
	return problems.sort((a, b) => Number(a.kind === 'odd-value') - Number(b.kind === 'odd-value'));
}

/** What was found on disk of a model, taken back from it. */
function foundOf(model: Model): FoundModel {
	const own = model.problems.filter(problem => problem.kind !== 'odd-value');
	return {
		key: model.key,
		folder: model.folder,
		folderAlgorithm: model.folderAlgorithm,
		state: model.state,
		stale: model.state === 'unreadable' && model.stale,
		growing: model.growing,
		sidecar: model.sidecar,
		artifact: model.artifact,
		...(model.lost ? {lost: model.lost} : {}),
		...(model.overwrote ? {overwrote: model.overwrote} : {}),
		...(model.firstSeen === undefined ? {} : {firstSeen: model.firstSeen}),
		content: model.content,
		problems: own,
	};
}
