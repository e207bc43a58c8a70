/** Which artifacts without a sidecar are left as they are unless somebody names them, and why. Pure. */

import type {Model} from './model.ts';

/** A sentence for files that lie beside models without being any; undefined where nothing is said against it. */
export function whyOnlyByName({artifact}: Pick<Model, 'artifact'>): string | undefined {
	if (artifact?.kind !== 'file' || !artifact.path.toLowerCase().endsWith('.json')) return undefined;
	return 'It is a .json file, as configurations and vocabularies are: mreg adopt with its ID gives it a sidecar.';
}
