/** Follows which overwritten trainings stand in the training histories: those are not told, and told again when they go from there. */

import {buildModel, type FoundModel} from './domain/build-model.ts';
import {rememberedName} from './domain/overwritten.ts';
import type {RememberedNames} from './remembered-names.ts';

/** A stem of a model folder. */
interface Place {
	/** Of the model folder, relative to the root. */
	readonly path: string;
	readonly stem: string;
}

type Stems = Map<string, Set<string>>;

export class OverwrittenStems {
	/** By model folder the stems whose models have overwritten a training. */
	readonly #all: Stems = new Map();
	/** Those of them that were not judged yet. */
	readonly #fresh: Stems = new Map();
	/** By model folder the names by which the others were judged. */
	readonly #judgedBy = new Map<string, ReadonlySet<string>>();
	readonly #names: RememberedNames;

	constructor(names: RememberedNames) {
		this.#names = names;
	}

	/** What was just seen of a stem. */
	set(place: Place, hasOverwritten: boolean): void {
		for (const stems of [this.#all, this.#fresh]) setIn(stems, place, hasOverwritten);
	}

	/** A model folder that is gone. */
	dropFolder(path: string): void {
		this.#all.delete(path);
		this.#fresh.delete(path);
		this.#judgedBy.delete(path);
	}

	/**
	 * The models of which another thing holds now.
	 *
	 * @param folderOf the algorithm folder of a model folder, relative to the root; undefined where it cannot be read now
	 * @param foundIn what is known of the models of a stem
	 */
	*changed(
		folderOf: (path: string) => string | undefined,
		foundIn: (place: Place) => readonly FoundModel[],
	): Generator<Place & {readonly models: readonly FoundModel[]}> {
		for (const [path, all] of this.#all) {
			const folder = folderOf(path);
			if (folder === undefined) continue;
			const names = this.#names.in(folder);
			// What was known of it stands until it can be read.
			if (!names) continue;
			const due = this.#judgedBy.get(path) === names ? this.#fresh.get(path) : all;
			this.#judgedBy.set(path, names);
			for (const stem of [...(due ?? [])]) {
				const models = foundIn({path, stem});
				const judged = models.map(model => judgedBy(names, model));
				if (judged.some((model, index) => model !== models[index])) yield {path, stem, models: judged};
			}
			this.#fresh.delete(path);
		}
	}
}

/** The same model where nothing changes. */
function judgedBy(names: ReadonlySet<string>, model: FoundModel): FoundModel {
	const name = model.overwrote && rememberedName(buildModel(model).id, model.overwrote);
	const isKnown = name !== undefined && names.has(name);
	if (isKnown === (model.isRemembered === true)) return model;
	const {isRemembered: _, ...rest} = model;
	return isKnown ? {...rest, isRemembered: true} : rest;
}

/** Stems by their model folder: takes one in or out. */
export function setIn(marked: Stems, {path, stem}: Place, isIn: boolean): void {
	const stems = marked.get(path);
	if (isIn) marked.set(path, (stems ?? new Set()).add(stem));
	else if (stems?.delete(stem) && stems.size === 0) marked.delete(path);
}
