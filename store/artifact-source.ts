/** The files of a model that comes from outside: what there is, and whether it is still the same. */

export interface SourceFile {
	/** Inside the artifact, `/`-separated; '' for an artifact that is one file. */
	readonly path: string;
	/** Bytes. */
	readonly size: number;
	readonly mode: number;
	/** Of a link inside: where it points to, as it is written there. */
	readonly link?: string;
	/** Device, inode, size and both times, as text. */
	readonly signature: string;
}

/** A file or a folder outside, looked at once. */
export interface ArtifactSource {
	/** Absolute; a link to it has been followed. */
	readonly path: string;
	readonly isFolder: boolean;
	/** Sorted by path. */
	readonly files: readonly SourceFile[];
	/** Folders inside, the outer ones first. */
	readonly folders: readonly string[];
	/** Of all files. */
	readonly bytes: number;
	/** The youngest, in milliseconds since 1970. */
	readonly changedAt: number;
}

/**
 * Looks at a model file or folder. Nothing is opened, no FIFO waited for.
 *
 * @param path absolute
 * @throws UserError `not-found` where nothing is there; `failed` for an empty file or folder, sockets, devices, FIFOs, and links that leave the folder or lead
 * nowhere; or why it cannot be read
 */
export function readSource(path: string): ArtifactSource {
	throw new Error(`Bug: not built yet: ${path}`);
}

/** The first file that is not what it was, by its whole path, or undefined. A file or folder more or less counts. */
export function changedSince(source: ArtifactSource): string | undefined {
	throw new Error(`Bug: not built yet: ${source.path}`);
}
