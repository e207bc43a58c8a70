/** Lengths of time in words that a sentence can hold: `45 min`, `24 h`, `13 days`. */

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** From two days, two hours and two minutes on in that unit: `24 h` says more than `1 day`. */
const units = [
	{from: 2 * day, size: day, name: 'days'},
	{from: 2 * hour, size: hour, name: 'h'},
	{from: 2 * minute, size: minute, name: 'min'},
] as const;

/** @param ms an age in milliseconds, not negative @returns whole units, rounded down: `13 days` */
export function ageWords(ms: number): string {
	const {size, name} = units.find(({from}) => ms >= from) ?? {size: second, name: 's'};
	return `${Math.floor(ms / size)} ${name}`;
}

/** @param ms a length that was asked for, in milliseconds @returns with a decimal where it is not whole: `7 days`, `1.5 h` as `90 min` */
export function lengthWords(ms: number): string {
	const {size, name} = units.find(({from}) => ms >= from) ?? {size: second, name: 's'};
	return `${Math.round((ms / size) * 10) / 10} ${name}`;
}
