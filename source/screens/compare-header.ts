/** The header of Compare: what each model is called, where it is best, its id and its note. Pure. */

import {cellsOf, displayWidth} from '../../components/cells.ts';
import {emptyText, joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import {isTie, type Comparison} from '../../store/domain/comparison.ts';
import {datasetName, letterOf} from '../comparison-words.ts';
import {safeText} from '../text.ts';
import {remember} from './remember.ts';
import {splitId} from './short-id.ts';

export interface ModelHeader {
	readonly letter: SafeText;
	readonly isBaseline: boolean;
	/** The datasets on which it alone is best. */
	readonly best: readonly SafeText[];
	/** Without what all ids begin with; of models with one id the key. */
	readonly id: SafeText;
	/** The beginning of its note, else its tags. */
	readonly note: SafeText;
}

/** What stands above each model; kept while the comparison stays. */
export const headersOf = remember(({models, baseline, results}: Comparison, metric: string | undefined): readonly ModelHeader[] => {
	const {rest} = splitId(models);
	const ids = new Map<string, number>();
	for (const {id} of models) ids.set(id, (ids.get(id) ?? 0) + 1);
	const judged = results.filter(row => row.metric === metric && !isTie(row));
	return models.map((model, index) => ({
		letter: letterOf(index),
		isBaseline: index === baseline,
		best: judged.flatMap(({cells, dataset}) => {
			const cell = cells[index];
			return cell?.kind === 'value' && cell.isBest ? [datasetName(dataset)] : [];
		}),
		id: safeText((ids.get(model.id) ?? 0) > 1 ? model.key : rest(model)),
		note: safeText(firstLine(model.notes) || model.tags.join(', ')),
	}));
});

function firstLine(text: string): string {
	return text.trim().split('\n')[0] ?? '';
}

/** `❯ B  ★ imdb`, `A  baseline ★ 3`: as much as there is room for; the datasets are counted where they do not fit. */
export function letterLine({letter, isBaseline, best}: ModelHeader, {width, isCurrent}: {readonly width: number; readonly isCurrent: boolean}): SafeText {
	const start = safe`${isCurrent ? safe`❯ ` : emptyText}${letter}`;
	const stars =
		best.length === 0
			? [emptyText]
			: [safe`★ ${joinSafe(best, safe`, `)}`, safe`★ ${best.length} ${best.length === 1 ? safe`dataset` : safe`datasets`}`, safe`★ ${best.length}`, safe`★`];
	const line = (baseline: SafeText, star: SafeText) =>
		joinSafe(
			[
				start,
				joinSafe(
					[baseline, star].filter(part => part !== ''),
					safe` `,
				),
			].filter(part => part !== ''),
			safe`  `,
		);
	const choices = (isBaseline ? [safe`baseline`, safe`base`] : [emptyText]).flatMap(baseline => stars.map(star => line(baseline, star)));
	return choices.find(text => displayWidth(text) <= width) ?? start;
}

/** The end of an id tells more than its beginning: that is what stays. */
export function endOf(text: SafeText, width: number): SafeText {
	if (displayWidth(text) <= width) return text;
	let [end, used] = ['', 1];
	for (const cell of [...cellsOf(text)].reverse()) {
		used += cell.width;
		if (used > width) break;
		end = cell.text + end;
	}
	return safe`…${safeText(end)}`;
}
