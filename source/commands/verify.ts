/** `mreg verify`: whether registered models are still what they were. */

import {emptyText, safe, type SafeText} from '../../components/safe-text.ts';
import {formatVersion} from '../../store/domain/family.ts';
import type {Model} from '../../store/domain/model.ts';
import {knownVersions, type Known, type RegisteredVersion} from '../../store/domain/registered-version.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import type {Verified} from '../../store/domain/verified.ts';
import {formatBytes, jsonText, safeText} from '../text.ts';
import {verifiedJson} from '../verified-json.ts';
import {transferWords} from '../transfer-words.ts';
import {counted} from '../words.ts';
import type {Command, Context, Options, Result} from './command.ts';
import {namesByKey} from '../model-lookup.ts';
import {goneAmong, idsToVerify, verifiable} from '../verification-choice.ts';
import {chosenModels, typedIds} from './named-models.ts';
import {whereOption} from './options.ts';

export const verify: Command = {
	name: 'verify',
	summary: 'read registered models again and compare their checksums',
	details:
		'Without IDs all that were registered, also versions of which the files are gone, and models with a checksum. Every byte is read; nothing is changed.\n' +
		'Of a folder the files are told that changed, are missing or came later.\n' +
		'Exit code 1 where one differs, is missing or cannot be read, has no checksum any more, or says another version than was registered; 3 where none was registered.\n' +
		'--quiet prints the IDs of these models only.',
	arguments: [{name: '[ID...]', summary: 'the models; a family is all of its versions; - reads IDs from standard input'}],
	options: [whereOption],
	examples: [
		{line: 'mreg verify', summary: 'all that were registered'},
		{line: 'mreg verify resnet18', summary: 'all versions of a family'},
		{line: 'mreg verify resnet18@latest', summary: 'the newest one'},
	],
	isLong: true,
	run,
};

/** Files of one model that are listed; --json has all. */
const mostListed = 20;

async function run(context: Context, options: Options, args: readonly string[]): Promise<Result> {
	const snapshot = await context.snapshot();
	const {registeredVersions} = await import('../../store/registered-versions.ts');
	const known = knownVersions(snapshot.models, registeredVersions(snapshot.root));
	const typed = args.length === 0 ? args : await typedIds(args, context);
	const models = await modelsToVerify(snapshot, {ids: typed, where: options.where, known}, context);
	const gone = goneAmong(known.gone, {ids: typed, where: options.where});
	const found = await read(context, snapshot.root, {models, gone, known});
	const bad = found.filter(({state}) => state !== 'ok');
	const exitCode = bad.length > 0 ? 1 : 0;
	const ids = new Map([...models, ...gone].map(({key, id}) => [key, id]));
	const described = () => found.map(one => verifiedJson(one, ids.get(one.key)));
	if (options.json === true) return {lines: [jsonText({schema: 1, root: snapshot.root, models: described()})], exitCode};
	const named = namesByKey(models, snapshot.models);
	const goneNames = new Map(gone.map(one => [one.key, formatVersion(one)]));
	const typeable = (key: string) => goneNames.get(key) ?? named(key);
	if (options.quiet === true) return {lines: bad.map(({key}) => safeText(typeable(key))), exitCode};
	const versions = new Map(models.map(model => [model.key, known.versionOf(model)]));
	const name = (key: string) => {
		const version = versions.get(key);
		return version ? `${formatVersion(version)} (${typeable(key)})` : typeable(key);
	};
	return {lines: bad.flatMap(one => linesOf(one, name)), notes: [summaryOf(found)], exitCode};
}

/** @throws UserError `nothing-matched` where none was registered and none was named */
async function modelsToVerify(
	snapshot: Snapshot,
	{ids, where, known}: {readonly ids: readonly string[]; readonly where: string | undefined; readonly known: Known},
	context: Context,
): Promise<readonly Model[]> {
	const named = idsToVerify(ids, snapshot.models, known);
	if (ids.length > 0 && named.length === 0 && where === undefined) return [];
	const isAll = where === undefined && ids.length === 0;
	const chosen = isAll ? snapshot.models : await chosenModels(snapshot, {ids: named, where, hint: 'mreg verify ID...'}, context);
	return ids.length > 0 ? chosen : verifiable(chosen, known, {isAll});
}

interface ToRead {
	readonly models: readonly Model[];
	readonly gone: readonly RegisteredVersion[];
	readonly known: Known;
}

async function read(context: Context, root: string, {models, gone, known}: ToRead): Promise<readonly Verified[]> {
	const {goneVersion, verifyModels} = await import('../../store/verification.ts');
	const started = performance.now();
	try {
		const onProgress = (done: number, total: number) => context.progress?.(safe`reading ${transferWords(done, total, performance.now() - started)}`);
		return [...(await verifyModels(root, models, {known, onProgress})), ...gone.map(goneVersion)];
	} finally {
		context.progress?.(undefined);
	}
}

function linesOf(one: Verified, name: (key: string) => string): readonly SafeText[] {
	const files = [
		...one.changed.map(path => ({what: safe`changed`, path})),
		...one.missing.map(path => ({what: safe`missing`, path})),
		...one.extra.map(path => ({what: safe`extra`, path})),
	].filter(({path}) => path !== '');
	const listed = files.slice(0, mostListed).map(({what, path}) => safe`  ${what}  ${safeText(path)}`);
	const more = files.length > mostListed ? [safe`  and ${counted(files.length - mostListed, 'more file', 'more files')}`] : [];
	return [safe`${safeText(name(one.key))}: ${stateWords(one)}`, ...listed, ...more];
}

function stateWords({state, reason = '', changed, bytes}: Verified): SafeText {
	switch (state) {
		case 'ok':
			return safe`as it was registered`;
		case 'differs':
			// Of one file nothing is listed.
			return safe`differs from what was registered${changed.includes('') ? safe`: other bytes, ${safeText(bytes.toLocaleString('en-US'))} now` : emptyText}${reason === '' ? emptyText : safe`; ${safeText(reason)}`}`;
		case 'missing':
			return reason === '' ? safe`missing` : safe`missing: ${safeText(reason)}`;
		case 'no-checksum':
			return reason === '' ? safe`has no checksum: it was not registered` : safeText(reason);
		case 'no-sidecar':
		case 'other-version':
		case 'gone':
		case 'failed':
			return safeText(reason);
	}
}

/** `3 of 3 are as they were registered (1.2 GB).` */
function summaryOf(found: readonly Verified[]): SafeText {
	const good = found.filter(({state}) => state === 'ok').length;
	const bytes = found.reduce((sum, one) => sum + one.bytes, 0);
	return safe`${good} of ${found.length} ${good === 1 ? safe`is` : safe`are`} as ${good === 1 ? safe`it was` : safe`they were`} registered (${formatBytes(bytes)}).`;
}
