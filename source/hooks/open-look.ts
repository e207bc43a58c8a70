/** Brings together what decides how the dashboard looks: flags over environment over the registry's config over the user's settings. */

import {configName} from '../../store/config-file.ts';
import {lookPartOf, registryLook} from '../../store/domain/look.ts';
import {readJsonFile} from '../../store/sidecar-file.ts';
import {readSettings} from '../../store/user-settings.ts';
import {effectiveLook, type EffectiveLook, type LookFlags} from '../look-settings.ts';

export interface LookSources {
	readonly flags: LookFlags;
	readonly env: NodeJS.ProcessEnv;
	readonly home: string;
	/** Absolute and real; undefined: no registry is looked at. */
	readonly root: string | undefined;
}

/** How the dashboard looks, why, and what of the places could not be read. A file that is broken as a whole is told of elsewhere. @throws UserError `usage` for a theme that there is not, in a flag */
export function openLook({flags, env, home, root}: LookSources): EffectiveLook {
	const user = lookPartOf(readSettings(env, home).settings);
	const file = root === undefined ? undefined : readJsonFile(`${root}/${configName}`);
	const registry = registryLook(file && 'parsed' in file ? file.parsed.value : null);
	const effective = effectiveLook({flags, env, registry: registry.part, user: user.part});
	const problems = [
		...effective.problems,
		...registry.wrong.map(wrong => `In ${configName} ${wrong}: it says nothing.`),
		...user.wrong.map(wrong => `In your settings ${wrong}: it says nothing.`),
	];
	return {...effective, problems};
}
