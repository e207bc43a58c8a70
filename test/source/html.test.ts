/** Text from outside in a page: whatever it says, it is text. */

import fc from 'fast-check';
import {expect, test} from 'vitest';
import {cutText, html, htmlLines, joinHtml, vouchHtml, type Html} from '../../source/html.ts';
import {anchorsFor} from '../../source/report-anchors.ts';
import {holdsForAll} from '../helpers/property.ts';

/** Markup among it often. */
const anyText = fc
	.array(fc.oneof(fc.constantFrom('<', '>', '"', "'", '&', '<script>', '\n', '\u202E', '한글', '\uD800'), fc.string({unit: 'binary', maxLength: 4})), {
		maxLength: 10,
	})
	.map(parts => parts.join(''));

const textOf = (page: Html) => [...htmlLines(page)].join('\n');

test('what could be markup is text, in elements and in values', () => {
	const hostile = `</td><script>alert(1)</script><img src=x onerror="alert('1')">&amp;`;
	const said = textOf(html`<td title="${hostile}">${hostile}</td>`);
	const text = '&lt;/td&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;amp;';
	expect(said).toBe(`<td title="${text}">${text}</td>`);
});

test('no text ends its element or its value, whatever it is', () => {
	holdsForAll([anyText], text => {
		const said = textOf(html`<i title="${text}">${text}</i>`);
		expect(said).toMatch(/^<i title="[^"<>]*">[^<>]*<\/i>$/);
	});
});

test('marks that turn the direction of writing, and controls, are seen', () => {
	expect(textOf(html`<b>${'gpj.\u202Etxt\u0007'}</b>`)).toBe(String.raw`<b>gpj.\u{202e}txt\x07</b>`);
});

test('markup stays markup, alone and in lists; what is not there leaves nothing', () => {
	const items = ['a', '<b>'].map(text => html`<li>${text}</li>`);
	expect(textOf(html`<p>${items}${undefined}${7}</p>`)).toBe('<p><li>a</li>\n<li>&lt;b&gt;</li>7</p>');
	expect(textOf(joinHtml([vouchHtml('<hr>'), html`x`]))).toBe('<hr>\nx');
});

test('something that only looks like markup made here is escaped', () => {
	const forged = JSON.parse('{"markup":"<script>","toString":"x"}') as string;
	expect(() => html`<b>${forged}</b>`).toThrow();
});

test('a text has no place in an address, a style, a script, or a value without quotation marks', () => {
	const text = 'javascript:alert(1)';
	expect(() => html`<a href="${text}">x</a>`).toThrow('may not stand behind');
	expect(() => html`<img src="${text}" />`).toThrow('may not stand behind');
	expect(() => html`<p style="color: ${text}">x</p>`).toThrow('may not stand behind');
	expect(() => html`<p onclick="${text}">x</p>`).toThrow('may not stand behind');
	expect(
		() =>
			html`<style>
				p {
					color: ${text};
				}
			</style>`,
	).toThrow('may not stand behind');
	expect(
		() =>
			html`<script>
				${text};
			</script>`,
	).toThrow('may not stand behind');
	expect(() => html`<p class=${text}>x</p>`).toThrow('may not stand behind');
	expect(textOf(html`<a href="#${'x'}">x</a>`)).toBe('<a href="#x">x</a>');
});

test('of a long text the beginning is there, cut between characters', () => {
	expect(textOf(html`<p>${'모'.repeat(1_000_000)}</p>`)).toBe(`<p>${'모'.repeat(1000)}…</p>`);
	expect(cutText('a😀b', 2)).toBe('a…');
	expect(cutText('a😀b', 3)).toBe('a😀…');
	expect(cutText('abc', 3)).toBe('abc');
});

test('anchors hold letters of any script and nothing that a link must escape; no two are equal', () => {
	const anchors = anchorsFor(['Mscn/Model/모델 1', 'Mscn/Model/모델-1', 'a"b', 'Mscn/Model/모델 1'], 'model-');
	expect([...anchors.values()]).toEqual(['model-Mscn-Model-모델-1', 'model-Mscn-Model-모델-1-2', 'model-a-b']);
	holdsForAll([anyText, anyText], (one, other) => {
		const made = anchorsFor([one, other], 'm-');
		expect(new Set(made.values()).size).toBe(new Set([one, other]).size);
		for (const anchor of made.values()) expect(anchor).toMatch(/^m-[\p{L}\p{N}._-]*$/u);
	});
});
