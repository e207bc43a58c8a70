"""The models of a registry are found, paired, named, dated and ordered as `mreg list` has them."""

from __future__ import annotations

import json
import os
import time
import unittest
import unittest.mock

from support import FIXTURES, PROJECT, InFolder, mreg, started

LONG_AGO = 1_700_000_000


class Scan(InFolder):
    def models(self, *names: str) -> None:
        """Empty files in `Mscn/Model`; what ends with .json is a sidecar of its name."""
        for name in names:
            self.put(f"Mscn/Model/{name}", json.dumps({"model_id": name[:-5]}) if name.endswith(".json") else "")

    def found(self) -> "dict[str, tuple[str, str | None, tuple[str, ...]]]":
        """State, sidecar and further files by key, without their folder."""
        short = "Mscn/Model/"
        return {
            model.key.replace(short, ""): (model.state, model.sidecar and model.sidecar.replace(short, ""), tuple(name.replace(short, "") for name in model.files))
            for model in mreg._scan(self.folder)
        }

    def test_names_that_belong_together_are_one_model(self) -> None:
        for names, wanted in (
            (("a", "a.json"), {"a": ("ok", "a.json", ())}),
            (("a.pt", "a.json"), {"a.pt": ("ok", "a.json", ())}),
            (("a.pt", "a.pt.json"), {"a.pt": ("ok", "a.pt.json", ())}),
            (("a.onnx", "a.pt", "a.json"), {"a.pt": ("ok", "a.json", ("a.onnx",))}),
            (("a.pt", "a.pt.json", "a.json"), {"a.pt": ("ok", "a.pt.json", ()), "a": ("missing", "a.json", ())}),
            (("a.json", "a.json.json"), {"a.json": ("ok", "a.json.json", ())}),
            (("a.json",), {"a": ("missing", "a.json", ())}),
            (("a.pt",), {"a.pt": ("untracked", None, ())}),
            (("a.txt", "b.log", "events.out.1", ".a", "a.tmp", "a~"), {}),
            (("b.txt", "b.txt.json"), {"b.txt": ("ok", "b.txt.json", ())}),
        ):
            with self.subTest(names=names):
                self.models(*names)
                self.assertEqual(self.found(), wanted)
                for name in names:
                    self.path("Mscn/Model", name).unlink()

    def test_composed_and_decomposed_hangul_are_one_name_but_twins_stay_two(self) -> None:
        composed, decomposed = "모델", "모델"
        self.models(composed, f"{decomposed}.json")
        self.assertEqual(self.found(), {composed: ("ok", f"{decomposed}.json", ())})
        self.models(decomposed, f"{composed}.json")
        self.assertEqual(self.found(), {composed: ("ok", f"{composed}.json", ()), decomposed: ("ok", f"{decomposed}.json", ())})

    def test_a_json_file_that_is_no_sidecar_is_a_model(self) -> None:
        self.put("Mscn/Model/trees.json", '{"learner": {}}')
        self.put("Mscn/Model/big.json", b" " * 4_000_001)
        self.put("Mscn/Model/broken.json", '{"model_id":')
        self.assertEqual(self.found(), {"trees.json": ("untracked", None, ()), "big.json": ("untracked", None, ()), "broken": ("unreadable", "broken.json", ())})

    def test_what_cannot_be_read_costs_its_own_model_only(self) -> None:
        self.models("good", "good.json", "bad")
        self.put("Mscn/Model/bad.json", '{"tags": ')
        bad, good = sorted(mreg._scan(self.folder), key=lambda model: model.key)
        self.assertEqual((bad.state, bad.content, bad.id, good.state), ("unreadable", {}, "bad", "ok"))
        self.assertIn("ends in the middle", bad.problem or "")

    def test_every_broken_registry_of_the_fixtures_is_read_as_it_says(self) -> None:
        cases = [folder for folder in sorted((FIXTURES / "reading").iterdir()) if (folder / "expected.json").exists()]
        self.assertGreater(len(cases), 30)
        for case in cases:
            with self.subTest(case.name):
                expected = json.loads((case / "expected.json").read_text(encoding="utf-8"))["models"]
                found = {model.key: model.state for model in mreg._scan(str(case / "root"))}
                # Entries of model_registry.json without files are not the scan's.
                files = {model["key"]: model["state"] for model in expected if list((case / "root").glob(f"{model['key']}*"))}
                self.assertEqual(found, files)

    def test_names_that_no_shell_likes_are_found_and_named(self) -> None:
        names = ["a\nb", "-rf", " ", "🤖 robot", "(v1) [v2] {a,b} a\\b !x #1", "*", "mod\udce8le", "\x1b[31mred", "m" * 250]
        for name in names:
            file = os.fsencode(f"{self.folder}/Mscn/Model/{name}")
            os.makedirs(os.path.dirname(file), exist_ok=True)
            for path in (file, file + b".json"):
                with open(path, "wb") as opened:
                    opened.write(b"{}")
        self.assertEqual({model.id for model in mreg._scan(self.folder)}, set(names))
        problems = {model.id: model.problem for model in mreg._scan(self.folder) if model.problem}
        self.assertEqual(list(problems), ["mod\udce8le"])

    def test_folders_are_found_to_depth_4_and_links_followed_once(self) -> None:
        for folder in ("A", "a/b/C", "a/b/c/D", "node_modules/E", ".hidden/F", "A/Model/inner"):
            self.put(f"{folder}/Model/m")
        os.symlink("A", self.path("Again"))
        os.symlink(".", self.path("Loop"))
        os.symlink("nowhere", self.path("Nothing"))
        self.assertEqual(mreg._model_folders(self.folder), [("A/Model", "a"), ("a/b/C/Model", "c")])
        inner = self.path("A/Model")
        self.assertEqual(mreg._model_folders(str(inner.parent)), [("Model", "a")])

    def test_globs_of_the_config_name_further_folders(self) -> None:
        self.put("runs/mscn/1/checkpoints/m.pt")
        self.put("runs/Lero/2/checkpoints/m.pt")
        self.put("flat/m.pt")
        globs = {"runs/*/*/checkpoints": ["lero", "mscn"], "runs/{mscn,x}/1/check*": ["checkpoints"], "flat": ["flat"], "./flat/": ["flat"], "../*": [], "runs/[m]*/**/checkpoints": ["mscn"]}
        for glob, algorithms in globs.items():
            self.put("mreg.config.json", json.dumps({"modelFolders": [glob]}))
            with self.subTest(glob):
                found = [algorithm for _, algorithm in mreg._model_folders(self.folder)]
                self.assertEqual(found, algorithms)

    def test_the_newest_is_first_by_what_the_model_says_of_its_time(self) -> None:
        self.put("Mscn/Model/trained.json", '{"model_id": "x_20200101_000000", "training": {"trained_at": "2024-10-19T10:30:00+09:00"}, "created_at": "2020-01-01"}')
        self.put("Mscn/Model/created.json", '{"model_id": "x_20200101_000000", "training": null, "created_at": "2024-10-19T01:30:00.001Z"}')
        self.put("Mscn/Model/named_20241020_103000", "")
        old = self.put("Mscn/Model/folder/weights", "12345")
        for path in (old, old.parent):
            os.utime(path, (LONG_AGO, LONG_AGO))
        models = mreg._scan(self.folder)
        self.assertEqual([model.key.split("/")[-1] for model in models], ["named_20241020_103000", "created", "trained", "folder"])
        self.assertEqual([models[1].time, models[2].time, models[3].time], [1729301400.001, 1729301400.0, LONG_AGO])
        self.assertEqual(models[3].bytes, 5)

    def test_a_model_is_growing_for_10_s_after_its_last_write_at_any_depth(self) -> None:
        inner = self.put("Mscn/Model/folder/deep/weights")
        for path in (inner, inner.parent, inner.parent.parent):
            os.utime(path, (LONG_AGO, LONG_AGO))
        (model,) = mreg._scan(self.folder)
        self.assertFalse(model.is_growing())
        os.utime(inner)
        self.assertTrue(model.is_growing())

    def test_a_registered_file_that_nobody_may_write_is_whole_at_once(self) -> None:
        self.put("Net/Model/net_v1.pt").chmod(0o444)
        self.put("Net/Model/net_v1.json", json.dumps({"family": "net", "version": 1, "checksum": {"algorithm": "sha256", "value": "a" * 64}}))
        (model,) = mreg._scan(self.folder)
        self.assertFalse(model.is_growing())
        self.path("Net/Model/net_v1.pt").chmod(0o644)
        self.assertTrue(model.is_growing())

    def test_of_one_algorithm_by_the_sidecar_else_the_folder_whatever_the_case(self) -> None:
        self.put("Mscn/Model/a.json", '{"model_id": "a", "algorithm": "Lero"}')
        self.put("Lero/Model/b", "")
        self.assertEqual({model.key for model in mreg._scan(self.folder, "LERO")}, {"Mscn/Model/a", "Lero/Model/b"})

    def test_a_target_names_its_entry_and_who_shares_its_id(self) -> None:
        self.put("Mscn/Model/old.json", '{"model_id": "x", "created_at": "2024-01-01"}')
        self.put("Mscn/Model/new.json", '{"model_id": "x", "created_at": "2024-02-01"}')
        self.put("Mscn/Model/new.pt", "12")
        self.put("Mscn/Model/new.onnx", "345")
        models = mreg._scan(self.folder)
        new, old = (mreg._target(model, models) for model in models)
        keys = ["Mscn/Model/old", "Mscn/Model/new.pt"]
        self.assertEqual((new["entry"], old["entry"], new["sharing"], old["sharing"]), ("Mscn/Model/new.pt", "x", keys, keys))
        self.assertEqual((new["artifact"], new["files"], new["bytes"], new["folder"]), ("Mscn/Model/new.pt", ["Mscn/Model/new.onnx"], 2, "Mscn"))
        self.assertNotIn("artifact", old)

    def test_10_000_sidecars_are_read_within_seconds_and_their_names_at_once(self) -> None:
        text = (PROJECT / "ExampleData" / "Lero" / "Model").glob("*.json")
        sidecar = next(text).read_bytes()
        self.put("Mscn/Model/m_0", "")
        folder = self.path("Mscn/Model")
        for at in range(10_000):
            (folder / f"m_{at}.json").write_bytes(sidecar)
            (folder / f"m_{at}").touch()
        # The slower of two machines that do other things has as much time again.
        for names_only, seconds in ((True, 0.6), (False, 4)):
            start = time.process_time()
            self.assertEqual(len(mreg._scan(self.folder, names_only=names_only)), 10_000)
            self.assertLess(time.process_time() - start, seconds)


    def test_names_are_utf_8_whatever_the_locale_says(self) -> None:
        self.put("모델/Mscn/Model/가_20241019_103000")
        program = "print(ascii([mreg._find_root(sys.argv[1]), *(model.key for model in mreg._scan(mreg._find_root(sys.argv[1])))]))"
        environment = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
        with unittest.mock.patch.dict(os.environ, environment):
            output, errors = started(program, f"{self.folder}/모델").communicate()
        self.assertEqual((output.strip(), errors), (ascii([f"{self.folder}/모델", "Mscn/Model/가_20241019_103000"]), ""))


class Times(unittest.TestCase):
    def test_iso_8601_with_and_without_zone_and_nothing_else(self) -> None:
        with unittest.mock.patch.dict(os.environ, {"TZ": "Asia/Seoul"}):
            time.tzset()
            mreg._offsets.clear()
            self.addCleanup(lambda: (time.tzset(), mreg._offsets.clear()))
            for text, wanted in {
                "2024-10-19T10:30:00": 1729301400.0, "2024-10-19 10:30": 1729301400.0, "2024-10-19T01:30:00.1239Z": 1729301400.123, "2024-10-19": 1729263600.0,
                "2024-10-18T20:30:00-0500": 1729301400.0, "2024-10-19T10:30:60": 1729301460.0, "2024-02-30": None, "yesterday": None, "2024-10-19T24:00": None,
                "٢٠٢٤-10-19": None, "2024-10-19T10:30:00\n": 1729301400.0, "0000-01-01T00:00:00Z": -62167219200.0,
            }.items():
                with self.subTest(text):
                    self.assertEqual(mreg._parse_time(text), wanted)

    def test_the_hour_that_comes_twice_is_its_first_and_one_that_is_skipped_later(self) -> None:
        with unittest.mock.patch.dict(os.environ, {"TZ": "Europe/Berlin"}):
            time.tzset()
            mreg._offsets.clear()
            self.addCleanup(lambda: (time.tzset(), mreg._offsets.clear()))
            self.assertEqual(mreg._parse_time("2024-10-27T02:30:00"), mreg._parse_time("2024-10-27T00:30:00Z"))
            self.assertEqual(mreg._parse_time("2024-03-31T02:30:00"), mreg._parse_time("2024-03-31T01:30:00Z"))


class Root(InFolder):
    def setUp(self) -> None:
        super().setUp()
        before = os.getcwd()
        self.addCleanup(os.chdir, before)
        os.chdir(self.folder)
        environment = unittest.mock.patch.dict(os.environ, {"HOME": self.folder})
        environment.start()
        self.addCleanup(environment.stop)
        os.environ.pop("MREG_ROOT", None)

    def test_is_the_one_given_else_that_of_the_environment(self) -> None:
        self.path("a").mkdir()
        self.path("b").mkdir()
        os.symlink("a", self.path("link"))
        os.environ["MREG_ROOT"] = "b"
        self.assertEqual((mreg._find_root("link"), mreg._find_root()), (f"{self.folder}/a", f"{self.folder}/b"))
        with self.assertRaises(mreg.MregError) as caught:
            mreg._find_root("nowhere")
        self.assertEqual(caught.exception.exit_code, 3)

    def test_else_the_nearest_above_with_a_mark_but_not_above_home(self) -> None:
        self.put("model_registry.json", "{}")
        self.put("inner/.mreg/journal.jsonl", "")
        self.path("inner/deep/deeper").mkdir(parents=True)
        os.chdir("inner/deep/deeper")
        self.assertEqual(mreg._find_root(), f"{self.folder}/inner")
        os.environ["HOME"] = f"{self.folder}/inner/deep"
        with self.assertRaises(mreg.MregError) as caught:
            mreg._find_root()
        self.assertEqual(caught.exception.exit_code, 3)

    def test_else_the_working_folder_or_its_example_data(self) -> None:
        self.put("ExampleData/a/b/Mscn/Model/m")
        self.assertEqual(mreg._find_root(), f"{self.folder}/ExampleData")
        self.put("Mscn/Model/m")
        self.assertEqual(mreg._find_root(), self.folder)


class Config(InFolder):
    def test_has_defaults_and_keeps_what_it_does_not_know(self) -> None:
        self.assertEqual(mreg._config(self.folder)["protectedTags"], ["keep", "best", "production"])
        self.put("mreg.config.json", json.dumps({"objectives": {"MSCN": {"metric": "t"}}, "trash": {"x": 1}, "own": [1]}))
        config = mreg._config(self.folder)
        self.assertEqual((config["objectives"], config["trash"], config["own"]), ({"mscn": {"metric": "t"}}, {"keepDays": 14, "x": 1}, [1]))

    def test_that_cannot_be_used_is_refused_with_the_key(self) -> None:
        for text, reason in (
            ('{"tr', "ends in the middle"), ("[]", "is not an object"), ('{"objectives": {"a": {}}}', "objectives.a.metric"),
            ('{"metrics": {"t": {"direction": "down"}}}', "metrics.t.direction"), ('{"protectedTags": "keep"}', "protectedTags"), ('{"trash": {"keepDays": -1}}', "keepDays"),
        ):
            self.put("mreg.config.json", text)
            with self.subTest(text), self.assertRaisesRegex(mreg.MregError, reason):
                mreg._config(self.folder)
        self.put("Mscn/Model/m", "")
        self.assertEqual(len(mreg._scan(self.folder)), 1)


if __name__ == "__main__":
    unittest.main()
