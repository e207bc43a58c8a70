/** Someone compares more models than a terminal is wide. */

import {afterEach, expect, test} from 'vitest';
import {openDashboard, type Dashboard, type DashboardOptions} from '../helpers/dashboard.ts';
import {rankedRegistry, type TestedModel} from '../helpers/ranked-registry.ts';
import {closeTerminals} from '../helpers/terminal.ts';

afterEach(closeTerminals);

const name = (index: number) => `net_${String(index).padStart(2, '0')}`;

function many(count: number): string {
	const model = (index: number): TestedModel => ({params: {lr: index + 1, layers: 3}, on: {imdb: 100 + index, tpch: 500 - index}, day: 1 + (index % 28)});
	return rankedRegistry(Object.fromEntries(Array.from({length: count}, (_, index) => [name(index), model(index)])));
}

async function compareAll(count: number, options: DashboardOptions = {}): Promise<Dashboard> {
	const dashboard = await openDashboard(many(count), options);
	await dashboard.go(['Tab'], /\[mscn \d+\]/);
	await dashboard.go(['a'], new RegExp(`· ${count} marked`));
	dashboard.press('c');
	return dashboard;
}

/** Letters of the models in view. */
function letters(dashboard: Dashboard): readonly string[] {
	const header =
		dashboard
			.screen()
			.find(line => /(^| )A?[A-Z] {2}/.test(line) && /★|baseline|^ .*[A-Z]( {5,}|$)/.test(line) && !line.includes('─') && !line.includes('compare')) ?? '';
	return [...header.matchAll(/(?:^| )([A-Z]{1,2})(?= |$)/g)].map(([, letter = '']) => letter);
}

test('→ goes beyond the width, the field column stays, and the header says how many are to the right', async () => {
	const dashboard = await compareAll(12);
	await dashboard.until(/^ compare {2}12 models/m);
	await dashboard.until(/ \d+ more ▸/);
	const shown = letters(dashboard).length;
	expect(shown).toBeGreaterThan(1);
	expect(dashboard.screen().join('\n')).toContain(`${12 - shown} more ▸`);
	expect(dashboard.screen().join('\n')).not.toContain('◂');
	dashboard.press(...Array.from({length: 11}, () => 'Right'));
	await dashboard.until(/❯ L/);
	await dashboard.until(lines => lines.some(line => line.includes(`◂ ${12 - shown} more`)) && !lines.join('\n').includes('▸'));
	await dashboard.until(/^.took|^.lr /m);
	dashboard.press('Right');
	dashboard.press(...Array.from({length: 5}, () => 'Left'));
	await dashboard.until(/❯ G/);
	await dashboard.until(/◂ \d+ more/);
	await dashboard.until(/\d+ more ▸/);
});

test('sixty models at 80 columns: every line fits, every model can be reached, no number is cut', async () => {
	const dashboard = await compareAll(60);
	await dashboard.until(/^ compare {2}60 models/m);
	dashboard.press(...Array.from({length: 59}, () => 'l'));
	await dashboard.until(/❯ BH/);
	await dashboard.go(['='], /all rows/);
	for (const _ of dashboard.screen()) expect([..._].length).toBeLessThanOrEqual(80);
	await dashboard.until(/ 159( |$)/m);
	await dashboard.until(/^ mreg compare net_00 .*…\d+ more/m);
	await dashboard.go(['G'], /row (\d+)\/\1$/m);
});

test('more than sixty are refused with what to do', async () => {
	const dashboard = await compareAll(61);
	await dashboard.until('Compare shows up to 60 models, and 61 are marked: A takes all marks away.');
	await dashboard.go(['j'], lines => !lines.at(-1)?.includes('60 models'));
	await dashboard.until(/^ 2\/61 · 61 marked/m);
});

test('it is drawn anew for another size of the terminal, with the cursor in view', async () => {
	const dashboard = await compareAll(12, {cols: 120, rows: 30});
	await dashboard.until(/^ compare {2}12 models/m);
	dashboard.press(...Array.from({length: 8}, () => 'l'));
	await dashboard.until(/❯ I/);
	dashboard.resize(60, 20);
	await dashboard.until(lines => lines.some(line => line.includes('❯ I')) && lines.every(line => [...line].length <= 60));
	dashboard.resize(160, 45);
	await dashboard.until(/❯ I/);
	dashboard.resize(42, 9);
	await dashboard.until(/compare {2}12 models/);
	await dashboard.until(/❯ ?I|I {2}/);
	dashboard.resize(80, 24);
	await dashboard.go(['q'], /12 marked/);
});
