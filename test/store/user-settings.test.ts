/** The columns a user chose come back; a settings file that cannot be read is told of, never overwritten. */

import fs from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {columnLimits, readSettings, saveColumns} from '../../store/user-settings.ts';
import {startScript} from '../helpers/script.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';

describe('columns', () => {
	test('are none where there is no file, and reading makes none', () => {
		const {env, home, base} = place();
		expect(readSettings(env, home)).toEqual({settings: {columns: {}}});
		expect(fs.readdirSync(base)).toEqual([]);
	});

	test('come back as they were saved, for each algorithm, whatever its case', () => {
		const {env, home} = place();
		saveColumns(env, home, 'MSCN', ['total_time@imdb', 'param.lr', '학습']);
		saveColumns(env, home, '__proto__', ['a']);
		saveColumns(env, home, 'mscn', ['auc', 'auc']);
		const {columns} = readSettings(env, home).settings;
		expect(Object.entries(columns)).toEqual([
			['mscn', ['auc', 'auc']],
			['__proto__', ['a']],
		]);
	});

	test('are forgotten without a file being made', () => {
		const {env, home, base} = place();
		saveColumns(env, home, 'mscn', undefined);
		expect(fs.readdirSync(base)).toEqual([]);
		saveColumns(env, home, 'mscn', ['auc']);
		saveColumns(env, home, 'mscn', undefined);
		expect(readSettings(env, home)).toEqual({settings: {columns: {}}});
	});

	test('beyond the limits are ignored, when read and when saved', () => {
		const many = Array.from({length: 300}, (_, index) => `c${index}`);
		const {env, home, file} = place('{}');
		const odd = ['a', '', 'x'.repeat(columnLimits.length + 1), 'y'.repeat(columnLimits.length)];
		fs.writeFileSync(file, JSON.stringify({columns: {mscn: [1, null, ['b'], ...odd], lero: many}}));
		const {settings, problem} = readSettings(env, home);
		expect(problem).toBeUndefined();
		expect(settings.columns).toEqual({mscn: ['a', 'y'.repeat(500)], lero: many.slice(0, 200)});
		saveColumns(env, home, 'new', [...odd, ...many]);
		expect(JSON.parse(fs.readFileSync(file, 'utf8')).columns.new).toEqual(['a', 'y'.repeat(500), ...many.slice(0, 198)]);
	});
});

describe('the settings file', () => {
	test('stands in XDG_CONFIG_HOME if that is absolute, else in ~/.config; new folders and the file are for the user alone', () => {
		const {env, home, base} = place();
		saveColumns(env, home, 'mscn', ['a']);
		expect(fs.existsSync(path.join(base, 'config/mreg/config.json'))).toBe(true);
		saveColumns({XDG_CONFIG_HOME: 'config'}, home, 'mscn', ['b']);
		saveColumns({}, home, 'lero', ['c']);
		const file = path.join(home, '.config/mreg/config.json');
		expect(JSON.parse(fs.readFileSync(file, 'utf8'))).toEqual({columns: {mscn: ['b'], lero: ['c']}});
		expect(['.config', '.config/mreg', '.config/mreg/config.json'].map(name => fs.statSync(path.join(home, name)).mode & 0o777)).toEqual([0o700, 0o700, 0o600]);
		expect(fs.readdirSync(path.dirname(file))).toEqual(['config.json']);
	});

	test('keeps what is not ours byte for byte, and its mode', () => {
		const before = '\ufeff{\r\n\t"theme" : "dark",\r\n\t"columns": {\r\n\t\t"Mscn": ["a",  "b"]\r\n\t},\r\n\t"x": [1e-05, NaN]\r\n}';
		const {env, home, file} = place(before);
		fs.chmodSync(file, 0o640);
		saveColumns(env, home, 'mscn', ['c', 'd']);
		saveColumns(env, home, 'lero', ['e']);
		expect(fs.readFileSync(file, 'utf8')).toBe(before.replace('["a",  "b"]', '["c", "d"],\r\n\t\t"lero": ["e"]'));
		expect(fs.statSync(file).mode & 0o777).toBe(0o640);
		expect(readSettings(env, home).settings).toMatchObject({theme: 'dark', columns: {mscn: ['c', 'd'], lero: ['e']}});
	});

	test.each([
		['{"columns": ', 'ends in the middle (line 1).'],
		['// mine\n{}', 'is not JSON: invalid comment token (line 1).'],
		['', 'is empty.'],
		['[]', 'has wrong keys: the file is not an object.'],
		['{"columns": null}', 'has wrong keys: columns is not an object.'],
		['{"columns": {"mscn": "auc"}}', 'has wrong keys: columns.mscn is not a list of names.'],
	])('that is broken (%j) is told of, and never overwritten', (broken, reason) => {
		const {env, home, file} = place(broken);
		const {settings, problem} = readSettings(env, home);
		expect(settings).toEqual({columns: {}});
		expect(problem).toBe(`The settings file ${file} ${reason} The defaults are used; nothing is saved there until this is mended.`);
		for (const columns of [['a'], undefined]) {
			expect(() => saveColumns(env, home, 'mscn', columns)).toThrow(
				expect.objectContaining({code: 'unreadable', message: `${file} ${reason} Nothing was changed.`, hint: expect.any(String)}),
			);
		}
		expect(fs.readFileSync(file, 'utf8')).toBe(broken);
		expect(fs.readdirSync(path.dirname(file))).toEqual(['config.json']);
	});

	test('that names one algorithm twice is read, but not edited where it is unclear which counts', () => {
		const {env, home, file} = place('{"columns": {"mscn": ["a"], "MSCN": ["b"]}}');
		expect(readSettings(env, home)).toEqual({settings: {columns: {mscn: ['b']}}});
		expect(() => saveColumns(env, home, 'mscn', ['c'])).toThrow(expect.objectContaining({code: 'unreadable'}));
		saveColumns(env, home, 'lero', ['c']);
		expect(fs.readFileSync(file, 'utf8')).toBe('{"columns": {"mscn": ["a"], "MSCN": ["b"], "lero": ["c"]}}');
	});

	test('whose folder cannot be made says why', () => {
		const {env, home, base} = place();
		fs.writeFileSync(path.join(base, 'config'), '');
		expect(readSettings(env, home)).toEqual({settings: {columns: {}}});
		expect(() => saveColumns(env, home, 'mscn', ['a'])).toThrow(
			expect.objectContaining({message: expect.stringContaining(path.join(base, 'config')), hint: expect.any(String)}),
		);
	});

	test('loses no columns between two dashboards that save at once', async () => {
		const {home, base, file} = place('{"theme": "dark"}');
		const scripts = ['a', 'b'].map(name => startScript('choosing-process', [path.join(base, 'config'), home, name, '20']));
		for (const script of scripts) expect(await script.ended, script.errors()).toBe(0);
		const {theme, columns} = JSON.parse(fs.readFileSync(file, 'utf8'));
		expect(theme).toBe('dark');
		expect(Object.keys(columns)).toHaveLength(40);
	}, 60_000);
});

/** A fresh home and XDG folder; with `content` the settings file is there already. */
function place(content?: string) {
	const base = temporaryFolder();
	const home = temporaryFolder();
	const file = path.join(base, 'config', 'mreg', 'config.json');
	if (content !== undefined) {
		fs.mkdirSync(path.dirname(file), {recursive: true});
		fs.writeFileSync(file, content);
	}
	return {base, home, file, env: {XDG_CONFIG_HOME: path.join(base, 'config')}};
}
