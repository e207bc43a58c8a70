/** `mreg list --long`: the text of the seed's `model_manager.py list`, which has every test, without its crashes where a value is missing. */

import {joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import {own} from '../../store/domain/json.ts';
import {metricNumber} from '../../store/domain/sidecar.ts';
import type {Model, TestResult} from '../../store/domain/model.ts';
import {formatNumber, safeText} from '../text.ts';
import {counted, stateWords, valueWords} from '../words.ts';

const comma = safe`, `;

/** `Found N models:` and a block for each. What the seed would not say (a state) has a line of its own only where it is needed. */
export function* longLines(models: readonly Model[]): Iterable<SafeText> {
	yield safe``;
	yield safe`Found ${counted(models.length, 'model')}:`;
	yield safe``;
	for (const model of models) yield* blockOf(model);
}

function* blockOf(model: Model): Iterable<SafeText> {
	yield safeText('='.repeat(80));
	yield safe`Model ID: ${safeText(model.id)}`;
	yield safe`Algorithm: ${safeText(model.algorithm)}`;
	const state = stateWords(model);
	if (state !== '') yield safe`State: ${state}`;
	if (model.training) yield trainingLine(model.training);
	if (model.tests.length > 0) yield safe`Tests: ${model.tests.length}`;
	for (const test of model.tests) yield safe`  - ${safeText(test.dataset ?? '–')}: ${resultWords(test)}`;
	if (model.tags.length > 0) yield safe`Tags: ${joinSafe(model.tags.map(safeText), comma)}`;
}

function trainingLine(training: NonNullable<Model['training']>): SafeText {
	const epoch = own(training.hyperparams, 'num_epoch') ?? null;
	const details = [
		...(epoch === null ? [] : [safe`epoch=${valueWords(epoch)}`]),
		...(training.training_time === undefined ? [] : [safe`time=${formatNumber(training.training_time, 1)}s`]),
	];
	return safe`Training: ${safeText(training.dataset ?? '–')}${details.length === 0 ? safe`` : safe` (${joinSafe(details, comma)})`}`;
}

/** The seed's `45.23s`; a test without a total_time says what it has instead: a missing result is not 0. */
function resultWords(test: TestResult): SafeText {
	const total = metricNumber(own(test.performance, 'total_time') ?? null);
	if (total !== undefined) return Number.isFinite(total) ? safe`${formatNumber(total, 2)}s` : formatNumber(total);
	const others = Object.entries(test.performance).filter(([, value]) => value !== null);
	return others.length === 0
		? safe`no result`
		: joinSafe(
				others.map(([metric, value]) => safe`${safeText(metric)}=${valueWords(value)}`),
				comma,
			);
}
