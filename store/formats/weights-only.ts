/** Whether `torch.load(weights_only=True)` takes a file: what it allows to be imported, and which instructions it knows (torch/_weights_only_unpickler.py, PyTorch 2.15). */

import type {WeightsOnly} from '../domain/inspection.ts';
import {importName} from './pickle-imports.ts';
import type {Unpickled} from './pickle-reader.ts';

/** Of the names that are not allowed. */
const mostNamed = 3;

const types = 'BFloat16|Byte|Char|Double|Float|Half|Int|Long|Short';
const dtypes =
	'bool|u?int([1-8]|16|32|64)|float(16|32|64)|bfloat16|float8_(e4m3fn|e5m2|e4m3fnuz|e5m2fnuz|e8m0fnu)|float4_e2m1fn_x2|complex(32|64|128)|bcomplex32|' +
	'q(int8|int32|uint8|uint4x2|uint2x4)|bits(8|16|1x8|2x4|4x2)';

const allowed = new RegExp(
	`^(?:${[
		String.raw`collections\.(OrderedDict|Counter)`,
		String.raw`_codecs\.encode`,
		String.raw`builtins\.(set|complex|bytearray)`,
		String.raw`torch\.(Size|Tensor|device|per_(tensor|channel)_(affine|symmetric)|per_channel_affine_float_qparams|${dtypes})`,
		String.raw`torch\.(cuda\.)?((${types}|Bool|ComplexDouble|ComplexFloat)Storage|(${types}|Bool)Tensor)`,
		String.raw`torch\.(cuda\.)?sparse\.(${types})Tensor`,
		String.raw`torch\.(QInt8|QInt32|QUInt8|QUInt4x2|QUInt2x4)Storage`,
		String.raw`torch\.storage\.(Typed|Untyped)Storage`,
		String.raw`torch\._tensor\._rebuild_from_type_v2`,
		String.raw`torch\._utils\._rebuild_(tensor(_v2|_v3)?|parameter(_with_state)?|qtensor|sparse_tensor|meta_tensor_no_storage|wrapper_subclass|device_tensor_from_(numpy|cpu_tensor))`,
		String.raw`torch\.nn\.parameter\.Parameter`,
		String.raw`torch\.serialization\._get_layout`,
	].join('|')})$`,
);

/** PROTO and STOP; numbers, texts, containers; GLOBAL, REDUCE, NEWOBJ, BUILD, BINPERSID; the memo. */
const known = new Set(Buffer.from('\x80.(N\x88\x89)]}\x8fJKMG\x8aXUt\x85\x86\x87aesucR\x81bQhjqr', 'latin1'));

/** True for what it imports without being asked. @param name as `importName` gives it */
export function isAllowedByTorch(name: string): boolean {
	return allowed.test(name);
}

/** @param pickles all that it would load of a file, whole */
export function weightsOnlyOf(pickles: readonly Unpickled[]): WeightsOnly {
	const names = new Set(pickles.flatMap(({globals}) => globals.map(({module, name}) => importName(module, name))));
	const needed = [...names].filter(name => !isAllowedByTorch(name));
	const more = needed.length > mostNamed ? ` and ${(needed.length - mostNamed).toLocaleString('en')} more` : '';
	if (needed.length > 0) return refused(`it needs ${needed.slice(0, mostNamed).join(', ')}${more}`);
	if (pickles.some(({instructions}) => instructions.some((isUsed, code) => isUsed === 1 && !known.has(code)))) {
		return refused('it is pickled with a protocol of which it does not know all instructions');
	}
	return {isTaken: true};
}

export const ofTorchScript = refused('it is TorchScript, which torch.jit.load takes');
export const ofPlainPickle = refused('it is a pickle that torch.save did not write');

function refused(why: string): WeightsOnly {
	return {isTaken: false, why};
}
