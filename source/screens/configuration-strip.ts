/** What the strip says of a folded row: its seeds, and the mean of their results on each dataset. Pure. */

import {fit} from '../../components/cells.ts';
import {paint} from '../../components/paint.ts';
import {emptyText, joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import {seedOf, type Configuration} from '../../store/domain/configuration.ts';
import {unitOf} from '../../store/domain/objective.ts';
import {rankRows} from '../../store/domain/scoring.ts';
import type {Standing} from '../../store/domain/ranking.ts';
import type {Ranks} from '../../store/domain/ranks.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {formatBytes, formatNumber, safeText} from '../text.ts';
import {theme} from '../theme.ts';
import {valueWords} from '../words.ts';
import {spread, trainedWords} from './browse-lines.ts';
import type {BrowseRow} from './browse-rows.ts';
import {remember} from './remember.ts';

export interface ConfigurationStripOptions {
	readonly width: number;
	readonly ranks: Ranks;
	/** All folded rows of the tab: among them it has its place. */
	readonly all: readonly BrowseRow[];
}

/** Places on one dataset after another are found once for the rows of now. */
const placesOf = remember((all: readonly BrowseRow[], everywhere: readonly Standing[], seedKeys: readonly string[]) =>
	everywhere.map(standing => ({dataset: standing.dataset, scores: rankRows(all, standing, seedKeys)})),
);

/** Three lines, none wider than `width`. */
export function configurationStrip(row: Configuration, {config}: Snapshot, {width, ranks, all}: ConfigurationStripOptions): readonly SafeText[] {
	const [model] = row.models;
	const {objective, everywhere} = ranks.of(model.algorithm);
	const seeds = joinSafe(
		row.models.map(one => valueWords(seedOf(one, config.seedKeys) ?? null)),
		safe` `,
	);
	const bytes = row.models.reduce((sum, {artifact}) => sum + (artifact?.bytes ?? 0), 0);
	const missing = row.models.length < row.expected ? paint(theme.caution, safe` of ${row.expected} !`) : emptyText;
	const head = safe`${paint(theme.title, safe` ${safeText(model.algorithm)}, ${row.models.length}${missing} seeds`)}: ${seeds}`;
	const unit = objective && unitOf(config, objective.metric);
	const results = placesOf(all, everywhere(), config.seedKeys).flatMap(({dataset, scores}) => {
		const own = scores.find(score => score.row === row);
		if (!own) return [];
		const {mean, deviation, count} = own.sample;
		const value = deviation === undefined ? formatNumber(mean) : safe`${formatNumber(mean)} ± ${formatNumber(deviation, 2)}`;
		const place = safe`${own.rank}/${scores.length}${own.tied ? safe` ≈` : emptyText}`;
		return [safe`${safeText(dataset ?? 'no dataset')} ${value}${unit === undefined ? emptyText : safe` ${safeText(unit)}`} (${count}) ${place}`];
	});
	const last = results.length === 0 ? paint(theme.quiet, safe`no comparable result`) : joinSafe(results, safe` · `);
	return [spread(head, formatBytes(bytes), width), fit(safe` ${trainedWords(model, config.seedKeys)}`, width), fit(safe` ${last}`, width)];
}
