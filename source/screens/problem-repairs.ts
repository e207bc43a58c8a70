/** What f and - do with the problem under the cursor; of problems that nothing here can mend, what a person can do. Pure. */

import type {Problem, ProblemKind} from '../../store/domain/problem.ts';
import type {Model} from '../../store/domain/model.ts';
import {isEditable, letGoOf, repairsOf, type Repairs} from '../../store/domain/repairs.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {tagCommand} from '../change-command.ts';
import {typedNames} from '../comparison-command.ts';
import type {ActionId} from '../key-binding.ts';
import {countWords} from '../log-words.ts';
import type {PendingChange} from './dialog.ts';

/** Raw words. */
export type WantedRepair = {readonly kind: 'change'; readonly pending: PendingChange} | {readonly kind: 'not'; readonly why: string};

export interface RepairKeys {
	/** What the keys do, as a sentence. */
	readonly words: string;
	readonly letsGo: boolean;
}

/** What the keys do with a problem, for the line below it; undefined: nothing here repairs it, or there is no sidecar that can be edited. */
export function repairKeys(problem: Problem | undefined, models: readonly Model[]): RepairKeys | undefined {
	const damaged = damagedBy(problem, models);
	const able = damaged.filter(isEditable).length;
	if (able === 0) return undefined;
	switch (problem?.kind) {
		case 'registry-drift':
			return {
				words: able === damaged.length ? `f writes them into ${theirSidecars(able)}.` : `f writes those of ${able} of ${countWords(damaged.length)}.`,
				letsGo: false,
			};
		case 'tags-dropped':
			return {words: 'f writes what was set here into the sidecar.', letsGo: false};
		case 'tag-lost':
			return {words: 'f puts them back, - lets them go.', letsGo: true};
		default:
			return undefined;
	}
}

/** The models that a problem with a repair is about. */
function damagedBy(problem: Problem | undefined, models: readonly Model[]): readonly Model[] {
	switch (problem?.kind) {
		case 'registry-drift':
			return models.filter(({fromRegistry}) => fromRegistry !== undefined);
		case 'tags-dropped':
		case 'tag-lost':
			return models.filter(model => model.dropped && isOf(problem, model));
		default:
			return [];
	}
}

function theirSidecars(count: number): string {
	return count === 1 ? 'its sidecar' : 'their sidecars';
}

/** The problem under the cursor: of fewer than there were the last one. */
export function problemAt(problems: readonly Problem[], cursor: number): Problem | undefined {
	return problems[Math.min(cursor, problems.length - 1)];
}

/** Whether a key does something with the problem under the cursor. @param repair what `repairKeys` says of it */
export function isKeyFor(action: ActionId | undefined, repair: RepairKeys | undefined): boolean {
	if (action === 'repair') return repair !== undefined;
	return action !== 'letGo' || repair?.letsGo === true;
}

/** f: what holds anyway is written into the sidecars. */
export function wantedRepair(problem: Problem | undefined, {models}: Pick<Snapshot, 'models'>): WantedRepair {
	if (!problem) return {kind: 'not', why: 'There is nothing to repair.'};
	const damaged = damagedBy(problem, models);
	if (damaged.length > 0 && !damaged.some(isEditable)) return {kind: 'not', why: `${noSidecar}: what cannot be written stays as it is.`};
	if (!repairKeys(problem, models)) return {kind: 'not', why: `Nothing here repairs it. ${nextSteps[problem.kind] ?? ''}`.trim()};
	const repairs = repairsOf(damaged, models, {withAsked: problem.kind === 'tag-lost'});
	const {tags, notes} = repairs;
	const wroteTags = (keys: readonly unknown[]) => wrote('tags', keys.length);
	const wroteNotes = (keys: readonly unknown[]) => wrote(keys.length === 1 ? 'note' : 'notes', keys.length);
	const command = commandOf(repairs, damaged, models);
	if (tags.length === 0) {
		if (notes.length === 0) return {kind: 'not', why: 'It is put right already.'};
		return {kind: 'change', pending: {request: {kind: 'note', edits: notes}, by, done: wroteNotes(notes), doneOf: wroteNotes, command}};
	}
	const before = notes.length === 0 ? [] : [{kind: 'note' as const, edits: notes}];
	const request = {kind: 'tag', edits: tags} as const;
	return {kind: 'change', pending: {request, before, by, done: wroteTags(tags), doneOf: wroteTags, doneBefore: keys => asSentence(wroteNotes(keys)), command}};
}

function wrote(what: string, count: number): string {
	return `wrote the ${what} of ${countWords(count)} into ${theirSidecars(count)}`;
}

function asSentence(words: string): string {
	return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The command that does just this: where it is all that is to be repaired, or tags of one model. */
function commandOf(repairs: Repairs, damaged: readonly Model[], models: readonly Model[]): string | undefined {
	if (JSON.stringify(repairs) === JSON.stringify(repairsOf(models, models))) return 'mreg doctor --fix';
	const [edit, ...others] = repairs.tags;
	if (!edit || others.length + repairs.notes.length > 0) return undefined;
	return tagCommand(edit, typedNames(damaged.filter(isEditable), models));
}

/** -: tags that were set here and are gone stay away. */
export function wantedLetGo(problem: Problem | undefined, {models}: Pick<Snapshot, 'models'>): WantedRepair {
	if (problem?.kind !== 'tag-lost') return {kind: 'not', why: 'Only tags that were set here and are gone can be let go.'};
	const damaged = damagedBy(problem, models);
	const edits = letGoOf(damaged, models);
	const tags = [...new Set(damaged.flatMap(({dropped}) => dropped?.asked ?? []))];
	if (edits.length === 0) return {kind: 'not', why: `${noSidecar}: nothing was let go.`};
	const mended = repairsOf(damaged, models, {withAsked: false}).tags;
	const before = mended.length === 0 ? [] : [{kind: 'tag' as const, edits: mended}];
	return {kind: 'change', pending: {request: {kind: 'tag', edits}, before, by, done: `let go of ${tags.join(', ')}`}};
}

const by = 'dashboard';
const noSidecar = 'No sidecar that can be read is behind it';

function isOf({path}: Problem, {key, sidecar}: {readonly key: string; readonly sidecar?: string}): boolean {
	return key === path || sidecar === path;
}

const nextSteps: Readonly<Partial<Record<ProblemKind, string>>> = {
	'unreadable-sidecar': 'Mend the file in an editor, or write it anew: it is read again by itself.',
	'odd-value': 'Mend the field in an editor; the rest of the file is used meanwhile.',
	'duplicate-key': 'Leave one of the two in an editor; the last one is used meanwhile.',
	'two-sidecars': 'Move one of the two away: by hand, as nobody else knows which is right.',
	'bad-name': 'Rename the file to a name that is UTF-8.',
	'same-id': 'Name these models by their keys, or give one another model_id in its sidecar.',
	'future-time': 'Mend the time in the sidecar, or the clock of the machine that wrote it.',
	'unreadable-folder': 'Let this user read the folder; its models stay, as they were, until then.',
	'unreadable-artifact': 'Let this user read the file.',
	'unreadable-registry': 'The program that writes it may be at it: mreg index puts it aside and writes it anew.',
	'unreadable-history': 'The program that writes it may be at it: mreg index puts it aside and writes it anew.',
	'unreadable-config': 'Mend mreg.config.json in an editor; the defaults are used meanwhile.',
	'unreadable-journal': 'It is only a log: what can be read of it is used.',
	'unreadable-trash': 'Look into the folder: what lies there can be moved back by hand.',
	'broken-link': 'Put the file back where the link points to (mreg verify tells whether it is the same), or remove the model.',
	'alias-twice': 'mreg alias gives it to one of them, and takes it from the others.',
	'missing-parent': 'Put the parent back from the trash, or mend lineage.parent in an editor.',
	'lineage-cycle': 'Mend lineage.parent of one of these models in an editor.',
	'watch-failed': 'The folders are checked from time to time instead; r checks them now.',
	index: 'It is built anew by itself.',
};
