/** What the registry is asked for. What is left out is as in the command of the same name. */

import type {Json} from '../../store/domain/json.ts';

/** How a registry is opened. */
export interface RegistryOptions {
	/** How long a change waits for another program's lock, in milliseconds; 10,000 unless given, 60,000 for a result. */
	readonly wait?: number;
	/** Who makes the changes, as `mreg log` shows it; the name of the script unless given. */
	readonly by?: string;
}

/** Which models, in which order, how many. */
export interface ListRequest {
	/** Upper or lower case. */
	readonly algorithm?: string;
	/** Trained on it (not: tested on it). */
	readonly dataset?: string;
	/** With all of these tags. */
	readonly tags?: readonly string[];
	/** A query, as `/` in the dashboard takes it: `total_time@imdb<45 -tag:wip`. */
	readonly where?: string;
	/** As `mreg list --sort`: `total_time@imdb`, `-trained_at`; newest first unless given. */
	readonly sort?: string;
	/** The first so many. */
	readonly limit?: number;
}

/** Of which models the best is asked for, and by what. */
export interface BestRequest {
	/** Upper or lower case; all models unless given. */
	readonly algorithm?: string;
	/** Tested on it; that of the objective unless given. */
	readonly dataset?: string;
	/** That of the objective unless given, else total_time, else the only one with a direction. */
	readonly metric?: string;
	/** Only among models that match a query. */
	readonly where?: string;
	/** Compare all results, whatever they were measured on. */
	readonly mixed?: boolean;
	/** Models alike but for a seed count as one, by their mean. */
	readonly foldSeeds?: boolean;
}

/** What of models is compared, and with what. */
export interface CompareRequest {
	/** Only results on this dataset. */
	readonly dataset?: string;
	/** By which the models are judged; that of the objective unless given. */
	readonly metric?: string;
	/** The one of them that the others are compared with; the first unless given. */
	readonly baseline?: string;
	/** Only rows in which the models differ. */
	readonly differences?: boolean;
}

/** Which models a leaderboard ranks, and by what. */
export interface LeaderboardRequest {
	/** Upper or lower case; all models unless given. */
	readonly algorithm?: string;
	/** Only these models. */
	readonly ids?: readonly string[];
	/** Only models that match a query. */
	readonly where?: string;
	/** That of the objective of each algorithm unless given. */
	readonly metric?: string;
	/** One row a model, or one an algorithm; `model` where some are chosen, unless given. */
	readonly by?: 'model' | 'algorithm';
	/** Compare all results, whatever they were measured on. */
	readonly mixed?: boolean;
	/** Models alike but for a seed count as one, by their mean. */
	readonly foldSeeds?: boolean;
}

/** What a cleanup keeps. Whatever its rank stays what is protected, registered, the parent of something kept, not comparable, or being written. */
export interface CleanupRequest {
	/** Needed where there are several. */
	readonly algorithm?: string;
	/** How many of the best stay, without a dataset on each; 5 unless given. 0 needs `all`. */
	readonly keep?: number;
	/** With `keep: 0`: the name of the algorithm, to be sure. */
	readonly all?: string;
	/** By which models are ranked; that of the objective unless given, else total_time, else the only one with a direction. */
	readonly metric?: string;
	/** By the results on this dataset. */
	readonly dataset?: string;
	/** Models alike but for a seed are ranked as one, by their mean, and stay or go together. */
	readonly foldSeeds?: boolean;
	/** The best on every other dataset stays, too. */
	readonly keepBests?: boolean;
	/** What has no rank goes when it is older: `'7d'`, or milliseconds. Unless given it stays. */
	readonly untested?: string | number;
	/** What is younger stays: `'24h'`, or milliseconds. */
	readonly minAge?: string | number;
}

/** What a cleanup may do. */
export interface ApplyRequest {
	/** Also where a best would be lost. */
	readonly acceptLoss?: boolean;
	/** Refuse to remove more models than so many; 100 unless given. */
	readonly maxRemove?: number;
}

/** A version that is to be registered. */
export interface RegisterRequest {
	/** The family: `resnet18`, or with a number of its own `resnet18@v3`. */
	readonly name: string;
	/** A model file or folder, or where to download a file from (http, https). */
	readonly path?: string;
	/** In place of a path: a model of the registry, which becomes a version where it lies. */
	readonly from?: string;
	/** How the file comes into the registry; copied unless given. */
	readonly way?: 'copy' | 'move' | 'link';
	/** Results of one test. */
	readonly metrics?: Readonly<Record<string, number>>;
	/** What the metrics were measured on. */
	readonly testDataset?: string;
	/** What it was trained on. */
	readonly dataset?: string;
	/** The training data, for its digest. */
	readonly datasetPath?: string;
	/** `sha256:…` of the training data. */
	readonly datasetDigest?: string;
	readonly hyperparams?: Readonly<Record<string, Json>>;
	readonly framework?: string;
	readonly architecture?: string;
	/** As in `[1, 3, 224, 224]` or `['batch', 3, 224, 224]`. */
	readonly inputShape?: ReadonlyArray<number | string>;
	readonly domain?: string;
	/** The model that it was made from: one of the registry, a file, or a name with `parentDigest`. */
	readonly parent?: string;
	readonly parentDigest?: string;
	readonly tags?: readonly string[];
	readonly note?: string;
	/** Also where the family has these bytes already. */
	readonly newVersion?: boolean;
}

/** By which the best version of a family is chosen. */
export interface VersionRequest {
	readonly metric?: string;
	readonly dataset?: string;
}
