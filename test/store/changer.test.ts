/** The thread that makes changes: a bug in it fails the change that it showed in, and no other. */

import fs from 'node:fs';
import {expect, test} from 'vitest';
import {openChanger} from '../../store/changer.ts';
import {targetsOf, type ChangeRequest} from '../../store/domain/change.ts';
import {freshCache, modelFiles, readRoot, registryOf} from '../helpers/registries.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';

process.env.XDG_CACHE_HOME = temporaryFolder();
process.env.NODE_COMPILE_CACHE = temporaryFolder();

test('a bug in the thread rejects its change with its stack, and those behind it are made in a fresh one', async () => {
	const root = registryOf(modelFiles('Net/Model/net_1'));
	const [target] = targetsOf((await readRoot(root, freshCache())).models, []);
	if (!target) throw new Error('no model');
	const changer = openChanger(root);
	const options = {by: 'test', waitMs: 1000};
	const asked = (edit: unknown) => changer.change({kind: 'note', edits: [edit]} as unknown as ChangeRequest, options);
	const noted = (text: string) => asked({target, text, append: false});
	const all = await Promise.allSettled([asked(null), noted('one'), asked(5), changer.ask({kind: 'trash'}), noted('two')]);
	expect(all.map(({status}) => status)).toEqual(['rejected', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
	const [first] = all;
	expect(first?.status === 'rejected' && String((first.reason as Error).stack)).toMatch(/TypeError[^]* at .*store\/[a-z-]+\.ts/);
	expect(JSON.parse(fs.readFileSync(`${root}/Net/Model/net_1.json`, 'utf8')).notes).toBe('two');
	await changer.close();
});

test('what cannot be sent to the thread is refused, and closing does not wait for it', async () => {
	const changer = openChanger(registryOf(modelFiles('Net/Model/net_1')));
	const request = {kind: 'note', edits: [], further: () => undefined} as ChangeRequest;
	await expect(changer.change(request, {by: 'test', waitMs: 0})).rejects.toThrow('could not be cloned');
	await changer.close();
});
