/** Styles become terminal codes, unless colour is off. */
import {afterEach, expect, test} from 'vitest';
import {paint, setColorEnabled, setFineColors, unpainted} from '../../components/paint.ts';
import {joinSafe, safe} from '../../components/safe-text.ts';

afterEach(() => {
	setColorEnabled(true);
	setFineColors(undefined);
});

test('wraps the text in the codes of its style', () => {
	expect(paint({color: 'red', bold: true}, safe`x`)).toBe('\u{1B}[1m\u{1B}[31mx\u{1B}[39m\u{1B}[22m');
});

test('goes on behind a painted text inside', () => {
	expect(paint({bold: true}, joinSafe([paint({dim: true}, safe`a`), safe`b`]))).toBe('\u{1B}[1m\u{1B}[2ma\u{1B}[22m\u{1B}[1mb\u{1B}[22m');
});

test('paints nothing on no text', () => {
	expect(paint({inverse: true}, safe``)).toBe('');
});

test('without colour there is only the text', () => {
	setColorEnabled(false);
	expect(paint({color: 'red', inverse: true}, safe`x`)).toBe('x');
});

test('a finer colour takes the place of the plain one only where there are 256', () => {
	const style = {color: 'red', fine: 203} as const;
	expect(paint(style, safe`x`)).toBe('\u{1B}[31mx\u{1B}[39m');
	setFineColors(246);
	expect(paint(style, safe`x`)).toBe('\u{1B}[38;5;203mx\u{1B}[39m');
});

test('with 256 colours dim is a gray, and its end does not end bold', () => {
	setFineColors(246);
	expect(paint({bold: true}, joinSafe([paint({dim: true}, safe`a`), safe`b`]))).toBe('\u{1B}[1m\u{1B}[38;5;246ma\u{1B}[39mb\u{1B}[22m');
});

test('unpainted text has no code of either kind', () => {
	setFineColors(246);
	expect(unpainted(paint({dim: true, bold: true, inverse: true}, safe`x`))).toBe('x');
});
