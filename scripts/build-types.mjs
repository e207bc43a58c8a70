/**
 * Writes the declarations of the library beside its bundle: `dist/index.d.ts`, and in `dist/types` the files that it needs, no others.
 * Apart from the bundle, as the compiler takes some seconds and only who packs or imports the package needs them.
 */

import {mkdirSync, rmSync, writeFileSync} from 'node:fs';
import {dirname, join, posix, relative} from 'node:path';
import {fileURLToPath} from 'node:url';
import ts from 'typescript';

const project = join(dirname(fileURLToPath(import.meta.url)), '..');
const output = join(project, 'dist');
const door = 'source/index.ts';

const {options} = ts.getParsedCommandLineOfConfigFile(join(project, 'tsconfig.json'), {}, {...ts.sys, onUnRecoverableConfigFileDiagnostic: complain});
const program = ts.createProgram([join(project, door)], {
	...options,
	noEmit: false,
	declaration: true,
	emitDeclarationOnly: true,
	// Whether the types are right is what `npm run types` says.
	noCheck: true,
	rootDir: project,
	outDir: project,
});

const declarations = new Map();
const {diagnostics} = program.emit(undefined, (file, text) => declarations.set(relative(project, file), text), undefined, true);
if (diagnostics.length > 0) complain(...diagnostics);

const specifier = /((?:\bfrom|\bimport)\s*\(?\s*)(['"])(\.[^'"]*)\.tsx?\2/g;

/** Those that a file imports, and theirs. */
const needed = new Set();
(function follow(file) {
	const text = declarations.get(file);
	if (text === undefined || needed.has(file)) return;
	needed.add(file);
	for (const [, , , target] of text.matchAll(specifier)) follow(`${posix.join(posix.dirname(file), target)}.d.ts`);
})(door.replace(/\.ts$/, '.d.ts'));

rmSync(join(output, 'types'), {recursive: true, force: true});
for (const file of needed) {
	const target = join(output, 'types', file);
	mkdirSync(dirname(target), {recursive: true});
	// As a program that is built imports them: by the names of JavaScript.
	writeFileSync(target, declarations.get(file).replace(specifier, '$1$2$3.js$2'));
}
writeFileSync(join(output, 'index.d.ts'), `export * from './types/${door.replace(/\.ts$/, '.js')}';\n`);

function complain(...problems) {
	console.error(ts.formatDiagnostics(problems, {getCanonicalFileName: name => name, getCurrentDirectory: () => project, getNewLine: () => '\n'}));
	process.exit(1);
}
