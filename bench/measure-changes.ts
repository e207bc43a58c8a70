/** Planning a cleanup, moving it to the trash and back, tagging; and what the dashboard's keys do meanwhile. All of it is taken back. */

import fs from 'node:fs';
import {spawnSync} from 'node:child_process';
import type {Figures, Taken} from './figures.ts';
import {pause} from './pause.ts';
import type {Launch} from './program.ts';
import {isLive, position, rows, startDashboard, type ReadLine, type Session} from './session.ts';
import {median, percentile} from './statistics.ts';
import {targetsOf} from '../store/domain/change.ts';
import {logOf} from '../store/domain/log.ts';
import {objectiveFor} from '../store/domain/objective.ts';
import {planCleanup, type CleanupPlan} from '../store/domain/retention.ts';
import {sizesOf} from '../store/domain/sizes.ts';
import type {Snapshot} from '../store/domain/snapshot.ts';
import type {Change, ChangeRequest} from '../store/domain/change.ts';
import {runChange} from '../store/changes.ts';
import {readJournal} from '../store/journal.ts';
import {readRegistry} from '../store/read-registry.ts';
import {listTrash} from '../store/trash-listing.ts';
import {linkTargets, markRemovals} from '../store/removal-marks.ts';

const plans = 5;
const taggedAtOnce = 1_000;
const tagsOnScreen = 20;
/** While some thousand models are moved. */
const busyKeys = 40;

/** @returns the figures; the registry is as it was afterwards, but for `.mreg`, which is removed */
export async function measureChanges(launch: Launch, root: string, models: number): Promise<Taken> {
	const now = Date.now();
	const real = fs.realpathSync(root);
	const snapshot = await readRegistry({root: real, reason: '', now, env: launch.env});
	try {
		const {plan, time} = planned(real, snapshot, now);
		const request: ChangeRequest = {kind: 'trash', removals: plan.removals};
		const moved = timed(() => change(real, request));
		const undone = timed(() => change(real, {kind: 'undo', txn: moved.value.txn ?? '', targets: []}));
		const tagged = tagMany(launch, real);
		const screen = await onScreen(launch, root, models);
		change(real, {kind: 'undo', txn: newestRemoval(real), targets: []});
		const count = moved.value.done.length;
		return {
			figures: {
				plan: time,
				trashed: count / (moved.time / 1000),
				restored: undone.value.done.length / (undone.time / 1000),
				tagMany: tagged / 1000,
				...screen,
			},
			details: {'models moved to the trash': count, 'moving them, ms': moved.time, 'moving them back, ms': undone.time},
		};
	} finally {
		// What lies in the trash is of the registry.
		if (listTrash(real).entries.length === 0) fs.rmSync(`${real}/.mreg`, {recursive: true, force: true});
	}
}

/** Everything of one algorithm but the best five, with what lies on the disk. */
function planned(
	root: string,
	snapshot: Snapshot,
	now: number,
): {readonly plan: CleanupPlan & {readonly removals: ReturnType<typeof removalsOf>}; readonly time: number} {
	const algorithm = snapshot.models[0]?.algorithm.toLowerCase() ?? '';
	const models = snapshot.models.filter(model => model.algorithm.toLowerCase() === algorithm);
	const {metric, direction = 'minimize', dataset} = objectiveFor(models, snapshot.config, {algorithm});
	const rule = {algorithm, keep: 5, metric, direction, dataset, foldSeeds: false, keepBests: false, minAge: 0, untested: 0, protectedTags: []};
	const taken: number[] = [];
	for (let run = 0; ; run++) {
		const from = performance.now();
		const links = linkTargets(
			root,
			models.map(model => model.key),
		);
		const plan = planCleanup(snapshot, rule, {now, linkTargets: links});
		const removals = removalsOf(root, snapshot, plan);
		taken.push(performance.now() - from);
		if (run === plans) return {plan: {...plan, removals}, time: median(taken)};
	}
}

function removalsOf(root: string, snapshot: Snapshot, plan: CleanupPlan) {
	const {marked} = markRemovals(
		root,
		targetsOf(
			plan.remove.map(({model}) => model),
			snapshot.models,
		),
	);
	sizesOf(marked);
	return marked.map(({removal}) => removal);
}

/** What the dashboard moved to the trash. */
function newestRemoval(root: string): string {
	const line = logOf(readJournal(root).entries).find(({op, undoable}) => op === 'trash' && undoable);
	if (!line) throw new Error('The journal has no removal.');
	return line.txn;
}

function change(root: string, request: ChangeRequest): Change {
	return runChange({root, by: 'bench', now: Date.now, waitMs: 10_000}, request);
}

function timed<Value>(action: () => Value): {readonly value: Value; readonly time: number} {
	const from = performance.now();
	const value = action();
	return {value, time: performance.now() - from};
}

/** Milliseconds of the whole command: its start, a look at everything, a thousand edits. */
function tagMany({node, cli, env, cwd}: Launch, root: string): number {
	const command = (args: readonly string[]) => spawnSync(node, [cli, ...args, '--root', root], {env, cwd, encoding: 'utf8', maxBuffer: 1e9});
	const ids = command(['list', '--quiet', '--limit', String(taggedAtOnce)]).stdout;
	const {value, time} = timed(() => spawnSync(node, [cli, 'tag', '-', 'bench-tag', '--root', root], {env, cwd, input: ids, encoding: 'utf8'}));
	if (value.status !== 0) throw new Error(`mreg tag ended with ${value.status}: ${value.stderr}`);
	const undone = command(['undo', '--yes']);
	if (undone.status !== 0) throw new Error(`mreg undo ended with ${undone.status}: ${undone.stderr}`);
	return time;
}

/** From Enter in the list of tags to the tag in the row; then keys while a cleanup runs. */
async function onScreen(launch: Launch, root: string, models: number): Promise<Figures> {
	const session = startDashboard(launch, root);
	await session.until(isLive(models), 'the end of the first look');
	await pause(3_000);
	const tags: number[] = [];
	for (let run = 0; run < tagsOnScreen; run++) {
		const tag = `b${run}x`;
		session.press('t');
		await session.until(showsTags, 'the list of tags');
		session.press(tag);
		await session.until(line => anyLine(line, text => text.includes(`"${tag}"`)), 'what was typed');
		const from = session.press('\r');
		tags.push((await session.until(line => !showsTags(line) && cursorLine(line)?.includes(tag) === true, `the tag ${tag} in the row`)) - from);
		session.press('u');
		await session.until(line => !showsTags(line) && cursorLine(line)?.includes(tag) === false, 'the tag gone');
	}
	const busy = await keysWhileCleaning(session, models);
	await session.quit();
	return {tagShown50: percentile(tags, 0.5), tagShown95: percentile(tags, 0.95), keysBusy95: percentile(busy, 0.95)};
}

/** `j` in the second tab while all of the first goes to the trash, and comes back by `u`. */
async function keysWhileCleaning(session: Session, models: number): Promise<readonly number[]> {
	session.press('\t');
	await session.until(line => /\[\w+ [\d,]+\]/.test(line(1)), 'the first algorithm');
	session.press('a');
	await session.until(line => line(rows - 2).includes(' marked'), 'marks');
	session.press('d');
	const count = await askedCount(session);
	session.press(`${count}\r`);
	await session.until(line => line(rows - 1).includes(' of '), 'the beginning of the move');
	session.press('\t');
	const times: number[] = [];
	while (times.length < busyKeys) {
		let before: number | undefined;
		await session.until(line => (before = position(line)) !== undefined, 'a position');
		const from = session.press('j');
		times.push((await session.until(line => (position(line) ?? 0) > (before ?? 0), 'the next row')) - from);
	}
	// Keys took the message away that says so.
	await session.until(isLive(models - Number(count)), 'the end of the move');
	return times;
}

async function askedCount(session: Session): Promise<string> {
	let count: string | undefined;
	await session.until(line => {
		for (let row = 0; row < rows; row++) count ??= /[Tt]ype ([\d,]+)/.exec(line(row))?.[1]?.replaceAll(',', '');
		return count !== undefined;
	}, 'the question');
	return count ?? '';
}

/** The list of tags is open. */
function showsTags(line: ReadLine): boolean {
	return anyLine(line, text => text.includes('tags of '));
}

function anyLine(line: ReadLine, holds: (text: string) => boolean): boolean {
	for (let row = 0; row < rows; row++) if (holds(line(row))) return true;
	return false;
}

function cursorLine(line: ReadLine): string | undefined {
	for (let row = 2; row < rows; row++) if (line(row).startsWith('❯')) return line(row);
	return undefined;
}
