/** `mreg verify`, as a whole process: what it prints, and how it ends. */

import {createHash} from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import {afterEach, describe, expect, test} from 'vitest';
import {digestLines} from '../../store/domain/registration.ts';
import {cannotBeNobody, giveToNobody, runAsNobody} from '../helpers/as-nobody.ts';
import {outside, register, registrationOf} from '../helpers/registering.ts';
import {lines, mreg, registryOf} from '../helpers/run-mreg.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {closeTerminals, startTerminal} from '../helpers/terminal.ts';
import {treeHash} from '../helpers/tree-hash.ts';
import {refusal, typed} from '../helpers/typed-command.ts';

afterEach(closeTerminals);

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** Two files with checksums, and one without. */
function registry(): string {
	return registryOf({
		'Net/Model/net_v1': {artifact: 'first', sidecar: {model_id: 'net_v1', checksum: {algorithm: 'sha256', value: sha256('first')}}},
		'Net/Model/net_v2': {artifact: 'second', sidecar: {model_id: 'net_v2', tags: ['good'], checksum: {algorithm: 'sha256', value: sha256('second')}}},
		'Net/Model/plain': {artifact: 'third', sidecar: {model_id: 'plain'}},
	});
}

test('all that have a checksum are verified, and nothing is written below the root', async () => {
	const root = registry();
	const before = treeHash(root);
	expect(await mreg(['verify', '--root', root])).toEqual({code: 0, stdout: '', stderr: '2 of 2 are as they were registered (11 B).\n'});
	expect(treeHash(root)).toBe(before);
});

test('what differs is named, on standard output, and the exit code is 1', async () => {
	const root = registry();
	fs.writeFileSync(path.join(root, 'Net/Model/net_v1'), 'First');
	fs.rmSync(path.join(root, 'Net/Model/net_v2'));
	const {code, stdout, stderr} = await mreg(['verify', '--root', root]);
	expect(code).toBe(1);
	expect(lines(stdout).sort()).toEqual(['net_v1: differs from what was registered: other bytes, 5 now', 'net_v2: missing']);
	expect(stderr).toContain('0 of 2 are as they were registered (5 B).');
	expect(lines((await mreg(['verify', '--quiet', '--root', root])).stdout).sort()).toEqual(['net_v1', 'net_v2']);
});

test('a family is all of its versions, which are named as such; --quiet prints what can be typed', async () => {
	const version = (number: number, bytes: string) => ({
		artifact: bytes,
		sidecar: {model_id: `m${number}`, family: 'net', version: number, checksum: {algorithm: 'sha256', value: sha256('weights')}},
	});
	const other = {artifact: 'x', sidecar: {model_id: 'other', checksum: {algorithm: 'sha256', value: sha256('y')}}};
	const root = registryOf({'Net/Model/m1': version(1, 'weights'), 'Net/Model/m2': version(2, 'weights, and more'), 'Other/Model/other': other});
	const {code, stdout, stderr} = await mreg(['verify', 'NET', '--root', root]);
	expect({code, stdout}).toEqual({code: 1, stdout: 'net/v2 (m2): differs from what was registered: other bytes, 17 now\n'});
	expect(stderr).toContain('1 of 2 is as it was registered');
	expect((await mreg(['verify', 'net', '--quiet', '--root', root])).stdout).toBe('m2\n');
});

test('of a folder the files are listed, the first twenty of them', async () => {
	const files = Object.fromEntries(Array.from({length: 30}, (_, index) => [`gone${String(index).padStart(2, '0')}`, sha256('')]));
	const checksum = {algorithm: 'sha256', value: sha256(digestLines({...files, 'a.bin': sha256('a')})), files: {...files, 'a.bin': sha256('a')}};
	const root = registryOf({'Net/Model/net_v1/a.bin': {artifact: 'b'}, 'Net/Model/net_v1/late\u001b[2J': {artifact: 'x'}});
	fs.writeFileSync(path.join(root, 'Net/Model/net_v1.json'), JSON.stringify({model_id: 'net_v1', checksum}));
	const {stdout} = await mreg(['verify', '--root', root]);
	const printed = lines(stdout);
	expect(printed.slice(0, 3)).toEqual(['net_v1: differs from what was registered', '  changed  a.bin', '  missing  gone00']);
	expect(printed).toHaveLength(22);
	expect(printed.at(-1)).toBe('  and 12 more files');
	const json = JSON.parse((await mreg(['verify', '--json', '--root', root])).stdout) as {models: Array<{missing: string[]; extra: string[]}>};
	expect(json.models[0]?.missing).toHaveLength(30);
	expect(json.models[0]?.extra).toEqual(['late\u001b[2J']);
});

test('one that was named and has no checksum is said', async () => {
	const {code, stdout, stderr} = await mreg(['verify', 'plain', 'net_v1', '--root', registry()]);
	expect({code, stdout}).toEqual({code: 1, stdout: 'plain: has no checksum: it was not registered\n'});
	expect(stderr).toBe('1 of 2 is as it was registered (5 B).\n');
});

test('a query leaves those without a checksum out; where none has one the exit code is 3', async () => {
	const root = registry();
	expect(await mreg(['verify', '--where', 'tag:good', '--json', '--root', root])).toMatchObject({
		code: 0,
		stdout: `${JSON.stringify({
			schema: 1,
			root,
			models: [{key: 'Net/Model/net_v2', model_id: 'net_v2', state: 'ok', bytes: 6, changed: [], missing: [], extra: [], reason: null}],
		})}\n`,
	});
	const none = await mreg(['verify', '--where', 'plain', '--root', root]);
	expect(none).toMatchObject({code: 3, stdout: '', stderr: expect.stringContaining('None of 1 models has a checksum.') as string});
	expect((await mreg(['verify', '--root', registryOf({'Net/Model/plain': {artifact: 'x'}})])).code).toBe(3);
});

test.skipIf(cannotBeNobody !== undefined)(`a file that may not be read costs its own model only ${cannotBeNobody ?? ''}`, () => {
	const root = registry();
	giveToNobody(root);
	fs.chmodSync(path.join(root, 'Net/Model/net_v1'), 0o000);
	const home = temporaryFolder();
	giveToNobody(home);
	const ran = runAsNobody('refused-command', ['verify', '--root', root], {PATH: process.env.PATH, HOME: home, XDG_CACHE_HOME: home, XDG_STATE_HOME: home});
	expect(ran).toMatchObject({
		code: 1,
		stdout: `net_v1: ${root}/Net/Model/net_v1 cannot be read: permission denied (EACCES).\n`,
		stderr: '1 of 2 is as it was registered (6 B).\n',
	});
});

test.each([
	[[], true],
	[['--quiet'], false],
	[['--json'], false],
])('with %j it is %s that a terminal shows how far it is; the line is gone in the end', async (options, isShown) => {
	const home = temporaryFolder();
	const terminal = startTerminal({
		command: process.execPath,
		args: [path.join(import.meta.dirname, '../../source/cli.ts'), 'verify', ...options, '--root', registry()],
		env: {HOME: home, XDG_CACHE_HOME: home, XDG_STATE_HOME: home},
	});
	expect((await terminal.exit).code).toBe(0);
	expect(terminal.rawOutput().includes('reading ')).toBe(isShown);
	expect(terminal.screen().join('\n')).not.toContain('reading');
});

const folder = 'Resnet18/Model';

/** Three versions that were registered here, one of them a folder. */
function registered(): string {
	const [root, elsewhere] = [temporaryFolder(), temporaryFolder()];
	outside(elsewhere, 'c/w');
	for (const file of [outside(elsewhere, 'a.pth'), outside(elsewhere, 'b.pth'), path.join(elsewhere, 'c')]) register(root, registrationOf(file));
	return root;
}

const edited = (root: string, name: string, change: (sidecar: Record<string, unknown>) => void) => {
	const file = path.join(root, folder, `${name}.json`);
	const sidecar = JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, unknown>;
	change(sidecar);
	fs.writeFileSync(file, JSON.stringify(sidecar));
};

const remove = (root: string, ...names: readonly string[]) => {
	for (const name of names) fs.rmSync(path.join(root, folder, name), {recursive: true});
};

const verifyAll = async (root: string, ...words: readonly string[]) => typed(root, ['verify', ...words]);

describe('of versions that the journal knows', () => {
	test.each([
		[
			'the files are gone',
			(root: string) => remove(root, 'resnet18_v2.pth', 'resnet18_v2.json'),
			'gone',
			/^resnet18\/v2: is gone: .*Put .*resnet18_v2\.pth.* back/,
		],
		['a whole folder is gone', (root: string) => remove(root, 'resnet18_v3', 'resnet18_v3.json'), 'gone', /^resnet18\/v3: is gone/],
		[
			'the sidecar is gone',
			(root: string) => remove(root, 'resnet18_v2.json'),
			'no-sidecar',
			/^resnet18\/v2 \(.*\): the sidecar of resnet18\/v2 is missing: Resnet18\/Model\/resnet18_v2\.json\. Put it back/,
		],
		[
			'the sidecar of a folder is gone',
			(root: string) => remove(root, 'resnet18_v3.json'),
			'no-sidecar',
			/^resnet18\/v3 \(.*\): the sidecar of resnet18\/v3 is missing/,
		],
		[
			'the checksum is gone',
			(root: string) => edited(root, 'resnet18_v2', sidecar => delete sidecar.checksum),
			'no-checksum',
			/^resnet18\/v2 \(.*resnet18_v2\.json has no checksum any more/,
		],
		[
			'the checksum is another',
			(root: string) => edited(root, 'resnet18_v2', sidecar => (sidecar.checksum = 'md5')),
			'no-checksum',
			/^resnet18\/v2 \(.*: the checksum in .*resnet18_v2\.json is none/,
		],
		[
			'nothing of the version is left in the sidecar',
			(root: string) => fs.writeFileSync(path.join(root, folder, 'resnet18_v2.json'), '{}'),
			'no-checksum',
			/^resnet18\/v2 \(.*no checksum any more/,
		],
		[
			'the sidecar is broken',
			(root: string) => fs.writeFileSync(path.join(root, folder, 'resnet18_v2.json'), '{"family": '),
			'no-sidecar',
			/^resnet18\/v2 \(.*resnet18_v2\.json cannot be read/,
		],
		[
			'the number was edited',
			(root: string) => edited(root, 'resnet18_v2', sidecar => (sidecar.version = 9)),
			'other-version',
			/^resnet18\/v9 \(.*Resnet18\/Model\/resnet18_v2\.pth says it is resnet18\/v9, and was registered as resnet18\/v2\.$/,
		],
		[
			'the family was edited',
			(root: string) => edited(root, 'resnet18_v2', sidecar => (sidecar.family = 'vgg')),
			'other-version',
			/says it is vgg\/v2, and was registered as resnet18\/v2\.$/,
		],
		[
			'the family was taken out',
			(root: string) => edited(root, 'resnet18_v2', sidecar => delete sidecar.family),
			'other-version',
			/says it is no version, and was registered as resnet18\/v2\.$/,
		],
	])('one is told of which %s', async (_, harm, state, words) => {
		const root = registered();
		harm(root);
		const {lines, notes, code} = await verifyAll(root);
		expect({lines, notes, code}).toEqual({lines: [expect.stringMatching(words)], notes: [expect.stringContaining('2 of 3 are as they were')], code: 1});
		const {models} = (await verifyAll(root, '--json')).json() as {models: ReadonlyArray<{state: string; model_id: string | null}>};
		expect(models.filter(one => one.state !== 'ok').map(one => one.state)).toEqual([state]);
		expect((await verifyAll(root, '--quiet')).lines).toHaveLength(1);
	});

	test('a family that is named is all of its versions, also those that are gone', async () => {
		const root = registered();
		remove(root, 'resnet18_v2.pth', 'resnet18_v2.json');
		expect(await verifyAll(root, 'Resnet18')).toMatchObject({lines: [expect.stringContaining('resnet18/v2: is gone')], code: 1});
		expect(await verifyAll(root, 'resnet18/v1')).toMatchObject({lines: [], code: 0});
		expect(await verifyAll(root, 'resnet18/v1', 'resnet18@v2')).toMatchObject({lines: [expect.stringContaining('resnet18/v2: is gone')], code: 1});
		fs.rmSync(path.join(root, folder), {recursive: true});
		expect((await verifyAll(root, 'resnet18')).lines).toHaveLength(3);
		expect((await refusal(verifyAll(root, 'resnet18', 'nothing'))).code).toBe('not-found');
	});

	test('a name that is typed means what was registered by it, also where the sidecar is gone or says otherwise', async () => {
		const root = registered();
		remove(root, 'resnet18_v2.json');
		edited(root, 'resnet18_v1', sidecar => (sidecar.family = 'vgg'));
		const missing = expect.stringContaining('the sidecar of resnet18/v2 is missing: Resnet18/Model/resnet18_v2.json') as string;
		const other = expect.stringContaining('resnet18_v1.pth says it is vgg/v1, and was registered as resnet18/v1') as string;
		const family = await verifyAll(root, 'Resnet18');
		expect(family).toMatchObject({code: 1, notes: [expect.stringContaining('1 of 3 is as it was')]});
		expect([...family.lines].sort()).toEqual([missing, other]);
		for (const name of ['resnet18@v2', 'resnet18/v2']) expect(await verifyAll(root, name)).toMatchObject({lines: [missing], code: 1});
		for (const name of ['resnet18@v1', 'vgg', 'vgg/v1']) expect(await verifyAll(root, name)).toMatchObject({lines: [other], code: 1});
		remove(root, 'resnet18_v3.json');
		expect((await verifyAll(root, 'resnet18')).lines).toHaveLength(3);
	});

	test('a version that says it is another is found by the number that it was registered with', async () => {
		const root = registered();
		edited(root, 'resnet18_v1', sidecar => (sidecar.version = 2));
		expect(await verifyAll(root, 'resnet18@v1')).toMatchObject({lines: [expect.stringContaining('was registered as resnet18/v1')], code: 1});
	});

	test('bytes that changed and a number that did are both told', async () => {
		const root = registered();
		edited(root, 'resnet18_v1', sidecar => (sidecar.version = 9));
		fs.writeFileSync(path.join(root, folder, 'resnet18_v1.pth'), 'x');
		expect((await verifyAll(root)).lines).toEqual([expect.stringMatching(/differs from what was registered.*1 now; .*says it is resnet18\/v9/)]);
	});

	test('a family in other letters is the same one', async () => {
		const root = registered();
		edited(root, 'resnet18_v1', sidecar => (sidecar.family = 'ResNet18'));
		expect(await verifyAll(root)).toMatchObject({lines: [], code: 0});
	});

	test('a sidecar that broke since the last scan is told, whatever the index remembers of it', async () => {
		const root = registered();
		const env = {XDG_CACHE_HOME: temporaryFolder()};
		expect((await mreg(['verify', '--root', root], {env})).code).toBe(0);
		fs.writeFileSync(path.join(root, folder, 'resnet18_v1.json'), '{\n');
		// The first reading has the last good values, the second an index without them.
		for (const cache of [env, {XDG_CACHE_HOME: temporaryFolder()}]) {
			const {code, stdout} = await mreg(['verify', '--root', root], {env: cache});
			expect({code, stdout}).toEqual({code: 1, stdout: expect.stringContaining('Resnet18/Model/resnet18_v1.json cannot be read.') as string});
		}
	});

	test('all can be gone', async () => {
		const root = registered();
		fs.rmSync(path.join(root, folder), {recursive: true});
		expect((await verifyAll(root)).lines).toEqual([1, 2, 3].map(number => expect.stringContaining(`resnet18/v${number}: is gone`) as string));
	});

	test('those are not missed that were moved to the trash, taken back or renamed; one that was restored is', async () => {
		const root = registered();
		await typed(root, ['undo']);
		await typed(root, ['rm', 'resnet18_v2', '--yes', '--accept-loss']);
		for (const ending of ['pth', 'json']) fs.renameSync(path.join(root, folder, `resnet18_v1.${ending}`), path.join(root, folder, `mine.${ending}`));
		expect(await verifyAll(root)).toMatchObject({lines: [], code: 0, notes: [expect.stringContaining('1 of 1 is as it was')]});
		await typed(root, ['restore', 'resnet18_v2']);
		remove(root, 'resnet18_v2.pth', 'resnet18_v2.json');
		expect((await verifyAll(root)).lines).toEqual([expect.stringContaining('resnet18/v2: is gone')]);
	});

	test('a model that was promoted and taken back is not one; promoted again it is', async () => {
		const root = registryOf({'Net/Model/net_a': {artifact: 'x', sidecar: {model_id: 'net_a'}}});
		const {txn} = (await typed(root, ['register', 'net', '--from', 'net_a', '--json'])).json() as {txn: string};
		await typed(root, ['undo', txn]);
		expect((await refusal(verifyAll(root))).code).toBe('nothing-matched');
		await typed(root, ['register', 'net', '--from', 'net_a']);
		fs.writeFileSync(path.join(root, 'Net/Model/net_a.json'), '{}');
		expect((await verifyAll(root)).lines).toEqual([expect.stringContaining('net/v2 (net_a): ')]);
	});

	test('one that was named is not said to be none', async () => {
		const root = registered();
		remove(root, 'resnet18_v2.json');
		expect((await verifyAll(root, `${folder}/resnet18_v2.pth`)).lines).toEqual([expect.stringContaining('resnet18/v2 (')]);
	});
});

test('a version without a checksum that another program wrote is told, too', async () => {
	const root = registryOf({'Net/Model/a': {artifact: 'x', sidecar: {model_id: 'a', family: 'net', version: 1}}});
	expect(await verifyAll(root)).toMatchObject({lines: [expect.stringContaining('net/v1 (a): Net/Model/a.json has no checksum')], code: 1});
});
