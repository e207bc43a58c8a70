/** The command line of a cleanup. */

import {expect, test} from 'vitest';
import {ageOption, cleanupLine} from '../../source/cleanup-command.ts';
import {readAge} from '../../store/domain/query-values.ts';

const day = 86_400_000;
const least = {algorithm: 'mscn', keep: 5, metric: 'total_time', foldSeeds: false, keepBests: false, minAge: 0};

test('what holds without being said is left out', () => {
	expect(cleanupLine(least)).toBe('mreg cleanup --algo mscn --keep 5 --metric total_time');
});

test('every part of a rule has its option', () => {
	expect(cleanupLine({...least, dataset: 'imdb', foldSeeds: true, keepBests: true, minAge: day, untested: 7 * day, purge: true, dryRun: true})).toBe(
		'mreg cleanup --algo mscn --keep 5 --fold seed --metric total_time --dataset imdb --keep-bests --min-age 24h --untested 7d --purge --dry-run',
	);
});

test('names stand in it as a shell takes them', () => {
	expect(cleanupLine({...least, algorithm: 'a b', dataset: "it's"})).toBe(
		String.raw`mreg cleanup --algo 'a b' --keep 5 --metric total_time --dataset 'it'\''s'`,
	);
});

test('an age is what a query reads as the same', () => {
	expect([0, 90 * 60_000, 36 * 3_600_000, day, 2 * day, 1500].map(ageOption)).toEqual(['0s', '90m', '36h', '24h', '2d', '1.5s']);
	for (const ms of [0, 1, 59_999, 60_000, 3_600_000, day - 1, day, 3 * day + 3_600_000]) expect(readAge(ageOption(ms))?.value).toBeCloseTo(ms, 6);
});
