/** The commands as completion needs them: names, arguments and options without what they do, so that it need not be loaded. Pure. */

export interface CompletedOption {
	readonly flags: string;
	readonly summary: string;
}

export interface CompletedCommand {
	readonly name: string;
	readonly summary: string;
	/** As help shows them: `<ID...>`. */
	readonly arguments: readonly string[];
	readonly options: readonly CompletedOption[];
}

export interface CompletionTable {
	readonly commands: readonly CompletedCommand[];
	/** Of every command. */
	readonly global: readonly CompletedOption[];
	/** Of the dashboard. */
	readonly dashboard: readonly CompletedOption[];
}
