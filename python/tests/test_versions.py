"""Numbered versions: how they are made, what is refused, and what `get` and `list` tell of them."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import pathlib
import signal
import subprocess
import sys
import threading
import unittest
from typing import Any, Dict, List, Optional

from support import InFolder, mreg, started, until

LONG_AGO = 1_700_000_000


class InRegistry(InFolder):
    """An empty registry, and files outside of it that nobody has written for long."""

    def setUp(self) -> None:
        super().setUp()
        self.outer = self.folder
        self.folder = str(self.path("registry"))
        os.mkdir(self.folder)
        self.said = io.StringIO()
        self.enterContextOf(contextlib.redirect_stderr(self.said))

    def enterContextOf(self, manager: Any) -> None:
        manager.__enter__()
        self.addCleanup(manager.__exit__, None, None, None)

    def outside(self, name: str, text: Optional[str] = None) -> str:
        file = pathlib.Path(self.outer, name)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"weights of {name}" if text is None else text)
        os.utime(file, (LONG_AGO, LONG_AGO))
        return str(file)

    def register(self, name: str = "resnet18", file: Optional[str] = None, metrics: Optional[Dict[str, Any]] = None, **facts: Any) -> str:
        facts = {"git_commit": "none", **facts}
        return mreg._register_version(self.folder, name, self.outside("net.pth") if file is None else file, metrics, **facts)

    def get(self, name: str = "resnet18", version: Any = "latest", **by: Any) -> Dict[str, Any]:
        return mreg._get_version(self.folder, mreg._scan(self.folder), name, version, **by)

    def versions(self, name: Optional[str] = None) -> List[str]:
        return mreg._versions(mreg._scan(self.folder), name)

    def names(self) -> List[str]:
        names = (str(path.relative_to(self.folder)) for path in pathlib.Path(self.folder).rglob("*"))
        return sorted(name for name in names if ".mreg/" not in f"{name}/")

    def refused(self, code: int, **asked: Any) -> str:
        before = self.names()
        with self.assertRaises(mreg.MregError) as caught:
            self.register(**asked)
        self.assertEqual(caught.exception.exit_code, code, caught.exception)
        self.assertEqual(self.names(), before)
        return str(caught.exception)


class Registering(InRegistry):
    def test_gives_the_ids_of_the_seed_one_number_after_another_and_copies_the_file_for_good(self) -> None:
        file = self.outside("model_final.pth")
        self.assertEqual([self.register(file=file, metrics={"acc": 0.5}), self.register(file=self.outside("b.pth"))], ["resnet18/v1", "resnet18/v2"])
        self.assertEqual(self.versions("resnet18"), ["v1", "v2"])
        files = [f"Resnet18/Model/resnet18_v{number}.{ending}" for number in (1, 2) for ending in ("json", "pth")]
        self.assertEqual(self.names(), ["Resnet18", "Resnet18/Model", *files])
        copy = pathlib.Path(self.folder, "Resnet18/Model/resnet18_v1.pth")
        self.assertEqual((copy.read_bytes(), copy.stat().st_mode & 0o222, copy.stat().st_mtime), (pathlib.Path(file).read_bytes(), 0, LONG_AGO))
        self.assertTrue(os.path.exists(file))

    def test_of_bytes_that_the_family_has_is_that_version_unless_another_is_wanted(self) -> None:
        file = self.outside("a.pth")
        self.assertEqual([self.register(file=file), self.register("RESNET18", file)], ["resnet18/v1", "resnet18/v1"])
        self.assertIn("These bytes are resnet18/v1 already", self.said.getvalue())
        self.assertEqual([self.register(file=file, new_version=True), self.register("other", file)], ["resnet18/v2", "other/v1"])

    def test_does_not_believe_a_checksum_beside_which_other_bytes_lie(self) -> None:
        file = self.outside("a.pth")
        self.register(file=file)
        artifact = pathlib.Path(self.folder, "Resnet18/Model/resnet18_v1.pth")
        artifact.chmod(0o600)
        artifact.write_text("x" * artifact.stat().st_size)
        self.assertEqual(self.register(file=file), "resnet18/v2")
        self.assertIn("its file has others now", self.said.getvalue())

    def test_takes_a_folder_with_links_inside_and_its_checksum_is_that_of_the_lines_that_sha256sum_prints(self) -> None:
        for name in ("net/a/weights", "net/b", "net/한글"):
            self.outside(name)
        os.symlink("a/weights", f"{self.outer}/net/link")
        self.register(file=f"{self.outer}/net")
        checksum = self.get()["checksum"]
        self.assertEqual(checksum["files"]["link"], "-> a/weights")
        lines = "".join(f"{value}  {name}\n" for name, value in sorted(checksum["files"].items(), key=lambda one: one[0].encode()))
        self.assertEqual(checksum["value"], hashlib.sha256(lines.encode()).hexdigest())
        self.assertEqual(os.readlink(f"{self.folder}/Resnet18/Model/resnet18_v1/link"), "a/weights")

    def test_keeps_a_file_with_holes_one(self) -> None:
        file = pathlib.Path(self.outer, "holes.bin")
        with open(file, "wb") as out:
            out.write(b"start")
            out.truncate(20_000_000)
        os.utime(file, (LONG_AGO, LONG_AGO))
        self.register(file=str(file))
        copy = pathlib.Path(self.folder, "Resnet18/Model/resnet18_v1.bin")
        self.assertEqual(copy.read_bytes(), file.read_bytes())
        self.assertLess(copy.stat().st_blocks * 512, 1_000_000)

    def test_writes_the_facts_under_the_names_of_a_sidecar_and_numbers_of_other_libraries_as_numbers(self) -> None:
        class Scalar:
            def __init__(self, value: float) -> None:
                self.value = value

            def item(self) -> float:
                return self.value

        data, parent = self.outside("data.csv"), self.outside("parent.pth")
        self.register(metrics={"acc": Scalar(0.7), "nan": float("nan"), "none": None}, framework="pytorch", input_shape=(1, 3, None, 224), domain="의료",
                      dataset="ImageNet", hyperparams={"lr": Scalar(1e-5)}, test_dataset="val", tags=("a", "a"), description="메모", parent=parent,
                      dataset_path=data)
        said = json.loads(pathlib.Path(self.folder, "Resnet18/Model/resnet18_v1.json").read_text())
        digest = {each: hashlib.sha256(pathlib.Path(each).read_bytes()).hexdigest() for each in (data, parent)}
        self.assertEqual([said[name] for name in ("model_id", "algorithm", "family", "version", "framework", "input_shape", "domain", "tags", "notes")],
                         ["resnet18_v1", "resnet18", "resnet18", 1, "pytorch", [1, 3, "?", 224], "의료", ["a"], "메모"])
        self.assertEqual(said["training"], {"dataset": "ImageNet", "hyperparams": {"lr": 1e-5}})
        self.assertEqual(said["testing"][0]["dataset"], "val")
        self.assertEqual(json.dumps(said["testing"][0]["performance"]), '{"acc": 0.7, "nan": NaN}')
        self.assertEqual(said["lineage"], {"parent": parent, "parent_digest": f"sha256:{digest[parent]}", "dataset_digest": f"sha256:{digest[data]}",
                                           "source": f"{self.outer}/net.pth", "git_commit": "none"})

    def test_names_a_parent_that_is_here_as_mreg_does(self) -> None:
        self.register()
        for parent in ("resnet18@v1", "ResNet18/v1", "resnet18_v1", "Resnet18/Model/resnet18_v1.pth", f"{self.folder}/Resnet18/Model/resnet18_v1.pth"):
            self.register(parent=parent, new_version=True)
            self.assertEqual(self.get()["lineage"]["parent"], "resnet18/v1", parent)

    def test_tells_the_commit_of_the_working_folder_and_whether_something_was_changed(self) -> None:
        here = os.getcwd()
        self.addCleanup(os.chdir, here)
        os.mkdir(f"{self.outer}/code")
        os.chdir(f"{self.outer}/code")
        git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
        try:
            subprocess.run(["git", "init", "-q"], check=True)
        except OSError:
            self.skipTest("there is no git here")
        self.assertNotIn("git_commit", self.lineage())
        pathlib.Path("train.py").write_text("1")
        subprocess.run(["git", "add", "train.py"], check=True)
        subprocess.run([*git, "commit", "-q", "-m", "first"], check=True)
        commit = subprocess.run(["git", "rev-parse", "HEAD"], check=True, stdout=subprocess.PIPE, universal_newlines=True).stdout.strip()
        self.assertEqual(self.lineage()["git_commit"], commit)
        pathlib.Path("train.py").write_text("2")
        self.assertEqual(self.lineage()["git_commit"], f"{commit}-dirty")

    def lineage(self) -> Dict[str, Any]:
        self.register(git_commit=None, new_version=True)
        lineage: Dict[str, Any] = self.get()["lineage"]
        return lineage

    def test_gives_a_number_once_also_where_its_version_is_gone(self) -> None:
        self.register()
        self.register(file=self.outside("b.pth"))
        models = [model for model in mreg._scan(self.folder) if model.id == "resnet18_v2"]
        mreg._move_to_trash(self.folder, models, "mreg.py cleanup")
        self.assertEqual(self.register(file=self.outside("c.pth")), "resnet18/v3")
        os.unlink(f"{self.folder}/.mreg/journal.jsonl")
        self.assertEqual(self.register("resnet18@v7", self.outside("d.pth")), "resnet18/v7")
        self.assertIn("exists, or did once", self.refused(1, file=self.outside("e.pth"), version=2))
        self.assertEqual(self.register(file=self.outside("f.pth")), "resnet18/v8")

    def test_uses_the_folder_that_an_algorithm_of_the_name_has_in_any_case(self) -> None:
        os.makedirs(f"{self.folder}/mscn/Model")
        self.register("MSCN")
        self.assertEqual(self.names(), ["mscn", "mscn/Model", "mscn/Model/MSCN_v1.json", "mscn/Model/MSCN_v1.pth"])

    def test_leaves_a_file_that_has_its_name_and_takes_the_next_number(self) -> None:
        self.put("Resnet18/Model/resnet18_v1.pth", "another's")
        self.put("Resnet18/Model/resnet18_v2.json", "{}")
        self.assertEqual(self.register(), "resnet18/v3")
        self.assertEqual(pathlib.Path(self.folder, "Resnet18/Model/resnet18_v1.pth").read_text(), "another's")


class Refusing(InRegistry):
    def test_what_cannot_be_registered_changes_nothing_and_says_why(self) -> None:
        self.register()
        empty = self.outside("empty.pth", "")
        os.mkfifo(f"{self.outer}/pipe")
        os.makedirs(f"{self.outer}/leads")
        os.symlink("/etc/hostname", f"{self.outer}/leads/out")
        self.outside("leads/w")
        cases: List[Any] = [
            (3, {"file": f"{self.outer}/none.pth"}, "There is no"), (1, {"file": empty}, "is empty"), (1, {"file": f"{self.outer}/pipe"}, "is a FIFO"),
            (1, {"file": f"{self.outer}/leads"}, "leaves the folder"), (1, {"file": self.outer}, "contains the registry"),
            (1, {"file": f"{self.folder}/Resnet18/Model/resnet18_v1.pth"}, "is a model of this registry already"),
            (2, {"name": "../x"}, "cannot name a family"), (2, {"name": "Model"}, "something else"), (2, {"name": " "}, "has a name"),
            (2, {"name": "a@best"}, "means a version that is there"), (2, {"name": "a@v0"}, "no version can have"),
            (2, {"metrics": {"acc": "good"}}, "is no number"), (2, {"metrics": {"acc": True}}, "is no number"), (2, {"metrics": {"acc": [1]}}, "is no number"),
            (2, {"test_dataset": "val"}, "What was measured on val?"),
            (2, {"input_shape": ("h",)}, "no input shape"), (2, {"input_shape": (0, 1)}, "no input shape"),
            (2, {"dataset_digest": "abc"}, "is none"), (3, {"parent": "nobody"}, "No model and no file"), (2, {"tags": ["@champion"]}, "would be an alias"),
            (2, {"framwork": "x"}, "Did you mean framework?"),
            (2, {"hyperparams": {"net": object()}}, "hyperparams['net']"), (2, {"domain": "a\nb"}, "line end"),
        ]
        for code, asked, words in cases:
            with self.subTest(asked=asked):
                self.assertIn(words, self.refused(code, **asked))

    def test_a_file_that_is_still_being_written_is_not_registered(self) -> None:
        end = threading.Event()
        path = f"{self.outer}/young.pth"

        def write() -> None:
            while not end.is_set():
                with open(path, "ab") as file:
                    file.write(b"more")
                end.wait(0.02)

        writer = threading.Thread(target=write)
        writer.start()
        try:
            until(lambda: os.path.exists(path) and os.path.getsize(path) > 0)
            self.assertIn("is still being written", self.refused(5, file=path))
        finally:
            end.set()
            writer.join()

    def test_leaves_nothing_behind_where_the_disk_refuses(self) -> None:
        if os.getuid() == 0:
            self.skipTest("nothing is refused to root")
        os.makedirs(f"{self.folder}/Resnet18/Model")
        os.chmod(f"{self.folder}/Resnet18/Model", 0o500)
        self.addCleanup(os.chmod, f"{self.folder}/Resnet18/Model", 0o700)
        self.assertIn("Nothing was", self.refused(1))
        self.assertEqual([name for name in os.listdir(f"{self.folder}/.mreg") if name.startswith("staging")], [])


class Getting(InRegistry):
    def setUp(self) -> None:
        super().setUp()
        for number, acc in enumerate((0.5, 0.9, 0.7), 1):
            self.register(file=self.outside(f"{number}.pth"), metrics={"acc": acc}, test_dataset="val", dataset="ImageNet", notes="메모")

    def test_tells_a_version_as_the_seed_did_and_where_it_is_now(self) -> None:
        said = self.get(version="v2")
        path = f"{self.folder}/Resnet18/Model/resnet18_v2.pth"
        expected = {"id": "resnet18/v2", "name": "resnet18", "version": "v2", "path": path, "file_path": path, "exists": True, "metrics": {"acc": 0.9},
                    "dataset": "ImageNet", "description": "메모", "model_id": "resnet18_v2"}
        self.assertEqual({name: said[name] for name in expected}, expected)
        self.assertIsNotNone(mreg._parse_time(said["registered_at"]))
        self.assertEqual(said["lineage"]["source"], f"{self.outer}/2.pth")

    def test_takes_latest_best_a_number_an_alias_and_a_name_that_says_it_itself(self) -> None:
        sidecar = pathlib.Path(self.folder, "Resnet18/Model/resnet18_v1.json")
        sidecar.write_text(json.dumps({**json.loads(sidecar.read_text()), "aliases": ["champion"]}))
        asked = [("resnet18", "latest"), ("ResNet18", "best"), ("resnet18", 1), ("resnet18", "v1"), ("resnet18", "V1"), ("resnet18", "champion"),
                 ("resnet18@best", "latest"), ("resnet18/v1", "latest"), ("resnet18_v3", "latest")]
        self.assertEqual([self.get(*each)["version"] for each in asked], ["v3", "v2", "v1", "v1", "v1", "v1", "v2", "v1", "v3"])

    def test_follows_the_direction_that_the_config_sets_and_refuses_to_guess_one(self) -> None:
        self.put("mreg.config.json", json.dumps({"metrics": {"acc": {"direction": "minimize"}}}))
        self.assertEqual(self.get(version="best")["version"], "v1")
        self.register("other", self.outside("o.pth"), {"speed": 3})
        with self.assertRaises(mreg.MregError) as caught:
            self.get("other", "best")
        self.assertIn("speed", str(caught.exception))

    def test_refuses_a_best_on_different_data_until_one_is_named(self) -> None:
        self.register(file=self.outside("4.pth"), metrics={"acc": 0.95}, test_dataset="test")
        self.assertEqual(self.get(version="best")["version"], "v2")
        for number in (5, 6):
            self.register(file=self.outside(f"{number}.pth"), metrics={"acc": 0.1}, test_dataset="test")
        with self.assertRaises(mreg.MregError) as caught:
            self.get(version="best")
        self.assertIn("different data", str(caught.exception))
        self.assertEqual([self.get(version="best", dataset=each, metric="acc")["version"] for each in ("val", "test")], ["v2", "v4"])

    def test_never_lets_nan_or_a_missing_metric_win(self) -> None:
        self.register(file=self.outside("4.pth"), metrics={"acc": float("nan")}, test_dataset="val")
        self.register(file=self.outside("5.pth"))
        self.assertEqual(self.get(version="best")["version"], "v2")

    def test_finds_the_files_after_the_registry_was_moved(self) -> None:
        moved = f"{self.outer}/elsewhere"
        os.rename(self.folder, moved)
        self.folder = moved
        self.assertEqual(self.get()["path"], f"{moved}/Resnet18/Model/resnet18_v3.pth")
        self.assertEqual(self.said.getvalue().count("Warning"), 0)

    def test_warns_where_the_file_is_gone(self) -> None:
        os.unlink(f"{self.folder}/Resnet18/Model/resnet18_v3.pth")
        self.assertEqual(self.get()["exists"], False)
        self.assertIn("Warning: the artifact of resnet18/v3 is missing", self.said.getvalue())

    def test_says_what_there_is_where_something_else_is_asked_for(self) -> None:
        for asked, words in ((("resnet81",), "Did you mean resnet18?"), (("resnet18", "v9"), "It has v3, v2, v1."), (("resnet18", "champ"), "It has")):
            with self.assertRaises(mreg.MregError) as caught:
                self.get(*asked)
            self.assertEqual(caught.exception.exit_code, 3)
            self.assertIn(words, str(caught.exception))

    def test_lists_the_versions_of_a_family_and_without_a_name_the_families(self) -> None:
        self.register("chest_xray_densenet", self.outside("x.pth"))
        self.assertEqual((self.versions(), self.versions("ResNet18"), self.versions("none")), (["chest_xray_densenet", "resnet18"], ["v1", "v2", "v3"], []))


class AtOnce(InRegistry):
    def test_four_processes_give_each_number_once(self) -> None:
        program = "for _ in range(4):\n    print(mreg._register_version(sys.argv[1], 'net', sys.argv[2], new_version=True, git_commit='none', wait=30))"
        processes = [started(program, self.folder, self.outside(f"{index}.pth")) for index in range(4)]
        ids = [line for process in processes for line in process.communicate()[0].split()]
        self.assertEqual(sorted(ids, key=lambda each: int(each.rpartition("v")[2])), [f"net/v{number}" for number in range(1, 17)])
        self.assertEqual(self.versions("net"), [f"v{number}" for number in range(1, 17)])

    def test_four_processes_with_the_same_bytes_make_one_version(self) -> None:
        program = "print(mreg._register_version(sys.argv[1], 'net', sys.argv[2], git_commit='none', wait=30))"
        processes = [started(program, self.folder, self.outside("same.pth")) for _ in range(4)]
        self.assertEqual([process.communicate()[0] for process in processes], ["net/v1\n"] * 4)
        self.assertEqual(self.versions("net"), ["v1"])


class CutOff(InRegistry):
    def dies_before(self, change: int, file: str) -> bool:
        """Registers in a process that is killed directly before its so manieth change of a name; False where it made fewer."""
        child = os.fork()
        if child == 0:
            left = [change]

            def hook(event: str, _: Any) -> None:
                if event in ("os.link", "os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.chmod"):
                    left[0] -= 1
                    if left[0] == 0:
                        os.kill(os.getpid(), signal.SIGKILL)

            code = 1
            try:
                sys.addaudithook(hook)
                mreg._register_version(self.folder, "net", file, {"acc": 1}, git_commit="none", new_version=True)
                code = 0
            finally:
                os._exit(code)
        status = os.waitpid(child, 0)[1]
        self.assertTrue(os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, self.said.getvalue())
        return os.WIFSIGNALED(status)

    def test_a_version_is_whole_or_was_never_there_after_the_next_change(self) -> None:
        self.outside("net/a/w")
        for file in (self.outside("net.pth"), f"{self.outer}/net"):
            mreg._own_folder(self.folder)
            # The first ones make the lock of the registry; the last ones remove what was staged.
            for change in range(4, 200, 2):
                if not self.dies_before(change, file):
                    break
                mreg._settle_all(self.folder, "a test", 5.0)
                ends = {line["txn"]: line["phase"] for line in mreg._read_journal(self.folder)}
                self.assertNotIn("begin", ends.values(), change)
                models = mreg._scan(self.folder)
                self.assertEqual({model.state for model in models} - {"ok"}, set(), change)
                self.assertEqual(len(models), list(ends.values()).count("done"), change)
                left = [str(path) for path in pathlib.Path(self.folder).rglob("*") if "staging" in path.name]
                self.assertEqual(left, [], change)
                for model in models:
                    self.assertEqual(mreg._hash_source(mreg._read_source(f"{self.folder}/{model.artifact}"))[0], model.content["checksum"]["value"])
            else:
                self.fail("it never came to its end")


if __name__ == "__main__":
    unittest.main()
