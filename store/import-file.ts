/** Tells by its content which of the two files of other registries a file is: the first seed's registry.yaml, or the second's model_registry.json. */

import fs from 'node:fs';
import {entryTextsByName, MalformedError} from './exchange-file.ts';
import type {SeedEntry} from './domain/import-plan.ts';
import {UserError} from './domain/user-error.ts';
import {systemPath} from './file-names.ts';
import {parseSeedYaml, yamlLimits} from './import-yaml.ts';
import {codeOf, hintFor, isSystemError, reasonOf} from './system-error.ts';

export type ImportFile = {readonly kind: 'versions'; readonly entries: readonly SeedEntry[]} | {readonly kind: 'sidecars'};

/**
 * @param file absolute
 * @throws UserError `not-found`, `read-only` or `failed` where it cannot be read, `failed` (with the line) where it is neither
 */
export function openImport(file: string): ImportFile {
	try {
		const bytes = beginning(file);
		if (!startsAsObject(bytes)) return {kind: 'versions', entries: parseSeedYaml(bytes, file)};
		const why = whyNoObject(file);
		if (why === undefined) return {kind: 'sidecars'};
		return {kind: 'versions', entries: asYamlAfterAll(bytes, file, why)};
	} catch (error) {
		if (!isSystemError(error)) throw error;
		throw new UserError(codeOf(error), `${file} cannot be read: ${reasonOf(error)}.`, {hint: hintFor(error), cause: error});
	}
}

/** As much of it as a YAML file may have, and a byte more where it is longer. */
function beginning(file: string): Buffer {
	// A pipe must not block.
	const fd = fs.openSync(systemPath(file), fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
	try {
		const stat = fs.fstatSync(fd);
		if (!stat.isFile()) throw new UserError('failed', `${file} is not a regular file.`, {hint: 'Name a registry.yaml or a model_registry.json.'});
		const bytes = Buffer.allocUnsafe(Math.min(stat.size, yamlLimits.bytes) + 1);
		let length = 0;
		for (let read = -1; read !== 0 && length < bytes.length; length += read) read = fs.readSync(fd, bytes, length, bytes.length - length, null);
		return bytes.subarray(0, length);
	} finally {
		fs.closeSync(fd);
	}
}

function startsAsObject(bytes: Buffer): boolean {
	return /^\ufeff?\s*\{/.test(bytes.toString('utf8', 0, 4096));
}

function whyNoObject(file: string): string | undefined {
	try {
		for (const entry of entryTextsByName(file)) if (entry.name === undefined) break;
		return undefined;
	} catch (error) {
		if (error instanceof MalformedError) return error.message;
		throw error;
	}
}

/** A mapping in braces may be YAML, too. */
function asYamlAfterAll(bytes: Buffer, file: string, why: string): readonly SeedEntry[] {
	try {
		return parseSeedYaml(bytes, file);
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		const asYaml = / (\(line \d+\))\.$/.exec(error.message)?.[1];
		throw new UserError('failed', `${file} is no JSON that can be read: ${why}${asYaml === undefined ? '' : ` ${asYaml}`}.`, {
			hint: 'A model_registry.json is an object from ids to metadata.',
			cause: error,
		});
	}
}
