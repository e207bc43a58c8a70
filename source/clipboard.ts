/** Text for the clipboard of the terminal that is looked at, also over SSH: the sequence OSC 52, through tmux or GNU screen. */

const [escape, bell] = ['\u{1B}', '\u{7}'];
const stringEnd = `${escape}\\`;

/** What goes to the terminal at most, in bytes of text: hterm's osc52.sh, which many tools follow, drops sequences above 100,000 bytes. */
const mostBytes = 74_994;

/** A string in GNU screen: 768 bytes since 4.2.1, but 256 up to 4.0.3 (osc52.sh keeps the history). */
const screenPiece = 256;

/** The variables that are looked at are TMUX, STY and TERM. */
export type TerminalVariables = Readonly<Record<string, string | undefined>>;

/**
 * The bytes to write to the terminal, as they are: they hold no text but base64. A terminal does not answer whether it took them;
 * tmux passes them on only under `set -g allow-passthrough on` (off by default in 3.3a). Too long a text gives a sentence instead.
 */
export function clipboardSequence(text: string, variables: TerminalVariables): {readonly sequence: string} | {readonly error: string} {
	const bytes = Buffer.from(text, 'utf8');
	const base64 = bytes.toString('base64');
	if (bytes.length > mostBytes) {
		return {error: `The text has ${grouped(bytes.length)} bytes, the clipboard of a terminal takes ${grouped(mostBytes)}. Export it to a file.`};
	}
	return {sequence: throughMultiplexer(`${escape}]52;c;${base64}${bell}`, variables)};
}

function throughMultiplexer(sequence: string, {TMUX, STY, TERM}: TerminalVariables): string {
	if (TMUX) return `${escape}Ptmux;${sequence.replaceAll(escape, escape + escape)}${stringEnd}`;
	if (!STY && !TERM?.startsWith('screen')) return sequence;
	const room = screenPiece - `${escape}P${stringEnd}`.length;
	const pieces = Array.from({length: Math.ceil(sequence.length / room)}, (_, index) => sequence.slice(index * room, (index + 1) * room));
	return pieces.map(piece => `${escape}P${piece}${stringEnd}`).join('');
}

function grouped(count: number): string {
	return count.toLocaleString('en-US');
}
