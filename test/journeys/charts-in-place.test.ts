/** Someone looks rather than reads: the strip beside the rows, the history on a model's page, and a report for whoever has no terminal. */

import fs from 'node:fs';
import path from 'node:path';
import {execFile} from 'node:child_process';
import {promisify} from 'node:util';
import {afterEach, expect, test} from 'vitest';
import {foreignSequences} from '../helpers/control-sequences.ts';
import {openDashboard, ownPlaces, program} from '../helpers/dashboard.ts';
import {exampleData} from '../helpers/run-mreg.ts';
import {closeTerminals} from '../helpers/terminal.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';

afterEach(closeTerminals);

test('beside the rows lie the results by learning rate, with this model marked; Enter shows its history', async () => {
	const dashboard = await openDashboard(exampleData(), {cols: 160, rows: 45});
	await dashboard.go(['Tab', 'Tab', 'Tab'], /\[mscn 20\]/);
	await dashboard.until(/imdb, 15 models by lr {2}◆ this one$/m);
	await dashboard.until(/ 3e-4 {2}◆ +/);
	await dashboard.go(['j', 'j', 'j'], /^❯ +4 /m);
	await dashboard.until(/ 3e-4 {2}★ *◆/);
	await dashboard.go(['Enter'], / HISTORY$/m);
	await dashboard.until(/total_time on imdb of mscn: this is the 4th of 16 \(◆\); ○ was the best when it came\./);
	await dashboard.until(/┤.*○/);
	await dashboard.go(['Escape'], /^❯ +4 /m);
	expect(foreignSequences(dashboard.rawOutput())).toEqual([]);
});

test('with ASCII signs the strip and the history have no others', async () => {
	const dashboard = await openDashboard(exampleData(), {cols: 160, rows: 45, args: ['--ascii']});
	await dashboard.go(['Tab', 'Tab', 'Tab'], /\[mscn 20\]/);
	await dashboard.until(/imdb, 15 models by lr {2}\+ this one$/m);
	await dashboard.go(['j', 'Enter'], / HISTORY$/m);
	const drawn = dashboard.screen().filter(line => /[┤⣀⠤○●◆★]/.test(line));
	expect(drawn).toEqual([]);
});

test('a report is written from the built program, and again over itself', async () => {
	const file = path.join(temporaryFolder(), '보고서.html');
	const root = exampleData();
	const report = () => promisify(execFile)(process.execPath, [program, 'report', '--html', file, '--root', root], {env: {...process.env, ...ownPlaces()}});
	expect((await report()).stderr).toMatch(/^Wrote .*보고서\.html: 40 models, \d+ kB\.\n$/);
	await report();
	expect(fs.readFileSync(file, 'utf8')).toMatch(/^<!doctype html>\n<!-- mreg report -->\n<html lang="en">/);
});
