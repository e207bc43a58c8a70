/** Paths as a person would write them. Pure. */

/** `~/models` for what is in the home folder, else the path as it is; raw. */
export function homePath(path: string, home: string): string {
	if (path === home) return '~';
	return path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}
