/** `mreg config`: both files, what holds and why, what is wrong in them, and how they are described. */

import fs from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {schemaFiles} from '../../scripts/config-schemas.ts';
import {keymap} from '../../source/keymap.ts';
import {remapped} from '../../source/remapping.ts';
import {parseConfig, strictSchema} from '../../store/domain/config-schema.ts';
import type {JsonObject} from '../../store/domain/json.ts';
import {lookPartOf} from '../../store/domain/look.ts';
import {settingsSchema} from '../../store/domain/settings-schema.ts';
import {lines, mreg, registryOf} from '../helpers/run-mreg.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';

interface Places {
	readonly root: string;
	readonly user: string;
	readonly env: Readonly<Record<string, string>>;
}

function places({user, registry}: {readonly user?: string; readonly registry?: string} = {}): Places {
	const root = registryOf({'Mscn/Model/a': {artifact: 'x', sidecar: {model_id: 'a'}}});
	const base = temporaryFolder();
	const file = path.join(base, 'mreg', 'config.json');
	if (user !== undefined) {
		fs.mkdirSync(path.dirname(file));
		fs.writeFileSync(file, user);
	}
	if (registry !== undefined) fs.writeFileSync(path.join(root, 'mreg.config.json'), registry);
	return {root, user: file, env: {XDG_CONFIG_HOME: base}};
}

test('path names both files, and whether they are there; without a registry the one of the user', async () => {
	const {root, user, env} = places({registry: '{}'});
	const {stdout} = await mreg(['config', 'path', '--root', root], {env});
	expect(lines(stdout)).toEqual([`user      ${user}  (not there)`, `registry  ${root}/mreg.config.json`]);
	const alone = await mreg(['config', 'path', '--quiet'], {env});
	expect([alone.code, alone.stdout]).toEqual([0, `${user}\n`]);
});

test('show says of every setting where it comes from: flag, environment, registry, user or default', async () => {
	const {root, env} = places({
		user: '{"theme": "dark", "mouse": true, "screenReader": true, "keys": {"flipSort": "Z"}, "columns": {"mscn": ["age"]}}',
		registry: '{"dashboard": {"theme": "mono", "mouse": false}, "seedKeys": ["s"], "metrics": {"auc": {"direction": "maximize"}}}',
	});
	const {stdout, code} = await mreg(['config', 'show', '--json', '--theme', 'light', '--root', root], {env: {...env, MREG_ASCII: '1'}});
	expect(code).toBe(0);
	const {settings} = JSON.parse(stdout) as {readonly settings: ReadonlyArray<{readonly name: string; readonly value: unknown; readonly from: string}>};
	const of = (name: string) => settings.filter(one => one.name === name).map(({value, from}) => [value, from]);
	expect(of('theme')).toEqual([['light', 'flag']]);
	expect(of('ascii')).toEqual([[true, 'environment']]);
	expect(of('mouse')).toEqual([[false, 'registry']]);
	expect(of('screenReader')).toEqual([[true, 'user']]);
	expect(of('keys.flipSort')).toEqual([[['Z'], 'user']]);
	expect(of('columns.mscn')).toEqual([[['age'], 'user']]);
	expect(of('seedKeys')).toEqual([[['s'], 'registry']]);
	expect(of('metrics.auc')).toEqual([[{direction: 'maximize'}, 'registry']]);
	expect(of('trash.keepDays')).toEqual([[14, 'default']]);
	const table = lines((await mreg(['config', '--no-color', '--root', root], {env})).stdout);
	expect(table[0]).toMatch(/^SETTING +VALUE +FROM$/);
	expect(table).toContainEqual(expect.stringMatching(/^color +false +flag$/));
	expect(table).toContainEqual(expect.stringMatching(/^theme +mono +registry$/));
});

test('check names file, line, key, reason and the nearest key, and ends with 1; right files end with 0', async () => {
	const {root, user, env} = places({
		user: '{\n\t"theme": "dak",\n\t"colums": {},\n\t"keys": {"compare": "x",\n\t\t"flipsort": "Z"}\n}',
		registry: '{\n\t"metrics": {\n\t\t"auc": {"direction": "up", "units": "%"}\n\t},\n\t"views": {"a": {"fold": "all"}}\n}',
	});
	const {stdout, stderr, code} = await mreg(['config', 'check', '--root', root], {env});
	const registry = `${root}/mreg.config.json`;
	expect(lines(stdout)).toEqual([
		`${user}:2: theme: expected one of "auto"|"dark"|"light"|"mono"|"colorblind"`,
		`${user}:3: colums: means nothing here; columns?`,
		`${user}:4: keys.compare: x is the key of showCleanup in Browse; the usual keys hold`,
		`${user}:5: keys.flipsort: there is no such action; flipSort?`,
		`${registry}:3: metrics.auc.direction: expected one of "minimize"|"maximize"`,
		`${registry}:3: metrics.auc.units: means nothing here; unit?`,
		`${registry}:5: views.a.fold: expected "seed"`,
	]);
	expect(stderr).toMatch(/^7 problems: mreg config edit/);
	expect(code).toBe(1);
	const right = places({user: '{"$schema": "x", "theme": "dark"}', registry: '{"$schema": "y", "dashboard": {"ascii": true}}'});
	const good = await mreg(['config', 'check', '--root', right.root], {env: right.env});
	expect([good.code, good.stdout, good.stderr]).toEqual([0, '', '2 files checked, nothing wrong.\n']);
	const broken = places({user: '{"theme": '});
	const cut = await mreg(['config', 'check', '--json', '--root', broken.root], {env: broken.env});
	expect(cut.code).toBe(1);
	expect(JSON.parse(cut.stdout).problems).toEqual([{file: 'user', path: broken.user, key: '', reason: 'ends in the middle (line 1)', nearest: null, line: 1}]);
});

test('keys names every action as the settings take it, with the keys that it has now and the word that the footer has', async () => {
	const {env} = places({user: '{"keys": {"showCleanup": "X"}}'});
	const {stdout, code} = await mreg(['config', 'keys'], {env});
	expect(code).toBe(0);
	expect(lines(stdout)[0]).toMatch(/^ACTION +KEYS +SHOWN AS +WHAT IT DOES$/);
	expect(lines(stdout)).toContainEqual(expect.stringMatching(/^showCleanup +X +cleanup +Plan a cleanup/));
	expect(lines(stdout)).toContainEqual(expect.stringMatching(/^toBest +b +best +To the best model/));
	const names = lines((await mreg(['config', 'keys', '--quiet'], {env})).stdout);
	expect(names).toEqual([...new Set(keymap.map(({id}) => id))]);
	const {actions} = JSON.parse((await mreg(['config', 'keys', '--json'], {env})).stdout);
	expect(actions).toContainEqual(expect.objectContaining({action: 'showCleanup', keys: ['X'], label: 'cleanup', isRemapped: true}));
});

test('show says in words what holds where nobody decided', async () => {
	const {root, env} = places();
	const table = lines((await mreg(['config', '--root', root], {env})).stdout);
	expect(table).toContainEqual(expect.stringMatching(/^ascii +auto \(as the locale allows\) +default$/));
	expect(table).toContainEqual(expect.stringMatching(/^hyperlinks +auto \(as the terminal allows\) +default$/));
	expect(table).toContainEqual(expect.stringMatching(/^keys +the usual ones \(mreg config keys\) +default$/));
	expect(table).toContainEqual(expect.stringMatching(/^columns +what differs/));
});

/** Where the settings are edited by a script that writes this text, without a terminal. */
async function edited(text: string, before?: string) {
	const {user, env} = places({user: before});
	const written = path.join(temporaryFolder(), 'new.json');
	fs.writeFileSync(written, text);
	const ran = await mreg(['config', 'edit'], {env: {...env, EDITOR: `cp ${written}`, VISUAL: ''}});
	return {...ran, user, now: fs.existsSync(user) ? fs.readFileSync(user, 'utf8') : undefined};
}

test('edit without a terminal names all problems at once, writes nothing and ends with 1', async () => {
	const {code, stderr, user, now} = await edited('{"keys": {"cleanup": "X"}, "mosue": true, "theme": "drak"}\n');
	expect([code, now]).toEqual([1, undefined]);
	expect(lines(stderr).toSorted()).toEqual(
		[
			`${user} stays as it was.`,
			`${user}:1: keys.cleanup: there is no such action; showCleanup?`,
			`${user}:1: mosue: means nothing here; mouse?`,
			`${user}:1: theme: expected one of "auto"|"dark"|"light"|"mono"|"colorblind"`,
		].toSorted(),
	);
});

test('edit writes what is right with 0, and keys that mean nothing with 1, as check ends', async () => {
	const right = await edited('{"theme": "dark"}\n', '{"mouse": true}\n');
	expect([right.code, right.now, right.stdout]).toEqual([0, '{"theme": "dark"}\n', `${right.user} was written.\n`]);
	const unknown = await edited('{"mosue": true}\n');
	expect([unknown.code, unknown.now]).toEqual([1, '{"mosue": true}\n']);
	expect(unknown.stderr).toBe(`${unknown.user}:1: mosue: means nothing here; mouse?\n`);
});

test('edit of a file that is not there begins with the settings one looks for, and leaves nothing where they stay so', async () => {
	const {user, root, env} = places();
	const seen = path.join(temporaryFolder(), 'seen');
	const editor = path.join(path.dirname(seen), 'editor');
	fs.writeFileSync(editor, `#!/bin/sh\ncp "$1" ${seen}\n`, {mode: 0o755});
	const kept = await mreg(['config', 'edit'], {env: {...env, EDITOR: editor, VISUAL: ''}});
	expect([kept.code, kept.stderr, fs.existsSync(user)]).toEqual([0, 'Nothing was changed.\n', false]);
	expect(JSON.parse(fs.readFileSync(seen, 'utf8'))).toEqual({theme: 'auto', mouse: false, screenReader: false, keys: {}, columns: {}});
	await mreg(['config', 'edit', '--registry', '--root', root], {env: {...env, EDITOR: editor, VISUAL: ''}});
	expect(strictSchema.safeParse(JSON.parse(fs.readFileSync(seen, 'utf8'))).success).toBe(true);
	expect(fs.existsSync(path.join(root, 'mreg.config.json'))).toBe(false);
});

test('what is asked wrongly is told, and edit without a terminal', async () => {
	for (const [words, message] of [
		[['config', 'shw'], 'mreg config takes show, keys, path, check, edit, schema, not "shw".'],
		[['config', 'show', 'x'], 'mreg config show takes no further word, and "x" was typed.'],
		[['config', 'schema'], 'mreg config schema takes user, registry, not "".'],
		[['config', '--theme', 'blue'], '--theme takes auto, dark, light, mono, colorblind, not "blue".'],
		[['config', 'edit'], 'mreg config edit opens an editor, and there is no terminal here.'],
	] as const) {
		const {code, stderr} = await mreg(words);
		expect([words, code, stderr.split('\n')[0]]).toEqual([words, 2, `mreg: ${message}`]);
	}
});

describe('the schemas', () => {
	test('in docs/schemas are those that the program checks by: npm run docs writes them', async () => {
		for (const [name, text] of await schemaFiles()) {
			expect(fs.readFileSync(path.join(import.meta.dirname, '../../docs/schemas', name), 'utf8')).toBe(text);
		}
	});

	test('are what mreg config schema prints, for an editor to use', async () => {
		const {stdout} = await mreg(['config', 'schema', 'registry']);
		expect(stdout).toBe((await schemaFiles()).get('registry-config.schema.json'));
		const schema = JSON.parse(stdout);
		expect(schema.properties.metrics.additionalProperties.properties.direction.enum).toEqual(['minimize', 'maximize']);
		expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining(['$schema', 'dashboard', 'views', 'objectives']));
	});

	test('of the registry find every config wrong that the program cannot read, and the other way round', () => {
		for (const value of [
			{},
			{metrics: {a: {direction: 'up'}}},
			{metrics: {a: {direction: 'minimize'}}},
			{trash: {keepDays: -1}},
			{seedKeys: 'x'},
			[],
			{objectives: {a: {}}},
		]) {
			expect([value, strictSchema.safeParse(value).success]).toEqual([value, 'ok' in parseConfig(value)]);
		}
		// Wrong for whoever asks, without taking the rest of the file with it.
		const lenient = {dashboard: {theme: 'x'}, views: {a: 1}};
		expect([strictSchema.safeParse(lenient).success, 'ok' in parseConfig(lenient)]).toEqual([false, true]);
	});

	test('of the user find the looks wrong that say nothing', () => {
		const schema = settingsSchema(remapped(undefined).bindings);
		const values: readonly JsonObject[] = [{}, {theme: 'dark'}, {theme: 'x'}, {mouse: 1}, {mouse: true, ascii: false}, {screenReader: 'yes'}];
		for (const value of values) {
			expect([value, schema.safeParse(value).success]).toEqual([value, lookPartOf(value).wrong.length === 0]);
		}
	});
});
