/** Which sidecars would be written for models that have none: the same for the command and for the key. */

import {adoptionText} from '../store/domain/adoption.ts';
import {targetsOf, type Adoption, type Skipped} from '../store/domain/change.ts';
import {folderOf} from '../store/domain/identifier.ts';
import {calledSo, type EntrySidecar, type EntrySidecars} from '../store/domain/import-entries.ts';
import type {Inspection} from '../store/domain/inspection.ts';
import type {Model} from '../store/domain/model.ts';
import {sidecarPlaces} from '../store/domain/sidecar-place.ts';
import type {Snapshot} from '../store/domain/snapshot.ts';
import {UserError} from '../store/domain/user-error.ts';

/** With the path that is shown, and where the text comes from. */
export type PlannedAdoption = Adoption & {readonly path: string; readonly source: 'header' | 'entry'};

export interface AdoptionPlan {
	readonly adoptions: readonly PlannedAdoption[];
	/** Models that get none, and why. */
	readonly skipped: readonly Skipped[];
	/** Raw sentences: what was left out. */
	readonly notes: readonly string[];
}

export interface PlanOptions {
	/** Reads the headers of an artifact; one that cannot be read tells nothing. @param artifact relative to the root */
	readonly inspect: (artifact: string) => Promise<Inspection>;
	/** What model_registry.json says of models without sidecars: their sidecars say it in the same words. @param all models of the registry */
	readonly entries: (all: readonly Model[]) => Promise<EntrySidecars>;
	/** Why a model is to have no sidecar, as a sentence; absent: nothing is said against any. */
	readonly refuse?: (model: Model) => string | undefined;
	/** Before each header. @returns false to stop: nobody waits for the plan any more */
	readonly onProgress?: (done: number, total: number) => boolean;
}

/** @returns undefined where it was stopped */
export async function planAdoptions(
	models: readonly Model[],
	{root, models: all}: Pick<Snapshot, 'root' | 'models'>,
	{inspect, entries, refuse = () => undefined, onProgress = () => true}: PlanOptions,
): Promise<AdoptionPlan | undefined> {
	const why = new Map(models.map(model => [model.key, whyNot(model) ?? refuse(model)]));
	const wanted = models.filter(({key}) => why.get(key) === undefined);
	const places = sidecarPlaces(wanted, all);
	const targets = new Map(targetsOf(wanted, all).map(target => [target.key, target]));
	const adoptions: PlannedAdoption[] = [];
	const skipped: Skipped[] = models.flatMap(({key}) => skippedBy(key, why.get(key)));
	const {sidecars, problem} = wanted.length === 0 ? {sidecars: new Map<string, EntrySidecar>()} : await entries(all);
	const notes = problem === undefined ? [] : [problem];
	for (const [index, model] of wanted.entries()) {
		if (!onProgress(index, wanted.length)) return undefined;
		const {key} = model;
		const [place, target] = [places.get(key), targets.get(key)];
		if (!target || place?.kind !== 'free') {
			skipped.push(
				...skippedBy(
					key,
					place?.kind === 'refused' ? place.reason : `It is described already.${place?.kind === 'has' ? ` Its sidecar is ${place.sidecar}.` : ''}`,
				),
			);
			continue;
		}
		const path = `${folderOf(key)}/${place.name}`;
		const said = sidecars.get(key);
		if (said) {
			const {id, text, remarks, refusal} = said;
			if (refusal !== undefined) skipped.push({key, reason: `Its entry in model_registry.json cannot be its sidecar. ${refusal}`});
			else adoptions.push({target: calledSo(target, id), text, path, source: 'entry'});
			notes.push(...remarks.map(remark => `${id}: ${remark}`));
			continue;
		}
		const {text, notes: left} = adoptionText(model, {target, inspection: await headerOf(model, inspect), root});
		adoptions.push({target, text, path, source: 'header'});
		notes.push(...left.map(note => `${model.id}: ${note}`));
	}
	return {adoptions, skipped, notes};
}

/** Where the text of a sidecar comes from, for behind its path; raw. '' where it is what name, time and header tell. */
export function sourceWords({source}: Pick<PlannedAdoption, 'source'>): string {
	return source === 'entry' ? ', from its entry in model_registry.json' : '';
}

/** Why a model gets no sidecar, as a sentence; undefined where it may. */
export function whyNot({state, sidecar, growing}: Model): string | undefined {
	if (state !== 'untracked') return `It is described already. Its sidecar is ${sidecar}.`;
	return growing ? 'It is being written: adopt it when it is whole.' : undefined;
}

async function headerOf({artifact}: Model, inspect: PlanOptions['inspect']): Promise<Inspection | undefined> {
	if (!artifact) return undefined;
	try {
		return await inspect(artifact.path);
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		return undefined;
	}
}

function skippedBy(key: string, reason: string | undefined): readonly Skipped[] {
	return reason === undefined ? [] : [{key, reason}];
}
