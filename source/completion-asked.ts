/** What is being typed at the cursor: a command, an option, or a value, and of what kind. Pure. */

import type {CompletedCommand, CompletedOption, CompletionTable} from './completion-table.ts';
import {argumentKind, optionKind, type ValueKind} from './completion-kinds.ts';

export interface Asked {
	/** `command`: a command or a folder of models; `option`: the name of an option. */
	readonly kind: ValueKind | 'command' | 'option';
	/** What the candidates begin with. */
	readonly text: string;
	/** What stands before it in the same word: `--algo=`. */
	readonly head: string;
	readonly command?: CompletedCommand;
	/** The arguments before it. */
	readonly args: readonly string[];
	/** What was typed for the options before it, by their long names; none for those that take no value. */
	readonly options: ReadonlyMap<string, readonly string[]>;
	/** The options that may stand here. */
	readonly offered: readonly CompletedOption[];
}

/** @param before the words behind the program @param text the cursor's word up to the cursor */
export function askedAt(table: CompletionTable, before: readonly string[], text: string): Asked {
	const {command, behind} = commandOf(table, before);
	const offered = [...(command?.options ?? (before.length === behind.length ? table.dashboard : [])), ...table.global, help];
	const {args, options, open, isEnded} = walked(behind, offered);
	const common = {command, args, options, offered};
	if (open !== undefined) return {...common, kind: optionKind(command?.name, open), text, head: ''};
	const [, name, value] = isEnded ? [] : (/^(--[^=]+)=(.*)$/s.exec(text) ?? []);
	if (name !== undefined && value !== undefined) return {...common, kind: optionKind(command?.name, name), text: value, head: `${name}=`};
	if (text.startsWith('-') && text !== '-' && !isEnded) return {...common, kind: 'option', text, head: ''};
	if (command === undefined) return {...common, kind: behind.some(word => !word.startsWith('-')) && args.length > 0 ? 'nothing' : 'command', text, head: ''};
	const kind = argumentKind(command.name, {args, options, isEnded});
	// Where nothing else can be said, the options can.
	return {...common, kind: kind === 'nothing' && text === '' && !isEnded ? 'option' : kind, text, head: ''};
}

const help: CompletedOption = {flags: '-h, --help', summary: 'print this help'};

/** The command, and the words without it. */
function commandOf(table: CompletionTable, before: readonly string[]): {readonly command?: CompletedCommand; readonly behind: readonly string[]} {
	for (let at = 0; at < before.length; at++) {
		const word = before[at] ?? '';
		if (word === '--root' || word === '--wait') at++;
		else if (word === 'help') return {command: {name: 'help', summary: '', arguments: ['[COMMAND]'], options: []}, behind: before.toSpliced(at, 1)};
		else if (!word.startsWith('-')) {
			const command = table.commands.find(({name}) => name === word);
			return {command, behind: command ? before.toSpliced(at, 1) : before};
		}
	}
	return {behind: before};
}

/** What the words before the cursor are. `open`: the option whose value comes next. */
function walked(
	words: readonly string[],
	offered: readonly CompletedOption[],
): {readonly args: readonly string[]; readonly options: ReadonlyMap<string, readonly string[]>; readonly open?: string; readonly isEnded: boolean} {
	const args: string[] = [];
	const options = new Map<string, string[]>();
	let open: {readonly name: string; readonly isList: boolean} | undefined;
	let isEnded = false;
	for (const word of words) {
		if (isEnded) args.push(word);
		else if (open && !(open.isList && word.startsWith('-'))) {
			options.get(open.name)?.push(word);
			if (!open.isList) open = undefined;
		} else if (word === '--') [isEnded, open] = [true, undefined];
		else if (word.startsWith('--')) {
			const [name = '', ...value] = word.split('=');
			const flags = offered.find(one => longName(one) === name)?.flags ?? '';
			options.set(name, [...(options.get(name) ?? []), ...(value.length > 0 ? [value.join('=')] : [])]);
			open = flags.includes('<') && value.length === 0 ? {name, isList: flags.includes('...')} : undefined;
		} else if (!word.startsWith('-') || word === '-') args.push(word);
	}
	return {args, options, open: open?.name, isEnded};
}

/** `--algo` of `--algo <A>`. */
export function longName({flags}: CompletedOption): string {
	return /--[\w-]+/.exec(flags)?.[0] ?? '';
}
