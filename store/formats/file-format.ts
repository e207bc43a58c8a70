/** Tells the format of a file by what stands in it, and reads its header. */

import type {FileFormat} from '../domain/inspection.ts';
import {FormatError, UnreadError, type FileWindow} from './file-window.ts';
import type {FormatContents, FormatReader} from './format-contents.ts';
import {readGguf} from './gguf.ts';
import {hiddenPickle, withHiddenPickle} from './hidden-pickle.ts';
import {readNpy, npyMagic} from './npy.ts';
import {isNpz, readNpz} from './npz.ts';
import {isOnnx, readOnnx} from './onnx.ts';
import {unknownImport} from './pickle-imports.ts';
import {readPickle} from './plain-pickle.ts';
import {isSafetensors, readSafetensors} from './safetensors.ts';
import {gather} from './tensor-list.ts';
import {readTorchLegacy} from './torch-legacy.ts';
import {isTorchPickle, readTorchZip} from './torch-zip.ts';
import {readPlainZip} from './plain-zip.ts';
import {readArchive} from './zip-archive.ts';

/** The long number 0x1950a86a20f9469cfc6c, pickled with protocol 2 or newer, with which torch.save began before it wrote archives. */
const legacyTorch = Buffer.from('8a0a6cfc9c46f9206aa85019', 'hex');
const hdf5 = Buffer.from('\x89HDF\r\n\x1a\n', 'latin1');
const [localEntry, emptyArchive] = [Buffer.from('PK\x03\x04', 'latin1'), Buffer.from('PK\x05\x06', 'latin1')];

/** What can follow on the protocol of a pickle. */
const pickleInstructions = new Set(Buffer.from('\x95()]}NIJKLMFGSTUVXBCc\x88\x89\x8a\x8b\x8c\x8d\x8e\x8f\x93\x96ilbtP', 'latin1'));
/** What a pickle of protocol 0 can begin with. */
const textInstructions = new Set(Buffer.from('(]}cIFLNSV', 'latin1'));
const pickleNames = /\.(pkl|pickle|p|joblib|sav|dill)$/i;

/** What begins as one of them can be a pickle as well. */
const otherFormats: ReadonlySet<FileFormat> = new Set(['safetensors', 'gguf', 'onnx', 'hdf5']);

interface Kind {
	readonly format: FileFormat;
	readonly read: FormatReader;
}

/**
 * What its header says; of a file that is broken behind its first bytes the format and what is wrong.
 *
 * @param name the file's: it alone never tells a format, but lets broken ones be known
 * @returns undefined for a file of no format that is known
 * @throws system errors as they are
 */
export async function readContents(window: FileWindow, name: string): Promise<FormatContents | undefined> {
	const start = window.read(0, Math.min(window.size, 32));
	const kind = isArchive(start) ? undefined : kindOf(window, name, start);
	const contents = await contentsOf(window, kind ?? (isArchive(start) ? 'archive' : undefined));
	return contents && kind && otherFormats.has(kind.format) ? withHiddenPickle(contents, window, name) : contents;
}

async function contentsOf(window: FileWindow, known: Kind | 'archive' | undefined): Promise<FormatContents | undefined> {
	let kind = known === 'archive' ? undefined : known;
	try {
		if (known === 'archive') kind = await archiveKind(window);
		return await kind?.read(window);
	} catch (error) {
		if (!(error instanceof FormatError)) throw error;
		const file = gather(kind?.format ?? 'zip');
		file.problem(error.message);
		return file.contents({imports: error instanceof UnreadError ? [unknownImport] : []});
	}
}

function isArchive(start: Buffer): boolean {
	return [localEntry, emptyArchive].some(mark => start.subarray(0, mark.length).equals(mark));
}

function kindOf(window: FileWindow, name: string, start: Buffer): Kind | undefined {
	const begins = (mark: Buffer) => start.subarray(0, mark.length).equals(mark);
	if (begins(npyMagic)) return {format: 'npy', read: readNpy};
	if (begins(Buffer.from('GGUF'))) return {format: 'gguf', read: readGguf};
	if (begins(hdf5)) return {format: 'hdf5', read: () => gather('hdf5').contents()};
	if (isPickle(start)) {
		return start.subarray(2, 2 + legacyTorch.length).equals(legacyTorch)
			? {format: 'pytorch-legacy', read: readTorchLegacy}
			: {format: 'pickle', read: readPickle};
	}
	if (isSafetensors(start)) return {format: 'safetensors', read: readSafetensors};
	if (isOnnx(window, {isNamedSo: /\.onnx$/i.test(name)})) return {format: 'onnx', read: readOnnx};
	if (pickleNames.test(name) && textInstructions.has(start[0] ?? 0) && isWholePickle(window)) return {format: 'pickle', read: readPickle};
	const hidden = hiddenPickle(window, name);
	return hidden && {format: 'pickle', read: () => hidden};
}

function isPickle(start: Buffer): boolean {
	return start[0] === 0x80 && (start[1] ?? 6) <= 5 && pickleInstructions.has(start[2] ?? 0);
}

async function archiveKind(window: FileWindow): Promise<Kind> {
	const archive = await readArchive(window);
	if (archive.entries.some(({name}) => isTorchPickle(name))) return {format: 'pytorch', read: readTorchZip};
	if (isNpz(archive)) return {format: 'npz', read: readNpz};
	return {format: 'zip', read: () => readPlainZip(archive)};
}

/** Any text could begin so: only what is a pickle to its end counts. */
function isWholePickle(window: FileWindow): boolean {
	try {
		return readPickle(window).problems.length === 0;
	} catch (error) {
		if (error instanceof FormatError) return false;
		throw error;
	}
}
