/** What hyperparameters are called where there is little room, and which one a short name means. */

const shortNames = new Map([
	['learning_rate', 'lr'],
	['num_epoch', 'epoch'],
	['num_epochs', 'epoch'],
	['epochs', 'epoch'],
	['batch_size', 'batch'],
	['weight_decay', 'wd'],
	['random_seed', 'seed'],
	['manual_seed', 'seed'],
]);

/** A hyperparameter's name where there is little room: `lr` for `learning_rate`. Raw text. */
export function shortParam(name: string): string {
	return shortNames.get(name) ?? name;
}

/** Those of the hyperparameters that a short name stands for, in their order; itself is not one of them. */
export function paramsCalled(short: string, params: ReadonlySet<string>): readonly string[] {
	const found: string[] = [];
	for (const [name, called] of shortNames) if (called === short && params.has(name)) found.push(name);
	return found;
}
