/** Reports of the mouse in what is typed. */

import {expect, test} from 'vitest';
import {givenUp, nothingBegun, splitReports, waitFor, type Begun, type MouseEvent} from '../../source/mouse-reports.ts';

test('a report is taken out of what is typed around it; letting go, other buttons and moves mean nothing', () => {
	expect(splitReports('j\u001B[<0;3;5Mk\u001B[<0;3;5m')).toEqual({pieces: ['j', {kind: 'press', column: 2, row: 4}, 'k'], ...nothingBegun});
	expect(splitReports('\u001B[<64;1;1M\u001B[<65;1;1M\u001B[<81;1;1M').pieces).toMatchObject([{kind: 'wheelUp'}, {kind: 'wheelDown'}, {kind: 'wheelDown'}]);
	for (const button of [1, 2, 3, 4, 8, 16, 32, 35, 66, 67, 128]) expect(splitReports(`\u001B[<${button};1;1M`)).toEqual({pieces: [], ...nothingBegun});
});

test('wherever a report is cut into two reads, it is one report and nothing is typed', () => {
	const report = '\u001B[<0;120;37M';
	for (let at = 1; at < report.length; at++) {
		const first = splitReports(`x${report.slice(0, at)}`);
		expect(first).toEqual({...nothingBegun, pieces: ['x'], held: report.slice(0, at)});
		expect(splitReports(report.slice(at), first)).toEqual({pieces: [{kind: 'press', column: 119, row: 36}], ...nothingBegun});
	}
});

/** What comes of reads, with a pause behind each that is longer than anything is waited for. */
function afterPauses(reads: readonly string[]): Array<string | MouseEvent> {
	const pieces: Array<string | MouseEvent> = [];
	let begun: Begun = nothingBegun;
	for (const read of reads) {
		const split = splitReports(read, begun);
		pieces.push(...split.pieces);
		const last = waitFor(split) === undefined ? {typed: '', begun: split} : givenUp(split);
		if (last.typed !== '') pieces.push(last.typed);
		({begun} = last);
	}
	return pieces;
}

test('the rest of a report that was begun is no key and no click, however late', () => {
	expect(afterPauses(['\u001B[<0;', '10;16M', 'j'])).toEqual(['j']);
	expect(afterPauses(['\u001B[<', '0;10', ';1', '6m', '4'])).toEqual(['4']);
	// Escape may be a key, and then [ may be one, too: nothing behind it is.
	expect(afterPauses([...'\u001B[<0;10;14M', 'k'])).toEqual(['\u001B', '[', 'k']);
	expect(afterPauses(['\u001B', '[<0;10;14M', 'k'])).toEqual(['\u001B', 'k']);
	expect(afterPauses(['\u001B[<0;1', 'j', '4'])).toEqual(['j', '4']);
	expect(afterPauses(['\u001B', '[', '2', 'q'])).toEqual(['\u001B', '[', '2', 'q']);
});

test('what was pasted is text, reports in it, too, wherever it is cut', () => {
	const paste = '\u001B[200~ab \u001B[<0;97;30M cd\u001B[201~';
	const typed = (pieces: ReadonlyArray<string | MouseEvent>) => pieces.map(piece => (typeof piece === 'string' ? piece : 'click')).join('');
	expect(typed(splitReports(`${paste}x\u001B[<0;1;1M`).pieces)).toBe(`${paste}xclick`);
	for (let at = 3; at < paste.length; at++) {
		expect(typed(afterPauses([paste.slice(0, at), `${paste.slice(at)}x`, '\u001B[<0;1;1M'])), `cut at ${at}`).toBe(`${paste}xclick`);
	}
	expect(
		typed(
			[...paste].reduce<{pieces: Array<string | MouseEvent>; begun: Begun}>(
				({pieces, begun}, one) => {
					const next = splitReports(one, begun);
					return {pieces: [...pieces, ...next.pieces], begun: next};
				},
				{pieces: [], begun: nothingBegun},
			).pieces,
		),
	).toBe(paste);
});

test('what only looks like the begin of a report goes on as it is', () => {
	for (const text of ['\u001B[A', '\u001B[1;5C', '\u001Bb', '\u001B[200~a\u001B[201~', '[<0;1;1M', '논문']) {
		expect(splitReports(text)).toEqual({pieces: [text], ...nothingBegun});
	}
	expect(splitReports('\u001B[<0;1;1x').pieces).toEqual(['x']);
	expect(splitReports(`\u001B[<${'1'.repeat(40)}`)).toEqual({pieces: [], ...nothingBegun});
});
