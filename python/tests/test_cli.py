"""The command line: what it prints, where, and with which exit code."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import unittest
from typing import Any, NamedTuple, Optional
from unittest import mock

from support import PROJECT, mreg, started
from test_rules import RegistryCase, tested

PROGRAM = str(PROJECT / "python/mreg.py")


class Done(NamedTuple):
    """What a command did."""
    returncode: int
    stdout: str
    stderr: str


class Case(RegistryCase):
    def run_it(self, *args: str, given: str = "", root: Optional[str] = None) -> Done:
        """A command in this process: to start one takes far longer."""
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="surrogateescape") for _ in range(2))
        with mock.patch.multiple(sys, stdout=out, stderr=err, stdin=io.TextIOWrapper(io.BytesIO(given.encode()))):
            code = mreg.main(["--root", self.folder if root is None else root, *args])
        for stream in (out, err):
            stream.flush()
        return Done(code, *(stream.buffer.getvalue().decode() for stream in (out, err)))  # type: ignore[attr-defined]

    def process(self, *args: str, **env: str) -> Done:
        """A command in a process of its own."""
        around = {name: value for name, value in os.environ.items() if name not in ("MREG_ROOT", "LANG", "LC_ALL", "PYTHONIOENCODING")}
        command = [sys.executable, PROGRAM, "--root", self.folder, *args]
        done = subprocess.run(command, capture_output=True, env={**around, "LANG": "C.UTF-8", **env}, check=False)
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())

    def out(self, *args: str, code: int = 0, **more: Any) -> str:
        done = self.run_it(*args, **more)
        self.assertEqual((done.returncode, "Traceback" in done.stderr), (code, False), done.stderr)
        return done.stdout

    def err(self, *args: str, code: int, **more: Any) -> str:
        """What stands on standard error, where nothing stands on the other."""
        done = self.run_it(*args, **more)
        self.assertEqual((done.returncode, done.stdout), (code, ""), done.stderr)
        return done.stderr

    def json(self, *args: str, **more: Any) -> Any:
        return json.loads(self.out(*args, "--json", **more))

    def two(self) -> None:
        self.model("a", tested(5.5), tags=["one", "한글"])
        self.model("b", tested(4.25), tested(float("nan"), "tpch"), training=None, day=2)


class Looking(Case):
    def test_list_prints_what_the_seeds_printed(self) -> None:
        self.model("a", tested(5.5), {"dataset": "tpch"}, tested(0.9, "auc", performance={"auc": 0.9}), tags=["one", "한글"])
        self.assertEqual(self.out("list"), "\n".join((
            "", "Found 1 model:", "", "=" * 80, "Model ID: a", "Algorithm: mscn", "Training: production (epoch=100, time=12.5s)", "Tests: 3", "  - imdb: 5.50s", "  - tpch: -",
            "  - auc: auc 0.9", "Tags: one, 한글", "",
        )))

    def test_list_filters_and_says_by_its_code_that_nothing_is_left(self) -> None:
        self.two()
        self.assertEqual(self.out("list", "--tags", "one", "한글", "--quiet"), "a\n")
        self.assertEqual(self.out("list", "--algo", "MSCN", "--sort", "performance", "--quiet"), "b\na\n")
        self.assertEqual(self.out("list", "--dataset", "none", code=3), "\nFound 0 models.\n\n")

    def test_json_is_json_for_any_reader(self) -> None:
        self.two()
        self.put("Mscn/Model/odd.json", json.dumps({"notes": "\u007f\u202e\U000e0001 \x1b", "testing": []}))
        models = self.json("list")["models"]
        self.assertEqual({model["model_id"] for model in models}, {"a", "b", "odd"})
        self.assertEqual(next(model for model in models if model["model_id"] == "b")["testing"][1]["performance"]["total_time"], "NaN")
        for language in ("C", "C.UTF-8", "en_US.ISO-8859-1"):
            text = self.process("list", "--json", LANG=language, LC_ALL=language, PYTHONIOENCODING="ascii" if language == "C" else "").stdout
            self.assertEqual(json.loads(text)["models"], models, language)
            self.assertFalse(set("\u007f\u202e\x1b") & set(text))

    def test_best_names_the_best_and_its_results(self) -> None:
        self.two()
        self.assertEqual(self.out("best", "--algo", "mscn", "--dataset", "imdb"), "\nBest Model: b\nTraining: -\nPerformance:\n  imdb: 4.25s\n")
        found = self.json("best", "--algo", "mscn")
        self.assertEqual((found["model"]["model_id"], found["metric"], found["direction"], found["dataset"], found["value"], found["of"], found["queries"]),
                         ("b", "total_time", "minimize", "imdb", 4.25, 2, 113))
        self.assertEqual(self.err("best", "--algo", "mscnn", code=3), 'mreg.py: No model is of the algorithm "mscnn". Did you mean mscn?\n')
        self.assertIn('No test has the metric "auc"', self.err("best", "--algo", "mscn", "--metric", "auc", code=3))

    def test_compare_prints_the_table_and_says_by_its_code_what_is_not_there(self) -> None:
        self.two()
        done = self.run_it("compare", "a", "zz", "b")
        self.assertEqual((done.returncode, done.stderr), (3, 'No model is called "zz".\n'))
        self.assertIn("a                              production      imdb            5.50         -          100      113", done.stdout.splitlines())
        self.assertEqual([model["model_id"] for model in self.json("compare", "a", "b", "--dataset", "imdb")["models"]], ["a", "b"])

    def test_text_cannot_drive_a_terminal_and_shows_where_only_ascii_does(self) -> None:
        self.model("a", tested(1), tags=["\x1b[31mred", "한글"])
        self.assertIn("Tags: \\u001b[31mred, 한글", self.out("list"))
        self.assertIn("Tags: \\u001b[31mred, \\ud55c\\uae00", self.process("list", PYTHONIOENCODING="ascii").stdout)

    def test_who_reads_no_further_ends_it_quietly(self) -> None:
        self.two()
        for args in (["list"], ["list", "--json"], ["compare", "a"]):
            read, write = os.pipe()
            os.close(read)
            done = subprocess.run([sys.executable, PROGRAM, "--root", self.folder, *args], stdout=write, stderr=subprocess.PIPE, check=False)
            os.close(write)
            self.assertEqual((done.returncode, done.stderr), (0, b""), args)


class Changing(Case):
    def test_cleanup_moves_to_the_trash_at_once_and_undo_brings_back(self) -> None:
        self.two()
        before = sorted(os.listdir(self.path("Mscn/Model")))
        self.assertIn("Would go to the trash: a (outranked: 2nd on imdb)\nNothing was changed", self.out("cleanup", "--algo", "mscn", "--keep", "1", "--dry-run"))
        self.assertEqual(sorted(os.listdir(self.path("Mscn/Model"))), before)
        out = self.out("cleanup", "--algo", "mscn", "--keep", "1")
        self.assertRegex(out, r"^Moved to the trash: a \(outranked: 2nd on imdb\)\nCleanup complete: 1 model moved to the trash\. 1 model of mscn stays: best on imdb 1\.\nTo take it back: mreg undo (\S+), or python3 mreg\.py undo \1\n$")
        self.assertEqual(sorted(os.listdir(self.path("Mscn/Model"))), ["b", "b.json"])
        self.assertEqual(self.out("undo"), "Brought back: a\n")
        self.assertEqual(sorted(os.listdir(self.path("Mscn/Model"))), before)
        self.err("undo", code=3)

    def test_cleanup_as_json_is_a_plan_or_a_change(self) -> None:
        self.two()
        plan = self.json("cleanup", "--algo", "MSCN", "--keep", "1", "--dry-run")["plan"]
        self.assertEqual(([each["model_id"] for each in plan["remove"]], [each["model_id"] for each in plan["keep"]], plan["metric"]), (["a"], ["b"], "total_time"))
        change = self.json("cleanup", "--algo", "mscn", "--keep", "1")
        self.assertEqual((change["done"], change["skipped"], change["undo"]), (["Mscn/Model/a"], [], f"mreg undo {change['txn']}"))
        self.assertEqual(self.json("undo", change["txn"])["done"], ["Mscn/Model/a"])

    def test_a_tag_tells_how_it_is_taken_back_and_undo_does_and_log_tells(self) -> None:
        self.two()
        err = self.run_it("tag", "a", "two").stderr
        self.assertRegex(err, r"^Tags of a changed: \+two\nTo take it back: mreg undo (\S+), or python3 mreg\.py undo \1\n$")
        self.assertRegex(self.out("undo", err.split()[-1]), r"^Took back mreg\.py tag \(\+two\) of 1 model: a\nTo do it again: mreg undo \S+, or python3 mreg\.py undo \S+\n$")
        self.assertEqual([(row["what"], row["state"], row["models"]) for row in self.json("log")["log"]],
                         [(f"mreg.py undo (-two); takes back {err.split()[-1]}", "done", ["Mscn/Model/a"]), ("mreg.py tag (+two)", "taken back", ["Mscn/Model/a"])])
        self.assertEqual(self.out("log", "--limit", "1").split("\t")[3:], [f"mreg.py undo (-two); takes back {err.split()[-1]}", "1 model", "done\n"])

    def test_show_tells_all_of_a_model_and_versions_are_registered_listed_and_found(self) -> None:
        self.two()
        shown = self.out("show", "a")
        for line in ("Model ID: a", "Hyperparameter num_epoch: 100", "Test on imdb (113 queries): total_time 5.5", "Tags: one, 한글"):
            self.assertIn(f"{line}\n", shown)
        self.assertEqual((self.json("show", "a")["model"]["key"], self.json("show", "a")["state"]), ("Mscn/Model/a", "ok"))
        weights = str(self.put("elsewhere/model.pt"))
        self.assertEqual(self.out("register", "net", weights, "--metric", "acc=0.9", "--params", "num_epoch=5", "--tags", "x"), "net/v1\n")
        path = self.out("get", "net", "--path").strip()
        self.assertTrue(os.path.isfile(path))
        self.assertEqual(self.out("versions", "net"), f"net/v1\t{path}\n")
        self.assertEqual((self.json("get", "net/v1")["version"]["metrics"], self.json("versions")["versions"][0]["name"]), ({"acc": 0.9}, "net"))
        for args in (["versions", "nett"], ["get", "nett"]):
            self.assertEqual(self.err(*args, code=3), 'mreg.py: No family is called "nett". Did you mean net?\n')
        self.assertIn("mreg undo", self.err("undo", code=2))

    def test_tag_adds_and_takes_off(self) -> None:
        self.two()
        self.out("tag", "a", "two", "--remove", "one")
        self.assertEqual(json.loads(self.path("Mscn/Model/a.json").read_text(encoding="utf-8"))["tags"], ["한글", "two"])
        self.assertEqual(self.json("tag", "a", "two")["unchanged"], ["Mscn/Model/a"])
        self.assertEqual(self.err("tag", "zz", "x", code=3), "Model not found: zz.\n")
        self.err("tag", "a", code=2)

    def test_record_takes_times_of_a_file_or_of_standard_input_and_metrics(self) -> None:
        self.two()
        times = str(self.put("times.txt", "\ufeff# seconds\n1\n\n2.5 # slow\r\n.5\n"))
        self.assertEqual(self.out("record", "a", "--dataset", "tpch", "--times", times), "Recorded a on tpch: 4.00s (3 queries)\n")
        self.out("record", "a", "--dataset", "tpch", "--times", "-", "--metric", "q_error=1e-05", "--tested-at", "2024-10-20T12:00:00", given="[1, 2]")
        change = self.json("record", "a", "--dataset", "tpch", "--metric", "auc=0.9", "--metric", "steps=7", "--queries", "3", "--dataset-digest", "sha256:1")
        results = json.loads(self.path("Mscn/Model/a.json").read_text(encoding="utf-8"))["testing"][1:]
        self.assertEqual([result["performance"].get("total_time") for result in results], [4, 3, None])
        self.assertEqual((results[1]["performance"]["q_error"], results[1]["tested_at"], results[1]["num_queries"]), (1e-05, "2024-10-20T12:00:00", 2))
        self.assertEqual((change["result"], change["done"]), (results[2], ["Mscn/Model/a"]))
        self.assertEqual(json.dumps(results[2]["performance"]), '{"auc": 0.9, "steps": 7}')

    def test_what_is_no_time_is_named_by_its_place(self) -> None:
        self.two()
        for given, words in (("1\nfast\n", 'standard input, line 2: "fast" is no time'), ("1\n-1", "line 2"), ("[1, null]", "value 2"), ("[1, true]", 'value 2: "true"'), ("[NaN]", "value 1"),
                             ("", "standard input has no times"), ("[]", "has no times"), ("[1, 2", "begins as a JSON array"), ("1e999", "line 1"), ("0x10", "line 1"), ("1_0", "line 1")):
            self.assertIn(words, self.err("record", "a", "--dataset", "x", "--times", "-", given=given, code=2), given)
        for args, code in ((["--metric", "auc"], 2), (["--metric", "auc=high"], 2), ([], 2), (["--times", str(self.path("none"))], 3), (["--metric", "a=1", "--tested-at", "soon"], 2)):
            self.err("record", "a", "--dataset", "x", *args, code=code)
        self.assertEqual(len(json.loads(self.path("Mscn/Model/a.json").read_text(encoding="utf-8"))["testing"]), 1)

    def test_a_folder_that_another_process_has_locked_is_waited_for_and_then_refused(self) -> None:
        self.two()
        holder = started(f"with mreg._locked({str(self.path('Mscn/Model'))!r}, 'a test'):\n    print('held', flush=True)\n    sys.stdin.read()", stdin=subprocess.PIPE)
        self.addCleanup(holder.communicate)
        assert holder.stdout is not None
        self.assertEqual(holder.stdout.readline(), "held\n")
        for args in (["tag", "a", "x"], ["record", "a", "--dataset", "x", "--metric", "a=1"], ["cleanup", "--algo", "mscn", "--keep", "1"]):
            said = self.err(*args, "--wait", "100ms", code=5)
            self.assertIn(str(holder.pid), said)
            self.assertEqual(said.count("\n"), 1)


class Choosing(Case):
    def test_resolve_prints_id_and_path_and_why_beside_them(self) -> None:
        self.two()
        done = self.run_it("resolve", "--algo", "mscn", "--dataset", "imdb")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, f"b\t{self.folder}/Mscn/Model/b\n", "Best of 2 on imdb: total_time 4.25.\n"))
        self.assertEqual(self.out("resolve", "--id", "a", "--quiet"), "a\n")
        self.assertEqual(self.out("resolve", "--id", "a", "--path"), f"{self.folder}/Mscn/Model/a\n")
        chosen = self.json("resolve", "--algo", "mscn", "--training", "--params", "num_epoch=5", "name=x", "--params", "on=true")
        self.assertEqual((chosen["choice"], chosen["model"], chosen["hyperparams"]), ("new", None, {"num_epoch": 5, "name": "x", "on": True}))

    def test_a_missing_artifact_is_said_and_has_no_path(self) -> None:
        self.two()
        self.path("Mscn/Model/b").unlink()
        for args in ([], ["--path"]):
            self.assertIn("artifact of b is missing", self.err("resolve", "--dataset", "imdb", *args, code=3))
        self.assertEqual(self.out("resolve", "--dataset", "imdb", "--quiet", code=3), "b\n")
        self.assertIsNone(self.json("resolve", "--dataset", "imdb", code=3)["path"])


class Refusing(Case):
    def test_errors_are_one_line_with_the_code_of_their_kind(self) -> None:
        self.model("ab", tested(1))
        self.model("ac", tested(2, performance={"odd": 1}))
        for args, code in (([], 2), (["frob"], 2), (["list", "--frob"], 2), (["best"], 2), (["cleanup", "--algo", "mscn", "--keep", "many"], 2), (["cleanup", "--algo", "mscn", "--keep", "0"], 2),
                           (["resolve", "--id", "zz"], 3), (["best", "--algo", "mscn", "--metric", "odd"], 2), (["cleanup", "--algo", "mscnn"], 3),
                           (["record", "ab", "--dataset", "x", "--wait", "soon", "--metric", "a=1"], 2), (["undo", "nothing"], 3)):
            said = self.err(*args, code=code)
            self.assertEqual((said.count("\n"), said.startswith("mreg.py: ")), (1, True), said)

    def test_keys_that_are_meant_stand_one_a_line(self) -> None:
        self.model("ab")
        self.model("ac")
        self.assertEqual(self.err("tag", "a", "x", code=2), 'mreg.py: "a" means 2 models; nothing was done. Type one of these keys:\n  Mscn/Model/ab\n  Mscn/Model/ac\n')

    def test_errors_are_an_object_with_json(self) -> None:
        self.assertEqual(json.loads(self.err("resolve", "--id", "zz", "--json", code=3))["error"]["message"], 'No model is called "zz".')

    def test_a_folder_that_is_not_there_is_no_registry(self) -> None:
        for root in (f"{self.folder}/none", f"{self.folder}/none/model_registry.json"):
            self.assertIn(f"{self.folder}/none", self.err("list", root=root, code=3))
        self.assertEqual(os.listdir(self.folder), [])

    def test_help_names_every_command(self) -> None:
        text = self.out("--help")
        for command in mreg._COMMANDS:
            self.assertIn(f"\n    {command} ", text)
            self.assertIn("usage:", self.out(command, "--help"))

    def test_a_process_ends_with_the_same_code(self) -> None:
        self.two()
        done = self.process("best", "--algo", "none")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (3, "", 'mreg.py: No model is of the algorithm "none". There are models of mscn.\n'))


if __name__ == "__main__":
    unittest.main()
