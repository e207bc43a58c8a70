/** On what machine the figures were taken, as words. */

import fs from 'node:fs';
import os from 'node:os';

export interface Machine {
	readonly cpu: string;
	readonly cores: number;
	readonly memoryGigabytes: number;
	readonly kernel: string;
	readonly node: string;
	/** The load of the minute before the first measurement: above 0 others used the machine, too. */
	readonly loadBefore: number;
}

export function thisMachine(): Machine {
	return {
		cpu: os.cpus()[0]?.model.trim() ?? 'unknown processor',
		cores: os.availableParallelism(),
		memoryGigabytes: Math.round(os.totalmem() / 2 ** 30),
		kernel: `${os.type()} ${os.release()}`,
		node: process.versions.node,
		loadBefore: os.loadavg()[0] ?? 0,
	};
}

/** `AMD EPYC, 2 cores, 24 GiB, Linux 6.1, ext4, Node 24.1.0; load before: 0.10`. @param folder where the registries lie */
export function machineWords({cpu, cores, memoryGigabytes, kernel, node, loadBefore}: Machine, folder: string): string {
	const disk = fileSystem(folder);
	return [
		cpu,
		`${cores} cores`,
		`${memoryGigabytes} GiB`,
		kernel,
		...(disk === undefined ? [] : [disk]),
		`Node ${node}; load before: ${loadBefore.toFixed(2)}`,
	].join(', ');
}

/** The kind of file system that a folder lies on, where Linux says so. */
function fileSystem(folder: string): string | undefined {
	let best = {point: '', type: undefined as string | undefined};
	for (const line of fs.existsSync('/proc/mounts') ? fs.readFileSync('/proc/mounts', 'utf8').split('\n') : []) {
		const [, point = '', type] = line.split(' ');
		const inside = `${folder}/`.startsWith(point.endsWith('/') ? point : `${point}/`);
		if (inside && point.length >= best.point.length) best = {point, type};
	}
	return best.type;
}
