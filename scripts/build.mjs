/**
 * Bundles the program into dist/: `cli.js`, the library `index.js`, the workers beside them, and chunks, so that a headless command never loads ink or react.
 * With `--if-needed` only when a source is newer than the bundle. Plain JavaScript that Node 18 runs, too.
 */

import {chmodSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {dirname, join, relative} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';

const project = join(dirname(fileURLToPath(import.meta.url)), '..');
const output = join(project, 'dist');
/** Beside cli.js. */
const completionWords = 'commands.json';
const sources = ['source', 'components', 'store', 'scripts', 'package.json', 'package-lock.json'];

async function build() {
	const esbuild = await loadEsbuild();
	const {outputFiles} = await esbuild.build({
		absWorkingDir: project,
		entryPoints: {
			cli: 'source/cli.ts',
			index: 'source/index.ts',
			'scan-worker': 'store/scan-worker.ts',
			'change-worker': 'store/change-worker.ts',
			'hash-worker': 'store/hash-worker.ts',
			'inspect-worker': 'store/inspect-worker.ts',
			'completion-words': 'source/commands/completion-words.ts',
		},
		outdir: output,
		chunkNames: '[name]-[hash]',
		bundle: true,
		splitting: true,
		format: 'esm',
		platform: 'node',
		// cli.js must be parsed by an old Node, to tell its user what to install.
		target: 'node18',
		// Made anew at each use otherwise, which is for each character in ink; Node 20 and newer have them.
		supported: {'regexp-unicode-property-escapes': true, 'regexp-set-notation': true},
		jsx: 'automatic',
		// The ESM build of a package where it has one: jsonc-parser's other one hides its files from a bundler.
		mainFields: ['module', 'main'],
		// Yoga would fetch its own code from a data address, and load all of the HTTP client for that; without fetch it decodes it.
		define: {'process.env.NODE_ENV': '"production"', fetch: 'undefined'},
		// What is CommonJS in the bundle requires node's own modules by this.
		banner: {js: "import {createRequire as requireFrom} from 'node:module';\nconst require = requireFrom(import.meta.url);"},
		// What V8 keeps of the source counts as memory of the dashboard; names stay, for stacks in reports.
		minifyWhitespace: true,
		minifySyntax: true,
		legalComments: 'external',
		logLevel: 'warning',
		write: false,
		plugins: [withoutDevtools, withCachedWidths],
	});
	mkdirSync(output, {recursive: true});
	// cli.js comes last: its time says that the bundle is whole.
	const isEntry = file => relative(output, file.path) === 'cli.js';
	for (const file of [...outputFiles].sort((a, b) => Number(isEntry(a)) - Number(isEntry(b)))) {
		if (isEntry(file)) await writeCompletionWords();
		writeFileSync(file.path, file.contents);
	}
	chmodSync(join(output, 'cli.js'), 0o755);
	const written = new Set([completionWords, ...outputFiles.map(file => relative(output, file.path))]);
	for (const name of readdirSync(output)) if (!written.has(name)) rmSync(join(output, name), {recursive: true});
}

/** What Tab completes is asked for while somebody types: to load all commands for their names would take too long. */
async function writeCompletionWords() {
	try {
		const {tableOfCommands} = await import(pathToFileURL(join(output, 'completion-words.js')));
		writeFileSync(join(output, completionWords), JSON.stringify(tableOfCommands()));
	} catch {
		// A Node that is too old for the program: it loads them where it runs.
		rmSync(join(output, completionWords), {force: true});
	}
}

/** Ink asks for react-devtools-core when DEV is set; we do not ship it. */
const withoutDevtools = {
	name: 'without-devtools',
	setup(build) {
		build.onResolve({filter: /^react-devtools-core$/}, () => ({path: 'react-devtools-core', namespace: 'empty'}));
		build.onLoad({filter: /.*/, namespace: 'empty'}, () => ({contents: 'export default {initialize() {}, connectToDevTools() {}};'}));
	},
};

/** Ink measures every line again for every frame: widths that were measured before are kept. */
const withCachedWidths = {
	name: 'with-cached-widths',
	setup(build) {
		const cached = join(project, 'scripts/cached-string-width.mjs');
		build.onResolve({filter: /^string-width$/}, ({importer}) => (importer === cached ? undefined : {path: cached}));
	},
};

async function loadEsbuild() {
	try {
		return await import('esbuild');
	} catch {
		console.error('The packages are not installed. Run `npm ci` first.');
		process.exit(1);
	}
}

/** True where the bundle is newer than every source, and than every folder of sources (a file removed changes its folder). */
function isFresh() {
	try {
		const built = statSync(join(output, 'cli.js')).mtimeMs;
		return sources.every(name => newest(join(project, name)) <= built);
	} catch {
		return false;
	}
}

function newest(path) {
	const entry = statSync(path);
	if (!entry.isDirectory()) return entry.mtimeMs;
	return readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), entry.mtimeMs);
}

if (!process.argv.includes('--if-needed') || !isFresh()) {
	// What is wrong with the sources has been said by then.
	await build().catch(() => process.exit(1));
}
