/** The table of all commands for completion; a bundle keeps it as dist/commands.json. */

import type {CompletedOption, CompletionTable} from '../completion-table.ts';
import {commands} from './all.ts';
import {dashboardOptions, globalOptions} from './options.ts';

export function tableOfCommands(): CompletionTable {
	return {
		commands: commands.map(({name, summary, arguments: typed = [], options = []}) => ({
			name,
			summary,
			arguments: typed.map(one => one.name),
			options: options.map(plainOption),
		})),
		global: globalOptions.map(plainOption),
		dashboard: dashboardOptions.map(plainOption),
	};
}

function plainOption({flags, summary}: CompletedOption): CompletedOption {
	return {flags, summary};
}
