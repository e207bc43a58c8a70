/** What crashes, other programs and copies left on the disk: locks, cut-off transactions, stray files, files of the same bytes. Pure. */

import type {DiskFacts, DuplicateGroup, Finding} from './finding.ts';
import {sizeWords} from './size-words.ts';
import {strayRemoval} from './strays.ts';
import {shellWord} from './test-command.ts';

/** Deep: the strays and locks of all folders; every settling ends what was cut off. */
const settle = [{kind: 'settle', deep: true}] as const;

export function diskFindings({unfinished, staleLocks, strays, duplicates = []}: DiskFacts): readonly Finding[] {
	return [
		...unfinishedFinding(unfinished),
		...staleLocks.map(({folder, holder}): Finding => ({
			kind: 'stale-lock',
			keys: [],
			path: folder,
			message: `locked by ${holder}, which is gone`,
			repair: 'takes the lock away',
			command: 'mreg unlock',
			fix: settle,
			isInformation: false,
		})),
		...strayFindings(strays),
		...duplicates.map(duplicateFinding),
	];
}

function unfinishedFinding(txns: readonly string[]): readonly Finding[] {
	if (txns.length === 0) return [];
	const what = txns.length === 1 ? `a transaction was cut off: ${txns[0]}` : `${txns.length} transactions were cut off: ${firstOf(txns)}`;
	const repair = 'ends it or takes it back, as every change does first';
	return [{kind: 'unfinished', keys: [], path: '.mreg/journal.jsonl', message: what, repair, fix: [{kind: 'settle'}], isInformation: false}];
}

function strayFindings(strays: DiskFacts['strays']): readonly Finding[] {
	const [ours, others] = [strays.filter(({kind}) => kind === 'ours'), strays.filter(({kind}) => kind === 'other')];
	const about = (of: DiskFacts['strays']) => ({keys: [], path: of.length === 1 ? (of[0]?.file.path ?? '') : '', isInformation: false});
	const said = (of: DiskFacts['strays']) => `${of.length === 1 ? '1 temporary file' : `${of.length} temporary files`}, ${sizeWords(bytesOf(of))}`;
	const names = (of: DiskFacts['strays']) => firstOf(of.map(({file}) => file.path));
	return [
		...(ours.length === 0
			? []
			: [
					{
						...about(ours),
						kind: 'stray-file' as const,
						message: `${said(ours)}, left by killed processes of this program: ${names(ours)}`,
						repair: ours.length === 1 ? 'removes it' : 'removes them',
						fix: settle,
					},
				]),
		...(others.length === 0
			? []
			: [
					{
						...about(others),
						kind: 'stray-file' as const,
						message: `${said(others)}, of other programs and older than a week: ${names(others)}`,
						repair: others.length === 1 ? 'moves it to the trash' : 'moves them to the trash',
						fix: [{kind: 'trash' as const, removals: others.map(strayRemoval)}],
					},
				]),
	];
}

/** Copies are nothing wrong: it is told what they cost. */
function duplicateFinding({files, bytes}: DuplicateGroup): Finding {
	const [first, ...others] = files;
	const paths = files.map(({file}) => file.path);
	// A file that keeps a name keeps its bytes.
	const replaced = others.flatMap(({key, file, names = []}) => [{key, file}, ...names]);
	return {
		kind: 'duplicate',
		keys: [...new Set([...files, ...replaced].map(({key}) => key))],
		path: first?.file.path ?? '',
		message: `${files.length} files of the same ${sizeWords(bytes)}: ${firstOf(paths)}; as one file they would take ${sizeWords(bytes * others.length)} less`,
		repair: 'makes them names of one file, if it is asked for: who writes into one of them then changes all',
		command: 'mreg doctor --duplicates --fix --link',
		...(first && others.length > 0 ? {fix: [{kind: 'link', links: [{key: first.key, file: first.file, others: replaced}]}]} : {}),
		isInformation: true,
	};
}

function bytesOf(strays: DiskFacts['strays']): number {
	return strays.reduce((sum, {file}) => sum + file.size, 0);
}

/** `a, b, c and 2 more`. */
function firstOf(names: readonly string[], most = 3): string {
	const shown = names.slice(0, most).map(shellWord).join(', ');
	return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}
