/** Someone would rather look than read: is it still getting better, and which hyperparameter makes it so? */

import {afterEach, expect, test} from 'vitest';
import {openDashboard, type Dashboard} from '../helpers/dashboard.ts';
import {click} from '../helpers/mouse.ts';
import {putTested, rankedRegistry, type TestedModel} from '../helpers/ranked-registry.ts';
import {closeTerminals} from '../helpers/terminal.ts';

afterEach(closeTerminals);

const models: Readonly<Record<string, TestedModel>> = {
	m_1: {on: {imdb: 140}, params: {lr: 0.0001, epoch: 10}, day: 1},
	m_2: {on: {imdb: 120}, params: {lr: 0.001, epoch: 20}, day: 3},
	m_3: {on: {imdb: 150}, params: {lr: 0.01, epoch: 10}, day: 5},
	m_4: {on: {imdb: 110}, params: {lr: 0.001, epoch: 10}, day: 7, notes: '논문'},
	m_5: {on: {imdb: 145}, params: {lr: 0.01, epoch: 20}, day: 9},
};
const config = {metrics: {total_time: {direction: 'minimize', unit: 's'}}};

async function openCharts(root = rankedRegistry(models, config)): Promise<Dashboard> {
	const dashboard = await openDashboard(root, {cols: 100, rows: 30});
	await dashboard.go(['Tab'], /\[mscn 5\]/);
	await dashboard.go(['7'], /^ charts {2}\[over time\]/m);
	return dashboard;
}

test('7 shows the best so far; the cursor goes from model to model, Space marks, Enter leads to the model and q back', async () => {
	const dashboard = await openCharts();
	await dashboard.until(/^ ❯ m_4 {2}110 s · 2024-10-07 .* rank 1 of 5 ★$/m);
	await dashboard.go(['Left'], /^ ❯ m_3 {2}150 s · \+36\.4%/m);
	await dashboard.go(['Space'], /3\/5 · 1 marked$/m);
	await dashboard.go(['Enter'], /^ m_3$/m);
	await dashboard.go(['q'], /^ ❯ m_3 /m);
	await dashboard.go(['b'], /^ ❯ m_4 /m);
	expect(dashboard.screen().join('\n')).toContain('line: the best so far');
});

test('Tab draws by the hyperparameter that matters most, s chooses another, and keys typed at once reach the menu', async () => {
	const dashboard = await openCharts();
	await dashboard.go(['Tab'], /^ charts {3}over time {2}\[by lr\]/m);
	await dashboard.until(/mreg plot --algo mscn --metric total_time --dataset imdb --x lr/);
	await dashboard.go(['s', 'j', 'Enter'], /^ charts {3}over time {2}\[by epoch\]/m);
	await dashboard.go(['Tab'], /^ charts {2}\[over time\] {2}by a hyperparameter/m);
	await dashboard.go(['q'], /\[mscn 5\]/);
});

test('a click leads to the point that is drawn there', async () => {
	const dashboard = await openDashboard(rankedRegistry(models, config), {cols: 100, rows: 30, args: ['--mouse']});
	await dashboard.go(['Tab'], /\[mscn 5\]/);
	await dashboard.go(['7'], /^ ❯ m_4 /m);
	click(dashboard, '○');
	await dashboard.until(/^ ❯ m_1 /m);
	click(dashboard, '★');
	await dashboard.until(/^ ❯ m_4 /m);
});

test('a model that comes is drawn, and the cursor stays on its own', async () => {
	const root = rankedRegistry(models, config);
	const dashboard = await openCharts(root);
	await dashboard.go(['Left'], /^ ❯ m_3 /m);
	putTested(root, 'm_6', {on: {imdb: 90}, params: {lr: 0.001}, day: 2});
	await dashboard.until(/ 6 models$/m);
	await dashboard.until(/^ ❯ m_3 {2}150 s · \+66\.7% .* rank 6 of 6/m);
});
