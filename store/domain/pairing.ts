/** Which names of one folder belong together: artifacts, their sidecars, and what is nobody's. Rules: docs/format.md, 'Pairing'. */

/** What a directory entry is, without following links. */
export type EntryType = 'file' | 'directory' | 'link' | 'other';

/** Extensions of model files, in the order in which one of several is taken as the artifact. */
export const modelExtensions = ['pt', 'pth', 'ckpt', 'safetensors', 'onnx', 'pkl', 'joblib', 'h5', 'keras', 'bin', 'gguf', 'npz', 'tflite', 'pb'] as const;

const knownExtension = new RegExp(`\\.(json|${modelExtensions.join('|')})$`);
const nobodysAlways = /^\.|\.(tmp|part|lock)$|~$|^(mreg\.config|model_registry|training_registry)\.json$/;
const nobodysUnpaired = /\.(log|txt|md|csv|tsv|png|jpg|svg|pdf|yaml|yml|py|ipynb|out|err)$|^events\.out\./;

/** True for names that are never a model's: dotfiles, files in the making, and the registry's own. */
export function isNobodys(name: string): boolean {
	return nobodysAlways.test(name);
}

/** True for names that are a model's only where a sidecar says so: logs, texts, pictures and code. */
export function isNobodysUnpaired(name: string): boolean {
	return nobodysUnpaired.test(name);
}

/** True for names that could be a sidecar. */
export function isJsonName(name: string): boolean {
	return name.endsWith('.json');
}

/**
 * The name without all of its `.json` and model extensions, as NFC.
 * Every pairing rule only adds or takes such an ending, so names with different stems never have to do with each other:
 * a stem is the unit that is scanned.
 */
export function stemOf(name: string): string {
	let stem = name.normalize('NFC');
	for (let shorter = stem.replace(knownExtension, ''); shorter !== stem && shorter !== ''; shorter = stem.replace(knownExtension, '')) {
		stem = shorter;
	}
	return stem;
}

/** One model's names inside its folder. `sidecar` undefined: untracked; `artifact` undefined: missing. */
export interface Pair {
	readonly artifact?: string;
	readonly sidecar?: string;
	/** Further files of the model beside the artifact. */
	readonly files: readonly string[];
	/** The artifact that this sidecar would describe, had not `by` described it more exactly. */
	readonly taken?: {readonly artifact: string; readonly by: string};
}

/**
 * Pairs the names of one stem.
 *
 * @param names all names of the folder that have this stem, without those that are nobody's
 * @param isSidecar decides for a `.json` that describes nothing here: true for a sidecar whose artifact is missing, false for an artifact
 * @returns the pairs, in the order of the names; a name that is nobody's when unpaired appears in none
 */
export function pairNames(names: readonly string[], isSidecar: (name: string) => boolean): Pair[] {
	const [only] = names;
	if (names.length === 1 && only !== undefined && !isJsonName(only)) return nobodysUnpaired.test(only) ? [] : [{artifact: only, files: []}];
	const sorted = [...names].sort((a, b) => (a < b ? -1 : 1));
	const described = describeExactly(sorted);
	const artifacts = sorted.filter(name => !described.byJson.has(name) && (!isJsonName(name) || described.byArtifact.has(name)));
	const pairs: Pair[] = [];
	const inFiles = new Set<string>();
	for (const [sidecar, artifact] of described.byJson) {
		const files = described.byStem.get(sidecar)?.filter(name => name !== artifact && !described.byArtifact.has(name)) ?? [];
		for (const name of files) inFiles.add(name);
		pairs.push({artifact, sidecar, files});
	}
	for (const artifact of artifacts) {
		if (described.byArtifact.has(artifact) || inFiles.has(artifact) || nobodysUnpaired.test(artifact)) continue;
		pairs.push({artifact, files: []});
	}
	for (const name of sorted) {
		if (!isJsonName(name) || described.byJson.has(name) || described.byArtifact.has(name)) continue;
		const taken = described.taken.get(name);
		if (taken) pairs.push({sidecar: name, files: [], taken});
		else pairs.push(isSidecar(name) ? {sidecar: name, files: []} : {artifact: name, files: []});
	}
	return pairs;
}

interface Described {
	/** sidecar -> its artifact */
	readonly byJson: Map<string, string>;
	/** artifact -> its sidecar */
	readonly byArtifact: Map<string, string>;
	/** sidecar -> all the `X.<ext>` that it could describe */
	readonly byStem: Map<string, string[]>;
	/** sidecar -> the artifact that another sidecar took from it */
	readonly taken: Map<string, {artifact: string; by: string}>;
}

/** Full names first (`X.pt.json` for `X.pt`), then by extension (`X.json` for `X.pt`); names that are equal to the byte before names that are equal as NFC. */
function describeExactly(names: readonly string[]): Described {
	const described: Described = {byJson: new Map(), byArtifact: new Map(), byStem: new Map(), taken: new Map()};
	// The longest `.json` name first, so that X.json.json describes X.json before X.json is taken for a sidecar.
	const jsons = names.filter(isJsonName).sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
	const nfc = (name: string) => name.normalize('NFC');
	const link = (json: string, artifact: string) => {
		described.byJson.set(json, artifact);
		described.byArtifact.set(artifact, json);
	};

	for (const same of [(name: string) => name, nfc]) {
		for (const json of jsons) {
			if (described.byJson.has(json) || described.byArtifact.has(json)) continue;
			const wanted = same(json.slice(0, -'.json'.length));
			const artifact = names.find(name => name !== json && same(name) === wanted && !described.byArtifact.has(name) && !described.byJson.has(name));
			if (artifact !== undefined) link(json, artifact);
		}
	}
	for (const same of [(name: string) => name, nfc]) {
		for (const json of jsons) {
			if (described.byArtifact.has(json)) continue;
			const base = same(json.slice(0, -'.json'.length));
			const candidates = modelExtensions.flatMap(extension => names.filter(name => same(name) === `${base}.${extension}`));
			if (candidates.length === 0) continue;
			if (!described.byStem.has(json)) described.byStem.set(json, candidates);
			if (described.byJson.has(json)) continue;
			const [first] = candidates;
			const free = candidates.find(name => !described.byArtifact.has(name));
			if (free !== undefined) link(json, free);
			else if (first !== undefined) described.taken.set(json, {artifact: first, by: described.byArtifact.get(first) ?? ''});
		}
	}
	return described;
}
