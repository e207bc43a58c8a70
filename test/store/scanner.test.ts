/** One look at a model: when its artifact counts as being written. */

import fs from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import type {FoundModel} from '../../store/domain/build-model.ts';
import {lookAtStem, type KnownStem} from '../../store/scanner.ts';
import {put, registryOf} from '../helpers/registries.ts';

const registered = {family: 'net', version: 1, checksum: {algorithm: 'sha256', value: 'ab'.repeat(32)}};

interface Look {
	readonly sidecar?: object;
	readonly mode?: number;
	/** What was seen before, by this process. */
	readonly before?: FoundModel;
}

/** A model that was written just now. */
function young({sidecar = registered, mode = 0o444, before}: Look = {}): FoundModel {
	const root = registryOf({});
	put(root, 'Net/Model/net_v1.pt', 'weights');
	put(root, 'Net/Model/net_v1.json', sidecar);
	fs.chmodSync(path.join(root, 'Net/Model/net_v1.pt'), mode);
	const known: KnownStem | undefined = before && {look: '', restless: true, live: true, models: () => [before]};
	const folder = {path: 'Net/Model', folder: 'Net', algorithm: 'net'};
	const look = lookAtStem(folder, 'net_v1', ['net_v1.pt', 'net_v1.json'], {root, now: Date.now(), known: () => known});
	const [model] = look === undefined || look === 'unchanged' ? [] : look.models;
	return model ?? expect.fail('there is no model');
}

test('a version that was registered just now is whole', () => expect(young().growing).toBe(false));

test.each([
	{what: 'whose file can be written', look: {mode: 0o644}},
	{what: 'that has no checksum', look: {sidecar: {...registered, checksum: undefined}}},
	{what: 'that has no version', look: {sidecar: {...registered, version: undefined}}},
	{what: 'that is another model', look: {sidecar: {}}},
])('one $what is growing while it is young', ({look}) => expect(young(look).growing).toBe(true));

test('a version that changed since the last look is growing all the same', () => {
	const before = young();
	if (!before.artifact) expect.fail('there is no artifact');
	expect(young({before}).growing).toBe(true);
	expect(young({before: {...before, artifact: {...before.artifact, bytes: 1}}}).growing).toBe(true);
});
