/** The registries that are measured: made once in a folder, and used again where they are whole. */

import fs from 'node:fs';
import path from 'node:path';
import {generateRegistry, writeSeedRegistry} from './generate.ts';

export interface Case {
	/** A column of the table. */
	readonly title: string;
	readonly models: number;
	readonly folders: number;
}

export interface GeneratedCase extends Case {
	readonly root: string;
	readonly seedRegistry: string;
}

const manyModels = 100_000;

/** Four folders for each size, and one folder besides where there are very many models. @param only those with so many folders */
export function casesOf(sizes: readonly number[], only?: number): readonly Case[] {
	const cases = sizes.flatMap(models => {
		const title = models.toLocaleString('en-US');
		const four = {title, models, folders: 4};
		return models < manyModels ? [four] : [four, {title: `${title} in one folder`, models, folders: 1}];
	});
	return cases.filter(({folders}) => only === undefined || folders === only);
}

/** Generates a case below `folder` unless it lies there whole. */
export function generateCase(wanted: Case, folder: string): GeneratedCase {
	const base = path.join(folder, `models-${wanted.models}-in-${wanted.folders}`);
	const made = {...wanted, root: path.join(base, 'registry'), seedRegistry: path.join(base, 'model_registry.json')};
	const whole = path.join(base, 'whole');
	if (fs.existsSync(whole)) return made;
	fs.rmSync(base, {recursive: true, force: true});
	generateRegistry({root: made.root, models: wanted.models, folders: wanted.folders, seed: 1});
	writeSeedRegistry(made.root, made.seedRegistry);
	fs.writeFileSync(whole, '');
	return made;
}

/** Removes what `generateCase` wrote. */
export function removeCase({root}: GeneratedCase): void {
	fs.rmSync(path.dirname(root), {recursive: true, force: true});
}
