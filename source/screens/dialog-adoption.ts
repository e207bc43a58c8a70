/** The question before sidecars are written: where the first goes and what it says, and what of the others. Pure. */

import type {Model} from '../../store/domain/model.ts';
import {sourceWords, whyNot, type AdoptionPlan} from '../adoption-plan.ts';
import {modelsCommand} from '../change-command.ts';
import {countWords} from '../log-words.ts';
import {firstOf, sentences} from './change-words.ts';
import {nothingTyped, type ConfirmDialog} from './dialog.ts';
import {leftWords} from './left-words.ts';

/** Notes that are shown. */
const mostNotes = 2;

/** Why none of these models gets a sidecar, as a sentence; undefined where one may at least. */
export function whyNoneAdoptable(models: readonly Model[]): string | undefined {
	const [first, ...others] = models;
	if (!first || models.some(model => whyNot(model) === undefined)) return undefined;
	if (others.length === 0) return whyNot(first);
	const isGrowing = models.some(({state}) => state === 'untracked');
	return isGrowing ? `None of the ${models.length} can be adopted: those without a sidecar are being written.` : `All ${models.length} have sidecars.`;
}

/** @param options.names what can be typed for the models @param options.command that does the same; undefined: the one that names them @returns why nothing would be written, as a sentence, where nothing would */
export function adoptionQuestion(
	{adoptions, skipped, notes}: AdoptionPlan,
	{models, names, command = modelsCommand('adopt', names)}: {readonly models: readonly Model[]; readonly names: readonly string[]; readonly command?: string},
): ConfirmDialog | string {
	const left = leftWords(
		skipped,
		models.map(({key, id, sidecar, artifact}) => ({key, id, sidecar, artifact: artifact?.path})),
	);
	const [first, ...others] = adoptions;
	const said = adoptions.filter(({source}) => source === 'entry').length;
	const among = said === 0 ? '' : `${said === adoptions.length ? 'All' : said.toLocaleString('en-US')} from their entries in model_registry.json. `;
	if (!first) return sentences(['Nothing to write', ...left]);
	const done = (count: number) => (count === 1 && others.length === 0 ? `wrote ${first.path}` : `wrote the sidecars of ${countWords(count)}`);
	return {
		kind: 'confirm',
		lines: [
			others.length === 0 ? `Write ${first.path}${sourceWords(first)}?` : `Write ${adoptions.length.toLocaleString('en-US')} sidecars? ${among}Undo with u.`,
			...(others.length === 0 ? [] : [`The first is ${first.path}${sourceWords(first)}:`]),
			...(left.length === 0 ? [] : [sentences(left)]),
			...(notes.length === 0 ? [] : [firstOf(notes, mostNotes)]),
		],
		text: first.text.trimEnd().split('\n'),
		expects: 'yes',
		isEnterYes: true,
		typing: nothingTyped,
		pending: {
			request: {kind: 'adopt', adoptions},
			by: 'dashboard',
			done: done(adoptions.length),
			doneOf: keys => done(keys.length),
			command,
		},
	};
}
