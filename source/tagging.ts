/** Changes of tags and notes as commands and the library make them: with what other programs dropped, and what stands only in model_registry.json, carried along. The disk is an argument. */

import {safe, type SafeText} from '../components/safe-text.ts';
import {targetsOf, type Change, type ChangeRequest} from '../store/domain/change.ts';
import type {Model} from '../store/domain/model.ts';
import {carriedNoteEdits, hasTagsToCarry, planTagEdits, type PlannedEdit, type WantedTags} from './tag-edits.ts';
import {safeText} from './text.ts';
import {counted, namedShort} from './words.ts';

/** Carries out a request. @throws UserError why it cannot begin */
export type MakeChange = (request: ChangeRequest) => Promise<Change>;

export interface Tagged {
	readonly change: Change;
	/** What was carried along, and what nobody decided about yet. */
	readonly notes: readonly SafeText[];
}

/** What is to be changed. */
interface Chosen {
	readonly models: readonly Model[];
	/** Of the registry, newest first. */
	readonly all: readonly Model[];
}

/** Changes the tags of models. @throws UserError as `makeChange` */
export async function tagModels(makeChange: MakeChange, {models, all}: Chosen, wanted: WantedTags): Promise<Tagged> {
	const planned = planTagEdits(models, all, wanted);
	const carried = await carryNotes(makeChange, {models, all});
	const change = await makeChange({kind: 'tag', edits: planned.map(({edit}) => edit)});
	return {change, notes: [...carried, ...carriedNotes(planned, new Set(change.done))]};
}

/** Sets the notes of models, or adds a line to them. @throws UserError as `makeChange` */
export async function noteModels(
	makeChange: MakeChange,
	{models, all}: Chosen,
	{text, append}: {readonly text: string; readonly append: boolean},
): Promise<Tagged> {
	const notes = await carryTags(makeChange, {models, all});
	const edits = targetsOf(models, all).map((target, index) => {
		// A note that stands only in model_registry.json goes into the sidecar with what is added.
		const before = append ? models[index]?.fromRegistry?.notes : undefined;
		return before === undefined ? {target, text, append} : {target, text: `${before}\n${text}`, append: false};
	});
	return {change: await makeChange({kind: 'note', edits}), notes};
}

function carriedNotes(planned: readonly PlannedEdit[], done: ReadonlySet<string>): readonly SafeText[] {
	const changed = planned.filter(({edit}) => done.has(edit.target.key));
	const count = (of: (plan: PlannedEdit) => readonly string[]) => changed.reduce((sum, plan) => sum + of(plan).length, 0);
	const [carried, mended] = [count(plan => plan.carried), count(plan => plan.mended)];
	return [
		...(carried === 0 ? [] : [safe`${counted(carried, 'tag')} that stood only in model_registry.json ${wereCarried(carried)}.`]),
		...(mended === 0 ? [] : [safe`${counted(mended, 'change')} of tags that another program had undone ${wereCarried(mended)}.`]),
		...planned
			.filter(({asked}) => asked.length > 0)
			.map(
				({edit, asked}) =>
					safe`${safeText(edit.target.id)}: ${namedShort(asked)} ${safeText(asked.length === 1 ? 'is' : 'are')} gone since the last change here, as another program wrote the tags. Set again with mreg tag, or let go with mreg tag --remove.`,
			),
	];
}

function wereCarried(count: number): SafeText {
	return count === 1 ? safe`was carried along` : safe`were carried along`;
}

/** Notes that stand only in model_registry.json go into the sidecars before its entries are written anew. @returns what was done */
async function carryNotes(makeChange: MakeChange, {models, all}: Chosen): Promise<readonly SafeText[]> {
	const edits = carriedNoteEdits(models, all);
	if (edits.length === 0) return [];
	const {done} = await makeChange({kind: 'note', edits});
	return done.length === 0 ? [] : [safe`${counted(done.length, 'note')} that stood only in model_registry.json ${wereCarried(done.length)}.`];
}

/** Tags that stand only in model_registry.json, or that another program dropped, go into the sidecars before its entries are written anew. @returns what was done */
async function carryTags(makeChange: MakeChange, {models, all}: Chosen): Promise<readonly SafeText[]> {
	const tagged = models.filter(hasTagsToCarry);
	if (tagged.length === 0) return [];
	const planned = planTagEdits(tagged, all, {add: [], remove: []});
	const {done} = await makeChange({kind: 'tag', edits: planned.map(({edit}) => edit)});
	return carriedNotes(
		planned.map(plan => ({...plan, asked: []})),
		new Set(done),
	);
}
