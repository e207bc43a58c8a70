/** Several programs say something of the same models: each dashboard shows what the other did, and what stands in the wrong file is put right. */

import fs from 'node:fs';
import path from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {eventually, openDashboard, putModel} from '../helpers/dashboard.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {closeTerminals} from '../helpers/terminal.ts';

afterEach(closeTerminals);

function twoModels(): string {
	const root = temporaryFolder();
	for (const [id, day] of [
		['first', 2],
		['second', 1],
	] as const) {
		putModel(root, {id, sidecar: {training: {trained_at: `2024-10-0${day}T00:00:00`}, tags: []}});
	}
	return root;
}

const sidecarOf = (root: string, id: string) =>
	JSON.parse(fs.readFileSync(path.join(root, 'Mscn', 'Model', `${id}.json`), 'utf8')) as {readonly tags: readonly string[]; readonly notes?: string};

test('of two dashboards on one root each shows the tags of the other, set and taken off', async () => {
	const root = twoModels();
	const [one, two] = await Promise.all([openDashboard(root, {cols: 100}), openDashboard(root, {cols: 100})]);
	one.type('tpaper\r');
	await one.until(/^❯.* first .*paper/m);
	await two.until(/^❯.* first .*paper/m);
	two.type('jt논문\r');
	await two.until(/^❯.* second .*논문/m);
	await one.until(/ second .*논문/m);
	one.type('tpaper\r');
	await one.until(lines => !lines.slice(0, -1).join('\n').includes('paper'));
	await two.until(lines => !lines.slice(0, -1).join('\n').includes('paper'));
	// What another dashboard does is nobody's loss.
	for (const dashboard of [one, two]) expect(dashboard.line(0)).not.toContain('problem');
	expect([sidecarOf(root, 'first').tags, sidecarOf(root, 'second').tags]).toEqual([[], ['논문']]);
});

test('both tag one model at once, and it has both tags', async () => {
	const root = twoModels();
	const [one, two] = await Promise.all([openDashboard(root, {cols: 100}), openDashboard(root, {cols: 100})]);
	one.type('tleft\r');
	two.type('tright\r');
	await eventually(() => sidecarOf(root, 'first').tags.length === 2);
	expect([...sidecarOf(root, 'first').tags].sort()).toEqual(['left', 'right']);
	for (const dashboard of [one, two]) {
		await dashboard.until(lines => ['left', 'right'].every(tag => lines.some(line => line.startsWith('❯') && line.includes(tag))));
	}
});

test('tags and notes that stand only in model_registry.json go into the sidecars with f', async () => {
	const root = twoModels();
	const entry = (id: string, rest: object) => [id, {model_id: id, algorithm: 'mscn', model_path: `Mscn/Model/${id}`, training: {}, testing: [], ...rest}];
	fs.writeFileSync(
		path.join(root, 'model_registry.json'),
		JSON.stringify(Object.fromEntries([entry('first', {tags: ['there'], notes: ''}), entry('second', {tags: [], notes: '여기에만'})])),
	);
	const dashboard = await openDashboard(root, {cols: 100});
	await dashboard.until(/ first .*there/m);
	await dashboard.go(['6'], /^❯ ! model_registry\.json +2 models have tags or notes/m);
	await dashboard.until(/f writes them into their sidecars\./);
	await dashboard.go(['f'], /wrote the tags of 1 model into its sidecar\. Wrote the note of 1 model into its sidecar/);
	await dashboard.until(/No problems/);
	expect(sidecarOf(root, 'first').tags).toEqual(['there']);
	expect(sidecarOf(root, 'second').notes).toBe('여기에만');
});

test('what nothing here can repair says what a person can do', async () => {
	const root = twoModels();
	fs.writeFileSync(path.join(root, 'Mscn', 'Model', 'first.json'), '{"model_id": ');
	fs.utimesSync(path.join(root, 'Mscn', 'Model', 'first.json'), 1_700_000_000, 1_700_000_000);
	const dashboard = await openDashboard(root, {cols: 120});
	await dashboard.go(['6'], /^❯ ! Mscn\/Model\/first\.json/m);
	expect(dashboard.footer()).not.toContain('repair');
	await dashboard.go(['f'], /Nothing here repairs it\. Mend the file in an editor/);
	await dashboard.go(['-'], /There is nothing to let go: - is for tags that were set here/);
});
