/** Terminals for tests: a program in a real pty, and an ink element drawn in this process, both read from a screen. */
import {constants} from 'node:os';
import {PassThrough, Writable} from 'node:stream';
import {spawn, type IPty} from '@lydell/node-pty';
import xterm, {type IBufferCell, type Terminal} from '@xterm/headless';
import {render, type Instance, type RenderOptions} from 'ink';
import type {ReactNode} from 'react';
import stringWidth from 'string-width';
import {until} from './until.ts';

/** One cell of a screen, as it is seen. */
export type ScreenCell = {
	readonly text: string;
	/** 1, 2 for a wide character, 0 for the cell behind one. */
	readonly width: number;
	readonly inverse: boolean;
	readonly bold: boolean;
	readonly dim: boolean;
	readonly underline: boolean;
	/** The number of the foreground colour (1 red, 2 green, 3 yellow, ... 8 gray), undefined for the terminal's own. */
	readonly fg: number | undefined;
};

export type ScreenCursor = {readonly x: number; readonly y: number};

/** What can be read from every terminal here. */
export type Screen = {
	/** The lines as displayed, without spaces at their ends. */
	readonly screen: () => string[];
	/** One line, from 0. */
	readonly line: (row: number) => string;
	readonly cell: (row: number, column: number) => ScreenCell;
	readonly cursor: () => ScreenCursor;
	/** Whether the program shows the cursor. */
	readonly isCursorShown: () => boolean;
	/** Whether the program is on the alternate screen. */
	readonly isAlternate: () => boolean;
	/** Whether the program asked for pastes in brackets. */
	readonly isPasteBracketed: () => boolean;
	/** Presses keys one after the other: `Enter`, `C-c`, `M-b`, `S-Up`, `F1`, ...; other strings are typed as they are. */
	readonly press: (...keys: readonly string[]) => void;
	/** Types a text as it is, also one that is called like a key. */
	readonly type: (text: string) => void;
	/** Pastes: bracketed if the program asked for it, else as a terminal does without. */
	readonly paste: (text: string) => void;
	readonly resize: (columns: number, rows: number) => void;
	/** Resolves when the screen holds the text, or when the predicate holds, with whole frames only; throws with the screen when time is up. */
	readonly until: (wanted: string | RegExp | ((lines: readonly string[]) => boolean), options?: {readonly timeout?: number}) => Promise<string[]>;
	/** All that was written to the terminal so far. */
	readonly rawOutput: () => string;
};

const keySequences: Readonly<Record<string, string>> = {
	Enter: '\r',
	Escape: '\u{1B}',
	Space: ' ',
	Tab: '\t',
	BTab: '\u{1B}[Z',
	Backspace: '\u{7F}',
	Delete: '\u{1B}[3~',
	Insert: '\u{1B}[2~',
	PageUp: '\u{1B}[5~',
	PageDown: '\u{1B}[6~',
	F1: '\u{1B}OP',
	F2: '\u{1B}OQ',
	F3: '\u{1B}OR',
	F4: '\u{1B}OS',
	F5: '\u{1B}[15~',
	F6: '\u{1B}[17~',
	F7: '\u{1B}[18~',
	F8: '\u{1B}[19~',
	F9: '\u{1B}[20~',
	F10: '\u{1B}[21~',
	F11: '\u{1B}[23~',
	F12: '\u{1B}[24~',
};

const arrowLetters: Readonly<Record<string, string>> = {Up: 'A', Down: 'B', Right: 'C', Left: 'D', End: 'F', Home: 'H'};
const modifierNumbers: Readonly<Record<string, number>> = {S: 2, M: 3, C: 5};

function keySequence(key: string, applicationArrows: boolean): string {
	const plain = keySequences[key];
	if (plain !== undefined) {
		return plain;
	}

	const arrow = arrowLetters[key];
	if (arrow) {
		return `\u{1B}${applicationArrows ? 'O' : '['}${arrow}`;
	}

	const [, modifier = '', name = ''] = /^([SMC])-(.+)$/s.exec(key) ?? [];
	if (name === '') {
		return key;
	}

	const modifiedArrow = arrowLetters[name];
	if (modifiedArrow) {
		return `\u{1B}[1;${modifierNumbers[modifier] ?? 1}${modifiedArrow}`;
	}

	if (modifier === 'M') {
		return `\u{1B}${keySequence(name, applicationArrows)}`;
	}

	if (modifier === 'C' && name.length === 1) {
		return String.fromCharCode(name.toUpperCase().charCodeAt(0) & 0x1f);
	}

	throw new Error(`No terminal sends ${key}`);
}

function screenCell(cell: IBufferCell): ScreenCell {
	return {
		text: cell.getChars(),
		width: cell.getWidth(),
		inverse: cell.isInverse() !== 0,
		bold: cell.isBold() !== 0,
		dim: cell.isDim() !== 0,
		underline: cell.isUnderline() !== 0,
		fg: cell.isFgDefault() ? undefined : cell.getFgColor(),
	};
}

type ScreenSource = {
	readonly terminal: Terminal;
	readonly send: (data: string) => void;
	readonly resized: (columns: number, rows: number) => void;
	readonly output: () => string;
	/** Said in messages: how the program ended, if it did. */
	readonly state?: () => string;
};

function screenOf({terminal, send, resized, output, state}: ScreenSource): Screen {
	const line = (row: number): string => {
		const buffer = terminal.buffer.active;
		return (
			buffer
				.getLine(buffer.viewportY + row)
				?.translateToString(true)
				.trimEnd() ?? ''
		);
	};
	const screen = (): string[] => Array.from({length: terminal.rows}, (_, row) => line(row));
	let cursorShown = true;
	// Between the marks of a synchronised frame a real terminal shows the one before.
	let isMidFrame = false;
	const watchModes = (on: boolean) => (parameters: ReadonlyArray<number | number[]>) => {
		cursorShown = parameters.includes(25) ? on : cursorShown;
		isMidFrame = parameters.includes(2026) ? on : isMidFrame;
		return false;
	};
	terminal.parser.registerCsiHandler({prefix: '?', final: 'h'}, watchModes(true));
	terminal.parser.registerCsiHandler({prefix: '?', final: 'l'}, watchModes(false));

	return {
		screen,
		line,
		cell(row, column) {
			const buffer = terminal.buffer.active;
			const cell = buffer.getLine(buffer.viewportY + row)?.getCell(column);
			if (!cell) {
				throw new Error(`No cell ${column} in row ${row} of ${terminal.cols}x${terminal.rows}`);
			}

			return screenCell(cell);
		},
		cursor: () => ({x: terminal.buffer.active.cursorX, y: terminal.buffer.active.cursorY}),
		isCursorShown: () => cursorShown,
		isAlternate: () => terminal.buffer.active.type === 'alternate',
		isPasteBracketed: () => terminal.modes.bracketedPasteMode,
		press(...keys) {
			for (const key of keys) {
				send(keySequence(key, terminal.modes.applicationCursorKeysMode));
			}
		},
		type: send,
		paste(text) {
			const line = text.replaceAll(/\r?\n/g, '\r');
			send(terminal.modes.bracketedPasteMode ? `\u{1B}[200~${line}\u{1B}[201~` : line);
		},
		resize(columns, rows) {
			terminal.resize(columns, rows);
			resized(columns, rows);
		},
		async until(wanted, {timeout = 5000} = {}) {
			const holds = (lines: readonly string[]): boolean => {
				if (typeof wanted === 'string') {
					return lines.some(text => text.includes(wanted));
				}

				return wanted instanceof RegExp ? wanted.test(lines.join('\n')) : wanted(lines);
			};
			return until(
				() => {
					const lines = screen();
					return !isMidFrame && holds(lines) && lines;
				},
				{
					timeout,
					describe: () =>
						`${String(wanted)}\n${state?.() ?? ''}┌${'─'.repeat(terminal.cols)}\n${screen()
							.map(text => `│${text}`)
							.join('\n')}\n└${'─'.repeat(terminal.cols)}`,
				},
			);
		},
		rawOutput: output,
	};
}

/** What the character before leaves open: nothing, a joiner, half a flag, a Hangul syllable, an emoji. */
const kinds = {none: 0, joiner: 1, flag: 2, jamo: 3, emoji: 4} as const;

function kindOf(character: string): number {
	if (character === '\u{200D}') {
		return kinds.joiner;
	}

	if (/^\p{Regional_Indicator}$/u.test(character)) {
		return kinds.flag;
	}

	if (/^[\u1100-\u11FF\uA960-\uA97C\uD7B0-\uD7FB]$/u.test(character)) {
		return kinds.jamo;
	}

	return /^\p{Extended_Pictographic}$/u.test(character) ? kinds.emoji : kinds.none;
}

/**
 * The widths of a terminal of today, which draws an emoji sequence or a decomposed syllable as one character;
 * the terminal's own table is of 2010 and knows no wide emoji. A property is kind, width and "joins the one before" in one number.
 */
const unicode = {
	version: 'graphemes',
	wcwidth(code: number): 0 | 1 | 2 {
		const width = stringWidth(String.fromCodePoint(code));
		return width === 0 || width === 1 ? width : 2;
	},
	charProperties(code: number, before: number): number {
		const character = String.fromCodePoint(code);
		const kind = kindOf(character);
		const width = unicode.wcwidth(code);
		const kindBefore = before >> 3;
		const widthBefore = (before >> 1) & 3;
		const joins =
			widthBefore > 0 &&
			(width === 0 ||
				(kindBefore === kinds.joiner && kind === kinds.emoji) ||
				(kindBefore === kinds.flag && kind === kinds.flag) ||
				(kindBefore === kinds.emoji && /^\p{Emoji_Modifier}$/u.test(character)) ||
				(kindBefore === kinds.jamo && /^[\u1160-\u11FF\uD7B0-\uD7FB]$/u.test(character)));
		if (!joins) {
			return (kind << 3) | (width << 1);
		}

		const isEmoji = character === '\u{FE0F}' || kind === kinds.flag || kind === kinds.emoji;
		const kindNow = kind === kinds.flag ? kinds.none : width === 0 && kind === kinds.none ? kindBefore : kind;
		return (kindNow << 3) | ((isEmoji ? 2 : Math.max(widthBefore, kind === kinds.jamo ? 0 : width)) << 1) | 1;
	},
};

/** As terminals in East Asia may be set: what has no certain width takes two cells. */
const eastAsian = {
	...unicode,
	version: 'east-asian',
	charProperties(code: number, before: number): number {
		const properties = unicode.charProperties(code, before);
		const isWide = (properties & 1) === 0 && stringWidth(String.fromCodePoint(code), {ambiguousIsNarrow: false}) === 2;
		return isWide ? (properties & ~6) | 4 : properties;
	},
};

function newTerminal(columns: number, rows: number, {convertEol, isEastAsian = false}: {convertEol: boolean; isEastAsian?: boolean}): Terminal {
	const terminal = new xterm.Terminal({cols: columns, rows, allowProposedApi: true, convertEol, scrollback: 1000});
	for (const provider of [unicode, eastAsian]) {
		terminal.unicode.register(provider);
	}

	terminal.unicode.activeVersion = (isEastAsian ? eastAsian : unicode).version;
	return terminal;
}

export type TerminalOptions = {
	readonly command: string;
	readonly args?: readonly string[];
	readonly cols?: number;
	readonly rows?: number;
	/** Added to PATH, HOME, TERM=xterm-256color and LANG=C.UTF-8; nothing else of this process comes through. */
	readonly env?: Readonly<Record<string, string>>;
	readonly cwd?: string;
	/** Its background, `rgb:ffff/ffff/ffff`, which it tells when it is asked; without, it does not know that question. */
	readonly background?: string;
	/** Whether what has no certain width, `★` and lines, takes two cells. */
	readonly isEastAsian?: boolean;
	/** Whether it answers nothing. */
	readonly isSilent?: boolean;
};

export type TerminalExit = {
	/** Undefined when a signal ended it. */
	readonly code: number | undefined;
	readonly signal: NodeJS.Signals | undefined;
};

export type PtyTerminal = Screen & {
	readonly pid: number;
	/** Settles when the program has ended and all its output is on the screen. */
	readonly exit: Promise<TerminalExit>;
	readonly kill: (signal?: NodeJS.Signals) => void;
	/** Ends the program if it still runs, and closes the pty. */
	readonly close: () => Promise<void>;
	readonly [Symbol.asyncDispose]: () => Promise<void>;
};

const open = new Set<PtyTerminal>();

/** Closes every terminal that a test left open: for `afterEach`. */
export async function closeTerminals(): Promise<void> {
	await Promise.all([...open].map(async terminal => terminal.close()));
}

function signalName(number: number | undefined): NodeJS.Signals | undefined {
	for (const [name, value] of Object.entries(constants.signals)) {
		if (value === number) {
			// The names of os.constants.signals are those of NodeJS.Signals.
			return name as NodeJS.Signals;
		}
	}

	return undefined;
}

function closePty(pty: IPty): void {
	// Its type does not say so, but without destroy() the descriptor of the master side stays open.
	if ('destroy' in pty && typeof pty.destroy === 'function') {
		pty.destroy();
	}
}

/** Starts a program in a pty of its own. Use `await using`, or `closeTerminals` in afterEach. */
export function startTerminal({
	command,
	args = [],
	cols = 80,
	rows = 24,
	env = {},
	cwd = process.cwd(),
	background,
	isEastAsian,
	isSilent = false,
}: TerminalOptions): PtyTerminal {
	const terminal = newTerminal(cols, rows, {convertEol: false, isEastAsian});
	const pty = spawn(command, [...args], {
		name: env['TERM'] ?? 'xterm-256color',
		cols,
		rows,
		cwd,
		env: {PATH: process.env['PATH'], HOME: process.env['HOME'], LANG: 'C.UTF-8', TERM: 'xterm-256color', ...env},
	});
	let output = '';
	let ended: TerminalExit | undefined;
	pty.onData(data => {
		output += data;
		terminal.write(data);
	});
	// What the terminal answers to questions of the program (its size, the cursor's place).
	const answer = (data: string): void => {
		if (!ended && !isSilent) {
			pty.write(data);
		}
	};
	terminal.onData(answer);
	terminal.parser.registerOscHandler(11, question => {
		if (question !== '?' || background === undefined) {
			return false;
		}

		answer(`\u{1B}]11;${background}\u{1B}\\`);
		return true;
	});
	const exit = new Promise<TerminalExit>(resolve => {
		pty.onExit(({exitCode, signal}) => {
			const name = signalName(signal);
			ended = {code: name ? undefined : exitCode, signal: name};
			const result = ended;
			terminal.write('', () => resolve(result));
		});
	});
	const screen = screenOf({
		terminal,
		output: () => output,
		send(data) {
			if (!ended) {
				pty.write(data);
			}
		},
		resized(columns, lines) {
			if (!ended) {
				pty.resize(columns, lines);
			}
		},
		state: () => (ended ? `(the program has ended: ${JSON.stringify(ended)})\n` : ''),
	});
	const kill = (signal: NodeJS.Signals = 'SIGTERM'): void => {
		if (ended) {
			return;
		}

		try {
			process.kill(pty.pid, signal);
		} catch (error) {
			// It has ended, and the news is still under way.
			if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) {
				throw error;
			}
		}
	};
	let closing: Promise<void> | undefined;
	const close = async (): Promise<void> => {
		closing ??= (async () => {
			kill('SIGKILL');
			await exit;
			closePty(pty);
			terminal.dispose();
			open.delete(started);
		})();
		return closing;
	};
	const started: PtyTerminal = {...screen, pid: pty.pid, exit, kill, close, [Symbol.asyncDispose]: close};
	open.add(started);
	return started;
}

export type RenderedScreen = Screen & {
	readonly instance: Instance;
	/** Resolves when all frames so far are on the screen. */
	readonly settled: () => Promise<void>;
	/** When each frame was written, as `performance.now()` says. */
	readonly frameTimes: () => readonly number[];
	readonly unmount: () => void;
	readonly [Symbol.dispose]: () => void;
};

export type RenderToScreenOptions = {
	readonly cols?: number;
	readonly rows?: number;
	/** More options for ink's `render`; alternate screen and incremental rendering are on, as in the program. */
	readonly ink?: RenderOptions;
};

/** Draws an ink element on a screen of its own in this process. Its streams are real ones that no terminal stands behind. */
export function renderToScreen(element: ReactNode, {cols = 80, rows = 24, ink = {}}: RenderToScreenOptions = {}): RenderedScreen {
	const terminal = newTerminal(cols, rows, {convertEol: true});
	let output = '';
	const frameTimes: number[] = [];
	const stdout = Object.assign(
		new Writable({
			decodeStrings: false,
			write(chunk: unknown, _encoding, done) {
				const text = String(chunk);
				output += text;
				frameTimes.push(performance.now());
				terminal.write(text);
				done();
			},
		}),
		{isTTY: true, columns: cols, rows},
	);
	const stdin = Object.assign(new PassThrough(), {
		isTTY: true,
		setRawMode: () => undefined,
		ref: () => undefined,
		unref: () => undefined,
	});
	const instance = render(element, {
		stdout,
		stdin,
		interactive: true,
		alternateScreen: true,
		incrementalRendering: true,
		exitOnCtrlC: false,
		patchConsole: false,
		maxFps: 1000,
		...ink,
	});
	const screen = screenOf({
		terminal,
		output: () => output,
		send(data) {
			stdin.write(data);
		},
		resized(columns, lines) {
			stdout.columns = columns;
			stdout.rows = lines;
			stdout.emit('resize');
		},
	});
	const unmount = (): void => {
		instance.unmount();
		instance.cleanup();
		stdin.destroy();
		terminal.dispose();
	};
	return {
		...screen,
		instance,
		async settled() {
			await instance.waitUntilRenderFlush();
			await new Promise<void>(resolve => {
				terminal.write('', resolve);
			});
		},
		frameTimes: () => frameTimes,
		unmount,
		[Symbol.dispose]: unmount,
	};
}
