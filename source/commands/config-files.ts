/** The two config files: where they are, and what is wrong in them, as the program itself would say it. */

import {emptyText, safe, type SafeText} from '../../components/safe-text.ts';
import type {FileProblem} from '../../store/domain/file-check.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {currentKeys} from '../keymap.ts';
import {remapped} from '../remapping.ts';
import {safeText} from '../text.ts';
import type {Context} from './command.ts';

export type ConfigKind = 'user' | 'registry';

export interface ConfigFile {
	readonly kind: ConfigKind;
	/** Absolute. */
	readonly path: string;
	/** undefined: there is no such file. */
	readonly text: string | undefined;
}

/** A problem, and the line of it, from 1. */
export interface PlacedProblem extends FileProblem {
	readonly line?: number;
}

export function userOf({user}: Context): NonNullable<Context['user']> {
	return user ?? {env: {}, home: '/'};
}

/** The root; undefined where there is no registry: the user's settings are there without one. */
export async function rootIfAny(context: Context): Promise<string | undefined> {
	try {
		return await context.root();
	} catch (error) {
		if (error instanceof UserError && error.code === 'no-registry') return undefined;
		throw error;
	}
}

/** The user's settings, and the registry's config where there is a registry. @throws UserError `unreadable` */
export async function configFiles(context: Context, root: string | undefined): Promise<readonly ConfigFile[]> {
	const [{settingsFile}, {configName}, {readConfigText}] = await Promise.all([
		import('../../store/user-settings.ts'),
		import('../../store/config-file.ts'),
		import('../../store/config-text.ts'),
	]);
	const {env, home} = userOf(context);
	const user = settingsFile(env, home);
	const registry = root === undefined ? [] : [{kind: 'registry' as const, path: `${root}/${configName}`}];
	return [{kind: 'user' as const, path: user}, ...registry].map(file => ({...file, text: readConfigText(file.path)}));
}

/** The JSON schema of a file. */
export async function schemaOf(kind: ConfigKind): Promise<object> {
	return kind === 'registry'
		? (await import('../../store/domain/config-schema.ts')).configJsonSchema()
		: (await import('../../store/domain/settings-schema.ts')).settingsJsonSchema(namedActions());
}

/** All that is wrong in a file, in the order of its lines. */
export async function problemsIn(kind: ConfigKind, text: string): Promise<readonly PlacedProblem[]> {
	const [{parseJsonBytes}, {lineOfKey}, {fileProblems}] = await Promise.all([
		import('../../store/sidecar-file.ts'),
		import('../../store/config-text.ts'),
		import('../../store/domain/file-check.ts'),
	]);
	const parsed = parseJsonBytes(Buffer.from(text));
	if ('message' in parsed) return [{path: [], reason: parsed.message.replace(/\.$/, ''), line: parsed.line}];
	const {value, duplicates} = parsed;
	const twice = duplicates.map(key => ({path: [key], reason: 'stands twice in one object'}));
	// Of an action that there is not the keymap says more.
	const isAction = ({path, isUnknown}: FileProblem) => kind === 'user' && isUnknown === true && path.length === 2 && path[0] === 'keys';
	const inFile = fileProblems(value, await zodOf(kind), await schemaOf(kind)).filter(problem => !isAction(problem));
	const found: readonly FileProblem[] = [...twice, ...inFile, ...(kind === 'user' ? keyProblems(value) : [])];
	return found.map(problem => ({...problem, line: lineOfKey(text, problem.path)})).sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
}

async function zodOf(kind: ConfigKind) {
	return kind === 'registry'
		? (await import('../../store/domain/config-schema.ts')).strictSchema
		: (await import('../../store/domain/settings-schema.ts')).settingsSchema(namedActions());
}

/** What the keymap says to `keys`. */
function keyProblems(value: unknown): readonly FileProblem[] {
	const keys: unknown = typeof value === 'object' && value !== null && 'keys' in value ? value.keys : undefined;
	return remapped(keys).problems.flatMap(({action, reason, nearest}) => (action === undefined ? [] : [{path: ['keys', action], reason, nearest}]));
}

/** Each action once, with what its first key is said to do. */
function namedActions() {
	const bindings = currentKeys();
	return bindings.filter(({id}, index) => bindings.findIndex(one => one.id === id) === index).map(({id, help}) => ({id, help}));
}

/** `FILE:LINE: KEY: what is wrong with it`. */
export function problemLine({path}: Pick<ConfigFile, 'path'>, {path: keys, reason, nearest, line}: PlacedProblem): SafeText {
	const place = line === undefined ? safeText(path) : safe`${safeText(path)}:${line}`;
	const key = keys.length === 0 ? emptyText : safe`${safeText(keys.join('.'))}: `;
	return safe`${place}: ${key}${safeText(reason)}${nearest === undefined ? emptyText : safe`; ${safeText(nearest)}?`}`;
}
