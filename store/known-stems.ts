/** What is known of the stems of a root: takes in what was seen of them, and gathers what changed until it is told. */

import type {FoundModel} from './domain/build-model.ts';
import {losesWords} from './exchange-comparison.ts';
import type {FollowedExchange} from './followed-exchange.ts';
import {decodeFound, encodeFound} from './found-codec.ts';
import type {GoneStems, StemPlace} from './gone-stems.ts';
import {keysOf, type IndexedStem} from './index-file.ts';
import {bytesOf, foundIn} from './indexed-stem.ts';
import type {IndexerSink} from './indexer-sink.ts';
import type {KeptIndex} from './kept-index.ts';
import {OverwrittenStems, setIn} from './overwritten-stems.ts';
import {packStem} from './packed-stem.ts';
import {RememberedNames} from './remembered-names.ts';
import type {KnownStem, ModelFolder, Stem} from './scanner.ts';
import {filesInLook, namesInLook} from './stem-look.ts';

export interface KnownStemsOptions {
	/** Absolute and real. */
	readonly root: string;
	readonly index: KeptIndex;
	readonly exchange: FollowedExchange;
	readonly gone: GoneStems;
	readonly clock: () => number;
	readonly sink: Pick<IndexerSink, 'changed' | 'removed'>;
}

/** A stem that is gone and may have come back. */
export interface Returning {
	readonly known: KnownStem;
	/** It is what it was. */
	readonly revive: () => void;
}

export class KnownStems {
	readonly #options: KnownStemsOptions;
	readonly #restless = new Map<string, Set<string>>();
	readonly #overwritten: OverwrittenStems;
	readonly #changed: Uint8Array[] = [];
	readonly #removed: string[] = [];

	constructor(options: KnownStemsOptions) {
		this.#options = options;
		this.#overwritten = new OverwrittenStems(new RememberedNames(options.root));
	}

	/** The index was read. */
	loaded(): void {
		for (const [path, stems] of this.#folders) {
			for (const [stem, {restless, overwrote}] of stems) {
				if (restless) setIn(this.#restless, {path, stem}, true);
				if (overwrote) this.#overwritten.set({path, stem}, true);
			}
		}
	}

	/** The stems of a model folder. */
	in(path: string): ReadonlyMap<string, IndexedStem> {
		return this.#stemsOf(path);
	}

	/** What a look needs of a stem. */
	known({path, stem}: StemPlace): KnownStem | undefined {
		const indexed = this.#folders.get(path)?.get(stem);
		if (!indexed) return undefined;
		const {look, directoryModifiedAt, restless, live} = indexed;
		return {look, directoryModifiedAt, restless, live, models: () => foundIn(indexed)};
	}

	/** What was known of a stem that is gone, where it may have come back. */
	returning({path, stem}: StemPlace): Returning | undefined {
		const {gone: goneStems, index} = this.#options;
		const gone = this.#folders.get(path)?.has(stem) === true ? undefined : goneStems.at({path, stem});
		const bytes = gone && bytesOf(gone);
		if (!gone || !bytes) return undefined;
		const {look, directoryModifiedAt} = gone;
		const revive = () => {
			const {path: _path, stem: _stem, goneAt: _goneAt, ...indexed} = gone;
			this.#stemsOf(path).set(stem, indexed);
			this.#overwritten.set({path, stem}, indexed.overwrote);
			goneStems.back({path, stem});
			this.#changed.push(bytes);
			index.cameOrWent();
		};
		return {known: {look, directoryModifiedAt, restless: false, live: false, models: () => foundIn(gone)}, revive};
	}

	/** Takes in what was seen of a stem. */
	remember(place: StemPlace, seen: Stem): void {
		const {index, exchange} = this.#options;
		const stems = this.#stemsOf(place.path);
		const before = stems.get(place.stem);
		const packed = packStem(before ? seen : {...seen, models: this.#arrived(place, seen)});
		const previous = before && bytesOf(before);
		const same = previous?.equals(packed.bytes) === true;
		const indexed = packed.at(before && same ? {source: before.source, at: before.at, length: before.length} : index.keep(packed.bytes));
		stems.set(place.stem, indexed);
		setIn(this.#restless, place, indexed.restless);
		this.#overwritten.set(place, indexed.overwrote);
		if (same) return;
		index.changed();
		this.#changed.push(packed.bytes);
		if (before && before.look !== seen.look) this.#leave(before, before.look, seen.look);
		if ([...packed.ids, ...packed.keys].some(name => exchange.names(name))) exchange.makeDue();
		if (!before || !previous) return;
		this.#removed.push(...keysOf(before).filter(key => !packed.keys.includes(key)));
		if (exchange.said && losesWords(decodeFound(previous), seen.models)) exchange.makeDue();
	}

	/** There is no model in a stem. @param isGone none of its files is there any more */
	forget(place: StemPlace, {isGone}: {readonly isGone: boolean}): void {
		const stems = this.#stemsOf(place.path);
		const before = stems.get(place.stem);
		if (!before) return;
		stems.delete(place.stem);
		setIn(this.#restless, place, false);
		this.#overwritten.set(place, false);
		this.#removed.push(...keysOf(before));
		if (isGone) this.#options.gone.vanished(place, before);
		this.#options.index.cameOrWent();
	}

	/** Forgets a model folder. @param isThere it is only looked for no more, and has lost nothing */
	dropFolder(path: string, {isThere}: {readonly isThere: boolean}): void {
		for (const [stem, indexed] of this.#stemsOf(path)) {
			this.#removed.push(...keysOf(indexed));
			if (isThere) this.#leave(indexed, indexed.look);
			else this.#options.gone.vanished({path, stem}, indexed);
		}
		this.#folders.delete(path);
		this.#restless.delete(path);
		this.#overwritten.dropFolder(path);
		this.#options.index.cameOrWent();
	}

	/** Stems that are being written and want another look. */
	get restless(): readonly StemPlace[] {
		return [...this.#restless].flatMap(([path, stems]) => [...stems].map(stem => ({path, stem})));
	}

	/** It wants no other look. */
	calm(place: StemPlace): void {
		setIn(this.#restless, place, false);
	}

	/** True while a young sidecar that cannot be parsed is given time. */
	get hasUnsettled(): boolean {
		return this.restless.some(({path, stem}) => {
			const indexed = this.#folders.get(path)?.get(stem);
			return indexed !== undefined && foundIn(indexed).some(model => model.state === 'unreadable');
		});
	}

	/** What belongs together was looked at: what is remembered, what was renamed and what vanished is judged, and what changed is told. */
	settle(folders: readonly ModelFolder[]): void {
		this.#followRemembered(folders);
		this.#options.gone.settle(this.#options.clock(), (place, firstSeen) => this.#setFirstSeen(place, firstSeen));
		this.flush();
	}

	/** Tells what changed. */
	flush(): void {
		const {sink} = this.#options;
		if (this.#removed.length > 0) sink.removed(this.#removed.splice(0));
		if (this.#changed.length > 0) void sink.changed(this.#changed.splice(0));
	}

	get #folders(): Map<string, Map<string, IndexedStem>> {
		return this.#options.index.data.folders;
	}

	#stemsOf(path: string): Map<string, IndexedStem> {
		let stems = this.#folders.get(path);
		if (!stems) this.#folders.set(path, (stems = new Map<string, IndexedStem>()));
		return stems;
	}

	/** The models of a stem that was not known, with when they came. */
	#arrived(place: StemPlace, {look, models}: Stem): Stem['models'] {
		const {gone, clock} = this.#options;
		if (gone.at(place)) {
			gone.back(place);
			return models;
		}
		const firstSeen = gone.arrival(place, {look, models}, clock());
		return firstSeen === undefined ? models : models.map(found => ({...found, firstSeen}));
	}

	/** Files of a stem are not there any more, or not looked at: they may be there under other names. @param now the look of those that stayed */
	#leave(indexed: IndexedStem, look: string, now = ''): void {
		const {gone, index} = this.#options;
		if (!index.data.isWhole) return;
		const stayed = new Set(namesInLook(now));
		const left = filesInLook(look).filter(({name}) => !stayed.has(name));
		if (left.length === 0) return;
		const model = () => foundIn(indexed)[0];
		const renamed = gone.placeOf(left, model());
		if (renamed) this.#setFirstSeen(renamed, model()?.firstSeen);
		else gone.leave(left, model);
	}

	/** What came turned out to be a model that was known under another name. */
	#setFirstSeen({path, stem}: StemPlace, firstSeen: number | undefined): void {
		const indexed = this.#folders.get(path)?.get(stem);
		if (!indexed) return;
		this.#retell(
			{path, stem},
			foundIn(indexed).map(({firstSeen: _, ...found}) => (firstSeen === undefined ? found : {...found, firstSeen})),
		);
	}

	/** Hides the overwritten trainings that the training histories know, and shows those that they do not know any more. */
	#followRemembered(folders: readonly ModelFolder[]): void {
		const folderOf = (path: string) => folders.find(folder => folder.path === path)?.folder;
		const known = ({path, stem}: StemPlace) => {
			const indexed = this.#stemsOf(path).get(stem);
			return indexed ? foundIn(indexed) : [];
		};
		for (const {path, stem, models} of this.#overwritten.changed(folderOf, known)) this.#retell({path, stem}, models);
	}

	/** Says anew what is known of a stem. */
	#retell({path, stem}: StemPlace, models: readonly FoundModel[]): void {
		const {index} = this.#options;
		const indexed = this.#folders.get(path)?.get(stem);
		if (!indexed || models.length === 0) return;
		const bytes = encodeFound(models);
		this.#stemsOf(path).set(stem, {...indexed, ...index.keep(bytes)});
		this.#changed.push(bytes);
		index.changed();
	}
}
