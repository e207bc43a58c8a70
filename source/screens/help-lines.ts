/** The lines of help: the keys of the screen it was opened from, the other keys, the query language, the signs. Pure. */

import {fit} from '../../components/cells.ts';
import {paint} from '../../components/paint.ts';
import {emptyText, joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import {isNames} from '../../store/domain/query-fields.ts';
import type {KeyBinding, KeyGroup} from '../key-binding.ts';
import {currentKeys} from '../keymap.ts';
import {footerKeys} from '../footer-keys.ts';
import type {HelpedScreen} from '../routes.ts';
import {namedSettings} from '../setting-words.ts';
import {safeText} from '../text.ts';
import {theme} from '../theme.ts';
import {remember} from './remember.ts';
import {wrapText} from './wrap-text.ts';

const screens: Readonly<Record<HelpedScreen, SafeText>> = {
	browse: safe`Browse`,
	detail: safe`Detail`,
	compare: safe`Compare`,
	leaderboard: safe`Leaderboard`,
	metrics: safe`Metrics`,
	export: safe`Export`,
	columns: safe`Columns`,
	cleanup: safe`Cleanup`,
	trash: safe`Trash and log`,
	families: safe`Families`,
	register: safe`Register`,
	problems: safe`Problems`,
	charts: safe`Charts`,
	messages: safe`Messages`,
};
const groups: ReadonlyArray<readonly [KeyGroup, SafeText]> = [
	['move', safe`MOVE`],
	['mark', safe`MARK`],
	['view', safe`VIEW`],
	['rank', safe`RANK`],
	['change', safe`CHANGE`],
	['system', safe`SYSTEM`],
];

/** Keys or a sign, what it means, and by what other word it may be looked for. */
type Pair = readonly [SafeText, SafeText, SafeText?];

/** The language of the filter; its examples are read by a test. */
const query: readonly Pair[] = [
	[safe`word "a b"`, safe`in id, algorithm, datasets, tags or note, whatever the case`],
	[safe`a b · a or b`, safe`both; either; -a leaves out; groups: seed=1 (is:best or -a)`],
	[safe`field:value`, safe`id algo folder dataset (trained on) test (has a result on) tag note state family`],
	[safe`= != < >`, safe`also <= >=, no blanks: size>1GB age<7d trained>=2024-10`],
	[safe`total_time<60`, safe`a metric on any dataset; total_time@imdb<60 on that one; a hyperparameter by its name: seed=1`],
	[safe`id~pattern`, safe`a regular expression in a text: id~^mscn, note~"slow|느림"`],
	[safe`is:`, safeText(isNames.join(' '))],
	[safe`has:`, safe`whatever has the field: has:note has:total_time@imdb`],
	[safe`sort: top:`, safe`at the end, order and number: sort:total_time@imdb top:5; sort:-size turns it round`],
	[safe`Tab`, safe`while typing: completes fields and values; Shift-Tab goes back`],
];

const signs: readonly Pair[] = [
	[safe`❯ ✓`, safe`the cursor; a mark`],
	[safe`P · I`, safe`TESTED: a letter a dataset with a result, · without`],
	[safe`▴ ▾`, safe`sorted by this column, ascending or descending; the underlined column is the one for [ and ]`],
	[safe`↓ ↑`, safe`of this metric, lower or higher is better; ? where nobody said`],
	[safe`★ ≈ ≠`, safe`the best; no more than chance apart from it; measured on other data, so not ranked`],
	[safe`▲ ▼ ●`, safe`better or worse than the baseline, whatever the direction; another value than its`],
	[safe`!`, safe`problems: 6 shows them; behind seeds: one is missing`],
];

/** What the config files take; a flag or the file, and where to look. */
const settings: readonly Pair[] = [
	...namedSettings.map(({name, help, how}): Pair => [safeText(name), safeText(`${help}. ${how}`)]),
	[safe`mreg config`, safe`in the shell: every setting, and where it comes from; mreg config check says what is wrong`],
];

const closing: readonly SafeText[] = [
	safe`Keys work while the Korean input method is on: ㅓ is j, ㅏ is k, ㅂ is q.`,
	safe`Looking changes nothing: no file below the registry is written.`,
];

/** Cells of a line of help in a window of this width: the panel has a frame and a blank at either side. */
export function helpTextWidth(width: number): number {
	return Math.max(1, width - 4);
}

/**
 * None wider than `width` cells; not to be asked for before it is known whether there are colours.
 *
 * @param from the screen whose keys come first; from Browse the language of its filter comes next
 * @param readOnly without the keys that change the registry
 * @param words only what has all of these, in the sections where that stands, with the words underlined
 */
export function helpLines(from: HelpedScreen, width: number, readOnly: boolean, words = ''): readonly SafeText[] {
	return linesOf(from, width, readOnly, words);
}

const linesOf = remember((from: HelpedScreen, width: number, readOnly: boolean, words: string): readonly SafeText[] => {
	const wanted = wordsOf(words);
	const section = (title: SafeText, pairs: readonly Pair[]) =>
		sectionLines(
			title,
			pairs.filter(pair => isFound(pair, title, wanted)),
			{width, wanted},
		);
	const keys = currentKeys().filter(({changes}) => !(readOnly && changes));
	const here = keysOf(from, keys);
	const others = groups.flatMap(([group, title]) => section(title, keys.filter(binding => binding.group === group && !here.includes(binding)).map(pairOf)));
	const language = section(safe`QUERY: what / and --where understand`, query);
	const ends = closing
		.filter(line => isFound([emptyText, line], emptyText, wanted))
		.flatMap(line => wrapText(line, width).map(one => highlighted(one, wanted)));
	const lines = [
		...section(safe`HERE, in ${screens[from]}`, here.map(pairOf)),
		...(from === 'browse' ? [...language, ...others] : [...others, ...language]),
		...section(safe`SIGNS`, signs),
		...section(safe`SETTINGS, read at the start`, settings),
		...ends,
	];
	return lines.length === 0 ? wrapText(safe`Nothing in help has all of these words. Esc shows all of it.`, width) : lines;
});

/** What the screen's footer has room for first, then what else is not the same on every screen. */
function keysOf(screen: HelpedScreen, keys: readonly KeyBinding[]): readonly KeyBinding[] {
	const own = keys.filter(binding => binding.screens.includes(screen) && binding.screens.length < everywhere);
	const inFooter = footerKeys(screen).flatMap(({id, also}) => own.filter(binding => binding.id === id || binding.id === also));
	return [...new Set([...inFooter, ...own])];
}

/** How many screens a key has that works on all of them, help as well. */
const everywhere = Object.keys(screens).length + 1;

function pairOf({shown, help, label}: KeyBinding): Pair {
	return [shown === '' ? safe`–` : safeText(shown), safeText(help), safeText(label)];
}

const indent = 2;
/** The longest keys, `Shift-Tab ← h`, and a blank behind them. */
const keyWidth = 14;

interface Shown {
	readonly width: number;
	/** Words to underline, in lower case. */
	readonly wanted: readonly string[];
}

function sectionLines(title: SafeText, pairs: readonly Pair[], shown: Shown): readonly SafeText[] {
	if (pairs.length === 0) return [];
	return [paint(theme.section, title), ...pairs.flatMap(pair => pairLines(pair, shown)), emptyText];
}

function wordsOf(text: string): readonly string[] {
	return text
		.normalize('NFC')
		.toLowerCase()
		.split(/\s+/)
		.filter(word => word !== '');
}

function isFound([keys, meaning, label = emptyText]: Pair, title: SafeText, wanted: readonly string[]): boolean {
	return hasAll(`${keys} ${meaning} ${label} ${title}`, wanted);
}

function hasAll(text: string, wanted: readonly string[]): boolean {
	const folded = text.toLowerCase();
	return wanted.every(word => folded.includes(word));
}

/** The text with every occurrence of the words underlined. */
function highlighted(text: SafeText, wanted: readonly string[]): SafeText {
	if (wanted.length === 0) return text;
	const pattern = new RegExp(`(${wanted.map(word => word.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`)).join('|')})`, 'giu');
	return joinSafe(text.split(pattern).map((part, index) => (index % 2 === 1 ? paint(theme.found, safeText(part)) : safeText(part))));
}

/** The meaning beside the keys; what is too long for a line goes on below. What was found by its word in the footer has that in front. */
function pairLines([keys, meaning, label]: Pair, {width, wanted}: Shown): readonly SafeText[] {
	const said = label === undefined || hasAll(`${keys} ${meaning}`, wanted) ? meaning : safe`${label}: ${meaning}`;
	return wrapText(said, Math.max(10, width - indent - keyWidth)).map((line, index) =>
		index === 0
			? safe`  ${paint(theme.title, fit(keys, keyWidth))}${highlighted(line, wanted)}`
			: safe`${fit(emptyText, indent + keyWidth)}${highlighted(line, wanted)}`,
	);
}
