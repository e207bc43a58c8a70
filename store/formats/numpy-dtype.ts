/** Types of numpy's arrays, as pickles hold them. */

import {fieldsOf, globalName, isKind, itemsOf, type Opaque, type PickleValue} from './pickle-values.ts';

export interface NumpyDtype {
	/** `float32`; of what has no such name as numpy writes it: `U5`, `M8`, `V12`. */
	readonly name: string;
	/** Bytes of one value; NaN where that is not known. */
	readonly itemSize: number;
	/** Its values are Python objects. */
	readonly hasObjects: boolean;
}

const words: Readonly<Record<string, string>> = {f: 'float', i: 'int', u: 'uint', c: 'complex'};

/** Of numpy's short form: `f4`, `<i8`, `|b1`, `U5`. */
export function numpyDtype(code: string): NumpyDtype | undefined {
	const [, letter = '', digits = ''] = /^[<>|=]?([?a-zA-Z])(\d{0,10})(?:\[[\w/]{1,20}\])?$/.exec(code) ?? [];
	const size = Number(digits);
	if (letter === 'O') return {name: 'object', itemSize: 8, hasObjects: true};
	if (letter === '?' || letter === 'b') return {name: digits === '' || size === 1 ? 'bool' : `b${digits}`, itemSize: 1, hasObjects: false};
	if (letter === '') return undefined;
	const word = words[letter];
	if (word) return digits === '' ? undefined : {name: `${word}${size * 8}`, itemSize: size, hasObjects: false};
	return {name: `${letter}${digits}`, itemSize: letter === 'U' ? size * 4 : letter === 'm' || letter === 'M' ? 8 : size, hasObjects: false};
}

/** A dtype may stand for a hundred thousand arrays. */
const known = new WeakMap<Opaque, {readonly state: PickleValue | undefined; readonly dtype: NumpyDtype | undefined}>();

/** Of a pickled `numpy.dtype`; of one with fields their names and its size. */
export function numpyDtypeOf(value: PickleValue | undefined): NumpyDtype | undefined {
	if (typeof value === 'string') return numpyDtype(value);
	if (!isKind(value, 'opaque') || globalName(value.callable) !== 'numpy dtype') return undefined;
	const found = known.get(value);
	if (found?.state === value.state && found) return found.dtype;
	const dtype = pickledDtype(value, mostDepth);
	known.set(value, {state: value.state, dtype});
	return dtype;
}

/** Of fields within fields. */
const mostDepth = 8;
const mostFields = 256;

/** Its state: version, order of bytes, parts, names, fields, size, alignment, flags. */
function pickledDtype({args, state}: Opaque, depth: number): NumpyDtype | undefined {
	const [code] = args;
	const dtype = typeof code === 'string' ? numpyDtype(code) : undefined;
	if (!dtype) return undefined;
	const [, , parts = null, names, fields, size] = itemsOf(state) ?? [];
	const sized = typeof size === 'number' && size >= 0 && /^[SUV]/.test(dtype.name) ? {...dtype, itemSize: size} : dtype;
	const inner = fieldsOf(fields, mostFields);
	const hasObjects = dtype.hasObjects || [...(inner?.values() ?? [])].some(field => holdsObjects(itemsOf(field)?.[0], depth));
	// What is not known to be simple may be of another size.
	if (parts !== null) return {...sized, itemSize: NaN, hasObjects: hasObjects || holdsObjects(itemsOf(parts)?.[0], depth)};
	if (!inner) return fields === undefined || fields === null ? sized : {...sized, itemSize: NaN, hasObjects};
	const listed = (itemsOf(names) ?? []).slice(0, 20).filter(name => typeof name === 'string');
	return {...sized, name: `${dtype.name} (${listed.join(', ')})`, hasObjects};
}

function holdsObjects(value: PickleValue | undefined, depth: number): boolean {
	if (depth <= 0 || !isKind(value, 'opaque')) return false;
	const found = known.get(value);
	const dtype = found?.state === value.state && found ? found.dtype : pickledDtype(value, depth - 1);
	if (!found) known.set(value, {state: value.state, dtype});
	return dtype?.hasObjects ?? false;
}
