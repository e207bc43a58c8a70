/** What the schemas of both config files share: the look, and how they are told as JSON schemas. */

import {z} from 'zod';
import {themeNames} from './look.ts';

const themes = z.enum(themeNames as readonly [string, ...string[]]);

export const lookShape = {
	theme: themes.optional().describe('auto: dark or light as the terminal says, else dark.'),
	ascii: z.boolean().optional().describe('Only ASCII signs; without it as the terminal and the locale allow.'),
	mouse: z.boolean().optional().describe('Take clicks and the wheel.'),
	hyperlinks: z.boolean().optional().describe('Paths as links; without it where the terminal is known to have them.'),
	screenReader: z.boolean().optional().describe('Linear text, without borders and animation.'),
};

export const lookSchema = z.looseObject(lookShape);

/** @param namesOf what objects by any names hold, where a schema does not tell it itself */
export function jsonSchemaOf(schema: z.ZodType, title: string, namesOf: WeakMap<z.core.$ZodType, z.ZodType> = new WeakMap()): object {
	const made = z.toJSONSchema(schema, {
		io: 'input',
		unrepresentable: 'any',
		override: ({zodSchema, jsonSchema}) => {
			const of = namesOf.get(zodSchema);
			if (!of) return;
			const {$schema: _version, ...values} = z.toJSONSchema(of, {io: 'input'});
			Object.assign(jsonSchema, {type: 'object', additionalProperties: values});
		},
	});
	return {...made, title};
}
