/** Reads what torch.save and torch.jit.save write since PyTorch 1.6: a zip archive of a pickle and the values of each storage. */

import {inspectionLimits} from '../domain/inspection.ts';
import {FormatError, type FileWindow} from './file-window.ts';
import type {FormatContents} from './format-contents.ts';
import {isLoadingBytes} from './pickle-imports.ts';
import {nestedStorages} from './nested-storages.ts';
import {isSpent, pickleBudget} from './pickle-cursor.ts';
import type {NestedStorage} from './pickled-tensor.ts';
import {pickledContents} from './pickled-contents.ts';
import {readPickleAt, type Unpickled} from './pickle-reader.ts';
import {unknownGlobal, type Global, type PickleValue} from './pickle-values.ts';
import {quoted} from './tensor-list.ts';
import {ofTorchScript, weightsOnlyOf} from './weights-only.ts';
import {readArchive, type Archive, type ArchiveEntry} from './zip-archive.ts';
import {anyCaseOf} from './zip-problems.ts';

/** Texts in it that say how it was written: each is a few characters. */
const factEntries: ReadonlyArray<readonly [entry: string, fact: string]> = [
	['version', 'archive version'],
	['.format_version', 'format version'],
	['byteorder', 'byte order'],
	['.data/serialization_id', 'serialization id'],
];
const longestFact = 200;

/** An archive that hides further pickles behind its first. */
const mostPickles = 1_000;

/** True for what torch unpickles: it takes the name in upper and lower case. @param name of an entry */
export function isTorchPickle(name: string): boolean {
	return /(^|\/)(data|constants)\.pkl$/.test(anyCaseOf(name));
}

/** What torch calls the archive is the folder of its first entry; without one there, the pickle that lies the least deep. */
function mainPickle(archive: Archive, pickles: readonly ArchiveEntry[]): ArchiveEntry | undefined {
	const [folder = ''] = archive.entries[0]?.name.split('/') ?? [];
	const data = pickles.filter(({name}) => anyCaseOf(name).endsWith('data.pkl'));
	const first = data.toSorted((a, b) => a.name.length - b.name.length)[0]?.name;
	return archive.entry(`${folder}/data.pkl`) ?? data.find(({name}) => anyCaseOf(name) === anyCaseOf(`${folder}/data.pkl`)) ?? archive.entry(first ?? '');
}

/** @throws FormatError where there is no `data.pkl` in it */
export async function readTorchZip(window: FileWindow): Promise<FormatContents> {
	const archive = await readArchive(window);
	const pickles = archive.entries.filter(({name}) => isTorchPickle(name));
	const main = mainPickle(archive, pickles);
	if (!main) throw new FormatError('It has no data.pkl, which torch.save writes.');
	const prefix = main.name.slice(0, -'data.pkl'.length);
	const constants = archive.entry(`${prefix}constants.pkl`);
	const isScript = constants !== undefined || archive.entries.some(({name}) => name.startsWith(`${prefix}code/`));

	const [budget, inner] = [pickleBudget(), new Map<PickleValue, NestedStorage>()];
	const [globals, problems]: [Global[], string[]] = [[], [...archive.problems]];
	const loaded: Unpickled[] = [];
	const read = async (entry: ArchiveEntry): Promise<PickleValue | undefined> => {
		const {window: bytes, isWhole} = await archive.openEntry(entry, {limit: inspectionLimits.header});
		const pickle = readPickleAt(bytes, 0, {budget});
		const nested = nestedStorages(bytes, pickle.nested, {budget});
		loaded.push(pickle);
		for (const [source, storage] of nested.storages) inner.set(source, {...storage, id: inner.size});
		for (const global of [...pickle.globals, ...nested.globals]) if (!nested.isFollowed || !isLoadingBytes(global)) globals.push(global);
		if (pickle.failure !== undefined) problems.push(pickle.failure);
		else if (pickle.end < bytes.size) problems.push(`Its entry ${quoted(entry.name)} has ${bytes.size - pickle.end} bytes behind the end of its pickle.`);
		if (!isWhole && pickle.failureKind === 'end') globals.push(unknownGlobal);
		return pickle.value;
	};
	/** The others' imports are told, whatever is wrong with one. */
	const tryRead = async (entry: ArchiveEntry): Promise<PickleValue | undefined> => {
		try {
			return await read(entry);
		} catch (error) {
			if (!(error instanceof FormatError)) throw error;
			problems.push(error.message);
			globals.push(unknownGlobal);
			return undefined;
		}
	};
	const [root, constant] = [await tryRead(main), constants && (await tryRead(constants))];
	const others = pickles.filter(entry => entry !== main && entry !== constants);
	for (const [at, other] of others.entries()) {
		if (at < mostPickles && !isSpent(budget)) await tryRead(other);
		else {
			problems.push(`It has ${pickles.length} pickles; of ${others.length - at} it is not known what they would run.`);
			globals.push(unknownGlobal);
			break;
		}
	}
	if (archive.isAmbiguous) globals.push(unknownGlobal);
	// Keys of the storages of the constants stand in a folder of their own, which newer versions use for all.
	const storage = (key: string) => archive.entry(`${prefix}data/${key}`) ?? archive.entry(`${prefix}constants/${key}`);
	const facts = await factsIn(archive, prefix);
	// The same values have other bytes there.
	const isBigEndian = facts.some(([name, value]) => name === 'byte order' && value === 'big');
	const contents = pickledContents({
		format: isScript ? 'torchscript' : 'pytorch',
		roots: [['', root ?? null] as const, ...(constant === undefined ? [] : [['constants', constant] as const])],
		globals: isScript ? globals.filter(global => !isOfTorchScript(global)) : globals,
		facts: [['producer', 'PyTorch'], ...facts],
		nested: inner,
		problems,
		storageBytes: ({key}) => storage(key)?.size,
		storageCrc: ({key, bytes}) => (isBigEndian || storage(key)?.size !== bytes ? undefined : storage(key)?.crc),
	});
	// Which of several pickles torch takes is its own affair.
	return problems.length > 0 || others.length > 0 ? contents : {...contents, weightsOnly: isScript ? ofTorchScript : weightsOnlyOf(loaded)};
}

/** Its own classes come from its own code, not from Python; what makes lists of them every file has. */
function isOfTorchScript({module, name}: Global): boolean {
	return /^__torch__(\.|$)/.test(module) || (module === 'torch.jit._pickle' && /^\w+$/.test(name));
}

async function factsIn(archive: Archive, prefix: string): Promise<ReadonlyArray<readonly [string, string]>> {
	const facts: Array<readonly [string, string]> = [];
	for (const [name, fact] of factEntries) {
		const entry = archive.entry(`${prefix}${name}`);
		if (entry) facts.push([fact, (await archive.readStart(entry, {limit: longestFact})).toString('utf8').trim()]);
	}
	return facts;
}
