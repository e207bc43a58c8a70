/** The clipboard of the terminal: what is sent arrives as the text it was, also through tmux and GNU screen. */

import xterm from '@xterm/headless';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {clipboardSequence, type TerminalVariables} from '../../source/clipboard.ts';
import {holdsForAll} from '../helpers/property.ts';

/** What a multiplexer hands to the terminal around it, undefined where it is not all passed through. */
const passedOn: Readonly<Record<string, (output: string) => string | undefined>> = {
	'no multiplexer': output => output,
	tmux(output) {
		const inner = /^\u{1B}Ptmux;((?:\u{1B}\u{1B}|[^\u{1B}])*)\u{1B}\\$/su.exec(output)?.[1];
		return inner?.replaceAll('\u{1B}\u{1B}', '\u{1B}');
	},
	screen(output) {
		const pieces = [...output.matchAll(/\u{1B}P((?:(?!\u{1B}\\).)*)\u{1B}\\/gsu)];
		return pieces.map(([piece]) => piece).join('') === output ? pieces.map(([, inner = '']) => inner).join('') : undefined;
	},
};

const variablesOf: ReadonlyArray<readonly [string, TerminalVariables]> = [
	['no multiplexer', {TERM: 'xterm-256color'}],
	['no multiplexer', {TMUX: '', STY: '', TERM: undefined}],
	['tmux', {TMUX: '/tmp/tmux-1000/default,1,0', TERM: 'tmux-256color'}],
	['tmux', {TMUX: '/tmp/tmux-1000/default,1,0', TERM: 'screen-256color', STY: '1.pts-0.host'}],
	['screen', {STY: '1.pts-0.host', TERM: 'xterm'}],
	['screen', {TERM: 'screen.xterm-256color'}],
];

function sequenceOf(text: string, variables: TerminalVariables): string {
	const answer = clipboardSequence(text, variables);
	if ('error' in answer) return expect.fail(answer.error);
	return answer.sequence;
}

/** The text of an OSC 52 and nothing else. */
function copied(output: string | undefined): string | undefined {
	const base64 = /^\u{1B}\]52;c;([A-Za-z0-9+/]*={0,2})\u{7}$/u.exec(output ?? '')?.[1];
	return base64 === undefined ? undefined : Buffer.from(base64, 'base64').toString('utf8');
}

describe.each(variablesOf)('through %s (%j)', (name, variables) => {
	test('any text arrives', () => {
		const text = fc.oneof(
			fc.string({unit: 'binary', maxLength: 2000}),
			fc.string({unit: fc.constantFrom('가', '\u{1B}', '\\', '\u{7}', '💀', '\n', '\uD800')}),
		);
		holdsForAll([text], raw => copied(passedOn[name]?.(sequenceOf(raw, variables))) === raw.toWellFormed());
	});

	test('a long text arrives whole', () => {
		const text = '논문 표 2 후보\n'.repeat(2500);
		expect(copied(passedOn[name]?.(sequenceOf(text, variables)))).toBe(text);
	});
});

test('screen gets pieces that its oldest version takes', () => {
	const sequence = sequenceOf('x'.repeat(50_000), {STY: '1'});
	const lengths = sequence.split(/(?<=\u{1B}\\)/u).map(piece => piece.length);
	expect(lengths.length).toBeGreaterThan(100);
	expect(Math.max(...lengths)).toBeLessThanOrEqual(256);
});

test('a terminal reads the sequence', async () => {
	const terminal = new xterm.Terminal({allowProposedApi: true});
	const received: string[] = [];
	terminal.parser.registerOscHandler(52, data => received.push(data) > 0);
	const text = 'mscn_20261122 한글\n'.repeat(1000);
	await new Promise<void>(resolve => terminal.write(sequenceOf(text, {}), resolve));
	expect(received.map(data => Buffer.from(data.replace('c;', ''), 'base64').toString('utf8'))).toEqual([text]);
	expect(terminal.buffer.active.getLine(0)?.translateToString(true)).toBe('');
});

test('what is too long is refused with its bytes and what to do', () => {
	expect(clipboardSequence('x'.repeat(74_994), {})).toHaveProperty('sequence');
	expect(clipboardSequence('x'.repeat(74_995), {})).toEqual({
		error: 'The text has 74,995 bytes, the clipboard of a terminal takes 74,994. Export it to a file.',
	});
	expect(clipboardSequence('가'.repeat(30_000), {})).toEqual({
		error: 'The text has 90,000 bytes, the clipboard of a terminal takes 74,994. Export it to a file.',
	});
});
