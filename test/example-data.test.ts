/** The demo registry is what its script writes, and a valid registry. */

import fs from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {isObject} from '../store/domain/json.ts';
import {makeExampleData} from '../scripts/make-example-data.ts';
import {temporaryFolder} from './helpers/temporary-folder.ts';

const committed = path.join(import.meta.dirname, '..', 'ExampleData');
const algorithmFolders = ['Knob', 'Lero', 'Mscn'];

/** Paths of all files below a folder, sorted. */
function filesBelow(folder: string): string[] {
	return fs
		.readdirSync(folder, {recursive: true, withFileTypes: true})
		.filter(entry => !entry.isDirectory())
		.map(entry => path.relative(folder, path.join(entry.parentPath, entry.name)))
		.sort();
}

function readJson(...parts: string[]): Record<string, unknown> {
	const value: unknown = JSON.parse(fs.readFileSync(path.join(committed, ...parts), 'utf8'));
	if (!isObject(value)) throw new Error(`${parts.join('/')} is not an object`);
	return value;
}

function sidecarNames(folder: string): string[] {
	return fs.readdirSync(path.join(committed, folder, 'Model')).filter(name => name.endsWith('.json'));
}

test('writing the demo again gives the committed bytes', () => {
	const again = path.join(temporaryFolder(), 'ExampleData');
	makeExampleData(again);
	expect(filesBelow(again)).toEqual(filesBelow(committed));
	for (const file of filesBelow(committed)) {
		expect(fs.readFileSync(path.join(again, file)).equals(fs.readFileSync(path.join(committed, file))), file).toBe(true);
	}
});

test('every sidecar of the demo describes an artifact that is there', () => {
	for (const folder of algorithmFolders) {
		for (const name of sidecarNames(folder)) {
			const sidecar = readJson(folder, 'Model', name);
			expect(sidecar['model_id']).toBe(name.slice(0, -'.json'.length));
			expect(sidecar['algorithm']).toBe(folder.toLowerCase());
			expect(fs.existsSync(path.join(committed, '..', String(sidecar['model_path']))), name).toBe(true);
		}
	}
});

test('every artifact of the demo has a sidecar', () => {
	for (const folder of algorithmFolders) {
		const names = fs.readdirSync(path.join(committed, folder, 'Model'));
		expect(
			names
				.filter(name => !name.endsWith('.json'))
				.map(name => `${name.replace(/\.pt$/, '')}.json`)
				.sort(),
		).toEqual(sidecarNames(folder).sort());
	}
});

test('the exchange files of the demo hold every model', () => {
	const ids = algorithmFolders.flatMap(folder => sidecarNames(folder)).map(name => name.slice(0, -'.json'.length));
	expect(Object.keys(readJson('model_registry.json')).sort()).toEqual(ids.sort());
	const histories = algorithmFolders.map(folder => readJson(folder, 'training_registry.json'));
	expect(histories.flatMap(history => Object.keys(history)).sort()).toEqual(ids);
});

test('the demo is small enough to keep in the repository', () => {
	const bytes = filesBelow(committed).reduce((sum, file) => sum + fs.statSync(path.join(committed, file)).size, 0);
	expect(bytes).toBeLessThan(200_000);
});
