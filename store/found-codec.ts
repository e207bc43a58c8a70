/** Found models as bytes: one JSON text each, those of one stem separated by tabs. The form that the index and the worker's messages share. */

import type {FoundModel} from './domain/build-model.ts';

/** @returns the models' JSON texts, separated by tabs (JSON.stringify writes none itself) */
export function encodeFound(models: readonly FoundModel[]): Uint8Array {
	return Buffer.from(models.map(model => JSON.stringify(model)).join('\t'));
}

/** Reads what `encodeFound` wrote. @throws SyntaxError where the bytes are something else */
export function decodeFound(bytes: Uint8Array): FoundModel[] {
	const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
	return text.includes('\t') ? text.split('\t').map(part => JSON.parse(part) as FoundModel) : [JSON.parse(text) as FoundModel];
}
