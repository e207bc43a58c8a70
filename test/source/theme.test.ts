/** Themes: what each may be told by, and that it can be read on its background. */

import {afterEach, beforeEach, expect, test} from 'vitest';
import {setFineColors} from '../../components/paint.ts';
import {fineQuiet, setTheme, theme, type ThemeVariant} from '../../source/theme.ts';

const variants: readonly ThemeVariant[] = ['dark', 'light', 'mono', 'colorblindDark', 'colorblindLight'];

beforeEach(() => setTheme('dark'));
afterEach(() => setFineColors(undefined));

/** The colours of a variant among the 256, by what they mean. */
function fineOf(variant: ThemeVariant): ReadonlyMap<string, number> {
	setTheme(variant);
	const colors = Object.entries(theme).flatMap(([meaning, {fine}]) => (fine === undefined ? [] : [[meaning, fine] as const]));
	const quiet = fineQuiet(variant);
	return new Map([...colors, ...(quiet === undefined ? [] : [['quiet', quiet] as const])]);
}

/** Red, green and blue of one of the colours 16 to 255, each from 0 to 255. */
function rgbOf(color: number): readonly [number, number, number] {
	if (color > 231) return [8 + (color - 232) * 10, 8 + (color - 232) * 10, 8 + (color - 232) * 10];
	const level = (step: number) => [0, 95, 135, 175, 215, 255][step % 6] ?? 0;
	const index = color - 16;
	return [level(Math.floor(index / 36)), level(Math.floor(index / 6)), level(index)];
}

/** As WCAG 2 has it. */
function luminance(color: number): number {
	const [red, green, blue] = rgbOf(color).map(part => (part / 255 <= 0.039_28 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
	return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}

test.each(['dark', 'colorblindDark'] as const)('%s: every colour has a contrast of 4.5 to black and to the dark gray of common themes', variant => {
	for (const [meaning, color] of fineOf(variant)) {
		expect((luminance(color) + 0.05) / (luminance(235) + 0.05), meaning).toBeGreaterThan(4.5);
	}
});

test.each(['light', 'colorblindLight'] as const)('%s: every colour has a contrast of 4.5 to white', variant => {
	for (const [meaning, color] of fineOf(variant)) {
		expect(1.05 / (luminance(color) + 0.05), meaning).toBeGreaterThan(4.5);
	}
});

test.each(['light', 'colorblindLight'] as const)('%s: of the sixteen colours only those that are dark in every palette', variant => {
	setTheme(variant);
	for (const {color} of Object.values(theme)) expect([undefined, 'red', 'blue', 'magenta']).toContain(color);
});

test.each(['colorblindDark', 'colorblindLight'] as const)(
	'%s: what is good is blue, what is bad has more red than blue, and no sign depends on green',
	variant => {
		const colors = fineOf(variant);
		for (const meaning of ['good', 'marked']) {
			const [red, , blue] = rgbOf(colors.get(meaning) ?? 16);
			expect(blue, meaning).toBeGreaterThan(red);
		}
		for (const meaning of ['bad', 'worse']) {
			const [red, , blue] = rgbOf(colors.get(meaning) ?? 16);
			expect(red, meaning).toBeGreaterThan(blue);
		}
		setTheme(variant);
		for (const {color} of Object.values(theme)) expect(color).not.toBe('green');
	},
);

test('mono has weights alone, and keeps bad and caution apart from the rest', () => {
	setTheme('mono');
	for (const style of Object.values(theme)) expect(Object.keys(style)).not.toEqual(expect.arrayContaining(['color']));
	expect(fineQuiet('mono')).toBeUndefined();
	expect(theme.bad).not.toEqual(theme.best);
	expect(theme.caution).not.toEqual(theme.value);
});

test('every variant says for each meaning how it looks', () => {
	const meanings = Object.keys(theme);
	for (const variant of variants) {
		setTheme(variant);
		expect(Object.keys(theme)).toEqual(meanings);
	}
});
