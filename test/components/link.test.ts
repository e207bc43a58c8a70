/** Hyperlinks in ready text: what the address is, that nothing of them takes cells, and that a cut one ends where it is cut. */

import {afterEach, expect, test} from 'vitest';
import {displayWidth, fit, truncate, truncateStart} from '../../components/cells.ts';
import {fileLink, fileUrl, link, setLinks, withFileLinks} from '../../components/link.ts';
import {paint, unpainted} from '../../components/paint.ts';
import {safe} from '../../components/safe-text.ts';
import {safeText} from '../../source/text.ts';

const place = {host: 'gpu7', root: '/data/exp'};
afterEach(() => setLinks(undefined));

test('an address names the machine and the whole path, all but plain characters in percent', () => {
	expect(fileUrl('Mscn/Model/논문 1#?.pt', place)).toBe('file://gpu7/data/exp/Mscn/Model/%EB%85%BC%EB%AC%B8%201%23%3F.pt');
	expect(fileUrl('/etc/x', place)).toBe('file://gpu7/etc/x');
	expect(fileUrl('a', {host: 'bad host\u001B', root: '/'})).toBe('file:///a');
	expect(fileUrl('\uD800\u0007\u001B]', place)).toMatch(/^file:\/\/gpu7\/data\/exp\/[!-~]+$/);
});

test('nothing is a link until links are on, and what is no plain address never is', () => {
	expect(fileLink('a', safe`a`)).toBe('a');
	setLinks(place);
	expect(fileLink('a', safe`a`)).toBe('\u001B]8;;file://gpu7/data/exp/a\u0007a\u001B]8;;\u0007');
	expect(link('file:///a b', safe`a`)).toBe('a');
	expect(link('file:///\u0007', safe`a`)).toBe('a');
	expect(fileLink('x'.repeat(3_000), safe`a`)).toBe('a');
});

test('a link takes the cells of its text; cut it is closed, at the begin too; painting goes around it, unpainting takes it away', () => {
	setLinks(place);
	const whole = fileLink('a', safeText('모델 weights.pt'));
	expect(displayWidth(whole)).toBe(15);
	for (const cut of [truncate(whole, 8), truncateStart(whole, 8), fit(whole, 8), fit(safe`  ${whole} more`, 12)]) {
		expect(cut.match(/\u001B\]8;;file/g)).toHaveLength(1);
		expect(cut).toMatch(/\u001B\]8;;\u0007[^\u001B]*$/);
		expect(displayWidth(cut)).toBe(cut.includes('  ') ? 12 : 8);
	}
	expect(unpainted(paint({inverse: true}, whole))).toBe('모델 weights.pt');
	expect(displayWidth(paint({dim: true}, fit(whole, 20)))).toBe(20);
});

test('in a line the longest text that stands there whole becomes the link', () => {
	setLinks(place);
	const files = [
		{path: 'M/a.json', text: safe`M/a.json`},
		{path: 'M/a', text: safe`M/a`},
	];
	expect(withFileLinks(safe`  sidecar  M/a.json`, files)).toBe('  sidecar  \u001B]8;;file://gpu7/data/exp/M/a.json\u0007M/a.json\u001B]8;;\u0007');
	expect(withFileLinks(safe`  artifact  M/a (file)`, files)).toContain('exp/M/a\u0007M/a\u001B');
	expect(withFileLinks(safe`nothing`, files)).toBe('nothing');
});
