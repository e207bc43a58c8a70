/** In which order the files of an artifact are opened: of more than are opened, those that matter most are. Pure. */

import type {FoundFile} from './inspected-files.ts';

/** Of formats that can run code as they are loaded. */
const runningNames = /\.(?:pt|pth|ckpt|bin|pkl|pickle|p|joblib|sav|dill|npy|npz|jit|ts|model|mar|tar)$/i;
const modelNames = /\.(?:safetensors|onnx|gguf|h5|hdf5|keras|zip)$/i;

/** What can run code comes first, then other models, by their names (a link's, too), the largest of each first. */
export function inOpeningOrder(files: readonly FoundFile[]): readonly FoundFile[] {
	const ranked = files.map(file => ({file, rank: rankOf(file)}));
	return ranked.sort((a, b) => a.rank - b.rank || b.file.bytes - a.file.bytes).map(({file}) => file);
}

function rankOf({path, link = ''}: FoundFile): number {
	if (runningNames.test(path) || runningNames.test(link)) return 0;
	return modelNames.test(path) || modelNames.test(link) ? 1 : 2;
}
