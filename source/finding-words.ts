/** How findings are told to people: the heading of each kind, and whom one is about. */

import {safe, type SafeText} from '../components/safe-text.ts';
import type {Finding, FindingKind} from '../store/domain/finding.ts';

/** What the findings of a kind have in common. */
export const findingTitles: Readonly<Record<FindingKind, SafeText>> = {
	overwritten: safe`OVERWRITTEN TRAININGS`,
	broken: safe`BROKEN FILES`,
	renamed: safe`RENAMED ARTIFACTS`,
	missing: safe`MISSING ARTIFACTS`,
	'tag-lost': safe`LOST TAGS`,
	'tags-dropped': safe`DROPPED TAGS`,
	'same-id': safe`ONE ID TWICE`,
	'two-scales': safe`TWO SCALES OF ONE METRIC`,
	unfinished: safe`CUT OFF`,
	'stale-lock': safe`LOCKS OF DEAD PROCESSES`,
	'stray-file': safe`STRAY FILES`,
	untracked: safe`UNTRACKED ARTIFACTS`,
	'registry-drift': safe`ONLY IN MODEL_REGISTRY.JSON`,
	duplicate: safe`SAME CONTENTS`,
	'future-time': safe`TIMES IN THE FUTURE`,
	'unknown-direction': safe`UNKNOWN DIRECTIONS`,
	'path-differs': safe`OTHER PATHS`,
};

/** The model that a finding is about, where it is about one: of a renamed artifact the one that it belongs to. */
export function subjectOf({kind, keys}: Finding): string | undefined {
	return keys.length === 1 || kind === 'renamed' ? keys[0] : undefined;
}

/** The models that are listed below a finding: its message names none of them. */
export function listedKeys({kind, keys}: Finding): readonly string[] {
	if (keys.length < 2 || kind === 'renamed' || kind === 'duplicate' || kind === 'unknown-direction') return [];
	return keys;
}

/** What `--fix` leaves, unless it is asked for. */
export function isOnRequest({kind}: Finding): boolean {
	return kind === 'duplicate';
}
