/**
 * Plays a model registry's first day on made-up weights, with the real commands in a temporary folder: download, register, versions, latest and best, lineage,
 * a registry that moves, a file that is lost. `--keep` leaves the folder; `--program FILE` runs another cli than dist/cli.js.
 */

import {spawn} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {parseArgs} from 'node:util';
import {startWeightServer} from './demo-weights.ts';

const project = path.join(import.meta.dirname, '..');
const {values: typed} = parseArgs({options: {keep: {type: 'boolean', default: false}, program: {type: 'string', default: path.join(project, 'dist/cli.js')}}});
const program = path.resolve(typed.program);

const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'mreg-demo-')));
process.on('exit', () => {
	if (!typed.keep) fs.rmSync(folder, {recursive: true, force: true, maxRetries: 3});
});
process.on('SIGINT', () => process.exit(130));
process.on('SIGTERM', () => process.exit(143));
process.on('SIGHUP', () => process.exit(129));

/** What the commands run in; it moves. */
let registry = path.join(folder, 'registry');
fs.mkdirSync(registry);
const server = await startWeightServer();

say(`A registry in a new folder, ${registry}`);
say(`Made-up weights at ${server.origin}, where a model hub would be. \`mreg\` is \`npx node ${path.relative(process.cwd(), program)}\`.`);

title('1. ResNet-18 is downloaded, kept in pretrained_models/, and registered');
const resnet = `${server.origin}/models/resnet18-f37072fd.pth`;
const facts = '--framework pytorch --architecture resnet18 --input-shape 1,3,224,224 --domain general --dataset imagenet';
await mreg(`register resnet18 ${resnet} --root . --metric acc=0.697 --test-dataset imagenet ${facts} --tag baseline`);

title('2. Version 2, better by its test: the server is only asked whether its file is still the same');
await mreg(`register resnet18 ${resnet} --metric acc=0.712 --test-dataset imagenet ${facts} --parent resnet18@v1 --new-version`);
say(`(The server: ${server.words()})`);

title('3. A medical model: chest X-rays, measured by AUC; then a second try, which is no better');
const densenet = `${server.origin}/models/densenet121-chest-xray.pth`;
const medical = '--framework pytorch --architecture densenet121 --input-shape 1,1,224,224 --domain medical --dataset nih_chest_xray';
await mreg(`register chest_xray_densenet ${densenet} --metric auc=0.845 --test-dataset chexpert ${medical} --tag medical`);
const tuned = server.writeTuned(path.join(folder, 'model_final_v2.pth'));
await mreg(
	`register chest_xray_densenet ../${path.basename(tuned)} --metric auc=0.831 --test-dataset chexpert ${medical} --parent chest_xray_densenet@v1 --note "twice the epochs"`,
);

title('4. The same bytes again are the same version');
await mreg(`register chest_xray_densenet ../${path.basename(tuned)}`);

title('5. Versions are models like any other: searched, and compared');
await mreg('list --where "is:registered auc@chexpert>0.84"');
await mreg('compare resnet18/v1 resnet18/v2');

title('6. Latest is the newest, best the one with the best result');
await mreg('get resnet18@latest');
await mreg('get resnet18@best --path');
await mreg('get chest_xray_densenet@latest --path');
await mreg('get chest_xray_densenet@best');
await mreg('alias chest_xray_densenet@best champion');
await mreg('get chest_xray_densenet@champion --path');

title('7. Versions, where they come from, and whether their bytes are as they were');
await mreg('versions resnet18');
await mreg('lineage chest_xray_densenet@v2');
await mreg('verify');

title('8. The registry moves: artifacts are found beside their sidecars');
const moved = path.join(folder, 'archive');
shown('cd .. && mv registry archive && cd archive');
fs.renameSync(registry, moved);
registry = moved;
await mreg('get resnet18@best --path');

title('9. A file is lost: a warning and exit code 3, never a path to nothing');
const lost = (await mreg('get chest_xray_densenet@v2 --path')).trim();
shown(`rm ${path.relative(registry, lost)}`);
fs.rmSync(lost);
await mreg('get chest_xray_densenet@v2 --path', 3);

title('Closing report');
await mreg('versions');
await mreg('versions chest_xray_densenet');
await mreg('list');
say(`\nThe server: ${server.words()}`);
await server.close();
say(typed.keep ? `The registry is kept: ${registry}` : `It was all in ${folder}, which is removed now. To keep it: npm run demo -- --keep`);

/** Runs a command, shows it and what it says. Another exit code than the expected one ends the demo. @returns its standard output */
async function mreg(line: string, expected = 0): Promise<string> {
	shown(`mreg ${line}`);
	const words = [...line.matchAll(/"([^"]*)"|\S+/gu)].map(([word, quoted]) => quoted ?? word);
	const child = spawn(process.execPath, [program, ...words], {cwd: registry, env: environment(), stdio: ['ignore', 'pipe', 'pipe']});
	let [stdout, stderr] = ['', ''];
	child.stdout.setEncoding('utf8').on('data', (text: string) => void (stdout += text));
	child.stderr.setEncoding('utf8').on('data', (text: string) => void (stderr += text));
	const code = await new Promise<number | null>((resolve, reject) => child.on('close', resolve).on('error', reject));
	process.stdout.write(stdout + stderr);
	if (code !== 0) say(`(exit code ${code})`);
	if (code === expected) return stdout;
	console.error(`The demo stops: exit code ${expected} was expected.`);
	process.exit(1);
}

/** Nothing of this machine's user is read or written, and no proxy is asked for what is on this machine. */
function environment(): NodeJS.ProcessEnv {
	const own = {XDG_CACHE_HOME: `${folder}/cache`, XDG_STATE_HOME: `${folder}/state`, XDG_CONFIG_HOME: `${folder}/config`};
	return {...process.env, ...own, NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1'};
}

/** A line as it is typed; a long one is broken before an option. */
function shown(line: string): void {
	const lines = [''];
	for (const part of `$ ${line}`.split(/ (?=--)/u)) {
		const last = lines.at(-1) ?? '';
		if (last !== '' && last.length + part.length > 110) lines.push(`    ${part}`);
		else lines[lines.length - 1] = last === '' ? part : `${last} ${part}`;
	}
	say(`\n${lines.join(' \\\n')}`);
}

function title(text: string): void {
	say(`\n── ${text}`);
}

function say(text: string): void {
	console.log(text);
}
