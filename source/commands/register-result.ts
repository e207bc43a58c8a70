/** What `mreg register` says about what came of it. */

import {joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import type {Change} from '../../store/domain/change.ts';
import {formatVersion} from '../../store/domain/family.ts';
import {own} from '../../store/domain/json.ts';
import type {Registered, Registration, RegistrationWay, VersionFacts} from '../../store/domain/registration.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {shellWord} from '../../store/domain/test-command.ts';
import {formatBytes, safeText} from '../text.ts';
import {counted, namedShort} from '../words.ts';
import {changeResult} from './changing.ts';
import type {Options, Result} from './command.ts';
import {directionNotes} from './direction-notes.ts';

export interface Outcome {
	readonly options: Options;
	readonly snapshot: Snapshot;
	readonly registration: Registration;
	/** How fast its bytes went. */
	readonly speed?: SafeText;
}

/** The version alone for standard output, also one that was there already; all else in words. */
export function registerResult(change: Change, {options, snapshot, registration, speed}: Outcome): Result {
	const {registered} = change;
	if (!registered) throw new Error('Bug: a registration without a version');
	const version = formatVersion(registered);
	const {family, version: number, key, isKnown, sha256, bytes} = registered;
	const notes = isKnown
		? knownNotes(version, registration)
		: [
				placeWords(registered, speed),
				...parentNotes(registration),
				...nowhereNotes(registration),
				...directionNotes(metricsOf(registration), snapshot.config, 'which the best version needs'),
			];
	const said = changeResult(change, {
		options,
		done: safeText(version),
		name: one => (one === key ? version : one),
		notes,
		json: {registered: {family, version: number, key, known: isKnown, sha256, bytes, path: `${snapshot.root}/${key}`}},
	});
	// A version that is known is no change, but it is the answer.
	return options.json === true ? said : {...said, lines: [safeText(version)]};
}

/** `Resnet18/Model/resnet18_v1.pth, 44.7 MB, sha256 5c2d6f0a91b3, 640 MB/s.` */
function placeWords({key, bytes, sha256}: Registered, speed: SafeText | undefined): SafeText {
	const parts = [safeText(key), formatBytes(bytes), safe`sha256 ${safeText(sha256.slice(0, 12))}`, ...(speed === undefined ? [] : [speed])];
	return safe`${joinSafe(parts, safe`, `)}.`;
}

const doneWords: Readonly<Record<RegistrationWay, string>> = {copy: 'copied', move: 'moved', link: 'linked', promote: 'changed'};

function knownNotes(version: string, {facts, source}: Registration): readonly SafeText[] {
	const known = safe`These bytes are ${safeText(version)} already: nothing was ${safeText(doneWords[source.kind])}; --new-version registers them again.`;
	const ways = addingWays(version, facts);
	return ways.length === 0 ? [known] : [known, safe`Not written: ${joinSafe(ways, safe`; `)}.`];
}

/** What was said of a version that was there already, and how each is added. */
function addingWays(version: string, {tags, notes, lineage, test, ...others}: VersionFacts): readonly SafeText[] {
	const id = shellWord(version);
	const rest = [
		...Object.keys(test?.performance ?? {}).map(metric => `the metric ${metric}`),
		...(lineage.parent === undefined ? [] : ['the parent']),
		...(lineage.dataset_digest === undefined ? [] : ['the digest of the dataset']),
		...Object.entries(others).flatMap(([name, value]) => (value === undefined ? [] : [`the ${own(factNames, name) ?? name}`])),
	];
	return [
		...(tags.length === 0 ? [] : [safe`${counted(tags.length, 'tag')} (${safeText(`mreg tag ${id} ${tags.map(shellWord).join(' ')}`)})`]),
		...(notes === undefined ? [] : [safe`the note (${safeText(`mreg note ${id} TEXT`)})`]),
		...(rest.length === 0 ? [] : [safe`${joinSafe(rest.map(safeText), safe`, `)} (--new-version)`]),
	];
}

const factNames: Readonly<Record<string, string>> = {input_shape: 'input shape', hyperparams: 'hyperparameters'};

/** What was typed may have been part of a name only. */
function parentNotes({facts: {lineage}}: Registration): readonly SafeText[] {
	return lineage.parent === undefined ? [] : [safe`Its parent is ${safeText(lineage.parent)}.`];
}

function nowhereNotes({facts: {test}}: Registration): readonly SafeText[] {
	if (!test || test.dataset !== undefined) return [];
	const metrics = Object.keys(test.performance);
	const [are, they] = metrics.length === 1 ? [safe`is`, safe`it is`] : [safe`are`, safe`they are`];
	return [safe`${namedShort(metrics)} ${are} on no dataset: ${they} compared only with results without one; --test-dataset names it.`];
}

function metricsOf({facts}: Registration): readonly string[] {
	return Object.keys(facts.test?.performance ?? {});
}
