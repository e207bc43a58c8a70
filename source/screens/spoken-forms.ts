/** What is filled in, read out: the form for a version, an export, the label of whatever field is typed in. Pure. */

import {emptyText, safe, type SafeText} from '../../components/safe-text.ts';
import {safeText} from '../text.ts';
import type {Dialog} from './dialog.ts';
import {fields} from './cleanup-fields.ts';
import type {CleanupState} from './cleanup-state.ts';
import type {ExportState} from './export-state.ts';
import {fieldTitles} from './register-fields.ts';
import type {RegisterState} from './register-state.ts';
import {isNeeded, registerPage, valueCell} from './register-view.ts';
import type {ScreenContext} from './screen-context.ts';
import {inWords, sentence, type SpokenPart} from './spoken-part.ts';

const unbounded = 500;

/** The field under the cursor with what it holds, and what is wrong with it or goes into it. */
export function spokenRegister(state: RegisterState, context: ScreenContext): readonly SpokenPart[] {
	const {field} = state;
	const page = registerPage(state, {...context, width: unbounded, height: 40});
	const name = field === 'submit' ? emptyText : fieldTitles[field];
	const isText = field !== 'submit' && field !== 'way';
	const value = isText ? emptyText : inWords(valueCell(state, field, {width: unbounded, context}));
	const said = page.said.map(inWords).filter(line => line !== '');
	return [
		{name: 'screen', key: 'register', text: safe`Register: ${inWords(page.title)}.`},
		{
			name: 'row',
			key: `${field} ${value}`,
			text: sentence([sentence([name, isNeeded(state, field) ? safe`needed` : undefined, value === '' ? undefined : value]), ...said], safe`. `),
		},
		{
			name: 'about',
			key: state.busy ? 'busy' : (state.refusal?.text ?? state.notice ?? ''),
			text: state.refusal || state.notice !== undefined ? sentence(said, safe` `) : emptyText,
		},
	];
}

export function spokenExport(state: ExportState, lines: number): readonly SpokenPart[] {
	const digits = state.digits === undefined ? emptyText : safe`, ${state.digits} digits`;
	return [
		{
			name: 'screen',
			key: `export ${state.format}`,
			text: safe`Export as ${safeText(state.format)}${digits}, ${lines} lines. Tab: another format, y copies, Enter writes a file.`,
		},
		{name: 'about', key: `export ${String(state.digits)}`, text: state.digits === undefined ? emptyText : safe`${state.digits} digits behind the point.`},
	];
}

/** What a field on the screen is called. */
export function fieldLabel(dialog: Dialog | undefined, {cleanup}: {readonly cleanup: CleanupState}): SafeText {
	switch (dialog?.kind) {
		case 'tags':
			return safe`tag`;
		case 'note':
			return safe`note`;
		case 'palette':
			return safe`find`;
		case 'views':
			return safe`view`;
		case 'confirm':
			return safe`answer`;
		default:
			return cleanup.field ? safe`${safeText(cleanup.field.id)}` : cleanup.file ? safe`file` : emptyText;
	}
}

/** What can be done with the field of the rule, when it is opened. */
export function ruleHelp({field}: CleanupState): SafeText {
	return field ? safe`Field ${safeText(field.id)}. ${safeText(fields[field.id].help)}` : emptyText;
}
