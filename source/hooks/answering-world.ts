/** The world of the dashboard where a disk may hang: what touches the registry's disk is refused while that does not answer, so that no key waits for a server that is gone. */

import {openReach} from '../../store/reach.ts';
import {UserError} from '../../store/domain/user-error.ts';
import type {World} from '../world.ts';

/** A disk that takes longer to say how full it is does not answer (milliseconds). */
const patience = 3_000;
/** Where it is known not to, it is asked for so long whether it does again. */
const shortPatience = 500;

export interface AnsweringOptions {
	/** Absolute and real. */
	readonly root: string;
	/** Whether the registry knows that its disk does not answer. */
	readonly isStalled: () => boolean;
}

/** @returns the same world, in which nothing waits for the disk without an end */
export function answeringWorld(world: World, {root, isStalled}: AnsweringOptions): World {
	const reach = openReach(root);
	const answers = () => reach.answers(isStalled() ? shortPatience : patience);
	const guarded =
		<Args extends readonly unknown[], Value>(work: (...args: Args) => Promise<Value>) =>
		async (...args: Args): Promise<Value> => {
			if (await answers()) return work(...args);
			throw new UserError('failed', `The disk of ${root} does not answer: nothing was done.`, {
				hint: 'It may be that its server or the network is gone. What is shown is what was seen last; r looks again.',
			});
		};
	return {
		...world,
		setDirection: guarded(world.setDirection),
		setObjective: guarded(world.setObjective),
		config: guarded(world.config),
		saveView: guarded(world.saveView),
		dropView: guarded(world.dropView),
		change: guarded(world.change),
		settle: guarded(world.settle),
		marks: guarded(world.marks),
		links: guarded(world.links),
		trash: guarded(world.trash),
		download: guarded(world.download),
		inspect: guarded(world.inspect),
		examine: guarded(world.examine),
		entries: async all => {
			if (await answers()) return world.entries(all);
			return {sidecars: new Map(), problem: 'What model_registry.json says of them is not known, as the disk does not answer.'};
		},
	};
}
