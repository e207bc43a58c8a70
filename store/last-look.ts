/** What completion asks: what the last look at a registry has left in the cache, its config, its journal and its trash. Nothing is scanned, nothing is changed. */

import fs from 'node:fs';
import path from 'node:path';
import {buildModel} from './domain/build-model.ts';
import {defaultConfig, type Config} from './domain/config.ts';
import {isObject, type JsonObject} from './domain/json.ts';
import {exportPath} from './export-file.ts';
import {decodeFound} from './found-codec.ts';
import {cacheFolder, keptStems, type IndexedExchange, type KeptStem} from './index-file.ts';
import {markedRoot} from './root-marker.ts';
import type {Model} from './domain/model.ts';

export interface LastLook {
	/** Absolute and real. */
	readonly root: string;
	/** Newest first. */
	readonly stems: () => Iterable<KeptStem>;
	/** The models of a stem, with what model_registry.json says of them. */
	readonly models: (stem: KeptStem) => readonly Model[];
	/** Objectives, metrics and units, as far as they can be read. */
	readonly config: () => Config;
	/** Names of the saved views. */
	readonly views: () => readonly string[];
}

export interface LastLookOptions {
	/** What was typed behind `--root`. */
	readonly root?: string;
	readonly env: NodeJS.ProcessEnv;
	readonly cwd: string;
	readonly home: string;
}

/** The registry that a command would take, as it was last seen. @returns undefined where none was looked at */
export function lastLook({root: typed, env, cwd, home}: LastLookOptions): LastLook | undefined {
	const root = rootOf({root: typed === undefined ? undefined : exportPath(expanded(typed, env), {cwd, home}), env, cwd, home});
	if (root === undefined) return undefined;
	let exchange: IndexedExchange | undefined;
	let config: JsonObject | undefined;
	const content = () => (config ??= configOf(root));
	return {
		root,
		stems: () => keptStems(root, env, said => (exchange = said)),
		models: ({models}) => {
			const extras = new Map(exchange?.extras.map(([key, said]) => [key, said]));
			return decodeFound(models).map(found => buildModel(found, extras.get(found.key)));
		},
		config: () => usedConfig(content()),
		views: () => Object.keys(objectIn(content(), 'views')),
	};
}

/** Model folders are not looked for: of the folders that a command would look into, one that was looked at before is taken. */
function rootOf(options: LastLookOptions): string | undefined {
	try {
		const marked = markedRoot(options);
		if (marked) return marked.root;
		const folders = [options.cwd, path.join(options.cwd, 'ExampleData')];
		return folders.map(realPath).find(folder => folder !== undefined && fs.existsSync(cacheFolder(folder, options.env)));
	} catch {
		// What is wrong with it the command will say.
		return undefined;
	}
}

function realPath(folder: string): string | undefined {
	try {
		return fs.realpathSync(folder);
	} catch {
		// It is not there.
		return undefined;
	}
}

/** A shell would have put in what `$NAME` stands for. */
function expanded(typed: string, env: NodeJS.ProcessEnv): string {
	return typed.replaceAll(/\$(?:\{(\w+)\}|(\w+))/g, (whole, braced: string | undefined, plain: string | undefined) => env[braced ?? plain ?? ''] ?? whole);
}

function configOf(root: string): JsonObject {
	try {
		const content: unknown = JSON.parse(fs.readFileSync(path.join(root, 'mreg.config.json'), 'utf8'));
		return isObject(content) ? content : {};
	} catch {
		// There is none, or it is broken, which the command will say.
		return {};
	}
}

function objectIn(content: JsonObject, name: string): JsonObject {
	const value = Object.hasOwn(content, name) ? content[name] : undefined;
	return isObject(value) ? value : {};
}

/** What is needed to say a model's value, of what has the right shape. */
function usedConfig(content: JsonObject): Config {
	const objectives = Object.entries(objectIn(content, 'objectives')).flatMap(([algorithm, said]) => {
		if (!isObject(said) || typeof said.metric !== 'string') return [];
		return [[algorithm, {metric: said.metric, ...(typeof said.dataset === 'string' ? {dataset: said.dataset} : {})}] as const];
	});
	const metrics = Object.entries(objectIn(content, 'metrics')).flatMap(([metric, said]) =>
		isObject(said) && typeof said.unit === 'string' ? [[metric, {unit: said.unit}] as const] : [],
	);
	return {...defaultConfig, objectives: Object.fromEntries(objectives), metrics: Object.fromEntries(metrics)};
}
