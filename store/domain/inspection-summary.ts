/** What the files of a model say together. Pure. */

import type {InspectedFile, Inspection, InspectionSummary, Tensor} from './inspection.ts';

/** How many values a tensor of this shape has; 1 of a single number. */
export function elementsOf(shape: readonly number[]): number {
	return shape.reduce((product, length) => product * length, 1);
}

/** What is said of the model as a whole. Of the files of no known format only their number of bytes is known, and nothing is said of them. */
export function summaryOf({files}: Inspection): InspectionSummary {
	const withTensors = files.filter(({tensorCount}) => tensorCount > 0);
	// Weights say more of a model than what lies beside them.
	const telling = [...(withTensors.length > 0 ? withTensors : files)].sort((a, b) => b.parameters - a.parameters);
	const formats = new Set(telling.flatMap(({format}) => format ?? []));
	const weights = weighing(files);
	const tensors = weights.flatMap(file => file.tensors.filter(({isShared}) => !isShared));
	const [own, optimizer] = [tensors.filter(({isOptimizer}) => !isOptimizer), tensors.filter(({isOptimizer}) => isOptimizer)];
	const elements = new Map<string, number>();
	for (const {dtype, shape} of own) elements.set(dtype, (elements.get(dtype) ?? 0) + elementsOf(shape));
	return {
		...(formats.size > 0 ? {format: [...formats].join(' + ')} : {}),
		tensorCount: sum(weights.map(({tensorCount}) => tensorCount)),
		parameters: sum(weights.map(({parameters}) => parameters)),
		bytes: sum(own.map(({bytes}) => bytes)),
		dtypes: [...elements].sort(([a, most], [b, more]) => more - most || (a < b ? -1 : 1)),
		...(optimizer.length > 0 ? {optimizer: optimizerNumbers(optimizer)} : {}),
		imports: [...new Set(files.flatMap(({imports}) => imports))].sort(),
		...producerOf(telling),
		problems: files.flatMap(({path, problems}) => problems.map(problem => (path === '' ? problem : `${path}: ${problem}`))),
	};
}

function optimizerNumbers(tensors: readonly Tensor[]): InspectionSummary['optimizer'] {
	return {tensorCount: tensors.length, elements: sum(tensors.map(({shape}) => elementsOf(shape))), bytes: sum(tensors.map(({bytes}) => bytes))};
}

/** Arrays in a pickle beside the weights are what the model was trained with, such as the codes of features: they count where there is nothing else. */
function weighing(files: readonly InspectedFile[]): readonly InspectedFile[] {
	const weights = files.filter(({format, tensorCount}) => format !== 'pickle' && tensorCount > 0);
	return weights.length > 0 ? weights : files;
}

function producerOf(files: readonly InspectedFile[]): {readonly producer?: string} {
	const [producer] = files.flatMap(({facts}) => facts.flatMap(([name, value]) => (name === 'producer' ? value : [])));
	return producer === undefined ? {} : {producer};
}

function sum(numbers: readonly number[]): number {
	return numbers.reduce((total, number) => total + number, 0);
}
