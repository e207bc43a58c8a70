/** The signs of the program in ASCII, each in one cell as before, for terminals that draw them too wide or not at all. */

/** By the ASCII character that stands for them. What means different things gets different ones where both can stand in one place. */
const signs: Readonly<Record<string, string>> = {
	'*': '★☆✶✱',
	'=': '≈▒',
	'#': '≠█▓▉▊▇',
	'^': '▲△▴▵↑',
	v: '▼▽▾▿↓',
	x: '✓✔×✗✘',
	'>': '❯▸▶→⏵›',
	'<': '◂◀←‹',
	o: '●○◆◇■□▪•',
	'-': '─━┄┈╌–—−░▏▎▍▃▄',
	'|': '│┃┆┊╎▌▐',
	'+': '┌┐└┘├┤┬┴┼╭╮╰╯┏┓┗┛┣┫┳┻╋±▋▅▆',
	'.': '·⋅∙▁▂',
	'~': '…',
	'"': '“”„',
	"'": '‘’',
	'2': '²',
	'3': '³',
	'?': '�',
	' ': '\u{A0}',
};

const asciiOf: ReadonlyMap<string, string> = new Map(Object.entries(signs).flatMap(([ascii, drawn]) => [...drawn].map(sign => [sign, ascii] as const)));

const drawn = new RegExp(`[${[...asciiOf.keys()].join('')}\u{2800}-\u{28FF}]`, 'gu');

/** The signs that have another one in ASCII. */
export const drawnSigns: readonly string[] = [...asciiOf.keys()];

/** From one number to another one, where `>` alone would say which is greater. */
const becomes = /(?<=\d) → (?=[-+−]?\d|none)/gu;

/** The text with ASCII in place of each of our signs; its width stays. Letters of other alphabets stay as they are. */
export function asciiText(text: string): string {
	return text.replace(becomes, ' ->').replace(drawn, sign => asciiOf.get(sign) ?? denseAs(sign));
}

/** Braille by the number of its dots. */
function denseAs(braille: string): string {
	const bits = (braille.codePointAt(0) ?? 0) - 0x28_00;
	const dots = [...bits.toString(2)].filter(bit => bit === '1').length;
	return dots === 0 ? ' ' : dots < 3 ? '.' : dots < 6 ? ':' : '#';
}

/** From now on, text that is written to this stream is ASCII but for letters; bytes stay as they are. */
export function writeInAscii(stream: NodeJS.WriteStream): void {
	const write = stream.write.bind(stream);
	const mapped: NodeJS.WriteStream['write'] = (data: string | Uint8Array, ...rest: never[]) =>
		write(typeof data === 'string' ? asciiText(data) : data, ...rest);
	stream.write = mapped;
}
