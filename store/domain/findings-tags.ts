/** Tags and notes that stand elsewhere than in their sidecars, each with the edit that puts them there. Pure. */

import type {ChangeRequest} from './change.ts';
import type {Finding, FindingKind} from './finding.ts';
import type {Model} from './model.ts';
import {isEditable, repairsOf} from './repairs.ts';

/** @param all newest first */
export function tagFindings(all: readonly Model[]): readonly Finding[] {
	// A model without a sidecar gets one first: that is told of it, and then what the new one lacks.
	const models = all.filter(model => (model.fromRegistry !== undefined || model.dropped !== undefined) && (model.state !== 'untracked' || model.growing));
	if (models.length === 0) return [];
	const [plain, whole] = [requestsOf(models, all, false), requestsOf(models, all, true)];
	return models.flatMap(model => {
		const found: Finding[] = [];
		const put = (kind: FindingKind, said: readonly string[], repair: string, requests: ReadonlyMap<string, readonly ChangeRequest[]>) => {
			if (said.length === 0) return;
			const fix = requests.get(model.key);
			const isStuck = fix === undefined || !isEditable(model);
			found.push({
				kind,
				keys: [model.key],
				path: model.sidecar ?? model.key,
				message: said.join('; '),
				repair: isStuck ? `nothing can be written: ${whyNotEditable(model)}` : repair,
				...(isStuck ? {} : {fix}),
				isInformation: false,
			});
		};
		put('tag-lost', lostWords(model), 'back into the sidecar; tags that are to stay gone: mreg tag ID TAG --remove', whole);
		put('tags-dropped', droppedWords(model), 'as it was set here, into the sidecar', plain);
		put('registry-drift', driftWords(model), 'into the sidecar', plain);
		return found;
	});
}

/** By key; what is dropped and what drifted go together, as an edit of tags writes all that holds. */
function requestsOf(models: readonly Model[], all: readonly Model[], withAsked: boolean): ReadonlyMap<string, readonly ChangeRequest[]> {
	const requests = new Map<string, readonly ChangeRequest[]>();
	const put = (key: string, request: ChangeRequest) => void requests.set(key, [...(requests.get(key) ?? []), request]);
	const {tags, notes} = repairsOf(models, all, {withAsked});
	for (const edit of tags) put(edit.target.key, {kind: 'tag', edits: [edit]});
	for (const edit of notes) put(edit.target.key, {kind: 'note', edits: [edit]});
	return requests;
}

function driftWords({fromRegistry}: Model): readonly string[] {
	if (!fromRegistry) return [];
	const {tags, notes} = fromRegistry;
	const what = [...(tags.length > 0 ? [listed(tags)] : []), ...(notes === undefined ? [] : ['a note'])];
	return what.length === 0 ? [] : [`${what.join(' and ')} only in model_registry.json`];
}

function droppedWords({dropped}: Model): readonly string[] {
	if (!dropped) return [];
	const {add, remove} = dropped;
	return [
		...(add.length > 0 ? [`${listed(add)} set here, dropped by another program`] : []),
		...(remove.length > 0 ? [`${listed(remove)} taken off here, brought back by another program`] : []),
	];
}

/** Some of them may have been there before anything was set here. */
function lostWords({dropped}: Model): readonly string[] {
	return dropped && dropped.asked.length > 0 ? [`${listed(dropped.asked)} gone since the last change here`] : [];
}

function listed(tags: readonly string[]): string {
	return tags.join(', ');
}

/** Why nothing can be written into a model's sidecar: in the words of the problem with it, without a capital and a full stop; raw. */
function whyNotEditable({sidecar, problems}: Model): string {
	if (sidecar === undefined) return 'it has no sidecar';
	const problem = problems.find(({kind}) => kind === 'unreadable-sidecar');
	const [reason = ''] = problem?.message.split(' Mend it:') ?? [];
	return reason === '' ? 'its sidecar cannot be read; mreg problems says why' : reason.charAt(0).toLowerCase() + reason.slice(1).replace(/\.$/, '');
}
