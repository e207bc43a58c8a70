/** The lines of the form for a version: fields, what is wrong, what will be made, the command that does the same. Pure. */

import {displayWidth, fit, truncate} from '../../components/cells.ts';
import {paint, type Style} from '../../components/paint.ts';
import {emptyText, joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import {scrollTo} from '../../components/scroll.ts';
import {familiesOf, familyNamed, formatVersion} from '../../store/domain/family.ts';
import type {Model} from '../../store/domain/model.ts';
import {typedNames} from '../comparison-command.ts';
import {registerCommand} from '../register-command.ts';
import {formatBytes, safeText} from '../text.ts';
import {theme} from '../theme.ts';
import {spread} from './browse-lines.ts';
import {modelsByKey} from './browse-view.ts';
import {checkedForm, missingIn, wordsOf, type CheckedForm} from './register-check.ts';
import {fieldTitles, isUrl, placeIn, ways, type RegisterField, type TextField} from './register-fields.ts';
import {helpOf, noTestDataset, sizeWords} from './register-help.ts';
import {placeholderOf} from './register-placeholders.ts';
import {fieldsIn, isPromotion, type Refusal, type RegisterState} from './register-state.ts';
import type {ScreenContext} from './screen-context.ts';
import {wrapText} from './wrap-text.ts';

/** Sign and name of a field. */
export const titleWidth = 16;
/** What a field's row holds beside it. */
export const leastValue = 4;
/** Names from a disk may be of any length (characters). */
const longestLine = 1_000;

export interface RegisterPage {
	readonly title: SafeText;
	/** The rows in view, in their order. */
	readonly rows: readonly RegisterField[];
	/** Lines that the rows have. */
	readonly list: number;
	/** Help, or what is wrong. */
	readonly said: readonly SafeText[];
	/** What will be made, and the command; one of them where there is little room. */
	readonly made: readonly SafeText[];
	readonly hasRule: boolean;
	/** The fields that are wrong. */
	readonly wrong: ReadonlySet<RegisterField>;
	readonly checked: CheckedForm;
}

export function registerPage(state: RegisterState, context: ScreenContext): RegisterPage {
	const {width, height, snapshot} = context;
	const checked = checkedForm(state, snapshot);
	const refusals = refusalsIn(state, checked);
	const fields = allRows(state);
	const isTall = height >= 14;
	const least = isTall ? 4 : 2;
	// A long command has a second line where that takes the room of nothing else.
	const commandRows = isTall ? Math.max(1, Math.min(2, height - least - fields.length - 2)) : 0;
	const fixed = isTall ? least - 1 + commandRows : least;
	const most = Math.max(1, Math.min(3, height - fixed - fields.length));
	const said = saidLines(state, refusals, {width, most});
	const list = Math.max(1, height - fixed - Math.max(1, isTall ? most : said.length));
	const at = fields.indexOf(state.field);
	const first = scrollTo(at - Math.floor(list / 2), at, list, fields.length);
	const made = state.busy ? emptyText : madeLine(state, checked, refusals, context);
	return {
		title: titleLine(state, context),
		rows: fields.slice(first, first + list),
		list,
		said,
		made: [fit(made, width), ...commandLines(state, {context, most: commandRows})],
		hasRule: isTall,
		wrong: new Set(refusals.flatMap(({field}) => field ?? [])),
		checked,
	};
}

/** The rows of the form: also that of the way where it is none to choose, as it says what happens. */
function allRows(state: RegisterState): readonly RegisterField[] {
	const fields = fieldsIn(state);
	return fields.includes('way') ? fields : [...fields.slice(0, 2), 'way', ...fields.slice(2)];
}

/** All that is wrong; what is said of it first: that of the field under the cursor, or else the first. */
function refusalsIn({refusal, field, busy}: RegisterState, checked: CheckedForm): readonly Refusal[] {
	if (busy) return [];
	const wrong = 'wrong' in checked ? checked.wrong : [];
	const all = refusal ? [refusal, ...wrong.filter(one => one.field !== refusal.field)] : wrong;
	return all.toSorted((one, other) => Number(other.field === field) - Number(one.field === field));
}

function titleLine(state: RegisterState, {snapshot, width}: ScreenContext): SafeText {
	const model = modelOf(state, snapshot.models);
	const title = safe` ${paint(theme.title, safe`register`)}`;
	const needed = paint(theme.quiet, safe`* is needed`);
	if (model && isPromotion(state)) return spread(safe`${title}  ${safeText(model.id)}, in place`, needed, width);
	const family = familyNamed(familiesOf(snapshot.models), state.values.family.trim());
	const latest = family?.versions[0];
	const what = family && latest ? safe`a new version of ${safeText(family.name)} (now v${latest.version})` : safe`a model file from elsewhere`;
	return spread(safe`${title}  ${what}`, width < 60 ? emptyText : needed, width);
}

/** The model that the form was opened on, as it is now. */
function modelOf({from, after}: RegisterState, models: readonly Model[]): Model | undefined {
	return modelsByKey(models).get(from ?? after ?? '');
}

export interface NameLook {
	readonly isCursor: boolean;
	readonly isWrong: boolean;
	/** Without it nothing can be registered. */
	readonly isNeeded?: boolean;
}

/** The name of a field with its sign: where the cursor is, and what is wrong. */
export function nameCell(field: RegisterField, {isCursor, isWrong, isNeeded = false}: NameLook): SafeText {
	const sign = isCursor ? safe`❯` : isWrong ? paint(theme.bad, safe`!`) : safe` `;
	const name = field === 'submit' ? emptyText : fieldTitles[field];
	const star = isNeeded ? safe` ${paint(theme.quiet, safe`*`)}` : emptyText;
	return safe`${sign} ${fit(safe`${isWrong ? paint(theme.bad, name) : isCursor ? paint(theme.title, name) : name}${star}`, titleWidth - 2)}`;
}

/** Whether nothing can be registered without it. */
export function isNeeded(state: RegisterState, field: RegisterField): boolean {
	return field === 'family' || (field === 'source' && !isPromotion(state));
}

/** What a field holds, drawn without its cursor. */
export function valueCell(state: RegisterState, field: RegisterField, {width, context}: {readonly width: number; readonly context: ScreenContext}): SafeText {
	if (field === 'submit') return truncate(buttonText(state, context), width);
	if (field === 'way') return truncate(wayText(state), width);
	const value = state.values[field];
	return value === '' ? paint(theme.quiet, truncate(emptyValue(state, field, context), width)) : truncate(safeText(value.slice(0, longestLine)), width);
}

/** What stands in a field in which nothing is typed. */
export function emptyValue(state: RegisterState, field: TextField, {snapshot}: ScreenContext): SafeText {
	return safeText(placeholderOf(state, field, modelOf(state, snapshot.models)).slice(0, longestLine));
}

function wayText(state: RegisterState): SafeText {
	if (isPromotion(state)) return paint(theme.quiet, safe`in place: nothing is copied or moved`);
	if (isUrl(state.values.source)) return paint(theme.quiet, safe`downloaded, then copied`);
	return joinSafe(
		ways.map(way => (way === state.way ? paint(theme.title, safe`[${safeText(way)}]`) : safe` ${safeText(way)} `)),
		safe` `,
	);
}

function buttonText(state: RegisterState, {snapshot}: ScreenContext): SafeText {
	if (state.busy) return state.busy.isStopping ? safe`[ stopping … ]` : safe`[ registering … ]`;
	const checked = checkedForm(state, snapshot);
	const name = checked.kind === 'right' ? safe` as ${safeText(formatVersion(checked.version))}` : emptyText;
	const label = safe`[ Register${name}${state.known === undefined ? emptyText : safe` all the same`} ]`;
	const painted = checked.kind === 'right' ? label : paint(theme.quiet, label);
	return state.field === 'submit' ? paint(theme.focus, label) : painted;
}

/** What the last key came to, what is wrong, in as many lines as there are; else what goes into the field. */
function saidLines(state: RegisterState, [refusal]: readonly Refusal[], {width, most}: {readonly width: number; readonly most: number}): readonly SafeText[] {
	const room = Math.max(1, width - 2);
	const shown = (text: SafeText, look: Style) => lines(text, room, most).map(line => safe` ${paint(look, line)}`);
	if (state.busy) return shown(safe`Esc stops it; what is typed stays.`, theme.quiet);
	if (state.notice !== undefined) return shown(safeText(state.notice.slice(0, longestLine)), theme.caution);
	if (refusal) {
		const {field} = refusal;
		const name = field === undefined || field === state.field || field === 'submit' ? emptyText : safe`${fieldTitles[field]}: `;
		const look = field === state.field && !state.refusal ? theme.caution : theme.bad;
		return shown(safe`! ${name}${safeText(refusal.text.slice(0, longestLine))}`, look);
	}
	if (state.known !== undefined) {
		return shown(
			safe`These bytes are ${safeText(state.known)} already: nothing was done. Registered once more they are a version of their own.`,
			theme.caution,
		);
	}
	const help = shown(helpOf(state), theme.quiet);
	const warning = noTestDataset(state);
	if (warning === undefined) return help;
	const warned = shown(warning, theme.quiet);
	// Where there is one line, it is for the fields that it is about.
	const isAbout = state.field === 'metrics' || state.field === 'testDataset';
	return (most === 1 && isAbout ? warned : [...help, ...warned]).slice(0, most);
}

function lines(text: SafeText, width: number, most: number): readonly SafeText[] {
	const all = wrapText(text, width);
	if (all.length <= most) return all;
	return [...all.slice(0, most - 1), truncate(joinSafe(all.slice(most - 1), safe` `), width)];
}

/** ` resnet18/v3 → Resnet18/Model/resnet18_v3.pth, 44.7 MB, copied`. */
function madeLine(state: RegisterState, checked: CheckedForm, refusals: readonly Refusal[], {snapshot}: ScreenContext): SafeText {
	if (checked.kind === 'open') {
		const isSaid = refusals[0]?.text === checked.refusal.text;
		return isSaid ? emptyText : paint(theme.quiet, safe` ${safeText(checked.refusal.text)}`);
	}
	if (checked.kind === 'wrong') return emptyText;
	const {registration, artifact, version} = checked;
	const name = paint(theme.title, safeText(formatVersion(version)));
	if (registration.source.kind === 'promote') {
		const bytes = modelOf(state, snapshot.models)?.artifact?.bytes ?? 0;
		return safe` ${name} is ${safeText(artifact)}, ${formatBytes(bytes)}, in place`;
	}
	return joinSafe([safe` ${name} → ${safeText(artifact)}`, ...sizeWords(state), howWords(state)], safe`, `);
}

function howWords({values, way}: RegisterState): SafeText {
	if (isUrl(values.source)) return safe`downloaded and copied`;
	return {copy: safe`copied`, move: safe`moved`, link: safe`as a link`}[way];
}

/** The command that does the same. */
export function commandOf(state: RegisterState, models: readonly Model[]): string {
	const model = isPromotion(state) ? modelOf(state, models) : undefined;
	const [from] = model ? typedNames([model], models) : [];
	const {source, values} = state;
	const path = source && 'found' in source && source.typed === values.source ? source.found.path : placeIn(values.source);
	return registerCommand(wordsOf(state), {source: path, from});
}

const commandFor = new WeakMap<RegisterState, {readonly models: readonly Model[]; readonly line: string}>();

/** So many lines, whether the command fills them or not: nothing moves while it grows. */
function commandLines(state: RegisterState, {context, most}: {readonly context: ScreenContext; readonly most: number}): readonly SafeText[] {
	const {models} = context.snapshot;
	const room = Math.max(1, context.width - 2);
	let made = commandFor.get(state);
	if (made?.models !== models) {
		made = {models, line: missingIn(state) ? '' : commandOf(state, models)};
		commandFor.set(state, made);
	}
	const text = lines(safeText(made.line.slice(0, longestLine)), room, Math.max(1, most));
	return Array.from({length: most}, (_, row) => fit(safe` ${paint(theme.quiet, text[row] ?? emptyText)}`, context.width));
}

/** Cells for what a field holds. */
export function valueWidth(width: number): number {
	return Math.max(leastValue, width - displayWidth(nameCell('family', {isCursor: true, isWrong: false})) - 1);
}
