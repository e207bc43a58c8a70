/** Asks the terminal what it is like, and keeps its answers out of the keys, however late they come. */

import {createAnswerReader, questions, type AnswerReader, type TerminalAnswers} from '../terminal-answers.ts';

export interface AskOptions {
	/** Whether the background is asked for. */
	readonly background: boolean;
	/** Milliseconds that are waited for the answers. */
	readonly limit: number;
}

/**
 * Asks at once, on the screen that is shown, which is empty then. What is typed meanwhile stays in `stdin`.
 *
 * @returns what was answered within the limit
 */
export async function askTerminal(stdin: NodeJS.ReadStream, stdout: NodeJS.WriteStream, {background, limit}: AskOptions): Promise<TerminalAnswers> {
	const reader = createAnswerReader({background});
	const giveBack = keepOut(stdin, reader);
	let typed = '';
	await new Promise<void>(resolve => {
		const finish = () => {
			clearTimeout(timer);
			stdin.off('readable', collect);
			giveBack(typed);
			// Both the answer and the end of the wait may come here.
			typed = '';
			resolve();
		};
		const collect = () => {
			for (let text: unknown = stdin.read(); typeof text === 'string'; text = stdin.read()) typed += text;
			if (reader.isAnswered()) finish();
		};
		// Where loading has kept the process busy for so long, the answer is there and not yet read.
		const timer = setTimeout(() => setImmediate(finish), limit);
		stdin.on('readable', collect);
		stdout.write(questions({background}));
	});
	return reader.answers();
}

/** Keeps answers that this program did not ask for out of the keys, such as those to the program before. */
export function ignoreAnswers(stdin: NodeJS.ReadStream): void {
	const reader = createAnswerReader({background: false});
	// Nothing was asked, so nothing is expected.
	reader.take('\u{1B}[1;1R');
	keepOut(stdin, reader);
}

/**
 * From now on what is read from the stream is what was typed.
 *
 * @returns a function that puts at the front of the stream what was read of it
 */
function keepOut(stdin: NodeJS.ReadStream, reader: AnswerReader): (text: string) => void {
	const own = stdin.read.bind(stdin);
	const read = (size?: number): unknown => own(size);
	/** Characters at the front of the stream that have been looked at. */
	let known = 0;
	let wait: NodeJS.Timeout | undefined;
	const giveBack = (text: string) => {
		if (text === '') return;
		known += text.length;
		stdin.unshift(text);
	};
	const filtered = (): string | null => {
		const chunk: unknown = read();
		if (typeof chunk !== 'string') return null;
		const front = chunk.slice(0, known);
		known -= front.length;
		clearTimeout(wait);
		const text = front + reader.take(chunk.slice(front.length));
		const held = reader.held();
		if (held) wait = setTimeout(() => giveBack(reader.letGo()), held.wait).unref();
		return text === '' ? filtered() : text;
	};
	stdin.setEncoding('utf8');
	// A size is asked for by the stream's own machinery alone.
	stdin.read = size => (size === undefined ? filtered() : read(size));
	return giveBack;
}
