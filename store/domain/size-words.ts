/** Sizes in the sentences of errors. */

/** `12.0 GB`, with units of 1000. */
export function sizeWords(bytes: number): string {
	const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
	let [power, amount] = [0, bytes];
	for (; amount >= 1000 && power < units.length - 1; power++) amount /= 1000;
	return `${power === 0 ? amount : amount.toFixed(1)} ${units[power]}`;
}
