/** Screens that are lists of other things than models, read out: what is under the cursor, in the sentences that stand below the list. Pure. */

import {emptyText, safe, type SafeText} from '../../components/safe-text.ts';
import {formatVersion, type Family} from '../../store/domain/family.ts';
import {columnOfId, plainTitles} from '../column-ids.ts';
import {formatBytes, safeText} from '../text.ts';
import {counted} from '../words.ts';
import {othersHere} from './charts-cells.ts';
import {emptyChartsLines, factsLines, pointLine} from './charts-lines.ts';
import type {ChartsState} from './charts-state.ts';
import {chartsPage} from './charts-view.ts';
import {ignoredWords, lossesLine, keyLines as cleanupKeys, titleLine as cleanupTitle} from './cleanup-lines.ts';
import {rowLine} from './cleanup-rows.ts';
import type {CleanupState} from './cleanup-state.ts';
import {cleanupPage, stopsOf} from './cleanup-view.ts';
import type {ColumnsState} from './columns-state.ts';
import {familyLines, noFamilyLines, titleLine as familiesTitle} from './families-lines.ts';
import type {FamiliesState} from './families-state.ts';
import {familiesView} from './families-view.ts';
import {bestOrWhyNot} from './family-best.ts';
import type {LoggedMessage} from './messages-lines.ts';
import {sentenceLines} from './metrics-lines.ts';
import type {MetricsState} from './metrics-state.ts';
import {metricsView} from './metrics-view.ts';
import {keysOfRow} from './problem-keys.ts';
import {lookWords, messageLines} from './problems-lines.ts';
import {problemsView, type ProblemsState} from './problems-state.ts';
import type {ScreenContext} from './screen-context.ts';
import {modelParts, type SpokenModelOptions} from './spoken-model.ts';
import {inWords, placeWords, sentence, sentences, titled, type SpokenPart} from './spoken-part.ts';
import {hintLines, titleLine as trashTitle} from './trash-lines.ts';
import {rowUnderCursor as trashRow, type TrashState} from './trash-state.ts';
import {stripLines} from './trash-strip.ts';
import {trashView} from './trash-view.ts';
import {versionsTitle} from './versions-lines.ts';
import {versionsView} from './versions-view.ts';

/** What is said is not cut for want of room. */
const unbounded = 10_000;

export interface ListOptions {
	readonly context: ScreenContext;
	readonly readOnly: string | undefined;
	readonly models: SpokenModelOptions;
}

export function spokenCleanup(state: CleanupState, {context, readOnly}: ListOptions): readonly SpokenPart[] {
	const wide = {...context, width: 200};
	const page = cleanupPage(state, wide);
	const heading = safe`${titled(inWords(cleanupTitle(state, page, wide)))}.`;
	const key = `cleanup ${page.algorithm ?? ''}`;
	if (page.kind === 'none') return [{name: 'screen', key: `${key} none`, text: safe`${heading} ${safeText(page.reasons.join(' '))}`}];
	const {rows, cursor, plan, sentence: rule} = page;
	const stops = stopsOf(page, state);
	const row = rows[cursor];
	const [gone, kept] = [plan.remove.length, plan.keep.length];
	const list = row?.list === 'remove' ? safe`To remove` : safe`Stays`;
	const isGroup = row?.kind === 'group';
	const sign = isGroup ? (row.isOpen ? safe`, open` : safe`, closed`) : emptyText;
	return [
		{name: 'screen', key, text: heading},
		{
			name: 'about',
			key: `cleanup ${JSON.stringify([state.rule, [...state.byHand.kept], [...state.byHand.removed.keys()]])} ${gone} ${kept}`,
			text: sentences([
				sentence(rule, safe` `),
				ignoredWords(state, gone + kept),
				safe`${counted(gone, 'model')} to remove, ${kept} stay.`,
				...(gone === 0 ? [] : [lossesLine(page, {...wide, width: unbounded})]),
				...cleanupKeys(state, page, {width: unbounded, readOnly}),
			]),
		},
		{
			name: 'row',
			key: row ? `${row.id} ${row.list} ${isGroup ? row.isOpen : ''}` : 'none',
			text: row
				? safe`${placeWords(safe`Row`, stops.indexOf(cursor), stops.length)}: ${list}: ${inWords(rowLine(row, {page, disk: state.disk, isCursor: false, width: 300}))}${sign}.`
				: emptyText,
		},
	];
}

export function spokenTrash(state: TrashState, {context, readOnly}: ListOptions): readonly SpokenPart[] {
	const said = state.now;
	if (!said) return [{name: 'screen', key: 'trash looking', text: safe`Trash, looking.`}];
	const {places, row: index} = trashView(state, context);
	const row = trashRow(state, context);
	const about = {width: unbounded, now: context.now, most: 3};
	const kinds = {entry: safe`In the trash`, model: safe`In the trash, model`, log: safe`Log`, problem: safe`Problem`};
	const size =
		row?.kind === 'entry'
			? safe` ${counted(row.entry.models.length, 'model')}, ${formatBytes(row.entry.bytes)}, ${row.isOpen ? safe`open` : safe`closed`}.`
			: emptyText;
	return [
		{name: 'screen', key: 'trash', text: safe`${titled(inWords(trashTitle(said, unbounded)))}. ${counted(places.length, 'row')}.`},
		{
			name: 'about',
			key: `trash ${said.entries.length} ${said.log.length}`,
			text: sentences(hintLines(said, {...about, most: 2, keepDays: context.snapshot.config.trash.keepDays})),
		},
		{
			name: 'row',
			key: row ? `${row.rowKey} ${row.kind === 'entry' ? row.isOpen : ''}` : 'trash none',
			text: row
				? safe`${placeWords(safe`Row`, index, places.length)}: ${kinds[row.kind]}: ${sentences(stripLines(row, said, {...about, readOnly: readOnly !== undefined}))}${size}`
				: safe`Nothing lies in the trash, and nothing was done here yet.`,
		},
	];
}

export function spokenProblems(state: ProblemsState, {context, readOnly}: ListOptions): readonly SpokenPart[] {
	const {snapshot, now} = context;
	const {rows, cursor} = problemsView(state, {snapshot, now});
	const look = lookWords(state);
	const row = rows[cursor];
	const keys = keysOfRow(row, {models: snapshot.models, now});
	return [
		{
			name: 'screen',
			key: 'problems',
			text: rows.length === 0 ? safe`No problems: every file here could be read.` : safe`Problems, ${counted(rows.length, 'row')}.`,
		},
		{name: 'about', key: `problems ${look ?? ''}`, text: look === undefined ? emptyText : safe`${inWords(look)}.`},
		{
			name: 'row',
			key: row?.rowKey ?? 'problems none',
			text: row
				? safe`${placeWords(safe`Row`, cursor, rows.length)}: ${row.isWrong ? emptyText : safe`for your information: `}${sentences(messageLines(row, {width: unbounded, most: 8, keys: readOnly === undefined ? keys : {opens: keys.opens}}))}`
				: emptyText,
		},
	];
}

export function spokenFamilies(state: FamiliesState, {context, readOnly, models}: ListOptions): readonly SpokenPart[] {
	const {snapshot, now, objectiveOf} = context;
	const {config} = snapshot;
	const bestOf = (family: Family) => bestOrWhyNot(family, config, objectiveOf(family.versions[0]?.model.algorithm));
	const opened = versionsView(state, context);
	if (opened) {
		const {family, row} = opened;
		const one = family.versions[row];
		return [
			{name: 'screen', key: `family ${family.name}`, text: safe`Family ${inWords(versionsTitle(family, bestOf(family), unbounded))}.`},
			{
				name: 'row',
				key: one ? `${one.model.key}` : 'family none',
				text: one
					? safe`${placeWords(safe`Row`, row, family.versions.length)}: ${sentence([safeText(formatVersion(one)), ...modelParts(one.model, models)])}.`
					: emptyText,
			},
		];
	}
	const {families, row} = familiesView(state, context);
	const family = families[row];
	if (!family) {
		const lines = noFamilyLines(snapshot, {width: unbounded, readOnly: readOnly !== undefined});
		return [{name: 'screen', key: 'families none', text: sentences(lines)}];
	}
	const lines = familyLines(family, {config, now, bestOf}, {width: unbounded, most: 1, hasAliases: false});
	return [
		{name: 'screen', key: `families ${state.order}`, text: safe`${titled(inWords(familiesTitle(families, state.order, unbounded)))}.`},
		{
			name: 'row',
			key: `family ${family.name}`,
			text: safe`${placeWords(safe`Row`, row, families.length)}: ${safeText(family.name)}, ${counted(family.versions.length, 'version')}. ${sentences(lines)}`,
		},
	];
}

export function spokenMetrics(state: MetricsState, {context}: ListOptions): readonly SpokenPart[] {
	const {rows, cursor} = metricsView(state, context.snapshot);
	const row = rows[cursor];
	if (!row) return [{name: 'screen', key: 'metrics none', text: safe`No metrics yet: no model has a test result.`}];
	const unset = rows.filter(({direction}) => direction === undefined).length;
	return [
		{name: 'screen', key: 'metrics', text: safe`Metrics, ${counted(rows.length, 'row')}, ${unset} not set. Minus: lower is better, plus: higher is better.`},
		{
			name: 'row',
			key: `${row.name} ${row.direction ?? ''} ${row.source ?? ''}`,
			text: safe`${placeWords(safe`Row`, cursor, rows.length)}: ${sentences(sentenceLines(row, {width: unbounded, most: 6}))}`,
		},
	];
}

export function spokenColumns({algorithm, ids, shown, row}: ColumnsState): readonly SpokenPart[] {
	const id = ids[row] ?? '';
	const column = columnOfId(id);
	const title =
		column && column.kind !== 'param' && column.kind !== 'metric' ? safeText(plainTitles[column.kind]) : safeText(id.replace(/^(?:param|metric)\./, ''));
	return [
		{
			name: 'screen',
			key: `columns ${algorithm}`,
			text: safe`Columns of ${algorithm === '*' ? safe`all algorithms` : safeText(algorithm)}, ${shown.size} of ${ids.length} are shown, in this order.`,
		},
		{
			name: 'row',
			key: `${id} ${row} ${shown.has(id)}`,
			text: safe`${placeWords(safe`Column`, row, ids.length)}: ${title}, ${shown.has(id) ? safe`shown` : safe`not shown`}.`,
		},
	];
}

export function spokenCharts(state: ChartsState, {context, models}: ListOptions): readonly SpokenPart[] {
	const page = chartsPage(state, context);
	if (page.kind === 'empty') {
		const lines = emptyChartsLines(page, state, {phase: context.snapshot.activity.phase, width: unbounded});
		return [{name: 'screen', key: `charts ${page.why}`, text: sentences(lines)}];
	}
	const point = page.chart.points[page.cursor];
	const model = context.snapshot.models.find(({key}) => key === point?.key);
	const which = state.chart === 'history' ? safe`over time` : safe`by ${safeText(page.parameter?.name ?? 'a hyperparameter')}`;
	const marked = point && models.marks?.has(point.key) === true;
	return [
		{
			name: 'screen',
			key: `charts ${state.chart} ${page.parameter?.name ?? ''} ${state.algorithm ?? ''}`,
			text: safe`Chart ${which}: ${inWords(safeText(page.chart.title))}, ${counted(page.chart.points.length, 'point')}. ${sentences(factsLines(page, {width: unbounded, most: 3}))}`,
		},
		{
			name: 'row',
			key: `${point?.key ?? 'none'} ${marked === true}`,
			text: safe`${placeWords(safe`Point`, page.cursor, page.chart.points.length)}: ${inWords(pointLine(page, model, {width: unbounded, others: othersHere(page, context)}))}${marked === true ? safe`, marked` : emptyText}.`,
		},
	];
}

export function spokenMessages(said: readonly LoggedMessage[], cursor: number): readonly SpokenPart[] {
	const message = said[cursor];
	const text = (of: LoggedMessage): SafeText =>
		sentence(
			[
				of.isError === true ? safe`error: ${safeText(of.text)}` : safeText(of.text),
				of.command === undefined ? undefined : safe`Command: ${safeText(of.command)}`,
			],
			safe` `,
		);
	return [
		{
			name: 'screen',
			key: 'messages',
			text: said.length === 0 ? safe`Messages. Nothing was said yet.` : safe`Messages, ${counted(said.length, 'message')}, newest first.`,
		},
		{
			name: 'row',
			key: message ? `${message.at} ${message.text}` : 'none',
			text: message ? safe`${placeWords(safe`Message`, cursor, said.length)}: ${text(message)}` : emptyText,
		},
	];
}
