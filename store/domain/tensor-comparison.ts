/** How the contents of the files of compared models differ: parameters, format, dtypes, then each tensor that is another, and whether the values of the others are equal. Pure. */

import type {FactRow} from './comparison.ts';
import type {Inspection, InspectionSummary} from './inspection.ts';
import {summaryOf} from './inspection-summary.ts';
import type {Json} from './json.ts';
import {tensorDifferences, type TensorValues} from './tensor-differences.ts';

/** Tensors beyond these are counted. */
export const mostTensorRows = 200;
/** Of more models than these nobody looks inside. */
export const mostInspected = 20;

export interface TensorFacts {
	readonly rows: readonly FactRow[];
	/** Further tensors that differ; undefined: none. */
	readonly more?: number;
	/** undefined: there are no two models with tensors. */
	readonly values?: TensorValues;
	/** By the models' places what was left out at the beginning of names; undefined: nothing. */
	readonly prefixes?: readonly string[];
}

interface RowOptions {
	readonly isKnown?: readonly boolean[];
	readonly otherValues?: readonly boolean[];
}

/** @param inspections by the models' places; undefined: of that model nothing is known @param baseline the place of the model that the others are compared with */
export function tensorFacts(inspections: ReadonlyArray<Inspection | undefined>, baseline: number): TensorFacts {
	const summaries = inspections.map(one => one && summaryOf(one));
	if (summaries.every(one => one?.format === undefined)) return {rows: []};
	const withTensors = inspections.map((one, index) => ((summaries[index]?.tensorCount ?? 0) > 0 ? one : undefined));
	const {rows: tensors, values, prefixes} = tensorDifferences(withTensors, baseline);
	const hasTensors = withTensors.map(one => one !== undefined);
	const row = (field: string, values: FactRow['values'], {isKnown = hasTensors, otherValues}: RowOptions = {}): readonly FactRow[] => {
		if (!isKnown.includes(true)) return [];
		const first = values[isKnown.indexOf(true)];
		return [
			{
				section: 'tensors',
				field,
				values: values.map((value, index) => (isKnown[index] === true ? value : undefined)),
				differs: values.map(
					(value, index) => isKnown[index] === true && isKnown[baseline] === true && (value !== values[baseline] || otherValues?.[index] === true),
				),
				isEqual: otherValues?.includes(true) !== true && values.every((value, index) => isKnown[index] !== true || value === first),
				unknown: isKnown.map(one => !one),
				...(otherValues?.includes(true) ? {otherValues} : {}),
			},
		];
	};
	const of = (value: (summary: InspectionSummary) => Json | undefined) => summaries.map(one => one && value(one));
	const formats = of(({format}) => format);
	return {
		rows: [
			...row(
				'parameters',
				of(({parameters}) => parameters),
			),
			...row('format', formats, {isKnown: formats.map(format => format !== undefined)}),
			...row(
				'dtypes',
				of(({dtypes}) => dtypes.map(([name]) => name).join(', ')),
			),
			...tensors.slice(0, mostTensorRows).flatMap(({name, values: forms, otherValues}) => row(name, forms, {otherValues})),
		],
		...(tensors.length > mostTensorRows ? {more: tensors.length - mostTensorRows} : {}),
		...(values ? {values} : {}),
		...(prefixes ? {prefixes} : {}),
	};
}
