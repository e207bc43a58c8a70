/** What show and Detail say of a registered version: nothing of its sidecar is lost, and the page stays short. */

import {describe, expect, test} from 'vitest';
import {modelSheet} from '../../source/model-sheet.ts';
import {defaultConfig} from '../../store/domain/config.ts';
import type {JsonObject} from '../../store/domain/json.ts';
import type {Model} from '../../store/domain/model.ts';
import {byAlgorithm, ranksOf} from '../../store/domain/ranks.ts';
import {madeModel} from '../helpers/made-models.ts';

const hash = '3f2a91bc7d0e5544'.repeat(4);
const facts: JsonObject = {
	family: 'resnet18',
	version: 2,
	aliases: ['champion', '논문'],
	framework: 'pytorch',
	architecture: 'resnet18',
	input_shape: ['N', 3, 224, 224],
	domain: 'general',
	created_at: '2026-11-22T10:00:00Z',
	checksum: {algorithm: 'sha256', value: hash, files: {'a/b': hash, c: hash}},
	lineage: {parent: 'resnet18/v1', source: '/data/w.pth', git_commit: '0a1b-dirty', dataset_digest: 'sha256:ab', owner: 'kim'},
};

function sheet(model: Model, others: readonly Model[] = []): readonly string[] {
	const models = [model, ...others];
	return [...modelSheet(model, {models, config: defaultConfig, ranks: ranksOf(byAlgorithm(models), {models, config: defaultConfig}), now: 0})];
}

function version(number: number, content: JsonObject = {}): Model {
	return madeModel(`Resnet18/Model/resnet18_v${number}.pth`, {family: 'resnet18', version: number, ...content});
}

/** The lines below a title, up to the next blank one. */
function section(lines: readonly string[], title: string): readonly string[] {
	const from = lines.indexOf(title);
	if (from === -1) return [];
	const to = lines.indexOf('', from);
	return lines.slice(from + 1, to === -1 ? undefined : to);
}

describe('the page of a version', () => {
	const parent = version(1, {testing: [{dataset: 'imagenet', performance: {acc: 0.697}}]});

	test('says its name first, then what kind of model it is, each once', () => {
		const lines = sheet(version(2, facts), [parent]);
		expect(lines.slice(1, 5)).toEqual([
			'  version       resnet18/v2',
			'  aliases       champion, 논문',
			'  key           Resnet18/Model/resnet18_v2.pth',
			'  algorithm     resnet18',
		]);
		expect(lines).toEqual(
			expect.arrayContaining([
				'  framework     pytorch',
				'  architecture  resnet18',
				'  input shape   N × 3 × 224 × 224',
				'  domain        general',
				'  checksum      sha256:3f2a91bc7d0e5544… over 2 files',
			]),
		);
		expect(section(lines, 'FURTHER METADATA')).toEqual([]);
	});

	test('draws its lineage, with results, and says where it comes from', () => {
		expect(section(sheet(version(2, facts), [parent, version(3, {lineage: {parent: 'resnet18/v2'}})]), 'LINEAGE')).toEqual([
			'  resnet18/v1      acc@imagenet 0.697',
			'  └─ resnet18/v2   ◂ this one',
			'     └─ resnet18/v3',
			'  source          /data/w.pth',
			'  git commit      0a1b-dirty',
			'  dataset digest  sha256:ab',
			'  owner           kim',
		]);
	});

	test('shows what has another form than usual as the rest of the sidecar', () => {
		const odd = {framework: 7, input_shape: 'wide', domain: null, checksum: 'abc', aliases: ['a', 1], created_at: ''};
		const lines = sheet(version(2, odd));
		expect(lines).toContain('  aliases    a');
		expect(section(lines, 'FURTHER METADATA')).toEqual(
			expect.arrayContaining(['  framework    7', '  input_shape  wide', '  checksum     abc', '  aliases      ["a",1]']),
		);
	});

	test('has no lineage where it names no parent and nobody names it', () => {
		expect(sheet(version(2))).not.toContain('LINEAGE');
	});
});

test('of a model that is not registered the same keys stand with the rest of its sidecar', () => {
	const {family: _, ...unregistered} = facts;
	const lines = sheet(madeModel('Net/Model/net', {...unregistered, lineage: null}));
	expect(lines[1]).toMatch(/^ {2}key /);
	expect(section(lines, 'FURTHER METADATA').map(line => line.trim().split(' ')[0])).toEqual([
		'version',
		'aliases',
		'framework',
		'architecture',
		'input_shape',
		'domain',
		'created_at',
		'checksum',
	]);
});
