/** Someone leaves the dashboard open for a visit, comes back, and wants to know what happened meanwhile. */

import fs from 'node:fs';
import path from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {openDashboard, ownPlaces, type Dashboard} from '../helpers/dashboard.ts';
import {putTested, rankedRegistry} from '../helpers/ranked-registry.ts';
import {closeTerminals} from '../helpers/terminal.ts';

afterEach(closeTerminals);

const config = {metrics: {total_time: {direction: 'minimize', unit: 's'}}};

async function left(dashboard: Dashboard): Promise<void> {
	dashboard.press('q');
	expect((await dashboard.exit).code).toBe(0);
}

function remove(root: string, id: string): void {
	for (const name of [id, `${id}.json`]) fs.rmSync(path.join(root, 'Mscn/Model', name));
}

test('line 3 says what came, which best changed and what vanished since the last visit, and goes on counting', async () => {
	const root = rankedRegistry({old: {on: {imdb: 120.5}}, lost: {on: {imdb: 130}}, 표: {on: {imdb: 140}}}, config);
	const env = ownPlaces();
	const first = await openDashboard(root, {env});
	expect(first.line(2).trim(), 'nothing to compare with').toBe('');
	await first.go(['N'], /first visit that is remembered/);
	await left(first);

	putTested(root, 'new_1', {on: {imdb: 119}, day: 2});
	putTested(root, 'new_2', {on: {imdb: 117.03}, day: 3});
	remove(root, 'lost');
	const second = await openDashboard(root, {env});
	await second.until(/^ Since \d\d:\d\d {2}\+2 models · best imdb 120\.50 → 117\.03 s · 1 file vanished$/m);
	putTested(root, '새것', {on: {imdb: 99}, day: 4});
	remove(root, '표');
	await second.until(/^ Since \d\d:\d\d {2}\+3 models · best imdb 120\.50 → 99\.00 s · 2 files vanished$/m);

	await second.go(['N'], /^ \/ is:new +3 of 4 /m);
	await second.until(() => second.ids().length === 3);
	await second.go(['N'], /^ Since /m);
	await second.go(['N'], /^ \/ is:new +3 of 4 /m);
	await second.go(['Escape'], /^ Since /m);
	await left(second);

	const third = await openDashboard(root, {env});
	await third.until(/2 models vanished|1 problem !/);
	expect(third.line(2).trim(), 'all of that was seen').toBe('');
});

test('a filter that was left on does not hide what happened; ! has it; N goes where it is, also from Detail', async () => {
	const root = rankedRegistry({old: {on: {imdb: 120.5}, tags: ['논문']}, lero: {folder: 'Lero', on: {imdb: 1}}}, config);
	const env = ownPlaces();
	const first = await openDashboard(root, {env});
	await first.go(['Tab', 'Tab'], /\[mscn 1\]/);
	await first.go(['/', 'tag:논문', 'Enter'], /^ \/ tag:논문 +1 of 1 {2}Esc shows all$/m);
	await left(first);

	putTested(root, 'new', {folder: 'Lero', day: 2});
	const second = await openDashboard(root, {env});
	await second.until(/^ \/ tag:논문 +1 of 1 {2}Since \d\d:\d\d {2}\+1 lero · Esc shows all$/m);
	await second.go(['!'], /Since \d\d:\d\d, your last visit: 1 model came\./);
	await second.until(/mreg since \d{4}-\d\d-\d\dT\d\d:\d\d/);
	await second.go(['Escape'], /^ \/ tag:논문/m);
	await second.go(['Enter'], /trained/);
	await second.go(['N'], /\[lero 2\]/i);
	await second.until(/^ \/ is:new +1 of 2 /m);
	await left(second);

	const third = await openDashboard(root, {env});
	await third.until(/\[lero 2\]/i);
	expect(third.line(2).trim(), 'what was new is not').toBe('');
	await third.go(['N'], /No model came since your last visit \(\d\d:\d\d\)\./);
	await left(third);
});

test('Problems shows in one row what vanished, Enter the models in Browse, and f takes note for good', async () => {
	const root = rankedRegistry({kept: {on: {imdb: 1}}, a: {on: {imdb: 2}}, b: {on: {imdb: 3}}}, config);
	const env = ownPlaces();
	await left(await openDashboard(root, {env}));
	for (const id of ['a', 'b']) remove(root, id);
	const dashboard = await openDashboard(root, {env, cols: 120});
	await dashboard.until(/1 problem !$/m);
	await dashboard.go(['6'], /^❯ ! \(the registry\) +2 models vanished from Mscn, not by mreg: [ab], [ab]\./m);
	await dashboard.go(['Enter'], /^ \/ is:gone +2 of 3 /m);
	await dashboard.until(() => dashboard.ids().length === 2 && dashboard.screen().filter(line => / gone /.test(line)).length >= 2);
	await dashboard.go(['d'], /There is no model here to change\./);
	await dashboard.go(['Enter'], /^ +state +gone$/m);
	await dashboard.go(['Escape'], /^ \/ is:gone /m);
	await dashboard.go(['6'], /^❯ ! \(the registry\)/m);
	await dashboard.go(['f'], /Taken note: what vanished is told no more\. .*mreg since --dismiss/m);
	await dashboard.until(screen => !screen.some(line => /vanished from/.test(line)));
	await dashboard.go(['q'], /^ 1\/1 /m);
	await left(dashboard);
	const again = await openDashboard(root, {env});
	expect(again.line(0)).not.toContain('problem');
	expect(again.line(2).trim()).toBe('');
});
