/** What Browse says of a model's training below and beside its rows. */

import {expect, test} from 'vitest';
import {trainedWords} from '../../source/screens/browse-lines.ts';
import {ranksIn} from '../../source/screens/browse-view.ts';
import {panelLines} from '../../source/screens/side-panel.ts';
import {defaultConfig} from '../../store/domain/config.ts';
import type {JsonObject} from '../../store/domain/json.ts';
import {madeModel} from '../helpers/made-models.ts';

function said(content: JsonObject): {readonly strip: string; readonly panel: string} {
	const model = madeModel('Mscn/Model/m', content);
	const ranks = ranksIn([model], defaultConfig, new Map());
	const plain = (text: string) => text.replaceAll(/\u{1B}\[[\d;]*m/gu, '');
	return {
		strip: plain(trainedWords(model)),
		panel: plain(panelLines(model, {config: defaultConfig, ranks, width: 60, now: 0}).join('\n')),
	};
}

test.each([
	['no training', {}],
	['an empty one, as adopted models have', {training: {}}],
	['empty hyperparameters', {training: {hyperparams: {}}}],
])('%s: none is recorded', (_, content) => {
	const {strip, panel} = said(content);
	expect(strip).toBe('no training recorded');
	expect(panel).toContain('TRAINED\nno training recorded');
});

test('of a time alone it says the time', () => {
	const {strip, panel} = said({training: {trained_at: '2024-10-19T10:30:00'}});
	expect(strip).toBe('trained 2024-10-19 10:30');
	expect(panel).toContain('2024-10-19 10:30');
	expect(panel).not.toContain('TRAINED');
});

test('what is known is said, in the strip and in the panel', () => {
	const {strip, panel} = said({training: {dataset: 'imdb', num_queries: 500, hyperparams: {lr: 0.1}}});
	expect(strip).toBe('trained on imdb, 500 q · lr 0.1');
	expect(panel).toContain('TRAINED\non imdb, 500 queries');
	expect(panel).toContain('HYPERPARAMETERS\nlr  0.1');
	expect(said({training: {hyperparams: {lr: 0.1}}}).strip).toBe('trained · lr 0.1');
	expect(said({training: {hyperparams: {lr: 0.1}}}).panel).not.toContain('TRAINED');
});
