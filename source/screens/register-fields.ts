/** The fields of the form for a version: what they are called, what goes into them. Pure. */

import {safe, type SafeText} from '../../components/safe-text.ts';

/** Those in which one types, in the order in which they stand; `way` has three choices and stands behind `source`. */
export const textFields = [
	'family',
	'source',
	'metrics',
	'testDataset',
	'dataset',
	'framework',
	'architecture',
	'inputShape',
	'domain',
	'parent',
	'tags',
	'note',
] as const;
export type TextField = (typeof textFields)[number];

/** `submit`: the line below the fields that registers. */
export type RegisterField = TextField | 'way' | 'submit';

export const registerFields: readonly RegisterField[] = [...textFields.slice(0, 2), 'way', ...textFields.slice(2), 'submit'];

/** How a file comes into the registry, as a person chooses it. */
export const ways = ['copy', 'move', 'link'] as const;
export type Way = (typeof ways)[number];

export const fieldTitles: Readonly<Record<Exclude<RegisterField, 'submit'>, SafeText>> = {
	family: safe`Family`,
	source: safe`Source`,
	way: safe`How`,
	metrics: safe`Metrics`,
	testDataset: safe`Test dataset`,
	dataset: safe`Dataset`,
	framework: safe`Framework`,
	architecture: safe`Architecture`,
	inputShape: safe`Input shape`,
	domain: safe`Domain`,
	parent: safe`Parent`,
	tags: safe`Tags`,
	note: safe`Note`,
};

/** What goes into a field, as the end of a line. */
export const fieldHelp: Readonly<Record<RegisterField, SafeText>> = {
	family: safe`the line of models that this is a version of; resnet18@v3 asks for that number`,
	source: safe`a file, a folder or a URL`,
	way: safe`← → Space change it`,
	metrics: safe`results of a test, as in acc=0.697 auc=0.91`,
	testDataset: safe`what the metrics were measured on`,
	dataset: safe`what it was trained on`,
	framework: safe`as in pytorch`,
	architecture: safe`as in resnet18`,
	inputShape: safe`as in 1,3,224,224; a word such as batch for what is not fixed`,
	domain: safe`as in general or medical`,
	parent: safe`what it was made from: resnet18/v1, another model, or a file outside`,
	tags: safe`with blanks or commas between them`,
	note: safe`in one line`,
	submit: safe`Enter registers it`,
};

/** What becomes of the file. */
export const wayHelp: Readonly<Record<Way, SafeText>> = {
	copy: safe`copy leaves the file where it is`,
	move: safe`move takes the file away; mreg undo moves it to the trash; it does not go back by itself`,
	link: safe`link points to the file, which has to stay where it is, and as it is`,
};

const frameworks: Readonly<Record<string, string>> = {
	pt: 'pytorch',
	pth: 'pytorch',
	onnx: 'onnx',
	safetensors: 'safetensors',
	h5: 'keras',
	keras: 'keras',
	tflite: 'tensorflow-lite',
	pb: 'tensorflow',
	gguf: 'gguf',
	joblib: 'scikit-learn',
};

/** The framework that files of this name are usually of; undefined where the name does not say. */
export function frameworkOf(name: string): string | undefined {
	const extension = /\.([a-z0-9]+)$/i.exec(nameIn(name))?.[1]?.toLowerCase() ?? '';
	return Object.hasOwn(frameworks, extension) ? frameworks[extension] : undefined;
}

/** What was typed for a source, without the blanks and the quotes around it: a path may have been pasted as a shell writes it. */
export function placeIn(source: string): string {
	const typed = source.trim();
	return (/^'(.+)'$/s.exec(typed) ?? /^"(.+)"$/s.exec(typed))?.[1] ?? typed;
}

/** Whether a source is brought from the network. */
export function isUrl(source: string): boolean {
	return /^https?:\/\//i.test(placeIn(source));
}

/** Why a source of another kind, such as `file://`, is neither brought from the network nor a path; raw. */
export function schemeProblem(source: string): string | undefined {
	const place = placeIn(source);
	const [, scheme = '', rest = ''] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/is.exec(place) ?? [];
	if (scheme === '' || isUrl(source)) return undefined;
	if (scheme.toLowerCase() !== 'file') return `Nothing is brought by ${scheme}: http and https are; of a file on this machine type the path.`;
	return `file:// is not understood: type the path alone, ${rest.startsWith('/') ? rest : '/path/to/model.pth'}.`;
}

/** The last part of a path or a URL, without what stands behind `?` and `#` in that; '' where there is none. */
export function nameIn(source: string): string {
	const place = placeIn(source);
	const path = isUrl(place) ? place.replace(/^https?:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '') : place;
	return /([^/]*)\/*$/.exec(path)?.[1] ?? '';
}
