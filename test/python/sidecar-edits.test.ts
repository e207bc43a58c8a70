/** Both libraries write the same bytes when they edit the same sidecar. */

import {expect, test} from 'vitest';
import {editFields} from '../../store/sidecar-fields.ts';
import type {EditOutcome} from '../../store/sidecar-splice.ts';
import {editSidecar, type SidecarEdit} from '../../store/sidecar-text.ts';
import {noPython, python} from '../helpers/python.ts';

const result = {dataset: 'imdb', num_queries: 80, tested_at: '2024-10-19T12:00:00', performance: {total_time: 45.23, 평균: 0.5, p95_time: null}};
const tags = ['새 태그', '최고', '🤖 "x"'];
const note = '빠름\n\u2028 and\\more 🤖';

const edits: readonly SidecarEdit[] = [
	{kind: 'tags', add: tags, remove: ['a', 'wip']},
	{kind: 'tags', add: [], remove: ['b', '최고']},
	{kind: 'result', result},
	{kind: 'note', text: note, append: false},
	{kind: 'note', text: 'below', append: true},
];
const facts = {tags: [], framework: 'torch', input_shape: [3, '?', 224], dataset: 'imdb', hyperparams: {lr: 0.5}, lineage: {parent: 'net/v1'}};
const checksum = {algorithm: 'sha256', value: 'ab'} as const;

/** The sidecars, and of each what the Python client makes of it by each of the edits above; null where it refuses. */
const program = `
import base64, random
from test_json import any_sidecar

def text(value): return base64.b64encode(value).decode()
def edited(data, edits):
    try:
        return text(mreg._splice(data, edits))
    except mreg._Unreadable:
        return None
tags, note, result = json.load(sys.stdin)
note_of = lambda data: mreg._parse(data).get("notes") or ""
below = lambda old: old + ("" if old.endswith("\\n") or not old else "\\n") + "below"
chance = random.Random(int(sys.argv[1]))
cases = []
odd = ['{"tags": {}}', '{"testing": "x", "notes": 3}', '{"training": [], "lineage": null}', '{"training": null}', '{"training": {"hyperparams": null}}', '{ }', '{"a": {}}',
    '{"tags": [1], "tags": []}', ' {"tags" : [ ] , "notes":null,"testing":null}\\n', '{\\n}', '{"training": {\\n  "hyperparams": {}}}', '{"tags": [["a"], "a",\\n"b"]}', '[]', '']
for at in range(300):
    data = (odd[at] if at < len(odd) else any_sidecar(chance)).encode()
    is_object = data.strip()[:1] != b"[" and data != b""
    cases.append([text(data), [
        edited(data, [mreg._SetTexts(("tags",), tuple(tags), ("a", "wip"))]),
        edited(data, [mreg._SetTexts(("tags",), (), ("b", "최고"))]),
        edited(data, [mreg._AppendTo(("testing",), result)]),
        edited(data, [mreg._SetKey(("notes",), note)]),
        edited(data, [mreg._SetKey(("notes",), below(note_of(data) if is_object and isinstance(note_of(data), str) else ""))]),
        edited(data, [mreg._SetKey(("training", "dataset"), "imdb"), mreg._SetKey(("training", "hyperparams", "lr"), mreg._parse(data)["training"]["hyperparams"]["lr"]
            if is_object and isinstance(mreg._parse(data).get("training"), dict) and "lr" in (mreg._parse(data)["training"].get("hyperparams") or {}) else 0.5),
            mreg._SetKey(("framework",), "torch"), mreg._SetKey(("input_shape",), [3, "?", 224]), mreg._SetKey(("family",), "net"), mreg._SetKey(("version",), 2),
            mreg._SetKey(("lineage", "parent"), "net/v1"), mreg._SetKey(("checksum",), {"algorithm": "sha256", "value": "ab"})]),
    ]])
print(json.dumps(cases))
`;

test.skipIf(noPython)(`tags, results, notes and fields are edited to the same bytes${noPython === undefined ? '' : ` (skipped: ${noPython})`}`, () => {
	const cases = python(program, ['7'], JSON.stringify([tags, note, result])) as ReadonlyArray<readonly [string, ReadonlyArray<string | null>]>;
	expect(cases).toHaveLength(300);
	for (const [encoded, found] of cases) {
		const file = Buffer.from(encoded, 'base64');
		const wanted = [...edits.map(edit => editSidecar(file, edit)), editFields(file, {family: 'net', version: 2, checksum, facts})].map(outcome =>
			textAfter(file, outcome),
		);
		expect(
			found.map(text => (text === null ? null : Buffer.from(text, 'base64').toString('utf8'))),
			file.toString('utf8'),
		).toEqual(wanted);
	}
});

function textAfter(file: Buffer, outcome: EditOutcome): string | null {
	if (outcome.kind === 'refused') return null;
	return (outcome.kind === 'edited' ? outcome.bytes : file).toString('utf8');
}
