/** Pages of text, read out a line at a time: Detail, Help. Pure. */

import {displayWidth} from '../../components/cells.ts';
import {unpainted} from '../../components/paint.ts';
import {emptyText, safe, type SafeText} from '../../components/safe-text.ts';
import type {Model} from '../../store/domain/model.ts';
import type {LookedInside} from '../looked-inside.ts';
import {sheetAfter, sheetBefore} from '../model-sheet.ts';
import type {HelpedScreen} from '../routes.ts';
import {safeText} from '../text.ts';
import {counted} from '../words.ts';
import {dangerWords, insideSection} from './detail-inside.ts';
import {helpLines} from './help-lines.ts';
import {remember} from './remember.ts';
import type {ScreenContext} from './screen-context.ts';
import {resultSentences, type SpokenModelOptions} from './spoken-model.ts';
import {inWords, placeWords, type SpokenPart} from './spoken-part.ts';

/** Wide enough that nothing is broken into two lines. */
const unbounded = 500;

export interface SpokenDetailOptions {
	readonly context: ScreenContext;
	readonly models: SpokenModelOptions;
	readonly inside: LookedInside | undefined;
}

/** All of a model, a sentence a line. */
export function detailSentences(model: Model, {context, models, inside}: SpokenDetailOptions): readonly SafeText[] {
	const {snapshot, now} = context;
	const danger = dangerWords(model, inside);
	const results = resultSentences(model, models);
	return [
		...(danger === undefined ? [] : [danger]),
		...[...sheetBefore(model, {now})].slice(1),
		safe`Results: ${results.length === 0 ? safe`not tested` : counted(results.length, 'test')}`,
		...results,
		...sheetAfter(model, {models: snapshot.models, config: models.config, ranks: models.ranks}),
		...insideSection(model, inside, snapshot.models, unbounded).map(({text}) => text),
	]
		.map(labelled)
		.filter(line => line !== '');
}

/** `artifact: Mscn/Model/m, 5 kB`: what stands in a column of its own is what it is about. */
function labelled(line: SafeText): SafeText {
	return inWords(
		safeText(
			unpainted(line)
				.trim()
				.replace(/^(\S+(?: \S+)*) {2,}/, '$1: '),
		),
	);
}

export function spokenDetail(model: Model | undefined, line: number, options: SpokenDetailOptions): readonly SpokenPart[] {
	if (!model) return [{name: 'screen', key: 'detail gone', text: safe`Its files are gone. Escape goes back.`}];
	const lines = detailSentences(model, options);
	return [
		{name: 'screen', key: `detail ${model.key}`, text: safe`Detail of ${inWords(modelName(model))}, ${counted(lines.length, 'line')}.`},
		{name: 'row', key: `${model.key} ${line}`, text: lines[Math.min(line, lines.length - 1)] ?? emptyText},
	];
}

function modelName({id, algorithm}: Model): SafeText {
	return safeText(`${id}, ${algorithm}`);
}

/** The lines of help that say something, each key with what it does. */
export const helpSentences = remember((from: HelpedScreen, readOnly: boolean, words: string): readonly SafeText[] =>
	helpLines(from, unbounded, readOnly, words)
		.map(inHelp)
		.filter(line => displayWidth(line) > 0),
);

/** `c: The marked models side by side`. Its signs are what is explained: they stay. */
function inHelp(line: SafeText): SafeText {
	return safeText(unpainted(line).trim().replace(/ {2,}/, ': '));
}

export function spokenHelp(from: HelpedScreen, line: number, {readOnly, words}: {readonly readOnly: boolean; readonly words: string}): readonly SpokenPart[] {
	const lines = helpSentences(from, readOnly, words);
	return [
		{name: 'screen', key: `help ${from} ${words}`, text: safe`Help, ${counted(lines.length, 'line')}, down goes on, slash searches.`},
		{name: 'row', key: `help ${line} ${words}`, text: lines[Math.min(line, lines.length - 1)] ?? placeWords(safe`Line`, 0, 0)},
	];
}
