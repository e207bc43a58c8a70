/** How much of a file its reader takes apart, told by a look at its beginning and end: what is little need not be read in a thread. */

import {FormatError, type FileWindow} from './file-window.ts';
import {isSafetensors} from './safetensors.ts';
import {readArchive} from './zip-archive.ts';

/** So little (bytes) is taken apart before a thread would have started. */
const little = 256 * 1024;
/** The end of an archive's directory without a comment. */
const [endBytes, endMark] = [22, Buffer.from('PK\x05\x06', 'latin1')];
const entryMark = Buffer.from('PK\x03\x04', 'latin1');

/** False, too, where a look does not tell. @throws system errors as they are */
export async function isLittleToRead(window: FileWindow): Promise<boolean> {
	if (window.size <= little) return true;
	try {
		const start = window.read(0, 9);
		if (isSafetensors(start)) return start.readBigUInt64LE() <= BigInt(little);
		if (!start.subarray(0, entryMark.length).equals(entryMark)) return false;
		const end = window.read(window.size - endBytes, endBytes);
		if (!end.subarray(0, endMark.length).equals(endMark) || end.readUInt32LE(12) > little) return false;
		const {entries} = await readArchive(window);
		// Beside its pickles an archive of torch has nothing that is taken apart; any other archive is left to the thread.
		const pickles = entries.filter(({name}) => /\.pkl$/i.test(name));
		return pickles.length > 0 && pickles.reduce((sum, {size}) => sum + size, 0) <= little;
	} catch (error) {
		if (!(error instanceof FormatError)) throw error;
		return false;
	}
}
