/** `npm run demo`: two families come to be, latest and best are told apart, nothing is downloaded twice, and nothing is left. */

import fs from 'node:fs';
import path from 'node:path';
import {beforeAll, expect, test} from 'vitest';
import {lines, mreg, type Ran} from '../helpers/run-mreg.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';

const demo = path.join(import.meta.dirname, '../../scripts/demo.ts');
const places = temporaryFolder();
let ran: Ran;

beforeAll(async () => {
	ran = await mreg([], {program: demo, env: {TMPDIR: places}});
}, 120_000);

test('it ends well, and complains of nothing', () => {
	expect(ran.stderr).toBe('');
	expect(ran.code, ran.stdout).toBe(0);
});

test('each registration prints its version', () => {
	const printed = steps()
		.filter(({typed}) => typed.startsWith('mreg register'))
		.map(({said}) => said[0]);
	expect(printed).toEqual(['resnet18/v1', 'resnet18/v2', 'chest_xray_densenet/v1', 'chest_xray_densenet/v2', 'chest_xray_densenet/v2']);
});

test('the second download is none', () => {
	expect(ran.stdout).toContain('\nThe server: requests: 3, files sent: 2, not sent again: 1\n');
});

test('latest is the newest; best is the newest of one family and the first of the other', () => {
	expect(saidBy('mreg get resnet18@latest')[0]).toBe('resnet18/v2');
	expect(saidBy('mreg get resnet18@best --path')[0]).toMatch(/\/registry\/Resnet18\/Model\/resnet18_v2\.pth$/);
	expect(saidBy('mreg get chest_xray_densenet@latest --path')[0]).toMatch(/chest_xray_densenet_v2\.pth$/);
	expect(saidBy('mreg get chest_xray_densenet@best')[0]).toBe('chest_xray_densenet/v1');
	expect(saidBy('mreg get chest_xray_densenet@champion --path')[0]).toMatch(/chest_xray_densenet_v1\.pth$/);
});

test('a version is found by a query, and compared', () => {
	expect(saidBy('mreg list').slice(1)).toEqual([expect.stringMatching(/^chest_xray_densenet_v1 /)]);
	expect(saidBy('mreg compare').join('\n')).toMatch(/resnet18_v1[^]*resnet18_v2/);
});

test('the lineage of the tuned model leads to the first', () => {
	expect(saidBy('mreg lineage').slice(0, 2)).toEqual([
		expect.stringMatching(/^chest_xray_densenet\/v1 .*auc@chexpert 0\.845/),
		expect.stringMatching(/^└─ chest_xray_densenet\/v2 .*auc@chexpert 0\.831/),
	]);
});

test('all bytes are as they were registered', () => {
	expect(saidBy('mreg verify').join('\n')).toMatch(/^4 of 4 are as they were registered/);
});

test('after the registry moved, artifacts are found where it is now', () => {
	const [, moved] = steps().filter(({typed}) => typed === 'mreg get resnet18@best --path');
	expect(moved?.said[0]).toMatch(/\/archive\/Resnet18\/Model\/resnet18_v2\.pth$/);
	expect(moved?.said.join('\n')).toMatch(/^Note: its sidecar says .*\/registry\/Resnet18/m);
});

test('of a lost file there is a warning and no path', () => {
	expect(steps().findLast(({typed}) => typed === 'mreg get chest_xray_densenet@v2 --path')?.said).toEqual([
		expect.stringMatching(/^Warning: the artifact of chest_xray_densenet\/v2 is missing/),
		'(exit code 3)',
	]);
});

test('the closing report has both families, with latest, best and alias', () => {
	const report = ran.stdout.slice(ran.stdout.indexOf('Closing report'));
	expect(report).toMatch(/^chest_xray_densenet +2 +v2 +v1: auc@chexpert 0\.845 ↑ +champion v1 /m);
	expect(report).toMatch(/^resnet18 +2 +v2 +v2: acc@imagenet 0\.712 ↑ /m);
	expect(report).toMatch(/^v2 +latest .* 0\.831 .* missing$/m);
	expect(report).toMatch(/^resnet18_v1 .* baseline$/m);
});

test('nothing of it is left', () => {
	expect(fs.readdirSync(places).filter(name => name.startsWith('mreg-demo-'))).toEqual([]);
});

interface Step {
	readonly typed: string;
	readonly said: readonly string[];
}

function steps(): readonly Step[] {
	return ran.stdout
		.split(/^\$ /mu)
		.slice(1)
		.map(text => {
			const [block = ''] = text.replaceAll(' \\\n    ', ' ').split('\n\n── ');
			const [typed = '', ...said] = lines(block.trimEnd());
			return {typed, said};
		});
}

function saidBy(start: string): readonly string[] {
	return steps().find(({typed}) => typed.startsWith(start))?.said ?? expect.fail(`${start} is not in the demo`);
}
