#!/usr/bin/env python3
"""Writes docs/python.md, the reference of the Python client, from the docstrings of python/mreg.py: `python3 scripts/python-docs.py`, or with a path into another file."""

from __future__ import annotations

import inspect
import pathlib
import sys
from typing import Any, Dict, Iterator, List

PROJECT = pathlib.Path(__file__).resolve().parents[1]
sys.dont_write_bytecode = True
sys.path.insert(0, str(PROJECT / "python"))

import mreg  # noqa: E402

HEAD = """<!-- Made by `python3 scripts/python-docs.py` from the docstrings of python/mreg.py: edit those. -->

# mreg.py

The Python client: one file, `python/mreg.py`, for Python 3.9 or newer, without anything else to install. It works on the files that `mreg` and the TypeScript library ([api.md](api.md)) work on, under the same locks.

What cannot be done is a [MregError](#mregerror). What there is to say stands on standard error; only `compare_models` and the commands print on standard output. `python3 mreg.py --help` tells the commands.
"""

ORDER = ("EnhancedPilotModel", "ModelRegistry", "Resolved", "performance_of", "MregError")

EXAMPLES: Dict[str, str] = {
    "EnhancedPilotModel": """class MscnPilotModel(EnhancedPilotModel):
    def _save_model_impl(self):
        torch.save(self.model, self.model_path)
    def _load_model_impl(self):
        self.model = torch.load(self.model_path)

model = MscnPilotModel("mscn", "mscn")              # mscn_20241019_103000""",
    "EnhancedPilotModel.set_training_info": 'model.set_training_info("production", {"num_epoch": 100}, num_queries=500)',
    "EnhancedPilotModel.training": "with model.training():\n    fit(model)",
    "EnhancedPilotModel.add_test_result": 'model.add_test_result("imdb", 113, {"total_time": 117.03})\nmodel.save_model()',
    "EnhancedPilotModel.add_tags": 'model.add_tags("production", "best")',
    "EnhancedPilotModel.set_notes": 'model.set_notes("trained again after the schema changed")',
    "EnhancedPilotModel.save_model": "model.save_model()",
    "EnhancedPilotModel.load_model": 'model = MscnPilotModel.load_model("mscn_20241019_103000", "mscn")',
    "ModelRegistry": 'registry = ModelRegistry()                          # as mreg finds it\nregistry = ModelRegistry("/data/models/model_registry.json")',
    "ModelRegistry.register_model": "registry.register_model(model.metadata)",
    "ModelRegistry.list_models": 'for facts in registry.list_models(algorithm="mscn", tags=["production"], sort_by="performance"):\n    print(facts["model_id"], facts["tags"])',
    "ModelRegistry.get_best_model": 'best = registry.get_best_model("mscn", dataset="imdb")\nif best is not None:\n    print(best["model_id"])',
    "ModelRegistry.compare_models": 'registry.compare_models(["mscn_20241019_103000", "mscn_20241024_233842"], test_dataset="imdb")',
    "ModelRegistry.cleanup_old_models": 'registry.cleanup_old_models("mscn", keep_top_n=3, dry_run=True)      # what would go\ngone = registry.cleanup_old_models("mscn", keep_top_n=3)',
    "ModelRegistry.tag_model": 'registry.tag_model("mscn_20241019_103000", "best", "production")',
    "ModelRegistry.untag_model": 'registry.untag_model("mscn_20241019_103000", "best")',
    "ModelRegistry.resolve": 'chosen = registry.resolve("mscn", dataset="imdb")\nif chosen.choice != "new":\n    model = MscnPilotModel.load_model(chosen.model_id, "mscn")',
    "ModelRegistry.record": 'registry.record("mscn_20241019_103000", "imdb", times=[0.41, 0.38, 1.2])\nregistry.record("mscn_20241019_103000", "imdb", performance={"q_error_p95": 12.5}, num_queries=113)',
    "ModelRegistry.test": 'with registry.test(model, "imdb") as test:\n    for query in queries:\n        with test.time(query):\n            run(query)\n    test.metric("q_error_p95", 12.5)',
    "ModelRegistry.undo": "registry.undo()                                     # the last change",
    "ModelRegistry.register": 'registry.register("resnet18", "runs/17/model.pt", {"acc": 0.71}, test_dataset="imagenet")      # "resnet18/v1"',
    "ModelRegistry.get": 'path = registry.get("resnet18", "best")["path"]',
    "ModelRegistry.list": 'registry.list()                                     # ["resnet18"]\nregistry.list("resnet18")                           # ["v1", "v2"]',
    "Resolved": 'chosen = registry.resolve("mscn", training=True, hyperparams={"num_epoch": 100})\nprint(chosen.path, chosen.why)',
    "performance_of": 'performance_of([0.41, 0.38, 1.2])["p95_time"]       # 1.121',
    "MregError": 'try:\n    registry.tag_model("mscn", "best")\nexcept MregError as error:\n    print(error.message, error.hint, error.exit_code)',
}


def public_methods(of: type) -> List[str]:
    """The names of the methods that a class has for others, in the order in which they are written."""
    return [name for name, value in vars(of).items() if not name.startswith("_") and (callable(value) or isinstance(value, (classmethod, staticmethod)))]


def signature(name: str, of: Any) -> str:
    """A call with the types of its arguments and of its result."""
    found = inspect.signature(of)
    parameters = [each for each in found.parameters.values() if each.name not in ("self", "cls")]
    text = str(found.replace(parameters=parameters)).replace("'", "").replace('"', "").replace("_Test", "Test")
    return f"{name}{text[:-len(' -> None')] if text.endswith(' -> None') else text}".replace("Iterator[None]", "ContextManager")


def words(of: Any) -> str:
    """The docstring, without the line breaks within a paragraph; code in it stands as it is."""
    parts = []
    for part in (inspect.getdoc(of) or "").split("\n\n"):
        parts.append(part if part.startswith("    ") else " ".join(part.split("\n")))
    return "\n\n".join(parts)


def section(title: str, name: str, of: Any, depth: int) -> Iterator[str]:
    """One thing that is public: what it takes, what it does and raises, and an example."""
    text = words(of)
    if inspect.isclass(of):
        # What is written as an example in the docstring stands below.
        text = "\n\n".join(part for part in text.split("\n\n") if not part.startswith("    "))
        init = vars(of).get("__init__")
        if init is not None and init.__doc__:
            text += f"\n\n{words(init)}"
    yield f"{'#' * depth} {title}\n"
    yield f"```python\n{signature(title, of)}\n```\n"
    yield f"{text}\n"
    yield f"```python\n{EXAMPLES[name]}\n```\n"


def page() -> str:
    """All of docs/python.md. Raises KeyError for what has no example."""
    parts = [HEAD]
    for name in ORDER:
        of = getattr(mreg, name)
        parts.extend(section(name, name, of, 2))
        for method in public_methods(of) if inspect.isclass(of) else ():
            parts.extend(section(method, f"{name}.{method}", getattr(of, method), 3))
    return "\n".join(parts)


if __name__ == "__main__":
    target = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else PROJECT / "docs/python.md"
    target.write_text(page(), encoding="utf-8")
