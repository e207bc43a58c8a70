/** The package as somebody else installs it: its types alone, under strict settings, and its bundle. */

import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {beforeAll, expect, test} from 'vitest';
import {temporaryFolder} from '../helpers/temporary-folder.ts';

const project = path.join(import.meta.dirname, '..', '..');
const consumer = temporaryFolder();
const installed = path.join(consumer, 'node_modules', 'mreg-tui');

const program = `
import {MregError, ModelRun, openRegistry, type BestModel, type ChangeResult, type ModelRecord, type Registry} from 'mreg-tui';

const registry: Registry = await openRegistry('ExampleData', {wait: 1000, by: 'consumer'});
const models: readonly ModelRecord[] = registry.query('total_time@imdb<120 sort:total_time@imdb top:2');
const best: BestModel | undefined = registry.best({algorithm: 'mscn', dataset: 'imdb'});
const epochs = models.map(({model_id, training, testing}) => [model_id, training?.hyperparams['num_epoch'], testing[0]?.performance['total_time']]);
const change: ChangeResult = await registry.tag(models.map(({key}) => key), {add: ['fast']});
const versions: number[] = registry.versions().map(({latest}) => latest);
const run = await ModelRun.create({algorithm: 'mscn'});
run.setTrainingInfo({dataset: 'production', hyperparams: {num_epoch: 3}});
const answer: number = await run.train(() => 42);
await registry.resolve({id: 'none'}).catch((error: unknown) => {
	if (error instanceof MregError) console.log(error.code, error.exitCode);
});
console.log(JSON.stringify([models.length, epochs.length, best?.value, change.done.length, versions, answer, registry.list({tags: ['fast']}).length]));
await registry.close();
// @ts-expect-error a record is read only
if (models[0]) models[0].notes = 'changed';
try {
	// @ts-expect-error there is no such request
	registry.list({algo: 'mscn'});
} catch (error) {
	if (error instanceof MregError) console.log(error.name, error.message);
}
`;

beforeAll(() => {
	execFileSync('npm', ['pack', '--offline', '--silent', '--pack-destination', consumer], {cwd: project, stdio: ['ignore', 'ignore', 'inherit']});
	const [archive = ''] = fs.readdirSync(consumer).filter(name => name.endsWith('.tgz'));
	fs.mkdirSync(installed, {recursive: true});
	execFileSync('tar', ['-xzf', path.join(consumer, archive), '--strip-components=1', '-C', installed]);
	fs.cpSync(path.join(project, 'ExampleData'), path.join(consumer, 'ExampleData'), {recursive: true, preserveTimestamps: true});
	// No types of Node: the package must not need them.
	fs.writeFileSync(path.join(consumer, 'program.ts'), `declare const console: {log(...values: unknown[]): void};\n${program}`);
	fs.writeFileSync(path.join(consumer, 'package.json'), JSON.stringify({type: 'module', private: true}));
	const compilerOptions = {
		module: 'nodenext',
		target: 'es2022',
		lib: ['es2022'],
		types: [],
		strict: true,
		skipLibCheck: false,
		exactOptionalPropertyTypes: true,
	};
	fs.writeFileSync(path.join(consumer, 'tsconfig.json'), JSON.stringify({compilerOptions, files: ['program.ts']}));
}, 120_000);

test('a strict program compiles against its declarations alone', () => {
	execFileSync(process.execPath, [path.join(project, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', consumer], {encoding: 'utf8', stdio: 'inherit'});
	const declarations = fs.readdirSync(path.join(installed, 'dist'), {recursive: true, encoding: 'utf8'}).filter(name => name.endsWith('.d.ts'));
	expect(declarations).toContain('index.d.ts');
	const packages = declarations.flatMap(name =>
		[...fs.readFileSync(path.join(installed, 'dist', name), 'utf8').matchAll(/^import .* from '([^.'][^']*)'/gm)].map(([, from]) => from),
	);
	expect(packages).toEqual([]);
});

test('the compiled program runs without any other package, and loads nothing that draws', () => {
	const spy = `import module from 'node:module';
import fs from 'node:fs';
module.registerHooks({load(url, context, next) { if (url.startsWith('file:')) fs.writeSync(2, url + '\\n'); return next(url, context); }});`;
	const list = path.join(consumer, 'loaded.txt');
	const loadedTo = fs.openSync(list, 'w');
	const env = {...process.env, XDG_CACHE_HOME: temporaryFolder(), MREG_ROOT: ''};
	const node = ['--import', `data:text/javascript,${encodeURIComponent(spy)}`, 'program.js'];
	const printed = execFileSync(process.execPath, node, {cwd: consumer, encoding: 'utf8', env, stdio: ['ignore', 'pipe', loadedTo]});
	fs.closeSync(loadedTo);
	expect(printed).toBe("not-found 3\n[2,2,117.34,2,[],42,2]\nMregError list: request has no field 'algo'.\n");
	const loaded = fs
		.readFileSync(list, 'utf8')
		.split('\n')
		.filter(line => line.startsWith('file:'));
	expect(loaded.some(url => url.endsWith('/dist/index.js'))).toBe(true);
	const drawing = loaded.filter(url => /react\.(transitional\.)?element|ink-box|alternateScreen/.test(fs.readFileSync(new URL(url), 'utf8')));
	expect(drawing).toEqual([]);
});

test('a program of CommonJS requires it, and an error of it is called as its class is', () => {
	const program =
		"const {MregError, openRegistry} = require('mreg-tui'); openRegistry('nowhere').catch(error => console.log(error instanceof MregError, error.constructor.name, error.stack.split(':')[0]));";
	fs.writeFileSync(path.join(consumer, 'program.cjs'), program);
	const printed = execFileSync(process.execPath, ['program.cjs'], {cwd: consumer, encoding: 'utf8', env: {...process.env, MREG_ROOT: ''}});
	expect(printed).toBe('true MregError MregError\n');
});

test('`npm run build` makes the declarations, too: who links the folder has types', () => {
	const {scripts} = JSON.parse(fs.readFileSync(path.join(project, 'package.json'), 'utf8')) as {scripts: Record<string, string>};
	expect(scripts.build?.split(' && ')).toContain(scripts['build:types']);
});
