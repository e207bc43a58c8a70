/** How a report looks: dark and light as the reader's system is, and on paper. Without it the page reads well, too. */

import {vouchHtml, type Html} from './html.ts';

/** The colours have a contrast of 4.5 or more to what they stand on, in both looks. */
export const reportStyle: Html = vouchHtml(`<style>
:root { color-scheme: light dark; --page: #ffffff; --ink: #1b1f24; --quiet: #57606a; --line: #d0d7de; --band: #f3f5f8; --good: #116329; --bad: #a40e26; --accent: #0b57b0; --best: #fff4cc; }
@media (prefers-color-scheme: dark) { :root { --page: #0f1318; --ink: #e4e8ee; --quiet: #9aa5b1; --line: #333b45; --band: #181e25; --good: #63c57a; --bad: #ff8d86; --accent: #7ab7ff; --best: #3a3311; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.5rem 4rem; max-width: 90rem; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "Apple SD Gothic Neo", "Malgun Gothic", "Noto Sans KR", NanumGothic, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font-size: 1.3rem; margin: 3rem 0 .75rem; padding-bottom: .3rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1.05rem; margin: 2rem 0 .5rem; }
p, ul { margin: .5rem 0; }
ul { padding-left: 1.25rem; }
a { color: var(--accent); }
code { font: .86em/1.45 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", "D2Coding", NanumGothicCoding, monospace; background: var(--band); padding: .1em .35em; border-radius: 4px; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: 0; list-style: none; }
.quiet, .how, .notes, figcaption, .facts dt { color: var(--quiet); }
.how, .notes, figcaption { font-size: .87rem; }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: 1rem 0; }
.facts dd { margin: 0; }
.wide { overflow-x: auto; margin: .75rem 0; }
table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
caption { text-align: left; color: var(--quiet); font-size: .87rem; padding-bottom: .4rem; }
th, td { padding: .3rem .7rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
th { font-weight: 600; }
thead th { border-bottom: 2px solid var(--line); white-space: nowrap; }
thead small { display: block; font-weight: 400; color: var(--quiet); }
tbody th { font-weight: 500; }
th.group { background: var(--band); font-size: .82rem; letter-spacing: .03em; color: var(--quiet); }
.right { text-align: right; white-space: nowrap; }
.note { min-width: 14rem; max-width: 26rem; }
tbody th { min-width: 9rem; }
td small { color: var(--quiet); }
td.best { background: var(--best); font-weight: 700; }
td.second b { font-weight: 400; text-decoration: underline; }
td.better .sign { color: var(--good); }
td.worse .sign { color: var(--bad); }
td.hole { color: var(--quiet); font-style: italic; }
td.other-data { color: var(--quiet); }
.bad { color: var(--bad); }
figure { margin: 1rem 0 1.5rem; }
figure .mreg-chart { --mc-back: var(--page); display: block; width: 100%; height: auto; max-width: 60rem; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 34rem), 1fr)); gap: 0 2rem; }
:target { outline: 2px solid var(--accent); outline-offset: 2px; }
@media print {
	:root { color-scheme: light; --page: #ffffff; --ink: #000000; --quiet: #444444; --line: #bbbbbb; --band: #f3f3f3; --good: #116329; --bad: #a40e26; --accent: #000000; --best: #f5f0d8; }
	body { max-width: none; padding: 0; font-size: 10pt; }
	nav { display: none; }
	.wide { overflow: visible; }
	table { font-size: 8pt; }
	thead { display: table-header-group; }
	tr, figure { break-inside: avoid; }
	h2, h3 { break-after: avoid; }
	a { text-decoration: none; }
}
</style>`);
