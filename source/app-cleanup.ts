/** What the Cleanup screen asks of the disk, and what it does. */

import {useEffect, useEffectEvent, useRef} from 'react';
import {targetsOf} from '../store/domain/change.ts';
import type {Model} from '../store/domain/model.ts';
import {planJson} from '../store/domain/plan-file.ts';
import {sizesOf} from '../store/domain/sizes.ts';
import type {Snapshot} from '../store/domain/snapshot.ts';
import {shellWord} from '../store/domain/test-command.ts';
import {UserError} from '../store/domain/user-error.ts';
import type {ChangeReach, Handlers} from './app-actions.ts';
import {ask, type Found} from './app-asking.ts';
import {screenOf, type AppContext} from './app-state.ts';
import {countWords} from './log-words.ts';
import {modelsByKey} from './screens/browse-view.ts';
import {hasLinksFor, unlooked} from './screens/cleanup-disk.ts';
import {cleanupQuestion, unchangedOnly, whyNotNow} from './screens/cleanup-question.ts';
import {cleanupPage, modelsIn, type CleanupPage} from './screens/cleanup-view.ts';
import {jsonText} from './text.ts';

export function cleanupHandlers(reach: ChangeReach): Handlers {
	const {state, context, dispatch, say, world} = reach;
	const begin = (isPurge: boolean) => {
		const around = context();
		if (!around) return;
		const page = cleanupPage(state().cleanup, around.screen);
		const why = whyNotNow(page, around.screen.snapshot);
		if (why !== undefined || page.kind === 'none') return say(why ?? '', true);
		ask(reach, `looking at ${countWords(page.plan.remove.length)}`, async () => question(reach, around, isPurge));
	};
	return {
		apply: () => begin(false),
		purgeNow: () => begin(true),
		writePlan: () => {
			const around = context();
			if (!around) return;
			const page = cleanupPage(state().cleanup, around.screen);
			const why = whyNotNow(page, around.screen.snapshot);
			if (why !== undefined) return say(why, true);
			const name = `cleanup-${page.algorithm ?? ''}-${new Date(around.screen.now).toISOString().slice(0, 10)}.json`;
			const value = name.replaceAll(/[^\p{L}\p{N}_.-]/gu, '_');
			dispatch({kind: 'cleanup', action: {kind: 'file', typing: {value, cursor: value.length}, folder: world.folder}});
		},
	};
}

/** What opens the screen, from anywhere. */
export function cleanupOpeners({dispatch, world}: Pick<ChangeReach, 'dispatch' | 'world'>): Handlers {
	return {
		showCleanup: () => {
			dispatch({kind: 'key', action: 'showCleanup'});
			world.warm();
		},
	};
}

/** The files are looked at again, and the links: both may have come since the screen was opened. */
async function question({state, dispatch, world, live}: ChangeReach, {screen}: AppContext, isPurge: boolean): Promise<Found> {
	const {snapshot} = screen;
	const all = modelsIn(state().cleanup, snapshot);
	const links = await world.links(all.map(({key}) => key));
	dispatch({kind: 'cleanup', action: {kind: 'linked', models: all, links}});
	const page = cleanupPage(state().cleanup, screen);
	if (page.kind === 'none' || page.plan.remove.length === 0) return {kind: 'say', text: whyNotNow(page, snapshot) ?? ''};
	const models = removedIn(page);
	const found = await world.marks(targetsOf(models, snapshot.models));
	dispatch({kind: 'cleanup', action: {kind: 'looked', asked: models, ...found}});
	const {marked, skipped} = unchangedOnly(found.marked, models, modelsByKey(live().models));
	const asked = cleanupQuestion(page, {isPurge, snapshot, links, marked, skipped: [...found.skipped, ...skipped]});
	return typeof asked === 'string' ? {kind: 'say', text: asked} : asked;
}

/** The name of the file for the plan was typed. */
export function writePlan({state, context, dispatch, world, run}: ChangeReach, path: string): void {
	const around = context();
	const {cleanup} = state();
	if (!around) return;
	const page = cleanupPage(cleanup, around.screen);
	const {models, root} = cleanup.frozen ?? around.screen.snapshot;
	dispatch({kind: 'cleanup', action: {kind: 'file', typing: undefined}});
	run(async () => {
		if (page.kind === 'none') throw new UserError('failed', page.reasons.join(' '));
		const {marked, skipped} = await world.marks(targetsOf(removedIn(page), models), true);
		const text = jsonText(planJson({plan: page.plan, root, sizes: sizesOf(marked), marked}), 1);
		const file = await world.writeFile(path, `${text}\n`);
		const left = skipped.length === 0 ? '' : ` ${countWords(skipped.length)} could not be looked at and will stay.`;
		return `Wrote the plan for ${countWords(marked.length)}: mreg apply ${shellWord(file)}${left}`;
	});
}

function removedIn(page: Exclude<CleanupPage, {kind: 'none'}>): readonly Model[] {
	return page.plan.remove.map(({model}) => model);
}

const noModels: readonly Model[] = [];

/** While the screen is shown: looks at the files that it does not know yet or that changed, at links, and after each change at the trash. */
export function useCleanupLook({state, dispatch, world, run}: ChangeReach, snapshot: Snapshot): void {
	const {cleanup, dialog} = state();
	// Below a question nothing moves.
	const isShown = screenOf(state()) === 'cleanup' && dialog === undefined;
	// Of a screen that is not shown nothing is worked out: this runs with every key.
	const models = isShown ? modelsIn(cleanup, snapshot) : noModels;
	const isBusy = useRef(false);
	const look = useEffectEvent(() => {
		const {disk} = state().cleanup;
		const asked = unlooked(models, disk.looked);
		const hasLinks = hasLinksFor(disk, models);
		if (isBusy.current || (asked.length === 0 && hasLinks)) return;
		isBusy.current = true;
		run(async () => {
			try {
				const links = hasLinks ? undefined : await world.links(models.map(({key}) => key));
				const found = await world.marks(targetsOf(asked, snapshot.models));
				isBusy.current = false;
				if (links) dispatch({kind: 'cleanup', action: {kind: 'linked', models, links}});
				dispatch({kind: 'cleanup', action: {kind: 'looked', asked, ...found}});
			} finally {
				isBusy.current = false;
			}
			return undefined;
		});
	});
	useEffect(() => {
		if (isShown) look();
	}, [isShown, models, cleanup.disk]);
	const readTrash = useEffectEvent(() =>
		run(async () => {
			dispatch({kind: 'cleanup', action: {kind: 'trash', now: await world.trash()}});
			return undefined;
		}),
	);
	useEffect(() => {
		if (isShown) readTrash();
	}, [isShown, cleanup.changes]);
}
