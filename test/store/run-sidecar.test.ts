/** The sidecar of a run: whatever was let in, a text that cannot be read again is never written. */

import {expect, test} from 'vitest';
import {noChanges} from '../../store/domain/run-changes.ts';
import {mergedSidecar, newSidecarText} from '../../store/run-sidecar.ts';
import {userErrorOf} from '../helpers/user-error-of.ts';

const nothing = undefined as never;
const nested = (depth: number): never => (depth === 0 ? 1 : [nested(depth - 1)]) as never;

test.each([
	['a value that is none', {tags: [nothing]}],
	['too much depth', {deep: nested(70)}],
	['too many bytes', {notes: 'x'.repeat(4_000_000)}],
])('%s is refused in a new sidecar', (_, content) => {
	expect(userErrorOf(() => newSidecarText(content))).toMatchObject({
		code: 'failed',
		message: expect.stringMatching(/^The sidecar .* Nothing was saved\.$/) as string,
	});
});

test('and in one that is there', () => {
	const bytes = Buffer.from('{"testing": [], "training": {}}');
	expect(mergedSidecar(bytes, {...noChanges, training: {list: [1, nothing]}})).toMatchObject({
		kind: 'refused',
		reason: expect.stringMatching(/^could not be read any more: it /) as string,
	});
	expect(mergedSidecar(bytes, {...noChanges, training: {deep: nested(70)}}).kind).toBe('refused');
});
