/** How a comparison says things: what a model, a field, a value and a distance are called in it. */

import {joinSafe, safe, type SafeText} from '../components/safe-text.ts';
import type {Comparison, FactRow, ResultCell, ResultRow} from '../store/domain/comparison.ts';
import type {Json} from '../store/domain/json.ts';
import {formatWords, groupedNumber, shortCount} from './inspection-words.ts';
import {formatBytes, formatNumber, formatSeconds, jsonText, safeText} from './text.ts';
import {arrowOf, counted, formatTime, valueWords} from './words.ts';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** What the model in a column is called in sentences: A to Z, AA, AB and so on. */
export function letterOf(index: number): SafeText {
	const last = safeText(letters.charAt(index % letters.length));
	return index < letters.length ? last : safe`${letterOf(Math.floor(index / letters.length) - 1)}${last}`;
}

/** `A`, `A and B`, `A, B and C`; of more than `most` the first, and how many more there are. */
export function listed(parts: readonly SafeText[], most = 4): SafeText {
	const shown = parts.length > most ? [...parts.slice(0, most - 1), safe`${parts.length - most + 1} others`] : parts;
	const [last] = shown.slice(-1);
	const before = shown.slice(0, -1);
	if (last === undefined) return joinSafe([]);
	return before.length === 0 ? last : safe`${joinSafe(before, safe`, `)} and ${last}`;
}

/** A relative distance with its sign: `−18.5%`, `+0.3%`, `+240%`; `0%` for none. */
export function percentWords(relative: number): SafeText {
	if (relative === 0) return safe`0%`;
	return safe`${relative < 0 ? safe`−` : safe`+`}${sizeWords(relative)}`;
}

/** The same without a sign: `1.0%`. */
export function sizeWords(relative: number): SafeText {
	const percent = Math.abs(relative) * 100;
	if (percent >= 1e5) return safe`${safeText(percent.toExponential(0).replace('e+', 'e'))}%`;
	return safe`${safeText(percent.toFixed(percent < 0.05 ? 2 : percent < 99.95 ? 1 : 0))}%`;
}

/** How far a result lies from the baseline's: relative where that can be said, else as it is; undefined where there is nothing to compare. */
export function distanceWords(cell: ResultCell, row: Pick<ResultRow, 'direction'>): SafeText | undefined {
	if (cell.kind !== 'value' || cell.delta === undefined) return undefined;
	// Without a direction a percentage would look like a judgement.
	if (cell.relative !== undefined && row.direction !== undefined) return percentWords(cell.relative);
	if (cell.delta === 0 || Number.isNaN(cell.delta)) return safe`0`;
	return safe`${cell.delta < 0 ? safe`−` : safe`+`}${formatNumber(Math.abs(cell.delta))}`;
}

/** `total_time, s ↓`. */
export function metricWords({metric, unit, direction}: Pick<ResultRow, 'metric' | 'unit' | 'direction'>): SafeText {
	return safe`${safeText(metric)}${unit === undefined ? safe`` : safe`, ${safeText(unit)}`} ${arrowOf(direction)}`;
}

/** The dataset's name, where tests name one. */
export function datasetName(dataset: string | undefined): SafeText {
	return dataset === undefined ? safe`an unnamed dataset` : safeText(dataset);
}

/** `imdb, 113 queries`: the dataset and what the compared results have in common. */
export function datasetWords(rows: ReadonlyArray<Pick<ResultRow, 'dataset' | 'group'>>): SafeText {
	const queries = rows.find(({group}) => group?.queries !== undefined)?.group?.queries;
	const name = datasetName(rows[0]?.dataset);
	return queries === undefined ? name : safe`${name}, ${queriesWords(queries)}`;
}

/** `1 query`, `80 queries`. */
export function queriesWords(queries: number): SafeText {
	return counted(queries, 'query', 'queries');
}

/** Why a result is not compared: `80 queries`, `other data`. */
export function leftOutWords({reason, queries}: Extract<ResultCell, {kind: 'left-out'}>): SafeText {
	if (reason === 'other-digest') return safe`other data`;
	return queries === undefined ? safe`queries unknown` : queriesWords(queries);
}

/** `… 1,000 more tensors differ`. */
export function moreTensorsWords(more: number): SafeText {
	return more === 1 ? safe`… 1 more tensor differs` : safe`… ${groupedNumber(more)} more tensors differ`;
}

/** Whether tensors that are alike have the same values, and what their names are told without: `values: 3 of 40 tensors differ`. Empty where there are none to compare. */
export function tensorValuesWords({tensorValues, namePrefixes = []}: Comparison): SafeText {
	if (!tensorValues) return joinSafe([]);
	const prefixes = [...new Set(namePrefixes.filter(prefix => prefix !== ''))].map(
		prefix =>
			safe`names${namePrefixes.length > 2 || namePrefixes.every(one => one !== '') ? ofModels(namePrefixes, prefix) : safe``} without "${safeText(prefix)}"`,
	);
	return joinSafe([valuesWords(tensorValues), ...prefixes], safe` · `);
}

function ofModels(prefixes: readonly string[], prefix: string): SafeText {
	return safe` of ${listed(prefixes.flatMap((one, index) => (one === prefix ? [letterOf(index)] : [])))}`;
}

function valuesWords({tensors, equal, differ, apart, unknown, isAnyKnown}: NonNullable<Comparison['tensorValues']>): SafeText {
	const count = (number: number) => groupedNumber(number);
	if (tensors === 0) return safe`values are not compared: no tensors are alike in name, shape and dtype`;
	if (equal === tensors) return safe`values are equal`;
	if (unknown === tensors) {
		return safe`values are not compared: ${isAnyKnown ? safe`not all of these files keep checksums` : safe`these files keep no checksums`}`;
	}
	const further = [
		...(apart === 0 ? [] : [safe`${count(apart)} ${apart === 1 ? safe`lies` : safe`lie`} in larger storages that differ`]),
		...(unknown === 0 ? [] : [safe`${count(unknown)} ${unknown === 1 ? safe`is` : safe`are`} not compared`]),
	];
	const said =
		differ > 0
			? safe`${count(differ)} of ${counted(tensors, 'tensor')} ${differ === 1 ? safe`differs` : safe`differ`}`
			: safe`${count(equal)} of ${counted(tensors, 'tensor')} ${equal === 1 ? safe`is` : safe`are`} equal`;
	return joinSafe([safe`values: ${said}`, ...further], safe`, `);
}

const factNames = new Map([
	['trained_at', 'made'],
	['training_time', 'took'],
	['num_queries', 'queries'],
]);

/** What a fact is called: a hyperparameter as it is, a field of the training in a word. */
export function factName({section, field}: Pick<FactRow, 'section' | 'field'>): SafeText {
	return safeText((section === 'training' ? factNames.get(field) : undefined) ?? field);
}

/** The values of a fact in words, `–` where a model says none, `?` where its files tell nothing. Values that differ never read alike. */
export function factTexts(row: FactRow): readonly SafeText[] {
	return factForms(row).map((text, index) => (row.otherValues?.[index] === true ? safe`${text}, values differ` : text));
}

/** As `factTexts`, but tensors with other values as the others: only their dtype and shape. */
export function factForms(row: FactRow): readonly SafeText[] {
	const texts = row.values.map((value, index) => (value === undefined ? (row.unknown?.[index] === true ? safe`?` : safe`–`) : factWords(row, value)));
	if (row.section !== 'hyperparameters') return texts;
	const first = new Map<SafeText, string>();
	const alike = new Set<SafeText>();
	for (const [index, text] of texts.entries()) {
		const said = JSON.stringify(row.values[index] ?? null);
		if ((first.get(text) ?? said) !== said) alike.add(text);
		else first.set(text, said);
	}
	return texts.map((text, index) => (alike.has(text) ? jsonText(row.values[index] ?? null) : text));
}

function factWords({section, field}: FactRow, value: Json): SafeText {
	if (section === 'training' && typeof value === 'number') {
		if (field === 'trained_at') return formatTime(value);
		if (field === 'training_time') return formatSeconds(value);
		if (field === 'size') return formatBytes(value);
	}
	if (section === 'tensors' && typeof value === 'number') return shortCount(value);
	if (section === 'tensors' && field === 'format' && typeof value === 'string') return formatWords(value);
	if (section === 'tags' && Array.isArray(value)) {
		return joinSafe(
			(value as readonly Json[]).map(tag => valueWords(tag)),
			safe`, `,
		);
	}
	return valueWords(value);
}

/** A result in words: `117.03`, `not tested`, `NaN`. */
export function resultWords(cell: ResultCell): SafeText {
	switch (cell.kind) {
		case 'value':
		case 'left-out':
			return formatNumber(cell.value);
		case 'text':
			return safeText(cell.text);
		case 'NaN':
			return safe`NaN`;
		case 'not-measured':
			return safe`–`;
		case 'untested':
			return safe`not tested`;
	}
}
