/** What is wrong with the files of a model, in one sentence. Pure. */

import type {Inspection} from './inspection.ts';

/** The first file with a problem: its path below the artifact, and the sentence; raw. */
export function firstProblem({files}: Pick<Inspection, 'files'>): {readonly path: string; readonly problem: string} | undefined {
	for (const {path, problems} of files) {
		const [problem] = problems;
		if (problem !== undefined) return {path, problem};
	}
	return undefined;
}

/** With the file that it is about, where the artifact has several: `weights/a.pt: It is cut off.` */
export function namedProblem(path: string, problem: string): string {
	return path === '' ? problem : `${path}: ${problem}`;
}
