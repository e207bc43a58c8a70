/** What of a web address is kept and shown: nothing that could be a secret. Pure. */

/** What says which file, and in no server's way signs anybody in. All else of a query is kept nowhere: who knows what it is. */
const harmlessNames = /^(download|raw|ref|rev|revision|version|v|file|filename|path|format|export|dl|id)$/iu;

/** A value of that kind which holds an address or fields of its own. */
const nested = /[?@=&#]|:\/\//u;

/** No user and password, no fragment, and of the query only fields that are known to be harmless. */
export function cleanUrl(url: URL): string {
	return withFields(url, field => {
		const [, name = '', value = ''] = /^([^=]*)=?(.*)$/su.exec(field) ?? [];
		return harmlessNames.test(decoded(name)) && !nested.test(decoded(value));
	});
}

/** A typed text, of which a web address is cleaned; anything else is as it was. */
export function withoutUrlSecrets(typed: string): string {
	const url = /^\s*https?:/iu.test(typed) ? URL.parse(typed.trim()) : null;
	return url ? cleanUrl(url) : typed;
}

/** A URL without user, password and fragment, and with some fields of its query. */
export function withFields({protocol, host, pathname, search}: URL, isKept: (field: string) => boolean): string {
	const kept = search
		.replace(/^\?/u, '')
		.split('&')
		.filter(field => field !== '' && isKept(field));
	return `${protocol}//${host}${pathname}${kept.length > 0 ? `?${kept.join('&')}` : ''}`;
}

/** Of a part of a URL; as it is where it is not encoded as it should be. */
export function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}
