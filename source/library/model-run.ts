/** One training run: its artifact and its sidecar, from a training script. */

import {isObject, own, type JsonObject} from '../../store/domain/json.ts';
import {bothChanges, emptyRun, noChanges, plainObject, tagged, type RunChanges} from '../../store/domain/run-changes.ts';
import {fileWord, localTime} from '../../store/domain/run-id.ts';
import {testResult, type ToldTest} from '../../store/domain/test-result.ts';
import {UserError} from '../../store/domain/user-error.ts';
import type {Writer} from '../../store/journal-writer.ts';
import {readRegistry} from '../../store/read-registry.ts';
import {rootHere, runOf} from '../../store/run-load.ts';
import {nextRunId, reserveId, runPlace, spelledIn} from '../../store/run-place.ts';
import {saveRun, type SaveRequest} from '../../store/run-save.ts';
import {contentWith} from '../../store/run-sidecar.ts';
import {filesOf, keyOf, type RunFiles} from '../../store/run-target.ts';
import {modelLookup} from '../model-lookup.ts';
import {parseTags} from '../tag-words.ts';
import {withSpan, type Span} from './covered-time.ts';
import {shownByAll} from './open-registries.ts';
import {checkFunction, checkNewRun, checkRunOptions, checkTest, checkText, checkTexts, checkTraining, warn} from './run-checks.ts';
import {isWithinWriting, writtenFor} from './run-writing.ts';
import type {NewRunOptions, RunMetadata, RunOptions, SavedModel, TrainingInfo} from './run-types.ts';

interface State {
	readonly writer: Writer;
	readonly algorithm: string;
	readonly run: RunFiles;
	readonly base: SaveRequest['base'];
}

/**
 * A model in the making: what is told of it is kept in memory until `save` writes the artifact and the sidecar.
 *
 * A save is safe: a reader sees the old state or the new one, a killed process leaves no half-written model, and what other programs wrote into the sidecar
 * meanwhile (results, tags, notes, keys of their own) stays.
 *
 * @example
 * import fs from 'node:fs';
 * import {ModelRun} from 'mreg-tui';
 *
 * const run = await ModelRun.create({algorithm: 'mscn', now: () => new Date(2024, 9, 19, 10, 30).getTime()});
 * run.setTrainingInfo({dataset: 'production', hyperparams: {num_epoch: 100}, numQueries: 500});
 * const weights = await run.train(() => 'what was learned');
 * run.addTestResult({dataset: 'production', numQueries: 100, performance: {total_time: 45.23}});
 * run.addTags('experiment');
 * const saved = await run.save(path => fs.writeFileSync(path, weights));
 * console.log(saved.id.slice(0, 20)); // mscn_20241019_103000
 */
export class ModelRun<Loaded = undefined> {
	/** The registry's folder, absolute. */
	readonly root: string;
	/** What `readArtifact` returned; undefined for a new run, and where the artifact is missing. */
	readonly loaded: Loaded | undefined;
	readonly #writer: Writer;
	readonly #algorithm: string;
	#run: RunFiles;
	#base: SaveRequest['base'];
	#changes: RunChanges = noChanges;
	/** What `train` measured, in seconds, since the training was told of, else since the last save; undefined where that was given by hand. */
	#measured: number | undefined = 0;
	#isTold = false;
	/** How often a training was told of, and how many of these were saved with an artifact. */
	#trainings = 0;
	#savedTrainings = 0;
	/** When `train` ran since nothing runs in it, and how often it runs now. */
	#spans: readonly Span[] = [];
	#running = 0;
	#saving: Promise<unknown> = Promise.resolve();

	private constructor({writer, algorithm, run, base}: State, loaded: Loaded | undefined) {
		this.root = writer.root;
		this.loaded = loaded;
		this.#writer = writer;
		this.#algorithm = algorithm;
		this.#run = run;
		this.#base = base;
	}

	/**
	 * Begins a run. Nothing is made on the disk until it is saved.
	 *
	 * Its id is the name and the local time, `mscn_20241019_103000`. Two runs in one second get two ids, as nothing on the disk and no other run of this
	 * process has it; where another process takes it before the save, the run gets `_2` behind it then. An algorithm that has models is spelled as they spell
	 * it: `MSCN` is `mscn`.
	 *
	 * @throws MregError where there is no registry, the name cannot be that of a file, or an option is of a wrong type
	 *
	 * @example
	 * const one = await ModelRun.create({algorithm: 'lero'});
	 * const other = await ModelRun.create({algorithm: 'lero'});
	 * console.log(one.id === other.id); // false
	 */
	static create<Loaded = undefined>(options: NewRunOptions): Promise<ModelRun<Loaded>> {
		return new Promise(resolve => resolve(ModelRun.#begun<Loaded>(options)));
	}

	static #begun<Loaded>(told: NewRunOptions): ModelRun<Loaded> {
		checkNewRun(told);
		const {algorithm, id, ...options} = told;
		const typed = fileWord(algorithm, 'algorithm');
		const writer = writerFor(options);
		const place = runPlace(writer.root, typed);
		const method = spelledIn(place, typed);
		const {name = method} = told;
		const free = nextRunId(place, id === undefined ? {name: fileWord(name, 'run'), at: writer.now()} : fileWord(id, 'run'));
		reserveId(place, free);
		const base: State['base'] = at => emptyRun({id: at.id, algorithm: method, path: at.artifact});
		return new ModelRun<Loaded>({writer, algorithm: method, run: {place, id: free, files: []}, base}, undefined);
	}

	/**
	 * Loads a model, to test it, to train it further, or to change what is said of it.
	 *
	 * Where its artifact is missing, a warning says so on standard error, `readArtifact` is not called, `loaded` is undefined and `isNew` is true: the script
	 * starts anew, and a save with a function writes an artifact in its place.
	 *
	 * @param id as every command takes it: an id, a part of one that no other has, a key, or a version such as `resnet18@best`
	 * @param readArtifact gets the absolute path of the artifact, a file or a folder; what it returns is `loaded`
	 * @throws MregError where no model is called so or its sidecar cannot be read, and whatever `readArtifact` throws
	 *
	 * @example
	 * const run = await ModelRun.load('mscn_20241019_103000', path => fs.readFileSync(path));
	 * console.log(run.isNew, run.metadata.training.dataset); // false production
	 * run.addTestResult({dataset: 'stats_tiny', numQueries: 80, performance: {total_time: 35.12}});
	 * await run.save();
	 */
	static async load<Loaded = undefined>(
		id: string,
		readArtifact?: (path: string) => Loaded | Promise<Loaded>,
		options: RunOptions = {},
	): Promise<ModelRun<Loaded>> {
		checkText(id, 'load: id', {isFilled: true});
		checkFunction(readArtifact, 'load: readArtifact');
		checkRunOptions(options, 'load');
		const writer = writerFor(options);
		const {root} = writer;
		const snapshot = await readRegistry({root, reason: rootHere(root).reason, now: writer.now(), env: process.env});
		const model = modelLookup(snapshot)(id);
		const {run, content, artifact} = runOf(root, model, snapshot.models);
		if (artifact === undefined) warn(`The model file of ${model.id} is missing: it starts anew.`);
		const loaded = artifact === undefined ? undefined : await readArtifact?.(artifact);
		const {algorithm} = model;
		const base: State['base'] = content === undefined ? at => emptyRun({id: model.id, algorithm, path: at.artifact}) : () => content;
		return new ModelRun<Loaded>({writer, algorithm, run: artifact === undefined ? {...run, artifact: undefined, key: keyOf(run)} : run, base}, loaded);
	}

	/** `mscn_20241019_103000`. A save may change it, where another process took it meanwhile. */
	get id(): string {
		return this.#run.id;
	}

	/** The absolute path of the artifact, or of where it will lie: the function that writes it may add an extension. */
	get path(): string {
		const key = keyOf(this.#run);
		return `${this.#run.place.real}/${key.slice(key.lastIndexOf('/') + 1)}`;
	}

	/** True where there is no artifact (yet): of a new run until it is saved, and of a loaded one whose artifact is missing. */
	get isNew(): boolean {
		return this.#run.artifact === undefined;
	}

	/**
	 * What the sidecar says when this run is saved, as a copy. Numbers that JSON does not know (NaN) and whole ones beyond 2^53 are texts, as in `ModelRecord`.
	 *
	 * @example
	 * const run = await ModelRun.create({algorithm: 'lero'});
	 * run.setNotes('first try');
	 * console.log(run.metadata.training, run.metadata.notes); // null first try
	 */
	get metadata(): RunMetadata {
		const always = {model_id: this.id, algorithm: this.#algorithm, training: null, testing: [], tags: [], notes: ''};
		return {...always, ...(contentWith(this.#baseNow(), this.#changes) as Partial<RunMetadata>)};
	}

	/** Tells of the training that is about to begin, or is done. What an earlier training said of the same is replaced. @throws MregError `usage` */
	setTrainingInfo(told: TrainingInfo): this {
		const hyperparams = checkTraining(told);
		const {dataset, numQueries, trainingTime, trainedAt} = told;
		const measured = this.#isTold ? 0 : (this.#measured ?? 0);
		const time = trainingTime ?? (measured > 0 ? Math.round(measured * 1e6) / 1e6 : null);
		const training = {
			enabled: true,
			dataset,
			num_queries: numQueries ?? null,
			hyperparams,
			trained_at: trainedAt ?? localTime(this.#writer.now()),
			training_time: time,
		};
		this.#changes = {...this.#changes, training: plainObject(training, 'training')};
		this.#trainings++;
		this.#measured = trainingTime === undefined ? measured : undefined;
		this.#isTold = true;
		return this;
	}

	/**
	 * Trains and measures how long that takes, by a clock that nobody sets: `training_time` is in seconds, and of several calls their sum; of calls that
	 * run at once, or one in the other, each moment counts once. A time that was given to `setTrainingInfo` stays. An error of `fn` is passed on, and nothing is
	 * measured then.
	 *
	 * @returns what `fn` returns
	 */
	async train<Result>(fn: () => Result | Promise<Result>): Promise<Result> {
		checkFunction(fn, 'train: fn', {isNeeded: true});
		const start = performance.now();
		this.#running++;
		try {
			const result = await fn();
			this.#trainings++;
			const {covered, added} = withSpan(this.#spans, [start, performance.now()]);
			this.#spans = covered;
			this.#tookSeconds(added / 1000);
			return result;
		} finally {
			this.#running--;
			if (this.#running === 0) this.#spans = [];
		}
	}

	/**
	 * Adds the results of a test behind those that the model has: the times of its queries in seconds, or metrics, or both.
	 *
	 * @throws MregError `usage`
	 *
	 * @example
	 * const run = await ModelRun.create({algorithm: 'lero'});
	 * run.addTestResult({dataset: 'imdb', times: [1, 2, 3], testedAt: '2024-10-19T12:00:00'});
	 * console.log(run.metadata.testing[0].performance.median_time); // 2
	 */
	addTestResult(told: ToldTest): this {
		const result = plainObject(testResult(checkTest(told), this.#writer.now()), 'addTestResult: the test');
		this.#changes = {...this.#changes, results: [...this.#changes.results, result]};
		return this;
	}

	/** @throws MregError `usage` for what cannot be a tag */
	addTags(...tags: readonly string[]): this {
		checkTexts(tags, 'addTags: each tag');
		this.#changes = tagged(this.#changes, {add: parseTags(tags, false), remove: []});
		return this;
	}

	/** Takes tags off the model; one that it has not is no error. @throws MregError `usage` */
	removeTags(...tags: readonly string[]): this {
		checkTexts(tags, 'removeTags: each tag');
		this.#changes = tagged(this.#changes, {add: [], remove: parseTags(tags, true)});
		return this;
	}

	/** Replaces the note. @throws MregError `usage` for what is no text */
	setNotes(text: string): this {
		checkText(text, 'setNotes: text');
		this.#changes = {...this.#changes, notes: text};
		return this;
	}

	/**
	 * Writes the artifact and the sidecar, in this order: a model is whole, or it is not there. Only what this run changed is written into a sidecar that is
	 * there already. Entries of model_registry.json follow; many runs that are saved at once write it once. Saves of one run that are asked for at once come one
	 * after the other.
	 *
	 * Saved again, words and weights are replaced together, also where the process is killed between them. An artifact that is a folder keeps files that this save did
	 * not write. Where another program replaced the artifact since this run loaded or saved it, that one stays, and a warning says so; where this run was trained since,
	 * too, or both trained it, this run is saved under an id of its own (`_2` behind it), and a warning says so.
	 *
	 * @param writeArtifact gets an absolute path and writes a file or makes a folder there; it may add an extension (`.pt`, not `.json`, which is a sidecar's), and
	 * write further files whose names begin so. What was written moves to its name when all of it is on the disk: a link is looked at as it will lie. What it writes
	 * beside that path under other names (`logs/`) goes beside the model; it replaces logs, texts and pictures, and what this run wrote there before, and nothing else.
	 * Absent: only what is said of the model is saved
	 * @throws MregError where nothing was written, the model is registered and has other bytes, what was written would take the place of what is another's, two trainings
	 * would be mixed as no artifact is written, `writeArtifact` saves the same run, or the disk or a lock refuses; and whatever `writeArtifact` throws
	 */
	async save(writeArtifact?: (path: string) => unknown): Promise<SavedModel> {
		checkFunction(writeArtifact, 'save: writeArtifact');
		if (isWithinWriting(this)) {
			throw new UserError('usage', `save: ${this.id} is being saved, by the save whose writeArtifact asks for it.`, {hint: 'Save it again when that is done.'});
		}
		const turn = this.#saving.then(() => this.#saveNow(writeArtifact && (path => writtenFor(this, writeArtifact, path))));
		this.#saving = turn.catch(() => undefined);
		return turn;
	}

	async #saveNow(writeArtifact: ((path: string) => unknown) | undefined): Promise<SavedModel> {
		let taken = noChanges;
		let trainings = 0;
		const isTrained = () => this.#trainings > this.#savedTrainings;
		const changes = () => {
			trainings = this.#trainings;
			taken = this.#changes;
			this.#changes = noChanges;
			return taken;
		};
		try {
			const {run, content, notes} = await saveRun(this.#writer, {run: this.#run, base: this.#base, changes, isTrained}, writeArtifact);
			this.#run = run;
			this.#base = () => content;
			if (writeArtifact) this.#savedTrainings = trainings;
			if (!this.#isTold) this.#measured = 0;
			for (const note of notes) warn(note);
			await shownByAll(this.root, [keyOf(run), `${run.place.models}/${run.sidecar}`]);
			return {id: run.id, path: this.path, sidecar: `${run.place.real}/${run.sidecar}`, files: filesOf(run)};
		} catch (error) {
			this.#changes = bothChanges(taken, this.#changes);
			throw error;
		}
	}

	#baseNow(): JsonObject {
		return this.#base({id: this.id, artifact: this.path});
	}

	#tookSeconds(seconds: number): void {
		if (this.#measured === undefined) return;
		this.#measured += seconds;
		const before = own(this.#baseNow(), 'training');
		const earlier = !this.#isTold && isObject(before) ? own(before, 'training_time') : undefined;
		const time = Math.round((this.#measured + (typeof earlier === 'number' ? earlier : 0)) * 1e6) / 1e6;
		const isKnown = this.#isTold || isObject(before) || Object.keys(this.#changes.training).length > 0;
		const fields: JsonObject = isKnown ? {training_time: time} : {enabled: true, trained_at: localTime(this.#writer.now()), training_time: time};
		this.#changes = {...this.#changes, training: {...this.#changes.training, ...fields}};
	}
}

function writerFor({root, now = Date.now, wait = 10_000}: RunOptions): Writer {
	return {root: rootHere(root).root, by: 'ModelRun', now, waitMs: wait};
}
