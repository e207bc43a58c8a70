/** Tells what is a tensor or an array among the values of a pickle, and what is said of it. */

import {numpyDtypeOf} from './numpy-dtype.ts';
import {fieldsOf, globalName, isKind, itemsOf, type Opaque, type PickleValue} from './pickle-values.ts';
import {storageDtype, torchDtype, type TorchDtype} from './torch-dtypes.ts';

export interface TensorStorage {
	/** Tells it from other storages of the file. */
	readonly key: string;
	readonly dtype: TorchDtype;
	/** Bytes, as the pickle says. */
	readonly bytes: number;
}

export interface PickledTensor {
	readonly dtype: TorchDtype;
	readonly shape: readonly number[];
	/** Where its values lie; undefined where they stand in the pickle itself, or nowhere. */
	readonly place?: {readonly storage: TensorStorage; readonly offset: number; readonly strides: readonly number[]};
	/** What its values take where that does not follow from its shape. */
	readonly bytes?: number;
}

export interface NestedStorage {
	/** Tells it from others of the file. */
	readonly id: number;
	readonly value: PickleValue;
}

/** What `torch.storage._load_from_bytes` would have made of such bytes. */
export type NestedStorages = ReadonlyMap<PickleValue, NestedStorage>;

const unknown: TorchDtype = {name: '?', itemSize: 0};

/** A parameter around a tensor of a subclass around a tensor. */
const mostWrappers = 16;

/** Of a sparse tensor: indices, values, shape. No part is sparse itself. */
const mostParts = 8;
const sparseTensors: ReadonlySet<string> = new Set(['torch._utils _rebuild_sparse_tensor', 'torch._utils _rebuild_sparse_csr_tensor']);

/** @returns undefined for what is no tensor */
export function tensorOf(value: PickleValue, nested: NestedStorages, isPart = false): PickledTensor | undefined {
	let inner = value;
	for (let depth = 0; depth < mostWrappers && isKind(inner, 'opaque'); depth++) {
		const name: string = globalName(inner.callable);
		const wrapped: PickleValue | undefined = wrappedBy(name, inner);
		if (wrapped === undefined) return isPart && sparseTensors.has(name) ? undefined : rebuilt(name, inner, nested);
		inner = wrapped;
	}
	return undefined;
}

/** What stands within a parameter or a tensor of a subclass. */
function wrappedBy(name: string, {args, state}: Opaque): PickleValue | undefined {
	switch (name) {
		case 'torch._utils _rebuild_parameter':
		case 'torch._utils _rebuild_parameter_with_state':
		case 'torch.nn.parameter Parameter':
		case 'torch.nn.parameter Buffer':
		case 'torch._utils _rebuild_nested_tensor':
		case 'torch._utils _rebuild_device_tensor_from_cpu_tensor':
		case 'torch._utils _rebuild_device_tensor_from_numpy':
			return args[0];
		case 'torch._tensor _rebuild_from_type':
		case 'torch._tensor _rebuild_from_type_v2': {
			const [callable = null, , inner] = args;
			return {kind: 'opaque', callable, args: itemsOf(inner) ?? [], state};
		}
		default:
			return undefined;
	}
}

function rebuilt(name: string, {args, state}: Opaque, nested: NestedStorages): PickledTensor | undefined {
	switch (name) {
		case 'torch._utils _rebuild_tensor':
		case 'torch._utils _rebuild_tensor_v2':
		case 'torch._utils _rebuild_qtensor':
			return strided(args, undefined, nested);
		case 'torch._utils _rebuild_tensor_v3':
			return strided(args, torchDtype(args[6]), nested);
		case 'torch._utils _rebuild_meta_tensor_no_storage':
			return {dtype: torchDtype(args[0]) ?? unknown, shape: lengthsOf(args[1]), bytes: 0};
		case 'torch._utils _rebuild_wrapper_subclass':
			return {dtype: torchDtype(args[1]) ?? unknown, shape: lengthsOf(args[2]), bytes: 0};
		case 'torch._utils _rebuild_sparse_tensor':
		case 'torch._utils _rebuild_sparse_csr_tensor':
			return sparse(itemsOf(args[1]) ?? [], nested);
		case 'joblib.numpy_pickle NumpyArrayWrapper': {
			const fields = fieldsOf(state);
			return array(fields?.get('dtype'), fields?.get('shape'));
		}
		default:
			if (/^numpy(?:(\.core|\._core)?\.multiarray _reconstruct|\.ma\.core _mareconstruct)$/.test(name)) {
				const [, shape, dtype] = itemsOf(state) ?? [];
				return array(dtype, shape);
			}
			if (/^numpy(\.core|\._core)\.numeric _frombuffer$/.test(name)) return array(args[1], args[2]);
			return undefined;
	}
}

function strided([storage, offset, shape, strides]: readonly PickleValue[], dtype: TorchDtype | undefined, nested: NestedStorages): PickledTensor {
	const found = storageOf(storage, nested);
	const tensor = {dtype: dtype ?? found?.dtype ?? unknown, shape: lengthsOf(shape)};
	return found ? {...tensor, place: {storage: found, offset: lengthOf(offset ?? null), strides: lengthsOf(strides)}} : tensor;
}

/** Told as dense: its values are those of its parts, its shape is its own. */
function sparse(parts: readonly PickleValue[], nested: NestedStorages): PickledTensor | undefined {
	if (parts.length > mostParts) return undefined;
	const tensors = parts.flatMap(part => tensorOf(part, nested, true) ?? []);
	const values = tensors.at(-1);
	const shape = parts[tensors.length];
	if (!values || shape === undefined) return undefined;
	return {dtype: values.dtype, shape: lengthsOf(shape), bytes: tensors.reduce((sum, tensor) => sum + bytesOf(tensor), 0)};
}

function array(dtype: PickleValue | undefined, shape: PickleValue | undefined): PickledTensor | undefined {
	const found = numpyDtypeOf(dtype);
	// Of objects there are no values, but whatever else stands in the pickle.
	return found && !found.hasObjects ? {dtype: found, shape: lengthsOf(shape)} : undefined;
}

/** What the values of a tensor take (bytes). */
export function bytesOf({dtype, shape, bytes}: PickledTensor): number {
	return bytes ?? Math.ceil(shape.reduce((product, length) => product * length, 1) * dtype.itemSize);
}

/** ('storage', its class, its key, where it was, how many values) */
export function storageOf(value: PickleValue | undefined, nested: NestedStorages): TensorStorage | undefined {
	const isNested = isKind(value, 'opaque') && globalName(value.callable) === 'torch.storage _load_from_bytes';
	const within = isNested ? nested.get(value.args[0] ?? null) : undefined;
	const root = isNested ? within?.value : value;
	// A typed storage around the one that holds the bytes.
	const inner = isKind(root, 'opaque') && isKind(root.args[0], 'persistent') ? root.args[0] : root;
	const [kind, type, key, , length] = isKind(inner, 'persistent') ? (itemsOf(inner.id) ?? []) : [];
	const dtype = storageDtype(type);
	if (kind !== 'storage' || !dtype || (typeof key !== 'string' && typeof key !== 'number')) return undefined;
	return {key: within ? `${within.id}:${key}` : String(key), dtype, bytes: lengthOf(length ?? null) * dtype.itemSize};
}

/** NaN stands for what is no number, and for a shape that has more dimensions than torch and numpy know. */
function lengthsOf(value: PickleValue | undefined): readonly number[] {
	const isSize = isKind(value, 'opaque') && globalName(value.callable) === 'torch Size';
	const items = itemsOf(isSize ? value.args[0] : value);
	if (!items || items.length > 64) return [NaN];
	return items.map(lengthOf);
}

function lengthOf(value: PickleValue): number {
	return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : NaN;
}
