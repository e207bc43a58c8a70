/** What is said of models whose files vanished, and when a query asks for them. Pure. */

import type {GoneModel, Model} from './model.ts';
import type {Problem} from './problem.ts';
import type {Condition} from './query-condition.ts';
import {reconcile} from './reconcile.ts';

/** Named in one sentence. */
const mostNamed = 3;

/** One problem for all that is gone. @param more how many vanished besides */
export function goneProblem(gone: readonly GoneModel[], more: number): readonly Problem[] {
	const count = gone.length + more;
	if (count === 0) return [];
	const names = gone.slice(0, mostNamed).map(({model}) => model.id);
	const others = count > names.length ? ` and ${(count - names.length).toLocaleString('en-US')} more` : '';
	const what = count === 1 ? '1 model vanished' : `${count.toLocaleString('en-US')} models vanished`;
	const where = foldersOf(gone);
	const message = `${what} from ${where}, not by mreg: ${names.join(', ')}${others}. A disk that is not mounted brings them back when it is; mreg list --where is:gone shows what they were, mreg since --dismiss takes note.`;
	return [{kind: 'gone', path: '', message}];
}

function foldersOf(gone: readonly GoneModel[]): string {
	const folders = [...new Set(gone.map(({model}) => model.folder))];
	return folders.length > 2 ? `${folders.length} folders` : folders.join(' and ');
}

/** Whether a condition speaks of what is gone: only then it is among the models that are asked. */
export function asksForGone(condition: Condition | undefined): boolean {
	switch (condition?.kind) {
		case 'and':
		case 'or':
			return condition.items.some(asksForGone);
		case 'not':
			return asksForGone(condition.item);
		case 'is':
			return condition.name === 'gone';
		case 'compare':
			return condition.field.kind === 'builtin' && condition.field.name === 'state' && condition.value.text.toLowerCase() === 'gone';
		default:
			return false;
	}
}

/** The models that a condition is asked of. @param models those that are there, newest first, as is the answer: the same list where nobody asks for what is gone */
export function withGone(models: readonly Model[], gone: readonly GoneModel[] | undefined, condition: Condition | undefined): readonly Model[] {
	if (!gone || gone.length === 0 || !asksForGone(condition)) return models;
	// Where an entry of model_registry.json still stands for one of them, this is its row.
	return reconcile(
		models,
		gone.map(({model}) => model),
		new Set(),
	);
}
