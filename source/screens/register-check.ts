/** What the form means: the words of it, the registration, or what is wrong and in which field. Pure. */

import {baseName} from '../../store/domain/identifier.ts';
import type {Version} from '../../store/domain/family.ts';
import type {Registration} from '../../store/domain/registration.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {versionNames} from '../../store/domain/version-sidecar.ts';
import {registrationOf, type RegistrationFound, type RegistrationWords} from '../registration.ts';
import {isUrl, nameIn, placeIn, schemeProblem, textFields, type TextField} from './register-fields.ts';
import {emptyRegister, isPromotion, type RegisterState, type Refusal} from './register-state.ts';
import {remember} from './remember.ts';

/** `open`: something is still to be typed, or to be looked at. `wrong`: each field that is, in their order. */
export type CheckedForm =
	| {readonly kind: 'right'; readonly registration: Registration; readonly version: Version; readonly artifact: string}
	| {readonly kind: 'open'; readonly refusal: Refusal; readonly wrong: readonly Refusal[]}
	| {readonly kind: 'wrong'; readonly refusal: Refusal; readonly wrong: readonly Refusal[]};

/** What was typed, as the command would be told. */
export function wordsOf(state: RegisterState): RegistrationWords {
	const typed = (field: TextField) => {
		const value = state.values[field].trim();
		return value === '' ? undefined : value;
	};
	return {
		name: state.values.family,
		...(isPromotion(state) ? {from: state.from} : {}),
		way: isUrl(state.values.source) ? 'copy' : state.way,
		metrics: listOf(state.values.metrics.replaceAll(/\s*=\s*/g, '=')),
		params: [],
		tags: listOf(state.values.tags),
		testDataset: typed('testDataset'),
		dataset: typed('dataset'),
		framework: typed('framework'),
		architecture: typed('architecture'),
		inputShape: typed('inputShape'),
		domain: typed('domain'),
		parent: typed('parent'),
		note: typed('note'),
		isNewWanted: state.known !== undefined,
	};
}

function listOf(text: string): readonly string[] {
	return text.split(/[\s,]+/).filter(word => word !== '');
}

/** What the form means now, as far as it is known without the disk; the same object while form and registry are. */
export function checkedForm(state: RegisterState, snapshot: Snapshot): CheckedForm {
	const {values, from, way, source, parent, known} = state;
	return remembered(snapshot, values, from, way, source, parent, known);
}

const remembered = remember(
	(
		snapshot: Snapshot,
		values: RegisterState['values'],
		from: string | undefined,
		way: RegisterState['way'],
		source: RegisterState['source'],
		parent: RegisterState['parent'],
		known: string | undefined,
	) => check({...emptyRegister, values, from, way, source, parent, known}, snapshot),
);

function check(state: RegisterState, snapshot: Snapshot): CheckedForm {
	// Among 100,000 models a parent is not looked for with every letter of its name.
	const {parent} = state.values;
	const isLooking = parent.trim() !== '' && state.parent?.typed !== parent;
	const tried = isLooking ? {...state, values: {...state.values, parent: ''}} : state;
	const missing = missingIn(state);
	const wrong = wrongIn(tried, snapshot);
	if (missing) return {kind: 'open', refusal: missing, wrong};
	const [first] = wrong;
	if (first) return {kind: 'wrong', refusal: first, wrong};
	const result = attempt(tried, snapshot);
	if (result instanceof UserError) {
		const refusal = {text: errorText(result)};
		return {kind: 'wrong', refusal, wrong: [refusal]};
	}
	return isLooking ? {kind: 'open', refusal: {text: 'Looking for the parent …'}, wrong} : rightForm(state, result, snapshot);
}

/** What is wrong in each field by itself; where nothing can be right, that alone. */
function wrongIn(state: RegisterState, snapshot: Snapshot): readonly Refusal[] {
	const {values} = state;
	const alone = (given: Partial<RegisterState['values']>) =>
		attempt({...state, values: {...emptyRegister.values, family: 'x', source: values.source, ...given}}, snapshot);
	const whole = alone({});
	if (whole instanceof UserError) return [{text: errorText(whole)}];
	return textFields.flatMap((field): readonly Refusal[] => {
		if (values[field].trim() === '') return [];
		if (field === 'source') {
			const text = sourceProblem(state);
			return text === undefined ? [] : [{field, text}];
		}
		// A test dataset stands with a result.
		const metrics = field === 'testDataset' && values.metrics.trim() !== '' ? 'x=1' : '';
		const result = alone({metrics, [field]: values[field]});
		return result instanceof UserError ? [{field, text: errorText(result)}] : [];
	});
}

function sourceProblem({source, values}: RegisterState): string | undefined {
	return schemeProblem(values.source) ?? (source && 'problem' in source && source.typed === values.source ? source.problem : undefined);
}

/** What nothing can be registered without. */
export function missingIn(state: RegisterState): Refusal | undefined {
	if (state.values.family.trim() === '') return {field: 'family', text: 'Name a family, as in resnet18.'};
	if (isPromotion(state) || placeIn(state.values.source) !== '') return undefined;
	return {field: 'source', text: 'Name a file, a folder or a URL.'};
}

function attempt(state: RegisterState, snapshot: Snapshot): Registration | UserError {
	const {source, parent, values} = state;
	const found: Partial<RegistrationFound> = isPromotion(state)
		? {}
		: {
				path: source && 'found' in source && source.typed === values.source ? source.found.path : placeIn(values.source),
				url: isUrl(values.source) ? placeIn(values.source) : undefined,
			};
	try {
		return registrationOf(wordsOf(state), {snapshot, ...found, parentPath: parent?.typed === values.parent ? parent.path : undefined});
	} catch (error) {
		if (error instanceof UserError) return error;
		throw error;
	}
}

/** The error with its hint, where that is not about the options of a command. */
export function errorText({message, hint = ''}: UserError): string {
	const hints = hint
		.split('\n')
		.map(line => line.replace(/or a name with --parent-digest\b.*$/, 'or use mreg register … --parent-digest.'))
		.filter(line => line !== '' && (line.includes('mreg register …') || !/(^| )--[a-z]/.test(line)));
	return [message, ...hints].join(' ');
}

function rightForm(state: RegisterState, registration: Registration, {models}: Snapshot): CheckedForm {
	const {family, taken, present} = registration;
	const number = registration.version ?? Math.max(0, ...taken, ...present.map(one => one.version)) + 1;
	const version = {family, version: number};
	if (registration.source.kind === 'promote') {
		const key = registration.source.target.key;
		return {kind: 'right', registration, version, artifact: models.find(model => model.key === key)?.artifact?.path ?? key};
	}
	const {source} = state;
	const isFolder = source !== undefined && 'found' in source && source.typed === state.values.source && source.found.isFolder;
	const name = versionNames(version, {path: baseName(nameIn(state.values.source)), isFolder}).artifact;
	return {kind: 'right', registration, version, artifact: `${registration.folder === '.' ? '' : `${registration.folder}/`}Model/${name}`};
}
