/** Gathers what a header says of a file within the limits: tensors, facts and problems, all of their texts short. */

import {elementsOf} from '../domain/inspection-summary.ts';
import {inspectionLimits, type FileFormat, type Tensor} from '../domain/inspection.ts';
import type {FormatContents} from './format-contents.ts';

/** Problems of one file that are told one by one. */
const mostProblems = 20;
/** No library has tensors of more. */
const mostDimensions = 64;

export interface Gathering {
	/**
	 * Of a shape that no file can have (a negative length, more values than numbers can count) it is told as a problem.
	 * Its elements: those that are its own, where it shares others.
	 */
	readonly tensor: (tensor: Tensor, options?: {readonly elements?: number}) => void;
	/** Nothing is kept of an empty value. */
	readonly fact: (name: string, value: string | undefined) => void;
	readonly problem: (sentence: string) => void;
	readonly contents: (rest?: {readonly imports: readonly string[]}) => FormatContents;
}

export function gather(format: FileFormat): Gathering {
	const [tensors, facts, problems]: [Tensor[], Array<readonly [string, string]>, string[]] = [[], [], []];
	let [tensorCount, parameters, unsaid] = [0, 0, 0];
	const problem = (sentence: string) => {
		if (problems.length < mostProblems) problems.push(shortText(sentence));
		else unsaid++;
	};
	return {
		tensor: (tensor, {elements: own} = {}) => {
			tensorCount++;
			const elements = elementsOf(tensor.shape);
			const isShape = tensor.shape.length <= mostDimensions && tensor.shape.every(length => Number.isSafeInteger(length) && length >= 0);
			if (!isShape || !Number.isSafeInteger(elements)) {
				return problem(`Its tensor ${quoted(tensor.name)} says an impossible shape: [${tensor.shape.slice(0, 8).join(', ')}].`);
			}
			if (!tensor.isShared && !tensor.isOptimizer) parameters += Math.min(own ?? elements, elements);
			if (tensors.length < inspectionLimits.tensors) tensors.push({...tensor, name: shortText(tensor.name), dtype: shortText(tensor.dtype)});
		},
		fact: (name, value) => {
			if (value && facts.length < inspectionLimits.facts) facts.push([shortText(name), shortText(value)]);
		},
		problem,
		contents: ({imports} = {imports: []}) => ({
			format,
			tensors,
			tensorCount,
			parameters,
			imports,
			facts,
			problems: unsaid === 0 ? problems : [...problems, `${unsaid.toLocaleString('en')} more problems are not told.`],
		}),
	};
}

/** Cut where it is longer than a name or a fact may be. */
export function shortText(text: string): string {
	return text.length <= inspectionLimits.text ? text : `${text.slice(0, inspectionLimits.text - 1)}…`;
}

/** A name in a sentence. */
export function quoted(name: string): string {
	return `'${name.length <= 100 ? name : `${name.slice(0, 99)}…`}'`;
}
