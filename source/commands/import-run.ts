/** Makes the versions that an import planned: each is registered for itself, by the machinery of `mreg register`. */

import {safe} from '../../components/safe-text.ts';
import type {Change, Progress} from '../../store/domain/change.ts';
import {isSameFamily} from '../../store/domain/family.ts';
import type {Registration} from '../../store/domain/registration.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {safeText} from '../text.ts';
import {transferWords} from '../transfer-words.ts';
import type {Context} from './command.ts';
import type {VersionRow} from './import-versions.ts';

/** What was made. */
export interface Imported {
	/** Those that were registered, in the order in which they were. */
	readonly done: ReadonlyArray<{readonly name: string; readonly family: string; readonly change: Change}>;
	readonly failed: ReadonlyArray<{readonly name: string; readonly reason: string}>;
	/** It was told to stop before all were made. */
	readonly isStopped: boolean;
}

const by = 'mreg import';

/** Registers one version after the other: what fails costs only itself. */
export async function importVersions(context: Context, root: string, rows: readonly VersionRow[]): Promise<Imported> {
	const going = rows.flatMap(({name, registration}) => (registration ? [{name, registration}] : []));
	const {stoppable} = context;
	try {
		if (!stoppable) {
			const {runChange} = await import('../../store/changes.ts');
			return await eachOf(going, context, (registration, onProgress) => {
				return Promise.resolve(runChange({root, by, now: Date.now, waitMs: context.wait}, {kind: 'register', registration}, onProgress));
			});
		}
		const {openChanger} = await import('../../store/changer.ts');
		const changer = openChanger(root);
		try {
			return await stoppable(async signal => {
				const made = await eachOf(
					going,
					context,
					(registration, onProgress) => changer.change({kind: 'register', registration}, {by, waitMs: context.wait, onProgress, signal}),
					signal,
				);
				if (made.isStopped) throw stoppedAfter(made, going.length);
				return made;
			});
		} finally {
			await changer.close();
		}
	} finally {
		context.progress?.(undefined);
	}
}

type Registering = (registration: Registration, onProgress: (progress: Progress) => void) => Promise<Change>;

async function eachOf(
	going: ReadonlyArray<{readonly name: string; readonly registration: Registration}>,
	context: Context,
	register: Registering,
	signal?: AbortSignal,
): Promise<Imported> {
	const isStopped = () => signal?.aborted === true;
	const done: Array<Imported['done'][number]> = [];
	const failed: Array<Imported['failed'][number]> = [];
	for (const [index, {name, registration}] of going.entries()) {
		if (isStopped()) return {done, failed, isStopped: true};
		const started = performance.now();
		const onProgress = ({done: bytes, total, unit}: Progress) => {
			if (unit !== 'bytes') return;
			const words = transferWords(bytes, total, performance.now() - started);
			context.progress?.(safe`importing ${safeText(name)} (${index + 1} of ${going.length}): ${words}`);
		};
		try {
			const change = await register(registration, onProgress);
			done.push({name, family: registration.family, change});
		} catch (error) {
			if (!(error instanceof UserError)) throw error;
			if (isStopped()) return {done, failed, isStopped: true};
			failed.push({name, reason: error.message});
		}
	}
	return {done, failed, isStopped: false};
}

function stoppedAfter({done}: Imported, count: number): UserError {
	const undo = undoLine(done.map(({change}) => change));
	return new UserError('declined', `It was stopped: ${done.length} of ${count} versions were imported.`, {
		hint: `The same command goes on with the others.${undo === undefined ? '' : `\n${undo} takes back what was imported.`}`,
	});
}

/** `mreg undo TXN2 TXN1`, the newest first; undefined where nothing was done. */
export function undoLine(changes: readonly Change[]): string | undefined {
	const txns = changes.flatMap(({txn}) => txn ?? []);
	return txns.length === 0 ? undefined : `mreg undo ${txns.toReversed().join(' ')}`;
}

/** How many families these are of. */
export function familyCount(done: Imported['done']): number {
	const names: string[] = [];
	for (const {family} of done) if (!names.some(name => isSameFamily(name, family))) names.push(family);
	return names.length;
}
