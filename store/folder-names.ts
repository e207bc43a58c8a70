/** The names in folders by their stems, as they were when the locks were taken, with those that are about to be made. */

import {stemOf} from './domain/pairing.ts';
import {readNames} from './file-names.ts';

export interface FolderNames {
	/** Those that could have to do with a name in a folder. @param folder absolute @throws the system's error */
	readonly around: (folder: string, name: string) => readonly string[];
	/** A name is about to be made. */
	readonly add: (folder: string, name: string) => void;
	/** Locks were given back: folders are read anew. */
	readonly forget: () => void;
}

export function folderNames(): FolderNames {
	const known = new Map<string, Map<string, string[]>>();
	const stemsIn = (folder: string) => {
		let stems = known.get(folder);
		if (!stems) {
			stems = Map.groupBy(readNames(folder), stemOf);
			known.set(folder, stems);
		}
		return stems;
	};
	return {
		around: (folder, name) => stemsIn(folder).get(stemOf(name)) ?? [],
		add: (folder, name) => {
			const stems = stemsIn(folder);
			stems.set(stemOf(name), [...(stems.get(stemOf(name)) ?? []), name]);
		},
		forget: () => known.clear(),
	};
}
