/** Someone tags models while a script rewrites their sidecars from old memory: nothing that was said here is lost. */

import fs from 'node:fs';
import path from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {eventually, openDashboard, putModel, type Dashboard} from '../helpers/dashboard.ts';
import {startPythonLoop, type PythonLoop} from '../helpers/python-loop.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {closeTerminals} from '../helpers/terminal.ts';

const loops: PythonLoop[] = [];
afterEach(async () => {
	await Promise.all(loops.splice(0).map(async loop => loop.stop()));
	await closeTerminals();
});

interface Session {
	readonly root: string;
	readonly sidecar: string;
	readonly dashboard: Dashboard;
	/** Of the file, when it is whole. */
	readonly tags: () => readonly string[];
}

async function session(tags: readonly string[] = []): Promise<Session> {
	const root = temporaryFolder();
	putModel(root, {id: 'other', sidecar: {training: {trained_at: '2024-01-01T00:00:00'}}});
	const sidecar = `${putModel(root, {id: 'trained', sidecar: {training: {trained_at: '2024-10-01T00:00:00'}, tags}})}.json`;
	const dashboard = await openDashboard(root, {cols: 100});
	await dashboard.onRow('trained');
	return {root, sidecar, dashboard, tags: () => tagsIn(sidecar) ?? []};
}

/** Undefined while it is being written. */
function tagsIn(sidecar: string): readonly string[] | undefined {
	try {
		return (JSON.parse(fs.readFileSync(sidecar, 'utf8')) as {readonly tags: readonly string[]}).tags;
	} catch (error) {
		if (error instanceof SyntaxError) return undefined;
		throw error;
	}
}

/** Presses keys until the screen shows what they lead to: on a slow disk a script may write faster than a file can be replaced, which is said. */
async function insist(dashboard: Dashboard, keys: string, wanted: RegExp | ((lines: readonly string[]) => boolean)): Promise<void> {
	const isWanted = (lines: readonly string[]) => (wanted instanceof RegExp ? wanted.test(lines.join('\n')) : wanted(lines));
	for (let count = 0; count < 20; count++) {
		dashboard.type(keys);
		const lines = await dashboard.until(now => isWanted(now) || now.at(-1)?.includes('while it was edited') === true);
		if (isWanted(lines)) return;
		// The next key takes the words away.
		await dashboard.go(['g'], now => now.at(-1)?.includes('while it was edited') !== true);
	}
	throw new Error(`Never: ${String(wanted)}`);
}

function loopOn(file: string): PythonLoop {
	const loop = startPythonLoop(file);
	loops.push(loop);
	return loop;
}

test('tags that a script drops again and again stay shown and obeyed, are listed as a problem, and f writes them back', async () => {
	const {sidecar, dashboard, tags} = await session(['wip']);
	const loop = loopOn(sidecar);
	await loop.more(5);
	// K protects by a tag.
	await insist(dashboard, 'K', /^❯.* trained .*keep/m);
	await loop.more(20);
	expect(await eventually(() => tagsIn(sidecar))).toEqual(['wip']);
	await insist(dashboard, 'tpaper\r', /^❯.* trained .*paper/m);
	await loop.more(20);
	await dashboard.until(lines => /^❯.* trained .*keep/m.test(lines.join('\n')) && /^❯.* trained .*paper/m.test(lines.join('\n')));
	// It is obeyed: a filter finds it, and what is protected asks before it goes.
	dashboard.type('/is:protected tag:paper\r');
	await dashboard.until(/^ 1\/1 /m);
	await dashboard.go(['Escape'], /^ \d\/2 /m);
	await dashboard.go(['6'], /^❯ ! Mscn\/Model\/trained\.json +.*set here, dropped by another program/m);
	await dashboard.until(/f writes what was set here into the sidecar\./);
	expect(dashboard.footer()).toContain('f repair');
	expect(dashboard.footer()).not.toContain('- let go');
	await loop.stop();
	await dashboard.go(['f'], /wrote the tags of 1 model into its sidecar/);
	expect([...tags()].sort()).toEqual(['keep', 'paper', 'wip']);
	await dashboard.until(/No problems/);
});

test('a tag that was taken off stays off, whatever a script remembers', async () => {
	const {sidecar, dashboard} = await session(['wip']);
	await dashboard.until(/^❯.* trained .*wip/m);
	const loop = loopOn(sidecar);
	await loop.more(3);
	await insist(dashboard, 'twip\r', lines => !/^❯.* trained .*wip/m.test(lines.join('\n')));
	await loop.more(20);
	expect(await eventually(() => tagsIn(sidecar))).toEqual(['wip']);
	await dashboard.until(lines => !/^❯.* trained .*wip/m.test(lines.join('\n')));
	await dashboard.go(['6'], /wip taken off here, brought back by another program/);
});

test('where the script changed the tags, too, it is asked: - lets go, and the question is over', async () => {
	const {sidecar, dashboard, tags} = await session();
	dashboard.type('tpaper\r');
	await dashboard.until(/^❯.* trained .*paper/m);
	await eventually(() => tags().includes('paper'));
	putModelTags(sidecar, ['final']);
	await dashboard.until(/1 problem !$/m);
	await dashboard.go(['6'], /paper gone since the last change here/);
	await dashboard.until(/f puts them back, - lets them go\./);
	expect(dashboard.footer()).toContain('- let go');
	await dashboard.go(['-'], /let go of paper/);
	await dashboard.until(/No problems/);
	expect(tags()).toEqual(['final']);
	await dashboard.go(['1'], /^❯.* trained .*final/m);
	await dashboard.until(lines => !lines.join('\n').includes('paper'));
});

test('or f puts them back beside the new ones', async () => {
	const {sidecar, dashboard, tags} = await session();
	dashboard.type('t논문\r');
	await dashboard.until(/^❯.* trained .*논문/m);
	await eventually(() => tags().includes('논문'));
	putModelTags(sidecar, ['final']);
	await dashboard.until(/1 problem !$/m);
	await dashboard.go(['6'], /f puts them back/);
	await dashboard.go(['f'], /wrote the tags of 1 model/);
	await dashboard.until(/No problems/);
	expect(tags()).toEqual(['final', '논문']);
});

test('another model under the name of one that was removed has the tags of its own file', async () => {
	const {root, dashboard} = await session();
	dashboard.type('tpaper\r');
	await dashboard.until(/^❯.* trained .*paper/m);
	await dashboard.go(['d'], /y yes/);
	await dashboard.go(['y'], /moved/);
	putModel(root, {id: 'trained', sidecar: {training: {trained_at: '2024-10-02T00:00:00'}, tags: []}});
	await dashboard.until(/^ .* trained /m);
	await dashboard.until(lines => !lines.join('\n').includes('paper'));
	expect(dashboard.line(0)).not.toContain('problem');
});

function putModelTags(sidecar: string, tags: readonly string[]): void {
	const content = JSON.parse(fs.readFileSync(sidecar, 'utf8')) as object;
	const file = path.join(path.dirname(sidecar), `${path.basename(sidecar)}.new`);
	fs.writeFileSync(file, JSON.stringify({...content, tags}));
	fs.renameSync(file, sidecar);
}
