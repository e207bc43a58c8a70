/**
 * What a comparison of a query asks of a model.
 *
 * Text: `=` is equal, `:` equal or (id, note, folder) a part, `!=` means that no value is equal, `~` searches with a pattern; all without case.
 * Numbers and times: `:` is `=`; a model that has no value never passes, nor does NaN but for `=NaN`.
 * Times are compared with the whole stretch that a date names: `<2024-10` is before October, `>2024-10` after it, `=2024-10` in it.
 * Ages are as exact as they are written: `age=7d` is from 7 to 8 days. A metric without a dataset may pass on any.
 */

import type {MetricRef} from './metric-ref.ts';
import type {Model, TestResult} from './model.ts';
import type {Comparison, Field, Operator} from './query-condition.ts';
import {builtinFields, stateNames, type BuiltinField, type BuiltinName, type NumberField, type TextField} from './query-fields.ts';
import {nearest} from './query-names.ts';
import {numberTest, paramTest, resultTest, valueTest} from './query-results.ts';
import {foldText} from './folded-text.ts';
import {rememberingTest, textTest, type PatternReader} from './query-text.ts';
import {readAge, readDuration, readInterval, readNumber, readSize} from './query-values.ts';

export type ModelTest = (model: Model) => boolean;

/** A clause that says what is wrong, and whether with the value or with the field and its operator. */
export interface ComparisonProblem {
	readonly at: 'value' | 'field';
	readonly message: string;
	readonly nearest?: string;
}

/** What all comparisons of a query share. */
export interface Asking {
	/** Milliseconds since 1970: for ages, and for `today`. */
	readonly now: number;
	readonly readPattern: PatternReader;
	/** Which results of a metric may decide; absent: all. */
	readonly isComparable?: (metric: string, test: TestResult) => boolean;
	/** It stands in an odd number of `not`: what may not decide must hold, so that the whole does not. */
	readonly isNegated?: boolean;
}

/** A model passes where one of the tests says so. */
export function anyTest(tests: readonly ModelTest[]): ModelTest {
	return model => tests.some(test => test(model));
}

type Made = {readonly ok: ModelTest} | {readonly error: ComparisonProblem};

/** The test that a comparison is, with all that does not depend on the model worked out. */
export function comparisonTest({field, operator, value: {text: value}}: Comparison, {now, readPattern, isComparable, isNegated}: Asking): Made {
	if (field.kind !== 'builtin') return valueOfModel(field, {operator, value, readPattern, isComparable, isNegated});
	const builtin = builtinFields[field.name];
	if (builtin.kind === 'text') return textOfModel(builtin, {name: field.name, operator, value, readPattern});
	if (operator === '~') return {error: {at: 'field', message: `${field.text} is not text, in which ~ could search`}};
	return builtin.kind === 'time' ? timeOfModel(builtin, {operator, value, now}) : numberOfModel(builtin, {operator, value, now});
}

function wrong(message: string, at: ComparisonProblem['at'] = 'value'): {readonly error: ComparisonProblem} {
	return {error: {at, message}};
}

interface AskedText {
	readonly operator: Operator;
	readonly value: string;
	readonly readPattern: PatternReader;
}

function textOfModel(field: TextField, {name, operator, value, readPattern}: AskedText & {readonly name: BuiltinName}): Made {
	if (operator.startsWith('<') || operator.startsWith('>')) return wrong(`${name} has no order`, 'field');
	if (name === 'state' && operator !== '~' && !(stateNames as readonly string[]).includes(value.toLowerCase())) {
		return {error: {at: 'value', message: `there is no state "${value}"; there are ${stateNames.join(', ')}`, nearest: nearest(value, stateNames)}};
	}
	const made = textTest(operator, value, {contains: field.contains, readPattern});
	if ('error' in made) return wrong(made.error);
	const passes = field.contains ? made.ok : rememberingTest(made.ok);
	if (operator === '!=') return {ok: model => !field.some(model, passes)};
	if (operator !== ':' || !(name === 'id' || name === 'note')) return {ok: model => field.some(model, passes)};
	// Both stand in the text for bare words, which is folded already.
	const wanted = foldText(value);
	return {ok: model => model.search.includes(wanted) && field.some(model, passes)};
}

interface Asked {
	readonly operator: Operator;
	readonly value: string;
	readonly now: number;
}

function numberOfModel(field: NumberField, {operator, value, now}: Asked): Made {
	const read = readAmount(field.kind, value);
	if (read === undefined) return wrong(`"${value}" is not ${examples[field.kind]}`);
	const passes = read.step === 0 ? numberTest(operator, read.value) : withinStep(operator, read);
	return {
		ok: model => {
			const found = field.value(model, now);
			return found !== undefined && passes(found);
		},
	};
}

const examples: Readonly<Record<Exclude<BuiltinField['kind'], 'text'>, string>> = {
	count: 'a number',
	size: 'a size such as 1.5GB or 200MiB',
	age: 'an age such as 12h, 7d, 2w, 3mo or 1y',
	duration: 'a time such as 90s, 15min or 2h',
	time: 'a date such as 2024-10, 2024-10-19, 2024-10-19T12:00, today or yesterday',
};

function readAmount(kind: NumberField['kind'], value: string): {readonly value: number; readonly step: number} | undefined {
	if (kind === 'age') return readAge(value);
	const number = kind === 'size' ? readSize(value) : kind === 'duration' ? readDuration(value) : readNumber(value);
	return number === undefined ? undefined : {value: number, step: 0};
}

/** Time goes on: an age is equal as far as it was written. */
function withinStep(operator: Operator, {value, step}: {readonly value: number; readonly step: number}): (age: number) => boolean {
	if (operator === '!=') return age => age < value || age >= value + step;
	return operator === ':' || operator === '=' ? age => age >= value && age < value + step : numberTest(operator, value);
}

function timeOfModel(field: Extract<BuiltinField, {kind: 'time'}>, {operator, value, now}: Asked): Made {
	const interval = readInterval(value, now);
	if (!interval) return wrong(`"${value}" is not ${examples.time}`);
	const {start, end} = interval;
	const passes: Readonly<Record<Exclude<Operator, '~'>, (time: number) => boolean>> = {
		':': time => time >= start && time < end,
		'=': time => time >= start && time < end,
		'!=': time => time < start || time >= end,
		'<': time => time < start,
		'<=': time => time < end,
		'>': time => time >= end,
		'>=': time => time >= start,
	};
	const passesHere = operator === '~' ? undefined : passes[operator];
	return {
		ok: model => {
			const time = field.value(model);
			return time !== undefined && passesHere?.(time) === true;
		},
	};
}

type AskedResult = AskedText & Pick<Asking, 'isComparable' | 'isNegated'>;

function valueOfModel(field: Exclude<Field, {kind: 'builtin'}>, {operator, value, readPattern, isComparable, isNegated}: AskedResult): Made {
	const made = valueTest(operator, value, readPattern);
	if ('error' in made) return wrong(made.error);
	const {counts, ofResult: passes, ofParam} = made.ok;
	const inResults = (ref: MetricRef) => resultTest(ref, {counts, passes, isComparable, otherwise: isNegated});
	switch (field.kind) {
		case 'metric':
			return {ok: inResults(field)};
		case 'param':
			return {ok: paramTest(field.name, ofParam)};
		case 'unresolved':
			return {ok: anyTest([...field.refs.map(inResults), ...(field.param === undefined ? [] : [paramTest(field.param, ofParam)])])};
	}
}
