/** A researcher's working folder with a dashboard beside it: shell lines are typed, as the seeds write them, and the screen shows what they did. */

import {spawn} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {expect} from 'vitest';
import {makeOld, openDashboard, ownPlaces, program, project, type Dashboard} from './dashboard.ts';
import {temporaryFolder} from './temporary-folder.ts';

export interface Scenario {
	readonly root: string;
	readonly dashboard: Dashboard;
	/** Types a line, and returns what it prints. It fails the test where the line does. */
	readonly type: (line: string) => Promise<string>;
	/** Types a line that trains, and returns the id of the model that was saved. */
	readonly train: (line: string) => Promise<string>;
	/** Waits until the row of a model shows all of these. */
	readonly row: (id: string, ...wanted: readonly string[]) => Promise<void>;
	/** Some time goes by: nothing is being written any more. */
	readonly later: () => void;
	readonly idsLeft: () => readonly string[];
}

export interface Tools {
	/** Files of the working folder, from where in the project each is. */
	readonly files: Readonly<Record<string, string>>;
	/** Shell functions that stand before each line. */
	readonly functions: string;
}

/** The scripts as the second seed has them: unified_test.py and scripts/model_manager.py. */
export const pythonTools: Tools = {
	files: {
		'unified_test.py': 'examples/python/unified_test.py',
		'scripts/model_manager.py': 'examples/python/model_manager.py',
		'mreg.py': 'python/mreg.py',
	},
	functions: 'export PYTHONPATH=$PWD; python() { python3 "$@"; }',
};

/** The same in TypeScript, and `mreg` in place of the manager. */
export const typescriptTools: Tools = {
	files: {'unified-test.ts': 'examples/typescript/unified-test.ts'},
	functions: `mreg() { node "${program}" "$@"; }; node() { "${process.execPath}" "$@"; }`,
};

/** Begins with an empty registry, which a dashboard shows. */
export async function startScenario({files, functions}: Tools): Promise<Scenario> {
	const folder = temporaryFolder();
	const root = path.join(folder, 'ExampleData');
	fs.mkdirSync(root);
	for (const [name, from] of Object.entries(files)) {
		fs.mkdirSync(path.dirname(path.join(folder, name)), {recursive: true});
		fs.copyFileSync(path.join(project, from), path.join(folder, name));
	}
	// As `npm install mreg-tui` leaves it.
	fs.mkdirSync(path.join(folder, 'node_modules'));
	fs.symlinkSync(project, path.join(folder, 'node_modules/mreg-tui'));
	fs.writeFileSync(path.join(folder, 'package.json'), '{"type": "module"}');
	const env = {...ownPlaces(), PATH: process.env['PATH'], LANG: 'C.UTF-8', MREG_ROOT: root};
	const dashboard = await openDashboard(root, {cols: 110, rows: 30});
	const type = async (line: string) => {
		const {code, output, errors} = await run(`${functions}; ${line}`, folder, env);
		expect(code, `${line}\n${output}${errors}`).toBe(0);
		return output;
	};
	return {
		root,
		dashboard,
		type,
		train: async line => {
			const [id] = (await type(line)).split(' ');
			expect(id).toMatch(/^mscn_\d{8}_\d{6}(_\d+)?$/);
			return id ?? '';
		},
		// Ids that begin alike are shown by their ends.
		row: async (id, ...wanted) => {
			const end = id.replace(/^mscn_\d{8}_/, '');
			await dashboard.until(lines =>
				lines.some(line => / {2,}(\d+|–) +\S*\d{6}/.test(line) && line.includes(`${end} `) && wanted.every(text => line.includes(text))),
			);
		},
		later: () => filesBelow(root).forEach(file => makeOld(file)),
		idsLeft: () =>
			fs
				.readdirSync(path.join(root, 'Mscn/Model'))
				.filter(name => /^mscn_\d+_\d+(_\d+)?$/.test(name))
				.sort(),
	};
}

async function run(
	line: string,
	cwd: string,
	env: NodeJS.ProcessEnv,
): Promise<{readonly code: number | null; readonly output: string; readonly errors: string}> {
	const child = spawn('bash', ['-c', line], {cwd, env, stdio: ['ignore', 'pipe', 'pipe']});
	let [output, errors] = ['', ''];
	child.stdout.setEncoding('utf8').on('data', (text: string) => void (output += text));
	child.stderr.setEncoding('utf8').on('data', (text: string) => void (errors += text));
	const code = await new Promise<number | null>(resolve => child.once('close', resolve));
	return {code, output, errors};
}

/** Models and their sidecars; not what the registry keeps for itself. */
function filesBelow(root: string): readonly string[] {
	return fs.globSync('*/Model/**', {cwd: root}).map(name => path.join(root, name));
}
