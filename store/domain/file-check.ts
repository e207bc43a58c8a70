/** What is wrong with a parsed config file, key by key. Pure. */

import type {z} from 'zod';
import {nearestName} from './identifier.ts';
import {isObject, own, type Json} from './json.ts';

export interface FileProblem {
	/** Keys and indexes that lead there; none: the file itself. */
	readonly path: ReadonlyArray<string | number>;
	/** A raw clause without a full stop. */
	readonly reason: string;
	/** A key of ours that is spelt nearly so. */
	readonly nearest?: string;
	/** It is kept, and means nothing: the rest of the file holds. */
	readonly isUnknown?: true;
}

/** Wrong values first, then keys that mean nothing here. @param described the JSON schema of the same */
export function fileProblems(value: Json, schema: z.ZodType, described: object): readonly FileProblem[] {
	const parsed = schema.safeParse(value);
	const wrong = parsed.success
		? []
		: parsed.error.issues.map(({path, message}) => ({path: path.map(one => (typeof one === 'number' ? one : String(one))), reason: lowered(message)}));
	return [...wrong, ...unknownKeys(value, described, [])];
}

/** Issues are sentences of their own; here they stand behind a key. */
function lowered(message: string): string {
	return message.replace(/^Invalid (?:input|option): /, '');
}

function unknownKeys(value: Json, schema: unknown, path: ReadonlyArray<string | number>): readonly FileProblem[] {
	if (!isObject(value) || typeof schema !== 'object' || schema === null) return [];
	const {properties, additionalProperties} = schema as {readonly properties?: Readonly<Record<string, unknown>>; readonly additionalProperties?: unknown};
	const names = Object.keys(properties ?? {});
	return Object.entries(value).flatMap(([key, one]): readonly FileProblem[] => {
		const known = properties && own(properties, key);
		if (known !== undefined) return unknownKeys(one, known, [...path, key]);
		if (isDescribed(additionalProperties)) return unknownKeys(one, additionalProperties, [...path, key]);
		if (names.length === 0) return [];
		const nearest = names.find(name => name.toLowerCase() === key.toLowerCase()) ?? nearestName(key, names);
		return [{path: [...path, key], reason: 'means nothing here', nearest, isUnknown: true}];
	});
}

/** An empty schema only says that further keys are kept. */
function isDescribed(schema: unknown): boolean {
	return typeof schema === 'object' && schema !== null && Object.keys(schema).length > 0;
}
