/** A line is edited by what is seen as one character. */
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {controlEdit, editText, maximumLength, pastedLine, textEditState, typeText, type TextEdit} from '../../components/text-edit.ts';

/** Text with `|` at the cursor. */
function state(marked: string) {
	return {value: marked.replace('|', ''), cursor: marked.indexOf('|')};
}

function marked({value, cursor}: {readonly value: string; readonly cursor: number}): string {
	return `${value.slice(0, cursor)}|${value.slice(cursor)}`;
}

describe('edits', () => {
	test.each([
		['한|글', {type: 'insert', text: '국'}, '한국|글'],
		['e|x', {type: 'insert', text: '\u{301}'}, 'e\u{301}|x'],
		['가👩‍👩‍👧|나', {type: 'backspace'}, '가|나'],
		['|ab', {type: 'backspace'}, '|ab'],
		['가|👩‍👩‍👧나', {type: 'delete'}, '가|나'],
		['ab|', {type: 'delete'}, 'ab|'],
		['가👍🏽|', {type: 'left'}, '가|👍🏽'],
		['|👍🏽가', {type: 'right'}, '👍🏽|가'],
		['lero total_time|@imdb', {type: 'wordLeft'}, 'lero |total_time@imdb'],
		['lero |total_time', {type: 'wordLeft'}, '|lero total_time'],
		['|논문 표 2', {type: 'wordRight'}, '논문| 표 2'],
		['논문| 표 2', {type: 'wordRight'}, '논문 표| 2'],
		['ab|cd', {type: 'home'}, '|abcd'],
		['ab|cd', {type: 'end'}, 'abcd|'],
		['ab|cd', {type: 'cutToStart'}, '|cd'],
		['ab|cd', {type: 'cutToEnd'}, 'ab|'],
		['tag:a total@imdb |x', {type: 'cutWordLeft'}, 'tag:a |x'],
		['a |bc de', {type: 'cutWordRight'}, 'a | de'],
		['a|b', {type: 'paste', text: 'x\r\ny\nz\t!'}, 'ax y z !|b'],
	] satisfies ReadonlyArray<readonly [string, TextEdit, string]>)('%s %j gives %s', (before, edit, after) => {
		expect(marked(editText(state(before), edit))).toBe(after);
	});

	test('keep the cursor between characters and the text within its limit', () => {
		const edits = fc.oneof(
			fc.record({type: fc.constantFrom('insert', 'paste'), text: fc.string({unit: 'grapheme', maxLength: 6})}),
			fc.record({
				type: fc.constantFrom('left', 'right', 'wordLeft', 'wordRight', 'home', 'end', 'backspace', 'delete', 'cutWordLeft', 'cutWordRight'),
			}),
		);
		fc.assert(
			fc.property(fc.array(edits, {maxLength: 30}), sequence => {
				const end = sequence.reduce((before, edit) => editText(before, edit), textEditState(''));
				expect(textEditState(end.value, end.cursor)).toEqual(end);
			}),
		);
	});
});

test('a paste of a megabyte is cut to what a field holds', () => {
	const start = performance.now();
	const {value, cursor} = editText(textEditState('tag:'), {type: 'paste', text: '한\n'.repeat(500_000)});
	expect(value.length).toBe(maximumLength);
	expect(cursor).toBe(maximumLength);
	expect(value).not.toContain('\n');
	expect(performance.now() - start).toBeLessThan(1000);
});

test('a character is not cut in two by the limit', () => {
	expect(pastedLine(`${'a'.repeat(maximumLength - 1)}🎉`)).toBe('a'.repeat(maximumLength - 1));
});

test('a full field takes no more', () => {
	const full = textEditState('a'.repeat(maximumLength));
	expect(editText(full, {type: 'insert', text: 'b'})).toEqual(full);
});

test('keys of one read are applied in order up to Enter', () => {
	expect(typeText(textEditState(''), 'lerx\u{7F}o\u{1}/\rjj')).toEqual({
		state: {value: '/lero', cursor: 1},
		submitted: true,
		rest: 'jj',
	});
});

test('other control characters are not typed into the text', () => {
	expect(typeText(textEditState('a'), '\u{1B}\u{7}\tb').state.value).toBe('ab');
});

test('Ctrl and a letter edit', () => {
	expect(['a', 'e', 'u', 'k', 'w', 'h', 'd', 'z'].map(letter => controlEdit(letter)?.type)).toEqual([
		'home',
		'end',
		'cutToStart',
		'cutToEnd',
		'cutWordLeft',
		'backspace',
		'delete',
		undefined,
	]);
});

test('a cursor inside a character moves to its start', () => {
	expect(textEditState('a👍🏽', 3)).toEqual({value: 'a👍🏽', cursor: 1});
});
