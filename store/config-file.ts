/** Reads mreg.config.json. While it cannot be read, the defaults hold, and the problem says so. */

import {defaultConfig, type Config} from './domain/config.ts';
import type {Problem} from './domain/problem.ts';
import {readJsonFile} from './sidecar-file.ts';

export const configName = 'mreg.config.json';

/** @param root absolute @returns the config, and a problem where there is a file that cannot be used */
export async function readConfig(root: string): Promise<{readonly config: Config; readonly problem?: Problem}> {
	const file = readJsonFile(`${root}/${configName}`);
	if (!file) return {config: defaultConfig};
	const failed = (message: string) => ({
		config: defaultConfig,
		problem: {kind: 'unreadable-config' as const, path: configName, message: `${message} The defaults are used; nothing is cleaned up until this is mended.`},
	});
	if ('failure' in file) return failed(`The config ${file.failure.message}`);
	const {parseConfig} = await import('./domain/config-schema.ts');
	const parsed = parseConfig(file.parsed.value);
	return 'ok' in parsed ? {config: parsed.ok} : failed(`The config has wrong keys: ${parsed.error}.`);
}
