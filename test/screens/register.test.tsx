/** The form for a version: what it opens with, what keys do, what it means, what it shows. */

import {describe, expect, test} from 'vitest';
import {paint} from '../../components/paint.ts';
import {displayWidth} from '../../components/cells.ts';
import {reduceApp} from '../../source/app-reducer.ts';
import {type AppAction, type AppState} from '../../source/app-state.ts';
import {typeAhead} from '../../source/app-typing.ts';
import {registerCommand} from '../../source/register-command.ts';
import {registerChange} from '../../source/screens/register-change.ts';
import {checkedForm, wordsOf, type CheckedForm} from '../../source/screens/register-check.ts';
import {frameworkOf, nameIn, placeIn, schemeProblem} from '../../source/screens/register-fields.ts';
import {RegisterScreen} from '../../source/screens/register-screen.tsx';
import {openRegister} from '../../source/screens/register-opening.ts';
import {emptyRegister, isAnythingTyped, reduceRegister, suggestionFor, type RegisterState} from '../../source/screens/register-state.ts';
import {typeInForm} from '../../source/screens/register-typing.ts';
import {commandOf, registerPage} from '../../source/screens/register-view.ts';
import type {ScreenContext} from '../../source/screens/screen-context.ts';
import {keysNow, underwayLine} from '../../source/app-footer.tsx';
import {keyBarLine} from '../../components/key-bar.tsx';
import {safeText} from '../../source/text.ts';
import type {Change} from '../../store/domain/change.ts';
import type {Model} from '../../store/domain/model.ts';
import {afterKeys, appContext} from '../helpers/app-context.ts';
import {contextOf} from '../helpers/cleanup-context.ts';
import {madeArtifact, madeModel} from '../helpers/made-models.ts';
import {renderToScreen} from '../helpers/terminal.ts';

const sha256 = 'a'.repeat(64);
const plain = madeModel(
	'Mscn/Model/m_1.pt',
	{
		model_id: 'm_1',
		tags: ['wip'],
		notes: '메모',
		architecture: 'mscn',
		testing: [{dataset: 'imdb', num_queries: 1, performance: {total_time: 12.5}}],
		training: {dataset: 'imdb', hyperparams: {}},
	},
	{artifact: madeArtifact('Mscn/Model/m_1.pt', {bytes: 2_000_000})},
);
const version = madeModel('Resnet18/Model/resnet18_v2.pth', {
	model_id: 'resnet18_v2',
	algorithm: 'resnet18',
	family: 'resnet18',
	version: 2,
	checksum: {algorithm: 'sha256', value: sha256},
	framework: 'pytorch',
	architecture: 'resnet18',
	input_shape: [1, 3, 224, 224],
	training: {dataset: 'imagenet', hyperparams: {}},
	testing: [{performance: {acc: 0.697, loss: 1}}],
});
const models = [version, plain];
const context = contextOf(models, {width: 80, height: 22});

function plainText(line: string): string {
	return line.replaceAll(/\u{1B}\[[\d;]*m/gu, '');
}

function typed(state: RegisterState, text: string): RegisterState {
	const {form, end, rest} = typeInForm(state, text);
	// There is no disk here that would say how a path goes on.
	if (end === 'tab') return typed(reduceRegister(form, {kind: 'move', by: 1}), rest);
	expect(end).toBeUndefined();
	return form;
}

function looked(state: RegisterState, bytes = 44_700_000, isFolder = false): RegisterState {
	const path = `/home/u/${state.values.source}`;
	return reduceRegister(state, {kind: 'source', look: {typed: state.values.source, found: {path, isFolder, bytes, files: isFolder ? 12 : 1}}});
}

function right(form: CheckedForm): Extract<CheckedForm, {kind: 'right'}> {
	if (form.kind !== 'right') throw new Error(JSON.stringify(form));
	return form;
}

describe('what it opens with', () => {
	test('a model of the registry becomes a version in place, and nothing is written that nobody stated', () => {
		const form = openRegister(plain);
		const {registration, version: number, artifact} = right(checkedForm(form, context.snapshot));
		expect(registration.source).toMatchObject({kind: 'promote', target: {key: plain.key}});
		expect(registration.facts).toEqual({tags: [], lineage: {}});
		expect(suggestionFor(form, 'framework')).toBe('pytorch');
		expect([number, artifact]).toEqual([{family: 'mscn', version: 1}, 'Mscn/Model/m_1.pt']);
		expect(form.field).toBe('family');
	});

	test('a version is what the next one comes after: a file is asked for, and its facts are suggested, not stated', () => {
		const form = openRegister(version);
		expect(form.field).toBe('source');
		expect(checkedForm(form, context.snapshot)).toMatchObject({kind: 'open', refusal: {field: 'source'}});
		const next = right(checkedForm(looked(typed(form, 'new.pth')), context.snapshot));
		expect(next.version).toEqual({family: 'resnet18', version: 3});
		expect(next.artifact).toBe('Resnet18/Model/resnet18_v3.pth');
		expect(next.registration.source).toEqual({kind: 'copy', path: '/home/u/new.pth'});
		expect(next.registration.facts).toEqual({tags: [], lineage: {source: '/home/u/new.pth'}});
		let taken = looked(typed(form, 'new.pth'));
		for (const field of ['dataset', 'framework', 'architecture', 'inputShape', 'domain', 'parent'] as const) {
			taken = reduceRegister({...taken, field, cursor: 0}, {kind: 'edit', edit: {type: 'right'}});
		}
		expect(right(checkedForm(taken, context.snapshot)).registration.facts).toMatchObject({
			framework: 'pytorch',
			architecture: 'resnet18',
			input_shape: [1, 3, 224, 224],
			dataset: 'imagenet',
			lineage: {parent: 'resnet18/v2'},
		});
	});

	test('without a model it is empty; a model whose file is gone gives its family alone', () => {
		expect(openRegister(undefined)).toBe(emptyRegister);
		const gone = madeModel('Mscn/Model/gone', {model_id: 'gone'}, {state: 'missing', artifact: undefined});
		expect(openRegister(gone)).toMatchObject({field: 'source', values: {family: 'mscn'}});
		expect(openRegister(gone).from).toBeUndefined();
	});
});

describe('typing', () => {
	test('many keys in one read: Tab and Enter go on, Ctrl-S registers from anywhere, Enter on the last line', () => {
		const form = typed(emptyRegister, 'resnet18\t~/a model.pth\r \tacc=0.7 auc=1\rimagenet');
		expect(form.values).toMatchObject({family: 'resnet18', source: '~/a model.pth', metrics: 'acc=0.7 auc=1', testDataset: 'imagenet'});
		expect([form.way, form.field]).toEqual(['move', 'testDataset']);
		expect(typeInForm(form, '!\u{13}jj')).toMatchObject({end: 'submitted', rest: 'jj', form: {values: {testDataset: 'imagenet!'}}});
		const last = typeInForm(form, '\r'.repeat(10));
		expect(last).toMatchObject({end: 'submitted', rest: '', form: {field: 'submit'}});
		expect(typeInForm(form, '\u{1B}q')).toMatchObject({end: 'left', rest: 'q'});
		expect(typeInForm(emptyRegister, 'a\tru\tacc=1')).toMatchObject({end: 'tab', rest: 'acc=1', form: {field: 'source', values: {source: 'ru'}}});
	});

	test('Space and the arrows change how a file comes in, letters that were meant for another field do not; for a promotion and a URL there is nothing to choose', () => {
		const form = typed(emptyRegister, 'a\tb\t');
		expect(typed(form, ' ').way).toBe('move');
		expect(typed(form, '  ').way).toBe('link');
		expect(reduceRegister(form, {kind: 'step', by: -1}).way).toBe('link');
		expect(typed(form, 'link').way).toBe('copy');
		expect(typed(openRegister(plain), '\t\t').field).toBe('metrics');
		expect(typed(emptyRegister, 'a\thttps://x.org/m.pt\t').field).toBe('metrics');
	});

	test('up from the first field is the last line; a page stops at the ends', () => {
		expect(reduceRegister(emptyRegister, {kind: 'move', by: -1}).field).toBe('submit');
		expect(reduceRegister(emptyRegister, {kind: 'move', by: -5}).field).toBe('family');
		expect(reduceRegister(emptyRegister, {kind: 'move', by: 99}).field).toBe('submit');
	});

	test('an edit changes the field under the cursor, whichever that is by then', () => {
		const form = reduceRegister(typed(emptyRegister, 'ab\tc d'), {kind: 'edit', edit: {type: 'cutWordLeft'}});
		expect(form.values).toMatchObject({family: 'ab', source: 'c '});
		expect(reduceRegister(form, {kind: 'edit', edit: {type: 'paste', text: 'x\ny'}}).values.source).toBe('c x y');
		expect(reduceRegister({...form, field: 'way'}, {kind: 'edit', edit: {type: 'backspace'}}).values).toBe(form.values);
	});

	test('→ in an empty field takes what is suggested, typing replaces it, and in a text → goes on', () => {
		const form = typed(emptyRegister, 'a\tm.onnx');
		expect([suggestionFor(form, 'framework'), wordsOf(form).framework]).toEqual(['onnx', undefined]);
		const at = {...form, field: 'framework' as const, cursor: 0};
		const arrow = {kind: 'edit', edit: {type: 'right'}} as const;
		const taken = reduceRegister(at, arrow);
		expect([wordsOf(taken).framework, taken.cursor]).toEqual(['onnx', 4]);
		expect(typed(at, '\u{6}').values.framework).toBe('onnx');
		expect(reduceRegister(reduceRegister(taken, {kind: 'edit', edit: {type: 'home'}}), arrow)).toMatchObject({cursor: 1, values: {framework: 'onnx'}});
		expect(wordsOf(typed(at, 'jax')).framework).toBe('jax');
		expect(suggestionFor(typed(at, 'jax'), 'framework')).toBe('');
		// The name of the file says more than the version before.
		expect(suggestionFor(typed(openRegister(version), 'm.onnx'), 'framework')).toBe('onnx');
		expect(suggestionFor(typed(openRegister(version), 'm.bin'), 'framework')).toBe('pytorch');
		expect(['a.PTH', 'x/m.tar', 'm', 'https://x.org/m.pt?download=1#k'].map(frameworkOf)).toEqual(['pytorch', undefined, undefined, 'pytorch']);
		expect(nameIn('https://x.org/a/b.pt?x=/y')).toBe('b.pt');
	});

	test('what was typed is not left by one Escape: the form says so until the next key', () => {
		const form = openRegister(version);
		expect(isAnythingTyped(form)).toBe(false);
		const changed = typed(form, 'x');
		expect(isAnythingTyped(changed)).toBe(true);
		expect(isAnythingTyped(typed(changed, '\u{7F}'))).toBe(false);
		const leaving = reduceRegister(changed, {kind: 'leaving'});
		expect(leaving).toMatchObject({isLeaving: true, notice: 'Esc again leaves: what was typed is forgotten.'});
		for (const next of [typed(leaving, 'y'), typed(leaving, '\t'), reduceRegister(leaving, {kind: 'edit', edit: {type: 'left'}})]) {
			expect([next.isLeaving, next.notice]).toEqual([undefined, undefined]);
		}
	});

	test('what was stopped leaves the form as it was', () => {
		const form = typed(openRegister(version), 'm.pt\t\tacc=1');
		const busy = reduceRegister(form, {kind: 'busy', busy: {stop: () => undefined}});
		expect(reduceRegister(busy, {kind: 'stopped', text: 'It was stopped.'})).toEqual({...form, busy: undefined, notice: 'It was stopped.'});
	});

	test('while it is under way nothing is typed into it', () => {
		const busy = reduceRegister(openRegister(plain), {kind: 'busy', busy: {stop: () => undefined}});
		expect(typed(busy, 'x').values).toBe(busy.values);
	});
});

describe('what is wrong', () => {
	const wrong = (state: RegisterState) => {
		const form = checkedForm(state, context.snapshot);
		if (form.kind !== 'wrong') throw new Error(JSON.stringify(form));
		return form.refusal;
	};

	test('is said with the field that it is about', () => {
		const form = typed(emptyRegister, 'resnet18\tm.pt\t\tacc=high');
		expect(wrong(form)).toMatchObject({field: 'metrics', text: expect.stringMatching(/^The metric acc is no finite number: "high"\./) as string});
		expect(wrong({...form, values: {...form.values, metrics: '', testDataset: 'imdb'}}).field).toBe('testDataset');
		expect(wrong({...form, values: {...form.values, metrics: '', inputShape: '1,x y'}}).field).toBe('inputShape');
		expect(wrong({...form, values: {...form.values, metrics: '', family: 'a/b'}}).field).toBe('family');
		expect(wrong({...form, values: {...form.values, metrics: '', family: 'resnet18@v2'}})).toMatchObject({
			field: 'family',
			text: expect.stringMatching(/^resnet18\/v2 exists already/) as string,
		});
	});

	test('is said of every field, of those that are still empty not', () => {
		const form = typed(emptyRegister, 'a/b\t\t\tacc=high\timdb\t\t\t\t1,x y');
		const checked = checkedForm(form, context.snapshot);
		expect(checked).toMatchObject({kind: 'open', refusal: {field: 'source'}, wrong: [{field: 'family'}, {field: 'metrics'}, {field: 'inputShape'}]});
		const whole = checkedForm({...form, values: {...form.values, source: 'm.pt'}}, context.snapshot);
		expect(whole).toMatchObject({kind: 'wrong', refusal: {field: 'family'}, wrong: [{}, {}, {}]});
	});

	test('a parent outside is told in words that are no option of the form', () => {
		const form = typed(openRegister(version), `new.pth${'\t'.repeat(9)}nowhere.pt`);
		const {text} = wrong(reduceRegister(form, {kind: 'parent', typed: 'nowhere.pt', path: undefined}));
		expect(text).toMatch(/^No model and no file is called "nowhere\.pt"\./);
		expect(text).toContain('or use mreg register … --parent-digest.');
	});

	test('quotes around a pasted path are taken off, and file:// is refused with the path to type', () => {
		const quoted = typed(emptyRegister, "a\t'/tmp/my model.pth'");
		expect(right(checkedForm(quoted, context.snapshot)).registration.source).toEqual({kind: 'copy', path: '/tmp/my model.pth'});
		expect(commandOf(quoted, models)).toBe("mreg register a '/tmp/my model.pth'");
		expect(typed(quoted, '\t').values.source).toBe('/tmp/my model.pth');
		expect(['"/a b"', " 'a' ", "'a", "it's"].map(placeIn)).toEqual(['/a b', 'a', "'a", "it's"]);
		const url = typed(emptyRegister, 'a\tfile:///tmp/a.pth');
		expect(wrong(url)).toEqual({field: 'source', text: 'file:// is not understood: type the path alone, /tmp/a.pth.'});
		expect(schemeProblem('s3://b/m.pt')).toMatch(/^Nothing is brought by s3: /);
		expect(schemeProblem('https://x.org/m.pt')).toBeUndefined();
	});

	test('hints about options of a command are not said', () => {
		const form = typed(emptyRegister, 'resnet18\tm.pt\t\t\timdb');
		expect(wrong(form).text).not.toContain('--');
	});

	test('a parent that is no model is looked for on the disk before it is wrong', () => {
		const form = typed(openRegister(plain), `${'\t'.repeat(9)}no such thing`);
		expect(form.field).toBe('parent');
		expect(checkedForm(form, context.snapshot).kind).toBe('open');
		const found = (path: string | undefined) => reduceRegister(form, {kind: 'parent', typed: form.values.parent, path});
		expect(wrong(found(undefined)).field).toBe('parent');
		expect(right(checkedForm(found('/x/no such thing'), context.snapshot)).registration.parentPath).toBe('/x/no such thing');
	});

	test('what cannot be registered is said of the source as it is typed, and no longer of another', () => {
		const form = typed(emptyRegister, 'a\tempty.pt');
		const said = reduceRegister(form, {kind: 'source', look: {typed: 'empty.pt', problem: 'It is empty.'}});
		expect(wrong(said)).toEqual({field: 'source', text: 'It is empty.'});
		expect(checkedForm(typed(said, 'x'), context.snapshot).kind).toBe('right');
	});

	test('a refusal goes to its field and is over with the next edit; bytes that are known make registering again a wish', () => {
		const refused = reduceRegister(openRegister(plain), {kind: 'refused', refusal: {field: 'note', text: 'No.'}});
		expect([refused.field, refused.busy]).toEqual(['note', undefined]);
		expect(typed(refused, 'x').refusal).toBeUndefined();
		const known = reduceRegister(openRegister(plain), {kind: 'known', version: 'mscn/v1'});
		expect([wordsOf(known).isNewWanted, known.field]).toEqual([true, 'submit']);
		expect(wordsOf(typed(typed(known, '\t'), 'x')).isNewWanted).toBe(false);
	});
});

describe('the command that does the same', () => {
	test('names what was typed, the file by its whole path', () => {
		const form = looked(typed(emptyRegister, "resnet18\tnew.pth\t  \tacc=0.7, auc = 1\timagenet\t\t\t\t\t\tresnet18/v2\ta b\tit's -"));
		expect(commandOf(form, models)).toBe(
			"mreg register resnet18 /home/u/new.pth --link --metric acc=0.7 --metric auc=1 --test-dataset imagenet --parent resnet18/v2 --tag a --tag b --note 'it'\\''s -'",
		);
	});

	test('of a promotion, of a URL, and of values that begin with a dash', () => {
		expect(commandOf(openRegister(plain), models)).toBe('mreg register mscn --from m_1');
		const url = typed(emptyRegister, 'a\thttps://x.org/m?x=1&y');
		expect(commandOf(url, models)).toBe("mreg register a 'https://x.org/m?x=1&y'");
		const words = {...wordsOf(emptyRegister), name: 'a', note: '-x'};
		expect(registerCommand(words, {source: '-f.pt'})).toBe("mreg register --note='-x' -- a '-f.pt'");
	});
});

const change = (rest: Partial<Change>): Change => ({done: [], unchanged: [], skipped: [], notes: [], ...rest});

describe('in the dashboard', () => {
	const around = appContext(models);
	const opened = () => afterKeys(around, 'last', 'register');
	const end = (state: AppState, made: Change) => {
		const busy = reduceApp(state, {kind: 'register', action: {kind: 'busy', busy: {stop: () => undefined}}}, around);
		const pending = registerChange(right(checkedForm(busy.register, around.screen.snapshot)).registration, 'mreg', models);
		return reduceApp(busy, {kind: 'changed', change: made, pending}, around);
	};
	const registered = {family: 'mscn', version: 4, isKnown: false, sha256, bytes: 1, key: version.key};

	test('R opens it on the model under the cursor, and what was typed behind R goes into it', () => {
		expect(opened().register).toMatchObject({from: plain.key});
		let state = opened();
		const dispatch = (action: AppAction) => {
			state = reduceApp(state, action, around);
		};
		let taken = '';
		const nothing = () => undefined;
		typeAhead('x\ty', {state, dispatch, onFile: nothing, onDialog: nothing, onForm: text => void (taken = text), press: nothing});
		expect(taken).toBe('x\ty');
	});

	test('a model that became a version leads back where one was, a new one to its row', () => {
		const promoted = end(opened(), change({done: [plain.key], registered: {...registered, key: plain.key}}));
		expect([promoted.routes.at(-1)?.screen, promoted.browse.cursor, promoted.register]).toEqual(['browse', plain.key, emptyRegister]);
		const detail = reduceApp(
			reduceApp(afterKeys(around, 'last', 'open'), {kind: 'key', action: 'register'}, around),
			{kind: 'register', action: {kind: 'typed', form: typed(openRegister(plain), '\tm.pt')}},
			around,
		);
		const made = end(detail, change({done: [version.key], registered}));
		expect([made.routes.at(-1)?.screen, made.browse.cursor]).toEqual(['browse', version.key]);
	});

	test('bytes that are known keep the form open', () => {
		const known = end(opened(), change({registered: {...registered, isKnown: true}}));
		expect([known.routes.at(-1)?.screen, known.register.known, known.register.busy]).toEqual(['register', 'mscn/v4', undefined]);
	});

	test('who left the form meanwhile stays where they are', () => {
		const left = reduceApp(reduceApp(opened(), {kind: 'key', action: 'escape'}, around), {kind: 'key', action: 'showProblems'}, around);
		const pending = registerChange(right(checkedForm(openRegister(plain), around.screen.snapshot)).registration, 'mreg', models);
		expect(reduceApp(left, {kind: 'changed', change: change({done: [version.key], registered}), pending}, around).routes).toBe(left.routes);
	});

	test('the number that was given is said, and what stood only in model_registry.json is kept first', () => {
		const {registration} = right(checkedForm(openRegister(plain), around.screen.snapshot));
		expect(registerChange(registration, 'mreg', models).doneOf?.([plain.key], change({registered}))).toBe('registered mscn/v4');
		const noted: Model = {...plain, fromRegistry: {tags: ['keep'], notes: 'n'}};
		expect(registerChange(registration, 'mreg', [noted]).before?.map(({kind}) => kind)).toEqual(['note', 'tag']);
	});

	test('progress in bytes has its unit once, and says what came where the whole is not known', () => {
		expect(underwayLine({what: 'registering', done: 1.2e9, total: 2e9, unit: 'bytes'}, 60)).toMatch(/^ registering █+.*░+.* 1\.2 of 2 GB …/);
		expect(underwayLine({what: 'registering', done: 12e6, total: 2e9, unit: 'bytes'}, 60)).toMatch(/ 12 MB of 2 GB …/);
		expect(underwayLine({what: 'downloading', done: 12e6, total: 0, unit: 'bytes'}, 60)).toMatch(/^ downloading 12 MB …/);
	});
});

async function drawn(state: RegisterState, within: ScreenContext): Promise<string[]> {
	const nothing = () => undefined;
	const screen = (
		<RegisterScreen
			{...within}
			state={state}
			dispatch={nothing}
			onText={() => ({value: '', cursor: 0})}
			onEdit={() => ({value: '', cursor: 0})}
			onCancel={nothing}
			onTab={nothing}
		/>
	);
	using terminal = renderToScreen(screen, {cols: within.width, rows: within.height});
	await terminal.settled();
	return terminal.screen();
}

describe('the screen', () => {
	test('in 80 columns: every field, what stands in the sidecar already, what will be made, the command', async () => {
		const lines = await drawn(openRegister(plain), context);
		expect(lines.slice(0, 15)).toEqual([
			' register  m_1, in place                                            * is needed',
			'❯ Family *      mscn',
			'  Source        this model: m_1',
			'  How           in place: nothing is copied or moved',
			'  Metrics       1 result there already: total_time=12.5 on imdb',
			'  Test dataset',
			'  Dataset       imdb, as its sidecar says',
			'  Framework     → pytorch',
			'  Architecture  mscn, as its sidecar says',
			'  Input shape',
			'  Domain',
			'  Parent',
			'  Tags          there already: wip',
			'  Note          there already: 메모',
			'                [ Register as mscn/v1 ]',
		]);
		expect(lines.slice(15)).toEqual([
			'─'.repeat(80),
			' the line of models that this is a version of; resnet18@v3 asks for that number',
			'',
			'',
			' mscn/v1 is Mscn/Model/m_1.pt, 2 MB, in place',
			' mreg register mscn --from m_1',
			'',
		]);
	});

	test('of a file: how it comes in, what it will be called, how large it is', async () => {
		const lines = await drawn(looked(typed(openRegister(version), 'new.pth')), context);
		expect(lines[0]).toMatch(/^ register {2}a new version of resnet18 \(now v2\) +\* is needed$/);
		expect(lines).toContain('  Family *      resnet18');
		expect(lines).toContain('❯ Source *      new.pth');
		expect(lines).toContain('  Parent        → resnet18/v2');
		expect(lines).toContain(' file, 45 MB');
		expect(lines).toContain('  How           [copy]  move   link');
		expect(lines).toContain('  Metrics       resnet18/v2 has acc, loss');
		expect(lines).toContain(' resnet18/v3 → Resnet18/Model/resnet18_v3.pth, 45 MB, copied');
		const folder = await drawn(looked(typed(openRegister(version), 'new\t  '), 5000, true), context);
		expect(folder).toContain(' resnet18/v3 → Resnet18/Model/resnet18_v3, 5 kB in 12 files, as a link');
	});

	test('what is wrong is marked and said', async () => {
		const form = typed(openRegister(plain), '\t\tacc=x\t');
		const lines = await drawn(form, context);
		expect(lines).toContain('! Metrics       acc=x');
		expect(lines.join('\n')).toContain('\n ! Metrics: The metric acc is no finite number: "x".');
		expect(lines).toContain('                [ Register ]');
	});

	test('what is wrong under the cursor is said before what is wrong elsewhere, and every wrong field has its sign', () => {
		const form = typed(openRegister(plain), '\t\tacc=x\t\t\t\t\t1,x y');
		const page = (field: RegisterState['field']) => registerPage({...form, field}, context);
		expect([...page('inputShape').wrong].sort()).toEqual(['inputShape', 'metrics']);
		expect(page('inputShape').said.join(' ')).toContain('! "1,x y" is no input shape.');
		expect(page('metrics').said.join(' ')).toContain('! The metric acc');
		expect(page('note').said.join(' ')).toContain('! Metrics: The metric acc');
	});

	test('what → takes is said; results on no dataset are warned of; so are the keys of the line that has no text', () => {
		const said = (state: RegisterState, height = 22) =>
			registerPage(state, contextOf(models, {width: 80, height}))
				.said.map(plainText)
				.join('\n');
		expect(said({...openRegister(version), field: 'parent'})).toContain('→ takes resnet18/v2 · what it was made from');
		const measured = typed(openRegister(plain), '\t\tacc=0.7');
		const warning = 'without a test dataset it is compared only with other results without one';
		expect(said(measured)).toContain(warning);
		expect(said(measured, 6)).toContain(warning);
		expect(said(typed(measured, '\timdb'))).not.toContain(warning);
		const way = typed(emptyRegister, 'a\tb\t');
		expect(said(way)).toContain('copy leaves the file where it is');
		expect(said(typed(way, ' '))).toMatch(/mreg undo moves it to the\s+trash; it does not go back by itself/);
		expect(said(typed(way, 'x'))).toContain('← → Space choose how; ↑ ↓ Tab Enter go to another field.');
		expect(said(typed(way, 'x '))).not.toContain('choose how');
		const source = reduceRegister({...emptyRegister, field: 'source'}, {kind: 'folder', folder: '~/work'});
		expect(said(source)).toContain('relative paths begin in ~/work · Tab completes');
	});

	test('while it is registered no other version is foretold, and nothing is called wrong', () => {
		const form = looked(typed(openRegister(version), 'new.pth'));
		expect(registerPage(form, context).made[0]).toContain('resnet18/v3');
		const busy = reduceRegister(typed(form, '\tacc=x'), {kind: 'busy', busy: {stop: () => undefined}});
		const {made, said, wrong} = registerPage(busy, context);
		expect(made[0]?.trim()).toBe('');
		expect(said.join()).toContain('Esc stops it');
		expect(wrong.size).toBe(0);
	});

	test('a long command has two lines where there is room, and none of the rows moves for it', () => {
		const long = typed(looked(typed(openRegister(version), 'new.pth')), `${'\t'.repeat(11)}${'a long note '.repeat(5)}`);
		const lines = registerPage(long, context)
			.made.slice(1)
			.map(line => plainText(line).trim());
		expect(lines[0]).toMatch(/^mreg register resnet18 \/home\/u\/new\.pth/);
		expect(lines[1]).toMatch(/a long note'$/);
		expect(registerPage(emptyRegister, context).list).toBe(registerPage(long, context).list);
		expect(registerPage(long, contextOf(models, {width: 80, height: 19})).made).toHaveLength(2);
	});

	test('in 40 columns the footer keeps Esc', () => {
		const around = appContext(models);
		const state = afterKeys(around, 'last', 'register');
		const keys = keysNow(state, {rows: [], problems: 0, readOnly: false});
		const items = keys.map(({shown, label, weight}) => ({key: safeText(shown), label: safeText(label), priority: weight}));
		expect(keyBarLine({items, width: 40})).toMatch(/Enter.*Ctrl-S.*Esc/);
	});

	test('in 40x6 it scrolls, and no line is wider than its window at any size', async () => {
		const small = await drawn(typed(openRegister(plain), '\t\t\t\t'), contextOf(models, {width: 40, height: 6}));
		expect(small[0]).toBe(' register  m_1, in place    * is needed');
		expect(small.slice(1, 4).filter(line => line.startsWith('❯'))).toEqual(['❯ Dataset       imdb, as its sidecar s…']);
		expect(small.at(-1)).toMatch(/^ mscn\/v1 is Mscn\/Model\/m_1\.pt/);
		const long = typed(openRegister(plain), `${'모델'.repeat(90)}\t\tacc=x\t`);
		for (const state of [openRegister(plain), openRegister(version), long, emptyRegister]) {
			for (const [width, height] of [
				[40, 6],
				[41, 9],
				[80, 13],
				[80, 22],
				[200, 60],
			] as const) {
				const {title, rows, list, said, made, hasRule} = registerPage(state, contextOf(models, {width, height}));
				expect(1 + list + (hasRule ? 1 : 0) + Math.max(1, said.length) + made.length).toBeLessThanOrEqual(height);
				expect(rows.length).toBeLessThanOrEqual(list);
				expect(rows).toContain(state.field);
				for (const line of [title, ...said, ...made]) expect(displayWidth(line)).toBeLessThanOrEqual(width);
			}
		}
	});

	test('escape sequences in names are shown, not obeyed', () => {
		const evil = typed(openRegister(madeModel('Mscn/Model/e\u{1B}[2J', {model_id: 'e\u{1B}[2J', notes: 'a\u{1B}[2J\nb'})), 'x');
		const {title, made} = registerPage(evil, contextOf([], {width: 120}));
		expect([title, ...made].join('').replaceAll(paint({}, title), '')).not.toContain('\u{1B}[2J');
	});
});
