"""The registry as the seeds' code calls it: what it lists, chooses, compares, tags, records and cleans up."""

from __future__ import annotations

import contextlib
import io
import json
import os
import unittest
from typing import Any, Callable, Dict, List, Tuple
from unittest import mock

from support import PROJECT, mreg
from test_rules import RegistryCase, tested

# The second seed's own listing, word for word but for its emoji.
SEED_LIST = """
for model in models:
    print(f"Model ID: {model['model_id']}")
    print(f"Algorithm: {model['algorithm']}")
    if model['training']:
        train = model['training']
        print(f"Training: {train['dataset']} "
              f"(epoch={train['hyperparams'].get('num_epoch')}, "
              f"time={train.get('training_time', 0):.1f}s)")
    if model['testing']:
        print(f"Tests: {len(model['testing'])}")
        for test in model['testing']:
            print(f"  - {test['dataset']}: "
                  f"{test['performance'].get('total_time', 0):.2f}s")
    if model.get('tags'):
        print(f"Tags: {', '.join(model['tags'])}")
"""


class Case(RegistryCase):
    def registry(self) -> Any:
        return mreg.ModelRegistry(self.path("model_registry.json"))

    def said(self, act: Callable[[], Any]) -> Tuple[Any, str, str]:
        """What a call returns, and what it prints on standard output and standard error."""
        with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as err:
            value = act()
        return value, out.getvalue(), err.getvalue()

    def quiet(self, act: Callable[[], Any]) -> Any:
        return self.said(act)[0]

    def sidecar(self, name: str) -> Dict[str, Any]:
        return json.loads(self.path(f"Mscn/Model/{name}.json").read_text(encoding="utf-8"))

    def entries(self) -> Dict[str, Any]:
        return json.loads(self.path("model_registry.json").read_text(encoding="utf-8"))

    def files(self) -> List[str]:
        return sorted(os.path.relpath(os.path.join(folder, name), self.folder) for folder, _, names in os.walk(self.folder) for name in names)


class Root(Case):
    def test_making_one_makes_nothing_on_the_disk(self) -> None:
        file = self.path("later/ExampleData/model_registry.json")
        registry = mreg.ModelRegistry(str(file))
        self.assertEqual((registry.root, registry.registry_file), (str(file.parent), str(file)))
        self.assertEqual((registry.list_models(), self.quiet(lambda: registry.get_best_model("mscn")), registry.list()), ([], None, []))
        self.assertEqual(os.listdir(self.folder), [])

    def test_the_folder_can_be_named_too_but_no_other_file(self) -> None:
        self.assertEqual(mreg.ModelRegistry(self.folder).root, self.folder)
        with self.assertRaises(mreg.MregError) as caught:
            mreg.ModelRegistry(str(self.path("models.json")))
        self.assertEqual(caught.exception.exit_code, 2)

    def test_without_a_word_it_is_mreg_root_else_around_the_working_folder_else_the_seeds_place(self) -> None:
        before = os.getcwd()
        self.addCleanup(os.chdir, before)
        self.path("work").mkdir()
        os.chdir(self.path("work"))
        # Whatever lies above the temporary folder.
        with mock.patch.dict(os.environ, {"HOME": self.folder}):
            os.environ.pop("MREG_ROOT", None)
            self.assertEqual(mreg.ModelRegistry().root, f"{self.folder}/algorithm_examples/ExampleData")
            self.put("model_registry.json", "{}")
            self.assertEqual(mreg.ModelRegistry().root, self.folder)
            os.environ["MREG_ROOT"] = str(self.put("other/model_registry.json", "{}").parent)
            self.assertEqual(mreg.ModelRegistry().root, f"{self.folder}/other")
            os.environ["MREG_ROOT"] = f"{self.folder}/nowhere"
            self.assertEqual((mreg.ModelRegistry().root, mreg.ModelRegistry().list_models()), (f"{self.folder}/nowhere", []))
            os.environ["MREG_ROOT"] = str(self.put("file"))
            with self.assertRaises(mreg.MregError) as caught:
                mreg.ModelRegistry()
            self.assertEqual(caught.exception.exit_code, 3)


class Listing(Case):
    def test_sidecars_are_listed_whether_registered_or_not_the_newest_first(self) -> None:
        self.model("a", day=1)
        self.model("b", day=2)
        self.put("model_registry.json", json.dumps({"a": {"model_id": "a"}}))
        self.assertEqual([model["model_id"] for model in self.registry().list_models()], ["b", "a"])

    def test_what_stands_only_in_the_file_is_merged_and_the_sidecar_leads(self) -> None:
        self.model("a", tested(5), tags=["own"], extra=1)
        entry = {"model_id": "a", "tags": ["own", "theirs"], "notes": "a note", "extra": 2, "further": 3, "testing": []}
        gone = {"model_id": "gone", "algorithm": "mscn", "testing": [tested(1)], "tags": []}
        self.put("model_registry.json", json.dumps({"a": entry, "gone": gone, "odd": 3}))
        a, other = self.registry().list_models()
        self.assertEqual((a["tags"], a["notes"], a["extra"], a["further"], len(a["testing"])), (["own", "theirs"], "a note", 1, 3, 1))
        self.assertEqual((other["model_id"], other["training"], len(other["testing"])), ("gone", {}, 1))

    def test_an_entry_describes_an_artifact_that_has_no_sidecar(self) -> None:
        self.put("Mscn/Model/bare")
        self.put("Mscn/Model/nobodys")
        self.put("model_registry.json", json.dumps({"bare": {"model_id": "bare", "training": {"dataset": "tpch"}}}))
        (model,) = self.registry().list_models()
        self.assertEqual((model["model_id"], model["training"]["dataset"]), ("bare", "tpch"))

    def test_it_filters_by_algorithm_training_dataset_and_all_tags(self) -> None:
        self.model("a", tags=["x", "y"])
        self.model("b", tags=["x"], training=None)
        self.model("c", folder="Lero")
        listed = lambda **asked: [model["model_id"] for model in self.registry().list_models(**asked)]  # noqa: E731
        self.assertEqual((listed(algorithm="MSCN"), listed(dataset="production"), listed(tags=["x"]), listed(tags=["x", "y"])), (["a", "b"], ["c", "a"], ["a", "b"], ["a"]))
        self.assertEqual((listed(algorithm="none"), listed(tags="y")), ([], ["a"]))

    def test_by_performance_the_best_is_first_and_the_untested_are_last(self) -> None:
        self.model("slow", tested(9))
        self.model("none", day=9)
        self.model("fast", tested(1))
        self.model("nan", tested(float("nan")), day=8)
        registry = self.registry()
        self.assertEqual([model["model_id"] for model in registry.list_models(sort_by="performance")], ["fast", "slow", "none", "nan"])
        self.put("mreg.config.json", json.dumps({"metrics": {"total_time": {"direction": "maximize"}}}))
        self.assertEqual(registry.list_models(sort_by="performance")[0]["model_id"], "slow")
        with self.assertRaises(mreg.MregError):
            registry.list_models(sort_by="size")

    def test_the_seeds_own_listing_runs_on_whatever_a_sidecar_says(self) -> None:
        self.model("a", tested(5), tags=["x"])
        for at, odd in enumerate(({"training": None}, {"training": {"dataset": None, "training_time": None}}, {"training": {"hyperparams": None, "training_time": "long"}},
                                  {"testing": [None, 3, {}, {"performance": None}, {"performance": {"total_time": None}}]}, {"testing": {}}, {"tags": "x"}, {"tags": [1, "y"]},
                                  {"notes": 3, "training": [], "model_id": 7}, {})):
            os.utime(self.put(f"Mscn/Model/odd{at}"), (1.7e9, 1.7e9))
            self.put(f"Mscn/Model/odd{at}.json", json.dumps(odd))
        self.put("Mscn/Model/broken.json", "{")
        models = self.registry().list_models()
        _, out, _ = self.said(lambda: exec(SEED_LIST, {"models": models}))
        self.assertEqual(out.count("Model ID:"), 11)

    def test_a_file_that_cannot_be_read_is_said_and_the_sidecars_count(self) -> None:
        self.model("a")
        for text in ('{"a": ', "[]", "", "\xff"):
            self.put("model_registry.json", text.encode("latin-1"))
            models, _, err = self.said(self.registry().list_models)
            self.assertEqual(([model["model_id"] for model in models], "cannot be read" in err), (["a"], True), text)

    def test_a_tag_that_was_set_here_holds_when_a_script_rewrites_the_sidecar_from_old_memory(self) -> None:
        self.model("a", tested(9), tags=["own"])
        self.model("b", tested(1))
        before = self.path("Mscn/Model/a.json").read_bytes()
        registry = self.registry()
        self.quiet(lambda: registry.tag_model("a", "keep"))
        self.path("Mscn/Model/a.json").write_bytes(before)
        self.assertEqual([model["tags"] for model in registry.list_models() if model["model_id"] == "a"], [["own", "keep"]])
        self.assertEqual(self.quiet(lambda: registry.cleanup_old_models("mscn", 1)), [])


class Registering(Case):
    def test_a_model_without_a_sidecar_gets_an_entry_of_its_own_and_the_file_is_made(self) -> None:
        metadata = {"model_id": "far", "algorithm": "mscn", "training": None, "testing": [tested(float("nan"))], "tags": ["x"], "notes": "한글"}
        _, out, err = self.said(lambda: self.registry().register_model(metadata))
        self.assertEqual((out, err), ("", "Model registered: far\n"))
        entry = self.entries()["far"]
        self.assertEqual((entry["training"], entry["notes"], entry["testing"][0]["performance"]["total_time"] != 1), ({}, "한글", True))
        self.assertEqual(self.registry().list_models()[0]["model_id"], "far")

    def test_the_sidecar_says_what_the_entry_is_and_the_metadata_what_it_does_not_say(self) -> None:
        self.model("a", tested(5), tags=["own"])
        self.put("model_registry.json", '{\n  "other": {"model_id": "other", "n": 1e-05}\n}')
        self.quiet(lambda: self.registry().register_model({**self.sidecar("a"), "tags": [], "further": 3, "testing": []}))
        entry = self.entries()["a"]
        self.assertEqual((entry["tags"], entry["testing"], entry["further"]), (["own"], [tested(5)], 3))
        self.assertIn('"other": {"model_id": "other", "n": 1e-05}', self.path("model_registry.json").read_text(encoding="utf-8"))

    def test_the_first_model_that_is_registered_makes_the_file(self) -> None:
        self.model("a", tested(5))
        self.quiet(lambda: self.registry().register_model(self.sidecar("a")))
        self.assertEqual(self.entries()["a"]["testing"], [tested(5)])

    def test_what_cannot_be_written_is_named_and_nothing_is(self) -> None:
        for metadata in ({"algorithm": "mscn"}, {"model_id": ""}, {"model_id": "a", "x": {"y": object()}}):
            with self.assertRaises(mreg.MregError):
                self.registry().register_model(metadata)
        self.assertEqual(self.files(), [])


class Tags(Case):
    def test_tags_are_added_and_taken_off_and_nothing_else_changes(self) -> None:
        self.model("a", tested(5), tags=["one"])
        registry = self.registry()
        self.assertTrue(self.quiet(lambda: registry.tag_model("a", "two", "한글", "one")))
        self.assertEqual(self.sidecar("a")["tags"], ["one", "two", "한글"])
        self.assertTrue(self.quiet(lambda: registry.untag_model("a", "one", "never")))
        self.assertEqual(self.sidecar("a")["tags"], ["two", "한글"])
        self.assertEqual(self.sidecar("a")["testing"], [tested(5)])

    def test_a_model_that_is_not_there_is_said_and_several_are_refused(self) -> None:
        self.model("ab")
        self.model("ac")
        found, out, err = self.said(lambda: self.registry().tag_model("zz", "x"))
        self.assertEqual((found, out, err.startswith("Model not found: zz")), (False, "", True))
        with self.assertRaises(mreg.MregError) as caught:
            self.registry().tag_model("a", "x")
        self.assertEqual(caught.exception.exit_code, 2)


class CleaningUp(Case):
    def three(self) -> None:
        for rank in range(1, 4):
            self.model(f"m{rank}", tested(rank), day=rank)

    def test_models_go_to_the_trash_and_come_back_as_they_were(self) -> None:
        self.three()
        before = {name: self.path(name).read_bytes() for name in self.files()}
        registry = self.registry()
        gone, out, err = self.said(lambda: registry.cleanup_old_models("mscn", keep_top_n=1))
        self.assertEqual((gone, out), (["m2", "m3"], ""))
        self.assertIn("Moved to the trash: m2 (outranked: 2nd on imdb)\n", err)
        self.assertRegex(err, r"2 models moved to the trash\. 1 model of mscn stays: best on imdb 1\.\nTo take it back: mreg undo (\S+), or python3 mreg\.py undo \1\n$")
        self.assertEqual([model["model_id"] for model in registry.list_models()], ["m1"])
        self.assertEqual(sorted(self.quiet(registry.undo)), ["m2", "m3"])
        self.assertEqual({name: self.path(name).read_bytes() for name in before}, before)

    def test_a_dry_run_says_what_would_go_and_changes_nothing(self) -> None:
        self.three()
        before = self.files()
        gone, _, err = self.said(lambda: self.registry().cleanup_old_models("mscn", 2, dry_run=True))
        self.assertEqual((gone, self.files()), (["m3"], before))
        self.assertIn("Would go to the trash: m3 (outranked: 3rd on imdb)", err)

    def test_where_all_stay_that_is_said(self) -> None:
        self.three()
        self.assertEqual(self.said(lambda: self.registry().cleanup_old_models("mscn")), ([], "", "Nothing to clean up: 3 models of mscn stay: best on imdb 3.\n"))

    def test_what_was_saved_just_now_is_looked_at_twice_and_goes_unless_it_is_being_written(self) -> None:
        self.three()
        for name in ("m1", "m2", "m3"):
            os.utime(self.path(f"Mscn/Model/{name}"))
        registry = self.registry()
        looks = []

        def wait(seconds: float) -> None:
            looks.append(seconds)
            self.put("Mscn/Model/m2", "more weights\n")
        with mock.patch.object(mreg.time, "sleep", wait):
            gone, _, err = self.said(lambda: registry.cleanup_old_models("mscn", 1))
        self.assertEqual((gone, looks), (["m3"], [1.0]))
        self.assertIn("2 models of mscn stay: best on imdb 1, being written 1.\n", err)

    def test_the_reasons_of_all_that_stays_stand_in_one_line(self) -> None:
        self.three()
        self.model("p", tested(9), tags=["keep"])
        self.model("q", tested(8), tags=["production"])
        self.model("untested")
        self.assertIn("5 models of mscn stay: best on imdb 2, protected 2, without a comparable result 1.", self.said(lambda: self.registry().cleanup_old_models("mscn", 2, dry_run=True))[2])

    def test_an_algorithm_that_nobody_has_is_said_with_the_nearest(self) -> None:
        self.three()
        self.assertEqual(self.said(lambda: self.registry().cleanup_old_models("mscnn")), ([], "", 'Nothing to clean up: No model is of the algorithm "mscnn". Did you mean mscn?\n'))

    def test_a_config_that_cannot_be_read_refuses(self) -> None:
        self.three()
        self.put("mreg.config.json", '{"protectedTags": "keep"}')
        with self.assertRaises(mreg.MregError):
            self.registry().cleanup_old_models("mscn", 1)
        self.assertEqual(len(self.registry().list_models()), 3)


class Comparing(Case):
    def test_the_seeds_table_has_dashes_for_what_is_missing(self) -> None:
        self.model("a", tested(5, performance={"total_time": 5.125, "average_time": 0.5}), tested(7, "tpch"))
        self.model("b", training=None)
        self.model("c", tested(None), {"performance": "fast"})
        _, out, err = self.said(lambda: self.registry().compare_models(["a", "b", "zz", "c"]))
        rows = out.splitlines()[6:-1]
        self.assertEqual([row.split() for row in rows], [
            ["a", "production", "imdb", "5.12", "0.5000", "100", "113"], ["a", "production", "tpch", "7.00", "-", "100", "113"], ["b", "-", "No", "tests", "-", "-", "-", "-"],
            ["c", "production", "imdb", "-", "-", "100", "113"], ["c", "production", "-", "-", "-", "100", "-"],
        ])
        self.assertIn('No model is called "zz".', err)

    def test_what_is_not_comparable_and_what_a_later_test_replaced_is_marked(self) -> None:
        self.model("a", tested(5))
        self.model("b", tested(6, tested_at="2024-10-02T00:00:00"), tested(4, tested_at="2024-01-01T00:00:00"))
        self.model("c", tested(3, num_queries=80), tested(0.9, "auc", performance={"auc": 0.912345678}))
        _, out, err = self.said(lambda: self.registry().compare_models(["a", "b", "c"]))
        lines = out.splitlines()
        rows = [(row.split()[0], row[59:].split()) for row in lines[6:-2]]
        sign = mreg._apart_sign()
        with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO(), encoding="ascii")):
            self.assertEqual(mreg._apart_sign(), "!=")
        self.assertEqual(rows, [
            ("a", ["5.00", "-", "100", "113"]), ("b", ["6.00", "-", "100", "113"]), ("b", ["4.00", "-", "100", "113", "earlier"]), ("c", ["3.00", "-", "100", "80", sign]),
            ("c", ["auc", "0.91235", "-", "100", "113"])])
        self.assertEqual((lines[-1], err), (f"{sign} not comparable, measured on something else: c on imdb (80 queries, not 113)", ""))

    def test_only_tests_on_one_dataset_are_shown_and_text_cannot_drive_a_terminal(self) -> None:
        self.model("a", tested(5, "\x1b[2Jx"), tested(6))
        _, out, _ = self.said(lambda: self.registry().compare_models(["a"], test_dataset="\x1b[2Jx"))
        self.assertNotIn("\x1b", out)
        self.assertEqual(len(out.splitlines()[6:-1]), 1)


class Choosing(Case):
    def resolved(self, **asked: Any) -> Any:
        return self.quiet(lambda: self.registry().resolve(**asked))

    def test_a_model_that_is_named_is_taken_in_any_way_that_means_it_alone(self) -> None:
        self.model("mscn_1", tested(9))
        self.model("mscn_2", tested(1))
        self.model("net_v2", family="net", version=2, aliases=["champion"])
        for typed, wanted in (("mscn_1", "mscn_1"), ("Mscn/Model/mscn_1", "mscn_1"), ("n_1", "mscn_1"), ("net/v2", "net_v2"), ("NET@latest", "net_v2"), ("net@champion", "net_v2")):
            chosen = self.resolved(model_id=typed)
            self.assertEqual((chosen.model_id, chosen.choice, chosen.path), (wanted, "named", str(self.path(f"Mscn/Model/{wanted}"))), typed)
        for typed, code in (("nothing", 3), ("mscn_", 2), ("net/v3", 3), ("", 3)):
            with self.assertRaises(mreg.MregError) as caught:
                self.resolved(model_id=typed)
            self.assertEqual(caught.exception.exit_code, code, typed)

    def test_the_best_on_the_dataset_is_taken_and_why_is_said(self) -> None:
        self.model("a", tested(9), tested(1, "tpch"))
        self.model("b", tested(8))
        chosen, out, err = self.said(lambda: self.registry().resolve("mscn", dataset="imdb"))
        self.assertEqual((chosen.model_id, chosen.choice, chosen.metric, chosen.value, chosen.hyperparams), ("b", "best", "total_time", 8, {"num_epoch": 100}))
        self.assertEqual((out, err), ("", "b: Best of 2 on imdb: total_time 8.\n"))
        self.assertEqual(chosen.metadata["model_id"], "b")

    def test_a_best_whose_artifact_is_missing_is_never_taken_in_silence(self) -> None:
        self.model("a", tested(1))
        self.path("Mscn/Model/a").unlink()
        chosen, _, err = self.said(lambda: self.registry().resolve("mscn"))
        self.assertEqual((chosen.model_id, chosen.is_missing), ("a", True))
        self.assertIn("Warning: the artifact of a is missing", err)

    def test_a_new_run_is_chosen_when_training_or_where_nothing_was_tested_and_nothing_is_made(self) -> None:
        self.model("a", tested(1), folder="MSCN")
        before = self.files()
        for asked in ({"training": True, "hyperparams": {"num_epoch": 5}}, {"dataset": "tpch", "hyperparams": {"num_epoch": 5}}):
            chosen = self.resolved(algorithm="mscn", **asked)
            self.assertEqual((chosen.choice, chosen.hyperparams, chosen.metadata), ("new", {"num_epoch": 5}, None))
            self.assertRegex(chosen.path, r"/MSCN/Model/mscn_\d{8}_\d{6}$")
        self.assertRegex(self.resolved(algorithm="lero", name="my_net").path, r"/Lero/Model/my_net_\d{8}_\d{6}$")
        self.assertEqual(self.files(), before)

    def test_where_several_datasets_could_be_meant_one_is_asked_for_unless_the_objective_names_it(self) -> None:
        self.model("a", tested(9), tested(1, "tpch"))
        with self.assertRaises(mreg.MregError) as caught:
            self.resolved()
        self.assertEqual((caught.exception.exit_code, "imdb, tpch" in caught.exception.hint), (2, True))
        self.put("mreg.config.json", json.dumps({"objectives": {"*": {"metric": "total_time", "dataset": "tpch"}}}))
        self.assertEqual(self.resolved().value, 1)

    def test_an_algorithm_is_spelled_as_it_is_and_one_that_nobody_has_is_told_from_the_nearest(self) -> None:
        self.model("a", folder="Mscn", algorithm="Mscn")
        self.assertRegex(self.resolved(algorithm="MSCN", training=True).model_id, r"^Mscn_\d")
        chosen, _, err = self.said(lambda: self.registry().resolve("mscnn"))
        self.assertEqual((chosen.choice, chosen.model_id[:6], "There is no model of mscnn yet: a new run. Did you mean mscn?" in err), ("new", "mscnn_", True))
        self.assertIn("Training: a new run. No model is of mscnn yet. Did you mean mscn?", self.said(lambda: self.registry().resolve("mscnn", training=True))[2])

    def test_what_is_named_is_said_once_and_shown_short(self) -> None:
        self.model("a", tested(1.23456789))
        chosen, _, err = self.said(lambda: self.registry().resolve(model_id="a"))
        path = str(self.path("Mscn/Model/a"))
        self.assertEqual((err, repr(chosen)), ("Named: a.\n", f"Resolved('a', choice='named', path={path!r})"))
        self.assertEqual(repr(self.resolved()), f"Resolved('a', choice='best', total_time=1.2346, path={path!r})")
        self.assertEqual(repr(self.registry()), f"ModelRegistry({self.folder!r})")

    def test_why_there_is_no_best_is_said(self) -> None:
        self.model("a", tested(1))
        self.model("b", folder="Lero")
        for asked, words in (({"algorithm": "mscnn"}, 'No model is of the algorithm "mscnn". Did you mean mscn?'), ({"algorithm": "mscn", "dataset": "imbd"}, "Did you mean imdb?"),
                             ({"algorithm": "mscn", "metric": "totaltime"}, 'No test has the metric "totaltime". Did you mean total_time?'), ({"algorithm": "lero"}, "None of these models has a test result yet.")):
            best, out, err = self.said(lambda: self.registry().get_best_model(**asked))
            self.assertEqual((best, out, err.count("\n")), (None, "", 1))
            self.assertIn(words, err)

    def test_a_metric_that_no_test_has_is_no_reason_to_train(self) -> None:
        self.model("a", tested(9))
        with self.assertRaises(mreg.MregError) as caught:
            self.resolved(metric="totl_time")
        self.assertEqual(caught.exception.exit_code, 3)

    def test_the_algorithm_need_not_be_named_where_there_is_one(self) -> None:
        self.model("a", tested(1))
        self.assertEqual(self.resolved().model_id, "a")
        self.model("b", folder="Lero")
        with self.assertRaises(mreg.MregError) as caught:
            self.resolved()
        self.assertEqual(caught.exception.exit_code, 2)


class Recording(Case):
    def test_a_result_is_added_behind_those_that_are_there(self) -> None:
        self.model("a", tested(5))
        result = self.quiet(lambda: self.registry().record("a", "tpch", times=[1, 2, 3], performance={"q_error": 1.5}))
        self.assertEqual(self.sidecar("a")["testing"], [tested(5), result])
        self.assertEqual((result["num_queries"], result["performance"]["total_time"], result["performance"]["q_error"]), (3, 6, 1.5))
        self.assertEqual(list(result), ["dataset", "num_queries", "tested_at", "performance"])

    def test_performance_alone_will_do_and_neither_is_refused(self) -> None:
        self.model("a")
        result = self.quiet(lambda: self.registry().record("a", "imdb", performance={"auc": 0.9}, num_queries=7, dataset_digest="sha256:1", tested_at="2024-10-20T12:00:00"))
        self.assertEqual(result, {"dataset": "imdb", "num_queries": 7, "tested_at": "2024-10-20T12:00:00", "performance": {"auc": 0.9}, "dataset_digest": "sha256:1"})
        for times in (None, [], [-1], [float("nan")]):
            with self.assertRaises(mreg.MregError):
                self.registry().record("a", "imdb", times=times)

    def test_a_test_is_measured_and_recorded(self) -> None:
        self.model("a")
        registry = self.registry()

        def run() -> None:
            with registry.test("a", "imdb") as test:
                test.add(1.5)
                test.add(0.5)

        self.quiet(run)
        (result,) = self.sidecar("a")["testing"]
        self.assertEqual((result["dataset"], result["num_queries"], result["performance"]["total_time"]), ("imdb", 2, 2))

    def test_a_whole_id_is_found_without_a_look_at_other_sidecars(self) -> None:
        for name in ("a", "ab", "b"):
            self.model(name, tested(5))
        self.put("Mscn/Model/net_v2")
        self.put("Mscn/Model/net_v2.json", json.dumps({"model_id": "net_v2", "family": "net", "version": 2}))
        registry = self.registry()
        read = mreg._read_json
        opened: List[str] = []

        def noted(path: str, *args: Any, **more: Any) -> Any:
            opened.append(os.path.basename(path))
            return read(path, *args, **more)
        with mock.patch.object(mreg, "_read_json", noted):
            self.quiet(lambda: registry.record("a", "tpch", times=[1]))
            self.quiet(lambda: registry.tag_model("Mscn/Model/b", "x"))
            self.quiet(lambda: registry.register_model(self.sidecar("a")))
            self.assertEqual(registry.get("net", "v2")["model_id"], "net_v2")
        self.assertEqual({name for name in opened if name != "mreg.config.json"}, {"a.json", "b.json", "net_v2.json"})
        self.assertEqual((len(self.sidecar("a")["testing"]), self.sidecar("b")["tags"]), (2, ["x"]))

    def test_an_id_of_several_is_refused_with_their_keys_on_lines_of_their_own(self) -> None:
        self.model("a", folder="Mscn")
        self.model("a", folder="Lero")
        with self.assertRaises(mreg.MregError) as caught:
            self.registry().record("a", "imdb", times=[1])
        self.assertEqual((caught.exception.exit_code, sorted(caught.exception.hint.split("\n  "))), (2, ["Lero/Model/a", "Mscn/Model/a", "Type one of these keys:"]))
        self.quiet(lambda: self.registry().record("Lero/Model/a", "imdb", times=[1]))
        self.assertNotIn("imdb", self.path("Mscn/Model/a.json").read_text())

    def test_without_a_sidecar_nothing_is_recorded(self) -> None:
        self.put("Mscn/Model/bare")
        for model_id, code in (("bare", 1), ("zz", 3)):
            with self.assertRaises(mreg.MregError) as caught:
                self.registry().record(model_id, "imdb", times=[1])
            self.assertEqual(caught.exception.exit_code, code)


class Versions(Case):
    def test_the_first_seeds_three_methods_work_beside_the_others(self) -> None:
        weights = self.put("elsewhere/model.pt", "weights")
        registry = mreg.ModelRegistry(self.path("registry/model_registry.json"))
        self.path("registry").mkdir()
        self.assertEqual(self.quiet(lambda: registry.register(name="resnet18", model_path=str(weights), metrics={"acc": 0.7}, test_dataset="imagenet")), "resnet18/v1")
        weights.write_text("better", encoding="utf-8")
        self.assertEqual(self.quiet(lambda: registry.register("resnet18", weights, {"acc": 0.6}, test_dataset="imagenet")), "resnet18/v2")
        self.assertEqual((registry.list("resnet18"), registry.list()), (["v1", "v2"], ["resnet18"]))
        self.assertEqual([registry.get("resnet18", version=version)["id"] for version in ("latest", "best", "v1", 2)], ["resnet18/v2", "resnet18/v1", "resnet18/v1", "resnet18/v2"])
        self.assertEqual(self.quiet(lambda: registry.resolve(model_id="resnet18@best")).model_id, "resnet18_v1")
        self.assertEqual(len(registry.list_models()), 2)


    def test_what_cannot_be_registered_or_is_not_there_is_said_with_what_helps(self) -> None:
        self.model("a")
        weights = self.put("elsewhere/model.pt", "weights")
        registry = self.registry()
        self.quiet(lambda: registry.register("resnet18", weights))
        for path, facts, words in (("https://host/model.pt", {}, "Python does not download. Nothing was registered. Use `mreg register net URL`"), (self.path("Mscn/Model/a"), {}, "copy it to a folder outside the registry"),
                                   (weights, {"framwork": "pytorch"}, "Did you mean framework? The facts: framework, architecture,")):
            with self.assertRaises(mreg.MregError) as caught:
                registry.register("net", path, **facts)
            self.assertIn(words, str(caught.exception))
        self.assertEqual(self.said(lambda: registry.list("resnet81")), ([], "", 'No family is called "resnet81". Did you mean resnet18?\n'))


class Undoing(Case):
    def test_changes_are_taken_back_one_after_the_other_byte_for_byte(self) -> None:
        self.model("a", tested(5), tags=["one"])
        self.model("b", tested(4))
        self.quiet(lambda: self.registry().register_model(self.sidecar("a")))
        kept = ("Mscn/Model/a.json", "Mscn/Model/b.json", "model_registry.json")
        states = []
        registry = self.registry()
        for act in (lambda: registry.tag_model("a", "two"), lambda: registry.record("a", "imdb", times=[0.03] * 113), lambda: registry.record("b", "imdb", times=[0.01] * 113),
                    lambda: registry.untag_model("a", "one"), lambda: registry.cleanup_old_models("mscn", 1)):
            states.append({name: self.path(name).read_bytes() for name in kept})
            self.quiet(act)
        for said in ("Brought back: a\n", "Took back mreg.py tag (-one) of 1 model: a\n", "Took back mreg.py record of 1 model: b\n", "Took back mreg.py record of 1 model: a\n",
                     "Took back mreg.py tag (+two) of 1 model: a\n"):
            ids, out, err = self.said(registry.undo)
            self.assertEqual((ids, out, err.startswith(said)), ([said.rstrip()[-1]], "", True), err)
            before = states.pop()
            self.assertEqual({name: self.path(name).read_bytes() for name in kept[:2]}, {name: before[name] for name in kept[:2]}, said)
            self.assertEqual(self.entries()["a"], json.loads(before["model_registry.json"])["a"], said)
        with self.assertRaises(mreg.MregError) as caught:
            registry.undo()
        self.assertEqual(caught.exception.exit_code, 3)

    def test_in_a_file_that_was_rewritten_since_an_edit_is_taken_back_by_its_meaning(self) -> None:
        self.model("a", tested(5), tags=["one"])
        registry = self.registry()
        self.quiet(lambda: registry.tag_model("a", "two"))
        result = self.quiet(lambda: registry.record("a", "tpch", times=[1, 2]))
        content = self.sidecar("a")
        content["testing"].append(tested(7, "later"))
        self.put("Mscn/Model/a.json", json.dumps({**content, "tags": ["later", "two", "one"]}, indent=4))
        self.quiet(registry.undo)
        self.quiet(registry.undo)
        self.assertEqual((self.sidecar("a")["testing"], self.sidecar("a")["tags"]), ([tested(5), tested(7, "later")], ["later", "one"]))
        self.assertNotIn(result, self.sidecar("a")["testing"])

    def test_a_result_that_is_not_there_any_more_as_it_was_is_left_alone(self) -> None:
        self.model("a")
        registry = self.registry()
        self.quiet(lambda: registry.record("a", "tpch", times=[1, 2]))
        self.put("Mscn/Model/a.json", json.dumps({"model_id": "a", "testing": [tested(3)]}))
        ids, _, err = self.said(registry.undo)
        self.assertEqual((ids, self.sidecar("a")["testing"]), ([], [tested(3)]))
        self.assertIn("take it out in a text editor", err)

    def test_an_undo_is_undone_by_its_name_and_what_only_mreg_takes_back_is_named(self) -> None:
        self.model("a", tags=["one"])
        registry = self.registry()
        self.quiet(lambda: registry.tag_model("a", "two"))
        err = self.said(registry.undo)[2]
        txn = err.split("mreg undo ")[1].split(",")[0]
        self.quiet(lambda: registry.undo(txn))
        self.assertEqual(self.sidecar("a")["tags"], ["one", "two"])
        self.quiet(lambda: registry.register("net", self.put("elsewhere/model.pt")))
        with self.assertRaises(mreg.MregError) as caught:
            registry.undo()
        self.assertRegex(caught.exception.hint, r"^mreg undo \S+$")


class ExampleData(unittest.TestCase):
    def test_all_models_of_the_demo_are_listed_and_the_best_is_the_known_one(self) -> None:
        registry = mreg.ModelRegistry(str(PROJECT / "ExampleData/model_registry.json"))
        self.assertEqual(len(registry.list_models()), len(list((PROJECT / "ExampleData").glob("*/Model/*.json"))))
        best = registry.get_best_model("mscn", dataset="imdb")
        self.assertEqual(best and best["model_id"], "mscn_20241022_230029")


if __name__ == "__main__":
    unittest.main()
