"""JSON is read leniently, and an edit changes the text of its own place alone, in the style of the file."""

from __future__ import annotations

import json
import math
import random
import unittest
from typing import Any

from support import mreg

TAGS = mreg._SetTexts(("tags",), add=("x",))


def after(text: str, *edits: Any) -> str:
    return mreg._splice(text.encode("utf-8"), edits).decode("utf-8")


class Reading(unittest.TestCase):
    def test_accepts_what_python_writes_and_editors_leave(self) -> None:
        value = mreg._parse("\ufeff{\r\n\t\"모델\": [NaN, Infinity, -Infinity, 1e-05, 9007199254740993]\r\n}".encode("utf-8"))
        nan, *others = value["모델"]
        self.assertTrue(math.isnan(nan))
        self.assertEqual(others, [math.inf, -math.inf, 1e-05, 9007199254740993])

    def test_a_number_of_5000_digits_is_no_error(self) -> None:
        self.assertEqual(mreg._parse(b"[1" + b"0" * 5000 + b", 7]"), [math.inf, 7])

    def test_says_why_a_text_cannot_be_read(self) -> None:
        cases = [
            (b"", "is empty."),
            ('{"a": 1}'.encode("utf-16"), "UTF-16"),
            ('{\n"a": "\u00e9"}'.encode("latin-1"), "is not UTF-8 (line 2)"),
            (b'{"a": 1,\n "b": [1, ', "ends in the middle (line 2)"),
            (b'{"a": "cut', "ends in the middle (line 1)"),
            (b'{"a": 1,}', "is not JSON"),
            (b'{"a": 1} {"b": 2}', "is not JSON"),
            (b"[" * 65 + b"]" * 65, "nested more than 64 deep"),
            (b"[" * 100_000, "nested more than 64 deep"),
            (b'"' + b"x" * 4_000_000 + b'"', "more than 4000000 are not read"),
        ]
        for data, reason in cases:
            with self.subTest(reason=reason, data=data[:20]), self.assertRaises(mreg._Unreadable) as caught:
                mreg._parse(data)
            self.assertIn(reason, caught.exception.reason)

    def test_64_levels_and_brackets_within_texts_are_read(self) -> None:
        mreg._parse(b"[" * 64 + b"]" * 64)
        text = json.dumps({"notes": '{[\\"' * 500})
        self.assertEqual(mreg._parse(text.encode("utf-8")), json.loads(text))

    def test_only_what_is_being_written_is_cut(self) -> None:
        for text, is_cut in (('{"a"', True), ('{"a": "b\\u00', True), ("", True), ('{"a" 1}', False), ("[] []", False)):
            with self.subTest(text=text), self.assertRaises(mreg._Unreadable) as caught:
                mreg._parse(text.encode("utf-8"))
            self.assertIs(caught.exception.cut, is_cut)


class Edits(unittest.TestCase):
    def test_a_tag_is_added_in_the_style_of_the_list(self) -> None:
        cases = [
            ('{"tags": ["a", "b"]}', '{"tags": ["a", "b", "x"]}'),
            ('{"tags":["a"]}', '{"tags":["a","x"]}'),
            ('{"tags": [ "a" ]}', '{"tags": [ "a", "x" ]}'),
            ('{\r\n\t"tags": [\r\n\t\t"a",\r\n\t\t"b"\r\n\t]\r\n}', '{\r\n\t"tags": [\r\n\t\t"a",\r\n\t\t"b",\r\n\t\t"x"\r\n\t]\r\n}'),
            ('{"tags": ["a"\n , "b"\n ]}', '{"tags": ["a"\n , "b"\n , "x"\n ]}'),
            ('{"tags": []}', '{"tags": ["x"]}'),
            ('{\n  "tags": []\n}', '{\n  "tags": [\n    "x"\n  ]\n}'),
            ('{"tags": null, "a": 1}', '{"tags": ["x"], "a": 1}'),
            ('{"model_id":"m"}', '{"model_id":"m","tags":["x"]}'),
            ('{\n    "model_id": "m"\n}\n', '{\n    "model_id": "m",\n    "tags": [\n        "x"\n    ]\n}\n'),
            ("{}", '{\n  "tags": [\n    "x"\n  ]\n}'),
            ('\ufeff{"tags": ["a"]}', '\ufeff{"tags": ["a", "x"]}'),
            ('{"tags": ["a", 1.50, null]}', '{"tags": ["a", 1.50, null, "x"]}'),
            ('{"a": 1, "a": 2, "tags": ["a"]}', '{"a": 1, "a": 2, "tags": ["a", "x"]}'),
        ]
        for before, wanted in cases:
            with self.subTest(before=before):
                self.assertEqual(after(before, TAGS), wanted)

    def test_a_tag_is_taken_off_whatever_its_spelling(self) -> None:
        self.assertEqual(after('{"tags": ["\\u0078", "a",  "x"]}', mreg._SetTexts(("tags",), remove=("x",))), '{"tags": ["a"]}')

    def test_what_is_there_already_is_no_edit(self) -> None:
        for text, edit in (
            ('{"tags": ["x"]}', TAGS),
            ('{"a": 1e-05}', mreg._SetKey(("a",), 0.00001)),
            ('{"notes": null}', mreg._SetKey(("notes",), "")),
            ('{"t": {"b": 2, "a": [NaN]}}', mreg._SetKey(("t",), {"a": [math.nan], "b": 2})),
        ):
            with self.subTest(text=text):
                self.assertIsNone(mreg._splice_one(text.encode("utf-8"), edit))

    def test_true_is_not_one(self) -> None:
        self.assertEqual(after('{"a": 1}', mreg._SetKey(("a",), True)), '{"a": true}')

    def test_objects_on_the_way_are_made_also_where_null_stands(self) -> None:
        lr = mreg._SetKey(("training", "hyperparams", "lr"), 1e-05)
        self.assertEqual(json.loads(after("{}", lr)), {"training": {"hyperparams": {"lr": 1e-05}}})
        self.assertEqual(after('{"training": null}', lr), '{"training": {"hyperparams": {"lr": 1e-05}}}')
        self.assertEqual(after('{"training": {"hyperparams": {"lr": 2, "n": 1}}}', lr), '{"training": {"hyperparams": {"lr": 1e-05, "n": 1}}}')

    def test_a_note_that_goes_on_keeps_the_spelling_of_the_old_one(self) -> None:
        self.assertEqual(after('{"notes": "\\u0041\\/b"}', mreg._SetKey(("notes",), "A/b\n빠름")), '{"notes": "\\u0041\\/b\\n\\ube60\\ub984"}')

    def test_new_text_is_escaped_where_the_file_is(self) -> None:
        self.assertEqual(after('{"n": "\\uac00"}', mreg._SetTexts(("tags",), ("🤖",))), '{"n": "\\uac00", "tags": ["\\ud83e\\udd16"]}')
        self.assertEqual(after('{"n": "가"}', mreg._SetTexts(("tags",), ("🤖",))), '{"n": "가", "tags": ["🤖"]}')

    def test_half_a_character_is_written_as_an_escape(self) -> None:
        self.assertEqual(json.loads(after("{}", mreg._SetKey(("a",), "\ud83e")))["a"], "\ud83e")

    def test_a_place_of_another_type_and_a_key_that_stands_twice_are_refused(self) -> None:
        for text, edit, reason in (
            ('{"tags": "a"}', TAGS, 'has "tags" that are no list'),
            ('{"testing": {}}', mreg._AppendTo(("testing",), 1), 'has a "testing" that is no list'),
            ('{"notes": 1}', mreg._SetKey(("notes",), "a"), 'has "notes" that are no text'),
            ('{"training": []}', mreg._SetKey(("training", "a"), 1), 'has a "training" that is no object'),
            ('{"tags": [], "tags": []}', TAGS, 'has "tags" twice'),
            ("[]", TAGS, "is not a JSON object"),
        ):
            with self.subTest(text=text), self.assertRaises(mreg._Unreadable) as caught:
                mreg._splice(text.encode("utf-8"), [edit])
            self.assertIn(reason, caught.exception.reason)

    def test_says_where_in_the_bytes_it_changed_what(self) -> None:
        data = '\ufeff{"notes": "빠름", "tags": ["a"]}'.encode("utf-8")
        spliced = mreg._splice_one(data, TAGS)
        assert spliced
        end = spliced.offset + len(spliced.before.encode("utf-8"))
        self.assertEqual(data[:spliced.offset] + spliced.after.encode("utf-8") + data[end:], spliced.data)
        self.assertEqual((spliced.before, spliced.after), ('["a"]', '["a", "x"]'))
        self.assertEqual((spliced.words_before, spliced.words_after), (["a"], ["a", "x"]))


class Values(unittest.TestCase):
    def test_numbers_and_arrays_of_other_libraries_become_json(self) -> None:
        class Scalar:
            def item(self) -> float:
                return 0.5

        class Array:
            def item(self) -> float:
                raise ValueError("only one-element arrays")

            def tolist(self) -> list[int]:
                return [1, 2]

        self.assertEqual(mreg._as_plain({"lr": Scalar(), "sizes": Array(), "shape": (3, 4)}), {"lr": 0.5, "sizes": [1, 2], "shape": [3, 4]})

    def test_what_is_no_json_is_named(self) -> None:
        with self.assertRaisesRegex(TypeError, "object.*cannot be written"):
            mreg._as_plain({"model": object()})


def any_sidecar(chance: random.Random) -> str:
    """A sidecar in any style, with numbers that must keep their spelling."""
    texts = ["모델", "a", "é\n", '"', "\\", "🤖", "tags", "\u2028", ""]

    def value(depth: int) -> str:
        kind = chance.randrange(9 if depth < 3 else 6)
        if kind < 3:
            return chance.choice(["1e-05", "9007199254740993", "NaN", "-Infinity", "45.0", "-0", "1E+2", "true", "null"])
        if kind < 6:
            return json.dumps(chance.choice(texts), ensure_ascii=is_escaped)
        if kind == 6:
            return laid_out("[", "]", [value(depth + 1) for _ in range(chance.randrange(4))], depth)
        return laid_out("{", "}", [f"{json.dumps(f'k{at}')}{colon}{value(depth + 1)}" for at in range(chance.randrange(4))], depth)

    def laid_out(opening: str, closing: str, items: list[str], depth: int) -> str:
        if not items:
            return opening + closing
        if is_one_line or (depth > 1 and chance.random() < 0.3):
            return opening + padding + f",{blank}".join(items) + padding + closing
        return opening + ",".join(f"{eol}{unit * (depth + 1)}{item}" for item in items) + f"{eol}{unit * depth}{closing}"

    is_escaped = chance.random() < 0.5
    is_one_line = chance.random() < 0.3
    eol = chance.choice(["\n", "\n", "\r\n"])
    unit = chance.choice(["\t", *(" " * width for width in range(1, 9))])
    blank, colon, padding = chance.choice([" ", ""]), chance.choice([": ", ":", " : "]), chance.choice(["", " "])
    fields = [f'"x{at}"{colon}{value(1)}' for at in range(chance.randrange(4))]
    if chance.random() < 0.8:
        tags = [json.dumps(tag, ensure_ascii=is_escaped) for tag in chance.sample(["a", "b", "최고", "wip"], chance.randrange(4))]
        fields.append(f'"tags"{colon}' + chance.choice(["null", laid_out("[", "]", tags, 1)]))
    if chance.random() < 0.7:
        test = laid_out("{", "}", [f'"dataset"{colon}{value(3)}'], 2)
        fields.append(f'"testing"{colon}' + laid_out("[", "]", [test] * chance.randrange(3), 1))
    if chance.random() < 0.7:
        fields.append(f'"notes"{colon}{json.dumps(chance.choice(texts), ensure_ascii=is_escaped)}')
    chance.shuffle(fields)
    return chance.choice(["", "\ufeff"]) + laid_out("{", "}", fields, 0) + chance.choice(["", eol])


class RandomSidecars(unittest.TestCase):
    def test_an_edit_changes_nothing_outside_of_its_place_and_the_value_as_asked(self) -> None:
        chance = random.Random(7)
        for _ in range(400):
            text = any_sidecar(chance)
            data = text.encode("utf-8")
            before = mreg._parse(data)
            edit = chance.choice([TAGS, mreg._AppendTo(("testing",), {"dataset": "imdb", "performance": {"t": 1.5}}), mreg._SetKey(("notes",), "빠름")])
            with self.subTest(text=text, edit=edit):
                spliced = mreg._splice_one(data, edit)
                if spliced is None:
                    continue
                end = spliced.offset + len(spliced.before.encode("utf-8"))
                self.assertEqual(data[:spliced.offset] + spliced.after.encode("utf-8") + data[end:], spliced.data)
                now = mreg._parse(spliced.data)
                name = edit.path[0]
                self.assertTrue(mreg._is_same({key: value for key, value in now.items() if key != name}, {key: value for key, value in before.items() if key != name}))
                old = before.get(name)
                wanted = "빠름" if name == "notes" else [*(old or []), "x" if name == "tags" else edit.value]
                self.assertTrue(mreg._is_same(now[name], wanted), (now[name], wanted))

    def test_an_edit_taken_back_gives_the_same_bytes(self) -> None:
        chance = random.Random(8)
        for _ in range(200):
            data = any_sidecar(chance).encode("utf-8")
            spliced = mreg._splice_one(data, TAGS)
            assert spliced
            end = spliced.offset + len(spliced.after.encode("utf-8"))
            self.assertEqual(spliced.data[:spliced.offset] + spliced.before.encode("utf-8") + spliced.data[end:], data)


if __name__ == "__main__":
    unittest.main()
