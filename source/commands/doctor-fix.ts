/** `mreg doctor --fix`: carries out the repairs, the most harmful first, and says what was done and what is left. */

import {safe, type SafeText} from '../../components/safe-text.ts';
import type {Change, ChangeRequest, Skipped} from '../../store/domain/change.ts';
import type {Finding, FindingKind} from '../../store/domain/finding.ts';
import {isFixable} from '../../store/domain/findings.ts';
import {repairsOf} from '../../store/domain/repairs.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {subjectOf} from '../finding-words.ts';
import {formatBytes, jsonText, safeText} from '../text.ts';
import {counted} from '../words.ts';
import {fromEntries, plannedAdoptions} from './adopting.ts';
import {changeRegistry, inPart, requireWritable, skippedNotes} from './changing.ts';
import type {Context, Result} from './command.ts';
import {lookAt, lookJson, wrongIn, type DoctorOptions, type Look} from './doctor.ts';

const by = 'mreg doctor --fix';

/** Findings that are put right together. */
interface Step {
	readonly kinds: readonly FindingKind[];
	/** `found`: those of its kinds that can be put right. */
	readonly requests: (found: readonly Finding[], look: Look, doing: Doing) => readonly ChangeRequest[] | Promise<readonly ChangeRequest[]>;
	/** What was done, in one line. @param count of models or files that were changed */
	readonly words: (count: number, changes: readonly Change[], outcome: Outcome) => SafeText;
}

const tagging: Step = {
	kinds: ['tag-lost', 'tags-dropped', 'registry-drift'],
	requests: tagRequests,
	words: count => safe`put right the tags and notes of ${counted(count, 'model')}`,
};

/** In this order. What was cut off is ended first, as before every change; tags go into sidecars that are there by then. */
const steps: readonly Step[] = [
	{
		kinds: ['unfinished', 'stale-lock', 'stray-file'],
		requests: found => (found.some(({fix}) => fix?.some(({kind}) => kind === 'settle')) ? [{kind: 'settle', deep: true}] : []),
		words: () => safe`put right what killed processes left`,
	},
	{kinds: ['overwritten'], requests: joined, words: count => safe`kept the facts of ${counted(count, 'overwritten training')}`},
	{kinds: ['renamed'], requests: joined, words: count => safe`gave ${counted(count, 'sidecar')} the name of the artifact`},
	{kinds: ['same-id'], requests: joined, words: count => safe`gave ${counted(count, 'model')} an id of ${count === 1 ? safe`its` : safe`their`} own`},
	{
		kinds: ['stray-file'],
		requests: found => joined(found).filter(({kind}) => kind === 'trash'),
		words: count => safe`moved ${counted(count, 'stray file')} to the trash`,
	},
	{
		kinds: ['untracked'],
		requests: adoptions,
		words: (count, changes, {described}) => {
			const fromEntry = new Set(changes.flatMap(({done}) => done).filter(key => described.has(key)));
			return safe`wrote sidecars for ${counted(count, 'model')}${fromEntries(fromEntry.size, count)}`;
		},
	},
	tagging,
];

/** Only where it was asked for. */
const linking: Step = {
	kinds: ['duplicate'],
	requests: joined,
	words: (count, changes) => {
		const freed = changes.reduce((sum, {freedBytes = 0}) => sum + freedBytes, 0);
		return safe`linked files of ${counted(count, 'model')}: ${formatBytes(freed)} freed`;
	},
};

/** Requests of one kind become one, and so one transaction. */
function joined(found: readonly Finding[]): readonly ChangeRequest[] {
	const all = found.flatMap(({fix = []}) => fix);
	const of = <Kind extends ChangeRequest['kind']>(kind: Kind) =>
		all.filter((request): request is Extract<ChangeRequest, {kind: Kind}> => request.kind === kind);
	const requests: readonly ChangeRequest[] = [
		{kind: 'remember', models: of('remember').flatMap(({models}) => models)},
		{kind: 'rejoin', moves: of('rejoin').flatMap(({moves}) => moves)},
		{kind: 'identify', edits: of('identify').flatMap(({edits}) => edits)},
		{kind: 'trash', removals: of('trash').flatMap(({removals}) => removals)},
		{kind: 'link', links: of('link').flatMap(({links}) => links)},
	];
	return requests.filter(({kind}) => all.some(request => request.kind === kind));
}

function tagRequests(found: readonly Finding[], {snapshot}: Look): readonly ChangeRequest[] {
	const keys = new Set(found.flatMap(finding => finding.keys));
	const {tags, notes} = repairsOf(
		snapshot.models.filter(({key}) => keys.has(key)),
		snapshot.models,
	);
	return [...(tags.length > 0 ? [{kind: 'tag' as const, edits: tags}] : []), ...(notes.length > 0 ? [{kind: 'note' as const, edits: notes}] : [])];
}

async function adoptions(found: readonly Finding[], {snapshot}: Look, {context, outcome}: Doing): Promise<readonly ChangeRequest[]> {
	const keys = new Set(found.flatMap(finding => finding.keys));
	const plan = await plannedAdoptions(
		context,
		snapshot.models.filter(({key}) => keys.has(key)),
		snapshot,
	);
	outcome.skipped.push(...plan.skipped);
	for (const {target, source} of plan.adoptions) if (source === 'entry') outcome.described.add(target.key);
	return plan.adoptions.length === 0 ? [] : [{kind: 'adopt', adoptions: plan.adoptions}];
}

interface Doing {
	readonly context: Context;
	readonly outcome: Outcome;
}

/** What was done so far. */
interface Outcome {
	readonly lines: SafeText[];
	readonly changes: Change[];
	/** Keys of models whose sidecars come from model_registry.json. */
	readonly described: Set<string>;
	/** What was left out before anything of it was asked for. */
	readonly skipped: Skipped[];
	/** Why it ended early. */
	failure?: UserError;
}

/** @throws UserError where nothing could be done */
export async function fixed(context: Context, options: DoctorOptions, first: Look): Promise<Result> {
	await requireWritable(context, first.snapshot.root);
	const outcome: Outcome = {lines: [], changes: [], described: new Set(), skipped: []};
	let [look, isOld] = [first, false];
	for (const step of options.link === true ? [...steps, linking] : steps) {
		// Copies are told only by a look that asked for them, which one in between did not; what a new sidecar lacks, only by one that sees it.
		const mayHaveCome = step === linking || (isOld && step === tagging);
		if (!mayHaveCome && !look.findings.some(({kind}) => step.kinds.includes(kind))) continue;
		// What was done before may have changed what is to be done.
		if (isOld) [look, isOld] = [await lookAt(context, {...options, duplicates: step === linking, headers: false}), false];
		const found = look.findings.filter(finding => step.kinds.includes(finding.kind) && isFixable(finding));
		const requests = found.length === 0 ? [] : await step.requests(found, look, {context, outcome});
		if (requests.length === 0) continue;
		isOld = true;
		if (!(await carriedOut(context, look.snapshot.root, {step, requests, outcome}))) break;
	}
	const last = isOld ? await lookAt(context, {...options, duplicates: false}) : look;
	return resultOf(outcome, {options, first, last});
}

/** @returns false where it ended early */
async function carriedOut(
	context: Context,
	root: string,
	{step, requests, outcome}: {readonly step: Step; readonly requests: readonly ChangeRequest[]; readonly outcome: Outcome},
): Promise<boolean> {
	const changes: Change[] = [];
	try {
		for (const request of requests) changes.push(await changeRegistry(context, root, request, by));
	} catch (error) {
		if (!(error instanceof UserError) || outcome.changes.length + changes.length === 0) throw error;
		outcome.failure = error;
	}
	outcome.changes.push(...changes);
	const count = new Set(changes.flatMap(({done}) => done)).size;
	const isSettled = requests.some(({kind}) => kind === 'settle') && changes.length > 0;
	if (count > 0 || isSettled) outcome.lines.push(step.words(count, changes, outcome));
	return outcome.failure === undefined;
}

interface Ending {
	readonly options: DoctorOptions;
	readonly first: Look;
	readonly last: Look;
}

function resultOf({lines, changes, failure, skipped: before}: Outcome, {options, first, last}: Ending): Result {
	const done = [...new Set(changes.flatMap(change => change.done))];
	const skipped = [...before, ...changes.flatMap(change => change.skipped), ...leftOver(last)];
	const left = wrongIn(last).count;
	const txns = changes.flatMap(({txn}) => txn ?? []);
	const exitCode = failure?.exitCode === 5 ? 5 : failure || left > 0 || skipped.length > 0 ? inPart : 0;
	const why = failure ? [safe`It ended here: ${safeText(failure.message)}${failure.hint === undefined ? safe`` : safe` ${safeText(failure.hint)}`}`] : [];
	const said = [...changes.flatMap(change => change.notes).map(safeText), ...why];
	if (options.json === true) {
		const undo = txns.map(txn => `mreg undo ${txn}`);
		return {lines: [jsonText({schema: 1, root: first.snapshot.root, ...lookJson(first), txns, done, skipped, undo, notes: said})], exitCode};
	}
	const name = (key: string) => (last.name(key) === key ? first.name(key) : last.name(key));
	const words = [...said, ...skippedNotes(skipped, name)];
	if (options.quiet === true) return {lines: done.map(key => safeText(name(key))), notes: words, exitCode};
	return {
		lines,
		notes: [
			...words,
			...(left > 0 ? [safe`${counted(left, 'thing is', 'things are')} left: mreg doctor says what can be done.`] : []),
			// The newest first: in this order they can be taken back.
			...txns.toReversed().map(txn => safe`${safeText(`mreg undo ${txn}`)} takes it back.`),
		],
		exitCode,
	};
}

/** Models whose tags and notes could not be written. */
function leftOver({findings}: Look): readonly Skipped[] {
	return findings.flatMap(finding => {
		const key = subjectOf(finding);
		const isOfTags = tagging.kinds.includes(finding.kind);
		return isOfTags && key !== undefined && !isFixable(finding) ? [{key, reason: asSentence(finding.repair)}] : [];
	});
}

function asSentence(words: string): string {
	return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
