/** `mreg report` as a user runs it: one page that says what the registry holds, and nothing that a browser would do for a hostile name. */

import fs from 'node:fs';
import path from 'node:path';
import {beforeAll, describe, expect, test} from 'vitest';
import {reportLines} from '../../source/report.ts';
import {reportParts} from '../../source/report-parts.ts';
import {exampleData, mreg} from '../helpers/run-mreg.ts';
import {backgroundOf, chromium, listening, open} from '../helpers/chromium.ts';
import {freshCache, modelFiles, readRoot, registryOf} from '../helpers/registries.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';

let root = '';
let page = '';
beforeAll(async () => {
	root = exampleData();
	page = await pageOf(root);
});

/** The page for a registry, as it is printed. */
async function pageOf(of: string, ...args: readonly string[]): Promise<string> {
	const {code, stdout, stderr} = await mreg(['report', '--root', of, '--html', '-', ...args]);
	expect(stderr).toBe('');
	expect(code).toBe(0);
	return stdout;
}

const entities: Readonly<Record<string, string>> = {lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&'};

/** What a person reads, in a line. */
function words(markup: string): string {
	return markup
		.replaceAll(/<(style|title)[^>]*>.*?<\/\1>/gs, ' ')
		.replaceAll(/<[^>]*>/g, ' ')
		.replaceAll(/&(lt|gt|quot|#39|amp);/g, (_, name: string) => entities[name] ?? '')
		.replaceAll(/\s+/g, ' ');
}

function section(id: string, of = page): string {
	return new RegExp(`<section id="${id}".*?</section>`, 's').exec(of)?.[0] ?? '';
}

/** The cells of the row that begins with this name. */
function row(name: string, of: string): readonly string[] {
	const rows = of
		.split('<tr')
		.map(text => text.split('</tr>')[0] ?? '')
		.filter(text => words(`<tr${text}`).includes(name));
	return (rows[0] ?? '')
		.split(/<t[dh]/)
		.slice(1)
		.map(cell => words(`<td${cell}`).trim());
}

const elements = /<(\/?)([a-z][a-z0-9]*)\b[^>]*?(\/?)>/gi;
const empty = new Set(['meta', 'br', 'hr', 'path', 'rect']);

/** The names of elements that are open where they should not be: a small check that what was opened is closed, in its order. */
function unbalanced(markup: string): readonly string[] {
	const stack: string[] = [];
	const odd: string[] = [];
	for (const [, closes, name = '', alone] of markup
		.replaceAll(/<!.*?>/gs, '')
		.replaceAll(/<style>.*?<\/style>/gs, '')
		.matchAll(elements)) {
		if (alone === '/' || empty.has(name)) continue;
		if (closes !== '/') stack.push(name);
		else if (stack.pop() !== name) odd.push(name);
	}
	return [...odd, ...stack];
}

describe('the page', () => {
	test('is well formed: what is opened is closed, ids are there once, links lead to them', () => {
		expect(unbalanced(page)).toEqual([]);
		const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
		expect(new Set(ids).size).toBe(ids.length);
		const links = [...page.matchAll(/href="#([^"]*)"/g)].map(([, id]) => id);
		expect(links.length).toBeGreaterThan(40);
		expect(links.filter(id => !ids.includes(id))).toEqual([]);
	});

	test('needs nothing from outside: no script, no picture, no address, and says so to the browser', () => {
		expect(page).not.toMatch(/<(?:script|img|link|iframe|object|embed|base|form)\b/i);
		expect([...page.matchAll(/(?:href|src|action)\s*=\s*"([^"]*)"/gi)].filter(([, to = '']) => !to.startsWith('#'))).toEqual([]);
		expect(page).not.toMatch(/url\(|@import/i);
		expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
	});

	test('says which registry, which command, how many models and how large', () => {
		const head = words(/<header>.*?<\/header>/s.exec(page)?.[0] ?? '');
		expect(head).toContain(root);
		expect(head).toContain('mreg report --html -');
		expect(head).toMatch(/40 models, 68 kB; 36 tested; 3 algorithms; 0 problems/);
	});

	test('has the best of each algorithm with marks in words, as the command prints it', () => {
		const board = section('overview');
		expect(row('lero', board)).toEqual(['1', 'lero', '12 models', '40.98 ★ best', '118.12 2nd', '86.16 ★ best', '37.05 2nd', '1.33']);
		expect(row('knob', board)).toEqual(['3', 'knob', '8 models', '51.24', '156.33', '106.89', 'not tested', '3.00']);
		expect(words(board)).toContain('mreg leaderboard --metric total_time');
	});

	test('says of an algorithm which is best among how many, and what was left out and why', () => {
		const said = words(section('algorithm-mscn'));
		expect(said).toContain('Best by total_time@imdb (lower is better, 113 queries): mscn_20241022_230029 , 117.34 s');
		expect(said).toContain('16 of 20 models compared; left out: 2 measured on other queries or other data (≠), 2 without a result there.');
		expect(row('mscn_20241023_014209', section('algorithm-mscn')).slice(0, 5)).toEqual(['2', 'mscn', 'mscn_20241023_014209', '117.42 2nd ≈', '42.47 ≈ tie']);
	});

	test('compares the first five, with a row only where they differ', () => {
		const compared = section('algorithm-mscn').split('Comparison of the best')[1] ?? '';
		expect(row('learning_rate', compared)).toEqual(['learning_rate', '3e-4', '3e-4', '3e-4', '3e-4', '1e-4']);
		expect(row('num_training', compared)).toEqual([]);
		expect(words(compared)).toContain('A, B, C and D tie on imdb');
		expect(row('total_time, s ↓', compared)[5]).toBe('120.18 ▼ worse +2.4%');
		// A note that is not there is no test that was not made.
		expect(row('notes', compared)[2]).toBe('–');
	});

	test('draws the results over time and by the hyperparameter that matters, and says in words what the line is', () => {
		const part = section('algorithm-mscn');
		expect(part.match(/<svg /g)).toHaveLength(2);
		expect(part.match(/role="img"/g)).toHaveLength(2);
		expect(words(part)).toContain('learning_rate is the hyperparameter that says most about the result');
		const bests = part.slice(part.indexOf('How the best came'));
		expect(row('mscn_20241018_171200', bests)).toEqual(['mscn_20241018_171200', '2024-10-18 17:12', '139.74 s', '']);
		expect(row('mscn_20241022_230029', bests)[2]).toBe('117.34 s');
	});

	test('gives the way of each metric and who says so', () => {
		expect(row('total_time', section('reading'))).toEqual(['total_time', 'lower ↓', 'mreg.config.json', 's', '84', '0']);
		expect(row('q_error_p95', section('reading'))[1]).toBe('not known: nothing is ranked');
	});

	test('describes the models that it names: Korean notes, keys, and that there is no checksum', () => {
		const cells = row('mscn_20241022_230029', section('models'));
		expect(cells).toContain('논문 표 2 후보');
		expect(cells).toContain('Mscn/Model/mscn_20241022_230029');
		expect(cells.at(-1)).toBe('–');
	});
});

describe('what is asked', () => {
	test('folds seeds, shows so many rows, takes a title and a query', async () => {
		const asked = await pageOf(root, '--algo', 'mscn', '--fold', 'seed', '--top', '2', '--title', '논문 <모델>');
		expect(asked).toContain('<h1>논문 &lt;모델&gt;</h1>');
		expect(words(asked)).toContain(`mreg report --html - --algo mscn --top 2 --title '논문 <모델>' --fold seed`);
		expect(words(asked)).toContain('The first 2 of 7 rows');
		expect(words(asked)).toContain('mean ± standard deviation over n seeds');
		expect(section('overview', asked)).toBe('');
		const few = await pageOf(root, '--where', 'tag:paper');
		expect(words(few)).toMatch(/\d+ models of 40,/);
	});

	test('ranks by another metric; one that nobody has is an error', async () => {
		expect(words(await pageOf(root, '--metric', 'p95_time'))).toContain('Best by p95_time@');
		const {code, stderr} = await mreg(['report', '--root', root, '--html', '-', '--metric', 'p95_tim']);
		expect(code).toBe(3);
		expect(stderr).toContain('Did you mean p95_time?');
	});

	test('needs a file', async () => {
		const {code, stderr} = await mreg(['report', '--root', root]);
		expect(code).toBe(2);
		expect(stderr).toContain('mreg report --html report.html');
	});
});

describe('the file', () => {
	test('is written anew where it is a report, and left alone where it is anything else', async () => {
		const folder = temporaryFolder();
		const write = (name: string, ...more: readonly string[]) => mreg(['report', '--root', root, '--html', name, ...more], {cwd: folder});
		expect((await write('r.html', '--algo', 'knob')).stderr).toMatch(/^Wrote .*r\.html: 8 models, \d+ kB\.\n$/);
		expect((await write('r.html', '--quiet')).stdout).toBe(`${path.join(fs.realpathSync(folder), 'r.html')}\n`);
		expect(fs.readFileSync(path.join(folder, 'r.html'), 'utf8')).toContain('algorithm-mscn');
		fs.writeFileSync(path.join(folder, 'mine.html'), '<!doctype html>\n<p>mine</p>\n');
		const refused = await write('mine.html');
		expect(refused.code).not.toBe(0);
		expect(refused.stderr).toContain('is there already. Nothing was written.');
		expect(fs.readFileSync(path.join(folder, 'mine.html'), 'utf8')).toBe('<!doctype html>\n<p>mine</p>\n');
		expect(fs.readdirSync(folder).toSorted()).toEqual(['mine.html', 'r.html']);
	});

	test('is the same at every time of one clock', async () => {
		const make = async () => {
			const snapshot = await readRoot(root, freshCache());
			const parts = reportParts(snapshot, {fold: false, top: 20}, 1_730_000_000_000);
			return [...reportLines(snapshot, {title: 't', command: 'c', now: 1_730_000_000_000, parts, history: {log: [], entries: [], trash: []}})].join('\n');
		};
		expect(await make()).toBe(await make());
	});
});

test('removals are told with who, when and what came of them', async () => {
	const own = exampleData();
	await mreg(['rm', 'mscn_20241018_171200', '--yes', '--root', own]);
	await mreg(['rm', 'mscn_20241024_230354', '--yes', '--root', own]);
	await mreg(['undo', '--root', own]);
	const told = section('cleanup', await pageOf(own));
	expect(words(told)).toContain('In the trash: 1 model');
	expect(row('moved mscn_20241024_230354', told).slice(1)).toEqual([
		'moved mscn_20241024_230354 to the trash',
		'mscn_20241024_230354',
		expect.stringMatching(/.+@.+/),
		'mreg rm',
		'–',
		'taken back',
	]);
	expect(row('moved mscn_20241018_171200', told)[5]).toMatch(/^\d.* kB in the trash$/);
	expect(row('took back', told)[4]).toBe('mreg undo');
});

describe('a hostile registry', () => {
	const hostile = (url: string) => {
		const evil = `"></td></table><script>document.title='owned'</script><img src="${url}/img" onerror="document.title='owned'">`;
		const config = {metrics: {[`${evil}`]: {direction: 'minimize', unit: evil}}, objectives: {'*': {metric: evil, dataset: evil}}};
		const of = (number: number) => ({
			algorithm: evil,
			tags: [evil, '\u202Egpj'],
			notes: number === 1 ? '모'.repeat(1_000_000) : `${evil}\n<style>@import "${url}/css"; body{background:url(${url}/bg)}</style>`,
			training: {dataset: evil, hyperparams: {[evil]: number % 2 === 0 ? evil : 'b', style: `url(${url}/param)`}, trained_at: `2024-10-1${number}T10:30:00`},
			testing: [{dataset: evil, num_queries: 5, performance: {[evil]: 5 - number}}],
		});
		const files = [1, 2, 3, 4].map(number => modelFiles(`Evil/Model/<script>m${number}`, of(number)));
		return registryOf(Object.assign({'mreg.config.json': config, 'Evil/Model/x.json': '{broken <img src=x>'}, ...files) as Record<string, unknown>);
	};

	test('makes a page of text: no element of its own, no note that floods it', async () => {
		const made = await pageOf(hostile('http://127.0.0.1:9'));
		expect(unbalanced(made)).toEqual([]);
		expect(made).not.toMatch(/<(?:script|img)\b/i);
		expect(made.match(/<style>/g)?.length).toBe(1 + (made.match(/<svg /g)?.length ?? 0));
		expect(made).toContain(String.raw`\u{202e}gpj`);
		expect(made.length).toBeLessThan(400_000);
		expect(made).toContain('<svg ');
	});

	test.skipIf(chromium === undefined)('asks for nothing and runs nothing in a real browser', async () => {
		await using server = Object.assign(await listening(), {[Symbol.asyncDispose]: () => Promise.resolve()});
		const folder = temporaryFolder();
		const file = path.join(folder, 'evil.html');
		await mreg(['report', '--root', hostile(server.url), '--html', file]);
		const opened = await open(file);
		expect(opened.console).toEqual([]);
		expect(opened.page).not.toContain('<title>owned');
		expect(opened.page).not.toMatch(/<(?:script|img)\b/i);
		expect(server.asked.filter(asked => !asked.includes('favicon'))).toEqual([]);
		// The same words as markup do ask: the server would have noted it.
		fs.writeFileSync(path.join(folder, 'raw.html'), `<img src="${server.url}/img">`);
		await open(path.join(folder, 'raw.html'));
		expect(server.asked).toContain('/img');
		await server.close();
	});
});

test.skipIf(chromium === undefined)('a real browser shows all of it without complaint, on a light and on a dark page', async () => {
	const file = path.join(temporaryFolder(), 'report.html');
	fs.writeFileSync(file, page);
	const opened = await open(file);
	expect(opened.console).toEqual([]);
	// What the browser understood is what was meant: every row of every table.
	expect(opened.page.match(/<tr/g)?.length).toBe(page.match(/<tr/g)?.length);
	expect(words(opened.page)).toContain('논문 표 2 후보');
	expect(await backgroundOf(file, 'light')).toBe('#ffffff');
	expect(await backgroundOf(file, 'dark')).toBe('#0f1318');
});

test('of a registry of many models the page stays small, and says what it does not show', async () => {
	const files = Array.from({length: 300}, (_, number) =>
		modelFiles(`Mscn/Model/m${number}`, {
			training: {dataset: 'p', hyperparams: {lr: 10 ** -(number % 5)}, trained_at: new Date(1_700_000_000_000 + number * 60_000).toISOString()},
			testing: [{dataset: 'imdb', performance: {total_time: 100 + ((number * 7) % 300)}}],
		}),
	);
	const many = await pageOf(registryOf(Object.assign({}, ...files) as Record<string, unknown>), '--top', '10');
	expect(words(many)).toContain('The first 10 of 300 rows');
	expect(many.length).toBeLessThan(200_000);
});
