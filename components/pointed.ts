/** What a click means: parts of the screen say it of themselves, and are found again by where they were laid out, so that nothing is computed twice. */
import type {DOMElement} from 'ink';
import {createContext, useContext, useLayoutEffect, useRef, type RefObject} from 'react';
import {displayWidth} from './cells.ts';
import {joinSafe, type SafeText} from './safe-text.ts';

/** A cell, from 0, counted from the top left of the part that is asked. */
export type Cell = {readonly column: number; readonly row: number};

/** What a click stands for; each has its keys, too. */
export type Pressed =
	/** The cursor goes so many places down and to the right; then this; where it stands there already that. */
	| {readonly kind: 'move'; readonly down?: number; readonly right?: number; readonly then?: Pressed; readonly again?: Pressed}
	/** As though it had been typed. */
	| {readonly kind: 'typed'; readonly text: string}
	/** The action of this name. */
	| {readonly kind: 'action'; readonly name: string}
	| {readonly kind: 'run'; readonly run: () => void};

/** What a click on a cell of this part stands for; undefined: nothing, and nothing of what lies around it. */
export type Resolve = (cell: Cell) => Pressed | undefined;

/** Whether there is a mouse: without one nobody is asked. */
export const PointerContext = createContext(false);

const parts = new WeakMap<object, Resolve>();
const floating = new WeakSet<object>();

/** The reference for the box of a part that can be clicked. */
export function usePointed(resolve: Resolve): RefObject<DOMElement | null> {
	const isOn = useContext(PointerContext);
	const box = useRef<DOMElement | null>(null);
	useLayoutEffect(() => {
		if (isOn && box.current) {
			parts.set(box.current, resolve);
		}
	});
	return box;
}

/** The reference for the box of what stands over the screen. */
export function useFloating(): RefObject<DOMElement | null> {
	const box = useRef<DOMElement | null>(null);
	useLayoutEffect(() => {
		if (box.current) {
			floating.add(box.current);
		}
	});
	return box;
}

export type Hit = {
	/** What the innermost part that means something there stands for. */
	readonly pressed?: Pressed;
	/** It is part of what stands over the screen. */
	readonly isFloating: boolean;
};

type Found = {readonly node: DOMElement; readonly origin: Cell};

/** What is drawn at a cell of the screen, of which `root` is the outermost box. */
export function hitAt(root: DOMElement, cell: Cell): Hit {
	const chain = chainAt(root, cell, {column: 0, row: 0});
	let pressed: Pressed | undefined;
	for (const {node, origin} of chain) {
		pressed ??= parts.get(node)?.({column: cell.column - origin.column, row: cell.row - origin.row});
	}

	return {pressed, isFloating: chain.some(({node}) => floating.has(node))};
}

/** Boxes from the one that drew the cell to the outermost; none where nothing is drawn. What is drawn last lies on top. */
function chainAt(node: DOMElement, cell: Cell, around: Cell): readonly Found[] {
	const {yogaNode} = node;
	if (!yogaNode) {
		return [];
	}

	const origin = {column: around.column + yogaNode.getComputedLeft(), row: around.row + yogaNode.getComputedTop()};
	for (const child of node.childNodes.toReversed()) {
		const found = isElement(child) ? chainAt(child, cell, origin) : [];
		if (found.length > 0) {
			return [...found, {node, origin}];
		}
	}

	const isDrawn = node.nodeName === 'ink-text' || node.style.borderStyle !== undefined || parts.has(node);
	const isInside =
		cell.column >= origin.column &&
		cell.column < origin.column + yogaNode.getComputedWidth() &&
		cell.row >= origin.row &&
		cell.row < origin.row + yogaNode.getComputedHeight();
	return isDrawn && isInside ? [{node, origin}] : [];
}

function isElement(node: DOMElement['childNodes'][number]): node is DOMElement {
	return node.nodeName !== '#text';
}

/** A click on the row under the cursor, or on the one that the cursor came to with the last click. */
export const enter: Pressed = {kind: 'typed', text: '\r'};

/** A piece of a line, as it is drawn. */
export type Part<Meaning> = {readonly text: SafeText; readonly means?: Meaning};

/** What the part of a line that has this column means; the parts stand side by side from the line's begin. */
export function meaningAt<Meaning>(line: ReadonlyArray<Part<Meaning>>, column: number): Meaning | undefined {
	let end = 0;
	for (const {text, means} of line) {
		end += displayWidth(text);
		if (column < end) {
			return means;
		}
	}

	return undefined;
}

/** The parts as one text. */
export function lineOf(parts: ReadonlyArray<Part<unknown>>): SafeText {
	return joinSafe(parts.map(({text}) => text));
}

/** The parts with a text between them that means nothing. */
export function spaced<Meaning>(parts: ReadonlyArray<Part<Meaning>>, separator: SafeText): ReadonlyArray<Part<Meaning>> {
	return parts.flatMap((part, index) => (index === 0 ? [part] : [{text: separator}, part]));
}
