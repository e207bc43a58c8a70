/** Looks into the files of models that are compared. */

import fs from 'node:fs';
import {openCarefulInspector} from './careful-inspector.ts';
import type {Inspection} from './domain/inspection.ts';
import type {Model} from './domain/model.ts';
import {mostInspected} from './domain/tensor-comparison.ts';
import {UserError} from './domain/user-error.ts';
import {systemPath} from './file-names.ts';

export interface ComparedContents {
	/** By the models' places; undefined: nothing is known of it. */
	readonly inspections: ReadonlyArray<Inspection | undefined>;
	/** Which could not be read; raw sentences. */
	readonly notes: readonly string[];
}

/** Reads the headers of the first models; of one that is being written nothing, as it is not whole. @param root absolute */
export async function comparedContents(models: readonly Model[], root: string): Promise<ComparedContents> {
	const inspector = openCarefulInspector();
	const inspections: Array<Inspection | undefined> = [];
	const notes: string[] = [];
	for (const model of models.slice(0, mostInspected)) {
		const path = model.growing || !model.artifact ? undefined : `${root}/${model.artifact.path}`;
		try {
			inspections.push(path === undefined || !fs.existsSync(systemPath(path)) ? undefined : await inspector.inspect(path));
		} catch (error) {
			if (!(error instanceof UserError)) throw error;
			inspections.push(undefined);
			notes.push(`Not looked into: ${model.id}: ${error.message}`);
		}
	}
	await inspector.close();
	const rest = models.length - inspections.length;
	const isAnyKnown = inspections.some(one => one?.files.some(({format}) => format !== undefined));
	if (rest > 0 && isAnyKnown) notes.push(`The tensors of the last ${rest} were not read (?): ${mostInspected} models at most.`);
	return {inspections: [...inspections, ...models.slice(mostInspected).map(() => undefined)], notes};
}
