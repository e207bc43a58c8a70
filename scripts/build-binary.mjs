/** Makes `build/mreg`, a single executable for this platform that carries node, the bundle in dist/ and the example registry. */

import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {inject} from 'postject';

const project = join(dirname(fileURLToPath(import.meta.url)), '..');
const executable = join(project, 'build', 'mreg');
/** The place in the executable of node that says whether it carries a program. */
const fuse = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

if (!['linux', 'darwin'].includes(process.platform)) {
	console.error(`An executable is made for Linux and macOS, and this is ${process.platform}.`);
	process.exit(1);
}
const work = mkdtempSync(join(tmpdir(), 'mreg-binary-'));
try {
	await build();
} finally {
	rmSync(work, {recursive: true, force: true});
}
console.log(`build/mreg  ${Math.round(statSync(executable).size / 1e6)} MB`);

async function build() {
	const files = ['package.json', ...filesIn('dist'), ...filesIn('ExampleData')].filter(name => !/\.d\.ts$/.test(name)).sort();
	const contents = [...files.map(name => readFileSync(join(project, name))), Buffer.from("import('./dist/cli.js');\n")];
	const index = [...files, 'start.cjs'].map((name, at) => [name, contents[at].length, sha256(contents[at])]);
	writeFileSync(join(work, 'files'), Buffer.concat(contents));
	writeFileSync(join(work, 'index'), JSON.stringify({hash: sha256(JSON.stringify(index)).slice(0, 16), files: index}));
	const blob = join(work, 'program.blob');
	const config = {
		main: join(project, 'scripts', 'binary-main.cjs'),
		output: blob,
		disableExperimentalSEAWarning: true,
		assets: {index: join(work, 'index'), files: join(work, 'files')},
	};
	writeFileSync(join(work, 'config.json'), JSON.stringify(config));
	execFileSync(process.execPath, ['--experimental-sea-config', join(work, 'config.json')], {stdio: ['ignore', 'ignore', 'inherit']});
	const made = join(work, 'mreg');
	copyFileSync(process.execPath, made);
	chmodSync(made, 0o755);
	if (process.platform === 'darwin') execFileSync('codesign', ['--remove-signature', made]);
	await inject(made, 'NODE_SEA_BLOB', readFileSync(blob), {sentinelFuse: fuse, machoSegmentName: process.platform === 'darwin' ? 'NODE_SEA' : undefined});
	if (process.platform === 'darwin') execFileSync('codesign', ['--sign', '-', made]);
	mkdirSync(dirname(executable), {recursive: true});
	// Whoever runs the one before goes on with it.
	copyFileSync(made, `${executable}.new`);
	renameSync(`${executable}.new`, executable);
}

/** The files below a folder of the project, relative to the project. */
function filesIn(folder) {
	return readdirSync(join(project, folder), {recursive: true, withFileTypes: true})
		.filter(entry => entry.isFile())
		.map(entry => join(entry.parentPath, entry.name).slice(project.length + 1));
}

function sha256(bytes) {
	return createHash('sha256').update(bytes).digest('hex');
}
