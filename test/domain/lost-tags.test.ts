/** What the journal knows of tags, held against what a sidecar has: what was dropped comes back, what may have been meant is asked. */

import {describe, expect, test} from 'vitest';
import {afterEdit as afterEditAt, droppedTags, nothingKnown, withDropped, type TagHistory} from '../../store/domain/lost-tags.ts';

const afterEdit = (history: TagHistory | undefined, change: Parameters<typeof afterEditAt>[1]) => afterEditAt(history, change, 0);

/** The history after these states, each edited into the next. */
function edited(...states: ReadonlyArray<readonly string[]>): TagHistory {
	let history: TagHistory | undefined;
	for (const [index, after] of states.slice(1).entries()) history = afterEdit(history, {before: states[index] ?? [], after});
	if (!history) throw new Error('at least two states');
	return history;
}

/** What the model has, whose sidecar has these tags. */
function held(own: readonly string[], history: TagHistory): readonly string[] {
	const dropped = droppedTags(own, history);
	return dropped ? withDropped(own, dropped) : own;
}

describe('a script that writes the sidecar from old memory', () => {
	test('loses nothing: what it dropped is put back, whichever state it remembers', () => {
		const history = edited([], ['paper'], ['paper', 'best']);
		expect(droppedTags([], history)).toEqual({add: ['paper', 'best'], remove: [], asked: []});
		expect(droppedTags(['paper'], history)).toEqual({add: ['best'], remove: [], asked: []});
		expect(held([], history)).toEqual(['paper', 'best']);
	});

	test('brings back what was taken off here, and that goes again', () => {
		const history = edited(['wip', 'old'], ['wip']);
		expect(droppedTags(['wip', 'old'], history)).toEqual({add: [], remove: ['old'], asked: []});
		expect(held(['wip', 'old'], history)).toEqual(['wip']);
	});

	test('loses nothing either where it wrote between two edits', () => {
		// It remembers []; paper is set, dropped, and best is set together with what was dropped.
		const history = afterEdit(edited([], ['paper']), {before: [], after: ['paper', 'best']});
		expect(history).toMatchObject({now: ['paper', 'best'], owed: []});
		expect(droppedTags([], history)).toEqual({add: ['paper', 'best'], remove: [], asked: []});
	});

	test('is asked about where it remembers a state of more than 20 edits ago', () => {
		const states = Array.from({length: 23}, (_, count) => Array.from({length: count}, (__, index) => `t${index}`));
		const history = edited(...states);
		expect(droppedTags(['t0', 't1'], history)?.asked).toEqual([]);
		expect(droppedTags([], history)?.add).toEqual([]);
		expect(droppedTags([], history)?.asked).toHaveLength(22);
	});
});

describe('a sidecar whose tags are what was set here', () => {
	test('has lost nothing, whatever their order', () => {
		const history = edited(['a'], ['a', 'b']);
		expect(droppedTags(['a', 'b'], history)).toBeUndefined();
		expect(droppedTags(['b', 'a'], history)).toBeUndefined();
	});

	test('or more than that, has lost nothing', () => {
		expect(droppedTags(['a', 'b', 'new'], edited(['a'], ['a', 'b']))).toBeUndefined();
	});

	test('which an undo made, is not filled up again', () => {
		const history = edited([], ['paper'], []);
		expect(droppedTags([], history)).toBeUndefined();
		// Who still remembers the tag brings it back in vain.
		expect(held(['paper'], history)).toEqual([]);
	});
});

describe('tags that changed in another way, too', () => {
	test('are asked about and not put back', () => {
		const history = edited([], ['paper']);
		expect(droppedTags(['final'], history)).toEqual({add: [], remove: [], asked: ['paper']});
		expect(held(['final'], history)).toEqual(['final']);
	});

	test('stay asked about over a further edit, until they are set again', () => {
		const asked = afterEdit(edited([], ['paper']), {before: ['final'], after: ['final', 'best']});
		expect(droppedTags(['final', 'best'], asked)).toEqual({add: [], remove: [], asked: ['paper']});
		const again = afterEdit(asked, {before: ['final', 'best'], after: ['final', 'best', 'paper']});
		expect(droppedTags(['final', 'best', 'paper'], again)).toBeUndefined();
	});

	test('stay asked about while others of them are dropped once more', () => {
		const asked = afterEdit(edited([], ['paper']), {before: ['final'], after: ['final', 'best']});
		expect(droppedTags(['final'], asked)).toEqual({add: ['best'], remove: [], asked: ['paper']});
	});

	test('are let go by an edit that changes nothing', () => {
		const history = afterEdit(edited([], ['paper']), {before: ['final'], after: ['final']});
		expect(droppedTags(['final'], history)).toBeUndefined();
		expect(history).toEqual({now: ['final'], earlier: [], owed: []});
	});

	test('are no question where they came back by themselves', () => {
		const asked = afterEdit(edited([], ['paper']), {before: ['final'], after: ['final', 'best']});
		expect(droppedTags(['final', 'best', 'paper'], asked)).toBeUndefined();
	});
});

test('what an edit of ours that is under way has written is not taken for lost', () => {
	const history = edited([], ['paper']);
	expect(droppedTags([], history)).toBeDefined();
	expect(droppedTags([], {...history, coming: []})).toBeUndefined();
	// Where it has not written yet, all is as it was.
	expect(droppedTags(['paper'], {...history, coming: []})).toBeUndefined();
	expect(droppedTags(['other'], {...history, coming: []})?.asked).toEqual(['paper']);
});

test('of a file of which nothing is known, no tag is lost', () => {
	expect(droppedTags([], nothingKnown)).toBeUndefined();
	expect(droppedTags(['a'], nothingKnown)).toBeUndefined();
});

test('two tags that look alike and are not the same are two', () => {
	const history = edited([], ['caf\u00E9']);
	expect(droppedTags(['cafe\u0301'], history)?.asked).toEqual(['caf\u00E9']);
	expect(droppedTags(['__proto__'], edited([], ['constructor']))?.asked).toEqual(['constructor']);
});
