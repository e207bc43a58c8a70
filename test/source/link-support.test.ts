/** Which terminals are given hyperlinks. */

import {expect, test} from 'vitest';
import {knowsLinks} from '../../source/link-support.ts';

test.each([
	[{TERM: 'xterm-256color', VTE_VERSION: '7600'}, true],
	[{TERM: 'xterm-256color', VTE_VERSION: '5000'}, false],
	[{TERM: 'xterm-256color', VTE_VERSION: '4804'}, false],
	[{TERM: 'xterm-kitty'}, true],
	[{TERM: 'xterm-ghostty'}, true],
	[{TERM: 'foot'}, true],
	[{TERM: 'alacritty'}, true],
	[{TERM: 'xterm-256color', TERM_PROGRAM: 'iTerm.app'}, true],
	[{TERM: 'xterm-256color', TERM_PROGRAM: 'Apple_Terminal'}, false],
	[{TERM: 'xterm-256color', TERM_PROGRAM: 'WezTerm', NO_COLOR: '1'}, true],
	[{TERM: 'xterm-256color', WT_SESSION: 'x'}, true],
	[{TERM: 'xterm-256color', KONSOLE_VERSION: '220401'}, true],
	[{TERM: 'xterm-256color', KONSOLE_VERSION: '200800'}, false],
	[{TERM: 'xterm-256color'}, false],
	[{TERM: 'linux'}, false],
	[{TERM: 'dumb', VTE_VERSION: '7600'}, false],
	[{}, false],
	[{TERM: 'tmux-256color', TMUX: 'x', TERM_PROGRAM: 'tmux', TERM_PROGRAM_VERSION: '3.4'}, true],
	[{TERM: 'tmux-256color', TMUX: 'x', TERM_PROGRAM: 'tmux', TERM_PROGRAM_VERSION: '3.3a', VTE_VERSION: '7600'}, false],
	[{TERM: 'screen-256color', TMUX: 'x', TERM_PROGRAM: 'tmux', TERM_PROGRAM_VERSION: 'next-3.6'}, true],
	[{TERM: 'screen', STY: 'x', VTE_VERSION: '7600'}, false],
	[{TERM: 'xterm-256color', FORCE_HYPERLINK: '1'}, true],
	[{TERM: 'xterm-kitty', FORCE_HYPERLINK: '0'}, false],
])('of %j it is thought: %s', (variables, expected) => {
	expect(knowsLinks(variables)).toBe(expected);
});
