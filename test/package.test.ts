/** The package that `npm pack` makes: it installs without a network in an empty folder, needs no other package, and runs. */

import {execFile, execFileSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {promisify} from 'node:util';
import {afterEach, beforeAll, expect, test} from 'vitest';
import {asDashboard, ownPlaces, project} from './helpers/dashboard.ts';
import {lines} from './helpers/run-mreg.ts';
import {temporaryFolder} from './helpers/temporary-folder.ts';
import {closeTerminals, startTerminal} from './helpers/terminal.ts';

const empty = temporaryFolder();
const bin = path.join(empty, 'node_modules', '.bin');
const env = {...ownPlaces(), PATH: `${path.dirname(process.execPath)}:/usr/bin:/bin`, LANG: 'C.UTF-8', TERM: 'xterm-256color'};

beforeAll(() => {
	const packed = temporaryFolder();
	execFileSync('npm', ['pack', '--offline', '--silent', '--pack-destination', packed], {cwd: project, stdio: ['ignore', 'ignore', 'inherit']});
	const [archive = ''] = fs.readdirSync(packed);
	// A cache of its own: nothing that was downloaded before is there to help.
	const install = ['install', '--offline', '--no-audit', '--no-fund', '--cache', temporaryFolder(), path.join(packed, archive)];
	execFileSync('npm', install, {cwd: empty, stdio: ['ignore', 'ignore', 'inherit']});
}, 120_000);

afterEach(closeTerminals);

test('it brings no other package', () => {
	expect(fs.readdirSync(path.join(empty, 'node_modules')).filter(name => !name.startsWith('.'))).toEqual(['mreg-tui']);
	expect(fs.readdirSync(bin).sort()).toEqual(['mreg', 'mreg-tui']);
});

test.each(['mreg', 'mreg-tui'])('%s lists the demo', async name => {
	const {stdout} = await promisify(execFile)(path.join(bin, name), ['list', '--demo', '--quiet'], {env, cwd: empty, encoding: 'utf8'});
	expect(lines(stdout)).toHaveLength(40);
});

test('mreg-tui opens the dashboard', async () => {
	const dashboard = asDashboard(startTerminal({command: path.join(bin, 'mreg-tui'), args: ['--demo'], cols: 100, rows: 24, env, cwd: empty}));
	await dashboard.until(/ live( |$)/m);
	dashboard.type('q');
	expect(await dashboard.exit).toMatchObject({code: 0});
});
