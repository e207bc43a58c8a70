/**
 * The library: the registry for programs in TypeScript and JavaScript.
 *
 * {@link openRegistry} opens a registry of trained models, {@link ModelRun} writes a new model into one. Both work on the files that `mreg` and `python/mreg.py` work on.
 *
 * @module mreg-tui
 */

export {openRegistry} from './library/open-registry.ts';
export {ModelRun} from './library/model-run.ts';
export {MregError, type ErrorCode} from '../store/domain/user-error.ts';
export type {Registry} from './library/registry.ts';
export type {ModelRecord, TestRecord, TrainingRecord} from './library/model-record.ts';
export type {BestModel, ChangeResult, Comparison, FamilyVersion, Registered, Version} from './library/answers.ts';
export type {LeftOutJson as LeftOut, RunnerUpJson as RunnerUp} from './best-json.ts';
export type {ComparisonRowJson as ComparisonRow} from './comparison-json.ts';
export type {LeaderboardCellJson as LeaderboardCell, LeaderboardFactsJson as Leaderboard, LeaderboardRowJson as LeaderboardRow} from './leaderboard-json.ts';
export type {ArtifactJson as Artifact} from './model-json.ts';
export type {VerifiedJson as Verified} from './verified-json.ts';
export type {FamilyBestJson as FamilyBest, FamilyJson as Family} from './version-json.ts';
export type {CleanupPlan, PlannedLoss, PlannedModel, PlannedRemoval} from './library/cleanup-plan.ts';
export type {
	ApplyRequest,
	BestRequest,
	CleanupRequest,
	CompareRequest,
	LeaderboardRequest,
	ListRequest,
	RegisterRequest,
	RegistryOptions,
	VersionRequest,
} from './library/requests.ts';
export type {ResolveRequest} from './library/resolve-model.ts';
export type {ResolvedModel} from './library/resolving.ts';
export type {NewRunOptions, RunMetadata, RunOptions, SavedModel, TrainingInfo, TrainingMetadata} from './library/run-types.ts';
export type {ToldTest} from '../store/domain/test-result.ts';
export type {Direction} from '../store/domain/config.ts';
export type {Json, JsonObject} from '../store/domain/json.ts';
export type {ModelState, TestResult} from '../store/domain/model.ts';
export type {Problem, ProblemKind} from '../store/domain/problem.ts';
export type {LeftOutReason} from '../store/domain/ranking.ts';
