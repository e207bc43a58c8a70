/** The config where it must be known: which saved views there are. */

import {readConfig} from '../../store/config-file.ts';
import type {Config} from '../../store/domain/config.ts';
import type {NamedView} from '../../store/domain/session.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {viewNamed} from '../views.ts';

/** @param root absolute and real @param unknown what cannot be told without it @throws UserError `unreadable` */
export async function readableConfig(root: string, unknown: string): Promise<Config> {
	const {config, problem} = await readConfig(root);
	if (!problem) return config;
	const [reason = ''] = problem.message.split(' The defaults are used');
	throw new UserError('unreadable', `${unknown} is not known: ${reason}`, {hint: `Mend ${problem.path}, or start without --view.`});
}

/** The saved view that the dashboard is told to begin with. @throws UserError `usage` where there is no such view, `unreadable` where the config cannot be read */
export async function openView(root: string, name: string): Promise<NamedView> {
	return viewNamed(await readableConfig(root, 'Which views there are'), name);
}
