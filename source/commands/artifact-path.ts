/** Where a model's artifact is, as a line that a shell can use. */

import {safe, type SafeText} from '../../components/safe-text.ts';
import {own} from '../../store/domain/json.ts';
import type {Model} from '../../store/domain/model.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {safeText} from '../text.ts';
import type {Context} from './command.ts';

/** The absolute path of the artifact, if something is there; a link counts as what it points to. */
export function artifactPath(model: Model, snapshot: Snapshot, context: Context): string | undefined {
	if (!model.artifact) return undefined;
	const path = `${snapshot.root}/${model.artifact.path}`;
	return context.exists(path) ? path : undefined;
}

/** An escaped path would be another path. @throws UserError `failed` */
export function printablePath(path: string): SafeText {
	const text = safeText(path);
	if (text === path) return text;
	throw new UserError('failed', `The path ${path} holds characters that are not printed.`, {hint: 'Rename the artifact, or take its path from --json.'});
}

/** Says that the sidecar names another place where nothing is any more: the root was moved, or is mounted elsewhere. A relative one is not judged. */
export function stalePathNotes(model: Model, path: string, context: Context): readonly SafeText[] {
	const recorded = own(model.content, 'model_path');
	if (typeof recorded !== 'string' || !recorded.startsWith('/') || recorded === path || context.exists(recorded)) return [];
	return [safe`Note: its sidecar says ${safeText(recorded)}, and nothing is there any more; this is the artifact beside the sidecar.`];
}
