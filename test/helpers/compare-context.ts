/** What a screen may know, around some models. */

import type {ScreenContext} from '../../source/screens/screen-context.ts';
import {defaultConfig, type Config} from '../../store/domain/config.ts';
import type {Model} from '../../store/domain/model.ts';
import {metricsOf, usualObjective} from '../../store/domain/objective.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';

export function screenContext(models: readonly Model[], rest: Partial<Omit<ScreenContext, 'snapshot'>> & {readonly config?: Config} = {}): ScreenContext {
	const {config = defaultConfig, ...given} = rest;
	const snapshot: Snapshot = {root: '/registry', reason: 'test', models, problems: [], config, activity: {phase: 'live', checkedAt: 0}, watching: true};
	const objective = usualObjective(config, '*', metricsOf(models));
	return {snapshot, width: 120, height: 30, now: 0, objectiveOf: () => objective, ...given};
}
