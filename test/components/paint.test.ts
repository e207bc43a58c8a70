/** Styles become terminal codes, unless colour is off. */
import {afterEach, expect, test} from 'vitest';
import {paint, setColorEnabled} from '../../components/paint.ts';
import {joinSafe, safe} from '../../components/safe-text.ts';

afterEach(() => setColorEnabled(true));

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
