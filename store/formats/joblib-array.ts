/** joblib writes the values of an array into the middle of its pickle, right behind the object that stands for the array. */

import {numpyDtypeOf} from './numpy-dtype.ts';
import {fieldsOf, globalName, itemsOf, type Opaque} from './pickle-values.ts';

export interface ArrayBehind {
	/** What its values take, NaN where that is not known; undefined: they are a pickle of their own. */
	readonly bytes: number | undefined;
	/** A byte that says how many empty ones follow stands before them. */
	readonly isPadded: boolean;
}

/** What stands in the file behind such an object, once its state is known. Undefined for any other object. */
export function arrayBehind({callable, state}: Opaque): ArrayBehind | undefined {
	if (globalName(callable) !== 'joblib.numpy_pickle NumpyArrayWrapper') return undefined;
	const fields = fieldsOf(state);
	const dtype = numpyDtypeOf(fields?.get('dtype'));
	const shape = itemsOf(fields?.get('shape'));
	if (!fields || !dtype || !shape || shape.length > 64) return {bytes: NaN, isPadded: false};
	if (dtype.hasObjects) return {bytes: undefined, isPadded: false};
	const elements = shape.reduce<number>((product, length) => product * (typeof length === 'number' ? length : NaN), 1);
	return {bytes: elements * dtype.itemSize, isPadded: typeof fields.get('numpy_array_alignment_bytes') === 'number'};
}
