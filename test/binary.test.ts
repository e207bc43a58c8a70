/** The single executable: it runs where there is no Node, a command and the dashboard alike, and nothing but its own bytes. */

import {execFile, execFileSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {promisify} from 'node:util';
import {afterEach, beforeAll, expect, test} from 'vitest';
import {asDashboard, ownPlaces, project} from './helpers/dashboard.ts';
import {exampleData, lines} from './helpers/run-mreg.ts';
import {temporaryFolder} from './helpers/temporary-folder.ts';
import {closeTerminals, startTerminal} from './helpers/terminal.ts';

const folder = temporaryFolder();
const executable = path.join(folder, 'mreg');

/** No `node` is on the PATH, and nothing of this project is near. */
function alone(): Record<string, string> {
	const {NODE_COMPILE_CACHE: _, ...places} = ownPlaces();
	return {...places, PATH: '/nonexistent', LANG: 'C.UTF-8', TERM: 'xterm-256color'};
}

async function run(args: readonly string[], env: Record<string, string>) {
	return promisify(execFile)(executable, args, {env, cwd: folder, encoding: 'utf8'});
}

beforeAll(() => {
	execFileSync(process.execPath, [path.join(project, 'scripts', 'build.mjs'), '--if-needed']);
	execFileSync(process.execPath, [path.join(project, 'scripts', 'build-binary.mjs')], {stdio: 'ignore'});
	fs.copyFileSync(path.join(project, 'build', 'mreg'), executable);
}, 120_000);

afterEach(closeTerminals);

test('a list is printed without a word besides, at the first start and at the next', async () => {
	const env = alone();
	const root = exampleData();
	const first = await run(['list', '--root', root, '--quiet'], env);
	expect(lines(first.stdout)).toHaveLength(40);
	expect(first.stderr).toBe('');
	expect(await run(['list', '--root', root, '--quiet'], env)).toEqual(first);
	expect((await run(['--version'], env)).stdout).toBe(execFileSync(process.execPath, [path.join(project, 'dist', 'cli.js'), '--version'], {encoding: 'utf8'}));
});

test('the dashboard of the demo is live, tags a model, and quits', async () => {
	const dashboard = asDashboard(startTerminal({command: executable, args: ['--demo'], cols: 100, rows: 24, env: alone(), cwd: folder}));
	await dashboard.until(/ live( |$)/m);
	dashboard.type('tpaper\r');
	await dashboard.until(/tagged 1 model paper/);
	dashboard.type('q');
	expect(await dashboard.exit).toMatchObject({code: 0});
});

test('what was put beside it is whole or put there again', async () => {
	const env = alone();
	await run(['--version'], env);
	const programs = path.join(env['XDG_CACHE_HOME'] ?? '', 'mreg', 'program');
	const [name = ''] = fs.readdirSync(programs);
	const cli = path.join(programs, name, 'dist', 'cli.js');
	const bytes = fs.readFileSync(cli);
	fs.writeFileSync(cli, 'process.exit(3)');
	const {stdout} = await run(['list', '--root', exampleData(), '--quiet'], env);
	expect(lines(stdout)).toHaveLength(40);
	expect(fs.readFileSync(cli).equals(bytes)).toBe(true);
	expect(fs.statSync(programs).mode & 0o777).toBe(0o700);
	expect(fs.readdirSync(programs)).toEqual([name]);
});

test('where no cache can be kept it runs all the same and leaves nothing', async () => {
	const home = temporaryFolder();
	const blocked = path.join(home, 'file');
	fs.writeFileSync(blocked, '');
	const env = {...alone(), HOME: blocked, XDG_CACHE_HOME: path.join(blocked, 'cache'), TMPDIR: home};
	const {stdout} = await run(['list', '--root', exampleData(), '--quiet'], env);
	expect(lines(stdout)).toHaveLength(40);
	expect(fs.readdirSync(home)).toEqual(['file']);
});
