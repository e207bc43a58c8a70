/** A stream of the terminal with some methods of our own, to hand to ink. */

/** The stream itself but for some methods; those that it keeps are called on it. */
export function overridden<Stream extends NodeJS.ReadStream | NodeJS.WriteStream>(stream: Stream, methods: Readonly<Record<string, unknown>>): Stream {
	return new Proxy(stream, {
		get: (target, name) => {
			if (typeof name === 'string' && Object.hasOwn(methods, name)) return methods[name];
			const value: unknown = Reflect.get(target, name, target);
			// Streams keep what they are in fields of their own, which a proxy has not.
			return typeof value === 'function' ? (...given: readonly unknown[]): unknown => Reflect.apply(value, target, given) : value;
		},
		set: (target, name, value) => Reflect.set(target, name, value, target),
	});
}
