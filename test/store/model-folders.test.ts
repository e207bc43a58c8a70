/** Which folders hold models: every `Model/` to depth 4, what the config names, links once, and no error that stops it. */

import fs from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {findModelFolders} from '../../store/model-folders.ts';
import {cannotBeNobody, giveToNobody, runAsNobody} from '../helpers/as-nobody.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';

function rootWith(...folders: readonly string[]): string {
	const root = path.join(temporaryFolder(), 'Root');
	fs.mkdirSync(root);
	for (const folder of folders) fs.mkdirSync(path.join(root, folder), {recursive: true});
	return root;
}

function link(root: string, name: string, target: string): void {
	fs.mkdirSync(path.dirname(path.join(root, name)), {recursive: true});
	fs.symlinkSync(target, path.join(root, name));
}

const pathsIn = (root: string, globs: readonly string[] = []) => findModelFolders(root, globs).folders.map(folder => folder.path);

describe('a Model/ folder', () => {
	test('belongs to the algorithm of the folder around it, in small letters', () => {
		expect(findModelFolders(rootWith('Mscn/Model', 'team/LERO/Model'), ['*/Model'])).toEqual({
			folders: [
				{path: 'Mscn/Model', folder: 'Mscn', algorithm: 'mscn'},
				{path: 'team/LERO/Model', folder: 'team/LERO', algorithm: 'lero'},
			],
			problems: [],
		});
	});

	test('in the root itself belongs to the root’s name', () => {
		expect(findModelFolders(rootWith('Model'), []).folders).toEqual([{path: 'Model', folder: '.', algorithm: 'root'}]);
	});

	test('is found to depth 4', () => {
		expect(pathsIn(rootWith('a/b/c/Model', 'a/b/c/d/Model'))).toEqual(['a/b/c/Model']);
	});

	test('in a hidden folder, in node_modules or in another Model/ is not looked for', () => {
		expect(pathsIn(rootWith('.git/Model', 'a/.cache/Model', 'node_modules/x/Model', 'a/node_modules/Model', 'b/Model/c/Model', 'Mscn/Model'))).toEqual([
			'Mscn/Model',
			'b/Model',
		]);
	});

	test('is called Model, to the letter, and is a folder', () => {
		const root = rootWith('a/model', 'b/Models', 'c/MODEL', 'd');
		fs.writeFileSync(path.join(root, 'd/Model'), '');
		expect(findModelFolders(root, [])).toEqual({folders: [], problems: []});
	});

	test.each(['(v1)', '{a,b}', '[x]', '*', '?', '!x', '+(a)', 'a b', '-rf', '#1', 'é', '모델', '📊', 'a\\b', '**', '$HOME'])(
		'is found in a folder called %j',
		name => {
			const root = rootWith(`${name}/Model`, `team/${name}/Model`);
			expect(pathsIn(root)).toEqual([`${name}/Model`, `team/${name}/Model`].sort());
		},
	);

	test('is found below a root whose path has such names', () => {
		const root = path.join(rootWith('(v1) {a,b}/[x]*/Mscn/Model'), '(v1) {a,b}/[x]*');
		expect(pathsIn(root)).toEqual(['Mscn/Model']);
	});
});

describe('globs of the config', () => {
	test('add folders, whose algorithm is what the first * stands for', () => {
		const root = rootWith('runs/Exp1/checkpoints', 'runs/exp2/checkpoints', 'runs/exp2/logs', 'Mscn/Model');
		expect(findModelFolders(root, ['*/Model', 'runs/*/checkpoints']).folders).toEqual([
			{path: 'Mscn/Model', folder: 'Mscn', algorithm: 'mscn'},
			{path: 'runs/Exp1/checkpoints', folder: 'runs/Exp1', algorithm: 'exp1'},
			{path: 'runs/exp2/checkpoints', folder: 'runs/exp2', algorithm: 'exp2'},
		]);
	});

	test('without a * give the folder’s own name', () => {
		expect(findModelFolders(rootWith('trained/Weights'), ['trained/Weights']).folders).toEqual([
			{path: 'trained/Weights', folder: 'trained', algorithm: 'weights'},
		]);
	});

	test('with a * in a part of a name give the whole name', () => {
		expect(findModelFolders(rootWith('run_1/out', 'walk/out'), ['run_*/out']).folders).toEqual([{path: 'run_1/out', folder: 'run_1', algorithm: 'run_1'}]);
	});

	test('of one folder twice give it once', () => {
		expect(pathsIn(rootWith('a/Model', 'b/out'), ['a/*', 'a/Model', 'b/*', '*/out'])).toEqual(['a/Model', 'b/out']);
	});

	test('may go deeper than 4', () => {
		expect(pathsIn(rootWith('outputs/a/b/c/d/checkpoints'), ['outputs/*/*/*/*/checkpoints'])).toEqual(['outputs/a/b/c/d/checkpoints']);
	});

	test('find no files and nothing hidden', () => {
		const root = rootWith('runs/.hidden/out');
		fs.writeFileSync(path.join(root, 'runs/out'), '');
		expect(findModelFolders(root, ['runs/*', '**/out'])).toEqual({folders: [], problems: []});
	});

	test('that lead out of the root give nothing but a problem', () => {
		const root = rootWith('../beside/out', 'Mscn/Model');
		const globs = ['../*/out', `${path.dirname(root)}/beside/*`];
		const {folders, problems} = findModelFolders(root, globs);
		expect(folders.map(folder => folder.path)).toEqual(['Mscn/Model']);
		expect(problems.map(({kind, path}) => [kind, path])).toEqual(globs.map(glob => ['unreadable-folder', glob]));
	});

	test('that match nothing, or are none, are no error', () => {
		const {folders, problems} = findModelFolders(rootWith('Mscn/Model'), ['nowhere/*', 'not/there', '[', '{', '(', '!*']);
		expect(folders.map(folder => folder.path)).toEqual(['Mscn/Model']);
		expect(problems).toEqual([]);
	});
});

describe('links', () => {
	test('to an algorithm folder or a Model/ are followed', () => {
		const root = rootWith('Mscn/Model', '../elsewhere/Lero/Model', '../elsewhere/models');
		link(root, 'Lero', '../elsewhere/Lero');
		link(root, 'Knob/Model', '../../elsewhere/models');
		expect(findModelFolders(root, []).folders).toEqual([
			{path: 'Knob/Model', folder: 'Knob', algorithm: 'knob'},
			{path: 'Lero/Model', folder: 'Lero', algorithm: 'lero'},
			{path: 'Mscn/Model', folder: 'Mscn', algorithm: 'mscn'},
		]);
	});

	test('to one folder count once, and the folder itself before its links', () => {
		const root = rootWith('Mscn/Model', '../elsewhere/models');
		link(root, 'Again', 'Mscn');
		link(root, 'Zagain/Model', '../Mscn/Model');
		for (const name of ['B', 'A', 'C']) link(root, `${name}/Model`, '../../elsewhere/models');
		expect(pathsIn(root)).toEqual(['A/Model', 'Mscn/Model']);
	});

	test('that lead up, to themselves or in a circle end', () => {
		const root = rootWith('Mscn/Model');
		link(root, 'up', '..');
		link(root, 'self', '.');
		link(root, 'Mscn/back', '..');
		link(root, 'loop', 'loop');
		link(root, 'a/to-b', '../b');
		link(root, 'b/to-a', '../a');
		expect(pathsIn(root)).toEqual(['Mscn/Model']);
		expect(findModelFolders(root, []).problems).toEqual([]);
	});

	test('called Model that lead nowhere are a problem, others are not', () => {
		const root = rootWith('Mscn/Model');
		link(root, 'Lero/Model', 'nowhere');
		link(root, 'other', 'nowhere');
		expect(findModelFolders(root, [])).toMatchObject({
			folders: [{path: 'Mscn/Model'}],
			problems: [{kind: 'unreadable-folder', path: 'Lero/Model', message: expect.stringContaining('ENOENT')}],
		});
	});
});

test('a root that is gone is one problem', () => {
	expect(findModelFolders('/nowhere/at/all', ['runs/*'])).toEqual({
		folders: [],
		problems: [{kind: 'unreadable-folder', path: '', message: expect.stringContaining('ENOENT')}],
	});
});

test.skipIf(cannotBeNobody !== undefined)(
	`a folder that may not be entered costs only its own models${cannotBeNobody === undefined ? '' : ` (skipped: ${cannotBeNobody})`}`,
	() => {
		const root = rootWith('Closed/Model', 'Listed/Model', 'Mscn/Model');
		for (const name of ['Closed', 'Listed', 'Mscn']) fs.writeFileSync(path.join(root, name, 'Model/m'), '');
		giveToNobody(root);
		// Its names can be read, but nothing below it.
		fs.chmodSync(path.join(root, 'Listed'), 0o444);
		fs.chmodSync(path.join(root, 'Closed'), 0);
		const [reading] = runAsNobody('reading-process', [root], {...process.env, XDG_CACHE_HOME: '/nowhere'}) as Array<{models: string[]; problems: string[]}>;
		expect(reading?.models).toEqual(['Mscn/Model/m untracked']);
		expect(reading?.problems.filter(problem => !problem.startsWith('index')).sort()).toEqual(['unreadable-folder Closed', 'unreadable-folder Listed/Model']);
	},
);
