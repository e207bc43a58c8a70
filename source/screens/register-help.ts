/** What the form says of the field under the cursor: what goes into it, which keys work there, what was found. Pure. */

import {emptyText, joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import {formatBytes, safeText} from '../text.ts';
import {counted} from '../words.ts';
import {fieldHelp, isUrl, wayHelp} from './register-fields.ts';
import {isPromotion, suggestionFor, type RegisterState} from './register-state.ts';

/** Longer values are not shown whole (characters). */
const longest = 100;

export function helpOf(state: RegisterState): SafeText {
	const suggestion = suggestionFor(state, state.field);
	const taken = suggestion === '' ? [] : [safe`→ takes ${safeText(suggestion.slice(0, longest))}`];
	return joinSafe([...taken, ...helpParts(state)], safe` · `);
}

function helpParts(state: RegisterState): readonly SafeText[] {
	const {field, way} = state;
	switch (field) {
		case 'source':
			return sourceHelp(state);
		case 'way':
			return [fieldHelp.way, wayHelp[way]];
		case 'note':
			return [isPromotion(state) ? safe`${fieldHelp.note}; below the note that is there` : fieldHelp.note];
		default:
			return [fieldHelp[field]];
	}
}

function sourceHelp(state: RegisterState): readonly SafeText[] {
	const {from, folder, values} = state;
	const found = foundWords(state);
	if (found !== emptyText) return [found];
	if (isUrl(values.source)) return [safe`a file that is downloaded once, into pretrained_models/`];
	const what = from === undefined ? fieldHelp.source : safe`empty: the model itself, in place; else ${fieldHelp.source}`;
	const relative = folder === undefined ? [] : [safe`relative paths begin in ${safeText(folder)}`];
	return [what, ...relative, safe`Tab completes`];
}

/** `file, 44.7 MB`; nothing where it was not looked at. */
function foundWords(state: RegisterState): SafeText {
	const {source, values} = state;
	if (!source || !('found' in source) || source.typed !== values.source) return emptyText;
	return joinSafe([source.found.isFolder ? safe`folder` : safe`file`, ...sizeWords(state)], safe`, `);
}

/** How large what was typed is, where it was looked at. */
export function sizeWords({source, values}: RegisterState): readonly SafeText[] {
	if (!source || !('found' in source) || source.typed !== values.source) return [];
	const {bytes, files, isFolder} = source.found;
	return [isFolder ? safe`${formatBytes(bytes)} in ${counted(files, 'file')}` : formatBytes(bytes)];
}

/** A warning where results are on no dataset; undefined where there is none. */
export function noTestDataset({values}: RegisterState): SafeText | undefined {
	if (values.metrics.trim() === '' || values.testDataset.trim() !== '') return undefined;
	return safe`without a test dataset it is compared only with other results without one`;
}
