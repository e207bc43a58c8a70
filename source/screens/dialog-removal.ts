/** The question before models go to the trash: how many and how much, what protects them, which bests would be lost. Pure. */

import type {Skipped} from '../../store/domain/change.ts';
import type {Model} from '../../store/domain/model.ts';
import type {NamedRemoval} from '../../store/domain/named-removal.ts';
import {reasonWords} from '../../store/domain/retention-words.ts';
import type {KeepReason, Loss} from '../../store/domain/retention.ts';
import {sizesOf, type Marked} from '../../store/domain/sizes.ts';
import {modelsCommand} from '../change-command.ts';
import {countWords, mostUnasked} from '../log-words.ts';
import {formatBytes, formatNumber} from '../text.ts';
import {firstOf, sentences, shortName} from './change-words.ts';
import {nothingTyped, type ConfirmDialog} from './dialog.ts';
import {leftWords, type Named} from './left-words.ts';

export interface RemovalFacts {
	readonly plan: NamedRemoval;
	/** The files of what would go, as they are now. */
	readonly marked: readonly Marked[];
	readonly skipped: readonly Skipped[];
	/** What can be typed for the models that would go. */
	readonly names: readonly string[];
	/** Keys of models that are not seen on the screen. */
	readonly hidden: ReadonlySet<string>;
}

/** Losses that are named one by one. */
const mostLosses = 3;

/** @returns why nothing can go, as a sentence, where nothing can */
export function removalQuestion({plan, marked, skipped, names, hidden}: RemovalFacts): ConfirmDialog | string {
	const refused = refusedLines(plan.refused);
	const left = leftWords(skipped, plan.remove.map(namedOf));
	if (marked.length === 0) return sentences(['Nothing can go to the trash', ...[...refused, ...left].slice(0, 1)]);
	const ranked = plan.losses.filter(({isRanked}) => isRanked);
	const isTyped = marked.length > mostUnasked || plan.guarded.size > 0 || ranked.length > 0;
	return {
		kind: 'confirm',
		lines: [
			`Move ${whichWords(names)}, ${formatBytes(sizesOf(marked).trashed)} on disk, to the trash? Undo with u.`,
			...hiddenLines(marked, hidden),
			...guardedLines(plan.guarded),
			...lossLines(ranked, 'You would lose'),
			...lossLines(
				plan.losses.filter(({isRanked}) => !isRanked),
				'Also measured',
			),
			...(refused.length === 0 ? [] : [`Left as they are: ${firstOf(refused, 2)}`]),
			...(left.length === 0 ? [] : [sentences(left)]),
		],
		expects: isTyped ? marked.length : 'yes',
		typing: nothingTyped,
		pending: {
			request: {kind: 'trash', removals: marked.map(({removal}) => removal)},
			by: 'dashboard',
			done: `moved ${countWords(marked.length)} to the trash`,
			command: modelsCommand('rm', names),
		},
	};
}

/** `m_1`; `m_1, m_2, m_3`; `m_1, m_2 and 3 more`. */
function whichWords(names: readonly string[]): string {
	return firstOf(names.map(shortName), names.length <= 3 ? 3 : 2);
}

function hiddenLines(marked: readonly Marked[], hidden: ReadonlySet<string>): readonly string[] {
	const count = marked.filter(({removal}) => hidden.has(removal.target.key)).length;
	if (count === 0) return [];
	if (count === marked.length) return [count === 1 ? 'It is not in view.' : 'None of them is in view.'];
	return [`${count} of them ${count === 1 ? 'is' : 'are'} not in view.`];
}

function guardedLines(guarded: NamedRemoval['guarded']): readonly string[] {
	if (guarded.size === 0) return [];
	return [`Protected: ${firstOf([...guarded].map(([model, reason]) => `${model.id} (${reasonWords(reason, {foldSeeds: false})})`))}.`];
}

function lossLines(losses: readonly Loss[], title: string): readonly string[] {
	if (losses.length === 0) return [];
	return [`${title}: ${firstOf(losses.map(lossWords), mostLosses)}`];
}

/** `best total_time@imdb 117.03 → 118.90`. */
function lossWords({metric, dataset, from, to}: Loss): string {
	return `best ${dataset === undefined ? metric : `${metric}@${dataset}`} ${formatNumber(from)} → ${to === undefined ? 'none' : formatNumber(to)}`;
}

function namedOf({key, id, sidecar, artifact}: Model): Named {
	return {key, id, sidecar, artifact: artifact?.path};
}

function refusedLines(refused: ReadonlyMap<Model, KeepReason>): readonly string[] {
	return [...refused].map(([{id}, {kind}]) => `${id} ${kind === 'growing' ? 'is being written' : 'has no files here'}.`);
}
