"""A model that is trained, saved, loaded and saved again, by one process and by several."""

from __future__ import annotations

import contextlib
import copy
import io
import json
import os
import pathlib
import random
import shutil
import signal
import sys
import threading
import time
import unittest
from typing import Any, Dict, List, Optional
from unittest import mock

from support import InFolder, mreg, started


class TextModel(mreg.EnhancedPilotModel):
    """A model that is a text in a file."""

    def __init__(self, model_name: str = "mscn", algorithm_type: str = "mscn", model_save_dir: Optional[str] = None) -> None:
        super().__init__(model_name, algorithm_type, model_save_dir)
        self.model = "weights"

    def _save_model_impl(self) -> None:
        with open(self.model_path, "w") as file:
            file.write(self.model)

    def _load_model_impl(self) -> None:
        with open(self.model_path) as file:
            self.model = file.read()


class FolderModel(TextModel):
    """A model that is a folder."""

    def _save_model_impl(self) -> None:
        os.makedirs(os.path.join(self.model_path, "inner"))
        with open(os.path.join(self.model_path, "inner", "w"), "w") as file:
            file.write(self.model)

    def _load_model_impl(self) -> None:
        with open(os.path.join(self.model_path, "inner", "w")) as file:
            self.model = file.read()


class WithExtension(TextModel):
    """One that adds an extension of its own."""

    extension = ".pt"

    def _save_model_impl(self) -> None:
        with open(self.model_path + self.extension, "w") as file:
            file.write(self.model)

    def _load_model_impl(self) -> None:
        with open(self.model_path + self.extension) as file:
            self.model = file.read()


class RunCase(InFolder):
    def setUp(self) -> None:
        super().setUp()
        before = os.environ.get("MREG_ROOT")
        os.environ["MREG_ROOT"] = self.folder
        self.addCleanup(lambda: os.environ.update(MREG_ROOT=before) if before is not None else os.environ.pop("MREG_ROOT", None))
        said = io.StringIO()
        redirection = contextlib.redirect_stderr(said)
        redirection.__enter__()
        self.addCleanup(redirection.__exit__, None, None, None)
        self.said = said
        self.models = self.path("Mscn/Model")

    def names(self) -> List[str]:
        return sorted(os.listdir(self.models)) if self.models.exists() else []

    def content(self, model: Any) -> Dict[str, Any]:
        with open(model.metadata_path, encoding="utf-8") as file:
            return json.load(file)

    def saved(self, **fields: Any) -> TextModel:
        model = TextModel()
        model.metadata.update(fields)
        model.save_model()
        return model


class Saving(RunCase):
    def test_a_saved_run_is_an_artifact_with_a_sidecar_as_the_seeds_write_it(self) -> None:
        model = TextModel()
        model.set_training_info("production", {"num_epoch": 100, "lr": 1e-5}, 500)
        model.add_test_result("stats_tiny", 80, {"total_time": 35.12, "nan": float("nan")})
        model.add_tags("a", "b", "a")
        model.set_notes("좋음")
        model.save_model()
        self.assertRegex(model.model_id, r"^mscn_\d{8}_\d{6}$")
        self.assertEqual(self.names(), [model.model_id, f"{model.model_id}.json"])
        content = self.content(model)
        self.assertEqual(list(content), ["model_id", "algorithm", "model_path", "training", "testing", "tags", "notes"])
        self.assertEqual(list(content["training"]), ["enabled", "dataset", "num_queries", "hyperparams", "trained_at", "training_time"])
        self.assertEqual((content["tags"], content["notes"], content["model_path"]), (["a", "b"], "좋음", f"{self.models}/{model.model_id}"))
        self.assertEqual(list(content["testing"][0]), ["dataset", "num_queries", "tested_at", "performance"])
        with open(model.metadata_path, encoding="utf-8") as file:
            text = file.read()
        self.assertEqual(text, json.dumps(content, indent=2, ensure_ascii=False))
        self.assertIn("NaN", text)
        self.assertIn(f"Model saved: {model.model_path}\nMetadata saved: {model.metadata_path}\n", self.said.getvalue())

    def test_the_subclass_writes_into_a_folder_that_no_scan_sees_and_has_its_paths_back_then(self) -> None:
        seen: List[Any] = []

        class Looking(TextModel):
            def _save_model_impl(self) -> None:
                super()._save_model_impl()
                folder = os.path.dirname(os.path.dirname(os.path.dirname(self.model_path)))
                seen.extend([self.model_path, os.listdir(folder), mreg._scan(os.environ["MREG_ROOT"])])

        model = Looking()
        paths = model.model_path, model.metadata_path, model.model_save_dir
        model.save_model()
        self.assertEqual((model.model_path, model.metadata_path, model.model_save_dir), paths)
        self.assertRegex(seen[0], r"/\.mreg-run\.\d+-[0-9a-f]{16}/new/" + model.model_id)
        self.assertEqual((len(seen[1]), seen[2]), (1, []))

    def test_training_time_is_that_of_the_training_and_not_of_saving(self) -> None:
        class Slow(TextModel):
            def _save_model_impl(self) -> None:
                super()._save_model_impl()
                time.sleep(0.2)

        measured, since = Slow(), Slow()
        measured.set_training_info("d", {})
        with measured.training():
            time.sleep(0.02)
        with measured.training():
            time.sleep(0.02)
        since.set_training_info("d", {})
        time.sleep(0.05)
        for model in (since, measured):
            model.save_model()
        self.assertTrue(0.04 <= self.content(measured)["training"]["training_time"] < 0.2)
        self.assertTrue(0.05 <= self.content(since)["training"]["training_time"] < 0.25)

    def test_a_training_time_that_was_set_by_hand_wins_and_a_failed_training_has_none(self) -> None:
        by_hand, failed = TextModel(), TextModel()
        by_hand.set_training_info("d", {})
        by_hand.metadata["training"]["training_time"] = 7
        with by_hand.training():
            pass
        failed.set_training_info("d", {})
        with self.assertRaises(ZeroDivisionError), failed.training():
            1 / 0
        by_hand.save_model()
        failed.save_model()
        self.assertEqual((self.content(by_hand)["training"]["training_time"], self.content(failed)["training"]["training_time"]), (7, None))

    def test_a_run_without_training_says_null(self) -> None:
        self.assertIsNone(self.content(self.saved())["training"])

    def test_an_artifact_may_be_a_folder_or_have_an_extension(self) -> None:
        for kind, names in ((FolderModel, ["", ".json"]), (WithExtension, [".json", ".pt"])):
            with self.subTest(kind.__name__):
                model = kind(f"{kind.__name__}")
                model.model = "first"
                model.save_model()
                self.assertEqual([name for name in self.names() if name.startswith(model.model_id)], [model.model_id + name for name in names])
                for text in ("first", "second"):
                    again = kind.load_model(model.model_id, "mscn")
                    self.assertEqual(again.model, text)
                    again.model = "second"
                    again.save_model()
        self.assertEqual([model.state for model in mreg._scan(self.folder)], ["ok", "ok"])

    def test_an_extension_that_nobody_knows_gets_a_sidecar_of_its_full_name(self) -> None:
        class Odd(WithExtension):
            extension = ".weird"

        model = Odd()
        model.save_model()
        self.assertEqual(self.names(), [f"{model.model_id}.weird", f"{model.model_id}.weird.json"])
        self.assertEqual([each.state for each in mreg._scan(self.folder)], ["ok"])
        self.assertEqual(Odd.load_model(model.model_id).model, "weights")

    def test_a_model_that_is_json_itself_is_no_sidecar(self) -> None:
        class Booster(WithExtension):
            extension = ".json"

        model = Booster()
        model.model = '{"trees": []}'
        model.save_model()
        self.assertEqual(self.names(), [f"{model.model_id}.json", f"{model.model_id}.json.json"])
        self.assertEqual([(each.id, each.state) for each in mreg._scan(self.folder)], [(model.model_id, "ok")])

    def test_what_is_not_named_after_the_model_is_not_lost(self) -> None:
        class WithScaler(TextModel):
            def _save_model_impl(self) -> None:
                super()._save_model_impl()
                with open(os.path.join(self.model_save_dir, "scaler.pkl"), "w") as file:
                    file.write("s")

        WithScaler().save_model()
        self.assertEqual(self.path("Mscn/Model/scaler.pkl").read_text(), "s")
        self.assertIn("scaler.pkl is not named after the model", self.said.getvalue())

    def test_where_nothing_was_written_it_is_an_error_and_nothing_is_left(self) -> None:
        class Nothing(TextModel):
            def _save_model_impl(self) -> None:
                pass

        class Failing(TextModel):
            def _save_model_impl(self) -> None:
                super()._save_model_impl()
                raise KeyError("weights")

        with self.assertRaisesRegex(mreg.MregError, "wrote nothing"):
            Nothing().save_model()
        with self.assertRaises(KeyError):
            Failing().save_model()
        self.assertEqual(os.listdir(self.folder), [])

    def test_what_cannot_be_written_is_an_error_at_once_and_nothing_is_written(self) -> None:
        model = TextModel()
        with self.assertRaisesRegex(mreg.MregError, r"hyperparams\['net'\]"):
            model.set_training_info("d", {"net": object()})
        with self.assertRaisesRegex(mreg.MregError, r"performance\['f'\]"):
            model.add_test_result("d", 1, {"f": len})
        model.metadata["mine"] = {1, 2}
        with self.assertRaisesRegex(mreg.MregError, r"metadata\['mine'\]"):
            model.save_model()
        self.assertEqual(os.listdir(self.folder), [])

    def test_scalars_of_other_libraries_are_written_as_numbers(self) -> None:
        class Scalar:
            def item(self) -> float:
                return 0.25

        model = TextModel()
        model.set_training_info("d", {"lr": Scalar()})
        model.add_test_result("d", 1, {"t": Scalar()})
        model.save_model()
        content = self.content(model)
        self.assertEqual((content["training"]["hyperparams"], content["testing"][0]["performance"]), ({"lr": 0.25}, {"t": 0.25}))

    def test_names_that_cannot_be_files_are_refused_before_any_training(self) -> None:
        for name in ("", "a/b", "../x", ".hidden", "a\nb", "x" * 200, 5):
            with self.subTest(name), self.assertRaises(mreg.MregError):
                TextModel(name)  # type: ignore[arg-type]
            with self.subTest(name), self.assertRaises(mreg.MregError):
                TextModel("m", name)  # type: ignore[arg-type]


class Places(RunCase):
    def test_a_folder_of_the_algorithm_in_another_case_is_its_folder(self) -> None:
        self.put("MSCN/Model/x")
        self.assertEqual(TextModel().model_save_dir, f"{self.folder}/MSCN/Model")
        self.assertEqual(TextModel("m", "myNet").model_save_dir, f"{self.folder}/Mynet/Model")

    def test_a_folder_that_is_given_counts(self) -> None:
        model = TextModel("m", "mscn", self.path("deep/Own/Model"))
        model.save_model()
        self.assertTrue(self.path("deep/Own/Model", f"{model.model_id}.json").exists())
        self.assertEqual(self.content(model)["model_path"], f"{self.folder}/deep/Own/Model/{model.model_id}")

    def test_without_mreg_root_they_lie_in_the_registry_around_the_working_folder(self) -> None:
        self.put("r/model_registry.json", "{}")
        self.go("r/scripts/inner")
        model = TextModel()
        self.assertEqual(model.model_path, f"{self.folder}/r/Mscn/Model/{model.model_id}")
        model.save_model()
        self.assertNotIn("No registry here", self.said.getvalue())
        self.assertEqual((mreg.ModelRegistry().root, [each["model_id"] for each in mreg.ModelRegistry().list_models()]), (f"{self.folder}/r", [model.model_id]))
        self.assertEqual(TextModel.load_model(model.model_id).model, "weights")

    def test_a_folder_with_models_is_a_registry_without_any_mark(self) -> None:
        self.put("r/deep/Mscn/Model/a")
        self.go("r")
        model = TextModel()
        self.assertEqual(model.model_path, f"{self.folder}/r/deep/Mscn/Model/{model.model_id}")
        model.save_model()
        with mreg.ModelRegistry().test(model, "imdb") as test:
            test.add(1.0)
        self.assertTrue(self.path("r/.mreg/journal.jsonl").exists())

    def test_mreg_root_need_not_be_there_until_a_model_is_saved(self) -> None:
        os.environ["MREG_ROOT"] = str(self.path("later/models"))
        self.assertEqual((mreg.ModelRegistry().root, mreg.ModelRegistry().list_models()), (f"{self.folder}/later/models", []))
        model = TextModel()
        self.assertFalse(self.path("later").exists())
        model.save_model()
        self.assertEqual(sorted(os.listdir(self.path("later/models/Mscn/Model"))), [model.model_id, f"{model.model_id}.json"])
        self.assertEqual([each["model_id"] for each in mreg.ModelRegistry().list_models()], [model.model_id])

    def test_a_relative_mreg_root_gives_absolute_paths(self) -> None:
        self.go("work")
        os.environ["MREG_ROOT"] = "models"
        model = TextModel()
        self.assertEqual(model.model_path, f"{self.folder}/work/models/Mscn/Model/{model.model_id}")
        model.save_model()
        self.assertEqual(self.content(model)["model_path"], model.model_path)

    def test_a_mreg_root_that_is_a_file_is_refused(self) -> None:
        os.environ["MREG_ROOT"] = str(self.put("file"))
        with self.assertRaises(mreg.MregError) as caught:
            TextModel()
        self.assertEqual(caught.exception.exit_code, 3)
        self.assertIn("is not a folder", caught.exception.message)

    def test_without_any_registry_the_models_lie_where_the_seeds_have_them_and_that_is_said_once(self) -> None:
        self.go("home/work")
        words = f"No registry here and no MREG_ROOT: models go to {self.folder}/home/algorithm_examples/ExampleData/Mscn/Model\n"
        model = TextModel()
        self.assertEqual(self.said.getvalue(), words)
        self.assertEqual(mreg.ModelRegistry().root, f"{self.folder}/home/algorithm_examples/ExampleData")
        self.assertFalse(self.path("home/algorithm_examples").exists())
        TextModel("other")
        self.assertEqual(self.said.getvalue(), words)
        model.save_model()
        TextModel.load_model(model.model_id)
        self.assertEqual(self.said.getvalue().count("No registry here"), 1)
        self.assertIn(f"Model saved: {self.folder}/home/algorithm_examples/ExampleData/Mscn/Model/{model.model_id}\n", self.said.getvalue())
        self.assertEqual([each["model_id"] for each in mreg.ModelRegistry().list_models()], [model.model_id])

    def test_loading_says_nothing_of_where_new_models_go(self) -> None:
        self.go("home/work")

        class Plain(mreg.EnhancedPilotModel):
            def __init__(self) -> None:
                super().__init__("m", "mscn")

            def _load_model_impl(self) -> None:
                open(self.model_path).close()

        model = TextModel("m", "mscn", self.path("home/r/Mscn/Model"))
        model.save_model()
        Plain.load_model(model.model_id, "mscn", self.path("home/r/Mscn/Model"))
        self.assertNotIn("No registry here", self.said.getvalue())

    def go(self, name: str) -> None:
        """Works in a folder that no registry outside the test is above."""
        del os.environ["MREG_ROOT"]
        self.path(name).mkdir(parents=True, exist_ok=True)
        home = mock.patch.dict(os.environ, {"HOME": str(self.path(name.split("/")[0]))})
        home.start()
        self.addCleanup(home.stop)
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(self.path(name))

    def test_without_mreg_root_the_models_lie_where_the_seeds_have_them(self) -> None:
        self.go("home/work")
        model = TextModel()
        self.assertEqual(model.model_path, f"{self.folder}/home/algorithm_examples/ExampleData/Mscn/Model/{model.model_id}")
        model.save_model()
        self.assertTrue(self.path("home/algorithm_examples/ExampleData/Mscn/Model", model.model_id).exists())
        self.assertEqual(self.content(model)["model_path"], f"../algorithm_examples/ExampleData/Mscn/Model/{model.model_id}")
        self.assertEqual(TextModel.load_model(model.model_id, "mscn").model, "weights")

    def test_a_linked_model_folder_belongs_to_the_registry_where_it_stands(self) -> None:
        self.path("elsewhere/big").mkdir(parents=True)
        self.path("r/Mscn").mkdir(parents=True)
        self.put("r/model_registry.json", "{}")
        os.symlink(self.path("elsewhere/big"), self.path("r/Mscn/Model"))
        del os.environ["MREG_ROOT"]
        model = TextModel("m", "mscn", self.path("r/Mscn/Model"))
        model.save_model()
        entry = json.loads(self.path("r/model_registry.json").read_text())[model.model_id]
        self.assertEqual(entry["model_path"], f"{self.folder}/r/Mscn/Model/{model.model_id}")


class Ids(RunCase):
    def test_two_models_in_one_second_have_two_ids(self) -> None:
        ids = [TextModel().model_id for _ in range(3)]
        self.assertEqual(len(set(ids)), 3)
        self.assertTrue(all(each.startswith("mscn_") for each in ids))

    def test_an_id_that_something_on_the_disk_has_is_not_given(self) -> None:
        wanted = [f"m_{time.strftime('%Y%m%d_%H%M%S', time.localtime(time.time() + ahead))}" for ahead in range(4)]
        for each in wanted:
            self.put(f"Mscn/Model/{each}.pt")
        self.assertRegex(TextModel("m").model_id, r"^m_\d{8}_\d{6}_2$")

    def test_a_run_whose_name_was_taken_meanwhile_gets_another_one_and_says_so(self) -> None:
        model = TextModel()
        before = model.model_id
        self.put(f"Mscn/Model/{before}.json", "{}")
        model.save_model()
        self.assertEqual((model.model_id, model.metadata["model_id"]), (f"{before}_2", f"{before}_2"))
        self.assertEqual(self.content(model)["model_id"], f"{before}_2")
        self.assertEqual(self.path(f"Mscn/Model/{before}.json").read_text(), "{}")
        self.assertIn(f"the run is {before}_2", self.said.getvalue())
        model.add_tags("again")
        model.save_model()
        self.assertEqual(self.names(), [f"{before}.json", f"{before}_2", f"{before}_2.json"])

    def test_processes_that_save_in_the_same_second_do_not_overwrite_each_other(self) -> None:
        program = """
import os, time
class Model(mreg.EnhancedPilotModel):
    def _save_model_impl(self):
        open(self.model_path, "w").write(self.text)
while not os.path.exists(sys.argv[1]):
    time.sleep(0.001)
for number in range(3):
    model = Model("m", "mscn")
    model.text = model.metadata["notes"] = f"{os.getpid()}-{number}"
    model.save_model()
"""
        processes = [started(program, str(self.path("go"))) for _ in range(4)]
        self.put("go")
        for process in processes:
            self.assertEqual(process.communicate()[0], "")
            self.assertEqual(process.returncode, 0)
        models = mreg._scan(self.folder)
        self.assertEqual((len(models), {model.state for model in models}), (12, {"ok"}))
        for model in models:
            self.assertEqual(self.path(model.artifact).read_text(), model.content["notes"])
            self.assertEqual(model.content["model_id"], os.path.basename(model.key))


class Again(RunCase):
    def test_saved_again_only_what_changed_is_written_into_the_sidecar(self) -> None:
        model = self.saved(notes="n")
        text = '{"x": 1e-05,\t"training": {"dataset": "d", "hyperparams": {"lr": 1.50}}, "testing": [], "tags": ["a"], "notes": "n"}'
        self.put(f"Mscn/Model/{model.model_id}.json", text)
        loaded = TextModel.load_model(model.model_id, "mscn")
        loaded.metadata["training"]["hyperparams"]["seed"] = 1
        loaded.metadata["mine"] = [1]
        loaded.add_tags("b")
        loaded.save_model()
        self.assertEqual(self.path(f"Mscn/Model/{model.model_id}.json").read_text(), text
                         .replace('"lr": 1.50', '"lr": 1.50, "seed": 1').replace('["a"]', '["a", "b"]').replace('"n"}', '"n", "mine": [1]}'))

    def test_what_others_wrote_meanwhile_stays(self) -> None:
        model = self.saved(tags=["first"])
        mine, theirs = TextModel.load_model(model.model_id, "mscn"), TextModel.load_model(model.model_id, "mscn")
        theirs.add_test_result("theirs", 1, {"t": 1.0})
        theirs.add_tags("theirs")
        theirs.set_notes("theirs")
        theirs.metadata["tags"].remove("first")
        theirs.save_model()
        mine.add_test_result("mine", 1, {"t": 2.0})
        mine.add_tags("mine")
        mine.save_model()
        content = self.content(model)
        self.assertEqual([each["dataset"] for each in content["testing"]], ["theirs", "mine"])
        self.assertEqual((content["tags"], content["notes"]), (["theirs", "mine"], "theirs"))
        self.assertEqual(sorted(each["dataset"] for each in mine.metadata["testing"]), ["mine", "theirs"])
        mine.save_model()
        self.assertEqual(self.content(model), content)

    def test_results_that_were_taken_out_or_changed_by_hand_are_saved_so(self) -> None:
        model = self.saved()
        for name in ("a", "b"):
            model.add_test_result(name, 1, {"t": 1.0})
        model.save_model()
        other = TextModel.load_model(model.model_id, "mscn")
        other.add_test_result("c", 1, {"t": 1.0})
        other.save_model()
        del model.metadata["testing"][0]
        model.metadata["testing"][0]["performance"]["t"] = 5.0
        model.save_model()
        self.assertEqual([(each["dataset"], each["performance"]["t"]) for each in self.content(model)["testing"]], [("c", 1.0), ("b", 5.0)])

    def test_an_artifact_of_the_same_bytes_is_left_as_it_is(self) -> None:
        for kind in (TextModel, FolderModel):
            model = kind("m")
            model.save_model()
            before = os.stat(model.model_path)
            model.add_tags("t")
            model.save_model()
            self.assertEqual(os.stat(model.model_path).st_ino, before.st_ino)
            model.model = "other"
            model.save_model()
            self.assertNotEqual(os.stat(model.model_path).st_ino, before.st_ino)
            self.assertEqual(kind.load_model(model.model_id, "mscn").model, "other")
        self.assertEqual([name for name in self.names() if name.startswith(".")], [])

    def test_a_run_whose_sidecar_is_gone_is_saved_anew_and_nothing_is_lost(self) -> None:
        model = self.saved(tags=["t"])
        os.unlink(model.metadata_path)
        os.unlink(model.model_path)
        model.save_model()
        self.assertEqual(self.content(model)["tags"], ["t"])
        self.put(f"Mscn/Model/{model.model_id}.json", '{"cut": ')
        broken = model.model_id
        model.save_model()
        self.assertNotEqual(model.model_id, broken)
        self.assertEqual(self.path(f"Mscn/Model/{broken}.json").read_text(), '{"cut": ')

    def test_of_a_registered_version_results_are_saved_and_the_artifact_stays(self) -> None:
        model = self.saved()
        content = {**self.content(model), "family": "net", "version": 1, "checksum": {"algorithm": "sha256", "value": "0" * 64}}
        self.put(f"Mscn/Model/{model.model_id}.json", json.dumps(content))
        loaded = TextModel.load_model(model.model_id, "mscn")
        loaded.model = "other bytes"
        loaded.add_test_result("d", 1, {"t": 1.0})
        loaded.save_model()
        self.assertEqual((self.path("Mscn/Model", model.model_id).read_text(), len(self.content(model)["testing"])), ("weights", 1))
        loaded.set_training_info("other", {})
        with self.assertRaisesRegex(mreg.MregError, "registered version"):
            loaded.save_model()
        self.assertEqual(self.content(model)["training"], None)

    def test_the_registry_follows_and_tags_that_were_taken_off_go_there_too(self) -> None:
        self.put("model_registry.json", '{"x": {"a": 1.0}}')
        model = self.saved(tags=["off", "on"], notes="old")
        model.metadata["tags"].remove("off")
        model.set_notes("")
        model.save_model()
        entry = json.loads(self.path("model_registry.json").read_text())[model.model_id]
        self.assertEqual((entry["tags"], entry["notes"], entry["training"]), (["on"], "", {}))
        self.assertIn('"x": {"a": 1.0}', self.path("model_registry.json").read_text())

    def test_two_processes_that_load_both_and_save_both_lose_nothing(self) -> None:
        model = self.saved()
        program = """
import os, time
class Model(mreg.EnhancedPilotModel):
    def _save_model_impl(self):
        open(self.model_path, "w").write("weights")
    def _load_model_impl(self):
        pass
model = Model.load_model(sys.argv[1], "mscn")
print("loaded", flush=True)
sys.stdin.readline()
for number in range(5):
    model.add_test_result(f"{os.getpid()}-{number}", 1, {"t": 1.0})
    model.add_tags(f"{os.getpid()}-{number}")
    model.save_model()
"""
        processes = [started(program, model.model_id, stdin=-1) for _ in range(4)]
        for process in processes:
            assert process.stdout
            self.assertEqual(process.stdout.readline(), "loaded\n")
        for process in processes:
            assert process.stdin
            process.stdin.write("\n")
            process.stdin.flush()
        for process in processes:
            process.communicate()
            self.assertEqual(process.returncode, 0)
        names = sorted(f"{process.pid}-{number}" for process in processes for number in range(5))
        content = self.content(model)
        self.assertEqual((sorted(each["dataset"] for each in content["testing"]), sorted(content["tags"])), (names, names))


class Loading(RunCase):
    def test_a_loaded_model_has_its_metadata_and_its_weights(self) -> None:
        model = TextModel("my_net")
        model.model = "trained"
        model.set_training_info("d", {"lr": 1})
        model.save_model()
        loaded = TextModel.load_model(model.model_id, "mscn")
        self.assertEqual((loaded.model, loaded.model_name, loaded.model_id, loaded.is_new), ("trained", "my_net", model.model_id, False))
        self.assertEqual(loaded.metadata["training"]["hyperparams"], {"lr": 1})
        self.assertIn(f"Model loaded: {model.model_id}\n   Training: d\n   Tests: 0\n", self.said.getvalue())
        self.assertEqual(TextModel.load_model(model.model_id).model, "trained")
        self.assertEqual(TextModel.load_model(model.model_id, model_save_dir=self.models).model, "trained")

    def test_constructors_of_all_kinds_are_called_as_they_want(self) -> None:
        model = self.saved()

        class ByName(TextModel):
            def __init__(self, model_name: str = "mscn") -> None:
                super().__init__(model_name, "mscn")

        class Bare(TextModel):
            def __init__(self) -> None:
                super().__init__("bare", "mscn")

        class Sized(TextModel):
            def __init__(self, model_name: str, hidden: int = 64) -> None:
                super().__init__(model_name, "mscn")
                self.hidden = hidden

        class Other(TextModel):
            def __init__(self, n: str, a: str) -> None:
                super().__init__(n, a)

        class Any_(TextModel):
            def __init__(self, *args: Any, **kwargs: Any) -> None:
                super().__init__(*args, **kwargs)

        class Greedy(TextModel):
            def __init__(self, model_name: str, *, config: Any) -> None:
                super().__init__(model_name, "mscn")

        for kind in (ByName, Bare, Sized, Other, Any_):
            with self.subTest(kind.__name__):
                self.assertEqual(kind.load_model(model.model_id, "mscn").model, "weights")
        self.assertEqual(Sized.load_model(model.model_id, "mscn").hidden, 64)
        with self.assertRaisesRegex(mreg.MregError, "it wants config"):
            Greedy.load_model(model.model_id, "mscn")

    def test_a_missing_artifact_is_said_and_the_model_starts_anew(self) -> None:
        model = self.saved(tags=["t"])
        os.unlink(model.model_path)
        loaded = TextModel.load_model(model.model_id, "mscn")
        self.assertTrue(loaded.is_new)
        self.assertIn(f"The artifact of {model.model_id} is missing", self.said.getvalue())
        loaded.model = "anew"
        loaded.save_model()
        self.assertEqual((TextModel.load_model(model.model_id, "mscn").model, self.content(model)["tags"]), ("anew", ["t"]))

    def test_an_error_of_the_subclass_is_passed_on_where_the_artifact_is_there(self) -> None:
        class Broken(TextModel):
            def _load_model_impl(self) -> None:
                raise ValueError("bad weights")

        model = self.saved()
        with self.assertRaises(ValueError):
            Broken.load_model(model.model_id, "mscn")

    def test_sparse_sidecars_do_not_crash(self) -> None:
        for text in ("{}", '{"training": {}, "testing": null, "tags": null, "notes": null}', '{"training": 5, "testing": "x"}'):
            self.put("Mscn/Model/odd")
            self.put("Mscn/Model/odd.json", text)
            TextModel.load_model("odd", "mscn")

    def test_what_is_only_assumed_is_not_written(self) -> None:
        self.put("Mscn/Model/odd", "weights")
        self.put("Mscn/Model/odd.json", '{"x": 1}')
        model = TextModel.load_model("odd", "mscn")
        model.save_model()
        self.assertEqual(self.path("Mscn/Model/odd.json").read_text(), '{"x": 1}')
        model.add_test_result("d", 1, {"t": 1.0})
        model.save_model()
        self.assertEqual(list(json.loads(self.path("Mscn/Model/odd.json").read_text())), ["x", "testing"])

    def test_an_artifact_without_a_sidecar_can_be_loaded_and_gets_one(self) -> None:
        self.put("Mscn/Model/bare", "weights")
        model = TextModel.load_model("bare", "mscn")
        model.add_tags("t")
        model.save_model()
        self.assertEqual((self.names(), self.content(model)["tags"]), (["bare", "bare.json"], ["t"]))

    def test_an_unknown_id_is_an_error_and_a_broken_sidecar_too(self) -> None:
        self.saved()
        with self.assertRaises(mreg.MregError) as caught:
            TextModel.load_model("nothing", "mscn")
        self.assertEqual(caught.exception.exit_code, 3)
        self.put("Mscn/Model/cut.json", '{"a": ')
        with self.assertRaisesRegex(mreg.MregError, "ends in the middle"):
            TextModel.load_model("cut", "mscn")

    def test_a_model_whose_files_have_another_name_is_found_by_its_id(self) -> None:
        self.put("Mscn/Model/weights.pt", "w")
        self.put("Mscn/Model/weights.json", '{"model_id": "renamed"}')
        self.assertEqual(WithExtension.load_model("renamed", "mscn").model, "w")


class Another(RunCase):
    """What others do to a model between two saves."""

    def test_new_weights_of_another_stay_where_this_run_was_not_trained(self) -> None:
        model = self.saved()
        tester, trainer = TextModel.load_model(model.model_id), TextModel.load_model(model.model_id)
        trainer.set_training_info("d", {"lr": 9})
        trainer.model = "new"
        trainer.save_model()
        for turn in range(2):
            tester.add_tags(f"t{turn}")
            tester.save_model()
            loaded = TextModel.load_model(model.model_id)
            self.assertEqual((loaded.model, loaded.metadata["training"]["hyperparams"]), ("new", {"lr": 9}))
            self.assertEqual(loaded.metadata["tags"], [f"t{each}" for each in range(turn + 1)])
        self.assertIn("it stays as it is; the rest is saved", self.said.getvalue())
        self.assertEqual(len(self.names()), 2)

    def test_two_that_were_trained_are_two_models(self) -> None:
        for kind in (TextModel, FolderModel):
            model = kind("m")
            model.set_training_info("d", {"lr": 1, "ep": 10})
            model.save_model()
            a, b = kind.load_model(model.model_id), kind.load_model(model.model_id)
            for run, name, hyperparams in ((a, "A", {"lr": 1, "ep": 20}), (b, "B", {"lr": 2, "ep": 10})):
                run.set_training_info("d", hyperparams)
                run.model = name
                run.save_model()
            self.assertEqual((a.model_id, b.model_id), (model.model_id, f"{model.model_id}_2"))
            for run, name, hyperparams in ((a, "A", {"lr": 1, "ep": 20}), (b, "B", {"lr": 2, "ep": 10})):
                self.assertEqual((kind.load_model(run.model_id).model, self.content(run)["training"]["hyperparams"]), (name, hyperparams))
                self.assertEqual((self.content(run)["model_id"], self.content(run)["model_path"]), (run.model_id, run.model_path))

    def test_two_trainings_are_not_mixed_where_there_is_no_artifact_to_tell(self) -> None:
        model = TextModel("m")
        model.set_training_info("d", {"lr": 1})
        model.save_model()
        loaded = TextModel.load_model(model.model_id)
        content = self.content(model)
        content["training"] = {**content["training"], "trained_at": "2030-01-01T00:00:00", "hyperparams": {"lr": 7}}
        self.put(os.path.relpath(model.metadata_path, self.folder), json.dumps(content))
        loaded.set_training_info("d", {"lr": 1, "ep": 2})
        loaded.save_model()
        self.assertEqual((loaded.model_id, self.content(model)), (f"{model.model_id}_2", content))
        self.assertEqual(self.content(loaded)["training"]["hyperparams"], {"lr": 1, "ep": 2})

    def test_one_hyperparameter_that_is_taken_out_takes_no_other_with_it(self) -> None:
        model = TextModel("m")
        model.set_training_info("d", {"lr": 1, "off": 1, "deep": {"x": 1, "y": 2}})
        model.save_model()
        a, b = TextModel.load_model(model.model_id), TextModel.load_model(model.model_id)
        b.metadata["training"]["hyperparams"]["added"] = 1
        b.metadata["training"]["hyperparams"]["deep"]["z"] = 3
        b.save_model()
        del a.metadata["training"]["hyperparams"]["off"]
        del a.metadata["training"]["hyperparams"]["deep"]["x"]
        a.save_model()
        self.assertEqual(self.content(model)["training"]["hyperparams"], {"lr": 1, "deep": {"y": 2, "z": 3}, "added": 1})

    def test_keys_that_are_taken_out_of_the_metadata_stay_in_the_sidecar(self) -> None:
        model = self.saved(notes="n", tags=["t"])
        before = self.content(model)
        loaded = TextModel.load_model(model.model_id)
        loaded.metadata.clear()
        loaded.save_model()
        self.assertEqual(self.content(model), before)

    def test_a_folder_keeps_what_a_save_did_not_write(self) -> None:
        class Steps(FolderModel):
            step = 0

            def _save_model_impl(self) -> None:
                os.makedirs(os.path.join(self.model_path, "inner"))
                for name in (f"inner/step{self.step}.pt", "last"):
                    with open(os.path.join(self.model_path, name), "w") as file:
                        file.write(str(self.step))

        model = Steps("m")
        for model.step in range(3):
            model.save_model()
            self.put(f"Mscn/Model/{model.model_id}/inner/events.log", "of another program")
            os.symlink("last", self.path(model.model_path, f"link{model.step}"))
        found = {os.path.relpath(os.path.join(folder, name), model.model_path) for folder, _, names in os.walk(model.model_path) for name in names}
        self.assertEqual(found, {"last", "inner/events.log", *(f"inner/step{step}.pt" for step in range(3)), *(f"link{step}" for step in range(3))})
        self.assertEqual(self.path(model.model_path, "last").read_text(), "2")
        self.assertEqual(len(self.names()), 2)

    def test_a_file_in_the_way_of_a_folder_is_refused_and_all_stays(self) -> None:
        model = FolderModel("m")
        model.save_model()
        os.rename(self.path(model.model_path, "inner"), self.path(model.model_path, "was"))
        self.put(f"Mscn/Model/{model.model_id}/inner", "a file")
        with self.assertRaises(mreg.MregError):
            model.save_model()
        self.assertEqual(sorted(os.listdir(model.model_path)), ["inner", "was"])
        self.assertEqual(self.names(), [model.model_id, f"{model.model_id}.json"])

    def test_a_file_does_not_take_the_place_of_a_folder_that_holds_something(self) -> None:
        model = FolderModel("m")
        model.save_model()
        model._save_model_impl = lambda: pathlib.Path(model.model_path).write_text("file")  # type: ignore[method-assign]
        with self.assertRaisesRegex(mreg.MregError, "is a folder"):
            model.save_model()
        self.assertEqual(self.path(model.model_path, "inner", "w").read_text(), "weights")

    def test_one_object_in_many_threads_saves_and_tests_one_after_the_other(self) -> None:
        switching = sys.getswitchinterval()
        self.addCleanup(sys.setswitchinterval, switching)
        sys.setswitchinterval(1e-5)
        model = self.saved()
        registry = mreg.ModelRegistry()

        def work(number: int) -> None:
            for turn in range(2):
                with registry.test(model, f"d{number}") as test:
                    test.add(float(turn))
                model.add_test_result(f"e{number}", turn, {"t": float(turn)})
                model.save_model()

        threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        found = sorted(each["dataset"] for each in self.content(model)["testing"])
        self.assertEqual(found, sorted([*(f"d{number}" for number in range(4)), *(f"e{number}" for number in range(4))] * 2))
        self.assertEqual(len(model.metadata["testing"]), 16)

    def test_a_model_can_be_pickled_whole(self) -> None:
        class Whole(TextModel):
            def _save_model_impl(self) -> None:
                copy.deepcopy(self)
                super()._save_model_impl()

        model = Whole("m")
        model.save_model()
        again = copy.deepcopy(model)
        again.add_tags("x")
        again.save_model()
        self.assertEqual(self.content(model)["tags"], ["x"])

    def test_a_forked_child_that_ends_leaves_the_staging_folder_to_its_parent(self) -> None:
        program = """
import os
class Model(mreg.EnhancedPilotModel):
    def _save_model_impl(self):
        open(self.model_path, "w").close()
        if os.fork() == 0:
            sys.exit(0)
        os.wait()
Model("m", "mscn").save_model()
"""
        process = started(program)
        _, errors = process.communicate()
        self.assertEqual((process.returncode, len(self.names())), (0, 2), errors)

    def test_a_change_of_the_working_folder_changes_nothing(self) -> None:
        self.addCleanup(os.chdir, os.getcwd())
        self.path("elsewhere").mkdir()
        self.path("r").mkdir()

        class Going(TextModel):
            def _save_model_impl(self) -> None:
                super()._save_model_impl()
                os.chdir(os.path.join(os.environ["MREG_ROOT"], "elsewhere"))

        os.chdir(self.path("r"))
        model = Going("m", "mscn", "Mscn/Model")
        for turn in range(2):
            model.model = str(turn)
            model.save_model()
            self.assertEqual(self.path("r/Mscn/Model", model.model_id).read_text(), str(turn))
            self.assertEqual(self.content(model)["model_path"], f"Mscn/Model/{model.model_id}")
        self.assertEqual((os.listdir(self.path("elsewhere")), len(os.listdir(self.path("r/Mscn/Model")))), ([], 2))
        os.chdir(self.path("r"))
        loaded = TextModel.load_model(model.model_id, "mscn", "Mscn/Model")
        os.chdir(self.path("elsewhere"))
        loaded.model = "2"
        loaded.save_model()
        self.assertEqual(self.path("r/Mscn/Model", model.model_id).read_text(), "2")

    def test_words_of_another_type_are_refused_by_name_and_nothing_is_written(self) -> None:
        for key, value in (("tags", "abc"), ("tags", [1]), ("notes", ["a"]), ("training", [1]), ("testing", {})):
            for model in (TextModel(), self.saved()):
                before = self.names()
                model.metadata[key] = value
                with self.subTest(key, value=value), self.assertRaisesRegex(mreg.MregError, f'"{key}" in the metadata is ') as caught:
                    model.save_model()
                self.assertEqual((caught.exception.exit_code, self.names()), (2, before))
        model = TextModel()
        for call in (lambda: model.set_notes(5), lambda: model.set_training_info("d", {"v": 10**6000}), lambda: model.set_training_info("d", [1])):
            with self.assertRaises(mreg.MregError):
                call()  # type: ignore[no-untyped-call]
        model.metadata = [1, 2]  # type: ignore[assignment]
        for call in (model.save_model, lambda: model.add_tags("x"), lambda: model.set_notes("x")):
            with self.assertRaises(mreg.MregError):
                call()


class Strays(RunCase):
    """What a subclass writes beside the model."""

    def writes(self, name: str, text: str = "x", run: str = "m") -> Any:
        class Beside(TextModel):
            said = text

            def _save_model_impl(self) -> None:
                super()._save_model_impl()
                path = os.path.join(self.model_save_dir, name.replace("ID", os.path.basename(self.model_path)))
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, "w") as file:
                    file.write(self.said)

        return Beside(run)

    def test_a_folder_that_is_there_keeps_what_it_has(self) -> None:
        for run in ("a", "b", "c"):
            self.writes("logs/deep/ID.log", run=run).save_model()
        self.assertEqual([name[0] for name in sorted(os.listdir(self.models / "logs/deep"))], ["a", "b", "c"])

    def test_what_is_nobodys_is_replaced_and_so_is_what_this_run_wrote(self) -> None:
        self.put("Mscn/Model/train.log", "old")
        self.writes("train.log", "new").save_model()
        self.assertEqual((self.models / "train.log").read_text(), "new")
        model = self.writes("vocabulary", "1")
        model.save_model()
        model.said = "2"
        model.save_model()
        self.assertEqual((self.models / "vocabulary").read_text(), "2")

    def test_what_is_somebodys_is_refused_and_nothing_is_saved(self) -> None:
        other = TextModel("other")
        other.save_model()
        self.put("Mscn/Model/weights.pt", "precious")
        self.put("Mscn/Model/net/w", "precious")
        self.put("Mscn/Model/net.json", '{"model_id": "net"}')
        self.put("Mscn/Model/shared/w.pt", "precious")
        before = {path: path.read_bytes() for path in self.models.rglob("*") if path.is_file()}
        for name in ("weights.pt", other.model_id, f"{other.model_id}.json", "net", "net/new", "shared/w.pt", "weights.pt/x"):
            with self.subTest(name), self.assertRaisesRegex(mreg.MregError, "is there already, and is no file of"):
                self.writes(name).save_model()
            self.assertEqual({path: path.read_bytes() for path in self.models.rglob("*") if path.is_file()}, before)

    def test_the_same_bytes_are_no_matter(self) -> None:
        self.put("Mscn/Model/vocabulary.pt", "same")
        self.writes("vocabulary.pt", "same").save_model()
        self.assertEqual(len(self.names()), 3)

    def test_a_registered_version_is_not_replaced(self) -> None:
        registry = mreg.ModelRegistry()
        registry.register("mscn", str(self.put("w.pt", "version")))
        with self.assertRaises(mreg.MregError):
            self.writes("mscn_v1.pt", "over").save_model()
        self.assertEqual((self.models / "mscn_v1.pt").read_text(), "version")


class Killed(RunCase):
    PROGRAM = """
import os, random
class Model(mreg.EnhancedPilotModel):
    def __init__(self, model_name="m", algorithm_type="mscn"):
        super().__init__(model_name, algorithm_type)
    def _save_model_impl(self):
        if FOLDER:
            os.mkdir(self.model_path)
        with open(self.model_path + ("/w" if FOLDER else ""), "w") as file:
            for part in range(20):
                file.write(self.text * 1000)
    def _load_model_impl(self):
        pass
sys.stderr = open(os.devnull, "w")
model = Model()
for turn in range(1000):
    model.text = "abcdefghij"[turn % 10]
    model.metadata["notes"] = model.text
    model.add_test_result(str(turn), 1, {"t": 1.0})
    model.save_model()
    print(model.model_id, turn, flush=True)
    if turn % 4 == 3:
        model = Model()
"""

    def test_whatever_the_moment_sidecars_parse_and_artifacts_are_whole(self) -> None:
        turns = int(os.environ.get("MREG_KILLS", "16"))
        for attempt in range(turns):
            is_folder = attempt % 2 == 1
            process = started(f"FOLDER = {is_folder}\n" + self.PROGRAM)
            assert process.stdout
            process.stdout.readline()
            time.sleep(random.random() * 0.15)
            os.kill(process.pid, signal.SIGKILL)
            said, _ = process.communicate()
            for line in said.splitlines():
                model_id, turn = line.split()
                content = json.loads(self.path(f"Mscn/Model/{model_id}.json").read_text("utf-8"))
                self.assertIn(turn, [each["dataset"] for each in content["testing"]], "what was saved is there")
            with contextlib.redirect_stderr(io.StringIO()):
                TextModel("after").save_model()
            for model in mreg._scan(self.folder):
                self.assertEqual(model.state, "ok", model)
                if model.id.startswith("after"):
                    continue
                path = self.path(model.artifact)
                text = (path / "w" if path.is_dir() else path).read_text()
                self.assertEqual((len(text), set(text)), (20_000, {model.content["notes"]}), "weights with the words that were saved with them")
            # One that does not say yet whose it is may be another machine's, for some seconds.
            holders = [path / "holder.json" for path in self.models.glob(".mreg-run.*")]
            left = [path for path in holders if path.exists() and path.read_bytes().endswith(b"\n")]
            self.assertEqual(left, [], "the next save removes what was left")

    def test_before_whatever_change_of_the_disk_a_second_save_dies_words_and_weights_belong_together(self) -> None:
        for kind in (TextModel, FolderModel):
            model = kind("m")
            model.set_notes("1")
            model.model = "1"
            model.save_model()
            count = 0
            for change in range(1, 100):
                before = self.content(model)["notes"]
                child = os.fork()
                if child == 0:
                    self.dies_before(change, model.model_id, kind, f"{before}{change}")
                status = os.waitpid(child, 0)[1]
                count = change
                # The next save of whatever model ends what was left.
                TextModel("other").save_model()
                loaded = kind.load_model(model.model_id, "mscn")
                self.assertEqual(loaded.model, loaded.metadata["notes"], f"change {change}")
                self.assertIn(loaded.model, (before, f"{before}{change}"))
                # One that does not say yet whose it is may be another machine's, for some seconds.
                self.assertEqual([path for path in self.models.glob(".mreg-run.*") if (path / "holder.json").exists()], [])
                if not os.WIFSIGNALED(status):
                    break
            self.assertGreater(count, 8)
            self.assertEqual(loaded.model, f"{before}{change}")

    def dies_before(self, change: int, model_id: str, kind: Any, text: str) -> None:
        left = [change]

        def hook(event: str, args: Any) -> None:
            if event in ("os.rename", "os.link", "os.remove", "os.rmdir", "shutil.rmtree", "os.mkdir"):
                left[0] -= 1
                if left[0] == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        try:
            model = kind.load_model(model_id, "mscn")
            model.model = text
            model.set_notes(text)
            sys.addaudithook(hook)
            model.save_model()
        finally:
            os._exit(0)

    def test_what_was_replaced_does_not_come_back_once_the_save_stands(self) -> None:
        model = FolderModel("m")
        model.save_model()
        program = """
import os, signal, shutil
class Model(mreg.EnhancedPilotModel):
    def _save_model_impl(self):
        os.makedirs(self.model_path + "/inner")
        open(self.model_path + "/inner/w", "w").write("new")
    def _load_model_impl(self):
        pass
model = Model.load_model(sys.argv[1], "mscn")
shutil.rmtree = lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL)
model.save_model()
"""
        started(program, model.model_id).communicate()
        self.assertEqual(FolderModel.load_model(model.model_id, "mscn").model, "new")
        shutil.rmtree(model.model_path)
        os.unlink(model.metadata_path)
        other = TextModel("other")
        other.save_model()
        self.assertEqual(self.names(), [other.model_id, f"{other.model_id}.json"])

    def test_a_model_that_was_removed_after_a_save_was_cut_off_does_not_come_back(self) -> None:
        model = FolderModel("m")
        model.save_model()
        program = """
import os, signal
class Model(mreg.EnhancedPilotModel):
    def _save_model_impl(self):
        os.makedirs(self.model_path + "/inner")
        open(self.model_path + "/inner/w", "w").write("new")
    def _load_model_impl(self):
        pass
model = Model.load_model(sys.argv[1], "mscn")
model.add_tags("x")
mreg._replace = lambda *a: os.kill(os.getpid(), signal.SIGKILL)
model.save_model()
"""
        started(program, model.model_id).communicate()
        self.assertEqual(self.path(model.model_path, "inner", "w").read_text(), "new")
        shutil.rmtree(model.model_path)
        TextModel("other").save_model()
        self.assertFalse(os.path.exists(model.model_path))

    def test_a_folder_that_was_moved_aside_by_a_killed_process_comes_back(self) -> None:
        model = FolderModel("m")
        model.save_model()
        program = """
import os, signal
class Model(mreg.EnhancedPilotModel):
    def _save_model_impl(self):
        os.mkdir(self.model_path)
        open(self.model_path + "/other", "w").close()
    def _load_model_impl(self):
        pass
model = Model.load_model(sys.argv[1], "mscn")
rename = os.rename
def killed(source, target):
    rename(source, target)
    if b"/old/" in target:
        os.kill(os.getpid(), signal.SIGKILL)
os.rename = killed
model.save_model()
"""
        started(program, model.model_id).communicate()
        self.assertFalse(os.path.exists(model.model_path))
        TextModel("other").save_model()
        self.assertEqual(FolderModel.load_model(model.model_id, "mscn").model, "weights")

    def test_a_new_model_whose_publishing_was_cut_off_is_published_by_the_next(self) -> None:
        program = """
import os, signal
class Model(mreg.EnhancedPilotModel):
    def _save_model_impl(self):
        open(self.model_path, "w").write("weights")
mreg._sync_folder_of = mreg._sync_folder
linked = mreg._is_linked
def killed(source, path):
    if path.endswith(".json") and "sidecar.json" in source:
        os.kill(os.getpid(), signal.SIGKILL)
    return linked(source, path)
mreg._is_linked = killed
Model("cut", "mscn").save_model()
"""
        started(program).communicate()
        self.assertEqual([name.split("_")[0] for name in self.names() if not name.startswith(".")], ["cut"])
        TextModel("other").save_model()
        self.assertEqual([model.state for model in mreg._scan(self.folder)], ["ok", "ok"])

    def test_the_staging_folder_of_a_living_process_is_left_alone(self) -> None:
        staging = self.path(f"Mscn/Model/.mreg-run.{os.getpid()}-{'0' * 16}")
        staging.mkdir(parents=True)
        (staging / "holder.json").write_text(json.dumps(mreg._holder(f"{os.getpid()}-{'0' * 16}", "test")))
        TextModel().save_model()
        self.assertTrue(staging.exists())


class Pilot(RunCase):
    def test_it_derives_from_pilotscope_where_that_is_installed(self) -> None:
        self.put("lib/pilotscope/__init__.py", "")
        self.put("lib/pilotscope/PilotModel.py", """
from abc import ABC, abstractmethod
class PilotModel(ABC):
    def __init__(self, model_name):
        self.model_name = model_name
        self.user_model = None
    @abstractmethod
    def _save_user_model(self, user_model): ...
""")
        program = """
from pilotscope.PilotModel import PilotModel
class Model(mreg.EnhancedPilotModel):
    def _save_model_impl(self):
        open(self.model_path, "w").close()
model = Model("m", "mscn")
print(isinstance(model, PilotModel), model.user_model, model.model_name)
model.save_model()
"""
        environment = os.environ.get("PYTHONPATH")
        os.environ["PYTHONPATH"] = str(self.path("lib"))
        try:
            said, errors = started(program).communicate()
        finally:
            os.environ.pop("PYTHONPATH")
            if environment is not None:
                os.environ["PYTHONPATH"] = environment
        self.assertEqual(said, "True None m\n", errors)
        self.assertEqual(len(self.names()), 2)

    def test_a_pilotscope_that_cannot_be_imported_does_not_matter(self) -> None:
        self.put("lib/pilotscope/__init__.py", "import a_package_that_is_not_there")
        os.environ["PYTHONPATH"] = str(self.path("lib"))
        try:
            self.assertEqual(started("print(mreg.EnhancedPilotModel.__mro__[1].__name__)").communicate()[0], "_PlainModel\n")
        finally:
            os.environ.pop("PYTHONPATH")


if __name__ == "__main__":
    unittest.main()
