/** Command lines as data: which command, which options, which folder. */

import {expect, test} from 'vitest';
import {commands} from '../../source/commands/all.ts';
import {parse, type Typed} from '../../source/parse.ts';
import {UserError} from '../../store/domain/user-error.ts';

const setting = {commands, version: '1.2.3', isFolder: (path: string) => path === 'models' || path === './list', helpWidth: 80};

function typed(line: string): Typed {
	const answer = parse(
		line.split(' ').filter(word => word !== ''),
		setting,
	);
	if ('text' in answer) throw new Error(answer.text);
	return answer;
}

test('no word at all is the dashboard', () => {
	expect(typed('')).toMatchObject({command: undefined, options: {color: true}, args: []});
});

test.each([
	['models', undefined, 'models'],
	['--read-only models', undefined, 'models'],
	['--root list', undefined, 'list'],
	['./list', undefined, './list'],
	['list', 'list', undefined],
	['--root models list', 'list', 'models'],
	['--root=models list', 'list', 'models'],
	['--wait 5s list --root models', 'list', 'models'],
])('%j', (line, command, root) => {
	const {command: found, options} = typed(line);
	expect([found?.name, options.root]).toEqual([command, root]);
});

test('options of a command', () => {
	expect(typed('list --tags a b --algo mscn --sort -size --no-color').options).toEqual({tags: ['a', 'b'], algo: 'mscn', sort: '-size', color: false});
	expect(typed('show a - b --json')).toMatchObject({options: {json: true}, args: ['a', '-', 'b']});
	expect(typed('show -- -odd')).toMatchObject({args: ['-odd']});
});

test.each(['lst', 'list extra', 'show', '--nonsense', 'list --limit', 'help nothing', 'models list', 'models --root other'])('%j is a usage error', line => {
	expect(() => typed(line)).toThrow(UserError);
});

test.each(['--help', '-h', 'help', 'list --help', 'help list', '--version', 'show -h'])('%j is answered with text', line => {
	expect(parse(line.split(' '), setting)).toEqual({text: expect.stringMatching(/\S/)});
});

test('no line of help is wider than the terminal, but for what can be typed', () => {
	const typeable = new Set(commands.flatMap(({examples}) => examples.map(({line}) => `  ${line}`)));
	for (const name of ['', ...commands.map(command => command.name)]) {
		const answer = parse([...(name === '' ? [] : [name]), '--help'], setting);
		const lines = 'text' in answer ? answer.text.split('\n').filter(line => !typeable.has(line)) : [];
		expect(lines.filter(line => line.length > 80)).toEqual([]);
	}
});

test('where help begins a line of its own, a sentence has ended', () => {
	for (const {details = ''} of commands) {
		const broken = details.split('\n').slice(0, -1);
		expect(broken.filter(line => !/[.:]$/.test(line) && !line.startsWith('  '))).toEqual([]);
	}
});

test('help says where a moved file goes when it is taken back, and names each argument by itself', () => {
	const help = (line: string) => {
		const answer = parse(line.split(' '), setting);
		return 'text' in answer ? answer.text.replaceAll(/\s+/g, ' ') : '';
	};
	expect(help('help alias')).toMatch(/^Usage: mreg alias \[options\] \[NAME\] \[ALIAS\.\.\.\] .* Arguments: NAME a version.* ALIAS what it is called/);
	expect(help('undo --help')).toMatch(/notes and aliases .* a registered version to the trash.*\(--move\): it does not go back/);
	expect(help('register --help')).toMatch(/--move move the file .* mreg undo brings it to the trash, not back/);
});

test('an option that may be typed several times keeps each value, also one with blanks or a dash, and help says so', () => {
	const words = ['register', 'net', 'a.pth', '--metric', 'acc=0.7', '--metric', 'loss=-1', '--tag', 'two words', '--param=lr=0.1', '--param', '-x=1'];
	const answer = parse(words, setting);
	expect('text' in answer ? undefined : answer).toMatchObject({
		args: ['net', 'a.pth'],
		options: {metrics: ['acc=0.7', 'loss=-1'], tags: ['two words'], params: ['lr=0.1', '-x=1']},
	});
	expect(typed('register net a.pth').options.metrics).toBeUndefined();
	expect(() => typed('register net a.pth --metric')).toThrow(UserError);
	expect(parse(['register', '--help'], setting)).toEqual({text: expect.stringMatching(/--metric <NAME=NUMBER> .*may be typed several times/)});
});
