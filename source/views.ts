/** Saved views: finding one by its name, what it says, and the command that saves it. Pure. */

import type {Config} from '../store/domain/config.ts';
import {nearestName} from '../store/domain/identifier.ts';
import {own} from '../store/domain/json.ts';
import type {NamedView, View} from '../store/domain/session.ts';
import {shellWord} from '../store/domain/test-command.ts';
import {inOneLine, UserError} from '../store/domain/user-error.ts';

/** No name is longer (characters). */
const longestName = 100;

/** A name as it is kept: composed, in one line. @throws UserError `usage` for what is no name */
export function viewName(typed: string): string {
	const name = typed
		.normalize('NFC')
		.replaceAll(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/gu, ' ')
		.trim();
	if (name === '') throw new UserError('usage', 'A view needs a name.', {hint: 'For example: mreg view save paper --where tag:paper.'});
	if (name.length <= longestName && !name.startsWith('-')) return name;
	throw new UserError('usage', `A view cannot be called "${inOneLine(name.slice(0, longestName))}".`, {
		hint: `A name has at most ${longestName} characters and does not begin with "-".`,
	});
}

/** The views of a registry by their names. */
export function viewsIn({views}: Config): readonly NamedView[] {
	return Object.entries(views)
		.map(([name, view]) => ({name, view}))
		.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The view of a name, which may be typed in another Unicode form. @throws UserError `usage` where there is none, or it cannot be understood */
export function viewNamed(config: Config, typed: string): NamedView {
	const name = [typed, typed.normalize('NFC')].find(one => own(config.views, one) !== undefined || own(config.brokenViews ?? {}, one) !== undefined) ?? typed;
	const view = own(config.views, name);
	if (view) return {name, view};
	const broken = own(config.brokenViews ?? {}, name);
	if (broken !== undefined) {
		throw new UserError('usage', `The view "${inOneLine(name)}" in mreg.config.json cannot be understood: ${broken}.`, {
			hint: `Mend it there, save it again with mreg view save, or take it away with mreg view drop ${shellWord(name)}.`,
		});
	}
	throw new UserError('usage', `There is no view "${inOneLine(typed)}".`, {hint: nearestView(config, typed)});
}

function nearestView({views}: Config, typed: string): string {
	const names = Object.keys(views);
	if (names.length === 0) return 'No view is saved yet: mreg view save NAME --where Q.';
	const nearest = names.find(name => name.toLowerCase() === typed.toLowerCase()) ?? nearestName(typed, names);
	if (nearest !== undefined) return `Did you mean ${inOneLine(nearest)}? mreg view lists all.`;
	const shown = names.sort().slice(0, 12).map(inOneLine).join(', ');
	return `The views: ${shown}${names.length > 12 ? ` and ${names.length - 12} more` : ''}.`;
}

/** What a view shows, raw: `mscn · tag:paper · by total_time@imdb · seeds folded`. */
export function viewWords({algorithm, query, sort, fold, columns}: View): string {
	const parts = [
		algorithm ?? 'all algorithms',
		...(query === undefined || query.trim() === '' ? [] : [query.trim()]),
		...(sort === undefined ? [] : [`by ${sort}`]),
		...(fold === undefined ? [] : ['seeds folded']),
		...(columns === undefined ? [] : [columns.length === 1 ? '1 column' : `${columns.length} columns`]),
	];
	return parts.join(' · ');
}

/** The command that saves a view. */
export function saveViewCommand({name, view}: NamedView): string {
	const {query, algorithm, columns, sort, fold} = view;
	const option = (flag: string, value: string | undefined) => (value === undefined ? [] : [`${flag}${value.startsWith('-') ? '=' : ' '}${shellWord(value)}`]);
	return [
		`mreg view save ${shellWord(name)}`,
		...option('--where', query),
		...option('--algo', algorithm),
		...option('--columns', columns?.join(',')),
		...option('--sort', sort),
		...option('--fold', fold),
	].join(' ');
}

export function dropViewCommand(name: string): string {
	return `mreg view drop ${shellWord(name)}`;
}

/** What shows the same models in a shell. */
export function takeViewCommand(name: string): string {
	return `mreg list --view ${shellWord(name)}`;
}
