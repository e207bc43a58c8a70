/** What the sidecar of a model that has none is to say: what its name, its time and its header tell. Pure. */

import type {Target} from './change.ts';
import {parseTime, timeTextInId} from './identifier.ts';
import type {InspectedFile, Inspection} from './inspection.ts';
import {firstProblem, namedProblem} from './inspection-problem.ts';
import type {Json} from './json.ts';
import type {Model} from './model.ts';

/** What the headers tell; what is not evident is not here. */
interface HeaderFacts {
	readonly framework?: string;
	readonly architecture?: string;
	readonly input_shape?: readonly number[];
	readonly hyperparams?: Readonly<Record<string, Json>>;
	readonly notes: readonly string[];
}

/** @param root absolute, for `model_path` @returns the sidecar's whole text, and what was left out and why (raw sentences) */
export function adoptionText(
	model: Model,
	{target, inspection, root}: {readonly target: Target; readonly inspection?: Inspection; readonly root: string},
): {readonly text: string; readonly notes: readonly string[]} {
	const trainedAt = timeTextInId(model.id);
	const createdAt = trainedAt ?? isoOf(model.time);
	const {framework, architecture, input_shape, hyperparams, notes} = inspection ? factsOf(inspection) : {notes: []};
	// In the order in which the Python writes them; what it does not know stands behind.
	const content = {
		model_id: model.id,
		algorithm: model.folderAlgorithm,
		model_path: `${root}/${target.artifact ?? target.key}`,
		training: {hyperparams, trained_at: trainedAt},
		testing: [],
		tags: [],
		notes: '',
		created_at: createdAt,
		framework,
		architecture,
		input_shape,
	};
	return {text: `${JSON.stringify(content, null, 2)}\n`, notes};
}

/** Undefined for a time that could not be read again, such as one in the year 12345. */
function isoOf(time: number): string | undefined {
	if (!(Math.abs(time) <= 8.64e15)) return undefined;
	const text = new Date(time).toISOString();
	return parseTime(text) === undefined ? undefined : text;
}

function factsOf({files}: Inspection): HeaderFacts {
	const broken = firstProblem({files});
	const frameworks = valuesOf(files, frameworkOf);
	const architectures = valuesOf(files, file => (file.format === 'gguf' ? factIn(file, 'general.architecture') : undefined));
	const {hyperparams, notes} = hyperparamsOf(files);
	return {
		framework: only(frameworks),
		architecture: only(architectures),
		input_shape: inputShapeOf(files),
		hyperparams,
		notes: [
			...(broken ? [`Something is wrong with its file. ${namedProblem(broken.path, broken.problem)}`] : []),
			...(frameworks.length > 1 ? [`Its files are of several frameworks (${frameworks.join(', ')}): none is named.`] : []),
			...notes,
		],
	};
}

/** What `format` in the header of a safetensors file stands for. */
const tensorLibraries: Readonly<Record<string, string>> = {pt: 'pytorch', tf: 'tensorflow', flax: 'flax', np: 'numpy', mlx: 'mlx'};

function frameworkOf(file: InspectedFile): string | undefined {
	switch (file.format) {
		case 'pytorch':
		case 'pytorch-legacy':
		case 'torchscript':
			return 'pytorch';
		case 'onnx':
		case 'gguf':
			return file.format;
		case 'safetensors': {
			const said = factIn(file, 'format');
			return said !== undefined && Object.hasOwn(tensorLibraries, said) ? tensorLibraries[said] : undefined;
		}
		case 'pickle':
			return /^(?:sklearn|scikit-learn)(?:\s|$)/.test(factIn(file, 'producer') ?? '') ? 'sklearn' : undefined;
		default:
			return undefined;
	}
}

/** Of a model with one input whose dimensions are all known: `x float32 [1, 3, 224, 224]`. */
function inputShapeOf(files: readonly InspectedFile[]): readonly number[] | undefined {
	const inputs = files.filter(({format}) => format === 'onnx').flatMap(({facts}) => facts.filter(([name]) => name === 'input').map(([, value]) => value));
	const [, dimensions] = /\[(\d+(?:, ?\d+)*)\]$/.exec(only(inputs) ?? '') ?? [];
	const shape = dimensions?.split(/, ?/).map(Number);
	return shape?.every(size => Number.isSafeInteger(size) && size > 0) === true ? shape : undefined;
}

/** Those of the one file that names some. A number that JSON does not know is left out. */
function hyperparamsOf(files: readonly InspectedFile[]): {readonly hyperparams?: Readonly<Record<string, Json>>; readonly notes: readonly string[]} {
	const [first, ...others] = files.flatMap(({hyperparams}) => (hyperparams && Object.keys(hyperparams).length > 0 ? [hyperparams] : []));
	if (!first) return {notes: []};
	if (others.length > 0) return {notes: ['Several of its files name hyperparameters: none were taken.']};
	const entries = Object.entries(first);
	const isKnown = ([, value]: (typeof entries)[number]) => typeof value !== 'number' || Number.isFinite(value);
	const left = entries.filter(entry => !isKnown(entry)).map(([name, value]) => `${name} (${value})`);
	const notes = left.length === 0 ? [] : [`Hyperparameters that JSON has no number for were left out: ${left.join(', ')}.`];
	return {hyperparams: Object.fromEntries(entries.filter(isKnown)), notes};
}

function factIn({facts}: InspectedFile, wanted: string): string | undefined {
	return facts.find(([name]) => name === wanted)?.[1];
}

function valuesOf(files: readonly InspectedFile[], of: (file: InspectedFile) => string | undefined): readonly string[] {
	return [...new Set(files.flatMap(file => of(file) ?? []))];
}

function only<Value>(values: readonly Value[]): Value | undefined {
	return values.length === 1 ? values[0] : undefined;
}
