/** `mreg import`: takes over what another registry wrote down: the versions of a registry.yaml, or the metadata of a model_registry.json. */

import {safe, type SafeText} from '../../components/safe-text.ts';
import type {Change} from '../../store/domain/change.ts';
import {directionOf} from '../../store/domain/objective.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {shellWord} from '../../store/domain/test-command.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {jsonText, safeText} from '../text.ts';
import {counted, namedShort} from '../words.ts';
import {changeRegistry, changeStoppably, inPart, requireWritable} from './changing.ts';
import type {Command, Context, Options, Result} from './command.ts';
import {countWords, planLines, remarkLines, restoreCommand, rowJson, type PlanRow} from './import-row.ts';
import {planSidecarRows, type SidecarRow} from './import-sidecars.ts';
import {familyCount, importVersions, undoLine} from './import-run.ts';
import {planVersions, type VersionRow} from './import-versions.ts';
import {askIn, confirm} from './removing.ts';

export const importCommand: Command = {
	name: 'import',
	summary: 'take over a registry.yaml with its versions, or the metadata of a model_registry.json',
	details:
		'A registry.yaml (family, version, fields) becomes registered versions; their files are copied.\n' +
		'A model_registry.json (id, metadata) gives artifacts of this registry that have no sidecar the text of their entries.\n' +
		'The plan is shown first. What is there already stays as it is: to import twice does no harm. Nothing in a file is run or loaded.',
	arguments: [{name: '<FILE>', summary: 'registry.yaml or model_registry.json'}],
	options: [
		{flags: '--dry-run', summary: 'show the plan and change nothing'},
		{flags: '--yes', summary: 'do not ask'},
		{flags: '--move', summary: 'move the files of versions instead of copying them'},
		{flags: '--link', summary: 'register symbolic links to the files'},
	],
	examples: [
		{line: 'mreg import registry.yaml --dry-run', summary: 'what would become of it'},
		{line: 'mreg import ~/old/registry.yaml --root . --yes', summary: 'into the registry of this folder, without a question'},
		{line: 'mreg import model_registry.json', summary: 'sidecars for artifacts that have none'},
	],
	isLong: true,
	run,
};

const by = 'mreg import';

async function run(context: Context, options: Options, [typed = '']: readonly string[]): Promise<Result> {
	if (options.move === true && options.link === true) {
		throw new UserError('usage', '--move and --link are two ways.', {hint: 'Leave out one of them.'});
	}
	const isDry = options.dryRun === true;
	// What is wrong with the file is told before anything is asked.
	const file = await context.absolute(typed);
	const {openImport} = await import('../../store/import-file.ts');
	const content = openImport(file);
	const root = await rootFor(context, typed);
	if (!isDry) await requireWritable(context, root);
	// What a crash left is ended first: the plan is made of what stands.
	const settled = isDry ? [] : (await changeRegistry(context, root, {kind: 'settle'}, by)).notes;
	const snapshot = await context.snapshot();
	const way = options.move === true ? 'move' : options.link === true ? 'link' : 'copy';
	const plan: Plan =
		content.kind === 'versions'
			? {kind: 'versions', rows: await planVersions(context, content.entries, {snapshot, file, way})}
			: {kind: 'sidecars', rows: await planSidecarRows(file, snapshot)};
	if (plan.rows.length === 0) {
		throw new UserError('nothing-matched', `${file} holds nothing to import.`, {
			hint: 'A registry.yaml holds families of versions, a model_registry.json ids with metadata.',
		});
	}
	const going = (plan.rows as readonly PlanRow[]).filter(({action}) => action === 'import');
	const told: Told = {
		plan,
		options,
		context,
		notes: [...settled.map(safeText), ...remarkLines(plan.rows), ...directionNotes(plan.rows, snapshot), ...restoreNotes(plan.rows)],
	};
	if (isDry || going.length === 0) return resultOf({done: [], changes: [], failed: []}, told, safe`Nothing was changed.`);
	const ask = askIn(context, options, '--dry-run shows what would be imported; --yes goes on without asking.');
	if (ask) await confirm(ask, {lines: planLines(plan.rows, context.columns), verb: safe`import ${countWords(going)}`});
	return plan.kind === 'versions' ? importedVersions(plan.rows, root, told) : importedSidecars(plan.rows, root, told);
}

/** @throws UserError `no-registry`, with what begins one where it may be begun */
async function rootFor(context: Context, typed: string): Promise<string> {
	try {
		return await context.root();
	} catch (error) {
		if (!(error instanceof UserError) || error.code !== 'no-registry') throw error;
		const hint = error.hint?.replace(/mreg register NAME FILE (?=--root \.$)/, () => `mreg import ${shellWord(typed)} `);
		throw new UserError(error.code, error.message, {hint, cause: error});
	}
}

type Plan = {readonly kind: 'versions'; readonly rows: readonly VersionRow[]} | {readonly kind: 'sidecars'; readonly rows: readonly SidecarRow[]};

interface Told {
	readonly plan: Plan;
	readonly options: Options;
	readonly context: Context;
	readonly notes: readonly SafeText[];
}

interface Outcome {
	/** Names, raw. */
	readonly done: readonly string[];
	readonly changes: readonly Change[];
	readonly failed: ReadonlyArray<{readonly name: string; readonly reason: string}>;
}

async function importedVersions(rows: readonly VersionRow[], root: string, told: Told): Promise<Result> {
	const {done, failed} = await importVersions(told.context, root, rows);
	const summary = safe`imported ${counted(done.length, 'version')} of ${counted(familyCount(done), 'family', 'families')}`;
	return resultOf({done: done.map(({name}) => name), changes: done.map(({change}) => change), failed}, told, done.length === 0 ? undefined : summary);
}

async function importedSidecars(rows: readonly SidecarRow[], root: string, told: Told): Promise<Result> {
	const adoptions = rows.flatMap(({adoption}) => adoption ?? []);
	const names = new Map(rows.flatMap(({name, adoption}) => (adoption ? [[adoption.target.key, name] as const] : [])));
	const nameOf = (key: string) => names.get(key) ?? key;
	const {progress} = told.context;
	const onProgress = ({done, total}: {readonly done: number; readonly total: number}) => progress?.(safe`writing sidecars: ${done} of ${total}`);
	try {
		const change = await changeStoppably(told.context, root, {kind: 'adopt', adoptions}, {by, onProgress});
		const failed = change.skipped.map(({key, reason}) => ({name: nameOf(key), reason}));
		const summary = change.done.length === 0 ? undefined : safe`imported ${counted(change.done.length, 'sidecar')}`;
		return resultOf({done: change.done.map(nameOf), changes: [change], failed}, told, summary);
	} finally {
		progress?.(undefined);
	}
}

/** @param said what was done, in one line */
function resultOf({done, changes, failed}: Outcome, {plan, options, context, notes}: Told, said: SafeText | undefined): Result {
	const rows: readonly PlanRow[] = plan.rows;
	const left = rows.flatMap(({action, isThere, name, reason = ''}) => (action === 'skip' && isThere !== true ? [{name, reason}] : []));
	const skipped = [...left, ...failed];
	const exitCode = skipped.length > 0 ? inPart : 0;
	const undo = undoLine(changes.filter(change => change.done.length > 0));
	const all = [...changes.flatMap(change => change.notes.map(safeText)), ...notes];
	if (options.json === true) {
		const txns = changes.flatMap(({txn}) => txn ?? []);
		return {lines: [jsonText({schema: 1, plan: rows.map(rowJson), txns, done, skipped, undo: undo ?? null, notes: all})], exitCode};
	}
	const failures = failed.map(({name, reason}) => safe`Not imported: ${safeText(name)}: ${safeText(reason)}`);
	const words = [...all, ...failures, ...(undo === undefined ? [] : [safe`${safeText(undo)} takes it back.`])];
	if (options.quiet === true) return {lines: (options.dryRun === true ? goingNames(rows) : done).map(safeText), notes: words, exitCode};
	const hasDone = changes.length > 0;
	// Who was asked has seen the plan.
	const shown = hasDone && options.yes !== true ? [] : [...planLines(rows, context.columns)];
	return {lines: [...shown, ...(hasDone && said !== undefined ? [said] : [])], notes: hasDone || said === undefined ? words : [...words, said], exitCode};
}

function goingNames(rows: readonly PlanRow[]): readonly string[] {
	return rows.filter(({action}) => action === 'import').map(({name}) => name);
}

function directionNotes(rows: readonly PlanRow[], {config}: Snapshot): readonly SafeText[] {
	const names = new Set(rows.flatMap(({action, metrics = []}) => (action === 'import' ? metrics.map(([name]) => name) : [])));
	const unset = [...names].filter(name => directionOf(config, name) === undefined);
	const [first] = unset;
	if (first === undefined) return [];
	const set = safeText(`mreg metrics set ${shellWord(first)} maximize`);
	return [safe`Nobody said yet whether ${namedShort(unset)} is better large or small, which the best version needs: ${set} (or minimize).`];
}

/** One command for all that lie in the trash. */
function restoreNotes(rows: readonly PlanRow[]): readonly SafeText[] {
	const keys = rows.flatMap(({trashed}) => trashed ?? []);
	return keys.length < 2 ? [] : [safe`${safeText(restoreCommand(keys))} brings back all that are in the trash.`];
}
