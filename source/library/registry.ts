/** The registry as a program has it: what `openRegistry` opens. */

/// <reference lib="esnext.disposable" preserve="true" />

import type {ToldTest} from '../../store/domain/test-result.ts';
import type {LeaderboardFactsJson} from '../leaderboard-json.ts';
import type {VerifiedJson} from '../verified-json.ts';
import type {FamilyJson} from '../version-json.ts';
import type {BestModel, ChangeResult, Comparison, FamilyVersion, Registered, Version} from './answers.ts';
import type {CleanupPlan} from './cleanup-plan.ts';
import type {ModelRecord} from './model-record.ts';
import type {ApplyRequest, BestRequest, CleanupRequest, CompareRequest, LeaderboardRequest, ListRequest, RegisterRequest, VersionRequest} from './requests.ts';
import type {ResolveRequest} from './resolve-model.ts';
import type {ResolvedModel} from './resolving.ts';

/**
 * A registry that follows its folder: what another program writes there shows in the next answer, without asking the disk.
 *
 * An ID is what every command takes: an id, a key, a version (`resnet18/v2`, `resnet18@best`), or any part of an id that names one model only.
 * What is asked wrongly, or cannot be done, is a `MregError`. What is said to a method is in camelCase (`numQueries`); what is told of models has the names that stand in
 * their files (`num_queries`), so that it can be compared with them and with `--json`.
 *
 * An open registry keeps the process alive only while one of its promises is pending or somebody is subscribed: a script that forgets to close it ends by itself, and
 * loses nothing.
 */
export interface Registry extends AsyncDisposable {
	/** The registry's folder, absolute and real. */
	readonly root: string;

	/**
	 * Models that match, newest first; an empty list where none does.
	 *
	 * @throws MregError `usage` for a query or a sort key that cannot be read
	 * @example
	 * const registry = await openRegistry('ExampleData');
	 * const models = registry.list({algorithm: 'mscn', sort: 'total_time@imdb', limit: 2});
	 * for (const {model_id, training} of models) console.log(model_id, training?.hyperparams.learning_rate);
	 * // mscn_20241022_230029 0.0003
	 * // mscn_20241023_014209 0.0003
	 */
	list(request?: ListRequest): readonly ModelRecord[];

	/**
	 * Models that match a query, as `/` in the dashboard takes it.
	 *
	 * @throws MregError `usage` for a query that cannot be read; its `hint` shows the place
	 * @example
	 * const registry = await openRegistry('ExampleData');
	 * console.log(registry.query('algo:lero total_time@tpch<100 sort:total_time@tpch top:1').map(model => model.model_id)); // [ 'lero_20241101_100211' ]
	 */
	query(text: string): readonly ModelRecord[];

	/**
	 * The best model on a dataset: of the results there those are compared that were measured on the same data, by the direction of the metric. Without a dataset on that of
	 * the objective in mreg.config.json, else on the one that most models have a result on.
	 *
	 * @returns undefined where no model has such a result
	 * @throws MregError `unset-direction` where nobody said whether large or small is better
	 * @example
	 * const registry = await openRegistry('ExampleData');
	 * const best = registry.best({algorithm: 'mscn', dataset: 'imdb'});
	 * console.log(best?.model.model_id, best?.metric, best?.value, `of ${best?.of}`); // mscn_20241022_230029 total_time 117.34 of 16
	 */
	best(request?: BestRequest): BestModel | undefined;

	/**
	 * The newest model.
	 *
	 * @example
	 * const registry = await openRegistry('ExampleData');
	 * console.log(registry.latest({algorithm: 'lero'})?.model_id); // lero_20241101_100211
	 */
	latest(request?: {readonly algorithm?: string}): ModelRecord | undefined;

	/**
	 * Models side by side: training, hyperparameters, results, tensors, and which is better.
	 *
	 * @throws MregError `not-found`, `ambiguous`, and `usage` for fewer than two
	 * @example
	 * const registry = await openRegistry('ExampleData');
	 * const {rows} = await registry.compare(['mscn_20241023_014209', 'mscn_20241022_230029'], {dataset: 'imdb'});
	 * const row = rows.find(({field}) => field === 'total_time');
	 * console.log(row?.values, row?.best); // [ 117.42, 117.34 ] Mscn/Model/mscn_20241022_230029
	 */
	compare(ids: readonly string[], request?: CompareRequest): Promise<Comparison>;

	/**
	 * Models, or the best of each algorithm, ranked on every dataset.
	 *
	 * @throws MregError `nothing-matched` where there is no model, `unset-direction`
	 * @example
	 * const registry = await openRegistry('ExampleData');
	 * const {rows} = await registry.leaderboard();
	 * for (const {algorithm, mean_rank} of rows) console.log(algorithm, mean_rank?.toFixed(2));
	 * // lero 1.33
	 * // mscn 1.67
	 * // knob 3.00
	 */
	leaderboard(request?: LeaderboardRequest): Promise<LeaderboardFactsJson>;

	/**
	 * Adds tags and takes tags away. Resolves when `list` shows it.
	 *
	 * @throws MregError `usage` for what is no tag, `not-found`, `ambiguous`, `locked`
	 * @example
	 * const registry = await openRegistry('ExampleData');
	 * const {done, undo} = await registry.tag('mscn_20241019_103000', {add: ['mine']});
	 * console.log(done, registry.list({tags: ['mine']}).length); // [ 'Mscn/Model/mscn_20241019_103000' ] 1
	 * await undo();
	 * console.log(registry.list({tags: ['mine']}).length); // 0
	 */
	tag(ids: string | readonly string[], edit: {readonly add?: readonly string[]; readonly remove?: readonly string[]}): Promise<ChangeResult>;

	/**
	 * Sets the note of models, or with `append` adds a line to it. An empty text takes it away.
	 *
	 * @throws MregError `usage`, `not-found`, `ambiguous`, `locked`
	 * @example
	 * const registry = await openRegistry('ExampleData');
	 * await registry.note('mscn_20241019_103000', 'slow disk');
	 * await registry.note('mscn_20241019_103000', 'measured again', {append: true});
	 * console.log(registry.query('mscn_20241019_103000')[0]?.notes.split('\n')); // [ 'slow disk', 'measured again' ]
	 */
	note(ids: string | readonly string[], text: string, request?: {readonly append?: boolean}): Promise<ChangeResult>;

	/**
	 * Adds a test result to a model, behind those that it has: from the times of the queries in seconds, or from metrics, or both. Hundreds of processes may record at once.
	 *
	 * @throws MregError `usage` for times or metrics that are none, `not-found`, `ambiguous`, `failed` for a model without a sidecar, `locked`
	 * @example
	 * const registry = await openRegistry('ExampleData');
	 * await registry.record('mscn_20241026_193000', {dataset: 'stats_tiny', times: [0.4, 0.3, 0.5]});
	 * const [model] = registry.query('mscn_20241026_193000');
	 * console.log(model?.testing[0]?.num_queries, model?.testing[0]?.performance.median_time); // 3 0.4
	 */
	record(id: string, test: ToldTest): Promise<ChangeResult>;

	/**
	 * What a cleanup would keep and remove, and why. Nothing is changed.
	 *
	 * @throws MregError `usage`, `nothing-matched`, `unset-direction`
	 * @example
	 * const registry = await openRegistry('ExampleData');
	 * const plan = await registry.planCleanup({algorithm: 'mscn', keep: 3, keepBests: true});
	 * console.log(plan.remove.length, plan.remove[0]?.reason); // 11 outranked: 6th on imdb
	 * const {done, undo} = await registry.applyPlan(plan);
	 * console.log(done.length); // 11
	 * await undo();
	 */
	planCleanup(request?: CleanupRequest): Promise<CleanupPlan>;

	/**
	 * Moves the models of a plan to the trash: those whose files are as they were, and that nothing protects by now; the others are `skipped`. `undo` brings them back.
	 *
	 * @param plan of this registry, also one that `mreg cleanup --plan` wrote
	 * @throws MregError `declined` where a best would be lost and `acceptLoss` was not given, or more than `maxRemove` would go; `unreadable`, `locked`
	 * @example
	 * const registry = await openRegistry('ExampleData');
	 * const plan = await registry.planCleanup({algorithm: 'mscn', keep: 3, keepBests: true});
	 * try {
	 *   await registry.applyPlan(plan, {maxRemove: 10});
	 * } catch (error) {
	 *   if (error instanceof MregError) console.log(error.code, error.hint); // declined If that is meant: {maxRemove: 11}
	 * }
	 */
	applyPlan(plan: CleanupPlan, request?: ApplyRequest): Promise<ChangeResult>;

	/**
	 * Takes a change back. Without a transaction the newest that can be taken back, unless it is another user's, older than an hour, or of more than 10 models.
	 *
	 * @throws MregError `not-found`, `usage`, `declined`, `locked`
	 * @example
	 * const registry = await openRegistry('ExampleData');
	 * const {txn} = await registry.note('mscn_20241019_103000', 'to be measured again');
	 * // Later, and as well from another program.
	 * await registry.undo(txn ?? undefined);
	 */
	undo(txn?: string): Promise<ChangeResult>;

	/**
	 * Registers a version, which never changes: a file or a folder that is copied (or moved, or linked), a URL that is downloaded, or a model of the registry in place. Bytes
	 * that the family has already are not registered twice.
	 *
	 * @throws MregError as `mreg register`
	 * @example
	 * const registry = await openRegistry('ExampleData');
	 * const {name} = await registry.register({name: 'mscn', from: 'mscn_20241022_230029'});
	 * const {path, model} = await registry.get('mscn@latest');
	 * console.log(name, model.model_id, path === `${registry.root}/${model.key}`); // mscn/v1 mscn_20241022_230029 true
	 */
	register(request: RegisterRequest): Promise<Registered>;

	/**
	 * One version: `resnet18`, `resnet18@latest`, `resnet18@best`, `resnet18/v2`, `resnet18@ALIAS`; or any model by its ID.
	 *
	 * @returns its `path` is null where the artifact is missing
	 * @throws MregError `not-found`, `ambiguous`
	 * @example
	 * const registry = await openRegistry('ExampleData');
	 * await registry.register({name: 'mscn', from: 'mscn_20241022_230029'});
	 * const {version, path, model} = await registry.get('mscn@best', {metric: 'total_time', dataset: 'imdb'});
	 * console.log(version, path !== null && fs.existsSync(path), model.model_id); // 1 true mscn_20241022_230029
	 */
	get(name: string, request?: VersionRequest): Promise<Version>;

	/**
	 * All families of registered versions.
	 *
	 * @example
	 * const registry = await openRegistry('ExampleData');
	 * await registry.register({name: 'mscn', from: 'mscn_20241019_103000'});
	 * await registry.register({name: 'mscn', from: 'mscn_20241022_230029'});
	 * for (const {family, latest} of registry.versions()) console.log(family, latest); // mscn 2
	 * console.log(registry.versions('mscn').map(({version, model}) => `${version} ${model.model_id}`)); // [ '2 mscn_20241022_230029', '1 mscn_20241019_103000' ]
	 */
	versions(): readonly FamilyJson[];
	/** The versions of one family, the newest first. @throws MregError `not-found` */
	versions(name: string): readonly FamilyVersion[];

	/**
	 * Reads registered artifacts again and compares their checksums: those that are named, else all.
	 *
	 * @throws MregError `nothing-matched` where none was registered
	 * @example
	 * const registry = await openRegistry('ExampleData');
	 * await registry.register({name: 'mscn', from: 'mscn_20241022_230029'});
	 * for (const {model_id, state} of await registry.verify()) console.log(model_id, state); // mscn_20241022_230029 ok
	 */
	verify(ids?: readonly string[]): Promise<readonly VerifiedJson[]>;

	/**
	 * Chooses the model to run: the one that is named; else, unless it is to be trained, the best on the dataset; else a new one. Nothing is made on the disk.
	 *
	 * @throws MregError `not-found`, `ambiguous`, `usage`, `unset-direction`
	 * @example
	 * const registry = await openRegistry('ExampleData');
	 * const {choice, id, why} = await registry.resolve({algorithm: 'mscn', dataset: 'imdb'});
	 * console.log(choice, id); // best mscn_20241022_230029
	 */
	resolve(request?: ResolveRequest): Promise<ResolvedModel>;

	/**
	 * Calls the listener when anything has changed; ask `list` for what there is then. Keeps the process alive.
	 *
	 * @returns what ends the subscription
	 * @example
	 * const registry = await openRegistry('ExampleData');
	 * const unsubscribe = registry.subscribe(() => {
	 *   if (registry.list({tags: ['new']}).length === 0) return;
	 *   console.log('there is a new one'); // there is a new one
	 *   unsubscribe();
	 * });
	 * await registry.tag('mscn_20241019_103000', {add: ['new']});
	 */
	subscribe(listener: () => void): () => void;

	/**
	 * Waits for changes that are under way, then ends all that follows the folder. What was read stays readable. `await using` closes by itself.
	 *
	 * @example
	 * const registry = await openRegistry('ExampleData');
	 * const tagging = registry.tag('mscn_20241019_103000', {add: ['mine']});
	 * await registry.close();
	 * console.log((await tagging).done.length, registry.list().length); // 1 40
	 */
	close(): Promise<void>;
}
