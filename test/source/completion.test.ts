/** What Tab may offer: how a line is read, what is asked at the cursor, and how candidates are quoted. */

import fs from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {commands} from '../../source/commands/all.ts';
import {complete} from '../../source/commands/complete.ts';
import {tableOfCommands} from '../../source/commands/completion-words.ts';
import {readCommandLine} from '../../source/command-line.ts';
import {askedAt, longName} from '../../source/completion-asked.ts';
import {optionKind} from '../../source/completion-kinds.ts';
import {bashReply, fishReply, zshReply} from '../../source/completion-shells.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';

const table = tableOfCommands();
const asked = (line: string) => {
	const {before, word} = readCommandLine(line, 'bash');
	return askedAt(table, before, word.text);
};

test.each([
	[String.raw`mreg tag my\ model "a b" 'c`, ['tag', 'my model', 'a b'], 'c', "'"],
	[String.raw`mreg show "x\"y\$z`, ['show'], 'x"y$z', '"'],
	['MREG_ROOT=/a mreg list ', ['list'], '', ''],
	['cd /x && mreg show ab', ['show'], 'ab', ''],
	['mreg show 한국', ['show'], '한국', ''],
])('bash reads %s', (line, before, text, quote) => {
	const read = readCommandLine(line, 'bash');
	expect(read.before).toEqual(before);
	expect(read.word).toMatchObject({text, quote});
});

test('fish takes a backslash within single quotes for what stands behind it', () => {
	expect(readCommandLine(String.raw`mreg show 'o\'c`, 'fish').word).toMatchObject({text: "o'c", quote: "'"});
});

test.each([
	['mreg li', 'command'],
	['mreg ', 'command'],
	['mreg help b', 'command'],
	['mreg best --', 'option'],
	['mreg best ', 'option'],
	['mreg best --dataset ', 'test dataset'],
	['mreg list --dataset ', 'training dataset'],
	['mreg list --tags a b', 'tag'],
	['mreg list --tags a --algo ', 'algorithm'],
	['mreg --root /x list --where ', 'query'],
	['mreg list --root ', 'folder'],
	['mreg tag ', 'model'],
	['mreg tag a ', 'tag'],
	['mreg tag a --remove ', 'tag of models'],
	['mreg tag --where q ', 'tag'],
	['mreg tag paper -- ', 'model'],
	['mreg note a ', 'option'],
	['mreg register ', 'family'],
	['mreg register net ', 'file'],
	['mreg register net --metric ', 'metric value'],
	['mreg alias net@v1 ', 'alias'],
	['mreg undo ', 'undoable'],
	['mreg purge ', 'purgeable'],
	['mreg restore ', 'trashed'],
	['mreg metrics set ', 'metric'],
	['mreg plot --x ', 'axis'],
	['mreg-tui --view ', 'view'],
])('at the end of %s stands: %s', (line, kind) => {
	expect(asked(line).kind).toBe(kind);
});

test('--format and --fold take the words of their command', () => {
	expect(asked('mreg list --format ').kind).toEqual(['table', 'csv', 'tsv', 'ndjson']);
	expect(asked('mreg compare a --format=').kind).toEqual(['table', 'md', 'csv', 'latex']);
	expect(asked('mreg compare a --format=m')).toMatchObject({head: '--format=', text: 'm'});
	expect(asked('mreg metrics set acc ').kind).toEqual(['minimize', 'maximize']);
	expect(asked('mreg config schema ').kind).toEqual(['user', 'registry']);
	expect(asked('mreg config ').kind).toEqual(expect.arrayContaining(['keys', 'schema']));
	expect(asked('mreg since ').kind).toContain('today');
});

/** What nobody but the person knows. */
const free = new Set(
	'--limit --digits --unit --keep --untested --min-age --max-remove --older-than --host --queries --tested-at --dataset-digest --architecture --input-shape --domain --parent-digest --note --name --timeout --wait --query --top --title'.split(
		' ',
	),
);

test('of every option with a value it is known what the value is, or that only the person knows', () => {
	const unknown = [
		...table.commands.flatMap(({name, options}) => options.map(option => ({name, option}))),
		...table.dashboard.map(option => ({name: undefined, option})),
	]
		.filter(({option}) => option.flags.includes('<'))
		.filter(({name, option}) => optionKind(name, longName(option)) === 'nothing' && !free.has(longName(option)))
		.map(({name, option}) => `${name ?? 'mreg'} ${option.flags}`);
	expect(unknown).toEqual([]);
});

test('every command that takes arguments completes the first of them', () => {
	const free = new Set(['since']);
	const silent = commands.filter(({name, arguments: typed}) => typed && !free.has(name) && ['nothing', 'option'].includes(String(asked(`mreg ${name} `).kind)));
	expect(silent.map(({name}) => name)).toEqual([]);
});

const word = (raw: string) => readCommandLine(`mreg show ${raw}`, 'bash').word;

test('bash gets what stands behind its own break, quoted as it was begun', () => {
	expect(bashReply([{value: 'a b'}], word('a'), 'a')).toBe('whole\na\\ b');
	expect(bashReply([{value: "it's $5"}], word("'it"), 'it')).toBe("whole\nit'\\''s $5");
	expect(bashReply([{value: 'a "b" $c'}], word('"a'), 'a')).toBe('whole\na \\"b\\" \\$c');
	expect(bashReply([{value: 'net@champion'}], word('net@ch'), '@ch')).toBe('whole\n@champion');
	expect(bashReply([{value: '--algo=mscn'}], word('--algo=m'), 'm')).toBe('whole\nmscn');
});

test('bash puts no dashes behind a line that is complete', () => {
	const options = [{value: '--algo'}, {value: '--all'}];
	expect(bashReply(options, word(''), '').split('\n')).toEqual(['whole', '', '--algo', '--all']);
	expect(bashReply(options, word('--a'), '--a').split('\n')).toEqual(['whole', '--algo', '--all']);
});

test('among the commands stand help and, only where one is being typed, folders', async () => {
	const cwd = temporaryFolder();
	fs.mkdirSync(path.join(cwd, 'listings'));
	const offered = async (line: string) => (await complete(['fish', line], {env: {}, cwd, home: cwd, now: 0, table})).split('\n').map(one => one.split('\t')[0]);
	expect(await offered('mreg ')).toContain('help');
	expect(await offered('mreg ')).not.toContain('listings/');
	expect(await offered('mreg li')).toEqual(['list', 'lineage', 'listings/']);
	expect(await offered('mreg ./')).toEqual(['./listings/']);
	expect(await offered('mreg help he')).not.toContain('help');
});

test('what would end or turn a line is offered by no shell', () => {
	for (const value of ['a\nb', 'a\tb', 'a\u{1B}[2J', 'a\u{202E}b']) {
		expect(bashReply([{value}], word('a'), 'a')).toBe('whole');
		expect(zshReply([{value}], word('a'))).toBe('whole');
		expect(fishReply([{value}])).toBe('');
	}
});
