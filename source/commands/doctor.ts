/** `mreg doctor`: what other programs did to tags and notes, and putting it right. */

import {safe, type SafeText} from '../../components/safe-text.ts';
import type {Change} from '../../store/domain/change.ts';
import type {Model} from '../../store/domain/model.ts';
import {isEditable, repairsOf} from '../../store/domain/repairs.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {tableLines} from '../table.ts';
import {jsonText, safeText} from '../text.ts';
import {counted} from '../words.ts';
import {changeRegistry, inPart, requireWritable, skippedNotes} from './changing.ts';
import type {Command, Context, Options, Result} from './command.ts';
import {namesByKey} from './named-models.ts';

export const doctor: Command = {
	name: 'doctor',
	summary: 'say which tags and notes other programs dropped or keep elsewhere; --fix puts them into the sidecars',
	details:
		'Found are tags and notes that stand only in model_registry.json, and tags that were set here and that a program which rewrote the sidecar dropped.\n' +
		'Only a sidecar that can be read can be put right: of the others the reason is said.\n' +
		'Exit code 1 where something was found, 6 where --fix could not put all of it right.',
	options: [{flags: '--fix', summary: 'put right what can be; mreg undo takes that back'}],
	examples: [
		{line: 'mreg doctor', summary: 'what is wrong, and what would be done'},
		{line: 'mreg doctor --fix', summary: 'do it'},
	],
	run,
};

const by = 'mreg doctor --fix';

type FindingKind = 'registry-drift' | 'tags-dropped' | 'tag-lost';

interface Finding {
	readonly kind: FindingKind;
	readonly model: Model;
	/** What is wrong, and what puts it right; raw. */
	readonly message: string;
	readonly repair: string;
}

async function run(context: Context, options: Options): Promise<Result> {
	const snapshot = await context.snapshot();
	const models = snapshot.models.filter(({fromRegistry, dropped}) => fromRegistry !== undefined || dropped !== undefined);
	const findings = models.flatMap(findingsOf);
	const name = namesByKey(models, snapshot.models);
	if (options.fix === true && findings.length > 0) return fixed(context, snapshot, {models, findings, options, name});
	const exitCode = findings.length > 0 ? 1 : 0;
	if (options.json === true) return {lines: [jsonText({schema: 1, root: snapshot.root, found: findings.map(findingJson)})], exitCode};
	if (options.quiet === true) return {lines: [...new Set(findings.map(({model}) => model))].map(({key}) => safeText(name(key))), exitCode};
	if (findings.length === 0) return {lines: [], notes: [safe`Nothing is wrong with the tags and notes of ${counted(snapshot.models.length, 'model')}.`]};
	const rows = findings.map(({model, message, repair}) => [safeText(name(model.key)), safeText(message), safeText(repair)]);
	return {
		lines: tableLines([{header: safe`MODEL`}, {header: safe`FOUND`, least: 20}, {header: safe`REPAIR`, least: 20}], rows, context.columns),
		notes: closingNotes(findings),
		exitCode,
	};
}

function findingsOf(model: Model): readonly Finding[] {
	const {fromRegistry, dropped} = model;
	const found: Finding[] = [];
	const put = (kind: FindingKind, message: string, repair: string) =>
		void found.push({kind, model, message, repair: isEditable(model) ? repair : `none: ${whyNotEditable(model)}`});
	if (fromRegistry && fromRegistry.tags.length > 0) {
		put('registry-drift', `${quoted(fromRegistry.tags)} only in model_registry.json`, 'into the sidecar');
	}
	if (fromRegistry?.notes !== undefined) put('registry-drift', 'a note only in model_registry.json', 'into the sidecar');
	if (dropped && dropped.add.length > 0) put('tags-dropped', `${quoted(dropped.add)} set here, dropped by another program`, 'back into the sidecar');
	if (dropped && dropped.remove.length > 0) {
		put('tags-dropped', `${quoted(dropped.remove)} taken off here, brought back by another program`, 'out of the sidecar');
	}
	// Some of them may have been there before anything was set here.
	if (dropped && dropped.asked.length > 0) put('tag-lost', `${quoted(dropped.asked)} gone since the last change here`, 'back into the sidecar');
	return found;
}

/** How much of it `--fix` does. */
function closingNotes(findings: readonly Finding[]): readonly SafeText[] {
	const can = findings.filter(({model}) => isEditable(model));
	const does = can.length === findings.length ? safe`all of it` : safe`${can.length} of ${findings.length}`;
	return [
		can.length === 0 ? safe`mreg doctor --fix can put none of it right.` : safe`mreg doctor --fix does ${does}.`,
		...(can.some(({kind}) => kind === 'tag-lost') ? [safe`Tags that are to stay gone: mreg tag ID TAG --remove.`] : []),
	];
}

/** In the words of the problem with its sidecar, without a capital and a full stop; raw. */
function whyNotEditable({sidecar, problems}: Model): string {
	if (sidecar === undefined) return 'it has no sidecar';
	const problem = problems.find(({kind}) => kind === 'unreadable-sidecar');
	const [reason = ''] = problem?.message.split(' Mend it:') ?? [];
	return reason === '' ? 'its sidecar cannot be read; mreg problems says why' : reason.charAt(0).toLowerCase() + reason.slice(1).replace(/\.$/, '');
}

function quoted(tags: readonly string[]): string {
	return tags.join(', ');
}

function findingJson({kind, model, message, repair}: Finding): object {
	return {key: model.key, model_id: model.id, kind, message, repair};
}

interface Fixing {
	readonly models: readonly Model[];
	readonly findings: readonly Finding[];
	readonly options: Options;
	readonly name: (key: string) => string;
}

async function fixed(context: Context, snapshot: Snapshot, {models, findings, options, name}: Fixing): Promise<Result> {
	await requireWritable(context, snapshot.root);
	const {tags, notes} = repairsOf(models, snapshot.models);
	const changes: Change[] = [];
	if (tags.length > 0) changes.push(await changeRegistry(context, snapshot.root, {kind: 'tag', edits: tags}, by));
	if (notes.length > 0) changes.push(await changeRegistry(context, snapshot.root, {kind: 'note', edits: notes}, by));
	return fixedResult(changes, {findings, options, name, root: snapshot.root});
}

function fixedResult(changes: readonly Change[], {findings, options, name, root}: Omit<Fixing, 'models'> & {readonly root: string}): Result {
	const done = [...new Set(changes.flatMap(change => change.done))];
	const left = new Set(findings.filter(({model}) => !isEditable(model)).map(({model}) => model));
	const skipped = [...changes.flatMap(change => change.skipped), ...[...left].map(model => ({key: model.key, reason: sentence(whyNotEditable(model))}))];
	const txns = changes.flatMap(({txn}) => txn ?? []);
	const exitCode = skipped.length > 0 ? inPart : 0;
	const said: readonly SafeText[] = changes.flatMap(change => change.notes).map(safeText);
	if (options.json === true) {
		const undo = txns.map(txn => `mreg undo ${txn}`);
		return {lines: [jsonText({schema: 1, root, found: findings.map(findingJson), txns, done, skipped, undo, notes: said})], exitCode};
	}
	const notes = [...said, ...skippedNotes(skipped, name)];
	if (options.quiet === true) return {lines: done.map(key => safeText(name(key))), notes, exitCode};
	return {
		lines: done.length === 0 ? [] : [safe`put right the tags and notes of ${counted(done.length, 'model')}`],
		notes: [...notes, ...txns.map(txn => safe`${safeText(`mreg undo ${txn}`)} takes it back.`)],
		exitCode,
	};
}

function sentence(words: string): string {
	return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
