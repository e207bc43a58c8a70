/** `mreg tag`, `note`, `protect` and `unprotect` on registries on disk: their forms, what they say, and what other programs had dropped. */

import fs from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {modelFiles, putOld, registryOf} from '../helpers/registries.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {treeHash} from '../helpers/tree-hash.ts';
import {refusal, typed} from '../helpers/typed-command.ts';

const a = 'Net/Model/net_a';
const b = 'Net/Model/net_b';
const c = 'Net/Model/net_c';

const made = (content: Readonly<Record<string, object>> = {}) =>
	registryOf({...modelFiles(a, content[a]), ...modelFiles(b, content[b]), ...modelFiles(c, content[c])});
const sidecar = (root: string, key: string) => JSON.parse(fs.readFileSync(path.join(root, `${key}.json`), 'utf8'));
const tagsOf = (root: string, key: string): unknown => sidecar(root, key).tags;

test('ID TAG... gives one model several tags, and says how it is taken back', async () => {
	const root = made();
	const {lines, notes, code} = await typed(root, ['tag', 'net_a', 'paper', ' 논문 ']);
	expect({lines, code}).toEqual({lines: ['tagged 1 model paper, 논문'], code: 0});
	expect(notes).toEqual([expect.stringMatching(/^mreg undo \d{8}T\d{6}-\d+-\d+ takes it back\.$/)]);
	expect(tagsOf(root, a)).toEqual(['paper', '논문']);
	expect(tagsOf(root, b)).toBeUndefined();
});

test.each([
	{words: ['paper', '--', 'net_a', 'net_b'], input: []},
	{words: ['--where', 'id:net_a or id:net_b', 'paper'], input: []},
	{words: ['-', 'paper'], input: ['net_a', '', 'net_b']},
	{words: ['paper', '--', '-'], input: [a, b]},
])('tag $words reaches two models', async ({words, input}) => {
	const root = made();
	expect((await typed(root, ['tag', ...words], {input})).lines).toEqual(['tagged 2 models paper']);
	expect([a, b, c].map(key => tagsOf(root, key))).toEqual([['paper'], ['paper'], undefined]);
});

test('--remove takes tags off, in whatever Unicode form they are typed; a model without them is left', async () => {
	const root = made({[a]: {tags: ['초안', 'x']}, [b]: {tags: ['y']}});
	const {lines, notes} = await typed(root, ['tag', '초안'.normalize('NFD'), '--remove', '--', 'net_a', 'net_b']);
	expect(lines[0]).toMatch(/^took .+ off 1 model$/);
	expect(notes[0]).toBe('1 model has none of that: nothing to do.');
	expect(tagsOf(root, a)).toEqual(['x']);
	expect(tagsOf(root, b)).toEqual(['y']);
});

test('a tag that is there is not given again, and nothing is journalled', async () => {
	const root = made({[a]: {tags: ['한글']}});
	const before = fs.statSync(path.join(root, `${a}.json`), {bigint: true});
	const {lines, notes, code} = await typed(root, ['tag', 'net_a', '한글'.normalize('NFD')]);
	expect({lines, notes, code}).toEqual({lines: [], notes: ['1 model has that already: nothing to do.'], code: 0});
	expect(fs.statSync(path.join(root, `${a}.json`), {bigint: true})).toMatchObject({ino: before.ino, ctimeNs: before.ctimeNs});
	expect(fs.existsSync(path.join(root, '.mreg'))).toBe(false);
});

test('a tag may begin with a dash behind a leading --', async () => {
	const root = made();
	await typed(root, ['tag', '--', 'net_a', '-wip']);
	expect(tagsOf(root, a)).toEqual(['-wip']);
});

test('what begins with an @ would be an alias: it is refused with what gives one, and can be taken away', async () => {
	const root = made({[a]: {tags: ['@old']}});
	expect(await refusal(typed(root, ['tag', 'net_a', 'ok', '@champion']))).toMatchObject({
		code: 'usage',
		message: '"@champion" would be an alias, and no tag.',
		hint: 'An alias is given with: mreg alias NAME@vN champion',
	});
	expect(tagsOf(root, a)).toEqual(['@old']);
	await typed(root, ['tag', 'net_a', '@old', '--remove']);
	expect(tagsOf(root, a)).toEqual([]);
});

test('--json answers with transaction, keys and undo; --quiet with ids', async () => {
	const root = made();
	const answer = (await typed(root, ['tag', 'net_a', 'x', '--json'])).json();
	expect(answer).toEqual({schema: 1, txn: expect.any(String), done: [a], skipped: [], undo: `mreg undo ${answer.txn}`, unchanged: [], notes: []});
	expect((await typed(root, ['tag', 'net_a', 'x', '--json'])).json()).toMatchObject({txn: null, done: [], undo: null, unchanged: [a]});
	expect((await typed(root, ['tag', 'x', '--quiet', '--', 'net_b', 'net_c'])).lines).toEqual(['net_b', 'net_c']);
});

test('a model whose sidecar cannot be edited is skipped with its reason, the others are done: exit 6', async () => {
	const root = made();
	putOld(root, 'Net/Model/bare', 'weights');
	const {lines, notes, code} = await typed(root, ['tag', 'x', '--', 'net_a', 'bare']);
	expect({lines, code}).toEqual({lines: ['tagged 1 model x'], code: 6});
	expect(notes).toContainEqual(expect.stringMatching(/^Skipped bare: .+\.$/));
	const answer = (await typed(root, ['tag', 'y', '--json', '--', 'bare'])).json();
	expect(answer).toMatchObject({done: [], skipped: [{key: 'Net/Model/bare', reason: expect.any(String)}], undo: null});
});

test.each([
	{words: ['tag'], code: 2, says: 'Which tags?'},
	{words: ['tag', 'net_a'], code: 2, says: 'Which tags?'},
	{words: ['tag', 'x', '--'], code: 2, says: 'Which models?'},
	{words: ['tag', 'net_a', ' '], code: 2, says: 'at least one character'},
	{words: ['tag', 'net_a', 'a\nb'], code: 2, says: 'control character'},
	{words: ['tag', 'net_a', 'x'.repeat(201)], code: 2, says: 'at most 200'},
	{words: ['tag', 'net', 'x'], code: 2, says: 'means 3 models'},
	{words: ['tag', 'nobody', 'x'], code: 3, says: 'No model is called "nobody"'},
	{words: ['tag', '--where', 'id:nobody', 'x'], code: 3, says: 'None of 3 models matches'},
	{words: ['tag', '-', 'x'], code: 3, says: 'names no model'},
	{words: ['tag', 'net_a', 'x', '--read-only'], code: 1, says: '--read-only'},
	{words: ['note', 'net_a'], code: 2, says: 'Which text?'},
	{words: ['note', 'net_a', 'two', 'words'], code: 2, says: 'one argument'},
	{words: ['note', '-', '-'], code: 2, says: 'cannot be both'},
	{words: ['note', 'net_a', ' ', '--append'], code: 2, says: 'nothing to add'},
	{words: ['note', 'net_a', 'x'.repeat(100_001)], code: 2, says: 'at most 100000'},
	{words: ['protect'], code: 2, says: 'Which models?'},
	{words: ['protect', 'net_a', '--where', 'x'], code: 2, says: 'Models are named by --where, and by net_a, too'},
])('$words is refused with $code, and nothing is written', async ({words, code, says}) => {
	const root = made();
	const before = treeHash(root);
	expect(await refusal(typed(root, words))).toMatchObject({exitCode: code, message: expect.stringContaining(says)});
	expect(treeHash(root)).toBe(before);
});

test('names that no terminal may see are reached by what list --quiet prints of them', async () => {
	const names = ['new\nline', '-dash', ' space ', 'esc\u001B[31m', 'back\\slash'];
	const root = registryOf(Object.assign({}, ...names.map(name => modelFiles(`Net/Model/${name}`))));
	const {lines} = await typed(root, ['list', '--quiet']);
	expect((await typed(root, ['tag', '-', 'x'], {input: lines})).lines).toEqual(['tagged 5 models x']);
	for (const name of names) expect(tagsOf(root, `Net/Model/${name}`)).toEqual(['x']);
});

test('note sets the text, --append adds a line, an empty text takes it away', async () => {
	const root = made({[b]: {notes: 'old'}});
	expect((await typed(root, ['note', 'net_a', 'first'])).lines).toEqual(['noted on net_a']);
	expect((await typed(root, ['note', 'second', '--append', '--', 'net_a', 'net_b'])).lines).toEqual(['added to the note of net_a, net_b']);
	expect([a, b].map(key => sidecar(root, key).notes)).toEqual(['first\nsecond', 'old\nsecond']);
	expect((await typed(root, ['note', 'net_a', ''])).lines).toEqual(['took the note off net_a']);
	expect(sidecar(root, a).notes).toBe('');
	expect((await typed(root, ['note', 'net_a', ''])).notes).toEqual(['The note of 1 model says so already: nothing to do.']);
});

test('a note comes from standard input, and may begin with a dash', async () => {
	const root = made();
	await typed(root, ['note', 'net_a', '-'], {input: ['two', 'lines', '', '']});
	expect(sidecar(root, a).notes).toBe('two\nlines');
	await typed(root, ['note', '--', 'net_b', '-1 %']);
	expect(sidecar(root, b).notes).toBe('-1 %');
	await typed(root, ['note', '--where', 'id:net_c', 'all']);
	expect(sidecar(root, c).notes).toBe('all');
});

test('protect gives the first protected tag, unprotect takes it off and says what still keeps the model', async () => {
	const root = made({[b]: {tags: ['Best']}});
	expect((await typed(root, ['protect', 'net_a', 'net_b'])).lines).toEqual(['protected 2 models, tagged keep']);
	expect((await typed(root, ['protect', 'net_a'])).notes).toEqual(['1 model had the tag keep already: nothing to do.']);
	const {lines, notes} = await typed(root, ['unprotect', '--where', 'is:protected']);
	expect(lines).toEqual(['unprotected 2 models, took off keep']);
	expect(notes[0]).toBe('Still kept by Best: net_b.');
	expect(tagsOf(root, a)).toEqual([]);
	expect(tagsOf(root, b)).toEqual(['Best']);
});

test('without protected tags, or with a config that cannot be read, protect says what to do', async () => {
	const root = made();
	putOld(root, 'mreg.config.json', {protectedTags: []});
	expect(await refusal(typed(root, ['protect', 'net_a']))).toMatchObject({exitCode: 2, message: expect.stringContaining('protectedTags')});
	putOld(root, 'mreg.config.json', '{');
	expect(await refusal(typed(root, ['protect', 'net_a']))).toMatchObject({exitCode: 1, message: expect.stringContaining('Which tags protect')});
	putOld(root, 'mreg.config.json', {protectedTags: ['gold']});
	await typed(root, ['protect', 'net_a']);
	expect(tagsOf(root, a)).toEqual(['gold']);
});

test('tags and notes that stand only in model_registry.json go into the sidecar with the next edit', async () => {
	const root = made();
	putOld(root, 'model_registry.json', {net_a: {model_id: 'net_a', tags: ['web'], notes: 'from the web'}, net_b: {model_id: 'net_b', tags: ['web'], notes: ''}});
	const {notes} = await typed(root, ['tag', 'x', '--', 'net_a', 'net_b']);
	expect(notes.slice(0, 2)).toEqual([
		'1 note that stood only in model_registry.json was carried along.',
		'2 tags that stood only in model_registry.json were carried along.',
	]);
	expect(sidecar(root, a)).toMatchObject({notes: 'from the web', tags: ['x', 'web']});
	expect(JSON.parse(fs.readFileSync(path.join(root, 'model_registry.json'), 'utf8')).net_a).toMatchObject({tags: ['x', 'web'], notes: 'from the web'});
});

test('note --append on a note that stands only in model_registry.json keeps it, and the tags there', async () => {
	const root = made();
	putOld(root, 'model_registry.json', {net_a: {model_id: 'net_a', tags: ['web'], notes: 'first'}});
	await typed(root, ['note', 'net_a', 'second', '--append']);
	expect(sidecar(root, a)).toMatchObject({notes: 'first\nsecond', tags: ['web']});
});

test('tags that a program dropped by rewriting the sidecar from old memory go back with the next edit', async () => {
	const root = made();
	const old = fs.readFileSync(path.join(root, `${a}.json`));
	await typed(root, ['tag', 'net_a', 'paper']);
	fs.writeFileSync(path.join(root, `${a}.json`), old);
	const {notes} = await typed(root, ['tag', 'net_a', 'x']);
	expect(notes[0]).toBe('1 change of tags that another program had undone was carried along.');
	expect(tagsOf(root, a)).toEqual(['x', 'paper']);
});

test('a tag that a program dropped while it changed others is asked about, not put back unasked', async () => {
	const root = made();
	await typed(root, ['tag', 'net_a', 'paper']);
	putOld(root, `${a}.json`, {model_id: 'net_a', tags: ['theirs']});
	const {notes} = await typed(root, ['tag', 'net_a', 'x']);
	expect(notes[0]).toBe(
		'net_a: paper is gone since the last change here, as another program wrote the tags. Set again with mreg tag, or let go with mreg tag --remove.',
	);
	expect(tagsOf(root, a)).toEqual(['theirs', 'x']);
});

test('two models with one id are named by their keys', async () => {
	const root = registryOf({...modelFiles('A/Model/m', {model_id: 'same'}), ...modelFiles('B/Model/m', {model_id: 'same'})});
	expect((await typed(root, ['tag', '-', 'x', '--quiet'], {input: ['A/Model/m', 'B/Model/m']})).lines).toEqual(['A/Model/m', 'B/Model/m']);
	expect(await refusal(typed(root, ['tag', 'same', 'y']))).toMatchObject({exitCode: 2, hint: expect.stringContaining('A/Model/m')});
});

test('a root that this user may not write is said so before anything else', async () => {
	const root = path.join(temporaryFolder(), 'gone');
	expect(await refusal(typed(root, ['restore', 'x']))).toMatchObject({code: 'read-only', message: expect.stringContaining('cannot be written')});
});
