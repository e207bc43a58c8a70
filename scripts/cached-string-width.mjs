/** string-width with a memory, which the bundle uses wherever string-width is asked for. Measuring is most of what a frame costs. */

import stringWidth from 'string-width';

const most = 20_000;
const widths = new Map();

export default function cachedStringWidth(text, options) {
	if (options !== undefined) return stringWidth(text, options);
	const known = widths.get(text);
	if (known !== undefined) return known;
	const width = stringWidth(text);
	if (widths.size >= most) widths.clear();
	widths.set(text, width);
	return width;
}
