/** Writes docs/api.md, the reference of the library, from the doc comments of what source/index.ts exports: `npm run docs`, or with a path into another file. */

import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const project = path.join(import.meta.dirname, '..');
const door = path.join(project, 'source', 'index.ts');
const target = process.argv[2] ?? path.join(project, 'docs', 'api.md');
const note = '<!-- Made by `npm run docs` from the doc comments in source/library: edit those. -->';

const options = {
	entryPoints: [door],
	plugin: ['typedoc-plugin-markdown'],
	// What is public and not documented, or documented and not public, is an error.
	treatWarningsAsErrors: true,
	validation: {notDocumented: true, notExported: true, invalidLink: true},
	requiredToBeDocumented: ['Class', 'Interface', 'Function', 'TypeAlias', 'Method'],
	// The types are checked by `npm run types`.
	skipErrorChecking: true,
	excludePrivate: true,
	excludeExternals: true,
	readme: 'none',
	disableSources: true,
	// One page, which an editor can search.
	outputFileStrategy: 'modules',
	entryFileName: 'api.md',
	hidePageHeader: true,
	hideBreadcrumbs: true,
	groupOrder: ['Functions', 'Classes', 'Interfaces', '*'],
	// As index.ts lists them.
	sort: [],
	interfacePropertiesFormat: 'table',
	classPropertiesFormat: 'table',
	parametersFormat: 'table',
	tableColumnSettings: {hideModifiers: true, hideInherited: true, hideOverrides: true, hideDefaults: true},
	useCodeBlocks: true,
};

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mreg-docs-'));
try {
	const config = path.join(folder, 'typedoc.json');
	// Only what the library needs: the whole project takes three times as long.
	const tsconfig = path.join(folder, 'tsconfig.json');
	const compilerOptions = {typeRoots: [path.join(project, 'node_modules', '@types')]};
	fs.writeFileSync(tsconfig, JSON.stringify({extends: path.join(project, 'tsconfig.json'), compilerOptions, files: [door], include: []}));
	fs.writeFileSync(config, JSON.stringify({...options, tsconfig, out: path.join(folder, 'out')}));
	const typedoc = path.join(project, 'node_modules', 'typedoc', 'bin', 'typedoc');
	execFileSync(process.execPath, [typedoc, '--options', config, '--logLevel', 'Warn'], {cwd: project, stdio: 'inherit'});
	const page = fs.readFileSync(path.join(folder, 'out', 'api.md'), 'utf8');
	// Nothing links to single fields.
	fs.writeFileSync(target, `${note}\n\n${page.replaceAll(/<a id="[^"]*"><\/a> /g, '').trim()}\n`);
} finally {
	fs.rmSync(folder, {recursive: true, force: true});
}
