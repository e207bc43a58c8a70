/** Versions that the Python client registers are those of `mreg`: the same files, the same numbers, verified, listed and taken back. */

import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {readJournal} from '../../store/journal.ts';
import {registeredVersions} from '../../store/registered-versions.ts';
import {settle} from '../helpers/changes.ts';
import {someOf, startKilling, startPython} from '../helpers/python-process.ts';
import {noPython, python} from '../helpers/python.ts';
import {outside, register, registrationOf, sha256, sidecarOf} from '../helpers/registering.ts';
import {lines, mreg} from '../helpers/run-mreg.ts';
import {startScript} from '../helpers/script.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {namesBelow, shareCompiled, targetsIn} from '../helpers/trash.ts';

// Times without a zone are local in both.
process.env.TZ = 'UTC';
shareCompiled();

const registering = `
os.chdir(sys.argv[1])
for name, path, metrics, facts in json.loads(sys.argv[2]):
    print(json.dumps(mreg._register_version(sys.argv[1], name, path, metrics, **facts)))
`;

type Call = readonly [name: string, path: string, metrics?: object | null, facts?: object];

/** @returns the ids */
function registered(root: string, calls: readonly Call[]): readonly string[] {
	const whole = calls.map(([name, from, metrics = null, facts = {}]) => [name, from, metrics, facts]);
	return python(`import io\nout, sys.stdout = sys.stdout, io.StringIO()\n${registering}\nout.write("[" + ",".join(sys.stdout.getvalue().split()) + "]")`, [
		root,
		JSON.stringify(whole),
	]) as readonly string[];
}

function emptyRoot(): string {
	const root = path.join(temporaryFolder(), 'root');
	fs.mkdirSync(root);
	return root;
}

/** A folder as an artifact, old enough to be at rest. */
function outsideFolder(folder: string, name: string): string {
	outside(folder, `${name}/deep/weights.bin`, 'weights');
	outside(folder, `${name}/line\nend`, 'odd');
	outside(folder, `${name}/한글 \\ back`, '');
	fs.symlinkSync('deep/weights.bin', path.join(folder, name, 'link'));
	execFileSync('find', [path.join(folder, name), '-depth', '-exec', 'touch', '-h', '-d', '2024-10-20', '{}', '+']);
	return path.join(folder, name);
}

describe.skipIf(noPython !== undefined)('a version that the client registers', () => {
	test('has the sidecar that mreg would have written, and the same files, of a file and of a folder', () => {
		const folder = temporaryFolder();
		const [file, whole] = [outside(folder, 'net.tar.gz'), outsideFolder(folder, 'net')];
		const facts = {framework: 'pytorch', input_shape: [1, 3, 'h', 224], domain: '의료', dataset: 'ImageNet', hyperparams: {lr: 0.5, layers: [1, 2]}};
		const lineage = {dataset_digest: `sha256:${sha256('data')}`};
		const ours = emptyRoot();
		for (const [from, test] of [
			[file, {dataset: 'val', performance: {acc: 0.7}}],
			[whole, undefined],
		] as const) {
			register(ours, registrationOf(from, {facts: {...facts, test, tags: ['a', 'b'], notes: '메모\n둘', lineage: {...lineage, source: from}}}));
		}
		const theirs = emptyRoot();
		const said = {...facts, ...lineage, tags: ['a', 'b', 'a'], notes: '메모\n둘'};
		const ids = registered(theirs, [
			['resnet18', file, {acc: 0.7}, {...said, test_dataset: 'val'}],
			['resnet18', whole, {}, said],
		]);
		expect(ids).toEqual(['resnet18/v1', 'resnet18/v2']);
		expect(namesBelow(path.join(theirs, 'Resnet18'))).toEqual(namesBelow(path.join(ours, 'Resnet18')));
		for (const name of ['Resnet18/Model/resnet18_v1.tar.gz.json', 'Resnet18/Model/resnet18_v2.json']) {
			const timeless = (root: string) =>
				fs
					.readFileSync(path.join(root, name), 'utf8')
					.replaceAll(/"\d{4}-\d\d-\d\dT[\d:.]+Z"/g, '"TIME"')
					.replaceAll(root, 'ROOT');
			expect(timeless(theirs)).toBe(timeless(ours));
		}
		for (const name of namesBelow(path.join(ours, 'Resnet18/Model'))) {
			const [mine, other] = [ours, theirs].map(root => fs.lstatSync(path.join(root, 'Resnet18/Model', name)));
			expect([name, other?.mode]).toEqual([name, mine?.mode]);
			if (!name.endsWith('.json') && mine?.isSymbolicLink() === false) expect([name, other?.mtimeMs]).toEqual([name, mine.mtimeMs]);
		}
		const itemOf = (root: string) => readJournal(root).entries.flatMap(entry => (entry.op === 'register' && entry.phase === 'begin' ? entry.items : []));
		const shape = (value: unknown): unknown =>
			typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shape(inner)])) : typeof value;
		expect(itemOf(theirs).map(shape)).toEqual(itemOf(ours).map(shape));
		expect(readJournal(theirs)).toMatchObject({problems: [], unfinished: []});
	});

	test('is verified, listed, got and taken back by mreg, and its number is not given again', async () => {
		const [root, folder] = [emptyRoot(), temporaryFolder()];
		registered(root, [
			['resnet18', outside(folder, 'one.pth'), {acc: 0.5}, {test_dataset: 'val'}],
			['resnet18', outside(folder, 'two.pth'), {acc: 0.9}, {test_dataset: 'val', parent: 'resnet18@v1'}],
			['resnet18', outsideFolder(folder, 'three')],
		]);
		const verified = await mreg(['verify', '--root', root]);
		expect([verified.code, verified.stdout, verified.stderr]).toEqual([0, '', expect.stringContaining('3 of 3 are as they were registered')]);
		const got = await mreg(['get', 'resnet18@best', '--json', '--root', root]);
		expect(JSON.parse(got.stdout)).toMatchObject({version: 2, path: `${root}/Resnet18/Model/resnet18_v2.pth`, best: {metric: 'acc', value: 0.9}});
		const list = await mreg(['versions', 'resnet18', '--quiet', '--root', root]);
		expect(lines(list.stdout)).toEqual(['resnet18/v3', 'resnet18/v2', 'resnet18/v1']);
		const undo = await mreg(['undo', '--root', root]);
		expect(undo.stderr).toContain('resnet18/v3');
		expect(registeredVersions(root).map(({version}) => version)).toEqual([1, 2]);
		expect(registered(root, [['ResNet18', outside(folder, 'four.pth')]])).toEqual(['resnet18/v4']);
	});

	test('is the one that mreg registered, where the bytes are the same; and the other way round', () => {
		const [root, folder] = [emptyRoot(), temporaryFolder()];
		const [one, two] = [outside(folder, 'one.pth'), outside(folder, 'two.pth')];
		register(root, registrationOf(one));
		expect(
			registered(root, [
				['resnet18', one],
				['resnet18', two],
				['resnet18', one, null, {new_version: true}],
			]),
		).toEqual(['resnet18/v1', 'resnet18/v2', 'resnet18/v3']);
		expect(register(root, registrationOf(two)).registered).toMatchObject({version: 2, isKnown: true});
	});

	test('gets a number of its own, where 4 processes of each kind begin a family at once', {timeout: 60_000}, async () => {
		const [root, folder] = [emptyRoot(), temporaryFolder()];
		const files = [0, 1, 2, 3].map(index => outside(folder, `${index}.pth`));
		const program = registering.replace('for name', 'print("ready", flush=True)\nsys.stdin.readline()\nfor name');
		const pythons = files.map(file =>
			startPython(program, [root, JSON.stringify(Array.from({length: 3}, () => ['resnet18', file, null, {new_version: true, wait: 30}]))]),
		);
		const nodes = files.map(file => startScript('registering-process', [root, file, 'copy', 'wait', '3']));
		const all = [...pythons, ...nodes];
		await expect.poll(() => all.filter(each => each.lines()[0] === 'ready').length, {timeout: 30_000}).toBe(8);
		for (const {child} of all) child.stdin.write('\n');
		for (const each of all) expect(await each.ended, each.errors()).toBe(0);
		const numbers = registeredVersions(root).map(({version}) => version);
		expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({length: 24}, (_, index) => index + 1));
		const names = numbers.flatMap(number => [`resnet18_v${number}.json`, `resnet18_v${number}.pth`]);
		expect(namesBelow(path.join(root, 'Resnet18/Model'))).toEqual(names.sort());
		const ids = pythons.flatMap(each =>
			each
				.lines()
				.slice(1)
				.map(line => JSON.parse(line) as string),
		);
		expect(new Set(ids).size).toBe(12);
	});

	test('is whole or was never there after a kill at any point, 30 times', {timeout: 120_000}, async () => {
		const [root, folder] = [emptyRoot(), temporaryFolder()];
		const calls = [outside(folder, 'net.pth'), outsideFolder(folder, 'net')].map(file => [
			'resnet18',
			file,
			{acc: 0.5},
			{new_version: true, git_commit: 'none'},
		]);
		const killed = startKilling(`def cycle():${registering.replace('print(', 'str(').replaceAll('\n', '\n    ')}`, [root, JSON.stringify(calls)]);
		const said = new Set<string>();
		// The first run makes what the later ones find.
		await killed(0);
		const last = (await killed(0)) ?? 0;
		let kills = 0;
		for (const point of someOf(last, 30)) {
			if ((await killed(point)) === undefined) kills++;
			for (const note of settle(root).notes) said.add(note.replaceAll(/\d+/g, 'N'));
			expect(readJournal(root).unfinished).toEqual([]);
			const found = await targetsIn(root);
			const there = registeredVersions(root);
			expect([...found.keys()].sort()).toEqual(there.map(({key}) => key).sort());
			for (const {key, sidecar = '', version} of there) {
				expect(sidecarOf(root, sidecar)).toMatchObject({version, model_id: `resnet18_v${version}`});
				expect(fs.existsSync(path.join(root, key))).toBe(true);
			}
			const left = namesBelow(root).filter(name => name.includes('.mreg-staging.') || /staging\..*\.json/.test(name) || name.endsWith('.tmp'));
			expect(left).toEqual([]);
		}
		const count = registeredVersions(root).length;
		expect(count).toBeGreaterThan(0);
		expect(kills).toBeGreaterThan(25);
		expect([...said].join(' ')).toContain('was cut off');
		const verified = await mreg(['verify', '--root', root]);
		expect(verified.stderr).toContain(`${count} of ${count} are as they were registered`);
	});
});
