/** `mreg list --where` as a user runs it. */

import {beforeAll, expect, test} from 'vitest';
import {exampleData, lines, mreg} from '../helpers/run-mreg.ts';

let root = '';
beforeAll(() => {
	root = exampleData();
});

const ids = async (...args: string[]) => lines((await mreg(['list', '--quiet', '--root', root, ...args])).stdout);

test('fields, negation and groups', async () => {
	const found = await ids('--where', '(algo:lero or algo:mscn) -tag:best test:imdb');
	expect(found.length).toBeGreaterThan(0);
	const without = await ids('--where', '(algo:lero or algo:mscn) tag:best test:imdb');
	expect([...found, ...without].sort()).toEqual((await ids('--where', '-algo:knob test:imdb')).sort());
});

test('sort: and top: of the query hold where --sort says nothing, and --limit holds as well', async () => {
	const byTime = await ids('--sort', 'total_time@imdb');
	expect(await ids('--where', 'sort:total_time@imdb top:4')).toEqual(byTime.slice(0, 4));
	expect(await ids('--where', 'sort:total_time@imdb top:4', '--limit', '2')).toEqual(byTime.slice(0, 2));
	expect(await ids('--where', 'sort:total_time@imdb top:4', '--sort', 'size')).toEqual((await ids('--sort', 'size')).slice(0, 4));
});

test('is:latest is asked of the registry, not of what else is asked for', async () => {
	const [latest] = await ids('--where', 'is:latest algo:mscn');
	expect([latest]).toEqual(lines((await mreg(['latest', '--algo', 'mscn', '--root', root])).stdout));
	expect((await mreg(['list', '--where', `is:latest -id=${latest}`, '--algo', 'mscn', '--root', root])).code).toBe(3);
});

test.each([
	['total_tme@imdb<45', / {2}total_tme@imdb<45\n {2}\^{14}\nDid you mean total_time@imdb\?\n/],
	['total_time@imbd<45', /no dataset is called imbd\.\n.*\n.*\nDid you mean total_time@imdb\?\n/],
	['sort:total_tiem@imdb', /Did you mean total_time@imdb\?/],
	['total_time@imdb < 45', /write it without spaces: total_time@imdb<45\.\n {2}total_time@imdb < 45\n {2}\^{20}\n/],
	['nosuchthing=1', /no field is called nosuchthing \(put words with : = < > in quotes\)/],
	['mscn num_epoch>many', / {2}mscn num_epoch>many\n {17}\^{4}\n/],
	['"느림" tga:x', / {2}"느림" tga:x\n {9}\^{3}\n/],
	['tag:', /a value is missing/],
	['(mscn', /this parenthesis is not closed/],
	['id~"(a"', /this pattern cannot be read: missing closing \)/],
	['sort:nothing', /there is nothing called "nothing" to sort by/],
])('%s cannot be read: exit 2, a caret, and the nearest name', async (query, message) => {
	const {code, stdout, stderr} = await mreg(['list', '--where', query, '--root', root]);
	expect({code, stdout}).toEqual({code: 2, stdout: ''});
	expect(stderr).toMatch(message);
});
