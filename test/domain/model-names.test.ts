/** Which model a typed name means: keys, ids, versions of families, and parts. */

import {expect, test} from 'vitest';
import {defaultConfig} from '../../store/domain/config.ts';
import type {JsonObject} from '../../store/domain/json.ts';
import {modelNaming, type Naming} from '../../store/domain/model-names.ts';
import {byNewest} from '../../store/domain/snapshot.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {madeModel} from '../helpers/made-models.ts';

function version(family: string, number: number, more: JsonObject = {}) {
	const id = `${family}_v${number}`;
	return madeModel(`Net/Model/${id}.pt`, {model_id: id, family, version: number, created_at: `2024-10-${10 + number}T10:00:00Z`, ...more});
}

const tested = (acc: number) => ({testing: [{dataset: 'x', performance: {acc}}]});
const one = version('net', 1, {aliases: ['champion'], ...tested(0.9)});
const two = version('net', 2, tested(0.8));
const plain = madeModel('Mscn/Model/mscn_1', {model_id: 'mscn_1'});
const models = [one, two, plain].sort(byNewest);

function keyOf(typed: string, of = models, naming: Partial<Naming> = {}): string {
	try {
		return modelNaming(of, {config: defaultConfig, ...naming})(typed).model.key;
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		return `${error.code}: ${error.message} ${error.hint ?? ''}`;
	}
}

test.each(['net/v1', 'net@v1', 'NET/v1', 'net@champion', 'net@best', 'net_v1', 'Net/Model/net_v1.pt'])('%s is the first version', typed => {
	expect(keyOf(typed)).toBe(one.key);
});

test.each(['net/v2', 'net@latest', 'net@LATEST'])('%s is the second version', typed => expect(keyOf(typed)).toBe(two.key));

test('a key and an id come before a version, a version before a part', () => {
	const key = madeModel('net/v1');
	expect(keyOf('net/v1', [...models, key])).toBe('net/v1');
	const id = madeModel('A/Model/x', {model_id: 'net@best'});
	expect(keyOf('net@best', [...models, id])).toBe(id.key);
	const longer = madeModel('A/Model/x', {model_id: 'old net/v1 copy'});
	expect(keyOf('net/v1', [...models, longer])).toBe(one.key);
});

test('a plain name is part of an id, unless a family is enough', () => {
	expect(keyOf('net')).toBe('ambiguous: net is a family of 2 versions; nothing was done. Name one version:\nnet/v2\nnet/v1');
	expect(keyOf('mscn', [...models, madeModel('Mscn/Model/mscn_2')])).toMatch(/^ambiguous: "mscn" means 2 models/);
	expect(keyOf('net', models, {isFamilyEnough: true})).toBe(two.key);
	expect(keyOf('mscn', models, {isFamilyEnough: true})).toBe(plain.key);
});

test('a version that the family has not is no part of another name', () => {
	const other = madeModel('A/Model/net/v3_old');
	expect(keyOf('net/v3', [...models, other])).toMatch(/^not-found: net has no version v3\./);
});

test('a version of a family that is not here may be part of a name, and a slip is noticed', () => {
	expect(keyOf('Model/v', [madeModel('Mscn/Model/v1')])).toBe('Mscn/Model/v1');
	expect(keyOf('nett/v1')).toMatch(/^not-found: .*Did you mean the family net\?/);
});

test('two models with one number are ambiguous, with their keys', () => {
	const copy = madeModel('Copy/Model/net_v2.pt', {model_id: 'copy', family: 'net', version: 2});
	expect(keyOf('net/v2', [...models, copy].sort(byNewest))).toMatch(/^ambiguous: "net\/v2" means 2 models; [^]*Copy\/Model\/net_v2\.pt/);
});

test('the best is by what is asked for', () => {
	const a = version('net', 1, {testing: [{dataset: 'x', performance: {acc: 0.9, loss: 5}}]});
	const b = version('net', 2, {testing: [{dataset: 'x', performance: {acc: 0.8, loss: 4}}]});
	expect([keyOf('net@best', [b, a], {metric: 'acc'}), keyOf('net@best', [b, a], {metric: 'loss'})]).toEqual([a.key, b.key]);
	expect(keyOf('net@best', [b, a])).toMatch(/^usage: /);
});

test('ten thousand versions are named in a moment', () => {
	const many = Array.from({length: 10_000}, (_, index) =>
		madeModel(`Net/Model/m_${index}`, {family: `f${index % 2000}`, version: Math.floor(index / 2000) + 1}),
	);
	const naming = modelNaming(many, {config: defaultConfig});
	const before = process.cpuUsage();
	const found = new Set(many.map((_, index) => naming(`f${index % 2000}/v${Math.floor(index / 2000) + 1}`).model));
	expect(found.size).toBe(10_000);
	expect(process.cpuUsage(before).user / 1000).toBeLessThan(1500);
});
