/** `mreg inspect`: what is inside model files, read from their headers; nothing of them is run. */

import {emptyText, safe, type SafeText} from '../../components/safe-text.ts';
import type {Skipped} from '../../store/domain/change.ts';
import {shellWord} from '../../store/domain/test-command.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {inspectionJsonLines, inspectionsJsonEnd, inspectionsJsonPart, type Inspected} from '../inspection-json.ts';
import {dangersOf, insideLines, isPartial, knownFormats, unknownWords} from '../inspection-lines.ts';
import {safeText} from '../text.ts';
import {counted} from '../words.ts';
import {wrappedLines} from '../wrapped-lines.ts';
import {inPart, skippedNotes} from './changing.ts';
import {resultInParts, type Command, type Context, type Options, type Result} from './command.ts';
import {inspectTargets, type InspectTarget} from './inspect-targets.ts';
import {parseWhole} from './options.ts';

/** Tensors that a terminal shows. */
const usualLimit = 40;

export const inspect: Command = {
	name: 'inspect',
	summary: 'say what is inside model files: tensors, shapes, parameters, and what loading them would import',
	details:
		'An ID is a key, an id, a version, or any part of an id that names one model only, else the path of any file or folder; - reads IDs from standard input, one a line.\n' +
		`Only headers are read, and nothing of a file is run. What is read: ${knownFormats}.\n` +
		'Exit code 1 where a header is broken. --quiet prints the names of the tensors. With --json one ID gives one object, several (or -) give {"inspections": [...]} with one for each.',
	arguments: [{name: '<ID...>', summary: 'the models, files or folders'}],
	options: [
		{flags: '--limit <N>', summary: `so many tensors (default in a terminal: ${usualLimit}; 0: all); --json has all`},
		{
			flags: '--fail-unsafe',
			summary: 'exit code 1, too, where loading would import what can run code (marked !, "unsafe" in --json), or not all was looked at',
		},
	],
	examples: [
		{line: 'mreg inspect mscn_20241019_103000', summary: 'a model, by its id'},
		{line: 'mreg inspect ./weights.pth', summary: 'a file that came from somewhere, before it is loaded'},
		{line: 'mreg inspect weights.pth --fail-unsafe --quiet && python3 train.py', summary: 'goes on only if nothing in it is known to run code'},
		{line: 'mreg inspect weights.pth --json', summary: 'for a program'},
	],
	run,
};

interface Looked extends Inspected {
	readonly name: string;
}

async function run(context: Context, options: Options, args: readonly string[]): Promise<Result> {
	const limit = limitOf(options, context);
	const targets = await inspectTargets(args, context);
	const seen: Seen = {notes: [], skipped: [], isBroken: false, isUnsafe: false};
	const isOne = args.length === 1 && args[0] !== '-';
	const parts = partsOf(look(targets, seen, context), (one, place) => {
		if (options.json === true) return isOne ? inspectionJsonLines(one, {schema: 1}) : inspectionsJsonPart(one, place);
		if (options.quiet === true) return tensorNames(one, limit);
		return page(one, {...place, limit, width: context.columns});
	});
	const whole = options.json === true && !isOne ? withEnd(parts, () => inspectionsJsonEnd({skipped: seen.skipped})) : parts;
	return resultInParts(whole, () => {
		const isRefused = options.failUnsafe === true && seen.isUnsafe;
		const exitCode = isRefused ? 1 : seen.skipped.length > 0 ? inPart : seen.isBroken ? 1 : 0;
		if (options.json === true) return {exitCode};
		return {notes: [...(options.quiet === true ? [] : seen.notes), ...skippedNotes(seen.skipped, key => key)], exitCode};
	});
}

/** What is to be said in the end of all that were looked into. */
interface Seen {
	readonly notes: SafeText[];
	readonly skipped: Skipped[];
	isBroken: boolean;
	isUnsafe: boolean;
}

interface Place {
	readonly isFirst: boolean;
}

/** Each is forgotten when it is printed: there may be thousands. */
async function* partsOf(all: AsyncIterable<Looked>, linesOf: (one: Looked, place: Place) => Iterable<SafeText>): AsyncGenerator<Iterable<SafeText>, void> {
	let isFirst = true;
	for await (const one of all) {
		yield linesOf(one, {isFirst});
		isFirst = false;
	}
}

async function* withEnd(parts: AsyncIterable<Iterable<SafeText>>, end: () => Iterable<SafeText>): AsyncGenerator<Iterable<SafeText>, void> {
	yield* parts;
	yield end();
}

/** @throws UserError `usage` */
function limitOf({limit, quiet}: Options, {columns}: Context): number {
	if (limit === undefined) return columns === undefined || quiet === true ? Infinity : usualLimit;
	return parseWhole(limit, '--limit') || Infinity;
}

/** One after the other. @throws UserError where none can be looked into */
async function* look(targets: readonly InspectTarget[], seen: Seen, {progress, columns}: Context): AsyncGenerator<Looked, void> {
	const {openCarefulInspector} = await import('../../store/careful-inspector.ts');
	const inspector = openCarefulInspector();
	try {
		for (const [index, {model, name, path}] of targets.entries()) {
			if (targets.length > 1) progress?.(safe`looking into ${index + 1} of ${targets.length}: ${safeText(name)}`);
			try {
				if (path === undefined) throw goneError(name);
				const one: Looked = {...(model ? {model} : {}), name, path, inspection: await inspector.inspect(path)};
				seen.isBroken ||= one.inspection.files.some(({problems}) => problems.length > 0);
				seen.isUnsafe ||= dangersOf(one.inspection).length > 0 || isPartial(one.inspection);
				seen.notes.push(...notesOn(one, {isNamed: targets.length > 1, columns}));
				yield one;
			} catch (error) {
				if (!(error instanceof UserError) || targets.length === 1) throw error;
				seen.skipped.push({key: model?.key ?? name, reason: error.message});
			}
		}
	} finally {
		progress?.(undefined);
		await inspector.close();
	}
	const {skipped} = seen;
	if (skipped.length < targets.length) return;
	throw new UserError('failed', `None of the ${targets.length} could be looked into. The first, ${skipped[0]?.key}: ${skipped[0]?.reason}`);
}

function goneError(name: string): UserError {
	return new UserError('failed', `${name} has no artifact any more: there is nothing to look into.`, {
		hint: `mreg show ${shellWord(name)} tells what is known of it, mreg doctor finds an artifact that was renamed, mreg trash lists what was removed.`,
	});
}

function* page(
	{name, path, model, inspection}: Looked,
	{isFirst, limit, width}: Place & {readonly limit: number; readonly width: number | undefined},
): Iterable<SafeText> {
	if (!isFirst) yield emptyText;
	yield safeText(name);
	if (model) yield safe`  ${safeText(path)}`;
	for (const {text} of insideLines(inspection, {limit, width, howToSeeAll: safe`, --limit 0 shows all`})) yield* wrappedLines(text, width);
}

function* tensorNames({inspection}: Looked, limit: number): Iterable<SafeText> {
	let left = limit;
	for (const {tensors} of inspection.files) {
		for (const {name} of tensors.slice(0, left)) yield safeText(name);
		left = Math.max(0, left - tensors.length);
	}
}

/** In a terminal apart from what was printed. @param of.isNamed it stands before each */
function notesOn(one: Looked, of: {readonly isNamed: boolean; readonly columns: number | undefined}): readonly SafeText[] {
	const notes = sentencesOn(one, of.isNamed).flatMap(note => wrappedLines(note, of.columns));
	return notes.length > 0 && of.columns !== undefined ? [emptyText, ...notes] : notes;
}

function sentencesOn({name, model, inspection}: Looked, isNamed: boolean): readonly SafeText[] {
	const start = isNamed ? safe`${safeText(name)}: ` : emptyText;
	const dangers = dangersOf(inspection).length;
	const others = model?.artifact?.files ?? [];
	const unknown = unknownWords(inspection);
	return [
		...(unknown === undefined ? [] : [safe`${start}${unknown}`]),
		...(dangers === 0
			? []
			: [
					safe`${start}Loading it runs code: ${counted(dangers, 'import')} marked ! can start programs, run code, or reach files and the network. Load it only if you trust where it comes from.`,
				]),
		...(isPartial(inspection) ? [safe`${start}Not all of it was looked at: what else loading it would run is not known.`] : []),
		...(others.length === 0 ? [] : [safe`${start}Also of this model, and not looked into: ${safeText(others.join(', '))}.`]),
	];
}
