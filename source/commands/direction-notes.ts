/** What is said of metrics that were just written and of which nobody said which way they are better. */

import {safe, type SafeText} from '../../components/safe-text.ts';
import type {Config} from '../../store/domain/config.ts';
import {directionOf} from '../../store/domain/objective.ts';
import {shellWord} from '../../store/domain/test-command.ts';
import {safeText} from '../text.ts';

/** One line a metric without a direction, with the command that sets it. @param what needs it, as the rest of a sentence: `which the best version needs` */
export function directionNotes(metrics: readonly string[], config: Config, what: string): readonly SafeText[] {
	return metrics
		.filter(metric => directionOf(config, metric) === undefined)
		.map(metric => {
			const set = safeText(`mreg metrics set ${shellWord(metric)} maximize`);
			return safe`Nobody said yet whether ${safeText(metric)} is better large or small, ${safeText(what)}: ${set} (or minimize).`;
		});
}
