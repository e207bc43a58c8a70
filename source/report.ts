/** A report of a registry as one page: it needs no network and no script, and says the same at every time of one clock. */

import {metricSummaries, type MetricSummary} from '../store/domain/metric-summary.ts';
import type {Model} from '../store/domain/model.ts';
import type {Problem} from '../store/domain/problem.ts';
import type {Snapshot} from '../store/domain/snapshot.ts';
import {cutText, html, htmlLines, joinHtml, vouchHtml, type Html} from './html.ts';
import {shownModels} from './leaderboard-words.ts';
import {anchorsFor} from './report-anchors.ts';
import {historyHtml, timeHtml, type ReportHistory} from './report-history.ts';
import type {ReportBoard, ReportParts} from './report-parts.ts';
import {algorithmHtml, boardHtml, modelsHtml, type SectionSetting} from './report-sections.ts';
import {reportStyle} from './report-style.ts';
import type {SafeText} from '../components/safe-text.ts';
import {formatBytes} from './text.ts';
import {counted} from './words.ts';

export interface ReportFacts {
	readonly title: string;
	/** What was typed. */
	readonly command: string;
	/** Milliseconds since 1970. */
	readonly now: number;
	readonly parts: ReportParts;
	readonly history: ReportHistory;
}

/** How every report begins: so a file is known to be one, and may be written anew. */
export const reportBeginning = '<!doctype html>\n<!-- mreg report -->\n';

/** Models that are described, problems and metrics that are listed. */
const mostModels = 400;
const mostProblems = 50;
const mostMetrics = 60;

/** The lines of the page. */
export function* reportLines(snapshot: Snapshot, facts: ReportFacts): Iterable<SafeText> {
	yield* htmlLines(pageHtml(snapshot, facts));
}

function pageHtml(snapshot: Snapshot, facts: ReportFacts): Html {
	const {title, parts, history} = facts;
	const named = namedModels(parts);
	const described = named.slice(0, mostModels);
	const anchors = anchorsFor(
		described.map(({key}) => key),
		'model-',
	);
	const setting: SectionSetting = {config: snapshot.config, nameOf: parts.nameOf, anchorOf: model => model && anchors.get(model.key)};
	const places = anchorsFor(
		parts.algorithms.map(({name}) => name),
		'algorithm-',
	);
	const links = [
		...(parts.overview ? [{anchor: 'overview', name: 'Algorithms'}] : []),
		...parts.algorithms.map(({name}) => ({anchor: places.get(name) ?? '', name})),
		{anchor: 'cleanup', name: 'Cleanup'},
		{anchor: 'problems', name: 'Problems'},
		{anchor: 'models', name: 'Models'},
		{anchor: 'reading', name: 'How to read it'},
	];
	const page = html`<html lang="en">
		<head>
			<meta charset="utf-8" />
			<meta name="viewport" content="width=device-width, initial-scale=1" />
			<meta name="generator" content="mreg report" />
			<meta name="color-scheme" content="light dark" />
			<meta name="referrer" content="no-referrer" />
			<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
			<title>${title}</title>
			${reportStyle}
		</head>
		<body>
			<header>${headHtml(snapshot, facts)}</header>
			<nav aria-label="Contents">
				<ul>
					${links.map(({anchor, name}) => html`<li><a href="#${anchor}">${name}</a></li>`)}
				</ul>
			</nav>
			<main>
				${parts.overview ? overviewHtml(parts.overview, places) : undefined}
				${parts.algorithms.map(part => algorithmHtml(part, places.get(part.name) ?? '', setting))} ${moreHtml(parts.more)}
				<section id="cleanup" aria-labelledby="cleanup-title">
					<h2 id="cleanup-title">Cleanup history</h2>
					${historyHtml(history)}
				</section>
				<section id="problems" aria-labelledby="problems-title">
					<h2 id="problems-title">Problems</h2>
					${problemsHtml(snapshot.problems)}
				</section>
				<section id="models" aria-labelledby="models-title">
					<h2 id="models-title">Models on this page</h2>
					${modelsHtml(described, named.length, setting)}
				</section>
				<section id="reading" aria-labelledby="reading-title">
					<h2 id="reading-title">How to read it</h2>
					${readingHtml(parts.models, snapshot)}
				</section>
			</main>
		</body>
	</html>`;
	return joinHtml([vouchHtml(reportBeginning.trimEnd()), page]);
}

function headHtml(snapshot: Snapshot, {title, command, now, parts: {models, algorithms, more}}: ReportFacts): Html {
	const bytes = models.reduce((sum, {artifact}) => sum + (artifact?.bytes ?? 0), 0);
	const tested = models.filter(({tests}) => tests.length > 0).length;
	const all = snapshot.models.length;
	const of = models.length < all ? ` of ${all}` : '';
	return html`<h1>${title}</h1>
		<dl class="facts">
			<dt>Registry</dt>
			<dd><code>${snapshot.root}</code></dd>
			<dt>Made</dt>
			<dd>${timeHtml(new Date(now).toISOString())}</dd>
			<dt>With</dt>
			<dd><code>${command}</code></dd>
			<dt>Holds</dt>
			<dd>
				${counted(models.length, 'model')}${of}, ${formatBytes(bytes)}; ${tested} tested; ${counted(algorithms.length + more.length, 'algorithm')};
				${counted(snapshot.problems.length, 'problem')}
			</dd>
		</dl>`;
}

function overviewHtml(board: ReportBoard, places: ReadonlyMap<string, string>): Html {
	return html`<section id="overview" aria-labelledby="overview-title">
		<h2 id="overview-title">Algorithms</h2>
		${boardHtml(board, 'The best of each algorithm', {names: 1, anchorOf: (_, algorithm) => placeOf(places, algorithm)})}
	</section>`;
}

function placeOf(places: ReadonlyMap<string, string>, algorithm: string): string | undefined {
	return places.get(algorithm) ?? [...places].find(([name]) => name.toLowerCase() === algorithm.toLowerCase())?.[1];
}

function moreHtml(more: readonly string[]): Html | undefined {
	if (more.length === 0) return undefined;
	const shown = more.slice(0, 30).join(', ');
	return html`<section>
		<h2>Further algorithms</h2>
		<p>${counted(more.length, 'algorithm')} with fewer models: ${shown}${more.length > 30 ? '…' : ''}. <code>--algo</code> makes a report of one.</p>
	</section>`;
}

function problemsHtml(problems: readonly Problem[]): Html {
	if (problems.length === 0) return html`<p>None.</p>`;
	const rows = problems.slice(0, mostProblems).map(
		({path, message}) =>
			html`<tr>
				<th scope="row"><code>${path === '' ? '.' : path}</code></th>
				<td>${cutText(message, 500)}</td>
			</tr> `,
	);
	const more = problems.length - rows.length;
	return joinHtml([
		html`<div class="wide" role="region" tabindex="0" aria-label="Problems">
			<table>
				<caption>
					What could not be read or is odd
				</caption>
				<thead>
					<tr>
						<th scope="col">File</th>
						<th scope="col">Reason</th>
					</tr>
				</thead>
				<tbody>
					${rows}
				</tbody>
			</table>
		</div>`,
		html`<p class="quiet">${more > 0 ? `${more} more: ` : ''}<code>mreg problems</code> lists all, <code>mreg doctor</code> says what mends them.</p>`,
	]);
}

/** What the signs and arrows mean, and which way each metric goes. */
function readingHtml(models: readonly Model[], {config}: Snapshot): Html {
	const all = metricSummaries(models, config).filter(({results, unusable}) => results + unusable > 0);
	const metrics = all.slice(0, mostMetrics);
	const more = all.length - metrics.length;
	return html`<ul>
			<li>
				Compared is only what was measured on the same: one dataset with the same contents and number of queries. Of several such groups the largest counts;
				other results are marked ≠ and have no rank.
			</li>
			<li>Of several tests of a model on a dataset the newest counts. A result that is no number, or not a number (NaN), has no rank.</li>
			<li>
				★ is the best, 2nd the next, ≈ as good as the best as far as can be told: equal, another seed of one configuration, or of several seeds no more than
				chance apart (Welch’s test, p > 0.05); “not tested” is a hole. ↓ means lower is better, ↑ higher is better, ? that nobody said: then nothing is ranked.
			</li>
			<li>▲ is better and ▼ worse than the first model of a comparison, whatever the direction of the metric.</li>
		</ul>
		<div class="wide" role="region" tabindex="0" aria-label="Metrics">
			<table>
				<caption>
					Metrics: which way is better, and who says so
				</caption>
				<thead>
					<tr>
						<th scope="col">Metric</th>
						<th scope="col">Better is</th>
						<th scope="col">Said by</th>
						<th scope="col">Unit</th>
						<th scope="col" class="right">Results</th>
						<th scope="col" class="right">Not a number</th>
					</tr>
				</thead>
				<tbody>
					${metrics.map(metricRow)}
				</tbody>
			</table>
		</div>
		${more > 0 ? html`<p class="quiet">${counted(more, 'further metric')}: <code>mreg metrics</code> lists all.</p>` : undefined}`;
}

const sources = {config: 'mreg.config.json', 'well-known': 'its well-known name'} as const;

function metricRow({name, direction, source, unit, results, unusable}: MetricSummary): Html {
	const better = direction === undefined ? 'not known: nothing is ranked' : direction === 'minimize' ? 'lower ↓' : 'higher ↑';
	return html`<tr>
		<th scope="row">${name}</th>
		<td>${better}</td>
		<td>${source === undefined ? 'nobody' : sources[source]}</td>
		<td>${unit ?? '–'}</td>
		<td class="right">${results}</td>
		<td class="right">${unusable}</td>
	</tr> `;
}

/** Every model that a table names, each once, in the order of the page. */
function namedModels({overview, algorithms}: ReportParts): readonly Model[] {
	const named = new Set<Model>();
	for (const {board, comparison, ranks} of algorithms) {
		if (board.kind === 'board') for (const row of board.rows) for (const model of shownModels(row).slice(0, mostOfRow)) named.add(model);
		for (const model of comparison?.models ?? []) named.add(model);
		if (ranks.standing) named.add(ranks.standing.best.model);
	}
	if (overview?.kind === 'board') for (const row of overview.rows) for (const model of shownModels(row)) named.add(model);
	return [...named];
}

/** Seeds of a configuration. */
const mostOfRow = 10;
