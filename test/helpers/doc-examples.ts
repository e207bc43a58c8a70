/** The examples in the doc comments of the library: their code, and what its comments say that it prints. */

import fs from 'node:fs';
import path from 'node:path';
import {project} from './source-imports.ts';

export interface DocExample {
	/** The file, and what stands behind the comment. */
	readonly name: string;
	readonly code: string;
	/** What is printed, line by line. */
	readonly prints: readonly string[];
}

/** All examples of source/library, in the order of files and places. */
export function docExamples(): readonly DocExample[] {
	const folder = path.join(project, 'source', 'library');
	return fs
		.readdirSync(folder)
		.sort()
		.flatMap(file => examplesIn(file, fs.readFileSync(path.join(folder, file), 'utf8')));
}

function examplesIn(file: string, source: string): readonly DocExample[] {
	return [...source.matchAll(/\/\*\*([\s\S]*?)\*\/\s*([^\n]*)/g)].flatMap(([, comment = '', next = '']) => {
		const text = comment.replaceAll(/^[\t ]*\* ?/gm, '');
		return text
			.split(/^@/m)
			.filter(part => part.startsWith('example'))
			.map(part =>
				exampleOf(
					`${file}: ${next.trim().slice(0, 40)}`,
					part
						.slice('example'.length)
						.replaceAll(/^```\w*$/gm, '')
						.trim(),
				),
			);
	});
}

/** What a line prints stands behind it, or in lines of comments below it. */
function exampleOf(name: string, code: string): DocExample {
	const prints: string[] = [];
	let isPrinting = false;
	for (const line of code.split('\n')) {
		const said = /^\s*\/\/ (.*)$/.exec(line)?.[1];
		if (said === undefined) {
			isPrinting = line.includes('console.log(');
			const beside = isPrinting ? / \/\/ (.*)$/.exec(line)?.[1] : undefined;
			if (beside !== undefined) prints.push(beside);
		} else if (isPrinting) prints.push(said);
	}
	return {name, code, prints};
}
