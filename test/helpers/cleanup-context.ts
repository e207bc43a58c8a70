/** Models with results and files, and what the Cleanup screen knows of them, for tests of its rules and lines. */

import {reduceCleanup, emptyCleanup, type CleanupAction, type CleanupState} from '../../source/screens/cleanup-state.ts';
import type {ActionId} from '../../source/key-binding.ts';
import type {ScreenContext} from '../../source/screens/screen-context.ts';
import {targetsOf} from '../../store/domain/change.ts';
import {defaultConfig, type Config} from '../../store/domain/config.ts';
import type {Json, JsonObject} from '../../store/domain/json.ts';
import type {Model} from '../../store/domain/model.ts';
import type {Objective} from '../../store/domain/objective.ts';
import type {Marked} from '../../store/domain/sizes.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {madeModel} from './made-models.ts';

export const day = 86_400_000;
/** The time of all tests here. */
export const now = Date.UTC(2026, 10, 22);

export interface MadeModel {
	/** `total_time` by dataset. */
	readonly on?: Readonly<Record<string, Json>>;
	/** Days. */
	readonly age?: number;
	readonly more?: JsonObject;
	readonly growing?: boolean;
}

/** A model `Mscn/Model/NAME`. */
export function model(name: string, {on = {}, age = 10, more = {}, growing = false}: MadeModel = {}): Model {
	const testing = Object.entries(on).map(([dataset, total]) => ({dataset, num_queries: 113, performance: {total_time: total}}));
	const training = {dataset: 'p', trained_at: new Date(now - age * day).toISOString(), hyperparams: {lr: name}};
	return madeModel(`Mscn/Model/${name}`, {model_id: name, testing, training, ...more}, {growing});
}

/** `m_1` to `m_N`, the first best on imdb. */
export function ranked(count: number): readonly Model[] {
	return Array.from({length: count}, (_, index) => model(`m_${index + 1}`, {on: {imdb: 100 + index}, age: 10 + index}));
}

export interface Around {
	readonly width?: number;
	readonly height?: number;
	readonly config?: Partial<Config>;
	readonly objective?: Objective | undefined;
	readonly snapshot?: Partial<Snapshot>;
	readonly now?: number;
}

export function contextOf(models: readonly Model[], around: Around = {}): ScreenContext {
	const {width = 120, height = 30, config = {}, snapshot = {}} = around;
	return {
		snapshot: {
			root: '/r',
			reason: 'test',
			models,
			problems: [],
			config: {...defaultConfig, ...config},
			activity: {phase: 'live', checkedAt: 0},
			watching: true,
			...snapshot,
		},
		width,
		height,
		objectiveOf: () => ('objective' in around ? around.objective : {metric: 'total_time', dataset: 'imdb', direction: 'minimize'}),
		now: around.now ?? now,
	};
}

export const cleanup: CleanupState = {...emptyCleanup, algorithm: 'mscn'};

/** Actions and keys, one after the other. */
export function after(state: CleanupState, context: ScreenContext, ...steps: ReadonlyArray<CleanupAction | ActionId>): CleanupState {
	return steps.reduce((before: CleanupState, step) => reduceCleanup(before, typeof step === 'string' ? {kind: 'key', action: step} : step, context), state);
}

/** What a look at the disk would find: a GB a model. */
export function marksOf(models: readonly Model[], bytes = 1e9): readonly Marked[] {
	return targetsOf(models, models).map(target => ({removal: {target, files: []}, single: bytes, linked: []}));
}

/** The state when the disk was looked at. */
export function looked(state: CleanupState, context: ScreenContext, links: ReadonlyMap<string, string> = new Map()): CleanupState {
	const {models} = context.snapshot;
	return after(
		state,
		context,
		{kind: 'linked', models, links},
		{kind: 'looked', asked: models, marked: marksOf(models), skipped: []},
		{kind: 'trash', now: {entries: [], log: [], problems: [], me: {user: 'ana', host: 'here'}, disk: {free: 5e9, total: 2e12}}},
	);
}
