/** What is inside models, as somebody in the dashboard sees it. */

import fs from 'node:fs';
import path from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {longAgo, openDashboard} from '../helpers/dashboard.ts';
import {safetensorsText} from '../helpers/made-inspections.ts';
import {registryOf} from '../helpers/run-mreg.ts';
import {closeTerminals} from '../helpers/terminal.ts';

afterEach(closeTerminals);

function twoModels(): string {
	return registryOf({
		'Net/Model/net_a.safetensors': {artifact: safetensorsText({'fc.weight': [64, 128], 층: [3]}), sidecar: {model_id: 'net_a', tags: ['a']}},
		'Net/Model/net_b.safetensors': {artifact: safetensorsText({'fc.weight': [64, 256], 층: [3]}), sidecar: {model_id: 'net_b', tags: ['b']}},
	});
}

test('Detail tells what is inside the model, and again when its file is another', async () => {
	const root = twoModels();
	const dashboard = await openDashboard(root, {cols: 100, rows: 40});
	await dashboard.go(['Enter'], /INSIDE/);
	const [, shown = ''] = /^ (net_[ab])/m.exec((await dashboard.until(/parameters {2}(8\.20|16\.4) k/)).join('\n')) ?? [];
	const file = path.join(root, `Net/Model/${shown}.safetensors`);
	fs.writeFileSync(`${file}.new`, safetensorsText({tiny: [7]}));
	fs.utimesSync(`${file}.new`, longAgo, longAgo + 60);
	fs.renameSync(`${file}.new`, file);
	const lines = await dashboard.until(/ {2}parameters {2}7$/m);
	expect(lines.join('\n')).toMatch(/^ {2}tiny +\[7\] +float32 +28 B$/m);
});

test('Compare tells the tensors that differ', async () => {
	const dashboard = await openDashboard(twoModels(), {cols: 100, rows: 40});
	dashboard.press('Space', 'Space', 'c');
	const lines = await dashboard.until(/TENSORS/);
	expect(lines.join('\n')).toMatch(/fc\.weight +float32 \[64, \d+\].*float32 \[64, \d+\]/);
	expect(lines.join('\n')).not.toContain('층');
});
