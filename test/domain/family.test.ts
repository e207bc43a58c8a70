/** Families and versions: how they are named, what a name means, and which models are one family. */

import {describe, expect, test} from 'vitest';
import {
	aliasesOf,
	aliasName,
	chosenVersions,
	familiesOf,
	familyName,
	familyNamed,
	formatVersion,
	isSameFamily,
	newFamilyFolder,
	parseMarkedRef,
	parseVersionRef,
	versionInName,
	versionOf,
	type Family,
} from '../../store/domain/family.ts';
import type {Json, JsonObject} from '../../store/domain/json.ts';
import {byNewest} from '../../store/domain/snapshot.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {madeArtifact, madeModel} from '../helpers/made-models.ts';
import {anyJson, anyName, holdsForAll} from '../helpers/property.ts';

const version = (family: string, number: number, {name = `${family}_v${number}`, more = {}}: {name?: string; more?: JsonObject} = {}) =>
	madeModel(`Net/Model/${name}`, {model_id: name, family, version: number, created_at: `2024-10-${10 + number}T10:00:00Z`, ...more});

function family(...models: ReadonlyArray<ReturnType<typeof version>>): Family {
	const [only, ...others] = familiesOf([...models].sort(byNewest));
	if (!only || others.length > 0) throw new Error('not one family');
	return only;
}

const noBest = () => {
	throw new UserError('usage', 'nothing ranks them');
};

function codeOf(run: () => unknown): string {
	try {
		run();
		return 'nothing thrown';
	} catch (error) {
		if (error instanceof UserError) return error.code;
		throw error;
	}
}

describe('a version', () => {
	test('is a family and a whole number', () => {
		expect(versionOf({content: {family: 'net', version: 2}})).toEqual({family: 'net', version: 2});
		expect(formatVersion({family: 'net', version: 2})).toBe('net/v2');
	});

	test.each<JsonObject>([
		{},
		{family: 'net'},
		{version: 1},
		{family: '', version: 1},
		{family: 1, version: 1},
		{family: 'net', version: '1'},
		{family: 'net', version: 1.5},
		{family: 'net', version: -1},
		{family: 'net', version: 1_000_000_001},
	])('is not what %j says', content => expect(versionOf({content})).toBeUndefined());

	test('and aliases are read of any sidecar', () => {
		holdsForAll([anyJson, anyJson, anyJson], (one, two, three) => {
			const content = JSON.parse(JSON.stringify({family: one, version: two, aliases: three})) as JsonObject;
			const found = versionOf({content});
			expect(found === undefined || Number.isInteger(found.version)).toBe(true);
			for (const alias of aliasesOf(content)) expect(alias).not.toBe('');
		});
	});
});

test('aliases are the texts of a list, each once', () => {
	expect(aliasesOf({aliases: ['champion', 2, null, '', 'champion', 'prod'] as Json})).toEqual(['champion', 'prod']);
	const odd: readonly JsonObject[] = [{}, {aliases: 'champion'}, {aliases: null}, {aliases: {a: 1}}];
	expect(odd.map(aliasesOf)).toEqual([[], [], [], []]);
});

describe('what is typed', () => {
	test.each([
		['net', 'net', {kind: 'latest'}],
		['net@latest', 'net', {kind: 'latest'}],
		['net@LATEST', 'net', {kind: 'latest'}],
		['net@best', 'net', {kind: 'best'}],
		['net@v2', 'net', {kind: 'version', version: 2}],
		['net/v2', 'net', {kind: 'version', version: 2}],
		['Net/V12', 'Net', {kind: 'version', version: 12}],
		['net@champion', 'net', {kind: 'alias', alias: 'champion'}],
		['net@v2.1', 'net', {kind: 'alias', alias: 'v2.1'}],
		['그물@최고', '그물', {kind: 'alias', alias: '최고'}],
		['a/b/v1', 'a/b', {kind: 'version', version: 1}],
		['a@b@best', 'a@b', {kind: 'best'}],
	])('%s means a version of %s', (text, name, choice) => expect(parseVersionRef(text)).toEqual({family: name, choice}));

	test.each(['', '@', '@best', 'net@', '/v1', 'Net/Model/x', 'a/b', 'net/', 'net/v', 'net/latest'])('%j means none', text => {
		expect(parseVersionRef(text)).toBeUndefined();
	});

	test('says which version it means where it has a mark', () => {
		expect(['net', 'net@best', 'net/v1', 'a/b'].map(text => parseMarkedRef(text)?.choice.kind)).toEqual([undefined, 'best', 'version', undefined]);
	});

	test('as a version is printed is read back, whatever the family is called', () => {
		holdsForAll([anyName], name => {
			expect(parseVersionRef(formatVersion({family: name, version: 7}))).toEqual({family: name, choice: {kind: 'version', version: 7}});
		});
	});
});

describe('the name of a family', () => {
	test.each([
		['resnet18', 'resnet18'],
		[' chest_xray.densenet ', 'chest_xray.densenet'],
		['그물'.normalize('NFD'), '그물'],
		['2stage-net', '2stage-net'],
		['ResNet', 'ResNet'],
	])('%j is kept as %j', (typed, kept) => expect(familyName(typed)).toBe(kept));

	test.each([
		'',
		'  ',
		'..',
		'.hidden',
		'-x',
		'a/b',
		String.raw`a\b`,
		'../x',
		'a b',
		'net@v2',
		'a\nb',
		'a\u0000',
		'🐟',
		'x'.repeat(101),
		'가'.repeat(34),
		'model',
		' MODEL ',
		'Node_modules',
		'pretrained_Models',
	])('%j is refused', typed => expect(codeOf(() => familyName(typed))).toBe('usage'));

	test.each(['latest', 'BEST', 'v2', 'V10', '', 'a b', 'a@b', 'a/b', '.a', 'x'.repeat(101)])('an alias is not %j', typed => {
		expect(codeOf(() => aliasName(typed))).toBe('usage');
	});

	test.each([
		['champion', 'champion'],
		[' paper-2026 ', 'paper-2026'],
		['v2b', 'v2b'],
		['최고'.normalize('NFD'), '최고'],
	])('an alias is %j', (typed, kept) => expect(aliasName(typed)).toBe(kept));

	test('and a folder: its first letter is large where the small one comes back', () => {
		expect(['resnet18', 'ResNet', '2stage', '그물', 'école', 'ßnet', '_x'].map(newFamilyFolder)).toEqual([
			'Resnet18',
			'ResNet',
			'2stage',
			'그물',
			'École',
			'ßnet',
			'_x',
		]);
	});

	test('is one in any case and Unicode form', () => {
		expect(isSameFamily('ResNet', 'resnet')).toBe(true);
		expect(isSameFamily('그물', '그물'.normalize('NFD'))).toBe(true);
		expect(isSameFamily('net', 'nets')).toBe(false);
	});
});

describe('the number in a file name', () => {
	test.each([
		['net_v2.pth', 2],
		['net_v12', 12],
		['Net/Model/NET_V3.tar.gz', 3],
		['net_v2.pth.json', 2],
		['net_v007.pt', 7],
		['net_v2b.pth', undefined],
		['net_v.pth', undefined],
		['net_2.pth', undefined],
		['net2_v2.pth', undefined],
		['net_v2_v1.pth', undefined],
		['net_v99999999999999999999.pt', undefined],
		['', undefined],
	])('%s is %s', (name, number) => expect(versionInName('net', name)).toBe(number));

	test('is that of the longer family', () => expect(versionInName('net_v2', 'net_v2_v1.pth')).toBe(1));
});

describe('families', () => {
	test('stand by name, with the highest version first and their bytes', () => {
		const models = [version('b', 1), version('a', 2, {more: {aliases: ['prod']}}), version('a', 10), madeModel('Net/Model/x')];
		const found = familiesOf(models.sort(byNewest));
		expect(found.map(({name, versions, bytes}) => [name, versions.map(one => one.version), bytes])).toEqual([
			['a', [10, 2], 2],
			['b', [1], 1],
		]);
		expect(found[0]?.versions[1]?.aliases).toEqual(['prod']);
	});

	test('that differ in case are one, called as their highest version says', () => {
		const {name, versions} = family(version('resnet', 1), version('ResNet', 2));
		expect([name, versions.length]).toEqual(['ResNet', 2]);
	});

	test('have the newest first of models that share a number', () => {
		const old = version('net', 1, {name: 'z', more: {created_at: '2020-01-01T00:00:00Z'}});
		const young = version('net', 1, {name: 'a'});
		expect(family(old, young).versions.map(({model}) => model)).toEqual([young, old]);
	});

	test('count nothing for an artifact that is gone', () => {
		const gone = madeModel('Net/Model/net_v2', {family: 'net', version: 2}, {artifact: undefined, state: 'missing'});
		const large = madeModel('Net/Model/net_v1', {family: 'net', version: 1}, {artifact: madeArtifact('Net/Model/net_v1', {bytes: 5})});
		expect(family(gone, large).bytes).toBe(5);
	});

	test('are found by their name in any case', () => {
		const families = familiesOf([version('ResNet', 1)]);
		expect([familyNamed(families, 'resnet')?.name, familyNamed(families, 'res')?.name]).toEqual(['ResNet', undefined]);
	});
});

describe('the versions that are meant', () => {
	const one = version('net', 1, {more: {aliases: ['champion']}});
	const two = version('net', 2);
	const ten = version('net', 10);
	const net = family(one, two, ten);
	const meant = (text: string, of = net) => {
		const ref = parseVersionRef(text);
		return ref && chosenVersions(of, ref.choice, noBest).map(({model}) => model);
	};

	test('are the highest, a number, an alias', () => {
		expect([meant('net'), meant('net@latest'), meant('net@v2'), meant('net/v1'), meant('net@champion')]).toEqual([[ten], [ten], [two], [one], [one]]);
	});

	test('are the best, whichever that is', () => {
		expect(chosenVersions(net, {kind: 'best'}, () => one).map(({model}) => model)).toEqual([one]);
		expect(codeOf(() => meant('net@best'))).toBe('usage');
	});

	test('are several where several carry one number or one alias', () => {
		const copy = version('net', 10, {name: 'copy', more: {aliases: ['champion']}});
		const doubled = family(one, two, ten, copy);
		expect(new Set(meant('net@v10', doubled))).toEqual(new Set([ten, copy]));
		expect(new Set(meant('net', doubled))).toEqual(new Set([ten, copy]));
		expect(new Set(meant('net@champion', doubled))).toEqual(new Set([one, copy]));
	});

	test('that are not there are said, with what there is', () => {
		expect(() => meant('net@v3')).toThrow(expect.objectContaining({code: 'not-found', message: 'net has no version v3.'}));
		expect(() => meant('net@champoin')).toThrow(
			expect.objectContaining({message: 'net has no alias "champoin".', hint: 'Did you mean champion? It has v10, v2, v1, champion.'}),
		);
		expect(() => meant('net@2')).toThrow(expect.objectContaining({hint: expect.stringContaining('Did you mean v2?')}));
	});
});
