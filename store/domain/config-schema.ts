/** Checks a parsed mreg.config.json. It stands apart from the config because zod is loaded only where there is such a file. */

import {z} from 'zod';
import {defaultConfig, type Config} from './config.ts';

/** An object by any names, `__proto__` too, which zod's own record drops. */
function anyNames<Value>(of: z.ZodType<Value>) {
	return z.unknown().transform((value, context): {readonly [name: string]: Value} => {
		if (typeof value !== 'object' || value === null || Array.isArray(value)) {
			context.addIssue({code: 'custom', message: 'this is not an object'});
			return z.NEVER;
		}
		const entries = Object.entries(value).map(([name, one]) => {
			const parsed = of.safeParse(one);
			if (parsed.success) return [name, parsed.data] as const;
			for (const issue of parsed.error.issues) context.addIssue({code: 'custom', message: issue.message, path: [name, ...issue.path]});
			return undefined;
		});
		return Object.fromEntries(entries.filter(entry => entry !== undefined));
	});
}

const schema = z.looseObject({
	objectives: anyNames(z.looseObject({metric: z.string().min(1), dataset: z.string().optional()})).default({}),
	metrics: anyNames(z.looseObject({direction: z.enum(['minimize', 'maximize']).optional(), unit: z.string().optional()})).default({}),
	protectedTags: z.array(z.string()).default([...defaultConfig.protectedTags]),
	seedKeys: z.array(z.string()).default([...defaultConfig.seedKeys]),
	modelFolders: z.array(z.string().min(1)).default([...defaultConfig.modelFolders]),
	trash: z.looseObject({keepDays: z.number().min(0).default(defaultConfig.trash.keepDays)}).default(defaultConfig.trash),
	testCommand: z.string().optional(),
});

/** Reads a parsed config file. @returns the config with defaults filled in and unknown keys kept, or a sentence per wrong key */
export function parseConfig(value: unknown): {ok: Config} | {error: string} {
	const parsed = schema.safeParse(value);
	if (!parsed.success) {
		return {error: parsed.error.issues.map(issue => `${issue.path.join('.') || 'the file'}: ${issue.message}`).join('; ')};
	}
	const objectives = Object.fromEntries(Object.entries(parsed.data.objectives).map(([name, value]) => [name.toLowerCase(), value]));
	return {ok: {...parsed.data, objectives}};
}
