/** Which models vanished without this program: what left is compared with what came, so that a rename, a disk that is mounted again and our own moves are told from a loss. */

import {foundIn} from './indexed-stem.ts';
import {keysOf, type GoneStem, type IndexData, type IndexedStem} from './index-file.ts';
import type {FoundModel} from './domain/build-model.ts';
import {own} from './domain/json.ts';
import type {OwnMoves} from './own-moves.ts';
import type {Stem} from './scanner.ts';
import {filesInLook, type LookedFile} from './stem-look.ts';

/** A stem of a model folder. */
export interface StemPlace {
	/** Of the model folder, relative to the root. */
	readonly path: string;
	readonly stem: string;
}

/** How what is gone changed since it was last told. */
export interface GoneChange {
	/** By the time when they vanished. */
	readonly came: readonly GoneStem[];
	/** Keys of models that came back, were dismissed, or are not remembered any more. */
	readonly over: readonly string[];
	/** How many vanished that are not remembered one by one. */
	readonly more: number;
}

/** So many stems are remembered one by one, those that vanished last; of others only how many they were. Each is some hundred bytes in memory. */
const most = 5_000;

/** What is known of a file that left: a model that it belonged to, and the stem that vanished with it. */
interface Left {
	readonly model: () => FoundModel | undefined;
	readonly id?: string;
}

/** What is told of a stem that came under another name before its old one was missed. */
export type OnRenamed = (place: StemPlace, firstSeen: number | undefined) => void;

export class GoneStems {
	readonly #data: () => IndexData;
	readonly #moves: OwnMoves;
	/** Vanished stems that were not judged yet. */
	readonly #pending = new Map<string, StemPlace & {readonly indexed: IndexedStem}>();
	/** By their signs the files that left, and the stems of those that came: since the check before last, as the other half of a rename is seen by then. */
	#left = new Map<string, Left>();
	#leftBefore = new Map<string, Left>();
	#came = new Map<string, StemPlace>();
	#cameBefore = new Map<string, StemPlace>();
	/** By the signs of their files the ids of what is gone, or was; made when it is asked for. */
	#signs: Map<string, string> | undefined;
	#toldCame = new Set<GoneStem>();
	#dismissedAt = -Infinity;
	#toldOver: string[] = [];
	#hasChanged = false;

	constructor(data: () => IndexData, moves: OwnMoves) {
		this.#data = data;
		this.#moves = moves;
	}

	/** What is known of a stem that is gone. */
	at(place: StemPlace): GoneStem | undefined {
		return this.#data().gone.get(idOf(place));
	}

	/** The files of a stem are not there any more; whether they vanished is judged by `settle`. */
	vanished(place: StemPlace, indexed: IndexedStem): void {
		const id = idOf(place);
		this.#pending.set(id, {...place, indexed});
		for (const {sign} of filesInLook(indexed.look)) this.#left.set(sign, {model: () => modelIn(indexed), id});
	}

	/** Files left their stem: they may come under another name. */
	leave(files: readonly LookedFile[], model: Left['model']): void {
		for (const {sign} of files) this.#left.set(sign, {model});
	}

	/** The stem under which one of these files came, which are missed under other names now. @param model that they belonged to */
	placeOf(files: readonly LookedFile[], model: FoundModel | undefined): StemPlace | undefined {
		for (const {sign} of files) {
			const place = this.#came.get(sign) ?? this.#cameBefore.get(sign);
			const indexed = place && this.#data().folders.get(place.path)?.get(place.stem);
			if (place && indexed && mayBeSame(model, modelIn(indexed))) return place;
		}
		return undefined;
	}

	/** A stem came that was not known. @returns since when its models are known; undefined: since they were made */
	arrival(place: StemPlace, {look, models}: Pick<Stem, 'look' | 'models'>, now: number): number | undefined {
		const data = this.#data();
		if (!data.isWhole) return undefined;
		const files = filesInLook(look);
		for (const {sign} of files) this.#came.set(sign, place);
		const before = this.#renamedFrom(files, models[0]);
		if (before) return before.firstSeen;
		if (this.#moves.broughtBackAny(place.path, look)) return undefined;
		const {goneMore} = data;
		if (!goneMore || Math.max(...files.map(({changedAt}) => changedAt)) > goneMore.at) return now;
		// Older than what vanished and was too much to remember: it is some of that.
		data.goneMore = goneMore.count > 1 ? {...goneMore, count: goneMore.count - 1} : undefined;
		this.#hasChanged = true;
		return undefined;
	}

	/** It is there again. */
	back(place: StemPlace): void {
		this.#drop(idOf(place));
	}

	/** All that vanished until then is known to the user: it is told no more, and known only for when it comes back. @param at milliseconds since 1970 */
	dismiss(at: number): void {
		if (at <= this.#dismissedAt) return;
		const data = this.#data();
		for (const stem of data.gone.values()) {
			if (stem.goneAt <= this.#dismissedAt || stem.goneAt > at) continue;
			if (!this.#toldCame.delete(stem)) this.#toldOver.push(...keysOf(stem));
			this.#hasChanged = true;
		}
		this.#dismissedAt = at;
		if (data.goneMore && data.goneMore.at <= at) [data.goneMore, this.#hasChanged] = [undefined, true];
	}

	/** Judges what vanished. @param onRenamed told of what came before it was missed under its old name */
	settle(now: number, onRenamed: OnRenamed): void {
		for (const [id, {path, stem, indexed}] of this.#pending) {
			this.#pending.delete(id);
			if (this.#data().folders.get(path)?.has(stem) === true) continue;
			const model = modelIn(indexed);
			const renamed = this.placeOf(filesInLook(indexed.look), model);
			if (renamed) onRenamed(renamed, model?.firstSeen);
			else if (!this.#moves.tookAny(path, indexed.look) && foundIn(indexed).some(isLoss)) this.#keep(id, {...indexed, path, stem, goneAt: now});
		}
	}

	/** A check ended: what left before the last one came under no other name. */
	checked(): void {
		[this.#leftBefore, this.#left] = [this.#left, new Map<string, Left>()];
		[this.#cameBefore, this.#came] = [this.#came, new Map<string, StemPlace>()];
	}

	/** What changed since this was last asked; undefined: nothing. */
	changes(): GoneChange | undefined {
		if (!this.#hasChanged) return undefined;
		const change = {came: [...this.#toldCame], over: this.#toldOver, more: this.#data().goneMore?.count ?? 0};
		[this.#toldCame, this.#toldOver, this.#hasChanged] = [new Set(), [], false];
		return change;
	}

	/** All of it is to be told. */
	loaded(): void {
		const {gone, goneMore} = this.#data();
		this.#toldCame = new Set([...gone.values()].filter(({goneAt}) => goneAt > this.#dismissedAt));
		this.#hasChanged = gone.size > 0 || goneMore !== undefined;
	}

	/** The model that a stem was under another name. */
	#renamedFrom(files: readonly LookedFile[], now: FoundModel | undefined): FoundModel | undefined {
		for (const {sign} of files) {
			const left = this.#left.get(sign) ?? this.#leftBefore.get(sign);
			const id = left?.id ?? this.#goneBySign(sign);
			const gone = id === undefined ? undefined : (this.#pending.get(id)?.indexed ?? this.#data().gone.get(id));
			const model = left?.model() ?? (gone && modelIn(gone));
			if (!model || !mayBeSame(model, now)) continue;
			if (id !== undefined) {
				this.#pending.delete(id);
				this.#drop(id);
			}
			return model;
		}
		return undefined;
	}

	#goneBySign(sign: string): string | undefined {
		const {gone} = this.#data();
		if (gone.size === 0) return undefined;
		this.#signs ??= new Map([...gone].flatMap(([id, {look}]) => filesInLook(look).map(file => [file.sign, id] as const)));
		const id = this.#signs.get(sign);
		return id !== undefined && gone.has(id) ? id : undefined;
	}

	#keep(id: string, stem: GoneStem): void {
		const data = this.#data();
		data.gone.set(id, stem);
		this.#toldCame.add(stem);
		for (const {sign} of this.#signs ? filesInLook(stem.look) : []) this.#signs?.set(sign, id);
		this.#hasChanged = true;
		const [oldest] = data.gone.size > most ? data.gone.keys() : [];
		if (oldest === undefined) return;
		const {goneAt} = data.gone.get(oldest) ?? stem;
		this.#drop(oldest);
		data.goneMore = {count: (data.goneMore?.count ?? 0) + 1, at: Math.max(goneAt, data.goneMore?.at ?? goneAt)};
	}

	#drop(id: string): void {
		const {gone} = this.#data();
		const stem = gone.get(id);
		if (!stem) return;
		gone.delete(id);
		if (stem.goneAt > this.#dismissedAt && !this.#toldCame.delete(stem)) this.#toldOver.push(...keysOf(stem));
		this.#hasChanged = true;
	}
}

function idOf({path, stem}: StemPlace): string {
	return `${path}\0${stem}`;
}

function modelIn(indexed: IndexedStem): FoundModel | undefined {
	return foundIn(indexed)[0];
}

/** Systems give the inode of a file that is gone to the next one: where both have a sidecar, it says the same id. */
function mayBeSame(one: FoundModel | undefined, two: FoundModel | undefined): boolean {
	const ids = [one, two].map(model => model && own(model.content, 'model_id'));
	return ids[0] === undefined || ids[1] === undefined || ids[0] === ids[1];
}

/** A file that was being written and nothing described, or a sidecar that nobody could read, is nothing that anybody misses. */
function isLoss({state, growing, artifact, content}: FoundModel): boolean {
	return state === 'untracked' ? !growing : artifact !== undefined || Object.keys(content).length > 0;
}
