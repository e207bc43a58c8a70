/** What is told of a zip archive that holds neither tensors of torch nor of NumPy; of a Keras model, what wrote it. */

import {FormatError} from './file-window.ts';
import type {FormatContents} from './format-contents.ts';
import {checkHeaderText} from './header-json.ts';
import {gather} from './tensor-list.ts';
import type {Archive} from './zip-archive.ts';

/** Of a JSON text in it (bytes). */
const longestText = 2 ** 20;

export async function readPlainZip(archive: Archive): Promise<FormatContents> {
	const file = gather('zip');
	for (const problem of archive.problems) file.problem(problem);
	if (archive.entry('model.weights.h5') && archive.entry('metadata.json')) {
		const [metadata, config] = [await objectIn(archive, 'metadata.json'), await objectIn(archive, 'config.json')];
		file.fact('producer', `Keras ${textOf(metadata['keras_version'])}`.trim());
		file.fact('saved', textOf(metadata['date_saved']));
		file.fact('class', textOf(config['class_name']));
	}
	file.fact('entries', archive.entries.length.toLocaleString('en'));
	return file.contents();
}

/** An empty object where it is not there or cannot be read: these facts are not worth a complaint. */
async function objectIn(archive: Archive, name: string): Promise<Readonly<Record<string, unknown>>> {
	try {
		const bytes = await archive.readEntry(name, {limit: longestText});
		checkHeaderText(bytes, {depth: 100, containers: 100_000, values: 500_000});
		const value: unknown = JSON.parse(bytes.toString('utf8'));
		return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
	} catch (error) {
		if (error instanceof FormatError || error instanceof SyntaxError) return {};
		throw error;
	}
}

function textOf(value: unknown): string {
	return typeof value === 'string' ? value : '';
}
