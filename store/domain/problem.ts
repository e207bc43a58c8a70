/** What could not be indexed, and why: data that travels with the snapshot, never an exception. */

export type ProblemKind =
	| 'unreadable-sidecar' // cannot be parsed, is not an object, too large, too deep, not a regular file
	| 'odd-value' // a field of a sidecar that is not what its name says; ignored, the rest is used
	| 'duplicate-key' // the last one wins
	| 'two-sidecars' // two sidecars describe one artifact
	| 'bad-name' // a file name that is not UTF-8
	| 'same-id' // two models of one algorithm with one id
	| 'future-time' // a time later than now
	| 'unreadable-folder' // its models stay, as stale
	| 'unreadable-artifact' // an artifact whose size or files cannot be read
	| 'broken-link' // an artifact that is a link to nothing
	| 'unreadable-registry' // model_registry.json
	| 'unreadable-history' // training_registry.json
	| 'unreadable-config' // mreg.config.json
	| 'unreadable-journal' // .mreg/journal.jsonl
	| 'unreadable-trash' // a folder of .mreg/trash that does not tell what lies in it
	| 'registry-drift' // tags or notes that stand only in model_registry.json
	| 'tags-dropped' // tags that were set here and that a program which rewrote the sidecar dropped
	| 'tag-lost' // likewise, but it changed the tags in another way, too: it asks
	| 'alias-twice' // two versions of a family with one alias
	| 'missing-parent' // a version or a key that lineage.parent names, and that is not here
	| 'lineage-cycle' // models that come from themselves
	| 'gone' // models whose files vanished, and not by this program
	| 'watch-failed' // no file events here: the folder is checked from time to time instead
	| 'index'; // the cache could not be read or written

/** `path` is relative to the root (`''`: the root itself), raw as on disk; `message` says the reason and, where there is one, the next step. */
export interface Problem {
	readonly kind: ProblemKind;
	readonly path: string;
	readonly message: string;
}
