"""What the tests share: the client itself, real temporary folders, real processes, and waiting for what they do."""

from __future__ import annotations

import os
import pathlib
import py_compile
import subprocess
import sys
import tempfile
import time
import unittest
from typing import Callable, Optional

PROJECT = pathlib.Path(__file__).resolve().parents[2]
FIXTURES = PROJECT / "fixtures"

sys.dont_write_bytecode = True
sys.path.insert(0, str(PROJECT / "python"))

import mreg  # noqa: E402

# Compiled once for all the processes of the tests, and not into the project.
_compiled = tempfile.TemporaryDirectory(prefix="mreg-compiled-")
py_compile.compile(str(PROJECT / "python" / "mreg.py"), os.path.join(_compiled.name, "mreg.pyc"), doraise=True)

__all__ = ["FIXTURES", "PROJECT", "InFolder", "mreg", "started", "until"]


class InFolder(unittest.TestCase):
    """A test with a real temporary folder of its own: `folder` as text, `path` for what is in it."""

    def setUp(self) -> None:
        temporary = tempfile.TemporaryDirectory(prefix="mreg-")
        self.addCleanup(temporary.cleanup)
        self.folder = str(pathlib.Path(temporary.name).resolve())

    def path(self, *parts: str) -> pathlib.Path:
        return pathlib.Path(self.folder, *parts)

    def put(self, name: str, content: str | bytes = "weights\n") -> pathlib.Path:
        """Writes a file below the folder; its folders are made."""
        file = self.path(name)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return file


def started(program: str, *args: str, stdin: Optional[int] = subprocess.DEVNULL) -> "subprocess.Popen[str]":
    """Another Python process, in which `mreg` is imported already."""
    head = f"import sys; sys.dont_write_bytecode = True; sys.path.insert(0, {_compiled.name!r}); import mreg\n"
    return subprocess.Popen([sys.executable, "-c", head + program, *args], stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def until(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    """Waits until it holds. Raises TimeoutError."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"not within {seconds} s")
        time.sleep(0.005)
