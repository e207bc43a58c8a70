/** How the dashboard looks and is driven, as a file of settings may say it. Pure. */

import {isObject, own, type Json, type JsonObject} from './json.ts';

/** `auto`: dark or light as the terminal says, else dark. */
export type ThemeName = 'auto' | 'dark' | 'light' | 'mono' | 'colorblind';

export const themeNames: readonly ThemeName[] = ['auto', 'dark', 'light', 'mono', 'colorblind'];

export interface LookSettings {
	readonly theme: ThemeName;
	/** Only ASCII signs; undefined: as the terminal and the locale allow. */
	readonly ascii?: boolean;
	readonly mouse: boolean;
	/** Paths are links to their files; undefined: where the terminal is known to have them. */
	readonly hyperlinks?: boolean;
	/** Linear text without borders and animation. */
	readonly screenReader: boolean;
}

/** What one of the places says; what it says nothing about is left to the next one. */
export type LookPart = Partial<LookSettings>;

/** Those that are either on or off. */
export const lookSwitches = ['ascii', 'mouse', 'hyperlinks', 'screenReader'] as const;

/** What an object in a file says; a value that may not stand there says nothing, and is told of. @param object `theme`, `ascii`, ... as they were parsed @returns raw sentences without a full stop in `wrong` */
export function lookPartOf(object: JsonObject): {readonly part: LookPart; readonly wrong: readonly string[]} {
	const theme = own(object, 'theme');
	const named = themeNames.find(name => name === theme);
	const switches = lookSwitches.map(name => [name, own(object, name)] as const).filter(([, value]) => value !== undefined);
	const wrong = [
		...(theme === undefined || named !== undefined ? [] : [`theme is ${shown(theme)}, and takes ${themeNames.join(', ')}`]),
		...switches.filter(([, value]) => typeof value !== 'boolean').map(([name, value]) => `${name} is ${shown(value)}, and takes true or false`),
	];
	return {part: {...(named && {theme: named}), ...Object.fromEntries(switches.filter(([, value]) => typeof value === 'boolean'))}, wrong};
}

/** What the registry's config says, which is in `dashboard`. @param config parsed */
export function registryLook(config: Json): {readonly part: LookPart; readonly wrong: readonly string[]} {
	const section = isObject(config) ? own(config, 'dashboard') : undefined;
	if (section === undefined) return {part: {}, wrong: []};
	if (!isObject(section)) return {part: {}, wrong: ['dashboard is not an object']};
	const {part, wrong} = lookPartOf(section);
	return {part, wrong: wrong.map(one => `dashboard.${one}`)};
}

/** A value in few words. */
function shown(value: Json | undefined): string {
	const text = JSON.stringify(value) ?? 'nothing';
	return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
