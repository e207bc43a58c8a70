/** The stack, the marks and the memo that a pickle's instructions work on. They give way where Python's do, and no sooner. */

import type {FileWindow} from './file-window.ts';
import {PickleFault, type PickleBudget, type PickleCursor} from './pickle-cursor.ts';
import type {PickleMemo} from './pickle-memo.ts';
import type {Global, NestedPickle, Opaque, Persistent, PickleObject, PickleValue} from './pickle-values.ts';

export interface PickleMachine {
	readonly window: FileWindow;
	readonly cursor: PickleCursor;
	readonly budget: PickleBudget;
	readonly stack: PickleValue[];
	/** Heights of the stack at each mark. */
	readonly marks: number[];
	readonly memo: PickleMemo;
	/** By module and name, in the order they were found. */
	readonly globals: Map<string, Global>;
	/** Pickles that a call would unpickle. */
	readonly nested: NestedPickle[];
	/** What it asks for from outside. */
	readonly persistent: Persistent[];
	/** Of what would be imported, or came from that. */
	calls: number;
	/** The most that the stack and the marks had so far. */
	highest: number;
	protocol: number;
}

/** Bytes that a value takes, about: measured with V8. */
const [slotBytes, textBytes, objectBytes, dictBytes] = [8, 40, 112, 208] as const;

export function push(machine: PickleMachine, value: PickleValue): void {
	machine.stack.push(value);
	countHeight(machine);
}

export function pushMark(machine: PickleMachine): void {
	machine.marks.push(machine.stack.length);
	countHeight(machine);
}

function countHeight(machine: PickleMachine): void {
	const height = machine.stack.length + machine.marks.length;
	if (height <= machine.highest) return;
	machine.highest = height;
	// An array that grows is copied into a larger one.
	count(machine, 3 * slotBytes);
}

/** Of what stays in memory for each time it is made. */
export function pushNew(machine: PickleMachine, value: PickleObject | string | bigint | number): void {
	if (typeof value === 'object') count(machine, value.kind === 'dict' ? dictBytes : objectBytes);
	else count(machine, textBytes + (typeof value === 'string' ? value.length : 0));
	push(machine, value);
}

/** @throws PickleFault where it all takes too much memory. @param bytes about */
export function count({budget}: PickleMachine, bytes: number): void {
	budget.memory -= bytes;
	if (budget.memory < 0) throw new PickleFault('it has more values than are kept', 'limit');
}

/** @throws PickleFault where nothing is left above the last mark */
export function pop(machine: PickleMachine): PickleValue {
	const value = machine.stack.length > fence(machine) ? machine.stack.pop() : undefined;
	if (value === undefined) throw new PickleFault('it takes from an empty stack');
	return value;
}

/** @throws PickleFault where nothing is left above the last mark */
export function top(machine: PickleMachine): PickleValue {
	const value = machine.stack.length > fence(machine) ? machine.stack.at(-1) : undefined;
	if (value === undefined) throw new PickleFault('it takes from an empty stack');
	return value;
}

/** @returns what stands above the last mark, which is gone then */
export function popMarked(machine: PickleMachine): PickleValue[] {
	const height = machine.marks.pop();
	if (height === undefined) throw new PickleFault('it looks for a mark that was never set');
	count(machine, slotBytes * (machine.stack.length - height));
	return machine.stack.splice(height);
}

export function popOrUnmark(machine: PickleMachine): void {
	if (machine.marks.length > 0 && fence(machine) === machine.stack.length) machine.marks.pop();
	else pop(machine);
}

function fence({marks}: PickleMachine): number {
	return marks.length === 0 ? 0 : (marks[marks.length - 1] ?? 0);
}

export function remember(machine: PickleMachine, index: number): void {
	const value = top(machine);
	if (!(index >= 0)) throw new PickleFault('it keeps a value under a number below zero');
	if (!Number.isSafeInteger(index)) throw new PickleFault(`it keeps a value under the number ${index}`, 'limit');
	count(machine, machine.memo.set(index, value));
}

export function recall(machine: PickleMachine, index: number): void {
	const value = machine.memo.get(index);
	if (value === undefined) throw new PickleFault(`it takes a value (${index}) that it never kept`);
	push(machine, value);
}

/** The same one for the same names. */
export function globalOf(machine: PickleMachine, module: string, name: string): Global {
	const key = `${module}\n${name}`;
	const known = machine.globals.get(key);
	if (known) return known;
	count(machine, 2 * objectBytes + 2 * key.length);
	const global: Global = {kind: 'global', module, name};
	machine.globals.set(key, global);
	return global;
}

/** What is put into a list, a set, or an object that may be one; Python lets much else take it, of which nothing is kept. */
export function append(machine: PickleMachine, target: PickleValue, items: readonly PickleValue[]): void {
	if (typeof target !== 'object' || target === null) return;
	if (target.kind === 'list' || target.kind === 'set') add(machine, target.items, items);
	else if (target.kind === 'opaque') add(machine, (target.items ??= []), items);
}

/** What is put into a dict, or an object that may be one: keys and values in turn. A list has its values replaced so. */
export function setItems(machine: PickleMachine, target: PickleValue, pairs: readonly PickleValue[]): void {
	if (pairs.length % 2 === 1) throw new PickleFault('it puts a key without a value');
	if (typeof target !== 'object' || target === null || (target.kind !== 'dict' && target.kind !== 'opaque')) return;
	const [keys, values] = target.kind === 'dict' ? [target.keys, target.values] : [(target.keys ??= []), (target.values ??= [])];
	count(machine, slotBytes * pairs.length);
	for (let at = 0; at + 1 < pairs.length; at += 2) {
		keys.push(pairs[at] ?? null);
		values.push(pairs[at + 1] ?? null);
	}
}

/** `push(...items)` is too much for the call stack. */
function add(machine: PickleMachine, list: PickleValue[], items: readonly PickleValue[]): void {
	count(machine, slotBytes * items.length);
	for (const item of items) list.push(item);
}

/** @returns what calling it would have made */
export function called(machine: PickleMachine, callable: PickleValue, args: PickleValue): Opaque {
	if (typeof callable === 'object' && callable !== null && (callable.kind === 'global' || callable.kind === 'opaque')) machine.calls++;
	const items = typeof args === 'object' && args !== null && args.kind === 'tuple' ? args.items : [args];
	return {kind: 'opaque', callable, args: items};
}
