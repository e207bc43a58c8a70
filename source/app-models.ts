/** What tags, notes, protection, the trash, undo and the clipboard do from the lists of models. */

import type {Model} from '../store/domain/model.ts';
import {newestUndoable} from '../store/domain/log.ts';
import {planNamedRemoval} from '../store/domain/named-removal.ts';
import {targetsOf} from '../store/domain/change.ts';
import type {ChangeReach, Handlers} from './app-actions.ts';
import {askToAdopt} from './app-adopting.ts';
import {ask, type Found} from './app-asking.ts';
import {makeChange} from './app-changes.ts';
import {copyHandlers} from './app-copying.ts';
import type {AppContext} from './app-state.ts';
import {typedNames} from './comparison-command.ts';
import {countWords, reasonsToAsk} from './log-words.ts';
import {whatWasDone} from './screens/change-words.ts';
import {noteChange, protectChange, undoChange} from './screens/dialog-edits.ts';
import {removalQuestion} from './screens/dialog-removal.ts';
import {nothingTyped, type PendingChange} from './screens/dialog.ts';
import {editableSubject, whyNoneEditable, type Kept} from './screens/editable.ts';
import {isEditable} from '../store/domain/repairs.ts';
import {tagsOf} from './screens/tag-list.ts';
import {outOfView, targetModels} from './screens/target-keys.ts';

export function changeHandlers(reach: ChangeReach): Handlers {
	const {state, context, dispatch, world, say, run} = reach;
	/** Acts on the models that are meant, where there are any. */
	const onTargets = (act: (models: readonly Model[], around: AppContext) => void) => () => {
		const around = context();
		const models = around ? targetModels(state(), around.screen) : [];
		if (!around || models.length === 0) return say('There is no model here to change.', true);
		world.warm();
		act(models, around);
	};
	const make = (pending: PendingChange) =>
		run(async () => {
			await makeChange(reach, pending);
			return undefined;
		});
	/** The same where something can be kept in the sidecar of one of them at least. @param act gets those alone, and what all of them are */
	const onEditable = (kept: Kept, act: (models: readonly Model[], around: AppContext, subject: string) => void) =>
		onTargets((models, around) => {
			const why = whyNoneEditable(models, kept);
			if (why !== undefined) return say(why, true);
			act(models.filter(isEditable), around, editableSubject(models));
		});
	return {
		...copyHandlers(reach),
		tags: onEditable('tags', (models, {screen}, subject) =>
			dispatch({
				kind: 'dialog',
				dialog: {
					kind: 'tags',
					keys: models.map(({key}) => key),
					subject,
					tags: tagsOf(screen.snapshot.models, models),
					typing: nothingTyped,
					row: 0,
					ticks: new Map(),
				},
			}),
		),
		note: onEditable('note', (models, _, subject) => {
			const [first, ...others] = models;
			const before = first && others.length === 0 ? first.notes : undefined;
			// A field has one line.
			if (first && before !== undefined && /[\r\n]/.test(before)) return editNote(reach, first);
			const typing = before === undefined ? nothingTyped : {value: before, cursor: before.length};
			dispatch({kind: 'dialog', dialog: {kind: 'note', keys: models.map(({key}) => key), subject, before, typing}});
		}),
		noteEditor: onEditable('note', ([model, ...others]) => {
			if (!model) return;
			if (others.length > 0) return say(`e edits the note of one model, and ${others.length + 1} are meant: n writes one for all of them.`, true);
			editNote(reach, model);
		}),
		protect: onTargets((models, {screen}) => {
			const why = whyNoneEditable(models, 'tags');
			if (why !== undefined) return say(why, true);
			const pending = protectChange(models, screen.snapshot.models, screen.snapshot.config.protectedTags);
			if (typeof pending === 'string') return say(pending, true);
			make(pending);
		}),
		remove: onTargets((models, around) => {
			const hidden = outOfView(models, state(), {screen: around.screen, height: around.browse.height});
			ask(reach, `looking at ${countWords(models.length)}`, async () => removal(reach, {models, around, hidden}));
		}),
		adopt: onTargets(models => askToAdopt(reach, models)),
		undo: () => {
			const around = context();
			if (around) ask(reach, 'looking at the log', async () => newestUndo(reach, around));
		},
	};
}

/** Hands a note to the editor. What was typed in one read with the key was meant for it, and means nothing to the screen. */
function editNote(reach: ChangeReach, model: Model): void {
	const {world, live, run, dispatch} = reach;
	dispatch({kind: 'dialog', dialog: {kind: 'asking', what: 'opening the editor', question: Symbol('editor'), typed: ''}});
	run(async () => {
		let text: string | undefined;
		try {
			text = await reach.suspended(() => Promise.resolve(world.editText(model.notes)));
		} finally {
			dispatch({kind: 'dialog', dialog: undefined});
		}
		const {models} = live();
		const now = models.find(({key}) => key === model.key);
		if (!now) return `${model.id} is gone: nothing was written.`;
		const pending = text === undefined ? undefined : noteChange([now], models, text);
		if (!pending) return 'The note is as it was.';
		await makeChange(reach, pending);
		return undefined;
	});
}

/** What is to go, and of it what is not seen. */
interface Removing {
	readonly models: readonly Model[];
	readonly around: AppContext;
	readonly hidden: ReadonlySet<string>;
}

async function removal({world}: ChangeReach, {models, around, hidden}: Removing): Promise<Found> {
	const {snapshot, objectiveOf, now} = around.screen;
	const linkTargets = await world.links(models.map(({key}) => key));
	const plan = planNamedRemoval(snapshot, models, {
		now,
		linkTargets,
		rankingOf: algorithm => {
			const objective = objectiveOf(algorithm);
			return objective?.direction === undefined ? undefined : {metric: objective.metric, direction: objective.direction};
		},
	});
	const {marked, skipped} = await world.marks(targetsOf(plan.remove, snapshot.models));
	const marks = new Set(marked.map(({removal: {target}}) => target.key));
	const names = typedNames(
		plan.remove.filter(({key}) => marks.has(key)),
		snapshot.models,
	);
	const question = removalQuestion({plan, marked, skipped, names, hidden});
	return typeof question === 'string' ? {kind: 'say', text: question} : question;
}

/** What is another's, old or large is asked about. */
async function newestUndo({world, live}: ChangeReach, {screen: {now}}: AppContext): Promise<Found> {
	const settled = await world.settle();
	const {log, me, entries} = await world.trash();
	const line = newestUndoable(log, new Set(entries.map(({txn}) => txn)));
	if (!line) return {kind: 'say', text: [...settled, 'There is nothing to take back.'].join(' ')};
	const pending = undoChange(line, live().models);
	// What a crash left is asked about: it is not what a person did last.
	const reasons = [...reasonsToAsk(line, {now, me}), ...(settled.length > 0 ? ['something was cut off before'] : [])];
	if (reasons.length === 0) return {kind: 'change', pending};
	const [first = '', ...others] = [`Take back: ${whatWasDone(line)}?`, ...reasons];
	return {kind: 'confirm', lines: [first, ...settled, `It asks because ${others.join(', and ')}.`], expects: 'yes', typing: nothingTyped, pending};
}
