/** The transactions, and the models in the trash, that a word at a Tab may become. */

import {isUndoableNow, logOf} from '../../store/domain/log.ts';
import {readJournal} from '../../store/journal.ts';
import {listTrash} from '../../store/trash-listing.ts';
import type {Asked} from '../completion-asked.ts';
import {namesOf} from '../completion-candidates.ts';
import {startingWith} from '../completion-match.ts';
import type {Candidate} from '../completion-shells.ts';
import {formatAge, formatBytes, safeText} from '../text.ts';

/** What the journal and the trash have. */
export function changeCandidates(
	kind: 'trashed' | 'undoable' | 'purgeable',
	{text, args}: Asked,
	{root, now}: {readonly root: string; readonly now: number},
): readonly Candidate[] {
	const journal = readJournal(root);
	const {entries} = listTrash(root, {journal});
	const age = (at: string) => formatAge(now - Date.parse(at));
	const all = (): readonly Candidate[] => {
		switch (kind) {
			case 'trashed':
				return entries.flatMap(({models, at}) =>
					models.flatMap(model => namesOf(model, text).map(value => ({value, about: `${formatBytes(model.bytes)} · removed ${age(at)} ago`}))),
				);
			case 'purgeable':
				return entries.map(({txn, at, models, bytes}) => ({value: txn, about: `${models.length} models · ${formatBytes(bytes)} · ${age(at)}`}));
			case 'undoable': {
				const inTrash = new Set(entries.map(({txn}) => txn));
				const lines = logOf(journal.entries).filter(line => isUndoableNow(line, inTrash));
				return lines.map(({txn, at, op, by}) => ({value: txn, about: `${op} · ${safeText(by)} · ${age(at)}`}));
			}
		}
	};
	return startingWith(all(), text).filter(({value}) => !args.includes(value));
}
