/** What a command would be told to do, as a program does it: errors that speak of options speak of the fields of requests here. */

import {MregError} from '../../store/domain/user-error.ts';

/** Each where it stands, in this order. */
const words: ReadonlyArray<readonly [RegExp, string]> = [
	[/--max-remove (\d+)/g, '{maxRemove: $1}'],
	[/ Without --yes a terminal is asked\./g, ''],
	[/With --yes a protected model goes only with --accept-loss\./g, 'A protected model goes only with {acceptLoss: true}.'],
	[/--keep-bests for cleanup/g, '{keepBests: true} for planCleanup'],
	[/--accept-loss/g, '{acceptLoss: true}'],
	[/--keep (\d+) --all (\S+)/g, "{keep: $1, all: '$2'}"],
	[/--all (\S+) (is for|names)/g, "{all: '$1'} $2"],
	[/--keep (\d+)/g, '{keep: $1}'],
	[/An empty text without --append/g, 'An empty text without {append: true}'],
	[/Times \(--times FILE\) or metrics \(--metric total_time=35\.12\)\./g, '{times: [0.4, 0.3]} or {performance: {total_time: 35.12}}.'],
	[/A test dataset stands with a metric: --metric acc=0\.697\./g, 'A test dataset stands with a metric: {metrics: {acc: 0.697}}.'],
	[/mreg get \S+@best'? --(metric|dataset) ('[^']*'|\S+?)(?=[.;]?(?:\s|$))/g, '{$1: $2}'],
	[/--parent-digest sha256:…/g, "{parentDigest: 'sha256:…'}"],
	[/--from ID/g, "{from: 'ID'}"],
	[/--link leaves/g, "{way: 'link'} leaves"],
	[/--wait 60s/g, '{wait: 60_000}'],
	[/--new-version/g, '{newVersion: true}'],
	[/--mixed/g, '{mixed: true}'],
	[/--algo\b/g, 'algorithm'],
	[/--dataset-digest/g, 'datasetDigest'],
	[/--dataset-path/g, 'datasetPath'],
	[/--parent-digest/g, 'parentDigest'],
	[/(?<!mreg [^\n]*)--(metric|dataset|parent)\b/g, '$1'],
];

/** Runs what throws in the words of commands. @throws MregError in those of the library */
export function inWordsOfTheLibrary<Value>(work: () => Value): Value {
	try {
		return work();
	} catch (error) {
		throw translated(error);
	}
}

/** Likewise for what rejects. */
export async function inWordsOfTheLibraryLater<Value>(work: () => Promise<Value>): Promise<Value> {
	try {
		return await work();
	} catch (error) {
		throw translated(error);
	}
}

function translated(error: unknown): unknown {
	if (!(error instanceof MregError)) return error;
	const message = inFields(error.message);
	const hint = error.hint === undefined ? undefined : inFields(error.hint);
	if (message === error.message && hint === error.hint) return error;
	const told = new MregError(error.code, message, {hint, cause: error.cause});
	// It was thrown there.
	told.stack = error.stack?.replace(error.message, () => message);
	return told;
}

function inFields(text: string): string {
	return words.reduce((said, [option, field]) => said.replace(option, field), text);
}
