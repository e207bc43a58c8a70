/** Every broken case is read: the rows and problems that it says, the same from the index, and no byte below the root changes. */

import {describe, expect, test} from 'vitest';
import {readRegistry} from '../../store/read-registry.ts';
import {fixtureCases} from '../helpers/fixtures.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {treeHash} from '../helpers/tree-hash.ts';

const now = new Date('2024-11-01T00:00:00').getTime();

describe.each(fixtureCases())('$name', ({name, expected, skip, make}) => {
	test.skipIf(skip !== undefined)(`reads as expected${skip === undefined ? '' : ` (skipped: ${skip})`}`, async () => {
		const root = make();
		const before = treeHash(root);
		const env = {...process.env, XDG_CACHE_HOME: temporaryFolder()};
		for (const from of ['disk', 'index']) {
			const snapshot = await readRegistry({root, reason: 'test', now, env});
			const models = snapshot.models.map(({key, state, stale, artifact}) => {
				const wanted = expected.models.find(model => model.key === key);
				return {key, state, ...(wanted?.stale === undefined ? {} : {stale}), ...(wanted?.kind === undefined ? {} : {kind: artifact?.kind})};
			});
			expect(sorted(models), `${name} from ${from}`).toEqual(sorted(expected.models));
			expect(distinct(snapshot.problems), `${name} from ${from}`).toEqual(distinct(expected.problems));
		}
		expect(treeHash(root)).toBe(before);
	});
});

function sorted<T extends {key: string}>(models: readonly T[]): T[] {
	return [...models].sort((a, b) => (a.key < b.key ? -1 : 1));
}

function distinct(problems: ReadonlyArray<{kind: string; path: string}>): string[] {
	return [...new Set(problems.map(({kind, path}) => `${kind} ${JSON.stringify(path)}`))].sort();
}
