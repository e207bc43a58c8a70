/** The files beside an ONNX model in which values of its tensors lie: whether they are there and long enough. None of them is opened. */

import type {FileWindow} from './file-window.ts';
import {quoted, type Gathering} from './tensor-list.ts';

/** Where the values of a tensor lie. */
export interface External {
	/** As the model says it: relative to its folder. */
	readonly location: string;
	readonly offset: number;
	/** undefined: what its shape takes. */
	readonly length: number | undefined;
}

/** What is known of one file. */
interface Beside {
	count: number;
	/** Behind the last byte that a tensor needs. */
	end: number;
	/** The tensor that ends there. */
	last: string;
}

export interface Externals {
	readonly add: (external: External, tensor: {readonly name: string; readonly bytes: number}) => void;
	/** Each file as a fact, and what is wrong with it as a problem. */
	readonly tell: (file: Gathering) => void;
}

/** Models have one or few; each is looked for on the disk. */
const mostFiles = 1_000;

export function gatherExternals(bytesBeside: FileWindow['bytesBeside']): Externals {
	const files = new Map<string, Beside>();
	let unseen = 0;
	return {
		add: ({location, offset, length}, {name, bytes}) => {
			const known = files.get(location) ?? {count: 0, end: 0, last: name};
			if (!files.has(location) && files.size >= mostFiles) return void unseen++;
			files.set(location, known);
			known.count++;
			const end = offset + (length ?? bytes);
			if (end > known.end) [known.end, known.last] = [end, name];
		},
		tell: file => {
			for (const [location, {count, end, last}] of files) {
				file.fact('external data', `${location}: ${count.toLocaleString('en')} tensor${count === 1 ? '' : 's'}`);
				if (leavesFolder(location)) file.problem(`It takes values from ${quoted(location)}, which is not in its folder.`);
				else if (bytesBeside) checkFile(bytesBeside(location), {location, end, last}, file);
			}
			if (unseen > 0) file.problem(`It takes values from more than ${mostFiles.toLocaleString('en')} files.`);
		},
	};
}

interface Needed {
	readonly location: string;
	readonly end: number;
	readonly last: string;
}

function checkFile(bytes: number | undefined, {location, end, last}: Needed, {problem}: Gathering): void {
	if (bytes === undefined) problem(`The file ${quoted(location)}, in which values of its tensors lie, is not beside it.`);
	else if (bytes < end) problem(`The file ${quoted(location)} is cut off: its tensor ${quoted(last)} ends at byte ${end}, and it has ${bytes}.`);
}

/** On any system that may load it. */
function leavesFolder(location: string): boolean {
	return /^(?:[/\\]|[a-z]:)|^$|\0/i.test(location) || location.split(/[/\\]/).includes('..');
}
