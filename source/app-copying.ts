/** What `y` and `Y` hand to the clipboard. */

import {UserError} from '../store/domain/user-error.ts';
import type {ChangeReach, Handlers} from './app-actions.ts';
import {screenOf} from './app-state.ts';
import {modelsByKey} from './screens/browse-view.ts';
import {subjectWords} from './screens/change-words.ts';
import {copiedHere, type Copied} from './screens/copied.ts';
import {copyDialog, copyText, type CopySource} from './screens/dialog-copy.ts';
import type {CopyKind} from './screens/dialog.ts';
import {targetModels} from './screens/target-keys.ts';

export function copyHandlers(reach: ChangeReach): Handlers {
	const {state, context, dispatch, say} = reach;
	const source = (): CopySource | undefined => {
		const around = context();
		const models = around ? targetModels(state(), around.screen) : [];
		if (around && models.length > 0) return {models, snapshot: around.screen.snapshot, command: state().lastCommand};
		say('There is no model here to copy anything of.', true);
		return undefined;
	};
	return {
		copyMenu: () => {
			const from = source();
			if (from) dispatch({kind: 'dialog', dialog: copyDialog(from)});
		},
		copyPath: () => {
			const around = context();
			const here = around && copiedHere(screenOf(state()), state(), {wish: 'path', context: around.screen});
			if (here) return reach.run(() => copyPlain(reach, here));
			const from = source();
			if (from) copyOf(reach, 'path', from);
		},
	};
}

/** Copies a text that is one whatever it holds. @returns what to say @throws UserError why there is none */
export function copyPlain({copy}: Pick<ChangeReach, 'copy'>, copied: Copied): string {
	if ('error' in copied) throw new UserError('failed', copied.error);
	// Bytes of a name that are no UTF-8 would come out as other ones.
	if (!copied.text.isWellFormed()) throw new UserError('failed', 'A name here holds bytes that are no text: a clipboard cannot take it.');
	return copy(copied.text, copied.what);
}

/** Copies what was chosen in the menu. */
export function copyChosen(reach: ChangeReach, kind: CopyKind): void {
	const {state, dispatch, live} = reach;
	const {dialog, lastCommand} = state();
	if (dialog?.kind !== 'copy') return;
	dispatch({kind: 'dialog', dialog: undefined});
	const snapshot = live();
	const models = dialog.keys.flatMap(key => modelsByKey(snapshot.models).get(key) ?? []);
	copyOf(reach, kind, {models, snapshot, command: lastCommand});
}

const named: Readonly<Record<CopyKind, string>> = {
	id: 'the id',
	path: 'the path',
	sidecar: "the sidecar's path",
	key: 'the key',
	test: 'what tests it',
	command: 'the command',
	json: 'the JSON',
};

function copyOf({run, copy}: ChangeReach, kind: CopyKind, source: CopySource): void {
	run(() => {
		const text = copyText(kind, source);
		const subject = subjectWords(source.models);
		if (text === undefined) throw new UserError('failed', `${subject} has no ${kind === 'path' ? 'artifact' : 'such thing'} to copy.`);
		// Bytes of a name that are no UTF-8 would come out as other ones.
		if (!text.isWellFormed()) throw new UserError('failed', `The name of ${subject} holds bytes that are no text: a clipboard cannot take it.`);
		return copy(text, kind === 'command' ? named.command : `${named[kind]} of ${subject}`);
	});
}
