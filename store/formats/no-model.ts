/** What lies where a model should: an empty file, a web page, a pointer to a file that was never fetched. */

import type {FileWindow} from './file-window.ts';

const pointer = 'version https://git-lfs.github.com/spec/';
const page = /^(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html)[\s>]/i;
const pageNames = /\.x?html?$/i;

/**
 * A sentence; undefined where it may well be a model.
 *
 * @param name the file's
 * @param options.isAlone it is the whole artifact: beside other files an empty one, and a page that is named so, is nothing odd
 */
export function noModelSentence(window: FileWindow, name: string, {isAlone}: {readonly isAlone: boolean}): string | undefined {
	if (window.size === 0) return isAlone ? 'It is empty.' : undefined;
	const start = window.read(0, Math.min(window.size, 512)).toString('latin1');
	if (start.startsWith(pointer)) return 'It is a git-lfs pointer: the file itself is not here.';
	return page.test(start) && (isAlone || !pageNames.test(name)) ? 'It is a web page, not a model.' : undefined;
}
