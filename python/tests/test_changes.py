"""Tags, notes and results are edits of a sidecar's text that the journal can take back."""

from __future__ import annotations

import json
import os
import pathlib
import time
import unittest
from typing import Any, Dict, List

from support import InFolder, mreg, started

TEXT = (
    '\ufeff{\r\n\t"model_id": "a",\r\n\t"algorithm": "mscn", "x": 1e-05,\r\n\t"testing": [{"dataset": "통계", "performance": {"t": 1.50, "q": NaN}}],\r\n'
    '\t"tags": ["old", 5],\r\n\t"notes": null\r\n}\r\n'
)


class ChangeCase(InFolder):
    def setUp(self) -> None:
        super().setUp()
        self.put("Mscn/Model/a")
        self.sidecar = self.put("Mscn/Model/a.json", TEXT)

    def models(self) -> List[Any]:
        return mreg._scan(self.folder)

    def model(self) -> Any:
        return next(model for model in self.models() if model.id == "a")

    def journal(self) -> List[Dict[str, Any]]:
        return mreg._read_journal(self.folder)

    def taken_back(self, item: Dict[str, Any]) -> bytes:
        """The file without an edit, as `mreg undo` makes it."""
        data = pathlib.Path(self.folder, item["path"]).read_bytes()
        self.assertEqual(mreg._sha256(data), item["sha256"]["after"])
        end = item["offset"] + len(item["after"].encode("utf-8"))
        self.assertEqual(data[item["offset"]:end].decode("utf-8"), item["after"])
        return data[:item["offset"]] + (item["before"] or "").encode("utf-8") + data[end:]


class Edits(ChangeCase):
    def test_an_edit_changes_nothing_else_and_can_be_taken_back_to_the_byte(self) -> None:
        result = mreg._result_of("imdb", 3, {"total_time": 1e-5, "nan": float("nan")})
        for op, change in (
            ("tag", lambda: mreg._edit_tags(self.folder, [self.model()], ["new", "가"], ["old"], "mreg.py tag")),
            ("note", lambda: mreg._edit_note(self.folder, [self.model()], "메모", "mreg.py note")),
            ("result", lambda: mreg._add_result(self.folder, self.model(), result, "mreg.py record")),
        ):
            with self.subTest(op):
                self.sidecar.write_bytes(TEXT.encode("utf-8"))
                changed = change()
                begin, done = self.journal()[-2:]
                self.assertEqual((begin["op"], begin["phase"], done["phase"], done["txn"]), (op, "begin", "done", changed.txn))
                self.assertEqual(self.taken_back(begin["items"][0]).decode("utf-8"), TEXT)
                self.assertEqual(changed.done, ["Mscn/Model/a"])
                data = self.sidecar.read_bytes()
                for kept in (b"\xef\xbb\xbf{\r\n\t", b'"x": 1e-05', '{"dataset": "통계", "performance": {"t": 1.50, "q": NaN}}'.encode("utf-8")):
                    self.assertIn(kept, data)

    def test_the_journal_says_what_the_tags_and_the_note_were_and_are(self) -> None:
        mreg._edit_tags(self.folder, [self.model()], ["new"], ["old"], "mreg.py tag")
        mreg._edit_note(self.folder, [self.model()], "one", "mreg.py note")
        mreg._edit_note(self.folder, [self.model()], "two", "mreg.py note", append=True)
        items = [line["items"][0] for line in self.journal() if line["phase"] == "begin"]
        self.assertEqual(items[0]["tags"], {"before": ["old"], "after": ["new"]})
        self.assertEqual([item["note"] for item in items[1:]], [{"before": "", "after": "one"}, {"before": "one", "after": "one\ntwo"}])
        self.assertEqual((items[0]["key"], items[0]["path"]), ("Mscn/Model/a", "Mscn/Model/a.json"))
        self.assertEqual(json.loads(self.sidecar.read_text("utf-8-sig"))["tags"], [5, "new"])

    def test_a_result_is_added_behind_those_that_are_there(self) -> None:
        mreg._add_result(self.folder, self.model(), mreg._result_of("imdb", 3, {"total_time": 2.0}, tested_at="2024-10-19T12:00:00"), "mreg.py record")
        self.assertEqual(json.loads(self.sidecar.read_text("utf-8-sig"))["testing"][1:], [
            {"dataset": "imdb", "num_queries": 3, "tested_at": "2024-10-19T12:00:00", "performance": {"total_time": 2.0}},
        ])

    def test_what_is_so_already_is_not_written(self) -> None:
        changed = mreg._edit_tags(self.folder, [self.model()], ["old"], ["not there"], "mreg.py tag")
        self.assertEqual((changed.txn, changed.done, changed.unchanged), (None, [], ["Mscn/Model/a"]))
        self.assertEqual((self.sidecar.read_bytes().decode("utf-8"), self.journal()), (TEXT, []))

    def test_a_tag_that_stands_only_in_the_registry_is_taken_off_there(self) -> None:
        self.put("model_registry.json", '{"a": {"model_id": "a", "tags": ["only", "other"]}}')
        mreg._edit_tags(self.folder, [self.model()], [], ["only"], "mreg.py tag")
        self.assertEqual(json.loads(self.path("model_registry.json").read_text("utf-8"))["a"]["tags"], ["old", "other"])

    def test_the_registry_follows(self) -> None:
        self.put("model_registry.json", "{}")
        mreg._edit_tags(self.folder, [self.model()], ["new"], [], "mreg.py tag")
        mreg._add_result(self.folder, self.model(), mreg._result_of("imdb", 3, {"t": 2.0}), "mreg.py record")
        entry = json.loads(self.path("model_registry.json").read_text("utf-8"))["a"]
        self.assertEqual((entry["tags"], len(entry["testing"])), (["old", "new"], 2))

    def test_many_models_are_one_transaction(self) -> None:
        for number in range(100):
            self.put(f"Lero/Model/m{number}")
            self.put(f"Lero/Model/m{number}.json", '{"model_id": "m%d"}' % number)
        changed = mreg._edit_tags(self.folder, self.models(), ["all"], [], "mreg.py tag")
        self.assertEqual(len(changed.done), 101)
        self.assertEqual({line["txn"] for line in self.journal()}, {changed.txn})
        self.assertEqual([model.content["tags"][-1] for model in self.models()], ["all"] * 101)

    def test_models_that_cannot_be_edited_are_left_out_with_a_reason(self) -> None:
        self.put("Mscn/Model/bare")
        self.put("Mscn/Model/odd")
        self.put("Mscn/Model/odd.json", '{"tags": "no list"}')
        self.put("elsewhere.json", "{}")
        self.put("Mscn/Model/link")
        os.symlink(self.path("elsewhere.json"), self.path("Mscn/Model/link.json"))
        changed = mreg._edit_tags(self.folder, self.models(), ["t"], [], "mreg.py tag")
        reasons = dict(changed.skipped)
        self.assertEqual(changed.done, ["Mscn/Model/a"])
        self.assertIn("mreg adopt", reasons["Mscn/Model/bare"])
        self.assertIn("no list", reasons["Mscn/Model/odd"])
        self.assertIn("is a link", reasons["Mscn/Model/link"])
        self.assertEqual(self.path("elsewhere.json").read_text(), "{}")

    def test_a_result_that_cannot_be_recorded_is_an_error(self) -> None:
        self.put("Mscn/Model/b.json", '{"model_id": "b", "testing": "no list"}')
        model = next(model for model in self.models() if model.id == "b")
        with self.assertRaisesRegex(mreg.MregError, "not recorded: .*no list"):
            mreg._add_result(self.folder, model, mreg._result_of("d", 1, {"t": 1}), "mreg.py record")

    def test_a_locked_folder_is_an_error_that_names_the_holder_and_nothing_is_changed(self) -> None:
        program = "with mreg._locked(sys.argv[1], 'a test'):\n    print('held', flush=True)\n    sys.stdin.readline()\n"
        holder = started(program, str(self.path("Mscn/Model")), stdin=-1)
        try:
            assert holder.stdout
            holder.stdout.readline()
            with self.assertRaises(mreg.MregError) as caught:
                mreg._edit_tags(self.folder, [self.model()], ["t"], [], "mreg.py tag", wait=0.05)
            self.assertEqual(caught.exception.exit_code, 5)
            self.assertIn(f"process {holder.pid}", caught.exception.message)
            self.assertEqual((self.sidecar.read_bytes().decode("utf-8"), self.journal()), (TEXT, []))
        finally:
            holder.kill()
            holder.communicate()

    def test_eight_processes_lose_no_result_and_no_tag(self) -> None:
        program = """
root, number = sys.argv[1:]
for turn in range(5):
    model = next(model for model in mreg._scan(root) if model.id == "a")
    mreg._add_result(root, model, mreg._result_of(f"d{number}", turn, {"t": float(turn)}), "mreg.py record", 60.0)
    mreg._edit_tags(root, [model], [f"t{number}-{turn}"], [], "mreg.py tag", 60.0)
"""
        processes = [started(program, self.folder, str(number)) for number in range(8)]
        self.assertEqual([process.communicate() for process in processes], [("", "")] * 8)
        content = json.loads(self.sidecar.read_text("utf-8-sig"))
        self.assertEqual(len(content["testing"]), 41)
        self.assertEqual(sorted(content["tags"][2:]), sorted(f"t{number}-{turn}" for number in range(8) for turn in range(5)))
        open_lines = {line["txn"] for line in self.journal()} - {line["txn"] for line in self.journal() if line["phase"] == "done"}
        self.assertEqual(open_lines, set())

    def test_tags_that_are_no_texts_are_refused(self) -> None:
        for tag in ("", "  ", 5, None):
            with self.assertRaises(mreg.MregError):
                mreg._edit_tags(self.folder, [self.model()], [tag], [], "mreg.py tag")  # type: ignore[list-item]


class CutOff(ChangeCase):
    def killed(self, where: str) -> None:
        """An edit whose process is killed in the middle."""
        program = f"""
import os, signal
mreg.{where} = lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL)
model = next(model for model in mreg._scan(sys.argv[1]) if model.id == "a")
mreg._edit_tags(sys.argv[1], [model], ["killed"], ["old"], "mreg.py tag")
"""
        started(program, self.folder).communicate()
        self.assertEqual([line["phase"] for line in self.journal()], ["begin"])

    def test_one_that_was_not_written_is_ended_as_undone_by_the_next_change(self) -> None:
        self.killed("_replace")
        changed = mreg._edit_tags(self.folder, [self.model()], ["next"], [], "mreg.py tag")
        self.assertEqual([line["phase"] for line in self.journal()], ["begin", "undone", "begin", "done"])
        self.assertIn("was cut off", changed.notes[0])

    def test_one_that_was_written_is_ended_as_done_and_the_registry_follows(self) -> None:
        self.put("model_registry.json", '{"a": {"model_id": "a", "tags": ["old"]}}')
        self.killed("_follow")
        mreg._edit_note(self.folder, [self.model()], "next", "mreg.py note")
        self.assertEqual([line["phase"] for line in self.journal()], ["begin", "done", "begin", "done"])
        self.assertEqual(json.loads(self.path("model_registry.json").read_text("utf-8"))["a"]["tags"], ["killed"])

    def test_the_edit_of_a_living_process_is_left_alone(self) -> None:
        item = {"key": "Mscn/Model/a", "before": None, "sha256": {"before": None, "after": None}}
        mreg._journal(self.folder, "other", mreg._new_txn(), "tag", "begin", [item])
        mreg._edit_tags(self.folder, [self.model()], ["next"], [], "mreg.py tag")
        self.assertEqual([line["phase"] for line in self.journal()], ["begin", "begin", "done"])

    def test_a_result_stands_where_it_is_in_the_file_although_that_changed_since(self) -> None:
        program = """
import os, signal
mreg._put_mark = lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL)
model = next(model for model in mreg._scan(sys.argv[1]) if model.id == "a")
mreg._add_result(sys.argv[1], model, mreg._result_of("killed", 1, {"t": 1}), "mreg.py record")
"""
        started(program, self.folder).communicate()
        self.sidecar.write_bytes(self.sidecar.read_bytes().replace(b"1e-05", b"2e-05"))
        mreg._edit_tags(self.folder, [self.model()], ["next"], [], "mreg.py tag")
        self.assertEqual([line["phase"] for line in self.journal()], ["begin", "done", "begin", "done"])


class Values(unittest.TestCase):
    def test_scalars_and_arrays_of_other_libraries_become_numbers_and_lists(self) -> None:
        class Scalar:
            def item(self) -> float:
                return 0.5

        class Array:
            def item(self) -> float:
                raise ValueError("only arrays of one")

            def tolist(self) -> List[int]:
                return [1, 2]

        class Whole(int):
            pass

        value = mreg._plain({"a": Scalar(), "b": Array(), "c": (1, Whole(2)), "d": pathlib.Path("/x"), 3: None, True: "t"}, "x")
        self.assertEqual(value, {"a": 0.5, "b": [1, 2], "c": [1, 2], "d": "/x", "3": None, "true": "t"})
        self.assertIs(type(value["c"][1]), int)

    def test_what_cannot_be_written_is_an_error_that_names_its_place(self) -> None:
        with self.assertRaisesRegex(mreg.MregError, r"hyperparams\['net'\]\[1\] is of the type object"):
            mreg._plain({"net": [1, object()]}, "hyperparams")
        loop: Dict[str, Any] = {}
        loop["self"] = loop
        with self.assertRaisesRegex(mreg.MregError, "holds itself"):
            mreg._plain(loop, "hyperparams")
        with self.assertRaisesRegex(mreg.MregError, "key of the type tuple"):
            mreg._plain({(1, 2): 3}, "hyperparams")


if __name__ == "__main__":
    unittest.main()
