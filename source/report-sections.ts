/** The parts of a report about one algorithm, and about the models that it names. */

import {own} from '../store/domain/json.ts';
import {checksumOf} from '../store/domain/checksum.ts';
import type {Chart} from '../store/domain/chart.ts';
import type {Config} from '../store/domain/config.ts';
import {formatVersion, versionAliases, versionOf} from '../store/domain/family.ts';
import {formatMetricRef} from '../store/domain/metric-ref.ts';
import type {Model} from '../store/domain/model.ts';
import {unitOf} from '../store/domain/objective.ts';
import type {AlgorithmRanks} from '../store/domain/ranks.ts';
import {chartSvg} from './chart-svg.ts';
import {cutText, html, joinHtml, vouchHtml, type Html} from './html.ts';
import type {ReportAlgorithm, ReportBoard, ReportComparison} from './report-parts.ts';
import {linked, notesHtml, tableHtml} from './report-table.ts';
import {shownModels} from './leaderboard-words.ts';
import {formatBytes, formatNumber} from './text.ts';
import {counted, formatTime, stateWords, valueWords} from './words.ts';

export interface SectionSetting {
	readonly config: Config;
	readonly nameOf: (model: Model) => string;
	/** Of a model by its key; undefined: the page does not describe it. */
	readonly anchorOf: (model: Model | undefined) => string | undefined;
}

/** @param anchor of the part */
export function algorithmHtml(part: ReportAlgorithm, anchor: string, setting: SectionSetting): Html {
	const {name, ranks, board, comparison, history, scatter} = part;
	return html`<section id="${anchor}" aria-labelledby="${anchor}-title">
		<h2 id="${anchor}-title">${name}</h2>
		${standingHtml(ranks, setting)} ${boardHtml(board, `Leaderboard of ${name}`, {names: 2, anchorOf: row => setting.anchorOf(row)})}
		${history || scatter ? html`<h3>Charts</h3> ` : undefined}
		<div class="charts">
			${history ? historyHtml(history, anchor) : undefined}
			${scatter ? figureHtml(scatter.chart, {id: `${anchor}-scatter`, more: `${scatter.effect.name} is the hyperparameter that says most about the result: its values explain ${formatNumber(scatter.effect.effect * 100, 0)} % of the differences between ranks.`}) : undefined}
		</div>
		${history ? bestsHtml(history, ranks, setting) : undefined} ${comparison ? comparisonHtml(comparison, name, setting) : undefined}
	</section>`;
}

/** Which is the best, among how many, and what was not compared and why. */
function standingHtml({models, objective, standing}: AlgorithmRanks, {config, nameOf, anchorOf}: SectionSetting): Html {
	const bytes = models.reduce((sum, {artifact}) => sum + (artifact?.bytes ?? 0), 0);
	const held = html`<p>${counted(models.length, 'model')}, ${formatBytes(bytes)}.</p>`;
	if (!objective || !standing) return held;
	const {best, compared, leftOut, group, direction} = standing;
	const unit = unitOf(config, objective.metric);
	const value = `${formatNumber(best.value)}${unit === undefined ? '' : ` ${unit}`}`;
	const on = group?.queries === undefined ? '' : `, ${group.queries} queries`;
	const rest = models.length - compared.length - leftOut.length;
	const others = [
		...(leftOut.length === 0 ? [] : [`${leftOut.length} measured on other queries or other data (≠)`]),
		...(rest === 0 ? [] : [`${rest} without a result there`]),
	];
	const sentence = html`<p>
		Best by ${formatMetricRef(standing)} (${direction === 'minimize' ? 'lower' : 'higher'} is better${on}):
		${linked(html`<b>${nameOf(best.model)}</b>`, anchorOf(best.model))}, <b>${value}</b>. ${compared.length} of ${counted(models.length, 'model')}
		compared${others.length === 0 ? '' : `; left out: ${others.join(', ')}`}.
	</p>`;
	return joinHtml([held, sentence]);
}

/** A leaderboard and the command that prints it; or why there is none. */
export function boardHtml(
	board: ReportBoard,
	caption: string,
	{names, anchorOf}: {readonly names: number; readonly anchorOf: (model: Model | undefined, algorithm: string) => string | undefined},
): Html {
	if (board.kind === 'none') {
		const {message, hint} = board.error;
		return html`<p>No leaderboard: ${message} ${hint}</p>`;
	}
	const {grid, command, rows, of} = board;
	const cut = rows.length < of ? html`<p class="quiet">The first ${rows.length} of ${of} rows; <code>--top</code> shows more.</p>` : undefined;
	const anchor = (row: number) => {
		const shown = rows[row];
		return shown && anchorOf(shownModels(shown)[0], shown.contender.algorithm);
	};
	const short = {...grid, rows: grid.rows.map(row => ({...row, cells: row.cells.map(cell => ({...cell, text: cutText(cell.text, longestCell)}))}))};
	return joinHtml([
		tableHtml(short, {caption: `${caption}: ${grid.title.replace(/^leaderboard\s+/, '')}`, names, rowAnchor: anchor}),
		...(cut ? [cut] : []),
		commandHtml(command),
	]);
}

const longestCell = 200;

function commandHtml(command: string): Html {
	return html`<p class="how">In a terminal: <code>${command}</code></p>`;
}

function comparisonHtml({grid, command, models, outcome}: ReportComparison, name: string, {anchorOf}: SectionSetting): Html {
	const short = {...grid, rows: grid.rows.map(row => ({...row, cells: row.cells.map(cell => ({...cell, text: cutText(cell.text, longestCell)}))}))};
	const table = tableHtml(short, {
		caption: `The first ${models.length} of ${name}, where they differ`,
		names: 0,
		columnAnchor: column => anchorOf(models[column - 1]),
	});
	return html`<h3>Comparison of the best</h3>
		<ul>
			${outcome.map(sentence => html`<li>${sentence}</li>`)}
		</ul>
		${table} ${commandHtml(command)}`;
}

/** A drawing with its words; nothing that only the drawing says. */
function figureHtml(chart: Chart, {id, more}: {readonly id: string; readonly more: string}): Html {
	const {unmeasured, otherData, infinite, withoutX} = chart.leftOut;
	const left = [
		...(otherData === 0 ? [] : [`${otherData} measured on other queries or other data`]),
		...(unmeasured === 0 ? [] : [`${unmeasured} without a result`]),
		...(withoutX === 0 ? [] : [`${withoutX} without ${chart.x.scale === 'time' ? 'a time' : 'that hyperparameter'}`]),
		...(infinite === 0 ? [] : [`${infinite} infinite`]),
	];
	return html`<figure id="${id}">
		${vouchHtml(chartSvg(chart, {id: `${id}-svg`}))}
		<figcaption>
			${chart.title}, against ${chart.x.scale === 'time' ? 'the time of training' : chart.x.label}: ${counted(chart.points.length, 'model')}.
			${more}${left.length === 0 ? '' : ` Left out: ${left.join(', ')}.`}
		</figcaption>
	</figure>`;
}

function historyHtml(chart: Chart, anchor: string): Html {
	const line = chart.frontier.kind === 'so-far' ? 'The line is the best so far.' : '';
	return figureHtml(chart, {id: `${anchor}-history`, more: line});
}

const mostBests = 12;

/** What the line of the chart says, as a table: each model that was the best when it came. */
function bestsHtml(chart: Chart, {models}: AlgorithmRanks, {nameOf, anchorOf}: SectionSetting): Html {
	const bests = chart.points.filter(({kind, y, x}) => kind !== 'plain' && chart.frontier.line.some(corner => corner.x === x && corner.y === y));
	if (bests.length < 2) return html``;
	const byKey = new Map(models.map(model => [model.key, model]));
	const rows = bests.slice(-mostBests).map(point => {
		const model = byKey.get(point.key);
		const params = model === undefined ? '' : parameterWords(model);
		return html`<tr>
			<th scope="row">${linked(html`${model ? nameOf(model) : point.label}`, anchorOf(model))}</th>
			<td>${formatTime(point.x)}</td>
			<td class="right">${formatNumber(point.y)}${chart.y.unit === undefined ? '' : ` ${chart.y.unit}`}</td>
			<td class="note">${params}</td>
		</tr> `;
	});
	const more = bests.length - rows.length;
	const caption = `How the best came, by ${chart.y.label}: each was the best when it was made`;
	return html`<div class="wide" role="region" tabindex="0" aria-label="${caption}">
		<table>
			<caption>
				${caption}${more > 0 ? `; ${counted(more, 'earlier one')} not shown` : ''}
			</caption>
			<thead>
				<tr>
					<th scope="col">Model</th>
					<th scope="col">Trained</th>
					<th scope="col" class="right">Result</th>
					<th scope="col">Hyperparameters</th>
				</tr>
			</thead>
			<tbody>
				${rows}
			</tbody>
		</table>
	</div>`;
}

const mostParameters = 12;

function parameterWords({training}: Model): string {
	const names = Object.keys(training?.hyperparams ?? {});
	const shown = names.slice(0, mostParameters).map(name => `${name} ${cutText(valueWords(own(training?.hyperparams ?? {}, name) ?? null), 40)}`);
	const more = names.length - shown.length;
	return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** All that the page names, with what tells that it is the same model: key, version, checksum. */
export function modelsHtml(models: readonly Model[], total: number, {nameOf, anchorOf}: SectionSetting): Html {
	const rows = models.map(model => {
		const version = versionOf(model);
		const checksum = checksumOf(model.content);
		const state = stateWords(model);
		const aliases = versionAliases(model).map(alias => `@${alias}`);
		return html`<tr id="${anchorOf(model)}">
			<th scope="row">${nameOf(model)}</th>
			<td>${model.algorithm}</td>
			<td>${version === undefined ? '–' : [formatVersion(version), ...aliases].join(' ')}</td>
			<td>${formatTime(model.time)}</td>
			<td class="right">${model.artifact ? formatBytes(model.artifact.bytes) : '–'}</td>
			<td class="note">${parameterWords(model)}</td>
			<td>${model.tags.join(', ')}</td>
			<td class="note">${cutText(model.notes, longestNote)}</td>
			<td>${state === '' ? 'ok' : state}</td>
			<td><code>${model.key}</code></td>
			<td>${checksum === undefined ? '–' : html`<code>sha256:${checksum.value}</code>`}</td>
		</tr> `;
	});
	const hidden = total - models.length;
	return joinHtml([
		html`<div class="wide" role="region" tabindex="0" aria-label="Models on this page">
			<table>
				<caption>
					The models that this page names
				</caption>
				<thead>
					<tr>
						<th scope="col">Model</th>
						<th scope="col">Algorithm</th>
						<th scope="col">Version</th>
						<th scope="col">Made</th>
						<th scope="col" class="right">Size</th>
						<th scope="col">Hyperparameters</th>
						<th scope="col">Tags</th>
						<th scope="col">Note</th>
						<th scope="col">State</th>
						<th scope="col">Key</th>
						<th scope="col">Checksum</th>
					</tr>
				</thead>
				<tbody>
					${rows}
				</tbody>
			</table>
		</div>`,
		...(hidden > 0 ? [html`<p class="quiet">${counted(hidden, 'further model')} of the tables above not described here.</p>`] : []),
		notesHtml(['A checksum is kept of registered versions only (mreg register); mreg verify compares it with the files.']),
	]);
}

const longestNote = 300;
