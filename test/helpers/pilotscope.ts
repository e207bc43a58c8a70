/** The real registry in ../shared/data/pilotscope, and the best of its models by nothing but their JSON files. */

import fs from 'node:fs';
import path from 'node:path';

export const pilotscopeRoot = path.join(import.meta.dirname, '..', '..', '..', 'shared', 'data', 'pilotscope', 'ExampleData');

interface Sidecar {
	readonly model_id: string;
	readonly algorithm: string;
	readonly testing?: ReadonlyArray<{
		readonly dataset: string;
		readonly dataset_digest?: string;
		readonly num_queries: number;
		readonly tested_at: string;
		readonly performance: {readonly total_time: number};
	}>;
}

function readSidecars(): readonly Sidecar[] {
	if (!fs.existsSync(pilotscopeRoot)) return [];
	return fs.globSync('*/Model/*.json', {cwd: pilotscopeRoot}).map(name => JSON.parse(fs.readFileSync(path.join(pilotscopeRoot, name), 'utf8')) as Sidecar);
}

const sidecars = readSidecars();

/** Every algorithm with every dataset that a model of it was tested on; none where the registry is not here. */
export const pilotscope: ReadonlyArray<{readonly algorithm: string; readonly dataset: string}> = [
	...new Set(sidecars.flatMap(({algorithm, testing = []}) => testing.map(({dataset}) => JSON.stringify({algorithm, dataset})))),
]
	.sort()
	.map(text => JSON.parse(text) as {algorithm: string; dataset: string});

/** The model with the smallest `total_time`: of all newest results (`mixed`), or of the largest number of them with one number of queries. */
export function plainMinimum({algorithm, dataset, mixed}: {readonly algorithm: string; readonly dataset: string; readonly mixed: boolean}) {
	const newest = sidecars
		.filter(sidecar => sidecar.algorithm === algorithm)
		.flatMap(({model_id: id, testing = []}) => {
			const here = testing.filter(test => test.dataset === dataset).sort((a, b) => Date.parse(a.tested_at) - Date.parse(b.tested_at));
			const last = here.at(-1);
			return last ? [{id, value: last.performance.total_time, kind: `${last.num_queries} ${last.dataset_digest}`, at: Date.parse(last.tested_at)}] : [];
		});
	const kinds = [...new Set(newest.map(({kind}) => kind))].map(kind => newest.filter(one => one.kind === kind));
	const last = (group: typeof newest) => Math.max(...group.map(({at}) => at));
	const [largest = []] = kinds.sort((a, b) => b.length - a.length || last(b) - last(a));
	const compared = [...(mixed ? newest : largest)].sort((a, b) => a.value - b.value);
	const [best, second] = compared;
	if (!best) throw new Error(`Nothing of ${algorithm} was tested on ${dataset}.`);
	return {
		id: best.id,
		value: best.value,
		second: second?.value,
		of: compared.length,
		leftOut: newest
			.filter(one => !compared.includes(one))
			.map(({id}) => id)
			.sort(),
	};
}
