/** The digests of what a version was made from and lies outside the registry. */

import {hashArtifact} from './artifact-copy.ts';
import {readSource} from './artifact-source.ts';
import type {LineageFacts, Registration} from './domain/registration.ts';

/** What is said of where a version comes from, with the digests of files that were named for it. @throws UserError where one cannot be read */
export function lineageWithDigests({facts, parentPath, datasetPath}: Pick<Registration, 'facts' | 'parentPath' | 'datasetPath'>): LineageFacts {
	const {lineage} = facts;
	return {
		...lineage,
		parent: lineage.parent ?? parentPath,
		parent_digest: lineage.parent_digest ?? digestOf(parentPath),
		dataset_digest: lineage.dataset_digest ?? digestOf(datasetPath),
	};
}

function digestOf(path: string | undefined): string | undefined {
	return path === undefined ? undefined : `sha256:${hashArtifact(readSource(path), {}).value}`;
}
