/** Help: every key, from the keymap. */

import type {ReactNode} from 'react';
import {fit} from '../../components/cells.ts';
import {Overlay} from '../../components/overlay.tsx';
import {paint} from '../../components/paint.ts';
import {emptyText, safe, type SafeText} from '../../components/safe-text.ts';
import {keymap, type KeyGroup} from '../keymap.ts';
import {safeText} from '../text.ts';
import {theme} from '../theme.ts';

const titles: Readonly<Record<KeyGroup, SafeText>> = {move: safe`MOVE`, mark: safe`MARK`, view: safe`VIEW`, rank: safe`RANK`, system: safe`SYSTEM`};
const signs: ReadonlyArray<readonly [SafeText, SafeText]> = [
	[safe`❯ ✓`, safe`the cursor; a mark`],
	[safe`P · I`, safe`TESTED: a letter a dataset with a result, · without`],
	[safe`▴ ▾`, safe`sorted by this column, ascending or descending; the underlined column is the one for [ and ]`],
	[safe`↓ ↑`, safe`of this metric, lower or higher is better; ? where nobody said`],
	[safe`★ ≈ ≠`, safe`the best; no more than chance apart from it; measured on other data, so not ranked`],
	[safe`▲ ▼ ●`, safe`better or worse than the baseline, whatever the direction; another value than its`],
	[safe`!`, safe`problems: 6 shows them; behind seeds: one is missing`],
];

/** The lines of help; not before it is known whether there are colours. */
export function helpLines(): readonly SafeText[] {
	return (lines ??= madeLines());
}

let lines: readonly SafeText[] | undefined;

const madeLines = (): readonly SafeText[] => [
	...(['move', 'mark', 'view', 'rank', 'system'] as const).flatMap(group => [
		paint(theme.section, titles[group]),
		...keymap.filter(binding => binding.group === group).map(binding => keyLine(safeText(binding.shown), safeText(binding.help))),
		emptyText,
	]),
	paint(theme.section, safe`SIGNS`),
	...signs.map(([sign, meaning]) => keyLine(sign, meaning)),
	emptyText,
	safe`Keys work while the Korean input method is on: ㅓ is j, ㅏ is k, ㅂ is q.`,
	safe`Looking changes nothing: no file below the registry is written.`,
];

function keyLine(keys: SafeText, help: SafeText): SafeText {
	return safe`  ${paint(theme.title, fit(keys, 14))}${help}`;
}

export function HelpScreen({offset, width, height}: {readonly offset: number; readonly width: number; readonly height: number}): ReactNode {
	return <Overlay title={safe`Keys`} lines={helpLines()} width={width} height={height} offset={offset} />;
}
