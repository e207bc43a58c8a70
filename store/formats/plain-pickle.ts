/** Reads a file of pickles that is no checkpoint: what it would import, and its arrays. */

import type {FileWindow} from './file-window.ts';
import {FormatError} from './file-window.ts';
import type {FormatContents} from './format-contents.ts';
import {nestedStorages} from './nested-storages.ts';
import {pickleBudget, type PickleBudget} from './pickle-cursor.ts';
import {isLoadingBytes, isPlausible} from './pickle-imports.ts';
import {pickledContents} from './pickled-contents.ts';
import {readPickleAt} from './pickle-reader.ts';
import {entriesOf, isKind, unknownGlobal, type Global, type NestedPickle, type PickleValue} from './pickle-values.ts';
import {ofPlainPickle} from './weights-only.ts';

/** Pickles one after the other. */
const mostPickles = 1_000;

/**
 * All pickles of the file, one after the other.
 *
 * @throws FormatError where not even the first instruction is one
 */
export function readPickle(window: FileWindow): FormatContents {
	const budget = pickleBudget();
	const [globals, nested, values, problems]: [Global[], NestedPickle[], PickleValue[], string[]] = [[], [], [], []];
	let [end, isStepping] = [0, false];
	while (end < window.size && values.length < mostPickles) {
		const pickle = readPickleAt(window, end, {budget});
		isStepping ||= pickle.hasSteppedOver;
		const isRemainder = values.length > 0 && pickle.failureKind === 'broken' && pickle.globals.length === 1;
		// Who loads the first never comes to what is no pickle behind it.
		for (const global of pickle.globals) if (!isRemainder) globals.push(global);
		for (const part of pickle.nested) nested.push(part);
		if (pickle.value === undefined) {
			if (values.length === 0 && globals.every(global => global === unknownGlobal) && pickle.end <= 1) throw new FormatError('It is no pickle.');
			problems.push(
				isRemainder ? `${window.size - end} bytes that are no pickle stand behind the end of its pickle.` : (pickle.failure ?? 'A pickle in it is broken.'),
			);
			break;
		}
		values.push(pickle.value);
		end = pickle.end;
	}
	if (values.length === mostPickles && end < window.size) {
		problems.push('It has more pickles in it than are read. What stands behind them is not known: it may run code.');
		globals.push(unknownGlobal);
	}
	if (isStepping) for (const global of asPythonReads(window, budget)) globals.push(global);
	const inner = nestedStorages(window, nested, {budget});
	const contents = pickledContents({
		format: 'pickle',
		roots: values.map((value, at) => [values.length > 1 ? String(at) : '', value] as const),
		globals: [...(inner.isFollowed ? globals.filter(global => !isLoadingBytes(global)) : globals), ...inner.globals],
		nested: inner.storages,
		facts: [['producer', producerOf(globals, values[0])]],
		problems,
	});
	return problems.length > 0 ? contents : {...contents, weightsOnly: ofPlainPickle};
}

/**
 * What joblib wrote has the values of arrays between its instructions, and Python's own pickle takes those for instructions as well.
 * Mostly it stops at the first of them.
 */
function asPythonReads(window: FileWindow, budget: PickleBudget): readonly Global[] {
	const {globals, failureKind} = readPickleAt(window, 0, {budget, isJoblib: false});
	return failureKind === 'broken' ? globals.filter(global => global !== unknownGlobal && isPlausible(global)) : globals;
}

/** scikit-learn says its version in each estimator. */
function producerOf(globals: readonly Global[], root: PickleValue | undefined): string | undefined {
	const packages = new Set(globals.map(({module}) => module.split('.')[0]));
	const version = isKind(root, 'opaque') ? entriesOf(root.state)?.get('_sklearn_version') : undefined;
	if (packages.has('sklearn')) return typeof version === 'string' ? `sklearn ${version}` : 'sklearn';
	return packages.has('joblib') ? 'joblib' : undefined;
}
