/** A path that is typed goes on as far as it can only be one. */

import fs from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {completedPath} from '../../store/path-completion.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';

function files(...names: readonly string[]): {readonly cwd: string; readonly home: string} {
	const cwd = temporaryFolder();
	for (const name of names) {
		fs.mkdirSync(path.join(cwd, path.dirname(name)), {recursive: true});
		fs.writeFileSync(path.join(cwd, name), 'x');
	}
	return {cwd, home: path.join(cwd, 'home')};
}

test('the one name, with / behind a folder; what several have in common; else nothing', async () => {
	const at = files('runs/model_a.pth', 'runs/model_b.pth', 'other/x', 'home/w.pt');
	const typed = async (text: string) => completedPath(text, at);
	expect(await typed('ru')).toBe('runs/');
	expect(await typed('./ru')).toBe('./runs/');
	expect(await typed('runs')).toBe('runs/');
	expect(await typed('runs/')).toBe('runs/model_');
	expect(await typed('runs/model_')).toBeUndefined();
	expect(await typed('runs/model_a')).toBe('runs/model_a.pth');
	expect(await typed('runs/model_a.pth')).toBeUndefined();
	expect(await typed('nothing')).toBeUndefined();
	expect(await typed('runs/model_a.pth/x')).toBeUndefined();
	expect(await typed('~')).toBe('~/');
	expect(await typed('~/w')).toBe('~/w.pt');
	expect(await typed(`${at.cwd}/oth`)).toBe(`${at.cwd}/other/`);
});

test('names in either form of Unicode are found; no character is cut in two', async () => {
	const at = files('모델.pt'.normalize('NFD'), '각1.pt', '가2.pt');
	expect(await completedPath('모', at)).toBe('모델.pt'.normalize('NFD'));
	expect(await completedPath('각', at)).toBe('각1.pt');
	const faces = files('👩‍🔬a', '👩‍🚀a');
	expect(await completedPath('', faces)).toBeUndefined();
});

test('hidden files are offered to who types the dot, and names that cannot be typed to nobody', async () => {
	const at = files('.hidden/x', 'a\nb');
	expect(await completedPath('', at)).toBeUndefined();
	expect(await completedPath('.h', at)).toBe('.hidden/');
	expect(await completedPath('a', at)).toBeUndefined();
});
