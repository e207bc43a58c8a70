/** The tests of the Python client, as one of these. */

import {spawn} from 'node:child_process';
import path from 'node:path';
import {expect, test} from 'vitest';
import {noPython} from '../helpers/python.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';

const project = path.join(import.meta.dirname, '..', '..');
const skipped = noPython === undefined ? '' : ` (skipped: ${noPython})`;

test.skipIf(noPython)(
	`the Python client passes its tests${skipped}`,
	async () => {
		const env = {...process.env, TZ: 'UTC', PYTHONPYCACHEPREFIX: temporaryFolder()};
		const child = spawn('python3', ['-m', 'unittest', 'discover', '-s', 'python/tests'], {cwd: project, env, stdio: ['ignore', 'pipe', 'pipe']});
		let said = '';
		for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => void (said += text));
		const code = await new Promise(resolve => child.once('close', resolve));
		// Behind the dots and what the tests make the client say stand the failures.
		expect(code, said.slice(Math.max(0, said.indexOf('======')))).toBe(0);
		expect(said).toMatch(/^Ran \d{2,} tests/m);
	},
	600_000,
);
