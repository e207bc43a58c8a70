"""What ranks models, who is best, and which models a cleanup removes."""

from __future__ import annotations

import json
import os
import time
import unittest
from typing import Any, Dict, List, Mapping, Optional

from support import InFolder, mreg

DEFAULTS: Dict[str, Any] = {"objectives": {}, "metrics": {}, "protectedTags": ["keep", "best", "production"]}


def tested(total_time: Any, dataset: str = "imdb", **more: Any) -> Dict[str, Any]:
    return {"dataset": dataset, "num_queries": 113, "performance": {"total_time": total_time}, **more}


class RegistryCase(InFolder):
    """A registry of models `m1`, `m2` … in Mscn/Model, trained on one day each; their artifacts are not young."""

    def model(self, name: str, *testing: Mapping[str, Any], day: int = 1, folder: str = "Mscn", **more: Any) -> None:
        artifact = self.put(f"{folder}/Model/{name}")
        os.utime(artifact, (1.7e9, 1.7e9))
        training = {"dataset": "production", "hyperparams": {"num_epoch": 100}, "trained_at": f"2024-10-{day:02d}T10:00:00", "training_time": 12.5}
        content = {"model_id": name, "algorithm": folder.lower(), "training": training, "testing": list(testing), **more}
        self.put(f"{folder}/Model/{name}.json", json.dumps(content))

    def models(self) -> List[Any]:
        return mreg._load(self.folder).models

    def best(self, metric: Optional[str] = None, dataset: Optional[str] = None, **config: Any) -> Optional[str]:
        found = mreg._best(self.models(), {**DEFAULTS, **config}, metric, dataset)
        return None if found is None else found[0].id

    def removed(self, keep: int, **asked: Any) -> List[str]:
        config = asked.pop("config", {})
        return [model.id for model, _ in mreg._plan_cleanup(self.models(), {**DEFAULTS, **config}, "mscn", keep, **asked)]


class Directions(unittest.TestCase):
    def test_the_config_decides_before_the_table_of_exact_names(self) -> None:
        self.assertEqual(mreg._direction(DEFAULTS, "total_time"), "minimize")
        self.assertEqual(mreg._direction(DEFAULTS, "auc"), "maximize")
        self.assertEqual(mreg._direction({"metrics": {"total_time": {"direction": "maximize"}}}, "total_time"), "maximize")

    def test_nothing_is_guessed_from_part_of_a_name(self) -> None:
        for name in ("my_total_time", "Accuracy", "AUC", "time", ""):
            self.assertIsNone(mreg._direction(DEFAULTS, name), name)

    def test_numbers_are_numbers_however_a_file_writes_them(self) -> None:
        self.assertEqual([mreg._number(value) for value in (1, 1.5, "Infinity", "12345678901234567890")], [1.0, 1.5, float("inf"), 1.2345678901234567e19])
        self.assertEqual([mreg._number(value) for value in (True, None, "7", "fast", [1], {})], [None] * 6)
        self.assertEqual(mreg._number(10**400), float("inf"))


    def test_numbers_are_shown_as_mreg_shows_them(self) -> None:
        shown = {117.03: "117.03", 0.341: "0.341", 3e-4: "3e-4", 0.000123456: "1.2346e-4", 0.01: "1e-2", 123456: "123456", 12345.678: "12346", 1.23456789: "1.2346", 2.0: "2", 0.0: "0", -0.0: "0",
                 1e15: "1e15", -34.854321: "-34.854", float("nan"): "NaN", float("-inf"): "-inf", 2.000001: "2"}
        self.assertEqual({value: mreg._shown_number(value) for value in shown}, shown)


class Best(RegistryCase):
    def test_the_smallest_time_is_best_and_the_greatest_accuracy(self) -> None:
        self.model("a", tested(5, performance={"total_time": 5, "acc": 0.9}))
        self.model("b", tested(4, performance={"total_time": 4, "acc": 0.8}))
        self.assertEqual((self.best(), self.best("acc")), ("b", "a"))

    def test_an_unset_direction_is_said_with_what_to_type(self) -> None:
        self.model("a", tested(5, performance={"q_error": 5}))
        with self.assertRaises(mreg.MregError) as caught:
            self.best("q_error")
        self.assertIn("unset direction", caught.exception.message)
        self.assertIn("mreg metrics set q_error", caught.exception.hint)
        self.assertEqual(caught.exception.exit_code, 2)

    def test_text_null_and_nan_never_win(self) -> None:
        self.model("a", tested(float("nan")))
        self.model("b", tested("0.1"))
        self.model("c", tested(None))
        self.model("d", {"dataset": "imdb"}, {"performance": []}, training=None)  # type: ignore[arg-type]
        self.model("e", tested(99))
        self.assertEqual(self.best(), "e")

    def test_the_latest_result_of_a_model_counts(self) -> None:
        self.model("a", tested(1, tested_at="2024-10-20T12:00:00"), tested(50, tested_at="2024-10-21T12:00:00"), tested(2))
        self.model("b", tested(30), tested(40))
        self.assertEqual(self.best(), "b")
        self.assertEqual(mreg._best(self.models(), DEFAULTS)[1], 40)

    def test_the_largest_group_on_the_same_data_is_compared(self) -> None:
        self.model("a", tested(1, num_queries=10))
        self.model("b", tested(2, dataset_digest="sha256:1"))
        self.model("c", tested(9))
        self.model("d", tested(8))
        self.assertEqual(self.best(), "d")

    def test_of_equally_large_groups_the_one_tested_last_is_compared(self) -> None:
        self.model("a", tested(1, num_queries=10, tested_at="2024-10-20T12:00:00"))
        self.model("b", tested(9, tested_at="2024-10-20T12:00:01"))
        self.assertEqual(self.best(), "b")

    def test_of_equal_values_the_newest_model_is_best(self) -> None:
        for day in (1, 3, 2):
            self.model(f"m{day}", tested(5), day=day)
        self.assertEqual(self.best(), "m3")

    def test_without_a_dataset_the_objective_decides_else_the_one_with_most_results(self) -> None:
        self.model("a", tested(5), tested(5, "tpch"))
        self.model("b", tested(6), tested(4, "tpch"))
        self.model("c", tested(7))
        self.assertEqual(self.best(), "a")
        self.assertEqual(self.best(objectives={"mscn": {"metric": "total_time", "dataset": "tpch"}}), "b")
        self.assertEqual(self.best(dataset="tpch"), "b")

    def test_none_is_best_where_nothing_was_tested_or_not_there(self) -> None:
        self.assertIsNone(self.best())
        self.model("a")
        self.assertIsNone(self.best())
        self.model("b", tested(5))
        self.assertEqual((self.best(dataset="tpch"), self.best("auc")), (None, None))

    def test_where_several_metrics_could_rank_one_is_asked_for(self) -> None:
        self.model("a", tested(5, performance={"acc": 5, "loss": 1}))
        with self.assertRaises(mreg.MregError) as caught:
            self.best()
        self.assertEqual((caught.exception.exit_code, "acc, loss" in caught.exception.hint), (2, True))

    def test_a_dataset_is_found_in_either_form_of_its_letters(self) -> None:
        self.model("a", tested(5, "\ud55c\uae00"))
        self.assertEqual(self.best(dataset="\u1112\u1161\u11ab\u1100\u1173\u11af"), "a")


class Cleanup(RegistryCase):
    def five(self) -> None:
        for rank in range(1, 6):
            self.model(f"m{rank}", tested(rank), day=rank)

    def test_all_but_the_best_go_the_better_ones_first(self) -> None:
        self.five()
        self.assertEqual(self.removed(2), ["m3", "m4", "m5"])
        self.assertEqual([reason for _, reason in mreg._plan_cleanup(self.models(), DEFAULTS, "MSCN", 3)], ["outranked: 4th on imdb", "outranked: 5th on imdb"])

    def test_the_best_on_each_dataset_stay_unless_one_is_named(self) -> None:
        self.five()
        self.model("t", tested(9), tested(1, "tpch"))
        self.assertEqual(self.removed(1), ["m2", "m3", "m4", "m5"])
        self.assertEqual(self.removed(1, dataset="imdb"), ["m2", "m3", "m4", "m5", "t"])

    def test_what_is_protected_stays_whatever_its_rank(self) -> None:
        self.five()
        self.model("tagged", tested(9), tags=["Best"])
        self.model("version", tested(9), family="net", version=3)
        self.model("parent", tested(9))
        self.model("child", tested(0.5), lineage={"parent": "parent"})
        self.model("linked", tested(9))
        self.path("latest").symlink_to("Mscn/Model/linked")
        self.model("untested")
        self.model("other-data", tested(9, num_queries=1))
        self.model("nan", tested(float("nan")))
        self.model("future", tested(9), training={"trained_at": "2999-01-01T00:00:00"})
        self.model("odd-tags", tested(9), tags="keep")
        self.model("missing", tested(9))
        self.path("Mscn/Model/missing").unlink()
        self.put("Mscn/Model/broken.json", '{"model_id": ')
        os.utime(self.put("Mscn/Model/broken"), (1.7e9, 1.7e9))
        os.utime(self.put("Mscn/Model/bare"), (1.7e9, 1.7e9))
        self.model("young", tested(9))
        os.utime(self.path("Mscn/Model/young"), (time.time(), time.time()))
        self.assertEqual(self.removed(1), ["m1", "m2", "m3", "m4", "m5"])
        kept = {model.id: reason for model, reason in mreg._cleanup_plan(self.models(), DEFAULTS, "mscn", 1).keep}
        self.assertEqual(kept, {
            "tagged": "tag Best", "version": "version net/v3", "parent": "parent of Mscn/Model/child", "child": "best on imdb", "linked": "latest points to it",
            "untested": "unranked", "other-data": "unranked", "nan": "unranked", "future": "its time is still to come", "odd-tags": "unreadable sidecar",
            "missing": "missing artifact", "broken": "unreadable sidecar", "bare": "untracked: no sidecar", "young": "is being written",
        })

    def test_a_name_that_is_not_utf_8_stays(self) -> None:
        self.five()
        name = os.fsencode(str(self.path("Mscn/Model"))) + b"/bad\xff"
        for ending, text in ((b"", b"x"), (b".json", json.dumps({"training": {"trained_at": "2024-10-01T00:00:00"}, "testing": [tested(9)]}).encode())):
            with open(name + ending, "wb") as file:
                file.write(text)
            os.utime(name + ending, (1.7e9, 1.7e9))
        self.assertEqual(self.removed(1), ["m2", "m3", "m4", "m5"])

    def test_a_missing_model_takes_no_place_among_those_that_stay(self) -> None:
        self.five()
        self.path("Mscn/Model/m1").unlink()
        self.assertEqual(self.removed(2), ["m4", "m5"])

    def test_the_parents_of_what_other_algorithms_keep_stay(self) -> None:
        self.five()
        self.model("l", folder="Lero", lineage={"parent": ["m5", "m4"]})
        self.model("m4x", tested(9), lineage={"parent": "nowhere"})
        self.assertEqual(self.removed(1), ["m2", "m3", "m4x"])

    def test_bests_by_other_metrics_that_go_are_named(self) -> None:
        self.model("a", tested(1, performance={"total_time": 1, "p95_time": 9}))
        self.model("b", tested(2, performance={"total_time": 2, "p95_time": 3}))
        losses = mreg._cleanup_plan(self.models(), DEFAULTS, "mscn", 1).losses
        self.assertEqual([(loss.metric, loss.dataset, loss.value, loss.to, loss.model.id) for loss in losses], [("p95_time", "imdb", 3, 9, "b")])

    def test_to_keep_none_is_refused(self) -> None:
        self.five()
        with self.assertRaises(mreg.MregError) as caught:
            self.removed(0)
        self.assertEqual(caught.exception.exit_code, 2)


if __name__ == "__main__":
    unittest.main()
