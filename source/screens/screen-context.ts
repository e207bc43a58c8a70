/** What every screen's reducer may know besides its own state. */

import type {Objective} from '../../store/domain/objective.ts';
import type {Insides} from '../looked-inside.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';

export interface ScreenContext {
	readonly snapshot: Snapshot;
	/** Cells of a line. */
	readonly width: number;
	/** Lines between header and footer. */
	readonly height: number;
	/** What ranks the models of an algorithm now (undefined: all of them together), as chosen in the dashboard or configured. */
	readonly objectiveOf: (algorithm: string | undefined) => Objective | undefined;
	/** What is in the files of models that were shown; undefined: nobody looks. */
	readonly insides?: Insides;
	/** Milliseconds since 1970. */
	readonly now: number;
}
