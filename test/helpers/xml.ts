/** Reads XML strictly, as far as our images use it: what is not well-formed is an error. */

export interface XmlElement {
	readonly name: string;
	readonly attributes: Readonly<Record<string, string | undefined>>;
	readonly children: readonly XmlElement[];
	/** Its own text, without that of its children. */
	readonly text: string;
}

interface Open {
	readonly name: string;
	readonly attributes: Readonly<Record<string, string | undefined>>;
	readonly children: XmlElement[];
	text: string;
}

const entities: Readonly<Record<string, string | undefined>> = {amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'"};

/** @throws Error where it is not well-formed */
export function readXml(source: string): XmlElement {
	const root: Open = {name: '', attributes: {}, children: [], text: ''};
	const stack = [root];
	let rest = source;
	while (rest !== '') {
		const top = stack.at(-1) ?? root;
		const tag = /^<(\/?)([a-zA-Z]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/.exec(rest);
		if (tag) {
			const [whole, closes, name = '', attributes = '', isEmpty] = tag;
			rest = rest.slice(whole.length);
			if (closes === '/') {
				if (top.name !== name || stack.length === 1) throw new Error(`</${name}> closes <${top.name}>`);
				stack.pop();
				continue;
			}
			const element: Open = {name, attributes: attributesIn(attributes), children: [], text: ''};
			top.children.push(element);
			if (isEmpty !== '/') stack.push(element);
			continue;
		}
		const [text] = /^[^<]+/.exec(rest) ?? [];
		if (text === undefined) throw new Error(`no tag: ${rest.slice(0, 60)}`);
		top.text += plain(text);
		rest = rest.slice(text.length);
	}
	const [element, ...others] = root.children;
	if (stack.length !== 1 || !element || others.length > 0 || root.text.trim() !== '') throw new Error('not one element');
	return element;
}

function attributesIn(text: string): Readonly<Record<string, string>> {
	const found = [...text.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, plain(value)] as const);
	if (new Set(found.map(([name]) => name)).size !== found.length) throw new Error(`twice: ${text}`);
	return Object.fromEntries(found);
}

function plain(text: string): string {
	return text.replaceAll(/&([^;]*;)?/g, (whole, name: string | undefined) => {
		const character = entities[name?.slice(0, -1) ?? ''];
		if (character === undefined) throw new Error(`not an entity: ${whole}`);
		return character;
	});
}
