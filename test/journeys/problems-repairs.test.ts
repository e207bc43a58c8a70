/** A registry that lived through renames, copies and second trainings is put right, one key each, and `u` takes it back. */

import fs from 'node:fs';
import path from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {makeOld, openDashboard, putModel} from '../helpers/dashboard.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {closeTerminals} from '../helpers/terminal.ts';

afterEach(closeTerminals);

function registry(...models: ReadonlyArray<{readonly id: string; readonly sidecar?: object}>): {root: string; folder: string} {
	const root = temporaryFolder();
	for (const {id, sidecar} of models) putModel(root, {id, sidecar: {training: {trained_at: '2024-10-01T00:00:00'}, ...sidecar}});
	return {root, folder: path.join(root, 'Mscn', 'Model')};
}

const contentsOf = (folder: string) =>
	fs
		.readdirSync(folder)
		.sort()
		.map(name => [name, fs.readFileSync(path.join(folder, name), 'utf8'), fs.statSync(path.join(folder, name)).mtimeMs]);

const isWhole = (lines: readonly string[]) => !lines.join('\n').includes('looking for renamed');

test('a renamed artifact gets its sidecar back with f, and u takes that back', async () => {
	const {root, folder} = registry({id: 'first'}, {id: 'second'});
	const dashboard = await openDashboard(root, {cols: 120});
	fs.renameSync(path.join(folder, 'first'), path.join(folder, 'renamed'));
	const before = contentsOf(folder);
	dashboard.press('r');
	await dashboard.until(/missing/);
	await dashboard.go(['6'], /^❯ ! Mscn\/Model\/first\.json +its artifact is called Mscn\/Model\/renamed now/m);
	await dashboard.until(/^ f: the sidecar becomes Mscn\/Model\/renamed\.json\.$/m);
	await dashboard.go(['f'], /the sidecar is Mscn\/Model\/renamed\.json now/);
	expect(
		fs
			.readdirSync(folder)
			.filter(name => !name.startsWith('.'))
			.sort(),
	).toEqual(['renamed', 'renamed.json', 'second', 'second.json']);
	await dashboard.until(/No problems: every file/);
	// Which file it was is not known any more: what was seen last beside this name is gone with the repair.
	await dashboard.go(['u'], /^❯ ! Mscn\/Model\/first\.json +its artifact is gone/m);
	expect(contentsOf(folder)).toEqual(before);
});

test('what another training wrote over is kept in the training history', async () => {
	const {root, folder} = registry({id: 'run', sidecar: {testing: [{dataset: 'imdb', performance: {accuracy: 0.5}}]}});
	const dashboard = await openDashboard(root, {cols: 120});
	fs.writeFileSync(path.join(folder, 'run.json'), JSON.stringify({model_id: 'run', training: {trained_at: '2024-10-02T00:00:00'}, testing: []}));
	makeOld(path.join(folder, 'run.json'));
	await dashboard.go(['6'], /^❯ ! Mscn\/Model\/run\.json +another training wrote over the one of 2024-10-01/m);
	await dashboard.go(['f'], /kept as run \(2024-10-01T00:00:00\)/);
	const history = path.join(root, 'Mscn', 'training_registry.json');
	expect(JSON.parse(fs.readFileSync(history, 'utf8'))).toMatchObject({'run (2024-10-01T00:00:00)': {status: 'purged', results: [{dataset: 'imdb'}]}});
	await dashboard.until(/No problems/);
	await dashboard.go(['u'], /took back/);
	expect(fs.existsSync(history)).toBe(false);
	await dashboard.until(/^❯ ! Mscn\/Model\/run\.json +another training wrote over the one of 2024-10-01/m);
});

test('of two models with one id the copy gets an id of its own, and the cursor stays near', async () => {
	const {root, folder} = registry({id: 'twin'}, {id: 'copy', sidecar: {model_id: 'twin'}}, {id: 'other', sidecar: {model_id: 'twin'}});
	const dashboard = await openDashboard(root, {cols: 120});
	await dashboard.go(['6'], /^❯ ! Mscn\/Model\/.*it has the id twin/m);
	await dashboard.until(isWhole);
	await dashboard.go(['j'], / 2\/2 /);
	await dashboard.go(['f'], /gave it the id (copy|other)/);
	await dashboard.until(/ 1\/1 /);
	expect(dashboard.current()).toMatch(/^❯ ! Mscn\/Model\/(copy|other)\.json/);
	expect(['copy', 'other'].filter(name => fs.readFileSync(path.join(folder, `${name}.json`), 'utf8').includes('"twin"'))).toHaveLength(1);
});

test('Enter shows untracked models in Browse, q and 6 lead back from there; f on an unknown direction leads to Metrics', async () => {
	const {root, folder} = registry({id: 'whole', sidecar: {testing: [{dataset: 'imdb', performance: {oddness: 1}}]}});
	for (const name of ['one', 'two']) {
		fs.writeFileSync(path.join(folder, name), 'weights');
		makeOld(path.join(folder, name));
	}
	const dashboard = await openDashboard(root, {cols: 120});
	await dashboard.go(['6'], /^❯ ! one, two +2 artifacts without sidecars|^❯ ! two, one +2 artifacts without sidecars/m);
	await dashboard.until(/Enter show them/);
	await dashboard.go(['Enter'], / \/ is:untracked .*6 goes back · Esc shows all/);
	await dashboard.until(/^ 1\/2 /m);
	await dashboard.until(/\+ adopt .*q back/);
	await dashboard.go(['q'], /^❯ ! \w+, \w+ +2 artifacts without sidecars/m);
	await dashboard.go(['Enter'], /^ 1\/2 /m);
	await dashboard.go(['6'], /^❯ ! \w+, \w+ +2 artifacts without sidecars/m);
	await dashboard.go(['Enter', 'Escape'], /^ 1\/3 /m);
	await dashboard.until(/q quit/);
	await dashboard.go(['6', 'G'], /^❯ · whole +oddness of 1 model/m);
	await dashboard.go(['f'], /^❯.*oddness/m);
	await dashboard.go(['Escape'], /oddness of 1 model ranks nothing/);
});

test('f asks before it adopts all, and says the command that does the same and that u takes it back', async () => {
	const {root, folder} = registry({id: 'whole'});
	for (const name of ['하나', '둘']) {
		fs.writeFileSync(path.join(folder, name), 'weights');
		makeOld(path.join(folder, name));
	}
	const dashboard = await openDashboard(root, {cols: 120});
	await dashboard.go(['6'], /^ f asks, then writes a sidecar for each/m);
	expect(dashboard.footer()).not.toContain('undo');
	await dashboard.go(['f'], 'Write 2 sidecars?');
	await dashboard.go(['Enter'], /wrote the sidecars of 2 models {6}mreg doctor --fix untracked +u undo/);
	await dashboard.go(['j'], / u undo /);
	dashboard.type('1/하나\r');
	await dashboard.until(/no training recorded/);
	await dashboard.go(['6', 'u'], /took back/);
	expect(fs.readdirSync(folder).filter(name => name.endsWith('.json'))).toEqual(['whole.json']);
});

test('temporary files that were left are removed, and where nothing may be changed no key is named', async () => {
	const {root, folder} = registry({id: 'whole'});
	const left = path.join(folder, '.whole.json.999999-0123456789abcdef.tmp');
	const putBack = () => {
		fs.writeFileSync(left, 'half');
		makeOld(left);
	};
	putBack();
	const dashboard = await openDashboard(root, {cols: 120});
	await dashboard.go(['6'], /^❯ ! .*1 temporary file/m);
	await dashboard.go(['f'], /Removed one temporary file/);
	expect(fs.existsSync(left)).toBe(false);
	await dashboard.until(/No problems/);
	putBack();
	const looking = await openDashboard(root, {cols: 120, args: ['--read-only']});
	await looking.go(['6'], /^❯ ! .*1 temporary file/m);
	expect(looking.screen().join('\n')).not.toContain(' f: ');
	await looking.go(['f'], /read-only/);
	expect(fs.existsSync(left)).toBe(true);
});
