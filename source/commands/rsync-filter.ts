/** `mreg rsync-filter`: prints what a copy of a registry does without, as rules for rsync. */

import {safe} from '../../components/safe-text.ts';
import {passingPatterns} from '../../store/passing-files.ts';
import {jsonText, safeText} from '../text.ts';
import type {Command, Context, Options, Result} from './command.ts';

export const rsyncFilter: Command = {
	name: 'rsync-filter',
	summary: 'print rules with which rsync copies a registry without trash, locks and what is in the making',
	details:
		'Models, sidecars, exchange files, mreg.config.json and the journal are copied: without the journal a copy would give numbers of versions a second time.\n' +
		'rsync deletes nothing at the other end that these rules leave out, also with --delete: the trash there stays.\n' +
		'Links that lead out of the registry are copied as what they point to by --copy-unsafe-links, hard links stay hard links by -H.',
	examples: [
		{line: "mreg rsync-filter | rsync -aH --filter='. -' models/ gpu3:models/", summary: 'a copy of a registry'},
		{line: "mreg rsync-filter | rsync -aH --delete --filter='. -' models/ /backup/models/", summary: 'likewise, without what is gone here'},
		{line: 'mreg rsync-filter --quiet > rules', summary: 'the patterns alone: rsync --exclude-from=rules'},
	],
	run,
};

// eslint-disable-next-line @typescript-eslint/require-await -- what a command runs is awaited
async function run(_context: Context, options: Options): Promise<Result> {
	const patterns = passingPatterns.flatMap(each => each.patterns);
	if (options.json === true) return {lines: [jsonText({schema: 1, exclude: patterns})]};
	if (options.quiet === true) return {lines: patterns.map(safeText)};
	return {
		lines: passingPatterns.flatMap(({what, patterns: named}) => [safe`# ${safeText(what)}`, ...named.map(pattern => safe`- ${safeText(pattern)}`)]),
	};
}
