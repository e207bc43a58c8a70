/** The command palette: all that can be done here, found by a few letters. Pure. */

import type {View} from '../../store/domain/session.ts';
import {fuzzyScore} from '../fuzzy.ts';
import {footerKeys} from '../footer-keys.ts';
import type {ActionId, KeyBinding, ScreenName} from '../key-binding.ts';
import {currentKeys, keyOf} from '../keymap.ts';
import type {BrowseTab} from './browse-view.ts';
import {namedCommands, namedSettings} from '../setting-words.ts';
import {nothingTyped, type PaletteChoice, type PaletteDialog} from './dialog.ts';

export interface PaletteSource {
	readonly screen: ScreenName;
	/** Why an action finds nothing to act on; undefined: it does. */
	readonly whyNot: (binding: KeyBinding) => string | undefined;
	readonly tabs: readonly BrowseTab[];
	readonly views: {readonly [name: string]: View};
	/** Ids of choices, the one that was made last first. */
	readonly recent: readonly string[];
}

/** The palette as it opens: what was chosen last, then as the footer has it, then the rest; moving last. */
export function openPalette({screen, whyNot, tabs, views, recent}: PaletteSource): PaletteDialog {
	const keys = keyChoices(screen, whyNot);
	const choices = [...keys, ...tabChoices(tabs), ...viewChoices(views), ...otherChoices(keys)];
	const place = ({id}: PaletteChoice) => (recent.includes(id) ? recent.indexOf(id) : recent.length);
	return {kind: 'palette', choices: choices.toSorted((a, b) => place(a) - place(b)), typing: nothingTyped, row: 0};
}

function keyChoices(screen: ScreenName, whyNot: PaletteSource['whyNot']): readonly PaletteChoice[] {
	const here = currentKeys().filter(({id, screens}) => id !== 'palette' && screens.includes(screen));
	const order: ReadonlyArray<ActionId | undefined> = footerKeys(screen).map(({id}) => id);
	const place = ({id, group}: KeyBinding) => (order.includes(id) ? order.indexOf(id) : order.length + (group === 'move' ? 1 : 0));
	return here
		.toSorted((a, b) => place(a) - place(b))
		.map(binding => {
			const {id, label, help, shown} = binding;
			// On its own screen the help need not say where it is.
			return {
				id: `key:${id}`,
				label,
				help: help.replace(/^In \p{Lu}\p{Ll}+: /u, ''),
				key: shown.split(' ')[0] ?? '',
				whyNot: whyNot(binding),
				does: {kind: 'key', action: id},
			};
		});
}

function tabChoices(tabs: readonly BrowseTab[]): readonly PaletteChoice[] {
	const key = keyOf('pickTab');
	return tabs.map(({label, algorithm, count}) => ({
		id: `tab:${algorithm ?? ''}`,
		label: `go to ${label}`,
		help: `${count} models`,
		key,
		does: {kind: 'tab', algorithm},
	}));
}

function viewChoices(views: PaletteSource['views']): readonly PaletteChoice[] {
	const key = keyOf('views');
	return Object.entries(views).map(([name, {query}]) => ({
		id: `view:${name}`,
		label: `view ${name}`,
		help: query ?? 'saved view',
		key,
		does: {kind: 'view', name},
	}));
}

/** What no key does: settings, and commands that the keys do not stand for. */
function otherChoices(keys: readonly PaletteChoice[]): readonly PaletteChoice[] {
	const settings = namedSettings.map(({name, help, how}): PaletteChoice => ({id: `setting:${name}`, label: name, help, key: '', does: {kind: 'say', how}}));
	const commands = namedCommands
		.filter(({name}) => keys.every(({label}) => label !== name))
		.map(({name, help, command}): PaletteChoice => ({id: `command:${name}`, label: name, help, key: '', does: {kind: 'command', command}}));
	return [...commands, ...settings];
}

/** What more there is to say of a choice; raw: the name that the settings have for an action, how one comes to what no key does. */
export function paletteFoot(choice: PaletteChoice | undefined): string {
	switch (choice?.does.kind) {
		case 'key':
			return `in the settings: ${choice.does.action}`;
		case 'say':
			return choice.does.how;
		case 'command':
			return `Enter copies: ${choice.does.command}`;
		default:
			return '';
	}
}

/** The choices that fit what was typed, the best first; all of them where nothing was. */
export function paletteRows({choices, typing}: PaletteDialog): readonly PaletteChoice[] {
	if (typing.value.trim() === '') return choices;
	return choices
		.flatMap(choice => {
			const score = fuzzyScore(typing.value, choice);
			return score === undefined ? [] : [{choice, score}];
		})
		.sort((a, b) => b.score - a.score)
		.map(({choice}) => choice);
}

/** The cursor's row, as far as there is one. */
export function paletteRow({row}: PaletteDialog, rows: readonly PaletteChoice[]): number {
	return Math.max(0, Math.min(rows.length - 1, row));
}

/** What Enter does; undefined where nothing fits. */
export function chosenInPalette(dialog: PaletteDialog): PaletteChoice | undefined {
	const rows = paletteRows(dialog);
	return rows[paletteRow(dialog, rows)];
}

/** Moves the cursor, by one round the ends. */
export function movedInPalette(dialog: PaletteDialog, step: number): PaletteDialog {
	const rows = paletteRows(dialog);
	if (rows.length === 0) return dialog;
	const row = paletteRow(dialog, rows);
	return {...dialog, row: Math.abs(step) === 1 ? (row + step + rows.length) % rows.length : paletteRow({...dialog, row: row + step}, rows)};
}
