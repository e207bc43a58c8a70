/** The dtype in the header of a NumPy file: a short form as `<f8`, or fields with names. */

import {elementsOf} from '../domain/inspection-summary.ts';
import {FormatError} from './file-window.ts';
import {numpyDtype} from './numpy-dtype.ts';
import type {PythonValue} from './python-literal.ts';

export interface HeaderDtype {
	/** `float64`; of fields as numpy writes them: `[('x', '<f4')]`. */
	readonly name: string;
	/** Of a value (bytes). */
	readonly size: number;
	/** Values are Python objects: they are pickled. */
	readonly hasObjects: boolean;
	readonly isBigEndian: boolean;
}

const mostDepth = 8;

/** @throws FormatError for what is no dtype */
export function headerDtype(descr: PythonValue | undefined, depth = 0): HeaderDtype {
	if (typeof descr === 'string') return simpleDtype(descr);
	if (!isList(descr) || depth > mostDepth) throw notKnown();
	const whole = subarrayDtype(descr, depth);
	if (whole) return whole;
	const fields = descr.map(field => fieldDtype(field, depth));
	return {
		name: `[${fields.map(({name}) => name).join(', ')}]`,
		size: fields.reduce((sum, {size}) => sum + size, 0),
		hasObjects: fields.some(({hasObjects}) => hasObjects),
		isBigEndian: fields.some(({isBigEndian}) => isBigEndian),
	};
}

/** `('<f4', (3,))`: three of them for each. */
function subarrayDtype(descr: readonly PythonValue[], depth: number): HeaderDtype | undefined {
	const [inner, shape] = descr;
	if (descr.length !== 2 || typeof inner !== 'string') return undefined;
	const lengths = isList(shape) ? shape : [shape];
	if (!lengths.every(length => typeof length === 'number')) return undefined;
	const dtype = headerDtype(inner, depth + 1);
	return {...dtype, name: `('${inner}', (${lengths.join(', ')}))`, size: dtype.size * elementsOf(lengths)};
}

function simpleDtype(descr: string): HeaderDtype {
	const isPlausible = /^[<>|=]?(?:[?O]|[biufcmMOSaUV]\d{1,9}(?:\[[\w/]{1,20}\])?)$/.test(descr);
	const dtype = isPlausible ? numpyDtype(descr) : undefined;
	if (!dtype) throw notKnown();
	return {name: dtype.name, size: dtype.itemSize, hasObjects: dtype.hasObjects, isBigEndian: descr.startsWith('>')};
}

/** `('x', '<f4')`, or `('x', '<f4', (3,))` with three of them; the name may come with a title. */
function fieldDtype(field: PythonValue, depth: number): HeaderDtype {
	if (!isList(field) || field.length < 2 || field.length > 3) throw notKnown();
	const [name, descr, shape = []] = field;
	const inner = headerDtype(descr, depth + 1);
	const lengths = isList(shape) ? shape : [shape];
	if (!lengths.every(length => typeof length === 'number')) throw notKnown();
	const label = isList(name) ? name[1] : name;
	if (typeof label !== 'string') throw notKnown();
	const words = typeof descr === 'string' ? `'${descr}'` : inner.name;
	const tail = lengths.length > 0 ? `, (${lengths.join(', ')}${lengths.length === 1 ? ',' : ''})` : '';
	return {...inner, name: `('${label}', ${words}${tail})`, size: inner.size * elementsOf(lengths)};
}

function isList(value: PythonValue | undefined): value is readonly PythonValue[] {
	return Array.isArray(value);
}

function notKnown(): FormatError {
	return new FormatError('Its dtype is not known here.');
}
