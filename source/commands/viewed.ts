/** `--view NAME`: what a saved view says, where nothing else was typed. */

import type {Snapshot} from '../../store/domain/snapshot.ts';
import {requireConfig} from '../select.ts';
import {viewNamed} from '../views.ts';
import type {Options} from './command.ts';

export const viewOption = {flags: '--view <NAME>', summary: 'as a saved view says (mreg view); what is typed beside it wins'};

/** The options with what the view says, where one is named. @throws UserError `usage` for an unknown or broken view, `unreadable` where the config is */
export function withView(options: Options, snapshot: Snapshot): Options {
	if (options.view === undefined) return options;
	requireConfig(snapshot, 'Which views there are');
	const {view} = viewNamed(snapshot.config, options.view);
	const {where = view.query, algo = view.algorithm, fold = view.fold} = options;
	// A typed query may say an order of its own.
	const isOrdered = options.where !== undefined && /(^|[\s(])sort:/.test(options.where);
	// What ranks each algorithm is an order of the dashboard alone.
	const sort = isOrdered || /^-?objective$/.test(view.sort ?? '') ? undefined : view.sort;
	return {...options, where, algo, fold, sort: options.sort ?? sort};
}
