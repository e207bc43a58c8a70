/** The sidecars that models without one are to get, planned with the headers of their files as they are on the disk. */

import {emptyText, safe, type SafeText} from '../../components/safe-text.ts';
import type {Model} from '../../store/domain/model.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {whyOnlyByName} from '../../store/domain/unadopted.ts';
import {planAdoptions, type AdoptionPlan} from '../adoption-plan.ts';
import type {Context} from './command.ts';

/** More headers than these take a while to read. */
const fewHeaders = 20;

/** @param models those that are to have a sidecar @param options.isNamed a person named each of them */
export async function plannedAdoptions(
	context: Context,
	models: readonly Model[],
	snapshot: Pick<Snapshot, 'root' | 'models'>,
	{isNamed = true} = {},
): Promise<AdoptionPlan> {
	const {openCarefulInspector} = await import('../../store/careful-inspector.ts');
	const {entrySidecars} = await import('../../store/import-exchange.ts');
	const {unadoptable} = await import('../../store/adoptable.ts');
	const unfit = unadoptable(snapshot.root, models);
	const said = entrySidecars(snapshot.root, snapshot.models);
	const refuse = (model: Model) => unfit.get(model.key) ?? (isNamed || said.sidecars.has(model.key) ? undefined : whyOnlyByName(model));
	const inspector = openCarefulInspector();
	const onProgress = (done: number, total: number) => {
		if (total > fewHeaders) context.progress?.(safe`reading headers: ${done} of ${total}`);
		return true;
	};
	try {
		const plan = await planAdoptions(models, snapshot, {
			inspect: artifact => inspector.inspect(`${snapshot.root}/${artifact}`),
			entries: () => Promise.resolve(said),
			refuse,
			onProgress,
		});
		if (!plan) throw new Error('Bug: a plan stopped that nobody stopped');
		return plan;
	} finally {
		context.progress?.(undefined);
		await inspector.close();
	}
}

/** How many of the sidecars come from model_registry.json, for behind their number; '' where none does. */
export function fromEntries(count: number, total: number): SafeText {
	if (count === 0) return emptyText;
	return count === total ? safe`, from model_registry.json` : safe`, ${count} of them from model_registry.json`;
}
