/** `mreg restore`: brings models back from the trash. */

import {safe} from '../../components/safe-text.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {formatBytes} from '../text.ts';
import {counted} from '../words.ts';
import {changeRegistry, changeResult, requireWritable} from './changing.ts';
import type {Command, Context, Options, Result} from './command.ts';
import {trashedKey, versionTyped} from '../../store/gone-versions.ts';
import {typedIds} from './named-models.ts';
import {resolveTrashed} from './trashed-models.ts';

export const restore: Command = {
	name: 'restore',
	summary: 'bring models back from the trash',
	details:
		'Of a model that was removed several times the newest comes back. Where its name is taken meanwhile, it comes back beside it as NAME-restored.\n' +
		'All of one removal: mreg undo TRANSACTION.',
	arguments: [{name: '<ID...>', summary: 'ids or keys as mreg trash --long lists them, or versions; - reads them from standard input'}],
	examples: [
		{line: 'mreg restore mscn_20241019_103000', summary: 'with all its files'},
		{line: 'mreg trash --quiet | grep 20241019 | mreg restore -', summary: 'those of a day'},
	],
	run,
};

async function run(context: Context, options: Options, args: readonly string[]): Promise<Result> {
	const root = await context.root();
	await requireWritable(context, root);
	const [{listTrash}, {readJournal}] = await Promise.all([import('../../store/trash-listing.ts'), import('../../store/journal.ts')]);
	const {entries} = listTrash(root);
	if (entries.length === 0) throw new UserError('not-found', 'The trash is empty.', {hint: 'mreg log shows what was done here.'});
	const models = resolveTrashed(entries, await typedIds(args, context), typed => {
		const version = versionTyped(typed);
		return version && trashedKey(version, readJournal(root).entries, entries);
	});
	const change = await changeRegistry(context, root, {kind: 'restore', models: models.map(({txn, key}) => ({txn, key}))}, 'mreg restore');
	const done = new Set(change.done);
	// What came back beside another has a new key in `done`; what did not come back has its own.
	const left = new Set(change.skipped.map(({key}) => key));
	const bytes = models.reduce((sum, model) => sum + (left.has(model.key) ? 0 : model.bytes), 0);
	const names = new Map(models.map(({key, id}) => [key, id]));
	return changeResult(change, {
		options,
		done: done.size === 0 ? undefined : safe`brought back ${counted(done.size, 'model')}, ${formatBytes(bytes)}`,
		name: key => names.get(key) ?? key,
		isUndoable: false,
	});
}
