/** Artifacts without sidecars, sidecars without artifacts, and sidecars that name another place. Pure. */

import {targetsOf, type Target} from './change.ts';
import type {DiskFacts, Finding, Renamed} from './finding.ts';
import {baseName, folderOf, pathIn} from './identifier.ts';
import {own} from './json.ts';
import type {Model} from './model.ts';
import {withoutModelExtension} from './sidecar-name.ts';
import {sidecarPlaces, type SidecarPlace} from './sidecar-place.ts';
import {shellWord} from './test-command.ts';
import {whyOnlyByName} from './unadopted.ts';

/**
 * @param all newest first
 * @param disk without it nobody knows which artifacts were only renamed: then nothing is said of those that are missing, nor of untracked ones beside them
 */
export function modelFindings(all: readonly Model[], disk: DiskFacts | undefined): readonly Finding[] {
	const missing = all.filter(({state, artifact}) => state === 'missing' && artifact === undefined);
	const described = missing.filter(({sidecar}) => sidecar !== undefined);
	const renamed = new Map((disk?.renamed ?? []).map(one => [one.key, one]));
	const found = new Set((disk?.renamed ?? []).flatMap(({to, or = []}) => [to, ...or]));
	const entries = new Set(disk?.described?.map(({entry}) => entry));
	const isKnown = disk !== undefined || described.length === 0;
	const untracked = all.filter(model => model.state === 'untracked' && !model.growing && !found.has(model.key) && !isEmpty(model));
	const gone = described.filter(({key}) => !renamed.has(key));
	return [
		...renamedFindings(
			described.flatMap(model => {
				const one = renamed.get(model.key);
				return one ? [{model, one}] : [];
			}),
			all,
		),
		...(disk === undefined ? [] : gone.map(missingFinding)),
		...(isKnown ? untrackedFindings(untracked, all, disk) : []),
		...onlyListed(missing.filter(({key, sidecar}) => sidecar === undefined && !entries.has(key))),
		...elsewhere(all),
	];
}

interface Found {
	readonly model: Model;
	readonly one: Renamed;
}

function renamedFindings(found: readonly Found[], all: readonly Model[]): readonly Finding[] {
	if (found.length === 0) return [];
	const artifacts = new Set(found.map(({one}) => one.to));
	const places = sidecarPlaces(
		all.filter(({key}) => artifacts.has(key)),
		all,
	);
	const targets = targetsOf(
		found.map(({model}) => model),
		all,
	);
	return found.flatMap(({model, one}, index) => {
		const target = targets[index];
		return target ? [renamedFinding({model, one}, {target, place: places.get(one.to)})] : [];
	});
}

const bywords: Readonly<Record<Renamed['by'], string>> = {checksum: 'the same bytes', inode: 'the same file', size: 'the same size, and nothing else has it'};

function renamedFinding({model, one}: Found, {target, place}: {readonly target: Target; readonly place: SidecarPlace | undefined}): Finding {
	const to = place?.kind === 'free' ? pathIn(folderOf(one.to), place.name) : undefined;
	const why = place?.kind === 'refused' ? place.reason : 'it has a sidecar by now';
	const common = {kind: 'renamed', keys: [model.key, one.to, ...(one.or ?? [])], path: model.sidecar ?? model.key, isInformation: false} as const;
	if (one.by === 'size' || one.or || one.rivals) return {...common, ...unsureWords(model, one, to)};
	return {
		...common,
		message: `its artifact is called ${one.to} now: ${bywords[one.by]}`,
		repair: to === undefined ? `rename one of the two: ${why}` : `the sidecar becomes ${to}`,
		...(to === undefined ? {} : {fix: [{kind: 'rejoin', moves: [{target, artifact: one.artifact, to}]}]}),
	};
}

/** Results under a training that is not theirs are worse than a sidecar without its artifact: a person decides. */
function unsureWords({sidecar = '', key}: Model, {to, by, or = [], rivals = []}: Renamed, name: string | undefined): Pick<Finding, 'message' | 'repair'> {
	const move = name === undefined ? 'give the sidecar its name' : `mv -n -- ${shellWord(sidecar)} ${shellWord(name)}`;
	const adopt = (one: string) => `mreg adopt ${one.startsWith('-') ? '-- ' : ''}${shellWord(one)}`;
	if (or.length > 0) {
		const repair = `if it is ${to}: ${move}; for another one its sidecar gets that one's name; mreg adopt then describes those that are left`;
		return {message: `its artifact may be called ${[to, ...or].join(' or ')} now: they are ${bywords[by]}`, repair};
	}
	if (rivals.length > 0) {
		const repair = `if it is this one's: ${move}`;
		return {message: `its artifact may be called ${to} now, but that may as well be the one of ${rivals.join(' and ')}: ${bywords[by]}`, repair};
	}
	const others = baseName(key);
	return {
		message: `its artifact may be called ${to} now: it has ${bywords[by]}`,
		repair: `if it is the same training: ${move}; if not, ${adopt(to)} gives it a sidecar, and ${others} stays missing`,
	};
}

function missingFinding({key, sidecar = ''}: Model): Finding {
	return {
		kind: 'missing',
		keys: [key],
		path: sidecar,
		message: 'its artifact is gone',
		repair: `restore it from the trash, if it is there (mreg trash), or remove the sidecar: ${removeCommand(key)}`,
		isInformation: false,
	};
}

/** True for an artifact without a byte in it: it is told as broken. */
export function isEmpty({artifact, problems}: Model): boolean {
	// Of a link, and of a folder that cannot be measured, the size is not known.
	return artifact?.bytes === 0 && artifact.kind !== 'link' && problems.every(({kind}) => kind !== 'unreadable-artifact');
}

/** The command line that removes a model, for a shell. */
export function removeCommand(key: string): string {
	return `mreg rm ${key.startsWith('-') ? '-- ' : ''}${shellWord(key)}`;
}

/** What can have no sidecar, or is none's model most likely, is told apart: it is not what a repair is for. */
function untrackedFindings(models: readonly Model[], all: readonly Model[], disk: DiskFacts | undefined): readonly Finding[] {
	if (models.length === 0) return [];
	const places = sidecarPlaces(models, all);
	const described = new Set(disk?.described?.map(({key}) => key));
	const left = models.flatMap(model => {
		const place = places.get(model.key);
		const why = disk?.unadoptable?.get(model.key) ?? (place?.kind === 'refused' ? place.reason : described.has(model.key) ? undefined : whyOnlyByName(model));
		return why === undefined ? [] : [{key: model.key, why}];
	});
	const without = new Set(left.map(({key}) => key));
	const rest = models.filter(({key}) => !without.has(key));
	return [...(rest.length > 0 ? [untrackedFinding(rest, described)] : []), ...leftFinding(left)];
}

function leftFinding(left: ReadonlyArray<{readonly key: string; readonly why: string}>): readonly Finding[] {
	const [first] = left;
	if (!first) return [];
	const reasons = [...Map.groupBy(left, ({why}) => why)].map(([why, same]) =>
		left.length === 1 ? why : `${namesOf(same.map(({key}) => baseName(key)))}: ${why}`,
	);
	return [
		{
			kind: 'untracked',
			keys: left.map(({key}) => key),
			path: left.length === 1 ? first.key : '',
			message: left.length === 1 ? 'a file without a sidecar is left as it is' : `${left.length} files without sidecars are left as they are`,
			repair: reasons.join(' '),
			isInformation: true,
		},
	];
}

/** `a, b and 3 more`. */
function namesOf(names: readonly string[], most = 2): string {
	const shown = names.slice(0, most).join(', ');
	return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}

function untrackedFinding(models: readonly Model[], described: ReadonlySet<string>): Finding {
	const [first] = models;
	const count = models.filter(({key}) => described.has(key)).length;
	return {
		kind: 'untracked',
		keys: models.map(({key}) => key),
		path: models.length === 1 ? (first?.key ?? '') : '',
		message: models.length === 1 ? 'an artifact without a sidecar' : `${models.length} artifacts without sidecars`,
		repair: adoptionWords(models.length, count),
		isInformation: false,
	};
}

/** @param described how many have an entry in model_registry.json */
function adoptionWords(count: number, described: number): string {
	const header = 'what its name, time and header tell';
	if (described === 0) return `writes a sidecar for each, from ${header}`;
	if (count === 1) return 'writes its sidecar, from its entry in model_registry.json';
	return `writes a sidecar for each, ${described === count ? 'all' : described} of them from model_registry.json`;
}

/** They were removed by other programs, or never here: an exchange file may tell of more than the disk holds. */
function onlyListed(models: readonly Model[]): readonly Finding[] {
	if (models.length === 0) return [];
	const what = models.length === 1 ? '1 model stands' : `${models.length} models stand`;
	return [
		{
			kind: 'missing',
			keys: models.map(({key}) => key),
			path: 'model_registry.json',
			message: `${what} only in model_registry.json: neither artifact nor sidecar is here`,
			repair: 'nothing to do: they stay there, for the programs that read it',
			isInformation: true,
		},
	];
}

/** The path is text to show, and registries are moved: it is no problem that it differs. */
function elsewhere(all: readonly Model[]): readonly Finding[] {
	const models = all.filter(differs);
	if (models.length === 0) return [];
	return [
		{
			kind: 'path-differs',
			keys: models.map(({key}) => key),
			path: models.length === 1 ? (models[0]?.sidecar ?? '') : '',
			message: `${models.length === 1 ? '1 sidecar says' : `${models.length} sidecars say`} in model_path that the artifact is called otherwise, or lies elsewhere`,
			repair: 'nothing to do: it is only text, which nothing here opens',
			isInformation: true,
		},
	];
}

function differs({content, key, sidecar, artifact}: Model): boolean {
	if (sidecar === undefined || !artifact) return false;
	const said = own(content, 'model_path');
	if (typeof said !== 'string' || said === '') return false;
	if (said.endsWith(key)) return said.length > key.length && said.at(-key.length - 1) !== '/';
	const path = said.replaceAll('\\', '/').replace(/\/+$/, '').normalize('NFC');
	const name = key.normalize('NFC');
	// Some programs write paths to which their libraries add the extension.
	return [name, withoutModelExtension(name)].every(one => path !== one && !path.endsWith(`/${one}`));
}
