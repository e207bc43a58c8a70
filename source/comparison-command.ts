/** The command line that prints a comparison. Pure. */

import {shellWord} from '../store/domain/test-command.ts';

export interface ComparisonCommand {
	/** What can be typed for each model: its id, or its key. */
	readonly names: readonly string[];
	/** The baseline's, where it is not the first. */
	readonly baseline?: string;
	readonly differences: boolean;
	readonly dataset?: string;
	readonly format?: string;
	readonly digits?: number;
}

/**
 * `mreg compare a b --differences`, as a shell takes it.
 *
 * @param most how many names are written out; the others are counted: that is for the eye only
 */
export function comparisonCommand({names, baseline, differences, dataset, format, digits}: ComparisonCommand, most = Infinity): string {
	const shown = names.slice(0, most).map(shellWord);
	const models = shown.length < names.length ? [...shown, `…${names.length - shown.length} more`] : shown;
	const options = [
		...(baseline === undefined ? [] : ['--baseline', shellWord(baseline)]),
		...(dataset === undefined ? [] : ['--dataset', shellWord(dataset)]),
		...(differences ? ['--differences'] : []),
		...(format === undefined || format === 'table' ? [] : ['--format', format]),
		...(digits === undefined ? [] : ['--digits', String(digits)]),
	];
	// A name that looks like an option stands behind `--`.
	const words = names.some(name => name.startsWith('-')) ? [...options, '--', ...models] : [...models, ...options];
	return ['mreg compare', ...words].join(' ');
}

/** Ids where one model alone has them, else keys: what a command line takes. Looks at all models once. */
export function typedNames(
	models: ReadonlyArray<{readonly key: string; readonly id: string}>,
	all: ReadonlyArray<{readonly key: string; readonly id: string}>,
): readonly string[] {
	const wanted = new Map(models.map(({id}) => [id, 0]));
	const keys = new Set<string>();
	for (const {key, id} of all) {
		const count = wanted.get(id);
		if (count !== undefined) wanted.set(id, count + 1);
		if (key !== id && wanted.has(key)) keys.add(key);
	}
	// `-` would be standard input.
	return models.map(({key, id}) => (wanted.get(id) === 1 && !keys.has(id) && id !== '-' ? id : key));
}
