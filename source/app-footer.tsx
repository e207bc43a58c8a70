/** The last line of the dashboard: what was done, or the keys that matter now. */

import {Box, Text} from 'ink';
import type {ReactNode} from 'react';
import {displayWidth, fit, truncate} from '../components/cells.ts';
import {KeyBar, type KeyBarProps} from '../components/key-bar.tsx';
import {paint} from '../components/paint.ts';
import {lineOf, meaningAt, usePointed, type Part, type Pressed} from '../components/pointed.ts';
import {emptyText, joinSafe, repeatSafe, safe, type SafeText} from '../components/safe-text.ts';
import {isConfiguration} from '../store/domain/configuration.ts';
import {focusOf, isAtRoot, screenOf, type AppState, type Message, type Underway} from './app-state.ts';
import {pressedOf} from './app-presses.ts';
import type {ActionId} from './key-binding.ts';
import {keyOf} from './keymap.ts';
import {foldedOpen, footerKeys, takerKeys, type FooterKey, type KeyTaker} from './footer-keys.ts';
import {grouped} from './screens/browse-lines.ts';
import type {BrowseRow} from './screens/browse-rows.ts';
import {cursorRow} from './screens/browse-state.ts';
import type {Dialog} from './screens/dialog.ts';
import {isKeyFor, type RowKeys} from './screens/problem-keys.ts';
import type {TargetKeys} from './screens/target-keys.ts';
import {formatBytes, safeText} from './text.ts';
import {theme} from './theme.ts';

export interface FooterProps {
	readonly state: AppState;
	/** What Browse shows. */
	readonly rows: readonly BrowseRow[];
	/** How many problems the registry has. */
	readonly problems: number;
	/** In Problems: what keys do with the row under the cursor. */
	readonly problemKeys?: RowKeys;
	/** What can be done with the models that are meant. */
	readonly targets?: TargetKeys;
	readonly width: number;
	/** Nothing may be changed. */
	readonly readOnly: boolean;
	/** The registry has no models. */
	readonly isEmpty?: boolean;
	/** In Families: there is a row. */
	readonly hasFamilies?: boolean;
}

/** The keys that matter here; until the next key what was done, or why not; what is under way. */
export function Footer({state, width, ...around}: FooterProps): ReactNode {
	const {message, underway, dialog} = state;
	if (message) return <MessageBar {...{message, width}} />;
	if (underway) return <Text wrap="truncate">{underwayLine(underway, width)}</Text>;
	if (dialog?.kind === 'asking') return <Text wrap="truncate">{paint(theme.quiet, truncate(safe` ${safeText(dialog.what)} …`, width))}</Text>;
	return <KeyBar {...barOf(keysNow(state, around))} width={width} />;
}

function MessageBar({message, width}: {readonly message: Message; readonly width: number}): ReactNode {
	const parts = messageParts(message, width);
	const box = usePointed(({column}) => meaningAt(parts, column));
	return (
		<Box ref={box} flexShrink={0}>
			<Text wrap="truncate">{lineOf(parts)}</Text>
		</Box>
	);
}

/** The keys as the bar takes them. */
export function barOf(keys: readonly FooterKey[]): Pick<KeyBarProps, 'items' | 'end'> {
	const item = (key: FooterKey) => ({key: safeText(key.shown), label: safeText(key.label), priority: key.weight, pressed: pressedOf(key)});
	return {items: keys.filter(({atEnd}) => atEnd !== true).map(item), end: keys.filter(({atEnd}) => atEnd === true).map(item)};
}

/** Longer texts are cut before they are measured (characters): a command may name 10,000 models. */
const longest = 1_000;
/** A command in fewer cells says nothing. */
const leastCommand = 12;
/** In fewer cells a cut message is left to itself. */
const leastForMore = 40;

/** ` tagged 5 models paper      mreg tag paper -- m_1 m_2…      u undo`, in exactly `width` cells: the command gives way first, then the words. */
export function messageLine(message: Message, width: number): SafeText {
	return lineOf(messageParts(message, width));
}

/** Its pieces; a click on a key does what the key does. */
function messageParts({text, isError, command, isUndoable}: Message, width: number): ReadonlyArray<Part<Pressed>> {
	const undo = isUndoable === true ? keyWords('undo', safe`undo`) : emptyText;
	const whole = safe` ${safeText(text.slice(0, longest))}`;
	// What has no room here is whole in Messages.
	const isCut = width >= leastForMore && displayWidth(whole) > width - displayWidth(undo);
	const all = isCut ? keyWords('showMessages', safe`all of it`) : emptyText;
	const right = joinSafe([all, undo]);
	const said = truncate(whole, width - displayWidth(right));
	const room = width - displayWidth(said) - displayWidth(right) - 6;
	const shown = command === undefined || room < leastCommand ? emptyText : safe`      ${truncate(safeText(command.slice(0, longest)), room)}`;
	const left = joinSafe([paint(isError === true ? theme.bad : theme.good, said), paint(theme.quiet, shown)]);
	return [
		{text: fit(left, width - displayWidth(right))},
		{text: all, means: {kind: 'action', name: 'showMessages'}},
		{text: undo, means: {kind: 'action', name: 'undo'}},
	];
}

/** `  u undo `; nothing where the action has no key. */
function keyWords(id: ActionId, words: SafeText): SafeText {
	const key = keyOf(id);
	return key === '' ? emptyText : safe`  ${paint(theme.title, safeText(key))} ${words} `;
}

/** ` tagging ████░░░░ 120 of 1,000 …`, ` registering ████░░░░ 1.2 of 2 GB …`. */
export function underwayLine({what, done, total, unit}: Underway, width: number): SafeText {
	const said = safe` ${safeText(what)} `;
	if (total <= 1) return fit(unit === 'bytes' && done > 0 ? safe`${said}${formatBytes(done)} …` : safe`${said}…`, width);
	const count = unit === 'bytes' ? safe`${bytesOf(done, total)} …` : safe`${grouped(done)} of ${grouped(total)} …`;
	const cells = Math.min(40, width - displayWidth(said) - displayWidth(count) - 2);
	const full = Math.round((Math.min(done, total) / total) * cells);
	const bar = cells < 4 ? emptyText : joinSafe([repeatSafe(safe`█`, full), paint(theme.quiet, repeatSafe(safe`░`, cells - full)), safe` `]);
	return fit(joinSafe([said, bar, count]), width);
}

/** `1.2 of 2 GB`: the unit once where both have it. */
function bytesOf(done: number, total: number): SafeText {
	const [left, right] = [formatBytes(done), formatBytes(total)];
	const unit = / \S+$/.exec(right)?.[0] ?? ' ';
	return safe`${left.endsWith(unit) ? safeText(left.slice(0, -unit.length)) : left} of ${right}`;
}

/** The keys that do something now, the most important first. */
export function keysNow(state: AppState, around: Omit<FooterProps, 'state' | 'width'>): readonly FooterKey[] {
	const {rows, problemKeys, readOnly, isEmpty = false} = around;
	const [screen, focus] = [screenOf(state), focusOf(state)];
	if (state.dialog) return dialogKeys(state.dialog);
	if (screen === 'cleanup' && focus === 'text') return takerKeys[state.cleanup.file ? 'file' : 'rule'];
	if (screen === 'register') return formKeys(state.register);
	if (screen === 'help' && focus === 'text') return takerKeys.search;
	if (focus !== 'keys') return takerKeys[focus === 'menu' ? 'menu' : screen === 'export' ? 'file' : 'filter'];
	const keys = footerKeys(screen, readOnly).filter(({id}) => doesSomething(id, state, around));
	if (screen === 'problems') return problemKeys?.opens === 'models' ? labelled(keys, 'open', 'show them') : keys;
	if (screen === 'families' && state.families.open) return inVersions(keys);
	if (screen === 'families') return around.hasFamilies === false ? keys.filter(({id}) => !aboutFamilies.has(id)) : keys;
	if (screen !== 'browse') return keys;
	const here = isAtRoot(state) ? keys : labelled(keys, 'back', 'back');
	if (rows.length === 0) return withoutRows(here, state.browse.marks.size > 0, isEmpty);
	const row = rows[cursorRow(state.browse, rows)];
	if (!row || !isConfiguration(row)) return here;
	// What Enter does there is not known from elsewhere: it stays where there is little room.
	return labelled(here, 'open', foldedOpen[state.browse.open.has(row.key) ? 'opened' : 'closed']).map(key => (key.id === 'open' ? {...key, weight: 9.2} : key));
}

/** Whether a key has anything to act on. */
function doesSomething(
	id: ActionId | undefined,
	state: AppState,
	{problems, problemKeys, targets}: Pick<FooterProps, 'problems' | 'problemKeys' | 'targets'>,
): boolean {
	switch (id) {
		case 'showProblems':
			return problems > 0;
		case 'adopt':
			return targets?.canAdopt === true;
		case 'tags':
		case 'note':
			return targets?.canEdit !== false;
		case 'undo':
			return canUndo(state);
		default:
			return problemKeys === undefined || isKeyFor(id, problemKeys);
	}
}

function labelled(keys: readonly FooterKey[], id: ActionId, label: string): readonly FooterKey[] {
	return keys.map(key => (key.id === id ? {...key, label} : key));
}

/** In the list of a family's versions: Enter leads to one, and there is one order. */
function inVersions(keys: readonly FooterKey[]): readonly FooterKey[] {
	return keys.flatMap(key => (key.id === 'sortMenu' ? [] : key.id === 'open' ? {...key, label: 'detail'} : key));
}

/** What is about the row under the cursor, and about the marked models. */
const aboutRow: ReadonlySet<ActionId | undefined> = new Set(['open', 'mark', 'toBest']);
const aboutModels: ReadonlySet<ActionId | undefined> = new Set(['compare', 'tags', 'note', 'remove', 'copyMenu']);
/** What is about all models. */
const aboutAll: ReadonlySet<ActionId | undefined> = new Set([
	'filter',
	'sortMenu',
	'objective',
	'fold',
	'showCleanup',
	'showLeaderboard',
	'showMetrics',
	'export',
	'columns',
	'sidePanel',
	'nextTab',
]);

/** Without the keys that find nothing to act on. @param isEmpty the registry has no models */
function withoutRows(keys: readonly FooterKey[], hasMarks: boolean, isEmpty: boolean): readonly FooterKey[] {
	return keys.filter(({id}) => !aboutRow.has(id) && (hasMarks || !aboutModels.has(id)) && !(isEmpty && aboutAll.has(id)));
}

/** Where a number is asked, that it is typed first. */
function dialogKeys(dialog: Dialog): readonly FooterKey[] {
	const keys = takerKeys[takerOf(dialog)];
	return dialog.kind === 'confirm' && dialog.expects !== 'yes' ? [{shown: `type ${dialog.expects}, Enter`, label: 'yes', weight: 3}, ...keys] : keys;
}

/** What is about a family that is there. */
const aboutFamilies: ReadonlySet<ActionId | undefined> = new Set(['open', 'sortMenu', 'showInBrowse']);

/** Enter registers on the last line. */
function formKeys({field, busy}: AppState['register']): readonly FooterKey[] {
	if (busy) return [{shown: 'Esc', label: 'stop', weight: 1}];
	return field === 'submit'
		? takerKeys.form.flatMap(key => (key.shown === 'Enter' ? {...key, label: 'register'} : key.shown === 'Ctrl-S' ? [] : key))
		: takerKeys.form;
}

/** In Cleanup and Problems, whether `u` takes back what was done there. */
export function canUndo(state: AppState): boolean {
	switch (screenOf(state)) {
		case 'cleanup': {
			const {result} = state.cleanup;
			return result !== undefined && result.done > 0 && !result.isPurge;
		}
		case 'problems':
			return state.problems.canUndo;
		default:
			return true;
	}
}

function takerOf(dialog: Dialog): KeyTaker {
	switch (dialog.kind) {
		case 'copy':
			return 'menu';
		case 'asking':
			return 'confirm';
		case 'views':
			return dialog.step.kind === 'sure' ? 'confirm' : dialog.step.kind === 'name' ? 'note' : 'palette';
		default:
			return dialog.kind;
	}
}
