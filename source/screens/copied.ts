/** What `y` and `Y` copy on screens that are no list of models: the command that does it, a name that commands take, a path. Pure. */

import {formatVersion} from '../../store/domain/family.ts';
import {directionCommand} from '../../store/domain/metric-summary.ts';
import type {Model} from '../../store/domain/model.ts';
import type {ScreenName} from '../key-binding.ts';
import {commandOf, whyNoCommand} from './cleanup-rule.ts';
import type {CleanupState} from './cleanup-state.ts';
import {cleanupPage} from './cleanup-view.ts';
import type {FamiliesState} from './families-state.ts';
import {familiesView} from './families-view.ts';
import type {MetricsState} from './metrics-state.ts';
import {metricsView} from './metrics-view.ts';
import {rowUnderCursor as problemHere, type ProblemsState} from './problems-state.ts';
import type {ScreenContext} from './screen-context.ts';
import {restoreLine, undoLine} from './trash-commands.ts';
import {rowUnderCursor as trashHere, type TrashState} from './trash-state.ts';
import {versionsView} from './versions-view.ts';

/** The text and what it is, or why there is none; raw. */
export type Copied = {readonly text: string; readonly what: string} | {readonly error: string};

/** `command`: what does something with the row; `path`: where its files are. */
export type CopyWish = 'command' | 'path';

export interface CopyState {
	readonly cleanup: CleanupState;
	readonly trash: TrashState;
	readonly problems: ProblemsState;
	readonly families: FamiliesState;
	readonly metrics: MetricsState;
}

/** What is copied on a screen; undefined: the screen has its own answer, or none. */
export function copiedHere(
	screen: ScreenName,
	state: CopyState,
	{wish, context}: {readonly wish: CopyWish; readonly context: ScreenContext},
): Copied | undefined {
	switch (screen) {
		case 'cleanup':
			return ofCleanup(state.cleanup, context, wish);
		case 'trash':
			return ofTrash(state.trash, context, wish);
		case 'problems':
			return ofProblems(state.problems, context, wish);
		case 'families':
			return ofFamilies(state.families, context, wish);
		case 'metrics': {
			const {rows, cursor} = metricsView(state.metrics, context.snapshot);
			const row = rows[cursor];
			if (!row) return {error: 'There is no metric here yet.'};
			return {text: directionCommand(row.name, row.direction ?? 'minimize'), what: 'the command'};
		}
		default:
			return undefined;
	}
}

function ofCleanup(state: CleanupState, context: ScreenContext, wish: CopyWish): Copied {
	const page = cleanupPage(state, context);
	if (page.kind === 'none') return {error: 'Nothing is planned here, so no command says it.'};
	if (wish === 'path') {
		const row = page.rows[page.cursor];
		if (!row) return {error: 'There is no model here.'};
		const models = row.kind === 'model' ? [row.item.model] : row.kind === 'group' ? row.group.models.map(({model}) => model) : row.models;
		return pathsOf(models, context);
	}
	const why = whyNoCommand(page.policy, context.snapshot.config);
	return why === undefined
		? {text: commandOf(page.policy, {dryRun: true}), what: 'the command'}
		: {error: `No command says this: ${why}. W writes the plan for mreg apply FILE.`};
}

function ofTrash(state: TrashState, context: ScreenContext, wish: CopyWish): Copied {
	const row = trashHere(state, context);
	if (!row) return {error: 'There is nothing here to copy.'};
	const {root} = context.snapshot;
	switch (row.kind) {
		case 'problem':
			return {text: `${root}/${row.problem.path}`, what: 'the path'};
		case 'log':
			return wish === 'path'
				? {text: row.line.txn, what: 'the transaction'}
				: row.isUndoable
					? command(undoLine(row.line.txn))
					: {error: 'It cannot be taken back, so no command does. Y copies its transaction.'};
		case 'entry':
			if (wish === 'path') return {text: row.entry.txn, what: 'the transaction'};
			// Of too many models the names are no command line; the transaction brings all of them back.
			return command(restoreLine(row.entry.models.map(({key}) => key)) ?? undoLine(row.entry.txn));
		case 'model':
			return wish === 'path' ? {text: `${root}/${row.model.key}`, what: 'the path that it had'} : command(restoreLine([row.model.key]));
	}
}

function ofProblems(state: ProblemsState, context: ScreenContext, wish: CopyWish): Copied {
	const row = problemHere(state, context);
	if (!row) return {error: 'There is no problem here.'};
	if (wish === 'path') return row.path === '' ? {error: 'It is about no file of its own.'} : {text: `${context.snapshot.root}/${row.path}`, what: 'the path'};
	return row.finding?.command === undefined
		? {text: row.path === '' ? row.message : `${row.path}: ${row.message}`, what: 'the problem, as no command repairs it'}
		: command(row.finding.command);
}

function ofFamilies(state: FamiliesState, context: ScreenContext, wish: CopyWish): Copied {
	const opened = versionsView(state, context);
	const {families, row} = familiesView(state, context);
	const family = opened?.family ?? families[row];
	const version = opened ? opened.family.versions[opened.row] : family?.versions[0];
	if (!family || !version) return {error: 'There is no family here yet.'};
	if (wish === 'path') return pathsOf([version.model], context);
	return opened ? {text: formatVersion(version), what: 'the version'} : {text: `${family.name}@latest`, what: 'the name of its latest version'};
}

function pathsOf(models: readonly Model[], {snapshot}: ScreenContext): Copied {
	const paths = models.flatMap(({artifact}) => (artifact ? [`${snapshot.root}/${artifact.path}`] : []));
	if (paths.length === 0) return {error: 'There is no artifact here.'};
	return {text: paths.join('\n'), what: paths.length === 1 ? 'the path' : `${paths.length} paths`};
}

function command(text: string | undefined): Copied {
	return text === undefined ? {error: 'No command line is that long.'} : {text, what: 'the command'};
}
