"""The client is one file, and each of its names means one thing."""

from __future__ import annotations

import ast
import collections
import unittest

from support import PROJECT


class Namespace(unittest.TestCase):
    def test_no_name_is_defined_twice(self) -> None:
        names: "collections.Counter[str]" = collections.Counter()
        for node in ast.parse((PROJECT / "python" / "mreg.py").read_text(encoding="utf-8")).body:
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                names[node.name] += 1
            elif isinstance(node, (ast.Assign, ast.AnnAssign)):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                names.update(target.id for target in targets if isinstance(target, ast.Name))
        self.assertEqual([name for name, count in names.items() if count > 1], [])


if __name__ == "__main__":
    unittest.main()
