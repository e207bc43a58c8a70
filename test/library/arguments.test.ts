/** What a program in JavaScript may hand to a registry by mistake: an error that says which argument of which method, and nothing is changed. */

import fs from 'node:fs';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {MregError, openRegistry, type Registry} from '../../source/index.ts';
import {modelFiles, registryOf} from '../helpers/registries.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {treeHash} from '../helpers/tree-hash.ts';

process.env.XDG_CACHE_HOME = temporaryFolder();
process.env.NODE_COMPILE_CACHE = temporaryFolder();

type Loose = Record<string, (...given: readonly unknown[]) => unknown>;

const id = 'net_20241019_100000';
let registry: Registry;

beforeAll(async () => {
	registry = await openRegistry(registryOf(modelFiles(`Net/Model/${id}`)));
});

afterAll(async () => registry.close());

/** A method called as it need not be. */
function asked(method: string, given: readonly unknown[]): Promise<unknown> {
	const loose = registry as unknown as Loose;
	return new Promise(resolve => resolve(loose[method]?.(...given)));
}

const wrong: ReadonlyArray<readonly [method: string, given: readonly unknown[], message: string]> = [
	['get', [], 'get: name must be text, not undefined.'],
	['get', [5], 'get: name must be text, not 5.'],
	['get', [id, {metric: 5}], 'get: metric must be text, not 5.'],
	['tag', [], 'tag: ids must be text or a list of texts, not undefined.'],
	['tag', [id], 'tag: edit must be an object, not undefined.'],
	['tag', [id, {add: ''}], "tag: add must be a list of texts, not ''."],
	['tag', [id, {remove: [5]}], 'tag: remove must be a list of texts, not [ 5 ].'],
	['note', [id, 0], 'note: text must be text, not 0.'],
	['note', [id, 'a', {append: 'yes'}], "note: append must be true or false, not 'yes'."],
	['record', [id], 'record: test must be an object, not undefined.'],
	['record', [id, {dataset: 'a', times: 5}], 'record: times must be a list of seconds, not 5.'],
	['record', [id, {dataset: null, times: [1]}], 'record: dataset must be text, not null.'],
	['record', [id, {dataset: 'a', times: [1], queries: 5}], "record: test has no field 'queries'."],
	['list', [null], 'list: request must be an object, not null.'],
	['list', [{algorithm: 5}], 'list: algorithm must be text, not 5.'],
	['list', [{dataset: 5}], 'list: dataset must be text, not 5.'],
	['list', [{tags: ''}], "list: tags must be a list of texts, not ''."],
	['list', [{where: null}], 'list: where must be text, not null.'],
	['list', [{sort: 5}], 'list: sort must be text, not 5.'],
	['list', [{limit: 1.5}], 'list: limit must be a whole number, 0 at least, not 1.5.'],
	['query', [null], 'query: text must be text, not null.'],
	['best', [null], 'best: request must be an object, not null.'],
	['latest', [{algorithm: Symbol('a')}], 'latest: algorithm must be text, not Symbol(a).'],
	['compare', ['net'], "compare: ids must be a list of texts, not 'net'."],
	['leaderboard', [{by: 'tag'}], "leaderboard: by must be 'model' or 'algorithm', not 'tag'."],
	['planCleanup', [{keep: -1}], 'planCleanup: keep must be a whole number, 0 at least, not -1.'],
	['planCleanup', [{keepbests: true}], "planCleanup: request has no field 'keepbests'."],
	['applyPlan', [null], 'applyPlan: plan must be an object, not null.'],
	['applyPlan', [{}, {maxRemove: NaN}], 'applyPlan: maxRemove must be a whole number, 0 at least, not NaN.'],
	['applyPlan', [{}, {maxRemove: 'x'}], "applyPlan: maxRemove must be a whole number, 0 at least, not 'x'."],
	['undo', [5], 'undo: txn must be text, not 5.'],
	['register', [], 'register: request must be an object, not undefined.'],
	['register', [{}], 'register: name must be text, not undefined.'],
	['verify', [''], "verify: ids must be a list of texts, not ''."],
	['versions', [5], 'versions: name must be text, not 5.'],
	['resolve', [null], 'resolve: request must be an object, not null.'],
	['subscribe', [], 'subscribe: listener must be a function, not undefined.'],
];

test.each(wrong)('%s of %j is refused by name, and changes nothing', async (method, given, message) => {
	const before = treeHash(registry.root);
	const error = await asked(method, given).catch((thrown: unknown) => thrown);
	expect(error).toBeInstanceOf(MregError);
	expect(error).toMatchObject({name: 'MregError', code: 'usage', message});
	expect(treeHash(registry.root)).toEqual(before);
});

test('openRegistry says which of its arguments is wrong', async () => {
	const open = openRegistry as (...given: readonly unknown[]) => Promise<unknown>;
	await expect(open(5)).rejects.toThrow('openRegistry: root must be text, not 5.');
	await expect(open(registry.root, null)).rejects.toThrow('openRegistry: options must be an object, not null.');
	await expect(open(registry.root, {wait: NaN})).rejects.toThrow('openRegistry: wait must be a number of milliseconds, 0 at least, not NaN.');
});

test('a slip of a field tells the field that was meant, and one that is undefined is as if it were not there', async () => {
	await expect(asked('list', [{algoritm: 'net'}])).rejects.toMatchObject({hint: 'Did you mean algorithm?'});
	expect(await asked('list', [{algorithm: undefined, limit: undefined}])).toHaveLength(1);
	expect(await asked('resolve', [])).toMatchObject({choice: 'new'});
});

test('hints speak of the fields of requests', async () => {
	const root = registryOf({
		...modelFiles('Net/Model/net_20241019_110000', {testing: [{dataset: 'a', performance: {total_time: 1}}]}),
		...modelFiles('Net/Model/net_20241019_120000', {testing: [{dataset: 'a', performance: {total_time: 2}}]}),
		...modelFiles('Lero/Model/lero_20241019_120000'),
	});
	const own = await openRegistry(root);
	const hintOf = async (work: Promise<unknown>) => work.then(String, (error: unknown) => (error instanceof MregError ? error.hint : String(error)));
	try {
		expect(await hintOf(own.planCleanup({algorithm: 'net', keep: 0}))).toBe("If that is meant: {keep: 0, all: 'net'}");
		expect(await hintOf(own.planCleanup({keep: 1}))).toBe('algorithm takes one of: lero, net.');
		const plan = await own.planCleanup({algorithm: 'net', keep: 1});
		expect(plan.remove).toHaveLength(1);
		expect(await hintOf(own.applyPlan(plan, {maxRemove: 0}))).toBe('If that is meant: {maxRemove: 1}');
		expect(await hintOf(own.note('net_20241019_110000', ' ', {append: true}))).toBe('An empty text without {append: true} takes the note away.');
		expect(await hintOf(own.register({name: 'net', testDataset: 'a', from: 'net_20241019_110000'}))).not.toContain('--');
		expect(await hintOf(own.register({name: 'net'}))).not.toContain('--');
		expect(fs.existsSync(`${root}/.mreg/journal.jsonl`)).toBe(false);
	} finally {
		await own.close();
	}
});
