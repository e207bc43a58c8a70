/** Whether a folder lies on a disk of another machine, as the system tells it. */

import fs from 'node:fs';

/** File systems whose changes by other machines give no events. */
const networkTypes =
	/^(nfs|nfs4|cifs|smb3|smbfs|9p|afs|ceph|lustre|beegfs|gpfs|virtiofs|vboxsf|orangefs|pvfs2|ocfs2|gfs2|davfs|fuse\.(sshfs|s3fs|gcsfuse|rclone|ceph.*|glusterfs|juicefs|goofys|mount-s3|davfs.*|curlftpfs|blobfuse2?|seaweedfs|moosefs|mfs|lizardfs|jfs.*|s3ql.*))$/;

/** The kind of network file system that holds a path, or undefined where it is a local disk (or the system does not say). */
export function networkMount(root: string, mountinfo = readMountinfo()): string | undefined {
	let best = {point: '', type: ''};
	for (const line of mountinfo.split('\n')) {
		const [before, after] = line.split(' - ');
		const point = before?.split(' ')[4]?.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
		const type = after?.split(' ')[0];
		if (point === undefined || type === undefined) continue;
		const inside = root === point || root.startsWith(point.endsWith('/') ? point : `${point}/`);
		if (inside && point.length >= best.point.length) best = {point, type};
	}
	return networkTypes.test(best.type) ? best.type : undefined;
}

function readMountinfo(): string {
	try {
		return fs.readFileSync('/proc/self/mountinfo', 'utf8');
	} catch {
		// Not Linux.
		return '';
	}
}
