/** Settings and commands that no key does, for help and the palette: what they are, and how one comes to them. */

/** A setting, by its name in the files. */
export interface NamedSetting {
	readonly name: string;
	/** Other words by which one looks for it. */
	readonly help: string;
	/** What to do, in so few words that they have room below the palette in 80 columns. */
	readonly how: string;
}

export const namedSettings: readonly NamedSetting[] = [
	setting('theme', 'colours: auto, dark, light, mono or colorblind', '--theme light', '"theme": "light"'),
	setting('ascii', 'only ASCII signs, no Unicode', '--ascii', '"ascii": true'),
	setting('mouse', 'clicks and the wheel', '--mouse', '"mouse": true'),
	setting('screenReader', 'screen reader: in words, without pictures', '--screen-reader', '"screenReader": true'),
	setting('hyperlinks', 'paths as links to their files', 'MREG_HYPERLINKS=1', '"hyperlinks": true'),
	{
		name: 'keys',
		help: 'other keys: {"keys": {"showCleanup": "X"}}',
		how: 'mreg config keys lists actions, mreg config edit changes keys.',
	},
	{
		name: 'settings',
		help: 'the config files: show, check, edit',
		how: 'mreg config shows all, mreg config edit changes yours.',
	},
];

function setting(name: string, help: string, start: string, written: string): NamedSetting {
	return {name, help, how: `${start}, or ${written} by mreg config edit.`};
}

/** A command that does what the dashboard does not. */
export interface NamedCommand {
	readonly name: string;
	readonly help: string;
	readonly command: string;
}

export const namedCommands: readonly NamedCommand[] = [
	{name: 'report', help: 'a page in HTML with leaderboards and charts', command: 'mreg report --html report.html'},
	{name: 'plot', help: 'a chart in the shell', command: 'mreg plot'},
	{name: 'svg', help: 'a chart as a picture, for a paper or slides', command: 'mreg plot --svg plot.svg'},
	{name: 'config', help: 'edit your settings', command: 'mreg config edit'},
	{name: 'verify', help: 'whether the files still are what was registered', command: 'mreg verify'},
	{name: 'doctor', help: 'what is wrong with the registry, and what mends it', command: 'mreg doctor'},
	{name: 'undo', help: 'take back what was done last', command: 'mreg undo'},
];
