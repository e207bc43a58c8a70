/** `mreg index`: writes the exchange files anew from the models' own files. */

import {safe, type SafeText} from '../../components/safe-text.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {jsonText, safeText} from '../text.ts';
import {counted} from '../words.ts';
import type {Command, Context, Options, Result} from './command.ts';
import {problemNotes} from '../select.ts';

export const index: Command = {
	name: 'index',
	summary: 'rewrite model_registry.json and each training_registry.json from the files',
	details:
		'Entries without files and keys that are not ours stay, and so do training and results of which a sidecar says nothing.\n' +
		'An entry with other results than its sidecar is kept in a file beside it. The program itself needs none of these files: they are for other programs.',
	examples: [{line: 'mreg index', summary: 'so that the Python tools see all models'}],
	run,
};

async function run(context: Context, options: Options): Promise<Result> {
	if (context.readOnly) throw new UserError('read-only', 'mreg index writes model_registry.json, and --read-only was given.');
	const snapshot = await context.snapshot();
	const {writeExchange} = await import('../../store/exchange-writer.ts');
	const {written, kept, leftAlone, histories, copiedAside, keptAside} = writeExchange(snapshot.root, snapshot, {waitMs: context.wait, now: context.now});
	if (options.json === true) {
		return {
			lines: [
				jsonText({
					schema: 1,
					root: snapshot.root,
					written,
					kept,
					left_alone: leftAlone,
					copied_aside: copiedAside ?? null,
					kept_aside: keptAside?.path ?? null,
				}),
			],
		};
	}
	if (options.quiet === true) return {lines: []};
	return {
		lines: [
			safe`model_registry.json: ${counted(written, 'model')} written, ${counted(kept, 'entry', 'entries')} without files kept.`,
			...histories.map(path => safe`${safeText(path)}: the training of its models.`),
		],
		notes: [
			...(copiedAside === undefined ? [] : [safe`The old model_registry.json could not be read; it is kept as ${safeText(copiedAside)}.`]),
			...(keptAside === undefined ? [] : [keptWords(keptAside)]),
			...leftAlone.map(path => safe`${safeText(path)} has another shape and was left alone.`),
			...problemNotes(snapshot),
		],
	};
}

function keptWords({path, entries}: {readonly path: string; readonly entries: number}): SafeText {
	const what =
		entries === 1
			? safe`1 entry had results that its sidecar does not have: it is`
			: safe`${entries} entries had results that their sidecars do not have: they are`;
	return safe`${what} kept as ${safeText(path)}.`;
}
