/** The instructions of pickles, protocols 0 to 5, as Python's pickletools names them. None of them runs anything. */

import {longestKept, PickleFault} from './pickle-cursor.ts';
import {
	append,
	called,
	globalOf,
	pop,
	popMarked,
	popOrUnmark,
	push,
	pushMark,
	pushNew,
	recall,
	remember,
	setItems,
	top,
	type PickleMachine,
} from './pickle-machine.ts';
import {floatOf, indexOf, integerOf, longOf, quotedOf, rawUnicodeOf} from './pickle-text.ts';
import {globalName, isKind, type Persistent, type PickleBytes, type PickleItems, type PickleValue} from './pickle-values.ts';

export type Instruction = (machine: PickleMachine) => void;

/** A longer number is only measured (bytes). */
const longestNumber = 1_024;
const longestIndex = 2 ** 20;

/** By their byte. STOP ends the reading and is not among them. */
export const instructions: ReadonlyArray<Instruction | undefined> = table({
	// Numbers and texts.
	N: machine => push(machine, null),
	'\x88': machine => push(machine, true),
	'\x89': machine => push(machine, false),
	I: machine => {
		const line = machine.cursor.line('latin1');
		if (line === '00' || line === '01') push(machine, line === '01');
		else pushNumber(machine, typeof line === 'string' ? integerOf(line) : NaN);
	},
	L: machine => {
		const line = machine.cursor.line('latin1');
		pushNumber(machine, typeof line === 'string' ? integerOf(line) : NaN);
	},
	J: machine => push(machine, machine.cursor.int32()),
	K: machine => push(machine, machine.cursor.byte()),
	M: machine => push(machine, machine.cursor.uint16()),
	'\x8a': machine => pushLong(machine, machine.cursor.byte()),
	'\x8b': machine => pushLong(machine, positive(machine.cursor.int32())),
	F: machine => {
		const line = machine.cursor.line('latin1');
		pushNew(machine, typeof line === 'string' ? floatOf(line) : NaN);
	},
	G: machine => pushNew(machine, machine.cursor.bytes(8).readDoubleBE(0)),
	S: machine => pushLine(machine, quotedOf),
	T: machine => pushNew(machine, machine.cursor.text(positive(machine.cursor.int32()), 'latin1')),
	U: machine => pushNew(machine, machine.cursor.text(machine.cursor.byte(), 'latin1')),
	V: machine => pushLine(machine, rawUnicodeOf),
	X: machine => pushNew(machine, machine.cursor.text(machine.cursor.uint32(), 'utf8')),
	'\x8c': machine => pushNew(machine, machine.cursor.text(machine.cursor.byte(), 'utf8')),
	'\x8d': machine => pushNew(machine, machine.cursor.text(length8(machine), 'utf8')),
	B: machine => pushNew(machine, machine.cursor.stepOver(machine.cursor.uint32())),
	C: machine => pushNew(machine, machine.cursor.stepOver(machine.cursor.byte())),
	'\x8e': machine => pushNew(machine, machine.cursor.stepOver(length8(machine))),
	'\x96': machine => pushNew(machine, machine.cursor.stepOver(length8(machine))),
	// A buffer that was handed over beside the pickle.
	'\x97': machine => pushNew(machine, {kind: 'persistent', id: null}),
	'\x98': machine => void top(machine),

	// Lists, tuples, dicts, sets.
	']': machine => pushNew(machine, {kind: 'list', items: []}),
	l: machine => pushNew(machine, {kind: 'list', items: popMarked(machine)}),
	a: machine => {
		const item = pop(machine);
		append(machine, top(machine), [item]);
	},
	e: machine => {
		const items = popMarked(machine);
		append(machine, top(machine), items);
	},
	')': machine => pushNew(machine, tuple([])),
	t: machine => pushNew(machine, tuple(popMarked(machine))),
	'\x85': machine => pushNew(machine, tuple([pop(machine)])),
	'\x86': machine => pushNew(machine, tuple([pop(machine), pop(machine)].reverse())),
	'\x87': machine => pushNew(machine, tuple([pop(machine), pop(machine), pop(machine)].reverse())),
	'}': machine => pushNew(machine, {kind: 'dict', keys: [], values: []}),
	d: machine => {
		const pairs = popMarked(machine);
		pushNew(machine, {kind: 'dict', keys: [], values: []});
		setItems(machine, top(machine), pairs);
	},
	s: machine => {
		const [value, key] = [pop(machine), pop(machine)];
		setItems(machine, top(machine), [key, value]);
	},
	u: machine => {
		const pairs = popMarked(machine);
		setItems(machine, top(machine), pairs);
	},
	'\x8f': machine => pushNew(machine, {kind: 'set', items: []}),
	'\x90': machine => {
		const items = popMarked(machine);
		append(machine, top(machine), items);
	},
	'\x91': machine => pushNew(machine, {kind: 'set', items: popMarked(machine)}),

	// The stack and the memo.
	'0': popOrUnmark,
	'1': machine => void popMarked(machine),
	'2': machine => push(machine, top(machine)),
	'(': pushMark,
	g: machine => recall(machine, memoIndex(machine)),
	h: machine => recall(machine, machine.cursor.byte()),
	j: machine => recall(machine, machine.cursor.uint32()),
	p: machine => remember(machine, memoIndex(machine)),
	q: machine => remember(machine, machine.cursor.byte()),
	r: machine => remember(machine, machine.cursor.uint32()),
	'\x94': machine => remember(machine, machine.memo.size()),

	// What would be imported, and what would be called.
	c: machine => push(machine, globalOf(machine, name(machine), name(machine))),
	'\x93': machine => {
		const [attribute, module] = [pop(machine), pop(machine)];
		push(machine, globalOf(machine, part(module), part(attribute)));
	},
	'\x82': machine => pushExtension(machine, machine.cursor.byte()),
	'\x83': machine => pushExtension(machine, machine.cursor.uint16()),
	'\x84': machine => pushExtension(machine, machine.cursor.int32()),
	R: call,
	'\x81': call,
	'\x92': machine => {
		pop(machine);
		call(machine);
	},
	i: machine => {
		const callable = globalOf(machine, name(machine), name(machine));
		pushNew(machine, called(machine, callable, tuple(popMarked(machine))));
	},
	o: machine => {
		const [callable, ...args] = popMarked(machine);
		if (callable === undefined) throw new PickleFault('it calls nothing');
		pushNew(machine, called(machine, callable, tuple(args)));
	},
	b: machine => {
		const state = pop(machine);
		const target = top(machine);
		if (isKind(target, 'opaque')) target.state = state;
	},
	P: machine => pushPersistent(machine, shortLine(machine)),
	Q: machine => pushPersistent(machine, pop(machine)),

	// The pickle itself.
	'\x80': machine => {
		machine.protocol = machine.cursor.byte();
		if (machine.protocol > 5) throw new PickleFault(`its protocol ${machine.protocol} is not known here`);
	},
	// The frames say what to read ahead; the instructions in them say the same.
	'\x95': machine => void machine.cursor.bytes(8),
});

function table(named: Readonly<Record<string, Instruction>>): ReadonlyArray<Instruction | undefined> {
	const all = Array.from<Instruction | undefined>({length: 256});
	for (const [character, instruction] of Object.entries(named)) all[character.charCodeAt(0)] = instruction;
	return all;
}

function tuple(items: PickleValue[]): PickleItems {
	return {kind: 'tuple', items};
}

function call(machine: PickleMachine): void {
	const [args, callable] = [pop(machine), pop(machine)];
	const opaque = called(machine, callable, args);
	pushNew(machine, opaque);
	if (globalName(callable) === 'torch.storage _load_from_bytes') machine.nested.push({source: opaque.args[0]});
}

function pushPersistent(machine: PickleMachine, id: PickleValue): void {
	const persistent: Persistent = {kind: 'persistent', id};
	machine.persistent.push(persistent);
	pushNew(machine, persistent);
}

function pushNumber(machine: PickleMachine, value: number | bigint): void {
	if (typeof value === 'bigint') pushNew(machine, value);
	else push(machine, value);
}

function pushLong(machine: PickleMachine, length: number): void {
	if (length > longestNumber) pushNew(machine, machine.cursor.stepOver(length));
	else pushNumber(machine, longOf(machine.cursor.bytes(length)));
}

function pushLine(machine: PickleMachine, read: (line: string) => string): void {
	const line = machine.cursor.line('latin1');
	pushNew(machine, typeof line === 'string' ? read(line) : {...line, isLine: true});
}

function pushExtension(machine: PickleMachine, code: number): void {
	push(machine, globalOf(machine, 'copyreg', `extension ${code}`));
}

function shortLine(machine: PickleMachine): string {
	return short(machine.cursor.line('latin1'));
}

/** Of what is imported; one that is too long to be kept is as little known as one that is computed. */
function name(machine: PickleMachine): string {
	const line = machine.cursor.line('utf8');
	return typeof line === 'string' ? line : '?';
}

/** The number of a value in the memo, however many zeros are before it. */
function memoIndex(machine: PickleMachine): number {
	const line = machine.cursor.line('latin1');
	if (typeof line !== 'string' && line.size <= longestIndex) return indexOf(machine.window.read(line.offset, line.size).toString('latin1'));
	return indexOf(short(line));
}

function short(line: string | PickleBytes): string {
	if (typeof line === 'string') return line;
	throw new PickleFault(`a line of it is longer than ${longestKept} bytes`, 'limit');
}

/** A part of a name that is imported: what a call gives is not known, but may well be a text. */
function part(value: PickleValue): string {
	if (typeof value === 'string') return value;
	// A subclass of a text, made by whatever: what is no text ends Python's reading.
	if (isKind(value, 'opaque') || isKind(value, 'persistent') || isKind(value, 'bytes')) return '?';
	throw new PickleFault('it imports what has no name');
}

function positive(length: number): number {
	if (length < 0) throw new PickleFault(`an instruction asks for ${length} bytes`);
	return length;
}

function length8({cursor}: PickleMachine): number {
	return Number(cursor.bytes(8).readBigUInt64LE(0));
}
