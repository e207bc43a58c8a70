/** What is inside a model's files as JSON, a tensor a line. */

import {safe, type SafeText} from '../components/safe-text.ts';
import type {InspectedFile, Inspection, Tensor} from '../store/domain/inspection.ts';
import {summaryOf} from '../store/domain/inspection-summary.ts';
import type {Model} from '../store/domain/model.ts';
import {dangersOf} from './inspection-lines.ts';
import {listLines, modelJson} from './model-json.ts';
import {jsonText} from './text.ts';

/** What was looked into. */
export interface Inspected {
	/** undefined: a path that was named. */
	readonly model?: Model;
	/** Absolute; raw. */
	readonly path: string;
	readonly inspection: Inspection;
}

/** One object in several lines. @param before keys in front of the others */
export function inspectionJsonLines({model, path, inspection}: Inspected, before: Readonly<Record<string, unknown>> = {}): Iterable<SafeText> {
	const {files, unopened, leftOut = []} = inspection;
	const {format, producer, tensorCount, parameters, dtypes, bytes, optimizer, imports, problems} = summaryOf(inspection);
	const head = {
		...before,
		model: model === undefined ? null : modelJson(model),
		path,
		format: format ?? null,
		producer: producer ?? null,
		tensor_count: tensorCount,
	};
	const tail = {
		parameters,
		dtypes: dtypes.map(([dtype, elements]) => ({dtype, elements})),
		bytes,
		optimizer: optimizer === undefined ? null : {tensors: optimizer.tensorCount, elements: optimizer.elements, bytes: optimizer.bytes},
		imports,
		unsafe: dangersOf(inspection),
		facts: files.flatMap(file => file.facts.map(([name, value]) => ({name, value, ...placeOf(file)}))),
		files: files.map(fileJson),
		unopened,
		not_looked_at: leftOut,
		problems,
	};
	return listLines(head, 'tensors', tensorLines(files), tail);
}

function* tensorLines(files: readonly InspectedFile[]): Iterable<SafeText> {
	for (const file of files) for (const tensor of file.tensors) yield jsonText(tensorJson(tensor, file));
}

function tensorJson({name, dtype, shape, bytes, isOptimizer, isShared, crc}: Tensor, file: InspectedFile) {
	const further = {...(isOptimizer ? {optimizer: true} : {}), ...(isShared ? {shared: true} : {}), ...(crc === undefined ? {} : {crc})};
	return {name, dtype, shape, bytes, ...placeOf(file), ...further};
}

/** Which file it is in, where the artifact is a folder. */
function placeOf({path}: InspectedFile): {readonly file?: string} {
	return path === '' ? {} : {file: path};
}

function fileJson({path, format, bytes, tensorCount, parameters, imports, facts, hyperparams, weightsOnly, problems}: InspectedFile) {
	return {
		path,
		format: format ?? null,
		bytes,
		tensors: tensorCount,
		parameters,
		imports,
		facts: facts.map(([name, value]) => ({name, value})),
		hyperparams: hyperparams ?? {},
		weights_only: weightsOnly?.isTaken ?? null,
		...(weightsOnly?.isTaken === false ? {weights_only_reason: weightsOnly.why} : {}),
		problems,
	};
}

/** One of the objects in a list, with what stands before it. */
export function* inspectionsJsonPart(one: Inspected, {isFirst}: {readonly isFirst: boolean}): Iterable<SafeText> {
	yield isFirst ? safe`{"schema":1,"inspections":[` : safe`,`;
	yield* inspectionJsonLines(one);
}

/** The end of a list that has one object at least. @param after keys behind it */
export function inspectionsJsonEnd(after: Readonly<Record<string, unknown>>): Iterable<SafeText> {
	const tail = Object.entries(after).map(([key, value]) => safe`,${jsonText(key)}:${jsonText(value)}`);
	return [tail.reduce((line, part) => safe`${line}${part}`, safe`]`), safe`}`];
}
