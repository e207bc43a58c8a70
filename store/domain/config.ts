/** mreg.config.json: what a registry says about itself. Unknown keys are kept, wrong ones named. */

import {z} from 'zod';

const objective = z.looseObject({metric: z.string().min(1), dataset: z.string().optional()});

const schema = z.looseObject({
	objectives: z.record(z.string(), objective).default({}),
	metrics: z.record(z.string(), z.looseObject({direction: z.enum(['minimize', 'maximize']).optional(), unit: z.string().optional()})).default({}),
	protectedTags: z.array(z.string()).default(['keep', 'best', 'production']),
	seedKeys: z.array(z.string()).default(['seed', 'random_seed', 'manual_seed']),
	modelFolders: z.array(z.string().min(1)).default(['*/Model']),
	trash: z.looseObject({keepDays: z.number().min(0).default(14)}).default({keepDays: 14}),
	testCommand: z.string().optional(),
});

export type Config = z.infer<typeof schema>;

/** What holds where there is no config. */
export const defaultConfig: Config = schema.parse({});

/** Reads a parsed config file. @returns the config with defaults filled in and unknown keys kept, or a sentence per wrong key */
export function parseConfig(value: unknown): {ok: Config} | {error: string} {
	const parsed = schema.safeParse(value);
	if (!parsed.success) {
		return {error: parsed.error.issues.map(issue => `${issue.path.join('.') || 'the file'}: ${issue.message}`).join('; ')};
	}
	const objectives = Object.fromEntries(Object.entries(parsed.data.objectives).map(([name, value]) => [name.toLowerCase(), value]));
	return {ok: {...parsed.data, objectives}};
}
