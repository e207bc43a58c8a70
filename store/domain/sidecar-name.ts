/** What a model's file is called without what its format adds. Pure. */

import {modelExtensions} from './pairing.ts';

/** The name of a file without the extension that makes it a model's file: `net` for `net.pt`, `net.v2` for itself; one at most. */
export function withoutModelExtension(name: string): string {
	const extension = modelExtensions.find(one => name.endsWith(`.${one}`) && name.length > one.length + 1);
	return extension === undefined ? name : name.slice(0, -extension.length - 1);
}
