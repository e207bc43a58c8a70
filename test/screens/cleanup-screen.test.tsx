/** What the Cleanup screen shows. */

import {describe, expect, test} from 'vitest';
import {CleanupScreen} from '../../source/screens/cleanup-screen.tsx';
import {paint, unpainted} from '../../components/paint.ts';
import {safe} from '../../components/safe-text.ts';
import {byHandLine} from '../../source/screens/cleanup-lines.ts';
import {cleanupPage} from '../../source/screens/cleanup-view.ts';
import {theme} from '../../source/theme.ts';
import {cleanupLayout} from '../../source/screens/cleanup-layout.ts';
import {initialBrowse, type BrowseState} from '../../source/screens/browse-state.ts';
import {emptyCleanup, openCleanup, type CleanupState} from '../../source/screens/cleanup-state.ts';
import type {ScreenContext} from '../../source/screens/screen-context.ts';
import {nothingDone} from '../../store/domain/change.ts';
import {after, cleanup, contextOf, looked, model, ranked} from '../helpers/cleanup-context.ts';
import {renderToScreen} from '../helpers/terminal.ts';

function screenOf(state: CleanupState, context: ScreenContext, readOnly?: string) {
	const nothing = () => undefined;
	return renderToScreen(<CleanupScreen {...context} {...{state, readOnly}} dispatch={nothing} onFile={nothing} onRest={nothing} />, {
		cols: context.width,
		rows: context.height,
	});
}

async function drawn(state: CleanupState, context: ScreenContext, readOnly?: string): Promise<string[]> {
	using terminal = screenOf(state, context, readOnly);
	await terminal.settled();
	return terminal.screen();
}

const models = [...ranked(12), model('old', {age: 30, more: {notes: '수렴 안 함'}}), model('p', {on: {tpch: 9}, more: {tags: ['keep']}})];

test('in 120 columns: the rule, what the disk holds, groups with their counts and bytes, what Enter and P would do', async () => {
	const context = contextOf(models, {height: 27});
	const lines = await drawn(looked(cleanup, context), context);
	expect(lines[0]).toMatch(/^ cleanup {2}mscn {2}14 models, 14 GB +disk 5 GB free of 2 TB · trash 0 B$/);
	expect(lines.slice(2, 4)).toEqual([
		' Keep the best [5] [models] by [total_time@imdb ↓] [and the best on every other dataset], what carries a tag of',
		' [keep best production], [nothing for its age], and the untested [for good].',
	]);
	expect(lines.slice(5, 8)).toEqual([
		`   now        ${'█'.repeat(61)}   14 GB  14 models`,
		`   if trashed ${'█'.repeat(30)}${'▒'.repeat(31)}   14 GB  7 stay, 7 in the trash  frees 0 B`,
		`   if purged  ${'█'.repeat(30)}${'░'.repeat(31)}    7 GB  7 stay                  12 GB free`,
	]);
	expect(lines.slice(9, 16)).toEqual([
		' REMOVE                                         7     7 GB',
		'❯▸ outranked                                    7     7 GB  6th to 12th on imdb',
		' KEEP                                           7     7 GB',
		' ▸ best 5 on imdb                               5     5 GB  100 to 104',
		' ▸ tagged keep                                  1     1 GB',
		' ▸ never tested                                 1     1 GB',
		'',
	]);
	expect(lines.slice(-4)).toEqual([
		' YOU WOULD LOSE  no best that is known',
		'─'.repeat(120),
		'   Enter  move 7 to trash: frees 0 B, u undoes it       P  move and purge: frees 7 GB, no way back (type 7)',
		' mreg cleanup --algo mscn --keep 5 --metric total_time --dataset imdb --keep-bests --dry-run',
	]);
});

test('what Enter and P would do is not cut where hundreds would go', async () => {
	const context = contextOf(ranked(1302), {height: 27});
	const lines = await drawn(looked(cleanup, context), context);
	expect(lines.at(-2)).toBe('   Enter  move 1,297 to trash: frees 0 B, u undoes it       P  move and purge: frees 1.3 TB, no way back (type 1297)');
});

test('a disk that is full is said in the title, beside the bars and above the keys', async () => {
	const context = contextOf(models, {height: 28, snapshot: {freeBytes: 0}});
	const lines = await drawn(looked(cleanup, context), context);
	expect(lines[0]).toMatch(/ DISK FULL, 0 B free of 2 TB · trash 0 B$/);
	expect(lines.find(line => line.includes('if trashed'))).toMatch(/ {2}still full$/);
	expect(lines.find(line => line.includes('if purged '))).toMatch(/ {2}7 GB free$/);
	expect(lines.at(-3)).toBe(' The disk is full. The trash is on the same disk and frees nothing until purged.');
});

test('in 80 columns the same in short', async () => {
	const context = contextOf(models, {width: 80, height: 22, snapshot: {freeBytes: 0}});
	const lines = await drawn(looked(cleanup, context), context);
	expect(lines[0]).toBe(' cleanup  mscn  14, 14 GB                                 DISK FULL · trash 0 B');
	expect(lines.find(line => line.startsWith(' if purged'))).toMatch(/^ if purged {2}█+░+ +7 GB {2}7 GB free$/);
	expect(lines.find(line => line.startsWith('❯'))).toBe('❯▸ outranked                          7     7 GB  6th to 12th on imdb');
	expect(lines.slice(-3)).toEqual([
		'   Enter  7 to trash: frees 0 B, u undoes it',
		'   P      purge at once: frees 7 GB, no way back, type 7',
		' mreg cleanup --algo mscn --keep 5 --metric total_time --dataset imdb --keep-be…',
	]);
});

test('an open group shows its models with id, note, bytes and why', async () => {
	const context = contextOf(models, {width: 80, height: 26});
	const lines = await drawn(after(looked(cleanup, context), context, 'last', 'openGroup', 'down'), context);
	expect(lines.find(line => line.startsWith('❯'))).toBe('❯    old  수렴 안 함                        1 GB  never tested');
});

test('sizes are left open until the files were looked at; what could not be looked at says why', async () => {
	const context = contextOf(ranked(6), {width: 100, height: 24});
	const lines = await drawn(cleanup, context);
	expect(lines[0]).toBe(' cleanup  mscn  6 models, …');
	expect(lines.find(line => line.startsWith('   now'))).toMatch(/·+ +… +6 models$/);
	const models6 = context.snapshot.models;
	const state = after(cleanup, context, {kind: 'looked', asked: models6, marked: [], skipped: [{key: 'Mscn/Model/m_6', reason: 'It is gone.'}]}, 'openGroup');
	expect((await drawn(state, context)).find(line => line.includes('m_6'))).toMatch(/ 0 B {2}It is gone\.$/);
});

test('that a filter and marks of Browse do not count is said, and only where there are some', () => {
	const context = contextOf(ranked(7));
	const said = (browse: Partial<BrowseState>) => {
		const state = openCleanup(emptyCleanup, {...initialBrowse, algorithm: 'mscn', ...browse}, context);
		const page = cleanupPage(state, context);
		return page.kind === 'plan' ? unpainted(byHandLine(state, page, context)).trim() : undefined;
	};
	const marks = new Set(['Mscn/Model/m_1', 'Mscn/Model/m_2', 'Mscn/Model/gone']);
	expect(said({})).toBe('');
	expect(said({filter: 'tag:x', marks})).toBe('Of all 7 models: the filter and 2 marks do not count here');
	expect(said({filter: 'tag:x'})).toBe('Of all 7 models: the filter does not count here');
	expect(said({marks})).toBe('Of all 7 models: 2 marks do not count here');
});

describe('what would be lost', () => {
	const slow = (ms: number) => ({testing: [{dataset: 'imdb', num_queries: 113, performance: {total_time: 200, latency: ms}}]});
	const measured = [...ranked(7), model('quick', {more: slow(10)}), model('slow', {more: slow(20)}), model('k', {more: {...slow(12), tags: ['keep']}})];
	const lossLine = (lines: readonly string[]) => lines.find(line => line.startsWith(' YOU WOULD LOSE'));

	test('names what is measured besides, and L', async () => {
		const context = contextOf(measured, {config: {metrics: {latency: {direction: 'minimize', unit: 'ms'}}}});
		expect(lossLine(await drawn(cleanup, context))).toMatch(
			/^ YOU WOULD LOSE {2}no best that you rank by\. {2}Also measured: latency@imdb 10 → 12 ms \(\+20%\) +L keeps that too$/,
		);
		expect(lossLine(await drawn(cleanup, {...context, width: 80, height: 22}))).toMatch(/ no best you rank by; latency@imdb \+20% +L keeps it$/);
		expect(lossLine(await drawn(after(cleanup, context, 'keepLosses'), context))).toContain('L, which keeps all of them, is on');
	});

	test('names first what one ranks by', async () => {
		const context = contextOf(ranked(7));
		const state = after(cleanup, context, 'down', 'openGroup', 'down', 'otherList');
		expect(lossLine(await drawn(state, context))).toMatch(/^ YOU WOULD LOSE {2}total_time@imdb 100 → 101 \(\+1\.0%\) /);
	});
});

describe('what was done', () => {
	const context = contextOf(ranked(7), {width: 130});
	const change = {...nothingDone, txn: 't', done: ['a', 'b'], skipped: [{key: 'c\u{1B}[2J', reason: 'it was changed since the plan'}]};

	test('is said with what really went and what was left', async () => {
		const state = after(cleanup, context, {kind: 'changed', change, cleanup: {isPurge: false}});
		expect(await drawn(state, context)).toContain(
			String.raw` Moved 2 models to the trash: frees 0 B until purged, u brings them back · 1 left: c\e[2J: it was changed since the plan`,
		);
		expect((await drawn(after(state, context, 'otherList'), context)).join('')).not.toContain('Moved 2');
	});

	test('after a purge with what the disk has more of', async () => {
		const state = after(cleanup, context, {kind: 'changed', change: {...change, skipped: [], freedBytes: 2e9}, cleanup: {isPurge: true}});
		expect(await drawn(state, context)).toContain(' Deleted 2 models for good: 2 GB freed');
		const noted = after(state, context, {kind: 'changed', change: {...nothingDone, done: ['a'], notes: ['One folder stays.']}, cleanup: {isPurge: false}});
		expect((await drawn(noted, context)).join('\n')).toContain('u brings it back · One folder stays.');
	});
});

test('a plan that no command says is written to a file; the name is typed in the last line', async () => {
	const context = contextOf(ranked(7));
	const state = after(cleanup, context, 'otherList');
	expect((await drawn(state, context)).at(-1)).toBe(' No command says this: models were moved by hand. W writes the plan for mreg apply FILE.');
	const typing = after(state, context, {kind: 'file', typing: {value: 'plan.json', cursor: 9}});
	expect((await drawn(typing, context)).at(-1)).toBe(' file plan.json');
});

test('the field that is changed stands below the sentence, with what can be typed', async () => {
	const context = contextOf(ranked(7));
	const state = after(cleanup, context, 'rule', {kind: 'type', text: '3'});
	const lines = await drawn(state, context);
	expect(lines.find(line => line.startsWith(' keep: 3'))).toMatch(/how many of the best stay: a number from 1 on$/);
	expect((await drawn(after(state, context, {kind: 'type', text: 'x'}), context)).join('\n')).toContain(' not understood: how many');
});

describe('while something is typed', () => {
	const context = contextOf(ranked(7), {height: 27});
	const styled = (state: CleanupState) => cleanupPage(state, context).sentence.join('\n');

	test('the field is lit, the row under the cursor is not, and Enter is not said to move models', async () => {
		const state = after(cleanup, context, 'rule');
		expect(styled(state)).toContain(paint(theme.focus, safe`[5]`));
		expect(styled(cleanup)).not.toContain(paint(theme.focus, safe`[5]`));
		expect((await drawn(state, context)).join('\n')).not.toContain('to trash');
		expect((await drawn(cleanup, context)).join('\n')).toContain('Enter  move 2 to trash');
		const lit = async (shown: CleanupState) => {
			using terminal = screenOf(shown, context);
			await terminal.settled();
			return terminal.cell(
				terminal.screen().findIndex(line => line.startsWith('❯')),
				4,
			).inverse;
		};
		expect([await lit(cleanup), await lit(state)]).toEqual([true, false]);
	});

	test('why a text is not taken is said also in 40 columns', async () => {
		const state = after(cleanup, context, 'rule', {kind: 'type', text: '0'});
		expect((await drawn(state, context)).find(line => line.startsWith(' keep: 0'))).toMatch(/ mreg cleanup --keep 0 --all mscn does that$/);
		expect((await drawn(state, {...context, width: 40})).find(line => line.startsWith(' keep: 0'))).toMatch(/ mreg cleanup --keep/);
	});

	test('the name of the file stands behind the folder that it is relative to', async () => {
		const typing = (value: string, folder: string) => after(cleanup, context, {kind: 'file', folder, typing: {value, cursor: value.length}});
		expect((await drawn(typing('plan.json', '~/실험'), context)).at(-1)).toBe(' file in ~/실험: plan.json');
		expect((await drawn(typing('/tmp/plan.json', '~/실험'), context)).at(-1)).toBe(' file /tmp/plan.json');
		expect((await drawn(typing('plan.json', `/${'x'.repeat(90)}/end`), {...context, width: 80, height: 24})).at(-1)).toMatch(/^ file in …x+\/end: plan\.json$/);
	});
});

describe('what was moved by hand', () => {
	const kept = [...ranked(6), model('k', {on: {imdb: 300}, more: {tags: ['keep']}}), model('k2', {on: {imdb: 301}, more: {tags: ['keep']}})];

	test('is counted, with the key that takes it back', async () => {
		const context = contextOf(kept);
		expect((await drawn(after(cleanup, context, 'otherList'), context)).find(line => line.includes('by hand'))).toBe(' 1 moved by hand, 0 takes that back');
		expect((await drawn(after(cleanup, context, 'otherList', 'resetByHand'), context)).join('')).not.toContain('by hand');
	});

	test('is a caution where it is protected, also in 40 columns', async () => {
		const context = contextOf(kept);
		const state = after(cleanup, context, 'last', 'otherList', 'first', 'otherList');
		expect((await drawn(state, context)).find(line => line.includes('by hand'))).toBe(' 3 moved by hand, 0 takes that back  2 of them protected by a tag');
		expect((await drawn(state, {...context, width: 40})).find(line => line.includes('by hand'))).toBe(' 3 by hand (0)  2 protected by a tag');
		const page = cleanupPage(state, context);
		expect(page.kind === 'plan' && byHandLine(state, page, context)).toContain(paint(theme.caution, safe`2 of them protected by a tag`));
	});
});

test('where nothing goes nothing is said to be lost, and one model is not all', async () => {
	const context = contextOf(ranked(1));
	const text = (await drawn(looked(cleanup, context), context)).join('\n');
	expect(text).not.toContain('YOU WOULD LOSE');
	expect(text).toContain('Nothing is to be removed: the one model stays.');
});

test('where nothing may be changed Enter and P are not offered, and it is said why', async () => {
	const context = contextOf(ranked(7));
	const text = (await drawn(looked(cleanup, context), context, 'The root is read-only.')).join('\n');
	expect(text).toContain('   The root is read-only.');
	expect(text).not.toContain('Enter');
});

describe('where nothing can be planned', () => {
	test('it is said which key mends that, and the rule can be changed all the same', async () => {
		const context = contextOf(ranked(7), {objective: {metric: 'mystery'}});
		const text = (await drawn(cleanup, context)).join('\n');
		expect(text).toContain('It is not known whether mystery is better small or large, so nothing is ranked by it.');
		expect(text).toMatch(/ {2}8 says it once/);
		const state = after(cleanup, context, 'rule', {kind: 'nextField', by: 1}, {kind: 'nextField', by: 1}, {kind: 'type', text: 'total'});
		expect((await drawn(state, context)).join('\n')).toContain('outranked');
		expect((await drawn(cleanup, contextOf(ranked(7), {objective: undefined}))).join('\n')).toContain('Nothing ranks the models of mscn yet.');
	});

	test('a config that cannot be read protects nothing, so nothing goes', async () => {
		const problems = [{kind: 'unreadable-config', path: 'mreg.config.json', message: 'The config has wrong keys.'}] as const;
		expect((await drawn(cleanup, contextOf(ranked(7), {snapshot: {problems}}))).join('\n')).toMatch(/The config has wrong keys\.[^]* 6 says where/);
	});
});

test('on any screen the parts fit, and the list has a line', () => {
	for (let height = 6; height < 60; height++) {
		for (const width of [40, 60, 80, 100, 160]) {
			for (const isSaid of [true, false]) {
				const {form: _form, ...parts} = cleanupLayout({width, height, sentence: width < 60 ? 4 : 2, isSaid});
				const lines = Object.values(parts).reduce((sum, count) => sum + count, 2);
				expect([width, height, lines]).toEqual([width, height, height]);
				expect(parts.list).toBeGreaterThanOrEqual(height < 10 ? 1 : 3);
			}
		}
	}
});

test('in 40 columns and 6 lines it still has its list', async () => {
	const context = contextOf(models, {width: 40, height: 6});
	const lines = await drawn(looked(cleanup, context), context);
	expect(lines[0]).toBe(' cleanup  mscn  14, 14 GB');
	expect(lines.some(line => line.startsWith('❯▸ outranked'))).toBe(true);
	expect(lines.at(-1)).toBe('─'.repeat(40));
});
