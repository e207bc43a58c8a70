/** Someone writes notes: in a field, in an editor, for several models at once. */

import fs from 'node:fs';
import path from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {eventually, nameOf, openDashboard, registryOfMany} from '../helpers/dashboard.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {closeTerminals} from '../helpers/terminal.ts';

afterEach(closeTerminals);

function noteOf(root: string, index: number): unknown {
	return JSON.parse(fs.readFileSync(path.join(root, 'Mscn', 'Model', `${nameOf(index)}.json`), 'utf8')).notes;
}

/** An editor as a script that has the file's name as its argument. */
function editor(script: string): Record<string, string> {
	const file = path.join(temporaryFolder(), 'editor.sh');
	fs.writeFileSync(file, `#!/bin/sh\n${script}\n`, {mode: 0o755});
	return {EDITOR: file, VISUAL: ''};
}

test('n writes a note, edits it, and takes it away; u brings it back', async () => {
	const root = registryOfMany(2);
	const dashboard = await openDashboard(root, {cols: 120});
	dashboard.type('n조인 5개에서 느림\r');
	await dashboard.until(/^ wrote the note of m_000 {6}mreg note m_000 '조인 5개에서 느림' +u undo$/m);
	await dashboard.until(lines => lines.some(line => line.startsWith('❯') && line.includes('조인 5개에서 느림')));
	expect(noteOf(root, 0)).toBe('조인 5개에서 느림');
	dashboard.press('n');
	await dashboard.until('note of m_000');
	dashboard.type('!\r');
	await eventually(() => noteOf(root, 0) === '조인 5개에서 느림!');
	await dashboard.until(/^ wrote the note of m_000/m);
	dashboard.press('n');
	await dashboard.until('note of m_000');
	dashboard.press('C-u', 'Enter');
	await dashboard.until(/^ took the note from m_000/m);
	expect(noteOf(root, 0)).toBe('');
	dashboard.press('u');
	await dashboard.until(/^ took back: /m);
	expect(noteOf(root, 0)).toBe('조인 5개에서 느림!');
});

test('for several models it replaces the notes of all, and an empty field changes nothing', async () => {
	const root = registryOfMany(3);
	const dashboard = await openDashboard(root, {cols: 120});
	dashboard.type('  n');
	await dashboard.until('It replaces the notes of all 2.');
	dashboard.press('Enter');
	await dashboard.until(/^ Nothing was typed/m);
	dashboard.type('nsame\r');
	await dashboard.until(/^ wrote the note of 2 models/m);
	expect([0, 1, 2].map(index => noteOf(root, index))).toEqual(['same', 'same', undefined]);
});

test('e hands the note to $EDITOR with all its lines, and so does n where it has several; what is typed with the key is no command', async () => {
	const root = registryOfMany(2);
	const dashboard = await openDashboard(root, {cols: 120, env: editor(`printf '첫 줄\\n둘째\\n' >> "$1"`)});
	dashboard.press('e');
	await dashboard.until(/^ wrote the note of m_000/m);
	expect(noteOf(root, 0)).toBe('첫 줄\n둘째');
	await dashboard.until(lines => lines.some(line => line.startsWith('❯') && line.includes('첫 줄')));
	dashboard.type('nqq');
	await eventually(() => noteOf(root, 0) === '첫 줄\n둘째\n첫 줄\n둘째');
	await dashboard.until(/^ wrote the note of m_000/m);
	// The screen is whole again behind the editor.
	expect(dashboard.line(0)).toMatch(/^ mreg /);
	dashboard.press('Space', 'Space', 'e');
	await dashboard.until(/^ e edits the note of one model, and 2 are meant/m);
});

test('an editor that changes nothing, or that fails, leaves the note as it was', async () => {
	const root = registryOfMany(1);
	const same = await openDashboard(root, {cols: 120, env: editor('true')});
	same.press('e');
	await same.until(/^ The note is as it was\.$/m);
	const failing = await openDashboard(root, {cols: 160, env: editor('exit 3')});
	failing.press('e');
	await failing.until(/^ The editor .* ended with code 3: the note stays as it was\./m);
	expect(noteOf(root, 0)).toBeUndefined();
	expect(fs.existsSync(path.join(root, '.mreg'))).toBe(false);
});
