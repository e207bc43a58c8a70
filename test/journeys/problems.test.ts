/** Someone wants to know which files could not be read, and why. */

import fs from 'node:fs';
import path from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {makeOld, openDashboard, putModel} from '../helpers/dashboard.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {closeTerminals} from '../helpers/terminal.ts';

afterEach(closeTerminals);

function brokenRegistry(): string {
	const root = temporaryFolder();
	putModel(root, {id: 'whole'});
	for (const [id, text] of [
		['cut', '{"model_id": "cut",\n "training": {"data'],
		['list', '[]'],
		['missing_comma', '{"model_id": "x"\n "tags": []}'],
	] as const) {
		makeOld(path.dirname(putModel(root, {id})));
		fs.writeFileSync(path.join(root, 'Mscn', 'Model', `${id}.json`), text);
		makeOld(path.join(root, 'Mscn', 'Model', `${id}.json`));
	}
	return root;
}

test('6 lists the files with their reasons, the chosen one in full below', async () => {
	const dashboard = await openDashboard(brokenRegistry(), {cols: 110});
	expect(dashboard.line(0)).toMatch(/3 problems !$/);
	dashboard.press('6');
	await dashboard.until(/^❯ ! Mscn\/Model\/cut\.json +/m);
	await dashboard.until(/──── 1\/3|1\/3 ─/);
	expect(dashboard.screen().filter(line => /^[❯ ] ! Mscn\/Model\/\w+\.json {2,}\S/.test(line))).toHaveLength(3);
	await dashboard.until(/^ Mscn\/Model\/cut\.json: .*line 2/m);
	dashboard.press('G');
	await dashboard.until(/^ Mscn\/Model\/missing_comma\.json: .*line 2/m);
	dashboard.press('k');
	await dashboard.until(/^ Mscn\/Model\/list\.json: /m);
});

test('Enter opens the model, and Escape leads back to the problem', async () => {
	const dashboard = await openDashboard(brokenRegistry(), {cols: 110, rows: 40});
	dashboard.type('6jj\r');
	await dashboard.until(/^ +state +unreadable line 2$/m);
	await dashboard.until(/^ +Mscn\/Model\/missing_comma\.json: /m);
	dashboard.press('Escape');
	await dashboard.until(/^❯ ! Mscn\/Model\/missing_comma\.json/m);
	dashboard.press('Escape');
	await dashboard.until(/^ 1\/4 /m);
});

test('a problem that is mended goes from the list while one looks at it', async () => {
	const root = brokenRegistry();
	const dashboard = await openDashboard(root, {cols: 110});
	dashboard.press('6', 'G');
	await dashboard.until(/^❯ ! Mscn\/Model\/missing_comma\.json/m);
	const file = path.join(root, 'Mscn', 'Model', 'missing_comma.json');
	fs.writeFileSync(`${file}.tmp`, '{"model_id": "missing_comma"}');
	fs.renameSync(`${file}.tmp`, file);
	await dashboard.until(/^❯ ! Mscn\/Model\/list\.json/m);
	expect(dashboard.line(0)).toMatch(/2 problems !$/);
});

test('where all is well, it says so', async () => {
	const root = temporaryFolder();
	putModel(root, {id: 'whole'});
	const dashboard = await openDashboard(root);
	expect(dashboard.line(0)).not.toContain('problem');
	dashboard.press('6');
	await dashboard.until('No problems: every file here could be read.');
	dashboard.press('Enter', 'j', 'G', 'k', 'g', 'PageDown');
	await dashboard.until('No problems');
	dashboard.press('1');
	await dashboard.until(/^ 1\/1 /m);
});
