/** Artifacts that no program can load: empty ones, and those whose header is wrong, where the headers were read. Pure. */

import type {DiskFacts, Finding} from './finding.ts';
import {isEmpty, removeCommand} from './findings-models.ts';
import type {Model} from './model.ts';

/** One for each model; what is being written is left out. */
export function brokenFindings(models: readonly Model[], disk: Pick<DiskFacts, 'broken'> | undefined): readonly Finding[] {
	const told = new Map(disk?.broken?.map(({key, problem}) => [key, problem]));
	return models.flatMap(model => {
		if (model.growing) return [];
		const problem = told.get(model.key);
		const message = isEmpty(model) ? emptyWords(model) : problem === undefined ? undefined : `its file cannot be read as a model: ${asClause(problem)}`;
		return message === undefined ? [] : [brokenFinding(model, message)];
	});
}

function emptyWords({artifact}: Model): string {
	if (artifact?.kind !== 'directory') return 'its file is empty: 0 bytes';
	return artifact.count === 0 ? 'its folder has no files' : `its folder has nothing in it but empty files: ${artifact.count}`;
}

function brokenFinding({key}: Model, message: string): Finding {
	return {
		kind: 'broken',
		keys: [key],
		path: key,
		message,
		repair: `restore it from a backup, or remove it: ${removeCommand(key)}`,
		isInformation: false,
	};
}

/** `it is cut off` of `It is cut off.` */
function asClause(sentence: string): string {
	return sentence.replace(/^Its? /, start => start.toLowerCase()).replace(/\.$/, '');
}
