/** What a pickle holds, as plain data: nothing of it was made, called or imported. */

export type PickleValue = null | boolean | number | bigint | string | PickleObject;

export type PickleObject = PickleBytes | PickleItems | PickleDict | Global | Opaque | Persistent;

/** Bytes, or a text or number too long to be kept: only where they are. */
export interface PickleBytes {
	readonly kind: 'bytes';
	/** In the window that the pickle was read from (bytes). */
	readonly offset: number;
	readonly size: number;
	/** A text of one line with escapes, of which its bytes alone do not tell what they stand for. */
	readonly isLine?: true;
}

export interface PickleItems {
	readonly kind: 'list' | 'tuple' | 'set';
	readonly items: PickleValue[];
}

/** Pairs in the order they were put in; a key may come twice, then its last value counts. */
export interface PickleDict {
	readonly kind: 'dict';
	readonly keys: PickleValue[];
	readonly values: PickleValue[];
}

/** What would be imported. A part that the pickle computes is `?`. */
export interface Global {
	readonly kind: 'global';
	readonly module: string;
	readonly name: string;
}

/** Stands for what a pickle may import that nobody looked at. */
export const unknownGlobal: Global = {kind: 'global', module: '?', name: '?'};

/** What calling something would have made. */
export interface Opaque {
	readonly kind: 'opaque';
	readonly callable: PickleValue;
	readonly args: readonly PickleValue[];
	/** What it would have been told of its state, last. */
	state?: PickleValue;
	/** What would have been put into it as into a dict. */
	keys?: PickleValue[];
	values?: PickleValue[];
	/** What would have been appended to it. */
	items?: PickleValue[];
}

/** Bytes or a text of a pickle that a call would unpickle. */
export interface NestedPickle {
	/** What is called with it; undefined: with what is not known here. */
	readonly source: PickleValue | undefined;
}

/** What stands outside of the pickle: a tensor's storage. */
export interface Persistent {
	readonly kind: 'persistent';
	readonly id: PickleValue;
}

/** `torch._utils _rebuild_tensor_v2` of what would be imported, else ''. */
export function globalName(value: PickleValue | undefined): string {
	return isKind(value, 'global') ? `${value.module} ${value.name}` : '';
}

export function isKind<Kind extends PickleObject['kind']>(value: PickleValue | undefined, kind: Kind): value is Extract<PickleObject, {kind: Kind}> {
	return typeof value === 'object' && value !== null && value.kind === kind;
}

/** Items of a list, tuple or set, else undefined. */
export function itemsOf(value: PickleValue | undefined): readonly PickleValue[] | undefined {
	if (typeof value !== 'object' || value === null) return undefined;
	return value.kind === 'list' || value.kind === 'tuple' || value.kind === 'set' ? value.items : undefined;
}

const dictClasses: ReadonlySet<string> = new Set([
	'collections OrderedDict',
	'collections defaultdict',
	'collections Counter',
	'builtins dict',
	'__builtin__ dict',
]);

/** A state of few fields, of which one knows which they are. */
const fewFields = 64;

/** Entries of a dict of at most so many; undefined for anything else: no walk through a large one is made for a word. */
export function fieldsOf(value: PickleValue | undefined, most = fewFields): ReadonlyMap<PickleValue, PickleValue> | undefined {
	return isKind(value, 'dict') && value.keys.length <= most ? entriesOf(value) : undefined;
}

/** True for what has keys. */
export function isDictLike(value: PickleValue | undefined): value is PickleDict | Opaque {
	return isKind(value, 'dict') || (isKind(value, 'opaque') && (value.keys !== undefined || dictClasses.has(globalName(value.callable))));
}

/** How many keys and items stand in it, about: so many are looked at by who enters it. */
export function valuesIn(value: PickleObject): number {
	if (value.kind !== 'opaque') return value.kind === 'dict' ? value.keys.length : 1;
	const {args, keys = [], items = []} = value;
	return 1 + keys.length + items.length + (isDictLike(value) ? (itemsOf(args[0])?.length ?? 0) : 0);
}

/** Each key once with its last value, of a dict or of what is one in Python; undefined for anything else. */
export function entriesOf(value: PickleValue | undefined): ReadonlyMap<PickleValue, PickleValue> | undefined {
	if (isKind(value, 'dict')) return withPairs(new Map(), value.keys, value.values);
	if (!isKind(value, 'opaque')) return undefined;
	const isDict = dictClasses.has(globalName(value.callable));
	if (!isDict && !value.keys) return undefined;
	const entries = new Map<PickleValue, PickleValue>();
	// As Python 2 wrote an OrderedDict: with a list of its pairs.
	for (const pair of (isDict && itemsOf(value.args[0])) || []) {
		const [key, inner] = itemsOf(pair) ?? [];
		if (key !== undefined && inner !== undefined) entries.set(key, inner);
	}
	return withPairs(entries, value.keys ?? [], value.values ?? []);
}

function withPairs(entries: Map<PickleValue, PickleValue>, keys: readonly PickleValue[], values: readonly PickleValue[]): Map<PickleValue, PickleValue> {
	keys.forEach((key, at) => entries.set(key, values[at] ?? null));
	return entries;
}
