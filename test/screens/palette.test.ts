/** The command palette: what it offers, and what a few letters find. */

import {expect, test} from 'vitest';
import {fuzzyScore} from '../../source/fuzzy.ts';
import {openPalette, chosenInPalette, movedInPalette, paletteFoot, paletteRows, type PaletteSource} from '../../source/screens/palette.ts';
import {typeInDialog} from '../../source/screens/dialog-typing.ts';
import type {PaletteDialog} from '../../source/screens/dialog.ts';

const source: PaletteSource = {
	screen: 'browse',
	whyNot: ({id}) => (id === 'markNone' ? 'nothing is marked' : undefined),
	tabs: [
		{label: 'All', algorithm: undefined, count: 40},
		{label: 'Mscn', algorithm: 'mscn', count: 18},
	],
	views: {'논문 표': {query: 'tag:paper'}},
	recent: [],
};
const opened = openPalette(source);

function typed(text: string, from: PaletteDialog = opened): PaletteDialog {
	const {dialog} = typeInDialog(from, text);
	return dialog.kind === 'palette' ? dialog : expect.fail('it is another dialog now');
}

const found = (text: string) => chosenInPalette(typed(text))?.id;

test('a few letters find an action, whatever their case, from the start of a word or in their order', () => {
	expect(found('lead')).toBe('key:showLeaderboard');
	expect(found('LEADER')).toBe('key:showLeaderboard');
	expect(found('clnp')).toBe('key:showCleanup');
	expect(found('edn')).toBe('key:noteEditor');
	expect(found('go mscn')).toBe('tab:mscn');
	expect(found('markdown')).toBe('key:export');
	expect(found('zzz')).toBeUndefined();
});

test('settings and commands that no key does are found by what one looks for, and say or copy how one comes to them', () => {
	for (const [word, id] of [
		['theme', 'setting:theme'],
		['dark', 'setting:theme'],
		['mouse', 'setting:mouse'],
		['screen reader', 'setting:screenReader'],
		['settings', 'setting:settings'],
		['keys', 'setting:keys'],
		['config', 'command:config'],
		['report', 'command:report'],
		['html', 'command:report'],
		['plot', 'command:plot'],
		['svg', 'command:svg'],
		['undo', 'key:undo'],
	] as const) {
		expect([word, found(word)]).toEqual([word, id]);
	}
	expect(chosenInPalette(typed('report'))?.does).toEqual({kind: 'command', command: 'mreg report --html report.html'});
	expect(chosenInPalette(typed('theme'))?.does).toEqual({kind: 'say', how: expect.stringMatching(/--theme light.*"theme": "light"/)});
	const inCharts = openPalette({...source, screen: 'charts'});
	expect(chosenInPalette(typed('undo', inCharts))?.does).toEqual({kind: 'command', command: 'mreg undo'});
});

test('below the list stands the name that the settings have for the action', () => {
	expect(paletteFoot(chosenInPalette(typed('cleanup')))).toBe('in the settings: showCleanup');
	expect(paletteFoot(chosenInPalette(typed('zzz')))).toBe('');
	// What there is room for in 80 columns.
	for (const choice of opened.choices) expect(paletteFoot(choice).length).toBeLessThanOrEqual(64);
});

test('letters that were typed while the Korean input method was on find Latin names, and Hangul finds Hangul', () => {
	expect(found('ㅣㄷㅁㅇ')).toBe('key:showLeaderboard');
	expect(found('채ㅡㅔㅁㄱㄷ')).toBe('key:compare');
	expect(found('논문')).toBe('view:논문 표');
});

test('a name that is the word counts for more than one that begins with it, and that for more than what is said of another', () => {
	const scores = ['tag', 'tags of all', 'my tag', 'stage', 'trashing'].map(label => fuzzyScore('tag', {label}));
	expect(scores.every((score, index) => index === 0 || score === undefined || score < (scores[index - 1] ?? 0))).toBe(true);
	expect(scores.slice(-1)).toEqual([fuzzyScore('tag', {label: 'trashing'})]);
	expect(fuzzyScore('tag', {label: 'protect', help: 'by a tag'})).toBeLessThan(fuzzyScore('tag', {label: 'stage'}) ?? 0);
	expect(fuzzyScore('tag x', {label: 'tag'})).toBeUndefined();
});

test('with nothing typed it has all actions of the screen, those of its footer first, and what was chosen last before them', () => {
	const ids = paletteRows(opened).map(({id}) => id);
	expect(ids.slice(0, 3)).toEqual(['key:filter', 'key:mark', 'key:open']);
	expect(ids).toEqual(expect.arrayContaining(['key:showLeaderboard', 'key:showMessages', 'tab:', 'tab:mscn', 'view:논문 표']));
	expect(ids).not.toContain('key:palette');
	expect(ids).not.toContain('key:minimize');
	expect(new Set(ids).size).toBe(ids.length);
	const again = openPalette({...source, recent: ['tab:mscn', 'key:fold']});
	expect(
		paletteRows(again)
			.slice(0, 3)
			.map(({id}) => id),
	).toEqual(['tab:mscn', 'key:fold', 'key:filter']);
});

test('what finds nothing to act on says why', () => {
	expect(opened.choices.find(({id}) => id === 'key:markNone')?.whyNot).toBe('nothing is marked');
});

test('the cursor goes round the ends, and back to the best match with the next letter', () => {
	const last = movedInPalette(opened, -1);
	expect(chosenInPalette(last)).toBe(opened.choices.at(-1));
	expect(chosenInPalette(movedInPalette(last, 1))).toBe(opened.choices[0]);
	expect(chosenInPalette(typed('lead', movedInPalette(opened, 5)))?.id).toBe('key:showLeaderboard');
	expect(movedInPalette(typed('zzz'), 1).row).toBe(0);
});

test('what is typed behind Enter is for what comes next', () => {
	expect(typeInDialog(opened, 'lead\rjj')).toMatchObject({end: 'answered', rest: 'jj', dialog: {typing: {value: 'lead'}}});
});
