/** Brings a model file from a URL, once: kept by URL, etag and checksum, resumed after a break. */

export interface DownloadOptions {
	/** Where downloads are kept, absolute: `<root>/pretrained_models`. */
	readonly folder: string;
	/** Milliseconds since 1970. */
	readonly now: () => number;
	readonly onProgress?: (done: number, total: number | undefined) => void;
	/** The largest file, in bytes. */
	readonly most?: number;
	/** Without a byte for so long it is given up, in milliseconds. */
	readonly idleMs?: number;
}

export interface Downloaded {
	/** Absolute. */
	readonly path: string;
	/** Without what signs it in: for `lineage.source`. */
	readonly url: string;
	/** In hexadecimal. */
	readonly sha256: string;
	readonly bytes: number;
	/** It was there already. */
	readonly isKept: boolean;
}

/** @throws UserError `usage` for a URL that is none, `not-found` for 404, `failed` for all else that the network or the server does wrong */
export function download(url: string, options: DownloadOptions): Promise<Downloaded> {
	return Promise.reject(new Error(`Bug: not built yet: ${url} ${options.folder}`));
}
