/** A model of a test registry as the target of a change. Loads nothing of the test runner: child processes use it, too. */

import path from 'node:path';
import type {Target} from '../../store/domain/change.ts';

/** @param name a key such as `Lero/Model/a`; a plain name lies in `Mscn/Model` */
export function targetOf(name: string, rest: Partial<Target> = {}): Target {
	const key = name.includes('/') ? name : `Mscn/Model/${name}`;
	const folder = path.dirname(path.dirname(key));
	const id = path.basename(key);
	return {key, id, algorithm: path.basename(folder).toLowerCase(), folder, artifact: key, sidecar: `${key}.json`, files: [], bytes: 7, entry: id, ...rest};
}
