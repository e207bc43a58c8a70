/** Holds the layers of ARCHITECTURE.md: who may import whom, what may change the disk, and that headless commands load neither ink nor react. */

import {expect, test} from 'vitest';
import {fsCallsOf, importsOf, programFiles, type Import} from './helpers/source-imports.ts';

interface Layer {
	readonly name: string;
	readonly holds: (file: string) => boolean;
	/** Own files that may be imported. */
	readonly local: RegExp;
	/** Packages that may be imported: each new one goes in here and gets its reason in ARCHITECTURE.md. */
	readonly packages: RegExp;
	/** Where code belongs that needs something else. */
	readonly belongs: string;
}

// SafeText and the templates that keep it, values as well: the file imports nothing.
const safeText = String.raw`components/safe-text\.ts`;
/** Draw text without ink: what is printed draws its charts with them, too. */
const textDrawing = String.raw`components/(?:plot|sparkline|glyphs)\.ts`;
const plain = String.raw`source/(?!cli\.|parse\.|index\.)[^/]+\.ts`;
const domain = 'store/domain/.*';

/** The table of ARCHITECTURE.md; the first layer that holds a file counts. */
const layers: readonly Layer[] = [
	{
		name: 'store/domain',
		holds: file => file.startsWith('store/domain/'),
		local: anyOf(domain),
		packages: anyOf('zod', 're2js'),
		belongs: 'What needs the disk, a clock or the network belongs in store/; the rules get its results as arguments.',
	},
	{
		name: 'store',
		holds: file => file.startsWith('store/'),
		local: anyOf('store/.*'),
		packages: anyOf('node:.*', 'lowdb', 'chokidar', 'fast-glob', 'jsonc-parser', 'yauzl', 'yaml', '@huggingface/gguf'),
		belongs: 'What draws belongs in components/, what reads options or exits in source/.',
	},
	{
		name: 'components',
		holds: file => file.startsWith('components/'),
		local: anyOf('components/.*'),
		packages: anyOf('react', 'ink', 'ink-table', 'ink-select-input', 'string-width', 'slice-ansi', 'cli-truncate'),
		belongs: 'What knows models or the disk belongs in source/screens/ or source/hooks/; components get texts and numbers.',
	},
	{
		name: 'source/screens',
		holds: file => file.startsWith('source/screens/'),
		local: anyOf('components/.*', 'source/hooks/.*', String.raw`source/screens/(?!.*-screen\.tsx$).*`, domain, plain),
		packages: anyOf('react', 'ink'),
		belongs: 'What reads or writes the store belongs in source/hooks/; what two screens share, in components/.',
	},
	{
		name: 'source/app',
		holds: file => /^source\/app(-[a-z]+)?\.tsx?$/.test(file),
		local: anyOf('components/.*', 'source/hooks/.*', 'source/screens/.*', String.raw`source/app[^/]*\.tsx?`, domain, plain),
		packages: anyOf('react', 'ink'),
		belongs: 'What reads or writes the store belongs in source/hooks/.',
	},
	{
		name: 'source/hooks',
		holds: file => file.startsWith('source/hooks/'),
		local: anyOf('store/.*', 'source/hooks/.*', plain, safeText),
		packages: anyOf('react', 'ink'),
		belongs: 'What draws belongs in components/ or source/screens/; system calls belong in store/.',
	},
	{
		name: 'source/commands',
		holds: file => file.startsWith('source/commands/'),
		local: anyOf('store/.*', 'source/commands/.*', plain, safeText, textDrawing),
		packages: anyOf(),
		belongs: 'Printing, signals and exit codes are source/cli.ts; system calls belong in store/.',
	},
	{
		name: 'source/dashboard.tsx',
		holds: file => file === 'source/dashboard.tsx',
		local: anyOf('store/.*', 'components/.*', String.raw`source/app\.tsx`, 'source/hooks/.*', plain),
		packages: anyOf('react', 'ink', 'node:.*'),
		belongs: 'It only starts and ends the dashboard: what it shows belongs in source/app.tsx and source/screens/.',
	},
	{
		name: 'source/cli.ts',
		holds: file => file === 'source/cli.ts',
		local: anyOf('.*'),
		packages: anyOf('node:.*'),
		belongs: 'An option is read in source/parse.ts, a command stands in source/commands/.',
	},
	{
		name: 'source/parse.ts',
		holds: file => file === 'source/parse.ts',
		local: anyOf('source/commands/.*', domain, plain),
		packages: anyOf('commander'),
		belongs: 'It turns words into options: what needs the disk or the process belongs in source/cli.ts.',
	},
	{
		name: 'source/library',
		holds: file => file.startsWith('source/library/'),
		local: anyOf('store/.*', 'source/library/.*', plain, safeText),
		packages: anyOf('node:.*'),
		belongs: "It prints nothing: what a command needs, too, belongs in store/ or in a plain file of source/; words and exit codes are the commands'.",
	},
	{
		name: 'source/index.ts',
		holds: file => file === 'source/index.ts',
		local: anyOf('source/library/.*', domain, plain),
		packages: anyOf(),
		belongs: "It is the library's door: it only says what is public.",
	},
	{
		name: 'source (plain files)',
		holds: file => /^source\/[^/]+\.ts$/.test(file),
		local: anyOf(domain, plain, safeText),
		packages: anyOf('string-width'),
		belongs: 'What needs the disk belongs in store/, what needs ink or react in components/, source/screens/ or source/hooks/.',
	},
];

/** The only files that may change the disk, and what for. */
const writers: Readonly<Record<string, {why: string; only?: readonly string[]}>> = {
	'store/atomic-file.ts': {why: 'writes files whole'},
	'store/replace-file.ts': {why: 'replaces a file that another program may be writing', only: ['linkSync', 'openSync', 'renameSync']},
	'store/journal-writer.ts': {why: 'appends to the journal'},
	'store/lock.ts': {why: 'takes and frees locks'},
	'store/move-files.ts': {why: 'renames models', only: ['renameSync']},
	'store/link-files.ts': {
		why: 'makes duplicates links of one file, and copies again',
		only: ['linkSync', 'renameSync', 'fchownSync', 'fchmodSync', 'futimesSync'],
	},
	'store/trash-deletion.ts': {why: 'deletes what lies in the trash', only: ['unlinkSync', 'rmdirSync', 'chmodSync']},
	'store/staging.ts': {
		why: 'stages versions and gives them their names',
		only: ['symlinkSync', 'linkSync', 'unlinkSync', 'renameSync'],
	},
	'store/staging-folder.ts': {why: 'removes what dead processes staged', only: ['rmSync']},
	'store/staging-removal.ts': {why: 'removes empty folders that were made in vain', only: ['rmdirSync']},
	'store/run-replace.ts': {why: 'gives the artifacts of training runs their names', only: ['renameSync']},
	'store/run-staging.ts': {why: 'renames what was written before it is published', only: ['renameSync']},
	'store/run-strays.ts': {why: 'puts what a script wrote beside its model', only: ['renameSync']},
	'store/artifact-copy.ts': {why: 'copies artifacts', only: ['mkdirSync', 'chmodSync', 'fchmodSync', 'symlinkSync', 'utimesSync']},
	'store/file-copy.ts': {
		why: 'copies a file of an artifact',
		only: ['openSync', 'copyFileSync', 'chmodSync', 'fchmodSync', 'futimesSync', 'ftruncateSync', 'writeSync'],
	},
	'store/artifact-modes.ts': {why: 'makes the files of registered artifacts read-only where they lie, and takes that back', only: ['openSync', 'fchmodSync']},
	'store/download-part.ts': {
		why: 'keeps what arrives of downloads',
		only: ['mkdirSync', 'openSync', 'writeSync', 'ftruncateSync', 'renameSync', 'rmdirSync'],
	},
	'store/download-folder.ts': {why: 'removes empty folders of downloads', only: ['rmdirSync']},
	'store/blob-file.ts': {
		why: 'keeps bytes out of memory in a nameless file of a temporary or cache folder',
		only: ['openSync', 'unlinkSync', 'writeSync', 'ftruncateSync'],
	},
	'store/text-editor.ts': {why: 'hands a note to the editor in a temporary file', only: ['mkdtempSync', 'writeFileSync', 'rmSync']},
	'store/demo.ts': {why: 'copies ExampleData into a temporary folder, and removes that', only: ['mkdtempSync', 'cpSync', 'utimesSync', 'rmSync']},
	'source/cli.ts': {why: 'writes to standard output and standard error', only: ['writeSync']},
};

const writes =
	/^(write|writev|writeFile|appendFile|createWriteStream|rename|unlink|rm|rmdir|mkdir|mkdtemp|mkdtempDisposable|link|symlink|f?truncate|[fl]?chmod|[fl]?chown|[fl]?utimes|copyFile|cp)(Sync)?$/;

function anyOf(...patterns: readonly string[]): RegExp {
	return new RegExp(`^(?:${patterns.join('|') || '(?!)'})$`);
}

function layerOf(file: string): Layer | undefined {
	return layers.find(layer => layer.holds(file));
}

/** What is wrong with an import, or undefined. */
function complaint(file: string, layer: Layer, {target, isLocal, isTypeOnly}: Import): string | undefined {
	if ((isLocal ? layer.local : layer.packages).test(target)) return undefined;
	// A type is erased: the theme may say what looks there are, without loading what draws them.
	if (isTypeOnly && file.startsWith('source/') && target.startsWith('components/')) return undefined;
	if (isTypeOnly && file.startsWith('source/app') && target === 'store/registry.ts') return undefined;
	return `${file} imports ${target}, which ${layer.name} may not. ${layer.belongs}`;
}

/** The packages that running a file loads, with the way there; `dynamic` follows `await import()`, too. */
function packagesLoadedBy(start: string, {dynamic}: {dynamic: boolean}): ReadonlyMap<string, string> {
	const packages = new Map<string, string>();
	const seen = new Set<string>();
	const follow = (file: string, way: string) => {
		if (seen.has(file)) return;
		seen.add(file);
		for (const {target, isLocal, isTypeOnly, isDynamic} of importsOf(file)) {
			if (isTypeOnly || (isDynamic && !dynamic)) continue;
			if (isLocal) follow(target, `${way} -> ${target}`);
			else packages.set(target, way);
		}
	};
	follow(start, start);
	return packages;
}

function changesDisk({name, args}: {name: string; args: readonly string[]}): boolean {
	if (/^open(Sync)?$/.test(name)) return args.length > 1 && /O_(WRONLY|RDWR|CREAT|TRUNC|APPEND)|^['"`](?!r['"`])/.test(args[1] ?? '');
	return writes.test(name);
}

test('every file belongs to a layer', () => {
	expect(programFiles().filter(file => !layerOf(file))).toEqual([]);
});

test('files import only what their layer may', () => {
	const complaints = programFiles().flatMap(file => {
		const layer = layerOf(file);
		return layer ? importsOf(file).flatMap(found => complaint(file, layer, found) ?? []) : [];
	});
	expect(complaints).toEqual([]);
});

test('cli.ts imports nothing before its version check but what every Node has', () => {
	const early = importsOf('source/cli.ts').filter(({isTypeOnly, isDynamic, target}) => !isTypeOnly && !isDynamic && !target.startsWith('node:'));
	expect(early.map(({target}) => target)).toEqual([]);
});

test('the disk is changed only in the files that are there for it', () => {
	const complaints = programFiles().flatMap(file => {
		const calls = fsCallsOf(file).filter(changesDisk);
		const writer = writers[file];
		const others = writer ? calls.filter(({name}) => writer.only && !writer.only.includes(name)) : calls;
		return others.map(({name}) => `${file} calls ${name}. What changes the disk belongs in ${Object.keys(writers).slice(0, 5).join(', ')}.`);
	});
	expect(complaints).toEqual([]);
});

test('commands, the library and the store load neither ink nor react', () => {
	const complaints = programFiles()
		.filter(file => /^(source\/(commands|library|index)|store)\b/.test(file))
		.flatMap(file =>
			[...packagesLoadedBy(file, {dynamic: true})]
				.filter(([name]) => /^(ink|react)(-|$)/.test(name))
				.map(([name, way]) => `${way} loads ${name}: half the start-up time of a command.`),
		);
	expect(complaints).toEqual([]);
});
