/** Runs a command as if it had been typed, in this process: what cli.ts does, without its printing. */

import {commands} from '../../source/commands/all.ts';
import type {Context, Result} from '../../source/commands/command.ts';
import {parse} from '../../source/parse.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {openRegistry} from '../../store/registry.ts';
import {freshCache, readRoot} from './registries.ts';

export interface Typed {
	readonly lines: readonly string[];
	readonly notes: readonly string[];
	readonly code: number;
	/** The lines as JSON. */
	readonly json: () => ReturnType<typeof JSON.parse>;
}

export interface World {
	/** Lines of standard input. */
	readonly input?: readonly string[];
	/** What a person at the terminal answers to one question after the other; absent: no terminal. */
	readonly answers?: readonly string[];
	/** Milliseconds since 1970. */
	readonly now?: number;
	/** The questions that were asked go here. */
	readonly asked?: string[];
	/** What is on the disk; everything where nothing is said. */
	readonly exists?: (path: string) => boolean;
	/** With a cache that is kept from one command to the next; absent: a fresh one. */
	readonly env?: NodeJS.ProcessEnv;
	/** Cells of the terminal that standard output is; absent: it is none. */
	readonly columns?: number;
	/** The lines of progress go here; absent: nobody looks. */
	readonly progress?: string[];
}

/** @throws UserError as the command */
export async function typed(
	root: string,
	words: readonly string[],
	{input = [], answers, now = Date.now(), asked = [], exists = () => true, columns, progress, env = freshCache()}: World = {},
): Promise<Typed> {
	const read = parse(words, {commands, version: '1', isFolder: () => false, helpWidth: 80});
	if ('text' in read || !read.command) throw new Error('no command was typed');
	const left = [...(answers ?? [])];
	const context: Context = {
		now,
		columns,
		readOnly: read.options.readOnly === true,
		wait: 300,
		root: () => Promise.resolve(root),
		snapshot: () => readRoot(root, env, now),
		live: () => Promise.resolve({registry: openRegistry({root, reason: 'test', env}), clock: Date.now, say: () => undefined}),
		inputLines: () => Promise.resolve(input),
		exists,
		progress: progress && (line => void progress.push(line ?? '')),
		absolute: path => Promise.resolve(path),
		ask:
			answers &&
			(question => {
				asked.push(question);
				return Promise.resolve(left.shift() ?? '');
			}),
	};
	let result: Result = await read.command.run(context, read.options, read.args);
	const said = [...result.lines];
	while (result.next) {
		result = await result.next();
		said.push(...result.lines);
	}
	const {notes = [], exitCode = 0} = result;
	return {lines: said, notes: [...notes], code: exitCode, json: () => JSON.parse(said.join('\n'))};
}

/** The error with which a command was refused. */
export async function refusal(answer: Promise<unknown>): Promise<UserError> {
	const error = await answer.then(
		() => undefined,
		(error: unknown) => error,
	);
	if (error instanceof UserError) return error;
	throw new Error('it was not refused', {cause: error});
}
