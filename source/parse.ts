/** Reads a command line: which command, its options and arguments, or the help that was asked for. Pure but for what it is told of the disk. */

import {Command as Parser, CommanderError, Option} from 'commander';
import {nearestName} from '../store/domain/identifier.ts';
import {UserError} from '../store/domain/user-error.ts';
import type {Command, Options} from './commands/command.ts';
import {dashboardOptions, globalOptions} from './commands/options.ts';

export interface GlobalOptions extends Options {
	readonly root?: string;
	readonly color: boolean;
	readonly readOnly?: boolean;
	readonly wait?: string;
	readonly demo?: boolean;
	/** Of the dashboard alone. */
	readonly theme?: string;
	readonly mouse?: boolean;
	readonly screenReader?: boolean;
}

/** What was typed. Without a command: the dashboard. */
export interface Typed {
	readonly command?: Command;
	readonly options: GlobalOptions;
	readonly args: readonly string[];
}

export interface Setting {
	readonly commands: readonly Command[];
	readonly version: string;
	/** True for the path of an existing folder. */
	readonly isFolder: (path: string) => boolean;
	/** Cells that help may take. */
	readonly helpWidth: number;
}

/**
 * The first word is a command's name, else an existing folder (`./list` for one of that name).
 *
 * @param words the command line without the program
 * @returns what was typed, or the text of a help or version that was asked for
 * @throws UserError `usage`
 */
export function parse(words: readonly string[], setting: Setting): Typed | {readonly text: string} {
	const at = firstWord(words);
	const word = words[at];
	const named = (name: string | undefined) => setting.commands.find(command => command.name === name);
	if (word === 'help') {
		const topic = words.slice(at + 1).find(argument => !argument.startsWith('-') && argument !== 'help');
		if (topic !== undefined && !named(topic)) throw unknownWord(topic, setting.commands, 'There is no command');
		return parseOptions(['--help'], named(topic), setting);
	}
	const command = named(word);
	if (command) return parseOptions(words.toSpliced(at, 1), command, setting);
	if (word !== undefined && !setting.isFolder(word)) throw unknownWord(word, setting.commands, 'There is no command and no folder');
	return parseOptions(words, undefined, setting);
}

/** Global options, and those of the dashboard, behind which a value stands. */
const withValue: ReadonlySet<string> = new Set(['--root', '--wait', '--view', '--theme']);

/** Where the first word stands that is neither an option nor the value of a global one. */
function firstWord(words: readonly string[]): number {
	for (let at = 0; at < words.length; at++) {
		const word = words[at] ?? '';
		if (word === '--') return at + 1;
		if (withValue.has(word)) at++;
		else if (!word.startsWith('-') || word === '-') return at;
	}
	return words.length;
}

function unknownWord(word: string, commands: readonly Command[], start: string): UserError {
	const names = commands.map(command => command.name);
	const nearest = nearestName(word, names);
	return new UserError('usage', `${start} "${word}".`, {
		hint:
			nearest === undefined
				? `The commands: ${names.join(', ')}. \`mreg help\` tells more.`
				: `Did you mean \`mreg ${nearest}\`? \`mreg help\` lists all commands.`,
	});
}

function parseOptions(words: readonly string[], command: Command | undefined, setting: Setting): Typed | {readonly text: string} {
	const parser = makeParser(command, setting);
	let text = '';
	parser.configureOutput({
		writeOut: said => void (text += said),
		writeErr: () => undefined,
		getOutHelpWidth: () => setting.helpWidth,
		getOutHasColors: () => false,
	});
	try {
		parser.parse(words, {from: 'user'});
	} catch (error) {
		if (!(error instanceof CommanderError)) throw error;
		if (error.exitCode === 0) return {text};
		throw usageError(error, command);
	}
	const options: GlobalOptions = {...parser.opts<GlobalOptions>(), behindDashes: behindDashes(words, parser.args)};
	const [folder] = parser.args;
	if (command !== undefined || folder === undefined) return {command, options, args: parser.args};
	if (options.root !== undefined) throw new UserError('usage', `Two folders are named: ${folder}, and ${options.root} by --root.`, {hint: 'Name one of them.'});
	return {options: {...options, root: folder}, args: []};
}

/** The arguments behind `--`, which the parser takes away; a `--` that is the value of an option is none. */
function behindDashes(words: readonly string[], args: readonly string[]): readonly string[] | undefined {
	const at = words.indexOf('--');
	if (at === -1) return undefined;
	const behind = words.slice(at + 1);
	const last = args.slice(args.length - behind.length);
	return behind.every((word, index) => word === last[index]) ? behind : undefined;
}

function usageError(error: CommanderError, command: Command | undefined): UserError {
	const [message = '', ...hints] = error.message.replace(/^error: /, '').split('\n');
	const help = `See \`mreg ${command === undefined ? '' : `${command.name} `}--help\`.`;
	return new UserError('usage', `${message.charAt(0).toUpperCase()}${message.slice(1).replace(/\.$/, '')}.`, {hint: [...hints, help].join('\n')});
}

function makeParser(command: Command | undefined, {commands, version, helpWidth}: Setting): Parser {
	const parser = new Parser(command === undefined ? 'mreg' : `mreg ${command.name}`).exitOverride().allowExcessArguments(false);
	if (command) describe(parser, command, helpWidth);
	else describeAll(parser, commands);
	if (!command) for (const {flags, summary} of dashboardOptions) parser.option(flags, summary);
	parser.optionsGroup(command?.options === undefined ? 'Options:' : 'Options of every command:');
	for (const {flags, summary} of globalOptions) parser.option(flags, summary);
	return parser.version(version, '--version', 'print the version').helpOption('-h, --help', 'print this help');
}

function describe(parser: Parser, command: Command, helpWidth: number): void {
	parser.description(`${capitalized(command.summary)}.${command.details === undefined ? '' : `\n${command.details}`}`);
	for (const {name, summary} of command.arguments ?? []) parser.argument(name, summary);
	for (const {flags, summary, list} of command.options ?? []) {
		const option = new Option(flags, list === undefined ? summary : `${summary}; may be typed several times`);
		if (list !== undefined) {
			option.argParser((value: string, before?: readonly string[]) => [...(before ?? []), value]);
			option.attributeName = () => list;
		}
		parser.addOption(option);
	}
	parser.addHelpText('after', `\nExamples:\n${exampleLines(command, helpWidth).join('\n')}`);
}

/** What each is for stands beside it, or below where that is too wide. A line that can be typed is never broken. */
function exampleLines({examples}: Command, helpWidth: number): readonly string[] {
	const width = Math.max(...examples.map(({line}) => line.length));
	const beside = examples.map(({line, summary}) => `  ${line.padEnd(width)}  ${summary}`);
	if (beside.every(line => line.length <= helpWidth)) return beside;
	return examples.flatMap(({line, summary}) => [`  ${line}`, `      ${summary}`]);
}

function describeAll(parser: Parser, commands: readonly Command[]): void {
	parser
		.usage('[options] [FOLDER]\n       mreg COMMAND [options]')
		.description('A model registry whose database is a folder. Without a command: the dashboard (as mreg-tui).')
		.argument('[FOLDER]', 'the registry: the folder that holds ALGORITHM/Model folders')
		.action(() => undefined);
	for (const {name, summary} of commands) parser.command(name).description(summary);
	parser.helpCommand('help [COMMAND]', 'print the help of a command, with examples');
	parser.addHelpText(
		'after',
		'\nExit codes: 0 done, 1 failed, 2 usage, 3 not found or nothing matched,\n4 declined, 5 locked or changed meanwhile, 6 done in part, 70 a bug.',
	);
}

function capitalized(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
