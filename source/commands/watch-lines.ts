/** The events of a registry as lines: JSON for programs, words for people. */

import {emptyText, joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import type {Model, TestResult} from '../../store/domain/model.ts';
import type {Measured} from '../../store/domain/ranking.ts';
import {isBeingWritten, type RegistryEvent} from '../../store/domain/registry-events.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {isoTime, modelJson} from '../model-json.ts';
import {formatNumber, jsonText, safeText} from '../text.ts';
import {counted, formatTime, stateWords, valueWords} from '../words.ts';

/** An event of `mreg watch`, or the one that says that it follows (`count`: how many models are asked for), or the model that was waited for. */
export type Watched =
	RegistryEvent | {readonly event: 'ready'; readonly snapshot: Snapshot; readonly count: number} | {readonly event: 'matched'; readonly model: Model};

/** One object: `{schema, event, at, key, model_id, algorithm, ...}`. @param at when it was seen, in milliseconds since 1970 */
export function eventJson(watched: Watched, at: number): SafeText {
	const model = modelOf(watched);
	const who = watched.event === 'ready' ? {} : {key: model?.key ?? null, model_id: model?.id ?? null, algorithm: model?.algorithm ?? null};
	return jsonText({schema: 1, event: watched.event, at: isoTime(at), ...who, ...factsOf(watched)});
}

/** The model that an event is about; of a change of the best the new one. */
export function modelOf(watched: Watched): Model | undefined {
	switch (watched.event) {
		case 'ready':
			return undefined;
		case 'best.changed':
			return watched.to?.model;
		default:
			return watched.model;
	}
}

function factsOf(watched: Watched): object {
	switch (watched.event) {
		case 'ready': {
			const {root, models, problems} = watched.snapshot;
			return {root, models: watched.count, of: models.length, problems: problems.length};
		}
		case 'matched':
			return {model: modelJson(watched.model)};
		case 'model.added':
			return {tests: watched.model.tests.length, model: toldJson(watched.model)};
		case 'model.changed':
			return {fields: watched.fields, model: toldJson(watched.model)};
		case 'model.removed':
			return {};
		case 'result.added':
			return {result: watched.result};
		case 'best.changed': {
			const {algorithm, metric, direction, dataset = null, from, to, improved} = watched;
			return {algorithm, metric, direction, dataset, value: to?.value ?? null, improved, before: bestJson(from)};
		}
		case 'problem':
			return watched.problem;
	}
}

/** Growing is what was never told to be whole: nobody hears of the end of what has its sidecar. */
function toldJson(model: Model): object {
	return {...modelJson(model), growing: isBeingWritten(model)};
}

function bestJson(best: Measured | undefined): object | null {
	return best ? {key: best.model.key, model_id: best.model.id, value: best.value} : null;
}

/** A line of words: when, what, of which model. @param name how a model is named, so that it can be typed back */
export function eventLine(watched: Watched, at: number, name: (model: Model) => string): SafeText {
	const named = (model: Model) => safeText(name(model));
	return safe`${formatTime(at)}  ${safeText(watched.event.padEnd(13))}  ${wordsOf(watched, named)}`;
}

function wordsOf(watched: Watched, named: (model: Model) => SafeText): SafeText {
	switch (watched.event) {
		case 'ready':
			return safe`${countWords(watched)} in ${safeText(watched.snapshot.root)}`;
		case 'matched':
		case 'model.removed':
			return named(watched.model);
		case 'model.added': {
			const {training} = watched.model;
			const trained = training?.dataset === undefined ? emptyText : safe`trained on ${safeText(training.dataset)}`;
			const {length: tests} = watched.model.tests;
			const state = stateWords({...watched.model, growing: isBeingWritten(watched.model)});
			return joined([named(watched.model), trained, tests === 0 ? emptyText : counted(tests, 'test'), state]);
		}
		case 'model.changed':
			return safe`${named(watched.model)}: ${joinSafe(
				watched.fields.map(field => changeWords(field, watched)),
				safe`, `,
			)}`;
		case 'result.added':
			return joined([safe`${named(watched.model)} on ${safeText(watched.result.dataset ?? '–')}`, ...metricWords(watched.result)]);
		case 'best.changed': {
			const {algorithm, metric, dataset, from, to} = watched;
			const where = safe`${safeText(algorithm)} on ${safeText(dataset ?? '–')}`;
			if (!to) return safe`${where}: none any more`;
			const before = from ? safe`, before ${named(from.model)} ${formatNumber(from.value)}` : emptyText;
			return safe`${where}: ${named(to.model)}, ${safeText(metric)} ${formatNumber(to.value)}${before}`;
		}
		case 'problem': {
			const {path, message} = watched.problem;
			return path === '' ? safeText(message) : safe`${safeText(path)}: ${safeText(message)}`;
		}
	}
}

function countWords({count, snapshot}: Extract<Watched, {event: 'ready'}>): SafeText {
	const all = snapshot.models.length;
	return count === all ? counted(all, 'model') : safe`${count} of ${counted(all, 'model')}`;
}

/** Tags and states are said as they are now, of other fields only which. */
function changeWords(field: string, {model, before}: Extract<Watched, {event: 'model.changed'}>): SafeText {
	switch (field) {
		case 'tags': {
			const added = model.tags.filter(tag => !before.tags.includes(tag)).map(tag => safe`+${safeText(tag)}`);
			const removed = before.tags.filter(tag => !model.tags.includes(tag)).map(tag => safe`−${safeText(tag)}`);
			return added.length + removed.length === 0 ? safe`tags` : safe`tags ${joinSafe([...added, ...removed], safe` `)}`;
		}
		case 'state':
			return safe`state ${safeText(model.state)}`;
		case 'growing':
			return safe`is written`;
		default:
			return safeText(field);
	}
}

/** So many metrics of a result are named. */
const mostMetrics = 3;

function metricWords({performance}: TestResult): readonly SafeText[] {
	const metrics = Object.entries(performance);
	const shown = metrics.slice(0, mostMetrics).map(([metric, value]) => safe`${safeText(metric)} ${valueWords(value)}`);
	return metrics.length > mostMetrics ? [...shown, safe`${metrics.length - mostMetrics} more`] : shown;
}

function joined(parts: readonly SafeText[]): SafeText {
	return joinSafe(
		parts.filter(part => part !== ''),
		safe`, `,
	);
}
