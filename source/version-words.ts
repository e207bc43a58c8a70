/** What is said of a registered version in a cell or two: its name where its id does not say it, and what stands out about it. */

import {emptyText, joinSafe, safe, type SafeText} from '../components/safe-text.ts';
import type {FamilyBest} from '../store/domain/family-best.ts';
import {formatVersion, versionOf, type Family, type Version, type VersionedModel} from '../store/domain/family.ts';
import type {Model} from '../store/domain/model.ts';

/** Whether an id is that of a model that was registered from a file: `resnet18_v1`, also with the extension of the file. */
function isUsualId(id: string, {family, version}: Version): boolean {
	const usual = `${family}_v${version}`;
	return id === usual || id.startsWith(`${usual}.`);
}

/** The version that a model is, where its id is another name than that version's own; raw text: `mscn/v1` of `mscn_20241019_103000`. */
export function otherName(model: Model): {readonly name: string; readonly number: string} | undefined {
	if (!('family' in model.content)) return undefined;
	const version = versionOf(model);
	return version && !isUsualId(model.id, version) ? {name: formatVersion(version), number: `v${version.version}`} : undefined;
}

/** `latest, ★ best`. */
export function versionMarks(one: VersionedModel, {versions: [latest]}: Family, best: FamilyBest | undefined): SafeText {
	const marks = [one.version === latest?.version ? safe`latest` : emptyText, one === best?.version ? safe`★ best` : emptyText];
	return joinSafe(
		marks.filter(mark => mark !== ''),
		safe`, `,
	);
}
