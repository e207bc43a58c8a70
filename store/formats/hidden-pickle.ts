/** Finds pickles in files that begin as another format, or as none: Python unpickles whatever its first byte is an instruction of. */

import type {FileWindow} from './file-window.ts';
import type {FormatContents} from './format-contents.ts';
import {pickleBudget} from './pickle-cursor.ts';
import {toldImports, isPlausible} from './pickle-imports.ts';
import {readPickleAt} from './pickle-reader.ts';
import {readPickle} from './plain-pickle.ts';
import {unknownGlobal} from './pickle-values.ts';

/** Under these names programs unpickle. */
const loadedNames = /\.(pkl|pickle|p|joblib|sav|dill|pt|pth|bin|ckpt|model|pt2)$/i;

/**
 * What unpickling the file would do; undefined for what is no pickle. A text can begin like one (`cos`, `sin`, `tan` in three lines):
 * it counts where it calls what it imports, where it comes to its end, and where its name says so.
 */
export function hiddenPickle(window: FileWindow, name: string): FormatContents | undefined {
	if (window.size === 0) return undefined;
	const budget = pickleBudget();
	const before = budget.instructions;
	const found = readPickleAt(window, 0, {budget});
	const isNamedSo = loadedNames.test(name);
	const isEndless = found.failureKind === 'limit' && (isNamedSo || before - budget.instructions > mostText);
	// Of an extension there is only a number, which any byte can be: it counts where the pickle is all that there is.
	const imports = found.globals.some(
		global => global !== unknownGlobal && isPlausible(global) && (!global.name.startsWith('extension ') || found.end === window.size),
	);
	const isCalled = found.calls > 0 || found.value !== undefined || isNamedSo;
	return isEndless || (imports && isCalled) ? readPickle(window) : undefined;
}

/** No text and no random bytes are so many instructions. */
const mostText = 100_000;

/** What a file says, and what it would do where it is unpickled as well. */
export function withHiddenPickle(contents: FormatContents, window: FileWindow, name: string): FormatContents {
	const pickle = hiddenPickle(window, name);
	if (!pickle) return contents;
	const {imports} = toldImports([...contents.imports, ...pickle.imports]);
	return {...contents, imports, problems: ['It is a pickle as well: a program that unpickles it runs what it imports.', ...contents.problems]};
}
