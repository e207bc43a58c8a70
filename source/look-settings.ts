/** How the dashboard looks and is driven: flags over environment over the registry's config over the user's settings. Pure. */

import {themeNames, type LookPart, type LookSettings} from '../store/domain/look.ts';
import {UserError} from '../store/domain/user-error.ts';

export {themeNames, type LookPart, type LookSettings, type ThemeName} from '../store/domain/look.ts';

export const defaultLook: LookSettings = {theme: 'auto', mouse: false, screenReader: false};

/** As typed. */
export interface LookFlags {
	readonly theme?: string;
	readonly ascii?: boolean;
	readonly mouse?: boolean;
	readonly screenReader?: boolean;
}

/** Where a setting comes from, the strongest first. */
export type SettingSource = 'flag' | 'environment' | 'registry' | 'user' | 'default';

export interface LookPlaces {
	readonly flags: LookFlags;
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly registry: LookPart;
	readonly user: LookPart;
}

/** What holds, and where each of it comes from. */
export interface EffectiveLook {
	readonly look: LookSettings;
	readonly sources: Readonly<Record<keyof LookSettings, SettingSource>>;
	/** Raw sentences about what could not be read. */
	readonly problems: readonly string[];
}

/** The variables of the environment, by what they say. */
export const lookVariables = {
	theme: 'MREG_THEME',
	ascii: 'MREG_ASCII',
	mouse: 'MREG_MOUSE',
	hyperlinks: 'MREG_HYPERLINKS',
	screenReader: 'MREG_SCREEN_READER',
} as const;

/** Flags over environment over the registry's config over the user's settings over the defaults. @throws UserError `usage` for a theme that there is not, in a flag */
export function effectiveLook({flags, env, registry, user}: LookPlaces): EffectiveLook {
	const environment = ofEnvironment(env);
	const places: ReadonlyArray<readonly [SettingSource, LookPart]> = [
		['flag', ofFlags(flags)],
		['environment', environment.part],
		['registry', registry],
		['user', user],
		['default', defaultLook],
	];
	const first = <Name extends keyof LookSettings>(name: Name) => places.find(([, part]) => part[name] !== undefined) ?? (['default', defaultLook] as const);
	const look: LookSettings = {
		theme: first('theme')[1].theme ?? defaultLook.theme,
		mouse: first('mouse')[1].mouse ?? defaultLook.mouse,
		screenReader: first('screenReader')[1].screenReader ?? defaultLook.screenReader,
		...(first('ascii')[1].ascii === undefined ? {} : {ascii: first('ascii')[1].ascii}),
		...(first('hyperlinks')[1].hyperlinks === undefined ? {} : {hyperlinks: first('hyperlinks')[1].hyperlinks}),
	};
	const sources = {
		theme: first('theme')[0],
		ascii: first('ascii')[0],
		mouse: first('mouse')[0],
		hyperlinks: first('hyperlinks')[0],
		screenReader: first('screenReader')[0],
	};
	return {look, sources, problems: environment.problems};
}

/** @throws UserError `usage` */
export function ofFlags({theme, ascii, mouse, screenReader}: LookFlags): LookPart {
	const named = themeNames.find(name => name === theme);
	if (theme !== undefined && named === undefined) {
		throw new UserError('usage', `--theme takes ${themeNames.join(', ')}, not "${theme}".`);
	}
	return {theme: named, ascii, mouse, screenReader};
}

const yes = new Set(['1', 'yes', 'true', 'on']);
const no = new Set(['0', 'no', 'false', 'off']);

/** An empty variable says nothing. */
function ofEnvironment(env: LookPlaces['env']): {readonly part: LookPart; readonly problems: readonly string[]} {
	const problems: string[] = [];
	const switched = (name: 'ascii' | 'mouse' | 'hyperlinks' | 'screenReader') => {
		const value = (env[lookVariables[name]] ?? '').trim();
		const word = value.toLowerCase();
		if (value === '' || yes.has(word) || no.has(word)) return value === '' ? undefined : yes.has(word);
		problems.push(`${lookVariables[name]} takes 1, yes or true, and 0, no or false, not "${value}": it says nothing.`);
		return undefined;
	};
	const typed = (env.MREG_THEME ?? '').trim();
	const theme = themeNames.find(name => name === typed.toLowerCase());
	if (typed !== '' && theme === undefined) problems.push(`MREG_THEME takes ${themeNames.join(', ')}, not "${typed}": it says nothing.`);
	return {
		part: {
			theme,
			ascii: switched('ascii'),
			mouse: switched('mouse'),
			hyperlinks: switched('hyperlinks'),
			// Ink has a variable of its own for it.
			screenReader: switched('screenReader') ?? (env.INK_SCREEN_READER === 'true' ? true : undefined),
		},
		problems,
	};
}
