/** What is inside a model's files, as a section of Detail. Pure. */

import {paint} from '../../components/paint.ts';
import {joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import {summaryOf} from '../../store/domain/inspection-summary.ts';
import type {Model} from '../../store/domain/model.ts';
import {shellWord} from '../../store/domain/test-command.ts';
import {typedNames} from '../comparison-command.ts';
import {dangersOf, insideLines, isPartial, unknownWords, type InsideLine} from '../inspection-lines.ts';
import type {LookedInside} from '../looked-inside.ts';
import {safeText} from '../text.ts';
import {theme} from '../theme.ts';
import {remember} from './remember.ts';

/** Tensors, and lines of each other list. */
const mostLines = 30;
const mostDangers = 3;

/** The lines of the section, unpainted and not yet wrapped; none for a model without an artifact. The page keeps a line for what is still being read. */
export const insideSection = remember((model: Model, inside: LookedInside | undefined, models: readonly Model[], width: number): readonly InsideLine[] =>
	model.artifact === undefined || model.state === 'gone'
		? []
		: [{text: safe` `}, {text: safe`INSIDE`, kind: 'title'}, ...contentLines(model, inside, {models, width})],
);

function contentLines(
	model: Model,
	inside: LookedInside | undefined,
	{models, width}: {readonly models: readonly Model[]; readonly width: number},
): readonly InsideLine[] {
	if (model.growing) return [{text: safe`  being written: looked into when it is whole`, kind: 'quiet'}];
	if (inside === undefined) return [{text: safe`  reading…`, kind: 'quiet'}];
	if ('problem' in inside.found) return [{text: safe`  ${safeText(inside.found.problem)}`, kind: 'danger'}];
	const {inspection} = inside.found;
	const unknown = unknownWords(inspection);
	if (unknown !== undefined) return [{text: safe`  ${unknown}`, kind: 'quiet'}];
	const [name = model.key] = typedNames([model], models);
	return [...insideLines(inspection, {limit: mostLines, width, howToSeeAll: safe`: mreg inspect ${safeText(shellWord(name))}`})];
}

/** Stands beside the title of the page: `! loading it runs code: posix.system`, and the first of what is wrong with its files; undefined where all is well. */
export function dangerWords(model: Model, inside: LookedInside | undefined): SafeText | undefined {
	if (model.artifact === undefined || model.growing || !inside) return undefined;
	if ('problem' in inside.found) return paint(theme.bad, safe`! ${safeText(inside.found.problem)}`);
	const dangers = dangersOf(inside.found.inspection);
	const [problem] = summaryOf(inside.found.inspection).problems;
	const more = dangers.length > mostDangers ? [safe`…`] : [];
	const parts = [
		...(dangers.length === 0 ? [] : [safe`! loading it runs code: ${joinSafe([...dangers.slice(0, mostDangers).map(safeText), ...more], safe`, `)}`]),
		...(isPartial(inside.found.inspection) ? [safe`! not all of it was looked at`] : []),
		...(problem === undefined ? [] : [safe`! ${safeText(problem)}`]),
	];
	return parts.length === 0 ? undefined : paint(theme.bad, joinSafe(parts, safe`  `));
}

/** A line as it looks. */
export function paintedInside(text: SafeText, kind: InsideLine['kind']): SafeText {
	switch (kind) {
		case 'title':
			return paint(theme.section, text);
		case 'danger':
			return paint(theme.bad, text);
		case 'quiet':
			return paint(theme.quiet, text);
		case undefined:
			return text;
	}
}
