"""Trains a model or loads one, tests it on a dataset, and records the result: the shape of a test runner that keeps its models in a registry.

    python3 unified_test.py --algo mscn --db production --epochs 100
    python3 unified_test.py --algo mscn --db stats_tiny --no-training --load-model mscn_20241019_100000
    python3 unified_test.py --algo mscn --db production --no-training

Where no model is named and none is trained, the best on the dataset is loaded. The models lie below MREG_ROOT. It needs nothing but Python and mreg.py beside it:
the model is two numbers and the database a formula, so that a run takes no time and gives the same result everywhere. What is your own goes where they stand.
"""

import argparse
import json

from mreg import EnhancedPilotModel, ModelRegistry

LEARNING_RATE = 0.025

# What the model learns from: two features and what was measured. The second was mismeasured: who trains too long learns that, too.
EXAMPLES = [((1.0, 0.0), 1.0), ((0.0, 0.2), 0.2)]

# How many queries each dataset has, and the seconds that one takes on average.
DATASETS = {"production": (100, 0.4), "stats_tiny": (80, 0.41), "imdb": (113, 1.0)}


class LinearModel:
    """Predicts a number from two."""

    def __init__(self):
        self.weights = [0.0, 0.0]

    def predict(self, features):
        return sum(weight * value for weight, value in zip(self.weights, features))

    def train(self, epochs):
        for _ in range(epochs):
            for features, measured in EXAMPLES:
                error = self.predict(features) - measured
                self.weights = [weight - LEARNING_RATE * error * value for weight, value in zip(self.weights, features)]


class LinearPilotModel(EnhancedPilotModel):
    """What the registry has to know of a model: how it is written, and how it is read."""

    def __init__(self, model_name, algorithm_type):
        super().__init__(model_name, algorithm_type)
        self.model = LinearModel()

    def _save_model_impl(self):
        with open(self.model_path, "w") as file:
            json.dump(self.model.weights, file)

    def _load_model_impl(self):
        with open(self.model_path) as file:
            self.model.weights = json.load(file)


def queries_of(db):
    """The test queries of a dataset: what the model sees of each, and the seconds that it takes with the best of plans."""
    count, seconds = DATASETS[db]
    return [((1.0, 1.0 if number % 2 else -1.0), seconds * (0.5 + number / (count - 1))) for number in range(count)]


def run_query(model, query):
    """Stands for the database: the seconds that a query takes with the plan that the model's prediction leads to. The best prediction is 1."""
    features, seconds = query
    return seconds * (1 + abs(model.predict(features) - 1))


def get_preset_scheduler(registry, algo, db, epochs, enable_training, load_model_id):
    """Chooses the model: the one that is named; else, without a training, the best on the dataset; else a new one."""
    hyperparams = {"num_epoch": epochs, "learning_rate": LEARNING_RATE}
    chosen = registry.resolve(algo, dataset=db, model_id=load_model_id, training=enable_training, hyperparams=hyperparams)
    if chosen.choice != "new":
        return LinearPilotModel.load_model(chosen.model_id, algo)
    pilot_model = LinearPilotModel(algo, algo)
    if enable_training:
        pilot_model.set_training_info(dataset=db, hyperparams=chosen.hyperparams, num_queries=len(EXAMPLES))
    return pilot_model


def run_single_test(algo, db, epochs, enable_training, load_model_id=None):
    registry = ModelRegistry()
    pilot_model = get_preset_scheduler(registry, algo, db, epochs, enable_training, load_model_id)
    if enable_training:
        with pilot_model.training():
            pilot_model.model.train(epochs)
    if pilot_model.is_new or enable_training:
        pilot_model.save_model()
    # With a real database: `with test.time(query): connection.execute(query)`.
    with registry.test(pilot_model, db) as test:
        for query in queries_of(db):
            test.add(run_query(pilot_model.model, query))
    registry.register_model(pilot_model.metadata)
    print(f"{pilot_model.model_id} on {db}: {test.performance['total_time']:.2f}s")


def main():
    parser = argparse.ArgumentParser(description="Train, test and record a model.")
    parser.add_argument("--algo", default="mscn")
    parser.add_argument("--db", default="production", choices=sorted(DATASETS), help="the dataset to train on and to test on")
    parser.add_argument("--epochs", type=int, default=100)
    parser.add_argument("--no-training", action="store_true", help="test a model that is there")
    parser.add_argument("--load-model", metavar="ID", help="this one, not the best")
    args = parser.parse_args()
    run_single_test(args.algo, args.db, args.epochs, not args.no_training, args.load_model)


if __name__ == "__main__":
    main()
