/** Whether this run draws with ASCII signs only, decided once at its start, like its colours. */

let ascii = false;

/** Chooses the set of signs for the whole run, before the first frame. */
export function setAscii(value: boolean): void {
	ascii = value;
}

/** Whether only ASCII signs are drawn: what has no single sign to map (braille, fine bars) draws itself differently. */
export function isAscii(): boolean {
	return ascii;
}
