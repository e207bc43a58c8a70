/** What loading a pickle would import, without what tensors and plain data need. */

import {isDangerousImport} from '../domain/import-dangers.ts';
import {inspectionLimits} from '../domain/inspection.ts';
import type {Global} from './pickle-values.ts';
import {shortText} from './tensor-list.ts';

const dtypes =
	'u?int[1-8]|u?int(16|32|64)|float(16|32|64)|bfloat16|float8_e\\w+|float4_e\\w+|bool|b?complex(32|64|128)|q(int8|uint8|int32|uint4x2|uint2x4)|bits\\w+|double|float|half|long|int|short';

/**
 * Module, space, name; whole and exact, because a name may lead on with a dot: `torch` `serialization.os.system`.
 * As `torch.load(weights_only=True)` allows them, with numpy's arrays and Python's plain data.
 */
const harmless = new RegExp(
	`^(?:${[
		'collections (OrderedDict|Counter)',
		'_codecs encode',
		'(builtins|__builtin__) (set|frozenset|complex|bytearray|bytes|slice|range|int|float|bool|str|list|dict|tuple)',
		'__builtin__ (long|unicode|xrange)',
		'torch\\._utils _rebuild_\\w+',
		'torch\\._tensor _rebuild_from_type_v2',
		'torch(\\.storage|\\.cuda)? \\w+Storage',
		`torch (Size|device|Tensor|per_(tensor|channel)_\\w+|${dtypes})`,
		'torch\\.serialization _get_layout',
		'torch\\.nn\\.parameter (Parameter|Buffer|UninitializedParameter|UninitializedBuffer)',
		'numpy(\\.core|\\._core)?\\.multiarray (_reconstruct|scalar)',
		'numpy(\\.core|\\._core)\\.numeric _frombuffer',
		'numpy (ndarray|dtype)',
		'numpy\\.dtypes [A-Z]\\w*DType',
		'numpy\\.ma\\.core (_mareconstruct|MaskedArray)',
	].join('|')})$`,
);

/** Returns all that is not known to be harmless: `posix.system`; sorted, each once, as long as they are. */
export function importsOf(globals: Iterable<Global>): readonly string[] {
	const names = new Set<string>();
	for (const {module, name} of globals) {
		if (!harmless.test(`${module} ${name}`)) names.add(importName(module, name));
	}
	return [...names].sort();
}

/** What a file may import that nobody looked at. */
export const unknownImport = '?.?';

export interface ToldImports {
	/** Sorted, short; what is dangerous comes in before the rest does. */
	readonly imports: readonly string[];
	/** How many more there are. */
	readonly unsaid: number;
}

/** As many names as are told of one file. Danger is judged by the whole names, of which a long one says no more than a part. */
export function toldImports(names: Iterable<string>): ToldImports {
	const all = [...new Set(names)].sort();
	const dangerous = all.filter(isDangerousImport);
	const others = all.length > inspectionLimits.imports ? all.filter(name => !isDangerousImport(name)) : all;
	const told = all.length > inspectionLimits.imports ? [...dangerous, ...others].slice(0, inspectionLimits.imports) : all;
	return {imports: [...new Set(told.map(shortName))].sort(), unsaid: all.length - told.length};
}

/** `?` stands for what is left out of a dangerous one, so that it stays one. */
function shortName(name: string): string {
	if (name.length <= inspectionLimits.text) return name;
	if (!isDangerousImport(name)) return shortText(name);
	const half = Math.floor(inspectionLimits.text / 2) - 2;
	return `${name.slice(0, half)}.?.${name.slice(-half)}`;
}

/** What Python 2 had under another name: pickles of protocol 2 still say it so. */
const renamed: ReadonlyMap<string, string> = new Map([
	['long', 'int'],
	['unicode', 'str'],
	['xrange', 'range'],
]);

/** `posix.system`; of Python 2 as Python 3 calls it. */
export function importName(module: string, name: string): string {
	if (module === 'copyreg' && name.startsWith('extension ')) return `${module} ${name}`;
	return module === '__builtin__' ? `builtins.${renamed.get(name) ?? name}` : `${module}.${name}`;
}

/** True for what unpickles bytes within a pickle: no danger where it is known what is in them. */
export function isLoadingBytes({module, name}: Global): boolean {
	return module === 'torch.storage' && name === '_load_from_bytes';
}

const path = /^[\p{L}_][\p{L}\p{N}_]*(\.[\p{L}_][\p{L}\p{N}_]*)*$/u;

/** False for a name that Python cannot import. */
export function isPlausible({module, name}: Global): boolean {
	return (path.test(module) || module === '?') && (path.test(name) || name === '?' || (module === 'copyreg' && name.startsWith('extension ')));
}
