/** What a person saw of a model when they chose it, in few characters: whether it is still that one. Pure. */

import type {Model} from '../../store/domain/model.ts';

const known = new WeakMap<Model, string>();

/** Another one as soon as the artifact or anything in the sidecar is another, whatever the times of the files say. */
export function lookOf(model: Model): string {
	const before = known.get(model);
	if (before !== undefined) return before;
	const {state, time, artifact, sidecar, content, tags, notes} = model;
	const files = artifact && [artifact.path, artifact.kind, artifact.bytes, artifact.modifiedAt, artifact.count, artifact.files];
	const look = digestOf(JSON.stringify([state, Number.isFinite(time) ? time : null, files ?? null, sidecar ?? null, content, tags, notes]));
	known.set(model, look);
	return look;
}

/** 64 bits: against accidents, not against a forger. */
function digestOf(text: string): string {
	let [one, two] = [0xde_ad_be_ef, 0x41_c6_ce_57];
	for (let index = 0; index < text.length; index += 1) {
		const code = text.charCodeAt(index);
		one = Math.imul(one ^ code, 2_654_435_761);
		two = Math.imul(two ^ code, 1_597_334_677);
	}
	const [first, second] = [mixed(one) ^ two, mixed(two) ^ one];
	return [first, second].map(half => (half >>> 0).toString(16).padStart(8, '0')).join('');
}

function mixed(half: number): number {
	return Math.imul(half ^ (half >>> 16), 2_246_822_507);
}
