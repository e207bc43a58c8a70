/** `mreg config edit`: a copy goes to the editor, and comes back only where it is right. */

import {safe, type SafeText} from '../../components/safe-text.ts';
import {defaultConfig} from '../../store/domain/config.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {defaultLook} from '../look-settings.ts';
import {safeText} from '../text.ts';
import {counted} from '../words.ts';
import {requireWritable} from './changing.ts';
import type {Context, Result} from './command.ts';
import {configFiles, problemLine, problemsIn, rootIfAny, userOf, type ConfigFile, type ConfigKind, type PlacedProblem} from './config-files.ts';

/** What a new file begins with: the settings that one looks for, as they are without it. */
const newConfig: Readonly<Record<ConfigKind, object>> = {
	user: {theme: defaultLook.theme, mouse: defaultLook.mouse, screenReader: defaultLook.screenReader, keys: {}, columns: {}},
	registry: {objectives: {}, metrics: {}, protectedTags: defaultConfig.protectedTags, seedKeys: defaultConfig.seedKeys, trash: defaultConfig.trash, views: {}},
};

/** @throws UserError `usage` without a terminal and an editor of one's own, `declined` where what is wrong is left so, or why it cannot be written */
export async function editConfigFile(context: Context, kind: ConfigKind): Promise<Result> {
	const {ask} = context;
	const {env} = userOf(context);
	// A script may be the editor: it needs no terminal.
	if (!ask && !hasEditor(env)) {
		throw new UserError('usage', 'mreg config edit opens an editor, and there is no terminal here.', {hint: 'mreg config path says which file to edit.'});
	}
	const root = kind === 'registry' ? await context.root() : await rootIfAny(context);
	if (kind === 'registry' && root !== undefined) await requireWritable(context, root);
	const file = (await configFiles(context, root)).find(one => one.kind === kind);
	if (!file) throw new Error('Bug: the file is not known.');
	const start = file.text ?? `${JSON.stringify(newConfig[kind], undefined, 2)}\n`;
	const {text, problems} = await editUntilRight({context, ask, file}, start);
	const told = problems.map(problem => problemLine(file, problem));
	const exitCode = problems.length > 0 ? 1 : 0;
	if (isRefused(problems)) return {lines: [], notes: [...told, safe`${safeText(file.path)} stays as it was.`], exitCode};
	if (text.trim() === start.trim()) return {lines: [], notes: [...told, safe`Nothing was changed.`], exitCode};
	await writeEdited(context, file, `${text.trimEnd()}\n`);
	return {lines: [safe`${safeText(file.path)} was written.`], notes: told, exitCode};
}

/** @throws UserError why it cannot be written; then it says where the text lies */
async function writeEdited(context: Context, file: ConfigFile, text: string): Promise<void> {
	const {writeConfigText} = await import('../../store/config-text.ts');
	try {
		writeConfigText(file.path, text, {before: file.text, by: 'mreg config edit', waitMs: context.wait});
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		const {keepText} = await import('../../store/text-editor.ts');
		const hint = `What you wrote lies in ${keepText(text, 'config.json')}.${error.hint === undefined ? '' : ` ${error.hint}`}`;
		throw new UserError(error.code, error.message, {hint, cause: error});
	}
}

function hasEditor(env: Readonly<Record<string, string | undefined>>): boolean {
	return [env.VISUAL, env.EDITOR].some(word => word !== undefined && word.trim() !== '');
}

/** Keys that mean nothing are kept, as the program keeps them; whatever else is wrong is not written. */
function isRefused(problems: readonly PlacedProblem[]): boolean {
	return problems.some(({isUnknown}) => isUnknown !== true);
}

interface Editing {
	readonly context: Context;
	/** Absent: nobody is there to edit it again. */
	readonly ask: Context['ask'];
	readonly file: ConfigFile;
}

interface Edited {
	readonly text: string;
	/** All that is wrong in it. */
	readonly problems: readonly PlacedProblem[];
}

async function editUntilRight({context, ask, file}: Editing, start: string): Promise<Edited> {
	const {editText} = await import('../../store/text-editor.ts');
	const {env} = userOf(context);
	for (let text = start; ;) {
		// The editor gets a newline at the end by itself.
		text = editText(text.replace(/\n$/, ''), {...env}, {name: 'config.json', otherwise: `${file.path} stays as it was`, hint: 'Set EDITOR to another one.'});
		const problems = await problemsIn(file.kind, text);
		if (!ask || !isRefused(problems)) return {text, problems};
		const answer = await ask(question(problems.map(problem => problemLine({path: 'config.json'}, problem))));
		if (/^n/i.test(answer.trim())) {
			throw new UserError('declined', `${file.path} stays as it was: what was written has ${counted(problems.length, 'problem')}.`);
		}
	}
}

function question(problems: readonly SafeText[]): SafeText {
	const shown = problems.slice(0, 20);
	return safe`${shown.reduce(
		(lines, line) => safe`${lines}${line}
`,
		safe``,
	)}Edit it again? [Y/n] `;
}
