/** Reads a pickle without running anything: what it would import, and its values as plain data. */

import {inspectionLimits} from '../domain/inspection.ts';
import {FormatError, type FileWindow} from './file-window.ts';
import {arrayBehind} from './joblib-array.ts';
import {cursorAt, PickleFault, type FaultKind, type PickleBudget} from './pickle-cursor.ts';
import {instructions} from './pickle-instructions.ts';
import {globalOf, pop, type PickleMachine} from './pickle-machine.ts';
import {openMemo} from './pickle-memo.ts';
import {isKind, unknownGlobal, type Global, type NestedPickle, type Persistent, type PickleValue} from './pickle-values.ts';

export interface Unpickled {
	/** undefined: it broke before its end. */
	readonly value: PickleValue | undefined;
	/** What it would import, each once, in the order found; of a broken pickle up to where it broke, and `unknownGlobal` for what may stand behind. */
	readonly globals: readonly Global[];
	/** What `torch.storage._load_from_bytes` would unpickle. */
	readonly nested: readonly NestedPickle[];
	/** What it asks for from outside, in its order: storages. */
	readonly persistent: readonly Persistent[];
	/** How often it would call what it imports, or what came of that. */
	readonly calls: number;
	/** By its byte 1 for each instruction that it has. */
	readonly instructions: Readonly<Uint8Array>;
	/** Where the next byte after it stands. */
	readonly end: number;
	/** A sentence about where it broke, raw. */
	readonly failure?: string;
	/** Who stops there, where it broke. */
	readonly failureKind?: FaultKind;
	/** The values of an array were stepped over, as joblib does. Python's own pickle takes them for instructions. */
	readonly hasSteppedOver: boolean;
}

interface ReadingOptions {
	readonly budget: PickleBudget;
	/** False: as Python's own pickle reads what joblib wrote. */
	readonly isJoblib?: boolean;
}

const [stop, build] = [0x2e, 0x62];

/**
 * Reads one pickle from `start` on. A broken one is no error: what it would have imported before it broke is told.
 * The values may lie within each other a million times over, and one value may stand in many places.
 */
export function readPickleAt(window: FileWindow, start: number, {budget, isJoblib = true}: ReadingOptions): Unpickled {
	const cursor = cursorAt(window, start, budget);
	const machine: PickleMachine = {
		...{window, cursor, budget, protocol: 0, calls: 0, highest: 0},
		...{stack: [], marks: [], memo: openMemo(), globals: new Map(), nested: [], persistent: []},
	};
	let hasSteppedOver = false;
	const used = new Uint8Array(256);
	const result = (value: PickleValue | undefined, failure?: string, failureKind?: FaultKind): Unpickled => {
		const {nested, persistent, calls} = machine;
		const behind = failureKind === 'broken' || failureKind === 'limit' ? [unknownGlobal] : [];
		const globals = [...machine.globals.values(), ...behind];
		return {value, instructions: used, globals, nested, persistent, calls, end: cursor.position(), failure, failureKind, hasSteppedOver};
	};
	let at = start;
	try {
		for (;;) {
			at = cursor.position();
			if (--budget.instructions < 0) throw new PickleFault(`more than ${inspectionLimits.instructions} instructions are not read`, 'limit');
			const code = cursor.byte();
			used[code] = 1;
			if (code === stop) return result(pop(machine));
			const instruction = instructions[code];
			if (!instruction) throw new PickleFault(`${String.raw`\x`}${code.toString(16).padStart(2, '0')} is no instruction`);
			instruction(machine);
			if (code === build && isJoblib && stepOverArray(machine)) hasSteppedOver = true;
		}
	} catch (error) {
		if (error instanceof PickleFault) return result(undefined, failureText(at, error), error.kind);
		if (error instanceof FormatError) return result(undefined, error.message, 'limit');
		throw error;
	}
}

function failureText(at: number, {message, kind}: PickleFault): string {
	const behind = kind === 'end' ? '' : ' What stands behind that place is not known: it may run code.';
	return `A pickle in it breaks off at byte ${at}: ${message}.${behind}`;
}

/** @returns true where there was one */
function stepOverArray(machine: PickleMachine): boolean {
	const target = machine.stack.at(-1);
	const behind = isKind(target, 'opaque') ? arrayBehind(target) : undefined;
	if (!behind) return false;
	if (behind.isPadded) machine.cursor.stepOver(machine.cursor.byte());
	if (behind.bytes !== undefined) machine.cursor.stepOver(behind.bytes);
	else readWithin(machine);
	return true;
}

/** The values of an array of objects are a pickle of their own, in the middle of this one. */
function readWithin(machine: PickleMachine): void {
	const {budget, cursor} = machine;
	if (budget.depth <= 0) throw new PickleFault('it has pickles within pickles within pickles', 'limit');
	budget.depth--;
	const inner = readPickleAt(machine.window, cursor.position(), {budget});
	budget.depth++;
	for (const {module, name} of inner.globals) globalOf(machine, module, name);
	for (const part of inner.nested) machine.nested.push(part);
	for (const part of inner.persistent) machine.persistent.push(part);
	machine.calls += inner.calls;
	if (inner.failure !== undefined) throw new PickleFault('the pickle of an array in it is broken', inner.failureKind);
	cursor.stepOver(inner.end - cursor.position());
}
