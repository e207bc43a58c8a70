/** string-width with a memory, which the bundle uses wherever string-width is asked for. Measuring is most of what a frame costs. */

import stringWidth from 'string-width';

const most = 20_000;
const widths = new Map();

export default function cachedStringWidth(text, options) {
	if (options !== undefined) return stringWidth(text, options);
	const known = widths.get(text);
	if (known !== undefined) return known;
	const width = plainWidth(text) ?? stringWidth(text);
	if (widths.size >= most) widths.clear();
	widths.set(text, width);
	return width;
}

const styles = /\u001B\[[\d;]*m/g;
const plain = /^[ -~\u00A0-\u00AC\u00AE-\u02FF\u2010-\u2027\u2190-\u2199\u2500-\u25A0\u25B2-\u25BF\u276F\u2713\uAC00-\uD7A3\u4E00-\u9FFF]*$/;
const wide = /[\uAC00-\uD7A3\u4E00-\u9FFF]/g;

/** The width of text in the letters that nearly all text here is in; undefined for any other. */
function plainWidth(text) {
	const bare = text.includes('\u001B') ? text.replace(styles, '') : text;
	return plain.test(bare) ? bare.length + (bare.match(wide)?.length ?? 0) : undefined;
}
