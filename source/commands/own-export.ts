/** Writes a chart or a report to the file that a person named: over nothing but an earlier one of its kind, and never into a registry that may not be changed. */

import {UserError} from '../../store/domain/user-error.ts';
import type {Context} from './command.ts';

export interface OwnExport {
	/** As typed. */
	readonly file: string;
	readonly text: string;
	/** How files of this kind begin. */
	readonly beginning: string;
}

/** @returns the absolute path @throws UserError `read-only` below the root under --read-only, or why it cannot be written (see writeExport) */
export async function writeOwnExport(context: Context, {file: typed, text, beginning}: OwnExport): Promise<string> {
	const file = await context.absolute(typed);
	const root = await context.root();
	if (context.readOnly && file.startsWith(`${root}/`)) {
		throw new UserError('read-only', `${file} lies in the registry, which was opened with --read-only. Nothing was written.`, {
			hint: 'Name a file elsewhere, or leave out --read-only.',
		});
	}
	const [{beginsWith}, {writeExport}] = await Promise.all([import('../../store/own-file.ts'), import('../../store/export-file.ts')]);
	await writeExport(file, text, {overwrite: await beginsWith(file, beginning)});
	return file;
}
