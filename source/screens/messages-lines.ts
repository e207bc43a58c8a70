/** The lines of Messages: what was said since the start, newest first, whole, with the command that does the same. Pure. */

import {displayWidth, fit} from '../../components/cells.ts';
import {paint} from '../../components/paint.ts';
import {emptyText, safe, type SafeText} from '../../components/safe-text.ts';
import {scrollTo} from '../../components/scroll.ts';
import {safeText} from '../text.ts';
import {theme} from '../theme.ts';
import {counted} from '../words.ts';
import {spread} from './browse-lines.ts';
import {remember} from './remember.ts';
import {wrapText} from './wrap-text.ts';

/** One that was said. */
export interface LoggedMessage {
	/** Raw. */
	readonly text: string;
	readonly isError?: boolean;
	readonly command?: string;
	/** Milliseconds since 1970. */
	readonly at: number;
}

export interface MessagesOptions {
	/** Which of them the cursor is on. */
	readonly cursor: number;
	readonly width: number;
	readonly height: number;
	/** Milliseconds since 1970. */
	readonly now: number;
}

/** Longer ones are cut (characters): a command may name 10,000 models. The clipboard takes them whole. */
const longest = 2_000;
/** Lines above the first message. */
const headLines = 2;

/** A line, and of which message it is. */
export interface MessagesLine {
	readonly text: SafeText;
	readonly message?: number;
}

/** At most `height` lines, with the whole of the message under the cursor in view where it has room. */
export function messagesLines(said: readonly LoggedMessage[], {cursor, width, height, now}: MessagesOptions): readonly MessagesLine[] {
	if (said.length === 0) return [safe` messages`, emptyText, safe` Nothing was said yet.`].map(text => ({text}));
	const row = Math.max(0, Math.min(said.length - 1, cursor));
	const errors = said.filter(({isError}) => isError === true).length;
	const title = safe` ${paint(theme.title, safe`messages`)}  ${counted(said.length, 'message')} since the start, newest first${errors === 0 ? emptyText : safe`, ${counted(errors, 'error')}`}`;
	const blocks = blocksOf(said, width, new Date(now).toDateString());
	const above = blocks.slice(0, row).reduce((sum, block) => sum + block.length, 0);
	const own = blocks[row] ?? [];
	const count = blocks.reduce((sum, block) => sum + block.length, 0);
	const room = Math.max(1, height - headLines);
	const first = Math.min(above, scrollTo(above - Math.floor((room - own.length) / 2), above + own.length - 1, room, count));
	const lines = blocks.flatMap((block, index) =>
		block.map((line, at) => ({text: index === row && at === 0 ? safe`❯ ${line}` : safe`  ${line}`, message: index})),
	);
	return [{text: spread(title, paint(theme.quiet, safe`${row + 1}/${said.length}`), width)}, {text: emptyText}, ...lines.slice(first, first + room)];
}

const blocksOf = remember((said: readonly LoggedMessage[], width: number, today: string) => said.map(message => blockOf(message, width, today)));

/** Two cells before each line are the cursor's. */
function blockOf({text, isError, command, at}: LoggedMessage, width: number, today: string): readonly SafeText[] {
	const lead = safe`${paint(theme.quiet, timeOf(at, today))}  ${isError === true ? paint(theme.bad, safe`!`) : safe` `} `;
	const indent = displayWidth(lead);
	const room = Math.max(10, width - indent - 3);
	const words = wrapText(safeText(cut(text)), room).map(line => (isError === true ? paint(theme.bad, line) : line));
	const same = command === undefined ? [] : wrapText(safeText(cut(command)), room).map(line => paint(theme.quiet, line));
	return [...words, ...same].map((line, index) => (index === 0 ? safe`${lead}${line}` : safe`${fit(emptyText, indent)}${line}`));
}

function cut(text: string): string {
	return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

/** `22:14`, of another day `22 Nov 22:14`. */
function timeOf(at: number, today: string): SafeText {
	const moment = new Date(at);
	const two = (number: number) => String(number).padStart(2, '0');
	const time = `${two(moment.getHours())}:${two(moment.getMinutes())}`;
	if (moment.toDateString() === today) return safeText(time);
	return safeText(`${moment.getDate()} ${moment.toLocaleString('en', {month: 'short'})} ${time}`);
}
