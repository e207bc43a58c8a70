/** What can be copied of models to the clipboard. Pure. */

import type {Model} from '../../store/domain/model.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {filledCommand} from '../../store/domain/test-command.ts';
import {isTestable} from '../leaderboard-words.ts';
import {modelJson, modelJsonLine} from '../model-json.ts';
import {jsonText} from '../text.ts';
import {subjectWords} from './change-words.ts';
import type {CopyDialog, CopyKind} from './dialog.ts';

export interface CopySource {
	readonly models: readonly Model[];
	readonly snapshot: Pick<Snapshot, 'root' | 'models' | 'config'>;
	/** The command that the last action equals. */
	readonly command: string | undefined;
}

const labels: Readonly<Record<CopyKind, string>> = {
	id: 'id',
	path: 'path',
	sidecar: "sidecar's path",
	key: 'key',
	test: 'test command',
	command: 'last command',
	json: 'JSON',
};
const kinds: readonly CopyKind[] = ['id', 'path', 'sidecar', 'key', 'test', 'command', 'json'];
/** A hint shows no more of a text (characters). */
const longestHint = 200;

/** The menu: what there is to copy, with its beginning. */
export function copyDialog(source: CopySource): CopyDialog {
	const choices = kinds.flatMap((kind): CopyDialog['choices'] => {
		if (kind === 'json') return [{kind, label: labels.json, hint: source.models.length === 1 ? 'all that is known of it' : 'one line a model'}];
		const text = copyText(kind, source);
		if (text === undefined) return [];
		const [first = '', ...others] = text.split('\n');
		return [{kind, label: labels[kind], hint: `${first.slice(0, longestHint)}${others.length === 0 ? '' : ` and ${others.length} more`}`}];
	});
	return {kind: 'copy', keys: source.models.map(({key}) => key), subject: subjectWords(source.models), choices};
}

/** The text, one line a model; undefined where there is none. */
export function copyText(kind: CopyKind, {models, snapshot, command}: CopySource): string | undefined {
	const {root} = snapshot;
	const paths = (of: (model: Model) => string | undefined) => models.flatMap(model => of(model) ?? []).map(path => `${root}/${path}`);
	switch (kind) {
		case 'id':
			return lines(models.map(({id}) => id));
		case 'key':
			return lines(models.map(({key}) => key));
		case 'path':
			return lines(paths(({artifact}) => artifact?.path));
		case 'sidecar':
			return lines(paths(({sidecar}) => sidecar));
		case 'test':
			return lines(testCommands(models, snapshot));
		case 'command':
			return command;
		case 'json': {
			const [first, ...others] = models;
			return first && others.length === 0 ? jsonText(modelJson(first), 2) : lines(models.map(modelJsonLine));
		}
	}
}

function lines(texts: readonly string[]): string | undefined {
	return texts.length === 0 ? undefined : texts.join('\n');
}

/** The commands that test models on the datasets of their algorithm that they have no result on; where there are none, on all of them. */
function testCommands(models: readonly Model[], {models: all, config}: CopySource['snapshot']): readonly string[] {
	const {testCommand} = config;
	if (testCommand === undefined) return [];
	return models.filter(isTestable).flatMap(model => {
		const datasets = new Set(all.filter(({algorithm}) => algorithm.toLowerCase() === model.algorithm.toLowerCase()).flatMap(testedOn));
		const own = new Set(testedOn(model));
		const missing = [...datasets].filter(dataset => !own.has(dataset));
		return (missing.length > 0 ? missing : [...datasets]).flatMap(dataset => filledCommand(testCommand, {dataset, id: model.id}) ?? []);
	});
}

function testedOn({tests}: Model): readonly string[] {
	return tests.flatMap(({dataset}) => dataset ?? []);
}
