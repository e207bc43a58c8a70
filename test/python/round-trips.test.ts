/** A registry says the same to Python and to `mreg`, whichever of the two wrote it. */

import fs from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {ModelRun} from '../../source/library/model-run.ts';
import {pilotscopeRoot} from '../helpers/pilotscope.ts';
import {noPython, python} from '../helpers/python.ts';
import {exampleData} from '../helpers/run-mreg.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {typed} from '../helpers/typed-command.ts';

// Times without a zone are local in both.
process.env.TZ = 'UTC';

const skipped = noPython === undefined ? '' : ` (skipped: ${noPython})`;

/** What the client lists, by id. As in `mreg --json`, NaN, infinities and whole numbers beyond 2^53 are texts. */
const listed = `
import math
def plain(value):
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 2 ** 53:
        return str(value)
    return value
registry = mreg.ModelRegistry(sys.argv[1] + "/model_registry.json")
print(json.dumps([plain(each) for each in registry.list_models()]))
`;

/** Models as Python writes them: a file and a folder, Korean, NaN, large numbers, no training, several in one second. */
const written = `
root = sys.argv[1]
class Net(mreg.EnhancedPilotModel):
    def _save_model_impl(self):
        if self.algorithm_type == "lero":
            os.mkdir(self.model_path)
            open(self.model_path + "/weights", "w").write("w")
        else:
            open(self.model_path, "w").write("w")
registry = mreg.ModelRegistry(root + "/model_registry.json")
models = []
for at, algorithm in enumerate(["mscn", "lero", "mscn", "my_net"]):
    model = Net(algorithm, algorithm, f"{root}/{algorithm.capitalize()}/Model")
    if at != 2:
        model.set_training_info("실험 데이터", {"num_epoch": 100, "lr": 1e-05, "loss": float("nan"), "seed": 2 ** 60, "layers": [64, {"a": None}], "ok": True}, 500)
        with model.training():
            pass
    model.add_tags("실험", "best " + str(at))
    model.set_notes("첫 번째 줄\\n둘째 \\"줄\\" \\u2028 😀")
    model.save_model()
    with registry.test(model, "imdb") as test:
        for time in (0.1, 0.2, 0.7):
            test.add(time)
        test.metric("q_error", float("inf"))
    registry.record(model.model_id, "tpch", performance={"accuracy": 0.5}, num_queries=7)
    registry.tag_model(model.model_id, "later")
    models.append(model)
for model in models:
    registry.register_model(model.metadata)
# From here on the file follows.
registry.record(models[0].model_id, "stats_tiny", times=[0.5, 0.25])
registry.untag_model(models[1].model_id, "later")
models[3].add_test_result("stats_tiny", 1, {"total_time": 1e-7})
models[3].save_model()
print(json.dumps([model.model_id for model in models]))
`;

/** What model_registry.json says to a program that knows nothing but json.load, and what the sidecars say, in its form. */
const compared = `
import glob
root = sys.argv[1]
with open(root + "/model_registry.json") as file:
    registry = json.load(file)
sidecars = {}
for path in glob.glob(root + "/*/Model/*.json"):
    with open(path) as file:
        content = json.load(file)
    sidecars[content["model_id"]] = {**content, "training": content["training"] or {}}
def words(content):
    return {name: json.dumps(content[name], sort_keys=True) for name in ("model_id", "algorithm", "training", "testing", "tags", "notes")}
print(json.dumps({
    "only in the file": sorted(set(registry) - set(sidecars)), "only sidecars": sorted(set(sidecars) - set(registry)),
    "different": {name: [words(registry[name]), words(sidecars[name])] for name in sorted(set(registry) & set(sidecars)) if words(registry[name]) != words(sidecars[name])},
    "models": len(registry),
}))
`;

interface Said {
	readonly model_id: string;
	readonly training: object | null;
	readonly [name: string]: unknown;
}

/** What both say of a model. What is null in a training the client leaves out, as the seed's callers would stumble over it. */
function common({model_id, algorithm, training, testing, tags, notes}: Said) {
	const {training_time: time = null, ...rest}: {readonly training_time?: unknown} = training ?? {};
	return {model_id, algorithm, training: time === null ? rest : {...rest, training_time: time}, testing, tags, notes};
}

async function expectSameWords(root: string): Promise<readonly Said[]> {
	const theirs = (python(listed, [root]) as readonly Said[]).map(common);
	const ours = ((await typed(root, ['list', '--json'])).json() as {readonly models: readonly Said[]}).models;
	const byId = (models: readonly ReturnType<typeof common>[]) => models.toSorted((a, b) => (a.model_id < b.model_id ? -1 : 1));
	expect(byId(theirs)).toEqual(byId(ours.map(common)));
	return ours;
}

function newRoot(): string {
	const root = path.join(temporaryFolder(), 'root');
	fs.mkdirSync(root);
	return root;
}

describe.skipIf(noPython)(`the same words${skipped}`, () => {
	test('of what Python wrote, and of that what `mreg` changed', async () => {
		const root = newRoot();
		const ids = python(written, [root]) as readonly string[];
		expect(new Set(ids).size).toBe(4);
		const models = await expectSameWords(root);
		expect(models.map(({model_id, state}) => [model_id, state]).toSorted()).toEqual(ids.map(id => [id, 'ok']).toSorted());
		for (const id of ids) {
			const {model} = (await typed(root, ['show', id, '--json'])).json() as {readonly model: Said};
			expect(model).toEqual(models.find(({model_id}) => model_id === id));
		}
		expect(python(compared, [root])).toEqual({'only in the file': [], 'only sidecars': [], different: {}, models: 4});
		await typed(root, ['tag', ids[0] ?? '', 'ours']);
		await typed(root, ['note', ids[1] ?? '', '다른 메모']);
		await typed(root, ['record', ids[2] ?? '', '--dataset', 'stats_tiny', '--metric', 'total_time=1.5']);
		await expectSameWords(root);
		expect(python(compared, [root])).toEqual({'only in the file': [], 'only sidecars': [], different: {}, models: 4});
		await typed(root, ['index']);
		await expectSameWords(root);
		expect(python(compared, [root])).toEqual({'only in the file': [], 'only sidecars': [], different: {}, models: 4});
	});

	test('of what TypeScript wrote', async () => {
		const root = newRoot();
		for (const algorithm of ['mscn', 'lero', 'my_net']) {
			const run = await ModelRun.create({algorithm, root});
			if (algorithm !== 'lero') {
				run.setTrainingInfo({dataset: '실험 데이터', hyperparams: {num_epoch: 100, lr: 1e-5, loss: NaN, layers: [64, {a: null}]}, numQueries: 500});
			}
			run.addTags('실험', algorithm);
			run.setNotes('첫 번째 줄\n둘째 "줄" \u2028 😀');
			await run.save(file => {
				fs.mkdirSync(file);
				fs.writeFileSync(path.join(file, 'weights'), 'w');
			});
			run.addTestResult({dataset: 'imdb', times: [0.1, 0.2, 0.7], performance: {q_error: Infinity}});
			await run.save();
		}
		const models = await expectSameWords(root);
		expect(models).toHaveLength(3);
		await typed(root, ['index']);
		await typed(root, ['tag', 'my_net', 'later']);
		await expectSameWords(root);
		expect(python(compared, [root])).toEqual({'only in the file': [], 'only sidecars': [], different: {}, models: 3});
	});

	test.each([{name: 'ExampleData', copy: exampleData}, ...(fs.existsSync(pilotscopeRoot) ? [{name: 'the PilotScope registry', copy: copyOfPilotscope}] : [])])(
		'of $name, and the same bests on every dataset',
		async ({copy}) => {
			const root = copy();
			const models = await expectSameWords(root);
			const bests = python(best, [root]) as ReadonlyArray<readonly [algorithm: string, dataset: string, metric: string, id: string | null]>;
			expect(bests.length).toBeGreaterThan(5);
			const names = new Set(models.map(({model_id}) => model_id));
			for (const algorithm of new Set(bests.map(([name]) => name))) {
				for (const metric of ['total_time', 'p95_time']) {
					const own = bests.filter(one => one[0] === algorithm && one[2] === metric);
					for (const [, dataset, , id] of own) {
						const said = await typed(root, ['best', '--algo', algorithm, '--metric', metric, '--dataset', dataset, '--quiet']).then(
							({lines}) => lines[0],
							() => null,
						);
						expect([algorithm, dataset, metric, said]).toEqual([algorithm, dataset, metric, id]);
						expect(id === null || names.has(id)).toBe(true);
					}
				}
			}
			await typed(root, ['index']);
			await expectSameWords(root);
			expect(python(compared, [root])).toMatchObject({'only in the file': [], 'only sidecars': [], different: {}});
		},
		60_000,
	);
});

/** The best of each algorithm on each dataset, by two metrics. */
const best = `
registry = mreg.ModelRegistry(sys.argv[1] + "/model_registry.json")
cases = sorted({(each["algorithm"], test["dataset"]) for each in registry.list_models() for test in each["testing"]})
answers = []
for algorithm, dataset in cases:
    for metric in ("total_time", "p95_time"):
        found = registry.get_best_model(algorithm, dataset, metric)
        answers.append([algorithm, dataset, metric, found and found["model_id"]])
print(json.dumps(answers))
`;

function copyOfPilotscope(): string {
	const root = path.join(temporaryFolder(), 'ExampleData');
	fs.cpSync(pilotscopeRoot, root, {recursive: true, preserveTimestamps: true});
	return root;
}
