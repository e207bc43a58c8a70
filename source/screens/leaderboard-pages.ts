/** What Leaderboard says where there is nothing to rank: why, and what to do next. Pure. */

import {paint} from '../../components/paint.ts';
import {emptyText, joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import {metricsOf, unsetDirection} from '../../store/domain/objective.ts';
import {safeText} from '../text.ts';
import {theme} from '../theme.ts';
import {counted} from '../words.ts';
import type {LeaderboardState} from './leaderboard-state.ts';
import type {LeaderboardPage} from './leaderboard-view.ts';
import type {ScreenContext} from './screen-context.ts';
import {wrapText} from './wrap-text.ts';

type EmptyPage = Extract<LeaderboardPage, {kind: 'empty'}>;

/** Lines of at most `width` cells. */
export function emptyPageLines(page: EmptyPage, state: LeaderboardState, {snapshot, width}: Pick<ScreenContext, 'snapshot' | 'width'>): readonly SafeText[] {
	const [what, ...next] = sentences(page, state, snapshot.activity.phase);
	return [
		safe` ${paint(theme.title, safe`leaderboard`)}`,
		emptyText,
		...wrapText(what, width - 3).map(line => safe`  ${line}`),
		...next.flatMap(line => wrapText(line, width - 3)).map(line => paint(theme.quiet, safe`  ${line}`)),
	];
}

function sentences(page: EmptyPage, state: LeaderboardState, phase: string): readonly [SafeText, ...SafeText[]] {
	const {models, why} = page;
	switch (why) {
		case 'no-models':
			if (phase === 'loading' || phase === 'scanning') return [safe`Looking for models …`];
			if (state.keys !== undefined) return [safe`The marked models are gone.`, safe`1 goes back to the models, Space marks others.`];
			if (state.algorithm !== undefined) return [safe`${safeText(state.algorithm)} has no models any more.`, safe`1 goes back to the models.`];
			return [safe`There are no models here yet.`, safe`A model that is written now appears by itself.`];
		case 'no-objective': {
			const metrics = metricsOf(models);
			if (metrics.size === 0) {
				return [safe`None of ${counted(models.length, 'model')} has a test result yet.`, safe`A result that is written now appears by itself.`];
			}
			return [safe`Nothing says by which metric these models are ranked. ${listed(metrics)}`, safe`o chooses one, 8 shows them all.`];
		}
		case 'no-results': {
			const metric = safeText(page.objective?.metric ?? '');
			const metrics = metricsOf(models);
			const others = metrics.size === 0 ? safe`They have no test results yet.` : listed(metrics);
			return [safe`None of ${counted(models.length, 'model')} has a result for ${metric}. ${others}`, safe`o chooses another metric.`];
		}
		case 'unset': {
			const {message, hint = ''} = unsetDirection(page.objective.metric);
			return [safeText(message), safeText(hint), safe`o chooses another metric.`];
		}
	}
}

const mostNames = 12;

function listed(metrics: ReadonlySet<string>): SafeText {
	const names = [...metrics].sort();
	const more = names.length > mostNames ? safe` and ${names.length - mostNames} more` : emptyText;
	return safe`The metrics: ${joinSafe(names.slice(0, mostNames).map(safeText), safe`, `)}${more}.`;
}
