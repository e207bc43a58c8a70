/** Tells whether a file is one that this program wrote, by how it begins. */

import {lstat, open} from 'node:fs/promises';

/** Whether a regular file is there that begins with the text; false where it cannot be read. @param file absolute */
export async function beginsWith(file: string, text: string): Promise<boolean> {
	const wanted = Buffer.from(text);
	try {
		if (!(await lstat(file)).isFile()) return false;
		const handle = await open(file);
		try {
			const {bytesRead, buffer} = await handle.read(Buffer.alloc(wanted.length), 0, wanted.length, 0);
			return bytesRead === wanted.length && buffer.equals(wanted);
		} finally {
			await handle.close();
		}
	} catch {
		return false;
	}
}
