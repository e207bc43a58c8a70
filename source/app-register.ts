/** What the form for a version asks of the disk and the network, and how it registers. */

import type {TextEdit} from '../components/text-edit.ts';
import type {Snapshot} from '../store/domain/snapshot.ts';
import {UserError} from '../store/domain/user-error.ts';
import type {ChangeReach, Handlers} from './app-actions.ts';
import {makeChange} from './app-changes.ts';
import {screenOf} from './app-state.ts';
import {registrationOf, type RegistrationFound} from './registration.ts';
import type {Typing} from './screens/dialog.ts';
import {registerChange} from './screens/register-change.ts';
import {checkedForm, errorText, missingIn, wordsOf} from './screens/register-check.ts';
import {isUrl, placeIn} from './screens/register-fields.ts';
import {isAnythingTyped, isPromotion, typingOf, type Refusal, type RegisterState} from './screens/register-state.ts';
import {typeInForm} from './screens/register-typing.ts';
import {commandOf} from './screens/register-view.ts';

export interface FormActions {
	/** Typed characters, Enter as `\r`. @returns what the field under the cursor holds then */
	readonly type: (text: string) => Typing;
	/** An edit of that field. @returns likewise */
	readonly edit: (edit: TextEdit) => Typing;
	/** Stops what is under way; else leaves the form, where something was typed the second time. */
	readonly leave: () => void;
	/** Completes the path of the source; where there is nothing to complete goes to the next field. */
	readonly tab: () => void;
}

export function formActions(reach: ChangeReach): FormActions {
	const {state, dispatch, press} = reach;
	const leave = () => {
		const form = state().register;
		const {busy} = form;
		if (busy && busy.isStopping !== true) {
			busy.stop();
			return dispatch({kind: 'register', action: {kind: 'busy', busy: {...busy, isStopping: true}}});
		}
		if (!busy && form.isLeaving !== true && isAnythingTyped(form)) return dispatch({kind: 'register', action: {kind: 'leaving'}});
		dispatch({kind: 'key', action: 'escape'});
	};
	const type = (text: string): Typing => {
		const {completing} = state().register;
		if (completing) {
			dispatch({kind: 'register', action: {kind: 'completing', completing: {typed: completing.typed + text}}});
			return typingOf(state().register);
		}
		const {form, end, rest} = typeInForm(state().register, text);
		dispatch({kind: 'register', action: {kind: 'typed', form}});
		if (end === 'submitted') {
			submit(reach);
			// What it refuses at once is mended by what was typed behind it.
			if (rest !== '' && !state().register.busy) return type(rest);
		}
		if (end === 'tab') {
			complete(reach, form.values.source, type);
			if (rest !== '') return type(rest);
		}
		if (end === 'left') {
			leave();
			if (rest !== '' && screenOf(state()) === 'register') return type(rest);
			if (rest !== '') press(rest);
		}
		return typingOf(state().register);
	};
	return {
		leave,
		type,
		tab: () => void type('\t'),
		edit: edit => {
			dispatch({kind: 'register', action: {kind: 'edit', edit}});
			return typingOf(state().register);
		},
	};
}

/** Asks the disk; what is typed meanwhile comes behind the answer. */
function complete({state, dispatch, world, run}: ChangeReach, asked: string, type: (text: string) => void): void {
	dispatch({kind: 'register', action: {kind: 'completing', completing: {typed: ''}}});
	run(async () => {
		const value = await world.complete(asked);
		const {completing, values, field} = state().register;
		if (!completing) return undefined;
		dispatch({kind: 'register', action: {kind: 'completing', completing: undefined}});
		if (screenOf(state()) !== 'register') return undefined;
		const isAsked = field === 'source' && values.source === asked;
		if (isAsked) dispatch({kind: 'register', action: value === undefined ? {kind: 'move', by: 1} : {kind: 'completed', value}});
		if (completing.typed !== '') type(completing.typed);
		return undefined;
	});
}

export function registerHandlers(reach: ChangeReach): Handlers {
	return {submit: () => submit(reach)};
}

/** What opens the form, from anywhere. */
export function registerOpeners({dispatch, world}: Pick<ChangeReach, 'dispatch' | 'world'>): Handlers {
	return {
		register: () => {
			dispatch({kind: 'key', action: 'register'});
			dispatch({kind: 'register', action: {kind: 'folder', folder: world.folder}});
			world.warm();
		},
	};
}

function submit(reach: ChangeReach): void {
	const {state, dispatch, live, run, say} = reach;
	const form = state().register;
	if (form.busy) return;
	if (form.completing) return dispatch({kind: 'register', action: {kind: 'completing', completing: {typed: `${form.completing.typed}\u{13}`}}});
	const missing = missingIn(form);
	if (missing) return dispatch({kind: 'register', action: {kind: 'refused', refusal: missing}});
	const checked = checkedForm(form, live());
	if (checked.kind === 'wrong') return dispatch({kind: 'register', action: {kind: 'refused', refusal: checked.refusal}});
	const stopper = new AbortController();
	const busy = {stop: () => stopper.abort()};
	dispatch({kind: 'register', action: {kind: 'busy', busy}});
	const isShown = () => screenOf(state()) === 'register' && state().register.busy?.stop === busy.stop;
	run(async () => {
		try {
			await register(reach, form, stopper.signal);
		} catch (error) {
			if (!(error instanceof UserError)) throw error;
			const isStopped = stopper.signal.aborted && error.code === 'declined';
			if (!isShown()) say(errorText(error), !isStopped);
			else if (isStopped) dispatch({kind: 'register', action: {kind: 'stopped', text: errorText(error)}});
			else dispatch({kind: 'register', action: {kind: 'refused', refusal: {field: fieldOf(form, error, live()), text: errorText(error)}}});
		} finally {
			dispatch({kind: 'underway', underway: undefined});
			if (isShown()) dispatch({kind: 'register', action: {kind: 'busy', busy: undefined}});
		}
		return undefined;
	});
}

/** The field that an error is about, where that can be told. */
function fieldOf(form: RegisterState, error: UserError, snapshot: Snapshot): Refusal['field'] {
	if (error instanceof SourceError) return 'source';
	const checked = checkedForm(form, snapshot);
	return 'wrong' in checked ? checked.wrong.find(({text}) => text === errorText(error))?.field : undefined;
}

/** The source cannot be had. */
class SourceError extends UserError {}

/** @throws UserError */
async function register(reach: ChangeReach, form: RegisterState, signal: AbortSignal): Promise<void> {
	const {world, live, say} = reach;
	const words = wordsOf(form);
	const looked = await lookedAt(reach, form);
	// All that can be wrong is said before a large file is brought.
	const parentPath = words.parent === undefined ? undefined : await world.pathOf(words.parent);
	const around = {parentPath, gitCommit: isPromotion(form) ? undefined : await world.gitCommit()};
	registrationOf(words, {snapshot: live(), ...around, ...looked});
	const found = looked.url === undefined ? looked : await downloaded(reach, looked.url, signal);
	requireWanted(signal);
	const registration = registrationOf(words, {snapshot: live(), ...around, ...found});
	const {models} = live();
	try {
		await makeChange(reach, registerChange(registration, commandOf(form, models), models), signal);
	} catch (error) {
		if (!(error instanceof UserError) || error.code !== 'declined' || found.url === undefined) throw error;
		throw new UserError(error.code, `${error.message} What was downloaded stays in pretrained_models/ and is used again.`, {cause: error});
	}
	if (found.note !== undefined) say(found.note);
}

type FoundSource = Pick<RegistrationFound, 'path' | 'url'> & {readonly note?: string};

/** @throws UserError where there is nothing to register */
async function lookedAt({world}: ChangeReach, form: RegisterState): Promise<FoundSource> {
	const typed = placeIn(form.values.source);
	if (isPromotion(form)) return {};
	if (isUrl(typed)) return {path: typed, url: typed};
	return asSource(async () => ({path: (await world.source(typed)).path}));
}

/** @throws UserError */
async function downloaded({world, dispatch}: ChangeReach, url: string, signal: AbortSignal): Promise<FoundSource> {
	const tell = (done: number, total = 0) => dispatch({kind: 'underway', underway: {what: 'downloading', done, total, unit: 'bytes'}});
	tell(0);
	let told = 0;
	return asSource(async () =>
		world.download(
			url,
			(done, total) => {
				if (performance.now() - told < tellEvery) return;
				told = performance.now();
				tell(done, total);
			},
			signal,
		),
	);
}

/** How often progress is drawn (milliseconds). */
const tellEvery = 100;

async function asSource<Value>(action: () => Promise<Value>): Promise<Value> {
	try {
		return await action();
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		throw new SourceError(error.code, error.message, {hint: error.hint, cause: error});
	}
}

/** @throws UserError where the form was left meanwhile */
function requireWanted(signal: AbortSignal): void {
	if (signal.aborted) throw new UserError('declined', 'It was stopped: nothing was registered.');
}
