/** The menu of objectives: metric, then dataset, then direction, for now or for good. */

import {useMemo, type ReactNode} from 'react';
import {Menu, type MenuItem} from '../../components/menu.tsx';
import {safe, type SafeText} from '../../components/safe-text.ts';
import type {Config} from '../../store/domain/config.ts';
import {metricSummaries} from '../../store/domain/metric-summary.ts';
import type {Model} from '../../store/domain/model.ts';
import {directionOf, type Objective} from '../../store/domain/objective.ts';
import {measure} from '../../store/domain/ranking.ts';
import {safeText} from '../text.ts';
import {counted} from '../words.ts';
import type {ObjectiveChoice} from './objective-choice.ts';

export interface ObjectiveMenuProps {
	/** The models that it ranks. */
	readonly models: readonly Model[];
	readonly config: Config;
	readonly choice: ObjectiveChoice;
	/** What ranks them now. */
	readonly objective?: Objective;
	readonly readOnly: boolean;
	/** Only the metric and its direction are asked for. */
	readonly withoutDataset?: boolean;
	readonly onChoose: (choice: ObjectiveChoice) => void;
	readonly typed?: string;
	readonly width: number;
	readonly height: number;
}

interface Choice {
	readonly label: SafeText;
	readonly hint?: SafeText;
	readonly choice: ObjectiveChoice;
}

export function ObjectiveMenu({
	models,
	config,
	choice,
	objective,
	readOnly,
	withoutDataset = false,
	onChoose,
	typed,
	width,
	height,
}: ObjectiveMenuProps): ReactNode {
	const {title, choices, current} = useMemo(
		() => stepOf(choice, {models, config, objective, readOnly, withoutDataset}),
		[choice, models, config, objective, readOnly, withoutDataset],
	);
	const items: ReadonlyArray<MenuItem<number>> = choices.map(({label, hint}, value) => ({label, hint, value}));
	return (
		<Menu
			key={title}
			title={title}
			items={items}
			current={current}
			onSelect={place => {
				const next = choices[place];
				if (next) onChoose(next.choice);
			}}
			typed={typed}
			width={width}
			height={height}
		/>
	);
}

interface StepOptions {
	readonly models: readonly Model[];
	readonly config: Config;
	readonly objective?: Objective;
	readonly readOnly: boolean;
	readonly withoutDataset: boolean;
}

/** The question of now with its answers, and which of them holds already. */
function stepOf(choice: ObjectiveChoice, options: StepOptions): {readonly title: SafeText; readonly choices: readonly Choice[]; readonly current: number} {
	if (choice.metric === undefined) return metricStep(choice, options);
	return choice.dataset === undefined ? datasetStep(choice, choice.metric, options) : directionStep(choice, choice.metric, options);
}

function metricStep(choice: ObjectiveChoice, {models, config, objective, withoutDataset}: StepOptions): ReturnType<typeof stepOf> {
	const metrics = metricSummaries(models, config).filter(({results}) => results > 0);
	const choices = metrics.map(({name, direction, results}): Choice => {
		const better = direction === undefined ? safe`? not set` : direction === 'minimize' ? safe`↓ lower` : safe`↑ higher`;
		return {
			label: safeText(name),
			hint: safe`${better}  ${counted(results, 'result')}`,
			choice: {...choice, metric: name, ...(withoutDataset ? {dataset: 'any' as const} : {})},
		};
	});
	if (choices.length === 0) return {title: safe`There are no results to rank by`, choices: [{label: safe`Esc goes back`, choice}], current: 0};
	return {
		title: safe`Rank by which metric?`,
		choices,
		current: Math.max(
			0,
			metrics.findIndex(({name}) => name === objective?.metric),
		),
	};
}

function datasetStep(choice: ObjectiveChoice, metric: string, {models, objective}: StepOptions): ReturnType<typeof stepOf> {
	const datasets = [...measure(models, metric)]
		.flatMap(([name, results]) => (name === undefined ? [] : [{name, results: results.length}]))
		.sort((a, b) => b.results - a.results);
	const choices: Choice[] = [
		...datasets.map(({name, results}) => ({label: safeText(name), hint: counted(results, 'model'), choice: {...choice, dataset: {name}}})),
		{label: safe`the one with the most results`, hint: safe`whatever it is`, choice: {...choice, dataset: 'any' as const}},
	];
	return {
		title: safe`${safeText(metric)} on which dataset?`,
		choices,
		current: Math.max(
			0,
			datasets.findIndex(({name}) => name === objective?.dataset),
		),
	};
}

function directionStep(choice: ObjectiveChoice, metric: string, {config, readOnly}: StepOptions): ReturnType<typeof stepOf> {
	const known = directionOf(config, metric);
	const directions = known === 'maximize' ? (['maximize', 'minimize'] as const) : (['minimize', 'maximize'] as const);
	const words = {minimize: safe`↓ lower is better`, maximize: safe`↑ higher is better`};
	const now = directions.map((direction): Choice => ({
		label: words[direction],
		hint: direction === known ? safe`as it is known` : undefined,
		choice: {...choice, direction},
	}));
	const forGood = directions.map((direction): Choice => ({
		label: safe`${words[direction]}, and keep it in mreg.config.json`,
		choice: {...choice, direction, store: true},
	}));
	return {title: safe`${safeText(metric)}: which is better?`, choices: readOnly ? now : [...now, ...forGood], current: 0};
}
