/** What Linux says about a running process. */

import fs from 'node:fs';

/** The most memory that it ever had, in megabytes (10^6 bytes). @throws the system's error where it has ended */
export function peakMegabytes(pid: number): number {
	const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
	return (Number(kilobytes) * 1024) / 1e6;
}

/** The memory that it has now, likewise. */
export function residentMegabytes(pid: number): number {
	const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
	return (Number(kilobytes) * 1024) / 1e6;
}

/** The processor time of all its threads so far, in milliseconds; Linux counts it in hundredths of a second. */
export function cpuMilliseconds(pid: number): number {
	const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
	// The name of the program stands in parentheses and may hold spaces.
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** How many inotify watches it holds. */
export function inotifyWatches(pid: number): number {
	const folder = `/proc/${pid}/fdinfo`;
	return fs.readdirSync(folder).reduce((sum, name) => sum + watchesOf(`${folder}/${name}`), 0);
}

function watchesOf(file: string): number {
	try {
		return fs.readFileSync(file, 'utf8').match(/^inotify /gm)?.length ?? 0;
	} catch {
		// Closed in the meantime.
		return 0;
	}
}
