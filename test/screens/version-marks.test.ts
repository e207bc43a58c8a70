/** Versions in Browse: their aliases stand where tags do, a column has their names, the panel what they were made from. */

import {expect, test} from 'vitest';
import {unpainted} from '../../components/paint.ts';
import {emptyText} from '../../components/safe-text.ts';
import {browseColumns, rowText} from '../../source/screens/browse-columns.ts';
import {initialBrowse} from '../../source/screens/browse-state.ts';
import {stripLines} from '../../source/screens/browse-lines.ts';
import {browseView} from '../../source/screens/browse-view.ts';
import {allColumnIds} from '../../source/column-ids.ts';
import {rowFacts} from '../../source/screens/row-facts.ts';
import {panelLines} from '../../source/screens/side-panel.ts';
import {defaultConfig} from '../../store/domain/config.ts';
import type {JsonObject} from '../../store/domain/json.ts';
import type {Model} from '../../store/domain/model.ts';
import {namesIn, sortModels} from '../../store/domain/sorting.ts';
import {appContext} from '../helpers/app-context.ts';
import {madeModel} from '../helpers/made-models.ts';

function made(name: string, content: JsonObject = {}): Model {
	return madeModel(`F/Model/${name}`, content);
}

const v1 = made('a_v1', {family: 'a', version: 1, aliases: ['paper', '논문'], tags: ['keep']});
const v10 = made('a_v10', {family: 'A', version: 10, lineage: {parent: 'a/v1'}});
const plain = made('plain', {aliases: ['no'], tags: ['wip']});
const models = [v1, v10, plain];

function rowsOf(
	chosen?: readonly string[],
	{models: rows = models, filter = '', width = 80}: {models?: readonly Model[]; filter?: string; width?: number} = {},
): readonly string[] {
	const view = browseView({models: rows, config: defaultConfig}, {...initialBrowse, filter});
	const columns = browseColumns(rowFacts(rows, rows), {...view, config: defaultConfig, width, hasAlgorithms: true, isFolded: false, chosen});
	return rows.map(row => rowText(columns, row, 0).replaceAll(/\u{1B}\[\d*m/gu, ''));
}

test('the aliases of a version stand before its tags; what is not registered has none', () => {
	const [first, , last] = rowsOf();
	expect(first).toMatch(/@paper @논문 keep *$/);
	expect(last).toMatch(/wip *$/);
	expect(last).not.toContain('@');
});

test('aliases alone are reason enough for the column', () => {
	const usual = made('A_v10', {family: 'A', version: 10});
	expect(rowFacts([usual], [usual]).hasWords).toBe(false);
	const {tags: _, ...named} = v1.content;
	expect(rowFacts([], [made('b', named)]).hasWords).toBe(true);
});

const promoted = made('mscn_20241019_103000', {
	...{family: 'mscn', version: 1, aliases: ['champion'], tags: ['keep']},
	testing: [{dataset: 'imdb', performance: {acc: 0.7}}],
});
const file = made('mscn_v2', {family: 'mscn', version: 2});

test('a version whose id is another name is called by its own first, before aliases and tags, at every width', () => {
	const [wide, plainId] = rowsOf(undefined, {models: [promoted, file]});
	expect(wide).toMatch(/mscn\/v1 @champion keep *$/);
	expect(plainId).not.toContain('mscn/v2');
	for (let width = 32; width < 160; width++) expect(rowsOf(undefined, {models: [promoted, file], width})[0]).toMatch(/(^| )(mscn\/)?v1( |$)/);
});

test('where a family is asked for its versions have a column, and are said there only', () => {
	const [first, second] = rowsOf(undefined, {models: [promoted, file], filter: 'family:mscn'});
	expect(first?.match(/mscn\/v1/g)).toHaveLength(1);
	expect(first).toMatch(/^\S+ +mscn\/v1 .*@champion keep *$/);
	expect(second).toMatch(/^\S+ +mscn\/v2 /);
	expect(rowsOf(undefined, {models: [promoted, file], filter: '(family:x or id:y) acc>0'})[0]).toMatch(/^\S+ +mscn\/v1 /);
	for (const filter of ['mscn', '-family:x']) expect(rowsOf(undefined, {models: [promoted, file], filter})[0]).toMatch(/mscn\/v1 @champion/);
});

test('the strip below the rows names the version and its aliases', () => {
	const {ranks} = browseView({models, config: defaultConfig}, initialBrowse);
	const {snapshot} = appContext([promoted]).screen;
	expect(unpainted(stripLines(promoted, snapshot, {width: 80, now: 0, ranks})[0] ?? emptyText)).toMatch(/^ mscn_20241019_103000 {2}mscn\/v1 @champion /);
});

test('the column of versions can be chosen, and sorts by number within a family', () => {
	expect(allColumnIds(namesIn(models))).toContain('version');
	expect(rowsOf(['version']).map(line => line.trim().split(/ +/).at(-1))).toEqual(['a/v1', 'A/v10', '–']);
	const key = {field: {kind: 'version'}, order: 'natural'} as const;
	expect(sortModels([made('a_v9', {family: 'a', version: 9}), plain, v10, v1], key, defaultConfig).map(({id}) => id)).toEqual([
		'a_v1',
		'a_v9',
		'a_v10',
		'plain',
	]);
});

test('the panel names the version and its parent', () => {
	const {ranks} = browseView({models, config: defaultConfig}, initialBrowse);
	const linesOf = (model: Model) => panelLines(model, {config: defaultConfig, ranks, width: 60, now: 0}).map(line => line.replaceAll(/\u{1B}\[\d*m/gu, ''));
	expect(linesOf(v10)).toEqual(expect.arrayContaining(['A/v10', 'LINEAGE', 'a/v1 ─▸ A/v10']));
	expect(linesOf(v1)).toEqual(expect.arrayContaining(['@paper @논문 keep']));
	expect(linesOf(plain)).not.toContain('LINEAGE');
});
