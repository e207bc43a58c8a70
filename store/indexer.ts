/** Keeps what is known of a root in step with its files: loads the index, checks all of it, looks at single names, and tells what changed. */

import fs from 'node:fs';
import {readConfig} from './config-file.ts';
import {defaultConfig, type Config} from './domain/config.ts';
import type {Problem} from './domain/problem.ts';
import {FolderLooks} from './folder-looks.ts';
import {FollowedExchange} from './followed-exchange.ts';
import {dismissedAt} from './gone-dismissal.ts';
import {GoneStems} from './gone-stems.ts';
import {historyProblems} from './history-file.ts';
import {goneModels, type IndexerSink} from './indexer-sink.ts';
import {KeptIndex} from './kept-index.ts';
import {isFolderThere, searchFolders} from './known-folders.ts';
import {KnownStems} from './known-stems.ts';
import {LookProblems} from './look-problems.ts';
import {OwnMoves} from './own-moves.ts';
import type {ModelFolder} from './scanner.ts';
import {TagMemory} from './tag-memory.ts';

export interface IndexerOptions {
	/** Absolute and real. */
	readonly root: string;
	readonly env: NodeJS.ProcessEnv;
	readonly clock: () => number;
	readonly sink: IndexerSink;
}

/** More names than this in one hint are looked at as a whole folder. */
const mostHintedNames = 100;

export class Indexer {
	readonly #options: IndexerOptions;
	readonly #index: KeptIndex;
	readonly #exchange: FollowedExchange;
	readonly #gone: GoneStems;
	readonly #stems: KnownStems;
	readonly #problems = new LookProblems();
	readonly #looks: FolderLooks;
	readonly #tagMemory: TagMemory;
	#folders: readonly ModelFolder[] = [];
	#config: Config = defaultConfig;
	#configProblem: Problem | undefined;

	constructor(options: IndexerOptions) {
		const {root, env, clock, sink} = options;
		this.#options = options;
		this.#tagMemory = new TagMemory(root);
		this.#index = new KeptIndex(root, env, {onTotal: sink.total, onModels: sink.changed});
		this.#exchange = new FollowedExchange(root, this.#index);
		this.#gone = new GoneStems(() => this.#index.data, new OwnMoves(root));
		this.#stems = new KnownStems({root, index: this.#index, exchange: this.#exchange, gone: this.#gone, clock, sink});
		this.#looks = new FolderLooks({root, clock, stems: this.#stems, problems: this.#problems});
	}

	/** No model was seen. */
	get isEmpty(): boolean {
		return [...this.#index.data.folders.values()].every(stems => stems.size === 0);
	}

	get folders(): readonly ModelFolder[] {
		return this.#folders;
	}

	/** The index on disk is behind. */
	get isUnsaved(): boolean {
		return this.#index.isUnsaved;
	}

	/** Stems that are being written and want another look. */
	get hasRestless(): boolean {
		return this.#stems.restless.length > 0;
	}

	/** model_registry.json is to be compared again with the sidecars. */
	get isExchangeDue(): boolean {
		return this.#exchange.isDue;
	}

	/** True while a young sidecar that cannot be parsed is given time. */
	get hasUnsettled(): boolean {
		return this.#stems.hasUnsettled;
	}

	/** Tells what the index holds. */
	async load(): Promise<void> {
		await this.#index.read();
		this.#stems.loaded();
		this.#gone.loaded();
		this.#takeDismissal();
		// What was only told is on the disk.
		this.#index.markAsRead();
	}

	/** Writes the index if it changed. @returns the problem where it cannot be written: nothing is lost but time */
	async save(): Promise<Problem | undefined> {
		return this.#index.save();
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
		this.#findFolders();
		this.readJournal();
		this.#takeDismissal();
		let seen = 0;
		for (const folder of this.#folders) {
			for (const count of this.#looks.all(folder, deep)) yield seen + count;
			seen += this.#index.data.folders.get(folder.path)?.size ?? 0;
		}
		this.#settle();
		yield seen;
		this.#gone.checked();
		this.#index.makeWhole();
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
		this.#exchange.check();
	}

	/** Looks at single names of a folder, and at what they pair with. */
	hint(folderPath: string, names: readonly string[]): void {
		const folder = this.#folderAt(folderPath);
		if (!folder) return;
		if (names.length > mostHintedNames) this.recheckFolder(folder);
		else this.#looks.names(folder, names);
		this.#settle();
	}

	/** Checks one folder to the end. */
	recheckFolder(folder: ModelFolder): void {
		for (const _ of this.#looks.all(folder, false));
		this.#settle();
	}

	/** Checks the folders whose own time changed since their names were read, and histories that are waited for: these give no event of their own. */
	lookAtChangedFolders(): void {
		for (const folder of this.#folders) if (this.#looks.hasChanged(folder)) this.recheckFolder(folder);
		this.#settle();
	}

	/** Looks again at all that is being written. */
	lookAtRestless(): void {
		for (const place of this.#stems.restless) {
			const folder = this.#folderAt(place.path);
			if (folder) this.#looks.stem(folder, place.stem);
			else this.#stems.calm(place);
		}
		this.#settle();
	}

	/** Tells the sink what holds for the root. */
	tellFacts(): void {
		const {root, sink} = this.#options;
		sink.facts({
			config: this.#config,
			problems: [...this.#problems.all, ...[this.#index.problem, this.#exchange.problem].filter(problem => problem !== undefined)],
			exchange: this.#exchange.said,
			stalePrefixes: this.#problems.stalePrefixes,
			freeBytes: freeBytesOf(root),
		});
	}

	#folderAt(path: string): ModelFolder | undefined {
		return this.#folders.find(known => known.path === path);
	}

	/** Finds the model folders of now, and drops those that are there no more. */
	#findFolders(): void {
		const {root} = this.#options;
		const known = [...this.#index.data.folders.keys()];
		const {folders, problems, hidden} = searchFolders(root, {globs: this.#config.modelFolders, before: this.#folders, known});
		for (const [path, problem] of hidden) if (problem) this.#problems.setFolder(path, problem);
		this.#problems.setRoot([...(this.#configProblem ? [this.#configProblem] : []), ...problems, ...historyProblems(root, folders)]);
		const stay = new Set([...folders.map(({path}) => path), ...hidden.keys()]);
		for (const path of known.filter(path => !stay.has(path))) {
			this.#stems.dropFolder(path, {isThere: isFolderThere(root, path)});
			this.#problems.dropFolder(path);
		}
		this.#folders = folders;
	}

	/** Takes to heart what the user dismissed, here or in another process. */
	#takeDismissal(): void {
		const {root, env} = this.#options;
		const at = dismissedAt(root, env);
		if (at !== undefined) this.#gone.dismiss(at);
		this.#tellGone();
	}

	/** What belongs together was looked at: it is judged, and all of it told. */
	#settle(): void {
		this.#stems.settle(this.#folders);
		this.#tellGone();
	}

	#tellGone(): void {
		const change = this.#gone.changes();
		if (!change) return;
		this.#index.changed();
		this.#options.sink.gone?.(goneModels(change));
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
