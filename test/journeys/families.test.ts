/** Someone asks which versions there are: the families, their versions, where one comes from; also while others register. */

import fs from 'node:fs';
import path from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {makeOld, openDashboard, putModel} from '../helpers/dashboard.ts';
import {foreignSequences} from '../helpers/control-sequences.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {closeTerminals} from '../helpers/terminal.ts';

afterEach(closeTerminals);

interface Said {
	readonly acc?: number;
	readonly day: number;
	readonly parent?: string;
	readonly aliases?: readonly string[];
}

/** A version as `mreg register` leaves it. */
function putVersion(root: string, family: string, version: number, {acc, day, parent, aliases}: Said): void {
	const id = `${family}_v${version}`;
	putModel(root, {
		id,
		folder: `${family.charAt(0).toUpperCase()}${family.slice(1)}`,
		sidecar: {
			algorithm: family,
			family,
			version,
			created_at: `2024-03-${String(day).padStart(2, '0')}T10:00:00Z`,
			framework: 'pytorch',
			input_shape: [1, 3, 224, 224],
			...(acc === undefined ? {} : {testing: [{tested_at: '2024-04-01T10:00:00', performance: {acc}}]}),
			...(aliases ? {aliases} : {}),
			...(parent === undefined ? {} : {lineage: {parent}}),
			checksum: {algorithm: 'sha256', value: '3f2a91bc'.repeat(8)},
		},
	});
}

function registry(): string {
	const root = temporaryFolder();
	putVersion(root, 'resnet18', 1, {acc: 0.712, day: 1, aliases: ['champion']});
	putVersion(root, 'resnet18', 2, {acc: 0.697, day: 5, parent: 'resnet18/v1'});
	putVersion(root, '흉부', 1, {day: 9, parent: 'resnet18/v2', aliases: ['논문']});
	putModel(root, {id: 'mscn_1'});
	return root;
}

test('F shows the families; Enter the versions, Enter again where one comes from; q goes back step by step', async () => {
	const dashboard = await openDashboard(registry(), {cols: 100});
	await dashboard.go(['F'], /^ families {2}2 families, 3 versions, /m);
	// The newest model was under the cursor.
	expect(dashboard.current()).toMatch(/^❯ 흉부 +1 {2}v1 +\S+ {2}– /);
	await dashboard.until(/mreg versions '흉부'/);
	await dashboard.go(['k'], /^❯ resnet18 +2 {2}v2 +\d+\w+ {2}v1 {2}acc 0\.712 +★▁ +\d+ B {2}champion v1/m);
	await dashboard.until(/v1 is the best of 2 by acc, higher is better: 0\.712\./);
	await dashboard.go(['Enter'], /^ resnet18 {2}2 versions, .* best by acc ↑/m);
	await dashboard.until(/^❯ v2 +latest +0\.697 +\d+\w+ +\d+ B/m);
	await dashboard.until(/^ {2}v1 +★ best +champion +0\.712 /m);
	await dashboard.until(/mreg get resnet18\/v2/);
	await dashboard.go(['Enter'], /^ {2}version +resnet18\/v2$/m);
	expect(
		dashboard
			.screen()
			.join('\n')
			.match(/2024-03-05/g),
	).toHaveLength(1);
	await dashboard.until(/^ {2}input shape +1 × 3 × 224 × 224$/m);
	await dashboard.go(['G'], /^LINEAGE$/m);
	await dashboard.until(/^ {2}resnet18\/v1 +acc 0\.712$/m);
	await dashboard.until(/^ {2}└─ resnet18\/v2 +acc 0\.697 +◂ this one$/m);
	await dashboard.until(/^ {5}└─ 흉부\/v1$/m);
	await dashboard.go(['g', 'Right'], /^ {2}version +resnet18\/v1$/m);
	await dashboard.go(['q'], /^❯ v1 /m);
	await dashboard.go(['Escape'], /^❯ resnet18 /m);
	await dashboard.go(['q'], /\[All 4\]/);
	expect(foreignSequences(dashboard.rawOutput())).toEqual([]);
});

test('/ shows the versions in Browse with a column for them; F comes back', async () => {
	const dashboard = await openDashboard(registry(), {cols: 100});
	await dashboard.go(['F', 'g', 'Enter', '/'], /family:resnet18 +2 of 4/);
	await dashboard.onRow('v2');
	expect(dashboard.ids()).toEqual(['v2', 'v1']);
	expect(dashboard.screen().find(line => / v1 /.test(line))).toMatch(/resnet18\/v1 .*@champion/);
	dashboard.type('/acc>0.7\r');
	await dashboard.until(/family:resnet18 acc>0\.7 +1 of 4/);
	await dashboard.go(['Escape'], /^ \d\/4 +by age/m);
	await dashboard.go(['F', 'g', 'Enter'], /^ resnet18 {2}2 versions/m);
	await dashboard.go(['j', '/'], /family:resnet18 +2 of 4/);
	await dashboard.go(['F'], /^❯ v1 /m);
	await dashboard.go(['F'], /^❯ resnet18 /m);
});

test('what others register appears by itself, and the cursor stays on its family', async () => {
	const root = registry();
	const dashboard = await openDashboard(root, {cols: 100});
	await dashboard.go(['F'], /^❯ 흉부 +1 {2}v1 /m);
	putVersion(root, 'alexnet', 1, {acc: 0.5, day: 12});
	putVersion(root, '흉부', 2, {acc: 0.9, day: 13});
	await dashboard.until(/^❯ 흉부 +2 {2}v2 +\S+ {2}v2 {2}acc 0\.9 /m);
	await dashboard.until(/^ {2}alexnet +1 {2}v1 /m);
	await dashboard.go(['s'], /newest first/);
	await dashboard.until(/^❯ 흉부 [^]*^ {2}alexnet [^]*^ {2}resnet18 /m);
});

test('where nothing is registered it says how, and with --read-only no key that would', async () => {
	const root = temporaryFolder();
	putModel(root, {id: 'mscn_1'});
	const dashboard = await openDashboard(root);
	await dashboard.go(['F'], /No model is registered yet\./);
	await dashboard.until(/mreg register NAME\s+PATH/);
	await dashboard.go(['Enter', 'q'], /mscn_1/);
	const locked = await openDashboard(root, {args: ['--read-only']});
	await locked.go(['F'], /No model is registered yet\./);
	expect(locked.screen().join('\n')).not.toMatch(/R register/);
});

test('in the smallest terminal, without colour', async () => {
	const dashboard = await openDashboard(registry(), {cols: 40, rows: 8, env: {NO_COLOR: '1'}});
	await dashboard.go(['F', 'g'], /^❯ resnet18 +2 {2}v2 +v1 {2}acc 0\.712$/m);
	await dashboard.go(['G'], /^❯ 흉부 /m);
	expect(dashboard.rawOutput()).not.toMatch(/\u{1B}\[3[0-7]m/u);
});

test('a version that is registered there stands among the others, the cursor on it', async () => {
	const root = registry();
	const dashboard = await openDashboard(root, {cols: 100});
	const file = path.join(temporaryFolder(), 'new.pth');
	fs.writeFileSync(file, 'new weights');
	makeOld(file);
	await dashboard.go(['F', 'g', 'Enter', 'j'], /^❯ v1 /m);
	await dashboard.go(['R'], 'a new version of resnet18');
	dashboard.type(`${file}\u{13}`);
	await dashboard.until(/^ registered resnet18\/v3 /m);
	await dashboard.until(/^ resnet18 {2}3 versions[^]*^❯ v3 +latest /m);
	await dashboard.go(['q'], /^❯ resnet18 +3 {2}v3 /m);
});
