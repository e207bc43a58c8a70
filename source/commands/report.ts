/** `mreg report`: a registry as one HTML page, for whoever has no terminal at hand. */

import {safe, type SafeText} from '../../components/safe-text.ts';
import {baseName} from '../../store/domain/identifier.ts';
import {logOf} from '../../store/domain/log.ts';
import {shellWord} from '../../store/domain/test-command.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {reportBeginning, reportLines} from '../report.ts';
import {reportParts} from '../report-parts.ts';
import {requireConfig} from '../select.ts';
import {formatBytes, jsonText, safeText} from '../text.ts';
import {counted} from '../words.ts';
import type {Command, Context, Options, Result} from './command.ts';
import {writeOwnExport} from './own-export.ts';
import {algorithmOption, foldOption, isFolded, parseCount} from './options.ts';

/** Rows of each leaderboard where nothing is said: what people read. */
const usualTop = 20;

export const report: Command = {
	name: 'report',
	summary: 'write the registry as one HTML page: leaderboards, the best compared, charts, cleanup history',
	details:
		'The page needs neither network nor script, is dark or light as the reader’s system is, and prints well. ' +
		'A file that is there already is replaced only where it is an earlier report.',
	options: [
		{flags: '--html <FILE>', summary: 'the page to write; - is standard output'},
		algorithmOption,
		{flags: '--metric <M>', summary: 'rank by this metric (default: the objective of each algorithm)'},
		{flags: '--where <Q>', summary: 'only models that match a query, as / in the dashboard'},
		foldOption,
		{flags: '--top <N>', summary: `rows of each leaderboard (default ${usualTop})`},
		{flags: '--title <T>', summary: 'what the page is called'},
	],
	examples: [
		{line: 'mreg report --html report.html', summary: 'all algorithms'},
		{line: 'mreg report --html paper.html --where tag:paper --fold seed --title "Models of the paper"', summary: 'for a paper'},
		{line: 'mreg report --html - --algo mscn > mscn.html', summary: 'to standard output'},
	],
	run,
};

async function run(context: Context, options: Options): Promise<Result> {
	const {html, algo, metric, where, title} = options;
	if (html === undefined || html.trim() === '') {
		throw new UserError('usage', 'A report needs a file to be written to.', {hint: 'Name it: mreg report --html report.html (- is standard output).'});
	}
	const fold = isFolded(options.fold);
	const top = options.top === undefined ? usualTop : parseCount(options.top, '--top');
	if (html === '-' && options.json === true) {
		throw new UserError('usage', '--html - and --json both write to standard output.', {hint: 'Name a file for the page.'});
	}
	const snapshot = await context.snapshot();
	requireConfig(snapshot);
	const parts = reportParts(snapshot, {algo, metric, where, fold, top}, context.now);
	const lines = reportLines(snapshot, {
		title: title ?? `Models in ${baseName(snapshot.root)}`,
		command: commandLine(options, fold),
		now: context.now,
		parts,
		history: await historyOf(snapshot.root),
	});
	if (html === '-') return {lines};
	const text = [...lines].map(line => `${line}\n`).join('');
	const file = await writeOwnExport(context, {file: html, text, beginning: reportBeginning});
	const bytes = Buffer.byteLength(text);
	if (options.json === true) return {lines: [jsonText({schema: 1, root: snapshot.root, file, bytes, models: parts.models.length})]};
	if (options.quiet === true) return {lines: [safeText(file)]};
	return {lines: [], notes: [wrote(file, {bytes, models: parts.models.length})]};
}

function wrote(file: string, {bytes, models}: {readonly bytes: number; readonly models: number}): SafeText {
	return safe`Wrote ${safeText(file)}: ${counted(models, 'model')}, ${formatBytes(bytes)}.`;
}

/** What was removed here, and what is in the trash. */
async function historyOf(root: string) {
	const [{readJournal}, {listTrash}] = await Promise.all([import('../../store/journal.ts'), import('../../store/trash-listing.ts')]);
	const journal = readJournal(root);
	return {log: logOf(journal.entries), entries: journal.entries, trash: listTrash(root, {journal}).entries};
}

/** What was typed, without what only this machine knows. */
function commandLine({html, algo, metric, where, top, title}: Options, fold: boolean): string {
	const said = Object.entries({html, algo, metric, where, top, title}).flatMap(([name, value]) =>
		value === undefined ? [] : [`--${name} ${value === '-' ? value : shellWord(value)}`],
	);
	return ['mreg report', ...said, ...(fold ? ['--fold seed'] : [])].join(' ');
}
