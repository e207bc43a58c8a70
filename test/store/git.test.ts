/** The commit of a working folder, and nothing where there is none. */

import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {expect, onTestFinished, test, vi} from 'vitest';
import {gitCommit} from '../../store/git.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';

test('a folder that is as it was committed has its commit', async () => {
	const folder = repository();
	expect(await gitCommit(folder)).toBe(git(folder, 'rev-parse', 'HEAD'));
});

test('a folder below, and one with tags, has the same', async () => {
	const folder = repository();
	git(folder, 'tag', '-a', 'v1', '-m', 'v1');
	fs.mkdirSync(path.join(folder, 'a/b'), {recursive: true});
	expect(await gitCommit(path.join(folder, 'a/b'))).toBe(git(folder, 'rev-parse', 'HEAD'));
});

test('a change that is not committed shows', async () => {
	const folder = repository();
	fs.writeFileSync(path.join(folder, 'train.py'), 'changed');
	expect(await gitCommit(folder)).toBe(`${git(folder, 'rev-parse', 'HEAD')}-dirty`);
});

test('what a shell has set for git elsewhere does not count', async () => {
	const [folder, elsewhere] = [repository(), repository()];
	vi.stubEnv('GIT_DIR', path.join(elsewhere, '.git'));
	onTestFinished(() => void vi.unstubAllEnvs());
	const found = await gitCommit(folder);
	vi.unstubAllEnvs();
	expect(found).toBe(git(folder, 'rev-parse', 'HEAD'));
});

test('looking writes nothing and runs nothing that the repository names', async () => {
	const folder = repository();
	const proof = path.join(temporaryFolder(), 'ran');
	git(folder, 'config', 'core.fsmonitor', `touch ${proof}; false`);
	fs.utimesSync(path.join(folder, 'train.py'), 1, 1);
	const before = fs.statSync(path.join(folder, '.git/index')).mtimeMs;
	expect(await gitCommit(folder)).toBe(git(folder, '-c', 'core.fsmonitor=false', 'rev-parse', 'HEAD'));
	expect(fs.statSync(path.join(folder, '.git/index')).mtimeMs).toBe(before);
	expect(fs.existsSync(proof)).toBe(false);
});

test.each(['no repository', 'no commit yet', 'no folder', 'no such name'])('there is none where there is %s', async what => {
	const folder = temporaryFolder();
	if (what === 'no commit yet') git(folder, 'init', '-q');
	const asked = {'no folder': path.join(folder, 'gone'), 'no such name': `${folder}/a\0b`}[what] ?? folder;
	expect(await gitCommit(asked)).toBeUndefined();
});

test('there is none where there is no git', async () => {
	const folder = repository();
	vi.stubEnv('PATH', temporaryFolder());
	onTestFinished(() => void vi.unstubAllEnvs());
	expect(await gitCommit(folder)).toBeUndefined();
});

/** With one commit. */
function repository(): string {
	const folder = temporaryFolder();
	git(folder, 'init', '-q');
	fs.writeFileSync(path.join(folder, 'train.py'), 'print()');
	git(folder, 'add', '.');
	git(folder, '-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-q', '-m', 'first');
	return folder;
}

function git(folder: string, ...words: readonly string[]): string {
	return execFileSync('git', words, {cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore']}).trim();
}
