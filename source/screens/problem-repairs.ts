/** What f and - do with the row of Problems under the cursor; of what nothing here can mend, what a person can do. Pure. */

import type {ChangeRequest} from '../../store/domain/change.ts';
import type {Finding} from '../../store/domain/finding.ts';
import {isFixable} from '../../store/domain/findings.ts';
import type {ProblemKind} from '../../store/domain/problem.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import type {PendingChange} from './dialog.ts';
import type {ProblemRow} from './problem-rows.ts';
import {isAboutTags, wantedTagRepair} from './problem-tag-repairs.ts';

/** Raw words. */
export type WantedRepair =
	| {readonly kind: 'change'; readonly pending: PendingChange}
	/** What processes left is put right; it says itself what it did, and there is nothing to take back. */
	| {readonly kind: 'settle'; readonly request: ChangeRequest; readonly command?: string}
	/** Sidecars for untracked models: their texts are shown first. */
	| {readonly kind: 'adopt'; readonly keys: readonly string[]; readonly command?: string}
	/** The direction of a metric is said in Metrics. */
	| {readonly kind: 'metric'; readonly metric: string}
	/** What vanished is told no more. */
	| {readonly kind: 'dismiss'}
	| {readonly kind: 'not'; readonly why: string};

/** What a person can do where no key does it; undefined where that is said already. */
export function stepByHand({kind, finding}: ProblemRow): string | undefined {
	if (!finding) return nextSteps[kind];
	return isRepairedByKey(finding) ? finding.repair : finding.repair.replace(/^none: /, '');
}

/** f. */
export function wantedRepair(row: ProblemRow | undefined, snapshot: Pick<Snapshot, 'models'>): WantedRepair {
	if (!row) return {kind: 'not', why: 'There is nothing to repair.'};
	if (isAboutTags(row)) return wantedTagRepair(row, snapshot);
	if (row.kind === 'gone') return {kind: 'dismiss'};
	const {finding} = row;
	if (finding?.kind === 'unknown-direction' && finding.metric !== undefined) return {kind: 'metric', metric: finding.metric};
	if (finding && isRepairedByKey(finding)) return repairBy(finding);
	const step = stepByHand(row);
	return {kind: 'not', why: step === undefined ? 'Nothing here repairs it.' : `Nothing here repairs it. ${asSentence(step)}`};
}

/** Copies are made one file only where that was asked for in so many words. */
export function isRepairedByKey(finding: Finding): boolean {
	return finding.kind !== 'duplicate' && isFixable(finding);
}

function repairBy({kind, keys, fix = [], command}: Finding): WantedRepair {
	if (kind === 'untracked') return {kind: 'adopt', keys, command};
	const request = fix.at(-1);
	if (!request) return {kind: 'not', why: 'It is put right already.'};
	if (request.kind === 'settle') return {kind: 'settle', request, command};
	const before = fix.slice(0, -1);
	const doneOf = (done: readonly string[]) => doneWords(request, done.length);
	return {
		kind: 'change',
		pending: {request, before, by: 'dashboard', done: doneWords(request, request.kind === 'trash' ? request.removals.length : keys.length), doneOf, command},
	};
}

function doneWords(request: ChangeRequest, count: number): string {
	switch (request.kind) {
		case 'rejoin':
			return `the sidecar is ${request.moves.map(({to}) => to).join(', ')} now`;
		case 'identify':
			return `gave it the id ${request.edits.map(({id}) => id).join(', ')}`;
		case 'remember':
			return `kept as ${request.models.map(({name}) => name).join(', ')}`;
		case 'trash':
			return `moved ${count === 1 ? '1 file' : `${count} files`} to the trash`;
		default:
			return 'repaired it';
	}
}

function asSentence(words: string): string {
	const sentence = words.charAt(0).toUpperCase() + words.slice(1);
	return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}

const nextSteps: Readonly<Partial<Record<ProblemRow['kind'], string>>> = {
	'unreadable-sidecar': 'Mend the file in an editor, or write it anew: it is read again by itself.',
	'odd-value': 'Mend the field in an editor; the rest of the file is used meanwhile.',
	'duplicate-key': 'Leave one of the two in an editor; the last one is used meanwhile.',
	'two-sidecars': 'Move one of the two away: by hand, as nobody else knows which is right.',
	'bad-name': 'Rename the file to a name that is UTF-8.',
	'unreadable-folder': 'Let this user read the folder; its models stay, as they were, until then.',
	'unreadable-artifact': 'Let this user read the file.',
	'unreadable-registry': 'The program that writes it may be at it: mreg index puts it aside and writes it anew.',
	'unreadable-history': 'The program that writes it may be at it: mreg index puts it aside and writes it anew.',
	'unreadable-config': 'Mend mreg.config.json in an editor; the defaults are used meanwhile.',
	'unreadable-journal': 'It is only a log: what can be read of it is used.',
	'unreadable-trash': 'Look into the folder: what lies there can be moved back by hand.',
	'broken-link': 'Put the file back where the link points to (mreg verify tells whether it is the same), or remove the model.',
	'alias-twice': 'mreg alias gives it to one of them, and takes it from the others.',
	'missing-parent': 'Put the parent back from the trash, or mend lineage.parent in an editor.',
	'lineage-cycle': 'Mend lineage.parent of one of these models in an editor.',
	'watch-failed': 'The folders are checked from time to time instead; r checks them now.',
	index: 'It is built anew by itself.',
} satisfies Partial<Record<ProblemKind, string>>;
