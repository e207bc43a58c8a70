/** What is said of a model in words, where a value would stand: its state, its tests, its time. */

import {emptyText, safe, type SafeText, joinSafe} from '../components/safe-text.ts';
import type {Direction} from '../store/domain/config.ts';
import {parseTime} from '../store/domain/identifier.ts';
import type {Json} from '../store/domain/json.ts';
import {metricNumber} from '../store/domain/sidecar.ts';
import type {Model} from '../store/domain/model.ts';
import {formatAge, formatBytes, formatNumber, jsonText, safeText} from './text.ts';

/** `missing`, `untracked`, `unreadable line 14`, `stale, line 14`, `writing… 1.2 MB`, `stale`; empty for a model of which there is nothing to say. */
export function stateWords(model: Model): SafeText {
	// What was tested is whole, however young its files are.
	if (model.growing && model.state !== 'unreadable' && (model.state !== 'ok' || model.tests.length === 0)) {
		return safe`writing… ${formatBytes(model.artifact?.bytes ?? NaN)}`;
	}
	const stale = model.stale ? safe` (stale)` : emptyText;
	switch (model.state) {
		case 'ok':
			return model.stale ? safe`stale` : emptyText;
		case 'unreadable': {
			const line = model.problems.map(problem => /\bline (\d+)/.exec(problem.message)?.[1]).find(found => found !== undefined);
			return line === undefined ? safe`unreadable${stale}` : model.stale ? safe`stale, line ${Number(line)}` : safe`unreadable line ${Number(line)}`;
		}
		case 'gone':
			return safe`gone`;
		case 'untracked':
		case 'missing':
			return safe`${safeText(model.state)}${stale}`;
	}
}

/** The state, or how many of the datasets it has a result on: `not tested`, `3/4`, `–` where its tests name no dataset. */
export function coverageWords(model: Model, datasets: number): SafeText {
	const state = stateWords(model);
	if (state !== '') return state;
	if (model.tests.length === 0) return safe`not tested`;
	const tested = testedDatasets(model).size;
	// Its tests name none.
	return tested === 0 ? safe`–` : safe`${tested}/${datasets}`;
}

/** The datasets that a model has a result on. */
export function testedDatasets(model: Model): ReadonlySet<string> {
	return new Set(model.tests.flatMap(test => test.dataset ?? []));
}

/** A hyperparameter's or a metric's value: numbers short, text as it is, anything else as JSON. */
export function valueWords(value: Json): SafeText {
	const number = metricNumber(value);
	if (number !== undefined) return formatNumber(number);
	return typeof value === 'string' ? safeText(value) : jsonText(value);
}

/** Local time to the minute: `2024-10-19 10:30`; `–` where there is none. */
export function formatTime(milliseconds: number): SafeText {
	const date = new Date(milliseconds);
	if (Number.isNaN(date.getTime())) return safe`–`;
	const two = (value: number) => String(value).padStart(2, '0');
	return safeText(`${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`);
}

/** A time as a sidecar gives it, local and to the minute; a date alone, or another kind of text, as it is. @param text raw */
export function saidTime(text: string): SafeText {
	const time = text.includes(':') ? parseTime(text) : undefined;
	return time === undefined ? safeText(text) : formatTime(time);
}

/** `3d ago`, `just now`, of a time to come `in 3d`; `–` for what is no number. @param ms an age in milliseconds */
export function agoWords(ms: number): SafeText {
	if (!Number.isFinite(ms)) return safe`–`;
	if (Math.abs(ms) < 60_000) return safe`just now`;
	return ms < 0 ? safe`in ${formatAge(-ms)}` : safe`${formatAge(ms)} ago`;
}

/** `1 model`, `2 models`. */
export function counted(count: number, one: string, many = `${one}s`): SafeText {
	return safe`${count} ${safeText(count === 1 ? one : many)}`;
}

/** `↓` lower is better, `↑` higher is better, `?` nobody said. */
export function arrowOf(direction: Direction | undefined): SafeText {
	return direction === undefined ? safe`?` : direction === 'minimize' ? safe`↓` : safe`↑`;
}

/** `total_time s ↓`, above a column of results; without an arrow where nobody said which is better. @param name raw */
export function metricTitle(name: string, {unit, direction}: {readonly unit: string | undefined; readonly direction: Direction | undefined}): SafeText {
	const inUnit = unit === undefined ? safeText(name) : safe`${safeText(name)} ${safeText(unit)}`;
	return direction === undefined ? inUnit : safe`${inUnit} ${arrowOf(direction)}`;
}

/** `a, b and 3 more`. @param names raw */
export function namedShort(names: readonly string[], most = 3): SafeText {
	const shown = joinSafe(names.slice(0, most).map(safeText), safe`, `);
	return names.length > most ? safe`${shown} and ${names.length - most} more` : shown;
}
