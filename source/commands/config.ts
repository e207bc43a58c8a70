/** `mreg config`: what is set and where that comes from, whether the files are right, editing them, and how they are described. */

import {emptyText, safe, type SafeText} from '../../components/safe-text.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {tableLines, type Column} from '../table.ts';
import {jsonText, safeText} from '../text.ts';
import {counted} from '../words.ts';
import type {Command, Context, Options, Result} from './command.ts';
import {editConfigFile} from './config-edit.ts';
import {configFiles, problemLine, problemsIn, rootIfAny, schemaOf, type ConfigFile} from './config-files.ts';
import {keysOfActions} from './config-keys.ts';
import {effectiveSettings, type ShowOptions} from './config-settings.ts';
import {dashboardOptions, oneOf} from './options.ts';

export const config: Command = {
	name: 'config',
	summary: 'the settings: show, keys, path, check, edit, or schema user|registry',
	details:
		'Two files: your own settings (columns, keys, how it looks) and mreg.config.json of the registry (what ranks, directions, protected tags, model folders, ' +
		'views, how it looks). Flags stand over the environment, that over the registry, that over yours.\n' +
		'keys names every action for "keys" in your settings. check: exit code 1 where something is wrong.\n' +
		'edit opens $VISUAL or $EDITOR on a copy. Wrong values, actions that there are not and keys in conflict are refused: it asks whether to edit again, ' +
		'and without a terminal ends with 1. Further keys that mean nothing are written and told of, with exit code 1, as check has it.',
	arguments: [
		{name: '[ACTION]', summary: 'show (default), keys, path, check, edit or schema'},
		{name: '[FILE]', summary: 'with schema: user or registry'},
	],
	options: [
		{flags: '--registry', summary: 'with edit: mreg.config.json of the registry'},
		...dashboardOptions.filter(({flags}) => !flags.startsWith('--view')),
	],
	examples: [
		{line: 'mreg config', summary: 'every setting, and where it comes from'},
		{line: 'mreg config keys', summary: 'every action, its name in the settings and its keys'},
		{line: 'mreg config check', summary: 'whether both files are right, key by key'},
		{line: 'mreg config edit --registry', summary: 'edit mreg.config.json'},
	],
	run,
};

interface ConfigOptions extends Options, ShowOptions {
	readonly registry?: boolean;
}

const actions = ['show', 'keys', 'path', 'check', 'edit', 'schema'] as const;

async function run(context: Context, options: ConfigOptions, [typed = 'show', which]: readonly string[]): Promise<Result> {
	const action = oneOf(actions, typed, 'mreg config');
	if (which !== undefined && action !== 'schema') throw new UserError('usage', `mreg config ${action} takes no further word, and "${which}" was typed.`);
	if (options.registry === true && action !== 'edit') throw new UserError('usage', '--registry is for mreg config edit.');
	switch (action) {
		case 'show':
			return show(context, options);
		case 'keys':
			return keysOfActions(context, options);
		case 'path':
			return paths(context, options);
		case 'check':
			return check(context, options);
		case 'edit':
			return editConfigFile(context, options.registry === true ? 'registry' : 'user');
		case 'schema': {
			const kind = oneOf(['user', 'registry'] as const, which ?? '', 'mreg config schema');
			return {
				lines: jsonText(await schemaOf(kind), 2)
					.split('\n')
					.map(safeText),
			};
		}
	}
}

const columns: readonly Column[] = [{header: safe`SETTING`, least: 12}, {header: safe`VALUE`, least: 12}, {header: safe`FROM`}];

async function show(context: Context, options: ConfigOptions): Promise<Result> {
	const root = await rootIfAny(context);
	const files = await configFiles(context, root);
	const {settings, problems} = await effectiveSettings(context, root, {options, files});
	const notes = [...problems.map(safeText), ...(await brokenNotes(files))];
	if (options.json === true) {
		return {
			lines: [jsonText({schema: 1, files: filesJson(files), settings: settings.map(({name, value, from}) => ({name, from, value: value ?? null}))})],
			notes,
		};
	}
	if (options.quiet === true) return {lines: settings.map(({name}) => safeText(name))};
	const rows = settings.map(({name, value, from, words}) => [safeText(name), words === undefined ? valueText(value) : safeText(words), safeText(from)]);
	return {lines: tableLines(columns, rows, context.columns), notes: [...notes, ...files.map(fileLine)]};
}

/** As a person would write it in the file. */
function valueText(value: unknown): SafeText {
	return value === undefined ? safe`–` : typeof value === 'string' ? safeText(value) : jsonText(value);
}

async function paths(context: Context, options: ConfigOptions): Promise<Result> {
	const files = await configFiles(context, await rootIfAny(context));
	if (options.json === true) return {lines: [jsonText({schema: 1, files: filesJson(files)})]};
	if (options.quiet === true) return {lines: files.map(({path}) => safeText(path))};
	return {lines: files.map(fileLine), notes: files.length > 1 ? [] : [safe`There is no registry here: only your own settings hold.`]};
}

function fileLine({kind, path, text}: ConfigFile): SafeText {
	return safe`${kind === 'user' ? safe`user    ` : safe`registry`}  ${safeText(path)}${text === undefined ? safe`  (not there)` : emptyText}`;
}

function filesJson(files: readonly ConfigFile[]) {
	return files.map(({kind, path, text}) => ({kind, path, exists: text !== undefined}));
}

async function check(context: Context, options: ConfigOptions): Promise<Result> {
	const files = (await configFiles(context, await rootIfAny(context))).filter(({text}) => text !== undefined);
	const checked = await Promise.all(files.map(async file => ({file, problems: await problemsIn(file.kind, file.text ?? '')})));
	const found = checked.flatMap(({file, problems}) => problems.map(problem => ({file, problem})));
	const exitCode = found.length > 0 ? 1 : 0;
	if (options.json === true) {
		const problems = found.map(({file: {kind, path}, problem: {path: keys, reason, nearest, line}}) => ({
			...{file: kind, path, key: keys.join('.'), reason, nearest: nearest ?? null, line: line ?? null},
		}));
		return {lines: [jsonText({schema: 1, files: filesJson(files), problems})], exitCode};
	}
	const lines = found.map(({file, problem}) => problemLine(file, problem));
	if (options.quiet === true) return {lines: found.map(({problem}) => safeText(problem.path.join('.'))), exitCode};
	const words = files.length === 0 ? safe`There is no config file: the defaults hold.` : safe`${counted(files.length, 'file')} checked, nothing wrong.`;
	return {
		lines,
		notes: exitCode === 0 ? [words] : [safe`${counted(found.length, 'problem')}: mreg config edit, and --registry for mreg.config.json.`],
		exitCode,
	};
}

/** A file that is broken says so on show, too: nothing of it holds. */
async function brokenNotes(files: readonly ConfigFile[]): Promise<readonly SafeText[]> {
	const counts = await Promise.all(files.map(async file => (file.text === undefined ? [] : problemsIn(file.kind, file.text))));
	const count = counts.flat().length;
	return count === 0 ? [] : [safe`${counted(count, 'problem')} in these files: mreg config check.`];
}
