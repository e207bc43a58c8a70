/** The Python client finds the models that `mreg list` shows: the same keys, ids, states and order, in broken registries, too. */

import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {parseTime, timeInId} from '../../store/domain/identifier.ts';
import {targetsOf} from '../../store/domain/change.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {findModelFolders} from '../../store/model-folders.ts';
import {readRegistry} from '../../store/read-registry.ts';
import {fixtureCases} from '../helpers/fixtures.ts';
import {noPython, python} from '../helpers/python.ts';
import {exampleData} from '../helpers/run-mreg.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';

// A zone whose clocks change.
process.env.TZ = 'Europe/Berlin';
const skipped = noPython === undefined ? '' : ` (skipped: ${noPython})`;

const program = `
found = []
for root in json.load(sys.stdin):
    models = mreg._scan(root)
    found.append([{**mreg._target(model, models), "state": model.state, "growing": model.is_growing()} for model in models])
print(json.dumps(found))
`;

/** Entries of model_registry.json without files are told by another part of the client. */
function scanned({models}: Snapshot): unknown {
	const found = models.filter(({artifact, sidecar}) => artifact !== undefined || sidecar !== undefined);
	const targets = targetsOf(found, models);
	return found.map(({state, growing}, index) => JSON.parse(JSON.stringify({...targets[index], state, growing})) as unknown);
}

test.skipIf(noPython)(
	`every registry of the fixtures and the demo is read alike${skipped}`,
	async () => {
		const cases = fixtureCases().filter(({name, skip}) => skip === undefined && name !== 'artifact-folder-of-50000-files');
		const roots = [...cases.map(({make}) => make()), exampleData(), growing()];
		const found = python(program, [], JSON.stringify(roots)) as readonly unknown[];
		for (const [index, root] of roots.entries()) {
			const snapshot = await readRegistry({root, reason: 'test', now: Date.now(), env: {...process.env, XDG_CACHE_HOME: temporaryFolder()}});
			expect(found[index], cases[index]?.name ?? root).toEqual(scanned(snapshot));
		}
	},
	60_000,
);

/** Artifacts that were just written, and some that were not. */
function growing(): string {
	const root = temporaryFolder();
	fs.mkdirSync(path.join(root, 'Mscn/Model/folder/deep'), {recursive: true});
	for (const name of ['new.pt', 'old.pt', 'folder/deep/weights', 'link-target', 'v1.pt']) fs.writeFileSync(path.join(root, 'Mscn/Model', name), 'x');
	fs.utimesSync(path.join(root, 'Mscn/Model/old.pt'), 1, 1);
	fs.symlinkSync('link-target', path.join(root, 'Mscn/Model/link'));
	const checksum = {algorithm: 'sha256', value: 'A'.repeat(64)};
	fs.writeFileSync(path.join(root, 'Mscn/Model/v1.json'), JSON.stringify({family: 'net', version: 1, checksum}));
	fs.chmodSync(path.join(root, 'Mscn/Model/v1.pt'), 0o444);
	return root;
}

test.skipIf(noPython)(`model folders are found by the same globs${skipped}`, () => {
	const root = temporaryFolder();
	const folders = [
		'runs/Mscn/1/checkpoints',
		'runs/lero/2/checkpoints',
		'runs/lero/2/Model',
		'flat',
		'Deep/a/b/c/d',
		'.hidden/Model',
		'a [1]/x',
		'node_modules/Model',
	];
	for (const folder of folders) fs.mkdirSync(path.join(root, folder), {recursive: true});
	fs.symlinkSync('flat', path.join(root, 'linked'));
	fs.symlinkSync('../..', path.join(root, 'runs/lero/up'));
	const globs = [
		'runs/*/*/checkpoints',
		'runs/**/checkpoints',
		'runs/{Mscn,lero}/*/check*',
		'**/checkpoints',
		'*',
		'flat',
		'flat/',
		'./flat',
		'./runs/*',
		'linked',
		'link*',
		'runs/[Ml]*/1/*',
		'runs/[!M]*/*',
		'runs/@(Mscn|x)/*',
		'a \\[1\\]/*',
		'a*?1?/*',
		'.hidden/*',
		'*/Model',
		'../*',
		'/etc/*',
		'Deep/**',
		'nothing/*',
		'runs/*/2/{checkpoints,Model}',
		'runs/lero/up/*',
	];
	const found = python(
		`root, globs = json.load(sys.stdin)\nprint(json.dumps([mreg._model_folders(root, [glob]) for glob in globs]))`,
		[],
		JSON.stringify([root, globs]),
	) as unknown[];
	for (const [index, glob] of globs.entries()) {
		const wanted = findModelFolders(root, [glob]).folders.map(({path, algorithm}) => [path, algorithm]);
		expect(found[index], glob).toEqual(wanted);
	}
});

test.skipIf(noPython)(`times are read alike${skipped}`, () => {
	const digits = (length: number) => fc.integer({min: 0, max: 10 ** length - 1}).map(number => String(number).padStart(length, '0'));
	const part = (most: number, odd = 2) => fc.integer({min: 0, max: most + odd}).map(number => String(number).padStart(2, '0'));
	const anyTime = fc
		.tuple(
			fc.oneof(
				fc.constantFrom('2024', '2025', '2026'),
				digits(4).filter(year => year > '1980' && year < '2037'),
			),
			fc.oneof(fc.constantFrom('03', '10'), part(12)),
			part(31),
			fc.constantFrom('T', ' '),
			fc.tuple(part(23), part(59), part(59)),
			fc.constantFrom('', '.5', ',123456789', '.0009'),
			fc.constantFrom('', '', '', 'Z', '+09:00', '-0330', ' Z'),
		)
		.map(([year, month, day, between, clock, fraction, zone]) => `${year}-${month}-${day}${between}${clock.join(':')}${fraction}${zone}`);
	const changes = ['2024-03-31T02:00:00', '2024-03-31T02:59:59', '2024-10-27T02:00:00', '2024-10-27T02:59:59', '2024-10-27T03:00:00', '0000-02-29T00:00:00Z'];
	const odd = [
		'',
		'yesterday',
		'2024-10-19',
		'2024-10-19T10:30',
		' 2024-10-19T10:30:00 ',
		'2024-10-19T10:30:00\n',
		'2024-10-19T1:30:00',
		'2024-10-19T10',
		'٢٠٢٤-10-19',
	];
	const texts = [...changes, ...odd, ...fc.sample(anyTime, {numRuns: 2000, seed: 7})];
	const names = [
		'mscn_20241019_103000',
		'a20241019103000b',
		'1_20241019-103000_2',
		'20241319_103000',
		'x_120241019_103000',
		'x_20241019_1030001',
		'모델_20240331_023000',
	];
	const found = python(
		`texts, names = json.load(sys.stdin)\nprint(json.dumps([[mreg._parse_time(text) for text in texts], [mreg._time_in_id(name) for name in names]]))`,
		[],
		JSON.stringify([texts, names]),
	) as [Array<number | null>, Array<number | null>];
	const seconds = (milliseconds: number | undefined) => (milliseconds === undefined ? null : milliseconds / 1000);
	expect(texts.map((text, index) => [text, found[0][index]])).toEqual(texts.map(text => [text, seconds(parseTime(text))]));
	expect(found[1]).toEqual(names.map(name => seconds(timeInId(name))));
});
