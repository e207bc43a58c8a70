/** The headless commands with an index, and the seed's way in Python, as whole processes. */

import fs from 'node:fs';
import path from 'node:path';
import type {Figures} from './figures.ts';
import {timed, type Launch} from './program.ts';
import {median} from './statistics.ts';

export interface CommandOptions {
	readonly launch: Launch;
	readonly root: string;
	/** The model_registry.json that the seed's code would have for these models. */
	readonly seedRegistry: string;
	readonly runs: number;
}

const loadAndDump = 'import json, sys\nwith open(sys.argv[1]) as file: sys.stdout.write(json.dumps(json.load(file)))';
const compared = 50;

/** `list --json` in turn with Python and, if they are wanted, with the commands that rank: so all have the same machine. */
export async function measureListJson(options: CommandOptions & {readonly ranking: boolean}): Promise<Figures> {
	const {launch, root, seedRegistry, ranking} = options;
	const mreg = (...args: readonly string[]) => timed(launch.node, [launch.cli, ...args, '--root', root], launch);
	const {list, python, best, leaderboard, boardOfModels, compare} = await inTurn(options.runs, {
		list: async () => mreg('list', '--json'),
		python: async () => timed(launch.python, ['-c', loadAndDump, seedRegistry], launch),
		...(ranking
			? {
					best: async () => mreg('best'),
					leaderboard: async () => mreg('leaderboard'),
					boardOfModels: async () => mreg('leaderboard', '--by', 'model', '--json'),
					compare: async () => mreg('compare', ...someKeys(root)),
				}
			: {}),
	});
	if (list === undefined || python === undefined) return {};
	const figures: Figures = {listJson: list, python, listRatio: list / python};
	return best === undefined ? figures : {...figures, best, bestRatio: best / list, leaderboard, boardOfModels, compare};
}

/** What a person reads of them. */
export async function measureCommands({launch, root, runs}: CommandOptions): Promise<Figures> {
	return inTurn(runs, {
		listTable: async () => timed(launch.node, [launch.cli, 'list', '--root', root], launch),
		summary: async () => timed(launch.node, [launch.cli, 'summary', '--root', root], launch),
	});
}

/** A look at all that may be wrong, without reading contents. */
export async function measureDoctor({launch, root, runs}: CommandOptions): Promise<Figures> {
	return inTurn(runs, {doctor: async () => timed(launch.node, [launch.cli, 'doctor', '--root', root], launch)});
}

/** One after the other, and all of them again; the first round only warms. @returns the median seconds of each */
async function inTurn<Name extends string>(
	runs: number,
	commands: Readonly<Partial<Record<Name, () => Promise<number>>>>,
): Promise<Partial<Record<Name, number>>> {
	const taken = new Map<string, number[]>();
	const all = Object.entries<(() => Promise<number>) | undefined>(commands);
	for (let run = 0; run <= runs; run++) {
		for (const [name, command] of all) {
			if (!command) continue;
			const seconds = (await command()) / 1000;
			if (run > 0) taken.set(name, [...(taken.get(name) ?? []), seconds]);
		}
	}
	return Object.fromEntries([...taken].map(([name, times]) => [name, median(times)])) as Partial<Record<Name, number>>;
}

/** Keys of models of every folder. */
function someKeys(root: string): readonly string[] {
	const folders = fs.readdirSync(root).filter(name => fs.existsSync(path.join(root, name, 'Model')));
	const each = Math.ceil(compared / folders.length);
	const keys = folders.flatMap(folder =>
		fs
			.readdirSync(path.join(root, folder, 'Model'))
			.filter(name => !name.endsWith('.json'))
			.slice(0, each)
			.map(name => `${folder}/Model/${name}`),
	);
	return keys.slice(0, compared);
}
