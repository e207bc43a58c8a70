/** The command line that cleans up by the same rule. Pure. */

import {shellWord} from '../store/domain/test-command.ts';

export interface CleanupCommand {
	readonly algorithm: string;
	readonly keep: number;
	readonly metric: string;
	readonly dataset?: string;
	readonly foldSeeds: boolean;
	readonly keepBests: boolean;
	/** Milliseconds. */
	readonly minAge: number;
	/** Milliseconds; undefined: what is not tested stays. */
	readonly untested?: number;
	readonly dryRun?: boolean;
	readonly purge?: boolean;
}

/** `mreg cleanup --algo mscn --keep 5 --metric total_time --untested 7d --dry-run`; what else holds without being said is left out. */
export function cleanupLine({algorithm, keep, metric, dataset, foldSeeds, keepBests, minAge, untested, dryRun, purge}: CleanupCommand): string {
	const options = [
		`--algo ${shellWord(algorithm)}`,
		`--keep ${keep}`,
		...(foldSeeds ? ['--fold seed'] : []),
		`--metric ${shellWord(metric)}`,
		...(dataset === undefined ? [] : [`--dataset ${shellWord(dataset)}`]),
		...(keepBests ? ['--keep-bests'] : []),
		...(minAge === 0 ? [] : [`--min-age ${ageOption(minAge)}`]),
		...(untested === undefined ? [] : [`--untested ${ageOption(untested)}`]),
		...(purge === true ? ['--purge'] : []),
		...(dryRun === true ? ['--dry-run'] : []),
	];
	return ['mreg cleanup', ...options].join(' ');
}

const units = [
	{name: 'd', size: 86_400_000, from: 172_800_000},
	{name: 'h', size: 3_600_000, from: 3_600_000},
	{name: 'm', size: 60_000, from: 60_000},
] as const;

/** A length of time (milliseconds) as it is typed: `7d`, `24h`, `90m`, `0s`. It is exact. */
export function ageOption(ms: number): string {
	const unit = units.find(({size, from}) => ms >= from && ms % size === 0);
	return unit ? `${ms / unit.size}${unit.name}` : `${ms / 1000}s`;
}
