/** Which folder is the registry, why, and what is said where there is none. */

import fs from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {findModelFolders} from '../../store/model-folders.ts';
import {findRoot, seenInstead, type RootOptions} from '../../store/root.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {userErrorOf} from '../helpers/user-error-of.ts';

/** A home with these folders (with a `/` at the end) and files in it. */
function homeWith(...paths: readonly string[]): string {
	const home = path.join(temporaryFolder(), 'home');
	fs.mkdirSync(home);
	for (const each of paths) put(home, each);
	return home;
}

function put(home: string, each: string): void {
	const file = path.join(home, each);
	fs.mkdirSync(each.endsWith('/') ? file : path.dirname(file), {recursive: true});
	if (!each.endsWith('/')) fs.writeFileSync(file, '{}');
}

function found(home: string, cwd: string, rest: Partial<RootOptions> = {}) {
	return findRoot({env: {}, home, cwd: path.join(home, cwd), ...rest});
}

describe('the root', () => {
	test('is what --root says, before all else', () => {
		const home = homeWith('a/mreg.config.json', 'b/');
		expect(found(home, 'a', {root: '../b', env: {MREG_ROOT: path.join(home, 'a')}})).toEqual({root: path.join(home, 'b'), reason: '--root'});
	});

	test('is what MREG_ROOT says, before what lies around', () => {
		const home = homeWith('a/mreg.config.json', 'b/');
		expect(found(home, 'a', {env: {MREG_ROOT: path.join(home, 'b')}})).toEqual({root: path.join(home, 'b'), reason: 'MREG_ROOT'});
		expect(found(home, 'a', {env: {MREG_ROOT: '../b'}}).root).toBe(path.join(home, 'b'));
		expect(found(home, 'a', {env: {MREG_ROOT: ''}}).reason).toBe('mreg.config.json');
	});

	test('is real where a link was named', () => {
		const home = homeWith('a/');
		fs.symlinkSync('a', path.join(home, 'link'));
		expect(found(home, '.', {root: 'link'}).root).toBe(path.join(home, 'a'));
	});

	test.each(['mreg.config.json', 'model_registry.json', '.mreg/journal.jsonl'])('is the working folder with %s', marker => {
		expect(found(homeWith(`a/${marker}`), 'a').reason).toBe(marker);
	});

	test('is the nearest folder upward with one of them', () => {
		const home = homeWith('a/model_registry.json', 'a/b/mreg.config.json', 'a/b/c/d/');
		expect(found(home, 'a/b/c/d')).toEqual({root: path.join(home, 'a/b'), reason: 'mreg.config.json above the working folder'});
	});

	test('is where the first change was made, also from below', () => {
		const home = homeWith('a/.mreg/journal.jsonl', 'a/Resnet18/Model/', 'a/sub/deep/');
		expect(found(home, 'a/sub/deep')).toEqual({root: path.join(home, 'a'), reason: '.mreg/journal.jsonl above the working folder'});
		// A trash beside a linked folder is no registry.
		expect(userErrorOf(() => found(homeWith('a/.mreg/trash/', 'a/sub/'), 'a/sub')).code).toBe('no-registry');
	});

	test('upward goes before model folders in the working folder', () => {
		const home = homeWith('a/model_registry.json', 'a/b/Mscn/Model/');
		expect(found(home, 'a/b').root).toBe(path.join(home, 'a'));
	});

	test('may be home, and is never above it', () => {
		const home = homeWith('mreg.config.json', 'a/');
		expect(found(home, 'a').root).toBe(home);
		const below = homeWith('../mreg.config.json', 'a/Mscn/Model/');
		expect(found(below, 'a')).toEqual({root: path.join(below, 'a'), reason: 'working folder'});
	});

	test('is not above a home that is a link, either', () => {
		const real = homeWith('../mreg.config.json', 'a/Mscn/Model/');
		const link = path.join(path.dirname(real), 'link');
		fs.symlinkSync('home', link);
		expect(findRoot({env: {}, home: link, cwd: path.join(link, 'a')})).toEqual({root: path.join(real, 'a'), reason: 'working folder'});
	});

	test('for a working folder outside of home goes up to the top', () => {
		const home = homeWith('../other/mreg.config.json', '../other/deep/');
		expect(found(home, '../other/deep').root).toBe(path.join(path.dirname(home), 'other'));
	});

	test.skipIf(!fs.existsSync('/proc/self/status'))('is not looked for across a mount', () => {
		// /proc is a disk of its own: nothing above it is asked for.
		expect(userErrorOf(() => findRoot({env: {}, home: '/nowhere', cwd: '/proc/self/attr'})).code).toBe('no-registry');
	});

	test('is the working folder that holds model folders, to depth 4', () => {
		const home = homeWith('a/b/c/d/Model/', 'x/1/2/3/4/Model/', 'y/.hidden/Model/', 'z/node_modules/m/Model/');
		expect(found(home, 'a')).toEqual({root: path.join(home, 'a'), reason: 'working folder'});
		for (const cwd of ['x', 'y', 'z']) expect(userErrorOf(() => found(home, cwd)).code, cwd).toBe('no-registry');
	});

	test('else is its ExampleData', () => {
		const home = homeWith('a/ExampleData/Mscn/Model/', 'b/ExampleData/');
		expect(found(home, 'a')).toEqual({root: path.join(home, 'a'), reason: 'working folder'});
		const deep = homeWith('a/ExampleData/1/2/3/Model/');
		expect(found(deep, 'a')).toEqual({root: path.join(deep, 'a/ExampleData'), reason: 'ExampleData in the working folder'});
		expect(userErrorOf(() => found(home, 'b')).code).toBe('no-registry');
	});

	test.each(['--root', 'MREG_ROOT'])('that %s names and that is no folder is an error of the user', by => {
		const home = homeWith('file', 'loop/');
		fs.symlinkSync('itself', path.join(home, 'itself'));
		for (const [name, message] of [
			['nowhere', /cannot be opened: .*\(ENOENT\)/],
			['file', /is not a folder/],
			['itself', /cannot be opened: .*\(ELOOP\)/],
		] as const) {
			const error = userErrorOf(() => found(home, '.', by === '--root' ? {root: name} : {env: {MREG_ROOT: name}}));
			expect(error).toMatchObject({code: 'no-registry', exitCode: 3});
			expect(error.message).toMatch(message);
			expect(error.message).toContain(`${by} names ${path.join(home, name)}`);
		}
	});
});

describe('where there is none', () => {
	test('it is said what was looked for, and how to begin', () => {
		const error = userErrorOf(() => found(homeWith('a/'), 'a'));
		expect(error).toMatchObject({code: 'no-registry', exitCode: 3});
		expect(error.hint).toMatch(/ALGORITHM\/Model \(to depth 4\).*mreg\.config\.json, model_registry\.json or \.mreg\/journal\.jsonl[^]*--demo/);
		expect(error.hint).toMatch(/^To begin a registry in this folder: mreg register NAME FILE --root \.$/m);
	});

	test('within a model folder the registry above is named, and none is begun', () => {
		const home = homeWith('a/Mscn/Model/');
		const {hint} = userErrorOf(() => found(home, 'a/Mscn/Model'));
		expect(hint).toBe(`This is within a model folder; the registry is above: ${path.join(home, 'a')}`);
	});

	test('a root that was named and is not there can be made', () => {
		expect(userErrorOf(() => found(homeWith(), '.', {root: './my new'})).hint).toBe("To begin a registry there: mkdir -p './my new'");
	});

	test('what was seen instead is counted: 214 .pt and .ckpt in 37 folders', () => {
		const home = homeWith('a/');
		for (let index = 0; index < 214; index++) put(home, `a/runs/exp_${index % 37}/step_${index}.${index < 200 ? 'pt' : 'ckpt'}`);
		expect(seenInstead(path.join(home, 'a'))).toContain('Seen instead: 214 .pt and .ckpt in 37 folders.');
	});

	test('hidden folders, node_modules, folders called like files and what lies deeper than 5 are not counted', () => {
		const home = homeWith('a/m/x.pt', 'a/m/x.json', 'a/m/X.PT', 'a/.git/x.pt', 'a/node_modules/x.pt', 'a/m/folder.pt/', 'a/1/2/3/4/5/6/x.pt');
		expect(seenInstead(path.join(home, 'a'))).toContain('Seen instead: 1 .pt in 1 folder.');
	});

	test.each([
		['runs/x/checkpoints', 'runs/*/checkpoints'],
		['weights', 'weights'],
		['(v1) [x] {a,b}', undefined],
		['say "hi"', undefined],
	])('the glob that is offered for a model in %s finds it', (folder, glob) => {
		const home = homeWith(`a/${folder}/m.pt`);
		const hint = seenInstead(path.join(home, 'a'));
		expect(hint).toContain('Seen instead: 1 .pt in 1 folder.');
		const {modelFolders} = JSON.parse(/write mreg\.config\.json here: (.*)$/.exec(hint)?.[1] ?? '') as {modelFolders: string[]};
		if (glob !== undefined) expect(modelFolders).toEqual([glob]);
		expect(findModelFolders(path.join(home, 'a'), modelFolders).folders.map(found => found.path)).toEqual([folder]);
	});

	test('for models in the working folder itself another folder is offered', () => {
		const home = homeWith('a/m.pt', 'a/n.pt');
		expect(seenInstead(path.join(home, 'a'))).toMatch(/Seen instead: 2 \.pt in 1 folder\. .* move them into a folder ALGORITHM\/Model\.$/);
	});
});
