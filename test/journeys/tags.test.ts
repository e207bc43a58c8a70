/** Someone tags models: several at once, by half ticks, in Korean; the files say so, and the screen does. */

import fs from 'node:fs';
import path from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {eventually, openDashboard, putModel, registryOfMany, type Dashboard} from '../helpers/dashboard.ts';
import {mreg} from '../helpers/run-mreg.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {closeTerminals} from '../helpers/terminal.ts';

afterEach(closeTerminals);

function registry(): string {
	const root = temporaryFolder();
	const tags = {m_a: ['paper', 'best'], m_b: ['paper'], m_c: [], m_d: ['wip']};
	for (const [index, [id, own]] of Object.entries(tags).entries()) {
		putModel(root, {id, sidecar: {training: {dataset: 'imdb', trained_at: `2024-01-0${9 - index}T00:00:00`}, tags: own}});
	}
	return root;
}

function tagsOf(root: string, id: string): unknown {
	return JSON.parse(fs.readFileSync(path.join(root, 'Mscn', 'Model', `${id}.json`), 'utf8')).tags;
}

async function untilTags(root: string, wanted: Readonly<Record<string, readonly string[]>>): Promise<void> {
	const now = () => Object.fromEntries(Object.keys(wanted).map(id => [id, tagsOf(root, id)]));
	await eventually(
		() => JSON.stringify(now()) === JSON.stringify(wanted),
		() => JSON.stringify(now()),
	);
}

async function rowsShow(dashboard: Dashboard, wanted: ReadonlyArray<readonly [id: string, words: string]>): Promise<void> {
	// Not the last line, whose command has the same words.
	await dashboard.until(lines => wanted.every(([id, words]) => lines.slice(0, -1).some(line => line.includes(id) && line.includes(words))));
}

test('the marked models get a tag that is typed, in one read; the command beside it does the same', async () => {
	const root = registry();
	const dashboard = await openDashboard(root, {cols: 120});
	dashboard.type('  tsweep\r');
	await dashboard.until(/^ tagged 2 models sweep {6}mreg tag sweep -- m_a m_b +u undo$/m);
	await rowsShow(dashboard, [
		['m_a', 'sweep'],
		['m_b', 'sweep'],
	]);
	await untilTags(root, {m_a: ['paper', 'best', 'sweep'], m_b: ['paper', 'sweep'], m_c: []});
	const other = registry();
	expect(await mreg(['tag', 'sweep', '--root', other, '--', 'm_a', 'm_b'])).toMatchObject({code: 0});
	for (const id of ['m_a', 'm_b', 'm_c', 'm_d']) expect(tagsOf(other, id)).toEqual(tagsOf(root, id));
});

test('half ticks: a tag that some have goes to all, and one that all have is taken away', async () => {
	const root = registry();
	const dashboard = await openDashboard(root, {cols: 120});
	dashboard.press('a', 't');
	await dashboard.until(lines => ['[-] paper', '[-] best', '[-] wip', 'tags of 4 models'].every(text => lines.join('\n').includes(text)));
	dashboard.type(' ');
	await dashboard.until('[x] paper');
	dashboard.press('C-n', 'Down', 'Space', 'Space');
	await dashboard.until('[ ] wip');
	dashboard.press('Enter');
	await dashboard.until(/^ tagged 2 models paper, took wip {6}mreg tag paper -- m_c m_d && mreg tag --remove wip -- m_c m_d/m);
	await untilTags(root, {m_a: ['paper', 'best'], m_b: ['paper'], m_c: ['paper'], m_d: ['paper']});
	await rowsShow(dashboard, [
		['m_c', 'paper'],
		['m_d', 'paper'],
	]);
	dashboard.press('t');
	await dashboard.until(/❯ \[x\] paper +4/);
	dashboard.press('Enter');
	await dashboard.until(/^ Nothing was ticked: the tags are as they were\.$/m);
	dashboard.type('t \r');
	await dashboard.until(/^ took paper from 4 models/m);
	await untilTags(root, {m_a: ['best'], m_b: [], m_c: [], m_d: []});
});

test('a Korean tag is made by typing, found by typing, and Escape leaves things as they are', async () => {
	const root = registry();
	const dashboard = await openDashboard(root, {cols: 120});
	dashboard.press('t');
	await dashboard.until('tags of m_a');
	dashboard.type('논문');
	await dashboard.until('❯ make "논문"');
	dashboard.press('Enter');
	await dashboard.until(/^ tagged 1 model 논문/m);
	await rowsShow(dashboard, [['m_a', '논문']]);
	expect(tagsOf(root, 'm_a')).toEqual(['paper', 'best', '논문']);
	dashboard.press('j', 't');
	await dashboard.until('tags of m_b');
	dashboard.type('논');
	await dashboard.until(/❯ \[ \] 논문 +1/);
	dashboard.press('Space');
	await dashboard.until(/❯ \[x\] 논문 +1/);
	dashboard.press('Escape');
	await dashboard.until(lines => !lines.join('\n').includes('tags of'));
	expect(tagsOf(root, 'm_b')).toEqual(['paper']);
});

test('rows do not move while the list is open, and models that come meanwhile are there afterwards', async () => {
	const root = registry();
	const dashboard = await openDashboard(root, {cols: 120});
	dashboard.press('t');
	await dashboard.until('tags of m_a');
	putModel(root, {id: 'm_new', sidecar: {training: {dataset: 'imdb', trained_at: '2025-01-01T00:00:00'}}});
	dashboard.type('sweep');
	await dashboard.until('make "sweep"');
	await eventually(() => dashboard.line(0).includes('5 models'));
	expect(dashboard.screen().join('\n')).not.toContain('m_new');
	dashboard.press('Enter');
	await dashboard.until('m_new');
	await untilTags(root, {m_a: ['paper', 'best', 'sweep']});
});

test('on Detail, too, and a folded row means all of its models', async () => {
	const root = registryOfMany(3);
	const dashboard = await openDashboard(root, {cols: 120});
	dashboard.press('f', 'Down', 'Up');
	await dashboard.until(/^ 1\/1 /m);
	dashboard.type('tsweep\r');
	await dashboard.until(/^ tagged 3 models sweep/m);
	dashboard.press('Enter', 'j', 'Enter');
	await dashboard.until('HYPERPARAMETERS');
	dashboard.type('tmine\r');
	await dashboard.until(/^ tagged 1 model mine/m);
	await dashboard.until(/sweep,? +mine/);
});

test('models without a sidecar are told of before the list opens, and are left out of it', async () => {
	const root = registry();
	const folder = path.join(root, 'Mscn', 'Model');
	fs.writeFileSync(path.join(folder, 'm_bare.pt'), 'x');
	fs.writeFileSync(path.join(folder, 'm_c.json'), Buffer.from('{"notes": "\u00ff"}', 'latin1'));
	const dashboard = await openDashboard(root, {cols: 120});
	dashboard.type('/m_bare\r');
	await dashboard.until(/^❯ .*m_bare/m);
	for (const [key, what] of [
		['t', 'tags'],
		['K', 'tags'],
		['n', 'a note'],
		['e', 'a note'],
	] as const) {
		dashboard.press(key);
		await dashboard.until(new RegExp(`^ It has no sidecar in which ${what} could be kept\\.$`, 'm'));
	}
	dashboard.press('Escape');
	await dashboard.until(/^.* m_a /m);
	dashboard.press('a', 't');
	await dashboard.until('tags of 5 models, 1 without a sidecar, 1 unreadable');
	dashboard.type('new\r');
	await dashboard.until(/^ tagged 3 models new /m);
	expect(tagsOf(root, 'm_a')).toEqual(['paper', 'best', 'new']);
});

test('what cannot be written is said with its reason first, and is not counted', async () => {
	const root = registry();
	const file = path.join(root, 'Mscn', 'Model', 'm_b.json');
	fs.renameSync(file, path.join(root, 'm_b.json'));
	fs.symlinkSync(path.join(root, 'm_b.json'), file);
	const dashboard = await openDashboard(root, {cols: 80});
	dashboard.type('atnew\r');
	await dashboard.until(/^ tagged 3 models new\. 1 left: a link: it is read, but not edited, m_b/m);
});
