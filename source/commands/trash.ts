/** `mreg trash`: what was removed and can come back. */

import {emptyText, joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import type {TrashEntry} from '../../store/domain/change.ts';
import {jsonListLines} from '../model-json.ts';
import {tableLines, type Column} from '../table.ts';
import {formatBytes, jsonText, safeText} from '../text.ts';
import {counted} from '../words.ts';
import type {Command, Context, Options, Result} from './command.ts';
import {whenWords} from './transaction-words.ts';
import {trashNames} from './trashed-models.ts';

export const trash: Command = {
	name: 'trash',
	summary: 'list what was removed and can come back, newest first',
	details: 'The trash lies in .mreg/trash, on the disk of the models: it frees nothing until it is purged, and nothing is purged by itself.',
	options: [{flags: '--long', summary: 'every model, not only the transactions'}],
	examples: [
		{line: 'mreg trash', summary: 'one line for each removal'},
		{line: 'mreg trash --quiet | mreg restore -', summary: 'all of it comes back'},
	],
	run,
};

async function run(context: Context, options: Options): Promise<Result> {
	const root = await context.root();
	const {listTrash} = await import('../../store/trash-listing.ts');
	const {entries, problems} = listTrash(root);
	const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
	if (options.json === true) return {lines: jsonListLines({root, bytes}, 'trash', entries.values().map(entryJson), {problems})};
	if (options.quiet === true) return {lines: trashNames(entries).map(safeText)};
	const odd = problems.map(({path, message}) => safe`${safeText(path)}: ${safeText(message)}`);
	if (entries.length === 0) return {lines: [], notes: [safe`The trash is empty.`, ...odd]};
	const models = entries.reduce((sum, entry) => sum + entry.models.length, 0);
	return {
		lines:
			options.long === true
				? longLines(entries, context)
				: tableLines(
						columns,
						entries.map(entry => cells(entry, context.now)),
						context.columns,
					),
		notes: [
			safe`${counted(models, 'model')}, ${formatBytes(bytes)}. mreg restore ID brings one back, mreg undo TRANSACTION all of one; mreg purge frees the disk.`,
			...odd,
		],
	};
}

const columns: readonly Column[] = [
	{header: safe`TRANSACTION`},
	{header: safe`WHEN`, leaveOut: 3},
	{header: safe`WHO`, leaveOut: 1, least: 6},
	{header: safe`BY`, leaveOut: 2, least: 8},
	{header: safe`MODELS`, align: 'right'},
	{header: safe`SIZE`, align: 'right'},
];

function cells({txn, at, user, by, models, bytes}: TrashEntry, now: number): readonly SafeText[] {
	return [safeText(txn), whenWords(at, now), safeText(user), safeText(by), safe`${models.length}`, formatBytes(bytes)];
}

function* longLines(entries: readonly TrashEntry[], {now, columns: width}: Context): Iterable<SafeText> {
	for (const [index, entry] of entries.entries()) {
		if (index > 0) yield emptyText;
		yield joinSafe(cells(entry, now).slice(0, 4), safe`  `);
		const rows = entry.models.map(({id, key, bytes}) => [safe`  ${safeText(id)}`, formatBytes(bytes), safeText(key)]);
		yield* tableLines([{header: safe`  ID`}, {header: safe`SIZE`, align: 'right'}, {header: safe`KEY`, leaveOut: 1}], rows, width);
	}
}

function entryJson({txn, at, host, user, by, models, bytes}: TrashEntry): SafeText {
	return jsonText({txn, at, host, user, by, bytes, models: models.map(({key, id, bytes: size}) => ({key, model_id: id, bytes: size}))});
}
