/** The Latin keys behind Hangul, so that keys work while a Korean input method is on (two-set keyboard, KS X 5002). */

const jamoKeys: Readonly<Record<string, string>> = {
	ㅂ: 'q',
	ㅈ: 'w',
	ㄷ: 'e',
	ㄱ: 'r',
	ㅅ: 't',
	ㅛ: 'y',
	ㅕ: 'u',
	ㅑ: 'i',
	ㅐ: 'o',
	ㅔ: 'p',
	ㅁ: 'a',
	ㄴ: 's',
	ㅇ: 'd',
	ㄹ: 'f',
	ㅎ: 'g',
	ㅗ: 'h',
	ㅓ: 'j',
	ㅏ: 'k',
	ㅣ: 'l',
	ㅋ: 'z',
	ㅌ: 'x',
	ㅊ: 'c',
	ㅍ: 'v',
	ㅠ: 'b',
	ㅜ: 'n',
	ㅡ: 'm',
	ㅃ: 'Q',
	ㅉ: 'W',
	ㄸ: 'E',
	ㄲ: 'R',
	ㅆ: 'T',
	ㅒ: 'O',
	ㅖ: 'P',
	ㅘ: 'hk',
	ㅙ: 'ho',
	ㅚ: 'hl',
	ㅝ: 'nj',
	ㅞ: 'np',
	ㅟ: 'nl',
	ㅢ: 'ml',
	ㄳ: 'rt',
	ㄵ: 'sw',
	ㄶ: 'sg',
	ㄺ: 'fr',
	ㄻ: 'fa',
	ㄼ: 'fq',
	ㄽ: 'ft',
	ㄾ: 'fx',
	ㄿ: 'fv',
	ㅀ: 'fg',
	ㅄ: 'qt',
};

const initials = [...'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ'];
const medials = [...'ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ'];
const finals = ['', ...'ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ'];

/** The Latin keys that were pressed to type a character: `ㅓ` is `j`, `저` is `wj`; anything but Hangul is itself. */
export function latinKeys(character: string): string {
	const code = (character.codePointAt(0) ?? 0) - 0xac00;
	if (code < 0 || code >= initials.length * medials.length * finals.length) return jamoKeys[character] ?? character;
	const [initial, medial, final] = [initials[Math.floor(code / 588)], medials[Math.floor((code % 588) / 28)], finals[code % 28]];
	return [initial, medial, final].map(jamo => jamoKeys[jamo ?? ''] ?? '').join('');
}
