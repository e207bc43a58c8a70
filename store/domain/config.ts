/** mreg.config.json: what a registry says about itself, and what holds where it says nothing. */

import type {View} from './session.ts';

/** The directions a metric can have. */
export type Direction = 'minimize' | 'maximize';

/** Unknown keys are kept beside these. */
export interface Config {
	/** By algorithm in lower case; `*` for those that are not named. */
	readonly objectives: {readonly [algorithm: string]: {readonly metric: string; readonly dataset?: string}};
	readonly metrics: {readonly [metric: string]: {readonly direction?: Direction; readonly unit?: string}};
	readonly protectedTags: readonly string[];
	/** Hyperparameters in which repetitions of one configuration differ. */
	readonly seedKeys: readonly string[];
	/** Globs of further model folders, relative to the root. */
	readonly modelFolders: readonly string[];
	readonly trash: {readonly keepDays: number};
	/** What is kept under a name for all who use the registry: see session.ts. */
	readonly views: {readonly [name: string]: View};
	/** Views that cannot be understood, by name: what is wrong with each. */
	readonly brokenViews?: {readonly [name: string]: string};
	/** How a hole in the results is filled; `{dataset}` and `{id}` stand for what is missing. */
	readonly testCommand?: string;
	/** Keys that are not ours. */
	readonly [key: string]: unknown;
}

/** What holds where there is no config. */
export const defaultConfig: Config = {
	objectives: {},
	metrics: {},
	protectedTags: ['keep', 'best', 'production'],
	seedKeys: ['seed', 'random_seed', 'manual_seed'],
	modelFolders: ['*/Model'],
	trash: {keepDays: 14},
	views: {},
};
