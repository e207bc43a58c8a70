/** What is inside a model's files, as lines: what `mreg inspect` prints and what Detail shows. Pure. */

import {emptyText, joinSafe, safe, type SafeText} from '../components/safe-text.ts';
import {isDangerousImport} from '../store/domain/import-dangers.ts';
import type {InspectedFile, Inspection, InspectionSummary, Tensor} from '../store/domain/inspection.ts';
import {summaryOf} from '../store/domain/inspection-summary.ts';
import {countWords, formatWords, groupedNumber, shapeWords, shortCount} from './inspection-words.ts';
import {pairLines, tableLines, type Column} from './table.ts';
import {formatBytes, safeText} from './text.ts';
import {counted} from './words.ts';

/** A line, and what it is; how that looks is a screen's. */
export interface InsideLine {
	readonly text: SafeText;
	readonly kind?: 'title' | 'danger' | 'quiet';
}

export interface InsideOptions {
	/** Lines of tensors; Infinity: all. Other lists have no fewer than `leastListed`. */
	readonly limit: number;
	/** Cells of the terminal; undefined: nothing is cut. */
	readonly width: number | undefined;
	/** What is said behind `… 960 more` where a list is cut: `, --limit 0 shows all`. */
	readonly howToSeeAll: SafeText;
}

/** Imports, problems, files and facts. */
const leastListed = 40;

type Pair = readonly [SafeText, SafeText];

/** The formats whose headers are read. */
export const knownFormats: SafeText = joinSafe(
	['PyTorch (zip, legacy, TorchScript)', 'safetensors', 'ONNX', 'NumPy (npy, npz)', 'GGUF', 'pickle'].map(safeText),
	safe`, `,
);

/** Dangerous imports of a model, sorted; raw. */
export function dangersOf({files}: Inspection): readonly string[] {
	return [...new Set(files.flatMap(({imports}) => imports.filter(isDangerousImport)))].sort();
}

/** True where something in it was not looked at: what that would run is not known. */
export function isPartial({leftOut = []}: Inspection): boolean {
	return leftOut.length > 0;
}

/** What is to be said where nothing is known of what is inside: no format, or one that is known by its first bytes only. Undefined where more is told. */
export function unknownWords(inspection: Inspection): SafeText | undefined {
	const {files} = inspection;
	if (isPartial(inspection) || files.some(({problems}) => problems.length > 0)) return undefined;
	if (files.every(({format}) => format === undefined)) {
		const start = files.length === 1 ? safe`It is of no format` : safe`Nothing in it is of a format`;
		return safe`${start} that is known here (PyTorch, safetensors, ONNX, NumPy, GGUF, pickle).`;
	}
	if (files.every(({format}) => format === undefined || format === 'hdf5')) {
		return safe`It is HDF5, as Keras and h5py write it: what is in it is not read.`;
	}
	return undefined;
}

/** Format, producer and numbers, one pair a line; what loading would import, whether torch takes it, problems, files where there are several, what else the headers say, tensors. */
export function* insideLines(inspection: Inspection, options: InsideOptions): Iterable<InsideLine> {
	const summary = summaryOf(inspection);
	for (const text of pairLines(headPairs(inspection, summary))) yield {text};
	yield* section(safe`IMPORTS`, importLines(inspection), options);
	yield* weightsOnlyLines(inspection);
	yield* section(
		safe`NOT LOOKED AT`,
		(inspection.leftOut ?? []).map(reason => ({text: safe`  ${safeText(reason)}`, kind: 'danger'}) as const),
		options,
	);
	yield* section(
		safe`HEADER PROBLEMS`,
		summary.problems.map(problem => ({text: safe`  ${safeText(problem)}`, kind: 'danger'}) as const),
		options,
	);
	const telling = largestFirst(inspection.files.filter(({format}) => format !== undefined));
	const files = inspection.files.length > 1 ? tableLines(fileColumns, inspection.files.map(fileCells), options.width) : [];
	yield* section(safe`FILES INSIDE`, plain(files), options, 1);
	yield* section(safe`HEADER`, plain(pairLines(telling.flatMap(factPairsOf(telling.length > 1, summary.producer)))), options);
	yield* tensorLines(telling, options);
}

/** Weights before what lies beside them; parts of one model, whose names differ in a number only, together in the order of their names. */
function largestFirst(files: readonly InspectedFile[]): readonly InspectedFile[] {
	const groupOf = ({path}: InspectedFile) => path.replaceAll(/\d+/g, '#');
	const parameters = new Map<string, number>();
	for (const file of files) parameters.set(groupOf(file), (parameters.get(groupOf(file)) ?? 0) + file.parameters);
	const of = (file: InspectedFile) => parameters.get(groupOf(file)) ?? 0;
	const order = (a: string, b: string) => a.localeCompare(b, 'en', {numeric: true});
	return [...files].sort((a, b) => of(b) - of(a) || order(groupOf(a), groupOf(b)) || order(a.path, b.path));
}

function headPairs(inspection: Inspection, summary: InspectionSummary): readonly Pair[] {
	const {files, unopened} = inspection;
	const [only] = files;
	const {format, producer, parameters, tensorCount, dtypes, bytes, optimizer} = summary;
	return [
		...(only && files.length === 1 && only.path !== '' ? [[safe`file`, safeText(only.path)] as const] : []),
		[safe`format`, format === undefined ? safe`unknown` : formatWords(format)],
		...(producer === undefined ? [] : [[safe`producer`, safeText(producer)] as const]),
		...(tensorCount === 0
			? []
			: [
					[safe`parameters`, countWords(parameters)] as const,
					[safe`tensors`, tensorCountWords(files, summary)] as const,
					...(dtypes.length === 0 ? [] : [[safe`dtypes`, dtypeWords(dtypes)] as const, [safe`in tensors`, formatBytes(bytes)] as const]),
				]),
		...(optimizer === undefined ? [] : [[safe`optimizer`, safe`${shortCount(optimizer.elements)} values, ${formatBytes(optimizer.bytes)}`] as const]),
		[safe`size`, sizeWords(files, unopened)],
	];
}

/** `4.7 MB`, `4.7 MB in 3 files, 12 more not opened`. */
function sizeWords(files: readonly InspectedFile[], unopened: number): SafeText {
	const all = formatBytes(files.reduce((sum, {bytes}) => sum + bytes, 0));
	const places = files.length === 1 ? all : safe`${all} in ${groupedNumber(files.length)} files`;
	return unopened === 0 ? places : safe`${places}, ${groupedNumber(unopened)} more not opened`;
}

/** `12`, `36, of which 24 are an optimizer's and 1 is shared`. */
function tensorCountWords(files: readonly InspectedFile[], {tensorCount, optimizer}: InspectionSummary): SafeText {
	const shared = files.reduce((sum, {tensors}) => sum + tensors.filter(({isShared}) => isShared).length, 0);
	const parts = [
		...(optimizer === undefined ? [] : [safe`${groupedNumber(optimizer.tensorCount)} of an optimizer`]),
		...(shared === 0 ? [] : [safe`${groupedNumber(shared)} shared`]),
	];
	return parts.length === 0 ? groupedNumber(tensorCount) : safe`${groupedNumber(tensorCount)} (${joinSafe(parts, safe`, `)})`;
}

/** `float32`, or with how many values each has: `float32 1.17 M, int64 12`. */
function dtypeWords(dtypes: InspectionSummary['dtypes']): SafeText {
	const [only] = dtypes;
	if (only && dtypes.length === 1) return safeText(only[0]);
	return joinSafe(
		dtypes.map(([name, elements]) => safe`${safeText(name)} ${shortCount(elements)}`),
		safe`, `,
	);
}

/** What tells a person nothing: how the archive was numbered, and that bytes stand as they nearly always do. */
const noise: ReadonlySet<string> = new Set(['archive version', 'format version', 'protocol version', 'serialization id']);

function isWorthReading([name, value]: readonly [string, string]): boolean {
	return !noise.has(name) && !(name === 'byte order' && value === 'little');
}

/** What else the header of a file says. @param isNamed the file stands before each @param producer is said already */
function factPairsOf(isNamed: boolean, producer: string | undefined): (file: InspectedFile) => readonly Pair[] {
	return ({path, facts, hyperparams = {}}) => {
		const start = isNamed ? safe`${safeText(path)} ` : emptyText;
		return [
			...facts
				.filter(isWorthReading)
				.filter(([name, value]) => name !== 'producer' || value !== producer)
				.map(([name, value]) => [safe`${start}${safeText(name)}`, safeText(value)] as const),
			...Object.entries(hyperparams).map(([name, value]) => [safe`${start}hyperparameter ${safeText(name)}`, safeText(String(value))] as const),
		];
	};
}

/** What runs code first: `  ! posix.system`, then `    torch.nn.modules.linear.Linear`. */
function importLines({files}: Inspection): readonly InsideLine[] {
	const places = new Map<string, string[]>();
	for (const {path, imports} of files) for (const name of imports) places.set(name, [...(places.get(name) ?? []), path]);
	const names = [...places.keys()].sort();
	const where = (name: string) => {
		const [first = '', ...others] = places.get(name) ?? [];
		if (files.length < 2) return emptyText;
		return others.length === 0 ? safe`  in ${safeText(first)}` : safe`  in ${safeText(first)} and ${counted(others.length, 'more file')}`;
	};
	return [
		...names.filter(isDangerousImport).map(name => ({text: safe`  ! would import ${safeText(name)}${where(name)}`, kind: 'danger'}) as const),
		...names.filter(name => !isDangerousImport(name)).map(name => ({text: safe`    would import ${safeText(name)}${where(name)}`})),
	];
}

/** A sentence for each file that torch could be asked to load; pickles beside one are no such files. */
function* weightsOnlyLines({files}: Inspection): Iterable<InsideLine> {
	const asked = files.some(({format, weightsOnly}) => weightsOnly && format !== 'pickle') ? files.filter(({format}) => format !== 'pickle') : files;
	const answers = asked.flatMap(({path, weightsOnly}) => (weightsOnly ? [{path, weightsOnly}] : []));
	if (answers.length === 0) return;
	yield {text: emptyText};
	if (answers.length > 1 && answers.every(({weightsOnly}) => weightsOnly.isTaken)) {
		yield {text: safe`  torch.load(weights_only=True) takes them.`};
		return;
	}
	for (const {path, weightsOnly} of answers.slice(0, leastListed)) {
		const where = files.length === 1 ? emptyText : safe`${safeText(path)}: `;
		const answer = weightsOnly.isTaken ? safe`takes it.` : safe`refuses it: ${safeText(weightsOnly.why)}.`;
		yield {text: safe`  ${where}torch.load(weights_only=True) ${answer}`};
	}
}

const fileColumns: readonly Column[] = [
	{header: safe`  FILE`, least: 12, cut: 'middle'},
	{header: safe`FORMAT`, leaveOut: 3},
	{header: safe`SIZE`, align: 'right', leaveOut: 1},
	{header: safe`TENSORS`, align: 'right', leaveOut: 2},
	{header: safe`PARAMETERS`, align: 'right'},
];

function fileCells({path, format, bytes, tensorCount, parameters}: InspectedFile): readonly SafeText[] {
	return [
		safe`  ${safeText(path)}`,
		format === undefined ? safe`unknown` : formatWords(format),
		formatBytes(bytes),
		tensorCount === 0 ? safe`–` : groupedNumber(tensorCount),
		tensorCount === 0 ? safe`–` : shortCount(parameters),
	];
}

const tensorColumns: readonly Column[] = [
	// The end of a name tells `exp_avg_sq` from `exp_avg`.
	{header: safe`  NAME`, least: 16, cut: 'middle'},
	{header: safe`SHAPE`, align: 'right', least: 8},
	{header: safe`DTYPE`},
	{header: safe`SIZE`, align: 'right', leaveOut: 1},
	{header: emptyText, leaveOut: 2},
];

function tensorCells({name, dtype, shape, bytes, isOptimizer, isShared}: Tensor): readonly SafeText[] {
	const remark = isOptimizer ? safe`optimizer` : isShared ? safe`shared` : emptyText;
	return [safe`  ${safeText(name)}`, shapeWords(shape), safeText(dtype), formatBytes(bytes), remark];
}

/** The tensors, by file where there are several: no more than `limit` of all. */
function* tensorLines(files: readonly InspectedFile[], {limit, width, howToSeeAll}: InsideOptions): Iterable<InsideLine> {
	let left = limit;
	const withTensors = files.filter(({tensorCount}) => tensorCount > 0);
	for (const {path, tensors} of withTensors) {
		const shown = tensors.slice(0, left);
		if (shown.length === 0) break;
		left -= shown.length;
		yield {text: emptyText};
		yield {text: safe`TENSORS`, kind: 'title'};
		if (files.length > 1) yield {text: safe`  in ${safeText(path)}`, kind: 'quiet'};
		yield* plain(tableLines(tensorColumns, shown.map(tensorCells), width));
	}
	const kept = withTensors.reduce((sum, {tensors}) => sum + tensors.length, 0);
	const count = withTensors.reduce((sum, {tensorCount}) => sum + tensorCount, 0);
	const shown = Math.min(kept, limit);
	if (shown < kept) yield {text: safe`  … ${groupedNumber(count - shown)} more${howToSeeAll}`, kind: 'quiet'};
	else if (kept < count) yield {text: safe`  … ${groupedNumber(count - kept)} more that are not read`, kind: 'quiet'};
}

function* plain(lines: Iterable<SafeText>): Iterable<InsideLine> {
	for (const text of lines) yield {text};
}

/** A title and the first lines; nothing where there are none. @param header lines that are not counted */
function* section(title: SafeText, all: Iterable<InsideLine>, {limit, howToSeeAll}: InsideOptions, header = 0): Iterable<InsideLine> {
	const lines = [...all];
	if (lines.length === 0) return;
	yield {text: emptyText};
	yield {text: title, kind: 'title'};
	const most = Math.max(limit, leastListed) + header;
	yield* lines.slice(0, most);
	if (lines.length > most) yield {text: safe`  … ${groupedNumber(lines.length - most)} more${howToSeeAll}`, kind: 'quiet'};
}
