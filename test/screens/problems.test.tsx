/** The Problems screen: the message with the keys that repair, and what these change. */

import {describe, expect, test} from 'vitest';
import {displayWidth} from '../../components/cells.ts';
import {isKeyFor, problemAt, repairKeys, wantedLetGo, wantedRepair} from '../../source/screens/problem-repairs.ts';
import {ProblemsScreen} from '../../source/screens/problems-screen.tsx';
import {buildModel, type RegistryExtras} from '../../store/domain/build-model.ts';
import type {ChangeRequest} from '../../store/domain/change.ts';
import {defaultConfig} from '../../store/domain/config.ts';
import type {TagHistory} from '../../store/domain/lost-tags.ts';
import type {Problem, ProblemKind} from '../../store/domain/problem.ts';
import {registryProblems} from '../../store/domain/registry-problems.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {foundModel, madeModel} from '../helpers/made-models.ts';
import {renderToScreen} from '../helpers/terminal.ts';

const paper: TagHistory = {now: ['논문'], earlier: [[]], owed: []};

function damaged(key: string, tags: readonly string[], {history, extras}: {history?: TagHistory; extras?: RegistryExtras} = {}) {
	return buildModel(foundModel(key, {tags: [...tags]}), extras, history);
}

const drifted = [1, 2].map(index => damaged(`Net/Model/drifted_${index}`, [], {extras: {tags: ['there'], notes: index === 1 ? 'a note' : ''}}));
const dropped = damaged('Net/Model/dropped', [], {history: paper});
const asked = damaged('Net/Model/asked', ['final'], {history: paper});
const both = damaged('Net/Model/both', ['old'], {history: {now: ['old', 'best'], earlier: [['old']], owed: ['paper']}});
const models = [...drifted, dropped, asked, both, madeModel('Net/Model/whole')];

function snapshotOf(problems: readonly Problem[]): Snapshot {
	const activity = {phase: 'live', checkedAt: 0} as const;
	return {root: '/r', reason: 'test', models, problems, config: defaultConfig, activity, watching: true};
}

const problems = registryProblems(models, {now: Date.now(), drifted: 2, hasSameIds: false});
const snapshot = snapshotOf(problems);
const of = (kind: ProblemKind, key?: string) => problems.find(problem => problem.kind === kind && (key === undefined || problem.path.includes(key)));

function edits(request: ChangeRequest | undefined): unknown {
	if (request?.kind === 'tag') return request.edits.map(({target, ...rest}) => ({key: target.key, ...rest}));
	return request?.kind === 'note' ? request.edits.map(({target, text}) => ({key: target.key, text})) : undefined;
}

function pending(wanted: ReturnType<typeof wantedRepair>) {
	if (wanted.kind === 'not') throw new Error(wanted.why);
	return wanted.pending;
}

describe('f', () => {
	test('writes tags and notes of all drifted models into their sidecars', () => {
		const {request, before, done, doneOf, doneBefore, command} = pending(wantedRepair(of('registry-drift'), snapshot));
		expect(edits(request)).toEqual(drifted.map(({key}) => ({key, add: ['there'], remove: [], carried: ['there']})));
		expect(before?.map(edits)).toEqual([[{key: 'Net/Model/drifted_1', text: 'a note'}]]);
		expect(done).toBe('wrote the tags of 2 models into their sidecars');
		expect(doneOf?.(['a'])).toBe('wrote the tags of 1 model into its sidecar');
		expect(doneBefore?.(['a'])).toBe('Wrote the note of 1 model into its sidecar');
		// The command would repair other models, too.
		expect(command).toBeUndefined();
	});

	test('shows the command that repairs all where this is all', () => {
		const all = {models: [...drifted, madeModel('Net/Model/whole')]};
		expect(pending(wantedRepair(of('registry-drift'), all)).command).toBe('mreg doctor --fix');
		expect(pending(wantedRepair(of('tags-dropped', 'dropped'), {models: [dropped]})).command).toBe('mreg doctor --fix');
	});

	test('shows for one model the command that tags it', () => {
		expect(pending(wantedRepair(of('tags-dropped', 'dropped'), snapshot)).command).toBe("mreg tag dropped '논문'");
		expect(pending(wantedRepair(of('tag-lost', 'both'), snapshot)).command).toBe('mreg tag both best paper');
	});

	test('repairs those that have a sidecar, and says nothing of a key where none has', () => {
		const [first, second] = drifted;
		if (!first || !second) throw new Error('There are two.');
		const stuck = {...second, sidecar: undefined, state: 'untracked' as const};
		expect(repairKeys(of('registry-drift'), [first, stuck])?.words).toBe('f writes those of 1 of 2 models.');
		expect(repairKeys(of('registry-drift'), [stuck])).toBeUndefined();
		expect(repairKeys(of('registry-drift'), [{...second, state: 'unreadable'}])).toBeUndefined();
		expect(wantedRepair(of('registry-drift'), {models: [stuck]})).toMatchObject({kind: 'not', why: expect.stringContaining('No sidecar that can be read')});
	});

	test('writes what was dropped of one model', () => {
		const {request, done} = pending(wantedRepair(of('tags-dropped', 'dropped'), snapshot));
		expect(edits(request)).toEqual([{key: dropped.key, add: ['논문'], remove: []}]);
		expect(done).toBe('wrote the tags of 1 model into its sidecar');
	});

	test('puts back what is asked about, and only where that is the problem', () => {
		expect(edits(pending(wantedRepair(of('tag-lost', 'asked'), snapshot)).request)).toEqual([{key: asked.key, add: ['논문'], remove: []}]);
		expect(edits(pending(wantedRepair(of('tags-dropped', 'both'), snapshot)).request)).toEqual([{key: both.key, add: ['best'], remove: []}]);
		expect(edits(pending(wantedRepair(of('tag-lost', 'both'), snapshot)).request)).toEqual([{key: both.key, add: ['best', 'paper'], remove: []}]);
	});

	test('says of other problems what a person can do', () => {
		const unreadable: Problem = {kind: 'unreadable-sidecar', path: 'Net/Model/x.json', message: 'line 3'};
		expect(wantedRepair(unreadable, snapshot)).toEqual({
			kind: 'not',
			why: 'Nothing here repairs it. Mend the file in an editor, or write it anew: it is read again by itself.',
		});
		expect(wantedRepair(undefined, snapshot).kind).toBe('not');
	});

	test('says so where the sidecar cannot be read', () => {
		const stuck = {...asked, state: 'unreadable' as const};
		expect(wantedRepair(of('tag-lost', 'asked'), {models: [stuck]})).toMatchObject({kind: 'not', why: expect.stringContaining('No sidecar that can be read')});
	});
});

describe('-', () => {
	test('lets tags go that are asked about', () => {
		const {request, before, done} = pending(wantedLetGo(of('tag-lost', 'asked'), snapshot));
		expect(edits(request)).toEqual([{key: asked.key, add: [], remove: ['논문'], accept: true}]);
		expect([before, done]).toEqual([[], 'let go of 논문']);
	});

	test('first writes what else was dropped: only the question is answered', () => {
		const {request, before} = pending(wantedLetGo(of('tag-lost', 'both'), snapshot));
		expect(before?.map(edits)).toEqual([[{key: both.key, add: ['best'], remove: []}]]);
		expect(edits(request)).toEqual([{key: both.key, add: [], remove: ['paper'], accept: true}]);
	});

	test('lets nothing else go', () => {
		expect(wantedLetGo(of('tags-dropped'), snapshot)).toMatchObject({kind: 'not'});
		expect(wantedLetGo(undefined, snapshot)).toMatchObject({kind: 'not'});
	});
});

test('the footer has f and - only where they do something', () => {
	const keysOf = (problem: Problem | undefined) => (['repair', 'letGo', 'open'] as const).filter(action => isKeyFor(action, repairKeys(problem, models)));
	expect(keysOf(of('tag-lost'))).toEqual(['repair', 'letGo', 'open']);
	expect(keysOf(of('registry-drift'))).toEqual(['repair', 'open']);
	expect(keysOf({kind: 'same-id', path: '', message: ''})).toEqual(['open']);
	expect(keysOf(undefined)).toEqual(['open']);
});

describe('the message', () => {
	async function lines(kind: ProblemKind, {width = 80, height = 22, readOnly = false} = {}): Promise<string[]> {
		const problem = of(kind);
		const cursor = problem ? problems.indexOf(problem) : 0;
		using terminal = renderToScreen(<ProblemsScreen {...{snapshot, cursor, width, height, readOnly}} />, {cols: width, rows: height});
		await terminal.settled();
		return terminal.screen();
	}

	test('stands in full above the keys that repair, which it names', async () => {
		const shown = await lines('tag-lost');
		expect(shown.join('')).toContain('mreg tag --remove.');
		expect(shown).toContain(' f puts them back, - lets them go.');
		expect(await lines('registry-drift')).toContain(' f writes them into their sidecars.');
		expect(await lines('tags-dropped', {width: 160})).toContain(' f writes what was set here into the sidecar.');
	});

	test('names no keys where nothing may be changed', async () => {
		expect((await lines('tag-lost', {readOnly: true})).join('\n')).not.toContain('f puts');
	});

	test.each([
		[40, 6],
		[80, 12],
		[120, 30],
	])('keeps the keys in %i x %i', async (width, height) => {
		const shown = await lines('tag-lost', {width, height});
		expect(shown).toHaveLength(height);
		expect(shown).toContain(' f puts them back, - lets them go.');
		for (const line of shown) expect(displayWidth(line)).toBeLessThanOrEqual(width);
	});
});

test('where problems are gone the cursor is on the last that is left', () => {
	expect(problemAt(problems, 99)).toBe(problems.at(-1));
	expect(problemAt([], 3)).toBeUndefined();
});
