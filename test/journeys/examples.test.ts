/** The examples in the help of every command: they can be typed as they stand there, and do what they say on the demo's registry. */

import {spawn} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {beforeAll, describe, expect, test} from 'vitest';
import {readCommandLine} from '../../source/command-line.ts';
import {commands} from '../../source/commands/all.ts';
import type {Context} from '../../source/commands/command.ts';
import {parse} from '../../source/parse.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {readRegistry} from '../../store/read-registry.ts';
import {program, project} from '../helpers/dashboard.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';

const examples = commands.flatMap(({name, examples}) => examples.map(({line}) => ({name, line})));

/** What an example needs that is not here, by the beginning of its line. */
const needs: ReadonlyArray<readonly [start: string, what: string]> = [
	['mreg register resnet18 https://', 'the network'],
	['mreg watch', 'somebody who ends it'],
	['mreg rsync-filter | rsync', 'another machine'],
	['mreg config edit', 'an editor at a terminal'],
	['mreg --view', 'a terminal'],
	['mreg since last', 'a visit before'],
	['mreg undo 2', 'a change of that time'],
];

/** Lines before which something was done. */
const before: ReadonlyArray<readonly [start: string, line: string]> = [
	['mreg apply', 'mreg cleanup --algo mscn --plan plan.json'],
	['mreg trash', 'mreg rm mscn_20241019_103000 --yes --accept-loss'],
	['mreg restore', 'mreg rm mscn_20241019_103000 --yes --accept-loss'],
	['mreg undo', 'mreg tag mscn_20241019_103000 paper'],
	['mreg adopt', 'touch -d 2024-10-20 Mscn/Model/net_20241020_120000'],
	['mreg import ~/old', 'mkdir -p ~/old && cp registry.yaml weights.pth ~/old'],
	['mreg list --quiet --tags wip', 'mreg tag 1019_1030 wip'],
];

/** Lines that ask: here nobody can be asked. */
const asking: ReadonlyArray<readonly [start: string, end: string]> = [
	['mreg cleanup --algo mscn --fold', ' --yes --accept-loss'],
	['mreg apply', ' --yes --accept-loss'],
	['mreg rm mscn', ' --yes --accept-loss'],
	['mreg adopt --where', ' --yes'],
];

/** Exit code 1 says that something was found. */
const finding = ['mreg doctor'];

const of = <Value>(list: ReadonlyArray<readonly [string, Value]>, line: string) => list.find(([start]) => line.startsWith(start))?.[1];

/** What stands in the working folder besides the registry, so that lines that name files of a user find them. */
const bin = path.join(temporaryFolder(), 'bin');
let base = '';
const compiled = temporaryFolder();

beforeAll(async () => {
	fs.mkdirSync(bin);
	fs.writeFileSync(path.join(bin, 'mreg'), `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`, {mode: 0o755});
	// Other programs of the lines take what they get.
	for (const name of ['jq', 'python', 'python3', 'git']) fs.writeFileSync(path.join(bin, name), '#!/bin/sh\necho told\nexit 0\n', {mode: 0o755});
	base = path.join(temporaryFolder(), 'base');
	fs.cpSync(path.join(project, 'ExampleData'), base, {recursive: true});
	const old = 1_700_000_000;
	for (const name of fs.readdirSync(base, {recursive: true, encoding: 'utf8'})) fs.utimesSync(path.join(base, name), old, old);
	const weights = path.join(base, 'Knob', 'Model', 'knob_20241028_090500.pt');
	fs.mkdirSync(path.join(base, 'runs'));
	for (const name of ['weights.pth', 'tuned.pth', 'first.pth', 'runs/model_final.pth']) fs.copyFileSync(weights, path.join(base, name));
	for (const name of ['tuned.pth', 'first.pth', 'runs/model_final.pth']) fs.appendFileSync(path.join(base, name), name);
	for (const [name, text] of Object.entries({
		'times.txt': '0.5\n0.25\n',
		'run.sh': '#!/bin/sh\necho 0.5\n',
		'deploy.sh': '#!/bin/sh\n',
		'registry.yaml': 'models:\n  densenet:\n    path: weights.pth\n',
	})) {
		fs.writeFileSync(path.join(base, name), text, {mode: 0o755});
	}
	fs.mkdirSync(path.join(base, 'serving'));
	const places = {home: temporaryFolder(), folder: base};
	for (const line of [
		'mreg register resnet18 first.pth --metric acc=0.69 --test-dataset imagenet',
		'mreg register resnet18 weights.pth --metric acc=0.7 --test-dataset imagenet --parent resnet18@v1',
		'mreg view save paper --where dataset:imdb',
	]) {
		expect(await ran(line, places)).toMatchObject({code: 0});
	}
}, 60_000);

/** The `mreg` lines of a shell line, each with its words. */
function calls(line: string): ReadonlyArray<readonly string[]> {
	return [...line.matchAll(/(?:^|[|&;(] ?)mreg ((?:'[^']*'|"[^"]*"|[^|&;<>)'"])*)/g)].map(([, rest = '']) => [
		...readCommandLine(`mreg ${rest.trim()} `, 'bash').before,
	]);
}

test('every command has an example', () => {
	expect(commands.filter(command => command.examples.length === 0).map(({name}) => name)).toEqual([]);
});

test.each(examples)('$line: it can be typed', ({name, line}) => {
	const typed = calls(line);
	expect(typed.some(words => words.some(word => word === name || word === `--${name}`))).toBe(true);
	for (const words of typed) {
		expect(parse(words, {commands, version: '1', isFolder: () => false, helpWidth: 80})).toHaveProperty('options');
	}
});

describe.concurrent('on the demo', () => {
	for (const {line} of examples) {
		const need = of(needs, line);
		test.skipIf(need !== undefined)(
			`${line}${need === undefined ? '' : ` (not run: it needs ${need})`}`,
			async ({expect}) => {
				const folder = path.join(temporaryFolder(), 'models');
				fs.cpSync(base, folder, {recursive: true, preserveTimestamps: true});
				const home = temporaryFolder();
				for (const made of ['.zfunc', '.config/fish/completions']) fs.mkdirSync(path.join(home, made), {recursive: true});
				const first = of(before, line);
				if (first !== undefined) expect(await ran(first, {folder, home})).toMatchObject({code: 0});
				const end = line.includes('--yes') || line.includes('--dry-run') ? '' : (of(asking, line) ?? '');
				const {code, said} = await ran(line + end, {folder, home});
				expect(finding.some(start => line.startsWith(start)) ? [0, 1] : [0], said).toContain(code);
			},
			60_000,
		);
	}
});

interface Places {
	readonly folder: string;
	readonly home: string;
}

interface RanLine {
	readonly code: number | null;
	readonly said: string;
}

/** Runs a line. One that is a single command needs no shell, and no process of its own. */
async function ran(line: string, places: Places): Promise<RanLine> {
	const [words, ...others] = calls(line);
	if (words && others.length === 0 && !/[|<>;&~$]|^(?!mreg )/.test(line.replaceAll(/'[^']*'/g, ''))) return ranHere(words, places);
	const env = {...environment(places), PATH: `${bin}:${process.env.PATH ?? ''}`};
	const child = spawn('bash', ['-c', `set -o pipefail; ${line}`], {cwd: places.folder, env, stdio: ['ignore', 'pipe', 'pipe']});
	let said = '';
	for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (said += String(chunk)));
	const code = await new Promise<number | null>(resolve => child.once('close', resolve));
	return {code, said: said.slice(-2_000)};
}

function environment({home}: Places): Record<string, string> {
	return {
		NODE_COMPILE_CACHE: compiled,
		HOME: home,
		TZ: 'UTC',
		XDG_CONFIG_HOME: `${home}/.config`,
		XDG_CACHE_HOME: `${home}/.cache`,
		XDG_STATE_HOME: `${home}/.state`,
	};
}

async function ranHere(words: readonly string[], places: Places): Promise<RanLine> {
	const said: string[] = [];
	try {
		const typed = parse(words, {commands, version: '1', isFolder: () => false, helpWidth: 80});
		if ('text' in typed) return {code: 0, said: typed.text};
		let result = await typed.command?.run(contextIn(places), typed.options, typed.args);
		for (;;) {
			said.push(...(result?.lines ?? []), ...(result?.notes ?? []));
			if (!result?.next) return {code: result?.exitCode ?? 0, said: said.join('\n')};
			result = await result.next();
		}
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		return {code: error.exitCode, said: `${error.message}\n${error.hint ?? ''}`};
	}
}

/** As a command has it that is run in the folder, without a terminal. */
function contextIn({folder, home}: Places): Context {
	const env = environment({folder, home});
	const now = Date.now();
	return {
		now,
		columns: undefined,
		isAscii: false,
		user: {env, home},
		readOnly: false,
		wait: 10_000,
		root: async () => Promise.resolve(folder),
		snapshot: async () => readRegistry({root: folder, reason: 'working folder', now, env}),
		live: async () => Promise.reject(new Error('It would follow the registry.')),
		inputLines: async () => Promise.resolve([]),
		exists: file => fs.existsSync(file),
		absolute: async typed => Promise.resolve(path.resolve(folder, typed)),
	};
}
