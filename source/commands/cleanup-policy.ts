/** The options of `mreg cleanup` as what is asked for. */

import type {CleanupAsked} from '../cleanup-policy.ts';
import type {Options} from './command.ts';
import {parseAge} from '../age-text.ts';
import {isFolded, parseWhole} from './options.ts';

/** @throws UserError `usage` */
export function cleanupAsked(options: Options): CleanupAsked {
	const {algo, keep, all, metric, dataset, untested, minAge} = options;
	return {
		algo,
		keep: keep === undefined ? undefined : parseWhole(keep, '--keep'),
		all,
		metric,
		dataset,
		foldSeeds: isFolded(options.fold),
		keepBests: options.keepBests === true,
		untested: untested === undefined ? undefined : parseAge(untested, '--untested'),
		minAge: minAge === undefined ? 0 : parseAge(minAge, '--min-age'),
	};
}
