"""Removing is moving: what goes, what stays and why, and how it comes back without `mreg`."""

from __future__ import annotations

import contextlib
import io
import json
import os
import pathlib
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import unittest
from typing import Any, Callable, Dict, List, Optional

from support import InFolder, mreg, started, until

LONG_AGO = 1_700_000_000


class InRegistry(InFolder):
    """A registry of models that nobody has written for long."""

    def model(self, key: str, content: Optional[Dict[str, Any]] = None, text: str = "weights\n") -> None:
        self.old(key, text)
        self.old(f"{key}.json", json.dumps({"model_id": key.rpartition("/")[2], "training": {}, **(content or {})}))

    def old(self, name: str, text: str) -> None:
        os.utime(self.put(name, text), (LONG_AGO, LONG_AGO))

    def move(self, *keys: str, wait: float = 10.0) -> Any:
        models = mreg._scan(self.folder)
        return mreg._move_to_trash(self.folder, [model for model in models if model.key in keys or not keys], "mreg.py cleanup", wait, models)

    def undo(self, txn: Optional[str] = None) -> Any:
        return mreg._undo_trash(self.folder, txn, "mreg.py undo")

    def tree(self, folder: str = "Mscn") -> Dict[str, Any]:
        """Names, modes, times and bytes below a folder."""
        found: Dict[str, Any] = {}
        for path in sorted(pathlib.Path(self.folder, folder).rglob("*")):
            info = path.lstat()
            if path.name != "training_registry.json" and not path.name.startswith(".mreg.lock"):
                content = path.read_bytes() if stat.S_ISREG(info.st_mode) else os.readlink(path) if stat.S_ISLNK(info.st_mode) else None
                found[str(path)] = (info.st_mode, info.st_ino, info.st_mtime_ns if content is not None else None, content)
        return found

    def why(self, moved: Any) -> List[str]:
        return [why for _, why in moved.skipped]

    def names(self, folder: str = "Mscn/Model") -> List[str]:
        return sorted(name for name in os.listdir(self.path(folder)) if not name.startswith("."))


class Removing(InRegistry):
    def test_moves_a_folder_its_further_files_and_sidecar_and_brings_the_identical_tree_back(self) -> None:
        self.model("Mscn/Model/a")
        self.old("Mscn/Model/net/deep/weights", "w")
        self.old("Mscn/Model/net.json", '{"model_id": "net", "loss": NaN}')
        self.old("Mscn/Model/b.pt", "pt")
        self.old("Mscn/Model/b.onnx", "onnx")
        self.old("Mscn/Model/b.json", '{"model_id": "b"}')
        for folder in ("net/deep", "net"):
            os.utime(self.path("Mscn/Model", folder), (LONG_AGO, LONG_AGO))
        before = self.tree()
        moved = self.move()
        self.assertEqual((sorted(model.id for model in moved.done), moved.skipped, moved.notes), (["a", "b", "net"], [], []))
        self.assertEqual(self.names(), [])
        back = self.undo()
        self.assertEqual((sorted(back.done), back.skipped, back.notes), (["Mscn/Model/a", "Mscn/Model/b.pt", "Mscn/Model/net"], [], []))
        self.assertEqual(self.tree(), before)
        self.assertEqual(os.listdir(self.path(".mreg/trash")), ["CACHEDIR.TAG"])

    def test_says_in_the_manifest_what_lies_there_and_keeps_the_entry_that_knows_more_than_the_sidecar(self) -> None:
        self.model("Mscn/Model/a")
        self.put("model_registry.json", '{"a": {"model_id": "a", "tags": ["only here"], "extra": 1e-05}, "b": {}}')
        txn = self.move().txn
        manifest = json.loads(self.path(".mreg/trash", txn, "manifest.json").read_text())
        self.assertEqual((manifest["v"], manifest["txn"], manifest["by"], manifest["root"]), (1, txn, "mreg.py cleanup", self.folder))
        self.assertEqual(json.loads(manifest["models"][0]["entry_text"])["tags"], ["only here"])
        self.assertEqual(list(json.loads(self.path("model_registry.json").read_text())), ["b"])
        self.undo(txn)
        entry = json.loads(self.path("model_registry.json").read_text())["a"]
        self.assertEqual((entry["tags"], entry["extra"]), (["only here"], 1e-05))

    def test_leaves_a_model_whose_sidecar_was_rewritten_since_it_was_read(self) -> None:
        self.model("Mscn/Model/a")
        models = mreg._scan(self.folder)
        self.model("Mscn/Model/a", {"tags": ["keep"]})
        moved = mreg._move_to_trash(self.folder, models, "mreg.py cleanup", 10.0, models)
        self.assertEqual((self.why(moved), moved.txn), (["a.json changed since it was planned."], None))
        self.assertFalse(self.path(".mreg/journal.jsonl").exists())

    def test_moves_a_model_whose_sidecar_holds_nan(self) -> None:
        self.old("Mscn/Model/a", "w")
        self.old("Mscn/Model/a.json", '{"model_id": "a", "testing": [{"performance": {"total_time": NaN}}]}')
        self.assertEqual([model.id for model in self.move().done], ["a"])

    def test_leaves_an_artifact_that_grows_while_it_is_looked_at(self) -> None:
        self.model("Mscn/Model/a")
        self.model("Mscn/Model/b")
        end = threading.Event()

        def write() -> None:
            while not end.is_set():
                with open(self.path("Mscn/Model/a"), "ab") as file:
                    file.write(b"more")
                end.wait(0.02)

        writer = threading.Thread(target=write)
        models = mreg._scan(self.folder)
        writer.start()
        try:
            until(lambda: self.path("Mscn/Model/a").stat().st_size > 20)
            moved = mreg._move_to_trash(self.folder, models, "mreg.py cleanup", 10.0, models)
        finally:
            end.set()
            writer.join()
        self.assertEqual([model.id for model in moved.done], ["b"])
        self.assertRegex(self.why(moved)[0], "still being written|open for writing")

    @unittest.skipUnless(os.path.isdir("/proc/self/fdinfo"), "only Linux says which files are open")
    def test_leaves_what_a_process_has_open_for_writing_and_moves_what_one_reads(self) -> None:
        for name in ("a", "b"):
            self.model(f"Mscn/Model/{name}")
        self.old("Mscn/Model/c/deep/weights", "w")
        writer = started("files = [open(sys.argv[1], 'ab'), open(sys.argv[2], 'rb'), open(sys.argv[3], 'ab')]\nprint('open', flush=True)\nsys.stdin.read()",
                         *(str(self.path("Mscn/Model", name)) for name in ("a", "b", "c/deep/weights")), stdin=-1)
        assert writer.stdout and writer.stdin and writer.stderr
        self.assertEqual(writer.stdout.readline(), "open\n")
        moved = self.move()
        writer.communicate("")
        self.assertEqual([model.id for model in moved.done], ["b"])
        self.assertEqual(self.why(moved), [f"It is open for writing in process {writer.pid}."] * 2)

    def test_changes_nothing_where_the_folder_is_locked_and_names_who_holds_it(self) -> None:
        self.model("Mscn/Model/a")
        program = "with mreg._locked(sys.argv[1], 'a test'):\n    print('held', flush=True)\n    sys.stdin.read()"
        holder = started(program, str(self.path("Mscn/Model")), stdin=-1)
        assert holder.stdout and holder.stdin
        self.assertEqual(holder.stdout.readline(), "held\n")
        with self.assertRaises(mreg.MregError) as caught:
            self.move(wait=0.1)
        holder.communicate("")
        self.assertEqual((caught.exception.exit_code, "a test" in str(caught.exception)), (5, True))
        self.assertEqual([line["phase"] for line in mreg._read_journal(self.folder)], ["begin", "undone"])
        self.assertEqual((self.names(), os.listdir(self.path(".mreg/trash"))), (["a", "a.json"], ["CACHEDIR.TAG"]))

    def test_touches_the_link_alone_where_the_artifact_is_one(self) -> None:
        self.old("outside/weights", "w")
        self.old("Mscn/Model/a.json", '{"model_id": "a"}')
        os.symlink("../../outside", self.path("Mscn/Model/a"))
        os.utime(self.path("Mscn/Model/a"), (LONG_AGO, LONG_AGO), follow_symlinks=False)
        txn = self.move().txn
        self.assertEqual(os.readlink(self.path(".mreg/trash", txn, "Mscn/Model/a")), "../../outside")
        self.assertEqual(self.path("outside/weights").read_text(), "w")

    @unittest.skipUnless(os.path.isdir("/dev/shm") and os.stat("/dev/shm").st_dev != os.stat(tempfile.gettempdir()).st_dev, "there is no second disk here")
    def test_keeps_the_trash_of_a_linked_folder_on_its_own_disk(self) -> None:
        with tempfile.TemporaryDirectory(dir="/dev/shm") as other:
            os.makedirs(f"{other}/Model")
            self.put("Mscn/keep.txt")
            os.symlink(f"{other}/Model", self.path("Mscn/Model"))
            self.model("Mscn/Model/a")
            txn = self.move().txn
            self.assertEqual(sorted(os.listdir(f"{other}/.mreg/trash/{txn}/Mscn/Model")), ["a", "a.json"])
            self.assertEqual(self.undo().done, ["Mscn/Model/a"])
            self.assertEqual(sorted(os.listdir(f"{other}/Model")), ["a", "a.json"])

    def test_does_nothing_to_what_lies_inside_another_model_that_goes(self) -> None:
        self.old("Mscn/Model/net/Model/x", "inner")
        self.model("Mscn/Model/a")
        models = mreg._scan(self.folder)
        outer = next(model for model in models if model.key == "Mscn/Model/net")
        moved = mreg._move_to_trash(self.folder, [outer, outer], "mreg.py cleanup", 10.0, models)
        self.assertEqual((len(moved.done), self.why(moved)), (1, ["Another model of this request has the same files."]))


class TakingBack(InRegistry):
    def test_takes_back_the_last_removal_first_and_each_once(self) -> None:
        self.model("Mscn/Model/a")
        self.model("Mscn/Model/b")
        first, second = self.move("Mscn/Model/a").txn, self.move("Mscn/Model/b").txn
        self.assertEqual(self.undo().done, ["Mscn/Model/b"])
        self.assertEqual(self.undo().done, ["Mscn/Model/a"])
        for txn, code in ((second, 2), (first, 2), (None, 3), ("none", 3)):
            with self.assertRaises(mreg.MregError) as caught:
                self.undo(txn)
            self.assertEqual(caught.exception.exit_code, code)

    def test_refuses_what_was_no_removal_and_says_who_can(self) -> None:
        self.model("Mscn/Model/a")
        models = mreg._scan(self.folder)
        txn = mreg._edit_tags(self.folder, models, ["x"], [], "mreg.py tag").txn
        with self.assertRaises(mreg.MregError) as caught:
            self.undo(txn)
        self.assertEqual((caught.exception.exit_code, caught.exception.hint), (2, f"mreg undo {txn}"))

    def test_can_be_done_once_more_for_a_model_whose_place_was_taken(self) -> None:
        self.model("Mscn/Model/a")
        txn = self.move().txn
        self.put("Mscn/Model/a", "new")
        back = self.undo(txn)
        self.assertEqual((back.done, back.txn, [key for key, _ in back.skipped]), ([], None, ["Mscn/Model/a"]))
        self.path("Mscn/Model/a").unlink()
        self.assertEqual(self.undo(txn).done, ["Mscn/Model/a"])

    def test_never_moves_to_a_place_that_a_line_of_the_journal_makes_up(self) -> None:
        self.model("Mscn/Model/a")
        txn = self.move().txn
        journal = self.path(".mreg/journal.jsonl")
        journal.write_text(journal.read_text().replace('"from":"Mscn/Model/a"', '"from":"../out/a"'))
        self.assertEqual(self.undo(txn).done, [])
        self.assertFalse(self.path("../out").exists())


class CutOff(InRegistry):
    def dies_before(self, change: int, algorithm: Optional[str] = None, of: str = "") -> None:
        """Removes all models (of an algorithm) in a process that is killed directly before its so manieth rename (of a file that is called so)."""
        child = os.fork()
        if child == 0:
            left = [change]

            def hook(event: str, args: Any) -> None:
                if event == "os.rename" and os.fsdecode(args[0]).endswith(of):
                    left[0] -= 1
                    if left[0] == 0:
                        os.kill(os.getpid(), signal.SIGKILL)

            try:
                sys.addaudithook(hook)
                mreg._move_to_trash(self.folder, mreg._scan(self.folder, algorithm), "mreg.py cleanup")
            finally:
                os._exit(0)
        self.assertTrue(os.WIFSIGNALED(os.waitpid(child, 0)[1]))

    def test_a_removal_goes_the_rest_of_its_way_at_the_next_change_and_comes_back_identical(self) -> None:
        self.model("Mscn/Model/a")
        self.model("Mscn/Model/b")
        before = self.tree()
        self.move()
        self.undo()
        # The manifest is renamed first, then the files of both models; training_registry.json is the last.
        for change in range(1, 7):
            self.dies_before(change)
            with contextlib.redirect_stderr(io.StringIO()) as said:
                mreg._settle_all(self.folder, "a test", 1.0)
            self.assertIn("An earlier `mreg.py cleanup` was cut off", said.getvalue())
            for name in ("a", "b"):
                self.assertEqual(self.path("Mscn/Model", name).exists(), self.path("Mscn/Model", f"{name}.json").exists(), change)
            ends = {line["txn"]: line["phase"] for line in mreg._read_journal(self.folder)}
            self.assertNotIn("begin", ends.values())
            if self.names() != ["a", "a.json", "b", "b.json"]:
                self.undo()
            self.assertEqual(self.tree(), before)
            self.assertEqual(os.listdir(self.path(".mreg/trash")), ["CACHEDIR.TAG"])

    def test_each_change_that_python_makes_ends_it_first(self) -> None:
        class Run(mreg.EnhancedPilotModel):
            def _save_model_impl(self) -> None:
                pathlib.Path(self.model_path).write_text("w")

        self.model("Knob/Model/z")
        registry = mreg.ModelRegistry(self.folder)
        changes: Dict[str, Callable[[], Any]] = {
            "save": lambda: Run("knob", "knob", self.path("Knob/Model")).save_model(),
            "record": lambda: registry.record("z", "imdb", performance={"t": 1}),
            "tag": lambda: registry.tag_model("z", "x"),
            "register_model": lambda: registry.register_model({"model_id": "z"}),
        }
        for name, change in changes.items():
            with self.subTest(name):
                self.model(f"Mscn/Model/{name}")
                os.utime(self.path("Knob/Model/z"))
                self.dies_before(1, "mscn", f"{name}.json")
                self.assertFalse(self.path("Mscn/Model", name).exists())
                self.assertTrue(self.path("Mscn/Model", f"{name}.json").exists())
                with contextlib.redirect_stderr(io.StringIO()) as said:
                    change()
                self.assertIn("An earlier `mreg.py cleanup` was cut off: 1 model of", said.getvalue())
                self.assertFalse(self.path("Mscn/Model", f"{name}.json").exists())

    def test_a_change_goes_on_where_another_one_cannot_be_ended(self) -> None:
        self.model("Mscn/Model/a")
        self.model("Knob/Model/z")
        self.dies_before(1, "knob", "z.json")
        registry = mreg.ModelRegistry(self.folder)
        program = "with mreg._locked(sys.argv[1], 'another'):\n    print('held', flush=True)\n    sys.stdin.readline()\n"
        holder = started(program, str(self.path("Knob/Model")), stdin=subprocess.PIPE)
        try:
            assert holder.stdout is not None
            holder.stdout.readline()
            with contextlib.redirect_stderr(io.StringIO()) as said:
                registry.register_model({"model_id": "elsewhere"})
        finally:
            holder.communicate("\n")
        self.assertIn("could not be ended", said.getvalue())
        self.assertIn("elsewhere", json.loads(self.path("model_registry.json").read_text()))

    def test_one_of_a_living_process_is_left_alone(self) -> None:
        self.model("Mscn/Model/a")
        mreg._journal(self.folder, "another", "T-1", "trash", "begin", [{"key": "Mscn/Model/a", "id": "a"}])
        mreg._settle_all(self.folder, "a test", 1.0)
        self.assertEqual([line["phase"] for line in mreg._read_journal(self.folder)], ["begin"])
        with self.assertRaises(mreg.MregError) as caught:
            self.undo("T-1")
        self.assertEqual(caught.exception.exit_code, 5)


if __name__ == "__main__":
    unittest.main()
