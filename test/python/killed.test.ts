/** Training scripts that are killed at any moment leave a registry of whole models. */

import fs from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {makeOld} from '../helpers/dashboard.ts';
import {startPython} from '../helpers/python-process.ts';
import {noPython, python} from '../helpers/python.ts';
import {mreg} from '../helpers/run-mreg.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {namesBelow} from '../helpers/trash.ts';
import {until} from '../helpers/until.ts';

const skipped = noPython === undefined ? '' : ` (skipped: ${noPython})`;
const kills = process.env.MREG_LONG_TESTS === undefined ? 100 : 1_000;

/**
 * One killed script after the other: each trains models, tests and tags them until it dies after a random time, and says by a pipe what was done.
 * After each death all that is on the disk is looked at. Forked, so that nothing is loaded again.
 */
const training = `
import glob, random, signal, time
root, kills = sys.argv[1], int(sys.argv[2])
sys.stderr = open(os.devnull, "w")
class Net(mreg.EnhancedPilotModel):
    def _save_model_impl(self):
        if self.number % 2:
            os.mkdir(self.model_path)
        path = self.model_path + "/weights" if self.number % 2 else self.model_path
        with open(path, "w") as file:
            for _ in range(40):
                file.write(str(self.number % 10) * 2000)
            file.write("!")
    def _load_model_impl(self):
        pass
def train(say, number):
    registry = mreg.ModelRegistry(root + "/model_registry.json")
    while True:
        number += 1
        model = Net("net", "net", root + "/Net/Model")
        model.number = number
        model.set_training_info("imdb", {"n": number})
        model.save_model()
        say(["model", model.model_id, number])
        model.add_test_result("imdb", 1, {"n": number})
        model.add_tags(f"saved-{number}")
        model.save_model()
        say(["result", model.model_id, number])
        say(["tag", model.model_id, f"saved-{number}"])
        registry.record(model.model_id, "tpch", performance={"n": -number})
        say(["result", model.model_id, -number])
        registry.tag_model(model.model_id, f"tagged-{number}")
        say(["tag", model.model_id, f"tagged-{number}"])
def whole(path):
    path = path + "/weights" if os.path.isdir(path) else path
    text = open(path).read()
    return len(text) == 80001 and text.endswith("!") and len(set(text[:-1])) == 1
def check(acknowledged):
    found = {}
    if os.path.exists(root + "/model_registry.json"):
        json.load(open(root + "/model_registry.json"))
    for path in glob.glob(root + "/Net/Model/*.json"):
        with open(path) as file:
            content = json.load(file)
        if not whole(path[:-5]):
            return f"{path[:-5]} is cut"
        found[content["model_id"]] = content
    for kind, name, value in acknowledged:
        if name not in found:
            return f"{name} was saved, and is gone"
        content = found[name]
        if kind == "result" and value not in [test["performance"]["n"] for test in content["testing"]]:
            return f"a result of {name} is lost"
        if kind == "tag" and value not in content["tags"]:
            return f"a tag of {name} is lost"
    return None
acknowledged, trouble, number = [], [], 0
for kill in range(kills):
    # Where the file is there, changes wait for each other to write it together: a life takes longer.
    followed = kill >= kills * 0.9
    if followed and not os.path.exists(root + "/model_registry.json"):
        open(root + "/model_registry.json", "w").write("{}")
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            train(lambda told: os.write(writing, (json.dumps(told) + "\\n").encode()), number)
        except BaseException as error:
            os.write(writing, (json.dumps(["error", str(error), 0]) + "\\n").encode())
        os._exit(1)
    os.close(writing)
    time.sleep(random.uniform(0.002, 1.0 if followed else 0.2))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reading) as pipe:
        told = [json.loads(line) for line in pipe]
    trouble += [name for kind, name, _ in told if kind == "error"]
    acknowledged += [each for each in told if each[0] != "error"]
    number += 100
    wrong = check(acknowledged)
    if wrong:
        trouble.append(wrong)
        break
print(json.dumps({"kills": kill + 1, "trouble": trouble, "acknowledged": len(acknowledged), "models": len({each[1] for each in acknowledged})}), flush=True)
`;

/** What comes next: a save of another script, which breaks locks of the dead and removes what they had staged. */
const next = `
class Net(mreg.EnhancedPilotModel):
    def _save_model_impl(self):
        open(self.model_path, "w").write("w")
model = Net("next", "net", sys.argv[1] + "/Net/Model")
model.save_model()
mreg.ModelRegistry(sys.argv[1] + "/model_registry.json").tag_model(model.model_id, "after")
print(json.dumps(model.model_id))
`;

const isStaging = (name: string) => name.startsWith('.mreg-run.');

test.skipIf(noPython)(
	`a script that is killed leaves whole models, and loses nothing that it was told is saved${skipped}`,
	async () => {
		const root = path.join(temporaryFolder(), 'root');
		fs.mkdirSync(root);
		const script = startPython(training, [root, String(kills)]);
		await until(() => script.child.exitCode !== null, {timeout: 60_000 + kills * 1_500, describe: () => script.errors()});
		await script.ended;
		const outcome = JSON.parse(script.lines().at(-1) ?? script.errors()) as {
			readonly kills: number;
			readonly trouble: readonly string[];
			readonly acknowledged: number;
			readonly models: number;
		};
		expect(outcome).toMatchObject({kills, trouble: []});
		expect(outcome.acknowledged).toBeGreaterThan(20);
		// A folder that does not tell yet whose it is is given ten seconds.
		const models = path.join(root, 'Net/Model');
		for (const name of fs.readdirSync(models).filter(isStaging)) makeOld(path.join(models, name));
		const id = python(next, [root]);
		expect(namesBelow(root).filter(name => isStaging(path.basename(name)) || name.endsWith('.mreg.lock'))).toEqual([]);
		const {stdout} = await mreg(['list', '--json', '--root', root]);
		const {models: listed, problems} = JSON.parse(stdout) as {
			readonly models: ReadonlyArray<{readonly model_id: string; readonly state: string; readonly tags: readonly string[]}>;
			readonly problems: readonly unknown[];
		};
		expect(problems).toEqual([]);
		expect(listed.filter(({state}) => state !== 'ok' && state !== 'untracked')).toEqual([]);
		expect(listed.find(({model_id}) => model_id === id)?.tags).toEqual(['after']);
	},
	90_000 + kills * 2_000,
);
