/** The bundle in dist/: what `npm run build` makes of the program, and what a command loads of it. */

import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {beforeAll, expect, test} from 'vitest';
import {lines, mreg} from './helpers/run-mreg.ts';

const project = path.join(import.meta.dirname, '..');
const program = path.join(project, 'dist', 'cli.js');

// Writes to standard error which files of the bundle are loaded.
const spy = `import module from 'node:module';
import fs from 'node:fs';
module.registerHooks({load(url, context, next) { if (url.startsWith('file:')) fs.writeSync(2, url + '\\n'); return next(url, context); }});`;

beforeAll(() => {
	execFileSync(process.execPath, [path.join(project, 'scripts', 'build.mjs'), '--if-needed'], {stdio: 'inherit'});
});

test('cli.js can be run as it is, and the workers lie beside it', () => {
	expect(fs.readFileSync(program, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
	expect(fs.statSync(program).mode & 0o777).toBe(0o755);
	for (const worker of ['scan-worker.js', 'change-worker.js', 'hash-worker.js']) expect(fs.existsSync(path.join(project, 'dist', worker))).toBe(true);
	expect(lines(execFileSync(program, ['latest', '--demo'], {encoding: 'utf8'}))).toEqual(['knob_20241101_200000']);
});

test('an unchanged tree is not built again', () => {
	const before = fs.statSync(program).mtimeMs;
	execFileSync(process.execPath, [path.join(project, 'scripts', 'build.mjs'), '--if-needed']);
	expect(fs.statSync(program).mtimeMs).toBe(before);
});

test.each(['list', 'summary', 'latest', 'problems', 'index', 'help'])('%s loads neither ink nor react', async command => {
	const {stderr} = await mreg([command, '--demo'], {program, node: ['--import', `data:text/javascript,${encodeURIComponent(spy)}`]});
	const loaded = lines(stderr).filter(line => line.startsWith('file:'));
	expect(loaded.some(url => url.endsWith('/dist/cli.js'))).toBe(true);
	const drawing = loaded.filter(url => /react\.(transitional\.)?element|ink-box|alternateScreen/.test(fs.readFileSync(new URL(url), 'utf8')));
	expect(drawing).toEqual([]);
});

test.each(['mreg show ', 'mreg tag a ', 'mreg list --'])('Tab behind "%s" loads a small part of the bundle, and no command', async line => {
	const {stdout, stderr} = await mreg(['__complete', 'bash', line, ''], {
		program,
		env: {MREG_ROOT: project},
		node: ['--import', `data:text/javascript,${encodeURIComponent(spy)}`],
	});
	expect(stdout).toMatch(/^whole/);
	const loaded = lines(stderr).filter(url => url.startsWith('file:'));
	const bytes = loaded.reduce((sum, url) => sum + fs.statSync(new URL(url)).size, 0);
	expect(bytes).toBeGreaterThan(20_000);
	expect(bytes).toBeLessThan(200_000);
	expect(loaded.filter(url => /\/(all|parse|completion-words)[^/]*\.js$/.test(url))).toEqual([]);
});
