/**
 * The beginning of the single executable: puts the bundle that it carries into a folder of its own, once, and runs it from there.
 * CommonJS, as an executable of Node begins with nothing else; the program itself is modules, which must lie on the disk.
 */

const {createHash} = require('node:crypto');
const fs = require('node:fs');
const {createRequire} = require('node:module');
const os = require('node:os');
const path = require('node:path');
const {getAsset} = require('node:sea');

/** [path, bytes] of each file, behind one another in the asset `files`. */
const index = JSON.parse(getAsset('index', 'utf8'));

/** The folder of the program: in the user's cache, else a temporary one that goes with the process. */
function programFolder() {
	const home = [process.env.XDG_CACHE_HOME ?? '', path.join(os.homedir(), '.cache')].find(folder => path.isAbsolute(folder));
	try {
		return unpackedIn(path.join(home, 'mreg', 'program'));
	} catch {
		const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mreg-program-'));
		process.on('exit', () => fs.rmSync(folder, {recursive: true, force: true}));
		unpack(folder);
		return folder;
	}
}

/** What others could have written is not run: the folder is the user's alone, and every file has the bytes that it should have. */
function unpackedIn(parent) {
	fs.mkdirSync(parent, {recursive: true, mode: 0o700});
	const own = fs.lstatSync(parent);
	if (!own.isDirectory() || own.uid !== process.getuid() || (own.mode & 0o022) !== 0) throw new Error('not a folder of one user');
	const folder = path.join(parent, index.hash);
	if (isWhole(folder)) return folder;
	const made = fs.mkdtempSync(path.join(parent, '.new-'));
	unpack(made);
	try {
		fs.rmSync(folder, {recursive: true, force: true});
		fs.renameSync(made, folder);
	} catch (error) {
		fs.rmSync(made, {recursive: true, force: true});
		// Another process may have been faster.
		if (!isWhole(folder)) throw error;
	}
	for (const name of fs.readdirSync(parent)) removeOld(path.join(parent, name));
	return folder;
}

function isWhole(folder) {
	try {
		return index.files.every(([name, , hash]) => sha256(fs.readFileSync(path.join(folder, name))) === hash);
	} catch {
		return false;
	}
}

function unpack(folder) {
	const bytes = Buffer.from(getAsset('files'));
	let at = 0;
	for (const [name, length] of index.files) {
		const file = path.join(folder, name);
		fs.mkdirSync(path.dirname(file), {recursive: true, mode: 0o700});
		fs.writeFileSync(file, bytes.subarray(at, (at += length)), {mode: 0o600});
	}
}

/** Programs of other versions that nobody began for a month. */
function removeOld(folder) {
	try {
		if (path.basename(folder) !== index.hash && fs.statSync(folder).mtimeMs < Date.now() - 30 * 86_400_000) fs.rmSync(folder, {recursive: true, force: true});
	} catch {
		// It is gone, or another user's.
	}
}

function sha256(bytes) {
	return createHash('sha256').update(bytes).digest('hex');
}

const start = path.join(programFolder(), 'start.cjs');
// What the executable carries can import nothing but node's own modules; what lies on the disk can.
createRequire(start)(start);
