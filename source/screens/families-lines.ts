/** What the list of families says in sentences: of all of them, of the one under the cursor, and where there is none. Pure. */

import {truncate} from '../../components/cells.ts';
import {paint} from '../../components/paint.ts';
import {emptyText, joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import {formatVersion, type Family} from '../../store/domain/family.ts';
import {formatMetricRef} from '../../store/domain/metric-ref.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {shellWord} from '../../store/domain/test-command.ts';
import {UserError, type ErrorCode} from '../../store/domain/user-error.ts';
import {formatBytes, safeText} from '../text.ts';
import {theme} from '../theme.ts';
import {agoWords, stateWords} from '../words.ts';
import {grouped, spread} from './browse-lines.ts';
import type {BestWithTies} from './family-best.ts';
import {aliasWords, bestValue, type FamilyFacts} from './families-columns.ts';
import type {FamilyOrder} from './families-view.ts';
import {cutTo} from './trash-lines.ts';
import {wrapText} from './wrap-text.ts';

const orderWords = {name: safe`by name`, newest: safe`newest first`, size: safe`largest first`} as const satisfies Record<FamilyOrder, SafeText>;

/** ` families  12 families, 37 versions, 4.1 GB          by name`. */
export function titleLine(families: readonly Family[], order: FamilyOrder, width: number): SafeText {
	const [versions, bytes] = families.reduce(([count, sum], family) => [count + family.versions.length, sum + family.bytes], [0, 0]);
	const held = safe`${many(families.length, 'family', 'families')}, ${many(versions, 'version', 'versions')}, ${formatBytes(bytes)}`;
	return spread(safe`${paint(theme.title, safe` families`)}  ${held}`, orderWords[order], width);
}

/** What is known of the family under the cursor, in at most `most` lines: sentences, and the command that tells more. */
export function familyLines(
	family: Family | undefined,
	facts: FamilyFacts,
	{width, most, hasAliases}: {readonly width: number; readonly most: number; readonly hasAliases: boolean},
): readonly SafeText[] {
	if (!family) return [];
	const sentences = [...latestSentences(family, facts), bestSentence(family, facts), ...(hasAliases ? [] : aliasSentences(family)), ...doubleSentences(family)];
	const said = wrapText(joinSafe(sentences, safe` `), width - 2);
	if (most < 2) return cutTo(said, {width, most});
	const command = paint(theme.quiet, truncate(safe` mreg versions ${safeText(shellWord(family.name))}`, width));
	return [...cutTo(said, {width, most: most - 1}), command];
}

function latestSentences({versions}: Family, {now}: FamilyFacts): readonly SafeText[] {
	const [latest] = versions;
	if (!latest) return [];
	const {model} = latest;
	const state = stateWords(model);
	const size = model.artifact ? formatBytes(model.artifact.bytes) : emptyText;
	const age = Number.isFinite(model.time) ? safe`made ${agoWords(now - model.time)}` : emptyText;
	const facts = [size, age].filter(part => part !== '');
	const words = facts.length === 0 ? emptyText : safe`: ${joinSafe(facts, safe`, `)}`;
	return [safe`${safeText(formatVersion(latest))} is the latest${words}.`, ...(state === '' ? [] : [safe`Its state: ${state}.`])];
}

function bestSentence(family: Family, {config, bestOf}: FamilyFacts): SafeText {
	const best = bestOf(family);
	if (best instanceof UserError) {
		const next = nextSteps[best.code];
		return next === undefined ? safeText(best.message) : safe`${safeText(best.message)} ${next}`;
	}
	const {version, metric, dataset, standing} = best;
	const ref = safeText(formatMetricRef({metric, dataset}));
	const of = standing.compared.length;
	if (of === 1) return safe`v${version.version} is the only one with a result of ${ref}: ${bestValue(best, config)}.`;
	return safe`v${version.version} is the best of ${of} by ${ref}, ${betterWords(best)}: ${bestValue(best, config)}${tieWords(best)}.`;
}

function betterWords({direction}: BestWithTies): SafeText {
	return direction === 'minimize' ? safe`lower is better` : safe`higher is better`;
}

/** No sentence names more. */
const mostTied = 5;

/** `, a tie with v3, v2 (≈)`: what is as good as the best. */
function tieWords({tied}: BestWithTies): SafeText {
	if (tied.length === 0) return emptyText;
	const named = joinSafe(
		tied.slice(0, mostTied).map(({version}) => safe`v${version}`),
		safe`, `,
	);
	return safe`, a tie with ${named}${tied.length > mostTied ? safe` and ${tied.length - mostTied} more` : emptyText} (≈)`;
}

/** What helps in the dashboard where nothing ranks a family. */
const nextSteps: Readonly<Partial<Record<ErrorCode, SafeText>>> = {
	'unset-direction': safe`8 sets it.`,
	usage: safe`o in Browse chooses the metric and the dataset.`,
};

function aliasSentences(family: Family): readonly SafeText[] {
	const words = aliasWords(family);
	return words === '' ? [] : [safe`Aliases: ${words}.`];
}

/** Two models with one number are not told apart by it. */
function doubleSentences({versions}: Family): readonly SafeText[] {
	const double = versions.find(({version}, index) => index > 0 && versions[index - 1]?.version === version);
	return double ? [paint(theme.caution, safe`Several models are v${double.version}.`)] : [];
}

/** What is said where no model is registered, and what to do next. */
export function noFamilyLines(
	{models, activity}: Pick<Snapshot, 'models' | 'activity'>,
	{width, readOnly}: {readonly width: number; readonly readOnly: boolean},
): readonly SafeText[] {
	const title = safe` ${paint(theme.title, safe`families`)}`;
	if (models.length === 0 && (activity.phase === 'loading' || activity.phase === 'scanning')) {
		return [title, emptyText, paint(theme.quiet, safe`  Looking for models …`)];
	}
	const key = readOnly ? emptyText : safe`R registers a file from elsewhere; in Browse, the model under the cursor in its place. `;
	const how = safe`${key}${readOnly ? safe`A` : safe`In a shell, a`} version is made by mreg register NAME PATH.`;
	return [
		title,
		emptyText,
		paint(theme.title, safe`  No model is registered yet.`),
		emptyText,
		...wrapText(
			safe`A registered model is a numbered version of a family, such as resnet18/v1: its bytes stay as they are, and scripts ask for it by name.`,
			width - 4,
		).map(indented),
		emptyText,
		...wrapText(how, width - 4).map(indented),
	];
}

function indented(line: SafeText): SafeText {
	return safe`  ${line}`;
}

function many(count: number, one: string, others: string): SafeText {
	return safe`${grouped(count)} ${safeText(count === 1 ? one : others)}`;
}
