/** Plans the versions that the entries of a registry.yaml become. */

import {safe} from '../../components/safe-text.ts';
import {familiesOf, familyNamed, formatVersion, type Family, type Version} from '../../store/domain/family.ts';
import {numberVersions, seedVersions, type KnownFamily, type NumberedVersion, type SeedEntry} from '../../store/domain/import-plan.ts';
import {own} from '../../store/domain/json.ts';
import type {Registration} from '../../store/domain/registration.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {versionNames} from '../../store/domain/version-sidecar.ts';
import type * as Files from '../../store/import-artifact.ts';
import {registrationOf} from '../registration.ts';
import {safeText} from '../text.ts';
import {transferWords} from '../transfer-words.ts';
import type {Context} from './command.ts';
import {trashedKey} from '../../store/gone-versions.ts';
import {restoreCommand, type PlanRow} from './import-row.ts';
import {remembered} from '../select.ts';

export interface VersionRow extends PlanRow {
	/** Of what is imported. */
	readonly registration?: Registration;
}

export interface VersionImport {
	readonly snapshot: Snapshot;
	/** The registry.yaml, absolute. */
	readonly file: string;
	readonly way: 'copy' | 'move' | 'link';
}

/** @returns a row for each entry, bad ones last */
export async function planVersions(context: Context, entries: readonly SeedEntry[], {snapshot, file, way}: VersionImport): Promise<readonly VersionRow[]> {
	const [files, {importRefusals}, {readJournal}, {listTrash}] = await Promise.all([
		import('../../store/import-artifact.ts'),
		import('../../store/import-refusals.ts'),
		import('../../store/journal.ts'),
		import('../../store/trash-listing.ts'),
	]);
	const removed = remembered(() => {
		const journal = readJournal(snapshot.root);
		return {entries: journal.entries, trash: listTrash(snapshot.root, {journal}).entries};
	});
	const inTrash = (version: Version) => trashedKey(version, removed().entries, removed().trash);
	const {versions, unusable} = seedVersions(entries);
	const families = familiesOf(snapshot.models);
	const known = new Map<string, KnownFamily & {readonly numbers: ReadonlySet<number>}>();
	const numbersOf = files.familyNumbers(snapshot.root);
	const knownOf = (family: string) => {
		const before = known.get(family);
		if (before) return before;
		const there = familyNamed(families, family);
		const made = {numbers: numbersOf(family, there?.versions.map(({version}) => version) ?? []), labels: labelsOf(there)};
		known.set(family, made);
		return made;
	};
	const numbered = numberVersions(versions, knownOf);
	const find = files.seedFiles(file);
	const whyRefused = importRefusals(snapshot.root);
	const found = numbered.map(version => ({version, place: find(version)}));
	// A file of several versions is moved by the last of them.
	const last = new Map(found.flatMap(({version, place}) => (place.kind === 'there' ? [[place.real, version] as const] : [])));
	const rows: VersionRow[] = [];
	try {
		for (const {version, place} of found) {
			const isLast = place.kind === 'missing' || last.get(place.real) === version;
			const planning = {snapshot, file, way: way === 'move' && !isLast ? 'copy' : way, files, context, inTrash, whyRefused} as const;
			rows.push(rowOf(version, place, {...planning, there: familyNamed(families, version.family), numbers: knownOf(version.family).numbers}));
		}
	} finally {
		context.progress?.(undefined);
	}
	return [...rows, ...unusable.map(({name, reason}) => ({kind: 'version' as const, name, action: 'skip' as const, reason}))];
}

function labelsOf(family: Family | undefined): ReadonlyMap<string, number> {
	const labels = (family?.versions ?? []).flatMap(({version, model}) => {
		const label = own(model.content, 'label');
		return typeof label === 'string' ? [[label, version] as const] : [];
	});
	return new Map(labels);
}

interface Planning extends VersionImport {
	readonly files: typeof Files;
	readonly context: Context;
	readonly there: Family | undefined;
	readonly numbers: ReadonlySet<number>;
	/** The key under which a version lies in the trash. */
	readonly inTrash: (version: Version) => string | undefined;
	/** Why a file would be refused, as a sentence. */
	readonly whyRefused: (place: {readonly path: string; readonly real: string}, family: string) => string | undefined;
}

function rowOf(version: NumberedVersion, place: Files.FoundFile, planning: Planning): VersionRow {
	const {snapshot, file, way, there, numbers, inTrash, whyRefused} = planning;
	const name = formatVersion({family: there?.name ?? version.family, version: version.version});
	const metrics = Object.entries(version.facts.test?.performance ?? {});
	const from = place.kind === 'there' ? place.path : undefined;
	const isOutside = place.kind === 'there' && place.isOutside;
	const row = {kind: 'version' as const, name, from, shownFrom: place.kind === 'there' ? shownPath(file, place, isOutside) : undefined, isOutside, metrics};
	const skip = (reason: string, isThere = false): VersionRow => ({...row, action: 'skip', reason, isThere});
	const present = there?.versions.find(one => one.version === version.version);
	if (present) return presentRow(place, {...planning, model: present.model, name, skip});
	if (place.kind === 'missing') return skip(place.reason);
	if (numbers.has(version.version)) {
		const trashed = inTrash({family: version.family, version: version.version});
		if (trashed === undefined) return skip('A version had this number once, and a number is given once only.');
		return {...skip(`It is in the trash, and a number is given once only: ${restoreCommand([trashed])}`), trashed};
	}
	const refused = whyRefused(place, version.family);
	if (refused !== undefined) return skip(refused);
	const words = {name: `${version.family}@v${version.version}`, way, metrics: [], params: [], tags: [], isNewWanted: true};
	const plain = registrationOf(words, {snapshot, path: place.path});
	const {facts, label} = version;
	const registration = {...plain, facts: {...facts, label, lineage: plain.facts.lineage}};
	const names = versionNames({family: registration.family, version: version.version}, place);
	const folder = registration.folder === '.' ? '' : `${registration.folder}/`;
	return {...row, to: `${folder}Model/${names.artifact}`, action: 'import', remarks: version.remarks, registration};
}

interface Present extends Planning {
	readonly model: Snapshot['models'][number];
	readonly name: string;
	readonly skip: (reason: string, isThere?: boolean) => VersionRow;
}

function presentRow(place: Files.FoundFile, {snapshot, files, context, model, name, skip}: Present): VersionRow {
	// A file that was moved is not where it was.
	if (place.kind === 'missing') return skip('It is there already.', true);
	try {
		const onBytes = (done: number, total: number) => context.progress?.(safe`comparing ${safeText(name)} ${transferWords(done, total, 0)}`);
		if (files.hasBytes(snapshot.root, model, place.path, onBytes)) return skip('It is there already.', true);
		return skip('It is there already with other bytes: nothing is overwritten.');
	} catch (error) {
		if (error instanceof UserError) return skip(error.message);
		throw error;
	}
}

/** What lies elsewhere is marked: a file that came from somebody may name any file of this disk. */
function shownPath(file: string, {path, real}: {readonly path: string; readonly real: string}, isOutside: boolean): string {
	const shown = relativeTo(file, path);
	if (!isOutside) return shown;
	return shown === path ? `outside: ${path}` : `outside: ${real} (${shown})`;
}

/** From the folder of the file where it lies in it, else absolute. */
function relativeTo(file: string, from: string): string {
	const folder = file.slice(0, file.lastIndexOf('/') + 1);
	return from.startsWith(folder) ? from.slice(folder.length) : from;
}
