/** The Python client and `mreg` call the same model the best, and clean up the same ones. */

import fc from 'fast-check';
import fs from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {defaultConfig, type Config} from '../../store/domain/config.ts';
import type {Model} from '../../store/domain/model.ts';
import {directionOf, metricsOf, objectiveFor} from '../../store/domain/objective.ts';
import {standings} from '../../store/domain/ranking.ts';
import {planCleanup, type Policy} from '../../store/domain/retention.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {readRegistry} from '../../store/read-registry.ts';
import {anyRegistry, directedConfig, now} from '../helpers/any-registry.ts';
import {pilotscopeRoot} from '../helpers/pilotscope.ts';
import {noPython, python} from '../helpers/python.ts';
import {exampleData, lines, mreg} from '../helpers/run-mreg.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';

// Times without a zone are local in both.
process.env.TZ = 'UTC';

const skipped = noPython === undefined ? '' : ` (skipped: ${noPython})`;

interface Asked {
	readonly metric: string | null;
	readonly dataset: string | null;
	readonly keep: number;
}

/** A best is [key, value]; null: none has a result. What goes is [key, rank and dataset in words] in its order. A number is the exit code of an error. */
interface Answer {
	readonly best: readonly [string, string] | number | null;
	readonly removed: ReadonlyArray<readonly [string, string]> | number;
	readonly losses: readonly string[];
}

const anyAsked: fc.Arbitrary<Asked> = fc.record({
	metric: fc.constantFrom(null, null, 'total_time', 'recall@10', '__proto__', 'constructor', 'none'),
	dataset: fc.constantFrom(null, null, 'imdb', 'tpch', '__proto__', 'nowhere'),
	keep: fc.constantFrom(1, 1, 2, 3),
});

const configs: readonly Config[] = [
	directedConfig,
	defaultConfig,
	{...defaultConfig, objectives: {mscn: {metric: 'total_time', dataset: 'tpch'}}, protectedTags: ['WIP']},
	{...defaultConfig, objectives: {'*': {metric: 'total_time', dataset: 'nowhere'}}, metrics: {total_time: {direction: 'maximize'}}},
];

/** For each registry and question the answers of the client's rules. */
const rules = `
import math

class Made(mreg._Model):
    growing = frozenset()
    def is_growing(self):
        return self.key in self.growing

def model(each):
    made = Made(root=sys.argv[1], key=each["key"], id=each["id"], algorithm=each["algorithm"], folder="", sidecar=each["sidecar"], artifact=each["artifact"], files=(),
        state=each["state"], content=each["content"], problem=None, time=-math.inf if each["time"] is None else each["time"] / 1000)
    return made

def caught(ask):
    try:
        return ask()
    except mreg.MregError as error:
        return error.exit_code

def number(value):
    return "none" if value is None else "Infinity" if value == math.inf else "-Infinity" if value == -math.inf else (value + 0.0).hex()

answers = []
for case in json.load(sys.stdin):
    models, config, asked = [model(each) for each in case["models"]], case["config"], case["asked"]
    Made.growing = frozenset(each["key"] for each in case["models"] if each["growing"])
    own = [each for each in models if each.algorithm.lower() == "mscn"]
    best = caught(lambda: mreg._best(own, config, asked["metric"], asked["dataset"]))
    plan = caught(lambda: mreg._cleanup_plan(models, config, "MSCN", asked["keep"], asked["metric"], asked["dataset"], now=case["now"] / 1000))
    answers.append({
        "best": best if best is None or isinstance(best, int) else [best[0].key, number(best[1])],
        "removed": plan if isinstance(plan, int) else [[each.key, reason] for each, reason in plan.remove],
        "losses": [] if isinstance(plan, int) else sorted(f"{loss.metric} {loss.dataset or 'none'} {number(loss.value)} {number(loss.to)} {loss.model.key}" for loss in plan.losses),
    })
print(json.dumps(answers))
`;

test.skipIf(noPython)(`of made registries both call the same model the best and remove the same ones${skipped}`, () => {
	const cases = fc.sample(fc.record({models: anyRegistry, asked: anyAsked, config: fc.constantFrom(...configs)}), {seed: 7, numRuns: 2500}).map(one => ({
		...one,
		now,
		// A look at the disk of its own knows nothing of earlier looks.
		models: one.models.map(model => ({...model, stale: false})),
	}));
	const input = cases.map(({models, ...rest}) => ({...rest, models: models.map(asFound)}));
	const answers = python(rules, [temporaryFolder()], JSON.stringify(input)) as readonly Answer[];
	const removing = cases.filter((one, index) => {
		const wanted = answerOf(one);
		expect(answers[index], JSON.stringify(input[index])).toEqual(wanted);
		return typeof wanted.removed !== 'number' && wanted.removed.length > 0;
	});
	expect(removing.length).toBeGreaterThan(80);
});

function asFound({key, id, algorithm, sidecar, artifact, state, content, time, growing}: Model) {
	return {key, id, algorithm, sidecar: sidecar ?? null, artifact: artifact?.path ?? null, state, content, time: Number.isFinite(time) ? time : null, growing};
}

interface Case {
	readonly models: readonly Model[];
	readonly config: Config;
	readonly asked: Asked;
}

function answerOf({models, config, asked}: Case): Answer {
	const own = models.filter(model => model.algorithm.toLowerCase() === 'mscn');
	const best = caught(() => bestOf(own, config, asked));
	const plan = caught(() => planOf(models, own, {config, asked}));
	return {
		// None has a result: the client answers with none.
		best: best === 3 ? null : best,
		removed:
			typeof plan === 'number'
				? plan
				: plan.remove.map(({model, reason}) => [
						model.key,
						reason.kind === 'outranked' ? `outranked: ${ordinal(reason.rank)}${reason.dataset === undefined ? '' : ` on ${reason.dataset}`}` : reason.kind,
					]),
		losses:
			typeof plan === 'number'
				? []
				: plan.losses.map(loss => `${loss.metric} ${loss.dataset ?? 'none'} ${number(loss.from)} ${number(loss.to)} ${loss.model.key}`).sort(),
	};
}

function bestOf(own: readonly Model[], config: Config, asked: Asked): readonly [string, string] | null {
	const {
		metric,
		direction,
		dataset: configured,
	} = objectiveFor(own, config, {algorithm: own[0]?.algorithm.toLowerCase() ?? '*', metric: asked.metric ?? undefined});
	const dataset = rankedOn(own, asked.dataset, configured);
	const [standing] = standings(own, {metric, direction}, dataset === undefined ? undefined : {dataset});
	return standing ? [standing.best.model.key, number(standing.best.value)] : null;
}

function planOf(models: readonly Model[], own: readonly Model[], {config, asked}: Pick<Case, 'config' | 'asked'>) {
	return planCleanup({models, config}, policyOf(own, config, {...asked, algorithm: 'mscn'}), {now});
}

function policyOf(own: readonly Model[], config: Config, {algorithm, metric: wanted, dataset: typed, keep}: Asked & {readonly algorithm: string}): Policy {
	const unranked = wanted ?? config.objectives[algorithm]?.metric ?? config.objectives['*']?.metric ?? 'total_time';
	const isTested = metricsOf(own).size > 0;
	const {
		metric,
		direction,
		dataset: configured,
	} = isTested
		? objectiveFor(own, config, {algorithm, metric: wanted ?? undefined})
		: {metric: unranked, direction: directionOf(config, unranked) ?? ('minimize' as const), dataset: undefined};
	const dataset = rankedOn(own, typed, configured);
	return {algorithm, keep, metric, direction, dataset, foldSeeds: false, keepBests: false, minAge: 0, protectedTags: config.protectedTags};
}

function rankedOn(own: readonly Model[], typed: string | null, configured: string | undefined): string | undefined {
	const isTested = (dataset: string) => own.some(({tests}) => tests.some(one => one.dataset === dataset));
	if (typed === null) return configured !== undefined && isTested(configured) ? configured : undefined;
	if (isTested(typed)) return typed;
	throw new UserError('nothing-matched', `Nothing was tested on ${typed}.`);
}

function caught<Value>(ask: () => Value): Value | number {
	try {
		return ask();
	} catch (error) {
		if (error instanceof UserError) return error.exitCode;
		throw error;
	}
}

/** All of its bits, as Python writes them. */
function number(value: number | undefined): string {
	if (value === undefined) return 'none';
	if (!Number.isFinite(value)) return String(value);
	const sign = value < 0 ? '-' : '';
	const size = Math.abs(value);
	// JSON.stringify writes no -0.
	if (size === 0) return '0x0.0p+0';
	const bits = new DataView(new ArrayBuffer(8));
	bits.setFloat64(0, size);
	const exponent = (bits.getUint32(0) >>> 20) - 1023;
	const digits = (bits.getBigUint64(0) & 0xfffffffffffffn).toString(16).padStart(13, '0');
	return `${sign}0x1.${digits}p${exponent < 0 ? '' : '+'}${exponent}`;
}

function ordinal(rank: number): string {
	return `${rank}${['', 'st', 'nd', 'rd'][rank] ?? 'th'}`;
}

const registries = [{name: 'ExampleData', root: exampleData}, ...(fs.existsSync(pilotscopeRoot) ? [{name: 'PilotScope', root: copyOfPilotscope}] : [])];

/** What a registry's own client answers for each algorithm, and on each dataset. */
const asked = `
sys.stderr = open(os.devnull, "w")
registry = mreg.ModelRegistry(sys.argv[1] + "/model_registry.json")
cases = sorted({(each["algorithm"], test["dataset"]) for each in registry.list_models() for test in each["testing"]})
answers = []
for algorithm, dataset in cases:
    for metric in ("total_time", "p95_time"):
        best = registry.get_best_model(algorithm, dataset, metric)
        went = registry.cleanup_old_models(algorithm, 2, metric, dry_run=True, dataset=dataset)
        answers.append([algorithm, dataset, metric, best and best["model_id"], went])
print(json.dumps(answers))
`;

test.skipIf(noPython).each(registries)(`of $name both call the same model the best and would remove the same ones${skipped}`, async ({root: copy}) => {
	const root = copy();
	const answers = python(asked, [root]) as ReadonlyArray<readonly [string, string, string, string | null, readonly string[]]>;
	expect(answers.length).toBeGreaterThan(5);
	const env = {XDG_CACHE_HOME: temporaryFolder()};
	const {models: found, config} = await readRegistry({root, reason: 'test', now: Date.now(), env});
	// Folders that were copied just now: both programs look twice at what is young, and nobody writes here.
	const models = found.map(model => ({...model, growing: false}));
	for (const [algorithm, dataset, metric, best, went] of answers) {
		const own = models.filter(model => model.algorithm === algorithm);
		const wanted = caught(() => bestOf(own, config, {metric, dataset, keep: 2}));
		const plan = planCleanup({models, config}, policyOf(own, config, {algorithm, metric, dataset, keep: 2}), {now: Date.now()});
		const id = (key: unknown) => models.find(model => model.key === key)?.id ?? null;
		expect([algorithm, dataset, metric, best]).toEqual([algorithm, dataset, metric, typeof wanted === 'object' ? id(wanted?.[0]) : null]);
		expect(went).toEqual(plan.remove.map(({model}) => model.id));
	}
	const [[algorithm, dataset, metric, best, went] = ['', '', '', '', []]] = answers.toSorted((a, b) => b[4].length - a[4].length);
	const options = ['--root', root, '--algo', algorithm, '--dataset', dataset, '--metric', metric];
	const [said, planned] = await Promise.all([
		mreg(['best', '--quiet', ...options], {env}),
		mreg(['cleanup', '--keep', '2', '--dry-run', '--quiet', ...options], {env}),
	]);
	expect(lines(said.stdout)).toEqual([best]);
	expect(lines(planned.stdout)).toEqual(went);
});

function copyOfPilotscope(): string {
	const root = path.join(temporaryFolder(), 'ExampleData');
	fs.cpSync(pilotscopeRoot, root, {recursive: true, preserveTimestamps: true});
	return root;
}
