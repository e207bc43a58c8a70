/** What a removal that nobody is asked about may do: how many models go, and that no best is lost unless that is meant. Pure. */

import type {Loss} from '../store/domain/retention.ts';
import {UserError} from '../store/domain/user-error.ts';
import {formatNumber} from './text.ts';

const usualMost = 100;
/** Losses that are named one by one. */
const mostNamed = 5;

export interface Accepted {
	/** What is lost, and what is guarded, is meant to go. */
	readonly acceptLoss?: boolean;
	/** Names of models that no rule removes and that were named all the same; raw. */
	readonly guarded?: readonly string[];
}

/** @param most models that may go @throws UserError `declined` where there are more */
export function requireFew(count: number, most = usualMost): void {
	if (count <= most) return;
	throw new UserError('declined', `${count} models would go, more than ${most}. Nothing was removed.`, {hint: `If that is meant: --max-remove ${count}`});
}

/** @throws UserError `declined` where more is lost is accepted */
export function requireAccepted(losses: readonly Loss[], {acceptLoss, guarded = []}: Accepted): void {
	if (acceptLoss === true) return;
	const lost = losses.filter(({isRanked}) => isRanked);
	if (lost.length > 0) {
		throw new UserError('declined', `A best would be lost: ${lost.slice(0, mostNamed).map(lossWords).join('; ')}${moreThan(lost)}. Nothing was removed.`, {
			hint: 'Keep it (--keep-bests for cleanup, mreg protect ID), or say --accept-loss. Without --yes a terminal is asked.',
		});
	}
	if (guarded.length === 0) return;
	throw new UserError('declined', `Protected: ${guarded.slice(0, mostNamed).join(', ')}${moreThan(guarded)}. Nothing was removed.`, {
		hint: 'With --yes a protected model goes only with --accept-loss. Without --yes a terminal is asked.',
	});
}

/** `total_time@imdb 120.5 → 130 (mscn_2024…)`; raw. */
export function lossWords(loss: Loss): string {
	const {from, to, model} = loss;
	return `${lossName(loss)} ${formatNumber(from)} → ${to === undefined ? 'none' : formatNumber(to)} (${model.id})`;
}

/** `total_time@imdb`; raw. */
export function lossName({metric, dataset}: Loss): string {
	return dataset === undefined ? metric : `${metric}@${dataset}`;
}

function moreThan(list: readonly unknown[]): string {
	return list.length > mostNamed ? ` and ${list.length - mostNamed} more` : '';
}
