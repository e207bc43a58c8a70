/** What the dashboard looks like in this terminal: the settings, the environment, and what the terminal itself says. Pure. */

import type {LookSettings} from './look-settings.ts';
import type {TerminalAnswers} from './terminal-answers.ts';
import type {ThemeVariant} from './theme.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface LookChoice {
	readonly variant: ThemeVariant;
	/** Whether the 256 colours are used. */
	readonly isFine: boolean;
	/** Whether only ASCII signs are drawn. */
	readonly isAscii: boolean;
}

/** What is to be asked, as it is not settled already; undefined: nothing. */
export function openQuestions({theme, ascii, screenReader}: LookSettings, env: Environment): {readonly background: boolean} | undefined {
	// Its lines are read out: nothing is drawn where the cursor has not been.
	if (screenReader) return undefined;
	const background = (theme === 'auto' || theme === 'colorblind') && knowsColorQuestion(env);
	return background || (ascii === undefined && localeOf(env) !== 'other') ? {background} : undefined;
}

/** What holds in this run. */
export function chooseLook(look: LookSettings, env: Environment, answers: TerminalAnswers): LookChoice {
	const background = answers.background ?? backgroundOf(env);
	// The sixteen colours are made to be read on the terminal's own background, whatever that is; the finer ones are as they are.
	const isSure = background !== undefined || look.theme === 'dark' || look.theme === 'light';
	return {variant: variantOf(look.theme, background ?? 'dark'), isFine: isSure && hasFineColors(env), isAscii: isAscii(look, env, answers)};
}

function variantOf(theme: LookSettings['theme'], background: 'dark' | 'light'): ThemeVariant {
	if (theme === 'auto') return background;
	if (theme === 'colorblind') return background === 'light' ? 'colorblindLight' : 'colorblindDark';
	return theme;
}

function isAscii({ascii}: LookSettings, env: Environment, {starWidth}: TerminalAnswers): boolean {
	if (ascii !== undefined) return ascii;
	const locale = localeOf(env);
	// A terminal that counts the bytes of `★` draws none of them; where no locale is named, as in many containers, it alone knows.
	if (starWidth !== undefined && starWidth !== 1) return true;
	return locale === 'other' || (locale === 'none' && starWidth === undefined);
}

/** Whether the locale is one of UTF-8, of another encoding, or not named at all. */
export function localeOf(env: Environment): 'utf8' | 'other' | 'none' {
	const named = [env.LC_ALL, env.LC_CTYPE, env.LANG].find(name => name !== undefined && name !== '');
	if (named === undefined) return 'none';
	return /utf-?8/i.test(named) ? 'utf8' : 'other';
}

const simpleTerminal = /^(linux|vt\d|ansi|cons|sun|dumb)/;

/** Old consoles print what they do not understand. */
function knowsColorQuestion({TERM = ''}: Environment): boolean {
	return TERM !== '' && !simpleTerminal.test(TERM);
}

function hasFineColors({TERM = '', COLORTERM = ''}: Environment): boolean {
	if (/256|direct|kitty|ghostty|alacritty|foot|wezterm/.test(TERM)) return true;
	return /^(truecolor|24bit)$/i.test(COLORTERM) && knowsColorQuestion({TERM});
}

/** As rxvt and its kin say it: `15;0` is white on black, one of sixteen colours. */
function backgroundOf({COLORFGBG = ''}: Environment): 'dark' | 'light' | undefined {
	const named = /;(\d{1,2})$/.exec(COLORFGBG)?.[1];
	if (named === undefined) return undefined;
	return Number(named) === 7 || Number(named) > 8 ? 'light' : 'dark';
}
