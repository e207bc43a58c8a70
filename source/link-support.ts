/** Whether a terminal knows hyperlinks (OSC 8), by what it says of itself in the environment. Pure. */

type Variables = Readonly<Record<string, string | undefined>>;

const programs = new Set(['iTerm.app', 'WezTerm', 'vscode', 'ghostty', 'rio', 'Hyper', 'Tabby']);
const terminals = /^(?:xterm-kitty|xterm-ghostty|ghostty|wezterm|foot|alacritty|contour)(?:-|$)/;

/**
 * Those that are known to; others may print the address into the line. NO_COLOR is about colours, and a link is none. An ssh session has
 * TERM alone, which most terminals call xterm-256color: there a setting says it.
 */
export function knowsLinks(variables: Variables): boolean {
	const {TERM = '', TERM_PROGRAM = '', TERM_PROGRAM_VERSION = '', FORCE_HYPERLINK = ''} = variables;
	if (FORCE_HYPERLINK !== '') return FORCE_HYPERLINK !== '0';
	if (TERM === '' || TERM === 'dumb' || TERM === 'linux') return false;
	// tmux hands them on from 3.4, and only to a terminal that has them; what is around it is not known here. GNU screen drops them.
	if (variables.TMUX) return TERM_PROGRAM === 'tmux' && isFrom(TERM_PROGRAM_VERSION, [3, 4]);
	if (variables.STY || TERM.startsWith('screen')) return false;
	if (terminals.test(TERM) || programs.has(TERM_PROGRAM)) return true;
	if (variables.KITTY_WINDOW_ID || variables.WEZTERM_PANE || variables.WT_SESSION || variables.GHOSTTY_RESOURCES_DIR) return true;
	// VTE 0.50.0 crashed on them. Konsole has them since 20.12.
	return Number(variables.VTE_VERSION ?? 0) > 5000 || Number(variables.KONSOLE_VERSION ?? 0) >= 201200;
}

/** `3.4a`, `next-3.5` and the like. */
function isFrom(version: string, [major, minor]: readonly [number, number]): boolean {
	const [, own = '0', rest = '0'] = /(\d+)\.(\d+)/.exec(version) ?? [];
	return Number(own) > major || (Number(own) === major && Number(rest) >= minor);
}
