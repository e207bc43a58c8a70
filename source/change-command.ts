/** The command lines that do what a key of the dashboard did. Pure. */

import {shellWord} from '../store/domain/test-command.ts';
import type {WantedTags} from './tag-edits.ts';

/** `mreg tag m_1 paper`, `mreg tag paper -- m_1 m_2`; taking away and giving are two commands. @param names what can be typed for the models; undefined where no command line can say it */
export function tagCommand({add, remove}: WantedTags, names: readonly string[]): string | undefined {
	const lines = [...(add.length === 0 ? [] : [tagLine(add, names, '')]), ...(remove.length === 0 ? [] : [tagLine(remove, names, ' --remove')])];
	return lines.length === 0 || lines.includes(undefined) ? undefined : lines.join(' && ');
}

function tagLine(tags: readonly string[], names: readonly string[], option: string): string | undefined {
	const [first = '', ...others] = names;
	const hasDash = [first, ...tags].some(isDashed);
	if (others.length > 0) return tags.some(isDashed) ? undefined : `mreg tag${option} ${words(tags)} -- ${words(names)}`;
	return hasDash ? `mreg tag${option} -- ${words([first, ...tags])}` : `mreg tag ${words([first, ...tags])}${option}`;
}

/** `mreg note m_1 'text'`; undefined where no command line can say it. */
export function noteCommand(text: string, names: readonly string[]): string | undefined {
	// `-` would be standard input.
	if (text === '-') return undefined;
	const [first = '', ...others] = names;
	if (others.length > 0) return isDashed(text) ? undefined : `mreg note ${shellWord(text)} -- ${words(names)}`;
	return `mreg note ${[first, text].some(isDashed) ? '-- ' : ''}${words([first, text])}`;
}

/** `mreg protect m_1 m_2`. */
export function modelsCommand(command: 'protect' | 'unprotect' | 'rm' | 'adopt', names: readonly string[]): string {
	return `mreg ${command} ${names.some(isDashed) ? '-- ' : ''}${words(names)}`;
}

function isDashed(word: string): boolean {
	return word.startsWith('-');
}

function words(all: readonly string[]): string {
	return all.map(shellWord).join(' ');
}
