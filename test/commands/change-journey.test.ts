/** A registry changed by the real program: from a shell script, and with a person at a terminal. */

import fs from 'node:fs';
import path from 'node:path';
import {afterEach, describe, expect, test} from 'vitest';
import {modelFiles, registryOf} from '../helpers/registries.ts';
import {exampleData, lines, mreg, shell} from '../helpers/run-mreg.ts';
import {runAsNobody, cannotBeNobody, giveToNobody} from '../helpers/as-nobody.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {closeTerminals, startTerminal} from '../helpers/terminal.ts';
import {treeHash} from '../helpers/tree-hash.ts';
import {typed} from '../helpers/typed-command.ts';

const program = path.join(import.meta.dirname, '../../source/cli.ts');

test('a script tags, notes, cleans up by a plan, undoes, restores, purges and reads the log', async () => {
	const root = exampleData();
	const cwd = temporaryFolder();
	const script = `
		set -e
		export MREG_ROOT='${root}'
		best=$(mreg best --algo mscn --dataset imdb --quiet 2>/dev/null)
		mreg protect "$best" --quiet
		mreg list --quiet --algo mscn --where 'total_time@imdb>140' | mreg tag - slow --quiet | wc -l
		mreg note "$best" 'for the paper' --append --quiet
		mreg cleanup --algo mscn --keep 3 --keep-bests --dry-run --json > dry.json
		mreg cleanup --algo mscn --keep 3 --keep-bests --plan plan.json 2>/dev/null
		mreg apply plan.json --yes --json > applied.json
		mreg trash --quiet | wc -l
		mreg undo --yes --quiet | wc -l
		mreg trash --quiet | wc -l
		mreg rm --where 'tag:slow' --yes --accept-loss --quiet > removed || test $? = 6
		head -1 removed | mreg restore - --quiet | diff - <(head -1 removed)
		mreg purge --older-than 0 --yes --json > purged.json
		mreg log --quiet | wc -l
		echo end
	`;
	const {code, stdout, stderr} = await shell(script, {cwd});
	expect({code, stderr}).toEqual({code: 0, stderr: expect.not.stringContaining('mreg:')});
	expect(lines(stdout).at(-1)).toBe('end');
	const json = (name: string) => JSON.parse(fs.readFileSync(path.join(cwd, name), 'utf8'));
	const planned = json('dry.json').plan.remove.map(({key}: {key: string}) => key);
	expect(planned.length).toBeGreaterThan(5);
	expect(json('plan.json').plan.remove.map(({key}: {key: string}) => key)).toEqual(planned);
	expect(json('applied.json')).toMatchObject({schema: 1, skipped: [], undo: expect.stringMatching(/^mreg undo /)});
	expect(json('applied.json').done.toSorted()).toEqual(planned.toSorted());
	const counts = lines(stdout).map(Number);
	expect(counts).toContain(planned.length);
	expect(json('purged.json')).toMatchObject({undo: null, freed_bytes: expect.any(Number)});
	expect(json('purged.json').done).toHaveLength(lines(fs.readFileSync(path.join(cwd, 'removed'), 'utf8')).length - 1);
}, 60_000);

test.each([
	{args: ['cleanup', '--algo', 'mscn', '--keep', '3'], code: 2, error: 'usage'},
	{args: ['cleanup', '--algo', 'mscn', '--keep', '3', '--yes'], code: 4, error: 'declined'},
	{args: ['tag', 'mscn_20241019_103000', 'x', '--read-only'], code: 1, error: 'read-only'},
])('$args ends with $code, nothing on standard output, and the error as JSON where that is asked for', async ({args, code, error}) => {
	const root = exampleData();
	const before = treeHash(root);
	const ran = await mreg([...args, '--root', root, '--json']);
	expect(ran).toMatchObject({code, stdout: ''});
	expect(JSON.parse(ran.stderr)).toEqual({schema: 1, error: {code: error, message: expect.any(String), hint: expect.any(String)}});
	expect(treeHash(root)).toBe(before);
});

test('the looking commands of the changing half write nothing below the root', async () => {
	const root = exampleData();
	const before = treeHash(root);
	const looking = ['trash', 'log', 'purge --dry-run', 'unlock', 'doctor', 'cleanup --algo mscn --dry-run', 'rm mscn_20241019_103000 --dry-run'];
	for (const words of looking) expect([words, (await typed(root, words.split(' '))).code]).toEqual([words, 0]);
	expect(treeHash(root)).toBe(before);
});

describe('at a terminal', () => {
	afterEach(closeTerminals);

	const start = (root: string, args: readonly string[]) => {
		const home = temporaryFolder();
		return startTerminal({
			command: process.execPath,
			args: [program, ...args, '--root', root],
			cols: 100,
			rows: 40,
			env: {HOME: home, XDG_CACHE_HOME: home, XDG_STATE_HOME: home},
		});
	};
	const made = () => registryOf({...modelFiles('Net/Model/a'), ...modelFiles('Net/Model/b')});
	const isThere = (root: string, name: string) => fs.existsSync(path.join(root, 'Net/Model', name));

	test('rm shows what would go and asks; y does it, Enter alone declines with exit code 4', async () => {
		const root = made();
		const yes = start(root, ['rm', 'a']);
		await yes.until('Move 1 model to the trash? [y/N]', {timeout: 20_000});
		expect(yes.screen().join('\n')).toMatch(/REMOVE.*\n *a +[\d.]+ kB/);
		yes.press('y', 'Enter');
		expect((await yes.exit).code).toBe(0);
		expect(isThere(root, 'a')).toBe(false);
		const no = start(root, ['rm', 'b']);
		await no.until('[y/N]', {timeout: 20_000});
		no.press('Enter');
		expect((await no.exit).code).toBe(4);
		expect(no.screen().join('\n')).toContain('mreg: Declined. Nothing was done.');
		expect(isThere(root, 'b')).toBe(true);
	});

	test.each(['C-c', 'C-d'])('%s at the question declines, on a line of its own', async key => {
		const root = made();
		const terminal = start(root, ['rm', 'a']);
		await terminal.until('[y/N]', {timeout: 20_000});
		terminal.press(key);
		expect((await terminal.exit).code).toBe(4);
		expect(terminal.screen()).toContain('mreg: Declined. Nothing was done.');
		expect(isThere(root, 'a')).toBe(true);
	});
});

test.skipIf(cannotBeNobody)('a root that this user may not write is refused with the reason, and stays as it is', () => {
	const root = exampleData();
	giveToNobody(root);
	fs.chmodSync(root, 0o555);
	const said = runAsNobody('refused-command', ['tag', 'mscn_20241019_103000', 'x', '--root', root], {
		...process.env,
		HOME: '/nonexistent',
		XDG_CACHE_HOME: '/nonexistent',
	});
	expect(said).toMatchObject({code: 1, stdout: '', stderr: expect.stringContaining(`${root} cannot be written`)});
	expect(fs.existsSync(path.join(root, '.mreg'))).toBe(false);
});
