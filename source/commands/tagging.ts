/** What `tag`, `protect` and `unprotect` have in common: one transaction of tags, by the command. */

import type {Model} from '../../store/domain/model.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import type {WantedTags} from '../tag-edits.ts';
import {tagModels as tagged, type Tagged} from '../tagging.ts';
import {changeRegistry} from './changing.ts';
import type {Context} from './command.ts';

/** Changes the tags of models. @throws UserError as `changeRegistry` */
export async function tagModels(
	context: Context,
	snapshot: Snapshot,
	{models, wanted, by}: {readonly models: readonly Model[]; readonly wanted: WantedTags; readonly by: string},
): Promise<Tagged> {
	return tagged(request => changeRegistry(context, snapshot.root, request, by), {models, all: snapshot.models}, wanted);
}
