/** The forms in which texts and values are compared: apart from the patterns of queries, which take a library that is slow to load. */

import type {Json} from './json.ts';

/** The form in which texts are compared. */
export function foldText(text: string): string {
	return text.toLowerCase().normalize('NFC');
}

/** A value as text that one can type: text as it is, anything else as JSON. */
export function valueText(value: Json): string {
	return typeof value === 'string' ? value : JSON.stringify(value);
}
