/** Python and TypeScript programs that write one sidecar at once. */

import fs from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {startPython} from '../helpers/python-process.ts';
import {noPython} from '../helpers/python.ts';
import {modelFiles, registryOf} from '../helpers/registries.ts';
import {startScript} from '../helpers/script.ts';

const skipped = noPython === undefined ? '' : ` (skipped: ${noPython})`;
const id = 'mscn_20241019_103000';

/** Saves a model that it loaded, over and over, each time with a result and a tag more. */
const saving = `
class Model(mreg.EnhancedPilotModel):
    def _save_model_impl(self):
        open(self.model_path, "w").write("weights")
    def _load_model_impl(self):
        pass
root, word, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
model = Model.load_model("${id}", "mscn", root + "/Mscn/Model")
for n in range(1, times + 1):
    model.add_test_result(f"{word}-{n}", 1, {"total_time": n / 8})
    model.add_tags(f"{word}-{n}")
    model.save_model()
    print(f"saved {n}", flush=True)
`;

/** Records results and tags one by one. */
const recording = `
root, word, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
registry = mreg.ModelRegistry(root + "/model_registry.json")
for n in range(1, times + 1):
    registry.record("${id}", f"{word}-{n}", performance={"total_time": n / 8})
    registry.tag_model("${id}", f"{word}-{n}")
    print(f"saved {n}", flush=True)
`;

test.skipIf(noPython).each([
	{where: 'a sidecar alone', times: 10, files: {}},
	{where: 'a sidecar and model_registry.json', times: 2, files: {'model_registry.json': '{}'}},
])(
	`8 Python and 8 TypeScript writers on $where lose no result and no tag${skipped}`,
	async ({times, files}) => {
		const root = registryOf({
			...modelFiles(`Mscn/Model/${id}`, {testing: [{dataset: 'production', performance: {total_time: NaN}}], tags: ['first']}),
			...files,
		});
		const words = (kind: string) => Array.from({length: 4}, (_, at) => `${kind}${at}`);
		const writers = [
			...words('saves').map(word => ({word, script: startPython(saving, [root, word, String(times)])})),
			...words('records').map(word => ({word, script: startPython(recording, [root, word, String(times)])})),
			...[...words('runs'), ...words('more')].map(word => ({word, script: startScript('saving-run-process', [root, id, String(times), word])})),
		];
		for (const {script, word} of writers) expect(`${word} ${await script.ended} ${script.lines().length}`, script.errors()).toBe(`${word} 0 ${times}`);
		const text = fs.readFileSync(path.join(root, 'Mscn/Model', `${id}.json`), 'utf8');
		const sidecar = JSON.parse(text) as {readonly testing: ReadonlyArray<{readonly dataset: string}>; readonly tags: readonly string[]};
		const wanted = writers.flatMap(({word}) => Array.from({length: times}, (_, at) => `${word}-${at + 1}`));
		expect(sidecar.testing.map(({dataset}) => dataset).toSorted()).toEqual(['production', ...wanted].toSorted());
		expect(sidecar.tags.toSorted()).toEqual(['first', ...wanted].toSorted());
		if (!('model_registry.json' in files)) return;
		const registry = JSON.parse(fs.readFileSync(path.join(root, 'model_registry.json'), 'utf8')) as Readonly<Record<string, typeof sidecar>>;
		expect(registry[id]?.testing).toEqual(sidecar.testing);
		expect(registry[id]?.tags.toSorted()).toEqual(sidecar.tags.toSorted());
	},
	90_000,
);
