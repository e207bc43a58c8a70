/** The rule of a cleanup as a sentence whose [fields] can be changed. Pure. */

import {displayWidth, truncate} from '../../components/cells.ts';
import {paint} from '../../components/paint.ts';
import {joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import {safeText} from '../text.ts';
import {theme} from '../theme.ts';
import {arrowOf} from '../words.ts';
import {ageText, objectiveText, type FieldContext, type FieldId} from './cleanup-fields.ts';
import {tagsOfRule, type CleanupRule} from './cleanup-rule.ts';

/** A stretch of the sentence, raw; of a field its value. */
interface Run {
	readonly text: string;
	readonly field?: FieldId;
}

/** No field shows more of its text (cells). */
const widestField = 60;

export interface SentenceOptions {
	readonly width: number;
	readonly isShort: boolean;
	/** The field that is being changed. */
	readonly field?: FieldId;
}

/** The fields that mean something now, in the order of the sentence. */
export function fieldsOf(rule: CleanupRule, {objective}: FieldContext): readonly FieldId[] {
	// On each dataset the best stays already, unless configurations are counted.
	const hasBests = objective?.dataset !== undefined || rule.foldSeeds;
	return ['keep', 'fold', 'objective', ...(hasBests ? (['bests'] as const) : []), 'tags', 'minAge', 'untested'];
}

/** What stands in a field; raw. */
export function fieldText(field: FieldId, rule: CleanupRule, {config, objective}: FieldContext, isShort = false): string {
	switch (field) {
		case 'keep':
			return String(rule.keep);
		case 'fold':
			if (!rule.foldSeeds) return rule.keep === 1 ? 'model' : 'models';
			return `${rule.keep === 1 ? 'configuration' : 'configurations'}${isShort ? ', all seeds' : ', with all seeds'}`;
		case 'objective':
			return objective ? `${objectiveText(objective)} ${arrowOf(objective.direction)}` : 'no metric yet';
		case 'bests':
			if (isShort) return rule.keepBests ? '+ other datasets' : 'no other bests';
			return rule.keepBests ? 'and the best on every other dataset' : 'and no best on other datasets';
		case 'tags': {
			const tags = tagsOfRule(rule, config);
			if (tags.length === 0) return isShort ? 'none for tags' : 'nothing for its tags';
			return tags.join(tags.some(tag => tag.includes(' ')) ? ', ' : ' ');
		}
		case 'minAge':
			if (rule.minAge === 0) return isShort ? 'none for age' : 'nothing for its age';
			return ageText(rule.minAge);
		case 'untested':
			if (rule.untested === undefined) return 'for good';
			if (rule.untested === 0) return isShort ? 'none untested' : 'nothing untested';
			return ageText(rule.untested);
	}
}

/** @returns the sentence in lines of at most `width` cells */
export function sentenceLines(rule: CleanupRule, context: FieldContext, {width, isShort, field}: SentenceOptions): readonly SafeText[] {
	const shown = fieldsOf(rule, context);
	const run = (id: FieldId): readonly Run[] => (shown.includes(id) ? [{text: `[${fieldText(id, rule, context, isShort)}]`, field: id}] : []);
	const bests = shown.includes('bests') ? [{text: ' '}, ...run('bests')] : [];
	const losses = rule.keepLosses ? [{text: isShort ? ', bests (L)' : ', every best that would be lost (L)'}] : [];
	const before = wordsBefore(rule, context, isShort);
	const runs: readonly Run[] = [
		{text: isShort ? 'Best ' : 'Keep the best '},
		...run('keep'),
		{text: ' '},
		...run('fold'),
		{text: ' by '},
		...run('objective'),
		...bests,
		...losses,
		{text: before.tags},
		...run('tags'),
		{text: before.minAge},
		...run('minAge'),
		{text: before.untested},
		...run('untested'),
		{text: !isShort && isAge(rule.untested) ? ' old.' : '.'},
	];
	return wrapRuns(runs, width - 2).map(line => safe` ${joinSafe(line.map(piece => painted(piece, field)))}`);
}

/** What stands before the later fields, which depends on what is in them. */
function wordsBefore(rule: CleanupRule, {config}: FieldContext, isShort: boolean): Readonly<Record<'tags' | 'minAge' | 'untested', string>> {
	const hasTags = tagsOfRule(rule, config).length > 0;
	const untested = isAge(rule.untested)
		? isShort
			? 'untested until '
			: 'the untested until they are '
		: rule.untested === 0
			? ''
			: isShort
				? 'untested '
				: 'the untested ';
	return {
		tags: hasTags ? (isShort ? ', tags ' : ', what carries a tag of ') : ', ',
		minAge: rule.minAge > 0 ? (isShort ? ', younger than ' : ', what is younger than ') : ', ',
		untested: `${isShort ? ', ' : ', and '}${untested}`,
	};
}

function isAge(age: number | undefined): boolean {
	return age !== undefined && age > 0;
}

interface Piece {
	readonly text: SafeText;
	readonly field?: FieldId;
}

/** Lines of pieces, broken at spaces, a field only where it is wider than a line; a word that is wider is cut. */
function wrapRuns(runs: readonly Run[], width: number): ReadonlyArray<readonly Piece[]> {
	const lines: Piece[][] = [[]];
	let used = 0;
	for (const word of wordsIn(runs).flatMap(whole => (cellsIn(whole) <= width ? [whole] : split(whole)))) {
		const cells = Math.min(width, cellsIn(word));
		const line = lines.at(-1);
		const isFirst = used === 0;
		if (line && (isFirst || used + 1 + cells <= width)) {
			const before = line.at(-1);
			// Between two words of one field the space belongs to it.
			if (!isFirst) line.push({text: safe` `, field: before?.field === word[0]?.field ? before?.field : undefined});
			line.push(...fitting(word, width));
			used += cells + (isFirst ? 0 : 1);
		} else {
			lines.push([...fitting(word, width)]);
			used = cells;
		}
	}
	return lines;
}

function fitting(word: readonly Piece[], width: number): readonly Piece[] {
	let left = width;
	return word.map(({text, field}) => {
		const kept = truncate(text, Math.max(0, left));
		left -= displayWidth(kept);
		return {text: kept, field};
	});
}

function cellsIn(word: readonly Piece[]): number {
	return word.reduce((sum, {text}) => sum + displayWidth(text), 0);
}

/** What is not to be broken: words, and whole fields with what stands right beside them. */
function wordsIn(runs: readonly Run[]): ReadonlyArray<readonly Piece[]> {
	const words: Piece[][] = [[]];
	for (const {text, field} of runs) {
		if (field === undefined) addWords(words, {text: safeText(text)});
		else words.at(-1)?.push({text: truncated(safeText(text)), field});
	}
	return words.filter(word => word.length > 0);
}

function split(word: readonly Piece[]): ReadonlyArray<readonly Piece[]> {
	const words: Piece[][] = [[]];
	for (const piece of word) addWords(words, piece);
	return words.filter(({length}) => length > 0);
}

/** The first one goes on with the last word that is there. */
function addWords(words: Piece[][], {text, field}: Piece): void {
	for (const [index, part] of text.split(' ').entries()) {
		if (index > 0) words.push([]);
		if (part !== '') words.at(-1)?.push({text: safeText(part), field});
	}
}

/** With its bracket at the end. */
function truncated(text: SafeText): SafeText {
	return displayWidth(text) <= widestField ? text : safe`${truncate(text, widestField)}]`;
}

function painted({text, field}: Piece, active: FieldId | undefined): SafeText {
	if (field === undefined) return text;
	return paint(field === active ? theme.focus : theme.title, text);
}
