/** What the dashboard knows of the insides of models that it showed. Pure. */

import type {Inspection} from '../store/domain/inspection.ts';
import type {Model} from '../store/domain/model.ts';
import {mostInspected} from '../store/domain/tensor-comparison.ts';

export interface LookedInside {
	/** Of the artifact as it was then: see `artifactMark`. */
	readonly mark: string;
	/** The problem is raw words. */
	readonly found: {readonly inspection: Inspection} | {readonly problem: string};
}

/** By key of the model; of one that is not in it nobody has looked. */
export type Insides = ReadonlyMap<string, LookedInside>;

/** Headers of so many models are kept. */
const mostKept = 48;

/** Tells an artifact from what it was before; undefined where there is nothing to look into, or not yet: what is being written is not whole. */
export function artifactMark({artifact, growing}: Model): string | undefined {
	return artifact === undefined || growing ? undefined : JSON.stringify([artifact.path, artifact.kind, artifact.bytes, artifact.modifiedAt]);
}

/** With what was found of one more model; those that were looked into first are forgotten. */
export function withInside(insides: Insides, key: string, inside: LookedInside): Insides {
	const kept = [...insides].filter(([other]) => other !== key).slice(1 - mostKept);
	return new Map([...kept, [key, inside]]);
}

/** Whether the model's files would have to be read to know more. A link may point to another file meanwhile. */
export function isKnown(insides: Insides, model: Model): boolean {
	const inside = insides.get(model.key);
	return inside !== undefined && 'inspection' in inside.found && inside.mark === artifactMark(model) && model.artifact?.kind !== 'link';
}

const nothingYet: readonly undefined[] = [];

/** By the models' places what is in their files; nothing until each was looked into, so that rows come once. */
export function comparedInsides(models: readonly Model[], insides: Insides | undefined): ReadonlyArray<Inspection | undefined> {
	const first = models.slice(0, mostInspected);
	if (insides === undefined || first.some(model => artifactMark(model) !== undefined && !insides.has(model.key))) return nothingYet;
	return models.map((model, index) => {
		const found = index < mostInspected ? insides.get(model.key)?.found : undefined;
		return found && 'inspection' in found && model.artifact !== undefined ? found.inspection : undefined;
	});
}
