/** Broken registries and what must be read from them: those in fixtures/reading, and those that git cannot hold, which are built here. */

import {execFileSync, spawnSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type {Artifact, ModelState} from '../../store/domain/model.ts';
import type {ProblemKind} from '../../store/domain/problem.ts';
import {temporaryFolder} from './temporary-folder.ts';

/** What reading a root for the first time must give, in any order. */
export interface ExpectedReading {
	readonly models: ReadonlyArray<{
		readonly key: string;
		readonly state: ModelState;
		/** Absent means false. */
		readonly stale?: boolean;
		/** The artifact's kind, where the case is about that. */
		readonly kind?: Artifact['kind'];
	}>;
	readonly problems: ReadonlyArray<{readonly kind: ProblemKind; readonly path: string}>;
}

export interface FixtureCase {
	/** The folder below fixtures/reading, or a name of the same style. */
	readonly name: string;
	readonly expected: ExpectedReading;
	/** Why this machine or user cannot prove the case. */
	readonly skip?: string;
	/** Makes the registry in a fresh temporary folder and returns its root. No file in it is younger than a day. */
	readonly make: () => string;
}

const fixturesFolder = path.join(import.meta.dirname, '..', '..', 'fixtures', 'reading');
const [good, bad] = ['mscn_20241019_103000', 'mscn_20241019_150000'];
const models = 'Mscn/Model';
const goodModel = {key: `${models}/${good}`, state: 'ok'} as const;
const badKey = `${models}/${bad}`;
const noProblem: ExpectedReading['problems'] = [];
const unreadable: ExpectedReading = {
	models: [goodModel, {key: badKey, state: 'unreadable'}],
	problems: [{kind: 'unreadable-sidecar', path: `${badKey}.json`}],
};
const asRoot = process.getuid?.() === 0 ? 'Root may read everything.' : undefined;
const onMac = process.platform === 'darwin' ? 'This file system knows no such names.' : undefined;

/** All cases, those of fixtures/reading first. */
export function fixtureCases(): FixtureCase[] {
	return [...keptCases(), ...builtCases()];
}

/** The ways in which an index file can be broken, made from the text of a good one. All must lead to the same snapshot as no index. */
export function brokenIndexes(text: string): Array<{name: string; text: string}> {
	return [
		{name: 'empty', text: ''},
		{name: 'cut in the middle', text: text.slice(0, Math.floor(text.length / 2))},
		{name: 'first line only', text: text.slice(0, text.indexOf('\n') + 1)},
		{name: 'without the first line', text: text.slice(text.indexOf('\n') + 1)},
		{name: 'a list', text: '[]\n'},
		{name: 'null', text: 'null\n'},
		{name: 'zero bytes', text: '\0'.repeat(text.length)},
		// The first number in the file is that of the schema.
		{name: 'from a newer version', text: text.replace(/\d+/, '999999')},
		{name: 'with every second line empty', text: text.replaceAll('\n', '\n\n')},
		{name: 'with lines that are no models', text: text.replaceAll('\n', '\n{"key": 42}\n')},
	];
}

/** The bytes of a name or path in which U+DC80 to U+DCFF stand for bytes that are not UTF-8. */
export function bytesOfName(name: string): Buffer {
	return Buffer.concat(
		[...name].map(character => {
			const code = character.codePointAt(0) ?? 0;
			return code >= 0xdc80 && code <= 0xdcff ? Buffer.from([code - 0xdc00]) : Buffer.from(character);
		}),
	);
}

/** The path of a key below a root, for calls that take any bytes. */
export function pathOfKey(root: string, key: string): Buffer {
	return Buffer.concat([Buffer.from(`${root}/`), bytesOfName(key)]);
}

function keptCases(): FixtureCase[] {
	return fs.readdirSync(fixturesFolder).map(name => ({
		name,
		expected: JSON.parse(fs.readFileSync(path.join(fixturesFolder, name, 'expected.json'), 'utf8')) as ExpectedReading,
		make: () => madeRoot(root => fs.cpSync(path.join(fixturesFolder, name, 'root'), root, {recursive: true})),
	}));
}

function builtCases(): FixtureCase[] {
	return [...sidecarCases(), ...artifactCases(), ...nameCases(), ...placeCases()];
}

function sidecarCases(): FixtureCase[] {
	return [
		builtCase('sidecar-fifo', unreadable, root => {
			put(root, badKey);
			makeFifo(`${root}/${badKey}.json`);
		}),
		builtCase('sidecar-fifo-without-artifact', unreadable, root => makeFifo(`${root}/${badKey}.json`)),
		builtCase('sidecar-socket', unreadable, root => {
			put(root, badKey);
			makeSocket(`${root}/${models}`, `${bad}.json`);
		}),
		builtCase('sidecar-device', unreadable, root => {
			put(root, badKey);
			fs.symlinkSync('/dev/zero', `${root}/${badKey}.json`);
		}),
		builtCase('sidecar-2-gb', unreadable, root => {
			put(root, badKey);
			makeSparse(`${root}/${badKey}.json`, 2 ** 31);
		}),
		builtCase('sidecar-2-gb-without-artifact', {models: [goodModel, {key: `${badKey}.json`, state: 'untracked'}], problems: noProblem}, root =>
			makeSparse(`${root}/${badKey}.json`, 2 ** 31),
		),
		builtCase('sidecar-5-mb', unreadable, root => {
			put(root, badKey);
			put(root, `${badKey}.json`, sidecarText(bad, 'x'.repeat(5_000_000)));
		}),
		builtCase('sidecar-3-mb', allGood(badKey), root => {
			put(root, badKey);
			put(root, `${badKey}.json`, sidecarText(bad, 'x'.repeat(3_000_000)));
		}),
		builtCase('sidecar-100000-levels-deep', unreadable, root => {
			put(root, badKey);
			put(root, `${badKey}.json`, `{"model_id": "${bad}", "deep": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`);
		}),
		builtCase('sidecar-link', allGood(badKey), root => {
			put(root, badKey);
			put(root, '../elsewhere.json', sidecarText(bad));
			fs.symlinkSync('../../../elsewhere.json', `${root}/${badKey}.json`);
		}),
		builtCase('sidecar-link-to-nothing', unreadable, root => {
			put(root, badKey);
			fs.symlinkSync('nowhere', `${root}/${badKey}.json`);
		}),
		builtCase('sidecar-link-loop', unreadable, root => {
			put(root, badKey);
			fs.symlinkSync(`${bad}.json`, `${root}/${badKey}.json`);
		}),
		builtCase(
			'sidecar-without-permission',
			unreadable,
			root => {
				putModel(root, badKey);
				fs.chmodSync(`${root}/${badKey}.json`, 0);
			},
			asRoot,
		),
	];
}

function artifactCases(): FixtureCase[] {
	const linked: ExpectedReading = {models: [goodModel, {key: badKey, state: 'ok', kind: 'link'}], problems: noProblem};
	const brokenLink = [{kind: 'broken-link', path: badKey}] as const;
	const broken: ExpectedReading = {models: [goodModel, {key: badKey, state: 'missing', kind: 'link'}], problems: brokenLink};
	return [
		builtCase('artifact-folder-of-50000-files', {models: [goodModel, {key: badKey, state: 'ok', kind: 'directory'}], problems: noProblem}, root => {
			put(root, `${badKey}.json`, sidecarText(bad));
			fs.mkdirSync(`${root}/${badKey}`);
			for (let index = 0; index < 50_000; index++) fs.writeFileSync(`${root}/${badKey}/shard_${index}`, '');
		}),
		builtCase('artifact-empty-folder', {models: [goodModel, {key: badKey, state: 'untracked', kind: 'directory'}], problems: noProblem}, root =>
			fs.mkdirSync(`${root}/${badKey}`),
		),
		builtCase('artifact-folder-with-links', {models: [goodModel, {key: badKey, state: 'ok', kind: 'directory'}], problems: noProblem}, root => {
			put(root, `${badKey}/nn_weights`);
			put(root, `${badKey}.json`, sidecarText(bad));
			fs.symlinkSync('.', `${root}/${badKey}/itself`);
			fs.symlinkSync('/', `${root}/${badKey}/everything`);
			fs.symlinkSync('nowhere', `${root}/${badKey}/nothing`);
		}),
		builtCase('artifact-link-out-of-the-root', linked, root => {
			put(root, '../outside/weights');
			put(root, `${badKey}.json`, sidecarText(bad));
			fs.symlinkSync('../../../outside', `${root}/${badKey}`);
		}),
		builtCase('artifact-link-to-nothing', broken, root => {
			put(root, `${badKey}.json`, sidecarText(bad));
			fs.symlinkSync('nowhere', `${root}/${badKey}`);
		}),
		builtCase('artifact-link-loop', broken, root => {
			put(root, `${badKey}.json`, sidecarText(bad));
			fs.symlinkSync(bad, `${root}/${badKey}`);
		}),
		builtCase('artifact-link-loop-without-sidecar', {models: [goodModel, {key: badKey, state: 'untracked', kind: 'link'}], problems: brokenLink}, root =>
			fs.symlinkSync(bad, `${root}/${badKey}`),
		),
		builtCase('artifact-hard-links', allGood(badKey), root => {
			put(root, `${badKey}.json`, sidecarText(bad));
			fs.linkSync(`${root}/${models}/${good}`, `${root}/${badKey}`);
		}),
		builtCase(
			'artifact-folder-without-permission',
			{...allGood(badKey), problems: [{kind: 'unreadable-artifact', path: badKey}]},
			root => {
				put(root, `${badKey}/nn_weights`);
				put(root, `${badKey}.json`, sidecarText(bad));
				fs.chmodSync(`${root}/${badKey}`, 0);
			},
			asRoot,
		),
	];
}

function nameCases(): FixtureCase[] {
	const korean = '모델_20241019';
	const [composed, decomposed] = [korean.normalize('NFC'), korean.normalize('NFD')];
	const latin1 = 'mod\u{dce8}le';
	// Bytes that are not UTF-8 in different ways: alone, cut off inside a character, and a surrogate written as if it were a character.
	const notUtf8 = [latin1, 'mscn_\u{dcff}', 'mscn_\u{dcfe}', 'mscn_\u{dcec}\u{dc95}', 'mscn_\u{dced}\u{dcb3}\u{dcbf}'];
	const nobodys = [
		'.hidden',
		'.hidden.json',
		'.mreg.lock',
		'a.tmp',
		'a.json.tmp',
		'a.part',
		'a~',
		'a.json~',
		'a.lock',
		'a.log',
		'a.txt',
		'a.md',
		'a.csv',
		'a.tsv',
		'a.png',
		'a.jpg',
		'a.svg',
		'a.pdf',
		'a.yaml',
		'a.yml',
		'a.py',
		'a.ipynb',
		'a.out',
		'a.err',
		'events.out.tfevents.1729301400.gpu7',
		`${good}.log`,
	];
	return [
		namesCase('names-special', [
			'a\nb',
			'\n',
			'-rf',
			'--help',
			' ',
			' leading and trailing ',
			'🤖 robot',
			'👩‍👩‍👧',
			'(v1) [v2] {a,b} a\\b !x #1',
			'*',
			'**',
			'?',
			'[a-z]',
			'%s%n',
			'$HOME',
			'`id`',
			'"quoted"',
			"it's",
			'a:b',
			'a;b',
			'&',
			'|',
			'name.with.dots',
			'ends.',
			'tab\there',
		]),
		namesCase('names-escape-sequences', [
			'\u{1b}[31mred\u{1b}[0m',
			'\u{1b}]52;c;cm0gLXJm\u{7}',
			'a\rb',
			'a\u{8}b',
			'\u{9b}2J',
			'a\u{202e}b',
			'a\u{200b}b',
			'a\u{7f}b',
			'a\u{85}b',
			'a\u{2028}b',
		]),
		namesCase('names-255-bytes', ['m'.repeat(250), '가'.repeat(83)]),
		builtCase('names-255-bytes-without-sidecar', {models: [goodModel, {key: `${models}/${'m'.repeat(255)}`, state: 'untracked'}], problems: noProblem}, root =>
			put(root, `${models}/${'m'.repeat(255)}`),
		),
		namesCase('names-nfd', [decomposed]),
		builtCase('names-nfc-artifact-nfd-sidecar', allGood(`${models}/${composed}`), root => {
			put(root, `${models}/${composed}`);
			put(root, `${models}/${decomposed}.json`, sidecarText(composed));
		}),
		builtCase(
			'names-nfc-and-nfd-twins',
			allGood(`${models}/${composed}`, `${models}/${decomposed}`),
			root => {
				for (const [index, name] of [composed, decomposed].entries()) {
					put(root, `${models}/${name}`);
					put(root, `${models}/${name}.json`, sidecarText(`twin_${index}`));
				}
			},
			onMac,
		),
		builtCase(
			'names-not-utf-8',
			{
				models: [goodModel, ...notUtf8.map(name => ({key: `${models}/${name}`, state: 'ok' as const}))],
				problems: notUtf8.map(name => ({kind: 'bad-name' as const, path: `${models}/${name}`})),
			},
			root => {
				for (const [index, name] of notUtf8.entries()) {
					put(root, `${models}/${name}`);
					put(root, `${models}/${name}.json`, sidecarText(`${bad}_${index}`));
				}
			},
			onMac,
		),
		builtCase(
			'names-not-utf-8-without-sidecar',
			{
				models: [goodModel, {key: `${models}/${latin1}`, state: 'untracked'}],
				problems: [{kind: 'bad-name', path: `${models}/${latin1}`}],
			},
			root => put(root, `${models}/${latin1}`),
			onMac,
		),
		builtCase('names-nobodys', {models: [goodModel, {key: `${models}/b.txt`, state: 'ok'}], problems: noProblem}, root => {
			for (const name of nobodys) put(root, `${models}/${name}`);
			put(root, `${models}/b.txt`);
			put(root, `${models}/b.txt.json`, sidecarText('b'));
		}),
	];
}

function placeCases(): FixtureCase[] {
	const leroModel = {key: `Lero/Model/${good}`, state: 'ok'} as const;
	const putLero = (root: string) => {
		put(root, leroModel.key);
		put(root, `${leroModel.key}.json`, sidecarText(good, '', 'lero'));
	};
	const thousand = Array.from({length: 998}, (_, index) => `${models}/mscn_20241020_${String(100_000 + index)}`);
	return [
		builtCase(
			'place-one-bad-of-1000',
			{
				models: [...thousand.map(key => ({key, state: 'ok' as const})), ...unreadable.models],
				problems: unreadable.problems,
			},
			root => {
				for (const key of thousand) putModel(root, key);
				put(root, badKey);
				put(root, `${badKey}.json`, sidecarText(bad).slice(0, 100));
			},
		),
		builtCase('place-no-models', {models: [], problems: noProblem}, root => fs.rmSync(`${root}/Mscn`, {recursive: true})),
		builtCase('place-empty-model-folder', {models: [goodModel], problems: noProblem}, root => fs.mkdirSync(`${root}/Lero/Model`, {recursive: true})),
		builtCase('place-linked-algorithm-folder', {models: [goodModel, leroModel], problems: noProblem}, root => {
			putLero(root);
			fs.renameSync(`${root}/Lero`, `${root}/../lero-elsewhere`);
			fs.symlinkSync('../lero-elsewhere', `${root}/Lero`);
		}),
		builtCase('place-linked-model-folder', {models: [goodModel, leroModel], problems: noProblem}, root => {
			putLero(root);
			fs.renameSync(`${root}/Lero/Model`, `${root}/../models-elsewhere`);
			fs.symlinkSync('../../models-elsewhere', `${root}/Lero/Model`);
		}),
		// The link sorts before the folder that it leads to: the real one must give the keys all the same.
		builtCase('place-folder-linked-twice', {models: [goodModel], problems: noProblem}, root => {
			fs.symlinkSync('Mscn', `${root}/Again`);
			fs.symlinkSync('Mscn', `${root}/Zagain`);
		}),
		builtCase('place-link-to-the-root', {models: [goodModel], problems: noProblem}, root => fs.symlinkSync('.', `${root}/Loop`)),
		builtCase('place-model-folder-link-loop', {models: [goodModel], problems: [{kind: 'unreadable-folder', path: 'Lero/Model'}]}, root => {
			fs.mkdirSync(`${root}/Lero`);
			fs.symlinkSync('Model', `${root}/Lero/Model`);
		}),
		builtCase(
			'place-folder-without-permission',
			{models: [goodModel], problems: [{kind: 'unreadable-folder', path: 'Lero/Model'}]},
			root => {
				putLero(root);
				fs.chmodSync(`${root}/Lero/Model`, 0);
			},
			asRoot,
		),
	];
}

function builtCase(name: string, expected: ExpectedReading, build: (root: string) => void, skip?: string): FixtureCase {
	const make = () =>
		madeRoot(root => {
			putModel(root, goodModel.key);
			build(root);
		});
	return {name, expected, skip, make};
}

/** A good model of each name. */
function namesCase(name: string, names: readonly string[], skip?: string): FixtureCase {
	const keys = names.map(each => `${models}/${each}`);
	return builtCase(name, allGood(...keys), root => keys.forEach(key => void putModel(root, key)), skip);
}

function allGood(...keys: readonly string[]): ExpectedReading {
	return {models: [goodModel, ...keys.map(key => ({key, state: 'ok' as const}))], problems: noProblem};
}

function madeRoot(build: (root: string) => void): string {
	// A case may need something outside of its root, too: that lies beside it.
	const folder = temporaryFolder();
	const root = path.join(folder, 'root');
	fs.mkdirSync(root);
	build(root);
	makeOld(Buffer.from(folder));
	return root;
}

/** Sets the times of everything below, so that nothing looks as if it were being written. Opens nothing, follows nothing. */
function makeOld(folder: Buffer): void {
	const time = new Date('2024-10-20T00:00:00Z');
	if ((fs.lstatSync(folder).mode & 0o500) === 0o500) {
		for (const entry of fs.readdirSync(folder, {encoding: 'buffer', withFileTypes: true})) {
			const child = Buffer.concat([folder, Buffer.from('/'), entry.name]);
			if (entry.isDirectory()) makeOld(child);
			else fs.lutimesSync(child, time, time);
		}
	}
	fs.lutimesSync(folder, time, time);
}

function putModel(root: string, key: string): void {
	put(root, key);
	put(root, `${key}.json`, sidecarText(path.posix.basename(key)));
}

/** Writes a file whose name may be any bytes; its folders are made. */
function put(root: string, key: string, data = 'weights\n'): void {
	fs.mkdirSync(path.join(root, path.posix.dirname(key)), {recursive: true});
	fs.writeFileSync(pathOfKey(root, key), data);
}

function sidecarText(id: string, notes = '', algorithm = 'mscn'): string {
	const training = {
		enabled: true,
		dataset: 'production',
		num_queries: 500,
		hyperparams: {num_epoch: 100},
		trained_at: '2024-10-19T10:30:00',
		training_time: 1800.5,
	};
	const testing = [{dataset: 'imdb', num_queries: 113, tested_at: '2024-10-19T12:00:00', performance: {total_time: 120.5}}];
	return JSON.stringify({model_id: id, algorithm, model_path: `${models}/${id}`, training, testing, tags: [], notes}, null, 2);
}

function makeFifo(file: string): void {
	execFileSync('mkfifo', [file]);
}

function makeSparse(file: string, bytes: number): void {
	fs.writeFileSync(file, '');
	fs.truncateSync(file, bytes);
}

/** A socket that nobody listens on any more: its process is killed before it can remove it. By a short name, for a socket's path has 100 bytes at most. */
function makeSocket(folder: string, name: string): void {
	const program = `require('net').createServer().listen(${JSON.stringify(name)}, () => process.kill(process.pid, 'SIGKILL'))`;
	spawnSync(process.execPath, ['-e', program], {cwd: folder, stdio: 'ignore'});
	if (!fs.lstatSync(path.join(folder, name)).isSocket()) throw new Error(`Could not make the socket ${name}.`);
}
