/** What f and - do with the problem under the cursor; of problems that nothing here can mend, what a person can do. Pure. */

import type {Problem, ProblemKind} from '../../store/domain/problem.ts';
import {letGoOf, repairsOf} from '../../store/domain/repairs.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import type {ActionId} from '../key-binding.ts';
import {countWords} from '../log-words.ts';
import type {PendingChange} from './dialog.ts';

/** Raw words. */
export type WantedRepair = {readonly kind: 'change'; readonly pending: PendingChange} | {readonly kind: 'not'; readonly why: string};

/** What the keys do with a kind of problem, for the line below it; undefined: nothing here repairs it. */
export function repairKeys(problem: Problem | undefined): {readonly words: string; readonly letsGo: boolean} | undefined {
	switch (problem?.kind) {
		case 'registry-drift':
			return {words: 'f writes them into the sidecars.', letsGo: false};
		case 'tags-dropped':
			return {words: 'f writes what was set here into the sidecar.', letsGo: false};
		case 'tag-lost':
			return {words: 'f puts them back, - lets them go.', letsGo: true};
		default:
			return undefined;
	}
}

/** The problem under the cursor: of fewer than there were the last one. */
export function problemAt(problems: readonly Problem[], cursor: number): Problem | undefined {
	return problems[Math.min(cursor, problems.length - 1)];
}

/** Whether a key does something with the problem under the cursor. */
export function isKeyFor(action: ActionId | undefined, problem: Problem | undefined): boolean {
	if (action === 'repair') return repairKeys(problem) !== undefined;
	return action !== 'letGo' || repairKeys(problem)?.letsGo === true;
}

/** f: what holds anyway is written into the sidecars. */
export function wantedRepair(problem: Problem | undefined, {models}: Pick<Snapshot, 'models'>): WantedRepair {
	if (!problem) return {kind: 'not', why: 'There is nothing to repair.'};
	if (!repairKeys(problem)) return {kind: 'not', why: `Nothing here repairs it. ${nextSteps[problem.kind] ?? ''}`.trim()};
	const damaged =
		problem.kind === 'registry-drift'
			? models.filter(({fromRegistry}) => fromRegistry !== undefined)
			: models.filter(model => model.dropped && isOf(problem, model));
	const {tags, notes} = repairsOf(damaged, models, {withAsked: problem.kind === 'tag-lost'});
	const what = [
		...(tags.length === 0 ? [] : [`the tags of ${countWords(tags.length)}`]),
		...(notes.length === 0 ? [] : [`the ${notes.length === 1 ? 'note' : 'notes'} of ${countWords(notes.length)}`]),
	];
	const [first, ...before] = [
		...(tags.length === 0 ? [] : [{kind: 'tag' as const, edits: tags}]),
		...(notes.length === 0 ? [] : [{kind: 'note' as const, edits: notes}]),
	];
	if (!first) return {kind: 'not', why: 'No sidecar that can be read is behind it: what cannot be written stays as it is.'};
	return {
		kind: 'change',
		pending: {request: first, before, by, done: `wrote ${what.join(' and ')} into ${damaged.length === 1 ? 'its sidecar' : 'their sidecars'}`, command},
	};
}

/** -: tags that were set here and are gone stay away. */
export function wantedLetGo(problem: Problem | undefined, {models}: Pick<Snapshot, 'models'>): WantedRepair {
	if (problem?.kind !== 'tag-lost') return {kind: 'not', why: 'Only tags that were set here and are gone can be let go.'};
	const damaged = models.filter(model => model.dropped && isOf(problem, model));
	const edits = letGoOf(damaged, models);
	const tags = [...new Set(damaged.flatMap(({dropped}) => dropped?.asked ?? []))];
	if (edits.length === 0) return {kind: 'not', why: 'No sidecar that can be read is behind it: nothing was let go.'};
	const mended = repairsOf(damaged, models, {withAsked: false}).tags;
	const before = mended.length === 0 ? [] : [{kind: 'tag' as const, edits: mended}];
	return {kind: 'change', pending: {request: {kind: 'tag', edits}, before, by, done: `let go of ${tags.join(', ')}`}};
}

const by = 'dashboard';
const command = 'mreg doctor --fix';

function isOf({path}: Problem, {key, sidecar}: {readonly key: string; readonly sidecar?: string}): boolean {
	return key === path || sidecar === path;
}

const nextSteps: Readonly<Partial<Record<ProblemKind, string>>> = {
	'unreadable-sidecar': 'Mend the file in an editor, or write it anew: it is read again by itself.',
	'odd-value': 'Mend the field in an editor; the rest of the file is used meanwhile.',
	'duplicate-key': 'Leave one of the two in an editor; the last one is used meanwhile.',
	'two-sidecars': 'Move one of the two away: by hand, as nobody else knows which is right.',
	'bad-name': 'Rename the file to a name that is UTF-8.',
	'same-id': 'Name these models by their keys, or give one another model_id in its sidecar.',
	'future-time': 'Mend the time in the sidecar, or the clock of the machine that wrote it.',
	'unreadable-folder': 'Let this user read the folder; its models stay, as they were, until then.',
	'unreadable-artifact': 'Let this user read the file.',
	'unreadable-registry': 'The program that writes it may be at it: mreg index puts it aside and writes it anew.',
	'unreadable-history': 'The program that writes it may be at it: mreg index puts it aside and writes it anew.',
	'unreadable-config': 'Mend mreg.config.json in an editor; the defaults are used meanwhile.',
	'unreadable-journal': 'It is only a log: what can be read of it is used.',
	'unreadable-trash': 'Look into the folder: what lies there can be moved back by hand.',
	'watch-failed': 'The folders are checked from time to time instead; r checks them now.',
	index: 'It is built anew by itself.',
};
