/** The tree of a model's ancestors and descendants, drawn. */

import {emptyText, joinSafe, repeatSafe, safe, type SafeText} from '../components/safe-text.ts';
import {registeredName} from '../store/domain/family.ts';
import {nodesOf, type Lineage, type LineageNode} from '../store/domain/lineage.ts';
import type {Model} from '../store/domain/model.ts';
import {displayWidth} from './table.ts';
import {safeText} from './text.ts';

export interface LineageOptions {
	/** What is said of a model beside its name. */
	readonly facts?: (model: Model) => SafeText;
}

/** Further generations than these are counted. */
const mostAncestors = 10;
const mostGenerations = 10;
/** Likewise children of one model, and lines of descendants in all. */
const mostChildren = 20;
const mostLines = 200;

const gap = safe`   `;

interface Line {
	readonly tree: SafeText;
	readonly said: SafeText;
}

/** The ancestors, the farthest at the top; the model; its descendants below. What is too much is counted. Empty where it has neither. */
export function lineageLines(lineage: Lineage, {facts = () => emptyText}: LineageOptions = {}): readonly SafeText[] {
	const {model, ancestors, descendants} = lineage;
	if (ancestors.length + descendants.length === 0) return [];
	const above = ancestorLines(ancestors, facts);
	const self: Line = {
		tree: safe`${branch(above.length)}${safeText(registeredName(model))}`,
		said: saidOf([facts(model), alsoFrom(ancestors), safe`◂ this one`]),
	};
	return aligned([...above, self, ...descendantLines(descendants, {facts, indent: repeatSafe(gap, above.length)})]);
}

function aligned(lines: readonly Line[]): readonly SafeText[] {
	const width = lines.reduce((most, {tree, said}) => (said === '' ? most : Math.max(most, displayWidth(tree))), 0);
	return lines.map(({tree, said}) => (said === '' ? tree : safe`${tree}${repeatSafe(safe` `, width - displayWidth(tree))}${gap}${said}`));
}

function saidOf(parts: readonly SafeText[]): SafeText {
	return joinSafe(
		parts.filter(part => part !== ''),
		gap,
	);
}

function branch(depth: number): SafeText {
	return depth === 0 ? emptyText : safe`${repeatSafe(gap, depth - 1)}└─ `;
}

/** The way up by the first parent of each; the others are named beside their child. */
function ancestorLines(ancestors: readonly LineageNode[], facts: (model: Model) => SafeText): readonly Line[] {
	const way: LineageNode[] = [];
	for (let node = ancestors[0]; node; node = node.next[0]) way.push(node);
	way.reverse();
	const hidden = way.length > mostAncestors ? way.length - mostAncestors + 1 : 0;
	const shown = hidden === 0 ? way : [...way.slice(0, 1), ...way.slice(hidden + 1)];
	const lines = shown.map((node): Line => ({tree: nameWords(node), said: saidOf([wordsOf(node, facts), alsoFrom(node.next)])}));
	const all = hidden === 0 ? lines : lines.toSpliced(1, 0, {tree: safe`… ${hidden} more between`, said: emptyText});
	return all.map(({tree, said}, depth) => ({tree: safe`${branch(depth)}${tree}`, said}));
}

function alsoFrom([, second, ...more]: readonly LineageNode[]): SafeText {
	if (!second) return emptyText;
	return safe`also from ${nameWords(second)}${more.length === 0 ? emptyText : safe` and ${more.length} more`}`;
}

interface Drawing {
	readonly facts: (model: Model) => SafeText;
	readonly indent: SafeText;
}

function descendantLines(descendants: readonly LineageNode[], {facts, indent}: Drawing): readonly Line[] {
	const sizes = sizesOf(descendants);
	const sizeOf = (nodes: readonly LineageNode[]) => nodes.reduce((sum, node) => sum + (sizes.get(node) ?? 1), 0);
	const lines: Line[] = [];
	const more = (nodes: readonly LineageNode[], before: SafeText) => lines.push({tree: safe`${before}└─ … and ${sizeOf(nodes)} more`, said: emptyText});
	// No deeper than `mostGenerations`.
	const draw = (nodes: readonly LineageNode[], before: SafeText, generation: number) => {
		const most = nodes.length === mostChildren + 1 ? nodes.length : mostChildren;
		for (const [index, node] of nodes.entries()) {
			if (index >= most || lines.length >= mostLines) return void more(nodes.slice(index), before);
			const isLast = index === nodes.length - 1;
			lines.push({tree: safe`${before}${isLast ? safe`└─ ` : safe`├─ `}${nameWords(node)}`, said: wordsOf(node, facts)});
			if (node.next.length === 0) continue;
			const below = safe`${before}${isLast ? gap : safe`│  `}`;
			if (generation === mostGenerations) more(node.next, below);
			else draw(node.next, below, generation + 1);
		}
	};
	draw(descendants, indent, 1);
	return lines;
}

/** How many nodes each subtree has, itself included. */
function sizesOf(nodes: readonly LineageNode[]): ReadonlyMap<LineageNode, number> {
	const sizes = new Map<LineageNode, number>();
	for (const {node, from} of [...nodesOf(nodes)].reverse()) {
		const size = (sizes.get(node) ?? 0) + 1;
		sizes.set(node, size);
		if (from) sizes.set(from, (sizes.get(from) ?? 0) + size);
	}
	return sizes;
}

/** How a node is called, with what tells it from others of the name. */
function nameWords({name, model, digest}: LineageNode): SafeText {
	return model || digest === undefined ? safeText(name) : safe`${safeText(name)} (${shortDigest(digest)})`;
}

function wordsOf({model, isMissing, isCycle, isRepeated}: LineageNode, facts: (model: Model) => SafeText): SafeText {
	if (isMissing) return safe`not in the registry`;
	if (!model) return safe`outside`;
	if (isCycle) return safe`the lineage goes round`;
	return isRepeated ? safe`shown elsewhere` : facts(model);
}

/** `sha256:1f3a9c02e4…` */
function shortDigest(digest: string): SafeText {
	const [, kind = '', value = digest] = /^(\w+:)?(.*)$/su.exec(digest) ?? [];
	return value.length <= 12 ? safeText(digest) : safe`${safeText(kind)}${safeText(value.slice(0, 10))}…`;
}
