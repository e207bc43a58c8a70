/** The command line that prints a leaderboard again. */

import {shellWord} from '../store/domain/test-command.ts';

export interface LeaderboardCommand {
	/** Names of models, where some were chosen. */
	readonly names?: readonly string[];
	readonly metric: string;
	readonly algorithm?: string;
	readonly where?: string;
	readonly fold: boolean;
	readonly by: 'model' | 'algorithm';
	readonly mixed?: boolean;
	readonly format?: string;
	readonly digits?: number;
}

/**
 * `mreg leaderboard --metric total_time --algo mscn --fold seed`. What holds without being said is left out.
 *
 * @param most how many names are written out; the others are counted: that is for the eye only
 */
export function leaderboardLine(command: LeaderboardCommand, most = Infinity): string {
	const {names = [], metric, algorithm, where, fold, by, mixed = false, format = 'table', digits} = command;
	const isChosen = names.length > 0 || algorithm !== undefined || where !== undefined;
	const options = [
		`--metric ${shellWord(metric)}`,
		...(algorithm === undefined ? [] : [`--algo ${shellWord(algorithm)}`]),
		...(where === undefined ? [] : [`--where ${shellWord(where)}`]),
		...(fold ? ['--fold seed'] : []),
		...(by === usualBy(isChosen) ? [] : [`--by ${by}`]),
		...(mixed ? ['--mixed'] : []),
		...(format === 'table' ? [] : [`--format ${format}`]),
		...(digits === undefined ? [] : [`--digits ${digits}`]),
	];
	const shown = names.slice(0, most).map(shellWord);
	const models = shown.length < names.length ? [...shown, `…${names.length - shown.length} more`] : shown;
	// A name that looks like an option stands behind `--`.
	const words = names.some(name => name.startsWith('-')) ? [...options, '--', ...models] : [...models, ...options];
	return ['mreg leaderboard', ...words].join(' ');
}

/** One line a model where models are chosen, else one an algorithm. */
export function usualBy(isChosen: boolean): 'model' | 'algorithm' {
	return isChosen ? 'model' : 'algorithm';
}
