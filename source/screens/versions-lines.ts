/** What Families says around the versions of a family: which family it is, and what the version under the cursor is about. Pure. */

import {truncate} from '../../components/cells.ts';
import {paint} from '../../components/paint.ts';
import {emptyText, safe, type SafeText} from '../../components/safe-text.ts';
import {formatVersion, type Family, type VersionedModel} from '../../store/domain/family.ts';
import {formatMetricRef} from '../../store/domain/metric-ref.ts';
import type {Ranks} from '../../store/domain/ranks.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {shellWord} from '../../store/domain/test-command.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {formatBytes, safeText} from '../text.ts';
import {theme} from '../theme.ts';
import {arrowOf, counted} from '../words.ts';
import {spread, stripLines} from './browse-lines.ts';
import type {BestOrWhyNot} from './family-best.ts';

/** In fewer cells only how many versions there are is said (cells). */
const widthOfBoth = 60;

/** ` resnet18  3 versions, 45 MB          best by acc@imagenet ↑`. */
export function versionsTitle({name, versions, bytes}: Family, best: BestOrWhyNot, width: number): SafeText {
	const held = safe`${counted(versions.length, 'version')}, ${formatBytes(bytes)}`;
	const by =
		best instanceof UserError || width < widthOfBoth
			? emptyText
			: safe`best by ${safeText(formatMetricRef({metric: best.metric, dataset: best.dataset}))} ${arrowOf(best.direction)}`;
	return spread(safe`${paint(theme.title, safe` ${safeText(name)}`)}  ${held}`, by, width);
}

/** About the version under the cursor, in at most `most` lines: what it is, how it was trained, its results, and the command that says where it lies, or why none is the best. */
export function versionLines(
	one: VersionedModel | undefined,
	{snapshot, best, ranks}: {readonly snapshot: Snapshot; readonly best: BestOrWhyNot; readonly ranks: Ranks},
	{width, now, most}: {readonly width: number; readonly now: number; readonly most: number},
): readonly SafeText[] {
	if (!one) return [];
	const [head = emptyText, trained = emptyText, results = emptyText] = stripLines(one.model, snapshot, {width, now, ranks});
	if (most < 2) return [head];
	if (most < 4) return [head, results];
	const last = best instanceof UserError ? safeText(best.message) : safe`mreg get ${safeText(shellWord(formatVersion(one)))}`;
	return [head, trained, results, paint(theme.quiet, truncate(safe` ${last}`, width))];
}
