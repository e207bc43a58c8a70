/** The Problems screen: its rows, the keys that repair and what these change, and where Enter leads. */

import {describe, expect, test} from 'vitest';
import {displayWidth} from '../../components/cells.ts';
import {unpainted} from '../../components/paint.ts';
import {reduceApp} from '../../source/app-reducer.ts';
import {screenOf, type AppState} from '../../source/app-state.ts';
import {keysNow} from '../../source/app-footer.tsx';
import {isKeyFor, keysOfRow, repairKeys} from '../../source/screens/problem-keys.ts';
import {wantedRepair} from '../../source/screens/problem-repairs.ts';
import {problemRows, type ProblemRow} from '../../source/screens/problem-rows.ts';
import {wantedLetGo} from '../../source/screens/problem-tag-repairs.ts';
import {titleLine} from '../../source/screens/problems-lines.ts';
import {ProblemsScreen} from '../../source/screens/problems-screen.tsx';
import {emptyProblems, problemsView, reduceProblems, type ProblemsState} from '../../source/screens/problems-state.ts';
import {buildModel, type RegistryExtras} from '../../store/domain/build-model.ts';
import type {ChangeRequest} from '../../store/domain/change.ts';
import {defaultConfig} from '../../store/domain/config.ts';
import type {DiskFacts} from '../../store/domain/finding.ts';
import type {TagHistory} from '../../store/domain/lost-tags.ts';
import type {Model} from '../../store/domain/model.ts';
import type {Problem} from '../../store/domain/problem.ts';
import {filterModels} from '../../store/domain/query.ts';
import {parseQuery} from '../../store/domain/query-parser.ts';
import {registryProblems} from '../../store/domain/registry-problems.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {afterKeys, appContext} from '../helpers/app-context.ts';
import {foundModel, madeModel} from '../helpers/made-models.ts';
import {renderToScreen} from '../helpers/terminal.ts';

const now = new Date('2024-11-01T00:00:00Z').getTime();
const paper: TagHistory = {now: ['논문'], earlier: [[]], owed: []};

function damaged(key: string, tags: readonly string[], {history, extras}: {history?: TagHistory; extras?: RegistryExtras} = {}) {
	return buildModel(foundModel(key, {tags: [...tags]}), extras, history);
}

const drifted = [1, 2].map(index => damaged(`Net/Model/drifted_${index}`, [], {extras: {tags: ['there'], notes: index === 1 ? 'a note' : ''}}));
const dropped = damaged('Net/Model/dropped', [], {history: paper});
const asked = damaged('Net/Model/asked', ['final'], {history: paper});
const both = damaged('Net/Model/both', ['old'], {history: {now: ['old', 'best'], earlier: [['old']], owed: ['paper']}});
const models = [...drifted, dropped, asked, both, madeModel('Net/Model/whole')];

function snapshotOf(of: readonly Model[], unread: readonly Problem[] = []): Snapshot {
	const activity = {phase: 'live', checkedAt: 0} as const;
	const drift = of.filter(({fromRegistry}) => fromRegistry !== undefined).length;
	const problems = [...unread, ...registryProblems(of, {now, drifted: drift, hasSameIds: true})];
	return {root: '/r', reason: 'test', models: of, problems, config: defaultConfig, activity, watching: true};
}

const nothingFound: DiskFacts = {renamed: [], strays: [], staleLocks: [], unfinished: [], notes: []};
const mark = (path: string) => ({path, dev: '1', inode: '2', size: 10, mtime_ns: '3'});
const unreadable: Problem = {kind: 'unreadable-sidecar', path: 'Net/Model/x.json', message: 'line 3'};

const snapshot = snapshotOf(models);
const rowsOf = (of: Snapshot, disk: DiskFacts = nothingFound) => problemRows(of, {now, disk});

function rowOf(kind: ProblemRow['kind'], {key = '', of = snapshot, disk = nothingFound}: {key?: string; of?: Snapshot; disk?: DiskFacts} = {}): ProblemRow {
	const rows = rowsOf(of, disk);
	return rows.find(row => row.kind === kind && row.path.includes(key)) ?? expect.fail(`no ${kind} among ${rows.map(row => row.kind).join()}`);
}

function edits(request: ChangeRequest | undefined): unknown {
	if (request?.kind === 'tag') return request.edits.map(({target, ...rest}) => ({key: target.key, ...rest}));
	return request?.kind === 'note' ? request.edits.map(({target, text}) => ({key: target.key, text})) : undefined;
}

function pending(wanted: ReturnType<typeof wantedRepair>) {
	return wanted.kind === 'change' ? wanted.pending : expect.fail(JSON.stringify(wanted));
}

/** A registry with each damage that is told from models and disk. */
const run = (trained_at: string, rest = {}) => ({model_id: 'run', training: {dataset: 'imdb', trained_at, hyperparams: {}}, ...rest});
const trainedTwice = madeModel('Net/Model/run', run('2024-10-02T00:00:00'), {
	overwrote: {seenAt: now - 3_600_000, content: {training: {trained_at: '2024-10-01T00:00:00'}, testing: [{performance: {accuracy: 0.5}}]}},
});
const broken = snapshotOf(
	[
		trainedTwice,
		...['one', 'two'].map(name => madeModel(`Net/Model/${name}`, {}, {state: 'untracked', sidecar: undefined})),
		madeModel('Net/Model/gone.pt', {model_id: 'gone'}, {state: 'missing', artifact: undefined, sidecar: 'Net/Model/gone.json'}),
		madeModel('Net/Model/new.pt', {}, {state: 'untracked', sidecar: undefined}),
		madeModel('Net/Model/twin', {model_id: 'twin'}),
		madeModel('Net/Model/twin_copy', {model_id: 'twin'}),
		...[1, 2].map(index => madeModel(`Net/Model/odd_${index}`, {model_id: `odd_${index}`, testing: [{dataset: 'imdb', performance: {oddness: index}}]})),
	],
	[unreadable],
);
const disk: DiskFacts = {
	renamed: [{key: 'Net/Model/gone.pt', to: 'Net/Model/new.pt', artifact: mark('Net/Model/new.pt'), by: 'inode'}],
	strays: [
		{file: mark('Net/Model/.x.1-2.tmp'), kind: 'ours'},
		{file: mark('Net/Model/old.part'), kind: 'other'},
	],
	staleLocks: [{folder: 'Net', holder: 'process 7'}],
	unfinished: ['20241101T000000-1-01'],
	notes: ['Net/Model/secret cannot be looked at: no permission.'],
};
const ofBroken = (kind: ProblemRow['kind'], key?: string) => rowOf(kind, {key, of: broken, disk});

describe('the rows', () => {
	test('begin with what could not be read, then what is wrong, and end with what is only told', () => {
		const rows = rowsOf(broken, disk);
		expect(rows[0]).toMatchObject({kind: 'unreadable-sidecar', path: 'Net/Model/x.json', isWrong: true});
		expect(rows.map(({isWrong}) => isWrong)).toEqual(rows.map(({isWrong}) => isWrong).toSorted((a, b) => Number(b) - Number(a)));
		expect(rows.at(-1)).toMatchObject({kind: 'note', isWrong: false, message: 'Net/Model/secret cannot be looked at: no permission.'});
		expect(new Set(rows.map(({rowKey}) => rowKey)).size).toBe(rows.length);
	});

	test('tell nothing twice, and what drifted of several models once', () => {
		expect(broken.problems.filter(({kind}) => kind === 'same-id')).toHaveLength(2);
		expect(rowsOf(broken, disk).filter(({kind}) => kind === 'same-id')).toHaveLength(1);
		expect(rowsOf(snapshot).filter(({kind}) => kind === 'registry-drift')).toEqual([
			expect.objectContaining({path: 'model_registry.json', keys: drifted.map(({key}) => key), message: expect.stringContaining('2 models')}),
		]);
		expect(rowOf('registry-drift', {of: snapshotOf(drifted.slice(0, 1))}).path).toBe('Net/Model/drifted_1.json');
	});

	test('stand without the disk until that answers, and are the same list as long as nothing changed', () => {
		const without = problemRows(broken, {now});
		expect(without.map(({kind}) => kind)).not.toContain('stray-file');
		expect(without.map(({kind}) => kind)).toContain('overwritten');
		expect(problemRows({...broken}, {now: now + 1})).toBe(without);
		expect(problemRows(broken, {now, disk})).not.toBe(without);
	});
});

describe('f on tags and notes', () => {
	test('writes those of all drifted models into their sidecars', () => {
		const {request, before, done, doneOf, doneBefore, command} = pending(wantedRepair(rowOf('registry-drift'), snapshot));
		expect(edits(request)).toEqual(drifted.map(({key}) => ({key, add: ['there'], remove: [], carried: ['there']})));
		expect(before?.map(edits)).toEqual([[{key: 'Net/Model/drifted_1', text: 'a note'}]]);
		expect(done).toBe('wrote the tags of 2 models into their sidecars');
		expect(doneOf?.(['a'])).toBe('wrote the tags of 1 model into its sidecar');
		expect(doneBefore?.(['a'])).toBe('Wrote the note of 1 model into its sidecar');
		expect(command).toBe('mreg doctor --fix registry-drift');
	});

	test('shows for one model the command that tags it', () => {
		expect(pending(wantedRepair(rowOf('tags-dropped', {key: 'dropped'}), snapshot)).command).toBe("mreg tag dropped '논문'");
		expect(pending(wantedRepair(rowOf('tag-lost', {key: 'both'}), snapshot)).command).toBe('mreg tag both best paper');
	});

	test('repairs those that have a sidecar, and says nothing of a key where none has', () => {
		const [first, second] = drifted;
		if (!first || !second) throw new Error('There are two.');
		const row = rowOf('registry-drift');
		const stuck = {...second, sidecar: undefined, state: 'untracked' as const};
		expect(repairKeys(row, [first, stuck])?.words).toBe('f writes those of 1 of 2 models.');
		expect(repairKeys(row, [stuck])).toBeUndefined();
		expect(repairKeys(row, [{...second, state: 'unreadable'}])).toBeUndefined();
		expect(wantedRepair(row, {models: [stuck]})).toMatchObject({kind: 'not', why: expect.stringContaining('No sidecar that can be read')});
	});

	test('writes what was dropped of one model', () => {
		const {request, done} = pending(wantedRepair(rowOf('tags-dropped', {key: 'dropped'}), snapshot));
		expect(edits(request)).toEqual([{key: dropped.key, add: ['논문'], remove: []}]);
		expect(done).toBe('wrote the tags of 1 model into its sidecar');
	});

	test('puts back what is asked about, and only where that is the problem', () => {
		const of = (kind: ProblemRow['kind'], key: string) => edits(pending(wantedRepair(rowOf(kind, {key}), snapshot)).request);
		expect(of('tag-lost', 'asked')).toEqual([{key: asked.key, add: ['논문'], remove: []}]);
		expect(of('tags-dropped', 'both')).toEqual([{key: both.key, add: ['best'], remove: []}]);
		expect(of('tag-lost', 'both')).toEqual([{key: both.key, add: ['best', 'paper'], remove: []}]);
	});

	test('says so where the sidecar cannot be read', () => {
		const stuck = {...asked, state: 'unreadable' as const};
		expect(wantedRepair(rowOf('tag-lost', {key: 'asked'}), {models: [stuck]})).toMatchObject({
			kind: 'not',
			why: expect.stringContaining('No sidecar that can be read'),
		});
	});
});

describe('f on what else is wrong', () => {
	test.each([
		['renamed', 'rejoin', 'the sidecar is Net/Model/new.json now'],
		['same-id', 'identify', 'gave it the id twin_copy'],
		['overwritten', 'remember', 'kept as run (2024-10-01T00:00:00)'],
	] as const)('%s makes the change that the finding has', (kind, request, done) => {
		const wanted = pending(wantedRepair(ofBroken(kind), broken));
		expect([wanted.request.kind, wanted.done, wanted.by, wanted.command]).toEqual([request, done, 'dashboard', `mreg doctor --fix ${kind}`]);
	});

	test('files of other programs go to the trash, our own leavings are settled', () => {
		const strays = rowsOf(broken, disk).filter(({kind}) => kind === 'stray-file');
		const wanted = strays.map(row => wantedRepair(row, broken));
		expect(wanted.map(each => (each.kind === 'change' ? [each.pending.request.kind, each.pending.done] : each.kind))).toEqual([
			'settle',
			['trash', 'moved 1 file to the trash'],
		]);
		for (const kind of ['stale-lock', 'unfinished'] as const) expect(wantedRepair(ofBroken(kind), broken).kind).toBe('settle');
	});

	test('untracked models are adopted, all of them', () => {
		expect(wantedRepair(ofBroken('untracked'), broken)).toEqual({
			kind: 'adopt',
			keys: ['Net/Model/one', 'Net/Model/two'],
			command: 'mreg doctor --fix untracked',
		});
		expect(repairKeys(ofBroken('untracked'), broken.models)?.words).toMatch(/^f asks, then writes a sidecar for each/);
	});

	test('of an unknown direction Metrics is opened', () => {
		expect(wantedRepair(ofBroken('unknown-direction'), broken)).toEqual({kind: 'metric', metric: 'oddness'});
		expect(repairKeys(ofBroken('unknown-direction'), [])?.words).toBe('f opens Metrics, where it is said once.');
	});

	test('copies are never made one file by a key', () => {
		const files = ['a', 'b'].map(name => ({key: `Net/Model/${name}`, file: {...mark(`Net/Model/${name}`), sha256: 'ab'}}));
		const row = rowOf('duplicate', {disk: {...nothingFound, duplicates: [{files, bytes: 10}]}});
		expect(repairKeys(row, models)).toBeUndefined();
		expect(wantedRepair(row, snapshot).kind).toBe('not');
	});

	test('says of other problems what a person can do', () => {
		expect(wantedRepair(ofBroken('unreadable-sidecar'), broken)).toEqual({
			kind: 'not',
			why: 'Nothing here repairs it. Mend the file in an editor, or write it anew: it is read again by itself.',
		});
		const gone = rowOf('missing', {of: broken});
		expect(wantedRepair(gone, broken)).toMatchObject({
			kind: 'not',
			why: expect.stringMatching(/^Nothing here repairs it\. Restore it from the trash.*mreg rm/),
		});
		expect(wantedRepair(undefined, snapshot).kind).toBe('not');
	});
});

describe('-', () => {
	test('lets tags go that are asked about', () => {
		const {request, before, done} = pending(wantedLetGo(rowOf('tag-lost', {key: 'asked'}), snapshot));
		expect(edits(request)).toEqual([{key: asked.key, add: [], remove: ['논문'], accept: true}]);
		expect([before, done]).toEqual([[], 'let go of 논문']);
	});

	test('first writes what else was dropped: only the question is answered', () => {
		const {request, before} = pending(wantedLetGo(rowOf('tag-lost', {key: 'both'}), snapshot));
		expect(before?.map(edits)).toEqual([[{key: both.key, add: ['best'], remove: []}]]);
		expect(edits(request)).toEqual([{key: both.key, add: [], remove: ['paper'], accept: true}]);
	});

	test('lets nothing else go', () => {
		const why = 'There is nothing to let go: - is for tags that were set here and that another program took out of a sidecar.';
		expect(wantedLetGo(rowOf('tags-dropped'), snapshot)).toEqual({kind: 'not', why});
		expect(wantedLetGo(undefined, snapshot)).toEqual({kind: 'not', why});
	});
});

describe('the footer', () => {
	test('has Enter, f and - only where they do something', () => {
		const keysOf = (row: ProblemRow | undefined, of: readonly Model[] = models) =>
			(['repair', 'letGo', 'open'] as const).filter(action => isKeyFor(action, keysOfRow(row, {models: of, now})));
		expect(keysOf(rowOf('tag-lost'))).toEqual(['repair', 'letGo', 'open']);
		expect(keysOf(ofBroken('same-id'), broken.models)).toEqual(['repair', 'open']);
		// No query finds just these.
		expect(keysOf(rowOf('registry-drift'))).toEqual(['repair']);
		expect(keysOf(ofBroken('unreadable-sidecar'), broken.models)).toEqual([]);
		expect(keysOf(undefined)).toEqual([]);
	});

	const shown = afterKeys(appContext(broken.models), 'showProblems');
	const labels = (state: AppState, row: ProblemRow | undefined) =>
		keysNow(state, {rows: [], problems: 1, problemKeys: keysOfRow(row, {models: broken.models, now}), readOnly: false}).map(key => `${key.shown} ${key.label}`);

	test('says that Enter shows several, and opens one', () => {
		expect(labels(shown, ofBroken('untracked'))).toContain('Enter show them');
		expect(labels(shown, ofBroken('same-id'))).toContain('Enter detail');
	});

	test('has u after something was done here, until it is taken back', () => {
		const undo = (state: ProblemsState) => labels({...shown, problems: state}, undefined).includes('u undo');
		const around = {snapshot: broken, now, height: 22};
		expect(undo(emptyProblems)).toBe(false);
		const repaired = reduceProblems(emptyProblems, {kind: 'changed', canUndo: true}, around);
		expect(undo(repaired)).toBe(true);
		expect(repaired.asked).toBe(1);
		expect(undo(reduceProblems(repaired, {kind: 'changed', canUndo: false}, around))).toBe(false);
	});
});

describe('the cursor', () => {
	const around = {snapshot: broken, now, height: 22};
	const press = (state: ProblemsState, ...actions: ReadonlyArray<'up' | 'down' | 'last'>) =>
		actions.reduce((before, action) => reduceProblems(before, {kind: 'key', action}, around), state);
	const under = (state: ProblemsState, of = around) => {
		const {rows, cursor} = problemsView(state, of);
		return rows[cursor];
	};

	test('stays with its row when the disk answers', () => {
		const before = press(emptyProblems, 'down', 'down');
		const row = under(before);
		const after = reduceProblems({...before, isLooking: true}, {kind: 'read', disk}, around);
		expect(under(after)).toMatchObject({kind: row?.kind, path: row?.path});
		expect(after).toMatchObject({isLooking: false, disk});
	});

	test('goes to the one in its place where the row is gone', () => {
		const before = press({...emptyProblems, disk}, 'down', 'down');
		const {rows, cursor} = problemsView(before, around);
		const left = {...around, snapshot: {...broken, models: broken.models.filter(({key}) => !rows[cursor]?.keys.includes(key))}};
		const after = reduceProblems(before, {kind: 'ask'}, around);
		expect(after.asked).toBe(1);
		expect(problemsView(after, left).cursor).toBe(cursor);
		expect(under(after, left)?.rowKey).not.toBe(rows[cursor]?.rowKey);
		expect(problemsView(press(before, 'last'), {...around, snapshot: snapshotOf([])}).cursor).toBeLessThan(rows.length);
	});

	test('moves nowhere without rows', () => {
		const empty = {...around, snapshot: snapshotOf([])};
		expect(reduceProblems(emptyProblems, {kind: 'key', action: 'down'}, empty)).toBe(emptyProblems);
	});
});

describe('Enter', () => {
	const context = appContext(broken.models);
	const around = {...context, screen: {...context.screen, snapshot: broken, now}, browse: {...context.browse, snapshot: broken}};

	function opened(row: ProblemRow): AppState {
		const shown = afterKeys(around, 'showProblems');
		return reduceApp({...shown, problems: {...shown.problems, disk, rowKey: row.rowKey}}, {kind: 'key', action: 'open'}, around);
	}

	function foundBy(filter: string, {models}: Snapshot): readonly string[] {
		const query = parseQuery(filter);
		if ('error' in query) throw new Error(query.error.message);
		return filterModels(query.ok, models, {now})
			.map(({key}) => key)
			.sort();
	}

	test.each([
		['same-id', 'Net/Model/twin_copy'],
		['renamed', 'Net/Model/gone.pt'],
		['overwritten', 'Net/Model/run'],
	] as const)('on %s opens Detail of its model', (kind, key) => {
		expect(opened(ofBroken(kind)).routes.at(-1)).toEqual({screen: 'detail', key});
	});

	test('on several models shows them in Browse, and 6 and q come back to the row', () => {
		const state = opened(ofBroken('untracked'));
		// The one that was only renamed is another row's.
		expect([screenOf(state), state.browse.filter]).toEqual(['browse', 'is:untracked -id=new.pt']);
		expect(foundBy(state.browse.filter, broken)).toEqual(ofBroken('untracked').keys.toSorted());
		for (const action of ['showProblems', 'back'] as const) {
			const back = reduceApp(state, {kind: 'key', action}, around);
			expect([screenOf(back), back.problems.rowKey, back.problems.disk]).toEqual(['problems', ofBroken('untracked').rowKey, disk]);
		}
		expect(opened(ofBroken('unknown-direction')).browse.filter).toBe('has:oddness');
	});

	test('by queries that find just the models with times in the future', () => {
		const late = ['2024-11-02T00:00:00Z', '2024-11-03T00:00:00Z'].map((trained_at, index) => madeModel(`Net/Model/late_${index}`, {training: {trained_at}}));
		const of = snapshotOf([...late.toReversed(), madeModel('Net/Model/early', {training: {trained_at: '2024-10-03T00:00:00Z'}})]);
		const here = {...around, screen: {...around.screen, snapshot: of}, browse: {...around.browse, snapshot: of}};
		const shown = afterKeys(here, 'showProblems');
		const rowKey = rowOf('future-time', {of}).rowKey;
		const {filter} = reduceApp({...shown, problems: {...shown.problems, rowKey}}, {kind: 'key', action: 'open'}, here).browse;
		expect(foundBy(filter, of)).toEqual(['Net/Model/late_0', 'Net/Model/late_1']);
	});

	test('by queries that find just the few in another scale', () => {
		const values = [0.61, 0.62, 63, 64, 65];
		const of = snapshotOf(values.map((accuracy, index) => madeModel(`Net/Model/m_${index}`, {testing: [{dataset: 'imdb', performance: {accuracy}}]})));
		const {keys, finding} = rowOf('two-scales', {of});
		expect(keys).toHaveLength(2);
		expect(foundBy(finding?.query ?? '', of)).toEqual(keys.toSorted());
	});

	test('says why where there is nothing to open', () => {
		for (const kind of ['stale-lock', 'unfinished', 'unreadable-sidecar', 'note'] as const) {
			const state = opened(ofBroken(kind));
			expect([screenOf(state), state.message?.text]).toEqual(['problems', 'No model is behind it: there is nothing to open.']);
		}
	});

	test('f on an unknown direction leads to that metric', () => {
		const state = reduceApp(afterKeys(around, 'showProblems'), {kind: 'showMetric', metric: 'oddness'}, around);
		expect([screenOf(state), state.metrics.metric]).toEqual(['metrics', 'oddness']);
	});
});

describe('the screen', () => {
	interface Shown {
		readonly of?: Snapshot;
		readonly state?: ProblemsState;
		readonly width?: number;
		readonly height?: number;
		readonly readOnly?: boolean;
	}

	async function lines({of = snapshot, state = {...emptyProblems, disk: nothingFound}, width = 80, height = 22, readOnly = false}: Shown): Promise<string[]> {
		using terminal = renderToScreen(<ProblemsScreen {...{snapshot: of, state, now, width, height, readOnly}} />, {cols: width, rows: height});
		await terminal.settled();
		return terminal.screen();
	}

	const at = (kind: ProblemRow['kind'], from: DiskFacts = nothingFound, of = snapshot) => ({
		...emptyProblems,
		disk: from,
		rowKey: rowOf(kind, {of, disk: from}).rowKey,
	});

	test('tells in full what is wrong, and names the keys below', async () => {
		expect(await lines({state: at('tag-lost')})).toContain(' f puts them back, - lets them go.');
		expect(await lines({state: at('registry-drift')})).toContain(' f writes them into their sidecars.');
		expect(await lines({state: at('tags-dropped'), width: 160})).toContain(' f writes what was set here into the sidecar.');
		expect((await lines({of: broken, state: at('renamed', disk, broken)})).join('\n')).toContain('f: the sidecar becomes Net/Model/new.json.');
	});

	test('marks what is wrong, and what is only told', async () => {
		const shown = await lines({of: broken, state: {...emptyProblems, disk}, height: 30});
		expect(shown[2]).toMatch(/^❯ ! Net\/Model\/x\.json +line 3/);
		expect(shown.join('\n')).toMatch(/^ {2}! (one, two|two, one) +2 artifacts without sidecars/m);
		expect(shown.join('\n')).toMatch(/^ {2}· odd_1, odd_2 +oddness/m);
		expect(shown.join('\n')).toMatch(/^ {2}· \(the disk\) +Net\/Model\/secret/m);
	});

	test('says until the disk answers that more may come, and why it does not', async () => {
		expect((await lines({of: broken, state: {...emptyProblems, isLooking: true}})).join('\n')).toMatch(
			/ 1\/\d+ · looking for renamed, stray and cut-off files… ─/,
		);
		expect((await lines({of: broken, state: {...emptyProblems, disk, failure: 'gone away.'}})).join('\n')).toContain(
			'the disk could not be looked at: gone away.',
		);
		expect((await lines({of: broken, state: {...emptyProblems, disk}})).join('\n')).not.toContain('looking for');
		const empty = snapshotOf([]);
		expect((await lines({of: empty, state: emptyProblems})).join('\n')).toMatch(/No problems so far.*\n.*looking for/);
		expect((await lines({of: empty})).join('\n')).toContain('No problems: every file here could be read.');
	});

	test('lists the names below the message, and says what Enter does, where there is room', async () => {
		const state = at('untracked', disk, broken);
		const shown = await lines({of: broken, state});
		const from = shown.findIndex(line => line.startsWith(' 2 artifacts without sidecars'));
		expect(shown[from + 1]).toMatch(/^ (one, two|two, one)$/);
		expect(shown[from + 2]).toMatch(/^ f asks, then writes a sidecar for each/);
		expect(shown.join('\n')).toContain('\n Enter shows them in Browse, 6 comes back.');
		expect((await lines({of: broken, state, height: 6})).join('\n')).toMatch(/^ f asks, then writes/m);
	});

	test('gives FILE what its names need, up to 45 %, and REASON the rest', async () => {
		const many = snapshotOf(
			[...Array(11).keys()].map(index => madeModel(`Net/Model/artifact_of_a_long_name_${index}`, {}, {state: 'untracked', sidecar: undefined})),
		);
		const wide = await lines({of: many, width: 160, height: 40});
		expect(wide[1]?.indexOf('REASON')).toBeLessThanOrEqual(4 + 72 + 2);
		expect(wide[2]).toMatch(/^❯ ! artifact_of_a_long_name_\d+, artifact_of_a_long_name_\d+ and 9 more +11 artifacts without sidecars/);
		expect(wide.join('\n')).not.toContain('11 models');
		const narrow = await lines({of: many, width: 60, height: 12});
		expect(narrow[2]).toMatch(/^❯ ! artifact_of_a_[^ ]*… and 10 more {2}11 artifacts/);
		const short = await lines({of: snapshotOf([madeModel('Net/Model/짧은', {}, {state: 'untracked', sidecar: undefined})]), width: 160, height: 40});
		expect(short[1]).toMatch(/^ {4}FILE {12}REASON/);
	});

	test('names no keys where nothing may be changed', async () => {
		expect((await lines({state: at('tag-lost'), readOnly: true})).join('\n')).not.toContain('f puts');
		expect((await lines({of: broken, state: at('renamed', disk, broken), readOnly: true})).join('\n')).not.toContain(' f: ');
	});

	test.each([
		[40, 6],
		[80, 12],
		[120, 30],
	])('keeps the keys in %i x %i', async (width, height) => {
		const shown = await lines({state: at('tag-lost'), width, height});
		expect(shown).toHaveLength(height);
		expect(shown).toContain(' f puts them back, - lets them go.');
		for (const line of shown) expect(displayWidth(line)).toBeLessThanOrEqual(width);
	});
});

test('its title says how many rows there are, and what the header counts of them', () => {
	const row = rowOf('unreadable-sidecar', {of: snapshotOf(models, [unreadable])});
	const rows = [row, {...row, isWrong: false}];
	const title = (inHeader: number, width: number) => unpainted(titleLine(rows, {inHeader, width})).trim().replace(/ {4,}/, ' | ');
	expect(title(2, 100)).toBe('problems  2, 1 only told');
	expect(title(1, 100)).toBe('problems  2, 1 only told | the header counts what reading the files told: 1');
	expect(title(1, 60)).toBe('problems  2, 1 only told | header: files read, 1');
	expect(title(1, 40)).toBe('problems  2, 1 only told');
});
