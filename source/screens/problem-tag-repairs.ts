/** What f and - do with tags and notes that stand elsewhere than in their sidecars. Pure. */

import type {Model} from '../../store/domain/model.ts';
import {isEditable, letGoOf, repairsOf, type Repairs} from '../../store/domain/repairs.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {tagCommand} from '../change-command.ts';
import {typedNames} from '../comparison-command.ts';
import {countWords} from '../log-words.ts';
import type {RepairKeys} from './problem-keys.ts';
import type {WantedRepair} from './problem-repairs.ts';
import type {ProblemRow} from './problem-rows.ts';

type Row = Pick<ProblemRow, 'kind' | 'path' | 'finding'>;

const by = 'dashboard';
const noSidecar = 'No sidecar that can be read is behind it';

export function isAboutTags({kind}: Row): boolean {
	return kind === 'registry-drift' || kind === 'tags-dropped' || kind === 'tag-lost';
}

/** Undefined where no sidecar can be edited. */
export function tagRepairKeys(row: Row, models: readonly Model[]): RepairKeys | undefined {
	const damaged = damagedBy(row, models);
	const able = damaged.filter(isEditable).length;
	if (able === 0) return undefined;
	if (row.kind === 'tags-dropped') return {words: 'f writes what was set here into the sidecar.', letsGo: false};
	if (row.kind === 'tag-lost') return {words: 'f puts them back, - lets them go.', letsGo: true};
	const words = able === damaged.length ? `f writes them into ${theirSidecars(able)}.` : `f writes those of ${able} of ${countWords(damaged.length)}.`;
	return {words, letsGo: false};
}

/** f: what holds anyway is written into the sidecars. */
export function wantedTagRepair(row: Row, {models}: Pick<Snapshot, 'models'>): WantedRepair {
	const damaged = damagedBy(row, models);
	if (!damaged.some(isEditable)) {
		return {kind: 'not', why: damaged.length > 0 ? `${noSidecar}: what cannot be written stays as it is.` : 'It is put right already.'};
	}
	const repairs = repairsOf(damaged, models, {withAsked: row.kind === 'tag-lost'});
	const {tags, notes} = repairs;
	const wroteTags = (keys: readonly unknown[]) => wrote('tags', keys.length);
	const wroteNotes = (keys: readonly unknown[]) => wrote(keys.length === 1 ? 'note' : 'notes', keys.length);
	const command = commandOf(repairs, damaged, models) ?? row.finding?.command;
	if (tags.length === 0) {
		if (notes.length === 0) return {kind: 'not', why: 'It is put right already.'};
		return {kind: 'change', pending: {request: {kind: 'note', edits: notes}, by, done: wroteNotes(notes), doneOf: wroteNotes, command}};
	}
	const before = notes.length === 0 ? [] : [{kind: 'note' as const, edits: notes}];
	const request = {kind: 'tag', edits: tags} as const;
	return {kind: 'change', pending: {request, before, by, done: wroteTags(tags), doneOf: wroteTags, doneBefore: keys => asSentence(wroteNotes(keys)), command}};
}

/** -: tags that were set here and are gone stay away. */
export function wantedLetGo(row: Row | undefined, {models}: Pick<Snapshot, 'models'>): WantedRepair {
	if (row?.kind !== 'tag-lost') {
		return {kind: 'not', why: 'There is nothing to let go: - is for tags that were set here and that another program took out of a sidecar.'};
	}
	const damaged = damagedBy(row, models);
	const edits = letGoOf(damaged, models);
	const tags = [...new Set(damaged.flatMap(({dropped}) => dropped?.asked ?? []))];
	if (edits.length === 0) return {kind: 'not', why: `${noSidecar}: nothing was let go.`};
	const mended = repairsOf(damaged, models, {withAsked: false}).tags;
	const before = mended.length === 0 ? [] : [{kind: 'tag' as const, edits: mended}];
	return {kind: 'change', pending: {request: {kind: 'tag', edits}, before, by, done: `let go of ${tags.join(', ')}`}};
}

/** Drift is repaired of all models at once. */
function damagedBy(row: Row, models: readonly Model[]): readonly Model[] {
	if (row.kind === 'registry-drift') return models.filter(({fromRegistry}) => fromRegistry !== undefined);
	return models.filter(({dropped, key, sidecar}) => dropped && (key === row.path || sidecar === row.path));
}

function theirSidecars(count: number): string {
	return count === 1 ? 'its sidecar' : 'their sidecars';
}

function wrote(what: string, count: number): string {
	return `wrote the ${what} of ${countWords(count)} into ${theirSidecars(count)}`;
}

function asSentence(words: string): string {
	return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The command that does just this, for tags of one model. */
function commandOf({tags, notes}: Repairs, damaged: readonly Model[], models: readonly Model[]): string | undefined {
	const [edit, ...others] = tags;
	if (!edit || others.length + notes.length > 0) return undefined;
	return tagCommand(edit, typedNames(damaged.filter(isEditable), models));
}
