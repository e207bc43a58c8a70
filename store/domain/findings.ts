/** Says what is wrong in a registry, from its models and what the disk told. Pure. */

import type {DiskFacts, Finding, FindingKind} from './finding.ts';
import {brokenFindings} from './findings-broken.ts';
import {directionFindings} from './findings-directions.ts';
import {diskFindings} from './findings-disk.ts';
import {idFindings} from './findings-ids.ts';
import {modelFindings} from './findings-models.ts';
import {overwrittenFindings} from './findings-overwritten.ts';
import {tagFindings} from './findings-tags.ts';
import {futureTimes} from './future-times.ts';
import type {Model} from './model.ts';
import type {ProblemKind} from './problem.ts';
import type {Snapshot} from './snapshot.ts';
import {scaleFindings} from './two-scales.ts';

export interface FindingsOptions {
	/** Milliseconds since 1970. */
	readonly now: number;
	/** undefined: the disk was not asked (yet). */
	readonly disk?: DiskFacts;
}

/** In the order in which they are told: what is lost for good first, what is only told last. */
export const findingKinds: readonly FindingKind[] = [
	...(['overwritten', 'broken', 'renamed', 'missing', 'tag-lost', 'tags-dropped', 'same-id', 'two-scales'] as const),
	...(['unfinished', 'stale-lock', 'stray-file', 'untracked', 'registry-drift', 'duplicate', 'future-time', 'unknown-direction', 'path-differs'] as const),
];

/** Problems of a snapshot that a finding tells, too. */
export const toldAsFindings: ReadonlySet<ProblemKind> = new Set(['same-id', 'registry-drift', 'tags-dropped', 'tag-lost', 'future-time']);

/** The findings, the most harmful first. What is said of many models alike is one finding with all their keys, unless each has a repair of its own. */
export function findingsOf({models, config}: Pick<Snapshot, 'models' | 'config' | 'problems'>, {now, disk}: FindingsOptions): readonly Finding[] {
	const found = [
		...overwrittenFindings(models, {now, config, told: disk?.overwritten}),
		...brokenFindings(models, disk),
		...modelFindings(models, disk),
		...tagFindings(models),
		...idFindings(models),
		...scaleFindings(models, config),
		...(disk ? diskFindings(disk) : []),
		...futureFinding(models, now),
		...directionFindings(models, config),
	];
	const place = new Map(findingKinds.map((kind, index) => [kind, index]));
	const rank = ({kind, isInformation}: Finding) => (place.get(kind) ?? 0) + (isInformation ? findingKinds.length : 0);
	return found.map(withCommand).sort((a, b) => rank(a) - rank(b));
}

/** Whether something here can put it right: by its `fix`, or by the sidecars that the caller reads headers for. */
export function isFixable({kind, fix, isInformation}: Finding): boolean {
	return fix !== undefined || (kind === 'untracked' && !isInformation);
}

/** What no command of its own does, doctor does: for all of the kind. */
function withCommand(finding: Finding): Finding {
	return finding.command === undefined && isFixable(finding) ? {...finding, command: `mreg doctor --fix ${finding.kind}`} : finding;
}

function futureFinding(models: readonly Model[], now: number): readonly Finding[] {
	const found = futureTimes(models, now);
	if (!found) return [];
	const {models: late, message, repair} = found;
	return [{kind: 'future-time', keys: late.map(({key}) => key), path: '', message, repair, isInformation: false}];
}
