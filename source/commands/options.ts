/** Options that every command has, and those that several share. */

import {UserError} from '../../store/domain/user-error.ts';

export const globalOptions = [
	{flags: '--root <DIR>', summary: 'the registry: the folder that holds ALGORITHM/Model folders'},
	{flags: '--json', summary: 'print JSON; errors too, on standard error'},
	{flags: '--quiet', summary: 'print ids only'},
	{flags: '--no-color', summary: 'no colours (so does NO_COLOR in the environment)'},
	{flags: '--read-only', summary: 'change nothing below the root'},
	{flags: '--wait <TIME>', summary: 'how long to wait for a lock that another program holds (default 10s)'},
	{flags: '--demo', summary: 'use a copy of the ExampleData registry in a temporary folder'},
] as const;

/** What only the dashboard has; it stands for the environment, the registry's config and the user's settings. */
export const dashboardOptions = [
	{flags: '--view <NAME>', summary: 'begin with a saved view'},
	{flags: '--theme <T>', summary: 'auto (default), dark, light, mono or colorblind'},
	{flags: '--ascii', summary: 'only ASCII signs'},
	{flags: '--mouse', summary: 'take clicks and the wheel'},
	{flags: '--no-mouse', summary: 'leave the mouse to the terminal'},
	{flags: '--screen-reader', summary: 'linear text, without borders and animation'},
] as const;

export const algorithmOption = {flags: '--algo <A>', summary: 'only models of this algorithm (upper or lower case)'};

const milliseconds: Readonly<Record<string, number>> = {ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000};

/** Milliseconds of `10s`, `500ms`, `2m`, `1h` or `10` (seconds). @throws UserError `usage` */
export function parseDuration(text: string, option: string): number {
	const [, number, unit = 's'] = /^(\d+(?:\.\d+)?)(ms|s|m|min|h)?$/.exec(text.trim()) ?? [];
	if (number !== undefined) return Number(number) * (milliseconds[unit] ?? 1000);
	throw new UserError('usage', `${option} takes a time such as 10s, 500ms or 2m, not "${text}".`);
}

/** A whole number of at least 1. @throws UserError `usage` */
export function parseCount(text: string, option: string): number {
	if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
	throw new UserError('usage', `${option} takes a whole number of at least 1, not "${text}".`);
}

export const foldOption = {flags: '--fold <KIND>', summary: 'seed: models alike but for a seed count as one, by their mean'};

/** Whether `--fold seed` was given. @throws UserError `usage` for another kind */
export function isFolded(kind: string | undefined): boolean {
	return kind !== undefined && oneOf(['seed'], kind, '--fold') === 'seed';
}

export const gridOptions = [
	{flags: '--format <F>', summary: 'table (default), md, csv or latex'},
	{flags: '--digits <N>', summary: 'so many digits behind the point; default: five significant ones'},
] as const;

/** How a comparison or a leaderboard is printed. */
export const gridFormats = ['table', 'md', 'csv', 'latex'] as const;

/** The word that was typed, if it is one of these. @throws UserError `usage` */
export function oneOf<Word extends string>(words: readonly Word[], typed: string, option: string): Word {
	const word = words.find(one => one === typed);
	if (word !== undefined) return word;
	throw new UserError('usage', `${option} takes ${words.join(', ')}, not "${typed}".`);
}

/** Digits behind the point, 0 to 100. @throws UserError `usage` */
export function parseDigits(text: string | undefined): number | undefined {
	if (text === undefined) return undefined;
	if (/^\d{1,3}$/.test(text) && Number(text) <= 100) return Number(text);
	throw new UserError('usage', `--digits takes a whole number from 0 to 100, not "${text}".`);
}

export const whereOption = {flags: '--where <Q>', summary: 'the models that match a query, instead of IDs'};

/** Of every command that removes. @param lost what `--yes` alone does not let go */
const removing = (lost: string) =>
	[
		{flags: '--dry-run', summary: 'show what would go and why, and change nothing'},
		{flags: '--yes', summary: 'do not ask'},
		{flags: '--accept-loss', summary: `with --yes: also where ${lost} would be lost`},
		{flags: '--max-remove <N>', summary: 'refuse to remove more than so many (default 100)'},
	] as const;

/** Of `cleanup` and `apply`, which remove nothing that is protected. */
export const removalOptions = removing('a best');
export const namedRemovalOptions = removing('a best or a protected model');

/** A whole number, 0 too. @throws UserError `usage` */
export function parseWhole(text: string, option: string): number {
	if (/^\d{1,15}$/.test(text)) return Number(text);
	throw new UserError('usage', `${option} takes a whole number, not "${text}".`);
}
