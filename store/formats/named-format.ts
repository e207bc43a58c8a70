/** Files of no format that is known, under names that promise one: they are broken, or something else. */

import type {FileWindow} from './file-window.ts';

/** What a name promises, as it stands in a sentence. */
const promises: ReadonlyArray<readonly [name: RegExp, promised: string]> = [
	[/\.(?:pt|pth)$|^pytorch_model.*\.bin$/i, 'a model of PyTorch'],
	[/\.safetensors$/i, 'safetensors'],
	[/\.onnx$/i, 'an ONNX model'],
	[/\.np[yz]$/i, 'arrays of NumPy'],
	[/\.gguf$/i, 'GGUF'],
	[/\.(?:pkl|pickle|joblib)$/i, 'a pickle'],
];
/** Names that other programs use as well: only what can be nothing at all is told of them. */
const vague = /\.(?:ckpt|bin|h5|hdf5|keras|dill|sav)$/i;
/** How joblib and others compress a pickle (zlib, gzip, bzip2, xz, LZ4, Zstandard): what is in it is not known, and nothing is wrong. */
const compressed = ['789c', '7801', '785e', '78da', '1f8b', '425a68', 'fd377a58', '5d0000', '04224d18', '28b52ffd'].map(start => Buffer.from(start, 'hex'));
/** So much is looked at for anything but zeros (bytes). */
const looked = 64 * 1024;

/** @param window of a file in which nothing was known; of empty ones more is said elsewhere @returns a sentence; undefined where nothing is wrong, or nobody can say */
export function nameProblem(window: FileWindow, name: string): string | undefined {
	if (window.size === 0) return undefined;
	const promised = promises.find(([pattern]) => pattern.test(name))?.[1];
	if (promised === undefined && !vague.test(name)) return undefined;
	const like = `It is named like ${promised ?? 'a model'}`;
	const start = window.read(0, Math.min(window.size, looked));
	if (start.every(byte => byte === 0)) return `${like}, and begins with nothing but zeros.`;
	if (promised === undefined || compressed.some(mark => start.subarray(0, mark.length).equals(mark))) return undefined;
	return `${like}, and does not begin like that.`;
}
