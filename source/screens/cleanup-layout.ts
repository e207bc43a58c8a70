/** How the Cleanup screen shares out its lines: the list has what the rest leaves, and the less there is, the more of the rest goes. Pure. */

export interface CleanupLayout {
	/** `wide`: whole sentences; `narrow`: the same in short; `least`: only what is needed. */
	readonly form: 'wide' | 'narrow' | 'least';
	/** Blank lines between the parts. */
	readonly airs: number;
	readonly sentence: number;
	/** The line of the field that is changed, or blank. */
	readonly field: number;
	readonly bars: number;
	/** Rows of the list. */
	readonly list: number;
	readonly losses: number;
	/** What was done last, or that the disk is full. */
	readonly said: number;
	/** What Enter and P do. */
	readonly keys: number;
	readonly command: number;
}

type Parts = Omit<CleanupLayout, 'form' | 'list'>;

/** Title and rule are always there. */
const fixed = 2;
const wideFrom = 100;
const narrowFrom = 60;

export interface LayoutOptions {
	readonly width: number;
	readonly height: number;
	/** How many lines the sentence has. */
	readonly sentence: number;
	/** Whether there is something to say above the keys. */
	readonly isSaid: boolean;
}

export function formOf(width: number): CleanupLayout['form'] {
	return width >= wideFrom ? 'wide' : width >= narrowFrom ? 'narrow' : 'least';
}

export function cleanupLayout({width, height, sentence, isSaid}: LayoutOptions): CleanupLayout {
	const form = formOf(width);
	const whole: Parts = {
		airs: 2,
		sentence: Math.min(4, sentence),
		field: 1,
		bars: 3,
		losses: 1,
		said: isSaid ? 1 : 0,
		keys: form === 'wide' ? 1 : 2,
		command: 1,
	};
	// What is given up first stands first, with the rows that the list is to have before.
	const savings: ReadonlyArray<{readonly least: number; readonly part: Partial<Parts>}> = [
		{least: 12, part: {airs: 1}},
		{least: 8, part: {airs: 0}},
		{least: 6, part: {command: 0}},
		{least: 5, part: {keys: 1}},
		{least: 5, part: {sentence: Math.min(2, sentence)}},
		{least: 5, part: {bars: 1}},
		{least: 4, part: {said: 0}},
		{least: 3, part: {sentence: Math.min(1, sentence)}},
		{least: 3, part: {keys: 0}},
		{least: 2, part: {losses: 0}},
		{least: 2, part: {bars: 0}},
	];
	let parts = whole;
	for (const {least, part} of savings) if (roomFor(parts, height) < least) parts = {...parts, ...part};
	return {...parts, form, list: Math.max(1, roomFor(parts, height))};
}

function roomFor(parts: Parts, height: number): number {
	return height - fixed - Object.values(parts).reduce((sum, lines) => sum + lines, 0);
}
