/** `mreg doctor`: everything that is wrong in a registry, with what puts each thing right, and doing that. */

import {joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import type {DiskFacts, Finding, FindingKind} from '../../store/domain/finding.ts';
import {findingKinds, findingsOf, isFixable, toldAsFindings} from '../../store/domain/findings.ts';
import {nearestName} from '../../store/domain/identifier.ts';
import type {Model} from '../../store/domain/model.ts';
import type {Problem} from '../../store/domain/problem.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {subjectOf} from '../finding-words.ts';
import {jsonText, safeText} from '../text.ts';
import {transferWords} from '../transfer-words.ts';
import {counted} from '../words.ts';
import {namesByKey} from '../model-lookup.ts';
import type {Command, Context, Options, Result} from './command.ts';
import {printedLines} from './doctor-lines.ts';

export const doctor: Command = {
	name: 'doctor',
	summary: 'say what is wrong in the registry and what puts it right; --fix does that',
	details:
		'Found are trainings that another one overwrote, empty artifacts, renamed and missing artifacts, artifacts without sidecars, models of one id, tags and notes that other programs dropped or keep elsewhere, metrics in two scales, times in the future, and what killed processes left.\n' +
		'What stands under FOR INFORMATION is nothing wrong. No artifact is opened, unless --headers or --duplicates asks for it; mreg verify tells whether registered models have the bytes they had.\n' +
		`The kinds: ${findingKinds.join(', ')}.\n` +
		'Exit code 1 where something is wrong, 6 where --fix could not put all of it right, 5 where another program holds a lock.',
	arguments: [{name: '[KIND...]', summary: 'tell, or put right, only what is of these kinds'}],
	options: [
		{flags: '--fix', summary: 'put right what can be, without asking; mreg undo takes each part back'},
		{flags: '--dry-run', summary: 'with --fix: say what it would do, and change nothing'},
		{flags: '--headers', summary: 'read the headers of all artifacts, too, and tell those that are cut off or broken'},
		{flags: '--duplicates', summary: 'look for files of the same bytes, too: all that have the size of another one are read'},
		{flags: '--link', summary: 'with --duplicates --fix: make them hard links of one file'},
		{flags: '--long', summary: 'name all models of each kind'},
	],
	examples: [
		{line: 'mreg doctor', summary: 'what is wrong, and what would be done'},
		{line: 'mreg doctor --fix', summary: 'do it'},
		{line: 'mreg doctor --fix renamed', summary: 'only what is of one kind'},
		{line: 'mreg doctor --duplicates', summary: 'what copies cost'},
	],
	run,
};

export interface DoctorOptions extends Options {
	readonly duplicates?: boolean;
	readonly headers?: boolean;
	/** undefined: all. */
	readonly kinds?: ReadonlySet<FindingKind>;
}

/** What a look found. */
export interface Look {
	readonly snapshot: Snapshot;
	readonly disk: DiskFacts;
	readonly findings: readonly Finding[];
	/** What could not be read, and no finding tells: nothing here repairs it. */
	readonly problems: readonly Problem[];
	/** How a model is named to people, by its key. */
	readonly name: (key: string) => string;
}

async function run(context: Context, typed: DoctorOptions, args: readonly string[]): Promise<Result> {
	const kinds = chosenKinds(args);
	// Nothing is read for what nobody asked about; copies are asked about by naming them.
	const duplicates = kinds ? kinds.has('duplicate') : typed.duplicates === true;
	const options = {...typed, kinds, duplicates, headers: typed.headers === true && kinds?.has('broken') !== false};
	if (options.link === true && (options.fix !== true || !options.duplicates)) {
		throw new UserError('usage', '--link goes with --duplicates and --fix.', {hint: 'mreg doctor --duplicates --fix --link'});
	}
	const look = await lookAt(context, options);
	if (options.fix === true && options.dryRun !== true && look.findings.some(isFixable)) {
		const {fixed} = await import('./doctor-fix.ts');
		return fixed(context, options, look);
	}
	const wrong = wrongIn(look);
	const exitCode = wrong.count === 0 ? 0 : 1;
	if (options.json === true) return {lines: [jsonText({schema: 1, root: look.snapshot.root, ...lookJson(look)})], exitCode};
	const notes = look.disk.notes.map(safeText);
	if (options.quiet === true) return {lines: quietLines(look), notes, exitCode};
	const models = counted(look.snapshot.models.length, 'model');
	const nothing = kinds
		? safe`Nothing of ${kinds.size === 1 ? safe`this kind` : safe`these kinds`} is wrong with ${models}.`
		: safe`Nothing is wrong with ${models}.`;
	const closing = wrong.count === 0 ? [nothing] : closingNotes(wrong, kinds);
	return {lines: printedLines(look, {...options, cells: context.columns}), notes: [...notes, ...closing], exitCode};
}

/** @returns undefined for all @throws UserError `usage` for a word that is none */
function chosenKinds(typed: readonly string[]): ReadonlySet<FindingKind> | undefined {
	const kinds = typed.map(word => {
		const kind = findingKinds.find(one => one === word.toLowerCase());
		if (kind !== undefined) return kind;
		const nearest = nearestName(word, findingKinds);
		throw new UserError('usage', `There is no kind "${word}" of what doctor finds.`, {
			hint: nearest === undefined ? `The kinds: ${findingKinds.join(', ')}.` : `Did you mean ${nearest}? mreg doctor --help lists all kinds.`,
		});
	});
	return kinds.length === 0 ? undefined : new Set(kinds);
}

/** Looks at the registry: its files, then what only the disk tells. */
export async function lookAt(context: Context, {duplicates = false, headers = false, kinds}: DoctorOptions): Promise<Look> {
	const snapshot = await context.snapshot();
	const {examineRegistry} = await import('../../store/examination.ts');
	const started = performance.now();
	const onBytes = (done: number, total: number) => context.progress?.(safe`reading ${transferWords(done, total, performance.now() - started)}`);
	const onHeaders = (done: number, total: number) => context.progress?.(safe`reading headers: ${done} of ${total}`);
	try {
		const disk = await examineRegistry(snapshot.root, snapshot, {now: context.now, duplicates, headers, onBytes, onHeaders});
		const findings = findingsOf(snapshot, {now: context.now, disk}).filter(({kind}) => kinds?.has(kind) !== false);
		const problems = kinds ? [] : snapshot.problems.filter(({kind}) => !toldAsFindings.has(kind));
		const keys = new Set(findings.flatMap(finding => finding.keys));
		const name = namesByKey(
			snapshot.models.filter(({key}) => keys.has(key)),
			snapshot.models,
		);
		return {snapshot, disk, findings, problems, name};
	} finally {
		context.progress?.(undefined);
	}
}

/** What counts for the exit code, and how much of it `--fix` does. */
export interface Wrong {
	readonly count: number;
	readonly fixable: number;
}

export function wrongIn({findings, problems}: Pick<Look, 'findings' | 'problems'>): Wrong {
	const wrong = findings.filter(({isInformation}) => !isInformation);
	return {count: wrong.length + problems.filter(isRegistrys).length, fixable: wrong.filter(isFixable).length};
}

/** Not of the cache or of this machine. */
function isRegistrys({kind}: Problem): boolean {
	return kind !== 'index' && kind !== 'watch-failed';
}

function closingNotes({count, fixable}: Wrong, kinds: ReadonlySet<FindingKind> | undefined): readonly SafeText[] {
	const command = joinSafe([safe`mreg doctor --fix`, ...[...(kinds ?? [])].map(safeText)], safe` `);
	if (fixable === 0) return [safe`${command} can put none of it right.`];
	return [fixable === count ? safe`${command} does all of it.` : safe`${command} does ${fixable} of ${count}.`];
}

/** `found` and `problems` of the JSON answer. */
export function lookJson({findings, problems, snapshot}: Pick<Look, 'findings' | 'problems' | 'snapshot'>): object {
	const keys = new Set(findings.flatMap(finding => subjectOf(finding) ?? []));
	const models = new Map(snapshot.models.filter(({key}) => keys.has(key)).map(model => [model.key, model]));
	return {found: findings.map(finding => findingJson(finding, models)), problems};
}

function findingJson(finding: Finding, models: ReadonlyMap<string, Model>): object {
	const {kind, keys, path, metric, message, repair, command, isInformation} = finding;
	const subject = models.get(subjectOf(finding) ?? '');
	return {
		...(subject ? {key: subject.key, model_id: subject.id} : {}),
		kind,
		keys,
		path,
		...(metric === undefined ? {} : {metric}),
		message,
		repair,
		command: command ?? null,
		fixable: isFixable(finding),
		information: isInformation,
	};
}

function quietLines({findings, problems, name}: Look): readonly SafeText[] {
	const wrong = findings.filter(({isInformation}) => !isInformation);
	const names = wrong.flatMap(finding => {
		if (finding.keys.length === 0) return [finding.path === '' ? '.' : finding.path];
		return subjectOf(finding) === undefined ? finding.keys.map(name) : [name(subjectOf(finding) ?? '')];
	});
	return [...new Set([...names, ...problems.filter(isRegistrys).map(({path}) => (path === '' ? '.' : path))])].map(safeText);
}
