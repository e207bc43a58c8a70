/** Runs examples one after the other, each in a folder of its own with a copy of ExampleData, and prints what each has printed as JSON. Arguments: a file with the examples. */

import fs from 'node:fs';
import path from 'node:path';
import {pathToFileURL} from 'node:url';
import {format} from 'node:util';
import type {DocExample} from './doc-examples.ts';

const [file = ''] = process.argv.slice(2);
const project = path.join(import.meta.dirname, '..', '..');
const door = pathToFileURL(path.join(project, 'source', 'index.ts')).href;
const examples = JSON.parse(fs.readFileSync(file, 'utf8')) as readonly DocExample[];
const usual = "import fs from 'node:fs';\nimport {ModelRun, MregError, openRegistry} from 'mreg-tui';\n";

const ran: Array<{printed: readonly string[]; error?: string}> = [];
for (const [index, {code}] of examples.entries()) {
	const folder = path.join(path.dirname(file), String(index));
	fs.mkdirSync(folder);
	// Times as they are: what is young is taken for what is being written.
	fs.cpSync(path.join(project, 'ExampleData'), path.join(folder, 'ExampleData'), {recursive: true, preserveTimestamps: true});
	process.chdir(folder);
	const program = path.join(folder, 'example.ts');
	const whole = code.includes("from 'mreg-tui'") ? code : `${usual}${code}`;
	fs.writeFileSync(program, whole.replaceAll("'mreg-tui'", `'${door}'`));
	const printed: string[] = [];
	console.log = (...values: unknown[]) => void printed.push(...format(...values).split('\n'));
	try {
		await import(pathToFileURL(program).href);
		ran.push({printed});
	} catch (error) {
		ran.push({printed, error: String((error as Error).stack)});
	}
}
fs.writeSync(1, JSON.stringify(ran));
// What examples have left open does not keep it.
