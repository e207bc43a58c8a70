/** The change that the form asks for. Pure. */

import {formatVersion} from '../../store/domain/family.ts';
import type {Model} from '../../store/domain/model.ts';
import type {Registration} from '../../store/domain/registration.ts';
import {carriedEdits} from './dialog-edits.ts';
import type {PendingChange} from './dialog.ts';

/** @param all the models of the registry, newest first */
export function registerChange(registration: Registration, command: string, all: readonly Model[]): PendingChange {
	const {source, family} = registration;
	const promoted = source.kind === 'promote' ? all.filter(({key}) => key === source.target.key) : [];
	return {
		request: {kind: 'register', registration},
		by: 'dashboard',
		done: `registered a version of ${family}`,
		// Which number it got is known when it is done.
		doneOf: (_, change) => `registered ${change?.registered ? formatVersion(change.registered) : family}`,
		command,
		before: carriedEdits(promoted, all),
	};
}
