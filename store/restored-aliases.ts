/** Aliases that two versions of a family have once one of them came back from the trash. */

import {aliasesOf, familyKey, versionOf, type Version} from './domain/family.ts';
import {baseName, folderOf} from './domain/identifier.ts';
import {isObject} from './domain/json.ts';
import {isJsonName, isNobodys, stemOf} from './domain/pairing.ts';
import {shellWord} from './domain/test-command.ts';
import {readNames} from './file-names.ts';
import {findModelFolders} from './model-folders.ts';
import {globsOf} from './register-source.ts';
import {readJsonFile} from './sidecar-file.ts';
import {isSystemError} from './system-error.ts';

/** A version that has aliases. */
interface Holder extends Version {
	/** Relative to the root. */
	readonly sidecar: string;
	readonly aliases: readonly string[];
}

/**
 * Raw sentences about aliases that are no longer on one version only. Never throws for what cannot be read.
 *
 * @param sidecars of the models that came back, relative to the root. Where none has an alias, no other sidecar is read.
 */
export function sharedAliasNotes(root: string, sidecars: readonly string[]): readonly string[] {
	const back = sidecars.flatMap(sidecar => holderAt(root, sidecar) ?? []);
	if (back.length === 0) return [];
	const families = new Set(back.map(({family}) => familyKey(family)));
	const all = sidecarsOf(root).flatMap(sidecar => holderAt(root, sidecar) ?? []);
	const holders = all.filter(({family}) => families.has(familyKey(family)));
	const restored = new Set(sidecars);
	const asked = new Map(
		back.flatMap(({family, aliases}) => aliases.map(alias => [`${familyKey(family)}\0${alias.normalize('NFC')}`, {family, alias}] as const)),
	);
	return [...asked.values()].flatMap(({family, alias}) => {
		const having = holders.filter(
			one => familyKey(one.family) === familyKey(family) && one.aliases.some(each => each.normalize('NFC') === alias.normalize('NFC')),
		);
		// Who got the alias while the other was away is the likely one to keep it.
		const [keeper] = having.toSorted((a, b) => Number(restored.has(a.sidecar)) - Number(restored.has(b.sidecar)) || b.version - a.version);
		if (!keeper || having.length < 2) return [];
		const count = having.length === 2 ? 'two' : String(having.length);
		const isAlone = having.every(one => one === keeper || one.version !== keeper.version);
		const name = isAlone ? `${keeper.family}@v${keeper.version}` : keyOf(root, keeper.sidecar);
		const others = having.length === 2 ? 'the other' : 'the others';
		return [`${alias} is now the alias of ${count} versions: mreg alias ${shellWord(name)} ${shellWord(alias)} takes it from ${others}.`];
	});
}

function holderAt(root: string, sidecar: string): Holder | undefined {
	const file = readJsonFile(`${root}/${sidecar}`);
	const content = file && 'parsed' in file ? file.parsed.value : undefined;
	if (!isObject(content)) return undefined;
	const version = versionOf({content});
	const aliases = aliasesOf(content);
	return version && aliases.length > 0 ? {...version, sidecar, aliases} : undefined;
}

function sidecarsOf(root: string): readonly string[] {
	const {folders} = findModelFolders(root, globsOf(root));
	return folders.flatMap(({path}) =>
		namesIn(`${root}/${path}`)
			.filter(name => isJsonName(name) && !isNobodys(name))
			.map(name => `${path}/${name}`),
	);
}

/** A version whose number another one has is named by its artifact. */
function keyOf(root: string, sidecar: string): string {
	const [folder, own] = [folderOf(sidecar), baseName(sidecar)];
	const artifact = namesIn(`${root}/${folder}`).find(name => !isJsonName(name) && stemOf(name) === stemOf(own));
	return artifact === undefined ? sidecar.replace(/\.json$/, '') : `${folder}/${artifact}`;
}

function namesIn(folder: string): readonly string[] {
	try {
		return readNames(folder);
	} catch (error) {
		if (!isSystemError(error)) throw error;
		return [];
	}
}
