/** What `mreg doctor` found, as lines: by kind, each with what puts it right. */

import {emptyText, joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import type {Finding} from '../../store/domain/finding.ts';
import {isFixable} from '../../store/domain/findings.ts';
import {findingTitles, isOnRequest, listedKeys, subjectOf} from '../finding-words.ts';
import {safeText} from '../text.ts';
import {counted, namedShort} from '../words.ts';
import {wrappedLines} from '../wrapped-lines.ts';
import type {Options} from './command.ts';
import type {Look} from './doctor.ts';

interface Printing extends Options {
	/** Cells of the terminal; undefined where there is none. */
	readonly cells: number | undefined;
}

/** Of one kind, and models of one finding, unless --long asks for all. */
const mostShown = 5;

/** What was found. */
export function* printedLines(look: Look, options: Printing): Iterable<SafeText> {
	for (const line of groupLines(look, options)) yield* wrappedLines(line, options.cells);
}

/** By kind: a heading, what was found, and what puts it right; what is nothing wrong at the end, under one heading. */
function* groupLines({findings, problems, name}: Look, {long = false}: Options): Iterable<SafeText> {
	const most = long ? Infinity : mostShown;
	const byKind = (isInformation: boolean) =>
		Map.groupBy(
			findings.filter(finding => finding.isInformation === isInformation),
			({kind}) => kind,
		);
	for (const [kind, group] of byKind(false)) {
		const keys = new Set(group.flatMap(finding => subjectOf(finding) ?? finding.keys));
		yield heading(findingTitles[kind], keys.size > 0 ? counted(keys.size, 'model') : counted(group.length, 'finding'));
		yield* findingLines(group, {name, most});
	}
	if (problems.length > 0) {
		yield heading(safe`TO BE MENDED BY HAND`, counted(problems.length, 'problem'));
		for (const {path, message} of problems.slice(0, most)) yield safe`  ${path === '' ? emptyText : safe`${safeText(path)}: `}${safeText(message)}`;
		if (problems.length > most) yield more(problems.length - most);
	}
	const told = byKind(true);
	if (told.size > 0) yield safe`FOR INFORMATION`;
	for (const group of told.values()) yield* findingLines(group, {name, most});
}

/** Of one kind. */
function* findingLines(group: readonly Finding[], {name, most}: Pick<Look, 'name'> & {readonly most: number}): Iterable<SafeText> {
	const shown = group.slice(0, most);
	for (const [index, finding] of shown.entries()) {
		yield safe`  ${aboutWords(finding, name)}${safeText(finding.message)}`;
		const listed = listedKeys(finding);
		if (listed.length > 0) yield safe`    ${namedShort(listed.map(name), most)}`;
		// What is the same for all is said once.
		if (shown[index + 1]?.repair !== finding.repair) yield safe`    → ${repairWords(finding)}`;
	}
	if (group.length > shown.length) yield more(group.length - shown.length);
}

function heading(title: SafeText, count: SafeText): SafeText {
	return joinSafe([title, count], safe`  `);
}

function more(count: number): SafeText {
	return safe`  … and ${count} more: --long shows all`;
}

function aboutWords(finding: Finding, name: (key: string) => string): SafeText {
	const key = subjectOf(finding);
	if (key !== undefined) return safe`${safeText(name(key))}: `;
	return finding.keys.length === 0 && finding.kind === 'stale-lock' ? safe`${finding.path === '' ? safe`.` : safeText(finding.path)}: ` : emptyText;
}

function repairWords(finding: Finding): SafeText {
	const repair = safeText(finding.repair);
	if (isOnRequest(finding)) return safe`--fix --link: ${repair}`;
	if (isFixable(finding)) return safe`--fix: ${repair}`;
	return finding.isInformation ? repair : safe`by hand: ${repair}`;
}
