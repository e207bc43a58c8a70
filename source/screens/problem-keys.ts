/** What Enter, f and - do with the row of Problems under the cursor: for the footer, and for the line below the rows. Pure. */

import type {Model} from '../../store/domain/model.ts';
import type {ActionId} from '../key-binding.ts';
import {openingOf, type Opening} from './problem-opening.ts';
import {isRepairedByKey} from './problem-repairs.ts';
import type {ProblemRow} from './problem-rows.ts';
import {isAboutTags, tagRepairKeys} from './problem-tag-repairs.ts';

export interface RepairKeys {
	/** What the keys do, as a sentence; raw. */
	readonly words: string;
	readonly letsGo: boolean;
}

export interface RowKeys {
	/** What Enter opens. */
	readonly opens: Opening['kind'];
	/** undefined: nothing here repairs it, or there is no sidecar that can be edited. */
	readonly repair?: RepairKeys;
}

/** @param options.now milliseconds since 1970 */
export function keysOfRow(row: ProblemRow | undefined, {models, now}: {readonly models: readonly Model[]; readonly now: number}): RowKeys {
	return {opens: openingOf(row, {models, now}).kind, repair: repairKeys(row, models)};
}

export function repairKeys(row: ProblemRow | undefined, models: readonly Model[]): RepairKeys | undefined {
	if (!row) return undefined;
	if (isAboutTags(row)) return tagRepairKeys(row, models);
	if (row.kind === 'gone') return {words: 'f takes note: these models are not mentioned again, and is:gone lists them no more.', letsGo: false};
	const {finding} = row;
	if (finding?.kind === 'unknown-direction') return {words: 'f opens Metrics, where it is said once.', letsGo: false};
	if (!finding || !isRepairedByKey(finding)) return undefined;
	// Their texts are shown before.
	return {words: finding.kind === 'untracked' ? `f asks, then ${finding.repair}.` : `f: ${finding.repair}.`, letsGo: false};
}

/** Whether a key of Problems does something with the row under the cursor. */
export function isKeyFor(action: ActionId | undefined, {opens, repair}: RowKeys): boolean {
	if (action === 'open') return opens !== 'none';
	if (action === 'repair') return repair !== undefined;
	return action !== 'letGo' || repair?.letsGo === true;
}

/** What Enter does, as a sentence; undefined: nothing. */
export function openWords(opens: Opening['kind']): string | undefined {
	return opens === 'none' ? undefined : opens === 'model' ? 'Enter opens Detail.' : 'Enter shows them in Browse, 6 comes back.';
}
