/** Which names belong together: every rule of the file format, and that stems never have to do with each other. */

import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {isJsonName, isNobodys, modelExtensions, pairNames, stemOf, type Pair} from '../../store/domain/pairing.ts';
import {holdsForAll} from '../helpers/property.ts';

const sidecar = () => true;
const artifact = () => false;

/** `artifact <- sidecar (+files)`, sorted: easy to read in a failure. */
function pairing(names: readonly string[], isSidecar: (name: string) => boolean = sidecar): string[] {
	return pairNames(names, isSidecar).map(shown).sort();
}

function shown({artifact = '?', sidecar = '-', files, taken}: Pair): string {
	return `${artifact} <- ${sidecar}${files.length > 0 ? ` +${files.join('+')}` : ''}${taken ? ` (${taken.artifact} by ${taken.by})` : ''}`;
}

describe('a sidecar X.json', () => {
	test('describes X', () => expect(pairing(['m', 'm.json'])).toEqual(['m <- m.json']));

	test.each(modelExtensions)('describes X.%s', extension => expect(pairing([`m.${extension}`, 'm.json'])).toEqual([`m.${extension} <- m.json`]));

	test('describes the first extension in the order of the format, and the others are listed as files', () => {
		expect(pairNames([...modelExtensions.map(extension => `m.${extension}`), 'm.json'].sort(), sidecar)).toEqual([
			{artifact: 'm.pt', sidecar: 'm.json', files: modelExtensions.slice(1).map(extension => `m.${extension}`)},
		]);
	});

	test.each(modelExtensions.slice(1).map((later, index) => [modelExtensions[index], later]))('prefers .%s to .%s', (earlier, later) => {
		expect(pairing([`m.${later}`, `m.${earlier}`, 'm.json'])).toEqual([`m.${earlier} <- m.json +m.${later}`]);
	});

	test('prefers X to X.pt', () => expect(pairNames(['m', 'm.pt', 'm.json'], sidecar)[0]).toMatchObject({artifact: 'm', sidecar: 'm.json'}));

	test('does not describe X.weights: that is no extension of a model', () => {
		expect(pairing(['m.weights', 'm.json'])).toEqual(['? <- m.json', 'm.weights <- -']);
	});

	test('does not describe X.PT: extensions are as they are written', () => {
		expect(pairing(['m.PT', 'm.json'])).toEqual(['? <- m.json', 'm.PT <- -']);
	});
});

describe('a sidecar X.<ext>.json', () => {
	test.each(['pt', 'weights', 'txt', 'tar.gz', 'json'])('describes X.%s', extension => {
		expect(pairing([`m.${extension}`, `m.${extension}.json`])).toEqual([`m.${extension} <- m.${extension}.json`]);
	});

	test('leaves the others of the stem alone', () => {
		expect(pairing(['m.pt', 'm.onnx', 'm.pt.json'])).toEqual(['m.onnx <- -', 'm.pt <- m.pt.json']);
	});

	test('beside X with X.json: two models', () => {
		expect(pairing(['m', 'm.json', 'm.pt', 'm.pt.json'])).toEqual(['m <- m.json', 'm.pt <- m.pt.json']);
	});

	test('takes its artifact out of the files of X.json', () => {
		expect(pairing(['m.pt', 'm.onnx', 'm.json', 'm.onnx.json'])).toEqual(['m.onnx <- m.onnx.json', 'm.pt <- m.json']);
	});

	test('of two sidecars for one artifact it describes it, and the other says who took it', () => {
		expect(pairing(['m.pt', 'm.json', 'm.pt.json'])).toEqual(['? <- m.json (m.pt by m.pt.json)', 'm.pt <- m.pt.json']);
	});

	test('taken from X.json, the next extension is described by that', () => {
		expect(pairing(['m.pt', 'm.pth', 'm.json', 'm.pt.json'])).toEqual(['m.pt <- m.pt.json', 'm.pth <- m.json']);
	});
});

describe('a .json that describes nothing here', () => {
	test('is a sidecar without its artifact, if it looks like a sidecar', () => expect(pairing(['m.json'], sidecar)).toEqual(['? <- m.json']));

	test('else is an artifact', () => expect(pairing(['m.json'], artifact)).toEqual(['m.json <- -']));

	test('is an artifact with X.json.json as its sidecar, whatever it looks like', () => {
		expect(pairing(['m.json', 'm.json.json'], sidecar)).toEqual(['m.json <- m.json.json']);
		expect(pairing(['m.json', 'm.json.json'], artifact)).toEqual(['m.json <- m.json.json']);
	});

	test('is asked for only where nothing else decides', () => {
		const asked: string[] = [];
		pairNames(['m', 'm.json', 'm.pt', 'm.pt.json', 'm.onnx.json'], name => asked.push(name) > 0);
		expect(asked).toEqual(['m.onnx.json']);
	});

	test('three in a row: the longest describes the next, and the last is on its own', () => {
		expect(pairing(['m.json', 'm.json.json', 'm.json.json.json'])).toEqual(['? <- m.json', 'm.json.json <- m.json.json.json']);
	});
});

describe('nobody’s', () => {
	test.each(['.hidden', '.m.json', '.mreg.lock', 'm.tmp', 'm.json.tmp', 'm.part', 'm~', 'm.json~', 'm.lock'])('%s is never looked at', name =>
		expect(isNobodys(name)).toBe(true),
	);

	test.each(['m', 'm.json', 'm.tmp.json', 'tmp', 'part', 'm.locked', '~m', 'm.lock.pt'])('%s is looked at', name => expect(isNobodys(name)).toBe(false));

	const unpaired = ['log', 'txt', 'md', 'csv', 'tsv', 'png', 'jpg', 'svg', 'pdf', 'yaml', 'yml', 'py', 'ipynb', 'out', 'err'];

	test.each([...unpaired.map(extension => `m.${extension}`), 'events.out.tfevents.1729301400.gpu7'])('%s is none without a sidecar', name => {
		expect(pairing([name])).toEqual([]);
		expect(pairing([name, 'm', 'm.json'])).toEqual(['m <- m.json']);
	});

	test.each(unpaired)('m.%s is a model with a sidecar of its full name', extension => {
		expect(pairing([`m.${extension}`, `m.${extension}.json`])).toEqual([`m.${extension} <- m.${extension}.json`]);
	});
});

describe('names in two Unicode forms', () => {
	const [nfc, nfd] = ['모델'.normalize('NFC'), '모델'.normalize('NFD')];

	test('an NFD sidecar describes an NFC artifact, and the other way round', () => {
		expect(pairing([nfc, `${nfd}.json`])).toEqual([`${nfc} <- ${nfd}.json`]);
		expect(pairing([`${nfd}.pt`, `${nfc}.json`])).toEqual([`${nfd}.pt <- ${nfc}.json`]);
	});

	test('of twins each sidecar describes the artifact of its own form', () => {
		const twins = [nfc, nfd, `${nfc}.json`, `${nfd}.json`];
		for (const names of [twins, [...twins].reverse()]) expect(pairing(names)).toEqual([`${nfc} <- ${nfc}.json`, `${nfd} <- ${nfd}.json`].sort());
	});

	test('of twins with an extension, too', () => {
		expect(pairing([`${nfc}.pt`, `${nfd}.pt`, `${nfd}.json`, `${nfc}.json`])).toEqual([`${nfc}.pt <- ${nfc}.json`, `${nfd}.pt <- ${nfd}.json`].sort());
	});

	test('both have one stem', () => expect(stemOf(`${nfd}.pt.json`)).toBe(nfc));
});

describe('a stem', () => {
	test.each([
		['m', 'm'],
		['m.json', 'm'],
		['m.pt', 'm'],
		['m.pt.json', 'm'],
		['m.json.json', 'm'],
		['m.v1.pt', 'm.v1'],
		['m.weights.json', 'm.weights'],
		['json', 'json'],
		['m.tar.gz', 'm.tar.gz'],
	])('of %s is %s', (name, stem) => expect(stemOf(name)).toBe(stem));

	const endings = fc
		.array(fc.constantFrom('.json', '.pt', '.pth', '.onnx', '.weights', '.txt', '.tmp', '.log', ''), {maxLength: 4})
		.map(parts => parts.join(''));
	const names = fc
		.array(
			fc.tuple(fc.constantFrom('m', 'n', 'm.v1', '가', '가'.normalize('NFD'), 'é', 'e\u0301', 'pt', 'json', ' ', '\n'), endings).map(parts => parts.join('')),
			{maxLength: 14},
		)
		.map(list => [...new Set(list)].filter(name => !isNobodys(name)));

	test('is closed under all rules: a folder paired whole is the same as paired stem by stem', () => {
		holdsForAll(
			[names, fc.boolean()],
			(names, loneIsSidecar) => {
				const byStem = Map.groupBy(names, stemOf);
				const decide = (name: string) => loneIsSidecar === (name.length % 2 === 0);
				const whole = pairNames(names, decide).map(shown).sort();
				const parts = [...byStem.values()].flatMap(part => pairNames(part, decide).map(shown)).sort();
				expect(parts).toEqual(whole);
			},
			{runs: 3000},
		);
	});

	test('gives every name one place at most, and loses none but nobody’s', () => {
		holdsForAll(
			[names],
			names => {
				const placed = pairNames(names, sidecar).flatMap(({artifact, sidecar, files}) => [artifact, sidecar, ...files].filter(name => name !== undefined));
				expect(placed.length).toBe(new Set(placed).size);
				const lost = names.filter(name => !placed.includes(name));
				expect(lost.filter(name => !/\.(log|txt)$/.test(name))).toEqual([]);
				for (const name of placed) expect(names).toContain(name);
			},
			{runs: 1000},
		);
	});

	test('does not depend on the order of the names', () => {
		holdsForAll(
			[names.chain(names => fc.tuple(fc.constant(names), fc.shuffledSubarray(names, {minLength: names.length})))],
			([names, shuffled]) => {
				expect(pairing(shuffled)).toEqual(pairing(names));
			},
			{runs: 1000},
		);
	});

	test('a sidecar is always a .json', () => {
		holdsForAll([names], names => pairNames(names, sidecar).every(({sidecar}) => sidecar === undefined || isJsonName(sidecar)));
	});
});
