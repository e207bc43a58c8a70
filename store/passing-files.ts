/** Files below a registry that pass: they belong to a process, to one disk or to the trash, and are nothing to a copy of the registry. */

import {ownFolderName} from './own-folder.ts';
import {runStagingPrefix, stagingPrefix} from './staging-folder.ts';

/** Glob patterns as rsync and .gitignore read them, the ends of paths at any depth; folders end in `/`. */
export const passingPatterns: ReadonlyArray<{readonly what: string; readonly patterns: readonly string[]}> = [
	{what: 'the trash', patterns: [`${ownFolderName}/trash/`]},
	{what: 'room that is kept for a full disk', patterns: [`${ownFolderName}/reserve`]},
	{what: 'what living processes are about to do', patterns: [`${ownFolderName}/pending/`, `${ownFolderName}/staging.*.json`]},
	{what: 'locks', patterns: ['.mreg.lock', '.mreg.lock.*']},
	{what: 'versions and runs in the making', patterns: [`${stagingPrefix}*/`, `${runStagingPrefix}*/`]},
	{what: 'files in the making, and downloads that are not whole', patterns: ['.*.*-????????????????.tmp', '.*-????????????????.part']},
];
