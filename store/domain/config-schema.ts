/** Checks a parsed mreg.config.json. It stands apart from the config because zod is loaded only where there is such a file. */

import {z} from 'zod';
import {defaultConfig, type Config} from './config.ts';
import {jsonSchemaOf, lookSchema} from './schema-parts.ts';

/** What an object by any names holds, which its own schema does not tell. */
const namesOf = new WeakMap<z.core.$ZodType, z.ZodType>();

/** An object by any names, `__proto__` too, which zod's own record drops. */
function anyNames<Value>(of: z.ZodType<Value>) {
	const names = z.unknown().transform((value, context): {readonly [name: string]: Value} => {
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
	namesOf.set(names, of);
	return names;
}

const schema = z.looseObject({
	objectives: anyNames(z.looseObject({metric: z.string().min(1), dataset: z.string().optional()}))
		.default({})
		.describe('What ranks the models of an algorithm; * stands for those that are not named.'),
	metrics: anyNames(z.looseObject({direction: z.enum(['minimize', 'maximize']).optional(), unit: z.string().optional()}))
		.default({})
		.describe('Which way a metric is better, and its unit.'),
	protectedTags: z
		.array(z.string())
		.default([...defaultConfig.protectedTags])
		.describe('Models with one of these tags are not cleaned up.'),
	seedKeys: z
		.array(z.string())
		.default([...defaultConfig.seedKeys])
		.describe('Hyperparameters in which repetitions of one configuration differ.'),
	modelFolders: z
		.array(z.string().min(1))
		.default([...defaultConfig.modelFolders])
		.describe('Globs of the folders that hold models, relative to the root.'),
	trash: z
		.looseObject({keepDays: z.number().min(0).default(defaultConfig.trash.keepDays)})
		.default(defaultConfig.trash)
		.describe('For how many days what went to the trash is kept.'),
	testCommand: z.string().optional().describe('How a model is tested; {dataset} and {id} stand for what is missing.'),
	// A view that is wrong must not take the rest of the config with it.
	views: anyNames(z.unknown()).default({}),
});

const viewSchema = z.looseObject({
	query: z.string().optional(),
	algorithm: z.string().optional(),
	columns: z.array(z.string()).optional(),
	sort: z.string().optional(),
	fold: z.enum(['seed']).optional(),
});

/** As the file is checked and described, stricter than it is read: a view or a look that is wrong costs only itself. */
export const strictSchema = schema.extend({
	$schema: z.string().optional().describe('For text editors: where this description stands.'),
	views: anyNames(viewSchema).default({}).describe('Saved views: what Browse shows, by a name.'),
	dashboard: lookSchema.optional().describe('How the dashboard looks for all who use this registry.'),
});

/** The JSON schema of the config. */
export function configJsonSchema(): object {
	return jsonSchemaOf(strictSchema, 'mreg.config.json', namesOf);
}

/** Reads a parsed config file. @returns the config with defaults filled in and unknown keys kept, or a sentence per wrong key */
export function parseConfig(value: unknown): {ok: Config} | {error: string} {
	const parsed = schema.safeParse(value);
	if (!parsed.success) {
		return {error: parsed.error.issues.map(issue => `${issue.path.join('.') || 'the file'}: ${issue.message}`).join('; ')};
	}
	const objectives = Object.fromEntries(Object.entries(parsed.data.objectives).map(([name, value]) => [name.toLowerCase(), value]));
	return {ok: {...parsed.data, objectives, ...readViews(parsed.data.views)}};
}

function readViews(values: {readonly [name: string]: unknown}): Pick<Config, 'views' | 'brokenViews'> {
	const read = Object.entries(values).map(([name, value]) => ({name, result: viewSchema.safeParse(value)}));
	const views = read.flatMap(({name, result}) => (result.success ? [[name, result.data] as const] : []));
	const broken = read.flatMap(({name, result}) => (result.success ? [] : [[name, issueWords(result.error)] as const]));
	return {views: Object.fromEntries(views), ...(broken.length === 0 ? {} : {brokenViews: Object.fromEntries(broken)})};
}

function issueWords({issues}: z.ZodError): string {
	return issues.map(({path, message}) => (path.length === 0 ? message : `${path.join('.')}: ${message}`)).join('; ');
}
