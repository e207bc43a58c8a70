/**
 * Measures the built program on registries of several sizes, in a real terminal and with a warm page cache, and prints a table for the README.
 * It tells what was met and what was missed, and fails on neither.
 */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {parseArgs} from 'node:util';
import type {Figures, Taken} from './figures.ts';
import {machineWords, thisMachine} from './machine.ts';
import {measureRegister, measureVerify} from './measure-bytes.ts';
import {measureChanges} from './measure-changes.ts';
import {measureCommands, measureDoctor, measureListJson} from './measure-commands.ts';
import {measureInspect} from './measure-inspect.ts';
import {measureKeysWhileIndexing} from './measure-keys.ts';
import {measureOpen} from './measure-open.ts';
import {measureQueries} from './measure-queries.ts';
import {measureScreens} from './measure-screens.ts';
import {measureSession} from './measure-session.ts';
import {measureCold, measureWarm} from './measure-start.ts';
import {copyProgram, type Launch} from './program.ts';
import {casesOf, generateCase, removeCase, type GeneratedCase} from './registries.ts';
import {markdownTable, type Column} from './table.ts';

const kinds = [
	'cold',
	'cold-keys',
	'warm',
	'list',
	'ranking',
	'commands',
	'doctor',
	'queries',
	'screens',
	'changes',
	'idle',
	'keys',
	'rename',
	'register',
	'verify',
	'inspect',
	'open',
	'open-again',
] as const;
type Kind = (typeof kinds)[number];

/** What has to do with no registry of many models. */
const ofBytes: readonly Kind[] = ['register', 'verify', 'inspect'];

const usage = `Usage: npm run bench -- [--sizes 1000,10000,100000] [--folders 4] [--only NAME...] [--runs 5] [--idle 60] [--open 20] [--bytes 2000] [--keep DIR]

  --sizes  how many models; from 100,000 on all of them in one folder, too
  --folders only the registries with so many folders
  --only   some of: ${kinds.join(', ')}
  --runs   counted runs of a start or a command, of which the median is told
  --idle   seconds without a key for the CPU when idle
  --open   minutes that the dashboard stays open while models are written; only where it is named by --only
  --bytes  megabytes that are registered, verified and inspected
  --keep   make the registries in this folder, keep them, and use those that are there`;

interface Options {
	readonly sizes: readonly number[];
	readonly folders?: number;
	readonly only: readonly Kind[];
	readonly runs: number;
	readonly idle: number;
	readonly open: number;
	readonly bytes: number;
	readonly keep?: string;
}

function readOptions(): Options | undefined {
	const {values, positionals} = parseArgs({
		allowPositionals: true,
		options: {
			sizes: {type: 'string', default: '1000,10000,100000'},
			folders: {type: 'string'},
			only: {type: 'string', multiple: true, default: []},
			runs: {type: 'string', default: '5'},
			idle: {type: 'string', default: '60'},
			open: {type: 'string', default: '20'},
			bytes: {type: 'string', default: '2000'},
			keep: {type: 'string'},
		},
	});
	// The names behind the first of `--only` come as positionals.
	const names = [...values.only, ...positionals];
	const only = kinds.filter(kind => (names.length === 0 && kind !== 'open' && kind !== 'open-again') || names.includes(kind));
	const sizes = values.sizes.split(',').map(Number);
	const [runs, idle, open, bytes] = [Number(values.runs), Number(values.idle), Number(values.open), Number(values.bytes)];
	const folders = values.folders === undefined ? undefined : Number(values.folders);
	const isWrong =
		names.some(name => !kinds.some(kind => kind === name)) ||
		(positionals.length > 0 && values.only.length === 0) ||
		[...sizes, runs, idle, open, bytes, folders ?? 1].some(number => !Number.isInteger(number) || number < 1);
	return isWrong ? undefined : {sizes, folders, only, runs, idle, open, bytes, keep: values.keep};
}

async function measureCase(made: GeneratedCase, launch: Launch, {only, runs, idle, open}: Options): Promise<Taken> {
	const {root, models, seedRegistry} = made;
	const figures: Figures = {};
	const details: Record<string, number> = {};
	const measure = async (some: readonly Kind[], take: () => Promise<Figures>) => {
		if (!some.some(kind => only.includes(kind))) return;
		process.stderr.write(`${made.title}: ${some.join(', ')} …\n`);
		try {
			Object.assign(figures, await take());
		} catch (error) {
			// The others are worth having all the same.
			process.stderr.write(`${String(error)}\n`);
		}
	};
	await measure(['cold'], () => measureCold({launch, root, models, runs}));
	await measure(['cold-keys'], () => measureKeysWhileIndexing(launch, root, models));
	await measure(['warm'], () => measureWarm({launch, root, models, runs}));
	const withDetails = async (taken: Promise<Taken>) => {
		Object.assign(details, (await taken).details);
		return (await taken).figures;
	};
	await measure(['list', 'ranking'], () => measureListJson({launch, root, seedRegistry, runs, ranking: only.includes('ranking')}));
	await measure(['commands'], () => measureCommands({launch, root, seedRegistry, runs}));
	await measure(['doctor'], () => measureDoctor({launch, root, seedRegistry, runs}));
	await measure(['queries'], () => withDetails(measureQueries(launch, root)));
	await measure(['screens'], () => withDetails(measureScreens(launch, root, models)));
	await measure(['changes'], () => withDetails(measureChanges(launch, root, models)));
	await measure(['idle', 'keys', 'rename'], () => measureSession({launch, root, models, idle, wants: kind => only.includes(kind)}));
	await measure(['open'], () => measureOpen({launch, root, models, minutes: open}));
	await measure(['open-again'], () => measureOpen({launch, root, models, minutes: open, ring: 200}));
	return {figures, details};
}

async function measureBytes(launch: Launch, data: string, {only, runs, bytes: megabytes}: Options): Promise<Column | undefined> {
	const wanted = ofBytes.filter(kind => only.includes(kind));
	if (wanted.length === 0) return undefined;
	const title = `${megabytes.toLocaleString('en-US')} MB`;
	process.stderr.write(`${title}: ${wanted.join(', ')} …\n`);
	const folder = path.join(data, 'bytes');
	fs.mkdirSync(folder, {recursive: true});
	const options = {launch, folder, megabytes, runs};
	const registered = only.includes('register') ? await measureRegister(options) : {};
	const verified = only.includes('verify') ? await measureVerify(options) : {};
	const inspected = only.includes('inspect') ? await measureInspect(options) : {};
	return {title, models: megabytes, figures: {...registered, ...verified, ...inspected}, details: {}};
}

async function run(options: Options): Promise<void> {
	const temporary = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'mreg-bench-'));
	process.on('exit', () => fs.rmSync(temporary, {recursive: true, force: true}));
	for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));
	const data = options.keep === undefined ? temporary : path.resolve(options.keep);
	const machine = thisMachine();
	const launch = copyProgram(temporary);
	const columns: Column[] = [];
	const ofModels = options.only.some(kind => !ofBytes.includes(kind));
	for (const wanted of ofModels ? casesOf(options.sizes, options.folders) : []) {
		process.stderr.write(`${wanted.title}: making the registry …\n`);
		const made = generateCase(wanted, data);
		const taken = await measureCase(made, launch, options);
		if (options.keep === undefined) removeCase(made);
		columns.push({title: wanted.title, models: wanted.models, ...taken});
		process.stderr.write(`${markdownTable(columns.slice(-1))}\n`);
	}
	const bytes = await measureBytes(launch, data, options);
	if (bytes) columns.push(bytes);
	const words = machineWords(machine, data);
	const {runs, idle} = options;
	console.log(`${words}.\nMedians of ${runs} runs with a warm page cache, terminal 120x40, idle over ${idle} s.\n\n${markdownTable(columns)}`);
	keepResults({machine, words, runs, idle, columns});
}

function keepResults(results: object): void {
	const folder = path.join(import.meta.dirname, 'results');
	fs.mkdirSync(folder, {recursive: true});
	const at = new Date().toISOString();
	const file = path.join(folder, `${at.replaceAll(/[:.]/g, '-')}.json`);
	fs.writeFileSync(file, `${JSON.stringify({at, ...results}, null, '\t')}\n`);
	process.stderr.write(`\n${path.relative(process.cwd(), file)}\n`);
}

const options = readOptions();
if (options) await run(options);
else {
	console.error(usage);
	process.exitCode = 2;
}
