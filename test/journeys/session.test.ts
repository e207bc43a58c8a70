/** Someone leaves, and finds the dashboard as it was left. */

import fs from 'node:fs';
import path from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {eventually, openDashboard, ownPlaces, putModel, type Dashboard} from '../helpers/dashboard.ts';
import {rankedRegistry} from '../helpers/ranked-registry.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {closeTerminals} from '../helpers/terminal.ts';
import {treeHash} from '../helpers/tree-hash.ts';

afterEach(closeTerminals);

const models = Object.fromEntries(
	Array.from({length: 9}, (_, index) => [`m${index}`, {params: {lr: index % 2, seed: index}, on: {imdb: 10 + index}, tags: index < 6 ? ['논문'] : []}]),
);

function place(): {readonly root: string; readonly env: Record<string, string>; readonly state: string} {
	const root = rankedRegistry({...models, other: {folder: 'Lero', on: {imdb: 3}}});
	const env = ownPlaces();
	return {root, env, state: path.join(env['XDG_STATE_HOME'] ?? '', 'mreg')};
}

/** What is remembered, as a person would find it. */
function remembered(state: string): Record<string, unknown> {
	const [folder = ''] = fs.existsSync(state) ? fs.readdirSync(state) : [];
	const file = path.join(state, folder, 'session.json');
	return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : {};
}

async function quit(dashboard: Dashboard): Promise<void> {
	dashboard.press('q');
	expect(await dashboard.exit).toMatchObject({code: 0});
}

test('tab, filter, order, marks, cursor and panel are as they were; nothing is written below the root', async () => {
	const {root, env} = place();
	const before = treeHash(root);
	const dashboard = await openDashboard(root, {env});
	await dashboard.go(['Tab', 'Tab'], /\[mscn 9\]/);
	await dashboard.go(['/', 'tag:논문', 'Enter'], /^ \/ tag:논문 .*6 of 9/m);
	await dashboard.go(['S'], lines => lines.some(line => /^❯ .* m5 /.test(line)));
	await dashboard.go(['j', 'Space', 'Space'], / 2 marked/);
	await dashboard.go(['i'], lines => !lines.some(line => line.includes('trained on production')));
	const wanted = dashboard.screen().slice(1, -1);
	expect(dashboard.current()).toContain(' m2 ');
	await quit(dashboard);
	const next = await openDashboard(root, {env});
	await next.until(lines => lines.slice(1, -1).join('\n') === wanted.join('\n'));
	// Not for a moment was something else shown.
	expect(next.rawOutput()).not.toContain('[All 10]');
	// The filter is one as any other.
	await next.go(['Escape'], / 7\/9 · 2 marked/);
	expect(next.screen().join('\n')).not.toContain('tag:논문');
	expect(next.ids()).toHaveLength(9);
	expect(treeHash(root)).toBe(before);
});

test('a cleanup that was not applied comes back with what was moved by hand, and says of when it is', async () => {
	const {root, env} = place();
	const dashboard = await openDashboard(root, {env});
	await dashboard.go(['Tab', 'Tab'], /\[mscn 9\]/);
	await dashboard.go(['x'], /^❯▸ outranked +4 /m);
	await dashboard.go(['Right', 'j', 'Space'], / 1 moved by hand, 0 takes that back/);
	// Their sizes come a moment later.
	const counts = ({screen}: Dashboard) => screen().flatMap(line => /^ (?:REMOVE|KEEP) +\d+/.exec(line) ?? []);
	const wanted = counts(dashboard);
	expect(wanted).toHaveLength(2);
	await dashboard.go(['q'], /\[mscn 9\]/);
	await quit(dashboard);
	const next = await openDashboard(root, {env});
	await next.until(/\[mscn 9\]/);
	await next.go(['x'], / The plan that you left (just now|\dm ago), not applied: 1 moved by hand, 0 begins anew/);
	expect(counts(next)).toEqual(wanted);
	await next.go(['0'], /outranked +4 /);
	expect(next.screen().join('\n')).not.toContain('The plan that you left');
	await next.go(['q'], /\[mscn 9\]/);
	await quit(next);
	// What nobody touched is not kept.
	expect(remembered(path.join(env['XDG_STATE_HOME'] ?? '', 'mreg'))['cleanup']).toBeUndefined();
});

test.each(['SIGHUP', 'SIGTERM', 'SIGKILL'] as const)('after %s, as of a line that breaks, it is remembered', async signal => {
	const {root, env, state} = place();
	const dashboard = await openDashboard(root, {env});
	await dashboard.go(['Tab'], /\[lero 1\]/);
	// Nothing can be done at a SIGKILL: it is kept when all rests.
	if (signal === 'SIGKILL') await eventually(() => remembered(state)['algorithm'] === 'lero');
	const from = Date.now();
	dashboard.kill(signal);
	await dashboard.exit;
	expect(remembered(state)).toMatchObject({root, algorithm: 'lero'});
	if (signal !== 'SIGKILL') expect(remembered(state)['leftAt']).toBeGreaterThanOrEqual(from);
	const next = await openDashboard(root, {env});
	await next.until(/\[lero 1\]/);
});

test('what is gone meanwhile is left out: the tab, the filter that cannot be read, marks and the model under the cursor', async () => {
	const {root, env} = place();
	putModel(root, {id: 'n0', folder: 'Net', sidecar: {training: {hyperparams: {depth: 3}}}});
	const dashboard = await openDashboard(root, {env, cols: 140});
	await dashboard.go(['Tab', 'Tab', 'Tab'], /\[net 1\]/);
	await dashboard.go(['Space'], / 1 marked/);
	await dashboard.go(['/', 'depth=3', 'Enter'], /^ \/ depth=3 /m);
	await quit(dashboard);
	for (const name of ['n0', 'n0.json']) fs.rmSync(path.join(root, 'Net', 'Model', name));
	const next = await openDashboard(root, {env, cols: 140});
	await next.until(/\[All 10\]/);
	await next.until(/no models of net any more, and its filter depth=3 cannot be read any more/);
	expect(next.position()).toMatch(/^ 1\/10( |$)/);
	expect(next.position()).not.toContain('marked');
});

test('a state folder that cannot be written is told once, in the messages, and stops nothing', async () => {
	const {root, env} = place();
	const file = path.join(temporaryFolder(), 'a file');
	fs.writeFileSync(file, '');
	const dashboard = await openDashboard(root, {env: {...env, XDG_STATE_HOME: file}, cols: 120});
	await dashboard.go(['Tab'], /\[lero 1\]/);
	await dashboard.go(['!'], / messages/);
	await dashboard.until(/not remembered for the next start/);
	await dashboard.go(['q'], /\[lero 1\]/);
	await quit(dashboard);
});

test('a session file that is broken or of another root is nothing remembered', async () => {
	const {root, env, state} = place();
	const dashboard = await openDashboard(root, {env});
	await dashboard.go(['Tab'], /\[lero 1\]/);
	await quit(dashboard);
	const file = path.join(state, fs.readdirSync(state)[0] ?? '', 'session.json');
	for (const text of ['{"schema":1,', JSON.stringify({...remembered(state), root: '/elsewhere'})]) {
		fs.writeFileSync(file, text);
		const next = await openDashboard(root, {env});
		await next.until(/\[All 10\]/);
		await quit(next);
	}
});
