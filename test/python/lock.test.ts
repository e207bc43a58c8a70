/** Both languages share locks and the journal: one process at a time, whoever it is, and lines that each reads of the other. */

import fs from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {appendJournal, newTransaction} from '../../store/journal-writer.ts';
import {mayHaveUnfinished, readJournal} from '../../store/journal.ts';
import {withLock} from '../../store/lock.ts';
import {startPython} from '../helpers/python-process.ts';
import {noPython, python} from '../helpers/python.ts';
import {startScript} from '../helpers/script.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {until} from '../helpers/until.ts';

const skipped = noPython === undefined ? '' : ` (skipped: ${noPython})`;

const holding = `
with mreg._locked(sys.argv[1], "mreg.py tag"):
    print("held", flush=True)
    sys.stdin.read()
`;

/** Leaves, each time, the lock of a process that died in its place. */
const counting = `
for at in range(int(sys.argv[2])):
    with mreg._locked(sys.argv[1], "", 60):
        seen = mreg._read(sys.argv[1] + "/count")
        mreg._write_atomic(sys.argv[1] + "/count", str(int(seen.data) + 1).encode(), sync=False)
        dead = {**mreg._holder(mreg._token(), ""), "boot_id": "an earlier one"}
        mreg._write_atomic(sys.argv[1] + "/.mreg.lock", json.dumps(dead).encode(), sync=False)
`;

test.skipIf(noPython)(`a lock that Python holds is waited for and named; of a killed Python it is broken${skipped}`, async () => {
	const folder = temporaryFolder();
	const holder = startPython(holding, [folder]);
	await until(() => holder.lines().includes('held'));
	expect(() => withLock(folder, {waitMs: 30}, () => undefined)).toThrow(new RegExp(String.raw`locked by process ${holder.child.pid} on .* \(mreg\.py tag\)`));
	holder.child.kill('SIGKILL');
	await holder.ended;
	expect(withLock(folder, {waitMs: 5000}, () => fs.readdirSync(folder))).toEqual(['.mreg.lock']);
	expect(fs.readdirSync(folder)).toEqual([]);
});

test.skipIf(noPython)(`of 3 Python and 3 other processes only one counts at a time, also where each finds the lock of a dead one${skipped}`, async () => {
	const folder = temporaryFolder();
	const file = path.join(folder, 'count');
	fs.writeFileSync(file, '0');
	const scripts = [1, 2, 3].flatMap(() => [startPython(counting, [folder, '8']), startScript('counting-process', [file, '8', 'leaves'])]);
	for (const script of scripts) expect([await script.ended, script.errors()]).toEqual([0, '']);
	expect(Number(fs.readFileSync(file, 'utf8'))).toBe(48);
});

test.skipIf(noPython)(`each reads the lines that the other wrote into the journal${skipped}`, () => {
	const root = temporaryFolder();
	const writer = {root, by: 'mreg tag "빠름"', now: Date.now, waitMs: 5000};
	const item = {key: 'Mscn/Model/모델 \ud83e\udd16', before: null, after: '["x"]', offset: 1, sha256: {before: 'a', after: 'b'}};
	const program = `
root, item = json.load(sys.stdin)
txn = mreg._new_txn()
mreg._journal(root, 'mreg.py tag "빠름"', txn, "tag", "begin", [item, {**item, "key": "mod\\udce8le"}])
mreg._journal(root, 'mreg.py tag "빠름"', txn, "tag", "done", [], inverse_of="before")
print(json.dumps([txn, [[entry["txn"], entry["items"]] for entry in mreg._read_journal(root)]]))
`;
	const ours = newTransaction(writer);
	appendJournal(writer, {txn: ours, op: 'tag', phase: 'begin', items: [item]});
	appendJournal(writer, {txn: ours, op: 'tag', phase: 'done', items: []});
	const [theirs, read] = python(program, [], JSON.stringify([root, item])) as [string, Array<[string, unknown]>];
	const items = [item, {...item, key: 'mod\udce8le'}];
	expect(read).toEqual([
		[ours, [item]],
		[ours, []],
		[theirs, items],
		[theirs, []],
	]);
	const {entries, problems} = readJournal(root);
	expect(problems).toEqual([]);
	expect(entries.map(entry => [entry.txn, entry.op, 'items' in entry ? entry.items : undefined])).toEqual(read.map(([txn, items]) => [txn, 'tag', items]));
	expect(entries.at(-1)).toMatchObject({inverse_of: 'before', by: 'mreg.py tag "빠름"', phase: 'done'});
	// Told by the beginning of the lines alone.
	expect(mayHaveUnfinished(root)).toBe(false);
});
