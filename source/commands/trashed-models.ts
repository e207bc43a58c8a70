/** Models in the trash, as people name them. */

import type {Trashed, TrashEntry} from '../../store/domain/change.ts';
import {resolveId} from '../../store/domain/identifier.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {byPrinted, isEscaped} from '../model-lookup.ts';

export interface TrashedModel extends Trashed {
	readonly id: string;
	/** Bytes. */
	readonly bytes: number;
}

/** Each model once: of one that was removed several times the newest. @param entries newest first */
function newestTrashed(entries: readonly TrashEntry[]): readonly TrashedModel[] {
	const byKey = new Map<string, TrashedModel>();
	for (const {txn, models} of entries) for (const {key, id, bytes} of models) if (!byKey.has(key)) byKey.set(key, {txn, key, id, bytes});
	return [...byKey.values()];
}

/** What `restore` takes: ids, and keys of those whose id is not theirs alone. */
export function trashNames(entries: readonly TrashEntry[]): readonly string[] {
	const models = newestTrashed(entries);
	const counts = new Map<string, number>();
	for (const {id, key} of models) for (const name of new Set([id, key])) counts.set(name, (counts.get(name) ?? 0) + 1);
	return models.map(({id, key}) => (counts.get(id) === 1 ? id : key));
}

/** The models that were named, each once. @param versionKey the key of the model that is a version, as in `resnet18/v2` @throws UserError `not-found`, `ambiguous` */
export function resolveTrashed(
	entries: readonly TrashEntry[],
	typed: readonly string[],
	versionKey: (typed: string) => string | undefined,
): readonly TrashedModel[] {
	const models = newestTrashed(entries);
	const names = trashNames(entries);
	const exact = new Map(models.flatMap((model, index) => [[model.key, model] as const, [names[index] ?? model.key, model] as const]));
	const named = models.map((model, index) => ({model, name: names[index] ?? model.key}));
	const printed = byPrinted(named, ({name}) => name);
	const called = (name: string) => exact.get(name) ?? exact.get(name.trim()) ?? (isEscaped(name) ? printed.get(name)?.model : undefined);
	return [...new Set(typed.map(name => called(name) ?? exact.get(versionKey(name.trim()) ?? '') ?? resolved(models, name.trim())))];
}

function resolved(models: readonly TrashedModel[], typed: string): TrashedModel {
	try {
		return resolveId(models, typed);
	} catch (error) {
		if (!(error instanceof UserError) || error.code !== 'not-found') throw error;
		throw new UserError('not-found', `No model in the trash is called "${typed}".`, {hint: 'mreg trash --long lists them all.'});
	}
}
