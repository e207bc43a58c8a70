/** The rows of Problems: files that could not be read as they should, and what else is wrong or odd, each told once. Pure. */

import type {DiskFacts, Finding, FindingKind} from '../../store/domain/finding.ts';
import {findingsOf, toldAsFindings} from '../../store/domain/findings.ts';
import type {Model} from '../../store/domain/model.ts';
import type {Problem, ProblemKind} from '../../store/domain/problem.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {modelsByKey} from './browse-view.ts';

export interface ProblemRow {
	/** Unique, and the same as long as it is about the same. */
	readonly rowKey: string;
	readonly kind: ProblemKind | FindingKind | 'note';
	/** Where to look, relative to the root; '' for the registry. Raw, as all texts here. */
	readonly path: string;
	/** The models that it is about, as far as that is known. */
	readonly keys: readonly string[];
	/** What it is about, by name: ids of models, or paths of stray files. */
	readonly names: readonly string[];
	readonly message: string;
	/** False: it is only told. */
	readonly isWrong: boolean;
	/** Undefined for what only could not be read. */
	readonly finding?: Finding;
}

export interface RowsOptions {
	/** Milliseconds since 1970. */
	readonly now: number;
	/** undefined: the disk did not answer yet. */
	readonly disk?: DiskFacts;
}

type Told = Omit<ProblemRow, 'rowKey' | 'names'>;
type Looked = Pick<Snapshot, 'models' | 'config' | 'problems'>;

let last: {readonly of: Looked; readonly disk: DiskFacts | undefined; readonly minute: number; readonly rows: readonly ProblemRow[]} | undefined;

/** What could not be read first, then what is wrong, the most harmful first, then what is only told. The same list as long as nothing changed. */
export function problemRows(snapshot: Looked, {now, disk}: RowsOptions): readonly ProblemRow[] {
	const {models, config, problems} = snapshot;
	const minute = Math.floor(now / 60_000);
	const isSame = last?.of.models === models && last.of.config === config && last.of.problems === problems && last.disk === disk && last.minute === minute;
	if (last && isSame) return last.rows;
	const found = mergedDrift(findingsOf(snapshot, {now, disk}), problems);
	const unread = problems.filter(({kind}) => !toldAsFindings.has(kind)).map(({kind, path, message}): Told => ({kind, path, message, keys: [], isWrong: true}));
	const notes = (disk?.notes ?? []).map((message): Told => ({kind: 'note', path: '', message, keys: [], isWrong: false}));
	const told = [...unread, ...found.filter(({isWrong}) => isWrong), ...found.filter(({isWrong}) => !isWrong), ...notes];
	const rows = withKeys(told, {models, disk});
	last = {of: {models, config, problems}, disk, minute, rows};
	return rows;
}

/** What stands only in model_registry.json is written into all sidecars at once, however many models it is about: one row. */
function mergedDrift(findings: readonly Finding[], problems: readonly Problem[]): readonly Told[] {
	const drifted = findings.filter(({kind}) => kind === 'registry-drift');
	const said = problems.find(({kind}) => kind === 'registry-drift');
	const isMerged = drifted.length > 1 && said !== undefined;
	return findings.flatMap((finding): readonly Told[] => {
		if (!isMerged || finding.kind !== 'registry-drift') return [toldBy(finding)];
		return finding === drifted[0] ? [{...toldBy(finding), path: said.path, message: said.message, keys: drifted.flatMap(({keys}) => keys)}] : [];
	});
}

function toldBy(finding: Finding): Told {
	const {kind, path, keys, message, isInformation} = finding;
	return {kind, path, keys, message, isWrong: !isInformation, finding};
}

function withKeys(rows: readonly Told[], around: {readonly models: readonly Model[]; readonly disk: DiskFacts | undefined}): readonly ProblemRow[] {
	const seen = new Map<string, number>();
	return rows.map(row => {
		const name = [row.kind, row.path, row.finding?.metric ?? ''].join('\0');
		const count = (seen.get(name) ?? 0) + 1;
		seen.set(name, count);
		return {...row, names: namesOf(row, around), rowKey: `${name}\0${count}`};
	});
}

function namesOf({kind, keys, finding}: Told, {models, disk}: {readonly models: readonly Model[]; readonly disk: DiskFacts | undefined}): readonly string[] {
	if (kind === 'stray-file') {
		const whose = finding?.fix?.some(request => request.kind === 'trash') === true ? 'other' : 'ours';
		return (disk?.strays ?? []).filter(stray => stray.kind === whose).map(({file}) => file.path);
	}
	const known = modelsByKey(models);
	return keys.map(key => known.get(key)?.id ?? key);
}
