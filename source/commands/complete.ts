/** `mreg __complete`, which the scripts of `mreg completion` ask at each Tab: what the word at the cursor can become. It reads what the last look has left, changes nothing, and says nothing of what goes wrong. */

import {pathCandidates} from '../../store/path-candidates.ts';
import {readCommandLine, type TypedLine, type TypedWord} from '../command-line.ts';
import {askedAt, longName, type Asked} from '../completion-asked.ts';
import {mostCandidates, startingWith, wordsFrom} from '../completion-match.ts';
import {bashReply, fishReply, zshReply, type Candidate} from '../completion-shells.ts';
import type {CompletionTable} from '../completion-table.ts';

export interface CompletionWorld {
	readonly env: NodeJS.ProcessEnv;
	readonly cwd: string;
	readonly home: string;
	/** Milliseconds since 1970. */
	readonly now: number;
	readonly table: CompletionTable;
}

/** What the shell's script says besides. */
interface Asking extends CompletionWorld {
	/** The shell shows what a candidate is. */
	readonly isTold: boolean;
}

/** @param words what the shell's script says: the shell, then what is typed, in the form of that shell @returns what the script reads */
export async function complete(words: readonly string[], world: CompletionWorld): Promise<string> {
	const [shell, ...said] = words;
	if (shell === 'bash') {
		const [line = '', replaced = ''] = said;
		const typed = readCommandLine(line, 'bash');
		return bashReply(await candidatesAt(typed, {...world, isTold: false}), typed.word, replaced);
	}
	if (shell === 'zsh') {
		const [quote = '', raw = '', ...before] = said;
		const word: TypedWord = {raw, quote: quote === "'" || quote === '"' ? quote : '', text: textOf(raw, quote)};
		return zshReply(await candidatesAt({assigned: {}, before, word}, {...world, isTold: true}), word);
	}
	if (shell !== 'fish') return '';
	return fishReply(await candidatesAt(readCommandLine(said[0] ?? '', 'fish'), {...world, isTold: true}));
}

/** What zsh has taken the opening quote from. */
function textOf(raw: string, quote: string): string {
	return readCommandLine(`mreg ${quote}${raw}`, 'bash').word.text;
}

async function candidatesAt({assigned, before, word}: TypedLine, world: Asking): Promise<readonly Candidate[]> {
	const asked = askedAt(world.table, before, word.text);
	const found = await candidatesOf(asked, {...world, env: {...world.env, ...assigned}});
	const distinct = new Map(found.map(candidate => [candidate.value, candidate]));
	return [...distinct.values()].slice(0, mostCandidates).map(candidate => ({...candidate, value: asked.head + candidate.value}));
}

async function candidatesOf(asked: Asked, world: Asking): Promise<readonly Candidate[]> {
	const {kind, text, offered, command} = asked;
	if (typeof kind !== 'string') return wordsFrom(kind, text);
	switch (kind) {
		case 'nothing':
			return [];
		case 'command': {
			const commands = world.table.commands.map(({name, summary}) => ({value: name, about: summary}));
			if (command !== undefined) return startingWith(commands, text);
			// Folders are offered where one is being typed: among all commands nobody looks for one.
			const folders = text === '' ? [] : paths(text, {...world, onlyFolders: true});
			return [...startingWith([...commands, {value: 'help', about: 'what a command does, and its options'}], text), ...folders];
		}
		case 'option': {
			const options = offered.filter(option => isStillOffered(option.flags, asked));
			return startingWith(
				options.map(option => ({value: longName(option), about: option.summary})),
				text,
			);
		}
		case 'file':
		case 'folder':
			return paths(text, {...world, onlyFolders: kind === 'folder'});
		case 'model or file':
			return [...(await registryCandidates({...asked, kind: 'model'}, world)), ...paths(text, {...world, onlyFolders: false})];
		default:
			return registryCandidates(asked, world);
	}
}

/** What stands in the registry that the command would take, as it was last seen; nothing where none was looked at. */
async function registryCandidates(asked: Asked, world: Asking): Promise<readonly Candidate[]> {
	const {kind, args, command, options} = asked;
	const {lastLook} = await import('../../store/last-look.ts');
	const [named = command === undefined ? args[0] : undefined] = options.get('--root')?.slice(-1) ?? [];
	const look = lastLook({...world, root: named});
	if (!look || typeof kind !== 'string') return [];
	switch (kind) {
		case 'model':
		case 'untracked': {
			const {modelCandidates} = await import('./complete-models.ts');
			return modelCandidates(asked, look, {now: world.now, isTold: world.isTold});
		}
		case 'trashed':
		case 'undoable':
		case 'purgeable': {
			const {changeCandidates} = await import('./complete-changes.ts');
			return changeCandidates(kind, asked, {root: look.root, now: world.now});
		}
		default: {
			const {wordCandidates} = await import('./complete-words.ts');
			return wordCandidates(kind, asked, look);
		}
	}
}

/** An option that was typed is not offered again, unless it may be. */
function isStillOffered(flags: string, {options}: Asked): boolean {
	return !options.has(longName({flags, summary: ''})) || /<(NAME=|TAG)/.test(flags);
}

function paths(text: string, options: Parameters<typeof pathCandidates>[1]): readonly Candidate[] {
	return pathCandidates(text, options).map(value => ({value, isOpen: value.endsWith('/')}));
}
