/** Someone edits the settings in their editor, and makes a slip. */

import fs from 'node:fs';
import path from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {ownPlaces, program, registryOfMany} from '../helpers/dashboard.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {closeTerminals, startTerminal} from '../helpers/terminal.ts';

afterEach(closeTerminals);

/** An editor that writes the next of these texts each time it is opened. */
function editorOf(...texts: readonly string[]): Readonly<Record<string, string>> {
	const folder = temporaryFolder();
	for (const [index, text] of texts.entries()) fs.writeFileSync(path.join(folder, String(index)), text);
	const file = path.join(folder, 'editor.sh');
	fs.writeFileSync(file, `#!/bin/sh\nn=$(cat ${folder}/n 2>/dev/null || echo 0)\ncat ${folder}/$n > "$1"\necho $((n + 1)) > ${folder}/n\n`, {mode: 0o755});
	return {EDITOR: file, VISUAL: ''};
}

function editing(words: readonly string[], env: Readonly<Record<string, string>>) {
	const own = ownPlaces();
	const file = path.join(own.XDG_CONFIG_HOME ?? '', 'mreg', 'config.json');
	const args = [program, 'config', 'edit', ...words];
	return {file, terminal: startTerminal({command: process.execPath, args, env: {...own, ...env}, cwd: temporaryFolder(), cols: 120})};
}

test('what is wrong is asked about again, and only what is right is written', async () => {
	const {file, terminal} = editing([], editorOf('{"theme": "dak", "mine": 1}', '{"theme": "dark", "mine": 1}\n'));
	await terminal.until(/config\.json:1: theme: expected one of/);
	await terminal.until(/config\.json:1: mine: means nothing here/);
	await terminal.until('Edit it again? [Y/n]');
	expect(fs.existsSync(file)).toBe(false);
	terminal.press('Enter');
	await terminal.until(/config\.json was written\./);
	await terminal.until(/mine: means nothing here/);
	expect(fs.readFileSync(file, 'utf8')).toBe('{"theme": "dark", "mine": 1}\n');
	// As mreg config check would end.
	expect((await terminal.exit).code).toBe(1);
});

test('no leaves the config of the registry as it was', async () => {
	const root = registryOfMany(1);
	const file = path.join(root, 'mreg.config.json');
	fs.writeFileSync(file, '{"seedKeys": ["s"]}\n');
	const {terminal} = editing(['--registry', '--root', root], editorOf('{"seedKeys": 3}'));
	await terminal.until(/config\.json:1: seedKeys: expected array/);
	terminal.type('n\r');
	await terminal.until('stays as it was');
	expect((await terminal.exit).code).toBe(4);
	expect(fs.readFileSync(file, 'utf8')).toBe('{"seedKeys": ["s"]}\n');
});
