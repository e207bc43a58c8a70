"""docs/python.md says what the docstrings of the client say."""

from __future__ import annotations

import importlib.util
import inspect
import unittest
from typing import Any

from support import PROJECT, mreg


def script() -> Any:
    spec = importlib.util.spec_from_file_location("python_docs", PROJECT / "scripts/python-docs.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Reference(unittest.TestCase):
    def test_the_page_is_what_the_script_writes(self) -> None:
        self.assertEqual((PROJECT / "docs/python.md").read_text(encoding="utf-8"), script().page(), "run python3 scripts/python-docs.py")

    def test_every_public_name_and_method_stands_in_it_with_words_and_an_example(self) -> None:
        docs = script()
        self.assertEqual(sorted(docs.ORDER), sorted(mreg.__all__))
        page = (PROJECT / "docs/python.md").read_text(encoding="utf-8")
        named = set(mreg.__all__)
        for name in mreg.__all__:
            of = getattr(mreg, name)
            self.assertIn(f"\n## {name}\n", page)
            for method in docs.public_methods(of) if inspect.isclass(of) else ():
                self.assertIn(f"\n### {method}\n", page)
                self.assertTrue(inspect.getdoc(getattr(of, method)), method)
                named.add(f"{name}.{method}")
        self.assertEqual(set(docs.EXAMPLES), named)


if __name__ == "__main__":
    unittest.main()
