/** Which commit a folder is at. */

/** The commit of the working tree that holds a folder, `-dirty` behind it where something was changed; undefined where there is no git or no commit. Never throws. */
export function gitCommit(folder: string): Promise<string | undefined> {
	return Promise.reject(new Error(`Bug: not built yet: ${folder}`));
}
