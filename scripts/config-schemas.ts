/** The JSON schemas of both config files, made from what the program checks them by; run directly, it writes them into docs/schemas. */

import fs from 'node:fs';
import path from 'node:path';
import {schemaOf} from '../source/commands/config-files.ts';

const folder = path.join(import.meta.dirname, '../docs/schemas');

/** The text of each file, by its name. */
export async function schemaFiles(): Promise<ReadonlyMap<string, string>> {
	const [user, registry] = [await schemaOf('user'), await schemaOf('registry')];
	return new Map([
		['user-config.schema.json', textOf(user)],
		['registry-config.schema.json', textOf(registry)],
	]);
}

function textOf(schema: object): string {
	return `${JSON.stringify(schema, undefined, 2)}\n`;
}

if (process.argv[1] === import.meta.filename) {
	fs.mkdirSync(folder, {recursive: true});
	for (const [name, text] of await schemaFiles()) fs.writeFileSync(path.join(folder, name), text);
}
