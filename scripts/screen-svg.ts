/** A terminal's screen as an SVG picture: real text, on the terminal's own grid, in the colours of a dark terminal. */

import type {Screen, ScreenCell} from '../test/helpers/terminal.ts';

const cell = {width: 8.4, height: 18, size: 14} as const;
const padding = 12;
const background = '#16181d';
const foreground = '#d5d8de';
/** The sixteen colours, dark ones first. */
const colors = [
	['#2a2d34', '#e06c75', '#98c379', '#e5c07b', '#61afef', '#c678dd', '#56b6c2', '#c8ccd4'],
	['#7f848e', '#ff7b86', '#b5e890', '#ffd68a', '#7cc4ff', '#dd97f1', '#6fd3df', '#ffffff'],
].flat();

interface Run {
	readonly row: number;
	readonly column: number;
	readonly cells: number;
	readonly text: string;
	readonly look: ScreenCell;
}

/** The picture of a screen. @param title what it shows, for who cannot see it */
export function screenSvg(
	screen: Pick<Screen, 'cell'>,
	{columns, rows, title}: {readonly columns: number; readonly rows: number; readonly title: string},
): string {
	const runs = Array.from({length: rows}, (_, row) => runsOf(screen, row, columns)).flat();
	const [width, height] = [columns * cell.width + 2 * padding, rows * cell.height + 2 * padding];
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${round(width)} ${round(height)}" role="img" aria-labelledby="title">`,
		`<title id="title">${escaped(title)}</title>`,
		`<rect width="100%" height="100%" rx="8" fill="${background}"/>`,
		`<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Noto Sans Mono CJK KR', monospace" font-size="${cell.size}" xml:space="preserve">`,
		...runs.flatMap(drawn),
		'</g>',
		'</svg>',
		'',
	].join('\n');
}

/** The cells of a line that look alike, together; wide characters alone, as fonts do not agree how wide they are. */
function runsOf(screen: Pick<Screen, 'cell'>, row: number, columns: number): readonly Run[] {
	const runs: Run[] = [];
	for (let column = 0; column < columns; column++) {
		const look = screen.cell(row, column);
		if (look.width === 0) continue;
		const text = look.text === '' ? ' ' : look.text;
		const last = runs.at(-1);
		const isPlain = /^[ -~]$/.test(text);
		if (last && isPlain && /^[ -~]+$/.test(last.text) && isAlike(last.look, look)) {
			runs[runs.length - 1] = {...last, cells: last.cells + 1, text: last.text + text};
		} else runs.push({row, column, cells: look.width, text, look});
	}
	return runs.filter(({text, look}) => text.trim() !== '' || look.inverse || look.underline);
}

function isAlike(a: ScreenCell, b: ScreenCell): boolean {
	return a.fg === b.fg && a.bold === b.bold && a.dim === b.dim && a.inverse === b.inverse && a.underline === b.underline;
}

function drawn({row, column, cells, text, look}: Run): readonly string[] {
	const [x, y] = [padding + column * cell.width, padding + row * cell.height];
	const own = look.fg === undefined ? foreground : colorOf(look.fg);
	const fill = look.inverse ? background : own;
	const box = `<rect x="${round(x)}" y="${round(y)}" width="${round(cells * cell.width + 0.3)}" height="${cell.height}" fill="${own}"/>`;
	const styles = [
		`fill="${fill}"`,
		...(look.bold ? ['font-weight="bold"'] : []),
		...(look.dim ? ['opacity="0.6"'] : []),
		...(look.underline ? ['text-decoration="underline"'] : []),
	].join(' ');
	const line = `<text x="${round(x)}" y="${round(y + cell.height * 0.75)}" textLength="${round(cells * cell.width)}" lengthAdjust="spacingAndGlyphs" ${styles}>${escaped(text)}</text>`;
	return [...(look.inverse ? [box] : []), ...(text.trim() === '' ? [] : [line])];
}

/** Beyond the sixteen: the colour cube, then the grays (xterm's 256 colours). */
function colorOf(index: number): string {
	const named = colors[index];
	if (named !== undefined) return named;
	if (index > 231) return hex([8 + (index - 232) * 10, 8 + (index - 232) * 10, 8 + (index - 232) * 10]);
	const cube = index - 16;
	return hex([Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map(step => (step === 0 ? 0 : 55 + 40 * step)));
}

function hex(parts: readonly number[]): string {
	return `#${parts.map(part => part.toString(16).padStart(2, '0')).join('')}`;
}

function round(value: number): string {
	return String(Number(value.toFixed(1)));
}

function escaped(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
