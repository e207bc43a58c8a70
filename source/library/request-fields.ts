/** The fields of each request, and of which kind they are. */

import type {ToldTest} from '../../store/domain/test-result.ts';
import {age, anything, byName, count, milliseconds, needed, numbersByName, oneOf, shape, text, texts, yesOrNo, type Fields} from './argument-checks.ts';
import type {
	ApplyRequest,
	BestRequest,
	CleanupRequest,
	CompareRequest,
	LeaderboardRequest,
	ListRequest,
	RegisterRequest,
	RegistryOptions,
	VersionRequest,
} from './requests.ts';
import type {ResolveRequest} from './resolve-model.ts';

export const optionFields: Fields<RegistryOptions> = {wait: milliseconds, by: text};

export const listFields: Fields<ListRequest> = {algorithm: text, dataset: text, tags: texts, where: text, sort: text, limit: count};

export const bestFields: Fields<BestRequest> = {algorithm: text, dataset: text, metric: text, where: text, mixed: yesOrNo, foldSeeds: yesOrNo};

export const latestFields: Fields<{readonly algorithm?: string}> = {algorithm: text};

export const compareFields: Fields<CompareRequest> = {dataset: text, metric: text, baseline: text, differences: yesOrNo};

export const leaderboardFields: Fields<LeaderboardRequest> = {
	algorithm: text,
	ids: texts,
	where: text,
	metric: text,
	by: oneOf('model', 'algorithm'),
	mixed: yesOrNo,
	foldSeeds: yesOrNo,
};

export const tagFields: Fields<{readonly add?: readonly string[]; readonly remove?: readonly string[]}> = {add: texts, remove: texts};

export const noteFields: Fields<{readonly append?: boolean}> = {append: yesOrNo};

/** `checkTest` says more of each. */
export const testFields: Fields<ToldTest> = {
	dataset: anything,
	times: anything,
	performance: anything,
	numQueries: anything,
	testedAt: anything,
	datasetDigest: anything,
};

export const cleanupFields: Fields<CleanupRequest> = {
	algorithm: text,
	keep: count,
	all: text,
	metric: text,
	dataset: text,
	foldSeeds: yesOrNo,
	keepBests: yesOrNo,
	untested: age,
	minAge: age,
};

export const applyFields: Fields<ApplyRequest> = {acceptLoss: yesOrNo, maxRemove: count};

export const registerFields: Fields<RegisterRequest> = {
	name: needed(text),
	path: text,
	from: text,
	way: oneOf('copy', 'move', 'link'),
	metrics: numbersByName,
	testDataset: text,
	dataset: text,
	datasetPath: text,
	datasetDigest: text,
	hyperparams: byName,
	framework: text,
	architecture: text,
	inputShape: shape,
	domain: text,
	parent: text,
	parentDigest: text,
	tags: texts,
	note: text,
	newVersion: yesOrNo,
};

export const versionFields: Fields<VersionRequest> = {metric: text, dataset: text};

export const resolveFields: Fields<ResolveRequest> = {
	name: text,
	hyperparams: byName,
	id: text,
	algorithm: text,
	dataset: text,
	metric: text,
	where: text,
	training: yesOrNo,
};
