/** Dialogs as pure functions: what typed characters do, what is asked, what changes come of it. */

import {describe, expect, test} from 'vitest';
import {sentences, subjectWords, tagWords, whatWasDone} from '../../source/screens/change-words.ts';
import {copyDialog, copyText, type CopySource} from '../../source/screens/dialog-copy.ts';
import {noteChange, protectChange, tagChange, undoChange} from '../../source/screens/dialog-edits.ts';
import {removalQuestion} from '../../source/screens/dialog-removal.ts';
import {typeInDialog, withTyping} from '../../source/screens/dialog-typing.ts';
import {nothingTyped, type ConfirmDialog, type Dialog, type PendingChange} from '../../source/screens/dialog.ts';
import {editableSubject, whyNoneEditable} from '../../source/screens/editable.ts';
import {isEditable} from '../../store/domain/repairs.ts';
import {leftWords, shortReason} from '../../source/screens/left-words.ts';
import {defaultConfig} from '../../store/domain/config.ts';
import type {LogLine} from '../../store/domain/change.ts';
import {targetsOf} from '../../store/domain/change.ts';
import type {Model} from '../../store/domain/model.ts';
import {planNamedRemoval} from '../../store/domain/named-removal.ts';
import type {Marked} from '../../store/domain/sizes.ts';
import {madeModel} from '../helpers/made-models.ts';

const pending: PendingChange = {request: {kind: 'purge', txns: []}, by: 'dashboard', done: 'done'};

function question(expects: 'yes' | number): ConfirmDialog {
	return {kind: 'confirm', lines: ['Go on?'], expects, typing: nothingTyped, pending};
}

describe('a question', () => {
	test.each([
		['y', 'answered', ''],
		['Y', 'answered', ''],
		['ㅛ', 'answered', ''],
		['xyj', 'answered', 'j'],
		['n', 'left', ''],
		['ㅜ', 'left', ''],
		['\r', 'left', ''],
		['\ry', 'left', 'y'],
		['요', undefined, ''],
		[' 1 ', undefined, ''],
	])('%j is taken as %s', (text, end, rest) => {
		expect(typeInDialog(question('yes'), text)).toMatchObject(end === undefined ? {rest} : {end, rest});
		expect(typeInDialog(question('yes'), text).end).toBe(end);
	});

	test.each([
		['12\r', 'answered'],
		['1,2\r', 'answered'],
		['１２\r', 'answered'],
		['112\u{8}\u{8}\u{8}12\rj', 'answered'],
		['y\r', 'left'],
		['\r', 'left'],
		['n', 'left'],
		['1\r', undefined],
		['12', undefined],
	])('of which the count 12 is typed takes %j as %s', (text, end) => {
		expect(typeInDialog(question(12), text).end).toBe(end);
	});

	test('a wrong count asks again', () => {
		const {dialog} = typeInDialog(question(12), '13\r');
		// The question says it, beside which number is asked.
		expect(dialog).toMatchObject({kind: 'confirm', typing: {value: ''}, wrong: '13'});
		expect(typeInDialog(dialog, '12\r').end).toBe('answered');
	});

	test('that is still being found out keeps what is typed for it', () => {
		const asking: Dialog = {kind: 'asking', what: 'looking', question: Symbol('x'), typed: 'a'};
		expect(typeInDialog(asking, 'y\rj')).toMatchObject({dialog: {typed: 'ay\rj'}, rest: ''});
	});
});

test('a note takes what is typed up to Enter, blanks as well; the rest is for the screen', () => {
	const note: Dialog = {kind: 'note', keys: [], subject: 'm', before: 'ab', typing: {value: 'ab', cursor: 1}};
	const typed = typeInDialog(note, ' 과 \rj');
	expect(typed).toMatchObject({end: 'answered', rest: 'j', dialog: {typing: {value: 'a 과 b', cursor: 4}}});
	expect(withTyping(note, {value: 'x', cursor: 1})).toMatchObject({typing: {value: 'x'}});
});

const models = [
	madeModel('M/Model/a', {tags: ['paper', 'keep'], notes: 'one'}),
	madeModel('M/Model/b', {tags: ['paper']}),
	madeModel('M/Model/c', {}),
	madeModel('N/Model/c', {tags: ['best']}),
] as const;
const [a, b, c, otherC] = models;
const bare = madeModel('M/Model/bare', {}, {state: 'untracked', sidecar: undefined});
const broken = madeModel(
	'M/Model/broken',
	{},
	{
		state: 'unreadable',
		problems: [{kind: 'unreadable-sidecar', path: 'M/Model/broken.json', message: 'The sidecar is not UTF-8 (line 34); save it as UTF-8.'}],
	},
);

describe('tags', () => {
	test('only the models that change are written, and named in the command', () => {
		const change = tagChange([a, b, c], models, {add: ['paper'], remove: ['keep']});
		expect(change?.request).toMatchObject({
			kind: 'tag',
			edits: [
				{target: {key: 'M/Model/a'}, add: [], remove: ['keep']},
				{target: {key: 'M/Model/c'}, add: ['paper']},
			],
		});
		expect(change?.done).toBe('tagged 2 models paper, took keep');
		expect(change?.command).toBe('mreg tag paper -- a M/Model/c && mreg tag --remove keep -- a M/Model/c');
		expect(tagChange([a, b], models, {add: ['paper'], remove: []})).toBeUndefined();
	});

	test('one model, one line', () => {
		expect(tagChange([a], models, {add: ['논문 후보', 'x'], remove: []})).toMatchObject({
			done: 'tagged 1 model 논문 후보 x',
			command: "mreg tag a '논문 후보' x",
		});
		expect(tagChange([a], models, {add: [], remove: ['keep']})).toMatchObject({done: 'took keep from 1 model', command: 'mreg tag a keep --remove'});
		expect(tagChange([a], models, {add: ['-x'], remove: []})?.command).toBe("mreg tag -- a '-x'");
		expect(tagChange([a, b], models, {add: ['-x'], remove: []})?.command).toBeUndefined();
	});

	test('what stands only in model_registry.json, and what was dropped, goes along', () => {
		const drifted = madeModel('M/Model/d', {}, {extras: {tags: ['old'], notes: 'kept there'}});
		const change = tagChange([drifted], [drifted], {add: ['new'], remove: []});
		expect(change?.request).toMatchObject({edits: [{add: ['new', 'old']}]});
		expect(change?.before).toMatchObject([{kind: 'note', edits: [{text: 'kept there'}]}]);
		const noted = noteChange([drifted], [drifted], 'new');
		expect(noted?.before).toMatchObject([{kind: 'tag', edits: [{add: ['old']}]}]);
		expect(tagChange([a], models, {add: ['new'], remove: []})?.before).toEqual([]);
	});

	test('in words', () => {
		expect(tagWords({add: ['paper'], remove: []}, 5)).toBe('tagged 5 models paper');
		expect(tagWords({add: [], remove: ['wip']}, 3)).toBe('took wip from 3 models');
		expect(tagWords({add: ['paper'], remove: ['wip']}, 2)).toBe('tagged 2 models paper, took wip');
		expect(subjectWords([a])).toBe('a');
		expect(subjectWords(models)).toBe('4 models');
	});
});

test('a note that is there already is none to write; the others are', () => {
	expect(noteChange([a], models, 'one')).toBeUndefined();
	expect(noteChange([a, b], models, 'one')).toMatchObject({
		done: 'wrote the note of b',
		command: 'mreg note b one',
		request: {edits: [{target: {key: 'M/Model/b'}}]},
	});
	expect(noteChange([a], models, '')).toMatchObject({done: 'took the note from a', command: "mreg note a ''"});
	expect(noteChange([a, b], models, "it's\nso")).toMatchObject({command: String.raw`mreg note $'it\'s\012so' -- a b`});
	expect(noteChange([a], models, '-')).toMatchObject({command: undefined});
	expect(noteChange([a], models, '-1 %')).toMatchObject({command: "mreg note -- a '-1 %'"});
});

describe('protection', () => {
	test('adds the first protected tag to those that do not have it', () => {
		const change = protectChange([a, b], models, ['keep', 'best']);
		expect(change).toMatchObject({done: 'protected 1 model by the tag keep', command: 'mreg protect b', request: {edits: [{add: ['keep']}]}});
	});

	test('takes it away where all have it, and says what still keeps them', () => {
		expect(protectChange([a], models, ['keep'])).toMatchObject({done: 'no longer protected: took keep from 1 model', command: 'mreg unprotect a'});
		expect(protectChange([a], models, ['keep', 'paper'])).toMatchObject({done: 'took keep from 1 model, but paper still keeps 1 model'});
	});

	test('without a protected tag it says how to have one', () => {
		expect(protectChange([a], models, [])).toMatch(/protectedTags/);
	});

	test('models without a sidecar do not keep it from being taken away', () => {
		expect(protectChange([a, bare], models, ['keep'])).toMatchObject({done: 'no longer protected: took keep from 1 model'});
	});
});

describe('models whose sidecars cannot be edited', () => {
	test('where none can be, that is said', () => {
		expect(whyNoneEditable([bare], 'tags')).toBe('It has no sidecar in which tags could be kept.');
		expect(whyNoneEditable([bare], 'note')).toBe('It has no sidecar in which a note could be kept.');
		expect(whyNoneEditable([broken], 'tags')).toBe('No tags can be kept: the sidecar is not UTF-8 (line 34); save it as UTF-8.');
		expect(whyNoneEditable([bare, bare], 'tags')).toBe('None of the 2 has a sidecar in which tags could be kept.');
		expect(whyNoneEditable([bare, broken, bare], 'note')).toBe('None of the 3 has a sidecar in which a note could be kept: 2 have none, 1 cannot be read.');
		expect(whyNoneEditable([bare, a], 'tags')).toBeUndefined();
		expect(whyNoneEditable([], 'tags')).toBeUndefined();
	});

	test('where some can be, the title says how many cannot', () => {
		expect(editableSubject([a])).toBe('a');
		expect(editableSubject([a, b])).toBe('2 models');
		expect(editableSubject([a, b, bare])).toBe('3 models, 1 of them without a sidecar');
		expect(editableSubject([a, broken])).toBe('2 models, 1 of them with an unreadable sidecar');
		expect(editableSubject([a, bare, bare, broken])).toBe('4 models, 2 without a sidecar, 1 unreadable');
	});

	test('a sidecar without an artifact can be edited', () => {
		expect(isEditable(madeModel('M/Model/x', {}, {state: 'missing', artifact: undefined}))).toBe(true);
	});
});

describe('what was left as it was', () => {
	const target = (id: string) => ({key: `M/Model/${id}.pt`, id, artifact: `M/Model/${id}.pt`, sidecar: `M/Model/${id}.json`});

	test.each([
		['M/Model/x.json is not UTF-8 (line 34); save it as UTF-8.', 'not UTF-8 (line 34)'],
		['M/Model/x.pt has no sidecar in which this could be kept.', 'no sidecar in which this could be kept'],
		['M/Model/x.json is a link: it is read, but not edited. Edit the file that it points to.', 'a link: it is read, but not edited'],
		['M/Model/x.json has "tags" that are no list: mend them in a text editor.', '"tags" that are no list: mend them in a text editor'],
		[
			'M/Model/x.json would be larger than 4000000 bytes, and could not be read any more.',
			'would be larger than 4000000 bytes, and could not be read any more',
		],
		['It is not in the trash.', 'not in the trash'],
		['Only a part of it could be moved; mreg restore brings that back: no space.', 'Only a part of it could be moved; mreg restore brings that back: no space'],
		['/r/M is locked by mreg tag (process 1 on gpu7). Nothing was changed.', '/r/M is locked by mreg tag (process 1 on gpu7)'],
		['', ''],
	])('%j is for short %j', (reason, short) => {
		expect(shortReason({key: 'M/Model/x.pt', reason}, target('x'))).toBe(short);
	});

	test('is told by the reason, with a name and how many more', () => {
		const skip = (id: string, reason: string) => ({key: `M/Model/${id}.pt`, reason: `M/Model/${id}.json ${reason}`});
		const utf8 = 'is not UTF-8 (line 34); save it as UTF-8.';
		const targets = ['x', 'y', 'z'].map(target);
		expect(leftWords([skip('x', utf8)], targets)).toEqual(['1 left: not UTF-8 (line 34), x']);
		expect(leftWords([skip('x', utf8), skip('y', utf8), skip('z', 'is empty.')], targets)).toEqual([
			'2 left: not UTF-8 (line 34), x and 1 more',
			'1 left: empty, z',
		]);
		// One that the request does not name.
		expect(leftWords([{key: 'M/Model/g.pt', reason: 'M/Model/g.pt is not in the registry any more.'}], [])).toEqual([
			'1 left: not in the registry any more, g.pt',
		]);
		expect(
			leftWords(
				['p', 'q', 'r', 's', 't'].map(id => skip(id, `has ${id}.`)),
				['p', 'q', 'r', 's', 't'].map(target),
			).at(-1),
		).toBe('2 left for other reasons');
		expect(leftWords([], targets)).toEqual([]);
	});

	test('stands behind what was done, as a sentence of its own', () => {
		expect(sentences(['tagged 2 models paper', '1 left: empty, z'])).toBe('tagged 2 models paper. 1 left: empty, z');
		expect(sentences(['Nothing was done.', 'It rests.'])).toBe('Nothing was done. It rests.');
		expect(sentences(['alone'])).toBe('alone');
	});

	test('is not counted among what was done', () => {
		const change = tagChange([b, c], models, {add: ['new'], remove: []});
		expect(change?.done).toBe('tagged 2 models new');
		expect(change?.doneOf?.(['M/Model/b'])).toBe('tagged 1 model new');
		expect(noteChange([a, b], models, 'x')?.doneOf?.(['M/Model/b'])).toBe('wrote the note of b');
		const kept = protectChange([b, c], models, ['keep']);
		expect(typeof kept === 'string' ? kept : kept.doneOf?.(['M/Model/c'])).toBe('protected 1 model by the tag keep');
	});
});

describe('the trash', () => {
	function markedOf(all: readonly Model[], some: readonly Model[]): readonly Marked[] {
		return targetsOf(some, all).map(target => ({removal: {target, files: []}, single: 1_700_000, linked: []}));
	}

	function asked(
		all: readonly Model[],
		some: readonly Model[],
		{config = defaultConfig, links = new Map<string, string>(), hidden = [] as readonly Model[]} = {},
	): ConfirmDialog | string {
		const plan = planNamedRemoval({models: all, config}, some, {
			now: Date.now(),
			linkTargets: links,
			rankingOf: () => ({metric: 'total_time', direction: 'minimize'}),
		});
		return removalQuestion({
			plan,
			marked: markedOf(all, plan.remove),
			skipped: [],
			names: plan.remove.map(({id}) => id),
			hidden: new Set(hidden.map(({key}) => key)),
		});
	}

	const plain = Array.from({length: 12}, (_, index) => madeModel(`M/Model/m_${index}`));

	test('a few models are moved by y, more than ten by their count', () => {
		expect(asked(plain, plain.slice(0, 3))).toMatchObject({
			expects: 'yes',
			lines: ['Move m_0, m_1, m_2, 5.1 MB on disk, to the trash? Undo with u.'],
			pending: {done: 'moved 3 models to the trash', command: 'mreg rm m_0 m_1 m_2', request: {kind: 'trash', removals: {length: 3}}},
		});
		expect(asked(plain, plain.slice(0, 10))).toMatchObject({expects: 'yes'});
		expect(asked(plain, plain.slice(0, 11))).toMatchObject({expects: 11});
	});

	test('what goes is named, the first few of many, and cut where a name is long', () => {
		const lines = (some: readonly Model[]) => asked(plain, some);
		expect(lines(plain.slice(0, 1))).toMatchObject({lines: ['Move m_0, 1.7 MB on disk, to the trash? Undo with u.']});
		expect(lines(plain.slice(0, 5))).toMatchObject({lines: ['Move m_0, m_1 and 3 more, 8.5 MB on disk, to the trash? Undo with u.']});
		const long = madeModel(`M/Model/${'가'.repeat(200)}`);
		expect(asked([long], [long])).toMatchObject({lines: [`Move ${'가'.repeat(59)}…, 1.7 MB on disk, to the trash? Undo with u.`]});
	});

	test('how many of them are not seen is said', () => {
		const [one, two] = plain;
		if (!one || !two) throw new Error('There are models.');
		const second = (some: readonly Model[], hidden: readonly Model[]) => asked(plain, some, {hidden});
		expect(second(plain.slice(0, 3), [])).toMatchObject({lines: {length: 1}});
		expect(second(plain.slice(0, 3), [two])).toMatchObject({lines: [expect.anything(), '1 of them is not in view.']});
		expect(second(plain.slice(0, 3), [one, two, plain[11] ?? one])).toMatchObject({lines: [expect.anything(), '2 of them are not in view.']});
		expect(second([one], [one])).toMatchObject({lines: [expect.anything(), 'It is not in view.']});
		expect(second([one, two], [one, two])).toMatchObject({lines: [expect.anything(), 'None of them is in view.']});
	});

	test('what cannot be looked at is left, the reason first', () => {
		const [one] = plain;
		if (!one) throw new Error('There are models.');
		const plan = planNamedRemoval({models: plain, config: defaultConfig}, [one], {now: 0, linkTargets: new Map(), rankingOf: () => undefined});
		const skipped = [{key: one.key, reason: 'It cannot be looked at: permission denied.'}];
		expect(removalQuestion({plan, marked: [], skipped, names: [], hidden: new Set()})).toBe(
			'Nothing can go to the trash. 1 left: cannot be looked at: permission denied, m_0',
		);
	});

	test('a protected one, a version and what a link points to are said, and the count is typed', () => {
		const [kept, versioned, linked] = [
			madeModel('M/Model/kept', {tags: ['Keep']}),
			madeModel('M/Model/v', {family: 'res', version: 2}),
			madeModel('M/Model/linked'),
		];
		const all = [kept, versioned, linked];
		expect(asked(all, [kept])).toMatchObject({expects: 1, lines: [expect.stringMatching(/^Move kept, /), 'Protected: kept (tag Keep).']});
		expect(asked(all, all, {links: new Map([['M/Model/linked', 'production.pt']])})).toMatchObject({
			expects: 3,
			lines: [expect.anything(), 'Protected: v (version res/v2), linked (production.pt points to it), kept (tag Keep).'],
		});
	});

	test('a best that would be lost is said, and the count is typed', () => {
		const tested = [117.03, 118.9].map((total_time, index) =>
			madeModel(`M/Model/t_${index}`, {testing: [{dataset: 'imdb', tested_at: '2024-01-01', performance: {total_time}}]}),
		);
		expect(asked(tested, tested.slice(0, 1))).toMatchObject({expects: 1, lines: [expect.anything(), 'You would lose: best total_time@imdb 117.03 → 118.9']});
		expect(asked(tested, tested.slice(1))).toMatchObject({expects: 'yes'});
		expect(asked(tested, tested)).toMatchObject({expects: 2, lines: [expect.anything(), 'You would lose: best total_time@imdb 117.03 → none']});
	});

	test('what is being written stays, and is named; where nothing else is meant nothing is asked', () => {
		const growing = madeModel('M/Model/new', {}, {growing: true});
		expect(asked([growing, ...plain], [growing])).toBe('Nothing can go to the trash. new is being written.');
		expect(asked([growing, ...plain], [growing, ...plain.slice(0, 2)])).toMatchObject({
			expects: 'yes',
			lines: [expect.stringContaining('Move m_0, m_1, '), 'Left as they are: new is being written.'],
		});
	});
});

describe('undo', () => {
	const line: LogLine = {
		txn: '20241019-1',
		op: 'tag',
		at: '',
		host: 'h',
		user: 'u',
		by: 'dashboard',
		state: 'done',
		keys: ['M/Model/a', 'gone'],
		what: '+paper',
		undoable: true,
	};

	test('names what it takes back, and brings the models of now', () => {
		const change = undoChange(line, models);
		expect(change).toMatchObject({done: 'took back: tagged 2 models paper', command: 'mreg undo 20241019-1'});
		expect(change.request).toMatchObject({kind: 'undo', txn: '20241019-1', targets: [{key: 'M/Model/a'}]});
		expect(change.doneOf?.(['M/Model/a'])).toBe('took back: tagged 1 model paper');
	});

	test('words of what was done', () => {
		expect(whatWasDone({...line, what: '+a +b'})).toBe('tagged 2 models a b');
		expect(whatWasDone({...line, what: '−a'})).toBe('took a from 2 models');
		expect(whatWasDone({...line, what: '+a −b'})).toBe('tagged 2 models +a −b');
		expect(whatWasDone({...line, op: 'trash', what: undefined})).toBe('moved 2 models to the trash');
	});
});

describe('copying', () => {
	const config = {...defaultConfig, testCommand: 'python test.py --db {dataset} --load-model {id}'};
	const tested = madeModel('M/Model/t', {testing: [{dataset: 'imdb', performance: {x: 1}}]});
	const source = (some: readonly Model[], command?: string): CopySource => ({
		models: some,
		snapshot: {root: '/r', models: [...models, tested], config},
		command,
	});

	test('offers what there is', () => {
		expect(copyDialog(source([a])).choices.map(({kind}) => kind)).toEqual(['id', 'path', 'sidecar', 'key', 'test', 'json']);
		const missing = madeModel('M/Model/x', {}, {state: 'missing', artifact: undefined});
		expect(copyDialog(source([missing], 'mreg tag x y')).choices.map(({kind}) => kind)).toEqual(['id', 'sidecar', 'key', 'command', 'json']);
		expect(copyText('path', source([missing]))).toBeUndefined();
	});

	test('paths are absolute, several models one a line, one model whole as JSON', () => {
		expect(copyText('path', source([a, b]))).toBe('/r/M/Model/a\n/r/M/Model/b');
		expect(copyText('sidecar', source([a]))).toBe('/r/M/Model/a.json');
		expect(JSON.parse(copyText('json', source([a])) ?? '')).toMatchObject({model_id: 'a', key: 'M/Model/a', tags: ['paper', 'keep']});
		expect(copyText('json', source([a, b]))?.split('\n')).toHaveLength(2);
	});

	test('the test command is that of the datasets without a result, else of all', () => {
		expect(copyText('test', source([a]))).toBe('python test.py --db imdb --load-model a');
		expect(copyText('test', source([tested]))).toBe('python test.py --db imdb --load-model t');
		expect(copyText('test', source([otherC]))).toBeUndefined();
	});
});
