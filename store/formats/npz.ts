/** Reads the headers of the NumPy arrays in a zip archive. */

import {elementsOf} from '../domain/inspection-summary.ts';
import {inspectionLimits} from '../domain/inspection.ts';
import {FormatError, type FileWindow} from './file-window.ts';
import type {FormatContents} from './format-contents.ts';
import {arrayName, headerEnd, isCutOff, npyMagic, objectImports, oddObjects, readArrayHeader, tensorOf, type ArrayHeader} from './npy.ts';
import {gather, quoted} from './tensor-list.ts';
import {crcBehind, rowMajor, valuesCrc} from './values-crc.ts';
import {toldImports, unknownImport} from './pickle-imports.ts';
import {bufferWindow, windowFrom} from './window-parts.ts';
import {readArchive, type Archive, type ArchiveEntry} from './zip-archive.ts';

/** Of an entry, for its header: a longer one is read again. */
const [firstBytes, mostBytes] = [4_096, 2 ** 20 + 64];

/** Objects of all arrays together that are inflated, and of one (bytes). */
const [mostObjects, mostOfOne] = [2 * inspectionLimits.header, inspectionLimits.header];

/** True for an archive from which numpy.load takes arrays, whatever else lies in it. */
export function isNpz({entries}: Archive): boolean {
	return entries.some(({name}) => name.endsWith('.npy'));
}

export async function readNpz(window: FileWindow): Promise<FormatContents> {
	const file = gather('npz');
	const archive = await readArchive(window);
	for (const problem of archive.problems) file.problem(problem);
	const imports = new Set<string>();
	let left = mostObjects;
	const opened = async (entry: ArchiveEntry): Promise<FileWindow> => {
		const limit = Math.max(0, Math.min(left, mostOfOne));
		if (entry.method !== 0) left -= entry.size;
		const {window: bytes, isWhole} = await archive.openEntry(entry, {limit});
		if (!isWhole) imports.add(unknownImport);
		return bytes;
	};
	const oddImports = async (entry: ArchiveEntry): Promise<readonly string[]> => {
		try {
			return oddObjects(await opened(entry), file).imports;
		} catch (error) {
			if (error instanceof FormatError) return [unknownImport];
			throw error;
		}
	};
	for (const entry of archive.entries) {
		try {
			const {beginning, ...header} = await headerOf(archive, entry);
			const {start} = header;
			const crc = crcOf(entry, {...header, beginning});
			file.tensor({...tensorOf(arrayName(entry.name), header, entry.size - start), ...(crc === undefined ? {} : {crc})});
			if (header.isBigEndian) file.fact('byte order', `${arrayName(entry.name)}: big-endian`);
			if (isCutOff(header, entry.size - start)) {
				file.problem(`Its array ${quoted(entry.name)} is cut off: its values take ${header.bytes} bytes, and ${entry.size - start} are there.`);
			}
			if (!header.isObjects) continue;
			const bytes = await opened(entry);
			for (const name of objectImports(windowFrom(bytes, start), file, entry.name)) imports.add(name);
		} catch (error) {
			if (!(error instanceof FormatError)) throw error;
			const imported = await oddImports(entry);
			for (const name of imported) imports.add(name);
			if (!entry.name.endsWith('.npy') && imported.length === 0) continue;
			file.problem(`Its entry ${quoted(entry.name)}: ${error.message}`);
		}
	}
	if (archive.isAmbiguous) imports.add(unknownImport);
	const {imports: told, unsaid} = toldImports(imports);
	if (unsaid > 0) file.problem(`Loading it would import ${unsaid} more names than are listed.`);
	return file.contents({imports: told});
}

/** The directory counts the header as well: what it says of the values alone follows from that. */
function crcOf(entry: ArchiveEntry, {shape, bytes, isObjects, isFortran, isBigEndian, beginning}: ArrayHeader & Beginning): string | undefined {
	if (isObjects || isBigEndian || bytes === 0 || entry.crc === 0 || entry.size !== beginning.length + bytes) return undefined;
	const itemSize = bytes / elementsOf(shape);
	const strides = isFortran ? shape.map((_, axis) => elementsOf(shape.slice(0, axis))) : rowMajor(shape);
	return valuesCrc(crcBehind(entry.crc, beginning, bytes), {shape, strides, offset: 0, itemSize, bytes});
}

interface Beginning {
	/** The bytes of its header. */
	readonly beginning: Buffer;
}

async function headerOf(archive: Archive, entry: ArchiveEntry): Promise<ArrayHeader & Beginning> {
	const first = await archive.readStart(entry, {limit: firstBytes});
	if (!first.subarray(0, npyMagic.length).equals(npyMagic)) throw new FormatError('It is no NumPy array.');
	const isWhole = first.length < firstBytes || first.length >= headerEnd(first);
	const bytes = isWhole ? first : await archive.readStart(entry, {limit: mostBytes});
	const header = readArrayHeader(bufferWindow(bytes));
	return {...header, beginning: bytes.subarray(0, header.start)};
}
