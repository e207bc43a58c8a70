/** `mreg view`: the saved views of a registry, in mreg.config.json: listing, showing, saving and dropping them. */

import {emptyText, safe, type SafeText} from '../../components/safe-text.ts';
import {columnIdNamed, plainColumns} from '../column-ids.ts';
import {editConfig} from '../../store/config-editor.ts';
import type {NamedView, View} from '../../store/domain/session.ts';
import {nearestName} from '../../store/domain/identifier.ts';
import {paramsCalled} from '../../store/domain/short-names.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {namesIn, parseSortKey} from '../../store/domain/sorting.ts';
import {inOneLine, UserError} from '../../store/domain/user-error.ts';
import {ofAlgorithm, parseWhere, requireConfig} from '../select.ts';
import {tableLines, type Column} from '../table.ts';
import {jsonText, safeText} from '../text.ts';
import {saveViewCommand, takeViewCommand, viewName, viewNamed, viewsIn, viewWords} from '../views.ts';
import type {Command, Context, Options, Result} from './command.ts';
import {algorithmOption, foldOption, isFolded} from './options.ts';

export const view: Command = {
	name: 'view',
	summary: 'saved views: what is shown under a name, for all who use the registry',
	details:
		'A view is a query, an algorithm, columns, an order and whether seeds are folded; all of it may be left out. It stands in mreg.config.json. ' +
		'--view NAME takes it, in the dashboard, list, leaderboard and best; V in the dashboard lists the views. Columns are only for the dashboard.',
	arguments: [
		{name: '[ACTION]', summary: 'list (default), show, save or drop'},
		{name: '[NAME]', summary: 'the name of the view'},
	],
	options: [
		{flags: '--where <Q>', summary: 'with save: only models that match a query, as / in the dashboard'},
		{flags: algorithmOption.flags, summary: 'with save: only models of this algorithm'},
		{flags: '--columns <NAMES>', summary: 'with save: columns, by commas: objective, age, size, a hyperparameter, METRIC@DATASET'},
		{flags: '--sort <KEY>', summary: 'with save: the order, as mreg list --sort takes it'},
		{flags: foldOption.flags, summary: 'with save: seed folds models alike but for a seed'},
	],
	examples: [
		{line: 'mreg view', summary: 'each view, and what it shows'},
		{line: "mreg view save paper --where 'tag:paper' --algo mscn --sort total_time@imdb --fold seed", summary: 'keep it under a name, or change it'},
		{line: 'mreg list --view paper', summary: 'the models that it shows'},
		{line: 'mreg --view paper', summary: 'the dashboard with it'},
		{line: 'mreg view drop paper', summary: 'no model is touched'},
	],
	run,
};

const actions = ['list', 'show', 'save', 'drop'] as const;

async function run(context: Context, options: Options, [action = 'list', typed, more]: readonly string[]): Promise<Result> {
	const known = actions.find(one => one === action);
	if (known === undefined) throw new UserError('usage', `mreg view knows ${actions.join(', ')}, not "${action}".`, {hint: 'mreg view --help shows examples.'});
	if (more !== undefined) throw new UserError('usage', `One name is needed, and "${more}" is one too many.`, {hint: 'A name with blanks stands in quotes.'});
	if (known !== 'save') refuseOptions(options, known);
	if (known === 'list') {
		if (typed !== undefined) throw new UserError('usage', 'mreg view list takes no name.', {hint: `To see one: mreg view show ${typed}.`});
		return list(await configured(context), options);
	}
	if (typed === undefined) throw new UserError('usage', `Which view? mreg view ${known} NAME.`, {hint: 'mreg view lists them.'});
	if (known === 'show') return show(viewNamed((await configured(context)).config, typed), options);
	if (context.readOnly) throw new UserError('read-only', `mreg view ${known} writes mreg.config.json, and --read-only was given.`);
	return known === 'save' ? save(context, options, typed) : drop(context, options, typed);
}

function refuseOptions({where, algo, columns, sort, fold}: Options, action: string): void {
	if ([where, algo, columns, sort, fold].every(option => option === undefined)) return;
	throw new UserError('usage', `Options that say what a view shows are for mreg view save, not for ${action}.`);
}

async function configured(context: Context): Promise<Snapshot> {
	const snapshot = await context.snapshot();
	requireConfig(snapshot, 'Which views there are');
	return snapshot;
}

const columns: readonly Column[] = [
	{header: safe`VIEW`, least: 12},
	{header: safe`SHOWS`, least: 20},
];

function list({config, root}: Snapshot, {json, quiet}: Options): Result {
	const views = viewsIn(config);
	const broken = Object.entries(config.brokenViews ?? {});
	if (json === true) {
		return {lines: [jsonText({schema: 1, root, views: views.map(viewJson), broken: broken.map(([name, reason]) => ({name, reason}))})]};
	}
	if (quiet === true) return {lines: views.map(({name}) => safeText(name))};
	const notes = broken.map(([name, reason]) => safe`${safeText(name)} cannot be understood: ${safeText(reason)}. Mend it in mreg.config.json.`);
	if (views.length === 0) return {lines: [], notes: [safe`No view is saved yet: mreg view save NAME --where Q, or V in the dashboard.`, ...notes]};
	const rows = views.map(({name, view}) => [safeText(name), safeText(viewWords(view))]);
	return {lines: tableLines(columns, rows, undefined), notes};
}

function viewJson({name, view}: NamedView) {
	const {query, algorithm, columns: ids, sort, fold} = view;
	return {name, query: query ?? null, algorithm: algorithm ?? null, columns: ids ?? null, sort: sort ?? null, fold: fold ?? null};
}

function show(named: NamedView, {json, quiet}: Options): Result {
	if (json === true) return {lines: [jsonText({schema: 1, view: viewJson(named)})]};
	if (quiet === true) return {lines: [safeText(named.name)]};
	const {query, algorithm, columns: ids, sort, fold} = named.view;
	const line = (what: SafeText, value: string | undefined) => (value === undefined || value === '' ? [] : [safe`${what}  ${safeText(value)}`]);
	return {
		lines: [
			safe`view       ${safeText(named.name)}`,
			...line(safe`query    `, query),
			...line(safe`algorithm`, algorithm),
			...line(safe`columns  `, ids?.join(', ')),
			...line(safe`sort     `, sort),
			...line(safe`fold     `, fold),
			safe`saved by   ${safeText(saveViewCommand(named))}`,
			safe`taken by   ${safeText(takeViewCommand(named.name))}`,
		],
	};
}

async function save(context: Context, options: Options, typed: string): Promise<Result> {
	const name = viewName(typed);
	const snapshot = await configured(context);
	const wanted = asked(options, snapshot);
	if (Object.values(wanted).every(value => value === undefined)) {
		throw new UserError('usage', `Nothing says what the view ${name} shows.`, {
			hint: 'Give at least one of --where, --algo, --columns, --sort and --fold seed.',
		});
	}
	const before = Object.hasOwn(snapshot.config.views, name) ? snapshot.config.views[name] : undefined;
	const edited = await editConfig(snapshot.root, [{path: ['views', name], value: editable(wanted)}], {waitMs: context.wait, by: 'mreg view save'});
	const config = `${snapshot.root}/mreg.config.json`;
	if (options.json === true) return {lines: [jsonText({schema: 1, view: viewJson({name, view: wanted}), replaced: before !== undefined, config})]};
	if (options.quiet === true) return {lines: [safeText(name)]};
	const was = before === undefined ? emptyText : safe` It was: ${safeText(viewWords(before))}.`;
	return {
		lines: [safe`${safeText(name)}: ${safeText(viewWords(wanted))}. ${safeText(config)}`],
		notes: edited.before === edited.after ? [safe`It said so already: nothing was written.`] : was === '' ? [] : [safeText(was.trim())],
	};
}

/** What was typed, checked: a view that cannot be taken is of no use. @throws UserError `usage`, `nothing-matched` */
function asked({where, algo, columns: typed, sort, fold}: Options, {models}: Snapshot): View {
	const query = where === undefined || where.trim() === '' ? undefined : where.trim();
	parseWhere(query, models);
	const [first] = algo === undefined ? [] : ofAlgorithm(models, algo);
	const names = namesIn(models);
	if (sort !== undefined) parseSortKey(sort, names);
	return {
		query,
		algorithm: first?.algorithm.toLowerCase(),
		columns: typed === undefined ? undefined : columnIds(typed, names),
		sort,
		fold: isFolded(fold) ? 'seed' : undefined,
	};
}

function columnIds(typed: string, names: ReturnType<typeof namesIn>): readonly string[] {
	const ids = typed
		.split(',')
		.map(name => name.trim())
		.filter(name => name !== '');
	const unknown = ids.find(name => columnIdNamed(name, names) === undefined);
	if (unknown === undefined && ids.length > 0) return ids.flatMap(name => columnIdNamed(name, names) ?? []);
	if (unknown === undefined) throw new UserError('usage', '--columns names no column.', {hint: columnsThereAre(names)});
	const called = paramsCalled(unknown, names.params);
	if (called.length > 1) throw new UserError('usage', `"${unknown}" is short for ${called.join(' and ')}.`, {hint: 'Write which of them.'});
	const nearest = nearestName(unknown, [...plainColumns, ...names.params, ...names.metrics]);
	throw new UserError('usage', `There is no column "${unknown}".`, {
		hint: `${nearest === undefined ? '' : `Did you mean ${inOneLine(nearest)}? `}${columnsThereAre(names)}`,
	});
}

/** No message names more hyperparameters or metrics. */
const mostNames = 12;

function columnsThereAre({params, metrics}: ReturnType<typeof namesIn>): string {
	const listed = (found: ReadonlySet<string>, what: string) => {
		const all = [...found].sort();
		const more = all.length > mostNames ? ` and ${all.length - mostNames} more` : '';
		return all.length === 0 ? [] : [`${what}: ${all.slice(0, mostNames).map(inOneLine).join(', ')}${more}`];
	};
	const parts = [`Columns: ${plainColumns.join(', ')}`, ...listed(params, 'hyperparameters'), ...listed(metrics, 'metrics, also as METRIC@DATASET')];
	return `${parts.join('; ')}.`;
}

/** As the config keeps it. */
function editable({query, algorithm, columns: ids, sort, fold}: View) {
	return {
		...(query === undefined ? {} : {query}),
		...(algorithm === undefined ? {} : {algorithm}),
		...(ids === undefined ? {} : {columns: ids}),
		...(sort === undefined ? {} : {sort}),
		...(fold === undefined ? {} : {fold}),
	};
}

async function drop(context: Context, options: Options, typed: string): Promise<Result> {
	const {config, root} = await configured(context);
	const broken = [typed, typed.normalize('NFC')].find(name => Object.hasOwn(config.brokenViews ?? {}, name));
	const name = broken ?? viewNamed(config, typed).name;
	await editConfig(root, [{path: ['views', name]}], {waitMs: context.wait, by: 'mreg view drop'});
	if (options.json === true) return {lines: [jsonText({schema: 1, dropped: name, config: `${root}/mreg.config.json`})]};
	if (options.quiet === true) return {lines: [safeText(name)]};
	const {views} = config;
	const again = Object.hasOwn(views, name) && views[name] ? [safe`To have it again: ${safeText(saveViewCommand({name, view: views[name]}))}`] : [];
	return {lines: [safe`Dropped the view ${safeText(name)}; no model was touched.`], notes: again};
}
