/** The schema of the user's settings. It stands apart from them because zod is loaded only to check and to describe them. */

import {z} from 'zod';
import {jsonSchemaOf, lookShape} from './schema-parts.ts';

/** An action that may get other keys. */
export interface NamedAction {
	readonly id: string;
	readonly help: string;
}

export function settingsSchema(actions: readonly NamedAction[]) {
	const key = z.union([z.string(), z.array(z.string())]);
	return z.looseObject({
		$schema: z.string().optional().describe('For text editors: where this description stands.'),
		...lookShape,
		columns: z.record(z.string(), z.array(z.string())).optional().describe('The columns of Browse, by algorithm in lower case; * stands for All.'),
		keys: z
			.looseObject(Object.fromEntries(actions.map(({id, help}) => [id, key.optional().describe(help)])))
			.optional()
			.describe('Other keys than the usual ones: a key, several, or [] for none.'),
	});
}

/** The JSON schema of the user's settings. */
export function settingsJsonSchema(actions: readonly NamedAction[]): object {
	return jsonSchemaOf(settingsSchema(actions), 'Settings of mreg, config.json');
}
