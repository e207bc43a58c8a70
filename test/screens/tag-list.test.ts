/** The list of tags: what is shown, what a tick means, what Enter asks for. */

import {expect, test} from 'vitest';
import {nothingTyped, type TagsDialog} from '../../source/screens/dialog.ts';
import {typeInDialog} from '../../source/screens/dialog-typing.ts';
import {movedTag, tagRefusal, tagRows, tagsOf, typedTag, wantedTags} from '../../source/screens/tag-list.ts';
import {madeModel} from '../helpers/made-models.ts';

const models = [
	madeModel('M/Model/a', {tags: ['paper', 'best']}),
	madeModel('M/Model/b', {tags: ['paper', 'wip']}),
	madeModel('M/Model/c', {tags: ['wip', 'wip2']}),
	madeModel('M/Model/d', {tags: ['wip', 'Paper-v2']}),
	madeModel('M/Model/e', {}),
];

function opened(...names: readonly string[]): TagsDialog {
	const targets = models.filter(({id}) => names.includes(id));
	return {
		kind: 'tags',
		keys: targets.map(({key}) => key),
		subject: 'x',
		tags: tagsOf(models, targets),
		typing: nothingTyped,
		row: 0,
		ticks: new Map(),
	};
}

/** The dialog after these keys, which leave it open. */
function after(dialog: TagsDialog, keys: string): TagsDialog {
	const typed = typeInDialog(dialog, keys);
	if (typed.end !== undefined || typed.dialog.kind !== 'tags') throw new Error(`It is over: ${typed.end}`);
	return typed.dialog;
}

function shown(dialog: TagsDialog): readonly string[] {
	const boxes = {all: '[x]', some: '[-]', none: '[ ]'};
	return tagRows(dialog).map(row => (row.kind === 'make' ? `make ${row.tag}` : `${boxes[row.state]} ${row.tag} ${row.count}`));
}

test('the tags of the targets come first, then the most used; a tick for all, a half one for some', () => {
	expect(shown(opened('a', 'b'))).toEqual(['[-] wip 3', '[x] paper 2', '[-] best 1', '[ ] Paper-v2 1', '[ ] wip2 1']);
	expect(shown(opened('e'))).toEqual(['[ ] wip 3', '[ ] paper 2', '[ ] Paper-v2 1', '[ ] best 1', '[ ] wip2 1']);
});

test('typing shows what fits whatever the case, the tag that is exactly that first, and offers to make one last', () => {
	expect(shown(after(opened('e'), 'PAP'))).toEqual(['[ ] paper 2', '[ ] Paper-v2 1', 'make PAP']);
	expect(shown(after(opened('e'), 'wip2'))).toEqual(['[ ] wip2 1']);
	expect(shown(after(opened('c'), 'wip'))).toEqual(['[x] wip 3', '[x] wip2 1']);
	expect(shown(after(opened('e'), 'new'))).toEqual(['make new']);
});

test('Hangul typed in parts is the composed tag, and finds what is kept in parts', () => {
	const apart = '논문'.normalize('NFD');
	const kept = [madeModel('M/Model/k', {tags: [apart]})];
	expect(tagsOf(kept, [])).toEqual([{tag: '논문', count: 1, have: 0}]);
	expect(wantedTags(after(opened('e'), apart))).toEqual({add: ['논문'], remove: []});
});

test('no control character and no line end enters a tag, and no blank stands around it', () => {
	expect(typedTag('  a\u{7}\n\u{1B}[2Jb\u{2028} ')).toBe('a[2Jb');
	expect(typedTag(' \t ')).toBe('');
	expect(typedTag('x'.repeat(300))).toHaveLength(200);
});

test('Space goes from half to all to none to half, and between all and none', () => {
	let dialog = opened('a', 'b');
	const ofWip = () => shown(dialog)[0];
	for (const wanted of ['[x] wip 3', '[ ] wip 3', '[-] wip 3', '[x] wip 3']) {
		dialog = after(dialog, ' ');
		expect(ofWip()).toBe(wanted);
	}
	const paper = movedTag(opened('a', 'b'), 1);
	expect(shown(after(paper, ' '))[1]).toBe('[ ] paper 2');
	expect(shown(after(after(paper, ' '), ' '))[1]).toBe('[x] paper 2');
});

test('a tick takes what was typed away and stays on its tag', () => {
	const dialog = after(opened('a'), 'wip2 ');
	expect(dialog.typing.value).toBe('');
	expect(tagRows(dialog)[dialog.row]?.tag).toBe('wip2');
	const made = after(dialog, 'fresh ');
	expect(shown(made)[0]).toBe('[x] fresh 0');
	expect(wantedTags(made)).toEqual({add: ['wip2', 'fresh'], remove: []});
});

test('Enter without a tick asks for nothing, wherever the cursor is; with ticks it asks for these alone', () => {
	expect(wantedTags(opened('a', 'b'))).toEqual({add: [], remove: []});
	expect(wantedTags(movedTag(opened('a', 'b'), 1))).toEqual({add: [], remove: []});
	expect(wantedTags(after(opened('a', 'b'), '  '))).toEqual({add: [], remove: ['wip']});
	expect(wantedTags(movedTag(after(opened('a', 'b'), ' '), 3))).toEqual({add: ['wip'], remove: []});
	// A tick that was taken back asks for nothing.
	expect(wantedTags(after(opened('a', 'b'), '   '))).toEqual({add: [], remove: []});
});

test('Enter behind typed text turns the row under the cursor round', () => {
	expect(wantedTags(after(opened('a', 'b'), 'pap'))).toEqual({add: [], remove: ['paper']});
	expect(wantedTags(after(opened('e'), 'pap'))).toEqual({add: ['paper'], remove: []});
	expect(wantedTags(movedTag(after(opened('e'), 'wip'), 1))).toEqual({add: ['wip2'], remove: []});
});

test('what was typed since the last tick is meant as well', () => {
	expect(wantedTags(after(opened('e'), 'wip2 new'))).toEqual({add: ['wip2', 'new'], remove: []});
});

test('the cursor goes round the ends, by Ctrl-N and Ctrl-P as well', () => {
	expect(movedTag(opened('e'), -1).row).toBe(4);
	expect(after(opened('e'), '\u{10}\u{E}\u{E}').row).toBe(1);
	expect(movedTag(opened('e'), 10).row).toBe(4);
});

test('without any tag there is nothing to tick, and Enter asks for nothing', () => {
	const dialog: TagsDialog = {...opened('e'), tags: []};
	expect(tagRows(dialog)).toEqual([]);
	expect(wantedTags(after(dialog, ' '))).toEqual({add: [], remove: []});
});

test('what begins with @ is an alias, and made no tag; one that is there already can be taken away', () => {
	const dialog = after(opened('a'), '@champion');
	expect(shown(dialog)).toEqual([]);
	expect(tagRefusal(dialog)).toBe('@champion is an alias, not a tag: mreg alias NAME@vN champion.');
	expect(tagRefusal(after(dialog, ' '))).toBe(tagRefusal(dialog));
	expect(tagRefusal(after(opened('a'), 'champion'))).toBeUndefined();
	const marked = madeModel('M/Model/f', {tags: ['@old']});
	const has: TagsDialog = {...opened(), keys: [marked.key], tags: tagsOf([marked], [marked])};
	expect(wantedTags(after(has, '@o '))).toEqual({add: [], remove: ['@old']});
	expect(tagRefusal(after(has, '@o '))).toBeUndefined();
	expect(tagRefusal(after({...has, tags: tagsOf([marked], models)}, '@o '))).toMatch(/^@old is an alias/);
});
