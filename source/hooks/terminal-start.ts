/** The terminal before ink has it: its alternate screen is taken, and it is asked what it is like, while everything else is being loaded. */

import {chooseLook, openQuestions, type LookChoice} from '../look-choice.ts';
import type {LookSettings} from '../look-settings.ts';
import {askTerminal, ignoreAnswers} from './ask-terminal.ts';

/** Answers are waited for so long (milliseconds), most of which loading takes anyway. */
const answerLimit = 100;

export interface TakenScreen {
	/** Goes back to the screen before, unless it was handed over. */
	readonly leave: () => void;
	/** From now on somebody else goes back. */
	readonly handOver: () => void;
}

/** Goes to the alternate screen, and back on every way out. */
export function takeScreen(): TakenScreen {
	let isOurs = true;
	const leave = () => {
		if (isOurs) process.stdout.write('\u001B[?1049l');
		isOurs = false;
	};
	process.on('exit', leave);
	// Ink enters it without going to its top left, so this does, for the screen after the one it leaves.
	process.stdout.write('\u001B[?1049h\u001B[2J\u001B[H');
	return {
		leave,
		handOver: () => {
			isOurs = false;
			process.off('exit', leave);
		},
	};
}

/** How the dashboard looks in this terminal, which is asked where that is not settled. */
export async function lookHere(look: LookSettings, env: NodeJS.ProcessEnv): Promise<LookChoice> {
	const open = openQuestions(look, env);
	if (!open) {
		ignoreAnswers(process.stdin);
		return chooseLook(look, env, {});
	}
	return chooseLook(look, env, await askTerminal(process.stdin, process.stdout, {...open, limit: answerLimit}));
}
