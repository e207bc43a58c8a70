/** What a removal would do, as lines for people: what goes and why, what stays, what would be lost, and the two numbers of bytes. */

import {emptyText, safe, type SafeText} from '../../components/safe-text.ts';
import type {Model} from '../../store/domain/model.ts';
import {groupPlan, type PlanGroup} from '../../store/domain/retention-groups.ts';
import {reasonWords} from '../../store/domain/retention-words.ts';
import type {CleanupPlan, KeepReason, Kept, Loss, Removed} from '../../store/domain/retention.ts';
import {sizesOf, type Marked, type Sizes} from '../../store/domain/sizes.ts';
import {lossWords} from '../removal-limits.ts';
import {tableLines, type Column, type Row} from '../table.ts';
import {formatBytes, safeText} from '../text.ts';
import {arrowOf, counted, namedShort} from '../words.ts';

export interface PlanLinesOptions {
	readonly marked: readonly Marked[];
	/** How a model is named, by its key. */
	readonly name: (key: string) => string;
	/** Cells of the terminal. */
	readonly columns: number | undefined;
}

/** Up to so many models are all named (models), of more the first ones of each group. */
const fewModels = 40;
const mostOfGroup = 5;

/** A cleanup: the rule, the groups with their models, the losses, the bytes. */
export function* planLines(plan: CleanupPlan, options: PlanLinesOptions): Iterable<SafeText> {
	const {keep, remove, policy} = plan;
	const {metric, dataset, direction, algorithm} = policy;
	const by = safeText(dataset === undefined ? metric : `${metric}@${dataset}`);
	const groups = groupPlan(plan);
	const marks = new Map(options.marked.map(one => [one.removal.target.key, one]));
	yield safe`${safeText(algorithm)}, ${counted(keep.length + remove.length, 'model')}, by ${by} ${arrowOf(direction)}`;
	if (remove.length > 0) {
		yield emptyText;
		const most = remove.length <= fewModels ? Infinity : mostOfGroup;
		yield* tableLines(
			removeColumns,
			groups.remove.flatMap(group => removeRows(group, {most, marks, plan, name: options.name})),
			options.columns,
		);
	}
	if (keep.length > 0) {
		yield emptyText;
		yield* tableLines(keepColumns, groups.keep.map(keepRow), options.columns);
	}
	yield* lossLines(plan.losses);
	yield emptyText;
	yield sizeWords(sizesOf(options.marked), remove.length);
}

const removeColumns: readonly Column[] = [
	{header: safe`REMOVE`, least: 20},
	{header: safe`MODELS`, align: 'right'},
	{header: safe`SIZE`, align: 'right'},
	{header: safe`WHY`, least: 12, leaveOut: 1},
];

const keepColumns: readonly Column[] = [
	{header: safe`KEEP`, least: 20},
	{header: safe`MODELS`, align: 'right'},
	{header: emptyText, least: 12, leaveOut: 1},
];

interface RowOptions {
	readonly most: number;
	readonly marks: ReadonlyMap<string, Marked>;
	readonly plan: CleanupPlan;
	readonly name: (key: string) => string;
}

function removeRows({title, detail, models}: PlanGroup<Removed>, {most, marks, plan, name}: RowOptions): readonly Row[] {
	const bytesOf = (of: readonly Model[]) => formatBytes(sizesOf(of.flatMap(({key}) => marks.get(key) ?? [])).trashed);
	const shown = models.slice(0, most);
	return [
		[safeText(title), safe`${models.length}`, bytesOf(models.map(({model}) => model)), safeText(detail)],
		...shown.map(({model, reason}) => [
			safe`  ${safeText(name(model.key))}`,
			emptyText,
			bytesOf([model]),
			safeText(reasonWords(reason, plan.policy, {...plan.policy, model})),
		]),
		...(shown.length < models.length ? [[safe`  … ${models.length - shown.length} more`, emptyText, emptyText, safe`--quiet or --json names them all`]] : []),
	];
}

function keepRow({title, detail, models}: PlanGroup<Kept>): Row {
	return [safeText(title), safe`${models.length}`, safeText(detail)];
}

/** What a removal of named models would do. @param guarded those that no rule would remove, with the reason */
export function* namedLines(
	models: readonly Model[],
	{marked, name, columns, guarded, losses}: PlanLinesOptions & {readonly guarded: ReadonlyMap<Model, KeepReason>; readonly losses: readonly Loss[]},
): Iterable<SafeText> {
	const marks = new Map(marked.map(one => [one.removal.target.key, one]));
	const shown = models.slice(0, fewModels);
	const rows = shown.map(model => {
		const mark = marks.get(model.key);
		const reason = guarded.get(model);
		const protects = reason === undefined ? emptyText : safe`protected: ${safeText(reasonWords(reason, {foldSeeds: false}))}`;
		return [safeText(name(model.key)), mark ? formatBytes(sizesOf([mark]).trashed) : safe`–`, protects];
	});
	yield* tableLines([{header: safe`REMOVE`}, {header: safe`SIZE`, align: 'right'}, {header: emptyText, least: 12}], rows, columns);
	if (shown.length < models.length) yield safe`… ${models.length - shown.length} more: --quiet or --json names them all`;
	yield* lossLines(losses);
	yield emptyText;
	yield sizeWords(sizesOf(marked), models.length);
}

/** Bests that would be gone: those that one ranks by each in a line, what is measured besides in one. */
export function* lossLines(losses: readonly Loss[]): Iterable<SafeText> {
	const [ranked, others] = [losses.filter(({isRanked}) => isRanked), losses.filter(({isRanked}) => !isRanked)];
	if (ranked.length > 0) {
		yield emptyText;
		yield safe`YOU WOULD LOSE`;
		for (const loss of ranked) yield safe`  ${safeText(lossWords(loss))}`;
	}
	if (others.length === 0) return;
	yield emptyText;
	yield safe`${ranked.length === 0 ? safe`No best that you rank by is lost. ` : emptyText}Also measured: ${namedShort(others.map(lossWords), mostMeasured)}.`;
}

const mostMeasured = 3;

/** The trash lies on the same disk: only a purge gives anything back. */
function sizeWords({trashed, freed}: Sizes, count: number): SafeText {
	if (count === 0) return safe`Nothing to remove.`;
	const less = freed < trashed ? safe` (files with further names elsewhere free nothing)` : emptyText;
	return safe`${counted(count, 'model')}, ${formatBytes(trashed)}, to the trash, which frees nothing yet; a purge would free ${formatBytes(freed)}${less}.`;
}
