/** The examples of the library's reference: each runs, and prints what its comments say. */

import {execFile} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {promisify} from 'node:util';
import {beforeAll, expect, test} from 'vitest';
import {docExamples} from '../helpers/doc-examples.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';

const examples = docExamples();
let ran: ReadonlyArray<{readonly printed: readonly string[]; readonly error?: string}> = [];

beforeAll(async () => {
	const folder = temporaryFolder();
	const file = path.join(folder, 'examples.json');
	fs.writeFileSync(file, JSON.stringify(examples));
	const runner = path.join(import.meta.dirname, '..', 'helpers', 'running-examples.ts');
	const env = {...process.env, XDG_CACHE_HOME: path.join(folder, 'cache'), MREG_ROOT: ''};
	const {stdout} = await promisify(execFile)(process.execPath, [runner, file], {env, maxBuffer: 1e8});
	ran = JSON.parse(stdout) as typeof ran;
}, 120_000);

test('what is public has examples, and they say what is printed', () => {
	expect(examples.length).toBeGreaterThan(15);
	expect(examples.filter(({prints}) => prints.length > 0).length).toBeGreaterThan(12);
});

test.each(examples.map((example, index) => ({...example, index})))('the example runs and prints what it says: $name', ({index, prints}) => {
	expect(ran[index]).toEqual({printed: prints});
});
