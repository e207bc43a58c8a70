/** Hyperlinks to files in ready text (OSC 8), where the terminal knows them. */
import {vouchSafe, type SafeText} from './safe-text.ts';

/** Where the files are. */
export type LinkPlace = {
	/** The name of this machine: the terminal may be another one's. */
	readonly host: string;
	/** Absolute: paths that are not begin here. */
	readonly root: string;
};

let place: LinkPlace | undefined;

/** Decides once, at start, whether there are links; undefined: there are none. */
export function setLinks(value: LinkPlace | undefined): void {
	place = value;
}

/** Longer addresses are left out: VTE takes 2,083 characters. */
const longest = 2_000;

/** The text as a link to the address, which must be percent-encoded; its width in cells does not change. */
export function link(url: string, text: SafeText): SafeText {
	if (!place || text === '' || url.length > longest || !/^[!-~]+$/.test(url)) {
		return text;
	}

	return vouchSafe(`\u{1B}]8;;${url}\u{7}${text}\u{1B}]8;;\u{7}`);
}

/** `file://gpu7/data/m%201`. @param path raw; absolute, or relative to the root */
export function fileUrl(path: string, {host, root}: LinkPlace): string {
	const absolute = path.startsWith('/') ? path : `${root === '/' ? '' : root}/${path}`;
	const name = /^[\w.-]+$/.test(host) ? host : '';
	return `file://${name}${absolute.toWellFormed().split('/').map(encodeURIComponent).join('/')}`;
}

/** The text as a link to a file. @param path raw; absolute, or relative to the root */
export function fileLink(path: string, text: SafeText): SafeText {
	return place ? link(fileUrl(path, place), text) : text;
}

/** The line in which the first place of each text that stands there whole is a link to its file. */
export function withFileLinks(line: SafeText, files: ReadonlyArray<{readonly path: string; readonly text: SafeText}>): SafeText {
	if (!place) {
		return line;
	}

	for (const {path, text} of files) {
		const at = text === '' ? -1 : line.indexOf(text);
		if (at !== -1) {
			return vouchSafe(line.slice(0, at) + fileLink(path, text) + line.slice(at + text.length));
		}
	}

	return line;
}
