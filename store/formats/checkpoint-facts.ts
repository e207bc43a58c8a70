/** What a checkpoint says besides its tensors: epoch, step, version, and the hyperparameters that a training wrote. */

import {inspectionLimits} from '../domain/inspection.ts';
import {entriesOf, isKind, type PickleValue} from './pickle-values.ts';

const [mostFacts, longestFact] = [20, 200];

/** Under which keys hyperparameters are kept; those behind are words for much else, and count only where all in them is simple. */
const surelyHyperparams = ['hyper_parameters', 'hparams'];
const maybeHyperparams = ['args', 'config'];

type Simple = number | string | boolean;

/** Simple values of the outermost dict, in its order. */
export function factsOf(root: PickleValue | undefined): ReadonlyArray<readonly [name: string, value: string]> {
	const facts: Array<readonly [string, string]> = [];
	for (const [key, value] of entriesOf(root) ?? []) {
		const simple = simpleOf(value);
		if (typeof key !== 'string' || simple === undefined || facts.length >= mostFacts) continue;
		if (key.length <= longestFact && String(simple).length <= longestFact) facts.push([key, String(simple)]);
	}
	return facts;
}

/** undefined where none are said. */
export function hyperparamsOf(root: PickleValue | undefined): Readonly<Record<string, Simple>> | undefined {
	const top = entriesOf(root);
	for (const key of surelyHyperparams) {
		const found = simpleEntries(fieldsOf(top?.get(key)));
		if (found.length > 0) return Object.fromEntries(found);
	}
	for (const key of maybeHyperparams) {
		const fields = fieldsOf(top?.get(key));
		const found = simpleEntries(fields);
		if (fields && found.length > 0 && found.length === fields.size) return Object.fromEntries(found);
	}
	return undefined;
}

/** Of a dict, or of an argparse.Namespace. */
function fieldsOf(value: PickleValue | undefined): ReadonlyMap<PickleValue, PickleValue> | undefined {
	return entriesOf(value) ?? (isKind(value, 'opaque') ? entriesOf(value.state) : undefined);
}

function simpleEntries(fields: ReadonlyMap<PickleValue, PickleValue> | undefined): ReadonlyArray<readonly [string, Simple]> {
	const found: Array<readonly [string, Simple]> = [];
	for (const [key, value] of fields ?? []) {
		const simple = simpleOf(value);
		if (typeof key !== 'string' || key.length > longestFact || simple === undefined || found.length >= inspectionLimits.facts) continue;
		if (String(simple).length <= inspectionLimits.text) found.push([key, simple]);
	}
	return found;
}

/** A number too large to be exact is told in digits. */
function simpleOf(value: PickleValue): Simple | undefined {
	if (typeof value === 'bigint') return String(value);
	return typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean' ? value : undefined;
}
