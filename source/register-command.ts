/** The command line that registers what the form says. Pure. */

import {shellWord} from '../store/domain/test-command.ts';
import type {RegistrationWords} from './registration.ts';

/**
 * `mreg register resnet18 /data/model.pth --metric acc=0.697`.
 *
 * @param source the file, the folder or the URL; not used where a model of the registry is promoted
 * @param from what can be typed for that model
 */
export function registerCommand(words: RegistrationWords, {source, from}: {readonly source: string; readonly from?: string}): string {
	const options = [
		...(from === undefined ? [] : [option('from', from)]),
		...(from !== undefined || words.way === 'copy' ? [] : [`--${words.way}`]),
		...words.metrics.map(metric => option('metric', metric)),
		...given('test-dataset', words.testDataset),
		...given('dataset', words.dataset),
		...given('framework', words.framework),
		...given('architecture', words.architecture),
		...given('input-shape', words.inputShape),
		...given('domain', words.domain),
		...given('parent', words.parent),
		...words.tags.map(tag => option('tag', tag)),
		...given('note', words.note),
		...(words.isNewWanted ? ['--new-version'] : []),
	];
	const [name, file] = [words.name.trim(), source.trim()];
	const named = from === undefined ? [name, file] : [name];
	// A name that looks like an option stands behind `--`.
	const parts = named.some(word => word.startsWith('-')) ? [...options, '--', ...named.map(shellWord)] : [...named.map(shellWord), ...options];
	return ['mreg register', ...parts].join(' ');
}

function given(name: string, value: string | undefined): readonly string[] {
	return value === undefined ? [] : [option(name, value)];
}

function option(name: string, value: string): string {
	return value.startsWith('-') ? `--${name}=${shellWord(value)}` : `--${name} ${shellWord(value)}`;
}
