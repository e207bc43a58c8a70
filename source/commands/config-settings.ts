/** Every setting that holds, and where it comes from. */

import {defaultConfig, type Config} from '../../store/domain/config.ts';
import {isObject, type Json} from '../../store/domain/json.ts';
import {lookPartOf, registryLook, type LookSettings} from '../../store/domain/look.ts';
import {effectiveLook, type LookFlags, type SettingSource} from '../look-settings.ts';
import {remapped, keyProblemWords} from '../remapping.ts';
import type {Context} from './command.ts';
import {userOf, type ConfigFile} from './config-files.ts';

/** The flags that set something. */
export interface ShowOptions extends LookFlags {
	readonly color?: boolean;
}

export interface EffectiveSetting {
	readonly name: string;
	/** undefined: nothing decides before the program runs. */
	readonly value: unknown;
	readonly from: SettingSource;
	/** Raw words in place of a value that there is not. */
	readonly words?: string;
}

/** What holds where nobody says anything, in words. */
const unsaid: Readonly<Partial<Record<string, string>>> = {
	ascii: 'auto (as the locale allows)',
	hyperlinks: 'auto (as the terminal allows)',
	keys: 'the usual ones (mreg config keys)',
	columns: 'what differs (C in the dashboard)',
};

export interface SettingsSources {
	readonly options: ShowOptions;
	readonly files: readonly ConfigFile[];
}

/** @param root undefined: only what is the user's holds @returns raw sentences in `problems` @throws UserError `usage` for a theme that there is not */
export async function effectiveSettings(
	context: Context,
	root: string | undefined,
	{options, files}: SettingsSources,
): Promise<{readonly settings: readonly EffectiveSetting[]; readonly problems: readonly string[]}> {
	const {readSettings} = await import('../../store/user-settings.ts');
	const {env, home} = userOf(context);
	const {settings: own, problem} = readSettings(env, home);
	const inRegistry = await parsedIn(files, 'registry');
	const {look, sources, problems} = effectiveLook({flags: options, env, registry: registryLook(inRegistry).part, user: lookPartOf(own).part});
	const names = Object.keys(sources) as ReadonlyArray<keyof LookSettings>;
	const keys = remapped(own.keys);
	const given = keys.bindings.filter(
		({isRemapped}, index) => isRemapped === true && keys.bindings.findIndex(({id}) => id === keys.bindings[index]?.id) === index,
	);
	const settings: readonly EffectiveSetting[] = [
		...names.map(name => (look[name] === undefined ? nothingSaid(name) : {name, value: look[name], from: sources[name]})),
		colorSetting(options, env),
		...(given.length === 0 ? [nothingSaid('keys')] : []),
		...given.map(({id, keys: list}) => ({name: `keys.${id}`, value: list, from: 'user' as const})),
		...(Object.keys(own.columns).length === 0 ? [nothingSaid('columns')] : []),
		...Object.entries(own.columns).map(([algorithm, list]) => ({name: `columns.${algorithm}`, value: list, from: 'user' as const})),
		...(root === undefined ? [] : await ofRegistry(root, inRegistry)),
	];
	return {settings, problems: [...(problem === undefined ? [] : [problem]), ...problems, ...keys.problems.map(keyProblemWords)]};
}

function nothingSaid(name: string): EffectiveSetting {
	return {name, value: undefined, from: 'default', words: unsaid[name]};
}

function colorSetting({color}: ShowOptions, env: Readonly<Record<string, string | undefined>>): EffectiveSetting {
	if (color === false) return {name: 'color', value: false, from: 'flag'};
	if ((env.NO_COLOR ?? '') !== '' || env.FORCE_COLOR === '0') return {name: 'color', value: false, from: 'environment'};
	return {name: 'color', value: true, from: 'default'};
}

async function parsedIn(files: readonly ConfigFile[], kind: ConfigFile['kind']): Promise<Json> {
	const text = files.find(file => file.kind === kind)?.text;
	if (text === undefined) return null;
	const {parseJsonBytes} = await import('../../store/sidecar-file.ts');
	const parsed = parseJsonBytes(Buffer.from(text));
	return 'value' in parsed ? parsed.value : null;
}

/** What only the registry's config says; where that is broken, the defaults hold. */
async function ofRegistry(root: string, written: Json): Promise<readonly EffectiveSetting[]> {
	const {readConfig} = await import('../../store/config-file.ts');
	const {config, problem} = await readConfig(root);
	const isWritten = (name: string) => problem === undefined && isObject(written) && Object.hasOwn(written, name);
	const plain = (['protectedTags', 'seedKeys', 'modelFolders', 'testCommand'] as const).map(name => ({
		name,
		value: config[name],
		from: sourceOf(isWritten(name)),
	}));
	const trash = isObject(written) && isObject(written.trash) && Object.hasOwn(written.trash, 'keepDays') && isWritten('trash');
	return [
		...plain,
		{name: 'trash.keepDays', value: config.trash.keepDays, from: sourceOf(trash)},
		...namedIn(config, 'objectives'),
		...namedIn(config, 'metrics'),
		...namedIn(config, 'views'),
	];
}

function namedIn(config: Config, section: 'objectives' | 'metrics' | 'views'): readonly EffectiveSetting[] {
	const defaults = defaultConfig[section];
	const named: {readonly [name: string]: unknown} = config[section];
	return Object.entries(named).map(([name, value]) => ({name: `${section}.${name}`, value, from: sourceOf(!Object.hasOwn(defaults, name))}));
}

function sourceOf(isInRegistry: boolean): SettingSource {
	return isInRegistry ? 'registry' : 'default';
}
