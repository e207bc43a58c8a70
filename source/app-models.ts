/** What tags, notes, protection, the trash, undo and the clipboard do from the lists of models. */

import type {Model} from '../store/domain/model.ts';
import {planNamedRemoval} from '../store/domain/named-removal.ts';
import {targetsOf} from '../store/domain/change.ts';
import type {ChangeReach, Handlers} from './app-actions.ts';
import {ask, type Found} from './app-asking.ts';
import {makeChange} from './app-changes.ts';
import {copyHandlers} from './app-copying.ts';
import type {AppContext} from './app-state.ts';
import {typedNames} from './comparison-command.ts';
import {countWords, reasonsToAsk} from './log-words.ts';
import {subjectWords, whatWasDone} from './screens/change-words.ts';
import {noteChange, protectChange, undoChange} from './screens/dialog-edits.ts';
import {removalQuestion} from './screens/dialog-removal.ts';
import {nothingTyped, type PendingChange} from './screens/dialog.ts';
import {tagsOf} from './screens/tag-list.ts';
import {targetModels} from './screens/target-keys.ts';

export function changeHandlers(reach: ChangeReach): Handlers {
	const {state, context, dispatch, world, say, run, live} = reach;
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
	return {
		...copyHandlers(reach),
		tags: onTargets((models, {screen}) =>
			dispatch({
				kind: 'dialog',
				dialog: {
					kind: 'tags',
					keys: models.map(({key}) => key),
					subject: subjectWords(models),
					tags: tagsOf(screen.snapshot.models, models),
					typing: nothingTyped,
					row: 0,
					ticks: new Map(),
				},
			}),
		),
		note: onTargets(models => {
			const [first, ...others] = models;
			const before = first && others.length === 0 ? first.notes : undefined;
			const lines = before?.split('\n').length ?? 1;
			if (lines > 1) return say(`Its note has ${lines} lines: e edits it.`);
			const typing = before === undefined ? nothingTyped : {value: before, cursor: before.length};
			dispatch({kind: 'dialog', dialog: {kind: 'note', keys: models.map(({key}) => key), subject: subjectWords(models), before, typing}});
		}),
		noteEditor: onTargets(([model, ...others]) => {
			if (!model) return;
			if (others.length > 0) return say(`e edits the note of one model, and ${others.length + 1} are meant: n writes one for all of them.`, true);
			run(async () => {
				const text = await reach.suspended(() => Promise.resolve(world.editText(model.notes)));
				const {models} = live();
				const now = models.find(({key}) => key === model.key);
				if (!now) return `${model.id} is gone: nothing was written.`;
				const pending = text === undefined ? undefined : noteChange([now], models, text);
				if (!pending) return 'The note is as it was.';
				await makeChange(reach, pending);
				return undefined;
			});
		}),
		protect: onTargets((models, {screen}) => {
			const pending = protectChange(models, screen.snapshot.models, screen.snapshot.config.protectedTags);
			if (typeof pending === 'string') return say(pending, true);
			make(pending);
		}),
		remove: onTargets((models, around) => ask(reach, `looking at ${countWords(models.length)}`, async () => removal(reach, models, around))),
		undo: () => {
			const around = context();
			if (around) ask(reach, 'looking at the log', async () => newestUndo(reach, around));
		},
	};
}

async function removal({world}: ChangeReach, models: readonly Model[], {screen}: AppContext): Promise<Found> {
	const {snapshot, objectiveOf, now} = screen;
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
	const question = removalQuestion({plan, marked, skipped, names});
	return typeof question === 'string' ? {kind: 'say', text: question} : question;
}

/** What is another's, old or large is asked about. */
async function newestUndo({world, live}: ChangeReach, {screen: {now}}: AppContext): Promise<Found> {
	const settled = await world.settle();
	const {log, me} = await world.trash();
	const line = log.find(({undoable}) => undoable);
	if (!line) return {kind: 'say', text: [...settled, 'There is nothing to take back.'].join(' ')};
	const pending = undoChange(line, live().models);
	// What a crash left is asked about: it is not what a person did last.
	const reasons = [...reasonsToAsk(line, {now, me}), ...(settled.length > 0 ? ['something was cut off before'] : [])];
	if (reasons.length === 0) return {kind: 'change', pending};
	const [first = '', ...others] = [`Take back: ${whatWasDone(line)}?`, ...reasons];
	return {kind: 'confirm', lines: [first, ...settled, `It asks because ${others.join(', and ')}.`], expects: 'yes', typing: nothingTyped, pending};
}
