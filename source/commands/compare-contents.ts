/** Looks into the files of the models that are compared. */

import {safe, type SafeText} from '../../components/safe-text.ts';
import type {Inspection} from '../../store/domain/inspection.ts';
import type {Model} from '../../store/domain/model.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {mostInspected} from '../../store/domain/tensor-comparison.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {safeText} from '../text.ts';
import {artifactPath} from './artifact-path.ts';
import type {Context} from './command.ts';

export interface ComparedContents {
	/** By the models' places; undefined: nothing is known of it. */
	readonly inspections: ReadonlyArray<Inspection | undefined>;
	/** Which could not be read. */
	readonly notes: readonly SafeText[];
}

/** Reads the headers of the first models; of one that is being written nothing, as it is not whole. */
export async function comparedContents(models: readonly Model[], snapshot: Snapshot, context: Context): Promise<ComparedContents> {
	const {openCarefulInspector} = await import('../../store/careful-inspector.ts');
	const inspector = openCarefulInspector();
	const inspections: Array<Inspection | undefined> = [];
	const notes: SafeText[] = [];
	for (const model of models.slice(0, mostInspected)) {
		const path = model.growing ? undefined : artifactPath(model, snapshot, context);
		try {
			inspections.push(path === undefined ? undefined : await inspector.inspect(path));
		} catch (error) {
			if (!(error instanceof UserError)) throw error;
			inspections.push(undefined);
			notes.push(safe`Not looked into: ${safeText(model.id)}: ${safeText(error.message)}`);
		}
	}
	await inspector.close();
	const rest = models.length - inspections.length;
	const isAnyKnown = inspections.some(one => one?.files.some(({format}) => format !== undefined));
	if (rest > 0 && isAnyKnown) notes.push(safe`The tensors of the last ${rest} were not read (?): ${mostInspected} models at most.`);
	return {inspections: [...inspections, ...models.slice(mostInspected).map(() => undefined)], notes};
}
