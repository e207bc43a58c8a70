"""The exchange files follow the sidecars, entry by entry; marks let many changes at once be one rewrite."""

from __future__ import annotations

import json
import os
import pathlib
import time
import unittest
from typing import Any, Dict, List, Optional

from support import FIXTURES, InFolder, mreg, started, until


def sidecar(name: str, **fields: Any) -> str:
    """The text of a sidecar as the seeds write it."""
    content = {"model_id": name, "algorithm": "mscn", "model_path": f"Mscn/Model/{name}", "training": None, "testing": [], "tags": [], "notes": ""}
    return json.dumps({**content, **fields}, indent=2, ensure_ascii=False)


class ExchangeCase(InFolder):
    def model(self, name: str, text: Optional[str] = None) -> Dict[str, Any]:
        """Writes a model with a sidecar. Returns what a mark says of it."""
        self.put(f"Mscn/Model/{name}")
        self.put(f"Mscn/Model/{name}.json", sidecar(name) if text is None else text)
        return self.target(name)

    def target(self, name: str) -> Dict[str, Any]:
        models = mreg._scan(self.folder)
        return mreg._target(next(model for model in models if model.key == f"Mscn/Model/{name}"), models)

    def old_registry(self, text: str) -> None:
        """Nobody wrote it within the last second: the next change does not wait for others."""
        os.utime(self.put("model_registry.json", text), (1, 1))

    def registry(self) -> Dict[str, Any]:
        return json.loads(self.path("model_registry.json").read_text("utf-8"))

    def registry_text(self) -> str:
        return self.path("model_registry.json").read_text("utf-8")

    def marks(self) -> List[str]:
        folder = self.path(".mreg/pending")
        return sorted(name for name in os.listdir(folder) if name.endswith(".json")) if folder.exists() else []


class Entries(ExchangeCase):
    def test_the_entries_of_others_stay_byte_for_byte(self) -> None:
        other = '{"model_id":"other",  "x": 1.50, "tags" : ["\\ud55c", "b"] }'
        self.old_registry('{\n  "gone": %s, "a": {"model_id": "a"},\r\n\t"z": [1,\n2]}\n' % other)
        notes = mreg._follow_present(self.folder, "test", [self.model("a")])
        self.assertEqual(notes, [])
        text = self.registry_text()
        self.assertTrue(text.startswith('{\n  "gone": ' + other + ',\n  "a": {\n    "model_id": "a",\n'), text)
        self.assertTrue(text.endswith(',\n  "z": [1,\n2]\n}'), text)

    def test_numbers_keep_the_spelling_of_the_sidecar(self) -> None:
        text = '{"training": {"hyperparams": {"lr": 1e-05, "w": 45.10, "big": 9007199254740993}}, "testing": [{"performance": {"q": NaN, "r": -Infinity}}]}'
        self.old_registry("{}")
        mreg._follow_present(self.folder, "test", [self.model("a", text)])
        for number in ("1e-05", "45.10", "9007199254740993", "NaN", "-Infinity"):
            self.assertIn(f" {number}", self.registry_text())

    def test_an_entry_is_laid_out_as_json_dump_lays_it_out(self) -> None:
        self.old_registry("{}")
        training = {"dataset": "통계", "hyperparams": {"layers": [1, [2, {}], []], "s": 'q"\\\n\u2028\x7f'}}
        mreg._follow_present(self.folder, "test", [self.model("a", sidecar("a", training=training))])
        self.assertEqual(self.registry_text(), json.dumps(self.registry(), indent=2, ensure_ascii=False))

    def test_a_model_without_training_gets_an_empty_one(self) -> None:
        self.old_registry("{}")
        mreg._follow_present(self.folder, "test", [self.model("a", '{"model_id": "a", "training": null}')])
        self.assertEqual(
            self.registry()["a"],
            {"model_id": "a", "algorithm": "mscn", "model_path": "Mscn/Model/a", "training": {}, "testing": [], "tags": [], "notes": ""},
        )

    def test_what_stands_only_in_the_entry_stays(self) -> None:
        old = {"model_id": "a", "tags": ["theirs", "both"], "notes": "of the registry", "owner": "ana", "size": 1}
        self.old_registry(json.dumps({"a": old}))
        mreg._follow_present(self.folder, "test", [self.model("a", sidecar("a", tags=["both", "mine"], size=2))])
        entry = self.registry()["a"]
        self.assertEqual(entry["tags"], ["both", "mine", "theirs"])
        self.assertEqual((entry["notes"], entry["owner"], entry["size"]), ("of the registry", "ana", 2))

    def test_results_and_training_that_only_the_entry_has_stay_where_they_go_with_the_sidecar(self) -> None:
        results = [{"dataset": "a", "performance": {"t": 1}}, {"dataset": "b", "performance": {"t": 2}}]
        self.old_registry(json.dumps({"a": {"training": {"dataset": "x", "seed": 1}, "testing": results}}))
        mreg._follow_present(self.folder, "test", [self.model("a", sidecar("a", training={"dataset": "x"}, testing=results[1:]))])
        self.assertEqual(self.registry()["a"]["training"], {"dataset": "x", "seed": 1})
        self.assertEqual(self.registry()["a"]["testing"], results)

    def test_an_entry_with_results_of_another_training_keeps_its_words_but_for_tags_and_note(self) -> None:
        old = {"model_id": "a", "training": {"dataset": "x"}, "testing": [{"dataset": "a", "performance": {"t": 1.50}}], "tags": ["old"], "notes": ""}
        self.old_registry(json.dumps({"a": old}))
        notes = mreg._follow_present(self.folder, "test", [self.model("a", sidecar("a", training={"dataset": "y"}, tags=["new"], notes="n"))])
        self.assertEqual(self.registry()["a"], {**old, "tags": ["new", "old"], "notes": "n"})
        self.assertIn("keeps its own words", notes[0])

    def test_an_edit_takes_tags_and_note_out_of_the_entry_as_well(self) -> None:
        self.old_registry(json.dumps({"a": {"model_id": "a", "tags": ["off", "on", "theirs"], "notes": "old"}}))
        target = self.model("a", sidecar("a", tags=["on"]))
        mreg._follow(self.folder, "test", [mreg._Follow(target, "edited", ("off",), True)])
        self.assertEqual((self.registry()["a"]["tags"], self.registry()["a"]["notes"]), (["on", "theirs"], ""))

    def test_of_a_checksum_all_but_the_files_is_kept(self) -> None:
        self.old_registry("{}")
        checksum = {"algorithm": "sha256", "value": "ab", "files": {"x": "cd"}}
        mreg._follow_present(self.folder, "test", [self.model("a", sidecar("a", checksum=checksum))])
        self.assertEqual(self.registry()["a"]["checksum"], {"algorithm": "sha256", "value": "ab"})

    def test_a_file_that_says_it_already_is_not_written(self) -> None:
        self.old_registry("{}")
        target = self.model("a")
        mreg._follow_present(self.folder, "test", [target])
        before = self.path("model_registry.json").stat()
        mreg._follow_present(self.folder, "test", [target])
        after = self.path("model_registry.json").stat()
        self.assertEqual((before.st_ino, before.st_mtime_ns), (after.st_ino, after.st_mtime_ns))

    def test_a_file_that_cannot_be_read_is_left_alone_and_said(self) -> None:
        for text in ('{"a": {', "", "[]", '{"a": 1} x', '{"a" 1}', '{"a": 1,}', '{"a": tru}'):
            self.old_registry(text)
            notes = mreg._follow_present(self.folder, "test", [self.model("a")])
            self.assertIn("left alone", notes[0], text)
            self.assertEqual(self.registry_text(), text)

    def test_model_registry_json_is_never_made_by_a_change(self) -> None:
        self.assertEqual(mreg._mark_and_follow(self.folder, "test", [self.model("a")]), [])
        self.assertEqual(sorted(os.listdir(self.folder)), ["Mscn"])

    def test_a_removed_model_loses_its_entry_and_stays_known_in_the_history(self) -> None:
        training = {"dataset": "x", "hyperparams": {"lr": 1e-5}, "trained_at": "2024-10-19T10:30:00"}
        target = self.model("a", sidecar("a", training=training))
        self.old_registry(json.dumps({"a": {"model_id": "a"}, "b": {}}))
        for name in ("a", "a.json"):
            os.rename(self.path("Mscn/Model", name), self.put(f".mreg/trash/t/{name}"))
        mreg._follow_removed(self.folder, "test", [{**target, "read_from": ".mreg/trash/t/a.json"}], "trashed")
        self.assertEqual(self.registry(), {"b": {}})
        entry = json.loads(self.path("Mscn/training_registry.json").read_text("utf-8"))["a"]
        self.assertEqual(entry, {**training, "training_time": None, "results": [], "artifact_bytes": 8, "status": "trashed"})

    def test_a_removed_model_that_is_there_again_keeps_its_entry(self) -> None:
        target = self.model("a")
        self.old_registry('{"a": {"model_id": "a"}}')
        mreg._follow_removed(self.folder, "test", [target], "trashed")
        self.assertIn("a", self.registry())

    def test_an_earlier_training_of_a_name_stays_known(self) -> None:
        old = {"dataset": "x", "trained_at": "2024-01-01T00:00:00", "results": [{"t": 1}], "status": "present", "mine": 1}
        self.put("Mscn/training_registry.json", json.dumps({"a": old, "other": 5}))
        target = self.model("a", sidecar("a", training={"dataset": "y", "trained_at": "2025-01-01T00:00:00"}))
        mreg._follow_present(self.folder, "test", [target])
        history = json.loads(self.path("Mscn/training_registry.json").read_text("utf-8"))
        self.assertEqual((history["a"]["dataset"], history["a"]["mine"], history["other"]), ("y", 1, 5))
        self.assertEqual(history["a (2024-01-01T00:00:00)"], {**old, "status": "purged"})

    def test_a_history_of_another_shape_is_left_alone(self) -> None:
        self.put("Mscn/training_registry.json", "[1]")
        notes = mreg._follow_present(self.folder, "test", [self.model("a")])
        self.assertIn("left alone", notes[0])
        self.assertEqual(self.path("Mscn/training_registry.json").read_text(), "[1]")

    def test_of_two_models_with_one_id_each_has_its_own_entry(self) -> None:
        first = sidecar("one", model_id="net", training={"trained_at": "2024-01-01T00:00:00"})
        self.model("one", first)
        self.model("two", first.replace("2024", "2025").replace("Model/one", "Model/two"))
        self.old_registry("{}")
        mreg._follow_present(self.folder, "test", [self.target("one"), self.target("two")])
        entries = self.registry()
        self.assertEqual(sorted(entries), ["Mscn/Model/two", "net"])
        self.assertEqual(entries["net"]["training"]["trained_at"], "2024-01-01T00:00:00")

    def test_what_is_registered_without_a_sidecar_gets_its_entry_and_loses_no_tag_or_result(self) -> None:
        result = {"dataset": "a", "performance": {"t": float("nan")}}
        mreg._set_entry(self.folder, "test", "x", {"model_id": "x", "testing": [result], "tags": ["a"]})
        mreg._set_entry(self.folder, "test", "x", {"model_id": "x", "testing": [{"dataset": "b"}], "tags": ["b"], "notes": "n"})
        entry = self.registry()["x"]
        self.assertEqual((entry["tags"], entry["notes"], [each["dataset"] for each in entry["testing"]]), (["b", "a"], "n", ["a", "b"]))

    def test_the_text_of_an_entry_is_kept_with_a_removed_model(self) -> None:
        self.old_registry('{"a": {"model_id":  "a"}, "b": {"big": "%s"}}' % ("x" * 70_000))
        one, other = self.model("a"), self.model("b")
        self.assertEqual(mreg._entry_texts(self.folder, [one, other]), {"a": '{"model_id":  "a"}'})


class Marks(ExchangeCase):
    def test_the_cases_that_all_programs_share(self) -> None:
        cases = [json.loads(path.read_text("utf-8")) for path in sorted((FIXTURES / "pending").glob("*.json"))]
        self.assertGreater(len(cases), 10)
        for case in cases:
            with self.subTest(case["name"]):
                text = case["text"] if "text" in case else json.dumps(case["mark"])
                mark = mreg._mark_in(text.encode("utf-8", "surrogatepass"))
                self.assertEqual(None if mark is None else [model["key"] for model in mark[1]], case["expect"])

    def test_a_mark_is_written_as_the_others_read_it(self) -> None:
        self.old_registry("{}")
        target = self.model("가")
        mark, notes = mreg._put_mark(self.folder, "mreg.py record", [target])
        assert mark is not None
        said = json.loads(pathlib.Path(mark.path).read_bytes())
        self.assertRegex(os.path.basename(mark.path), r"^\d+-[0-9a-f]{16}\.json$")
        self.assertEqual((said["v"], said["by"], notes), (1, "mreg.py record", []))
        self.assertEqual(said["models"], [{
            "key": "Mscn/Model/가", "id": "가", "algorithm": "mscn", "folder": "Mscn", "sidecar": "Mscn/Model/가.json", "artifact": "Mscn/Model/가",
            "bytes": 8, "files": [], "entry": "가",
        }])

    def test_a_lone_change_does_not_wait(self) -> None:
        self.old_registry("{}")
        start = time.monotonic()
        self.assertEqual(mreg._mark_and_follow(self.folder, "test", [self.model("a")]), [])
        self.assertLess(time.monotonic() - start, 0.9)
        self.assertEqual((list(self.registry()), self.marks()), (["a"], []))

    def test_a_change_that_says_nothing_new_does_not_wait(self) -> None:
        self.old_registry("{}")
        target = self.model("a")
        mreg._follow_present(self.folder, "test", [target])
        self.put("Mscn/training_registry.json", "{}")
        with open(self.path("model_registry.json"), "a") as file:
            file.write(" " * 40_000_000)
        start = time.monotonic()
        mreg._mark_and_follow(self.folder, "test", [target])
        self.assertLess(time.monotonic() - start, 0.8)

    def test_the_file_rests_between_two_writings(self) -> None:
        self.old_registry("{}")
        mreg._mark_and_follow(self.folder, "test", [self.model("a")])
        start = time.monotonic()
        mreg._mark_and_follow(self.folder, "test", [self.model("b")])
        self.assertGreater(time.monotonic() - start, 0.15)
        self.assertLess(time.monotonic() - start, 0.9)
        self.assertEqual(sorted(self.registry()), ["a", "b"])

    def test_the_longer_the_larger_it_is_and_no_other_file_counts(self) -> None:
        self.old_registry("{}")
        self.put("Mscn/training_registry.json", "{}")
        now = time.time()
        mark = mreg._Mark("mark", time.monotonic(), now)
        self.assertEqual(mreg._rest(self.folder, mark), 0.0)
        for size, rest in ((2, 0.25), (50_000_000, 1.25), (100_000_000, 2.0), (1_000_000_000, 2.0)):
            os.truncate(self.path("model_registry.json"), size)
            os.utime(self.path("model_registry.json"), (now, now))
            self.assertAlmostEqual(mreg._rest(self.folder, mark), rest, delta=0.05)
        # Of another clock.
        os.utime(self.path("model_registry.json"), (now + 1000, now + 1000))
        self.assertEqual(mreg._rest(self.folder, mark), 0.0)

    def test_marks_of_others_are_followed_in_the_same_rewrite(self) -> None:
        self.old_registry("{}")
        mreg._put_mark(self.folder, "killed", [self.model("a")])
        mreg._mark_and_follow(self.folder, "test", [self.model("b")])
        self.assertEqual((sorted(self.registry()), self.marks()), (["a", "b"], []))

    def test_marks_that_are_not_understood_are_left_alone(self) -> None:
        self.old_registry("{}")
        newer = "1-00000000000000aa.json"
        self.put(f".mreg/pending/{newer}", '{"v": 2, "at": "x", "models": []}')
        self.put(".mreg/pending/1-00000000000000ab.json", '{"v": 1, "at": "x", "models": [{"key": "../x"}]}')
        mreg._mark_and_follow(self.folder, "test", [self.model("a")])
        self.assertEqual(self.marks(), [newer, "1-00000000000000ab.json"])

    def test_a_model_that_was_removed_meanwhile_does_not_come_back(self) -> None:
        self.old_registry("{}")
        gone = {**self.model("a"), "entry_text": '{"model_id": "a"}'}
        mreg._put_mark(self.folder, "test", [gone])
        for name in ("a", "a.json"):
            os.unlink(self.path("Mscn/Model", name))
        mreg._mark_and_follow(self.folder, "test", [self.model("b")])
        self.assertEqual((list(self.registry()), self.marks()), (["b"], []))

    def test_what_an_entry_said_elsewhere_stays(self) -> None:
        self.old_registry("{}")
        said = json.dumps({"model_id": "a", "tags": ["given"], "owner": "ana"})
        mreg._mark_and_follow(self.folder, "test", [{**self.model("a", sidecar("a", tags=["own"])), "entry_text": said}])
        self.assertEqual((self.registry()["a"]["tags"], self.registry()["a"]["owner"]), (["own", "given"], "ana"))

    def test_an_old_mark_is_followed_by_the_next_change_of_any_kind(self) -> None:
        self.old_registry("{}")
        mark, _ = mreg._put_mark(self.folder, "killed", [self.model("a")])
        assert mark is not None
        mreg._settle_marks(self.folder, "test")
        self.assertEqual(len(self.marks()), 1)
        os.utime(mark.path, (time.time() - 60, time.time() - 60))
        mreg._settle_marks(self.folder, "test")
        self.assertEqual((list(self.registry()), self.marks()), (["a"], []))

    def test_while_another_process_follows_it_is_waited_for(self) -> None:
        self.old_registry("{}")
        target = self.model("a")
        os.makedirs(self.path(".mreg/pending"))
        program = "with mreg._locked(sys.argv[1], 'test'):\n    print('held', flush=True)\n    sys.stdin.readline()\n"
        holder = started(program, str(self.path(".mreg/pending")), stdin=-1)
        try:
            assert holder.stdout and holder.stdin
            holder.stdout.readline()
            notes = mreg._mark_and_follow(self.folder, "test", [target], wait=0.3)
            self.assertIn("The next change", notes[0])
            self.assertEqual((self.registry(), len(self.marks())), ({}, 1))
            holder.stdin.write("\n")
            holder.stdin.flush()
            holder.wait()
            self.assertEqual(mreg._mark_and_follow(self.folder, "test", [target]), [])
            self.assertEqual((list(self.registry()), self.marks()), (["a"], []))
        finally:
            holder.kill()
            holder.communicate()

    def test_the_lock_of_a_killed_process_is_broken(self) -> None:
        self.old_registry("{}")
        target = self.model("a")
        os.makedirs(self.path(".mreg/pending"))
        holder = started("import os, signal\nmreg._acquire(sys.argv[1], 'test', 1.0)\nos.kill(os.getpid(), signal.SIGKILL)\n", str(self.path(".mreg/pending")))
        holder.communicate()
        self.assertTrue(self.path(".mreg/pending/.mreg.lock").exists())
        self.assertEqual(mreg._mark_and_follow(self.folder, "test", [target], wait=5), [])
        self.assertEqual(list(self.registry()), ["a"])

    def test_many_that_change_something_at_once_rewrite_the_file_a_few_times(self) -> None:
        self.old_registry('{"theirs": {"x": 1.50}}')
        program = """
import json, os, time
root, number = sys.argv[1:]
path = f"{root}/Mscn/Model/m{number}"
open(path, "w").write(number)
open(path + ".json", "w").write(json.dumps({"model_id": f"m{number}", "algorithm": "mscn", "testing": [{"dataset": number, "performance": {"t": 1.0}}]}))
name = f"m{number}"
target = {"key": f"Mscn/Model/{name}", "id": name, "algorithm": "mscn", "folder": "Mscn", "sidecar": f"Mscn/Model/{name}.json", "entry": name}
while not os.path.exists(f"{root}/go"):
    time.sleep(0.005)
for note in mreg._mark_and_follow(root, "test", [target], 60.0):
    print(note)
"""
        os.makedirs(self.path("Mscn/Model"))
        processes = [started(program, self.folder, str(number)) for number in range(8)]
        until(lambda: len(list(self.path("Mscn/Model").glob("*.json"))) == 8)
        inodes = {self.path("model_registry.json").stat().st_ino}
        self.put("go")
        until(lambda: inodes.add(self.path("model_registry.json").stat().st_ino) or all(process.poll() is not None for process in processes), 60)
        said = [process.communicate() for process in processes]
        self.assertEqual([each for each in said if each != ("", "")], [])
        self.assertEqual(sorted(self.registry()), sorted(["theirs", *(f"m{number}" for number in range(8))]))
        self.assertIn('"theirs": {"x": 1.50}', self.registry_text())
        self.assertLessEqual(len(inodes), 5)
        self.assertEqual(self.marks(), [])


if __name__ == "__main__":
    unittest.main()
