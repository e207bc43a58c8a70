/** The headless commands with an index, and the seed's way in Python, as whole processes. */

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

/** `list --json` in turn with Python, so that both have the same machine. */
export async function measureListJson({launch, root, seedRegistry, runs}: CommandOptions): Promise<Figures> {
	const [ours, pythons]: [number[], number[]] = [[], []];
	for (let run = 0; run <= runs; run++) {
		const our = await timed(launch.node, [launch.cli, 'list', '--json', '--root', root], launch);
		const python = await timed(launch.python, ['-c', loadAndDump, seedRegistry], launch);
		if (run === 0) continue;
		ours.push(our / 1000);
		pythons.push(python / 1000);
	}
	return {listJson: median(ours), python: median(pythons), listRatio: median(ours) / median(pythons)};
}

/** What a person reads of them. */
export async function measureCommands({launch, root, runs}: CommandOptions): Promise<Figures> {
	const [lists, summaries]: [number[], number[]] = [[], []];
	for (let run = 0; run <= runs; run++) {
		const list = await timed(launch.node, [launch.cli, 'list', '--root', root], launch);
		const summary = await timed(launch.node, [launch.cli, 'summary', '--root', root], launch);
		if (run === 0) continue;
		lists.push(list / 1000);
		summaries.push(summary / 1000);
	}
	return {listTable: median(lists), summary: median(summaries)};
}
