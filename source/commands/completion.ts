/** `mreg completion`: prints what makes Tab complete commands, options, ids, tags and more in a shell. */

import {UserError} from '../../store/domain/user-error.ts';
import {jsonText, safeText} from '../text.ts';
import type {Command, Context, Options, Result} from './command.ts';
import {completionScripts} from './completion-scripts.ts';
import {oneOf} from './options.ts';

const shells = ['bash', 'zsh', 'fish'] as const;

export const completion: Command = {
	name: 'completion',
	summary: 'print what makes Tab complete commands, ids, tags and more in bash, zsh or fish',
	details:
		'Ids, versions, algorithms, datasets, tags, metrics and words of queries are those of the last look at the registry: the dashboard and every command that reads it keep them.\n' +
		'For good: the line of bash or zsh goes into ~/.bashrc or, behind compinit, into ~/.zshrc.',
	arguments: [{name: '<SHELL>', summary: 'bash, zsh or fish'}],
	examples: [
		{line: 'eval "$(mreg completion bash)"', summary: 'for this bash; in ~/.bashrc for all'},
		{line: 'mreg completion zsh > ~/.zfunc/_mreg', summary: 'into a folder of $fpath; or eval, as for bash'},
		{line: 'mreg completion fish > ~/.config/fish/completions/mreg.fish', summary: 'for every fish from now on'},
	],
	run,
};

// eslint-disable-next-line @typescript-eslint/require-await -- what a command runs is awaited
async function run(_context: Context, options: Options, [shell = '', ...others]: readonly string[]): Promise<Result> {
	if (others.length > 0) throw new UserError('usage', 'One shell at a time.', {hint: 'mreg completion bash'});
	const script = completionScripts[oneOf(shells, shell, 'mreg completion')].replaceAll('\t', '    ');
	if (options.json === true) return {lines: [jsonText({schema: 1, shell, script})]};
	return {lines: script.replace(/\n$/, '').split('\n').map(safeText)};
}
