"""Tests that record themselves, what their times say, and the seed's own programs on top of this client."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import unittest
from typing import Any, Dict, List

from support import FIXTURES, PROJECT, mreg, started, until
from test_runs import RunCase, TextModel


class Performance(unittest.TestCase):
    def test_the_cases_that_all_programs_share_in_the_same_bits(self) -> None:
        cases = [json.loads(path.read_text("utf-8")) for path in sorted((FIXTURES / "performance").glob("*.json"))]
        self.assertGreater(len(cases), 5)
        for case in cases:
            expected = {name: value for name, value in case["expect"].items() if name != "num_queries"}
            self.assertEqual(mreg.performance_of(case["times"]), expected, case["times"][:5])
            self.assertEqual(list(mreg.performance_of(case["times"])), ["total_time", "average_time", "median_time", "p95_time", "p99_time"])

    def test_times_that_are_none_are_errors_that_name_them(self) -> None:
        for times, place in (([1, -0.5], "1"), ([float("nan")], "0"), ([1, 2, float("inf")], "2"), ([True], "0"), (["1"], "0"), ([None], "0")):
            with self.subTest(times), self.assertRaisesRegex(mreg.MregError, rf"times\[{place}\] is"):
                mreg.performance_of(times)  # type: ignore[arg-type]
        with self.assertRaisesRegex(mreg.MregError, "no times"):
            mreg.performance_of([])


class Recording(RunCase):
    def setUp(self) -> None:
        super().setUp()
        self.model = self.saved()
        self.registry = mreg.ModelRegistry(self.path("model_registry.json"))

    def results(self) -> List[Dict[str, Any]]:
        return self.content(self.model)["testing"]

    def test_a_test_records_its_times_its_metrics_and_how_many_queries_there_were(self) -> None:
        with self.registry.test(self.model.model_id, "imdb", dataset_digest="sha256:x") as t:
            for query in ("a", "b"):
                with t.time(query):
                    time.sleep(0.01)
            t.add(0.5)
            t.metric("q_error", 1.5)
            self.assertIsNone(t.performance)
        result = self.results()[0]
        self.assertEqual((result["dataset"], result["num_queries"], result["dataset_digest"], result["performance"]), ("imdb", 3, "sha256:x", t.performance))
        self.assertEqual(list(result["performance"]), ["total_time", "average_time", "median_time", "p95_time", "p99_time", "q_error"])
        self.assertTrue(0.52 <= result["performance"]["total_time"] < 1.0)
        self.assertIn(f"Result recorded: {self.model.model_id} on imdb", self.said.getvalue())

    def test_after_an_error_nothing_is_recorded_and_the_error_is_passed_on(self) -> None:
        with self.assertRaises(ZeroDivisionError), self.registry.test(self.model.model_id, "imdb") as t:
            t.add(1.0)
            with t.time("query"):
                1 / 0
        self.assertEqual(self.results(), [])
        self.assertIn("ended with ZeroDivisionError: nothing is recorded", self.said.getvalue())

    def test_without_a_measurement_nothing_is_recorded(self) -> None:
        with self.registry.test(self.model.model_id, "imdb"):
            pass
        self.assertEqual(self.results(), [])

    def test_a_model_that_is_tested_has_its_result_at_once_and_saves_it_only_once(self) -> None:
        loaded = TextModel.load_model(self.model.model_id, "mscn")
        with self.registry.test(loaded, "imdb", num_queries=5) as t:
            t.add(1.0)
        self.assertEqual([each["dataset"] for each in loaded.metadata["testing"]], ["imdb"])
        self.assertEqual(len(self.results()), 1)
        loaded.add_test_result("other", 1, {"t": 1.0})
        loaded.save_model()
        self.assertEqual([(each["dataset"], each["num_queries"]) for each in self.results()], [("imdb", 5), ("other", 1)])

    def test_the_result_of_a_model_that_is_not_saved_yet_is_written_when_it_is(self) -> None:
        model = TextModel()
        with self.registry.test(model, "imdb") as t:
            t.add(1.0)
        self.assertIn(f"{model.model_id} was never saved: save_model() writes the result on imdb.", self.said.getvalue())
        model.save_model()
        self.assertEqual([each["dataset"] for each in self.content(model)["testing"]], ["imdb"])

    def test_forty_processes_that_save_and_register_at_once_keep_the_registry_whole(self) -> None:
        self.put("model_registry.json", '{"theirs": {"x": 1.50}}')
        program = """
import os, time
class Model(mreg.EnhancedPilotModel):
    def _save_model_impl(self):
        open(self.model_path, "w").write("weights")
sys.stderr = open(os.devnull, "w")
model = Model("m" + sys.argv[1], "mscn")
model.set_training_info("d", {"lr": 1e-05})
model.add_test_result("d", 1, {"t": float(sys.argv[1])})
registry = mreg.ModelRegistry(sys.argv[2] + "/model_registry.json")
open(f"{sys.argv[2]}/ready{sys.argv[1]}", "w").close()
while not os.path.exists(sys.argv[2] + "/go"):
    time.sleep(0.01)
model.save_model()
registry.register_model(model.metadata)
"""
        count = int(os.environ.get("MREG_JOBS", "40"))
        processes = [started(program, str(number), self.folder) for number in range(count)]
        until(lambda: len(list(self.path().glob("ready*"))) == count, 60)
        inodes = {self.path("model_registry.json").stat().st_ino}
        start = time.monotonic()
        self.put("go")
        until(lambda: inodes.add(self.path("model_registry.json").stat().st_ino) or all(process.poll() is not None for process in processes), 240)
        took = time.monotonic() - start
        self.assertEqual([process.communicate()[1] for process in processes if process.returncode != 0], [])
        text = self.path("model_registry.json").read_text("utf-8")
        entries = json.loads(text)
        self.assertIn('"theirs": {"x": 1.50}', text)
        self.assertEqual(len(entries), count + 1)
        for model in mreg._scan(self.folder):
            if model.key == f"Mscn/Model/{self.model.model_id}":
                continue
            self.assertEqual(entries[model.id], model.content)
        self.assertLess(len(inodes), count / 2)
        self.assertLess(len(inodes), took / 0.25 + 5)
        if count > 40:
            print(f"{count} jobs: {took:.1f} s, {len(inodes) - 1} rewrites", file=sys.__stderr__)


# The seed's own classes and functions, but for the lines that import this client; what the document leaves out (...) is filled in.
SEED = '''
import json, os, sys, time
from datetime import datetime
from mreg import EnhancedPilotModel, ModelRegistry
from algorithm_examples.Mscn.source.mscn_model import MscnModel

class MscnPilotModel(EnhancedPilotModel):
    """MSCN용 Enhanced Model"""

    def __init__(self, model_name="mscn"):
        super().__init__(model_name, "mscn")

    def _save_model_impl(self):
        """MSCN 모델 저장"""
        self.model.save(self.model_path)

    def _load_model_impl(self):
        """MSCN 모델 로드"""
        try:
            model = MscnModel()
            model.load(self.model_path)
        except:
            print("⚠️  Model file not found, creating new model")
            model = MscnModel()
        self.model = model

def get_mscn_preset_scheduler(config, enable_collection, enable_training,
                             num_collection=-1, num_training=-1, num_epoch=100,
                             load_model_id=None):  # 추가!
    # 1. 모델 생성 또는 로드
    if load_model_id:
        # 특정 모델 로드
        mscn_pilot_model = MscnPilotModel.load_model(load_model_id, "mscn")
    elif not enable_training:
        # 학습 안하면 최적 모델 로드
        registry = ModelRegistry()
        best = registry.get_best_model("mscn", dataset=config.db)
        if best:
            print(f"📊 Loading best model for {config.db}")
            mscn_pilot_model = MscnPilotModel.load_model(best["model_id"], "mscn")
        else:
            print("⚠️  No trained models, creating new model")
            mscn_pilot_model = MscnPilotModel()
    else:
        # 새 모델 생성
        mscn_pilot_model = MscnPilotModel()

        # 학습 정보 설정
        hyperparams = {
            "num_epoch": num_epoch,
            "num_training": num_training,
            "num_collection": num_collection
        }
        mscn_pilot_model.set_training_info(
            dataset=config.db,
            hyperparams=hyperparams
        )
    class Scheduler:
        pilot_model = mscn_pilot_model
    return Scheduler(), mscn_pilot_model  # 모델도 반환

def run_single_test(config, algo_name, dataset_name, algo_params=None):
    """단일 테스트 실행 + 자동 메타데이터 저장"""
    scheduler_or_interactor, model = get_mscn_preset_scheduler(config, True, config.training, num_epoch=config.epochs, load_model_id=config.load)
    if config.training:
        model.model = MscnModel()
        model.model.weights = [config.epochs]
    test_sqls, elapsed = ["select"] * 4, 100.0 / (config.epochs or model.model.weights[0])

    # 테스트 완료 후
    if algo_name != "baseline":
        # 성능 메트릭 계산
        performance = {
            "total_time": elapsed,
            "average_time": elapsed / len(test_sqls),
        }

        # 모델에 테스트 결과 추가
        if hasattr(scheduler_or_interactor, 'pilot_model'):
            model = scheduler_or_interactor.pilot_model
            model.add_test_result(
                dataset=dataset_name,
                num_queries=len(test_sqls),
                performance=performance
            )

            # 모델 저장 (테스트 결과 포함)
            model.save_model()

            # 레지스트리에 등록
            registry = ModelRegistry()
            registry.register_model(model.metadata)

    return model

class Config:
    def __init__(self, db, training, epochs=0, load=None):
        self.db, self.training, self.epochs, self.load = db, training, epochs, load

config = Config(sys.argv[1], sys.argv[2] == "train", int(sys.argv[3]), sys.argv[4] if len(sys.argv) > 4 else None)
print("ID", run_single_test(config, "mscn", config.db).model_id)
'''

MSCN_MODEL = '''
import json
class MscnModel:
    weights = [1]
    def save(self, path):
        with open(path, "w") as file:
            json.dump(self.weights, file)
    def load(self, path):
        with open(path) as file:
            self.weights = json.load(file)
'''


class TheSeed(RunCase):
    def setUp(self) -> None:
        super().setUp()
        for folder in ("algorithm_examples", "algorithm_examples/Mscn", "algorithm_examples/Mscn/source"):
            self.put(f"{folder}/__init__.py", "")
        self.put("algorithm_examples/Mscn/source/mscn_model.py", MSCN_MODEL)
        self.put("test_example_algorithms/unified_test.py", SEED)
        self.root = self.path("algorithm_examples/ExampleData")

    def run_test(self, *args: str) -> str:
        environment = {name: value for name, value in os.environ.items() if name != "MREG_ROOT"}
        environment.update(PYTHONPATH=f"{PROJECT / 'python'}{os.pathsep}{self.folder}", PYTHONDONTWRITEBYTECODE="1", PYTHONIOENCODING="utf-8", HOME=self.folder)
        command = [sys.executable, "unified_test.py", *args]
        done = subprocess.run(command, cwd=self.path("test_example_algorithms"), env=environment, capture_output=True, encoding="utf-8")
        self.assertEqual(done.returncode, 0, done.stderr)
        return next(line[3:] for line in done.stdout.splitlines() if line.startswith("ID "))

    def metadata(self, model_id: str) -> Dict[str, Any]:
        return json.loads((self.root / "Mscn/Model" / f"{model_id}.json").read_text("utf-8"))

    def test_its_scheduler_and_its_test_runner_work_on_this_client_with_one_import_changed(self) -> None:
        slow, fast = self.run_test("production", "train", "50"), self.run_test("production", "train", "100")
        self.assertNotEqual(slow, fast)
        self.assertEqual(self.metadata(fast)["training"]["hyperparams"]["num_epoch"], 100)
        self.assertEqual([each["performance"]["total_time"] for each in self.metadata(fast)["testing"]], [1.0])
        self.assertEqual(self.run_test("stats_tiny", "no-training", "0", slow), slow)
        self.assertEqual([each["dataset"] for each in self.metadata(slow)["testing"]], ["production", "stats_tiny"])
        self.assertEqual(self.run_test("production", "no-training", "0"), fast)
        self.assertEqual(len(self.metadata(fast)["testing"]), 2)
        registry = json.loads((self.root / "model_registry.json").read_text("utf-8"))
        self.assertEqual({name: len(entry["testing"]) for name, entry in registry.items()}, {slow: 2, fast: 2})
        self.assertEqual({name: entry["training"]["hyperparams"]["num_epoch"] for name, entry in registry.items()}, {slow: 50, fast: 100})


if __name__ == "__main__":
    unittest.main()
