/** The text of a version's sidecar. */

import {expect, test} from 'vitest';
import {versionText, type VersionOrigin} from '../../store/domain/version-sidecar.ts';

const origin: VersionOrigin = {
	family: 'f',
	version: 1,
	id: 'f_v1',
	path: '/r/F/Model/f_v1',
	createdAt: 0,
	checksum: {algorithm: 'sha256', value: 'v', files: {a: '1', b: '2'}},
};

test('leaves the checksums of the files out where the sidecar would be too large to be read', () => {
	const whole = versionText({tags: [], lineage: {}}, origin, 10_000);
	expect(whole).toMatchObject({isWhole: true, text: expect.stringContaining('"a": "1"')});
	const cut = versionText({tags: [], lineage: {}}, origin, Buffer.byteLength(whole.text) - 1);
	expect(cut.isWhole).toBe(false);
	expect(JSON.parse(cut.text)).toMatchObject({checksum: {algorithm: 'sha256', value: 'v'}});
	expect(cut.text).not.toContain('"files"');
});

test('counts the limit in bytes', () => {
	const facts = {tags: ['한'], lineage: {}};
	const {text} = versionText(facts, origin, 10_000);
	expect(versionText(facts, origin, text.length).isWhole).toBe(false);
	expect(versionText(facts, origin, Buffer.byteLength(text)).isWhole).toBe(true);
});

test('the time that another registry states is kept as it is spelled, also as that of the test', () => {
	const {text} = versionText({created_at: '2024-11-20T10:00:00.123456', test: {performance: {acc: 1}}, tags: [], lineage: {}}, origin, 10_000);
	expect(JSON.parse(text)).toMatchObject({created_at: '2024-11-20T10:00:00.123456', testing: [{tested_at: '2024-11-20T10:00:00.123456'}]});
});

test('further keys stay, and never stand for what is written anyway', () => {
	const {text} = versionText(
		{label: 'final', tags: [], lineage: {}, others: {owner: 'ana', family: 'evil', label: 'x', framework: {name: 'jax'}}},
		origin,
		10_000,
	);
	expect(JSON.parse(text)).toMatchObject({family: origin.family, label: 'final', owner: 'ana', framework: {name: 'jax'}});
});
