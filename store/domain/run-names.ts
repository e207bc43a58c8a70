/** Which of the files that a training script wrote is the artifact of its run, and how the sidecar must be called. Pure. */

import {pairNames, stemOf} from './pairing.ts';
import {withoutModelExtension} from './sidecar-place.ts';
import {inOneLine, UserError} from './user-error.ts';

/** Names in the model folder. */
export interface RunNames {
	readonly artifact: string;
	readonly sidecar: string;
	/** Further files of the model. */
	readonly files: readonly string[];
}

/**
 * The names of a new model, as the pairing gives them.
 *
 * @param written names that begin with the id; at least one
 * @throws UserError `usage` where nothing says which of several is the artifact
 */
export function newNames(id: string, written: readonly string[]): RunNames {
	const [only] = written;
	const sidecars = [
		`${id}.json`,
		`${id}.json.json`,
		...(only !== undefined && written.length === 1 ? [`${withoutModelExtension(only)}.json`, `${only}.json`] : []),
	];
	for (const sidecar of sidecars) {
		const names = written.includes(sidecar) ? undefined : describedNames(sidecar, written);
		if (names) return names;
	}
	throw new UserError(
		'usage',
		`Which of ${written.map(inOneLine).join(', ')} is the model? None is called ${id}, or ${id} with the extension of a model file. Nothing was saved.`,
		{
			hint: 'Write to the path that is given, or to it with an extension such as .pt; for several files make a folder there.',
		},
	);
}

/** What a sidecar of this name describes among the names. */
export function describedNames(sidecar: string, names: readonly string[]): RunNames | undefined {
	const stem = stemOf(sidecar);
	const same = names.filter(name => name !== sidecar && stemOf(name) === stem);
	const pair = pairNames([...same, sidecar], () => true).find(each => each.sidecar === sidecar);
	return pair?.artifact === undefined ? undefined : {artifact: pair.artifact, sidecar, files: pair.files};
}

/**
 * Which names what was written gets in a model that is there already.
 *
 * @param there its artifact, where it has one, and its further files
 * @returns from the names that were written to those in the model folder, the artifact's first
 * @throws UserError `usage` where the artifact is not among them
 */
export function replacedNames(
	written: readonly string[],
	{artifact, sidecar, names, stem}: {readonly artifact?: string; readonly sidecar?: string; readonly names: readonly string[]; readonly stem: string},
): ReadonlyArray<readonly [from: string, to: string]> {
	const [only] = written;
	const asIs = (first: string) => [first, ...written.filter(name => name !== first)].map(name => [name, name] as const);
	if (artifact !== undefined && written.includes(artifact)) return asIs(artifact);
	// Whoever writes to the very path that is given means the artifact, whatever its extension.
	if (artifact !== undefined && written.length === 1 && only === stem) return [[only, artifact]];
	const described = artifact === undefined && sidecar !== undefined ? describedNames(sidecar, [...names, ...written])?.artifact : undefined;
	if (described !== undefined && written.includes(described)) return asIs(described);
	const wanted = artifact ?? `a file that ${sidecar ?? 'its sidecar'} describes`;
	throw new UserError('usage', `Written was ${written.map(inOneLine).join(', ')}, and the model is ${inOneLine(wanted)}. Nothing was saved.`, {
		hint: 'Write to the path that is given, with the extension that the model has.',
	});
}
