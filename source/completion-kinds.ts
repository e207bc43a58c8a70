/** What kind of value each option and argument of the commands takes, for completion. Pure. */

/** `nothing`: what nobody but the person knows. A list of words stands for itself. */
export type ValueKind = NamedKind | readonly string[];

type NamedKind =
	| 'nothing'
	| 'file'
	| 'folder'
	/** An id, a key, or a version. */
	| 'model'
	/** Likewise, or a file. */
	| 'model or file'
	/** A model without a sidecar. */
	| 'untracked'
	| 'version'
	| 'family'
	| 'family or version'
	/** What a version may be called. */
	| 'alias'
	/** A model in the trash. */
	| 'trashed'
	/** A transaction that can be taken back. */
	| 'undoable'
	/** A transaction that has models in the trash. */
	| 'purgeable'
	| 'algorithm'
	| 'dataset'
	/** One that models were trained on. */
	| 'training dataset'
	/** One that models were tested on. */
	| 'test dataset'
	| 'tag'
	/** Only those of the models that were typed before. */
	| 'tag of models'
	| 'metric'
	/** `METRIC=`. */
	| 'metric value'
	/** `HYPERPARAMETER=`. */
	| 'param value'
	/** A hyperparameter, or the time. */
	| 'axis'
	| 'sort key'
	| 'column list'
	| 'query'
	| 'view'
	/** What doctor tells. */
	| 'finding'
	| 'command';

export interface Place {
	/** The arguments before. */
	readonly args: readonly string[];
	readonly options: ReadonlyMap<string, readonly string[]>;
	/** A `--` stands before. */
	readonly isEnded: boolean;
}

const options: Readonly<Record<string, ValueKind>> = {
	'--root': 'folder',
	'--algo': 'algorithm',
	'--all': 'algorithm',
	'--dataset': 'test dataset',
	'--test-dataset': 'dataset',
	'--tags': 'tag',
	'--tag': 'tag',
	'--where': 'query',
	'--query': 'query',
	'--until': 'query',
	'--sort': 'sort key',
	'--metric': 'metric',
	'--param': 'param value',
	'--params': 'param value',
	'--columns': 'column list',
	'--x': 'axis',
	'--view': 'view',
	'--id': 'model',
	'--from': 'model',
	'--baseline': 'model',
	'--parent': 'model or file',
	'--times': 'file',
	'--plan': 'file',
	'--svg': 'file',
	'--html': 'file',
	'--dataset-path': 'file',
	'--fold': ['seed'],
	'--by': ['model', 'algorithm'],
	'--format': ['table', 'md', 'csv', 'latex'],
	'--theme': ['auto', 'dark', 'light', 'mono', 'colorblind'],
	'--framework': ['pytorch', 'onnx', 'safetensors', 'sklearn', 'keras'],
};

/** Where a command means something else by an option. */
const ownOptions: Readonly<Record<string, Readonly<Record<string, ValueKind>>>> = {
	list: {'--dataset': 'training dataset', '--format': ['table', 'csv', 'tsv', 'ndjson']},
	register: {'--dataset': 'dataset', '--metric': 'metric value'},
	record: {'--dataset': 'dataset', '--metric': 'metric value'},
	view: {'--format': ['table']},
};

/** The kind of an option's value. @param command undefined: the dashboard */
export function optionKind(command: string | undefined, option: string): ValueKind {
	return ownOptions[command ?? '']?.[option] ?? options[option] ?? 'nothing';
}

/** The kind of the argument that comes next. */
export function argumentKind(command: string, place: Place): ValueKind {
	const {args, options, isEnded} = place;
	const isFirst = args.length === 0;
	switch (command) {
		case 'show':
		case 'compare':
		case 'leaderboard':
		case 'protect':
		case 'unprotect':
		case 'rm':
		case 'lineage':
			return 'model';
		case 'record':
			return isFirst ? 'model' : 'nothing';
		case 'adopt':
			return 'untracked';
		case 'inspect':
			return 'model or file';
		case 'verify':
			return 'model';
		case 'get':
			return isFirst ? 'version' : 'nothing';
		case 'versions':
			return isFirst ? 'family' : 'nothing';
		case 'alias':
			return isFirst ? 'family or version' : 'alias';
		case 'restore':
			return 'trashed';
		case 'undo':
			return 'undoable';
		case 'purge':
			return 'purgeable';
		case 'tag':
			return taggedKind(place);
		case 'note':
			return options.has('--where') ? 'nothing' : isFirst || isEnded ? 'model' : 'nothing';
		case 'apply':
		case 'import':
			return isFirst ? 'file' : 'nothing';
		case 'register':
			return isFirst ? 'family' : args.length === 1 && !options.has('--from') ? 'file' : 'nothing';
		case 'doctor':
			return 'finding';
		case 'help':
			return isFirst ? 'command' : 'nothing';
		default:
			return wordsOf(command, args);
	}
}

/** `ID TAG...`, `TAG... -- ID...`, or with `--where` `TAG...`. */
function taggedKind({args, options, isEnded}: Place): ValueKind {
	if (isEnded) return 'model';
	if (args.length === 0 && !options.has('--where')) return 'model';
	return options.has('--remove') ? 'tag of models' : 'tag';
}

function wordsOf(command: string, args: readonly string[]): ValueKind {
	const [first] = args;
	if (first === undefined) return actions[command] ?? 'nothing';
	if (command === 'metrics' && first === 'set') return args.length === 1 ? 'metric' : args.length === 2 ? ['minimize', 'maximize'] : 'nothing';
	if (command === 'config' && first === 'schema' && args.length === 1) return ['user', 'registry'];
	if (command === 'view' && args.length === 1) return 'view';
	if (command === 'config' && first === 'schema' && args.length === 1) return ['user', 'registry'];
	return 'nothing';
}

/** The first argument of commands that take one of a few words. */
const actions: Readonly<Record<string, readonly string[]>> = {
	metrics: ['set'],
	view: ['list', 'show', 'save', 'drop'],
	config: ['show', 'keys', 'path', 'check', 'edit', 'schema'],
	completion: ['bash', 'zsh', 'fish'],
	since: ['last', 'yesterday', 'today'],
};
