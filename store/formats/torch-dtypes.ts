/** Types of torch's tensors, by their own name and by that of the storage that holds them. */

import {globalName, type PickleValue} from './pickle-values.ts';

export interface TorchDtype {
	/** As numpy and torch write it: `float32`, `bfloat16`. */
	readonly name: string;
	/** Bytes of one value; less than one where several share a byte. */
	readonly itemSize: number;
}

const itemSizes: ReadonlyMap<string, number> = new Map([
	...['float64', 'int64', 'uint64', 'complex64'].map(name => [name, 8] as const),
	...['float32', 'int32', 'uint32', 'complex32', 'bcomplex32', 'qint32'].map(name => [name, 4] as const),
	...['float16', 'bfloat16', 'int16', 'uint16', 'bits16'].map(name => [name, 2] as const),
	...['int8', 'uint8', 'bool', 'qint8', 'quint8', 'bits8', 'bits1x8', 'bits2x4', 'bits4x2'].map(name => [name, 1] as const),
	...['float8_e4m3fn', 'float8_e4m3fnuz', 'float8_e5m2', 'float8_e5m2fnuz', 'float8_e8m0fnu', 'float4_e2m1fn_x2'].map(name => [name, 1] as const),
	['complex128', 16],
	['quint4x2', 1 / 2],
	['quint2x4', 1 / 4],
]);

const otherNames: ReadonlyMap<string, string> = new Map([
	['double', 'float64'],
	['float', 'float32'],
	['half', 'float16'],
	['long', 'int64'],
	['int', 'int32'],
	['short', 'int16'],
	['cdouble', 'complex128'],
	['cfloat', 'complex64'],
	['chalf', 'complex32'],
]);

/** Of `torch.storage._dtype_to_storage_type_map()`. */
const storages: ReadonlyMap<string, string> = new Map([
	['DoubleStorage', 'float64'],
	['FloatStorage', 'float32'],
	['HalfStorage', 'float16'],
	['LongStorage', 'int64'],
	['IntStorage', 'int32'],
	['ShortStorage', 'int16'],
	['CharStorage', 'int8'],
	['ByteStorage', 'uint8'],
	['BoolStorage', 'bool'],
	['BFloat16Storage', 'bfloat16'],
	['ComplexDoubleStorage', 'complex128'],
	['ComplexFloatStorage', 'complex64'],
	['QInt8Storage', 'qint8'],
	['QInt32Storage', 'qint32'],
	['QUInt8Storage', 'quint8'],
	['QUInt4x2Storage', 'quint4x2'],
	['QUInt2x4Storage', 'quint2x4'],
	['UntypedStorage', 'uint8'],
]);

/** Of `torch.float32`. */
export function torchDtype(value: PickleValue | undefined): TorchDtype | undefined {
	const [module, name = ''] = globalName(value).split(' ');
	return module === 'torch' ? named(otherNames.get(name) ?? name) : undefined;
}

/** Of `torch.FloatStorage`, `torch.cuda.FloatStorage`. */
export function storageDtype(value: PickleValue | undefined): TorchDtype | undefined {
	const [module = '', name = ''] = globalName(value).split(' ');
	return /^torch(\.cuda|\.storage)?$/.test(module) ? named(storages.get(name) ?? '') : undefined;
}

function named(name: string): TorchDtype | undefined {
	const itemSize = itemSizes.get(name);
	return itemSize === undefined ? undefined : {name, itemSize};
}
