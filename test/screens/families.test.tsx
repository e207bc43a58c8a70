/** Families: what a row says, where the cursor stays, that every width can be read, and what Enter leads to. */

import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {displayWidth, fit} from '../../components/cells.ts';
import {reduceApp} from '../../source/app-reducer.ts';
import {initialApp, type AppContext, type AppState} from '../../source/app-state.ts';
import {keysNow} from '../../source/app-footer.tsx';
import {footerKeys} from '../../source/footer-keys.ts';
import type {ActionId} from '../../source/key-binding.ts';
import {browseView, ranksIn} from '../../source/screens/browse-view.ts';
import {familyColumns, familyLine, type FamilyFacts} from '../../source/screens/families-columns.ts';
import {FamiliesScreen} from '../../source/screens/families-screen.tsx';
import {emptyFamilies, familyUnderCursor, openVersions, reduceFamilies, type FamiliesState} from '../../source/screens/families-state.ts';
import {familiesView} from '../../source/screens/families-view.ts';
import {versionsView, versionUnderCursor} from '../../source/screens/versions-view.ts';
import {bestOrWhyNot} from '../../source/screens/family-best.ts';
import type {ScreenContext} from '../../source/screens/screen-context.ts';
import {formatNumber} from '../../source/text.ts';
import type {PendingChange} from '../../source/screens/dialog.ts';
import {defaultConfig} from '../../store/domain/config.ts';
import type {Change} from '../../store/domain/change.ts';
import {familiesOf, formatVersion, versionOf} from '../../store/domain/family.ts';
import type {JsonObject} from '../../store/domain/json.ts';
import type {Model} from '../../store/domain/model.ts';
import {byNewest} from '../../store/domain/snapshot.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {afterKeys, appContext} from '../helpers/app-context.ts';
import {madeArtifact, madeModel} from '../helpers/made-models.ts';
import {anyName, holdsForAll} from '../helpers/property.ts';
import {renderToScreen} from '../helpers/terminal.ts';

const noon = Date.UTC(2026, 10, 22, 12);
const hour = 3_600_000;

function version(family: string, number: number, {hours = 1, bytes = 1000, ...content}: JsonObject & {hours?: number; bytes?: number} = {}): Model {
	const key = `F/Model/${encodeURIComponent(family)}_v${number}.pth`;
	const made = {family, version: number, created_at: new Date(noon - hours * hour).toISOString()};
	return madeModel(key, {...made, ...content}, {artifact: madeArtifact(key, {bytes})});
}

function tested(metric: string, value: number, dataset?: string): JsonObject {
	return {testing: [{...(dataset === undefined ? {} : {dataset}), performance: {[metric]: value}}]};
}

const resnet = [
	version('resnet18', 1, {hours: 72, aliases: ['paper'], ...tested('acc', 0.697, 'imagenet')}),
	version('resnet18', 2, {hours: 48, aliases: ['champion', 'prod'], ...tested('acc', 0.69, 'imagenet')}),
	version('resnet18', 3, {hours: 4, bytes: 44_700_000}),
];
const chest = [version('chest_xray', 1, {hours: 24, ...tested('auc', 0.951)}), version('chest_xray', 2, {hours: 2, ...tested('auc', 0.981)})];
const korean = version('과적합모델', 1, {hours: 240, aliases: ['논문'], bytes: 2_000_000, ...tested('total_time', 117.03, '데이터셋')});
const all = [...resnet, ...chest, korean, madeModel('Mscn/Model/mscn_1', {})];

function contextOf(models: readonly Model[], size: {readonly width?: number; readonly height?: number} = {}): ScreenContext {
	const {snapshot} = appContext([...models].sort(byNewest)).screen;
	return {snapshot, width: 120, height: 22, objectiveOf: () => undefined, now: noon, ...size};
}

async function drawn(context: ScreenContext, state: FamiliesState = emptyFamilies, readOnly = false): Promise<string[]> {
	using terminal = renderToScreen(
		<FamiliesScreen {...context} state={state} readOnly={readOnly} ranks={ranksIn(context.snapshot.models, context.snapshot.config, new Map())} />,
		{cols: context.width, rows: context.height},
	);
	await terminal.settled();
	return terminal.screen();
}

function names(state: FamiliesState, context: ScreenContext): readonly string[] {
	return familiesView(state, context).families.map(({name}) => name);
}

describe('a row', () => {
	test('says how many versions there are, the latest, the best although it is older, the size and the aliases', async () => {
		const lines = await drawn(contextOf(all));
		expect(lines[0]).toMatch(/^ families {2}3 families, 6 versions, 47 MB +by name$/);
		expect(lines[1]).toMatch(/^ {2}FAMILY +COUNT {2}LATEST +AGE {2}BEST +TREND +SIZE {2}ALIASES$/);
		expect(lines[3]).toMatch(/^ {2}resnet18 +3 {2}v3 +4h {2}v1 {2}acc@imagenet 0\.697 +★▁  +45 MB {2}champion v2, prod v2, paper v1$/);
		expect(lines[2]).toMatch(/^❯ chest_xray +2 {2}v2 +2h {2}v2 {2}auc 0\.981 +▁★ +2 kB$/);
	});

	test('has a dash where nothing ranks the family, and the strip says why', async () => {
		const odd = [version('odd', 1, tested('zork', 1, 'd')), version('two', 1, {testing: [{performance: {acc: 1, auc: 1}}]}), version('untested', 1)];
		const context = contextOf(odd);
		const [lines, two] = [await drawn(context), await drawn(context, {...emptyFamilies, row: 1})];
		for (const name of ['odd', 'two', 'untested']) expect(lines.find(line => line.slice(2).startsWith(`${name} `))).toMatch(/v1 +1h {2}– /);
		expect(lines.join(' ').replaceAll(/ +/g, ' ')).toMatch(/It is not known whether zork is better small or large.* 8 sets it\./);
		expect(two.join(' ').replaceAll(/ +/g, ' ')).toMatch(/o in Browse chooses/);
	});

	test('is ranked by what ranks its algorithm now', async () => {
		const times = [
			version('f', 1, {testing: [{dataset: 'd', performance: {acc: 0.9, total_time: 5}}]}),
			version('f', 2, {testing: [{dataset: 'd', performance: {acc: 0.1, total_time: 3}}]}),
		];
		const by = (metric: string, direction: 'minimize' | 'maximize'): ScreenContext => ({...contextOf(times), objectiveOf: () => ({metric, direction})});
		expect((await drawn(by('acc', 'maximize')))[2]).toMatch(/ v1 {2}acc@d 0\.9 /);
		expect((await drawn(by('total_time', 'minimize')))[2]).toMatch(/ v2 {2}total_time@d 3 /);
	});

	test('marks a latest version that is not whole, and the strip says how it is', async () => {
		const gone = madeModel('F/Model/gone_v1', {family: 'gone', version: 1}, {state: 'missing', artifact: undefined});
		const lines = await drawn(contextOf([gone]));
		expect(lines[2]).toMatch(/^❯ gone +1 {2}v1 ! /);
		expect(lines.join('\n')).toContain('Its state: missing.');
	});

	test('says of a best that others are as good as it', async () => {
		const lines = await drawn(contextOf([1, 2, 3].map(number => version('f', number, tested('acc', number === 3 ? 0.4 : 0.5, 'd')))));
		expect(lines[2]).toMatch(/ v[12] {2}acc@d 0\.5 ≈ /);
		expect(lines.join(' ').replaceAll(/ +/g, ' ')).toMatch(/is the best of 3 by acc@d, higher is better: 0\.5, a tie with v[12] \(≈\)\./);
		expect((await drawn(contextOf(resnet)))[2]).not.toContain('≈');
	});

	test('two models with one number are said to be that', async () => {
		const twice = [version('f', 1), {...version('f', 1), key: 'G/Model/f_v1.pth'}];
		expect((await drawn(contextOf(twice))).join('\n')).toContain('Several models are v1.');
	});
});

describe('the versions of a family', () => {
	const opened = openVersions(emptyFamilies, 'resnet18');

	test('have a line each: what stands out, aliases, results by metric and dataset, what they were trained on, age, size', async () => {
		const [title, head, ...rows] = await drawn(contextOf(all), opened);
		expect(title).toMatch(/^ resnet18 {2}3 versions, 45 MB +best by acc@imagenet ↑$/);
		expect(head).toMatch(/^ {2}VERSION +ALIASES +acc@imagenet ↑ +AGE +SIZE$/);
		expect(rows[0]).toMatch(/^❯ v3 +latest +– +4h +45 MB$/);
		expect(rows[1]).toMatch(/^ {2}v2 +champion, prod +0\.69 +2d +1 kB$/);
		expect(rows[2]).toMatch(/^ {2}v1 +★ best +paper +0\.697 +3d +1 kB$/);
	});

	test('one whose id is another name, or that is not whole, says so; a tie is marked', async () => {
		const odd = [
			{...version('f', 1, tested('acc', 0.5, 'd')), id: 'old_name'},
			version('f', 2, {...tested('acc', 0.5, 'd'), training: {dataset: 'cifar10'}}),
			madeModel('F/Model/f_v3', {family: 'f', version: 3}, {state: 'missing', artifact: undefined}),
		];
		const lines = await drawn(contextOf(odd), openVersions(emptyFamilies, 'f'));
		expect(lines.find(line => line.includes(' v1 '))).toMatch(/ old_name/);
		expect(lines.find(line => line.includes(' v2 '))).toMatch(/ 0\.5 +cifar10 /);
		expect(lines.find(line => line.includes(' v3 '))).toMatch(/ missing$/);
		expect([' v1 ', ' v2 '].map(name => /★ best|≈/.exec(lines.find(line => line.includes(name)) ?? '')?.[0]).sort()).toEqual(['≈', '★ best']);
	});

	test('the strip is about the version under the cursor, and names the command that says where it lies', async () => {
		const lines = await drawn(contextOf(all), openVersions(emptyFamilies, 'resnet18', resnet[1]?.key));
		expect(lines.join('\n')).toMatch(/2\/3[^]* resnet18_v2\.pth {2}resnet18\/v2 @champion @prod[^]* imagenet .*0\.69[^]*mreg get resnet18\/v2/);
	});

	test('why none is the best is said', async () => {
		const lines = await drawn(contextOf([version('f', 1, tested('zork', 1, 'd'))]), openVersions(emptyFamilies, 'f'));
		expect(lines.join('\n')).toContain('It is not known whether zork is better small or large');
	});

	test('every line fits any window, also the smallest', async () => {
		const models = [...resnet, {...version('resnet18', 12, {training: {dataset: '데이터셋'.repeat(9)}, aliases: ['논문'.repeat(20)]}), id: '모델'.repeat(20)}];
		for (const width of [40, 60, 80, 100, 160]) {
			for (const height of [6, 12, 22]) {
				const lines = await drawn(contextOf(models, {width, height}), opened);
				expect(lines).toHaveLength(height);
				for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
				expect(lines[2]).toMatch(/^❯ v12 /);
				if (height > 6) expect(lines.join('\n')).toContain('0.697');
			}
		}
	});

	test('a cursor that nobody moved stays on its version while others come', () => {
		const context = contextOf(all);
		const moved = reduceFamilies(reduceFamilies(opened, 'down', context), 'up', context);
		const more = contextOf([...all, version('resnet18', 4)]);
		expect(versionUnderCursor(moved, more)?.version).toBe(3);
		expect(versionUnderCursor(reduceFamilies(moved, 'last', more), more)?.version).toBe(1);
		const context60 = contextOf(
			Array.from({length: 60}, (_, index) => version('resnet18', index + 1)),
			{height: 12},
		);
		const moves = fc.array(fc.constantFrom('up', 'down', 'pageUp', 'pageDown', 'halfDown', 'first', 'last'), {maxLength: 30});
		holdsForAll([moves], keys => {
			const view = versionsView(
				keys.reduce((before, key) => reduceFamilies(before, key, context60), opened),
				context60,
			);
			expect(view).toBeDefined();
			if (!view) return;
			expect(view.row).toBeGreaterThanOrEqual(view.offset);
			expect(view.row).toBeLessThan(view.offset + view.layout.rows);
		});
	});

	test('the footer names the keys that work there', () => {
		const {
			screen: {snapshot},
		} = appContext(all);
		const shown = (families: FamiliesState, hasFamilies = true) =>
			keysNow(
				{...initialApp, routes: [{screen: 'browse'}, {screen: 'families'}], families},
				{rows: [], problems: 0, readOnly: false, isEmpty: snapshot.models.length === 0, hasFamilies},
			).map(({shown: key, label}) => `${key} ${label}`);
		expect(shown(emptyFamilies)).toEqual(expect.arrayContaining(['Enter versions', '/ in Browse', 's sort']));
		const empty = shown(emptyFamilies, false);
		expect(empty).toEqual(expect.arrayContaining(['R register', 'q back']));
		expect(empty.join('  ')).not.toMatch(/Enter|sort|in Browse/);
		expect(shown(opened)).toEqual(expect.arrayContaining(['Enter detail', '/ in Browse', 'R register', 'q back']));
		expect(shown(opened)).not.toContain('s sort');
	});
});

describe('keys', () => {
	test('move the cursor, and s changes the order under it', () => {
		const context = contextOf(all);
		const down = reduceFamilies(emptyFamilies, 'down', context);
		expect(familyUnderCursor(down, context)?.name).toBe('resnet18');
		expect(familyUnderCursor(reduceFamilies(down, 'last', context), context)?.name).toBe('과적합모델');
		const newest = reduceFamilies(down, 'sortMenu', context);
		expect(names(newest, context)).toEqual(['chest_xray', 'resnet18', '과적합모델']);
		const largest = reduceFamilies(newest, 'sortMenu', context);
		expect(names(largest, context)).toEqual(['resnet18', '과적합모델', 'chest_xray']);
		expect(familyUnderCursor(largest, context)?.name).toBe('resnet18');
		expect(names(reduceFamilies(largest, 'sortMenu', context), context)).toEqual(names(emptyFamilies, context));
	});

	test('the cursor stays on its family while others come, and takes the place of one that is gone', () => {
		const state = reduceFamilies(emptyFamilies, 'down', contextOf(all));
		const more = contextOf([...all, version('a', 1), version('b', 1)]);
		expect(familyUnderCursor(state, more)?.name).toBe('resnet18');
		expect(familyUnderCursor(state, contextOf([...chest, korean]))?.name).toBe('과적합모델');
		expect(familyUnderCursor(state, contextOf([]))).toBeUndefined();
		expect(reduceFamilies(state, 'down', contextOf([]))).toBe(state);
	});

	test('the cursor is always in view', () => {
		const context = contextOf(
			Array.from({length: 60}, (_, index) => version(`f${index}`, 1)),
			{height: 12},
		);
		const moves = fc.array(fc.constantFrom('up', 'down', 'pageUp', 'pageDown', 'halfDown', 'first', 'last', 'sortMenu'), {maxLength: 30});
		holdsForAll([moves], keys => {
			const state = keys.reduce((before, key) => reduceFamilies(before, key, context), emptyFamilies);
			const {row, offset, layout} = familiesView(state, context);
			expect(row).toBeGreaterThanOrEqual(offset);
			expect(row).toBeLessThan(offset + layout.rows);
		});
	});

	test('of 10,000 families none is gathered again while only the cursor moves', () => {
		const context = contextOf(Array.from({length: 10_000}, (_, index) => version(`f${index}`, 1)));
		const state = reduceFamilies(reduceFamilies(emptyFamilies, 'last', context), 'sortMenu', context);
		expect(familiesView(reduceFamilies(state, 'up', context), context).families).toBe(familiesView(state, context).families);
	});
});

describe('what can be read', () => {
	test('every line is as wide as the terminal, and no number of a best is cut', () => {
		const family = fc.record({
			name: anyName,
			number: fc.integer({min: 1, max: 999}),
			value: fc.double({noNaN: true}),
			metric: anyName,
			dataset: anyName,
			alias: anyName,
		});
		holdsForAll([fc.array(family, {minLength: 1, maxLength: 5}), fc.integer({min: 40, max: 200})], (made, width) => {
			const models = made.map(({name, number, value, metric, dataset, alias}, index) =>
				madeModel(`F/Model/${index}`, {family: name, version: number, aliases: [alias], ...tested(metric, value, dataset)}),
			);
			const facts: FamilyFacts = {
				config: defaultConfig,
				now: noon,
				bestOf: one => bestOrWhyNot(one, defaultConfig, {metric: made[0]?.metric ?? '', direction: 'maximize'}),
			};
			const families = familiesOf(models);
			const columns = familyColumns(families, facts, width);
			const best = columns.find(({id}) => id === 'best');
			for (const one of families) {
				expect(displayWidth(familyLine(one, columns, {isCursor: false, width}))).toBe(width);
				expect(columns.reduce((sum, column) => sum + column.width + 2, 0)).toBeLessThanOrEqual(width);
				const found = facts.bestOf(one);
				if (!best || found instanceof UserError) continue;
				expect(
					fit(best.cell(one, best.width), best.width)
						.trimEnd()
						.endsWith(` ${formatNumber(found.value)}${found.tied.length === 0 ? '' : ' ≈'}`),
				).toBe(true);
			}
		});
	});

	test('in the narrowest terminal the family, its latest and its best', async () => {
		const lines = await drawn(contextOf(all, {width: 40, height: 6}));
		expect(lines[1]).toMatch(/^ {2}FAMILY +COUNT {2}LATEST {2}BEST$/);
		expect(lines[2]).toMatch(/^❯ chest_xray +2 {2}v2 +v2 {2}0\.981$/);
		expect(lines[5]).toMatch(/^ chest_xray\/v2 is the latest/);
	});

	test('without a registered model what to do next, and with read-only nothing that cannot be done', async () => {
		const [lines, locked] = [await drawn(contextOf([]), emptyFamilies), await drawn(contextOf([]), emptyFamilies, true)];
		expect(lines.join('\n')).toMatch(/No model is registered yet\.[^]*R registers[^]*mreg register NAME PATH/);
		expect(locked.join('\n')).not.toMatch(/R registers/);
		expect(footerKeys('families').map(({shown}) => shown)).toEqual(expect.arrayContaining(['Enter', 'R', 's', 'q']));
		expect(footerKeys('families', true).map(({shown}) => shown)).not.toContain('R');
	});
});

describe('the way to the versions', () => {
	const inFamilies = (models: readonly Model[]): AppContext => appContext([...models].sort(byNewest));
	const press = (state: AppState, context: AppContext, ...actions: readonly ActionId[]): AppState =>
		actions.reduce((before, action) => reduceApp(before, {kind: 'key', action}, context), state);
	const registered = (form: AppState, context: AppContext, made: {family: string; version: number; key: string}): AppState => {
		const busy = reduceApp(form, {kind: 'register', action: {kind: 'busy', busy: {stop: () => undefined}}}, context);
		const change: Change = {done: [made.key], unchanged: [], skipped: [], notes: [], registered: {...made, isKnown: false, sha256: '', bytes: 1}};
		const pending: PendingChange = {request: {kind: 'purge', txns: []}, by: 'dashboard', done: ''};
		return reduceApp(busy, {kind: 'changed', change, pending}, context);
	};

	test('Enter shows the versions of the family in their place, Enter again all about one; Escape goes back step by step, every cursor kept', () => {
		const context = inFamilies(all);
		const opened = afterKeys(context, 'showFamilies', 'first', 'down', 'open', 'down');
		expect(opened.routes.at(-1)).toEqual({screen: 'families'});
		expect(versionUnderCursor(opened.families, context.screen)).toMatchObject({family: 'resnet18', version: 2});
		const detail = press(opened, context, 'open');
		expect(detail.routes.at(-1)).toEqual({screen: 'detail', key: resnet[1]?.key});
		for (const key of ['back', 'escape'] as const) {
			const versions = press(detail, context, key);
			expect(versionUnderCursor(versions.families, context.screen)?.version).toBe(2);
			const families = press(versions, context, key);
			expect(families.routes.at(-1)).toEqual({screen: 'families'});
			expect(versionUnderCursor(families.families, context.screen)).toBeUndefined();
			expect(familyUnderCursor(families.families, context.screen)?.name).toBe('resnet18');
			expect(press(families, context, key).routes).toEqual([{screen: 'browse'}]);
		}
	});

	test('in Detail of a version the arrows go to its neighbours, as far as there are any', () => {
		const context = inFamilies(all);
		const detail = afterKeys(context, 'showFamilies', 'first', 'down', 'open', 'open');
		expect(press(detail, context, 'left')).toBe(detail);
		const next = press(detail, context, 'right');
		expect(next.routes.at(-1)).toEqual({screen: 'detail', key: resnet[1]?.key});
		expect(versionUnderCursor(press(next, context, 'back').families, context.screen)?.version).toBe(2);
		expect(press(next, context, 'right', 'right').routes.at(-1)).toEqual({screen: 'detail', key: resnet[0]?.key});
	});

	test('/ shows them in Browse, the cursor on the latest, whatever was shown before; F comes back, once more the families', () => {
		const context = inFamilies(all);
		const state = afterKeys(context, 'nextTab', 'filter', 'showFamilies', 'first', 'down', 'showInBrowse');
		expect(state.routes.map(({screen}) => screen)).toEqual(['browse', 'families', 'browse']);
		expect(state.browse).toMatchObject({algorithm: undefined, filter: 'family:resnet18', cursor: resnet[2]?.key});
		const {rows} = browseView(context.screen.snapshot, state.browse);
		expect(rows.map(row => row.key)).toEqual(resnet.map(({key}) => key).reverse());

		const fromVersions = afterKeys(context, 'showFamilies', 'first', 'down', 'open', 'last', 'showInBrowse');
		expect(fromVersions.browse.cursor).toBe(resnet[0]?.key);
		const back = press(fromVersions, context, 'up', 'showFamilies');
		expect(versionUnderCursor(back.families, context.screen)?.version).toBe(2);
		const list = press(back, context, 'showFamilies');
		expect(versionUnderCursor(list.families, context.screen)).toBeUndefined();
		expect(familyUnderCursor(list.families, context.screen)?.name).toBe('resnet18');
	});

	test('R is for the version under the cursor, and a version that is made stands among its like then', () => {
		const context = inFamilies(all);
		const form = afterKeys(context, 'showFamilies', 'first', 'down', 'open', 'down', 'register');
		expect(form.register.after).toBe(resnet[1]?.key);
		const newest = version('resnet18', 4);
		const after = inFamilies([...all, newest]);
		const made = registered(form, after, {family: 'resnet18', version: 4, key: newest.key});
		expect(made.routes.at(-1)).toEqual({screen: 'families'});
		expect(versionUnderCursor(made.families, after.screen)).toMatchObject({family: 'resnet18', version: 4});
		const fromList = afterKeys(context, 'showFamilies', 'first', 'register');
		expect(versionUnderCursor(registered(fromList, after, {family: 'resnet18', version: 4, key: newest.key}).families, after.screen)?.version).toBe(4);
		const fromBrowse = registered(afterKeys(context, 'register'), after, {family: 'resnet18', version: 4, key: newest.key});
		expect(fromBrowse.routes).toEqual([{screen: 'browse'}]);
	});

	test('where the family is gone the list is shown', () => {
		const opened = afterKeys(inFamilies(all), 'showFamilies', 'first', 'down', 'open');
		const without = inFamilies([...chest, korean]);
		expect(familyUnderCursor(press(opened, without, 'down').families, without.screen)?.name).toBe('과적합모델');
		expect(press(opened, without, 'back').routes).toEqual([{screen: 'browse'}]);
	});

	test('F comes to the family of the model under the cursor', () => {
		const context = inFamilies(all);
		const fromBrowse = ['showFamilies', 'back', 'last', 'showFamilies'] as const;
		const onRow = afterKeys(context, ...fromBrowse);
		expect(onRow.routes.at(-1)).toEqual({screen: 'families'});
		expect(reduceApp(onRow, {kind: 'key', action: 'back'}, context).routes).toEqual([{screen: 'browse'}]);
	});

	test('of any name, also one that no filter takes without quotes', () => {
		holdsForAll([anyName, anyName], (one, other) => {
			const models = [version(one, 1), version(one, 2), version(`${other}x`, 1)];
			const context = inFamilies(models);
			const state = afterKeys(context, 'showFamilies', 'first', 'showInBrowse');
			const {rows, filterError} = browseView(context.screen.snapshot, state.browse);
			expect(filterError).toBeUndefined();
			const shown = rows.map(row => ('content' in row ? versionOf(row) : undefined));
			const [family] = familiesView(emptyFamilies, context.screen).families;
			expect(shown.map(found => found && formatVersion(found)).sort()).toEqual(family?.versions.map(formatVersion).sort());
		});
	});
});
