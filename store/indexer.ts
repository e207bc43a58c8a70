/** Keeps what is known of a root in step with its files: loads the index, checks all of it, looks at single names, and tells what changed. */

import fs from 'node:fs';
import {readConfig} from './config-file.ts';
import {buildModel} from './domain/build-model.ts';
import {defaultConfig, type Config} from './domain/config.ts';
import {isNobodys, modelExtensions, stemOf} from './domain/pairing.ts';
import type {TagHistory} from './domain/lost-tags.ts';
import type {Problem} from './domain/problem.ts';
import {entryModels, losesWords} from './exchange-comparison.ts';
import {exchangeSignature, readExchange} from './exchange-file.ts';
import {systemPath} from './file-names.ts';
import {bytesOf, foundIn} from './indexed-stem.ts';
import {decodeFound, encodeFound} from './found-codec.ts';
import {keysOf, openIndex, packIds, type Index, type IndexData, type IndexedExchange, type IndexedStem} from './index-file.ts';
import {findModelFolders} from './model-folders.ts';
import {historyProblems} from './history-file.ts';
import {OverwrittenStems, setIn} from './overwritten-stems.ts';
import {RememberedNames} from './remembered-names.ts';
import {lookAtStem, stemsIn, unreadableFolder, type KnownStem, type ModelFolder, type Stem} from './scanner.ts';
import {namesInLook} from './stem-look.ts';
import {TagMemory} from './tag-memory.ts';
import {isSystemError, reasonOf, systemReason} from './system-error.ts';

/** What holds for the whole root, told whenever a check ended. */
export interface RootFacts {
	readonly config: Config;
	readonly problems: readonly Problem[];
	/** What model_registry.json says beyond the sidecars; the same object as long as it says the same. */
	readonly exchange?: IndexedExchange;
	/** Model folders that cannot be read now, with a `/` at the end. */
	readonly stalePrefixes: readonly string[];
	/** Free bytes for this user on the disk of the root. */
	readonly freeBytes?: number;
}

export interface IndexerSink {
	readonly total?: (models: number) => void;
	/** Models that are new or changed, as JSON texts, those of one stem separated by tabs. */
	readonly changed: (models: readonly Uint8Array[]) => void | Promise<void>;
	readonly removed: (keys: readonly string[]) => void;
	readonly facts: (facts: RootFacts) => void;
	/** What the journal knows anew of the tags of models, by key. */
	readonly histories: (histories: ReadonlyMap<string, TagHistory>) => void;
}

export interface IndexerOptions {
	/** Absolute and real. */
	readonly root: string;
	readonly env: NodeJS.ProcessEnv;
	readonly clock: () => number;
	readonly sink: IndexerSink;
}

const batchSize = 500;
/** More names than this in one hint are looked at as a whole folder. */
const mostHintedNames = 100;

export class Indexer {
	readonly #options: IndexerOptions;
	readonly #index: Index;
	readonly #changed: Uint8Array[] = [];
	readonly #removed: string[] = [];
	#folders: readonly ModelFolder[] = [];
	#config: Config = defaultConfig;
	#configProblem: Problem | undefined;
	readonly #folderProblems = new Map<string, Problem>();
	/** Single names that the disk failed on. */
	readonly #stemProblems = new Map<string, Problem>();
	#rootProblems: readonly Problem[] = [];
	#exchangeError: string | undefined;
	/** The ids that model_registry.json says more of than the sidecars, of the reading that it belongs to. */
	#exchangeIds: {readonly of: IndexedExchange | undefined; readonly ids: ReadonlySet<string>} = {of: undefined, ids: new Set()};
	readonly #restless = new Map<string, Set<string>>();
	readonly #overwritten: OverwrittenStems;
	/** When the names of a model folder last changed, as of their last reading. */
	readonly #folderTimes = new Map<string, number | undefined>();
	readonly #tagMemory: TagMemory;
	#unsaved = false;

	constructor(options: IndexerOptions) {
		this.#options = options;
		this.#tagMemory = new TagMemory(options.root);
		this.#overwritten = new OverwrittenStems(new RememberedNames(options.root));
		this.#index = openIndex(options.root, options.env, {onTotal: options.sink.total, onModels: options.sink.changed});
	}

	get folders(): readonly ModelFolder[] {
		return this.#folders;
	}

	/** The index on disk is behind. */
	get isUnsaved(): boolean {
		return this.#unsaved;
	}

	/** Stems that are being written and want another look. */
	get hasRestless(): boolean {
		return this.#restless.size > 0;
	}

	/** Tells what the index holds. */
	async load(): Promise<void> {
		await this.#index.db.read();
		this.#unsaved = this.#index.trouble() !== undefined;
		for (const [path, stems] of this.#data.folders) {
			for (const [stem, {restless, overwrote}] of stems) {
				if (restless) setIn(this.#restless, {path, stem}, true);
				if (overwrote) this.#overwritten.set({path, stem}, true);
			}
		}
	}

	/** model_registry.json is to be compared again with the sidecars. */
	get isExchangeDue(): boolean {
		return this.#data.exchange !== undefined && this.#data.exchangeDue;
	}

	/** True while a young sidecar that cannot be parsed is given time. */
	get hasUnsettled(): boolean {
		return [...this.#restless].some(([path, stems]) =>
			[...stems].some(stem => {
				const indexed = this.#data.folders.get(path)?.get(stem);
				return indexed !== undefined && foundIn(indexed).some(model => model.state === 'unreadable');
			}),
		);
	}

	/** Writes the index if it changed. @returns the problem where it cannot be written: nothing is lost but time */
	async save(): Promise<Problem | undefined> {
		if (!this.#unsaved) return undefined;
		this.#unsaved = false;
		try {
			await this.#index.db.write();
			return undefined;
		} catch (error) {
			return {
				kind: 'index',
				path: '',
				message: `The index cannot be kept, so the next start is slower: ${isSystemError(error) ? reasonOf(error) : (error as Error).message.replace(/\.$/, '')}.`,
			};
		}
	}

	/** Reads the config; the next check goes by it. */
	async readConfig(): Promise<void> {
		const {config, problem} = await readConfig(this.#options.root);
		this.#config = config;
		this.#configProblem = problem;
	}

	/**
	 * The full check: every folder, every name, every signature. What it yields is how many models it has seen, so that its caller may breathe.
	 *
	 * @param deep look into folder artifacts even where nothing tells that they changed
	 */
	*check(deep = false): Generator<number> {
		const {root} = this.#options;
		const found = this.#findFolders(this.#config);
		this.#rootProblems = [...(this.#configProblem ? [this.#configProblem] : []), ...found.problems, ...historyProblems(root, found.folders)];
		this.#dropFoldersExcept(new Set([...found.folders.map(folder => folder.path), ...found.hidden]));
		this.#folders = found.folders;
		this.readJournal();
		let seen = 0;
		for (const folder of found.folders) {
			for (const count of this.#checkFolder(folder, deep)) yield seen + count;
			seen += this.#data.folders.get(folder.path)?.size ?? 0;
		}
		this.#followRemembered();
		this.#flush();
		yield seen;
		this.checkExchange();
		// What was done here meanwhile says whether model_registry.json is only behind.
		this.readJournal();
		this.tellFacts();
	}

	/** Tells what the journal knows anew. */
	readJournal(): void {
		const histories = this.#tagMemory.read();
		if (histories.size > 0) this.#options.sink.histories(histories);
	}

	/** Reads model_registry.json again if it changed, or if sidecars lost what it may still have. */
	checkExchange(): void {
		const {root} = this.#options;
		let signature;
		try {
			signature = exchangeSignature(root);
		} catch (error) {
			this.#exchangeError = systemReason(error);
			return;
		}
		const before = this.#data.exchange;
		if (!signature) {
			this.#exchangeError = undefined;
			if (before) [this.#data.exchange, this.#unsaved] = [undefined, true];
			return;
		}
		const same = before?.signature.mtime_ns === signature.mtime_ns && before.signature.inode === signature.inode && before.signature.size === signature.size;
		if (same && !this.#data.exchangeDue && this.#exchangeError === undefined) return;
		const reading = readExchange(root, entryModels(root, this.#data.folders));
		this.#data.exchangeDue = false;
		if ('error' in reading) {
			// What was good before stays until it can be read again.
			this.#exchangeError = reading.error;
			return;
		}
		this.#exchangeError = undefined;
		this.#data.exchange = {signature, ...reading.ok};
		this.#unsaved = true;
	}

	/** Looks at single names of a folder, and at what they pair with. */
	hint(folderPath: string, names: readonly string[]): void {
		const folder = this.#folders.find(known => known.path === folderPath);
		if (!folder) return;
		if (names.length > mostHintedNames) this.recheckFolder(folder);
		else {
			for (const stem of new Set(names.map(stemOf))) {
				this.#lookAround(
					folder,
					stem,
					names.filter(name => stemOf(name) === stem),
				);
			}
		}
		this.#followRemembered();
		this.#flush();
	}

	/** Checks one folder to the end. */
	recheckFolder(folder: ModelFolder): void {
		for (const _ of this.#checkFolder(folder, false));
		this.#followRemembered();
		this.#flush();
	}

	/** Checks the folders whose own time changed since their names were read, and histories that are waited for: these give no event of their own. */
	lookAtChangedFolders(): void {
		for (const folder of this.#folders) {
			if (this.#folderTimes.get(folder.path) !== folderTime(this.#options.root, folder)) this.recheckFolder(folder);
		}
		this.#followRemembered();
		this.#flush();
	}

	/** Looks again at all that is being written. */
	lookAtRestless(): void {
		for (const [path, stems] of [...this.#restless]) {
			const folder = this.#folders.find(known => known.path === path);
			for (const stem of [...stems]) {
				if (folder) this.#lookAround(folder, stem, []);
				else setIn(this.#restless, {path, stem}, false);
			}
		}
		this.#flush();
	}

	/** Tells the sink what holds for the root. */
	tellFacts(): void {
		this.#options.sink.facts({
			config: this.#config,
			// One folder that cannot be read may hide several: it is one problem.
			problems: [...new Set([...this.#rootProblems, ...this.#folderProblems.values(), ...this.#stemProblems.values()]), ...this.#fileProblems()],
			exchange: this.#data.exchange,
			stalePrefixes: [...this.#folderProblems.keys()].map(path => `${path}/`),
			freeBytes: freeBytesOf(this.#options.root),
		});
	}

	get #data(): IndexData {
		return this.#index.db.data;
	}

	#fileProblems(): Problem[] {
		const trouble = this.#index.trouble();
		return [
			...(trouble === undefined ? [] : [{kind: 'index' as const, path: '', message: `The index was built anew: ${trouble}.`}]),
			...(this.#exchangeError === undefined
				? []
				: [
						{
							kind: 'unreadable-registry' as const,
							path: 'model_registry.json',
							message: `It cannot be used: ${this.#exchangeError}. The sidecars are; tags that stand only in it are not shown.`,
						},
					]),
		];
	}

	/** The model folders of now, and those that were known and stay although they cannot be found. */
	#findFolders(config: Config): {folders: readonly ModelFolder[]; problems: readonly Problem[]; hidden: readonly string[]} {
		try {
			const found = findModelFolders(this.#options.root, config.modelFolders);
			// A folder that cannot be read may hide model folders that were known: they stay, as stale.
			const hidden: string[] = [];
			for (const path of this.#data.folders.keys()) {
				const problem = found.problems.find(problem => problem.path === '' || `${path}/`.startsWith(`${problem.path}/`));
				if (!problem) continue;
				this.#folderProblems.set(path, problem);
				hidden.push(path);
			}
			return {...found, hidden};
		} catch (error) {
			return {
				folders: this.#folders,
				problems: [{kind: 'unreadable-folder', path: '', message: `The registry cannot be read: ${systemReason(error)}.`}],
				hidden: [...this.#data.folders.keys()],
			};
		}
	}

	#dropFoldersExcept(paths: ReadonlySet<string>): void {
		for (const [path, stems] of this.#data.folders) {
			if (paths.has(path)) continue;
			for (const indexed of stems.values()) this.#removed.push(...keysOf(indexed));
			this.#data.folders.delete(path);
			this.#restless.delete(path);
			this.#overwritten.dropFolder(path);
			this.#folderProblems.delete(path);
			this.#forgetStemProblems(path, new Map());
			[this.#unsaved, this.#data.exchangeDue] = [true, true];
		}
	}

	*#checkFolder(folder: ModelFolder, deep: boolean): Generator<number> {
		const known = this.#stemsOf(folder.path);
		this.#folderTimes.set(folder.path, folderTime(this.#options.root, folder));
		let names: Map<string, string[]>;
		try {
			names = stemsIn(this.#options.root, folder);
		} catch (error) {
			this.#folderProblems.set(folder.path, unreadableFolder(folder, error));
			this.#forgetStemProblems(folder.path, new Map());
			return;
		}
		this.#folderProblems.delete(folder.path);
		let seen = 0;
		for (const [stem, stemNames] of names) {
			this.#look(folder, stem, stemNames, deep);
			if (++seen % batchSize === 0) {
				this.#flush();
				yield seen;
			}
		}
		for (const stem of [...known.keys()]) if (!names.has(stem)) this.#forget(folder.path, stem);
		this.#forgetStemProblems(folder.path, names);
		yield seen;
	}

	/** Forgets what was wrong with names of a folder that are not there any more. */
	#forgetStemProblems(path: string, names: ReadonlyMap<string, unknown>): void {
		for (const problem of [...this.#stemProblems.keys()]) {
			if (problem.startsWith(`${path}/`) && !names.has(problem.slice(path.length + 1))) this.#stemProblems.delete(problem);
		}
	}

	#lookAround(folder: ModelFolder, stem: string, hinted: readonly string[]): void {
		const known = this.#stemsOf(folder.path).get(stem);
		const bases = new Set([stem, ...hinted.map(name => name.replace(/\.json$/, ''))]);
		const partners = [...bases].flatMap(base => [base, `${base}.json`, ...modelExtensions.map(extension => `${base}.${extension}`)]);
		this.#look(
			folder,
			stem,
			[...new Set([...hinted, ...partners, ...namesInLook(known?.look ?? '')])].filter(name => !isNobodys(name)),
			false,
		);
	}

	#look(folder: ModelFolder, stem: string, names: readonly string[], deep: boolean): void {
		const {root, clock} = this.#options;
		let seen: Stem | 'unchanged' | undefined;
		try {
			seen = lookAtStem(folder, stem, names, {root, now: clock(), deep, known: stem => this.#knownStem(folder.path, stem)});
		} catch (error) {
			// One name that the disk fails on costs its own row: what was known of it stays.
			this.#stemProblems.set(`${folder.path}/${stem}`, {
				kind: 'unreadable-artifact',
				path: `${folder.path}/${stem}`,
				message: `It cannot be looked at: ${systemReason(error)}.`,
			});
			return;
		}
		this.#stemProblems.delete(`${folder.path}/${stem}`);
		if (seen === 'unchanged') return;
		if (!seen || seen.models.length === 0) this.#forget(folder.path, stem);
		else this.#remember(folder.path, stem, seen);
	}

	#knownStem(path: string, stem: string): KnownStem | undefined {
		const indexed = this.#data.folders.get(path)?.get(stem);
		if (!indexed) return undefined;
		const {look, directoryModifiedAt, restless, live} = indexed;
		return {look, directoryModifiedAt, restless, live, models: () => foundIn(indexed)};
	}

	#remember(path: string, stem: string, seen: Stem): void {
		const stems = this.#stemsOf(path);
		const before = stems.get(stem);
		const built = seen.models.map(found => ({found, model: buildModel(found)}));
		const models = encodeFound(built.map(({found, model}) => ({...found, search: model.search})));
		const times = seen.models.map(found => (found.artifact?.kind === 'directory' ? found.artifact.modifiedAt : -Infinity));
		const newest = Math.max(...times);
		const keys = seen.models.map(found => found.key);
		const ids = built.map(({model}) => model.id);
		const previous = before && bytesOf(before);
		const same = previous?.equals(models) === true;
		const indexed: IndexedStem = {
			look: seen.look,
			time: Math.max(...built.map(({model}) => model.time)),
			directoryModifiedAt: Number.isFinite(newest) ? newest : undefined,
			restless: seen.restless,
			overwrote: seen.models.some(({overwrote}) => overwrote !== undefined),
			live: true,
			keys: keys.join('\0'),
			ids: packIds(keys, ids),
			...(before && same ? {source: before.source, at: before.at, length: before.length} : this.#index.keep(models)),
		};
		stems.set(stem, indexed);
		setIn(this.#restless, {path, stem}, indexed.restless);
		this.#overwritten.set({path, stem}, indexed.overwrote);
		if (same) return;
		this.#unsaved = true;
		this.#changed.push(models);
		if ([...ids, ...keys].some(name => this.#isInExchange(name))) this.#data.exchangeDue = true;
		if (!before || !previous) return;
		this.#removed.push(...keysOf(before).filter(key => !keys.includes(key)));
		if (this.#data.exchange && losesWords(decodeFound(previous), seen.models)) this.#data.exchangeDue = true;
	}

	/** True where model_registry.json says more of an id or a key than the sidecars did. */
	#isInExchange(name: string): boolean {
		const {exchange} = this.#data;
		if (this.#exchangeIds.of !== exchange) {
			this.#exchangeIds = {
				of: exchange,
				ids: new Set([...(exchange?.extras ?? []).flatMap(([key, , name]) => [key, name]), ...(exchange?.missing ?? []).map(found => found.key)]),
			};
		}
		return this.#exchangeIds.ids.has(name);
	}

	#forget(path: string, stem: string): void {
		const stems = this.#stemsOf(path);
		const before = stems.get(stem);
		if (!before) return;
		stems.delete(stem);
		setIn(this.#restless, {path, stem}, false);
		this.#overwritten.set({path, stem}, false);
		this.#removed.push(...keysOf(before));
		[this.#unsaved, this.#data.exchangeDue] = [true, true];
	}

	#stemsOf(path: string): Map<string, IndexedStem> {
		let stems = this.#data.folders.get(path);
		if (!stems) this.#data.folders.set(path, (stems = new Map<string, IndexedStem>()));
		return stems;
	}

	/** Hides the overwritten trainings that the training histories know, and shows those that they do not know any more. */
	#followRemembered(): void {
		const folderOf = (path: string) => this.#folders.find(folder => folder.path === path)?.folder;
		const known = ({path, stem}: {readonly path: string; readonly stem: string}) => {
			const indexed = this.#stemsOf(path).get(stem);
			return indexed ? foundIn(indexed) : [];
		};
		for (const {path, stem, models} of this.#overwritten.changed(folderOf, known)) {
			const indexed = this.#stemsOf(path).get(stem);
			if (!indexed) continue;
			const bytes = encodeFound(models);
			this.#stemsOf(path).set(stem, {...indexed, ...this.#index.keep(bytes)});
			this.#changed.push(bytes);
			this.#unsaved = true;
		}
	}

	#flush(): void {
		if (this.#removed.length > 0) this.#options.sink.removed(this.#removed.splice(0));
		if (this.#changed.length > 0) void this.#options.sink.changed(this.#changed.splice(0));
	}
}

function folderTime(root: string, folder: ModelFolder): number | undefined {
	try {
		return fs.statSync(systemPath(`${root}/${folder.path}`), {throwIfNoEntry: false})?.mtimeMs;
	} catch {
		// The full check says what is wrong with it.
		return undefined;
	}
}

function freeBytesOf(root: string): number | undefined {
	try {
		const {bavail, bsize} = fs.statfsSync(root);
		return bavail * bsize;
	} catch {
		// The disk does not say; the header then says nothing either.
		return undefined;
	}
}
