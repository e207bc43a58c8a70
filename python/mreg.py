#!/usr/bin/env python3
"""A model registry that needs no server: the folder is the database. The client for training code, in one file.

Copy this file beside a training script, or put its folder on PYTHONPATH. It needs Python 3.9 or newer and nothing else.

    from mreg import EnhancedPilotModel, ModelRegistry

    class MyModel(EnhancedPilotModel):
        def _save_model_impl(self):
            torch.save(self.model, self.model_path)
        def _load_model_impl(self):
            self.model = torch.load(self.model_path)

    model = MyModel("mscn", "mscn")
    model.set_training_info("production", {"num_epoch": 100})
    with model.training():
        ...
    model.save_model()
    ModelRegistry().register_model(model.metadata)

It reads and writes the same files as `mreg`, under the same locks, with the same journal and trash. What is on the disk is described in docs/format.md.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import datetime
import difflib
import errno
import gc
import hashlib
import importlib
import importlib.util
import inspect
import json
import math
import os
import random
import re
import shutil
import socket
import stat
import subprocess
import sys
import threading
import time
import unicodedata
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Callable, Dict, Iterable, Iterator, List, Mapping, NamedTuple, NoReturn, Optional, Sequence, Tuple, Union

__all__ = ["EnhancedPilotModel", "ModelRegistry", "MregError", "Resolved", "performance_of"]
__version__ = "0.1.0"


class MregError(Exception):
    """What a person can mend. `hint` says how; `exit_code` is that of `mreg` for the same (2 usage, 3 not found, 4 declined, 5 locked or changed, 6 in part)."""

    def __init__(self, message: str, hint: str = "", exit_code: int = 1) -> None:
        super().__init__(f"{message} {hint}".strip())
        self.message = message
        self.hint = hint
        self.exit_code = exit_code


def _safe(text: str) -> str:
    """Text that cannot drive a terminal: controls, bidirectional marks and the like are written as escapes."""
    if text.isprintable():
        return text
    odd = {character for character in set(text) if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")}
    return text.translate({ord(each): f"\\u{ord(each):04x}" if ord(each) < 0x10000 else f"\\U{ord(each):08x}" for each in odd}) if odd else text


def _say(text: str) -> None:
    """A line for the person, on standard error; where nobody can read it, nothing is lost."""
    try:
        print(_safe(text), file=sys.stderr)
    except (OSError, ValueError):
        pass


def _now_iso() -> str:
    """Local time without a zone, to microseconds, as the registries have it."""
    return datetime.datetime.now().isoformat()


def _utc_iso() -> str:
    """UTC, to milliseconds, as the journal has it."""
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


# --- JSON: read leniently, edited as text ---

_MOST_BYTES = 4_000_000
_MOST_LEVELS = 64


class _Unreadable(Exception):
    """Why a JSON file cannot be read or edited: `reason` follows the file's name. `cut`: the text ends in the middle, as while it is being written."""

    def __init__(self, reason: str, cut: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.cut = cut


@dataclass(frozen=True)
class _SetKey:
    """The value at a path; the objects on the way are made where there are none. A text that goes on with the old one keeps the old one's spelling."""
    path: Tuple[str, ...]
    value: Any


@dataclass(frozen=True)
class _AppendTo:
    """A further item of a list, which is made where there is none or null."""
    path: Tuple[str, ...]
    value: Any


@dataclass(frozen=True)
class _SetTexts:
    """Texts that are to be in a list, and those that are not: compared exactly. What is in both is there."""
    path: Tuple[str, ...]
    add: Tuple[str, ...] = ()
    remove: Tuple[str, ...] = ()


_Edit = Union[_SetKey, _AppendTo, _SetTexts]


class _Spliced(NamedTuple):
    """Where a text was changed: `offset` in bytes, what stood there ('' for nothing) and what stands there, and the values (texts of a list, a note) by them."""
    data: bytes
    offset: int
    before: str
    after: str
    words_before: Any = None
    words_after: Any = None


_BRACKETS = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\]]', re.S)
_BLANKS = re.compile(r"[ \t\n\r]*")
_SURROGATE = re.compile("[\\ud800-\\udfff]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_ESCAPE = re.compile(r"\\u[0-9a-fA-F]{4}")


def _parse(data: bytes, limit: Optional[int] = _MOST_BYTES) -> Any:
    """The value of a JSON text, with NaN, Infinity, a byte order mark, CRLF; at most 64 levels and `limit` bytes. Raises _Unreadable."""
    return _parse_text(_json_text_of(data, limit))


def _json_text_of(data: bytes, limit: Optional[int] = _MOST_BYTES) -> str:
    """The characters of a JSON file, without its byte order mark."""
    if limit is not None and len(data) > limit:
        raise _Unreadable(f"is {len(data)} bytes; more than {limit} are not read.")
    if not data:
        raise _Unreadable("is empty.", cut=True)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise _Unreadable("is UTF-16; save it as UTF-8.")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _Unreadable(f"is not UTF-8 (line {line}); save it as UTF-8.") from None
    return text[1:] if text.startswith("\ufeff") else text


def _parse_text(text: str) -> Any:
    if text.count("{") + text.count("[") > _MOST_LEVELS:
        _check_depth(text)
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise _why_unparsable(text, error) from None
    except ValueError:
        # Python refuses to read whole numbers of thousands of digits.
        return json.loads(text, parse_int=lambda digits: int(digits) if len(digits) < 400 else float(digits))


def _check_depth(text: str) -> None:
    depth = 0
    for match in _BRACKETS.finditer(text):
        bracket = match.group()
        if bracket in "{[":
            depth += 1
            if depth > _MOST_LEVELS:
                raise _Unreadable(f"is nested more than {_MOST_LEVELS} deep (line {_line_at(text, match.start())}).")
        elif bracket in "}]":
            depth -= 1


def _why_unparsable(text: str, error: json.JSONDecodeError) -> _Unreadable:
    line = _line_at(text, error.pos)
    rest = text[error.pos:]
    is_cut = rest.strip() == "" or error.msg.startswith("Unterminated string") or (error.msg.startswith("Invalid \\") and len(rest) < 7)
    if is_cut:
        return _Unreadable(f"ends in the middle (line {line}).", cut=True)
    return _Unreadable(f"is not JSON: {error.msg} (line {line}).")


def _line_at(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def _as_plain(value: Any) -> Any:
    """The value as JSON has it: tuples as lists, numbers and arrays of numpy or torch as numbers and lists, paths as text. Raises TypeError for what is none."""
    return json.loads(json.dumps(value, default=_as_json))


def _as_json(value: Any) -> Any:
    if isinstance(value, os.PathLike):
        return os.fsdecode(os.fspath(value))
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.isoformat()
    if isinstance(value, (set, frozenset)):
        return sorted(value, key=repr)
    if isinstance(value, Mapping):
        return dict(value)
    for name in ("item", "tolist"):
        # Numbers and arrays of other libraries; `item` refuses arrays of several.
        method = getattr(value, name, None)
        if callable(method):
            with contextlib.suppress(TypeError, ValueError, RuntimeError):
                return method()
    raise TypeError(f"{value!r} ({type(value).__name__}) cannot be written into a JSON file")


def _dump(value: Any) -> str:
    """JSON text as the seeds write it: two blanks, no escapes, NaN kept; no newline at the end."""
    return _escape_surrogates(json.dumps(value, indent=2, ensure_ascii=False, default=_as_json))


def _dump_line(value: Any) -> str:
    """JSON text on one line, without blanks, as the journal has it."""
    return _escape_surrogates(json.dumps(value, separators=(",", ":"), ensure_ascii=False, default=_as_json))


def _escape_surrogates(text: str) -> str:
    """JSON text that UTF-8 can hold: halves of characters become escapes, two that belong together one character."""
    if not _SURROGATE.search(text):
        return text
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    return _SURROGATE.sub(lambda half: f"\\u{ord(half.group()):04x}", whole)


class _Node:
    """A value in a JSON text that is known to be one: where it stands, and on demand what is in it."""

    __slots__ = ("text", "start", "end", "kind", "_children")
    _kinds = {"{": "object", "[": "array", '"': "string", "n": "null", "t": "boolean", "f": "boolean"}
    # Numbers are not made: Python refuses some that are thousands of digits long.
    _end_of = staticmethod(json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str).scan_once)

    def __init__(self, text: str, start: int) -> None:
        self.text = text
        self.start = start
        self.end: int = self._end_of(text, start)[1]
        self.kind = self._kinds.get(text[start], "number")
        self._children: Optional[List[_Node]] = None

    @property
    def raw(self) -> str:
        return self.text[self.start:self.end]

    @property
    def string(self) -> str:
        """The value of a text; '' of any other value."""
        return json.decoder.scanstring(self.text, self.start + 1, True)[0] if self.kind == "string" else ""

    @property
    def value(self) -> "_Node":
        """The value of a property; of any other node itself."""
        return self

    @property
    def children(self) -> "List[_Node]":
        """The properties of an object, the values of a list."""
        if self._children is None:
            self._children = list(self._walk()) if self.kind in ("object", "array") else []
        return self._children

    def _walk(self) -> "Iterator[_Node]":
        at = _after_blanks(self.text, self.start + 1)
        while self.text[at] not in "}]":
            if self.text[at] == ",":
                at = _after_blanks(self.text, at + 1)
            node = _Property(self.text, at) if self.kind == "object" else _Node(self.text, at)
            yield node
            at = _after_blanks(self.text, node.end)


class _Property(_Node):
    """A key with its value."""

    __slots__ = ("key", "name_end", "_value")

    def __init__(self, text: str, start: int) -> None:
        self.text = text
        self.start = start
        self.key, self.name_end = json.decoder.scanstring(text, start + 1, True)
        colon = _after_blanks(text, self.name_end)
        self._value = _Node(text, _after_blanks(text, colon + 1))
        self.end = self._value.end
        self.kind = "property"
        self._children = []

    @property
    def value(self) -> _Node:
        return self._value


def _after_blanks(text: str, at: int) -> int:
    match = _BLANKS.match(text, at)
    return match.end() if match else at


class _Found(NamedTuple):
    """Where a path leads: the innermost object that is there, the property in it that is the value or stands in the way as null, and the keys that are missing."""
    root: _Node
    parent: _Node
    property: Optional[_Property]
    missing: Tuple[str, ...]


class _Change(NamedTuple):
    """Text that comes in place of what stands from `start` to `end`."""
    start: int
    end: int
    content: str
    words_before: Any = None
    words_after: Any = None


def _splice(data: bytes, edits: Sequence[_Edit]) -> bytes:
    """The text with these edits, byte for byte the same outside of them. Raises _Unreadable where a place is of another type or a key stands twice."""
    for edit in edits:
        spliced = _splice_one(data, edit)
        if spliced:
            data = spliced.data
    return data


def _splice_one(data: bytes, edit: _Edit) -> Optional[_Spliced]:
    """One edit, with the place that it changed, as the journal wants it; None where nothing is to be changed. Raises _Unreadable."""
    text = _json_text_of(data)
    if not isinstance(_parse_text(text), dict):
        raise _Unreadable("is not a JSON object.")
    change = _change_of(text, _find(text, edit.path), edit)
    if change is None:
        return None
    start = len(data) - len(text.encode("utf-8"))
    offset = start + len(text[:change.start].encode("utf-8"))
    before = text[change.start:change.end]
    after = _spelled(text, change.content)
    whole = data[:offset] + after.encode("utf-8") + data[offset + len(before.encode("utf-8")):]
    if len(whole) > _MOST_BYTES:
        raise _Unreadable(f"would be larger than {_MOST_BYTES} bytes, and could not be read any more.")
    return _Spliced(whole, offset, before, after, change.words_before, change.words_after)


def _find(text: str, path: Sequence[str]) -> _Found:
    root = parent = _Node(text, _after_blanks(text, 0))
    for index, key in enumerate(path):
        named = [each for each in parent.children if isinstance(each, _Property) and each.key == key]
        name = ".".join(path[:index + 1])
        if len(named) > 1:
            raise _Unreadable(f'has "{name}" twice: take one of them out in a text editor.')
        if not named:
            return _Found(root, parent, None, tuple(path[index:]))
        if index == len(path) - 1 or named[0].value.kind == "null":
            return _Found(root, parent, named[0], tuple(path[index + 1:]))
        if named[0].value.kind != "object":
            raise _Unreadable(f'has a "{name}" that is no object: mend it in a text editor.')
        parent = named[0].value
    raise ValueError("a path without keys")


def _change_of(text: str, found: _Found, edit: _Edit) -> Optional[_Change]:
    if isinstance(edit, _SetTexts):
        return _texts_change(text, found, edit)
    if isinstance(edit, _AppendTo):
        old = _list_at(found, f'has a "{".".join(edit.path)}" that is no list: mend it in a text editor.')
        if old and old.children:
            return _list_change(text, found, old, old.children, [_as_plain(edit.value)])
        return _value_change(text, found, [_as_plain(edit.value)])
    if edit.path == ("notes",) and isinstance(edit.value, str):
        return _note_change(text, found, edit.value)
    return _value_change(text, found, _as_plain(edit.value))


def _list_at(found: _Found, refusal: str) -> Optional[_Node]:
    """The list at a place; None where there is none or null. Raises _Unreadable for anything else."""
    if not found.property or found.missing:
        return None
    value = found.property.value
    if value.kind not in ("array", "null"):
        raise _Unreadable(refusal)
    return value if value.kind == "array" else None


def _texts_change(text: str, found: _Found, edit: _SetTexts) -> Optional[_Change]:
    old = _list_at(found, f'has "{".".join(edit.path)}" that are no list: mend them in a text editor.')
    items = old.children if old else []
    gone = set(edit.remove) - set(edit.add)
    before = list(dict.fromkeys(item.string for item in items if item.kind == "string"))
    after = list(dict.fromkeys([*(each for each in before if each not in gone), *edit.add]))
    if set(before) == set(after):
        return None
    added = [each for each in after if each not in before]
    if old and items:
        kept = [item for item in items if item.kind != "string" or item.string not in gone]
        change = _list_change(text, found, old, kept, added)
    else:
        change = _value_change(text, found, added)
    return change and change._replace(words_before=before, words_after=after)


def _note_change(text: str, found: _Found, after: str) -> Optional[_Change]:
    old = found.property.value if found.property else None
    if old and old.kind not in ("string", "null"):
        raise _Unreadable('has "notes" that are no text: mend them in a text editor.')
    before = old.string if old else ""
    change = None if before == after else _value_change(text, found, after)
    return change and change._replace(words_before=before, words_after=after)


def _value_change(text: str, found: _Found, value: Any) -> Optional[_Change]:
    """Puts a value where a path leads, with the objects in which it is to stand."""
    if not found.property:
        return _insertion(text, found, value)
    for name in reversed(found.missing):
        value = {name: value}
    return _replacement(text, found, value)


def _replacement(text: str, found: _Found, value: Any) -> Optional[_Change]:
    """Puts another value in place of a property's; None where its text says the same already."""
    if not found.property:
        return None
    old = found.property.value
    if _says(old.raw, value):
        return None
    if isinstance(value, str) and old.kind == "string" and old.string and value.startswith(old.string):
        return _Change(old.start, old.end, old.raw[:-1] + _spelled(text, _dump(value[len(old.string):]))[1:])
    siblings = [each for each in found.parent.children if each is not found.property]
    style = _style_of(text, found, [*siblings, found.property], found.property, value)
    return _Change(old.start, old.end, _laid_out(value, style, _indent_at(text, found.property.start)))


def _insertion(text: str, found: _Found, value: Any) -> _Change:
    """Adds a property behind the last one of its parent."""
    root, parent = found.root, found.parent
    for name in reversed(found.missing[1:]):
        value = {name: value}
    siblings = parent.children
    last = siblings[-1] if siblings else None
    style = _style_of(text, found, siblings, last, value)
    indent = _indent_at(text, last.start) if last else _indent_at(text, parent.start) + style.unit
    added = _dump(found.missing[0]) + style.colon + _laid_out(value, style, indent)
    if last:
        return _Change(last.end, last.end, (f",{style.eol}{indent}" if _starts_line(text, last) else style.comma) + added)
    if parent is not root and "\n" not in root.raw:
        return _Change(parent.start, parent.end, "{" + added + "}")
    return _Change(parent.start, parent.end, f"{{{style.eol}{indent}{added}{style.eol}{_indent_at(text, parent.start)}}}")


def _list_change(text: str, found: _Found, old: _Node, kept: Sequence[_Node], added: Sequence[Any]) -> _Change:
    """Takes out and adds items of a list that has some; the others keep their spelling and what stands between them."""
    items = old.children
    first, last = items[0], items[-1]
    lead = text[old.start + 1:first.start]
    gaps = {item.start: text[before.end:item.start] for before, item in zip(items, items[1:])}
    style = _style_of(text, found, found.parent.children, found.property, added)
    gap = gaps[last.start] if len(items) > 1 else f",{lead}" if "\n" in lead else style.comma
    item_style = style._replace(one_line="\n" not in last.raw, padding=" " if text.startswith("{ ", last.start) else "")
    every = [(item.raw, gaps.get(item.start, "")) for item in kept]
    every += [(_spelled(text, _laid_out(value, item_style, _indent_at(text, last.start))), gap) for value in added]
    inner = "".join((lead if index == 0 else before) + item for index, (item, before) in enumerate(every))
    return _Change(old.start, old.end, f"[{inner}{text[last.end:old.end - 1]}]" if inner else "[]")


class _Style(NamedTuple):
    """How new text is laid out, which is as the text around it. `comma`: between parts on one line; `padding`: within the braces of an object on one line."""
    eol: str
    unit: str
    colon: str
    comma: str
    one_line: bool
    padding: str


def _style_of(text: str, found: _Found, siblings: Sequence[_Node], at: Optional[_Node], value: Any) -> _Style:
    """`siblings`: those whose layout counts, the last one most; `at`: the property that is changed or that the new one follows."""
    root, parent = found.root, found.parent
    kind = "array" if isinstance(value, list) else "object"
    model = next((each.value for each in reversed(siblings) if each.value.kind == kind and each.value.children), None)
    example = at or (root.children[0] if root.children else None)
    gap = text[example.name_end:example.value.start] if isinstance(example, _Property) else ": "
    colon = ": " if "\n" in gap else gap
    if at:
        one_line = not _starts_line(text, at) or (model is not None and "\n" not in model.raw)
    else:
        one_line = parent is not root and "\n" not in root.raw
    first = next((each for each in root.children if _starts_line(text, each)), None)
    line_end = text.find("\n")
    return _Style(
        eol="\r\n" if line_end > 0 and text[line_end - 1] == "\r" else "\n",
        unit=(_indent_at(text, first.start) if first else "") or "  ",
        colon=colon,
        comma="," if colon == ":" else ", ",
        one_line=one_line,
        padding=" " if text.startswith("{ ", (model or parent).start) else "",
    )


def _laid_out(value: Any, style: _Style, indent: str) -> str:
    """The text of a value, whose first line begins with `indent`."""
    if not isinstance(value, (dict, list)):
        return _dump(value)
    inner = indent + style.unit
    if isinstance(value, list):
        opening, closing, padding = "[", "]", ""
        items = [_laid_out(item, style, inner) for item in value]
    else:
        opening, closing, padding = "{", "}", style.padding
        items = [_dump(key) + style.colon + _laid_out(item, style, inner) for key, item in value.items()]
    if not items:
        return opening + closing
    if style.one_line:
        return opening + padding + style.comma.join(items) + padding + closing
    return opening + ",".join(f"{style.eol}{inner}{item}" for item in items) + f"{style.eol}{indent}{closing}"


def _spelled(text: str, added: str) -> str:
    """New text is escaped as Python does by default, where the file is."""
    if _NOT_ASCII.search(text) or not _ESCAPE.search(text):
        return added
    return _NOT_ASCII.sub(lambda character: json.dumps(character.group())[1:-1], added)


def _says(raw: str, value: Any) -> bool:
    """True for the text of a value that needs no change to be this value."""
    try:
        return _is_same(json.loads(raw), value)
    except ValueError:
        return False


def _is_same(one: Any, two: Any) -> bool:
    """Equal as JSON: true is not 1, the order of keys does not count, NaN equals NaN."""
    if isinstance(one, bool) or isinstance(two, bool):
        return one is two
    if isinstance(one, dict) and isinstance(two, dict):
        return one.keys() == two.keys() and all(_is_same(one[key], two[key]) for key in one)
    if isinstance(one, list) and isinstance(two, list):
        return len(one) == len(two) and all(map(_is_same, one, two))
    return one == two or (isinstance(one, float) and isinstance(two, float) and math.isnan(one) and math.isnan(two))


def _indent_at(text: str, offset: int) -> str:
    """The blanks with which the line of a place begins."""
    start = text.rfind("\n", 0, offset) + 1
    end = start
    while end < offset and text[end] in " \t":
        end += 1
    return text[start:end]


def _starts_line(text: str, node: _Node) -> bool:
    """True if only blanks stand before it on its line."""
    return text[text.rfind("\n", 0, node.start) + 1:node.start].strip() == ""


# --- Files: locks, atomic writes, the journal, the registry's own folder ---

_LOCK_NAME = ".mreg.lock"
_TURN_NAME = ".mreg.lock.break"
_LARGEST_LOCK = 64 * 1024
_LARGEST_JOURNAL = 16_000_000
_RESERVE_BYTES = 1_000_000
# Not the shared generator: a training that was seeded must draw the same numbers with and without a registry.
_jitter = random.SystemRandom()
_held_here: Dict[str, int] = {}
_transactions = 0
_GONE = object()


class _Seen(NamedTuple):
    """A file as it was read; its time was taken before its bytes."""
    data: bytes
    ino: int
    mtime_ns: int


class _Access(NamedTuple):
    """Who may do what with a file; `uid` -1: whoever writes."""
    mode: int
    uid: int
    gid: int


def _fs(path: str) -> bytes:
    """A path as the system has it: UTF-8 whatever the locale says, and bytes that are not UTF-8 as they were."""
    return path.encode("utf-8", "surrogateescape")


def _name_of(path: bytes) -> str:
    return path.decode("utf-8", "surrogateescape")


def _dir_names(folder: str) -> List[str]:
    """Raises the system's error."""
    return [_name_of(name) for name in os.listdir(_fs(folder or "."))]


def _given_path(path: str) -> str:
    """A path that a person typed, or that the environment has, as the other paths here are: whatever the locale says."""
    try:
        return _name_of(os.fsencode(path))
    except UnicodeEncodeError:
        return path


def _real_path(path: str) -> str:
    """Absolute, without links."""
    return _name_of(os.path.realpath(_fs(path)))


def _why(error: OSError) -> str:
    """The system's words for a failed call: `no space left on device (ENOSPC)`."""
    words = os.strerror(error.errno) if error.errno else str(error)
    return f"{words[:1].lower()}{words[1:]} ({errno.errorcode.get(error.errno or 0, 'unknown')})"


def _hint_for(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "Make room on the disk, then try again."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "Check the permissions of the file and of its folder, and that the disk is not mounted read-only."
    return "Check the disk, then try again."


def _failed(what: str, error: OSError) -> MregError:
    """`what`: a sentence without its end, such as `Cannot write /r/a.json`."""
    code = 3 if error.errno in (errno.ENOENT, errno.ENOTDIR) else 1
    return MregError(f"{what}: {_why(error)}.", _hint_for(error), code)


def _token() -> str:
    """Names what one process makes: `<pid>-<16 hex>`."""
    return f"{os.getpid()}-{os.urandom(8).hex()}"


def _sha256(data: bytes) -> str:
    """In hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _read(path: str, limit: Optional[int] = None) -> _Seen:
    """A regular file, links not followed, pipes not opened. Raises MregError; FileNotFoundError where there is none."""
    try:
        # What is no file is not opened: a pipe's writer would be woken by it.
        refusal = _not_a_file(os.lstat(_fs(path)).st_mode)
        if refusal:
            raise MregError(f"{path} {refusal}", "Move it away, or put a file in its place.")
        fd = os.open(_fs(path), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
        try:
            status = os.fstat(fd)
            refusal = _not_a_file(status.st_mode)
            if refusal:
                raise MregError(f"{path} {refusal}", "Move it away, or put a file in its place.")
            if limit is not None and status.st_size > limit:
                raise MregError(f"{path} is {status.st_size} bytes; more than {limit} are not read.")
            return _Seen(_content_of(fd, None), status.st_ino, status.st_mtime_ns)
        finally:
            os.close(fd)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise _failed(f"Cannot read {path}", error) from error


def _not_a_file(mode: int) -> Optional[str]:
    """What a file that is none is, in words that follow its name; None for a regular file."""
    if stat.S_ISREG(mode):
        return None
    if stat.S_ISLNK(mode):
        return "is a link: it is read, but not edited. Edit the file that it points to, or put a copy in its place."
    if stat.S_ISFIFO(mode):
        return "is a FIFO, not a file."
    if stat.S_ISSOCK(mode):
        return "is a socket, not a file."
    return "is a folder, not a file." if stat.S_ISDIR(mode) else "is a device, not a file."


def _content_of(fd: int, limit: Optional[int]) -> bytes:
    """The bytes of an open file from its beginning, at most `limit`."""
    parts: List[bytes] = []
    at = 0
    while limit is None or at < limit:
        part = os.pread(fd, 1 << 20 if limit is None else min(1 << 20, limit - at), at)
        if not part:
            break
        parts.append(part)
        at += len(part)
    return b"".join(parts)


def _read_json(path: str, limit: Optional[int] = _MOST_BYTES, is_file: bool = False) -> Any:
    """The value of a JSON file; a link is followed, what is no file is never opened. Raises _Unreadable; FileNotFoundError where there is none.

    `is_file`: it was seen to be a regular file a moment ago."""
    try:
        status = None if is_file else os.stat(_fs(path))
        if status and not stat.S_ISREG(status.st_mode):
            raise _Unreadable(f"{'is a link to something that ' if os.path.islink(_fs(path)) else ''}{_not_a_file(status.st_mode)}")
        fd = os.open(_fs(path), os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
        try:
            status = os.fstat(fd)
            if not stat.S_ISREG(status.st_mode):
                raise _Unreadable(str(_not_a_file(status.st_mode)))
            if limit is not None and status.st_size > limit:
                raise _Unreadable(f"is {status.st_size} bytes; more than {limit} are not read.")
            data = os.read(fd, status.st_size + 1)
            if len(data) != status.st_size:
                data = _content_of(fd, None if limit is None else limit + 1)
        finally:
            os.close(fd)
    except (FileNotFoundError, NotADirectoryError):
        if os.path.lexists(_fs(path)):
            raise _Unreadable("is a link that leads nowhere.") from None
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path) from None
    except OSError as error:
        raise _Unreadable(f"cannot be opened: {_why(error)}.") from None
    return _parse(data, limit)


def _temporary_name(name: str) -> str:
    """`.<name>.<token>.tmp`: a dotfile, so that no scan takes it for a model; the name is cut so that the whole stays within 255 bytes, and UTF-8."""
    ending = f".{_token()}.tmp"
    start = _SURROGATE.sub("_", name)
    while len(_fs(f".{start}{ending}")) > 255:
        start = start[:-1]
    return f".{start}{ending}"


def _temporary_beside(path: str) -> str:
    return os.path.join(os.path.dirname(path), _temporary_name(os.path.basename(path)))


def _access_of_new(folder: str) -> _Access:
    """That of a new file in a folder: its mode and group."""
    status = os.stat(_fs(folder or "."))
    return _Access(status.st_mode & 0o666, -1, status.st_gid)


def _access_like(status: os.stat_result) -> _Access:
    return _Access(stat.S_IMODE(status.st_mode), status.st_uid, status.st_gid)


def _is_permitted(call: Callable[[], None]) -> bool:
    """False where the system or the kind of disk (FAT, SMB) does not let this user set modes or owners."""
    try:
        call()
        return True
    except OSError as error:
        if error.errno in (errno.EPERM, errno.EACCES, errno.EINVAL, errno.ENOSYS, errno.ENOTSUP):
            return False
        raise


def _give_access(fd: int, access: _Access) -> None:
    is_kept = _is_permitted(lambda: os.fchown(fd, access.uid, access.gid)) or _is_permitted(lambda: os.fchown(fd, -1, access.gid))
    # In the wrong group, the bits meant for the right one would let others in.
    mode = access.mode if is_kept else (access.mode & ~0o070) | ((access.mode & 0o007) << 3)
    if stat.S_IMODE(os.fstat(fd).st_mode) != mode:
        _is_permitted(lambda: os.fchmod(fd, mode))


def _create(path: str, data: bytes, access: Optional[_Access] = None, sync: bool = True) -> int:
    """Makes a file that must not exist yet, and returns its inode. Raises the system's errors, and leaves no file behind then."""
    access = access or _access_of_new(os.path.dirname(path))
    # Closed to others until it has the owner and mode that it is to have.
    fd = os.open(_fs(path), os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        try:
            _write_all(fd, data)
            _give_access(fd, access)
            if sync:
                os.fsync(fd)
            return os.fstat(fd).st_ino
        finally:
            os.close(fd)
    except BaseException:
        _remove_quietly(path)
        raise


def _write_all(fd: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view):]


def _remove_quietly(path: str) -> bool:
    """Removes a file that is only in the way; an error changes nothing for the caller."""
    try:
        os.unlink(_fs(path))
        return True
    except OSError:
        return False


def _inode_of(path: str) -> Optional[int]:
    try:
        return os.lstat(_fs(path)).st_ino
    except OSError:
        return None


def _is_linked(source: str, path: str) -> bool:
    """True if the file has this name, too, now; False where the name is another file's. Raises the system's other errors."""
    try:
        os.link(_fs(source), _fs(path))
        return True
    except FileExistsError:
        # Over NFS a repeated request can fail although the first one made the link.
        return _inode_of(path) == _inode_of(source)


def _move_into(path: str, temporary: str, inode: int) -> None:
    """Gives a temporary file its name. Raises the system's error, and removes the temporary file then."""
    try:
        os.rename(_fs(temporary), _fs(path))
    except OSError:
        # Over NFS a repeated request can fail although the first one moved the file.
        if _inode_of(path) == inode:
            return
        _remove_quietly(temporary)
        raise


def _sync_folder(path: str) -> None:
    """Puts the names in a folder on the disk for good. Raises the system's error."""
    try:
        fd = os.open(_fs(path or "."), os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except PermissionError:
        # A folder that may be written but not read cannot be opened for this.
        return
    try:
        os.fsync(fd)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.ENOSYS):
            raise
    finally:
        os.close(fd)


def _confirm(path: str) -> None:
    """Makes a new name last through a power cut."""
    try:
        _sync_folder(os.path.dirname(path))
    except OSError as error:
        raise MregError(f"{path} is written, but the disk did not confirm it: {_why(error)}. A power cut now could bring back the old state.") from error


def _refuse_odd_target(path: str, old: os.stat_result) -> None:
    refusal = _not_a_file(old.st_mode)
    if refusal:
        raise MregError(f"{path} {refusal} It is not replaced; the old state stands.", "Put a file in its place, then try again.")
    # rename(2) would replace a read-only file without a word.
    if not os.access(_fs(path), os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)


def _write_new(path: str, data: bytes) -> None:
    """Whole or not at all, never over anything. Raises FileExistsError, and MregError where it cannot be written."""
    temporary = _temporary_beside(path)
    try:
        _create(temporary, data)
        if not _is_linked(temporary, path):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), path)
    except FileExistsError:
        raise
    except OSError as error:
        raise _failed(f"Cannot write {path}", error) from error
    finally:
        _remove_quietly(temporary)
    _confirm(path)


def _write_atomic(path: str, data: bytes, sync: bool = True) -> None:
    """Whole or not at all, over the file that is there, whose mode, owner and group stay. Raises MregError."""
    temporary = _temporary_beside(path)
    try:
        old = os.lstat(_fs(path)) if os.path.lexists(_fs(path)) else None
        if old:
            _refuse_odd_target(path, old)
        _move_into(path, temporary, _create(temporary, data, _access_like(old) if old else None, sync))
    except OSError as error:
        raise _failed(f"Cannot write {path}", error) from error
    if sync:
        _confirm(path)


def _replace(path: str, data: bytes, seen: _Seen) -> bool:
    """Puts `data` in place of what was read; False where another program writes the file at the same time: its write stands then.

    One that changed since it was read is left as it is. One that changes by a writer that held it open comes back directly after it was replaced, the very
    inode. Raises MregError; links and files that are read-only for this user are refused."""
    temporary, kept = _temporary_beside(path), _temporary_beside(path)
    fd = -1
    try:
        try:
            old = os.lstat(_fs(path))
        except FileNotFoundError:
            return False
        _refuse_odd_target(path, old)
        fd = os.open(_fs(path), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        inode = _create(temporary, data, _access_like(old))
        is_kept = _is_kept(path, kept)
        if not _is_as_read(path, fd, seen):
            _remove_quietly(temporary)
            return False
        _move_into(path, temporary, inode)
        # Whoever opened the old file before the rename may have written it since. Times are too coarse to tell.
        if _content_of(fd, len(seen.data) + 1) != seen.data:
            _put_back(path, _Seen(data, inode, 0), fd, kept if is_kept else None)
            return False
    except OSError as error:
        raise _failed(f"Cannot write {path}", error) from error
    finally:
        if fd != -1:
            os.close(fd)
        _remove_quietly(kept)
    _confirm(path)
    return True


def _is_kept(path: str, second: str) -> bool:
    """Gives a file a second name; False where it cannot have two, on some disks, and another user's file under some rules."""
    try:
        os.link(_fs(path), _fs(second), follow_symlinks=False)
        return True
    except OSError:
        return False


def _is_as_read(path: str, fd: int, seen: _Seen) -> bool:
    try:
        now = os.lstat(_fs(path))
    except FileNotFoundError:
        return False
    same = (now.st_ino, now.st_mtime_ns, now.st_size) == (seen.ino, seen.mtime_ns, len(seen.data))
    return same and os.fstat(fd).st_ino == seen.ino


def _put_back(path: str, ours: _Seen, fd: int, kept: Optional[str]) -> None:
    """Gives the old file its name again, unless the new one was written or replaced meanwhile: the last write counts."""
    try:
        if _inode_of(path) != ours.ino or _read(path).data != ours.data:
            return
    except FileNotFoundError:
        return
    if kept is not None:
        os.rename(_fs(kept), _fs(path))
        return
    copy = _temporary_beside(path)
    _move_into(path, copy, _create(copy, _content_of(fd, None), _access_like(os.fstat(fd))))


def _ensure_folder(path: str, mode: Optional[int] = None) -> None:
    """Makes a folder and those above it where they are missing; each new one takes the mode (or `mode`) and group of the folder it is in. Raises MregError."""
    try:
        if os.path.isdir(_fs(path)):
            return
        parent = os.path.dirname(path) or "."
        if parent != path:
            _ensure_folder(parent, mode)
        _make_one_folder(path, parent, mode)
        _sync_folder(parent)
    except OSError as error:
        raise _failed(f"Cannot make the folder {path}", error) from error


def _make_one_folder(path: str, parent: str, mode: Optional[int]) -> None:
    around = os.stat(_fs(parent))
    try:
        os.mkdir(_fs(path), 0o700)
    except FileExistsError:
        # Another process was faster.
        if os.path.isdir(_fs(path)):
            return
        raise
    fd = os.open(_fs(path), os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        _give_access(fd, _Access(around.st_mode & 0o2777 if mode is None else mode, -1, around.st_gid))
    finally:
        os.close(fd)


@dataclass(frozen=True)
class _Here:
    """The machine and the namespace that judge a lock. `start_of`: the start of a running process, None where it does not tell, _GONE where there is none."""
    host: str
    boot_id: Optional[str]
    pid_ns: Optional[str]
    start_of: Callable[[int], Any]


_this_machine: Optional[_Here] = None


def _here() -> _Here:
    global _this_machine
    if _this_machine is None:
        _this_machine = _Here(socket.gethostname(), _text_or_none("/proc/sys/kernel/random/boot_id"), _link_or_none("/proc/self/ns/pid"), _start_of)
    return _this_machine


def _text_or_none(path: str) -> Optional[str]:
    try:
        with open(path, encoding="latin-1") as file:
            return file.read().strip()
    except OSError:
        return None


def _link_or_none(path: str) -> Optional[str]:
    try:
        return os.readlink(path)
    except OSError:
        return None


def _start_of(pid: int) -> Any:
    """Field 22 of /proc/PID/stat; None for a process that runs but does not tell (macOS, hidepid), _GONE for none and for a zombie."""
    text = _text_or_none(f"/proc/{pid}/stat")
    if text is None:
        return None if _is_running(pid) else _GONE
    # The second field is the program's name in parentheses, and may hold spaces and parentheses itself.
    fields = text[text.rfind(")") + 2:].split(" ")
    if fields[0] in ("Z", "X"):
        return _GONE
    return fields[19] if len(fields) > 19 else None


def _is_running(pid: int) -> bool:
    """True if there is a process of this pid, of any user, a zombie included."""
    try:
        os.kill(pid, 0)
        return True
    except PermissionError:
        return True
    except (OSError, OverflowError):
        return False


def _holder(token: str, by: str) -> Dict[str, Any]:
    """What a lock file says of this process."""
    return {"v": 1, "host": _here().host, **_process_here(), "token": token, "at": _utc_iso(), **({"by": by} if by else {})}


def _process_here() -> Dict[str, Any]:
    """This process, as lock files and `begin` lines name it."""
    here, pid = _here(), os.getpid()
    start = _start_of(pid)
    return {"boot_id": here.boot_id, "pid_ns": here.pid_ns, "pid": pid, "start": None if start is _GONE else start}


def _parse_lock(content: Any) -> Union[Dict[str, Any], str]:
    """The holder that a lock's text (or its parsed object) names, or why it names none."""
    value = content
    if isinstance(content, (str, bytes)):
        text = content.decode("utf-8", "replace") if isinstance(content, bytes) else content
        if text.strip() == "":
            return "the lock file is empty"
        try:
            value = json.loads(text, parse_constant=_refuse_constant)
        except (ValueError, RecursionError):
            value = None
    if not isinstance(value, dict):
        return "the lock file does not hold a JSON object"
    v = value.get("v")
    if _is_number(v) and v > 1:
        return f"the lock was made by a newer version of mreg (lock format {v})"
    usable = {
        "v": _is_number(v) and v == 1,
        "host": isinstance(value.get("host"), str) and value["host"] != "",
        "boot_id": "boot_id" in value and _is_text_or_none(value["boot_id"]),
        "pid_ns": "pid_ns" in value and _is_text_or_none(value["pid_ns"]),
        "pid": _is_number(value.get("pid")) and value["pid"] == int(value["pid"]) and 1 <= value["pid"] < 2**53,
        "start": "start" in value and _is_text_or_none(value["start"]),
        "token": isinstance(value.get("token"), str) and value["token"] != "",
        "at": isinstance(value.get("at"), str),
    }
    odd = next((name for name, is_usable in usable.items() if not is_usable), None)
    return value if odd is None else f'the lock file has no usable "{odd}"'


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _is_text_or_none(value: Any) -> bool:
    return value is None or isinstance(value, str)


def _judge_lock(content: Any, here: Optional[_Here] = None) -> str:
    """`held`: its process runs here; `stale`: its process is gone, it may be broken; `foreign`: cannot be told from here, so it counts as held."""
    here = here or _here()
    holder = _parse_lock(content)
    if isinstance(holder, str) or holder["host"] != here.host or (holder["boot_id"] is None) != (here.boot_id is None):
        return "foreign"
    if holder["boot_id"] != here.boot_id:
        return "stale"
    if holder["pid_ns"] != here.pid_ns:
        return "foreign"
    start = here.start_of(int(holder["pid"]))
    if start is _GONE or (start is not None and holder["start"] is not None and start != holder["start"]):
        return "stale"
    return "held"


def _is_dead(holder: Any) -> bool:
    """True only where the process that a lock (or a holder.json: its text, or parsed) names is gone for certain, as seen from here."""
    return _judge_lock(holder) == "stale"


def _is_lock_of(content: Any, token: str) -> bool:
    """True if this is the lock with that token: the second look of whoever moved a lock aside."""
    holder = _parse_lock(content)
    return isinstance(holder, dict) and holder["token"] == token


def _read_lock(path: str) -> Optional[str]:
    """The text of a lock file; None where there is none, and text that is no lock where it cannot be read."""
    try:
        # Neither a link nor a pipe put in its place may lead away or block.
        fd = os.open(_fs(path), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            status = os.fstat(fd)
            if not stat.S_ISREG(status.st_mode) or status.st_size > _LARGEST_LOCK:
                return ""
            return _content_of(fd, _LARGEST_LOCK).decode("utf-8", "replace")
        finally:
            os.close(fd)
    except FileNotFoundError:
        return None
    except OSError:
        return ""


@contextlib.contextmanager
def _locked(folder: str, by: str, wait: float = 10.0) -> Iterator[None]:
    """Holds the lock of a folder, for a short time. `wait`: for another holder, in seconds. Raises MregError with exit_code 5 that names the holder."""
    token = _acquire(folder, by, wait)
    try:
        yield
    except BaseException:
        # That error matters more than one of the release.
        with contextlib.suppress(MregError):
            _release(folder, token)
        raise
    _release(folder, token)


def _acquire(folder: str, by: str, wait: float) -> str:
    token = _token()
    path, candidate = os.path.join(folder, _LOCK_NAME), os.path.join(folder, f"{_LOCK_NAME}.{token}")
    end = time.monotonic() + wait
    try:
        # On the disk for good: a power cut must not leave an empty lock, which nobody may break.
        _create(candidate, (json.dumps(_holder(token, by), separators=(",", ":"), ensure_ascii=False) + "\n").encode("utf-8", "replace"))
        attempt = 0
        while not _is_linked(candidate, path):
            _give_way(folder, candidate, attempt, end)
            attempt += 1
    except OSError as error:
        if error.errno in (errno.EPERM, errno.ENOTSUP, errno.ENOSYS) and os.path.lexists(_fs(candidate)):
            hint = "Keep what is to be changed on a disk that has them (ext4, xfs, btrfs, APFS, NFS)."
            raise MregError(f"Cannot lock {path}: this disk has no hard links. Nothing was changed.", hint) from error
        raise _failed(f"Nothing was changed, because {folder} cannot be locked", error) from error
    finally:
        _remove_quietly(candidate)
    _held_here[token] = threading.get_ident()
    return token


def _give_way(folder: str, candidate: str, attempt: int, end: float) -> None:
    """Breaks the lock if it is stale, else waits for a moment; raises when the wait is over."""
    text = _read_lock(os.path.join(folder, _LOCK_NAME))
    if text is None:
        return
    holder = _parse_lock(text)
    # A forked child remembers the locks of its parent, whose pid is another.
    if isinstance(holder, dict) and holder["pid"] == os.getpid() and _held_here.get(holder["token"]) == threading.get_ident():
        raise RuntimeError(f"Bug: {folder} is locked twice by the same thread")
    if _judge_lock(text) == "stale" and _is_broken_in_turn(folder, candidate):
        return
    left = end - time.monotonic()
    if left <= 0:
        raise MregError(
            f"{folder} is locked by {_lock_words(holder)}. Nothing was changed.",
            "Try again later, or wait longer. If that process is gone for certain, remove its lock: mreg unlock",
            5,
        )
    time.sleep(min(left, (1 + _jitter.random() * min(4 * 2 ** min(attempt, 8), 100)) / 1000))


def _lock_words(holder: Union[Dict[str, Any], str]) -> str:
    if isinstance(holder, str):
        return f"someone unknown: {holder}"
    by = f" ({holder['by']})" if isinstance(holder.get("by"), str) else ""
    return f"process {int(holder['pid'])} on {holder['host']}{by} since {holder['at']}"


def _stale_token(path: str) -> Optional[str]:
    """The token of a lock that may be broken."""
    text = _read_lock(path)
    holder = _parse_lock(text) if text is not None and _judge_lock(text) == "stale" else None
    return holder["token"] if isinstance(holder, dict) else None


def _is_broken_in_turn(folder: str, candidate: str) -> bool:
    """Breaks a stale lock unless another process is about to: two at a time would move away each other's new locks. True if taking it is worth a try."""
    turn, path = os.path.join(folder, _TURN_NAME), os.path.join(folder, _LOCK_NAME)
    if not _is_linked(candidate, turn):
        left = _stale_token(turn)
        if left is not None:
            _break_lock(turn, left)
        return False
    try:
        # What was read before this turn may have been broken by another one, and taken.
        token = _stale_token(path)
        return token is None or _break_lock(path, token)
    finally:
        _remove_trying(turn)


def _break_lock(path: str, token: str) -> bool:
    """Moves a lock aside, looks at it again, and puts it back if it is another one by now. True if it is gone."""
    aside = os.path.join(os.path.dirname(path), f"{_LOCK_NAME}.stale.{_token()}")
    try:
        os.rename(_fs(path), _fs(aside))
    except FileNotFoundError:
        # Another process was faster.
        return False
    if _is_lock_of(_read_lock(aside), token):
        _remove_trying(aside)
        return True
    try:
        os.link(_fs(aside), _fs(path), follow_symlinks=False)
    except FileExistsError:
        # A third process has taken the lock meanwhile.
        pass
    except OSError:
        # Linking another user's file is forbidden here.
        os.rename(_fs(aside), _fs(path))
        return False
    _remove_quietly(aside)
    return False


def _release(folder: str, token: str) -> None:
    """Frees a lock; one that is no longer this one is left alone. Raises MregError if it cannot be removed."""
    path = os.path.join(folder, _LOCK_NAME)
    _held_here.pop(token, None)
    text = _read_lock(path)
    # Absent: whoever took it for another one, a stale one, is putting it back. Unreadable: the disk may do better the next time.
    for _ in range(2):
        if text:
            break
        time.sleep(0.005)
        text = _read_lock(path)
    if not _is_lock_of(text, token):
        return
    try:
        _remove_trying(path)
    except OSError as error:
        hint = "It ends with this process. If it is still there then: mreg unlock"
        raise MregError(f"The change is made, but its lock {path} cannot be removed: {_why(error)}.", hint) from error


def _remove_trying(path: str) -> None:
    """Removes a file, at the second try if need be. Raises the system's error."""
    for is_last in (False, True):
        try:
            os.unlink(_fs(path))
            return
        except FileNotFoundError:
            return
        except OSError:
            if is_last:
                raise


_TEMPORARY = re.compile(r"\.(.*)\.([0-9]+)-[0-9a-f]{16}\.tmp", re.S)
_CANDIDATE = re.compile(r"\.mreg\.lock\.(?:stale\.)?([0-9]+)-[0-9a-f]{16}")


def _sweep(folder: str, is_ours: Callable[[str], bool] = lambda name: name.endswith(".json")) -> None:
    """Removes what killed writers left in a folder whose lock is held: temporary files of what is written only under that lock, and candidates for locks.

    Files of others' are left for an hour. Housekeeping: what cannot be read or removed stays, without an error."""
    try:
        names = [name for name in _dir_names(folder) if name.startswith(".")]
    except OSError:
        return
    now = time.time()
    for name in names:
        path = os.path.join(folder, name)
        temporary, candidate = _TEMPORARY.fullmatch(name), _CANDIDATE.fullmatch(name)
        pid = int(temporary.group(2)) if temporary else int(candidate.group(1)) if candidate else 0
        if pid and (_is_left(path, pid, now) if not candidate else _is_left_candidate(path, pid, now)):
            _remove_quietly(path)
        elif temporary and is_ours(temporary.group(1)) and not _is_running(pid):
            _remove_quietly(path)


def _is_left(path: str, pid: int, now: float) -> bool:
    """Pids come back, and one of another machine means nothing here: after a day a running process is no longer believed to be the writer."""
    try:
        status = os.lstat(_fs(path))
    except OSError:
        return False
    age = now - status.st_mtime
    return stat.S_ISREG(status.st_mode) and age >= 3600 and (age >= 86400 or not _is_running(pid))


def _is_left_candidate(path: str, pid: int, now: float) -> bool:
    """A candidate tells whose it is, as the lock would; one that tells nothing was cut off when it was made."""
    if _is_left(path, pid, now):
        return True
    text = _read_lock(path)
    if text is None:
        return False
    if isinstance(_parse_lock(text), dict):
        return _judge_lock(text) == "stale"
    with contextlib.suppress(OSError):
        return not _is_running(pid) and now - os.lstat(_fs(path)).st_mtime > 10
    return False


_given_up: Dict[str, float] = {}


def _own_folder(root: str) -> str:
    """The path of `.mreg`, which is made where there is none, with its .gitignore and a reserve of room for a full disk. Raises MregError."""
    folder = os.path.join(root, ".mreg")
    _ensure_folder(folder)
    _fill(folder, ".gitignore", lambda path: _write_atomic(path, b"*\n"))
    # Where it was given up a moment ago, what it was given up for needs the room.
    if time.monotonic() - _given_up.get(root, -60.0) >= 60:
        with contextlib.suppress(MregError):
            # Not zeros, which some disks keep as a hole.
            content = (b"mreg reserve " * (_RESERVE_BYTES // 13 + 1))[:_RESERVE_BYTES]
            _fill(folder, "reserve", lambda path: _write_atomic(path, content, sync=False))
    return folder


def _fill(folder: str, name: str, write: Callable[[str], None]) -> None:
    path = os.path.join(folder, name)
    if os.path.exists(_fs(path)):
        return
    with _locked(folder, ""):
        _sweep(folder, lambda file: file in (".gitignore", "reserve"))
        if not os.path.exists(_fs(path)):
            write(path)


def _give_up_reserve(root: str) -> bool:
    """Frees the room of the reserve, for a disk that is full; False where there was none."""
    _given_up[root] = time.monotonic()
    return _remove_quietly(os.path.join(root, ".mreg", "reserve"))


def _is_full(error: Optional[BaseException]) -> bool:
    """True for an error that says that the disk or the quota is full, or that was caused by one."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return True
    return error is not None and _is_full(error.__cause__)


def _user_name() -> str:
    """The user's name, as the journal and manifests have it."""
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError):
        # A user that the system has no name for, as in some containers.
        return str(os.getuid())


def _new_txn() -> str:
    """Names a transaction: `20261122T081200-4121-01`."""
    global _transactions
    _transactions += 1
    at = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%S")
    return f"{at}-{os.getpid()}-{_transactions:02d}"


def _journal(root: str, by: str, txn: str, op: str, phase: str, items: Sequence[Mapping[str, Any]], inverse_of: Optional[str] = None) -> None:
    """Appends a line to the journal; a `begin` is on the disk for good when this returns. Raises MregError, and nothing was written then."""
    folder = _own_folder(root)
    line: Dict[str, Any] = {"v": 1, "txn": txn, "at": _utc_iso(), "host": _here().host, "user": _user_name(), "by": by, "op": op, "phase": phase}
    if inverse_of is not None:
        line["inverse_of"] = inverse_of
    if phase == "begin":
        line["process"] = _process_here()
    line["items"] = list(items)
    data = (_dump_line(line) + "\n").encode("utf-8")
    with _locked(folder, by):
        try:
            _rotate_journal(folder)
            _append(os.path.join(folder, "journal.jsonl"), data, phase == "begin")
        except OSError as error:
            raise _failed(f"The journal {folder}/journal.jsonl cannot be written", error) from error


def _append(path: str, data: bytes, sync: bool) -> None:
    is_new = not os.path.lexists(_fs(path))
    fd = os.open(_fs(path), os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, 0o666)
    try:
        size = os.fstat(fd).st_size
        # A line that was cut is ended first.
        is_cut = size > 0 and os.pread(fd, 1, size - 1) != b"\n"
        try:
            _write_all(fd, (b"\n" if is_cut else b"") + data)
            if sync:
                os.fsync(fd)
        except BaseException:
            os.ftruncate(fd, size)
            raise
    finally:
        os.close(fd)
    if is_new and sync:
        _sync_folder(os.path.dirname(path))


def _rotated_number(name: str) -> int:
    match = re.fullmatch(r"journal\.([0-9]+)\.jsonl", name)
    return int(match.group(1)) if match else 0


def _rotate_journal(folder: str) -> None:
    active = os.path.join(folder, "journal.jsonl")
    if not os.path.exists(_fs(active)) or os.stat(_fs(active)).st_size < _LARGEST_JOURNAL:
        return
    last = max(_rotated_number(name) for name in _dir_names(folder))
    os.rename(_fs(active), _fs(os.path.join(folder, f"journal.{last + 1}.jsonl")))


def _read_journal(root: str) -> List[Dict[str, Any]]:
    """The lines of the journal and of its older parts, the oldest first; what cannot be read, or is of a newer version, is left out."""
    return [entry for entry in map(_journal_entry, _journal_lines(root)) if entry is not None]


def _journal_lines(root: str) -> List[bytes]:
    folder = os.path.join(root, ".mreg")
    # Before the others: what is rotated meanwhile is then seen twice, and not missed.
    active = _journal_part(os.path.join(folder, "journal.jsonl"))
    try:
        names = sorted(filter(_rotated_number, _dir_names(folder)), key=_rotated_number)
    except OSError:
        names = []
    parts = [_journal_part(os.path.join(folder, name)) for name in names]
    parts = [part for part in parts if active is None or (part and part.ino != active.ino)] + [active]
    return [line for part in parts if part for line in part.data.split(b"\n")]


def _journal_part(path: str) -> Optional[_Seen]:
    try:
        return _read(path)
    except (OSError, MregError):
        return None


def _journal_entry(line: bytes) -> Optional[Dict[str, Any]]:
    try:
        entry = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    is_ours = isinstance(entry, dict) and entry.get("v") == 1 and entry.get("phase") in ("begin", "done", "undone")
    return entry if is_ours and isinstance(entry.get("txn"), str) and isinstance(entry.get("op"), str) else None


# --- Scan: the root, its config, its models ---

_EXTENSIONS = ("pt", "pth", "ckpt", "safetensors", "onnx", "pkl", "joblib", "h5", "keras", "bin", "gguf", "npz", "tflite", "pb")
_ENDINGS = frozenset(("json", *_EXTENSIONS))
_NOBODYS_ENDINGS = (".tmp", ".part", ".lock", "~")
_NOBODYS_NAMES = frozenset(("mreg.config.json", "model_registry.json", "training_registry.json"))
_UNPAIRED_ENDINGS = tuple(f".{ending}" for ending in "log txt md csv tsv png jpg svg pdf yaml yml py ipynb out err".split())
_ROOT_MARKS = ("mreg.config.json", "model_registry.json", ".mreg/journal.jsonl")
_DEPTH = 4
_GROWING_FOR = 10.0

_TIME_IN_NAME = re.compile(r"(?:^|[^0-9])([0-9]{4})([0-9]{2})([0-9]{2})[_-]?([0-9]{2})([0-9]{2})([0-9]{2})(?![0-9])")
_ISO_TIME = re.compile(
    r"\s*([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,9}))?)?\s*(Z|[+-][0-9]{2}:?[0-9]{2})?)?\s*"
)


def _parse_time(text: str) -> Optional[float]:
    """Seconds since 1970 of an ISO 8601 time, to milliseconds, or None where the text is no such time. Without a zone it is local; a date alone its midnight."""
    match = _ISO_TIME.fullmatch(text)
    if not match:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    fraction, zone = match.group(7), match.group(8)
    if not (1 <= month <= 12 and 1 <= day <= _days_in(year, month) and hour <= 23 and minute <= 59 and second <= 60):
        return None
    wall = _days_since_1970(year, month, day) * 86400 + hour * 3600 + minute * 60 + second
    thousandths = math.floor(float(f"0.{fraction}") * 1000) if fraction else 0
    if zone is None:
        ahead = _ahead_of_utc(wall)
    else:
        ahead = 0 if zone == "Z" else (-60 if zone[0] == "-" else 60) * (int(zone[1:3]) * 60 + int(zone[-2:]))
    return ((wall - ahead) * 1000 + thousandths) / 1000


def _days_in(year: int, month: int) -> int:
    if month == 2:
        return 29 if (year % 4 == 0 and year % 100 != 0) or year % 400 == 0 else 28
    return 30 if month in (4, 6, 9, 11) else 31


def _days_since_1970(year: int, month: int, day: int) -> int:
    # Python's calendar begins with the year 1; one of 400 years later has the same days.
    return datetime.date(year + 400, month, day).toordinal() - 146097 - 719163


def _ahead_of_utc(wall: int) -> int:
    """What local time is ahead of UTC at a local wall-clock time (given as if it were UTC), in seconds."""
    known = _offsets.get(wall // 900)
    if known is None:
        start = wall // 900 * 900
        try:
            local = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=start)
            known = start - int(local.timestamp())
        except (OverflowError, OSError, ValueError):
            known = 0
        if len(_offsets) > 100_000:
            _offsets.clear()
        _offsets[wall // 900] = known
    return known


_offsets: Dict[int, int] = {}


def _time_in_id(name: str) -> Optional[float]:
    """The time that a name such as `mscn_20241019_103000` carries (local), in seconds since 1970."""
    match = _TIME_IN_NAME.search(name)
    return _parse_time("{}-{}-{}T{}:{}:{}".format(*match.groups())) if match else None


def _text_in(content: Mapping[str, Any], key: str) -> Optional[str]:
    """A field that is text; as in `mreg`, a whole number beyond 2^53 is one, too, and so are NaN and infinities."""
    value = content.get(key)
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 2**53:
        return str(value)
    if isinstance(value, float) and not math.isfinite(value):
        return json.dumps(value)
    return None


def _time_of(content: Mapping[str, Any], name: str, modified: Union[None, float, Callable[[], Optional[float]]] = None) -> float:
    """When a model was made, in seconds since 1970: `trained_at`, else `created_at`, else the time in its id, else `modified`; -inf where nothing tells."""
    training = content.get("training")
    for text in (_text_in(training, "trained_at") if isinstance(training, dict) else None, _text_in(content, "created_at")):
        found = None if text is None else _parse_time(text)
        if found is not None:
            return found
    found = _time_in_id(name)
    if found is None:
        found = modified() if callable(modified) else modified
    return -math.inf if found is None else found


def _units(text: str) -> bytes:
    """What texts are ordered by, as `mreg` orders them."""
    return text.encode("utf-16-be", "surrogatepass")


def _nfc(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _is_undecodable(name: str) -> bool:
    """True for a name on the disk that is not UTF-8: no rule removes it."""
    return not name.isascii() and any("\udc80" <= character <= "\udcff" for character in name)


@dataclass(frozen=True)
class _Model:
    """An artifact with its sidecar, as found on the disk. Paths are relative to the root, `/`-separated."""

    root: str
    key: str
    id: str
    algorithm: str
    folder: str
    """The one that holds the model folder: training_registry.json lies there."""
    sidecar: Optional[str]
    artifact: Optional[str]
    files: Tuple[str, ...]
    """Further files of the model beside its artifact."""
    state: str
    """`ok`; `untracked`: no sidecar; `missing`: no artifact, or a link to nothing; `unreadable`: a sidecar that cannot be parsed."""
    content: Dict[str, Any]
    problem: Optional[str]
    """What is wrong with its files, as a sentence."""
    time: float
    """Seconds since 1970; -inf where nothing tells."""

    @property
    def bytes(self) -> int:
        """Lengths of the artifact's files; of a folder it is walked, of a link 0."""
        return _measured(f"{self.root}/{self.artifact}")[0] if self.artifact else 0

    def is_growing(self) -> bool:
        """Whether its artifact was changed less than 10 s ago. A registered file that nobody may write is whole."""
        if not self.artifact:
            return False
        try:
            status = os.lstat(_fs(f"{self.root}/{self.artifact}"))
        except OSError:
            return False
        if stat.S_ISLNK(status.st_mode) or (stat.S_ISREG(status.st_mode) and not status.st_mode & 0o222 and _is_registered(self.content)):
            return False
        modified = _measured(f"{self.root}/{self.artifact}")[1]
        return modified is not None and abs(time.time() - modified) < _GROWING_FOR


def _is_registered(content: Mapping[str, Any]) -> bool:
    """True for what `register` wrote: a family, a number and a checksum."""
    family, version, checksum = content.get("family"), content.get("version"), content.get("checksum")
    if not (isinstance(family, str) and family and _is_number(version) and version == int(version) and 0 <= version <= 1_000_000_000):
        return False
    if not isinstance(checksum, dict) or checksum.get("algorithm") != "sha256":
        return False
    value = checksum.get("value")
    return isinstance(value, str) and re.fullmatch(r"[0-9a-fA-F]{64}", value) is not None


def _measured(path: str) -> Tuple[int, Optional[float]]:
    """How long an artifact is, in bytes, and when it or anything in it was changed last, in seconds since 1970 to milliseconds; None where it is not there."""
    try:
        status = os.lstat(_fs(path))
    except OSError:
        return 0, None
    newest = status.st_mtime_ns // 1_000_000
    if not stat.S_ISDIR(status.st_mode):
        return 0 if stat.S_ISLNK(status.st_mode) else status.st_size, newest / 1000
    total = 0
    for folder, folders, files in os.walk(_fs(path)):
        for name in (*folders, *files):
            with contextlib.suppress(OSError):
                inner = os.lstat(os.path.join(folder, name))
                newest = max(newest, inner.st_mtime_ns // 1_000_000)
                total += inner.st_size if stat.S_ISREG(inner.st_mode) else 0
    return total, newest / 1000


def _find_root(given: Optional[str] = None) -> str:
    """The registry's folder, absolute and real: the one given, else as `mreg` finds it. Raises MregError with exit_code 3."""
    for named, by in ((given, "The root"), (os.environ.get("MREG_ROOT") or None, "MREG_ROOT")):
        if named is None:
            continue
        path = _given_path(named)
        if os.path.isdir(_fs(path)):
            return _real_path(path)
        reason = "is not a folder" if os.path.lexists(_fs(path)) else "does not exist"
        raise MregError(f"{by} names {path}, which {reason}.", f"To begin a registry there: mkdir -p {path}", 3)
    here = _name_of(os.getcwdb())
    found = _root_above(here)
    if found is not None:
        return found
    for folder in (here, os.path.join(here, "ExampleData")):
        if os.path.isdir(_fs(folder)) and _model_folders(folder, ()):
            return _real_path(folder)
    hint = "Go to your models, set MREG_ROOT, or name their folder with --root."
    raise MregError(f"There is no model registry in {here}.", f"Looked for folders ALGORITHM/Model, and for {', '.join(_ROOT_MARKS)} here and above. {hint}", 3)


def _root_above(start: str) -> Optional[str]:
    """The nearest folder upward that is marked as a registry, not above home and not across a mount."""
    folder, home = _real_path(start), _real_path(_given_path(os.path.expanduser("~")))
    device = os.stat(_fs(folder)).st_dev
    while os.stat(_fs(folder)).st_dev == device:
        if any(os.path.exists(_fs(os.path.join(folder, mark))) for mark in _ROOT_MARKS):
            return folder
        if folder in (home, os.path.dirname(folder)):
            return None
        folder = os.path.dirname(folder)
    return None


def _config(root: str) -> Dict[str, Any]:
    """mreg.config.json with defaults: objectives, metrics, protectedTags, seedKeys, modelFolders, trash. Raises MregError where it cannot be read."""
    defaults: Dict[str, Any] = {
        "objectives": {}, "metrics": {}, "protectedTags": ["keep", "best", "production"], "seedKeys": ["seed", "random_seed", "manual_seed"],
        "modelFolders": ["*/Model"], "trash": {"keepDays": 14},
    }
    path = os.path.join(root, "mreg.config.json")
    try:
        value = _read_json(path)
    except FileNotFoundError:
        return defaults
    except _Unreadable as error:
        raise MregError(f"The config {path} {error.reason}", "Nothing is cleaned up until this is mended.") from None
    wrong = _wrong_in_config(value)
    if wrong:
        raise MregError(f"The config {path} has wrong keys: {'; '.join(wrong)}.", "Nothing is cleaned up until this is mended.")
    config = {**defaults, **value}
    config["objectives"] = {name.lower(): objective for name, objective in config["objectives"].items()}
    config["trash"] = {**defaults["trash"], **config["trash"]}
    return config


def _wrong_in_config(config: Any) -> List[str]:
    if not isinstance(config, dict):
        return ["the file: is not an object"]
    wrong: List[str] = []
    for key, fields in (("objectives", ("metric", "dataset")), ("metrics", ("direction", "unit"))):
        named = config.get(key, {})
        if not isinstance(named, dict):
            wrong.append(f"{key}: is not an object")
            continue
        for name, value in named.items():
            if not isinstance(value, dict):
                wrong.append(f"{key}.{name}: is not an object")
                continue
            wrong += [f"{key}.{name}.{field}: is not text" for field in fields if field in value and not isinstance(value[field], str)]
            if key == "objectives" and not value.get("metric"):
                wrong.append(f"objectives.{name}.metric: is missing")
            if isinstance(value.get("direction"), str) and key == "metrics" and value["direction"] not in ("minimize", "maximize"):
                wrong.append(f"metrics.{name}.direction: is neither minimize nor maximize")
    for key in ("protectedTags", "seedKeys", "modelFolders"):
        texts = config.get(key, [])
        if not isinstance(texts, list) or not all(isinstance(text, str) and (text or key != "modelFolders") for text in texts):
            wrong.append(f"{key}: is not a list of texts")
    trash = config.get("trash", {})
    if not isinstance(trash, dict) or not _is_number(trash.get("keepDays", 0)) or trash.get("keepDays", 0) < 0:
        wrong.append("trash.keepDays: is not a number of days")
    if not isinstance(config.get("testCommand", ""), str):
        wrong.append("testCommand: is not text")
    return wrong


def _model_folders(root: str, globs: Optional[Sequence[str]] = None) -> List[Tuple[str, str]]:
    """The folders whose entries are models, relative to the root, each with its algorithm; `globs`: `modelFolders` of the config where None.

    Hidden folders and node_modules are passed over; a link to a folder is followed once, by device and inode."""
    if globs is None:
        try:
            globs = _config(root)["modelFolders"]
        except MregError:
            globs = ()
    found: Dict[str, str] = {}
    for path in _matching_folders(root, "", ["**", "Model"], _DEPTH):
        found[path] = os.path.basename(os.path.dirname(path) or _real_path(root)).lower()
    # `./runs/*` and `runs/*/` are `runs/*`: keys are not to begin or end otherwise.
    plain = (re.sub(r"^(\./+)+|(?<=[^/])/+$", "", glob) for glob in globs)
    for glob in [each for each in plain if each not in ("", "*/Model")][:100]:
        if os.path.isabs(glob) or ".." in re.split(r"[/{},|()]", glob):
            continue
        for path in sorted({path for pattern in _without_braces(glob) for path in _matching(root, pattern)}):
            found.setdefault(path, _star_of(glob, path).lower())
    return _once_each(root, found)


def _star_of(glob: str, path: str) -> str:
    """The part of a path that the first `*` of its glob stands for, else its last part."""
    parts = path.split("/")
    index = next((index for index, part in enumerate(glob.split("/")) if "*" in part), len(parts))
    return parts[index] if index < len(parts) else parts[-1]


def _without_braces(glob: str) -> List[str]:
    """`{a,b}/c` as `a/c` and `b/c`."""
    match = re.search(r"\{([^{}]*,[^{}]*)\}", glob)
    if not match:
        return [glob]
    return [each for part in match.group(1).split(",") for each in _without_braces(glob[:match.start()] + part + glob[match.end():])]


def _matching(root: str, glob: str) -> List[str]:
    """The folders that a glob without braces names."""
    parts = [part for part in glob.split("/") if part not in ("", ".")]
    magic = next((index for index, part in enumerate(parts) if re.search(r"[*?\[\\(!+@]", part)), len(parts))
    base = "/".join(parts[:magic])
    if magic < len(parts):
        return list(_matching_folders(root, base, parts[magic:], max(_DEPTH, len(parts))))
    path = _fs(os.path.join(root, base))
    return [base] if base and os.path.isdir(path) and not os.path.islink(path) else []


def _matching_folders(root: str, base: str, parts: Sequence[str], deep: int) -> Iterator[str]:
    """Folders below `base` whose path matches the parts; `**` stands for any number of folders. Nothing inside a `Model` is looked at."""
    if deep == 0 or os.path.basename(base) == "Model":
        return
    first, rest = parts[0], parts[1:]
    if first == "**" and not rest:
        rest = ["*"]
    for name in _folders_in(os.path.join(root, base) if base else root):
        path = f"{base}/{name}" if base else name
        if first == "**":
            if len(rest) == 1 and _part_pattern(rest[0]).fullmatch(name):
                yield path
            elif len(rest) > 1 and _part_pattern(rest[0]).fullmatch(name):
                yield from _matching_folders(root, path, rest[1:], deep - 1)
            yield from _matching_folders(root, path, parts, deep - 1)
        elif _part_pattern(first).fullmatch(name):
            if rest:
                yield from _matching_folders(root, path, rest, deep - 1)
            else:
                yield path


_part_patterns: Dict[str, Any] = {}


def _part_pattern(part: str) -> "re.Pattern[str]":
    """One part of a glob as a regular expression."""
    if part not in _part_patterns:
        tokens = re.compile(r"\\(.)|\[([!^]?)(\]?[^\]]*)\]|([@?*+])\(([^()]*)\)|(\*+)|(\?)|(.)", re.S)
        text = ""
        for escaped, negated, letters, kind, choices, star, one, other in tokens.findall(part):
            if letters:
                text += f"[{'^' if negated else ''}{letters}]"
            elif kind:
                text += f"(?:{'|'.join(map(re.escape, choices.split('|')))}){'' if kind == '@' else kind}"
            else:
                text += ".*" if star else "." if one else re.escape(escaped or other)
        try:
            _part_patterns[part] = re.compile(text, re.S)
        except re.error:
            _part_patterns[part] = re.compile(re.escape(part))
    return _part_patterns[part]


def _folders_in(folder: str) -> List[str]:
    """The names of the folders in a folder, links to folders outside its own ancestors among them; none where it cannot be read."""
    names: List[str] = []
    try:
        with os.scandir(_fs(folder)) as entries:
            for entry in entries:
                name = _name_of(entry.name)
                if name.startswith(".") or name == "node_modules" or _is_undecodable(name):
                    continue
                if entry.is_symlink():
                    if _leads_aside(folder, entry.path):
                        names.append(name)
                elif entry.is_dir():
                    names.append(name)
    except OSError:
        return []
    return sorted(names)


def _leads_aside(folder: str, link: bytes) -> bool:
    """True for a link to a folder that is none of those around it."""
    if not os.path.isdir(link):
        return False
    return not (os.path.realpath(_fs(folder)) + b"/").startswith(os.path.realpath(link) + b"/")


def _once_each(root: str, found: Mapping[str, str]) -> List[Tuple[str, str]]:
    """Of paths that lead to one folder the one without a link, else the first."""
    real_root = os.path.realpath(_fs(root))
    is_linked = {path: os.path.realpath(_fs(f"{root}/{path}")) != os.path.join(real_root, _fs(path)) for path in found}
    by_inode: Dict[Tuple[int, int], str] = {}
    for path in sorted(found, key=lambda path: (is_linked[path], _units(path))):
        with contextlib.suppress(OSError):
            status = os.stat(_fs(f"{root}/{path}"))
            by_inode.setdefault((status.st_dev, status.st_ino), path)
    return [(path, found[path]) for path in sorted(by_inode.values(), key=_units)]


def _stem(name: str) -> str:
    """The name without all of its `.json` and model extensions: names with different stems never have to do with each other."""
    stem = _nfc(name)
    while True:
        dot = stem.rfind(".")
        if dot <= 0 or stem[dot + 1:] not in _ENDINGS:
            return stem
        stem = stem[:dot]


def _is_nobodys(name: str) -> bool:
    """True for names that are never a model's: dotfiles, files in the making, and the registry's own."""
    return name.startswith(".") or name.endswith(_NOBODYS_ENDINGS) or name in _NOBODYS_NAMES


def _is_unpaired_nobodys(name: str) -> bool:
    return name.endswith(_UNPAIRED_ENDINGS) or name.startswith("events.out.")


class _Pair(NamedTuple):
    """One model's names in its folder; `taken`: the artifact that the sidecar would describe, and the sidecar that describes it more exactly."""
    artifact: Optional[str]
    sidecar: Optional[str]
    files: Tuple[str, ...] = ()
    taken: Optional[Tuple[str, str]] = None


def _pair_names(names: Sequence[str], is_sidecar: Callable[[str], bool]) -> List[_Pair]:
    """Pairs the names of one stem. `is_sidecar` decides for a `.json` that describes nothing here: a sidecar whose artifact is missing, or an artifact."""
    if len(names) == 1 and not names[0].endswith(".json"):
        return [] if _is_unpaired_nobodys(names[0]) else [_Pair(names[0], None)]
    if len(names) == 2:
        one, two = names if len(names[0]) < len(names[1]) else (names[1], names[0])
        if two == f"{one}.json" and not one.endswith(".json"):
            return [_Pair(one, two)]
    names = sorted(names, key=_units)
    by_json, by_artifact, by_stem, taken = _describe(names)
    pairs: List[_Pair] = []
    in_files = set()
    for sidecar, artifact in by_json.items():
        files = tuple(name for name in by_stem.get(sidecar, ()) if name != artifact and name not in by_artifact)
        in_files.update(files)
        pairs.append(_Pair(artifact, sidecar, files))
    for name in names:
        if name in by_json or name in by_artifact:
            continue
        if not name.endswith(".json"):
            if name not in in_files and not _is_unpaired_nobodys(name):
                pairs.append(_Pair(name, None))
        elif name in taken:
            pairs.append(_Pair(None, name, (), taken[name]))
        else:
            pairs.append(_Pair(None, name) if is_sidecar(name) else _Pair(name, None))
    return pairs


def _describe(names: Sequence[str]) -> Tuple[Dict[str, str], Dict[str, str], Dict[str, List[str]], Dict[str, Tuple[str, str]]]:
    """Full names first (`X.pt.json` for `X.pt`), then by extension (`X.json` for `X.pt`); equal bytes before equal NFC."""
    by_json: Dict[str, str] = {}
    by_artifact: Dict[str, str] = {}
    by_stem: Dict[str, List[str]] = {}
    taken: Dict[str, Tuple[str, str]] = {}
    # The longest first, so that X.json.json describes X.json before X.json is taken for a sidecar.
    jsons = sorted((name for name in names if name.endswith(".json")), key=lambda name: (-len(_units(name)), _units(name)))

    def link(json_name: str, artifact: str) -> None:
        by_json[json_name] = artifact
        by_artifact[artifact] = json_name

    sames: Tuple[Callable[[str], str], ...] = (lambda name: name, _nfc)
    for same in sames:
        for name in jsons:
            if name in by_json or name in by_artifact:
                continue
            wanted = same(name[:-5])
            artifact = next((each for each in names if each != name and same(each) == wanted and each not in by_artifact and each not in by_json), None)
            if artifact is not None:
                link(name, artifact)
    for same in sames:
        for name in jsons:
            if name in by_artifact:
                continue
            base = same(name[:-5])
            candidates = [each for extension in _EXTENSIONS for each in names if same(each) == f"{base}.{extension}"]
            if not candidates:
                continue
            by_stem.setdefault(name, candidates)
            if name in by_json:
                continue
            free = next((each for each in candidates if each not in by_artifact), None)
            if free is not None:
                link(name, free)
            else:
                taken[name] = (candidates[0], by_artifact.get(candidates[0], ""))
    return by_json, by_artifact, by_stem, taken


class _Folder:
    """One model folder while it is looked at: what its entries are, and the sidecars that were read."""

    def __init__(self, root: str, path: str, algorithm: str, names_only: bool) -> None:
        self.root, self.path, self.algorithm, self.names_only = root, path, algorithm, names_only
        self.entries: Dict[str, "os.DirEntry[bytes]"] = {}
        self._read: Dict[str, Any] = {}

    def models(self) -> Iterator[_Model]:
        stems: Dict[str, List[str]] = {}
        try:
            with os.scandir(_fs(f"{self.root}/{self.path}")) as entries:
                for entry in entries:
                    name = _name_of(entry.name)
                    if not _is_nobodys(name):
                        self.entries[name] = entry
                        stems.setdefault(_stem(name), []).append(name)
        except OSError as error:
            _say(f"{self.path} cannot be read: {_why(error)}. Its models are left out.")
        for names in stems.values():
            for pair in _pair_names(names, self._is_lone_sidecar):
                yield self._model(pair)

    def _is_lone_sidecar(self, name: str) -> bool:
        entry = self.entries[name]
        if entry.is_dir(follow_symlinks=False):
            return False
        if self.names_only:
            return True
        with contextlib.suppress(OSError):
            if entry.is_file(follow_symlinks=False) and entry.stat(follow_symlinks=False).st_size > _MOST_BYTES:
                return False
        value = self._value(name)
        return isinstance(value, _Unreadable) or (isinstance(value, dict) and any(key in value for key in ("model_id", "training", "testing")))

    def _value(self, name: str) -> Any:
        """What a JSON file holds, or why it cannot be read."""
        if name not in self._read:
            self._read[name] = self._read_value(name)
        return self._read[name]

    def _content(self, name: str) -> Union[Dict[str, Any], str]:
        """The object that a sidecar holds, or the rest of a sentence that says why there is none."""
        value = self._value(name)
        if isinstance(value, _Unreadable):
            return value.reason
        if isinstance(value, dict):
            return value
        kind = "null" if value is None else "a list" if isinstance(value, list) else "a text" if isinstance(value, str) else "no object"
        return f"holds {kind}, not an object."

    def _read_value(self, name: str) -> Any:
        try:
            return _read_json(f"{self.root}/{self.path}/{name}", is_file=self.entries[name].is_file(follow_symlinks=False))
        except FileNotFoundError:
            return _Unreadable("vanished while it was read.")
        except _Unreadable as error:
            return error

    def _model(self, pair: _Pair) -> _Model:
        artifact = None if pair.artifact is None else f"{self.path}/{pair.artifact}"
        sidecar = None if pair.sidecar is None else f"{self.path}/{pair.sidecar}"
        key = artifact if artifact is not None else f"{self.path}/{(pair.sidecar or '')[:-5]}"
        content: Union[Dict[str, Any], str] = {} if pair.sidecar is None or self.names_only else self._content(pair.sidecar)
        problem = None
        if _is_undecodable(key[len(self.path):]):
            problem = "The name is not UTF-8. Rename it; until then no rule removes it."
        if pair.taken:
            problem = f"{pair.taken[0]} is described by {pair.taken[1]}, too. Keep one of the two."
        is_broken = pair.artifact is not None and self.entries[pair.artifact].is_symlink() and not os.path.exists(self.entries[pair.artifact].path)
        if is_broken:
            problem = "It is a link to what is not there. Put the file back, or remove the model with mreg rm."
        if pair.sidecar is None:
            state = "untracked"
        elif isinstance(content, str):
            state, problem = "unreadable", f"The sidecar {content}"
        else:
            state = "missing" if artifact is None or is_broken else "ok"
        said: Dict[str, Any] = {} if isinstance(content, str) else content
        name = key[len(self.path) + 1:]
        model_id = _text_in(said, "model_id") or name
        return _Model(
            root=self.root, key=key, id=model_id, algorithm=_text_in(said, "algorithm") or self.algorithm, folder=os.path.dirname(self.path) or ".",
            sidecar=sidecar, artifact=artifact, files=tuple(f"{self.path}/{each}" for each in pair.files), state=state, content=said, problem=problem,
            time=_time_of(said, model_id, lambda: _measured(f"{self.root}/{artifact}")[1] if artifact else None),
        )


def _scan(root: str, algorithm: Optional[str] = None, names_only: bool = False) -> List[_Model]:
    """All models, the newest first, as `mreg list` shows them (without those that only model_registry.json knows); of one algorithm, compared without case.

    `names_only`: no sidecar is opened, so that ids, algorithms, times and states are what the names tell."""
    models = [model for path, named in _model_folders(root) for model in _Folder(root, path, named, names_only).models()]
    if algorithm is not None:
        models = [model for model in models if model.algorithm.lower() == algorithm.lower()]
    models.sort(key=lambda model: (-model.time, _units(model.key)))
    return models


def _target(model: _Model, all_models: Sequence[_Model]) -> Dict[str, Any]:
    """What a mark says of a model: {key, id, algorithm, folder, sidecar, artifact?, bytes, files, entry, sharing?}. `all_models`: newest first."""
    sharing = [other.key for other in reversed(all_models) if other.id == model.id and other.sidecar is not None]
    target: Dict[str, Any] = {
        "key": model.key, "id": model.id, "algorithm": model.algorithm, "folder": model.folder, "artifact": model.artifact, "sidecar": model.sidecar,
        "files": list(model.files), "bytes": model.bytes, "entry": model.id if not sharing or sharing[0] == model.key else model.key,
    }
    if len(sharing) > 1:
        target["sharing"] = sharing
    return {name: value for name, value in target.items() if value is not None}


# --- Rules: what ranks models, who is best, and which models a cleanup removes. The same as `mreg`'s ---

_MINIMIZE = "minimize"
_MAXIMIZE = "maximize"

_WELL_KNOWN: Mapping[str, str] = {
    **dict.fromkeys(("acc", "accuracy", "top1", "top5", "auc", "auroc", "f1", "precision", "recall", "map", "iou", "dice", "bleu", "r2"), _MAXIMIZE),
    **dict.fromkeys(("loss", "val_loss", "total_time", "average_time", "median_time", "p95_time", "p99_time", "latency", "mse", "rmse", "mae", "perplexity", "wer"), _MINIMIZE),
}

_NUMBER_AS_TEXT = re.compile(r"(?:NaN|-?Infinity|-?[0-9]{16,})\Z")


class _Result(NamedTuple):
    """One test of a model: only what is well formed."""
    dataset: Optional[str]
    digest: Optional[str]
    queries: Optional[float]
    tested_at: Optional[str]
    performance: Mapping[str, Any]


class _Measured(NamedTuple):
    """The result of a model that counts on a dataset: its newest that has the metric as a number. Never NaN."""
    model: _Model
    value: float
    result: _Result


class _Standing(NamedTuple):
    """The results of one metric on one dataset."""
    metric: str
    direction: str
    dataset: Optional[str]
    queries: Optional[float]
    digest: Optional[str]
    compared: List[_Measured]
    """The largest group of comparable results, in no order."""
    left_out: List[_Measured]
    best: _Measured


class _Objective(NamedTuple):
    """What ranks; dataset None: any."""
    metric: str
    direction: str
    dataset: Optional[str]


class _Loss(NamedTuple):
    """A best that would be gone; `to`: the best that stays, None where none does."""
    metric: str
    dataset: Optional[str]
    value: float
    to: Optional[float]
    model: _Model


class _Plan(NamedTuple):
    """What a cleanup would keep and remove, each with the reason that counts."""
    objective: _Objective
    keep: List[Tuple[_Model, str]]
    remove: List[Tuple[_Model, str]]
    losses: List[_Loss]


class _NothingMatched(MregError):
    """None of the models has what is asked for."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint, 3)


class _NoSuchAlgorithm(_NothingMatched):
    """No model is of the algorithm that was typed."""

    def __init__(self, models: Sequence[_Model], typed: str) -> None:
        names = sorted({model.algorithm.lower() for model in models})
        near = _nearest(typed.lower(), names)
        super().__init__(f'No model is of the algorithm "{typed}".', f"Did you mean {near}?" if near else _some("There are models of", names))


_Tested = Sequence[Tuple[_Model, Sequence[_Result]]]


def _number(value: Any) -> Optional[float]:
    """A value as a number, NaN and infinities too; None where it is none (true and false are none)."""
    if isinstance(value, float):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        try:
            return float(value)
        except OverflowError:
            return math.inf if value > 0 else -math.inf
    if isinstance(value, str) and _NUMBER_AS_TEXT.match(value):
        return float(value)
    return None


def _text_of(value: Any) -> Optional[str]:
    return value if isinstance(value, str) else None


def _results(content: Mapping[str, Any]) -> List[_Result]:
    """The tests that a sidecar's content holds, in their order; what is no test is left out, what is odd in one is None."""
    tests = content.get("testing")
    if not isinstance(tests, list):
        return []
    found = []
    for test in tests:
        if not isinstance(test, dict):
            continue
        performance = test.get("performance")
        queries = _number(test.get("num_queries"))
        found.append(_Result(
            dataset=_text_of(test.get("dataset")),
            digest=_text_of(test.get("dataset_digest")),
            queries=queries if queries is not None and math.isfinite(queries) else None,
            tested_at=_text_of(test.get("tested_at")),
            performance=performance if isinstance(performance, dict) else {},
        ))
    return found


def _tags_of(content: Mapping[str, Any]) -> List[str]:
    """The tags in a sidecar's content that are text, each once."""
    tags = content.get("tags")
    return list(dict.fromkeys(tag for tag in tags if isinstance(tag, str))) if isinstance(tags, list) else []


def _tested(models: Sequence[_Model]) -> _Tested:
    """The models with their tests, read once."""
    return [(model, _results(model.content)) for model in models]


def _newest_first(model: _Model) -> Tuple[float, bytes]:
    return -model.time, _units(model.key)


def _none_last(name: Optional[str]) -> Tuple[bool, bytes]:
    return name is None, _units(name or "")


def _tested_time(result: _Result) -> float:
    """When a test was made, in seconds since 1970; -inf where nothing tells."""
    time_of = None if result.tested_at is None else _parse_time(result.tested_at)
    return -math.inf if time_of is None else time_of


def _direction(config: Mapping[str, Any], metric: str) -> Optional[str]:
    """'minimize' or 'maximize': from the config, else from the table of exact well-known names, else None (unset)."""
    said = config.get("metrics", {}).get(metric)
    direction = said.get("direction") if isinstance(said, dict) else None
    return direction if direction is not None else _WELL_KNOWN.get(metric)


def _unset_direction(metric: str) -> MregError:
    return MregError(
        f"It is not known whether {metric} is better small or large (unset direction), so nothing is ranked by it.",
        f"Say it once: mreg metrics set {metric} minimize (or maximize), or in mreg.config.json: "
        f'{{"metrics": {{{json.dumps(metric, ensure_ascii=False)}: {{"direction": "minimize"}}}}}}.', 2,
    )


def _metrics_in(tested: _Tested) -> Dict[str, None]:
    """The metrics that are a number in any test, in the order in which they occur."""
    found: Dict[str, None] = {}
    for _, results in tested:
        for result in results:
            for metric, value in result.performance.items():
                if metric not in found and _number(value) is not None:
                    found[metric] = None
    return found


def _metrics_of(models: Sequence[_Model]) -> Dict[str, None]:
    """The metrics that are a number in any of the models, in the order in which they occur."""
    return _metrics_in(_tested(models))


def _configured(config: Mapping[str, Any], algorithm: str) -> Optional[Mapping[str, Any]]:
    """The objective that the config names for an algorithm, else for all."""
    objectives = config.get("objectives", {})
    return objectives.get(algorithm.lower()) or objectives.get("*")


def _objective_for(tested: _Tested, config: Mapping[str, Any], algorithm: str, metric: Optional[str] = None) -> _Objective:
    """What ranks: the metric asked for, else the configured objective, else total_time, else the only metric with a direction.

    `algorithm` is '*' for all together. Raises MregError: exit 3 for a metric that no test has, 2 where nothing decides or the direction is unset.
    """
    metrics = _metrics_in(tested)
    usual, dataset = _usual(metrics, config, algorithm) or (None, None)
    chosen = metric if metric is not None else usual
    if metric is None and (chosen is None or not metrics):
        raise _undecided(metrics, config)
    assert chosen is not None
    if chosen not in metrics:
        where = "" if metric is not None else ", by which mreg.config.json ranks these models"
        near = _nearest(chosen, metrics)
        raise MregError(f'No test has the metric "{chosen}"{where}.', f"Did you mean {near}?" if near else _listed(metrics), 3)
    direction = _direction(config, chosen)
    if direction is None:
        raise _unset_direction(chosen)
    return _Objective(chosen, direction, dataset if chosen == usual else None)


def _usual(metrics: Mapping[str, Any], config: Mapping[str, Any], algorithm: str) -> Optional[Tuple[str, Optional[str]]]:
    """The metric and dataset of the configured objective, else total_time where it occurs, else the only metric with a known direction."""
    configured = _configured(config, algorithm)
    if configured is not None:
        return configured["metric"], configured.get("dataset")
    if "total_time" in metrics:
        return "total_time", None
    known = [name for name in metrics if _direction(config, name) is not None]
    return (known[0], None) if len(known) == 1 else None


def _objective(models: Sequence[_Model], config: Mapping[str, Any], algorithm: str) -> Optional[Dict[str, str]]:
    """What usually ranks an algorithm ('*': all together), as {metric, dataset?}; None where nothing decides."""
    usual = _usual(_metrics_of(models), config, algorithm)
    if usual is None:
        return None
    return {"metric": usual[0], **({} if usual[1] is None else {"dataset": usual[1]})}


def _undecided(metrics: Iterable[str], config: Mapping[str, Any]) -> MregError:
    names = list(metrics)
    if not names:
        return _NothingMatched("None of these models has a test result yet.")
    if not any(_direction(config, name) is not None for name in names):
        return MregError("None of the metrics has a known direction (unset direction), so nothing is ranked.",
                         f"{_listed(names)} Say it once: mreg metrics set {names[0]} minimize (or maximize).", 2)
    return MregError("Which metric ranks?", f"{_listed(names)} Name one, or set an objective in mreg.config.json.", 2)


def _listed(metrics: Iterable[str]) -> str:
    names = sorted(metrics)
    return f"The metrics: {', '.join(names[:12])}{f' and {len(names) - 12} more' if len(names) > 12 else ''}." if names else ""


def _measure(tested: _Tested, metric: str) -> Dict[Optional[str], List[_Measured]]:
    """The results that count, by dataset: of a model's tests there that have the metric as a number the latest, of equally late ones the later in the list."""
    by_dataset: Dict[Optional[str], List[_Measured]] = {}
    for model, results in tested:
        for result in results:
            value = _number(result.performance.get(metric))
            if value is None:
                continue
            measured = by_dataset.setdefault(result.dataset, [])
            if not measured or measured[-1].model is not model:
                measured.append(_Measured(model, value, result))
            elif not _tested_time(result) < _tested_time(measured[-1].result):
                measured[-1] = _Measured(model, value, result)
    return {dataset: [one for one in measured if not math.isnan(one.value)] for dataset, measured in by_dataset.items()}


def _place_key(direction: str) -> Callable[[_Measured], Tuple[float, float, bytes]]:
    """Best first; of equal values the newer model, then the key."""
    sign = 1.0 if direction == _MINIMIZE else -1.0
    return lambda one: (sign * one.value, *_newest_first(one.model))


def _standings_in(tested: _Tested, metric: str, direction: str) -> List[_Standing]:
    """The standing on every dataset that has a result, those with the most comparable results first, then by name.

    Comparable are results on one dataset with one dataset_digest and one number of queries; compared is the largest such group, of equally large ones
    the one that was tested last.
    """
    found = []
    for dataset, measured in _measure(tested, metric).items():
        if not measured:
            continue
        groups: Dict[Tuple[Optional[float], Optional[str]], List[_Measured]] = {}
        for one in measured:
            groups.setdefault((one.result.queries, one.result.digest), []).append(one)
        order = list(groups)
        if len(order) > 1:
            order.sort(key=lambda group: (
                -len(groups[group]), -max(_tested_time(one.result) for one in groups[group]), -(-1 if group[0] is None else group[0]), _none_last(group[1])))
        queries, digest = order[0]
        compared = groups[order[0]]
        left_out = [one for group in order[1:] for one in groups[group]]
        found.append(_Standing(metric, direction, dataset, queries, digest, compared, left_out, min(compared, key=_place_key(direction))))
    found.sort(key=lambda standing: (-len(standing.compared), _none_last(standing.dataset)))
    return found


def _standings(models: Sequence[_Model], metric: str, direction: str) -> List[_Standing]:
    """See _standings_in."""
    return _standings_in(_tested(models), metric, direction)


def _same_text(one: Optional[str], other: str) -> bool:
    """One text may be written in two ways in Unicode: a Korean name typed on macOS is still the name."""
    return one is not None and (one == other or _nfc(one) == _nfc(other))


def _dataset_named(tested: _Tested, typed: str) -> Optional[str]:
    """The test dataset as the tests write it; None where no model was tested on it."""
    names = dict.fromkeys(result.dataset for _, results in tested for result in results if result.dataset is not None)
    return typed if typed in names else next((name for name in names if _same_text(name, typed)), None)


def _ranking_dataset(tested: _Tested, objective: _Objective, typed: Optional[str]) -> Optional[str]:
    """The dataset that a ranking is on: the one asked for, else the configured one where a model was tested on it, else None (every one). Raises MregError."""
    if typed is not None:
        name = _dataset_named(tested, typed)
        if name is None:
            names = sorted({result.dataset for _, results in tested for result in results if result.dataset is not None})
            near = _nearest(typed, names)
            raise _NothingMatched(f'None of {_counted(len(tested), "model")} was tested on "{typed}".', f"Did you mean {near}?" if near else _some("There are results on", names))
        return name
    configured = objective.dataset
    return configured if configured is not None and any(result.dataset == configured for _, results in tested for result in results) else None


def _only_algorithm(models: Sequence[_Model]) -> Optional[str]:
    """The algorithm of all of the models, in lower case, if it is one."""
    names = {model.algorithm.lower() for model in models}
    return names.pop() if len(names) == 1 else None


def _best_standings(models: Sequence[_Model], config: Mapping[str, Any], metric: Optional[str] = None, dataset: Optional[str] = None) -> List[_Standing]:
    """Where there is a best of some models: on the dataset asked for, else on the objective's, else on every one, that with the most comparable results first.

    Raises _NothingMatched where none was tested there, and MregError where nothing says what ranks, or in which direction.
    """
    tested = _tested(models)
    objective = _objective_for(tested, config, _only_algorithm(models) or "*", metric)
    on = _ranking_dataset(tested, objective, dataset)
    return [standing for standing in _standings_in(tested, objective.metric, objective.direction) if on is None or standing.dataset == on]


def _best_standing(models: Sequence[_Model], config: Mapping[str, Any], metric: Optional[str] = None, dataset: Optional[str] = None) -> Optional[_Standing]:
    """The first of _best_standings; None where no model has a result there. Raises MregError where nothing says what ranks, or in which direction."""
    try:
        return next(iter(_best_standings(models, config, metric, dataset)), None)
    except MregError as error:
        if error.exit_code == 3:
            return None
        raise


def _best(models: Sequence[_Model], config: Mapping[str, Any], metric: Optional[str] = None, dataset: Optional[str] = None) -> Optional[Tuple[_Model, float, str]]:
    """The best of some models, its value and the direction; None where none has a result. As `mreg best` decides. Raises MregError."""
    standing = _best_standing(models, config, metric, dataset)
    return None if standing is None else (standing.best.model, standing.best.value, standing.direction)


def _shown_number(value: float) -> str:
    """A metric as `mreg` shows it: whole numbers in full, others to five significant digits, small ones as 3e-4."""
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "inf" if value > 0 else "-inf"
    near = float(f"{value:.5g}")
    size = abs(near)
    if size >= 1e15 or 0 < size <= 0.01:
        mantissa, _, exponent = f"{near:.4e}".partition("e")
        return f"{mantissa.rstrip('0').rstrip('.')}e{int(exponent)}"
    if float(value).is_integer() or size >= 10_000:
        return f"{value:.0f}".replace("-0", "0") if value == 0 else f"{value:.0f}"
    return repr(near)[:-2] if near.is_integer() else repr(near)


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _ordinal(rank: int) -> str:
    """1st, 22nd, 113th."""
    ending = "th" if 11 <= rank % 100 <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(rank % 10, "th")
    return f"{rank}{ending}"


def _on_dataset(dataset: Optional[str]) -> str:
    return "" if dataset is None else f" on {dataset}"


def _fold_text(text: str) -> str:
    return _nfc(text.lower())


def _claimed_version(content: Mapping[str, Any]) -> Optional[Tuple[str, int]]:
    """The family and number that a sidecar claims, however odd the number."""
    family, version = content.get("family"), _number(content.get("version"))
    if not isinstance(family, str) or family == "" or version is None or not math.isfinite(version) or not version.is_integer():
        return None
    return family, int(version)


def _version(content: Mapping[str, Any]) -> Optional[Tuple[str, int]]:
    """The registered version that a sidecar is of, or None."""
    claimed = _claimed_version(content)
    return claimed if claimed is not None and 0 <= claimed[1] <= 1_000_000_000 else None


_VERSION_REF = re.compile(r"(.+)/v([0-9]+)\Z", re.IGNORECASE | re.DOTALL)
_MARKED_REF = re.compile(r"(.+)@([^@]+)\Z", re.DOTALL)


def _version_ref(text: str) -> Optional[Tuple[str, str]]:
    """Reads `NAME/v2` and `NAME@WORD` (latest, best, v2, an alias): the family and the word, `v2` for a number. None for other texts."""
    match = _VERSION_REF.match(text)
    if match:
        return match.group(1), f"v{int(match.group(2))}"
    match = _MARKED_REF.match(text)
    if not match:
        return None
    word = match.group(2)
    number = re.match(r"v([0-9]+)\Z", word, re.IGNORECASE)
    return match.group(1), f"v{int(number.group(1))}" if number else word


def _family_key(name: str) -> str:
    return _nfc(name).lower()


def _parent_names(content: Mapping[str, Any]) -> List[str]:
    """The parents that a sidecar names, in their order, whether they are here or not."""
    lineage = content.get("lineage")
    parent = lineage.get("parent") if isinstance(lineage, dict) else None
    names = parent if isinstance(parent, list) else [parent]
    return list(dict.fromkeys(name for name in names if isinstance(name, str) and name != ""))


def _parents(models: Sequence[_Model]) -> Dict[str, List[_Model]]:
    """By the key of a model: those that it names as what it was trained from, by key, id or version. Where several have the name, all of them."""
    named = {model.key: names for model in models for names in [_parent_names(model.content)] if names}
    if not named:
        return {}
    by_name: Dict[Any, List[_Model]] = {}
    for model in models:
        keys: List[Any] = list(dict.fromkeys((_nfc(model.id), _nfc(model.key))))
        version = _version(model.content)
        if version is not None:
            keys.append((_family_key(version[0]), f"v{version[1]}"))
        for key in keys:
            by_name.setdefault(key, []).append(model)
    parents: Dict[str, List[_Model]] = {}
    for child, names in named.items():
        found: Dict[str, _Model] = {}
        for name in names:
            ref = _version_ref(name)
            for key in (_nfc(name), (_family_key(ref[0]), ref[1]) if ref else None):
                found.update((model.key, model) for model in by_name.get(key, []) if model.key != child)
        if found:
            parents[child] = list(found.values())
    return parents


def _link_targets(root: str, keys: Iterable[str]) -> Dict[str, str]:
    """By key: a link in the root, an algorithm folder or a model folder that points to the model's artifact, or into it. Reads only."""
    by_real: Dict[bytes, str] = {}
    folders: Dict[str, None] = {"": None}
    real_folders: Dict[str, bytes] = {}
    for key in keys:
        folder = os.path.dirname(key)
        folders[folder] = folders[os.path.dirname(folder)] = None
        if folder not in real_folders:
            real_folders[folder] = os.path.realpath(_fs(os.path.join(root, folder)))
        by_real[real_folders[folder] + b"/" + _fs(os.path.basename(key))] = key
    found: Dict[str, str] = {}
    for folder in folders:
        try:
            with os.scandir(_fs(os.path.join(root, folder))) as entries:
                names = [_name_of(entry.name) for entry in entries if entry.is_symlink()]
        except OSError:
            continue
        for name in names:
            link = f"{folder}/{name}" if folder else name
            for key in _keys_behind(_fs(os.path.join(root, link)), by_real):
                if key != link:
                    found.setdefault(key, link)
    return found


def _keys_behind(link: bytes, by_real: Mapping[bytes, str]) -> Iterator[str]:
    """The models that a link leads to. Links that lead to links are followed one by one: each may be a model."""
    for _ in range(40):
        try:
            target = os.path.join(os.path.dirname(link), os.readlink(link))
        except OSError:
            return
        folder, name = os.path.split(target)
        link = os.path.realpath(target) if name in (b"", b".", b"..") else os.path.join(os.path.realpath(folder), name)
        part = link
        while part not in (b"/", b""):
            if part in by_real:
                yield by_real[part]
            part = os.path.dirname(part)


def _of_algorithm(models: Sequence[_Model], algorithm: str) -> List[_Model]:
    return [model for model in models if model.algorithm.lower() == algorithm.lower()]


def _ranking_for_cleanup(tested: _Tested, config: Mapping[str, Any], algorithm: str, metric: Optional[str]) -> _Objective:
    """Where nothing is tested, nothing is ranked, and what ranks makes no difference."""
    if _metrics_in(tested):
        return _objective_for(tested, config, algorithm, metric)
    configured = _configured(config, algorithm)
    chosen = metric or (configured["metric"] if configured else "total_time")
    return _Objective(chosen, _direction(config, chosen) or _MINIMIZE, None)


def _cleanup_plan(
    models: Sequence[_Model], config: Mapping[str, Any], algorithm: str, keep: int, metric: Optional[str] = None, dataset: Optional[str] = None, now: Optional[float] = None,
    is_growing: Callable[[_Model], bool] = lambda model: model.is_growing(),
) -> _Plan:
    """Plans a cleanup by `mreg cleanup`'s rules. Changes nothing; looks at the links in the registry.

    `models` are all of the registry, newest first: those of other algorithms may name parents. The best `keep` on the dataset stay (without one: on each),
    and whatever its rank what has a protected tag, is a version, a parent of something that stays, the target of a link, without a comparable result,
    unreadable, missing, without a sidecar, badly named, being written (as `is_growing` tells), or of a time to come. Raises MregError.
    """
    if keep < 1:
        raise MregError(f"At least 1 of the best is kept, not {keep}.", f"If none is to stay: mreg cleanup --keep 0 --all {algorithm}.", 2)
    own = _of_algorithm(models, algorithm)
    tested = _tested(own)
    objective = _ranking_for_cleanup(tested, config, algorithm, metric)
    on = _ranking_dataset(tested, objective, dataset)
    objective = objective._replace(dataset=on)
    standings = [one for one in _standings_in(tested, objective.metric, objective.direction) if on is None or one.dataset == on]
    top, places = _cleanup_places(standings, keep)
    links = _link_targets(models[0].root, [model.key for model in own]) if models else {}
    protected = {_fold_text(tag) for tag in config.get("protectedTags", ())}
    moment = time.time() if now is None else now
    reasons: Dict[str, str] = {}
    for model in own:
        reason = _own_reason(model, protected, links, moment) or top.get(model.key) or (None if model.key in places else "unranked")
        # To look at an artifact costs most: only where nothing else keeps it.
        if reason is None and is_growing(model):
            reason = _GROWING
        if reason is not None:
            reasons[model.key] = reason
    _keep_parents(models, own, reasons)
    removed = [model for model in own if model.key not in reasons]
    removed.sort(key=lambda model: (places[model.key][0], *_newest_first(model)))
    return _Plan(
        objective,
        [(model, reasons[model.key]) for model in own if model.key in reasons],
        [(model, f"outranked: {_ordinal(places[model.key][0])}{_on_dataset(places[model.key][1])}") for model in removed],
        _losses(tested, config, algorithm, objective, reasons),
    )


def _plan_cleanup(
    models: Sequence[_Model], config: Mapping[str, Any], algorithm: str, keep: int, metric: Optional[str] = None, dataset: Optional[str] = None,
) -> List[Tuple[_Model, str]]:
    """The models that a cleanup removes, each with the reason: see _cleanup_plan."""
    return _cleanup_plan(models, config, algorithm, keep, metric, dataset).remove


def _cleanup_places(standings: Sequence[_Standing], keep: int) -> Tuple[Dict[str, str], Dict[str, Tuple[int, Optional[str]]]]:
    """Why models are among the best, and the best place of each that has one. What is missing takes no place: to keep five means five that are there."""
    top: Dict[str, str] = {}
    places: Dict[str, Tuple[int, Optional[str]]] = {}
    for standing in standings:
        rank = 1
        for model, _, _ in sorted(standing.compared, key=_place_key(standing.direction)):
            before = places.get(model.key)
            if before is None or rank < before[0]:
                places[model.key] = (rank, standing.dataset)
            if model.state == "missing":
                continue
            if rank <= keep:
                top.setdefault(model.key, f"{'best' if rank == 1 else f'{_ordinal(rank)} best'}{_on_dataset(standing.dataset)}")
            rank += 1
    return top, places


_GROWING = "is being written"
_KEPT_WORDS: Sequence[Tuple[str, str]] = (
    (r"(?:[0-9]+[a-z]{2} )?best( on .*)?", "best{}"), (r"tags? .*", "protected"), (r"version .*", "versions"), (r".* points to it", "linked"), (r"parent of .*", "parents"),
    (_GROWING, "being written"), (r"unranked", "without a comparable result"), (r"untracked: no sidecar", "without a sidecar"), (r"missing artifact", "missing"),
    (r"unreadable sidecar", "unreadable"),
)


def _stay_words(keep: Sequence[Tuple[_Model, str]]) -> str:
    """How many stay for which reason: `best on imdb 3, protected 2, being written 1`."""
    counts: Dict[str, int] = {}
    for _, reason in keep:
        words = reason
        for pattern, said in _KEPT_WORDS:
            match = re.fullmatch(pattern, reason, re.DOTALL)
            if match:
                words = said.format(match.group(1) or "") if match.re.groups else said
                break
        counts[words] = counts.get(words, 0) + 1
    return ", ".join(f"{words} {count}" for words, count in sorted(counts.items(), key=lambda one: (not one[0].startswith("best"), one[0] != "protected", -one[1], one[0])))


def _own_reason(model: _Model, protected: Iterable[str], links: Mapping[str, str], now: float) -> Optional[str]:
    """What one model has that keeps it, whatever becomes of the others."""
    if model.state != "ok":
        return {"missing": "missing artifact", "untracked": "untracked: no sidecar"}.get(model.state, "unreadable sidecar")
    tags = model.content.get("tags")
    # Tags that cannot be read may protect.
    if tags is not None and not isinstance(tags, list):
        return "unreadable sidecar"
    if any(_is_undecodable(name) for name in (model.key, model.sidecar or "", *model.files)):
        return "a name that is not UTF-8"
    version = _claimed_version(model.content)
    if version is not None:
        return f"version {version[0]}/v{version[1]}"
    if model.key in links:
        return f"{links[model.key]} points to it"
    held = [tag for tag in _tags_of(model.content) if _fold_text(tag) in protected]
    if held:
        return f"{'tag' if len(held) == 1 else 'tags'} {', '.join(held)}"
    if not now - model.time >= 0:
        return "its time is still to come"
    if math.isinf(model.time):
        return "its age is not known"
    return None


def _keep_parents(models: Sequence[_Model], own: Sequence[_Model], reasons: Dict[str, str]) -> None:
    """Parents of what stays stay, until nothing more follows."""
    parents = _parents(models)
    if not parents:
        return
    among = {model.key for model in own}
    staying = [model.key for model in models if model.key in parents and model.key not in among] + list(reasons)
    for child in staying:  # Grows while it is walked.
        for parent in parents.get(child, ()):
            if parent.key in among and parent.key not in reasons:
                reasons[parent.key] = f"parent of {child}"
                staying.append(parent.key)


def _losses(tested: _Tested, config: Mapping[str, Any], algorithm: str, objective: _Objective, stays: Mapping[str, str]) -> List[_Loss]:
    """The bests that would be gone, by every metric that has a direction and on every dataset: first by what ranks."""
    configured = _configured(config, algorithm)
    first = [objective.metric] + ([configured["metric"]] if configured else [])
    metrics = _metrics_in(tested)
    order = list(dict.fromkeys([name for name in first if name in metrics] + sorted(metrics)))
    losses = []
    for metric in order:
        direction = objective.direction if metric == objective.metric else _direction(config, metric)
        for standing in [] if direction is None else _standings_in(tested, metric, direction):
            there = sorted((one for one in standing.compared if one.model.state != "missing"), key=_place_key(standing.direction))
            if not there or there[0].model.key in stays:
                continue
            to = next((one.value for one in there if one.model.key in stays), None)
            if to != there[0].value:
                losses.append(_Loss(metric, standing.dataset, there[0].value, to, there[0].model))
    return losses


# --- Exchange files: model_registry.json and training_registry.json, entry by entry ---

_EXCHANGE = "model_registry.json"
_HISTORY = "training_registry.json"
_LARGEST_HISTORY = 256_000_000
_LARGEST_KEPT_ENTRY = 65_536
_MOST_KEPT_ENTRIES = 100_000_000
_LARGEST_MARK = 256_000_000
_LATER = "`mreg index` brings it in step."


class _Raw(str):
    """A number as it is spelled: 45.0, 1e-05, 2^53+1 and NaN are written as they were read."""


_EXACT = json.JSONDecoder(parse_float=_Raw, parse_int=_Raw, parse_constant=_Raw)
_ENTRY = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str)


def _exact(text: str) -> Any:
    """The value of a JSON text, its numbers as _Raw. Raises ValueError."""
    try:
        return _EXACT.decode(text)
    except RecursionError as error:
        raise ValueError("is nested too deep") from error


def _exact_object(text: Optional[str]) -> Optional[Dict[str, Any]]:
    """The object that a text is; None for anything else."""
    if text is None:
        return None
    try:
        value = _exact(text)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _quoted(text: str) -> str:
    return _dump(str(text))


def _exact_text(value: Any, depth: int = 0) -> str:
    """The text of a value of `_exact`, as the seeds write it; `depth`: how far it stands in already."""
    if isinstance(value, _Raw):
        return str(value)
    if isinstance(value, str):
        return _quoted(value)
    if not isinstance(value, (dict, list, tuple)):
        return json.dumps(value)
    if len(value) == 0:
        return "{}" if isinstance(value, dict) else "[]"
    inner, outer = "\n" + "  " * (depth + 1), "\n" + "  " * depth
    if isinstance(value, dict):
        return "{" + ",".join(f"{inner}{_quoted(key)}: {_exact_text(each, depth + 1)}" for key, each in value.items()) + outer + "}"
    return "[" + ",".join(inner + _exact_text(each, depth + 1) for each in value) + outer + "]"


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and not isinstance(value, _Raw)


def _meaning(value: Any) -> str:
    """The same of two values that mean the same, however their numbers and keys are written."""
    if isinstance(value, dict):
        return "{" + ",".join(sorted(f"{_quoted(key)}:{_meaning(each)}" for key, each in value.items())) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(map(_meaning, value)) + "]"
    if _is_text(value):
        return _quoted(value)
    text = str(value) if isinstance(value, _Raw) else json.dumps(value)
    if value is None or isinstance(value, bool):
        return text
    number = float(text.replace("Infinity", "inf"))
    if not math.isfinite(number) or (number.is_integer() and abs(number) > 2**53 - 1):
        return text
    return repr(number + 0.0)


# What an entry says


class _Words(NamedTuple):
    """Tags and note, and all that entries say."""
    tags: List[str]
    notes: str
    others: Dict[str, Any]


def _said_in(content: Mapping[str, Any]) -> Tuple[List[str], str]:
    """Tags and note of a sidecar or an entry, read leniently."""
    tags, notes = content.get("tags"), content.get("notes")
    texts = [tag for tag in tags if _is_text(tag)] if isinstance(tags, list) else []
    return list(dict.fromkeys(texts)), notes if _is_text(notes) else ""


def _kept_in(entries: Iterable[Optional[Mapping[str, Any]]]) -> _Words:
    """All that entries say; of the same the first counts."""
    tags: List[str] = []
    note = ""
    others: Dict[str, Any] = {}
    for entry in entries:
        if entry is None:
            continue
        said, notes = _said_in(entry)
        tags.extend(said)
        note = note or notes
        others = {**entry, **others}
    return _Words(tags, note, others)


def _part_of(content: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = content.get(name)
    if isinstance(value, dict):
        return value
    return {} if value is None else {"": value}


def _results_in(content: Mapping[str, Any]) -> List[Any]:
    """What is no list counts as one result: it is not to get lost either."""
    value = content.get("testing")
    if isinstance(value, list):
        return value
    return [] if value is None or value == {} else [value]


def _holds(all_of: Mapping[str, Any], some: Mapping[str, Any]) -> bool:
    """True if all that `some` says stands in `all_of` as well."""
    return all(each is None or each == {} or each == [] or _meaning(all_of.get(name)) == _meaning(each) for name, each in some.items())


def _without(results: Iterable[Any], others: Iterable[Any]) -> List[Any]:
    """Each of the second takes one of the first away."""
    counts: Dict[str, int] = {}
    for each in others:
        counts[_meaning(each)] = counts.get(_meaning(each), 0) + 1
    left = []
    for each in results:
        count = counts.get(_meaning(each), 0)
        if count > 0:
            counts[_meaning(each)] = count - 1
        else:
            left.append(each)
    return left


def _entry_now(target: Mapping[str, Any], tags: Sequence[str], notes: str, content: Mapping[str, Any], was: Mapping[str, Any],
               others: Mapping[str, Any]) -> Tuple[Dict[str, Any], List[Any]]:
    """An entry in the words of the sidecar, never without the training and the results of before; and results that would get lost, as they do not go with
    it."""
    plain: Dict[str, Any] = {"model_id": target["id"], "algorithm": target["algorithm"], "model_path": target["key"], **content}
    checksum = plain.get("checksum")
    if isinstance(checksum, dict) and "files" in checksum:
        # Who wants the checksum of each file finds it in the sidecar: of a large folder they take megabytes.
        plain["checksum"] = {name: each for name, each in checksum.items() if name != "files"}
    plain["training"] = {} if content.get("training") is None else content["training"]
    plain["testing"] = [] if content.get("testing") is None else content["testing"]
    plain["tags"], plain["notes"] = list(tags), notes
    entry = {**plain, **{name: each for name, each in others.items() if name not in plain}}
    training, earlier = _part_of(content, "training"), _part_of(was, "training")
    is_of_one = _holds(earlier, training) or _holds(training, earlier)
    if is_of_one and not _holds(training, earlier):
        entry["training"] = was["training"]
    taken = target.get("taken") or []
    # What an undo took out of the sidecar goes here, too.
    kept, now = _without(_results_in(was), taken), _results_in(content)
    lost = _without(kept, now)
    if not lost:
        return entry, []
    if not is_of_one or _without(now, kept):
        return entry, lost
    entry["testing"] = kept if taken else was["testing"]
    return entry, []


def _same_entry(target: Mapping[str, Any], tags: Sequence[str], notes: str, was: Mapping[str, Any]) -> Dict[str, Any]:
    """The entry of before, with other tags and another note."""
    entry = dict(was)
    if _meaning(was.get("model_id", target["id"])) != _meaning(target["id"]):
        entry["model_id"] = target["id"]
    if _meaning(was["tags"] if was.get("tags") is not None else []) != _meaning(list(tags)):
        entry["tags"] = list(tags)
    if _meaning(was["notes"] if was.get("notes") is not None else "") != _meaning(notes):
        entry["notes"] = notes
    return entry


def _entry_from(model: _Model, old_entry: Optional[Mapping[str, Any]]) -> Dict[str, Any]:
    """The entry of a model as model_registry.json would say it now: its sidecar's words, and what stands only in the old entry. `training` is {} where
    there is none."""
    kept = _kept_in([old_entry])
    tags, notes = _said_in(model.content)
    facts = {"id": model.id, "algorithm": model.algorithm, "key": model.key}
    return _entry_now(facts, list(dict.fromkeys([*tags, *kept.tags])), notes or kept.notes, model.content, old_entry or {}, kept.others)[0]


# The file


class _EntryText:
    """An entry of an exchange file, as it stands there."""
    __slots__ = ("name", "text", "_value")

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self._value: Any = _EntryText

    @property
    def value(self) -> Any:
        """What it says, in plain values; None where it cannot be read."""
        if self._value is _EntryText:
            try:
                self._value = _parse(self.text.encode("utf-8", "surrogatepass"))
            except _Unreadable:
                self._value = None
        return self._value


def _registry_entries(data: bytes) -> List[_EntryText]:
    """The entries of a file, in its order; only texts are kept, as the file may be large. Raises _Unreadable."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _Unreadable("is not UTF-8") from None
    entries: List[_EntryText] = []
    try:
        at = _after_blanks(text, 0)
        if at == len(text):
            raise _Unreadable("is empty")
        if text[at] != "{":
            raise _Unreadable("is not a JSON object")
        at = _after_blanks(text, at + 1)
        while text[at] != "}":
            if entries:
                if text[at] != ",":
                    raise _Unreadable(f"is not JSON behind the entry {entries[-1].name[:60]!r}")
                at = _after_blanks(text, at + 1)
            if text[at] != '"':
                raise _Unreadable(f"is not JSON at character {at + 1}")
            name, at = json.decoder.scanstring(text, at + 1)
            at = _after_blanks(text, at)
            if text[at] != ":":
                raise _Unreadable(f"is not JSON behind the name {name[:60]!r}")
            start = _after_blanks(text, at + 1)
            end = _ENTRY.scan_once(text, start)[1]
            entries.append(_EntryText(name, text[start:end]))
            at = _after_blanks(text, end)
        if _after_blanks(text, at + 1) != len(text):
            raise _Unreadable("has text behind its end")
    except (IndexError, StopIteration):
        raise _Unreadable("ends in the middle") from None
    except (ValueError, RecursionError) as error:
        raise _Unreadable(f"is not JSON ({error})") from None
    return entries


def _read_registry_file(path: str) -> Dict[str, _EntryText]:
    """The entries of an exchange file by their names, in its order; none where there is no file. Raises _Unreadable."""
    try:
        # A pipe put in its place must not block.
        fd = os.open(_fs(path), os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise _Unreadable(f"cannot be read: {_why(error)}") from None
    with os.fdopen(fd, "rb") as file:
        if not stat.S_ISREG(os.fstat(fd).st_mode):
            raise _Unreadable("is not a file")
        return {entry.name: entry for entry in _registry_entries(file.read())}


def _registry_bytes(entries: Iterable[Tuple[str, str]]) -> bytes:
    texts = [f"\n  {_quoted(name)}: {text}" for name, text in entries]
    return ("{" + ",".join(texts) + ("\n}" if texts else "}")).encode("utf-8", "surrogatepass")


def _exact_sidecar(path: str) -> Optional[Dict[str, Any]]:
    """A sidecar's object, its numbers as they are spelled; None where it cannot be read."""
    try:
        data = _read(path).data
        _parse(data)
        return _exact_object(data.decode("utf-8-sig"))
    except (MregError, OSError, _Unreadable, UnicodeDecodeError):
        return None


# Whose an entry is


def _is_place_below(path: Any) -> bool:
    """True for a path that leads to something below the root."""
    return _is_text(path) and path != "" and "\0" not in path and all(part not in ("", ".", "..") for part in path.split("/"))


def _is_at_place(root: str, place: Any) -> bool:
    return _is_place_below(place) and os.path.lexists(_fs(f"{root}/{place}"))


def _is_in_place(root: str, target: Mapping[str, Any]) -> bool:
    return any(_is_at_place(root, target.get(name)) for name in ("key", "artifact", "sidecar"))


def _path_in(text: str) -> Optional[str]:
    value = _exact_object(text)
    said = value.get("model_path") if value else None
    return said if _is_text(said) else None


def _is_foreign(root: str, target: Mapping[str, Any], text: str) -> bool:
    """True where an entry is that of another model, which is there."""
    said = _path_in(text)
    return said is not None and said != target["key"] and _is_at_place(root, said)


class _OwnEntry(NamedTuple):
    """Where a model stands in the file: `moved` is an entry that gets this name, `beside` one of its key that stands besides."""
    name: str
    moved: Optional[_EntryText] = None
    beside: Optional[str] = None
    is_foreign: bool = False


def _own_entries(root: str, targets: Sequence[Mapping[str, Any]], entries: Sequence[_EntryText]) -> Callable[[Mapping[str, Any]], _OwnEntry]:
    shared = {target["id"]: target.get("sharing") is not None for target in targets}
    keys = {key for target in targets for key in (target["key"], *(target.get("sharing") or ()))}
    keyed = {entry.name: entry for entry in entries if entry.name in keys}
    paths = {entry.name: _path_in(entry.text) if shared[entry.name] else None for entry in entries if entry.name in shared}

    def owner(path: Optional[str], sharing: Sequence[str]) -> Optional[str]:
        if path is not None and path in sharing:
            return path
        if not sharing or (path is not None and _is_at_place(root, path)):
            return None
        return None if len(sharing) > 1 and sharing[0] in keyed else sharing[0]

    def own(target: Mapping[str, Any]) -> _OwnEntry:
        key, name, sharing = target["key"], target["entry"], target.get("sharing")
        beside = key if key in keyed else None
        if sharing and target["id"] in paths:
            if owner(paths[target["id"]], sharing) == key:
                return _OwnEntry(target["id"], beside=beside)
            return _OwnEntry(key, is_foreign=name != key)
        if name == key or beside is None:
            return _OwnEntry(name)
        return _OwnEntry(name, beside=beside) if name in paths else _OwnEntry(name, moved=keyed[key])

    return own


def _entry_texts(root: str, targets: Sequence[Mapping[str, Any]]) -> Dict[str, str]:
    """What the entries of models in model_registry.json say, by the names of the targets; what is very large is left out."""
    try:
        entries = _read_registry_file(f"{root}/{_EXCHANGE}")
    except _Unreadable:
        return {}
    own = _own_entries(root, targets, list(entries.values()))
    texts: Dict[str, str] = {}
    total = 0
    for target in targets:
        place = own(target)
        entry = place.moved or entries.get(place.name)
        if entry is None or (target.get("sharing") is None and _is_foreign(root, target, entry.text)):
            continue
        size = len(entry.text.encode("utf-8", "surrogatepass"))
        if size <= _LARGEST_KEPT_ENTRY and total + size <= _MOST_KEPT_ENTRIES:
            total += size
            texts[target["entry"]] = entry.text
    return texts


def _entry_text(root: str, target: Mapping[str, Any]) -> Optional[str]:
    """The text of a model's entry in model_registry.json."""
    return _entry_texts(root, [target]).get(target["entry"])


# How the files follow


class _Follow(NamedTuple):
    """What became of a model: `edited` (its tags and note), `present`, `trashed` or `purged`."""
    target: Mapping[str, Any]
    status: str
    removed_tags: Tuple[str, ...] = ()
    is_note_edited: bool = False


_EntryChange = Callable[[Optional[str]], Optional[str]]


class _Outcome:
    """What is found out while entries are changed."""

    def __init__(self) -> None:
        self.foreign: set = set()
        self.behind: set = set()


def _text_now(root: str, target: Mapping[str, Any], old: Optional[str], kept: _Words, outcome: _Outcome) -> Optional[str]:
    """The entry as the sidecar has it now; the old one where the sidecar cannot be read. Where results would get lost, it keeps all but tags and note."""
    sidecar = target.get("sidecar")
    content = _exact_sidecar(f"{root}/{sidecar}") if _is_place_below(sidecar) else None
    if content is None:
        return old
    said, note = _said_in(content)
    tags, notes = list(dict.fromkeys([*said, *kept.tags])), note or kept.notes
    was = _exact_object(old)
    entry, lost = _entry_now(target, tags, notes, content, was or {}, kept.others)
    if not lost or was is None or old is None:
        return _exact_text(entry, 1)
    outcome.behind.add(target["entry"])
    same = _same_entry(target, tags, notes, was)
    return old if _exact_text(same, 1) == _exact_text(was, 1) else _exact_text(same, 1)


def _entry_changes(root: str, follows: Sequence[_Follow], entries: Sequence[_EntryText], outcome: _Outcome) -> Dict[str, _EntryChange]:
    changes: Dict[str, _EntryChange] = {}
    own = _own_entries(root, [follow.target for follow in follows], entries)

    def set_own(follow: _Follow, change: _EntryChange, besides: _EntryChange) -> None:
        target, place = follow.target, own(follow.target)
        if place.is_foreign:
            outcome.foreign.add(target["entry"])
        moved = place.moved
        if moved is not None:
            changes[moved.name] = lambda old: None if old == moved.text else old
        if place.beside is not None:
            changes[place.beside] = besides

        def changed(old: Optional[str]) -> Optional[str]:
            if old is None or target.get("sharing") is not None or not _is_foreign(root, target, old):
                return change(old if old is not None else moved.text if moved else None)
            outcome.foreign.add(place.name)
            return old

        changes[place.name] = changed

    for follow in follows:
        if follow.status in ("trashed", "purged"):
            set_own(follow, lambda old: None, lambda old: old)
        elif follow.status == "present":
            set_own(follow, _present_change(root, follow, outcome), lambda old: old)
        else:
            set_own(follow, _edited_change(root, follow, outcome), _words_change(follow))
    return changes


def _present_change(root: str, follow: _Follow, outcome: _Outcome) -> _EntryChange:
    said = follow.target.get("entry_text")
    kept_text = said if _is_text(said) and _exact_object(said) is not None else None

    def change(old: Optional[str]) -> Optional[str]:
        before = old if old is not None else kept_text
        return _text_now(root, follow.target, before, _kept_in([_exact_object(old), _exact_object(kept_text)]), outcome)

    return change


def _kept_words(follow: _Follow, old: Optional[str]) -> _Words:
    """What the entry said, without what the edit took off."""
    kept = _kept_in([_exact_object(old)])
    return _Words([tag for tag in kept.tags if tag not in follow.removed_tags], "" if follow.is_note_edited else kept.notes, kept.others)


def _edited_change(root: str, follow: _Follow, outcome: _Outcome) -> _EntryChange:
    return lambda old: _text_now(root, follow.target, old, _kept_words(follow, old), outcome)


def _words_change(follow: _Follow) -> _EntryChange:
    """What an edit took off goes from an entry that stands besides, too; all else stays."""
    def change(old: Optional[str]) -> Optional[str]:
        was = _exact_object(old)
        if was is None:
            return old
        before, kept = _kept_in([was]), _kept_words(follow, old)
        if len(before.tags) == len(kept.tags) and before.notes == kept.notes:
            return old
        return _exact_text(_same_entry(follow.target, kept.tags, kept.notes, was), 1)

    return change


class _Rewrite(NamedTuple):
    """A file as it was read and as it is to be; `data` is None where nothing is to be changed."""
    seen: _Seen
    data: Optional[bytes]


def _registry_rewrite(root: str, follows: Sequence[_Follow], outcome: _Outcome) -> Optional[_Rewrite]:
    """What becomes of model_registry.json; None where there is none. Raises MregError, _Unreadable."""
    outcome.foreign.clear()
    outcome.behind.clear()
    try:
        seen = _read(f"{root}/{_EXCHANGE}")
    except FileNotFoundError:
        return None
    entries = _registry_entries(seen.data)
    changes = _entry_changes(root, follows, entries, outcome)
    missing = dict(changes)
    after: List[Tuple[str, str]] = []
    is_other = False
    for entry in entries:
        missing.pop(entry.name, None)
        text = changes[entry.name](entry.text) if entry.name in changes else entry.text
        is_other = is_other or text != entry.text
        if text is not None:
            after.append((entry.name, text))
    for name, change in missing.items():
        text = change(None)
        if text is not None:
            is_other = True
            after.append((name, text))
    return _Rewrite(seen, _registry_bytes(after) if is_other else None)


def _follow_registry(root: str, by: str, follows: Sequence[_Follow], outcome: _Outcome, wait: float) -> None:
    """Rewrites model_registry.json where it says anything else. Raises MregError, _Unreadable."""
    path = f"{root}/{_EXCHANGE}"
    # Read before the lock is taken: a large file takes longer to read than a lock is to be held.
    rewrite = _registry_rewrite(root, follows, outcome)
    if rewrite is None or rewrite.data is None:
        return
    with _locked(root, by, wait):
        _sweep(root, lambda name: name == _EXCHANGE)
        for _ in range(5):
            if rewrite is None or rewrite.data is None or _replace(path, rewrite.data, rewrite.seen):
                return
            rewrite = _registry_rewrite(root, follows, outcome)
    raise MregError(f"{_EXCHANGE} does not follow yet: another program writes it all the time.", _LATER, 5)


def _behind_note(behind: Iterable[str]) -> List[str]:
    names = sorted(behind)
    if not names:
        return []
    what = f"The entry of {names[0]} in {_EXCHANGE} keeps its own words, as it has" if len(names) == 1 else \
        f"{len(names)} entries of {_EXCHANGE} keep their own words, as they have"
    return [f"{what} results that the sidecar does not have. `mreg index` writes what the sidecar says, and keeps the old entry in a file beside it."]


# The training histories


def _history_entry(content: Mapping[str, Any], size: Optional[int], status: str = "present") -> Dict[str, Any]:
    training = content.get("training")
    said = training if isinstance(training, dict) else {}
    return {
        "dataset": said.get("dataset"),
        "hyperparams": said["hyperparams"] if said.get("hyperparams") is not None else {},
        "trained_at": said.get("trained_at"),
        "training_time": said.get("training_time"),
        "results": content["testing"] if content.get("testing") is not None else [],
        "artifact_bytes": size,
        "status": status,
    }


_TRAINING_FIELDS = ("dataset", "hyperparams", "trained_at", "training_time")


def _entries_after(name: str, old: Mapping[str, Any], new: Dict[str, Any]) -> List[Tuple[str, Dict[str, Any]]]:
    """What becomes of an entry that is written anew, so that no facts of an earlier training go: the first one is that of the name."""
    was = old.get("trained_at") if _is_text(old.get("trained_at")) else None
    now = new.get("trained_at") if _is_text(new.get("trained_at")) else None
    if was is None or was == now or (now is not None and _parse_time(was) is not None and _parse_time(was) == _parse_time(now)):
        return [(name, new)]
    if now is not None:
        return [(name, new), (f"{name} ({was})", {**old, "status": "purged"})]
    says_nothing: Callable[[Any], bool] = lambda value: value is None or value == {} or value == []
    kept = {field: old[field] for field in _TRAINING_FIELDS if says_nothing(new.get(field)) and not says_nothing(old.get(field))}
    before, results = old.get("results"), new.get("results")
    now_results = results if isinstance(results, list) else []
    known = {_exact_text(each) for each in now_results}
    both = [*(each for each in before if _exact_text(each) not in known), *now_results] if isinstance(before, list) and before else results
    return [(name, {**new, **kept, "results": both})]


def _history_after(root: str, history: Dict[str, Any], follows: Sequence[_Follow]) -> None:
    """Sets the entries of models in a history."""
    known: Callable[[str], Optional[Dict[str, Any]]] = lambda name: history[name] if isinstance(history.get(name), dict) else None
    updates: List[Tuple[str, Optional[Dict[str, Any]], Dict[str, Any]]] = []
    for target, status, *_ in follows:
        name = target["entry"]
        old = known(name)
        place = target.get("read_from") or target.get("sidecar")
        content = None if place is None or (status == "purged" and old is not None) else _exact_sidecar(os.path.join(root, place))
        new = dict(old if old is not None else _history_entry({}, target.get("bytes")))
        if content is not None:
            said = _history_entry(content, target.get("bytes"))
            size = said.pop("artifact_bytes")
            # Of a model without an artifact the size of the one that it had stays.
            new.update(said if old is not None and target.get("artifact") is None else {**said, "artifact_bytes": size})
        updates.append((name, old, {**new, "status": status}))
    earlier: List[Tuple[str, Dict[str, Any]]] = []
    facts: Callable[[Mapping[str, Any]], str] = lambda entry: _exact_text([entry.get(each) for each in ("trained_at", "dataset", "hyperparams", "results")])
    written = set()
    for name, old, new in updates:
        for each, entry in [(name, new)] if old is None else _entries_after(name, old, new):
            if each == name:
                history[name] = entry
                written.add(facts(entry))
            else:
                earlier.append((each, entry))
    for each, entry in earlier:
        # Of several models with one id another one may have the name now: then it stands elsewhere.
        if facts(entry) not in written:
            history.setdefault(each, entry)


def _follow_history(root: str, by: str, folder: str, follows: Sequence[_Follow], wait: float) -> Optional[str]:
    """Keeps the training history of one algorithm. Returns a sentence where it is none and was left alone. Raises MregError."""
    path = f"{root}/{folder}/{_HISTORY}"
    # A removed model must stay known; one that is there is known anyway.
    is_made = any(follow.status != "present" for follow in follows)
    if not is_made and not os.path.exists(_fs(path)):
        return None
    with _locked(f"{root}/{folder}", by, wait):
        _sweep(f"{root}/{folder}", lambda name: name == _HISTORY)
        for _ in range(5):
            try:
                seen: Optional[_Seen] = _read(path)
            except FileNotFoundError:
                seen = None
            history = {} if seen is None else _exact_object(seen.data.decode("utf-8-sig", "replace")) if len(seen.data) <= _LARGEST_HISTORY else None
            if history is None:
                return f"{folder}/{_HISTORY} is no history of trainings and is left alone. Move it away, then run mreg index."
            _history_after(root, history, follows)
            data = _exact_text(history).encode("utf-8", "surrogatepass")
            if seen is not None:
                if data == seen.data or _replace(path, data, seen):
                    return None
                continue
            try:
                _write_new(path, data)
                return None
            except FileExistsError:
                continue
    raise MregError(f"{folder}/{_HISTORY} does not follow yet: another program writes it all the time.", _LATER, 5)


class _Followed(NamedTuple):
    """Sentences for the person; whether all was done that can be done."""
    notes: List[str]
    is_done: bool


def _follow(root: str, by: str, follows: Sequence[_Follow], wait: float = 1.0) -> _Followed:
    """Brings the exchange files in step with models that were just changed: only their entries, and only where the files are there. Never raises for the
    disk."""
    known = [each for each in follows if each.status not in ("trashed", "purged") or not _is_in_place(root, each.target)]
    outcome = _Outcome()
    notes: List[str] = []
    is_done = True
    if known:
        try:
            _follow_registry(root, by, known, outcome, wait)
            notes.extend(_behind_note(outcome.behind))
        except _Unreadable as error:
            is_done = False
            notes.append(f"{_EXCHANGE} does not follow yet: it {error.reason} and is left alone. `mreg index` writes it anew.")
        except (MregError, OSError) as error:
            is_done = False
            notes.append(f"{_EXCHANGE} does not follow yet: {_reason(error)} {_LATER}")
    folders: Dict[str, List[_Follow]] = {}
    for each in sorted(known, key=lambda one: ("present", "trashed", "purged", "edited").index(one.status)):
        if each.status != "edited" and each.target["entry"] not in outcome.foreign:
            folders.setdefault(each.target["folder"], []).append(each)
    for folder, group in folders.items():
        try:
            note = _follow_history(root, by, folder, group, wait)
            notes.extend([] if note is None else [note])
        except (MregError, OSError) as error:
            is_done = False
            notes.append(f"{folder}/{_HISTORY} does not follow yet: {_reason(error)} {_LATER}")
    return _Followed(notes, is_done)


def _reason(error: BaseException) -> str:
    return error.message if isinstance(error, MregError) else f"{_why(error)}." if isinstance(error, OSError) else f"{error}"


def _follow_removed(root: str, by: str, targets: Sequence[Mapping[str, Any]], status: str) -> List[str]:
    """Takes the entries of removed models out, and tells the training histories; `status`: "trashed" or "purged". A target may say where its sidecar can
    be read now (`read_from`). Those that are in their place again are left alone. Returns sentences about what could not be done; never raises for the
    disk."""
    return _follow(root, by, [_Follow(target, status) for target in targets]).notes


def _follow_present(root: str, by: str, targets: Sequence[Mapping[str, Any]]) -> List[str]:
    """The entries of models that are there, at once and without a mark; `entry_text` is what an entry said before its model was removed."""
    return _follow(root, by, [_Follow(target, "present") for target in targets]).notes


def _set_entry(root: str, by: str, name: str, metadata: Mapping[str, Any], wait: float = 10.0) -> None:
    """Writes the entry of a model that has no sidecar, and makes model_registry.json where there is none. Of the same training no tag and no result of before
    gets lost. Raises MregError."""
    path = f"{root}/{_EXCHANGE}"
    _ensure_folder(root)
    with _locked(root, by, wait):
        for _ in range(5):
            try:
                seen: Optional[_Seen] = _read(path)
            except FileNotFoundError:
                seen = None
            try:
                entries = [] if seen is None else _registry_entries(seen.data)
            except _Unreadable as error:
                raise MregError(f"{path} {error.reason}; nothing was written.", "`mreg index` writes it anew and keeps a copy.") from None
            old = next((entry.text for entry in entries if entry.name == name), None)
            text = _entry_of(metadata, old)
            after = [(entry.name, text if entry.name == name else entry.text) for entry in entries]
            data = _registry_bytes(after if old is not None else [*after, (name, text)])
            try:
                if seen is None:
                    _write_new(path, data)
                    return
                if data == seen.data or _replace(path, data, seen):
                    return
            except FileExistsError:
                continue
    raise MregError(f"{path} changed all the time; nothing was written.", "Another program writes it. Try again when it rests.", 5)


def _entry_of(metadata: Mapping[str, Any], old: Optional[str]) -> str:
    """The text of an entry that somebody asks for, with what the old one says of the same training."""
    entry = dict(_plain(metadata, "metadata"))
    was = _exact_object(old) or {}
    tags, notes = _said_in(entry)
    kept, said = _said_in(was)
    if kept or "tags" in entry:
        entry["tags"] = list(dict.fromkeys([*tags, *kept]))
    if said and not notes:
        entry["notes"] = said
    training, earlier = _part_of(entry, "training"), _part_of(was, "training")
    if _holds(earlier, training) or _holds(training, earlier):
        entry = {**entry, **{key: each for key, each in was.items() if key not in entry}}
        if not _holds(training, earlier):
            entry["training"] = was["training"]
        lost = _without(_results_in(was), _results_in(entry))
        if lost:
            entry["testing"] = [*lost, *_results_in(entry)]
    return _exact_text(entry, 1)


# Marks: many that change something at once rewrite the file once


_PENDING = "pending"
_MARK_NAME = re.compile(r"\d+-[0-9a-f]{16}\.json")
# model_registry.json rests so long between two writings: seconds, bytes a second.
_LEAST_REST, _MOST_REST, _REST_RATE = 0.25, 2.0, 50_000_000
_OLD_MARK = 30.0


def _mark_and_follow(root: str, by: str, targets: Sequence[Mapping[str, Any]], wait: float = 10.0) -> List[str]:
    """Brings the entries of models in step with their sidecars, together with what others change meanwhile. Without the exchange files nothing is done.
    Returns sentences about what could not be done; after `wait` seconds the next change does it. No lock of a model folder may be held. Never raises for
    the disk."""
    mark, notes = _put_mark(root, by, targets)
    return notes if mark is None else [*notes, *_await_mark(root, by, mark, wait)]


def _put_mark(root: str, by: str, targets: Sequence[Mapping[str, Any]]) -> Tuple[Optional[_Mark], List[str]]:
    """The first half of _mark_and_follow. Where no mark can be written the exchange files follow at once."""
    wanted = [target for target in targets if any(os.path.exists(_fs(path)) for path in _exchange_files(root, [target]))]
    if not wanted:
        return None, []
    try:
        folder = f"{_own_folder(root)}/{_PENDING}"
        _ensure_folder(folder)
        path, at = f"{folder}/{_token()}.json", time.monotonic()
        line = {"v": 1, "at": _utc_iso(), "by": by, "models": [_marked(target) for target in wanted]}
        _write_new(path, (json.dumps(line) + "\n").encode("ascii"))
        # Where it is gone already somebody has followed it.
        return _Mark(path, at, next(iter(_times_of([path])), time.time())), []
    except (MregError, OSError):
        return None, _follow_present(root, by, wanted)


_MARKED = ("key", "id", "algorithm", "folder", "sidecar", "artifact", "bytes", "files", "entry", "sharing", "entry_text")


def _marked(target: Mapping[str, Any]) -> Dict[str, Any]:
    return {name: list(target[name]) if isinstance(target[name], tuple) else target[name] for name in _MARKED if target.get(name) is not None}


def _exchange_files(root: str, targets: Iterable[Mapping[str, Any]]) -> List[str]:
    return [f"{root}/{_EXCHANGE}", *dict.fromkeys(f"{root}/{target['folder']}/{_HISTORY}" for target in targets)]


def _await_mark(root: str, by: str, mark: "_Mark", wait: float) -> List[str]:
    """Waits until somebody has done what a mark asks for, or does it. Returns sentences about what could not be done yet."""
    folder = os.path.dirname(mark.path)
    end = mark.at + wait
    why = "others write it."
    while os.path.lexists(_fs(mark.path)):
        # Asking for the lock writes to the disk: hundreds that wait only look.
        held = _read_lock(f"{folder}/.mreg.lock")
        if held is None or _judge_lock(held) == "stale":
            try:
                with _locked(folder, by, 0.05):
                    return _follow_marks(root, by, folder, mark, end)
            except (MregError, OSError) as error:
                why = _reason(error)
                if not isinstance(error, MregError) or error.exit_code != 5:
                    break
        if time.monotonic() > end:
            break
        time.sleep(_jitter.uniform(0.01, 0.1))
    return [f"{_EXCHANGE} does not follow yet: {why} The next change brings it in step."] if os.path.lexists(_fs(mark.path)) else []


class _Mark(NamedTuple):
    """A mark that was written here: `at` by our clock that only goes forward, `mtime` by the clock of the disk, which need not be ours."""
    path: str
    at: float
    mtime: float


def _follow_marks(root: str, by: str, folder: str, mine: Optional[_Mark], end: float = 0.0) -> List[str]:
    """Does what all marks ask for; the caller has the lock of their folder. `mine`: not soon after model_registry.json was written, meanwhile others leave
    theirs."""
    _sweep(folder)
    marks = _read_marks(folder)
    follows = _follows_of(root, marks)
    if mine is not None and follows:
        if _rest(root, mine) > 0 and not _is_in_step(root, follows):
            time.sleep(max(0.0, min(_rest(root, mine), end - time.monotonic())))
            marks = _read_marks(folder)
            follows = _follows_of(root, marks)
    done = _follow(root, by, follows, wait=5.0)
    if done.is_done:
        for path, _ in marks:
            _remove_quietly(path)
    return done.notes


def _rest(root: str, mine: _Mark) -> float:
    """For how many seconds model_registry.json is to rest from now on, by the clock of the disk: the longer the larger it is."""
    try:
        status = os.stat(_fs(f"{root}/{_EXCHANGE}"))
    except OSError:
        return 0.0
    rest = min(_LEAST_REST + status.st_size / _REST_RATE, _MOST_REST)
    age = mine.mtime + time.monotonic() - mine.at - status.st_mtime
    # A time far to come is that of another clock.
    return min(rest - age, rest) if abs(age) < rest else 0.0


def _times_of(paths: Iterable[str]) -> List[float]:
    """When the files were written that are there."""
    times = []
    for path in paths:
        with contextlib.suppress(OSError):
            times.append(os.stat(_fs(path)).st_mtime)
    return times


def _is_in_step(root: str, follows: Sequence[_Follow]) -> bool:
    """True where model_registry.json says already what it is to say."""
    try:
        rewrite = _registry_rewrite(root, follows, _Outcome())
        return rewrite is None or rewrite.data is None
    except (MregError, _Unreadable, OSError):
        return False


def _follows_of(root: str, marks: Sequence[Tuple[str, List[Dict[str, Any]]]]) -> List[_Follow]:
    """One for each model, in the order of the marks. Models that are gone by now are left to whoever removed them."""
    targets: Dict[str, Dict[str, Any]] = {}
    for _, models in marks:
        for target in models:
            before = targets.pop(target["key"], {})
            targets[target["key"]] = {**({"entry_text": before["entry_text"]} if "entry_text" in before else {}), **target}
    return [_Follow(target, "present") for target in targets.values() if _is_at_place(root, target["sidecar"])]


def _read_marks(folder: str) -> List[Tuple[str, List[Dict[str, Any]]]]:
    """The marks in a folder with their models, the oldest first. Those that are not understood are left alone."""
    marks = []
    for name in map(_name_of, os.listdir(_fs(folder))):
        if not _MARK_NAME.fullmatch(name):
            continue
        path = f"{folder}/{name}"
        with contextlib.suppress(OSError, MregError):
            mark = _mark_in(_read(path, _LARGEST_MARK).data)
            if mark is not None:
                marks.append((mark[0], path, mark[1]))
    return [(path, models) for _, path, models in sorted(marks, key=lambda mark: mark[:2])]


def _mark_in(data: bytes) -> Optional[Tuple[str, List[Dict[str, Any]]]]:
    """When a mark was written, and its models; None for what is none, or of another version."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict) or isinstance(value.get("v"), bool) or value.get("v") != 1 or not isinstance(value.get("at"), str):
        return None
    models = value.get("models")
    return (value["at"], models) if isinstance(models, list) and all(map(_is_target, models)) else None


def _is_target(value: Any) -> bool:
    """True for what a mark may say of a model: the file can be written by anybody who may write the registry."""
    if not isinstance(value, dict) or not all(isinstance(value.get(name), str) for name in ("key", "id", "algorithm", "folder", "entry")):
        return False
    is_place: Callable[[Any], bool] = lambda path: _is_place_below(path) and path.split("/")[0] != ".mreg"
    files, sharing, size = value.get("files", []), value.get("sharing"), value.get("bytes", 0)
    return is_place(value["key"]) and is_place(value.get("sidecar")) and (value["folder"] in ("", ".") or is_place(value["folder"])) and \
        ("artifact" not in value or is_place(value["artifact"])) and isinstance(files, list) and all(map(is_place, files)) and \
        isinstance(size, int) and not isinstance(size, bool) and size >= 0 and \
        (sharing is None or (isinstance(sharing, list) and all(isinstance(key, str) for key in sharing))) and \
        ("entry_text" not in value or isinstance(value["entry_text"], str))


def _settle_marks(root: str, by: str) -> List[str]:
    """Does what marks ask for that were left by processes which ended too early. Every change calls it first; never raises for the disk."""
    folder = f"{root}/.mreg/{_PENDING}"
    try:
        names = [name for name in map(_name_of, os.listdir(_fs(folder))) if _MARK_NAME.fullmatch(name)]
        if not any(time.time() - written > _OLD_MARK for written in _times_of(f"{folder}/{name}" for name in names)):
            return []
        with _locked(folder, by, 0.05):
            return _follow_marks(root, by, folder, None)
    except (OSError, MregError):
        return []


# --- Changes of sidecars: tags, notes, results, journalled ---

_EDIT_TRIES = 5
_EDIT_BATCH = 64
# A text that ends in the middle is being written if the file is this young (seconds).
_YOUNG_TEXT = 2.0


class _Changed(NamedTuple):
    """What a change did: keys of models, and of those that it left out a sentence each."""
    txn: Optional[str]
    done: List[str]
    unchanged: List[str]
    skipped: List[Tuple[str, str]]
    notes: List[str]


# What can be written


def _plain(value: Any, where: str, depth: int = 0) -> Any:
    """A copy of a value as JSON has it. Scalars and arrays of numpy and torch become numbers and lists, paths text. Raises MregError that names the place
    of what cannot be written."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int):
        if value.bit_length() > 14_000:
            raise MregError(f"{where} is a whole number of more than 4000 digits, which few programs read.", "Make a text of it first.", 2)
        return int(value)
    if isinstance(value, float):
        return float(value)
    if depth > 48:
        raise MregError(f"{where} is nested more than 48 deep, or holds itself: a sidecar cannot keep it.", exit_code=2)
    if isinstance(value, Mapping):
        return {_json_key(key, where): _plain(each, f"{where}[{key!r}]", depth + 1) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each, f"{where}[{index}]", depth + 1) for index, each in enumerate(value)]
    if isinstance(value, os.PathLike):
        return os.fsdecode(os.fspath(value))
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    for name in ("item", "tolist"):
        # Of an array `item` gives nothing, and `tolist` all.
        method = getattr(value, name, None)
        if callable(method) and not isinstance(value, type):
            with contextlib.suppress(TypeError, ValueError, RuntimeError):
                given = method()
                if type(given) is not type(value):
                    return _plain(given, where, depth + 1)
    raise MregError(f"{where} is of the type {type(value).__name__}, which a JSON file cannot hold.", "Make a number or a text of it first.", 2)


def _json_key(key: Any, where: str) -> str:
    if isinstance(key, str):
        return str(key)
    if key is None or isinstance(key, (bool, int, float)):
        # As json.dump does.
        return json.loads(json.dumps({key: 0}, default=str).partition(":")[0][1:])
    raise MregError(f"{where} has a key of the type {type(key).__name__}, which a JSON file cannot hold.", "Make a text of it first.", 2)


def _json_object(value: Any, where: str) -> Dict[str, Any]:
    if not isinstance(value, Mapping):
        raise MregError(f"{where} is no dict of names and values.", exit_code=2)
    return dict(_plain(value, where))


def _result_of(dataset: str, num_queries: Optional[int], performance: Mapping[str, Any], dataset_digest: Optional[str] = None,
               tested_at: Optional[str] = None) -> Dict[str, Any]:
    """A test as a sidecar has it, in the seeds' order. Raises MregError for what cannot be written."""
    result: Dict[str, Any] = {
        "dataset": _plain(dataset, "dataset"),
        "num_queries": _plain(num_queries, "num_queries"),
        "tested_at": _now_iso() if tested_at is None else tested_at,
        "performance": _json_object(performance, "performance"),
    }
    if dataset_digest is not None:
        result["dataset_digest"] = _plain(dataset_digest, "dataset_digest")
    return result


def _checked_tags(tags: Iterable[Any]) -> Tuple[str, ...]:
    for tag in (checked := tuple(tags)):
        if not isinstance(tag, str) or tag.strip() == "":
            raise MregError(f"A tag is a text that is not empty, not {tag!r}.", exit_code=2)
    return checked


# Edits


class _EditJob(NamedTuple):
    """What is to be done to the sidecar of one model. `make`: the edit for the bytes of the file, or the edited bytes, None where nothing is to be changed."""
    model: _Model
    make: Callable[[bytes], Union[_Edit, _Spliced, None]]
    removed_tags: Tuple[str, ...] = ()


class _ReadyEdit(NamedTuple):
    job: _EditJob
    seen: _Seen
    data: bytes
    item: Dict[str, Any]


def _edit_tags(root: str, models: Sequence[_Model], add: Sequence[str], remove: Sequence[str], by: str, wait: float = 10.0,
               all_models: Optional[Sequence[_Model]] = None) -> _Changed:
    """Adds tags to models and takes tags off, as one transaction that `mreg undo` takes back. `all_models`: those of the registry, the newest first;
    needed only where several have one id. Raises MregError where nothing could be done."""
    edit = _SetTexts(("tags",), _checked_tags(add), _checked_tags(remove))
    return _run_edits(root, "tag", [_EditJob(model, lambda data: edit, edit.remove) for model in models], by, wait, all_models)


def _edit_note(root: str, models: Sequence[_Model], text: str, by: str, append: bool = False, wait: float = 10.0,
               all_models: Optional[Sequence[_Model]] = None) -> _Changed:
    """Sets the note of models, or adds a line to it; otherwise as _edit_tags."""
    def made(data: bytes) -> _Edit:
        old = _parse(data).get("notes") if append else None
        before = old if isinstance(old, str) else ""
        if before == "" or text == "":
            return _SetKey(("notes",), before or text)
        return _SetKey(("notes",), before + ("" if before.endswith("\n") else "\n") + text)

    return _run_edits(root, "note", [_EditJob(model, made) for model in models], by, wait, all_models)


def _add_result(root: str, model: _Model, result: Mapping[str, Any], by: str, wait: float = 10.0, all_models: Optional[Sequence[_Model]] = None) -> _Changed:
    """Adds a test behind those that a model has, as a transaction. Raises MregError where it could not be added."""
    edit = _AppendTo(("testing",), _json_object(result, "result"))
    changed = _run_edits(root, "result", [_EditJob(model, lambda data: edit)], by, wait, all_models)
    for _, reason in changed.skipped:
        raise MregError(f"The result is not recorded: {reason}")
    return changed


class _EditRun:
    """What is known of a transaction while it is carried out."""

    def __init__(self, root: str, op: str, by: str, wait: float, inverse_of: Optional[str] = None) -> None:
        self.root, self.op, self.by, self.wait, self.inverse_of = root, op, by, wait, inverse_of
        self.txn: Optional[str] = None
        self.begun = 0
        self.done: List[_ReadyEdit] = []
        self.unchanged: List[_EditJob] = []
        self.skipped: List[Tuple[str, str]] = []
        self.changing = 0
        self.failure: Optional[MregError] = None

    def begin(self, items: Sequence[Dict[str, Any]]) -> None:
        """Tells the journal what is about to be done. Raises MregError: without it nothing is changed."""
        txn = self.txn or _new_txn()
        _journal(self.root, self.by, txn, self.op, "begin", items, self.inverse_of)
        self.txn = txn
        self.begun += len(items)

    def skip(self, job: _EditJob, reason: str, is_changing: bool = False) -> None:
        self.skipped.append((job.model.key, reason))
        self.changing += is_changing


def _run_edits(root: str, op: str, jobs: Sequence[_EditJob], by: str, wait: float, all_models: Optional[Sequence[_Model]],
               inverse_of: Optional[str] = None, is_part: bool = False) -> _Changed:
    """Edits sidecars as one transaction. `inverse_of`: the one that it takes back, of which `is_part` says that some models are not here. Raises MregError."""
    notes = _settle(root, by)
    run = _EditRun(root, op, by, wait, inverse_of)
    folders: Dict[str, List[_EditJob]] = {}
    for job in {job.model.key: job for job in jobs}.values():
        if job.model.sidecar is None:
            run.skip(job, f"{job.model.key} has no sidecar in which this could be kept; `mreg adopt` makes one.")
        else:
            folders.setdefault(os.path.dirname(job.model.sidecar), []).append(job)
    for folder, group in folders.items():
        for at in range(0, len(group), _EDIT_BATCH):
            _edit_batch(run, f"{root}/{folder}" if folder else root, group[at:at + _EDIT_BATCH])
    done = {ready.job.model.key: ready for ready in run.done}
    mark: Optional[_Mark] = None
    if run.done and op == "result" and inverse_of is None:
        mark, more = _put_mark(root, by, [_target_of(ready.job.model, all_models) for ready in run.done])
        notes.extend(more)
    else:
        # A tag that stands only in model_registry.json is taken off there.
        follows = [*(ready.job for ready in run.done), *(job for job in run.unchanged if job.removed_tags)]
        notes.extend(_follow(root, by, [_edit_follow(job, done.get(job.model.key), op, all_models) for job in follows], min(wait, 1.0)).notes)
    if inverse_of is not None and run.txn is None and not run.skipped and not is_part:
        # What stands as it stood before is taken back, too: it is not to be offered again.
        run.begin([])
    if run.txn is not None:
        items = [] if len(run.done) == run.begun else [ready.item for ready in run.done]
        try:
            _journal(root, by, run.txn, op, "done" if run.done or run.begun == 0 else "undone", items, None if run.skipped or is_part else inverse_of)
        except MregError as error:
            notes.append(f"{error.message} The next change ends this one.")
    if mark is not None:
        notes.extend(_await_mark(root, by, mark, wait))
    if not run.done and not run.unchanged:
        if run.failure is not None:
            raise run.failure
        if run.skipped and run.changing == len(run.skipped):
            raise MregError(" ".join(reason for _, reason in run.skipped[:3]), "Another program writes it all the time. Try again when it rests.", 5)
    return _Changed(run.txn if run.done else None, list(done), [job.model.key for job in run.unchanged], run.skipped, notes)


def _edit_follow(job: _EditJob, ready: Optional[_ReadyEdit], op: str, all_models: Optional[Sequence[_Model]]) -> _Follow:
    if op == "result" and ready is not None:
        taken = _without(_results_in_piece(ready.item["before"], ready.item), _results_in_piece(ready.item["after"], ready.item))
        return _Follow({**_target_of(job.model, all_models), "taken": taken}, "present")
    words = ready.item.get("tags") if ready else None
    gone = [tag for tag in words["before"] if tag not in words["after"]] if words else []
    return _Follow(_target_of(job.model, all_models), "edited", tuple(dict.fromkeys([*gone, *job.removed_tags])), op == "note")


def _target_of(model: _Model, all_models: Optional[Sequence[_Model]]) -> Dict[str, Any]:
    """What the exchange files need to know of a model. Without the others it has its id for itself."""
    return _target(model, [model] if all_models is None else all_models)


def _edit_batch(run: _EditRun, folder: str, jobs: Sequence[_EditJob]) -> None:
    """One slice under the lock of a folder: read all, one line in the journal, write all."""
    if run.failure is not None:
        for job in jobs:
            run.skip(job, run.failure.message)
        return
    try:
        with _locked(folder, run.by, run.wait):
            _sweep(folder)
            _settle_dead_runs(folder)
            ready = [each for each in (_ready_edit(run, job) for job in jobs) if each is not None]
            if ready:
                run.begin([each.item for each in ready])
            for each in ready:
                _write_edit(run, each)
    except MregError as error:
        run.failure = error
        handled = {each.job.model.key for each in run.done} | {job.model.key for job in run.unchanged} | {key for key, _ in run.skipped}
        for job in jobs:
            if job.model.key not in handled:
                run.skip(job, error.message)


def _ready_edit(run: _EditRun, job: _EditJob) -> Optional[_ReadyEdit]:
    """Reads a sidecar and makes the edit in memory. One that is just being written is looked at again for a moment."""
    sidecar = str(job.model.sidecar)
    for attempt in range(_EDIT_TRIES):
        try:
            seen = _read(f"{run.root}/{sidecar}", _MOST_BYTES)
        except FileNotFoundError:
            run.skip(job, f"{sidecar} is not there any more.")
            return None
        except MregError as error:
            run.skip(job, error.message)
            return None
        try:
            made = job.make(seen.data)
            spliced = made if made is None or isinstance(made, _Spliced) else _splice_one(seen.data, made)
        except _Unreadable as error:
            is_changing = error.cut and abs(time.time() - seen.mtime_ns / 1e9) < _YOUNG_TEXT
            if is_changing and attempt < _EDIT_TRIES - 1:
                time.sleep(0.01 * 2 ** attempt)
                continue
            run.skip(job, f"{sidecar} {error.reason}", is_changing)
            return None
        if spliced is None:
            run.unchanged.append(job)
            return None
        return _ReadyEdit(job, seen, spliced.data, _edit_item(run.op, job.model, seen, spliced))
    return None


def _edit_item(op: str, model: _Model, seen: _Seen, spliced: _Spliced) -> Dict[str, Any]:
    """What the journal says of an edit, so that it can be taken back."""
    item: Dict[str, Any] = {
        "key": model.key,
        "path": model.sidecar,
        "before": spliced.before or None,
        "after": spliced.after,
        "offset": spliced.offset,
        "sha256": {"before": _sha256(seen.data), "after": _sha256(spliced.data)},
    }
    if op != "result":
        item["tags" if op == "tag" else "note"] = {"before": spliced.words_before, "after": spliced.words_after}
    return item


def _write_edit(run: _EditRun, first: _ReadyEdit) -> None:
    """Writes an edit whose item is in the journal. Where another program wrote the file meanwhile, it is made anew."""
    ready = first
    path = f"{run.root}/{first.job.model.sidecar}"
    try:
        for attempt in range(_EDIT_TRIES):
            if _replace(path, ready.data, ready.seen):
                run.done.append(ready)
                return
            time.sleep(0.01 * 2 ** attempt)
            again = _ready_edit(run, ready.job)
            if again is None:
                return
            run.begin([again.item])
            ready = again
    except MregError as error:
        run.skip(ready.job, error.message)
        return
    run.skip(ready.job, f"{ready.job.model.sidecar} changed {_EDIT_TRIES} times while it was edited; it stands as another program wrote it.", True)


# What was cut off


_LINE_HEAD = re.compile(rb'\{"v":1,"txn":"([^"\\]+)","at":"[^"\\]*","host":"(?:[^"\\]|\\.)*","user":"(?:[^"\\]|\\.)*","by":"(?:[^"\\]|\\.)*",'
                        rb'"op":"([a-z]+)","phase":"(begin|done|undone)"')
_EDIT_OPS = ("tag", "note", "result")


def _may_be_cut_off(root: str) -> bool:
    """False where every transaction has ended, as far as the beginnings of the lines of the journal tell; what they list is not read."""
    part = _journal_part(f"{root}/.mreg/journal.jsonl")
    open_txns = set()
    for line in part.data.split(b"\n") if part else []:
        head = _LINE_HEAD.match(line[:2000])
        if head is None:
            if line.strip():
                return True
        elif head.group(3) == b"begin":
            open_txns.add(head.group(1))
        else:
            open_txns.discard(head.group(1))
    return bool(open_txns)


def _open_begins(root: str) -> List[Dict[str, Any]]:
    """The lines that begin a transaction which has not ended; the others are not parsed."""
    begun: Dict[str, List[bytes]] = {}
    for line in _journal_lines(root):
        head = _LINE_HEAD.match(line[:2000])
        entry = _journal_entry(line) if head is None and line.strip() else None
        if head is None and entry is None:
            continue
        txn, phase = (head.group(1).decode("utf-8", "surrogateescape"), head.group(3).decode("ascii")) if head else (entry["txn"], entry["phase"])
        if phase == "begin":
            begun.setdefault(txn, []).append(line)
        else:
            begun.pop(txn, None)
    return [entry for lines in begun.values() for entry in map(_journal_entry, lines) if entry is not None]


def _end_cut_off_edits(root: str, by: str) -> List[str]:
    """Ends edits that their process could not end: each file says whether its edit stands. Other transactions are ended by `mreg`. Returns sentences;
    never raises for the disk."""
    notes: List[str] = []
    try:
        left = _cut_off_edits(root)
        # A process may have ended its transaction and itself since the journal was read.
        again = set(_cut_off_edits(root)) if left else set()
        for txn, begins in left.items():
            if txn in again:
                notes.append(_end_cut_off(root, by, txn, begins))
    except MregError as error:
        notes.append(f"An earlier change was cut off and could not be ended: {error.message}")
    return notes


def _cut_off_edits(root: str) -> Dict[str, List[Dict[str, Any]]]:
    begins: Dict[str, List[Dict[str, Any]]] = {}
    for entry in _open_begins(root):
        if entry["op"] in _EDIT_OPS and _is_of_the_dead(entry) and isinstance(entry.get("items"), list) and all(map(_is_edit_item, entry["items"])):
            begins.setdefault(entry["txn"], []).append(entry)
    return begins


def _is_of_the_dead(entry: Mapping[str, Any]) -> bool:
    process = entry.get("process")
    return isinstance(process, dict) and _is_dead({"v": 1, "host": entry.get("host"), "token": entry["txn"], "at": entry.get("at"), **process})


def _is_edit_item(item: Any) -> bool:
    if not isinstance(item, dict) or not isinstance(item.get("key"), str) or not isinstance(item.get("sha256"), dict):
        return False
    return _is_place_below(item.get("path", f"{item['key']}.json"))


def _end_cut_off(root: str, by: str, txn: str, begins: Sequence[Mapping[str, Any]]) -> str:
    first = begins[0]
    items = [item for entry in begins for item in entry["items"]]
    standing = {item["key"]: item for item in items if _stands(root, first["op"], item)}
    count = len({item["key"] for item in items})
    notes: List[str] = []
    if standing:
        follows = []
        for item in standing.values():
            target = _target_in_journal(root, item)
            tags = item.get("tags") if isinstance(item.get("tags"), dict) else {}
            gone = tuple(tag for tag in tags.get("before", []) if tag not in tags.get("after", []))
            follows.append(_Follow(target, "present" if first["op"] == "result" else "edited", gone, first["op"] == "note"))
        if first["op"] != "result":
            notes = _follow(root, by, follows).notes
        elif first.get("inverse_of") is None:
            notes = _mark_and_follow(root, by, [follow.target for follow in follows], 1.0)
    is_whole = len(standing) == count
    inverse = first.get("inverse_of") if is_whole else None
    _journal(root, by, txn, first["op"], "done" if standing else "undone", [] if is_whole and len(items) == count else list(standing.values()), inverse)
    models = f"its model {'has' if is_whole else 'does not have'} the change" if count == 1 else f"{len(standing)} of {count} models have the change"
    return " ".join([f"An earlier `{first.get('by') or 'change'}` was cut off: {models}; mreg log shows it.", *notes])


def _stands(root: str, op: str, item: Mapping[str, Any]) -> bool:
    """True if a file has an edit. In one that changed since, its meaning counts."""
    try:
        data = _read(f"{root}/{item.get('path', item['key'] + '.json')}", _MOST_BYTES).data
        if _sha256(data) == item["sha256"].get("after"):
            return True
        if _sha256(data) == item["sha256"].get("before"):
            return False
        content = _parse(data)
    except (OSError, MregError, _Unreadable):
        return False
    if not isinstance(content, dict):
        return False
    tags, note = _said_in(content)
    if op == "tag" and isinstance(item.get("tags"), dict):
        before, after = item["tags"].get("before", []), item["tags"].get("after", [])
        return all(tag in tags for tag in after) and not any(tag in tags for tag in before if tag not in after)
    if op == "note" and isinstance(item.get("note"), dict):
        return item["note"].get("after") == note
    if op != "result":
        return False
    added = _without(_list_in(item.get("after")), _list_in(item.get("before")))
    return bool(added) and not _without(added, _results_in(content))


def _list_in(text: Any) -> List[Any]:
    """The results in a piece of a sidecar: a list, or a property that is one."""
    if not isinstance(text, str):
        return []
    start = text.find("[")
    try:
        value = _exact(text[start:]) if start != -1 else []
    except ValueError:
        return []
    return value if isinstance(value, list) else []


def _target_in_journal(root: str, item: Mapping[str, Any]) -> Dict[str, Any]:
    """What the journal and the sidecar tell of a model."""
    key, sidecar = item["key"], item.get("path", f"{item['key']}.json")
    folder = os.path.dirname(os.path.dirname(sidecar)) or "."
    content = _exact_sidecar(f"{root}/{sidecar}") or {}
    said, algorithm = content.get("model_id"), content.get("algorithm")
    model_id = said if _is_text(said) and said else os.path.basename(key)
    try:
        is_keyed = key in _read_registry_file(f"{root}/{_EXCHANGE}")
    except _Unreadable:
        is_keyed = False
    return {
        "key": key,
        "id": model_id,
        "algorithm": algorithm if _is_text(algorithm) and algorithm else os.path.basename(folder).lower(),
        "folder": folder,
        "sidecar": sidecar,
        "bytes": 0,
        "files": [],
        "entry": key if is_keyed else model_id,
    }


# --- Trash: removing is moving, and can be taken back ---

_TRASH = ".mreg/trash"
_TRASH_TAG = "Signature: 8a477f597d28d172789f06886806bc55"
_TRASH_TAG_TEXT = (f"{_TRASH_TAG}\n# This is the trash of mreg: backups may leave it out. "
                   "Its models come back with mreg restore, and are deleted by mreg purge only.\n")
_MANIFEST = "manifest.json"
_SLICE = 0.15
"""Seconds for which a lock is held at once: others get it in between."""
_YOUNG = 10.0
_SECOND_LOOK = 1.0
_LARGEST_ENTRY = 65_536
"""Bytes: a larger entry of model_registry.json is not kept with what is removed."""


class _Moved(NamedTuple):
    """What a removal did: `done` are models, `skipped` models with a sentence each; `txn` names it for undo, None where nothing was moved."""
    done: List[_Model]
    skipped: List[Tuple[_Model, str]]
    txn: Optional[str]
    notes: List[str]


class _Undone(NamedTuple):
    """What came back: keys, and the keys of what did not with a sentence each."""
    txn: Optional[str]
    done: List[str]
    skipped: List[Tuple[str, str]]
    notes: List[str]


class _Place(NamedTuple):
    """A folder of trash: the registry's own, or one beside a model folder that lies on another disk."""
    path: str
    is_own: bool


class _Blocks:
    """What files take on the disk, in bytes: of hard links each file once."""

    def __init__(self) -> None:
        self.bytes = 0
        self._seen: set[Tuple[int, int]] = set()

    def add(self, info: os.stat_result) -> None:
        """Counts what one look found."""
        if info.st_nlink > 1 and not stat.S_ISDIR(info.st_mode):
            if (info.st_dev, info.st_ino) in self._seen:
                return
            self._seen.add((info.st_dev, info.st_ino))
        self.bytes += info.st_blocks * 512


@dataclass(frozen=True)
class _Job:
    """A model that is to be moved, and its files as they were when that was decided: artifact, further files, sidecar."""
    model: _Model
    target: Dict[str, Any]
    marks: Tuple[Dict[str, Any], ...]
    bytes: int

    @property
    def folder(self) -> str:
        """Where they lie, relative to the root."""
        return self.marks[0]["path"].rpartition("/")[0]

    def item(self, told: Callable[[str], str]) -> Dict[str, Any]:
        """What the journal says of it. `told` gives the place in the trash of a path below the root."""
        item: Dict[str, Any] = {"key": self.model.key, "id": self.model.id}
        files = []
        for mark in self.marks:
            path = mark["path"]
            move = {"from": path, "to": told(path), **{name: mark[name] for name in ("dev", "inode", "size", "mtime_ns")}}
            if path == self.model.artifact:
                item["artifact"] = move
            elif path == self.model.sidecar:
                item["sidecar"] = move
            else:
                files.append(move)
        return {**item, **({"files": files} if files else {})}


def _move_to_trash(root: str, models: Sequence[_Model], by: str, wait: float = 10.0, all_models: Optional[Sequence[_Model]] = None,
                   looks: Mapping[str, Sequence[Any]] = MappingProxyType({})) -> _Moved:
    """Moves models to the trash as one transaction, each whole or not at all; one that changed since it was read, or is being written, stays.
    `looks`: what _second_look told of young ones.

    Raises MregError where nothing was done: locked (exit_code 5), or why the journal or the trash cannot be written.
    """
    _settle_all(root, by, wait)
    skipped: List[Tuple[_Model, str]] = []
    everything = _scan(root) if all_models is None else all_models
    groups = _trash_groups(root, _resting(root, _jobs_of(root, models, everything, skipped), looks, skipped), skipped)
    jobs = [job for _, _, members in groups for job in members]
    if not jobs:
        return _Moved([], skipped, None, [])
    txn = _new_txn()
    items = {job.model.key: job.item(lambda path, place=place: _told(place, txn, path)) for _, place, members in groups for job in members}
    _with_room(root, lambda: _journal(root, by, txn, "trash", "begin", list(items.values())))
    notes: List[str] = []
    done: List[_Job] = []
    torn: List[Dict[str, Any]] = []
    try:
        ready = _manifests(root, by, txn, groups, items, skipped)
    except MregError:
        _end_moves(root, by, txn, "trash", [], False, notes)
        raise
    refused: Optional[MregError] = None
    for folder, place, members in ready:
        refused = _move_group(root, by, wait, txn, (folder, place, members), items, (done, torn, skipped)) or refused
    stands = [items[job.model.key] for job in done] + torn
    for folder, place, _ in ready:
        if not stands:
            _discard(place, txn)
            continue
        for each in (f"{place.path}/{txn}/{folder}", f"{root}/{folder}"):
            notes.extend(_synced(each))
    if done:
        targets = [{**job.target, "read_from": _in_root(root, items[job.model.key]["sidecar"]["to"])} if job.model.sidecar else job.target for job in done]
        notes.extend(_follow_removed(root, by, targets, "trashed"))
    _end_moves(root, by, txn, "trash", stands, len(done) == len(items), notes)
    if not stands and refused:
        raise refused
    return _Moved([job.model for job in done], skipped, txn if stands else None, notes)


def _undo_trash(root: str, txn: Optional[str], by: str, wait: float = 10.0) -> _Undone:
    """Brings back what a transaction moved to the trash; None means the last removal that can be taken back.

    Raises MregError: exit_code 3 where there is none, 2 for one that was not a removal or was taken back already, 5 for a lock.
    """
    _settle_all(root, by, wait)
    entries = _read_journal(root)
    chosen = _last_removal(root, entries) if txn is None else txn
    standing = _removal(entries, chosen)
    skipped: List[Tuple[str, str]] = []
    items: List[Dict[str, Any]] = []
    places: Dict[str, Tuple[_Place, str]] = {}
    for item in standing:
        back, place, why = _way_back(root, item, chosen)
        if back is None or place is None:
            skipped.append((str(item.get("key")), why))
            continue
        items.append(back)
        places[back["key"]] = (place, _moves_of(back)[0]["to"].rpartition("/")[0])
    if not items:
        return _Undone(None, [], skipped, [])
    new = _new_txn()
    _with_room(root, lambda: _journal(root, by, new, "restore", "begin", items, chosen))
    notes: List[str] = []
    done: List[Dict[str, Any]] = []
    torn: List[Dict[str, Any]] = []
    refused: Optional[MregError] = None
    for group in sorted({(place.path, place.is_own, folder) for place, folder in places.values()}):
        place, folder = _Place(group[0], group[1]), group[2]
        members = [item for item in items if places[item["key"]] == (place, folder)]
        refused = _restore_group(root, by, wait, (folder, place, chosen), members, (done, torn, skipped)) or refused
        for each in (f"{place.path}/{chosen}/{folder}", f"{root}/{folder}"):
            notes.extend(_synced(each))
    if done:
        notes.extend(_follow_back(root, by, done, chosen, {place for place, _ in places.values()}))
    for place in {place for place, _ in places.values()}:
        _discard(place, chosen)
    is_whole = not any(_exists(_in_root(root, move["to"])) for item in standing for move in _moves_of(item))
    _end_moves(root, by, new, "restore", done + torn, len(done) == len(items), notes, chosen if is_whole else None)
    if not done and not torn and refused:
        raise refused
    return _Undone(new if done or torn else None, [item["key"] for item in done], skipped, notes)


# What there is, and whether it is still the same.


def _mark(path: str, name: str, blocks: Optional[_Blocks] = None, dir_fd: Optional[int] = None) -> Optional[Dict[str, Any]]:
    """What tells that a file, a link (never followed) or a folder is still the one that was seen; None where there is nothing. Raises OSError."""
    try:
        info = os.stat(_fs(path), dir_fd=dir_fd, follow_symlinks=False)
    except (FileNotFoundError, NotADirectoryError):
        return None
    if blocks:
        blocks.add(info)
    size, newest = info.st_size, info.st_mtime_ns
    if stat.S_ISDIR(info.st_mode):
        size = 0
        for inner in _looks_inside(path, dir_fd):
            if blocks:
                blocks.add(inner)
            newest = max(newest, inner.st_mtime_ns)
            size += inner.st_size if stat.S_ISREG(inner.st_mode) else 0
    return {"path": name, "dev": str(info.st_dev), "inode": str(info.st_ino), "size": size, "mtime_ns": str(newest)}


def _looks_inside(folder: str, dir_fd: Optional[int]) -> Iterator[os.stat_result]:
    """A look at all that lies in a folder, at any depth. Raises OSError."""
    def fail(error: OSError) -> None:
        raise error
    for _, folders, files, fd in os.fwalk(_fs(folder), dir_fd=dir_fd, onerror=fail):
        for name in folders + files:
            with contextlib.suppress(FileNotFoundError):
                yield os.stat(name, dir_fd=fd, follow_symlinks=False)


def _why_other(fd: int, mark: Mapping[str, Any], deep: bool) -> Optional[str]:
    """Why a file in an open folder is not the one that was marked; `deep` looks at all that is in a folder."""
    name = mark["path"].rpartition("/")[2]
    try:
        info = os.stat(_fs(name), dir_fd=fd, follow_symlinks=False)
        same = (str(info.st_ino), str(info.st_dev)) == (mark["inode"], mark["dev"])
        if same and (deep or not stat.S_ISDIR(info.st_mode)):
            same = _mark(name, mark["path"], dir_fd=fd) == {key: mark[key] for key in ("path", "dev", "inode", "size", "mtime_ns")}
        return None if same else f"{name} changed since it was planned."
    except FileNotFoundError:
        return f"{name} is gone."
    except OSError as error:
        return f"{name} cannot be looked at: {_why(error)}."


def _is_below(path: Any) -> bool:
    """True for a path that stays below the root and out of the registry's own folders, whoever wrote it."""
    if not isinstance(path, str) or "\0" in path:
        return False
    parts = path.split("/")
    return parts[0] != ".mreg" and all(part not in ("", ".", "..") for part in parts)


def _jobs_of(root: str, models: Sequence[_Model], everything: Sequence[_Model], skipped: List[Tuple[_Model, str]]) -> List[_Job]:
    taken: set[str] = set()
    jobs: List[_Job] = []
    by_id: Dict[str, List[_Model]] = {}
    for each in everything:
        by_id.setdefault(each.id, []).append(each)
    for model in models:
        job = _job_of(root, model, by_id.get(model.id, []))
        if isinstance(job, str):
            skipped.append((model, job))
        elif any(mark["path"] in taken for mark in job.marks):
            skipped.append((model, "Another model of this request has the same files."))
        else:
            taken.update(mark["path"] for mark in job.marks)
            jobs.append(job)
    return jobs


def _job_of(root: str, model: _Model, with_its_id: Sequence[_Model]) -> Union[_Job, str]:
    paths = [path for path in (model.artifact, *model.files, model.sidecar) if path is not None]
    if not paths:
        return "It has no files here."
    folder = paths[0].rpartition("/")[0]
    blocks = _Blocks()
    marks = []
    for path in paths:
        name = path.rpartition("/")[2]
        if not _is_below(path) or path.rpartition("/")[0] != folder or _is_nobodys(name):
            return f"{path} is no file of a model."
        try:
            mark = _mark(f"{root}/{path}", path, blocks)
        except OSError as error:
            return f"It cannot be looked at: {_why(error)}."
        if mark is None:
            return f"{name} is gone."
        marks.append(mark)
    if model.sidecar is not None and model.state != "unreadable" and _says_otherwise(f"{root}/{model.sidecar}", model.content):
        return f"{model.sidecar.rpartition('/')[2]} changed since it was planned."
    return _Job(model, _target(model, with_its_id), tuple(marks), blocks.bytes)


def _says_otherwise(path: str, content: Mapping[str, Any]) -> bool:
    """True where a sidecar was rewritten since it was read: with a tag that protects it, perhaps."""
    if os.path.islink(_fs(path)):
        return False
    try:
        # NaN is not equal to itself, its text is.
        return json.dumps(_parse(_read(path).data)) != json.dumps(content)
    except (MregError, _Unreadable, OSError):
        return True


def _second_look(root: str, models: Sequence[_Model]) -> Dict[str, List[Any]]:
    """Looks at the artifacts of models twice, a second apart: the marks of those that did not change, by key. Nobody writes them."""
    def look(model: _Model) -> Optional[List[Any]]:
        try:
            return [_mark(f"{root}/{path}", path) for path in (model.artifact, *model.files) if path is not None]
        except OSError:
            return None
    before = {model.key: look(model) for model in models}
    if before:
        time.sleep(_SECOND_LOOK)
    return {model.key: marks for model in models for marks in [before[model.key]] if marks is not None and look(model) == marks}


def _resting(root: str, jobs: Sequence[_Job], looks: Mapping[str, Sequence[Any]], skipped: List[Tuple[_Model, str]]) -> List[_Job]:
    """Those that nobody writes: what is young is looked at twice, and what a process has open for writing stays."""
    now = time.time()

    def is_young(job: _Job) -> bool:
        marks = [mark for mark in job.marks if mark["path"] != job.model.sidecar]
        return any(now - int(mark["mtime_ns"]) / 1e9 < _YOUNG for mark in marks) and looks.get(job.model.key) != marks
    young = [job for job in jobs if is_young(job)]
    if young:
        time.sleep(_SECOND_LOOK)
    written = _open_for_writing({f"{root}/{mark['path']}": job.model.key for job in jobs for mark in job.marks})
    resting: List[_Job] = []
    for job in jobs:
        why = None
        if job.model.key in written:
            why = f"It is open for writing in process {written[job.model.key]}."
        elif job in young:
            try:
                if any(_mark(f"{root}/{mark['path']}", mark["path"]) != mark for mark in job.marks):
                    why = "It is still being written: it changed within the last second."
            except OSError as error:
                why = f"It cannot be looked at: {_why(error)}."
        if why:
            skipped.append((job.model, why))
        else:
            resting.append(job)
    return resting


def _open_for_writing(paths: Mapping[str, str]) -> Dict[str, int]:
    """Which of these files, or of those in these folders, a process is writing, where the system says so (Linux): the value of `paths`, and a pid."""
    found: Dict[str, int] = {}
    real = {_real(path): name for path, name in paths.items()}
    for pid in filter(str.isdigit, _names_in("/proc")):
        for fd in _names_in(f"/proc/{pid}/fd"):
            try:
                # Where it leads is not looked at: a disk that does not answer must not block.
                target = _name_of(os.readlink(f"/proc/{pid}/fd/{fd}".encode()))
                owner = target
                while owner not in real and "/" in owner:
                    owner = owner.rpartition("/")[0]
                if owner not in real:
                    continue
                with open(f"/proc/{pid}/fdinfo/{fd}", encoding="ascii") as info:
                    flags = next((int(line.split()[1], 8) for line in info if line.startswith("flags:")), 0)
                if flags & os.O_ACCMODE != os.O_RDONLY:
                    found.setdefault(real[owner], int(pid))
            except OSError:
                continue
    return found


def _exists(path: str) -> bool:
    """True where there is anything of this name, a link to nothing, too."""
    return os.path.lexists(_fs(path))


def _real(path: str) -> str:
    """A path with its links followed."""
    return _name_of(os.path.realpath(_fs(path)))


def _names_in(folder: str) -> List[str]:
    """The names in a folder; none where it cannot be read."""
    try:
        return [_name_of(name) for name in os.listdir(_fs(folder))]
    except OSError:
        return []


# Where trash lies.


def _told(place: _Place, txn: str, relative: str) -> str:
    """A path in a transaction's folder, as journal and manifest tell it."""
    return f"{_TRASH if place.is_own else place.path}/{txn}/{relative}"


def _in_root(root: str, told: str) -> str:
    """A told path as an absolute one."""
    return told if told.startswith("/") else f"{root}/{told}"


def _place_told(root: str, told: str, relative: str, txn: str) -> Optional[_Place]:
    """The place of a told path; None where it is not written as ours are."""
    place = told[:-len(f"/{txn}/{relative}")] if told.endswith(f"/{txn}/{relative}") and txn else ""
    if place == _TRASH:
        return _Place(f"{root}/{_TRASH}", True)
    return _Place(place, False) if place.startswith("/") and place.endswith(f"/{_TRASH}") else None


def _ensure_place(root: str, place: _Place) -> None:
    """Makes the place and marks it. Raises MregError."""
    if place.is_own:
        _own_folder(root)
    _ensure_folder(place.path)
    if os.path.islink(_fs(place.path)):
        raise MregError(f"{place.path} is a link: nothing is moved there.", "Remove the link; the trash must lie on the disk of the models.")
    for path, text in ((f"{os.path.dirname(place.path)}/.gitignore", "*\n"), (f"{place.path}/CACHEDIR.TAG", _TRASH_TAG_TEXT)):
        if not _exists(path):
            with contextlib.suppress(FileExistsError):
                _write_new(path, text.encode())


def _trash_groups(root: str, jobs: Sequence[_Job], skipped: List[Tuple[_Model, str]]) -> List[Tuple[str, _Place, List[_Job]]]:
    """The models of each folder, and their place on its own disk. Makes the places, which is no change yet. Raises MregError."""
    goes_whole = {job.model.artifact for job in jobs}
    by_folder: Dict[str, List[_Job]] = {}
    for job in jobs:
        by_folder.setdefault(job.folder, []).append(job)
    groups: List[Tuple[str, _Place, List[_Job]]] = []
    for folder, members in by_folder.items():
        parts = folder.split("/")
        outer = next((above for above in ("/".join(parts[:count + 1]) for count in range(len(parts))) if above in goes_whole), None)
        place = _place_for(root, folder) if outer is None else f"It lies inside {outer}, which is to go as a whole."
        if isinstance(place, str):
            skipped.extend((job.model, place) for job in members)
        else:
            groups.append((folder, place, members))
    return groups


def _place_for(root: str, folder: str) -> Union[_Place, str]:
    """The registry's own, else one beside the folder; why there is none. Raises MregError where the registry's own cannot be made."""
    own = _Place(f"{root}/{_TRASH}", True)
    _ensure_place(root, own)
    try:
        real = _real(f"{root}/{folder}")
        device = os.stat(_fs(real)).st_dev
        if device == os.stat(_fs(own.path)).st_dev:
            return own
        place = _Place(f"{os.path.dirname(real)}/{_TRASH}", False)
        try:
            _ensure_place(root, place)
        except MregError as error:
            return f"It lies on another disk than the registry, and no trash can be made there. {error}"
        if os.stat(_fs(place.path)).st_dev == device:
            return place
        return "It lies on a disk of its own, which has no room for a trash beside its folder."
    except OSError as error:
        return f"Its folder cannot be opened: {_why(error)}."


def _manifests(root: str, by: str, txn: str, groups: Sequence[Tuple[str, _Place, List[_Job]]], items: Mapping[str, Dict[str, Any]],
               skipped: List[Tuple[_Model, str]]) -> List[Tuple[str, _Place, List[_Job]]]:
    """Says in each place what is to lie there, before anything does. Raises MregError where the registry's own cannot be written."""
    head = {"v": 1, "txn": txn, "at": _utc_iso(), "host": _here().host, "user": _user_name(), "by": by, "root": root}
    texts = _entry_texts(root, [job.target for _, _, members in groups for job in members])
    ready: List[Tuple[str, _Place, List[_Job]]] = []
    for place in dict.fromkeys(place for _, place, _ in groups):
        here = [group for group in groups if group[1] == place]
        models = []
        for job in (job for _, _, members in here for job in members):
            target = job.target
            model = {**items[job.model.key], "bytes": job.bytes, "algorithm": target["algorithm"], "folder": target["folder"], "entry": target["entry"]}
            text = texts.get(target["entry"])
            if text is not None and len(text.encode("utf-8", "surrogatepass")) <= _LARGEST_ENTRY:
                model["entry_text"] = text
            models.append(model)
        try:
            _with_room(root, lambda: _write_manifest(place, txn, {**head, "models": models}))
            ready.extend(here)
        except MregError as error:
            if place.is_own:
                raise
            skipped.extend((job.model, str(error)) for _, _, members in here for job in members)
    return ready


def _write_manifest(place: _Place, txn: str, manifest: Mapping[str, Any]) -> None:
    _ensure_folder(f"{place.path}/{txn}")
    _write_atomic(f"{place.path}/{txn}/{_MANIFEST}", f"{_dump_line(manifest)}\n".encode())


# Moving.


def _moves_of(item: Mapping[str, Any]) -> List[Dict[str, Any]]:
    """The moves of a model in the order in which they are made: artifact, further files, sidecar."""
    return [move for move in (item.get("artifact"), *(item.get("files") or []), item.get("sidecar")) if isinstance(move, dict)]


def _only(item: Mapping[str, Any], moves: Sequence[Mapping[str, Any]]) -> Dict[str, Any]:
    """A model with some of its moves."""
    part = {name: value for name, value in item.items() if name not in ("artifact", "sidecar") or value in moves}
    if "files" in part:
        part["files"] = [move for move in part["files"] if move in moves]
    return part


_Tally = Tuple[List[Any], List[Dict[str, Any]], List[Tuple[Any, str]]]


def _rename_all(steps: Sequence[Tuple[str, str]], from_fd: int, to_fd: int) -> Tuple[int, str]:
    """Makes the renames in their order; where one fails, those before it are taken back. How many stand, and why not all."""
    for index, (old, new) in enumerate(steps):
        why = _rename(old, new, from_fd, to_fd)
        if why is None:
            continue
        for back in range(index - 1, -1, -1):
            failed = _rename(steps[back][1], steps[back][0], to_fd, from_fd)
            if failed is not None:
                return back + 1, f"{why}, and could not be put back: {failed}"
        return 0, why
    return len(steps), ""


def _rename(old: str, new: str, from_fd: int, to_fd: int) -> Optional[str]:
    """Why a name cannot be moved; None where it is."""
    try:
        if _is_there(new, to_fd):
            return f"{new} is there already"
        os.rename(_fs(old), _fs(new), src_dir_fd=from_fd, dst_dir_fd=to_fd)
        return None
    except OSError as error:
        if error.errno == errno.EXDEV:
            return "it lies on another disk than its trash (EXDEV)"
        # Over NFS a repeated request can fail although the first one moved the file.
        if error.errno == errno.ENOENT and _is_there(new, to_fd) and not _is_there(old, from_fd):
            return None
        return _why(error)


def _is_there(name: str, fd: int) -> bool:
    try:
        os.stat(_fs(name), dir_fd=fd, follow_symlinks=False)
        return True
    except FileNotFoundError:
        return False
    except OSError:
        return True


@contextlib.contextmanager
def _open_folder(path: str, follow: bool = False, dir_fd: Optional[int] = None) -> Iterator[int]:
    """A folder that is held open: what is done to names in it happens in that very folder. Raises OSError."""
    fd = os.open(_fs(path), os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC | (0 if follow else os.O_NOFOLLOW), dir_fd=dir_fd)
    try:
        yield fd
    finally:
        os.close(fd)


@contextlib.contextmanager
def _open_inside(path: str, relative: str) -> Iterator[int]:
    """A folder below another, without following any link on the way. Raises OSError."""
    with contextlib.ExitStack() as stack:
        fd = stack.enter_context(_open_folder(path))
        for part in relative.split("/"):
            fd = stack.enter_context(_open_folder(part, dir_fd=fd))
        yield fd


def _in_slices(folders: Sequence[str], jobs: Sequence[Any], by: str, wait: float, act: Callable[[Any], None]) -> Tuple[int, Optional[MregError]]:
    """Does many small things under the locks of folders, which others get again and again in between. How many were done, and why not all."""
    at = 0
    while at < len(jobs):
        inside = False
        try:
            with contextlib.ExitStack() as stack:
                for folder in folders:
                    stack.enter_context(_locked(folder, by, wait))
                inside = True
                end = time.monotonic() + _SLICE
                while at < len(jobs) and time.monotonic() < end:
                    at += 1
                    act(jobs[at - 1])
        except MregError as error:
            # What the lock was taken for is done; that it cannot be freed ends with this process.
            if not inside:
                return at, error
    return at, None


def _move_group(root: str, by: str, wait: float, txn: str, group: Tuple[str, _Place, List[_Job]], items: Mapping[str, Dict[str, Any]],
                tally: _Tally) -> Optional[MregError]:
    """Moves the models of one folder. Why its lock could not be had."""
    folder, place, jobs = group
    done, torn, skipped = tally
    told: set[str] = set()

    def skip(job: _Job, why: str) -> None:
        told.add(job.model.key)
        skipped.append((job.model, why))

    try:
        _ensure_folder(f"{place.path}/{txn}/{folder}")
        # A linked model folder is followed, as the scan does: the marks of its files tell whether it is still the same.
        with _open_folder(f"{root}/{folder}", follow=True) as source, _open_inside(place.path, f"{txn}/{folder}") as target:
            ready = []
            for job in jobs:
                why = next((each for each in (_why_other(source, mark, True) for mark in job.marks) if each), None)
                if why:
                    skip(job, why)
                else:
                    ready.append(job)

            def move(job: _Job) -> None:
                why = next((each for each in (_why_other(source, mark, False) for mark in job.marks) if each), None)
                if why:
                    return skip(job, why)
                told.add(job.model.key)
                moves = _moves_of(items[job.model.key])
                names = [each["from"].rpartition("/")[2] for each in moves]
                moved, why = _rename_all([(name, name) for name in names], source, target)
                if moved == len(moves):
                    return done.append(job)
                stays = "Only a part of it could be moved; mreg restore brings that back" if moved else "It cannot be moved"
                skip(job, f"{stays}: {why}.")
                if moved:
                    torn.append(_only(items[job.model.key], moves[:moved]))
                return None

            count, refused = _in_slices([_real(f"{root}/{folder}")], ready, by, wait, move)
            for job in ready[count:]:
                skip(job, str(refused))
            if count > 0:
                with contextlib.suppress(MregError), _locked(_real(f"{root}/{folder}"), by, 0.0):
                    _sweep(_real(f"{root}/{folder}"))
            return refused
    except (OSError, MregError) as error:
        why = str(error) if isinstance(error, MregError) else f"Its folder cannot be opened: {_why(error)}."
        for job in jobs:
            if job.model.key not in told:
                skip(job, why)
        return None


def _synced(folder: str) -> List[str]:
    """Makes what was renamed last through a power cut. Sentences about what the disk did not confirm."""
    try:
        if os.path.isdir(_fs(folder)):
            _sync_folder(folder)
        return []
    except OSError as error:
        return [f"The disk did not confirm the changes in {folder}: {_why(error)}. A power cut now could undo them."]


def _end_moves(root: str, by: str, txn: str, op: str, stands: Sequence[Mapping[str, Any]], is_all: bool, notes: List[str],
               inverse_of: Optional[str] = None) -> None:
    """Ends a transaction of moves in the journal. What was done stands, even where that cannot be written."""
    try:
        _with_room(root, lambda: _journal(root, by, txn, op, "done" if stands else "undone", [] if is_all else stands, inverse_of))
    except MregError as error:
        notes.append(f"{error} What was done stands; a later change here tells the journal that it is.")


def _with_room(root: str, action: Callable[[], None]) -> None:
    """Runs `action`; where the disk is too full for it, once more with the room of the registry's reserve. Raises what `action` raises."""
    try:
        action()
    except (OSError, MregError) as error:
        if not _is_full(error) or not _give_up_reserve(root):
            raise
        action()


def _discard(place: _Place, txn: str) -> None:
    """Takes away what is left of a transaction's folder when its models are gone: empty folders and the manifest. Anything else stays."""
    folder = f"{place.path}/{txn}"
    for path, _, _ in os.walk(_fs(folder), topdown=False):
        if path != _fs(folder):
            with contextlib.suppress(OSError):
                os.rmdir(path)
    left = _names_in(folder)
    # A killed writer of one may have left its temporary file.
    if all(name == _MANIFEST or name.startswith(f".{_MANIFEST}.") for name in left):
        for name in left:
            _remove_quietly(f"{folder}/{name}")
        with contextlib.suppress(OSError):
            os.rmdir(_fs(folder))


# Taking back.


def _removal(entries: Sequence[Mapping[str, Any]], txn: str) -> List[Dict[str, Any]]:
    """The models that a transaction moved to the trash, with the moves that stand. Raises MregError for one that cannot be taken back."""
    lines = [entry for entry in entries if entry.get("txn") == txn]
    if not lines:
        raise MregError(f"The journal has no transaction {txn}.", "mreg log lists them.", 3)
    if any(line.get("op") != "trash" for line in lines):
        raise MregError(f"{txn} ({lines[0].get('op')}) did not remove anything, and mreg.py takes back removals only.", f"mreg undo {txn}", 2)
    begun = [item for line in lines if line.get("phase") == "begin" for item in line.get("items") or []]
    end = next((line for line in reversed(lines) if line.get("phase") in ("done", "undone")), None)
    if end is None:
        raise MregError(f"{txn} has not ended: another process is still moving its models, or was cut off on another machine.", "mreg log tells more.", 5)
    if end["phase"] == "undone":
        raise MregError(f"{txn} did nothing: there is nothing to take back.", "", 2)
    if any(txn == each for each in _taken_back(entries)):
        raise MregError(f"{txn} was taken back already.", "mreg log shows by what.", 2)
    return list(end.get("items") or begun)


def _taken_back(entries: Sequence[Mapping[str, Any]]) -> set[str]:
    """Transactions that another one took back whole, which itself was not taken back."""
    ended = [(str(entry.get("txn")), str(entry["inverse_of"])) for entry in entries if entry.get("phase") == "done" and entry.get("inverse_of")]
    taken: set[str] = set()
    for txn, inverse in reversed(ended):
        if txn not in taken:
            taken.add(inverse)
    return taken


def _last_removal(root: str, entries: Sequence[Mapping[str, Any]]) -> str:
    """The last removal of which something is still in the trash. Raises MregError."""
    taken = _taken_back(entries)
    for entry in reversed(entries):
        if entry.get("op") != "trash" or entry.get("phase") != "done" or entry.get("txn") in taken or entry.get("inverse_of"):
            continue
        txn = str(entry["txn"])
        if any(_exists(_in_root(root, str(move.get("to")))) for item in _removal(entries, txn) for move in _moves_of(item)):
            return txn
    raise MregError("Nothing was removed here that can be taken back.", "mreg log shows what was done.", 3)


def _way_back(root: str, item: Mapping[str, Any], txn: str) -> Tuple[Optional[Dict[str, Any]], Optional[_Place], str]:
    """A model of the trash as an item that leads back; or why it cannot go there."""
    place: Optional[_Place] = None
    swapped: List[Dict[str, Any]] = []
    back: Dict[str, Any] = {"key": item.get("key"), "id": item.get("id")}
    for move in _moves_of(item):
        own, told = str(move.get("from")), str(move.get("to"))
        place = _place_told(root, told, own, txn)
        if not _is_below(own) or place is None:
            return None, None, "The journal does not say where it lies in a way that is understood: mreg restore tells more."
        if not _exists(_in_root(root, told)):
            return None, None, "It is not in the trash any more."
        if _exists(f"{root}/{own}"):
            return None, None, f"{own} is there again already: mreg restore brings it back beside that."
        swapped.append({**move, "from": told, "to": own})
    both = iter(swapped)
    for name in ("artifact", "files", "sidecar"):
        if item.get(name):
            back[name] = [next(both) for _ in item[name]] if name == "files" else next(both)
    if item.get("stray"):
        back["stray"] = True
    return (back, place, "") if swapped else (None, None, "It has no files here.")


def _restore_group(root: str, by: str, wait: float, group: Tuple[str, _Place, str], members: Sequence[Dict[str, Any]], tally: _Tally) -> Optional[MregError]:
    """Moves the models of one folder back. Why its lock could not be had."""
    folder, place, txn = group
    done, torn, skipped = tally
    try:
        _ensure_folder(f"{root}/{folder}")
        with _open_inside(place.path, f"{txn}/{folder}") as source, _open_folder(f"{root}/{folder}", follow=True) as target:

            def move(item: Dict[str, Any]) -> None:
                moves = _moves_of(item)
                names = [each["to"].rpartition("/")[2] for each in moves]
                moved, why = _rename_all([(name, name) for name in names], source, target)
                if moved == len(moves):
                    return done.append(item)
                skipped.append((item["key"], f"{'Only a part of it could be moved back' if moved else 'It cannot be moved back'}: {why}."))
                if moved:
                    torn.append(_only(item, moves[:moved]))
                return None

            # The lock of the trash keeps a purge from deleting what is being taken out.
            count, refused = _in_slices([_real(f"{root}/{folder}"), place.path], members, by, wait, move)
            skipped.extend((item["key"], str(refused)) for item in members[count:])
            return refused
    except (OSError, MregError) as error:
        why = str(error) if isinstance(error, MregError) else f"Its folder cannot be opened: {_why(error)}."
        skipped.extend((item["key"], why) for item in members)
        return None


def _follow_back(root: str, by: str, items: Sequence[Mapping[str, Any]], txn: str, places: Iterable[_Place]) -> List[str]:
    """Tells the exchange files of models that came back, with what their entries said when they went."""
    known: Dict[str, Dict[str, Any]] = {}
    for place in places:
        try:
            manifest = json.loads(_read(f"{place.path}/{txn}/{_MANIFEST}").data)
            known.update((model["key"], model) for model in manifest["models"])
        except (OSError, ValueError, KeyError, TypeError, MregError):
            continue
    targets = []
    for item in items:
        if item.get("stray"):
            continue
        was = known.get(item["key"], {})
        artifact, sidecar = item.get("artifact") or {}, item.get("sidecar") or {}
        folder = was.get("folder") or os.path.dirname(os.path.dirname(_moves_of(item)[0]["to"])) or "."
        target = {"key": item["key"], "id": item["id"], "algorithm": was.get("algorithm") or os.path.basename(folder).lower(), "folder": folder,
                  "sidecar": sidecar.get("to"), "artifact": artifact.get("to"), "bytes": artifact.get("size", 0),
                  "files": [move["to"] for move in item.get("files") or []], "entry": was.get("entry") or item["id"]}
        if isinstance(was.get("entry_text"), str):
            target["entry_text"] = was["entry_text"]
        targets.append({name: value for name, value in target.items() if value is not None})
    return _follow_present(root, by, targets)


# What a killed process left half done.


def _settle_all(root: str, by: str, wait: float) -> None:
    """Puts right what processes of this machine left that were killed: what is half done goes the rest of its way. Says so. Raises MregError (exit_code 5)."""
    notes: List[str] = []
    try:
        _settle_into(notes, root, by, wait)
    finally:
        for note in notes:
            _say(note)


def _settle_into(notes: List[str], root: str, by: str, wait: float) -> None:
    is_open = _may_be_cut_off(root)
    notes.extend(_end_cut_off_edits(root, by) if is_open else [])
    for entry in _cut_off(root) if is_open else []:
        if entry["op"] in ("trash", "restore"):
            notes.append(_settle_moves(root, by, wait, entry))
        elif entry["op"] == "register":
            notes.extend(filter(None, [_settle_registration(root, by, wait, entry)]))
    _remove_dead_stagings(root)
    notes.extend(_settle_marks(root, by))


def _settle(root: str, by: str, wait: float = 1.0) -> List[str]:
    """_settle_all for a change that goes on without it: what cannot be ended now is left for the next one. Returns sentences."""
    notes: List[str] = []
    try:
        _settle_into(notes, root, by, wait)
    except (MregError, OSError) as error:
        notes.append(f"An earlier change was cut off and could not be ended: {_reason(error)}")
    return notes


def _cut_off(root: str) -> List[Dict[str, Any]]:
    """The beginnings of transactions that never ended, and whose process is gone."""
    left = [entry for entry in _open_begins(root) if isinstance(entry.get("items"), list) and _is_of_the_dead(entry)]
    # A process may have ended its transaction and itself since the journal was read.
    again = {entry["txn"] for entry in _open_begins(root)} if left else set()
    return [entry for entry in left if entry["txn"] in again]


def _settle_moves(root: str, by: str, wait: float, begin: Mapping[str, Any]) -> str:
    """Ends a removal or a restore: a model of which something moved goes the rest of the way. Returns a sentence."""
    op, txn = str(begin["op"]), str(begin["txn"])
    stands: List[Dict[str, Any]] = []
    whole = True
    for item in begin.get("items") or []:
        moves = [move for move in _moves_of(item) if _is_below(move.get("from" if op == "trash" else "to"))]
        ways = [(move, _in_root(root, move["from"]), _in_root(root, move["to"])) for move in moves]

        # Nothing but a rename puts anything into a transaction's folder or takes it out.
        def is_moved(way: Tuple[Dict[str, Any], str, str]) -> bool:
            return _exists(way[2]) and (op == "trash" or not _exists(way[1]))

        if any(map(is_moved, ways)) and not all(map(is_moved, ways)):
            inner = ways[0][1] if op == "trash" else ways[0][2]
            with _locked(_real(os.path.dirname(inner)), by, wait):
                for move, old, new in ways:
                    mark = None if _exists(new) else _mark(old, move["from"])
                    if mark and all(mark[name] == move.get(name) for name in ("inode", "size", "mtime_ns")):
                        os.rename(_fs(old), _fs(new))
        moved = [way[0] for way in ways if is_moved(way)]
        whole = whole and len(moved) == len(_moves_of(item))
        if moved:
            stands.append(_only(item, moved))
    notes: List[str] = []
    models = [item for item in stands if not item.get("stray")]
    if op == "trash" and models:
        targets = []
        for item in models:
            folder = os.path.dirname(os.path.dirname(_moves_of(item)[0]["from"])) or "."
            target = {"key": item["key"], "id": item["id"], "algorithm": os.path.basename(folder).lower(), "folder": folder,
                      "bytes": (item.get("artifact") or {}).get("size", 0), "files": [move["from"] for move in item.get("files") or []], "entry": item["id"]}
            for name in ("artifact", "sidecar"):
                if item.get(name):
                    target[name] = item[name]["from"]
            if item.get("sidecar"):
                target["read_from"] = _in_root(root, item["sidecar"]["to"])
            targets.append(target)
        notes.extend(_follow_removed(root, by, targets, "trashed"))
    elif models:
        notes.extend(_follow_back(root, by, models, "", []))
    for told, own in {(move["to"], move["from"]) if op == "trash" else (move["from"], move["to"]) for item in begin["items"] for move in _moves_of(item)}:
        folder = txn if op == "trash" else str(begin.get("inverse_of"))
        place = _place_told(root, told, own, folder)
        if place and (op == "restore" or not stands):
            _discard(place, folder)
    inverse = begin.get("inverse_of") if whole else None
    _end_moves(root, by, txn, op, stands, whole, notes, inverse)
    where = "in the trash" if op == "trash" else "back"
    return " ".join([f"An earlier `{begin.get('by')}` was cut off: {_counted(len(stands), 'model')} of {len(begin['items'])} {where}.", *notes])


# --- Undo: what was done here is taken back, as a transaction of its own ---

_TAKEN_BACK_BY_MREG = ("register", "adopt", "alias", "link", "remember")


def _undo_words(txn: str) -> str:
    """How a change is taken back."""
    return f"To take it back: mreg undo {txn}, or python3 mreg.py undo {txn}"


def _undo_change(root: str, txn: Optional[str], by: str, wait: float = 10.0) -> Tuple[str, _Undone]:
    """Takes back a transaction (None: the last change that can be taken back): tags, notes, results, removals. Returns what it was, in words, and what came
    of it. Raises MregError: exit_code 3 where there is none, 2 for one that only `mreg undo` takes back, or that was taken back already, 5 for a lock.
    """
    _settle_all(root, by, wait)
    entries = _read_journal(root)
    chosen = _last_change(root, entries) if txn is None else txn
    lines = [entry for entry in entries if entry.get("txn") == chosen]
    if lines and lines[0].get("op") in _TAKEN_BACK_BY_MREG:
        raise MregError(f"{chosen} ({lines[0].get('by')}) is no change that mreg.py takes back.", f"mreg undo {chosen}", 2)
    if not lines or lines[0].get("op") not in _EDIT_OPS:
        return "removal", _undo_trash(root, chosen, by, wait)
    return _change_words(lines), _undo_edits(root, chosen, entries, by, wait)


def _last_change(root: str, entries: Sequence[Mapping[str, Any]]) -> str:
    """The last change that can be taken back, by this program or by `mreg`. What took something back is passed over, or it would go round. Raises MregError."""
    taken = _taken_back(entries)
    inverses = {entry.get("txn") for entry in entries if entry.get("inverse_of")}
    started: Dict[str, int] = {}
    for at, entry in enumerate(entries):
        started.setdefault(str(entry.get("txn")), at)
    done = {str(entry.get("txn")): entry for entry in entries if entry.get("phase") == "done"}
    for txn in sorted(done, key=lambda each: -started[each]):
        op = done[txn].get("op")
        if txn in taken or txn in inverses:
            continue
        if op in _EDIT_OPS or op in _TAKEN_BACK_BY_MREG:
            return txn
        if op == "trash" and any(_exists(_in_root(root, str(move.get("to")))) for item in _removal(entries, txn) for move in _moves_of(item)):
            return txn
    raise MregError("Nothing was changed here that can be taken back.", "mreg log shows what was done.", 3)


def _change_words(lines: Sequence[Mapping[str, Any]]) -> str:
    """`mreg tag (+best)`: what a transaction of edits did."""
    words: Dict[str, None] = {}
    for line in lines:
        for item in _items_of(line):
            tags = item.get("tags")
            if isinstance(tags, dict):
                before, after = list(tags.get("before") or ()), list(tags.get("after") or ())
                words.update(dict.fromkeys([*(f"+{tag}" for tag in after if tag not in before), *(f"-{tag}" for tag in before if tag not in after)]))
    shown = " ".join(list(words)[:6])
    return f"{lines[0].get('by')}{f' ({shown})' if shown else ''}"


def _undo_edits(root: str, txn: str, entries: Sequence[Mapping[str, Any]], by: str, wait: float) -> _Undone:
    """Takes edits of sidecars back: a file that was not touched since gets its bytes back, in any other the edit is taken back by its meaning. Raises MregError."""
    lines = [entry for entry in entries if entry.get("txn") == txn]
    end = next((line for line in reversed(lines) if line.get("phase") != "begin"), None)
    if end is None:
        raise MregError(f"{txn} has not ended: another process is still at it, or was cut off on another machine.", "mreg log tells more.", 5)
    if end["phase"] == "undone":
        raise MregError(f"{txn} did nothing: there is nothing to take back.", "", 2)
    if txn in _taken_back(entries):
        raise MregError(f"{txn} was taken back already.", "mreg log shows by what.", 2)
    standing = {item.get("key") for item in _items_of(end)}
    # An edit that had to be made anew is there twice: the last one was written.
    items = {item["key"]: item for line in lines if line.get("phase") == "begin" for item in _items_of(line)
             if _is_edit_item(item) and (not standing or item["key"] in standing)}
    models = _scan(root)
    by_key = {model.key: model for model in models}
    gone = [(key, f"{key} is not in the registry any more.") for key in items if key not in by_key]
    jobs = [_EditJob(by_key[key], lambda data, item=item: _edit_back(data, item)) for key, item in items.items() if key in by_key]  # type: ignore[misc]
    changed = _run_edits(root, str(lines[0]["op"]), jobs, by, wait, models, txn, bool(gone))
    return _Undone(changed.txn, [*changed.done, *changed.unchanged], [*gone, *changed.skipped], changed.notes)


def _edit_back(data: bytes, item: Mapping[str, Any]) -> Optional[_Spliced]:
    """The sidecar without an edit; None where it is without it already. Raises _Unreadable where that cannot be told."""
    after, offset = item.get("after"), item.get("offset")
    before = item.get("before") if isinstance(item.get("before"), str) else ""
    if isinstance(after, str) and isinstance(offset, int) and _sha256(data) == item["sha256"].get("after"):
        old, new = (text.encode("utf-8", "surrogatepass") for text in (str(before), after))
        whole = data[:offset] + old + data[offset + len(new):]
        if data[offset:offset + len(new)] == new and _sha256(whole) == item["sha256"].get("before"):
            words = [_said_in(_parse(each)) for each in (data, whole)]
            of_kind = [said[1] if item.get("note") else said[0] for said in words]
            return _Spliced(whole, offset, after, str(before), *of_kind)
    if isinstance(item.get("tags"), dict):
        was, now = list(item["tags"].get("before") or ()), list(item["tags"].get("after") or ())
        return _splice_one(data, _SetTexts(("tags",), tuple(_tags_without(was, now)), tuple(_tags_without(now, was))))
    if isinstance(item.get("note"), dict):
        said = _said_in(_parse(data))[1]
        if said == item["note"].get("before"):
            return None
        if said != item["note"].get("after"):
            raise _Unreadable("has a note that was changed since: it is left as it is.")
        return _splice_one(data, _SetKey(("notes",), str(item["note"].get("before") or "")))
    return _result_back(data, item)


def _result_back(data: bytes, item: Mapping[str, Any]) -> _Spliced:
    """The sidecar without a result that was added to it. Raises _Unreadable."""
    added = _without(_results_in_piece(item.get("after"), item), _results_in_piece(item.get("before"), item))
    if len(added) != 1:
        raise _Unreadable("was changed since: take the edit out in a text editor.")
    text = _json_text_of(data)
    if not isinstance(_parse_text(text), dict):
        raise _Unreadable("is not a JSON object.")
    found = _find(text, ("testing",))
    old = _list_at(found, 'has a "testing" that is no list: mend it in a text editor.')
    items = old.children if old else []
    same = [node for node in items if not _without([_exact(node.raw)], added)]
    if len(same) != 1 or old is None:
        raise _Unreadable("has that result more than once: take one of them out in a text editor." if same
                          else "does not have that result any more as it was recorded: take it out in a text editor.")
    change = _list_change(text, found, old, [node for node in items if node is not same[0]], [])
    start = len(data) - len(text.encode("utf-8"))
    offset = start + len(text[:change.start].encode("utf-8"))
    before = text[change.start:change.end]
    return _Spliced(data[:offset] + change.content.encode("utf-8") + data[offset + len(before.encode("utf-8")):], offset, before, change.content)


def _results_in_piece(piece: Any, item: Mapping[str, Any]) -> List[Any]:
    """The results in a piece of a sidecar: a list, an item with a comma, a property with its list, or all of it."""
    texts = [item.get("before"), item.get("after")]
    is_whole = all(isinstance(each, str) and each.startswith("{") for each in texts)
    text = piece.strip(" \t\r\n,") if isinstance(piece, str) else ""
    inner = {"[": f'{{"testing": {text}}}', '"': f"{{{text}}}", "{": text if is_whole else f'{{"testing": [{text}]}}'}.get(text[:1])
    value = _exact_object(inner)
    return _results_in(value) if value else []


# --- Runs: a model that is trained, saved, loaded and tested ---

_RUN_ID = re.compile(r"(.+?)_[0-9]{8}_[0-9]{6}(?:_[0-9]+)?", re.S)
_RUN_STAGING = re.compile(r"\.mreg-run\.([0-9]+)-[0-9a-f]{16}")
_SEED_ROOTS = ("../algorithm_examples/ExampleData", "algorithm_examples/ExampleData")
_LONGEST_NAME = 180
_SAVE_WAIT = 60.0
# Ids that runs of this process have, saved or not, with their folders.
_given_ids: set = set()


def performance_of(times: Iterable[float]) -> Dict[str, float]:
    """What the times of a test say together, in the same bits as `mreg record`: total_time, average_time, median_time, p95_time and p99_time.

    `times`: seconds of one query each. The total is Neumaier's compensated sum in their order, the percentiles are interpolated as numpy does by default.
    Raises MregError for no times, and for one that is negative or no finite number."""
    values = []
    for index, each in enumerate(times):
        try:
            seconds = float(each)
        except (TypeError, ValueError):
            seconds = math.nan
        if isinstance(each, (bool, str)) or not (math.isfinite(seconds) and seconds >= 0):
            raise MregError(f"times[{index}] is {each!r}: a time is a finite number of seconds, 0 at least.", exit_code=2)
        values.append(seconds + 0.0)
    if not values:
        raise MregError("There are no times: one query at least has one.", exit_code=2)
    total = lost = 0.0
    for seconds in values:
        after = total + seconds
        # What of the smaller one was lost.
        lost += (total - after) + seconds if total >= seconds else (seconds - after) + total
        total = after
    total += lost
    if not math.isfinite(total):
        raise MregError("The times are too large: their sum is no finite number.", exit_code=2)
    values.sort()

    def percentile(part: float) -> float:
        place = (len(values) - 1) * part
        below = math.floor(place)
        low = values[below]
        high = values[below + 1] if below + 1 < len(values) else low
        return low + (place - below) * (high - low)

    parts = {"median_time": 0.5, "p95_time": 0.95, "p99_time": 0.99}
    return {"total_time": total, "average_time": total / len(values), **{name: percentile(part) for name, part in parts.items()}}


# Where a run lies, and what it is called


def _seed_root() -> str:
    """Where the seeds' programs have their models, as seen from the working folder."""
    return next((path for path in _SEED_ROOTS if os.path.isdir(path)), _SEED_ROOTS[0])


def _default_root() -> str:
    """Where models are that nobody gave a folder: MREG_ROOT, which need not be there yet; else the registry around the working folder, as `mreg` finds it;
    else where the seeds' programs have theirs, by a relative path. Makes nothing. Raises MregError where MREG_ROOT is no folder."""
    named = os.environ.get("MREG_ROOT")
    if named and not os.path.lexists(_fs(_given_path(named))):
        return _real_path(_given_path(named))
    try:
        return _find_root()
    except MregError:
        if named:
            raise
        return _seed_root()


class _Loading(threading.local):
    """Whether this thread constructs a model to load it."""
    is_on = False


_loading = _Loading()
# Folders of which it was said that models go there.
_said_folders: set = set()


def _default_folder(algorithm: str) -> str:
    """The model folder for runs that nobody gave one; where it is found by no registry, that is said once."""
    root = _default_root()
    folder = _run_folder(root, algorithm)
    if not os.path.isabs(root) and not _loading.is_on and os.path.abspath(folder) not in _said_folders:
        _said_folders.add(os.path.abspath(folder))
        _say(f"No registry here and no MREG_ROOT: models go to {os.path.abspath(folder)}")
    return folder


def _run_folder(root: str, algorithm: str) -> str:
    """The model folder of an algorithm: the one of its name in any case, else a new one with a capital. Makes nothing."""
    with contextlib.suppress(OSError):
        names = [name for name in map(_name_of, os.listdir(_fs(root))) if name.lower() == algorithm.lower() and os.path.isdir(_fs(f"{root}/{name}/Model"))]
        if names:
            own = algorithm.capitalize()
            return f"{root}/{own if own in names else min(names)}/Model"
    deeper = sorted(path for path, kind in _model_folders(root) if kind == algorithm.lower()) if os.path.isdir(_fs(root)) else []
    return f"{root}/{deeper[0] if deeper else algorithm.capitalize() + '/Model'}"


def _root_of(folder: str) -> str:
    """The registry that a model folder belongs to, which may both not be there yet; absolute and real. As `mreg` finds it: not above home, not across a
    mount."""
    path = os.path.abspath(folder)
    above = [path]
    while os.path.dirname(path) != path:
        path = os.path.dirname(path)
        above.append(path)
    named = os.environ.get("MREG_ROOT")
    for each in above if named else []:
        if os.path.realpath(each) == os.path.realpath(str(named)):
            return os.path.realpath(each)
    # A model folder may be a link to another disk: what counts is where it stands.
    inner = above[1:] if os.path.basename(above[0]) == "Model" else above
    home = os.path.realpath(os.path.expanduser("~"))
    devices = [os.stat(_fs(each)).st_dev if os.path.isdir(_fs(each)) else None for each in inner]
    device = next(each for each in devices if each is not None)
    for each, on in zip(inner, devices):
        if on not in (None, device):
            break
        if any(os.path.exists(_fs(os.path.join(each, mark))) for mark in _ROOT_MARKS):
            return os.path.realpath(each)
        if os.path.realpath(each) == home:
            break
    # Without any mark it is the folder from which the models are found.
    with contextlib.suppress(MregError, OSError):
        around = _find_root()
        if any(os.path.realpath(each) == around for each in inner):
            return around
    return os.path.realpath(os.path.dirname(inner[0]))


def _path_inside(root: str, folder: str) -> str:
    """The path of a folder below the root, by the names that lead to it there."""
    path, names = os.path.abspath(folder), []
    while os.path.dirname(path) != path:
        if os.path.realpath(path) == root:
            return "/".join(reversed(names)) or "."
        names.append(os.path.basename(path))
        path = os.path.dirname(path)
    return os.path.relpath(os.path.realpath(folder), root)


def _checked_name(name: Any, what: str) -> str:
    """A name that can become that of a file. Raises MregError."""
    if not isinstance(name, str) or name == "" or name[0] == "." or "/" in name or any(unicodedata.category(each) in ("Cc", "Cs") for each in name):
        raise MregError(f"{name!r} cannot name {what}: it becomes the name of files.", 'Letters, digits, ".", "_" and "-", as in mscn or my_net.', 2)
    if len(_fs(name)) > _LONGEST_NAME:
        raise MregError(f"A name of {len(_fs(name))} bytes is too long for {what}.", f"At most {_LONGEST_NAME} bytes.", 2)
    return name


def _folder_names(folder: str) -> List[str]:
    try:
        return [_name_of(name) for name in os.listdir(_fs(folder))]
    except OSError:
        return []


def _is_name_of(run_id: str, name: str) -> bool:
    """True where a name in a model folder belongs to a model of this id: it is the id, or the id with an ending."""
    one, other = _nfc(run_id), _nfc(name)
    return other == one or other.startswith(one + ".")


def _free_id(run_id: str, is_taken: Callable[[str], bool]) -> str:
    """The id itself, else with _2, _3 ... behind it: the first that is free."""
    free, count = run_id, 1
    while is_taken(free):
        count += 1
        free = f"{run_id}_{count}"
    return free


def _new_run_id(folder: str, name: str) -> str:
    """An id with the local time that nothing in a model folder has, and no run of this process. Makes nothing."""
    names, real = _folder_names(folder), os.path.realpath(folder)
    wanted = f"{name}_{datetime.datetime.now().strftime('%Y%m%d_%H%M%S')}"
    return _free_id(wanted, lambda each: (real, _nfc(each)) in _given_ids or any(_is_name_of(each, other) for other in names))


# What a run changed


def _same_json(one: Any, two: Any) -> bool:
    return _meaning(one) == _meaning(two)


def _set_edits(path: Tuple[str, ...], was: Any, now: Any, disk: Any) -> List[_Edit]:
    """Edits for what is another value now; in an object those that stayed are left to others."""
    if _same_json(was, now):
        return []
    if not isinstance(was, dict) or not isinstance(now, dict) or not was:
        return [_SetKey(path, now)]
    if any(key not in now for key in was):
        return [_SetKey(path, _three_way(was, now, disk) if isinstance(disk, dict) else now)]
    inner = disk if isinstance(disk, dict) else {}
    changed = [_set_edits((*path, key), was[key], now[key], inner.get(key)) for key in was]
    return [*(edit for edits in changed for edit in edits), *(_SetKey((*path, key), each) for key, each in now.items() if key not in was)]


def _three_way(was: Mapping[str, Any], now: Mapping[str, Any], disk: Mapping[str, Any]) -> Dict[str, Any]:
    """What is on the disk, with what was changed here: keys that were taken out are out, what others added stays."""
    merged = {key: each for key, each in disk.items() if key in now or key not in was}
    for key, each in now.items():
        if key not in was or not _same_json(was[key], each):
            parts = was.get(key), each, disk.get(key)
            merged[key] = _three_way(*parts) if all(isinstance(part, dict) for part in parts) else each
    return merged


def _is_other_training(base: Mapping[str, Any], mine: Mapping[str, Any], disk: Mapping[str, Any]) -> bool:
    """True where a run and its sidecar were both trained since they were one: these are two models."""
    was, here, there = (_part_or_none(each.get("training")) for each in (base, mine, disk))
    if _same_json(here, was) or _same_json(there, was) or _same_json(here, there):
        return False
    times = [each.get("trained_at") if each else None for each in (here, there)]
    return times[0] != times[1]


def _part_or_none(value: Any) -> Optional[Dict[str, Any]]:
    return value if isinstance(value, dict) and value else None


def _run_edits_of(base: Mapping[str, Any], mine: Mapping[str, Any], disk: Mapping[str, Any]) -> List[_Edit]:
    """Edits that put into a sidecar what a run changed since it was loaded or saved: what others wrote meanwhile stays."""
    edits: List[_Edit] = []
    for key, now in mine.items():
        if key not in base:
            edits.append(_SetKey((key,), now))
        elif key == "tags" and isinstance(now, list) and isinstance(base[key], list):
            was = base[key]
            added, removed = [each for each in now if each not in was], [each for each in was if each not in now]
            if added or removed:
                edits.append(_SetTexts((key,), tuple(added), tuple(removed)))
        elif key == "testing" and isinstance(now, list) and isinstance(base[key], list):
            edits.extend(_result_edits(base[key], now, disk.get(key)))
        else:
            edits.extend(_set_edits((key,), base[key], now, disk.get(key)))
    return edits


def _result_edits(base: Sequence[Any], mine: Sequence[Any], disk: Any) -> List[_Edit]:
    added, removed = _without(mine, base), _without(base, mine)
    if removed and isinstance(disk, list):
        return [_SetKey(("testing",), [*_without(disk, removed), *added])]
    return [_AppendTo(("testing",), each) for each in added]


def _merged(sidecar: str, data: bytes, base: Mapping[str, Any], mine: Mapping[str, Any]) -> bytes:
    """The bytes of a sidecar with what a run changed. Raises MregError where they cannot be edited."""
    try:
        disk = _parse(data)
        if not isinstance(disk, dict):
            raise _Unreadable("is not a JSON object.")
        return _splice(data, _run_edits_of(base, mine, disk))
    except _Unreadable as error:
        raise MregError(f"{sidecar} {error.reason}", "The run is not saved. Mend the file, then save again.") from None


# Where an artifact is written before it gets its name


class _RunStaging:
    """A folder beside the models that tells whose it is: `new` gets the artifact, `old` what is replaced; the plan says which names the files get."""

    def __init__(self, root: str, folder: str, by: str) -> None:
        token = _token()
        self.pid = os.getpid()
        self.root, self.folder = root, folder
        self.path = f"{folder}/.mreg-run.{token}"
        self.new, self.old = f"{self.path}/new", f"{self.path}/old"
        self.sidecar, self.plan = f"{self.path}/sidecar.json", f"{self.path}/publish.json"
        holder = {**_holder(token, by), "folder": f"{_path_inside(root, folder)}/{os.path.basename(self.path)}", "made": []}
        data = (json.dumps(holder) + "\n").encode("ascii")
        self._made = _missing_folders(folder)
        # From here on `mreg` finds it, should this process be killed; without the registry's own folder only the next run does.
        self._note = f"{root}/.mreg/staging.{token}.json"
        if os.path.isdir(_fs(f"{root}/.mreg")):
            with contextlib.suppress(OSError):
                _create(self._note, data, sync=False)
        try:
            _ensure_folder(self.path)
            _create(f"{self.path}/holder.json", data, sync=False)
            _ensure_folder(self.new)
        except OSError as error:
            self.remove(is_failed=True)
            raise _failed(f"Cannot write into {folder}", error) from error

    def names(self) -> List[str]:
        return sorted(_folder_names(self.new))

    def sync(self) -> None:
        """Puts all that was written on the disk for good."""
        for folder, folders, files in os.walk(_fs(self.new)):
            for name in files:
                path = os.path.join(folder, name)
                if stat.S_ISREG(os.lstat(path).st_mode):
                    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
                    try:
                        os.fsync(fd)
                    finally:
                        os.close(fd)
            _sync_folder(_name_of(folder))

    def plan_with(self, plan: Mapping[str, Any], sidecar: bytes) -> None:
        """Says what is about to be done, so that it is done or undone as a whole whatever happens. Raises the system's error."""
        for path, content in ((self.sidecar, sidecar), (self.plan, json.dumps(plan).encode("ascii"))):
            _remove_quietly(path)
            _create(path, content)
        _sync_folder(self.path)

    def let_go(self) -> None:
        """The save stands: what was replaced is never put back from here on. Never raises for the disk."""
        with contextlib.suppress(OSError):
            if os.path.lexists(_fs(self.old)):
                os.rename(_fs(self.old), _fs(f"{self.path}/replaced"))
            _remove_quietly(self.plan)
            _sync_folder(self.path)

    def remove(self, is_failed: bool = False) -> None:
        if os.getpid() != self.pid:
            # A forked child ends: it is its parent's.
            return
        # What is removed by halves is not to be published by whoever finds it.
        _remove_quietly(self.plan)
        shutil.rmtree(_fs(self.path), ignore_errors=True)
        if not os.path.lexists(_fs(self.path)):
            _remove_quietly(self._note)
        for folder in self._made if is_failed else []:
            with contextlib.suppress(OSError):
                os.rmdir(_fs(folder))


def _missing_folders(folder: str) -> List[str]:
    """Folders that are to be made for one, the innermost first."""
    missing = []
    while not os.path.lexists(_fs(folder)):
        missing.append(folder)
        folder = os.path.dirname(folder)
    return missing


def _has_moved(source: str, path: str) -> bool:
    """Gives what lies at `source` another name on the same disk; False, and nothing was done, where something has that name. Raises the system's error."""
    if stat.S_ISREG(os.lstat(_fs(source)).st_mode):
        if not _is_linked(source, path):
            return False
        os.unlink(_fs(source))
        return True
    if os.path.lexists(_fs(path)):
        return False
    os.rename(_fs(source), _fs(path))
    return True


def _settle_dead_runs(folder: str) -> None:
    """Ends what killed processes left of saving runs: what was replaced halfway is put back, a new model that was being published is published. The caller
    holds the lock of the folder. Housekeeping: what cannot be read or moved stays, without an error."""
    for name in _folder_names(folder):
        path = f"{folder}/{name}"
        match = _RUN_STAGING.fullmatch(name) if name.startswith(".mreg-run.") else None
        if match is None or not _is_dead_staging(path, int(match.group(1))):
            continue
        try:
            plan = _plan_in(path)
            if plan is not None and plan.before is not None:
                _settle_replacing(folder, path, plan)
            else:
                # A folder is replaced by two renames: where the second did not come, the old one is all that there is.
                for old in _folder_names(f"{path}/old"):
                    _has_moved(f"{path}/old/{old}", f"{folder}/{old}")
                if plan is not None:
                    _finish_publishing(folder, path, plan)
        except (OSError, MregError):
            continue
        _remove_quietly(f"{path}/publish.json")
        shutil.rmtree(_fs(path), ignore_errors=True)


def _is_dead_staging(path: str, pid: int) -> bool:
    text = _read_lock(f"{path}/holder.json")
    if text is not None and isinstance(_parse_lock(text), dict):
        return _judge_lock(text) == "stale"
    # The holder is written as soon as the folder is made; another machine may be about to.
    with contextlib.suppress(OSError):
        return not _is_running(pid) and time.time() - os.stat(_fs(path)).st_mtime > 10
    return False


class _SavePlan(NamedTuple):
    """What a save is about to do: names in `new` with those that they get, and the name of the sidecar."""
    files: Dict[str, str]
    sidecar: str
    before: Optional[Dict[str, Any]] = None
    """Of a model that was there: `sidecar_sha256`, None where it had no sidecar."""
    after: Mapping[str, Any] = {}
    """By name what the new ones are on the disk: `dev`, `inode`."""


def _plan_in(path: str) -> Optional[_SavePlan]:
    """The plan in a staging folder; None where there is none, or none as ours are. Raises the system's error."""
    try:
        plan = _read_json(f"{path}/publish.json", _LARGEST_LOCK)
    except (FileNotFoundError, _Unreadable):
        return None
    if not isinstance(plan, dict):
        return None
    files, sidecar, before, after = (plan.get(name) for name in ("files", "sidecar", "before", "after"))
    if not isinstance(files, dict) or not all(map(_is_file_name, [sidecar, *files.keys(), *files.values()])):
        return None
    return _SavePlan(files, str(sidecar), before if isinstance(before, dict) else None, after if isinstance(after, dict) else {})


def _place_on_disk(path: str) -> Optional[Dict[str, str]]:
    """What tells a file or a folder from all others; None where there is none."""
    try:
        info = os.lstat(_fs(path))
    except OSError:
        return None
    return {"dev": str(info.st_dev), "inode": str(info.st_ino)}


def _settle_replacing(folder: str, path: str, plan: _SavePlan) -> None:
    """Ends a save that replaced an artifact: words and weights go together, either the new ones or the old ones. Raises the system's error, MregError."""
    def is_ours(name: str) -> bool:
        there = _place_on_disk(f"{folder}/{name}")
        return there is not None and (name not in plan.after or there == plan.after[name])

    def is_in_place(source: str, name: str) -> bool:
        return not os.path.lexists(_fs(f"{path}/new/{source}")) and is_ours(name)

    if any(not os.path.lexists(_fs(f"{path}/new/{source}")) and not os.path.lexists(_fs(f"{folder}/{name}")) for source, name in plan.files.items()):
        # Whoever removed it did so after it had its name.
        return
    if all(is_in_place(source, name) for source, name in plan.files.items()):
        if _is_sidecar_settled(f"{folder}/{plan.sidecar}", f"{path}/sidecar.json", plan.before or {}):
            _sync_folder(folder)
            return
    _give_back(folder, path, {source: name for source, name in plan.files.items() if is_in_place(source, name)}, plan.files.values())


def _is_sidecar_settled(sidecar: str, staged: str, before: Mapping[str, Any]) -> bool:
    """Puts the words of a save in place whose artifact is there; True where they are, or nobody needs them any more. Raises the system's error, MregError."""
    words, said = _seen_or_none(staged), _seen_or_none(sidecar)
    if words is None:
        return True
    if said is None:
        # Where there was one, somebody removed the model.
        if before.get("sidecar_sha256") is None:
            _is_linked(staged, sidecar)
        return True
    if _sha256(said.data) == before.get("sidecar_sha256"):
        return _replace(sidecar, words.data, said)
    if said.data == words.data:
        return True
    # Somebody edited it since: which training it tells of says whose words they are.
    with contextlib.suppress(_Unreadable):
        one, other = _parse(said.data), _parse(words.data)
        return isinstance(one, dict) and isinstance(other, dict) and _same_json(one.get("training"), other.get("training"))
    return False


def _give_back(folder: str, path: str, moved: Mapping[str, str], names: Iterable[str]) -> None:
    """Takes away new files that got their names, and gives those back to the old ones, as far as nothing else has them. Raises the system's error."""
    for source, name in moved.items():
        old, there = f"{path}/old/{name}", f"{folder}/{name}"
        if os.path.lexists(_fs(old)) and not _is_real_folder(old) and not _is_real_folder(there):
            # In one step: there is always one of both.
            os.rename(_fs(old), _fs(there))
        else:
            os.rename(_fs(there), _fs(f"{path}/new/{source}"))
    for name in names:
        if os.path.lexists(_fs(f"{path}/old/{name}")) and not os.path.lexists(_fs(f"{folder}/{name}")):
            os.rename(_fs(f"{path}/old/{name}"), _fs(f"{folder}/{name}"))
    _sync_folder(folder)


def _finish_publishing(folder: str, path: str, plan: _SavePlan) -> None:
    """The artifact may have its name already, and a model is not to be without its sidecar. Raises the system's error."""
    files, sidecar = plan.files, plan.sidecar
    if not os.path.lexists(_fs(f"{path}/sidecar.json")):
        return
    if not all(os.path.lexists(_fs(f"{path}/new/{source}")) or os.path.lexists(_fs(f"{folder}/{name}")) for source, name in files.items()):
        return
    for source, name in files.items():
        if os.path.lexists(_fs(f"{path}/new/{source}")) and not _has_moved(f"{path}/new/{source}", f"{folder}/{name}"):
            return
    _sync_folder(folder)
    _is_linked(f"{path}/sidecar.json", f"{folder}/{sidecar}")
    _sync_folder(folder)


def _is_file_name(name: Any) -> bool:
    return isinstance(name, str) and name != "" and "/" not in name and "\0" not in name and not _is_nobodys(name)


def _has_same_bytes(one: str, two: str) -> bool:
    """True for files, links and folders that hold the same."""
    try:
        first, second = os.lstat(_fs(one)), os.lstat(_fs(two))
        if stat.S_IFMT(first.st_mode) != stat.S_IFMT(second.st_mode):
            return False
        if stat.S_ISLNK(first.st_mode):
            return os.readlink(_fs(one)) == os.readlink(_fs(two))
        if stat.S_ISDIR(first.st_mode):
            names = sorted(_folder_names(one))
            return names == sorted(_folder_names(two)) and all(_has_same_bytes(f"{one}/{name}", f"{two}/{name}") for name in names)
        if not stat.S_ISREG(first.st_mode) or first.st_size != second.st_size:
            return False
        with open(_fs(one), "rb") as a, open(_fs(two), "rb") as b:
            while True:
                part = a.read(1 << 20)
                if part != b.read(1 << 20):
                    return False
                if not part:
                    return True
    except OSError:
        return False


def _holds_same(new: str, there: str) -> bool:
    """True where all that was written is there already; what else a folder holds stays."""
    if not _is_real_folder(new) or not _is_real_folder(there):
        return _has_same_bytes(new, there)
    return all(os.path.lexists(_fs(f"{there}/{name}")) and _holds_same(f"{new}/{name}", f"{there}/{name}") for name in _folder_names(new))


def _is_real_folder(path: str) -> bool:
    return os.path.isdir(_fs(path)) and not os.path.islink(_fs(path))


class _Look(NamedTuple):
    """What tells whether an artifact is still the one that it was: its place on the disk, and of its files place, size and time by their paths."""
    place: Tuple[int, int]
    files: Mapping[str, Tuple[int, int, int, int]]


def _look_at(path: str) -> Optional[_Look]:
    """None where there is nothing. A link is looked at itself."""
    try:
        info = os.lstat(_fs(path))
    except OSError:
        return None
    if not stat.S_ISDIR(info.st_mode):
        return _Look((info.st_dev, info.st_ino), {"": (info.st_dev, info.st_ino, info.st_size, info.st_mtime_ns)})
    files = {}
    for folder, _, names in os.walk(_fs(path)):
        for name in names:
            with contextlib.suppress(OSError):
                each = os.lstat(os.path.join(folder, name))
                files[_name_of(os.path.relpath(os.path.join(folder, name), _fs(path)))] = (each.st_dev, each.st_ino, each.st_size, each.st_mtime_ns)
    return _Look((info.st_dev, info.st_ino), files)


def _is_anothers(known: Optional[_Look], there: Optional[_Look], written: Optional[_Look]) -> bool:
    """True where what would be replaced is not what this run knows: somebody else wrote it since. What a folder holds besides is no matter."""
    if there is None or there == known:
        return False
    if known is None or written is None or known.place != there.place or "" in there.files or "" in written.files:
        return True
    return any(there.files.get(name) != known.files.get(name) for name in written.files if name in there.files)


def _carry_over(old: str, new: str) -> None:
    """Puts what a folder holds besides into the one that takes its place: a save removes nothing that it did not write. Raises the system's error, and
    MregError where a folder would take the place of a file, or a file that of a folder."""
    for name in _folder_names(old):
        source, target = f"{old}/{name}", f"{new}/{name}"
        if _is_real_folder(source):
            if not os.path.lexists(_fs(target)):
                os.mkdir(_fs(target))
                shutil.copystat(_fs(source), _fs(target))
            if _is_real_folder(target):
                _carry_over(source, target)
                continue
        elif not os.path.lexists(_fs(target)):
            _copy_or_link(source, target)
            continue
        elif not _is_real_folder(target):
            continue
        raise MregError(f"{source} is there, and what was written under its name is {'no' if _is_real_folder(source) else 'a'} folder.",
                        "Nothing is saved. Move it away, then save again.")
    _sync_folder(new)


def _copy_or_link(source: str, target: str) -> None:
    if os.path.islink(_fs(source)):
        os.symlink(os.readlink(_fs(source)), _fs(target))
        return
    try:
        os.link(_fs(source), _fs(target))
    except OSError:
        # Not every disk has links, and not everybody may link to another's file.
        shutil.copy2(_fs(source), _fs(target))


def _artifact_among(names: Sequence[str], base: str) -> Tuple[str, str]:
    """Of names that were written for a model the artifact, and the name of its sidecar."""
    own = [name for name in names if _is_name_of(base, name)] or list(names)
    artifact = next((name for name in [base, *(f"{base}.{ending}" for ending in _EXTENSIONS)] if name in own), own[0])
    is_known = artifact == base or artifact in [f"{base}.{ending}" for ending in _EXTENSIONS]
    return artifact, f"{base}.json" if is_known else f"{artifact}.json"


# The model


class _PlainModel:
    """Stands for pilotscope's PilotModel where that is not installed."""

    def __init__(self, model_name: str) -> None:
        self.model_name = model_name


def _pilot_model() -> Any:
    """The class that a model derives from: pilotscope's, where it can be imported. A program that only reads the registry does not load it."""
    if __name__ != "__main__":
        # It needs other packages in turn, and may fail in any way.
        with contextlib.suppress(Exception):
            if importlib.util.find_spec("pilotscope") is not None:
                return importlib.import_module("pilotscope.PilotModel").PilotModel
    return _PlainModel


_PilotModel: Any = _pilot_model()


class _RunLock:
    """One at a time, and once more within the same thread. A model may be pickled or copied with it: the copy has a new one."""

    def __init__(self) -> None:
        self._lock = threading.RLock()

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(self, *_: Any) -> None:
        self._lock.release()

    def __reduce__(self) -> Any:
        return _RunLock, ()


class EnhancedPilotModel(_PilotModel):
    """A model whose name carries the time when it was made, with a sidecar that tells all of it: its training, its tests, tags and a note.

    A subclass gives `_save_model_impl`, which writes the model to `self.model_path` (a file or a folder, an extension behind it is fine), and
    `_load_model_impl`, which reads it from there.

        class MscnPilotModel(EnhancedPilotModel):
            def __init__(self, model_name="mscn"):
                super().__init__(model_name, "mscn")
            def _save_model_impl(self):
                self.model.save(self.model_path)
            def _load_model_impl(self):
                self.model = MscnModel()
                self.model.load(self.model_path)

    `metadata` is what the sidecar says, a plain dict that may be changed by hand as well. Saving is atomic, and keeps what others wrote into the sidecar
    since it was loaded. The folder is `model_save_dir`, else that of the algorithm in MREG_ROOT, else in the registry around the working folder, else in
    `../algorithm_examples/ExampleData`; it is made when a model is saved."""

    model_name: str
    algorithm_type: str
    model_id: str
    model_path: str
    metadata_path: str
    model_save_dir: str
    metadata: Dict[str, Any]
    is_new: bool
    """True for a run that was not loaded, and for one whose artifact was missing when it was loaded."""

    def __init__(self, model_name: str, algorithm_type: str, model_save_dir: Union[None, str, "os.PathLike[str]"] = None) -> None:
        super().__init__(_checked_name(model_name, "a run"))
        self.model_name = model_name
        self.algorithm_type = _checked_name(algorithm_type, "an algorithm")
        folder = _default_folder(algorithm_type) if model_save_dir is None else os.fspath(model_save_dir)
        # Wherever the program goes before it saves.
        self._place(os.path.abspath(folder), _new_run_id(folder, model_name))
        _given_ids.add((os.path.realpath(folder), _nfc(self.model_id)))
        self.metadata = {
            "model_id": self.model_id, "algorithm": algorithm_type, "model_path": os.path.join(folder, self.model_id), "training": None, "testing": [],
            "tags": [], "notes": "",
        }
        self.is_new = True
        self._lock = _RunLock()
        self._is_trained = False
        self._looks: Dict[str, _Look] = {}
        self._strays: Dict[str, _Look] = {}
        self._base: Optional[Dict[str, Any]] = None
        self._artifact: Optional[str] = None
        self._began: Optional[float] = None
        self._trained: Optional[float] = None
        self._written_time: Any = None

    def _place(self, folder: str, name: str, sidecar: Optional[str] = None) -> None:
        self.model_save_dir = folder
        self.model_id = name
        self.model_path = os.path.join(folder, name)
        self.metadata_path = os.path.join(folder, sidecar or f"{name}.json")

    def set_training_info(self, dataset: str, hyperparams: Mapping[str, Any], num_queries: Optional[int] = None) -> None:
        """Says what the model is trained on and how. Call it before the training: without `training()` the time from here to `save_model` is its training time.

        Raises MregError for a hyperparameter that a JSON file cannot hold; scalars of numpy and torch become numbers."""
        _plain([dataset, num_queries], "training")
        _json_object(hyperparams, "hyperparams")
        self._dict()["training"] = {
            "enabled": True,
            "dataset": dataset,
            "num_queries": num_queries,
            "hyperparams": hyperparams,
            "trained_at": _now_iso(),
            "training_time": None,
        }
        self._began = time.monotonic()
        self._is_trained = True

    @contextlib.contextmanager
    def training(self) -> Iterator[None]:
        """Measures the training: `with model.training(): ...`. Several of these add up. After an error nothing is counted."""
        start = time.perf_counter()
        self._is_trained = True
        try:
            yield
        except BaseException:
            self._began = None
            raise
        self._trained = (self._trained or 0.0) + time.perf_counter() - start

    def add_test_result(self, dataset: str, num_queries: Optional[int], performance: Mapping[str, Any], dataset_digest: Optional[str] = None) -> None:
        """Adds the result of a test; it is written by `save_model`. A result never takes the place of another. Raises MregError as set_training_info."""
        _result_of(dataset, num_queries, performance, dataset_digest)
        result = {"dataset": dataset, "num_queries": num_queries, "tested_at": _now_iso(), "performance": performance}
        self._list("testing").append(result if dataset_digest is None else {**result, "dataset_digest": dataset_digest})

    def add_tags(self, *tags: str) -> None:
        """Adds tags, such as "production" or "best"."""
        known = self._list("tags")
        known.extend(tag for tag in dict.fromkeys(_checked_tags(tags)) if tag not in known)

    def set_notes(self, notes: str) -> None:
        """Sets the note. Raises MregError for what is no text."""
        if not isinstance(notes, str):
            raise MregError(f"A note is a text, not {notes!r}.", exit_code=2)
        self._dict()["notes"] = notes

    def _dict(self) -> Dict[str, Any]:
        if not isinstance(self.metadata, dict):
            raise MregError(f"The metadata is of the type {type(self.metadata).__name__}, not a dict.", exit_code=2)
        return self.metadata

    def _list(self, name: str) -> List[Any]:
        """A list in the metadata, which is made where there is none."""
        value = self._dict().get(name)
        if value is None:
            value = self.metadata[name] = []
        if not isinstance(value, list):
            raise MregError(f'"{name}" in the metadata is no list.', exit_code=2)
        return value

    def _save_model_impl(self) -> None:
        """Writes the model to self.model_path."""
        raise NotImplementedError(f"{type(self).__name__} has no _save_model_impl")

    def _load_model_impl(self) -> None:
        """Reads the model from self.model_path."""
        raise NotImplementedError(f"{type(self).__name__} has no _load_model_impl")

    # Saving

    def save_model(self) -> None:
        """Saves model and sidecar: the artifact first, whole or not at all, the sidecar last.

        A new run whose name was taken meanwhile gets _2, _3 ... behind its id. Saved again, an artifact of the same bytes is left as it is, and of the
        sidecar only what this run changed is written: tags, results and notes of others stay. Where another program replaced the artifact since, that one
        stays; a run that was trained since becomes a new one. model_registry.json follows. Raises MregError, and what _save_model_impl raises; nothing is
        saved then."""
        with self._lock:
            self._save()

    def _save(self) -> None:
        self._dict()
        self._take_training_time()
        mine = self._content()
        self._refuse_odd_words(mine)
        folder = os.path.abspath(os.path.dirname(self.model_path))
        root = _root_of(folder)
        by = "mreg.py save_model"
        for note in _settle(root, by):
            _say(note)
        staging = _RunStaging(root, folder, by)
        is_saved = False
        try:
            self._write_artifact(staging)
            edited = self._publish(staging, mine, by)
            is_saved = True
        finally:
            staging.remove(is_failed=not is_saved)
        target = self._target_here(root, folder)
        notes: List[str] = []
        if edited.removed_tags or edited.is_note_emptied:
            notes = _follow(root, by, [_Follow(target, "edited", edited.removed_tags, edited.is_note_emptied)]).notes
        for note in [*notes, *_mark_and_follow(root, by, [target])]:
            _say(note)
        self.is_new = self._is_trained = False
        _say(f"Model saved: {os.path.abspath(self._artifact or self.model_path)}")
        _say(f"Metadata saved: {os.path.abspath(self.metadata_path)}")

    def _take_training_time(self) -> None:
        """The time that was measured becomes the training's, unless one was set by hand."""
        training = self.metadata.get("training")
        if not isinstance(training, dict):
            return
        said, measured = training.get("training_time"), self._trained
        if measured is None and self._began is not None:
            measured = time.monotonic() - self._began
        if measured is not None and said is None:
            training["training_time"] = self._written_time = measured
        elif self._trained is not None and said is not None and said == self._written_time:
            # Training went on after it was saved.
            training["training_time"] = self._written_time = said + self._trained
        self._trained = self._began = None

    def _content(self) -> Dict[str, Any]:
        """The metadata as the sidecar is to have it. Raises MregError that names what cannot be written."""
        mine = _json_object(self.metadata, "metadata")
        if mine.get("model_path") == self.model_path and os.path.isabs(self.model_path):
            # As everything else in the registry says it, whichever links led here.
            folder = os.path.dirname(self.model_path)
            root = _root_of(folder)
            mine["model_path"] = os.path.normpath(f"{root}/{_path_inside(root, folder)}/{os.path.basename(self.model_path)}")
        if len(_dump(mine).encode("utf-8")) > _MOST_BYTES:
            raise MregError(f"The metadata has more than {_MOST_BYTES} bytes: no sidecar can hold it.", "Keep large values in a file beside the model.", 2)
        return mine

    def _refuse_odd_words(self, mine: Mapping[str, Any]) -> None:
        """What a sidecar said before may stay as it is. Raises MregError."""
        kinds: Dict[str, Tuple[str, Callable[[Any], bool]]] = {
            "tags": ("a list of texts", lambda value: isinstance(value, list) and all(isinstance(tag, str) for tag in value)),
            "notes": ("a text", lambda value: isinstance(value, str)),
            "training": ("a dict", lambda value: isinstance(value, dict)),
            "testing": ("a list", lambda value: isinstance(value, list)),
        }
        for key, (kind, is_right) in kinds.items():
            value = mine.get(key)
            if value is not None and not is_right(value) and (self._base is None or not _same_json(self._base.get(key), value)):
                raise MregError(f'"{key}" in the metadata is {_dump(value)[:60]}, not {kind}.', "Nothing is saved.", 2)

    def _write_artifact(self, staging: _RunStaging) -> None:
        """Lets the subclass write into the staging folder: to it, the paths are those there."""
        paths = self.model_save_dir, self.model_path, self.metadata_path
        self.model_save_dir = staging.new
        self.model_path = os.path.join(staging.new, os.path.basename(paths[1]))
        self.metadata_path = os.path.join(staging.new, os.path.basename(paths[2]))
        try:
            self._save_model_impl()
        finally:
            self.model_save_dir, self.model_path, self.metadata_path = paths
        if os.getpid() != staging.pid:
            raise MregError("This process was forked while its parent saves the model: only the parent goes on.")
        staging.sync()

    def _publish(self, staging: _RunStaging, mine: Dict[str, Any], by: str) -> "_SavedWords":
        """Gives what was written its names. Raises MregError."""
        written = self._written(staging, os.path.basename(self.model_path))
        sidecar = os.path.abspath(self.metadata_path)
        if self._base is not None or self._artifact is not None:
            saved = self._publish_again(staging, written, sidecar, self._base, mine, by)
            if saved is not None:
                return saved
        # It is new, or its sidecar is gone: whoever removed it did not mean what was trained since.
        self._publish_new(staging, written, mine, by)
        return _SavedWords((), False)

    def _written(self, staging: _RunStaging, base: str) -> List[str]:
        """The names that the subclass wrote, without those that are none of a model."""
        names = staging.names()
        if f"{base}.json" in names and (base in names or _is_sidecar_text(f"{staging.new}/{base}.json")):
            # As in the seeds, where the sidecar was written over it.
            _say(f"{base}.json is the name of the sidecar: what _save_model_impl wrote there is left out.")
            os.unlink(_fs(f"{staging.new}/{base}.json"))
            names.remove(f"{base}.json")
        own = [name for name in names if name.startswith(base)]
        if not own and self._base is None and self._artifact is None and not _own_names(staging.folder, base):
            raise self._nothing_written()
        for name in names:
            if name not in own:
                _say(f"{name} is not named after the model: it becomes a file of its own in {staging.folder}.")
        return names

    def _nothing_written(self) -> MregError:
        return MregError(f"{type(self).__name__}._save_model_impl wrote nothing to self.model_path.", "Nothing is saved.")

    def _publish_new(self, staging: _RunStaging, written: Sequence[str], mine: Dict[str, Any], by: str) -> None:
        folder, base = staging.folder, os.path.basename(self.model_path)
        own = [name for name in written if name.startswith(base)]
        endings = [name[len(base):] for name in own]
        try:
            with _locked(folder, by, _SAVE_WAIT):
                _sweep(folder)
                _settle_dead_runs(folder)
                strays = self._stray_moves(staging, [name for name in written if name not in own])
                self._move_strays(staging, strays)
                for _ in range(20):
                    names = _folder_names(folder)

                    def is_taken(each: str) -> bool:
                        return any(_is_name_of(each, name) or name in (each + ending for ending in endings) for name in names)

                    # Without anything to be moved the subclass knew the place, and wrote there at once.
                    free = _free_id(base, is_taken) if own else base
                    renamed = {name: free + name[len(base):] for name in own}
                    there = list(renamed.values()) or _own_names(folder, base)
                    if not there:
                        raise self._nothing_written()
                    artifact, sidecar = _artifact_among(there, free)
                    data = _dump(self._renamed(mine, base, free)).encode("utf-8")
                    if _is_published(staging, renamed, sidecar, data):
                        self._take_place(base, free, artifact, sidecar, mine)
                        return
        except OSError as error:
            raise _failed(f"{self.model_id} cannot be saved in {folder}", error) from error
        raise MregError(f"{self.model_id} cannot be saved in {folder}: another program takes every name.", "Try again when it rests.", 5)

    def _renamed(self, mine: Mapping[str, Any], base: str, free: str) -> Dict[str, Any]:
        """What the sidecar says under another id."""
        content = dict(mine)
        if free != base:
            if content.get("model_id") == self.model_id:
                content["model_id"] = free
            path = content.get("model_path")
            if isinstance(path, str) and os.path.basename(path) == base:
                content["model_path"] = path[:len(path) - len(base)] + free
        return content

    def _take_place(self, base: str, free: str, artifact: str, sidecar: str, mine: Mapping[str, Any]) -> None:
        """From now on the run is the model that was published."""
        folder = os.path.dirname(self.model_path)
        content = self._renamed(mine, base, free)
        if free != base:
            _say(f"{base} was taken meanwhile: the run is {free} from now on.")
            if self.metadata.get("model_id") == self.model_id:
                self.metadata["model_id"] = free
            path = self.metadata.get("model_path")
            if isinstance(path, str) and os.path.basename(path) == base:
                self.metadata["model_path"] = path[:len(path) - len(base)] + free
            self._place(folder, free, sidecar)
        self.metadata_path = os.path.join(folder, sidecar)
        self._artifact = os.path.join(folder, artifact)
        self._base = content
        self._looks = _own_looks(folder, free)

    def _publish_again(self, staging: _RunStaging, written: Sequence[str], sidecar: str, base: Optional[Dict[str, Any]], mine: Dict[str, Any],
                       by: str) -> "Optional[_SavedWords]":
        """What is saved once more, or was there without a sidecar (`base` is None). Returns None where its sidecar is gone or broken: nothing was done then."""
        folder, stem = staging.folder, os.path.basename(self.model_path)
        own = [name for name in written if name.startswith(stem)]
        looks, changed = self._compared(staging, own)
        is_trained = self._is_trained or not _same_json((base or _EMPTY_RUN).get("training"), mine.get("training"))
        try:
            with _locked(folder, by, _SAVE_WAIT):
                _sweep(folder)
                _settle_dead_runs(folder)
                seen = _seen_or_none(sidecar)
                if seen is not None and not _is_parsable(seen.data):
                    _say(f"{sidecar} cannot be read: the run is saved under another name.")
                    return None
                if (seen is None) != (base is None):
                    return None
                if seen is not None and base is not None and _is_other_training(base, mine, _parse(seen.data)):
                    _say(f"{self.model_id} was trained by another program, too, since it was loaded: these are two models.")
                    return None
                data = _dump(mine).encode("utf-8") if seen is None or base is None else _merged(sidecar, seen.data, base, mine)
                if looks != {name: _look_at(f"{folder}/{name}") for name in own}:
                    looks, changed = self._compared(staging, own)
                if changed and self._is_version(seen, base, mine):
                    changed = []
                others = [name for name in changed if _is_anothers(self._looks.get(name), looks[name], _look_at(f"{staging.new}/{name}"))]
                if others and is_trained:
                    _say(f"Another program replaced {folder}/{others[0]} since {self.model_id} was loaded or saved: it stays.")
                    return None
                if others:
                    _say(f"Another program replaced {folder}/{others[0]} since {self.model_id} was loaded or saved: it stays as it is; the rest is saved.")
                    changed = []
                self._refuse_described(folder, changed)
                moves = self._stray_moves(staging, [name for name in written if name not in own])
                self._move_strays(staging, moves)
                data = self._replace_artifact(staging, changed, sidecar, data, seen, base, mine)
        except OSError as error:
            raise _failed(f"{self.model_id} cannot be saved in {folder}", error) from error
        if self._artifact is None and _own_names(folder, stem):
            self._artifact = os.path.join(folder, _artifact_among(_own_names(folder, stem), stem)[0])
        known = {name: self._looks[name] for name in others if name in self._looks}
        self._looks = {**{name: look for name, look in _own_looks(folder, stem).items() if name not in others}, **known}
        was = base or {}
        removed = [tag for tag in was.get("tags") or [] if isinstance(tag, str) and tag not in (mine.get("tags") or [])]
        self._learn(mine, _parse(data))
        return _SavedWords(tuple(removed), bool(was.get("notes")) and not mine.get("notes"))

    def _compared(self, staging: _RunStaging, own: Sequence[str]) -> Tuple[Dict[str, Optional[_Look]], List[str]]:
        """How the files look that are there, and the names of those that were written otherwise. That may take long: at first without the lock."""
        looks = {name: _look_at(f"{staging.folder}/{name}") for name in own}
        return looks, [name for name in own if not _holds_same(f"{staging.new}/{name}", f"{staging.folder}/{name}")]

    def _refuse_described(self, folder: str, names: Sequence[str]) -> None:
        """A name that begins like this model's may be another model's. Raises MregError."""
        there = _folder_names(folder)
        for name in names:
            is_described = any(each.endswith(".json") and _stem(each) == _stem(name) for each in there)
            if name in there and is_described and not _is_name_of(os.path.basename(self.model_path), name):
                raise self._not_replaced(f"{folder}/{name}")

    def _not_replaced(self, path: str) -> MregError:
        return MregError(f"{path} is there already, and is no file of {self.model_id}: it is not replaced.",
                         "Nothing is saved. Let _save_model_impl give what it writes there another name.")

    def _replace_artifact(self, staging: _RunStaging, names: Sequence[str], sidecar: str, data: bytes, seen: Optional[_Seen], base: Optional[Mapping[str, Any]],
                          mine: Mapping[str, Any]) -> bytes:
        """Puts new files and the words that go with them in place, both or none. Returns the sidecar as it stands. Raises MregError, the system's error."""
        folder = staging.folder
        for name in names:
            path = f"{folder}/{name}"
            if _is_real_folder(f"{staging.new}/{name}") and os.path.isdir(_fs(path)):
                _carry_over(os.path.realpath(path), f"{staging.new}/{name}")
            elif _is_real_folder(path) and _folder_names(path):
                raise MregError(f"{path} is a folder, and what was written in its place is none: what it holds would be lost.",
                                "Nothing is saved. Save it as a new run.")
        after = {name: _place_on_disk(f"{staging.new}/{name}") for name in names}

        def planned(words: bytes, before: Optional[_Seen]) -> None:
            if names:
                sha256 = None if before is None else _sha256(before.data)
                plan = {"files": {name: name for name in names}, "sidecar": os.path.basename(sidecar), "before": {"sidecar_sha256": sha256}, "after": after}
                staging.plan_with(plan, words)

        planned(data, seen)
        try:
            self._replace_files(staging, names)
            data = self._write_sidecar(sidecar, data, seen, base, mine, planned)
        except BaseException:
            moved = [name for name in names if not os.path.lexists(_fs(f"{staging.new}/{name}")) and _place_on_disk(f"{folder}/{name}") == after[name]]
            _give_back(folder, staging.path, {name: name for name in moved}, names)
            raise
        staging.let_go()
        return data

    def _is_version(self, seen: Optional[_Seen], base: Optional[Mapping[str, Any]], mine: Mapping[str, Any]) -> bool:
        """True for a registered version, whose artifact stays. Raises MregError where it was trained since."""
        content = None if seen is None else _parse(seen.data)
        if not isinstance(content, dict) or not _is_registered(content):
            return False
        if not _same_json((base or {}).get("training"), mine.get("training")):
            raise MregError(f"{self.model_id} is a registered version: its artifact is never replaced.", "Save the training as a new run, then register that.")
        _say(f"{self.model_id} is a registered version: its artifact stays as it is; the rest is saved.")
        return True

    def _write_sidecar(self, sidecar: str, data: bytes, seen: Optional[_Seen], base: Optional[Mapping[str, Any]], mine: Mapping[str, Any],
                       planned: Callable[[bytes, Optional[_Seen]], None]) -> bytes:
        """Puts the text of a sidecar in place; where another program wrote it meanwhile, what this run changed is put into that, and `planned` is told.
        Returns what stands. Raises MregError."""
        for attempt in range(_EDIT_TRIES):
            if seen is None:
                with contextlib.suppress(FileExistsError):
                    _write_new(sidecar, data)
                    return data
            elif data == seen.data or _replace(sidecar, data, seen):
                return data
            time.sleep(0.01 * 2 ** attempt)
            seen = _seen_or_none(sidecar)
            data = _dump(mine).encode("utf-8") if seen is None else _merged(sidecar, seen.data, base or _EMPTY_RUN, mine)
            planned(data, seen)
        raise MregError(f"{sidecar} changed {_EDIT_TRIES} times while it was edited; it stands as another program wrote it.", "Save again when that rests.", 5)

    def _learn(self, mine: Dict[str, Any], disk: Any) -> None:
        """Results and tags that others added are this run's, too."""
        self._base = mine
        if not isinstance(disk, dict):
            return
        results, tags = disk.get("testing"), disk.get("tags")
        if isinstance(results, list) and isinstance(mine.get("testing"), list):
            more = _without(results, mine["testing"])
            mine["testing"] = [*mine["testing"], *more]
            self._list("testing").extend(json.loads(json.dumps(more)))
        if isinstance(tags, list) and isinstance(mine.get("tags"), list):
            others = [tag for tag in tags if isinstance(tag, str) and tag not in mine["tags"]]
            mine["tags"] = [*mine["tags"], *others]
            self._list("tags").extend(others)

    def _replace_files(self, staging: _RunStaging, names: Sequence[str]) -> None:
        """A file takes the place of the old one in one step; a folder after the old one has moved aside. What was there stays in `old`. Raises the system's
        error."""
        if names:
            _ensure_folder(staging.old)
        for name in names:
            new, path, old = f"{staging.new}/{name}", f"{staging.folder}/{name}", f"{staging.old}/{name}"
            if os.path.lexists(_fs(path)):
                if _is_real_folder(new) or _is_real_folder(path) or os.path.islink(_fs(path)):
                    os.rename(_fs(path), _fs(old))
                else:
                    try:
                        os.link(_fs(path), _fs(old))
                    except OSError:
                        os.rename(_fs(path), _fs(old))
            os.rename(_fs(new), _fs(path))
        if names:
            _sync_folder(staging.folder)

    def _stray_moves(self, staging: _RunStaging, names: Sequence[str]) -> List[Tuple[str, bool]]:
        """What is not named after the model goes where the subclass wanted it: paths in `new`, and whether each takes the place of what is there. A folder
        that is there keeps what it has. Raises MregError for what would take the place of a file that is somebody's; nothing was done then."""
        moves: List[Tuple[str, bool]] = []

        def walk(path: str) -> None:
            source, target = f"{staging.new}/{path}", f"{staging.folder}/{path}"
            if not os.path.lexists(_fs(target)):
                moves.append((path, False))
            elif _is_real_folder(source):
                if not os.path.isdir(_fs(target)):
                    raise self._not_replaced(target)
                for name in _folder_names(source):
                    walk(f"{path}/{name}")
            elif not _has_same_bytes(source, target):
                if os.path.isdir(_fs(target)) or not (_is_unpaired_nobodys(os.path.basename(path)) or self._strays.get(target) == _look_at(target)):
                    raise self._not_replaced(target)
                moves.append((path, True))

        there = _folder_names(staging.folder)
        for name in names:
            if name.startswith(".mreg") or _is_exchange_name(name):
                continue
            is_described = any(each.endswith(".json") and each != name and _stem(each) == _stem(name) for each in there)
            if name in there and is_described and not _has_same_bytes(f"{staging.new}/{name}", f"{staging.folder}/{name}"):
                raise self._not_replaced(f"{staging.folder}/{name}")
            walk(name)
        return moves

    def _move_strays(self, staging: _RunStaging, moves: Sequence[Tuple[str, bool]]) -> None:
        """Raises MregError, the system's error."""
        for path, is_replacing in moves:
            source, target = f"{staging.new}/{path}", f"{staging.folder}/{path}"
            try:
                if is_replacing:
                    os.rename(_fs(source), _fs(target))
                elif not _has_moved(source, target):
                    raise self._not_replaced(target)
            except OSError as error:
                # A folder of logs may be a link to another disk.
                if error.errno != errno.EXDEV:
                    raise
                copy = f"{os.path.dirname(target)}/.{os.path.basename(target)}.{_token()}.tmp"
                (shutil.copytree if _is_real_folder(source) else shutil.copy2)(_fs(source), _fs(copy))
                os.rename(_fs(copy), _fs(target))
            look = _look_at(target)
            if look is not None and "" in look.files:
                self._strays[target] = look
        if moves:
            _sync_folder(staging.folder)

    def _target_here(self, root: str, folder: str) -> Dict[str, Any]:
        """What the exchange files need to know of this model."""
        return _target_of(self._model_here(root, folder), None)

    def _model_here(self, root: str, folder: str) -> _Model:
        """This model as a scan finds it."""
        base = self._base or {}
        inside = _path_inside(root, folder)
        artifact = None if self._artifact is None else f"{inside}/{os.path.basename(self._artifact)}"
        sidecar = f"{inside}/{os.path.basename(self.metadata_path)}"
        said, algorithm = base.get("model_id"), base.get("algorithm")
        name = said if isinstance(said, str) and said else os.path.basename(artifact or sidecar[:-5])
        return _Model(
            root=root, key=artifact or sidecar[:-5], id=name, algorithm=algorithm if isinstance(algorithm, str) and algorithm else self.algorithm_type,
            folder=os.path.dirname(inside) or ".", sidecar=sidecar, artifact=artifact, files=(), state="ok" if artifact else "missing", content=dict(base),
            problem=None, time=_time_of(base, name, time.time()),
        )

    # Loading

    @classmethod
    def load_model(cls, model_id: str, algorithm_type: Optional[str] = None, model_save_dir: Union[None, str, "os.PathLike[str]"] = None) -> Any:
        """Loads a model by its id. A missing artifact is said on standard error, and the model starts anew (`is_new`). Raises MregError (exit_code 3)
        where there is no such model."""
        found = _find_saved(model_id, algorithm_type, None if model_save_dir is None else os.fspath(model_save_dir))
        name = _RUN_ID.fullmatch(model_id)
        was_loading, _loading.is_on = _loading.is_on, True
        try:
            model = _constructed(cls, name.group(1) if name else model_id, found.algorithm, found.folder)
        finally:
            _loading.is_on = was_loading
        _given_ids.discard((os.path.realpath(model.model_save_dir), _nfc(model.model_id)))
        model._adopt(model_id, found)
        model._load_artifact()
        training = model.metadata.get("training")
        said = training.get("dataset") if isinstance(training, dict) else None
        _say(f"Model loaded: {model_id}")
        _say(f"   Training: {said if said is not None else 'N/A'}")
        _say(f"   Tests: {len(model.metadata['testing']) if isinstance(model.metadata['testing'], list) else 0}")
        return model

    def _adopt(self, model_id: str, found: "_Saved") -> None:
        """From now on this is a model that was found."""
        stem = found.sidecar[:-5] if found.sidecar else found.artifact or model_id
        if found.artifact is not None and _is_registered(found.content):
            # Of what was registered the file has the extension that it had before.
            stem = found.artifact
        folder = os.path.abspath(found.folder)
        self._place(folder, stem, found.sidecar)
        self.model_id = model_id
        self._artifact = None if found.artifact is None else os.path.join(folder, found.artifact)
        self._looks = _own_looks(folder, stem)
        self.metadata = found.content
        defaults: Dict[str, Any] = {
            "model_id": model_id, "algorithm": self.algorithm_type, "model_path": self.model_path, "training": None, "testing": [], "tags": [], "notes": "",
        }
        for key, value in defaults.items():
            if self.metadata.get(key) is None:
                self.metadata[key] = value
        # What is only assumed is not written into the sidecar.
        self._base = None if found.sidecar is None else self._content()
        self.is_new = False

    def _load_artifact(self) -> None:
        if self._artifact is None or not os.path.exists(_fs(self._artifact)):
            _say(f"The artifact of {self.model_id} is missing in {self.model_save_dir}: it starts as a new model.")
            self.is_new = True
            # What a subclass does then is its own; where it cannot, the model is as it was constructed.
            with contextlib.suppress(Exception):
                self._load_model_impl()
            return
        try:
            self._load_model_impl()
        except FileNotFoundError as error:
            if self._artifact == self.model_path or not self._is_loaded_whole():
                _say(f"{self.model_id} cannot be loaded ({error}): it starts as a new model.")
                self.is_new = True

    def _is_loaded_whole(self) -> bool:
        """Tries the artifact's own name: it may have an extension that the subclass does not add."""
        path, self.model_path = self.model_path, str(self._artifact)
        try:
            self._load_model_impl()
            return True
        except FileNotFoundError:
            self.model_path = path
            return False


# Of classes of which pilotscope wants methods that these models do not use.
EnhancedPilotModel.__abstractmethods__ = frozenset()


# What a sidecar says that says nothing.
_EMPTY_RUN: Dict[str, Any] = {"training": None, "testing": [], "tags": [], "notes": ""}


def _seen_or_none(path: str) -> Optional[_Seen]:
    with contextlib.suppress(FileNotFoundError):
        return _read(path, _MOST_BYTES)
    return None


def _is_parsable(data: bytes) -> bool:
    try:
        return isinstance(_parse(data), dict)
    except _Unreadable:
        return False


def _own_looks(folder: str, base: str) -> Dict[str, _Look]:
    """How the files look whose names begin with that of a model."""
    looks = {name: _look_at(f"{folder}/{name}") for name in _folder_names(folder) if name.startswith(base) and not name.endswith(".json")}
    return {name: look for name, look in looks.items() if look is not None}


def _own_names(folder: str, base: str) -> List[str]:
    """The names in a folder that a model of this name has, but for its sidecar."""
    return [name for name in _folder_names(folder) if _is_name_of(base, name) and not name.endswith(".json")]


class _SavedWords(NamedTuple):
    """What of a sidecar's words went: model_registry.json is not to keep them."""
    removed_tags: Tuple[str, ...]
    is_note_emptied: bool


def _is_exchange_name(name: str) -> bool:
    return name in (_EXCHANGE, _HISTORY)


def _is_sidecar_text(path: str) -> bool:
    """True for a file that says what sidecars say."""
    try:
        content = _parse(_read(path, _MOST_BYTES).data)
    except (OSError, MregError, _Unreadable):
        return False
    return isinstance(content, dict) and any(key in content for key in ("model_id", "training", "testing"))


def _is_published(staging: _RunStaging, files: Mapping[str, str], sidecar: str, data: bytes) -> bool:
    """Moves files to their names and the sidecar last, never over anything. False, and all is as it was, where a name was taken. Raises the system's error."""
    folder = staging.folder
    staging.plan_with({"files": files, "sidecar": sidecar}, data)
    moved: List[Tuple[str, str]] = []
    try:
        for source, name in files.items():
            if not _has_moved(f"{staging.new}/{source}", f"{folder}/{name}"):
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), name)
            moved.append((f"{staging.new}/{source}", f"{folder}/{name}"))
        _sync_folder(folder)
        if not _is_linked(staging.sidecar, f"{folder}/{sidecar}"):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), sidecar)
    except OSError as error:
        # From here on nobody is to publish it.
        _remove_quietly(staging.plan)
        for source, path in reversed(moved):
            _has_moved(path, source)
        if isinstance(error, FileExistsError):
            return False
        raise
    _sync_folder(folder)
    return True


class _Saved(NamedTuple):
    """A model on the disk: its folder as the caller names it, the names in it, and what its sidecar says."""
    folder: str
    artifact: Optional[str]
    sidecar: Optional[str]
    content: Dict[str, Any]
    algorithm: str


def _find_saved(model_id: str, algorithm: Optional[str], folder: Optional[str]) -> _Saved:
    """Finds a model by its id. Raises MregError with exit_code 3."""
    if not isinstance(model_id, str) or model_id == "":
        raise MregError("Which model is to be loaded? It has a model_id.", exit_code=2)
    if folder is not None:
        found = _saved_in(folder, model_id, algorithm or os.path.basename(os.path.dirname(os.path.abspath(folder))).lower())
        if found is not None:
            return found
        raise _not_saved(model_id, [folder])
    root = _default_root()
    if algorithm is not None:
        folders = [(_run_folder(root, _checked_name(algorithm, "an algorithm")), algorithm)]
    else:
        folders = [(f"{root}/{path}", kind) for path, kind in _model_folders(root)] if os.path.isdir(_fs(root)) else []
    for path, kind in folders:
        found = _saved_in(path, model_id, kind)
        if found is not None:
            return found
    # Its files may have another name than its id.
    for model in _scan(root, algorithm) if os.path.isdir(_fs(root)) else []:
        if model.id == model_id or model.key == model_id:
            place = f"{root}/{os.path.dirname(model.key)}"
            names = [None if each is None else os.path.basename(each) for each in (model.artifact, model.sidecar)]
            return _Saved(place, names[0], names[1], model.content, model.algorithm)
    raise _not_saved(model_id, [root])


def _not_saved(model_id: str, places: Sequence[str]) -> MregError:
    return MregError(f"No model is called {model_id!r} in {' or '.join(dict.fromkeys(map(os.path.abspath, places)))}.",
                     "`python3 mreg.py list` shows all; MREG_ROOT names the registry.", 3)


def _saved_in(folder: str, model_id: str, algorithm: str) -> Optional[_Saved]:
    """The model whose files have its id as their name. Raises MregError where its sidecar cannot be read."""
    if "/" in model_id:
        return None
    names = [name for name in _folder_names(folder) if not _is_nobodys(name) and _stem(name) == _stem(model_id)]
    pairs = _pair_names(names, lambda name: True) if names else []
    wanted = _nfc(model_id)
    for pair in pairs:
        said = [_nfc(name) for name in (pair.artifact, pair.sidecar) if name is not None]
        # Its sidecar tells of a model whose artifact is missing, or one of the endings of one that is there.
        if not any(name in said for name in (wanted, f"{wanted}.json", *(f"{wanted}.{ending}" for ending in _EXTENSIONS))):
            continue
        if pair.sidecar is None:
            return _Saved(folder, pair.artifact, None, {}, algorithm)
        try:
            content = _read_json(f"{folder}/{pair.sidecar}")
        except FileNotFoundError:
            continue
        except _Unreadable as error:
            raise MregError(f"{folder}/{pair.sidecar} {error.reason}", "Mend it, or take it back from a backup.") from None
        if not isinstance(content, dict):
            raise MregError(f"{folder}/{pair.sidecar} is not a JSON object.", "Mend it, or take it back from a backup.")
        said_algorithm = content.get("algorithm")
        return _Saved(folder, pair.artifact, pair.sidecar, content, said_algorithm if isinstance(said_algorithm, str) and said_algorithm else algorithm)
    return None


_NAME_WORDS = ("model_name", "name")
_ALGORITHM_WORDS = ("algorithm_type", "algorithm", "algorithm_name", "algo")
_FOLDER_WORDS = ("model_save_dir", "save_dir")


def _constructed(cls: Any, name: str, algorithm: str, folder: str) -> Any:
    """An instance of a class, whichever of name, algorithm and folder its constructor takes. Raises MregError where it wants anything else."""
    positional, keywords, unknown = [], {}, []
    values = [name, algorithm]
    for each in inspect.signature(cls).parameters.values():
        if each.kind is each.VAR_POSITIONAL:
            positional.extend(values)
            values = []
        elif each.kind is each.VAR_KEYWORD:
            continue
        elif each.name in _FOLDER_WORDS and each.kind is not each.POSITIONAL_ONLY:
            keywords[each.name] = folder
        elif each.name in _NAME_WORDS or each.name in _ALGORITHM_WORDS:
            value = name if each.name in _NAME_WORDS else algorithm
            if value in values:
                values.remove(value)
            if each.kind is each.POSITIONAL_ONLY:
                positional.append(value)
            else:
                keywords[each.name] = value
        elif each.default is each.empty and each.kind is not each.KEYWORD_ONLY and values and not keywords:
            positional.append(values.pop(0))
        elif each.default is each.empty:
            unknown.append(each.name)
    if unknown:
        raise MregError(f"{cls.__name__} cannot be constructed to load a model: it wants {', '.join(unknown)}.", "Give these a default.", 2)
    if positional and keywords and not _takes(cls, positional, keywords):
        return cls(name, algorithm)
    return cls(*positional, **keywords)


def _takes(cls: Any, positional: Sequence[Any], keywords: Mapping[str, Any]) -> bool:
    try:
        inspect.signature(cls).bind(*positional, **keywords)
        return True
    except TypeError:
        return False


# Tests


class _Test:
    """A test that records its result when its block ends: `with registry.test(model, "imdb") as t:`, in it `with t.time(query): ...`. After an error in
    the block nothing is recorded."""

    def __init__(self, registry: Any, model: Any, dataset: str, num_queries: Optional[int] = None, dataset_digest: Optional[str] = None) -> None:
        self._registry, self._model = registry, model
        self._dataset, self._num_queries, self._dataset_digest = dataset, num_queries, dataset_digest
        self._times: List[float] = []
        self._metrics: Dict[str, Any] = {}
        self.performance: Optional[Dict[str, Any]] = None
        """What was recorded; None until the block ends."""

    def __enter__(self) -> "_Test":
        _plain([self._dataset, self._num_queries, self._dataset_digest], "the test")
        return self

    @contextlib.contextmanager
    def time(self, query: Any = None) -> Iterator[None]:
        """Measures one query, in seconds."""
        start = time.perf_counter()
        yield
        self._times.append(time.perf_counter() - start)

    def add(self, seconds: float) -> None:
        """Adds the time of a query that was measured elsewhere, in seconds."""
        performance_of([seconds])
        self._times.append(float(seconds))

    def metric(self, name: str, value: Any) -> None:
        """Adds another metric of the test, or says itself what one that is computed is."""
        self._metrics[_json_key(name, "a metric")] = _plain(value, name)

    def __exit__(self, kind: Any, error: Any, traceback: Any) -> None:
        if kind is not None:
            _say(f"The test on {self._dataset} ended with {kind.__name__}: nothing is recorded.")
            return
        performance = {**(performance_of(self._times) if self._times else {}), **self._metrics}
        if not performance:
            _say(f"The test on {self._dataset} measured nothing: nothing is recorded.")
            return
        queries = self._num_queries if self._num_queries is not None else len(self._times) or None
        result = _result_of(self._dataset, queries, performance, self._dataset_digest)
        self._record(result)
        self.performance = performance

    def _record(self, result: Dict[str, Any]) -> None:
        model, by = self._model, "mreg.py test"
        if not isinstance(model, EnhancedPilotModel):
            name = model.get("model_id") if isinstance(model, Mapping) else getattr(model, "model_id", model)
            found = self._registry._model(name)
            self._written(found.id, _add_result(self._registry.root, found, result, by, _SAVE_WAIT))
            return
        with model._lock:
            self._record_of(model, result, by)

    def _record_of(self, model: EnhancedPilotModel, result: Dict[str, Any], by: str) -> None:
        if model._base is None or not os.path.lexists(_fs(model.metadata_path)):
            model._list("testing").append(result)
            _say(f"{model.model_id} was never saved: save_model() writes the result on {self._dataset}.")
            return
        folder = os.path.abspath(os.path.dirname(model.model_path))
        root = _root_of(folder)
        self._written(model.model_id, _add_result(root, model._model_here(root, folder), result, by, _SAVE_WAIT))
        # It is in the sidecar already: saving the model does not write it once more.
        model._list("testing").append(result)
        known = model._base.get("testing")
        model._base["testing"] = [*(known if isinstance(known, list) else []), json.loads(json.dumps(result))]

    def _written(self, name: str, changed: _Changed) -> None:
        for note in changed.notes:
            _say(note)
        _say(f"Result recorded: {name} on {self._dataset}")


# --- Versions: numbered models of a family that never change ---

_STAGING = ".mreg-staging."
_LAST_VERSION = 1_000_000_000
_LARGEST_SIDECAR = 4 * 1024 * 1024
_PIECE = 4 * 1024 * 1024
_BLOCK = 65_536
_RESERVED = ("model", "node_modules", "pretrained_models")
_NUMBER_IN_NAME = re.compile(r"([0-9]+)(?:\.|\Z)", re.DOTALL)
_FACTS = ("framework", "architecture", "input_shape", "domain", "dataset", "hyperparams", "test_dataset", "tags", "notes", "description", "parent",
          "parent_digest", "dataset_digest", "dataset_path", "source", "git_commit", "version", "new_version", "by", "wait")
_TRIES = 20
"""How often a name may turn out to be taken by a program that does not know our locks."""


class _Source(NamedTuple):
    """A model file or folder outside, looked at once. `marks`: by path inside ('' is the artifact itself) what it is and what tells that it is the same."""
    path: str
    is_folder: bool
    marks: Dict[str, Tuple[str, ...]]
    links: Dict[str, str]
    files: Dict[str, int]
    bytes: int
    taken: int
    changed_at: float


class _VersionPlace(NamedTuple):
    """A model folder that gets a version: the algorithm folder, and its `Model`, relative to the root; where that really is; what of it is missing."""
    folder: str
    models: str
    real: str
    missing: List[str]


class _Held(NamedTuple):
    """A version that is there, and the sha256 that its sidecar has."""
    family: str
    version: int
    key: str
    sha256: str


class _Family(NamedTuple):
    """A registered line of models; the highest number first."""
    name: str
    versions: List[Tuple[int, _Model]]


class _Taken(Exception):
    """A name that a version would get was made by another program just now."""

    def __init__(self, version: int) -> None:
        super().__init__(str(version))
        self.version = version


class _SameBytes(Exception):
    """Another process registered these bytes meanwhile, as its sidecar says."""

    def __init__(self, held: _Held) -> None:
        super().__init__(held.key)
        self.held = held


def _register_version(root: str, name: str, model_path: Union[str, "os.PathLike[str]"], metrics: Optional[Mapping[str, Any]] = None, **facts: Any) -> str:
    """Copies a model file or folder into the registry as the next version of a family, never to be written again. Returns its id: 'resnet18/v1'.

    Bytes that the family has already are not registered twice: that version's id is returned, unless `new_version` is true. `name` may ask for a
    number (`resnet18@v3`), and so may `version`. Raises MregError: nothing was registered then.
    """
    _refuse_unknown(facts)
    by, wait = str(facts.get("by") or "mreg.py register"), float(facts.get("wait", 10.0))
    family, wanted = _wanted(name, facts.get("version"))
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", os.fsdecode(model_path)):
        raise MregError(f"{os.fsdecode(model_path)} is an address, and Python does not download. Nothing was registered.", f"Use `mreg register {family} URL`, or download it first.", 2)
    source_path = _absolute(model_path)
    _settle_all(root, by, wait)
    models = _scan(root)
    known = _family_named(_families(models), family)
    family = known.name if known else family
    content = _facts(models, metrics, facts, source_path)
    folder = _folder_for(root, family, known, models)
    place = _version_place(root, folder)
    folders = _model_folders(root)
    _refuse_odd_place(root, source_path, family, place, [path for path, _ in folders])
    versions = known.versions if known else []
    ours = [path for path, algorithm in folders if _family_key(algorithm) == _family_key(family)]
    numbers = _Numbers(root, family, (number for number, _ in versions), dict.fromkeys([place.models, *ours]))
    numbers.choose(wanted, numbers.items())
    held = [each for each in (_held(model) for _, model in versions) if each]
    is_new_wanted = bool(facts.get("new_version"))
    registering = _Registering(root, by, wait, family, wanted, is_new_wanted, folder, place, content, _resting_source(source_path), numbers, held)
    # What may be there is compared before anything is copied.
    if not is_new_wanted and any(model.artifact and model.bytes == registering.source.bytes for _, model in versions):
        same = registering.known_as(_hash_source(registering.source)[0])
        if same:
            return same
    try:
        return registering.run()
    except OSError as error:
        raise MregError(f"{family} cannot be put into {place.models}: {_why(error)}. Nothing was registered.") from error


def _get_version(root: str, models: Sequence[_Model], name: str, version: Union[str, int] = "latest", metric: Optional[str] = None,
                 dataset: Optional[str] = None) -> Dict[str, Any]:
    """What is known of a version: 'latest', 'best', 'v2', 2 or an alias; `name` may say it itself (`resnet18@best`).

    `path` is where the artifact is now, wherever the registry was moved to; `exists` is false, and that is said, where it is gone. Warns on standard
    error. `metric` and `dataset` say by what 'best' is chosen. Raises MregError: exit_code 3 where there is none, 2 where nothing decides.
    """
    families = _families(models)
    ref = None if _family_named(families, name) else _version_ref(name)
    wanted = str(version).strip()
    if ref is not None:
        name = ref[0]
        wanted = ref[1] if wanted.lower() == "latest" else wanted
    found = _family_named(families, name)
    if found is None:
        named = [model for model in models if name in (model.key, model.id)]
        if len(named) == 1 and _version(named[0].content):
            return _version_facts(root, named[0])
        said, hint = _no_family(name, [family.name for family in families]).split("\n")
        raise MregError(said, hint, 3)
    return _version_facts(root, _chosen(root, found, wanted, metric, dataset, models))


def _no_family(name: str, names: Sequence[str]) -> str:
    """Two sentences, on a line each: that there is none, and which it may be."""
    near = _nearest(name, names)
    return f'No family is called "{name}".\n' + (f"Did you mean {near}?" if near else _some("The families:", names, "No model is registered as a version."))


def _version_of_file_name(root: str, name: str, version: Union[str, int]) -> Optional[_Model]:
    """The version with a number that is found by the name of its file, without a look at any other sidecar; None where it takes more to tell."""
    ref = _version_ref(name)
    wanted = str(version).strip()
    if ref is not None and wanted.lower() == "latest":
        name, wanted = ref
    number = re.match(r"v?([0-9]{1,10})\Z", wanted.strip().lower())
    if number is None:
        return None
    called = _models_called(root, f"{name}_v{int(number.group(1))}")
    if len(called) != 1 or called[0].state != "ok" or called[0].problem is not None or _version(called[0].content) != (name, int(number.group(1))):
        return None
    return called[0]


def _versions(models: Sequence[_Model], name: Optional[str] = None) -> List[str]:
    """The versions of a family, the first one first: ['v1', 'v2']; without a name the names of the families. Empty where there is no such family."""
    families = _families(models)
    if name is None:
        return [family.name for family in families]
    family = _family_named(families, name)
    return [f"v{number}" for number in sorted({number for number, _ in family.versions})] if family else []


# Families, and which version is meant.


def _families(models: Sequence[_Model]) -> List[_Family]:
    """The families of models, by name."""
    by_name: Dict[str, List[Tuple[str, int, _Model]]] = {}
    for model in models:
        version = _version(model.content)
        if version:
            by_name.setdefault(_family_key(version[0]), []).append((version[0], version[1], model))
    families = []
    for versions in by_name.values():
        # The newest first of models that share a number, as the scan has them.
        versions.sort(key=lambda one: -one[1])
        families.append(_Family(versions[0][0], [(number, model) for _, number, model in versions]))
    return sorted(families, key=lambda family: family.name)


def _family_named(families: Sequence[_Family], name: str) -> Optional[_Family]:
    return next((family for family in families if family.name == name), None) or next(
        (family for family in families if _family_key(family.name) == _family_key(name.strip())), None)


def _aliases_of(model: _Model) -> List[str]:
    aliases = model.content.get("aliases")
    return [alias for alias in aliases if isinstance(alias, str) and alias] if isinstance(aliases, list) else []


def _chosen(root: str, family: _Family, wanted: str, metric: Optional[str], dataset: Optional[str], models: Sequence[_Model]) -> _Model:
    """The version that is meant. Raises MregError."""
    word = wanted.lower()
    if word == "best":
        return _best_version(root, family, metric, dataset, models)
    if metric is not None or dataset is not None:
        raise MregError(f'metric and dataset say which version is the best, and "{wanted}" does not ask for it.', "version='best' does.", 2)
    number = re.match(r"v?([0-9]+)\Z", word)
    if word == "latest":
        found = [model for each, model in family.versions if each == family.versions[0][0]]
    elif number:
        found = [model for each, model in family.versions if each == int(number.group(1))]
    else:
        found = [model for _, model in family.versions if any(_same_text(alias, wanted) for alias in _aliases_of(model))]
    if len(found) == 1:
        return found[0]
    if found:
        keys = ", ".join(model.key for model in found)
        raise MregError(f'"{family.name}@{wanted}" may be {len(found)} models; nothing was done.', f"Name one: {keys}", 2)
    names = list(dict.fromkeys(each for one, model in family.versions for each in (f"v{one}", *_aliases_of(model))))
    raise MregError(f"{family.name} has no version {wanted}.", _some("It has", names, ""), 3)


def _best_version(root: str, family: _Family, metric: Optional[str], dataset: Optional[str], models: Sequence[_Model]) -> _Model:
    """The best version: by the metric asked for, else the objective where any version has a result of it, else the one metric that all tested ones have."""
    config = _config(root)
    own = [model for _, model in family.versions]
    metrics = _metrics_of(own)
    if not metrics:
        raise MregError(f"No version of {family.name} has a test result that is a number, so none is the best.", "version='latest' takes the newest.", 3)
    if metric is not None and metric not in metrics:
        near = _nearest(metric, metrics)
        raise MregError(f'No version of {family.name} has the metric "{metric}".', f"Did you mean {near}?" if near else _some("The metrics:", metrics), 3)
    algorithm = own[0].algorithm
    objective = _objective([model for model in models if model.algorithm.lower() == algorithm.lower()], config, algorithm)
    configured = _configured(config, algorithm)
    by = metric or (objective["metric"] if objective and objective["metric"] in metrics else _shared_metric(family, own, config, metrics))
    direction = _direction(config, by)
    if direction is None:
        raise _unset_direction(by)
    found = _standings(own, by, direction)
    if dataset is not None:
        standing = next((each for each in found if each.dataset is not None and _same_text(each.dataset, dataset)), None)
        if standing is None:
            raise MregError(f'No version of {family.name} has a result of {by} on "{dataset}".',
                            _some("The test datasets:", [each.dataset for each in found if each.dataset]), 3)
        return standing.best.model
    if not found:
        raise MregError(f"No version of {family.name} has a result of {by} that is a number.", "", 3)
    if objective and objective["metric"] == by and configured and configured.get("dataset") is not None:
        standing = next((each for each in found if each.dataset == configured["dataset"]), None)
        if standing:
            return standing.best.model
    first = found[0]
    if any(len(each.compared) == len(first.compared) and each.best.model is not first.best.model for each in found[1:]):
        raise MregError(f"The versions of {family.name} were tested on different data, and the best is another one on each.",
                        f"{_some('The test datasets:', [each.dataset for each in found if each.dataset])} Name one: dataset=...", 2)
    return first.best.model


def _shared_metric(family: _Family, own: Sequence[_Model], config: Mapping[str, Any], metrics: Iterable[str]) -> str:
    tested = [model for model in own if _metrics_of([model])]
    shared = [each for each in metrics if all(each in _metrics_of([model]) for model in tested)]
    directed = [each for each in shared if _direction(config, each) is not None]
    for names in (shared, directed):
        if len(names) == 1:
            return names[0]
    raise MregError(f"It is not known by which metric the best version of {family.name} is chosen.",
                    f"{_some('The metrics:', metrics)} Name one: metric=...; or set an objective in mreg.config.json.", 2)


def _version_facts(root: str, model: _Model) -> Dict[str, Any]:
    """A version as the first seed's `get` tells it, with all that its sidecar says besides."""
    content = model.content
    family, number = _version(content) or (model.algorithm, 0)
    said = f"{family}/v{number}"
    path = f"{root}/{model.artifact or model.key}"
    exists = model.artifact is not None and os.path.exists(_fs(path))
    if not exists:
        _say(f"Warning: the artifact of {said} is missing: nothing is at {path}.")
    metrics: Dict[str, Any] = {}
    for result in _results(content):
        metrics.update(result.performance)
    training = content.get("training") if isinstance(content.get("training"), dict) else {}
    notes = content.get("notes") if isinstance(content.get("notes"), str) else ""
    own = {"id": said, "name": family, "version": f"v{number}", "model_id": model.id, "key": model.key, "path": path, "file_path": path, "model_path": path,
           "exists": exists, "metrics": metrics, "registered_at": content.get("created_at"),
           **{name: content.get(name) for name in ("framework", "architecture", "input_shape", "domain", "label")},
           "dataset": training.get("dataset"), "hyperparams": training.get("hyperparams") or {}, "description": notes, "notes": notes,
           "tags": _tags_of(content), "aliases": _aliases_of(model), "lineage": content.get("lineage") if isinstance(content.get("lineage"), dict) else {}}
    return {**own, **{name: value for name, value in content.items() if name not in own}}


def _nearest(typed: str, names: Iterable[str]) -> Optional[str]:
    return next(iter(difflib.get_close_matches(typed, list(names), 1, 0.7)), None)


def _some(start: str, names: Iterable[str], otherwise: str = "") -> str:
    shown = list(names)
    return f"{start} {', '.join(shown[:12])}{f' and {len(shown) - 12} more' if len(shown) > 12 else ''}." if shown else otherwise


# What is said of a version.


def _refuse_unknown(facts: Mapping[str, Any]) -> None:
    for name in facts:
        if name not in _FACTS:
            near = _nearest(name, _FACTS)
            hint = f"{f'Did you mean {near}? ' if near else ''}The facts: {', '.join(each for each in _FACTS if each not in ('by', 'wait'))}."
            raise MregError(f'A version has no fact called "{name}". Nothing was registered.', hint, 2)


def _wanted(typed: str, version: Union[None, str, int]) -> Tuple[str, Optional[int]]:
    """The family and the number that is asked for. Raises MregError."""
    ref = _version_ref(typed.strip())
    name, word = ref if ref else (typed, None if version is None else str(version))
    family = _family_name(name)
    if word is None:
        return family, None
    number = re.match(r"v?([0-9]{1,10})\Z", word, re.IGNORECASE)
    if not number:
        raise MregError(f'"{typed}" means a version that is there; a new one gets a number.', f"{family} for the next number, {family}@v3 for the number 3.", 2)
    if not 1 <= int(number.group(1)) <= _LAST_VERSION:
        raise MregError(f'"{word}" asks for a number that no version can have.', f"The first is 1, the last {_LAST_VERSION}.", 2)
    return family, int(number.group(1))


def _family_name(typed: str) -> str:
    """A family's name as it is kept: it becomes the name of a folder and of files. Raises MregError."""
    name = unicodedata.normalize("NFC", typed.strip())
    hint = 'Letters, digits, ".", "_" and "-", as in resnet18 or chest_xray.densenet.'
    if name == "":
        raise MregError("A family has a name.", hint, 2)
    if len(name.encode("utf-8", "surrogatepass")) > 100:
        raise MregError(f'The name "{typed}" is longer than 100 bytes.', hint, 2)
    kinds = [unicodedata.category(letter)[0] for letter in name]
    first = kinds[0] in "LN" or name[0] == "_"
    if not first or any(kind not in "LNM" and letter not in "._-" for kind, letter in zip(kinds, name)):
        raise MregError(f'"{typed}" cannot name a family: it becomes the name of a folder.', hint, 2)
    if _family_key(name) in _RESERVED:
        raise MregError(f'"{typed}" cannot name a family: a folder of this name is something else in a registry.',
                        "Name it after the model, as in resnet18.", 2)
    return name


def _plain_text(value: Any, what: str, longest: int = 1000) -> Optional[str]:
    """A text of one line; None for nothing. Raises MregError."""
    if value is None:
        return None
    if not isinstance(value, (str, os.PathLike)):
        raise MregError(f"The {what} is no text: {value!r}. Nothing was registered.", "", 2)
    text = os.fspath(value).strip()
    if any(unicodedata.category(letter) in ("Cc", "Zl", "Zp", "Cs") for letter in text):
        raise MregError(f'The {what} "{text}" holds a line end or another control character. Nothing was registered.', "", 2)
    if len(text) > longest:
        raise MregError(f"The {what} has at most {longest} characters, and this has {len(text)}. Nothing was registered.", "", 2)
    return text or None


def _facts(models: Sequence[_Model], metrics: Optional[Mapping[str, Any]], facts: Mapping[str, Any], source: str) -> Dict[str, Any]:
    """What a sidecar says of a version, but for what registering finds out. Raises MregError."""
    performance = _performance_facts(metrics)
    test_dataset = _plain_text(facts.get("test_dataset"), "test dataset")
    if test_dataset is not None and not performance:
        raise MregError(f"What was measured on {test_dataset}? Nothing was registered.", "A test dataset stands with metrics.", 2)
    hyperparams = facts.get("hyperparams")
    if hyperparams is not None and not isinstance(hyperparams, Mapping):
        raise MregError("hyperparams are names with values. Nothing was registered.", 'As in {"num_epoch": 100}.', 2)
    training = {"dataset": _plain_text(facts.get("dataset"), "dataset"), "hyperparams": _plain(dict(hyperparams), "hyperparams") if hyperparams else None}
    notes = facts.get("notes") if facts.get("notes") is not None else facts.get("description")
    if notes is not None and not isinstance(notes, str):
        raise MregError("notes are text. Nothing was registered.", "", 2)
    digest = _digest_fact(facts.get("dataset_digest"), "digest of the dataset")
    if facts.get("dataset_path") is not None:
        if digest:
            raise MregError("The dataset has a digest and a file to take it from.", "Leave out one of dataset_digest and dataset_path.", 2)
        digest = "sha256:" + _hash_source(_read_source(_absolute(facts["dataset_path"])))[0]
    commit = _plain_text(facts.get("git_commit"), "commit")
    lineage = {**_parent_facts(models, facts), "dataset_digest": digest, "source": _plain_text(facts.get("source"), "source") or source,
               "git_commit": commit or _git_commit()}
    return {
        "from": source, "framework": _plain_text(facts.get("framework"), "framework"), "architecture": _plain_text(facts.get("architecture"), "architecture"),
        "input_shape": _shape(facts.get("input_shape")), "domain": _plain_text(facts.get("domain"), "domain"),
        "training": _without_none(training) or None, "performance": performance, "test_dataset": test_dataset,
        "tags": _tag_facts(facts.get("tags")) or None, "notes": notes if notes and notes.strip() else None, "lineage": _without_none(lineage),
    }


def _absolute(path: Union[str, "os.PathLike[str]"]) -> str:
    """The absolute form of a path that a program was given, which Python decoded as the locale says."""
    return _name_of(os.path.abspath(os.fsencode(os.fspath(path))))


def _without_none(fields: Mapping[str, Any]) -> Dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _performance_facts(metrics: Optional[Mapping[str, Any]]) -> Dict[str, Any]:
    """Metrics as numbers, NaN among them; what is None was not measured. Raises MregError."""
    if metrics is not None and not isinstance(metrics, Mapping):
        raise MregError("metrics are names with numbers. Nothing was registered.", 'As in {"acc": 0.95}.', 2)
    found = {}
    for name, value in (metrics or {}).items():
        plain = _plain(value, f"metric {name}")
        if plain is None:
            continue
        if isinstance(plain, bool) or not isinstance(plain, (int, float)) or not isinstance(name, str) or _plain_text(name, "name of a metric") is None:
            raise MregError(f"The metric {name} is no number: {value!r}. Nothing was registered.", 'As in {"acc": 0.95}.', 2)
        found[name] = plain
    return found


def _tag_facts(tags: Any) -> List[str]:
    found = []
    for tag in [tags] if isinstance(tags, str) else list(tags or []):
        text = _plain_text(tag, "tag", 200)
        if text is None:
            raise MregError("A tag has at least one character. Nothing was registered.", "", 2)
        if text.startswith("@"):
            raise MregError(f'"{text}" would be an alias, and no tag. Nothing was registered.', "mreg alias gives one.", 2)
        found.append(text)
    return list(dict.fromkeys(found))


def _shape(value: Any) -> Optional[List[Union[int, str]]]:
    """(1, 3, 224, 224), or words such as 'batch' for what is not fixed; None is such a side. Raises MregError."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    sides: List[Union[int, str]] = []
    for side in value.split(",") if isinstance(value, str) else list(value):
        one = side.strip() if isinstance(side, str) else "?" if side is None else _plain(side, "input_shape")
        if isinstance(one, str) and re.match(r"(-1|[1-9][0-9]{0,14})\Z", one):
            one = int(one)
        is_side = isinstance(one, str) and re.match(r"[^\W\d]\w*\Z|[?*]\w*\Z", one)
        if not is_side and (isinstance(one, bool) or not isinstance(one, int) or (one < 1 and one != -1)):
            sides = []
            break
        sides.append(one)
    if any(isinstance(side, int) and side > 0 for side in sides):
        return sides
    raise MregError(f"{value!r} is no input shape. Nothing was registered.",
                    "As in (1, 3, 224, 224); None, -1 or a word such as 'batch' for what is not fixed.", 2)


def _digest_fact(value: Any, what: str) -> Optional[str]:
    text = _plain_text(value, what)
    if text is None:
        return None
    match = re.match(r"(?:sha256:)?([0-9a-f]{64})\Z", text, re.IGNORECASE)
    if match:
        return f"sha256:{match.group(1).lower()}"
    raise MregError(f'The {what} "{text}" is none. Nothing was registered.', "sha256: and 64 hexadecimal digits, as sha256sum prints them.", 2)


def _parent_facts(models: Sequence[_Model], facts: Mapping[str, Any]) -> Dict[str, Any]:
    """A model of the registry by its key, its id or as a version; else a file outside, with its digest; else what a digest is given for."""
    parent, digest = _plain_text(facts.get("parent"), "parent"), _digest_fact(facts.get("parent_digest"), "digest of the parent")
    if parent is None:
        if digest is not None:
            raise MregError("There is a digest of a parent, and no parent. Nothing was registered.", "Name it: parent=...", 2)
        return {}
    root = f"{models[0].root}/" if models else "\0"
    name = parent[len(root):] if parent.startswith(root) else parent
    found = [model for model in models if any(_same_text(each, name) for each in (model.key, model.id))]
    ref = _version_ref(name)
    family = _family_named(_families(models), ref[0]) if ref and not found else None
    if ref and family:
        found = [_chosen(models[0].root, family, ref[1], None, None, models)]
    if len(found) > 1:
        raise MregError(f'"{parent}" may be {len(found)} models. Nothing was registered.', f"Name one: {', '.join(model.key for model in found)}", 2)
    if found:
        version = _version(found[0].content)
        said = f"{version[0]}/v{version[1]}" if version else found[0].key
        if digest is not None and digest != f"sha256:{_checksum_of(found[0].content)}":
            raise MregError(f"{said} is in the registry, and it has not this digest. Nothing was registered.", "Leave out parent_digest.", 2)
        return {"parent": said}
    path = _absolute(parent)
    if digest is not None:
        return {"parent": path if _exists(path) else parent, "parent_digest": digest}
    if _exists(path):
        return {"parent": path, "parent_digest": f"sha256:{_hash_source(_read_source(path))[0]}"}
    raise MregError(f'No model and no file is called "{parent}". Nothing was registered.',
                    "A parent outside is a file that is there, or a name with parent_digest='sha256:...'.", 3)


def _git_commit() -> Optional[str]:
    """The commit of the working folder, `-dirty` behind it where something was changed; None where there is none."""
    words = ["git", "-c", "core.fsmonitor=false", "status", "--porcelain=v2", "--branch", "--untracked-files=no",
             "--ignore-submodules=untracked", "--no-renames"]
    # The folder decides which repository is meant, not what a hook or a shell has set; and looking writes nothing into it.
    plain = {name: value for name, value in os.environ.items() if not name.upper().startswith("GIT_")}
    try:
        ran = subprocess.run(words, env={**plain, "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}, stdin=subprocess.DEVNULL,
                             stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=2, check=True)
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    output = ran.stdout.decode("utf-8", "replace")
    commit = re.search(r"^# branch\.oid ([0-9a-f]{40,64})$", output, re.MULTILINE)
    if not commit:
        return None
    return f"{commit.group(1)}-dirty" if re.search(r"^[^#\n]", output, re.MULTILINE) else commit.group(1)


# Where a version goes, and what may come there.


def _folder_for(root: str, family: str, known: Optional[_Family], models: Sequence[_Model]) -> str:
    """The algorithm folder of a family, relative to the root; a new one is `Resnet18`."""
    def depth(folder: str) -> int:
        return 0 if folder == "." else folder.count("/") + 1
    algorithms = {os.path.dirname(path) or ".": algorithm for path, algorithm in _model_folders(root)}
    own = _family_key(family)
    named = {model.folder for model in models if model.folder and _family_key(algorithms.get(model.folder, os.path.basename(model.folder))) == own}
    latest = next((model for _, model in known.versions if model.folder), None) if known else None
    if latest and latest.folder in named:
        return latest.folder
    if named:
        return min(named, key=lambda folder: (depth(folder), folder))
    # A folder that the config names has no `Model` that would say whose it is.
    if latest and latest.folder != "." and not latest.key.startswith(f"{latest.folder}/Model/") and depth(latest.folder) < 4:
        return latest.folder
    upper = family[0].upper()
    return (upper if upper.lower() == family[0].lower() else family[0]) + family[1:]


def _version_place(root: str, wanted: str) -> _VersionPlace:
    """The model folder of an algorithm folder; one whose name differs in case only is the same. Makes nothing. Raises MregError."""
    if wanted != "." and not _is_below(wanted):
        raise MregError(f'"{wanted}" is no folder of the registry. Nothing was registered.', "Give the family another name.")
    folder = wanted
    if wanted != "." and not _exists(f"{root}/{wanted}"):
        outer, _, last = wanted.rpartition("/")
        prefix = f"{outer}/" if outer else ""
        alike = (name for name in _names_in(f"{root}/{outer}") if _family_key(name) == _family_key(last))
        others = sorted(name for name in alike if os.path.isdir(_fs(f"{root}/{prefix}{name}")))
        near = next((name for name in others if _exists(f"{root}/{prefix}{name}/Model")), others[0] if others else None)
        folder = wanted if near is None else prefix + near
    models = "Model" if folder == "." else f"{folder}/Model"
    there, missing = f"{root}/{models}", []
    while not _exists(there):
        missing.append(there)
        there = os.path.dirname(there)
    # Links are followed as a scan follows them: somebody put their models on another disk.
    real = _real(there)
    if not _exists(real):
        raise MregError(f"{there} cannot be followed: it leads nowhere. Nothing was registered.", "Mend or remove that link.")
    if _is_within(real, f"{root}/.mreg"):
        raise MregError(f"{there} is a link into the registry's own folder: nothing is registered there.", "Give the family another name.")
    if not os.path.isdir(_fs(real)):
        raise MregError(f"{there} is no folder: no version can be put there.", "Move that file away, or give the family another name.")
    return _VersionPlace(folder, models, os.path.normpath(os.path.join(real, os.path.relpath(f"{root}/{models}", there))), missing)


def _is_within(inner: str, folder: str) -> bool:
    return inner == folder or inner.startswith(folder.rstrip("/") + "/")


def _refuse_odd_place(root: str, source: str, family: str, place: _VersionPlace, folders: Sequence[str]) -> None:
    """Before anything of it is looked at. Raises MregError for what cannot be registered from there."""
    def refuse(why: str, hint: str) -> MregError:
        return MregError(f"{source} {why}. Nothing was registered.", hint)
    real = _real(source)
    if not _exists(real):
        why = f"{source} is a link that leads nowhere." if os.path.islink(_fs(source)) else f"There is no {source}."
        raise MregError(why, "Check the path of the model file.", 3)
    if _is_within(place.real, real):
        raise refuse("contains the registry that it is to go to", "Name the file or the folder of the model itself.")
    if _is_within(real, f"{root}/.mreg"):
        raise refuse("lies in the registry's own folder", "What is in the trash comes back with mreg restore.")
    for folder in folders:
        models = _real(f"{root}/{folder}")
        if f"{place.folder}/".startswith(f"{folder}/"):
            raise refuse(f"cannot go to {place.folder}: {folder} is a folder of models itself, as the config says", "Give the family another name.")
        if _is_within(models, real):
            raise refuse("has models of the registry in it", "Name the file or the folder of one model.")
        if os.path.dirname(real) == models:
            raise refuse("is a model of this registry already", f"To register it where it is: mreg register {family} --from {os.path.basename(real)}. "
                         "From Python: copy it to a folder outside the registry, and register the copy.")


def _resting_source(path: str) -> _Source:
    """The source, which nobody writes. Waits for a second where it was written just now. Raises MregError."""
    source = _read_source(path)
    if time.time() - source.changed_at < _YOUNG:
        time.sleep(_SECOND_LOOK)
        changed = _changed_since(source)
        if changed:
            raise MregError(f"{changed} is still being written: it changed within the last second. Nothing was registered.", "Register it when it is whole.", 5)
    return source


def _entries(real: str) -> Dict[str, Tuple[str, os.stat_result]]:
    """All that lies there, by its path inside, with its kind. Raises OSError."""
    found: Dict[str, Tuple[str, os.stat_result]] = {}
    left = [""]
    while left:
        inside = left.pop()
        path = f"{real}/{inside}" if inside else real
        info = os.lstat(_fs(path))
        kinds = ((stat.S_ISREG, "file"), (stat.S_ISDIR, "folder"), (stat.S_ISLNK, "link"), (stat.S_ISFIFO, "FIFO"), (stat.S_ISSOCK, "socket"))
        kind = next((name for test, name in kinds if test(info.st_mode)), "device")
        found[inside] = (kind, info)
        if kind == "folder":
            left.extend(f"{inside}/{name}" if inside else name for name in map(_name_of, os.listdir(_fs(path))))
    return found


def _mark_of(kind: str, info: os.stat_result) -> Tuple[str, ...]:
    """Equal while nobody changed it. Of a folder only that it is one: its times change with its files."""
    if kind == "folder":
        return (kind,)
    return (kind, *map(str, (info.st_dev, info.st_ino, info.st_size, info.st_mtime_ns, info.st_ctime_ns)))


def _read_source(path: str) -> _Source:
    """Looks at a model file or folder; nothing is opened but folders. Raises MregError."""
    real = _real(path)
    try:
        entries = _entries(real)
    except FileNotFoundError as error:
        raise MregError(f"There is no {path}.", "Check the path of the model file.", 3) from error
    except OSError as error:
        raise MregError(f"{path} cannot be read: {_why(error)}. Nothing was registered.") from error
    links: Dict[str, str] = {}
    for inside, (kind, _) in entries.items():
        whole = f"{real}/{inside}" if inside else real
        why = None
        if _is_undecodable(inside):
            why = "has a name that is not UTF-8, and checksums keep names as text"
        elif kind == "link":
            links[inside] = _name_of(os.readlink(_fs(whole)))
            why = _leads_out(real, inside)
        elif kind not in ("file", "folder"):
            why = f"is a {kind}, and no file that could be copied"
        if why:
            raise MregError(f"{whole} {why}. Nothing was registered.", "Take it away, or register the model file alone.")
    files = {inside: info.st_size for inside, (kind, info) in entries.items() if kind == "file"}
    is_folder = entries[""][0] == "folder"
    if not files or (not is_folder and files[""] == 0):
        raise MregError(f"{real} {'holds no file' if is_folder else 'is empty'}. Nothing was registered.", "Register what holds the model.")
    taken = sum(min(info.st_size, info.st_blocks * 512) for kind, info in entries.values() if kind == "file")
    changed_at = max(info.st_mtime for kind, info in entries.values() if kind == "file")
    return _Source(real, is_folder, {inside: _mark_of(*entry) for inside, entry in entries.items()}, links, files, sum(files.values()), taken, changed_at)


def _leads_out(folder: str, inside: str) -> Optional[str]:
    """Why a link would not mean the same in a copy of its folder."""
    reached: List[str] = []
    left = inside.split("/")
    links = 0
    while left:
        part = left.pop(0)
        if part in ("", "."):
            continue
        if part == "..":
            if not reached:
                return "is a link that leaves the folder"
            reached.pop()
            continue
        whole = "/".join((folder, *reached, part))
        if not _exists(whole):
            return "is a link that leads nowhere"
        if not os.path.islink(_fs(whole)):
            if left and not os.path.isdir(_fs(whole)):
                return "is a link that leads nowhere"
            reached.append(part)
            continue
        links += 1
        target = _name_of(os.readlink(_fs(whole)))
        if links > 40:
            return "is a link that leads nowhere, but round in a circle"
        if target.startswith("/"):
            return "is a link with an absolute path, which leaves the folder"
        if _is_undecodable(target):
            return "is a link to a name that is not UTF-8"
        left = target.split("/") + left
    return None


def _changed_since(source: _Source) -> Optional[str]:
    """The first file that is not what it was. Raises MregError."""
    try:
        now = {inside: _mark_of(*entry) for inside, entry in _entries(source.path).items()}
    except OSError:
        return source.path
    for inside in sorted({*now, *source.marks}):
        if now.get(inside) != source.marks.get(inside):
            return f"{source.path}/{inside}" if inside else source.path
    return None


# Copying and hashing.

_Checksum = Tuple[str, Optional[Dict[str, str]]]
"""The value, and of a folder the sha256 of each file in it."""


def _checksum(source: _Source, hashes: Dict[str, str]) -> _Checksum:
    if not source.is_folder:
        return hashes[""], None
    files = {path: hashes.get(path) or f"-> {source.links[path]}" for path in sorted([*source.files, *source.links], key=_units)}
    lines = []
    for path in sorted(files, key=lambda each: each.encode()):
        line = f"{files[path]}  {path}"
        if re.search(r"[\\\n\r]", line):
            line = "\\" + line.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
        lines.append(f"{line}\n")
    return _sha256("".join(lines).encode()), files


def _hash_source(source: _Source) -> _Checksum:
    """The checksum of what lies there. Raises MregError where it changed, or cannot be read."""
    hashes = {}
    for inside in source.files:
        hashes[inside] = _read_pieces(f"{source.path}/{inside}" if inside else source.path, source.marks[inside], lambda piece: None)
    changed = _changed_since(source)
    if changed:
        raise _changed(changed)
    return _checksum(source, hashes)


def _changed(path: str) -> MregError:
    return MregError(f"{path} changed while it was read. Nothing was registered.", "Wait until no program writes it any more, then try again.", 5)


def _read_pieces(path: str, mark: Tuple[str, ...], take: Callable[[bytes], Any]) -> str:
    """Reads a file that must not change meanwhile, piece by piece. Returns its sha256. Raises MregError."""
    try:
        # Neither a link nor a pipe put in its place may lead away or block.
        fd = os.open(_fs(path), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise MregError(f"{path} cannot be read: {_why(error)}. Nothing was registered.") from error
    try:
        digest = hashlib.sha256()
        if _mark_of("file", os.fstat(fd)) != mark:
            raise _changed(path)
        while True:
            try:
                piece = os.read(fd, _PIECE)
            except OSError as error:
                raise MregError(f"{path} cannot be read: {_why(error)}. Nothing was registered.") from error
            if not piece:
                break
            digest.update(piece)
            take(piece)
        if _mark_of("file", os.fstat(fd)) != mark:
            raise _changed(path)
        return digest.hexdigest()
    finally:
        os.close(fd)


def _copy_source(source: _Source, to: str) -> _Checksum:
    """Copies an artifact to where nothing is: files read-only, times kept, all of it on the disk when this returns. Raises MregError, OSError."""
    with contextlib.suppress(OSError):
        free = shutil.disk_usage(_fs(os.path.dirname(to))).free
        if free < source.taken:
            raise MregError(f"{source.path} needs {source.taken} bytes, and {free} are free on the disk that it is to go to. Nothing was registered.",
                            "Free some space on that disk (mreg purge empties the trash), then try again.")
    folders = sorted(inside for inside, mark in source.marks.items() if mark[0] == "folder")
    for inside in folders:
        path = f"{to}/{inside}" if inside else to
        os.mkdir(_fs(path), 0o700)
        inherited = os.stat(_fs(path)).st_mode & 0o2000
        os.chmod(_fs(path), 0o700 | (os.stat(_fs(f"{source.path}/{inside}")).st_mode & 0o055) | inherited)
    hashes = {}
    for inside in source.files:
        old, new = (f"{source.path}/{inside}", f"{to}/{inside}") if inside else (source.path, to)
        hashes[inside] = _copy_file(old, new, source.marks[inside])
    for inside, target in source.links.items():
        os.symlink(_fs(target), _fs(f"{to}/{inside}"))
    # The inner ones first: what is made in a folder changes its time.
    for inside in reversed(folders):
        info = os.stat(_fs(f"{source.path}/{inside}"))
        os.utime(_fs(f"{to}/{inside}"), ns=(info.st_atime_ns, info.st_mtime_ns))
        _sync_folder(f"{to}/{inside}".rstrip("/"))
    _sync_folder(os.path.dirname(to))
    changed = _changed_since(source)
    if changed:
        raise _changed(changed)
    return _checksum(source, hashes)


def _copy_file(old: str, new: str, mark: Tuple[str, ...]) -> str:
    fd = os.open(_fs(new), os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        info = os.lstat(_fs(old))
        has_holes = info.st_blocks * 512 < info.st_size

        def write(piece: bytes) -> None:
            view = memoryview(piece)
            while view:
                part = view[:_BLOCK] if has_holes else view
                # What is all zeros stays a hole.
                if has_holes and not any(part.tobytes().lstrip(b"\0")):
                    os.lseek(fd, len(part), os.SEEK_CUR)
                    view = view[len(part):]
                else:
                    view = view[os.write(fd, part):]

        digest = _read_pieces(old, mark, write)
        os.ftruncate(fd, info.st_size)
        with contextlib.suppress(PermissionError):
            os.utime(fd, ns=(info.st_atime_ns, info.st_mtime_ns))
        with contextlib.suppress(PermissionError):
            os.fchmod(fd, 0o400 | (info.st_mode & 0o555))
        os.fsync(fd)
        return digest
    finally:
        os.close(fd)


# Which bytes and numbers a family has.


def _checksum_of(content: Mapping[str, Any]) -> Optional[str]:
    checksum = content.get("checksum")
    value = checksum.get("value") if isinstance(checksum, dict) and checksum.get("algorithm") == "sha256" else None
    return value.lower() if isinstance(value, str) and re.match(r"[0-9a-fA-F]{64}\Z", value) else None


def _held(model: _Model) -> Optional[_Held]:
    version, value = _version(model.content), _checksum_of(model.content)
    return _Held(version[0], version[1], model.key, value) if version and value and model.artifact else None


def _holder_of(root: str, held: Sequence[_Held], value: str, doubted: Dict[str, str]) -> Optional[_Held]:
    """The first version that has the bytes, which are read for it: what a sidecar says is not believed where something else lies beside it."""
    for one in held:
        if one.sha256 != value or one.key in doubted:
            continue
        path = f"{root}/{one.key}"
        try:
            if not _exists(path):
                why = "its file is missing"
            elif os.path.islink(_fs(path)):
                why = "is a link to a file elsewhere"
            elif _hash_source(_read_source(path))[0] == value:
                return one
            else:
                why = "its file has others now"
        except MregError as error:
            why = f"its file cannot be used ({error.message.rstrip('.')})"
        doubted[one.key] = f"{one.family}/v{one.version} was registered with these bytes, and {why}: mreg verify tells more."
    return None


class _Numbers:
    """Which numbers of a family were ever given: no version gets the number of another one, also of one that is gone."""

    def __init__(self, root: str, family: str, taken: Iterable[int], folders: Dict[str, None]) -> None:
        self.root = root
        self.family = family
        self.folders = folders
        self.known = set(taken)
        texts = [f"{root}/{os.path.dirname(folder) or '.'}/training_registry.json" for folder in folders]
        texts.extend(f"{root}/{_TRASH}/{txn}/{_MANIFEST}" for txn in _names_in(f"{root}/{_TRASH}"))
        pattern = re.compile(rf'["/]{re.escape(unicodedata.normalize("NFC", family))}_v([0-9]+)(?=[."/])', re.IGNORECASE)
        for path in texts:
            self.known.update(int(each) for each in pattern.findall(_loose_text(path)))

    def items(self) -> List[Dict[str, Any]]:
        """What the journal has of the family, as it is now: what came to nothing gives its number back, as it was never seen."""
        found: Dict[str, List[Dict[str, Any]]] = {}
        for entry in _read_journal(self.root):
            if entry.get("op") != "register":
                continue
            if entry.get("phase") == "undone":
                found.pop(str(entry.get("txn")), None)
            elif entry.get("phase") == "begin":
                found.setdefault(str(entry.get("txn")), []).extend(entry.get("items") or [])
        same = _family_key(self.family)
        return [item for items in found.values() for item in items if isinstance(item.get("family"), str) and _family_key(item["family"]) == same]

    def choose(self, wanted: Optional[int], items: Sequence[Mapping[str, Any]]) -> int:
        """The number of the next version, or the one that is asked for. `items`: those of the journal. Raises MregError."""
        numbers = {*self.known, *(item["version"] for item in items if isinstance(item.get("version"), int))}
        for folder in self.folders:
            numbers.update(number for name in _names_in(f"{self.root}/{folder}") for number in [_number_in(self.family, name)] if number is not None)
        following = max((number for number in numbers if 0 <= number <= _LAST_VERSION), default=0) + 1
        if wanted is not None and wanted not in numbers:
            return wanted
        if wanted is not None:
            raise MregError(f"{self.family}/v{wanted} exists, or did once: a number is given once only. Nothing was registered.",
                            f"The next one is {self.family}/v{following}; it is taken where no number is asked for.")
        if following > _LAST_VERSION:
            raise MregError(f"{self.family}/v{_LAST_VERSION} is the last number that there is, and it is taken. Nothing was registered.",
                            "Ask for one that is free.")
        return following


def _number_in(family: str, name: str) -> Optional[int]:
    """The number in a name such as `resnet18_v2.pth`; None where it is not one of the family's."""
    rest, start = _family_key(name), f"{_family_key(family)}_v"
    match = _NUMBER_IN_NAME.match(rest[len(start):]) if rest.startswith(start) else None
    return int(match.group(1)) if match else None


def _loose_text(path: str) -> str:
    """The text of a file, whoever wrote it; Python escapes what is not ASCII. Empty where it cannot be read."""
    try:
        if not os.path.isfile(_fs(path)) or os.path.getsize(_fs(path)) > 256_000_000:
            return ""
        with open(_fs(path), "rb") as file:
            text = file.read().decode("utf-8", "replace")
    except OSError:
        return ""
    text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda code: chr(int(code.group(1), 16)), text) if "\\u" in text else text
    return unicodedata.normalize("NFC", text)


# Publishing: the short part, under the locks.


def _version_names(family: str, version: int, source: _Source, named: str) -> Tuple[str, str, str]:
    """The id, and how artifact and sidecar are called."""
    name = unicodedata.normalize("NFC", os.path.basename(named))
    ending = re.search(r".(\.tar\.[a-z0-9]{1,8})\Z", name, re.DOTALL) or re.search(r".(\.[^\W\d_][\w-]{0,19})\Z", name, re.DOTALL)
    extension = "" if source.is_folder or not ending or ending.group(1) in (".tmp", ".part", ".lock") else ending.group(1)
    base = f"{family}_v{version}"
    is_known = extension == "" or extension[1:] in _EXTENSIONS
    return base, base + extension, f"{base if is_known else base + extension}.json"


def _version_text(content: Mapping[str, Any], ident: Mapping[str, Any], at: str, checksum: _Checksum) -> Tuple[str, bool]:
    """The text of a sidecar as it is made, and whether it has the checksum of each file. Raises MregError."""
    performance, value = content["performance"], checksum[0]
    test = [_without_none({"dataset": content["test_dataset"], "tested_at": at, "performance": performance})] if performance else None
    for files in (checksum[1], None):
        said = {**ident, "created_at": at, **{name: content[name] for name in ("framework", "architecture", "input_shape", "domain", "training")},
                "testing": test, "tags": content["tags"], "notes": content["notes"], "lineage": content["lineage"] or None,
                "checksum": _without_none({"algorithm": "sha256", "value": value, "files": files})}
        text = f"{_dump(_without_none(said))}\n"
        if len(text.encode("utf-8", "surrogatepass")) <= _LARGEST_SIDECAR:
            return text, files is not None or checksum[1] is None
    raise MregError(f"What is said of it is longer than {_LARGEST_SIDECAR} bytes: such a sidecar is not read. Nothing was registered.", "", 2)


class _Published(NamedTuple):
    """A version whose files are in their place; `is_whole`: its sidecar has the checksum of each file of a folder."""
    version: int
    item: Dict[str, Any]
    txn: str
    is_whole: bool


@dataclass
class _Registering:
    """One registration: what is known before anything is written. `doubted`: versions that have not the bytes that their sidecars say, each with a sentence."""
    root: str
    by: str
    wait: float
    family: str
    wanted: Optional[int]
    is_new_wanted: bool
    folder: str
    place: _VersionPlace
    content: Dict[str, Any]
    source: _Source
    numbers: _Numbers
    held: List[_Held]
    doubted: Dict[str, str] = field(default_factory=dict)

    def known_as(self, value: str, further: Sequence[_Held] = ()) -> Optional[str]:
        """The version that has these bytes already. Raises MregError where another number was asked for."""
        one = None if self.is_new_wanted else _holder_of(self.root, [*self.held, *further], value, self.doubted)
        if one is None:
            return None
        said = f"{one.family}/v{one.version}"
        if self.wanted is not None:
            raise MregError(f"These bytes are {said} already. Nothing was registered.", "new_version=True registers them again.")
        for note in (*self.doubted.values(), f"These bytes are {said} already: nothing was registered."):
            _say(note)
        return said

    def run(self) -> str:
        """Copies, publishes and tells. Raises MregError, OSError: nothing was registered then."""
        staging = ""
        try:
            _own_folder(self.root)
            # Of two that begin a family at once, the second one finds the folder of the first.
            with _locked(self.root, self.by, self.wait):
                self.place = _version_place(self.root, self.folder)
                staging = _make_staging(self.root, self.by, self.place)
                self.numbers.folders.setdefault(self.place.models)
            checksum = _copy_source(self.source, f"{self.root}/{staging}/artifact")
            outcome = self.known_as(checksum[0]) or self._published(staging, checksum)
        finally:
            if staging:
                _remove_staging(self.root, staging)
        return outcome if isinstance(outcome, str) else self._ended(outcome)

    def _published(self, staging: str, checksum: _Checksum) -> Union[str, _Published]:
        for _ in range(_TRIES):
            try:
                return self._publish(staging, checksum)
            except _Taken as error:
                self.numbers.known.add(error.version)
            except _SameBytes as error:
                # Its bytes are not read under a lock. One that has others is passed over from now on.
                same = self.known_as(checksum[0], [error.held])
                if same:
                    return same
        raise MregError(f"Another program makes files in {self.place.models} all the time. Nothing was registered.", "Try again when it rests.", 5)

    def _publish(self, staging: str, checksum: _Checksum) -> _Published:
        """The short part, under the locks: the number, the line in the journal, the artifact, and the sidecar last.

        Raises _Taken, _SameBytes, MregError and OSError: nothing was published.
        """
        models, real = self.place.models, self.place.real
        with _locked(real, self.by, self.wait), _locked(self.root, self.by, self.wait):
            _sweep(real)
            items = self.numbers.items()
            version = self.numbers.choose(self.wanted, items)
            if not self.is_new_wanted:
                further = _further(self.root, self.numbers, items, self.held)
                same = next((one for one in further if one.sha256 == checksum[0] and one.key not in self.doubted), None)
                if same:
                    raise _SameBytes(same)
            base, artifact, sidecar = _version_names(self.family, version, self.source, self.content["from"])
            ident = {"model_id": base, "algorithm": self.family, "family": self.family, "version": version, "model_path": f"{self.root}/{models}/{artifact}"}
            text, is_whole = _version_text(self.content, ident, _utc_iso(), checksum)
            staged, staged_sidecar = f"{self.root}/{staging}/artifact", f"{self.root}/{staging}/sidecar.json"
            _remove_quietly(staged_sidecar)
            _create(staged_sidecar, text.encode())
            _sync_folder(f"{self.root}/{staging}")
            info = os.lstat(_fs(staged))
            signature = {"dev": str(info.st_dev), "inode": str(info.st_ino), "size": info.st_size, "mtime_ns": str(info.st_mtime_ns)}
            item = {
                "key": f"{models}/{artifact}", "id": base, "family": self.family, "version": version, "way": "copy", "staging": staging,
                "artifact": {"to": f"{models}/{artifact}", **signature},
                "sidecar": {"to": f"{models}/{sidecar}", "sha256": _sha256(text.encode())}, "copied_from": self.content["lineage"]["source"],
            }
            txn = _new_txn()
            _with_room(self.root, lambda: _journal(self.root, self.by, txn, "register", "begin", [item]))
            _put_version(self.root, self.by, txn, (staged, f"{real}/{artifact}"), (staged_sidecar, f"{real}/{sidecar}"), version)
            return _Published(version, item, txn, is_whole)

    def _ended(self, published: _Published) -> str:
        """Tells the journal and the exchange files. The version is there, whatever becomes of that. Returns its id."""
        version, item, txn, is_whole = published
        said = f"{self.family}/v{version}"
        notes = list(self.doubted.values())
        if not is_whole:
            notes.append(f"{said} has too many files for a checksum of each: verify can tell that something changed, but not what.")
        try:
            _with_room(self.root, lambda: _journal(self.root, self.by, txn, "register", "done", []))
        except MregError as error:
            notes.append(f"{error} What was done stands; a later change here tells the journal that it is.")
        target = {"key": item["key"], "id": item["id"], "algorithm": self.family, "folder": self.place.folder, "sidecar": item["sidecar"]["to"],
                  "artifact": item["key"], "bytes": self.source.bytes, "files": [], "entry": item["id"]}
        for note in (*notes, *_mark_and_follow(self.root, self.by, [target], self.wait), f"Registered {said}: {item['key']}"):
            _say(note)
        return said


def _further(root: str, numbers: _Numbers, items: Sequence[Mapping[str, Any]], known: List[_Held]) -> List[_Held]:
    """Versions of the family with a checksum that came since it was looked at: in its folders, and as the journal tells. What is found is kept in `known`."""
    keys = {one.key for one in known}
    places = {f"{folder}/{name}": None for folder in numbers.folders for name in _names_in(f"{root}/{folder}")
              if name.endswith(".json") and _number_in(numbers.family, name) is not None}
    told = {item["sidecar"]["to"]: item["key"] for item in items if isinstance(item.get("sidecar"), dict)}
    found = []
    for sidecar, key in {**places, **told}.items():
        if key in keys or not _is_below(sidecar):
            continue
        try:
            content = _parse(_read(f"{root}/{sidecar}").data)
        except (OSError, MregError, _Unreadable):
            continue
        version, value = (_version(content), _checksum_of(content)) if isinstance(content, dict) else (None, None)
        if not version or not value or _family_key(version[0]) != _family_key(numbers.family):
            continue
        own = key or f"{os.path.dirname(sidecar)}/{os.path.basename(str(content.get('model_path')))}"
        if own not in keys:
            found.append(_Held(version[0], version[1], own, value))
    return found


def _put_version(root: str, by: str, txn: str, artifact: Tuple[str, str], sidecar: Tuple[str, str], version: int) -> None:
    """Gives both their names, the artifact first; neither replaces anything. Raises _Taken, OSError: both are back then, and the journal says so."""
    made: List[Tuple[str, str]] = []
    failed: Optional[BaseException] = None
    try:
        if _name_it(*artifact):
            made.append(artifact)
            _sync_folder(os.path.dirname(artifact[1]))
            if _is_linked(*sidecar):
                _sync_folder(os.path.dirname(sidecar[1]))
                return
    except OSError as error:
        failed = error
    for old, new in reversed(made):
        # Where it cannot be taken back, the line in the journal stays open: the next change ends it.
        if not _name_it(new, old):
            raise MregError(f"{new} cannot be taken back.", "mreg log shows what became of it.")
    _with_room(root, lambda: _journal(root, by, txn, "register", "undone", []))
    raise failed or _Taken(version)


def _name_it(old: str, new: str) -> bool:
    """Gives what lies at `old` another name on the same disk, where nothing has that; False where something has. Raises OSError."""
    if stat.S_ISREG(os.lstat(_fs(old)).st_mode):
        try:
            if not _is_linked(old, new):
                return False
            os.unlink(_fs(old))
            return True
        except OSError as error:
            if error.errno not in (errno.EPERM, errno.EMLINK, errno.ENOTSUP, errno.ENOSYS):
                raise
    if _exists(new):
        return False
    os.rename(_fs(old), _fs(new))
    return True


# Where a version is made before anybody can see it.


def _make_staging(root: str, by: str, place: _VersionPlace) -> str:
    """A folder to stage in, relative to the root, and what is missing of its place; who they are made by is written down first."""
    token = _token()
    folder = f"{place.models}/{_STAGING}{token}"
    holder = {**_holder(token, by), "folder": folder, "made": [each[len(root) + 1:] for each in place.missing]}
    data = f"{json.dumps(holder)}\n".encode()
    # Of one that is cut the name tells the process.
    _create(_staging_note(root, folder), data, sync=False)
    try:
        _ensure_folder(place.real)
        _ensure_folder(f"{root}/{folder}")
        _create(f"{root}/{folder}/holder.json", data, sync=False)
    except BaseException:
        _remove_staging(root, folder)
        raise
    return folder


def _staging_note(root: str, folder: str) -> str:
    return f"{root}/.mreg/staging.{os.path.basename(folder)[len(_STAGING):]}.json"


def _is_staging(folder: Any) -> bool:
    return _is_below(folder) and re.match(r"\.mreg-staging\.[0-9]+-[0-9a-f]{16}\Z", os.path.basename(folder)) is not None


def _remove_staging(root: str, folder: str) -> None:
    """Removes a staging folder, unless an unfinished transaction names it: what settles that needs it. Empty folders that were made for it go, too."""
    entries = _read_journal(root)
    ended = {entry.get("txn") for entry in entries if entry.get("phase") in ("done", "undone")}
    for entry in entries:
        if entry.get("op") == "register" and entry.get("phase") == "begin" and entry.get("txn") not in ended:
            # Published, and to be ended in the journal by whoever asks: what is staged is needed no more.
            for item in entry.get("items") or []:
                if item.get("staging") == folder and not _exists(f"{root}/{(item.get('sidecar') or {}).get('to')}"):
                    return
    path, note = f"{root}/{folder}", _staging_note(root, folder)
    if not _is_staging(folder) or os.path.islink(_fs(path)):
        return
    for inner, _, _ in os.walk(_fs(path)):
        with contextlib.suppress(OSError):
            os.chmod(inner, 0o700)
    shutil.rmtree(_fs(path), ignore_errors=True)
    if _exists(path):
        return
    made: Any = []
    with contextlib.suppress(OSError, ValueError, MregError):
        made = json.loads(_read(note).data).get("made") or []
    for each in made:
        if _is_below(each) and folder.startswith(f"{each}/"):
            with contextlib.suppress(OSError):
                os.rmdir(_fs(f"{root}/{each}"))
    with contextlib.suppress(OSError):
        os.unlink(_fs(note))


def _remove_dead_stagings(root: str) -> None:
    """Removes the staging folders of processes that are gone, as far as nothing unfinished names them."""
    for name in _names_in(f"{root}/.mreg"):
        if re.match(r"staging\.[0-9]+-[0-9a-f]{16}\.json\Z", name):
            with contextlib.suppress(OSError, ValueError, MregError):
                holder = json.loads(_read(f"{root}/.mreg/{name}").data)
                if _is_dead(holder) and _is_staging(holder.get("folder")):
                    _remove_staging(root, holder["folder"])


def _settle_registration(root: str, by: str, wait: float, begin: Mapping[str, Any]) -> str:
    """Ends a copy that was cut off: a version whose artifact is in its place gets its sidecar, of any other one nothing is left. Returns a sentence."""
    item = next(iter(begin["items"]), {})
    recorded, said = item.get("artifact"), item.get("sidecar")
    # What was moved from elsewhere, linked or promoted is ended by mreg.
    if item.get("way") != "copy" or not _is_staging(item.get("staging")) or not isinstance(recorded, dict) or not isinstance(said, dict):
        return ""
    staging = str(item["staging"])
    folder = os.path.dirname(staging)
    if not all(_is_below(each) and os.path.dirname(each) == folder for each in (recorded.get("to"), said.get("to"))):
        return ""
    stands = False
    name = f"{item.get('family')}/v{item.get('version')}"
    if os.path.isdir(_fs(f"{root}/{folder}")):
        try:
            with _locked(_real(f"{root}/{folder}"), by, wait):
                stands = _completed(root, item)
        except OSError as error:
            return f"{name} was cut off and cannot be put right: {_why(error)}. The next change tries again."
    _journal(root, by, str(begin["txn"]), "register", "done" if stands else "undone", [])
    _remove_staging(root, staging)
    if not stands:
        return f"An earlier `{begin.get('by')}` was cut off before it registered anything."
    target = {"key": item["key"], "id": item["id"], "algorithm": item["family"], "folder": os.path.dirname(folder) or ".", "sidecar": said["to"],
              "artifact": item["key"], "bytes": recorded.get("size", 0), "files": [], "entry": item["id"]}
    return " ".join([f"An earlier `{begin.get('by')}` was cut off: {name} is registered.", *_mark_and_follow(root, by, [target], wait)])


def _completed(root: str, item: Mapping[str, Any]) -> bool:
    """Takes the steps that are left. Whether the version stands. Raises OSError."""
    recorded, said = item["artifact"], item["sidecar"]
    artifact, sidecar = f"{root}/{recorded['to']}", f"{root}/{said['to']}"
    staged, staged_sidecar = f"{root}/{item['staging']}/artifact", f"{root}/{item['staging']}/sidecar.json"
    with contextlib.suppress(OSError, MregError, _Unreadable):
        content = _parse(_read(sidecar).data)
        # Tags and the like may have been added since.
        if isinstance(content, dict) and _version(content) == (item.get("family"), item.get("version")):
            return True
    if not _exists(artifact):
        return False
    info = os.lstat(_fs(artifact))
    is_same = str(info.st_ino) == recorded.get("inode") and (
        stat.S_ISDIR(info.st_mode) or (info.st_size == recorded.get("size") and str(info.st_mtime_ns) == recorded.get("mtime_ns")))
    if not is_same:
        return False
    if _inode_of(staged) == info.st_ino:
        os.unlink(_fs(staged))
    with contextlib.suppress(MregError, FileNotFoundError):
        if _sha256(_read(staged_sidecar).data) == said.get("sha256") and _is_linked(staged_sidecar, sidecar):
            _sync_folder(os.path.dirname(sidecar))
            return True
    # Somebody took the sidecar's name, or what was staged is lost.
    if _exists(os.path.dirname(staged)):
        _name_it(artifact, staged)
    return False


# --- The registry: what is asked of all models together ---


class _TagHistory(NamedTuple):
    """What the journal knows of a model's tags: what our last edit left, what stood before our edits, and what was lost in between."""
    now: List[str]
    earlier: List[List[str]]
    owed: List[str]
    removed: Dict[str, float]
    coming: Optional[List[str]] = None


_NO_HISTORY = _TagHistory([], [], [], {})


def _tags_without(tags: Iterable[str], others: Iterable[str]) -> List[str]:
    gone = set(others)
    return [tag for tag in tags if tag not in gone]


def _tag_histories(entries: Iterable[Mapping[str, Any]]) -> Dict[str, _TagHistory]:
    """What the journal says of tags that were set here, by key. A script that rewrites a sidecar from old memory does not unsay them."""
    histories: Dict[str, _TagHistory] = {}
    away: Dict[str, _TagHistory] = {}
    begun: Dict[str, List[Mapping[str, Any]]] = {}
    for entry in entries:
        if entry.get("op") not in ("tag", "trash", "restore"):
            continue
        txn = str(entry.get("txn"))
        if entry.get("phase") == "begin":
            begun.setdefault(txn, []).append(entry)
            continue
        lines = begun.pop(txn, [])
        keys = {item.get("key") for item in _items_of(entry)}
        is_done = entry.get("phase") == "done"
        moment = (_parse_time(str(entry.get("at"))) or 0.0) * 1000
        for key, tags in _tag_edits(lines).items():
            if is_done and (not keys or key in keys):
                histories[key] = _after_edit(histories.get(key), tags, moment)
        for line in lines:
            for item in _items_of(line) if line.get("op") != "tag" else ():
                if is_done and (not keys or item.get("key") in keys):
                    _move_history(str(line["op"]), item, histories, away)
    for lines in begun.values():
        for key, tags in _tag_edits(lines).items():
            before = histories.get(key, _NO_HISTORY)
            moment = (_parse_time(str(lines[-1].get("at"))) or 0.0) * 1000
            histories[key] = before._replace(coming=tags[1], removed=_taken_off(before, tags, moment))
    return histories


def _items_of(entry: Mapping[str, Any]) -> List[Mapping[str, Any]]:
    items = entry.get("items")
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _tag_edits(lines: Iterable[Mapping[str, Any]]) -> Dict[str, Tuple[List[str], List[str], bool]]:
    """By key: the tags before, those after, and whether they were accepted as they are. Of an edit that was made anew the last one was written."""
    edits: Dict[str, Tuple[List[str], List[str], bool]] = {}
    for line in lines:
        for item in _items_of(line) if line.get("op") == "tag" else ():
            tags = item.get("tags")
            if isinstance(tags, dict):
                edits[str(item.get("key"))] = (list(tags.get("before") or ()), list(tags.get("after") or ()), tags.get("accepted") is True)
    return edits


def _taken_off(history: Optional[_TagHistory], tags: Tuple[List[str], List[str], bool], moment: float) -> Dict[str, float]:
    removed = {tag: at for tag, at in (history.removed if history else {}).items() if tag not in tags[1]}
    removed.update((tag, moment) for tag in _tags_without(tags[0], tags[1]))
    return removed


def _after_edit(history: Optional[_TagHistory], tags: Tuple[List[str], List[str], bool], moment: float) -> _TagHistory:
    before, after, is_accepted = tags
    removed = _taken_off(history, tags, moment)
    if set(before) == set(after):
        return _TagHistory(after, [], [], removed)
    if is_accepted or history is None:
        return _TagHistory(after, [before], [], removed)
    if set(before) == set(history.now):
        return _TagHistory(after, [*history.earlier, before][-20:], _tags_without(history.owed, after), removed)
    is_old = any(set(state) == set(before) for state in history.earlier)
    owed = history.owed if is_old else list(dict.fromkeys([*history.owed, *_tags_without(history.now, before)]))
    return _TagHistory(after, [before], _tags_without(owed, after), removed)


def _move_history(op: str, item: Mapping[str, Any], histories: Dict[str, _TagHistory], away: Dict[str, _TagHistory]) -> None:
    """A model went to the trash or came back: another one may have its name meanwhile."""
    move = item.get("artifact") or item.get("sidecar") or {}
    key = str(item.get("key"))
    source, name, goal, place = (histories, key, away, move.get("to", key)) if op == "trash" else (away, move.get("from", key), histories, key)
    history = source.pop(name, None)
    if history is not None:
        goal[place] = history


def _with_history(own: List[str], history: Optional[_TagHistory]) -> Tuple[List[str], List[str]]:
    """The tags that a model has: those of its sidecar, with what a script dropped from old memory; and those that it brought back, which do not count."""
    if history is None or (history.coming is not None and set(own) == set(history.coming)) or set(own) == set(history.now):
        return own, []
    if not any(set(state) == set(own) for state in history.earlier):
        return own, []
    removed = _tags_without(own, history.now)
    return [*_tags_without(own, removed), *_tags_without(history.now, own)], removed


class _View(NamedTuple):
    """All models of a registry, newest first, with what stands only in model_registry.json; and the same as the files alone say them, by key."""
    models: List[_Model]
    found: Dict[str, _Model]
    entries: Dict[str, Dict[str, Any]]
    """What model_registry.json says of a model, by its key."""


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Keeps the garbage collector from going through all that is read, again and again: of 10,000 models that takes a third of the time."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _load(root: str) -> _View:
    """Reads the sidecars and model_registry.json. Writes nothing; what cannot be read is said on standard error and left out."""
    with _uncollected():
        return _read_all(root)


def _read_all(root: str) -> _View:
    found = _scan(root) if os.path.isdir(root) else []
    values, written = _exchange_values(root)
    histories = _tag_histories(_read_journal(root)) if os.path.exists(f"{root}/.mreg/journal.jsonl") else {}
    by_key = {model.key: model for model in found}
    entries, missing = _owners(root, found, by_key, values)
    models = found
    if entries or histories:
        models = [_with_extras(model, entries.get(model.key), histories.get(model.key), written) for model in found]
    if missing:
        entries.update((model.key, model.content) for model in missing)
        models = sorted([*models, *missing], key=_newest_first)
    return _View(models, by_key, entries)


def _exchange_values(root: str) -> Tuple[Dict[str, Dict[str, Any]], float]:
    """The entries of model_registry.json that are objects, and when it was written (milliseconds since 1970)."""
    path = f"{root}/{_EXCHANGE}"
    try:
        info = os.stat(path)
        if not stat.S_ISREG(info.st_mode):
            raise ValueError("it is not a file")
        with open(path, "rb") as file:
            value = json.loads(file.read().decode("utf-8-sig"))
        if not isinstance(value, dict):
            raise ValueError("it is not a JSON object")
    except FileNotFoundError:
        return {}, 0.0
    except (OSError, ValueError, RecursionError) as error:
        _say(f"Warning: {path} cannot be read: {error}. Only the sidecars count.")
        return {}, 0.0
    return {name: entry for name, entry in value.items() if isinstance(entry, dict)}, info.st_mtime_ns // 1_000_000


def _owners(
    root: str, found: Sequence[_Model], by_key: Mapping[str, _Model], values: Mapping[str, Dict[str, Any]],
) -> Tuple[Dict[str, Dict[str, Any]], List[_Model]]:
    """Whose the entries are, by key; and models of which only the entry is left. An entry that may be of several is nobody's."""
    by_id: Dict[str, List[_Model]] = {}
    for model in found if values else ():
        by_id.setdefault(model.id, []).append(model)
    entries: Dict[str, Dict[str, Any]] = {}
    missing: List[_Model] = []
    for name, value in values.items():
        owner = by_key.get(name) if "/" in name else None
        called = by_id.get(name, [])
        if owner is None and called:
            described = [model for model in called if model.sidecar is not None] or called
            owner = _owner_of(root, value, described[::-1], values)
            if owner is None:
                continue
        if owner is None:
            if name not in by_key:
                missing.append(_model_of_entry(root, name, value))
        elif owner.key in entries:
            # Both count; of what both say the first.
            entries[owner.key] = {**value, **entries[owner.key], "tags": [*_tags_of(entries[owner.key]), *_tags_of(value)]}
        else:
            entries[owner.key] = value
    return entries, missing


def _owner_of(root: str, value: Mapping[str, Any], oldest_first: Sequence[_Model], names: Mapping[str, Any]) -> Optional[_Model]:
    path = value.get("model_path")
    if isinstance(path, str):
        own = next((model for model in oldest_first if model.key == path), None)
        if own is not None:
            return own
        parts = path.split("/")
        if "\0" not in path and parts[0] != ".mreg" and all(part not in ("", ".", "..") for part in parts) and os.path.lexists(_fs(f"{root}/{path}")):
            return None
    if len(oldest_first) > 1 and oldest_first[0].key in names:
        return None
    return oldest_first[0]


def _model_of_entry(root: str, name: str, value: Dict[str, Any]) -> _Model:
    """A model of which only its entry in model_registry.json is left."""
    said = value.get("model_id")
    content = value if "model_id" in value else {**value, "model_id": name}
    model_id = said if isinstance(said, str) and said != "" else name
    return _Model(
        root=root, key=name, id=model_id, algorithm=_text_of(value.get("algorithm")) or "", folder="", sidecar=None, artifact=None, files=(),
        state="missing", content=content, problem=None, time=_time_of(content, model_id),
    )


def _with_extras(model: _Model, entry: Optional[Mapping[str, Any]], history: Optional[_TagHistory], written: float) -> _Model:
    """A model with the tags and the note that stand only in its entry, and the tags that a script dropped."""
    own = _tags_of(model.content)
    tags, brought_back = _with_history(own, history if model.state != "unreadable" else None)
    notes = _text_of(model.content.get("notes")) or ""
    if entry is not None:
        taken_off = history.removed if history is not None else {}
        said = [tag for tag in _tags_of(entry) if tag not in brought_back and taken_off.get(tag, -math.inf) < written]
        tags = list(dict.fromkeys([*tags, *said]))
        said_notes = _text_of(entry.get("notes")) or ""
        if (tags == own or not _has_tag_list(model.content)) and (notes or notes == said_notes):
            return model
        notes = notes or said_notes
    elif tags == own:
        return model
    words: Dict[str, Any] = {"tags": tags} if _has_tag_list(model.content) else {}
    if notes:
        words["notes"] = notes
    return dataclasses.replace(model, content={**model.content, **words})


def _has_tag_list(content: Mapping[str, Any]) -> bool:
    """False for tags of another type: those may protect, and nothing is put in their place."""
    return content.get("tags") is None or isinstance(content["tags"], list)


def _metadata(model: _Model, entry: Optional[Mapping[str, Any]]) -> Dict[str, Any]:
    """A model as the seeds' code has it: what that reads without asking is there, and nothing in it is null where that would crash."""
    content = model.content
    if entry is not None:
        own = () if model.sidecar is None and not content else ("training", "testing")
        content = {**{name: value for name, value in entry.items() if name not in own}, **content}
    training = content.get("training")
    if isinstance(training, dict) and training:
        training = {name: value for name, value in training.items() if name != "training_time" or _number(value) is not None}
        hyperparams = training.get("hyperparams")
        training = {**training, "dataset": training.get("dataset"), "hyperparams": hyperparams if isinstance(hyperparams, dict) else {}}
    tests = content.get("testing")
    return {
        "model_id": model.id,
        "algorithm": model.algorithm,
        "model_path": _text_of(content.get("model_path")) or model.key,
        **{name: value for name, value in content.items() if name not in ("model_id", "algorithm", "model_path")},
        "training": training if isinstance(training, dict) else {},
        "testing": [_test_metadata(test) for test in tests if isinstance(test, dict)] if isinstance(tests, list) else [],
        "tags": _tags_of(content),
        "notes": _text_of(content.get("notes")) or "",
    }


def _test_metadata(test: Mapping[str, Any]) -> Dict[str, Any]:
    performance = test.get("performance")
    said = performance if isinstance(performance, dict) else {}
    return {**test, "dataset": test.get("dataset"), "performance": {metric: value for metric, value in said.items() if value is not None}}


def _named_model(models: Sequence[_Model], typed: str, best_of: Callable[[str], _Model]) -> _Model:
    """The model that a typed name means: a key, an id, a version (`family/v2`, `family@best`), else a part of one id, else of one key. Raises MregError."""
    ref = _version_ref(typed)
    text = _nfc(typed)
    if ref is not None and not any(text in (_nfc(model.key), _nfc(model.id)) for model in models):
        family = [(version[1], model) for model in models for version in [_version(model.content)] if version and _family_key(version[0]) == _family_key(ref[0])]
        if family:
            return _single(typed, _versions_meant(family, ref, best_of))
    kinds: Tuple[Callable[[_Model], bool], ...] = (
        lambda model: model.key == typed,
        lambda model: _nfc(model.key) == text,
        lambda model: model.id == typed,
        lambda model: _nfc(model.id) == text,
        lambda model: text in _nfc(model.id),
        lambda model: text in _nfc(model.key),
    )
    for matches in kinds if text else ():
        found = [model for model in models if matches(model)]
        if found:
            return _single(typed, found)
    near = difflib.get_close_matches(text, [model.id for model in models], n=1, cutoff=0.7)
    raise MregError(f'No model is called "{typed}".', f"Did you mean {near[0]}?" if near else "", 3)


def _versions_meant(family: Sequence[Tuple[int, _Model]], ref: Tuple[str, str], best_of: Callable[[str], _Model]) -> List[_Model]:
    word = ref[1]
    if word.lower() == "best":
        return [best_of(ref[0])]
    if word.lower() == "latest":
        latest = max(number for number, _ in family)
        return [model for number, model in family if number == latest]
    number = re.match(r"v([0-9]+)\Z", word)
    found = [model for own, model in family if (own == int(number.group(1)) if number else word in _aliases(model.content))]
    if not found:
        raise MregError(f"{ref[0]} has no {'version' if number else 'alias'} {word}.", f"It has {', '.join(f'v{own}' for own, _ in sorted(family, key=lambda one: one[0]))}.", 3)
    return found


def _aliases(content: Mapping[str, Any]) -> List[str]:
    aliases = content.get("aliases")
    return [alias for alias in aliases if isinstance(alias, str)] if isinstance(aliases, list) else []


def _single(typed: str, found: Sequence[_Model]) -> _Model:
    if len(found) == 1:
        return found[0]
    shown = "".join(f"\n  {_safe(model.key)}" for model in found[:20])
    more = f"\n  and {len(found) - 20} more" if len(found) > 20 else ""
    raise MregError(f'"{typed}" means {len(found)} models; nothing was done.', f"Type one of these keys:{shown}{more}", 2)


def _put(*cells: str) -> None:
    """A line on standard output, of cells with tabs between them, escaped: also where that can show ASCII only."""
    line = "\t".join(map(_safe, cells))
    try:
        print(line)
    except UnicodeEncodeError:
        print(line.encode(sys.stdout.encoding or "ascii", "backslashreplace").decode(sys.stdout.encoding or "ascii"))


def _padded(value: Any, width: int) -> str:
    """Text filled up with blanks to so many cells of a terminal; longer text as it is."""
    text = _safe(str(value))
    cells = sum(0 if unicodedata.combining(each) else 2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)
    return text + " " * max(0, width - cells)


def _number_words(value: Any, digits: int) -> str:
    """A metric's value with so many digits behind the point; '-' for what is no number."""
    number = _number(value)
    if number is None:
        return "-"
    return f"{number:.{digits}f}" if number == 0 or abs(number) >= 10 ** -digits else _shown_number(number)


@dataclass(frozen=True)
class Resolved:
    """The model that was chosen to run.

    `choice` is 'named', 'best' or 'new'; `path` is absolute: where the artifact lies, or of a new run will lie; `why` is a sentence; `metadata` is that
    of list_models, None for a new run; `metric` and `value` say what made it the best; `is_missing`: its artifact is not there.
    """
    model_id: str
    path: str
    choice: str
    why: str
    metadata: Optional[Dict[str, Any]] = None
    metric: Optional[str] = None
    value: Optional[float] = None
    hyperparams: Optional[Dict[str, Any]] = None
    is_missing: bool = False

    def __repr__(self) -> str:
        """Without the metadata, which is long."""
        value = "" if self.value is None else f", {self.metric}={_shown_number(self.value)}"
        return f"Resolved({self.model_id!r}, choice={self.choice!r}{value}, path={self.path!r}{', is_missing=True' if self.is_missing else ''})"


class _Cleanup(NamedTuple):
    """What a cleanup planned, and what came of it; `moved` is None where nothing was moved."""
    algorithm: str
    plan: _Plan
    moved: Optional[_Moved]

    def gone(self) -> List[_Model]:
        """The models that went to the trash; of a look those that would."""
        return [model for model, _ in self.plan.remove] if self.moved is None else self.moved.done

    def lines(self) -> Iterator[str]:
        """What there is to say of it."""
        plan = self.plan
        stay = f"{_counted(len(plan.keep), 'model')} of {self.algorithm} {'stays' if len(plan.keep) == 1 else 'stay'}: {_stay_words(plan.keep)}."
        if not plan.remove:
            yield f"Nothing to clean up: {stay}"
            return
        for loss in plan.losses:
            if loss.metric == plan.objective.metric:
                instead = "no result is left" if loss.to is None else f"the best that stays has {_shown_number(loss.to)}"
                yield f"Warning: with {loss.model.id} goes the best by {loss.metric}{_on_dataset(loss.dataset)} ({_shown_number(loss.value)}); {instead}."
        others = [f"{loss.metric}{_on_dataset(loss.dataset)}" for loss in plan.losses if loss.metric != plan.objective.metric]
        if others:
            yield f"Warning: the best by {', '.join(others[:6])}{f' and {len(others) - 6} more' if len(others) > 6 else ''} {'goes' if len(others) == 1 else 'go'}, too."
        reasons = {model.key: reason for model, reason in plan.remove}
        for model in self.gone():
            yield f"{'Would go' if self.moved is None else 'Moved'} to the trash: {model.id} ({reasons[model.key]})"
        if self.moved is None:
            yield f"Nothing was changed: {_counted(len(plan.remove), 'model')} would go. {stay}"
            return
        for model, reason in self.moved.skipped:
            yield f"Kept: {model.id}: {reason}"
        yield from self.moved.notes
        if self.moved.txn is not None:
            yield f"Cleanup complete: {_counted(len(self.moved.done), 'model')} moved to the trash. {stay}"
            yield _undo_words(self.moved.txn)
        else:
            yield stay


class ModelRegistry:
    """All models of a registry: what they are, which is best, and what to do with the others.

    It reads the sidecars below the folder of `registry_file`, registered or not, and what stands only in that file. Each call looks anew. Made by itself it
    makes nothing on the disk. Models are named as `mreg` takes it: by id, key, version (`resnet18/v2`, `resnet18@best`) or any part that only one has.
    What a method cannot do is a MregError.
    """

    def __init__(self, registry_file: Union[str, "os.PathLike[str]", None] = None) -> None:
        """`registry_file` names a model_registry.json (there need not be one yet), or its folder. None: where EnhancedPilotModel saves without a folder, that is
        MREG_ROOT (it need not be there yet), else the registry around the working folder as `mreg` finds it, else `../algorithm_examples/ExampleData`.
        """
        if registry_file is None:
            self.root = _usual_root()
        else:
            given = os.path.abspath(os.fspath(registry_file))
            if os.path.basename(given) != _EXCHANGE and not os.path.isdir(given):
                raise MregError(f"{given} cannot be a registry: its file is called {_EXCHANGE}.", "Give the path of that file, or of its folder.", 2)
            self.root = os.path.realpath(given if os.path.basename(given) != _EXCHANGE else os.path.dirname(given))
        self.registry_file = f"{self.root}/{_EXCHANGE}"

    def __repr__(self) -> str:
        return f"ModelRegistry({self.root!r})"

    # The second seed's methods.

    def register_model(self, metadata: Mapping[str, Any]) -> None:
        """Writes a model's entry in model_registry.json, which is made where there is none.

        Where the model has a sidecar, that says what stands in the entry, and `metadata` adds what the sidecar does not say.
        """
        facts = _json_object(metadata, "metadata")
        model_id = facts.get("model_id")
        if not isinstance(model_id, str) or model_id == "":
            raise MregError("The metadata of a model that is registered has a model_id.", "", 2)
        by = "mreg.py register_model"
        os.makedirs(self.root, exist_ok=True)
        _say_all(_settle(self.root, by))
        model = self._of_file_name(model_id)
        everything = [model] if model else _scan(self.root)
        model = model or _described(everything, facts)
        if model is None:
            # The seeds' code asks a null for its dataset, and crashes.
            _set_entry(self.root, by, model_id, {**facts, "training": {} if facts.get("training") is None else facts["training"]})
        else:
            target = {**_target(model, everything), "entry_text": _dump(facts)}
            # Where the file was made just now there is nothing to wait for.
            follow = _follow_present if self._make_file() else _mark_and_follow
            _say_all(follow(self.root, by, [target]))
        _say(f"Model registered: {model_id}")

    def list_models(
        self, algorithm: Optional[str] = None, dataset: Optional[str] = None, tags: Optional[Sequence[str]] = None, sort_by: str = "trained_at",
    ) -> List[Dict[str, Any]]:
        """The metadata of models: of an algorithm (in upper or lower case), trained on a dataset, with all of some tags.

        `sort_by` is 'trained_at', the newest first, or 'performance': by the objective of mreg.config.json, else total_time, the best first and last what has
        no comparable result. `training` is {} where there was none. Artifacts that nothing describes are left out.
        """
        if sort_by not in ("trained_at", "performance"):
            raise MregError(f'sort_by is "trained_at" or "performance", not "{sort_by}".', "", 2)
        view = _load(self.root)
        models = [model for model in view.models if model.sidecar is not None or model.key in view.entries]
        if algorithm is not None:
            models = _of_algorithm(models, algorithm)
        if sort_by == "performance":
            models = self._by_performance(models)
        with _uncollected():
            found = [_metadata(model, view.entries.get(model.key)) for model in models]
        wanted = [tags] if isinstance(tags, str) else list(tags or ())
        return [
            facts for facts in found
            if (dataset is None or _same_text(_text_of(facts["training"].get("dataset")), dataset))
            and all(any(_same_text(own, tag) for own in facts["tags"]) for tag in wanted)
        ]

    def get_best_model(self, algorithm: str, dataset: Optional[str] = None, metric: Optional[str] = None) -> Optional[Dict[str, Any]]:
        """The metadata of the best model of an algorithm; None, with a line on standard error that says why, where none has a result.

        Of results on one dataset only the largest comparable group counts (one number of queries, one dataset_digest). Without a dataset: the objective's, else
        the one with the most results. Without a metric: the objective's, else total_time, else the only one with a direction. Raises MregError where it is not
        known whether the metric is better small or large.
        """
        view = _load(self.root)
        try:
            standing = self._best_of(view, algorithm, metric, dataset)
        except _NothingMatched as error:
            _say(str(error))
            return None
        best = standing.best.model
        return _metadata(best, view.entries.get(best.key))

    def compare_models(self, model_ids: Iterable[str], test_dataset: Optional[str] = None) -> None:
        """Prints a table of models and their tests, on one dataset or on all. One that is not there is named on standard error.

        A result that is not comparable with the others (another number of queries, or another dataset_digest) is marked, and so is one that a later test of
        the same model has replaced.
        """
        self._print_comparison([model_ids] if isinstance(model_ids, str) else model_ids, test_dataset)

    def cleanup_old_models(
        self, algorithm: str, keep_top_n: int = 5, by_metric: Optional[str] = None, dry_run: bool = False, dataset: Optional[str] = None,
    ) -> List[str]:
        """Moves all but the best of an algorithm to the trash, and returns their ids; says how that is taken back.

        The best N stay on the dataset (without one: on the objective's, else on each), and whatever its rank what has a protected tag (keep, best, production,
        or as mreg.config.json has it), is a registered version, the parent of something that stays, the target of a link, without a comparable result,
        unreadable, missing, without a sidecar, or being written: what is younger than 10 seconds is looked at twice, a second apart. What stays is said, and why.
        `dry_run`: only says what would go. An algorithm that no model is of is said, and nothing is done. Raises MregError (5: locked).
        """
        try:
            result = self._clean_up(algorithm, keep_top_n, by_metric, dry_run, dataset)
        except _NoSuchAlgorithm as error:
            _say(f"Nothing to clean up: {error}")
            return []
        for line in result.lines():
            _say(line)
        return [model.id for model in result.gone()]

    def tag_model(self, model_id: str, *tags: str) -> bool:
        """Adds tags to a model. False, said on standard error, where there is no such model. Taken back by `mreg undo`."""
        return self._tag(model_id, tags, ()) is not None

    def untag_model(self, model_id: str, *tags: str) -> bool:
        """Takes tags off a model. False, said on standard error, where there is no such model. Taken back by `mreg undo`."""
        return self._tag(model_id, (), tags) is not None

    # Choosing and recording.

    def resolve(
        self, algorithm: Optional[str] = None, dataset: Optional[str] = None, model_id: Optional[str] = None, training: bool = False,
        hyperparams: Optional[Mapping[str, Any]] = None, metric: Optional[str] = None, name: Optional[str] = None,
    ) -> Resolved:
        """Chooses the model to run, and says on standard error which and why.

        A model that is named; else, when not training, the best on the dataset; else a new run of the algorithm (called after it, or `name`) with these
        hyperparameters. The dataset is the objective's, or the only one, where none is named. Nothing is made.
        Raises MregError: 3 for a named model or a metric that is not there, 2 where several models or datasets could be meant, or it is not known what ranks.
        """
        chosen = self._resolved(algorithm, dataset, model_id, training, hyperparams, metric, name)
        _say(_chosen_words(chosen))
        if chosen.is_missing:
            _say(f"Warning: the artifact of {chosen.model_id} is missing: {chosen.path}")
        return chosen

    def record(
        self, model_id: str, dataset: str, times: Optional[Iterable[float]] = None, performance: Optional[Mapping[str, Any]] = None,
        num_queries: Optional[int] = None, dataset_digest: Optional[str] = None, tested_at: Optional[str] = None,
    ) -> Dict[str, Any]:
        """Adds a test result to a model's sidecar, behind those that it has, and returns it.

        `times` are seconds, one a query: of them the total, average, median, p95, p99 and the number of queries are written; `performance` adds metrics to
        that, or is all. Raises MregError: 3 where there is no such model, 5 where its folder is locked.
        """
        return self._record(model_id, dataset, times, performance, num_queries, dataset_digest, tested_at)[0]

    def test(self, model: Any, dataset: str, num_queries: Optional[int] = None, dataset_digest: Optional[str] = None) -> _Test:
        """Measures a test and records it: `with registry.test(model, "imdb") as t:`, in it `with t.time(query): ...` or `t.add(seconds)`.

        `model` is an id, metadata, or an EnhancedPilotModel; of one that was never saved, save_model() writes the result.
        """
        return _Test(self, model, dataset, num_queries=num_queries, dataset_digest=dataset_digest)

    def undo(self, txn: Optional[str] = None) -> List[str]:
        """Takes back a change of tags, notes or results, or a cleanup (without a transaction: the last change), and returns the ids of the models.

        Raises MregError: 3 where there is nothing to take back, 2 for what only `mreg undo` takes back (a version, a change by `mreg adopt` and the like).
        """
        done = self._undo(txn)
        for line in done.lines():
            _say(line)
        return done.ids

    # The first seed's methods.

    def register(self, name: str, model_path: Union[str, "os.PathLike[str]"], metrics: Optional[Mapping[str, Any]] = None, **facts: Any) -> str:
        """Copies a model file or folder into the registry as the next version of a family, and returns its id: 'resnet18/v1'.

        Facts: framework, architecture, input_shape, domain, dataset, hyperparams, test_dataset, tags, notes, parent, parent_digest, dataset_digest, dataset_path,
        source, git_commit; new_version=True also for bytes that are a version already.
        """
        return _register_version(self.root, name, model_path, metrics, **facts)

    def get(self, name: str, version: Union[str, int] = "latest", metric: Optional[str] = None, dataset: Optional[str] = None) -> Dict[str, Any]:
        """What is known of a version ('latest', 'best', 'v2', 2 or an alias), with its absolute path. Raises MregError (3) where there is none."""
        if metric is None and dataset is None:
            known = _version_of_file_name(self.root, name, version)
            if known is not None:
                return _version_facts(self.root, known)
        return _get_version(self.root, _load(self.root).models, name, version, metric, dataset)

    def list(self, name: Optional[str] = None) -> List[str]:
        """The versions of a family: ['v1', 'v2']; without a name the families. [], with a line on standard error, where no family is called so."""
        models = _load(self.root).models
        found = _versions(models, name)
        if name is not None and not found:
            _say(_no_family(name, [family.name for family in _families(models)]).replace("\n", " "))
        return found

    # What the methods, the commands and tests share.

    def _make_file(self) -> bool:
        """Makes model_registry.json where there is none; says whether it did."""
        if os.path.lexists(self.registry_file):
            return False
        try:
            _write_new(self.registry_file, b"{}\n")
            return True
        except FileExistsError:
            return False

    def _model(self, model_id: str, view: Optional[_View] = None) -> _Model:
        """The model of a name, as its files say it. Raises MregError (3: none, 2: several)."""
        if view is None:
            known = self._of_file_name(model_id)
            if known is not None:
                return known
            view = _load(self.root)
        model = self._named(view, model_id)
        found = view.found.get(model.key)
        if found is None:
            raise MregError(f"{model.id} has no files below {self.root}: only its entry in {_EXCHANGE} is left.", "Put its files back first.", 3)
        return found

    def _of_file_name(self, typed: str) -> Optional[_Model]:
        """The model whose file is called so and whose sidecar has that id, without a look at any other sidecar; None where it takes more to tell."""
        if not typed or not os.path.isdir(_fs(self.root)):
            return None
        called = _models_called(self.root, typed.rpartition("/")[2])
        if len(called) != 1 or called[0].state != "ok" or called[0].problem is not None or typed not in (called[0].key, called[0].id):
            return None
        return None if _has_entry_of_its_own(self.root, called[0].key) else called[0]

    def _best_of(self, view: _View, algorithm: str, metric: Optional[str], dataset: Optional[str]) -> _Standing:
        """Where the best of an algorithm is. Raises _NothingMatched, which says why there is none and what is called nearly so; MregError as _best_standings."""
        models = _of_algorithm(view.models, algorithm)
        if not models:
            raise _NoSuchAlgorithm(view.models, algorithm)
        try:
            found = next(iter(_best_standings(models, _config(self.root), metric, dataset)), None)
        except MregError as error:
            if error.exit_code != 3 or isinstance(error, _NothingMatched):
                raise
            raise _NothingMatched(error.message, error.hint) from error
        if found is None:
            raise _NothingMatched(f"No model of {algorithm} has a result{'' if metric is None else f' of {metric}'}{_on_dataset(dataset)} that is a number.")
        return found

    def _named(self, view: _View, typed: str) -> _Model:
        def best_of(family: str) -> _Model:
            best = _get_version(self.root, view.models, family, "best")
            return next(model for model in view.models if _version(model.content) == (best["family"], best["version"]) or model.key == best.get("key"))
        return _named_model(view.models, typed, best_of)

    def _by_performance(self, models: Sequence[_Model]) -> List[_Model]:
        standing = _best_standing(models, _config(self.root))
        ranked = [] if standing is None else [one.model for one in sorted(standing.compared, key=_place_key(standing.direction))]
        among = {model.key for model in ranked}
        return ranked + [model for model in models if model.key not in among]

    def _print_comparison(self, model_ids: Iterable[str], test_dataset: Optional[str]) -> int:
        """Returns the exit code: not 0 where a name means no model, or several."""
        view = _load(self.root)
        code = 0
        line = "=" * 110
        columns = (30, 15, 15, 12, 10, 8, 9, 8)
        compared: List[Tuple[_Model, Dict[str, Any]]] = []
        for typed in model_ids:
            try:
                model = self._named(view, typed)
            except MregError as error:
                code = code or error.exit_code
                _say_lines(str(error))
                continue
            compared.append((model, _metadata(model, view.entries.get(model.key))))
        _put()
        for text in (line, "Model Comparison", line):
            _put(text)
        _put(" ".join(map(_padded, ("Model ID", "Train Dataset", "Test Dataset", "Total Time", "Avg Time", "Epochs", "Queries"), columns)).rstrip())
        _put("-" * 110)
        places = _places_of(compared, _config(self.root))
        for model, facts in compared:
            for cells in _comparison_rows(model.key, facts, test_dataset, places):
                _put(" ".join(map(_padded, cells, columns)).rstrip())
        _put(line)
        for words in _apart_words(compared, test_dataset, places):
            _put(words)
        return code

    def _clean_up(self, algorithm: str, keep: int, metric: Optional[str], dry_run: bool, dataset: Optional[str], wait: float = 10.0) -> "_Cleanup":
        view = _load(self.root)
        if not _of_algorithm(view.models, algorithm):
            raise _NoSuchAlgorithm(view.models, algorithm)
        plan, looks = self._planned(view, lambda is_growing: _cleanup_plan(view.models, _config(self.root), algorithm, keep, metric, dataset, is_growing=is_growing))
        if dry_run or not plan.remove:
            return _Cleanup(algorithm, plan, None)
        removed = [view.found[model.key] for model, _ in plan.remove]
        return _Cleanup(algorithm, plan, _move_to_trash(self.root, removed, "mreg.py cleanup", wait=wait, all_models=list(view.found.values()), looks=looks))

    def _planned(self, view: _View, plan: Callable[[Callable[[_Model], bool]], _Plan]) -> Tuple[_Plan, Dict[str, List[Any]]]:
        """The plan in which only what is written now is being written: what is young and would go is looked at twice. And what was seen of it."""
        first = plan(lambda model: model.is_growing())
        if all(reason != _GROWING for _, reason in first.keep):
            return first, {}
        young = [view.found[model.key] for model, _ in plan(lambda model: False).remove if model.is_growing()]
        looks = _second_look(self.root, young)
        return (plan(lambda model: model.key not in looks and model.is_growing()) if looks else first), looks

    def _tag(self, model_id: str, add: Sequence[str], remove: Sequence[str], wait: float = 10.0) -> Optional[_Changed]:
        """None, said on standard error, where there is no such model."""
        model = self._of_file_name(model_id)
        everything: Optional[List[_Model]] = None
        if model is None:
            view = _load(self.root)
            everything = list(view.found.values())
            try:
                model = self._model(model_id, view)
            except MregError as error:
                if error.exit_code != 3:
                    raise
                _say(f"Model not found: {model_id}. {error.hint}".strip())
                return None
        changed = _edit_tags(self.root, [model], add, remove, "mreg.py tag", wait=wait, all_models=everything)
        _say_all(changed.notes)
        if changed.skipped:
            raise MregError(f"The tags of {model.id} were not changed: {changed.skipped[0][1]}")
        words = " ".join([f"+{tag}" for tag in add] + [f"-{tag}" for tag in remove])
        _say(f"Tags of {model.id} changed: {words}" if changed.done else f"Tags of {model.id} are so already: {words}")
        if changed.txn is not None:
            _say(_undo_words(changed.txn))
        return changed

    def _record(
        self, model_id: str, dataset: str, times: Optional[Iterable[float]], performance: Optional[Mapping[str, Any]], num_queries: Optional[int],
        dataset_digest: Optional[str], tested_at: Optional[str], wait: float = 60.0,
    ) -> Tuple[Dict[str, Any], _Model, _Changed]:
        if times is None and not performance:
            raise MregError("A result has times or a performance.", "", 2)
        measured = [] if times is None else [float(each) for each in times]
        computed: Dict[str, Any] = {} if times is None else performance_of(measured)
        queries = len(measured) if num_queries is None and times is not None else num_queries
        result = _result_of(dataset, queries, {**computed, **(performance or {})}, dataset_digest, tested_at)
        model = self._of_file_name(model_id)
        everything: Optional[List[_Model]] = None
        if model is None:
            view = _load(self.root)
            model, everything = self._model(model_id, view), list(view.found.values())
        if model.sidecar is None:
            raise MregError(f"{model.id} has no sidecar to write a result into.", f"mreg adopt {model.id} writes one.", 1)
        changed = _add_result(self.root, model, result, "mreg.py record", wait=wait, all_models=everything)
        _say_all(changed.notes)
        if changed.skipped:
            raise MregError(f"The result of {model.id} was not written: {changed.skipped[0][1]}", "", 1)
        return result, model, changed

    def _undo(self, txn: Optional[str], wait: float = 10.0) -> "_Undoing":
        what, undone = _undo_change(self.root, txn, "mreg.py undo", wait)
        _say_all(undone.notes)
        for key, reason in undone.skipped:
            _say(f"{'Left in the trash' if what == 'removal' else 'Not taken back'}: {key}: {reason}")
        ids = {model.key: model.id for model in _scan(self.root)}
        return _Undoing(what, undone, [ids.get(key, os.path.basename(key)) for key in undone.done])

    def _resolved(
        self, algorithm: Optional[str], dataset: Optional[str], model_id: Optional[str], training: bool, hyperparams: Optional[Mapping[str, Any]],
        metric: Optional[str], name: Optional[str],
    ) -> Resolved:
        view = _load(self.root)
        params = None if hyperparams is None else _json_object(hyperparams, "hyperparams")
        if model_id is not None:
            model = self._named(view, model_id)
            if algorithm is not None and model.algorithm.lower() != algorithm.lower():
                raise MregError(f"{model.id} is a model of {model.algorithm}, not of {algorithm}.", "Leave out the algorithm, or name another model.", 2)
            return self._existing(view, model, "named", f"Named: {model.id}.")
        kind = _as_spelled(view.models, algorithm) if algorithm is not None else _only_algorithm(view.models)
        if kind is None:
            raise MregError("Of which algorithm?", _algorithms_hint(view.models), 2)
        if training:
            return self._new(kind, name, params, f"Training: a new run.{_nearly(view.models, kind).replace(' Did', f' No model is of {kind} yet. Did')}")
        models = _of_algorithm(view.models, kind)
        if not models:
            return self._new(kind, name, params, f"There is no model of {kind} yet: a new run.{_nearly(view.models, kind)}")
        config = _config(self.root)
        try:
            found = _best_standings(models, config, metric, dataset)
        except _NothingMatched:
            return self._new(kind, name, params, f"No model of {kind} was tested{_on_dataset(dataset)}: a new run.")
        if len(found) > 1:
            names = [standing.dataset or "(no dataset)" for standing in found]
            raise MregError(f"There is a best model on each of {len(found)} datasets.", f"Choose the dataset: {', '.join(sorted(names)[:12])}.", 2)
        if not found:
            return self._new(kind, name, params, f"No model of {kind} has such a result{_on_dataset(dataset)} that is a number: a new run.")
        (standing,) = found
        why = _best_words(standing, config)
        return dataclasses.replace(self._existing(view, standing.best.model, "best", why), metric=standing.metric, value=standing.best.value)

    def _existing(self, view: _View, model: _Model, choice: str, why: str) -> Resolved:
        training = model.content.get("training")
        hyperparams = training.get("hyperparams") if isinstance(training, dict) else None
        path = f"{self.root}/{model.artifact or model.key}"
        return Resolved(
            model.id, path, choice, why, _metadata(model, view.entries.get(model.key)), hyperparams=hyperparams if isinstance(hyperparams, dict) else None,
            is_missing=model.artifact is None or not os.path.exists(_fs(path)),
        )

    def _new(self, algorithm: str, name: Optional[str], hyperparams: Optional[Dict[str, Any]], why: str) -> Resolved:
        folder = _run_folder(self.root, _checked_name(algorithm, "an algorithm"))
        run_id = _new_run_id(folder, _checked_name(name if name is not None else algorithm, "a run"))
        return Resolved(run_id, f"{folder}/{run_id}", "new", why, hyperparams=hyperparams)


def _best_words(standing: _Standing, config: Mapping[str, Any]) -> str:
    unit = (config.get("metrics", {}).get(standing.metric) or {}).get("unit")
    others = f" ({_counted(len(standing.left_out), 'result')} measured on other data left out)" if standing.left_out else ""
    return f"Best of {len(standing.compared)}{_on_dataset(standing.dataset)}: {standing.metric} {_shown_number(standing.best.value)}{f' {unit}' if unit else ''}{others}."


def _chosen_words(chosen: Resolved) -> str:
    """Which model, and why."""
    return chosen.why if chosen.choice == "named" else f"{chosen.model_id}: {chosen.why}"


def _nearly(models: Sequence[_Model], algorithm: str) -> str:
    """A note where nobody has that algorithm, and another one is called nearly so."""
    if _of_algorithm(models, algorithm):
        return ""
    near = _nearest(algorithm.lower(), sorted({model.algorithm.lower() for model in models}))
    return f" Did you mean {near}?" if near else ""


def _as_spelled(models: Sequence[_Model], algorithm: str) -> str:
    """An algorithm as its models spell it, the newest first; as typed where there are none."""
    return next((model.algorithm for model in models if model.algorithm.lower() == algorithm.lower()), algorithm)


def _models_called(root: str, name: str) -> List[_Model]:
    """The models whose files are called so, up to their extensions. Of 10,000 models only their sidecars are read."""
    stem = _stem(name)
    found: List[_Model] = []
    for path, algorithm in _model_folders(root):
        folder = _Folder(root, path, algorithm, False)
        with contextlib.suppress(OSError), os.scandir(_fs(f"{root}/{path}")) as entries:
            for entry in entries:
                if entry.name.startswith(_fs(stem)):
                    own = _name_of(entry.name)
                    if not _is_nobodys(own) and _stem(own) == stem:
                        folder.entries[own] = entry
        if folder.entries:
            found.extend(map(folder._model, _pair_names(list(folder.entries), folder._is_lone_sidecar)))
    return found


def _has_entry_of_its_own(root: str, key: str) -> bool:
    """True where model_registry.json may name a model by its key: then another one has its id, too."""
    try:
        with open(f"{root}/{_EXCHANGE}", "rb") as file:
            data = file.read()
    except OSError:
        return False
    return re.search(re.escape(json.dumps(key).encode()) + rb"\s*:", data) is not None or re.search(re.escape(json.dumps(key, ensure_ascii=False).encode("utf-8", "surrogatepass")) + rb"\s*:", data) is not None


class _Undoing(NamedTuple):
    """What was taken back: the change in words ('removal' for one), what came of it, and the ids of its models."""
    what: str
    undone: _Undone
    ids: List[str]

    def lines(self) -> Iterator[str]:
        """What there is to say of it."""
        if self.what == "removal":
            for model_id in self.ids:
                yield f"Brought back: {model_id}"
        elif self.ids:
            yield f"Took back {self.what} of {_counted(len(self.ids), 'model')}: {', '.join(self.ids[:6])}{f' and {len(self.ids) - 6} more' if len(self.ids) > 6 else ''}"
            if self.undone.txn is not None:
                yield f"To do it again: mreg undo {self.undone.txn}, or python3 mreg.py undo {self.undone.txn}"


def _usual_root() -> str:
    """The root without a word: where models are saved that nobody gave a folder."""
    return _real_path(_default_root())


def _say_lines(text: str) -> None:
    """Says what may be several lines; each is escaped by itself."""
    for line in text.split("\n"):
        _say(line)


def _say_all(notes: Iterable[str]) -> None:
    for note in notes:
        _say(note)


def _described(models: Sequence[_Model], facts: Mapping[str, Any]) -> Optional[_Model]:
    """The model with a sidecar that metadata is of: that of its id, of several the one that its path names, else the oldest."""
    same = [model for model in models if model.id == facts["model_id"] and model.sidecar is not None]
    path = facts.get("model_path")
    if len(same) > 1 and isinstance(path, str):
        real = os.path.realpath(path)
        same = [model for model in same if path == model.key or real == os.path.realpath(f"{model.root}/{model.key}")] or same
    return same[-1] if same else None


def _algorithms_hint(models: Sequence[_Model]) -> str:
    names = sorted({model.algorithm.lower() for model in models})
    return f"One of: {', '.join(names[:12])}{f' and {len(names) - 12} more' if len(names) > 12 else ''}." if names else "There are no models yet: name one."


class _Places(NamedTuple):
    """How tests stand beside each other, by the key of the model and their number in its list: those that a later one of the same model has replaced; those
    that are not comparable with the others, each with the reason.
    """
    earlier: Mapping[Tuple[str, int], bool]
    apart: Mapping[Tuple[str, int], str]


def _row_metric(performance: Mapping[str, Any]) -> Optional[str]:
    """What a row shows: total_time, else the first metric that is a number."""
    return next((name for name in ("total_time", *performance) if _number(performance.get(name)) is not None), None)


def _places_of(compared: Sequence[Tuple[_Model, Mapping[str, Any]]], config: Mapping[str, Any]) -> _Places:
    """How the tests of models that are compared stand beside each other."""
    tested = [(model, _results(facts)) for model, facts in {model.key: (model, facts) for model, facts in compared}.values()]
    earlier: Dict[Tuple[str, int], bool] = {}
    metrics: Dict[str, None] = {}
    for model, results in tested:
        last: Dict[Tuple[str, Optional[str]], int] = {}
        for index, result in enumerate(results):
            metric = _row_metric(result.performance)
            if metric is None:
                continue
            metrics[metric] = None
            before = last.get((metric, result.dataset))
            if before is not None and _tested_time(result) < _tested_time(results[before]):
                earlier[model.key, index] = True
                continue
            if before is not None:
                earlier[model.key, before] = True
            last[metric, result.dataset] = index
    apart: Dict[Tuple[str, int], str] = {}
    for metric in metrics:
        for standing in _standings_in(tested, metric, _direction(config, metric) or _MINIMIZE):
            left_out = {id(one.result): one.result for one in standing.left_out}
            for model, results in tested:
                for index, result in enumerate(results):
                    if id(result) in left_out and _row_metric(result.performance) == metric:
                        is_other_count = result.queries != standing.queries
                        apart[model.key, index] = f"{_queries_text(result.queries)} queries, not {_queries_text(standing.queries)}" if is_other_count else "other data"
    return _Places(earlier, apart)


def _queries_text(queries: Optional[float]) -> str:
    return "-" if queries is None else f"{queries:g}" if queries < 1e6 else f"{queries:.0f}"


def _apart_sign() -> str:
    """The mark of what is not comparable, as far as standard output can show it."""
    return "\u2260" if (sys.stdout.encoding or "utf8").lower().replace("-", "") == "utf8" else "!="


def _apart_words(compared: Sequence[Tuple[_Model, Mapping[str, Any]]], test_dataset: Optional[str], places: _Places) -> List[str]:
    """A line that names what is not comparable, and why; none where all is."""
    named: Dict[str, None] = {}
    for model, facts in compared:
        for index, test in enumerate(facts["testing"]):
            if (model.key, index) in places.apart and (test_dataset is None or _same_text(_text_of(test["dataset"]), test_dataset)):
                named[f"{facts['model_id']}{_on_dataset(test['dataset'])} ({places.apart[model.key, index]})"] = None
    shown = list(named)
    return [f"{_apart_sign()} not comparable, measured on something else: {', '.join(shown[:12])}{f' and {len(shown) - 12} more' if len(shown) > 12 else ''}"] if shown else []


def _comparison_rows(key: str, facts: Mapping[str, Any], test_dataset: Optional[str], places: _Places) -> Iterator[Tuple[str, ...]]:
    training = facts["training"]
    trained_on = str(training.get("dataset") or "-")
    epochs = training.get("hyperparams", {}).get("num_epoch")
    last = "-" if epochs is None else str(epochs)
    tests = [(index, test) for index, test in enumerate(facts["testing"]) if test_dataset is None or _same_text(_text_of(test["dataset"]), test_dataset)]
    if not tests:
        yield facts["model_id"], trained_on, "No tests", "-", "-", last, "-"
    for index, test in tests:
        performance = test["performance"]
        total, average = _number_words(performance.get("total_time"), 2), _number_words(performance.get("average_time"), 4)
        metric = _row_metric(performance)
        if total == "-" and metric is not None:
            total = f"{metric} {_shown_number(float(_number(performance[metric]) or 0))}"
        marks = [*([_apart_sign()] if (key, index) in places.apart else []), *(["earlier"] if (key, index) in places.earlier else [])]
        yield facts["model_id"], trained_on, str(test["dataset"] or "-"), total, average, last, _queries_text(_number(test.get("num_queries"))), " ".join(marks)


# --- The command line: `python3 mreg.py ...`, for machines without Node ---


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        raise MregError(f"{message[:1].upper()}{message[1:]}.", f"See {self.prog} --help.", 2)


def _commands() -> argparse.ArgumentParser:
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--root", metavar="DIR", default=argparse.SUPPRESS, help="the registry: the folder that holds ALGORITHM/Model folders, or its model_registry.json")
    shared.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="print JSON; errors too, on standard error")
    changing = argparse.ArgumentParser(add_help=False)
    changing.add_argument("--wait", metavar="TIME", type=_seconds, help="how long to wait for a lock that another program holds, such as 10s")
    parser = _Parser(prog="mreg.py", description="Find, compare, tag, record, register and clean up models.", parents=[shared],
                     epilog="What takes a query (--where) and what is not here (verify, inspect, lineage, watch, the dashboard) needs mreg, the program for Node.")
    parser.add_argument("--version", action="version", version=f"mreg.py {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)

    def command(name: str, summary: str, *parents: argparse.ArgumentParser) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=summary, description=f"{summary[:1].upper()}{summary[1:]}.", parents=[shared, *parents])

    listing = command("list", "list models")
    listing.add_argument("--algo", help="only models of this algorithm")
    listing.add_argument("--dataset", help="only models trained on this dataset")
    listing.add_argument("--tags", nargs="+", help="only models with all of these tags")
    listing.add_argument("--sort", choices=("trained_at", "performance"), default="trained_at", help="the newest first, or the best")
    listing.add_argument("--quiet", action="store_true", help="print ids only")
    best = command("best", "find the best model of an algorithm")
    best.add_argument("--algo", required=True, help="the algorithm")
    best.add_argument("--dataset", help="tested on this dataset")
    best.add_argument("--metric", help="by this metric; default: the objective, else total_time, else the only one with a direction")
    best.add_argument("--quiet", action="store_true", help="print its id only")
    compare = command("compare", "compare models")
    compare.add_argument("models", nargs="+", metavar="ID", help="ids, or parts of them")
    compare.add_argument("--dataset", help="only tests on this dataset")
    cleanup = command("cleanup", "keep the best models of an algorithm and all that is protected; the others go to the trash", changing)
    cleanup.add_argument("--algo", required=True, help="the algorithm")
    cleanup.add_argument("--keep", type=int, default=5, metavar="N", help="how many of the best stay (default 5)")
    cleanup.add_argument("--metric", help="by this metric; default as for best")
    cleanup.add_argument("--dataset", help="by the results on this dataset; default: the objective's, else the best on each stay")
    cleanup.add_argument("--dry-run", action="store_true", help="show what would go and why, and change nothing")
    tag = command("tag", "add tags to a model, or take them off", changing)
    tag.add_argument("model_id", metavar="ID")
    tag.add_argument("tags", nargs="*", metavar="TAG")
    tag.add_argument("--remove", nargs="+", default=[], metavar="TAG", help="tags to take off")
    record = command("record", "add a test result to a model", changing)
    record.add_argument("model_id", metavar="ID")
    record.add_argument("--dataset", required=True, help="the dataset that it was tested on")
    record.add_argument("--times", metavar="FILE", help="seconds, one a line, or a JSON array; - is standard input")
    record.add_argument("--metric", action="append", default=[], metavar="NAME=VALUE", help="a metric, besides what the times say; may be repeated")
    record.add_argument("--queries", type=int, metavar="N", help="how many queries there were; default: as many as times")
    record.add_argument("--tested-at", metavar="ISO", help="when it was tested; default: now")
    record.add_argument("--dataset-digest", metavar="DIGEST", help="what tells this state of the dataset from others")
    resolve = command("resolve", "choose a model to run: the one named, the best, or a new one")
    resolve.add_argument("--algo", help="the algorithm")
    resolve.add_argument("--id", metavar="ID", help="this model")
    resolve.add_argument("--dataset", help="the best on this dataset")
    resolve.add_argument("--metric", help="the best by this metric")
    resolve.add_argument("--training", action="store_true", help="a new run")
    resolve.add_argument("--name", help="what a new run is called; default: as the algorithm")
    resolve.add_argument("--params", nargs="+", action="extend", default=[], metavar="NAME=VALUE", help="the hyperparameters of a new run")
    only = resolve.add_mutually_exclusive_group()
    only.add_argument("--path", action="store_true", help="print its path only")
    only.add_argument("--quiet", action="store_true", help="print its id only")
    show = command("show", "show all that is known of a model")
    show.add_argument("model_id", metavar="ID")
    register = command("register", "copy a model file or folder into the registry as the next version of a family", changing)
    register.add_argument("name", metavar="NAME", help="the family; NAME@v3 asks for a number")
    register.add_argument("path", metavar="PATH", help="the file or folder; mreg register takes an https address, too")
    register.add_argument("--metric", action="append", default=[], metavar="NAME=VALUE", help="a result; may be repeated")
    register.add_argument("--test-dataset", metavar="D", help="what the results were measured on")
    register.add_argument("--dataset", metavar="D", help="what it was trained on")
    register.add_argument("--params", nargs="+", action="extend", default=[], metavar="NAME=VALUE", help="its hyperparameters")
    register.add_argument("--framework", help="such as pytorch")
    register.add_argument("--architecture", help="such as resnet18")
    register.add_argument("--parent", metavar="ID", help="what it was trained from")
    register.add_argument("--tags", nargs="+", metavar="TAG")
    register.add_argument("--notes", metavar="TEXT")
    register.add_argument("--new-version", action="store_true", help="also where these bytes are a version already")
    get = command("get", "tell where a version is, and what is known of it")
    get.add_argument("name", metavar="NAME", help="the family, or a version: resnet18, resnet18/v2, resnet18@best")
    get.add_argument("version", nargs="?", default="latest", metavar="VERSION", help="latest (default), best, v2, or an alias")
    get.add_argument("--metric", help="by which metric the best is chosen")
    get.add_argument("--dataset", help="on which dataset")
    get.add_argument("--path", action="store_true", help="print its path only")
    versions = command("versions", "list the families, or the versions of one")
    versions.add_argument("name", nargs="?", metavar="NAME")
    log = command("log", "list what was changed, the last change first")
    log.add_argument("--limit", type=int, default=20, metavar="N", help="how many (default 20)")
    undo = command("undo", "take back a change of tags, notes or results, or a cleanup", changing)
    undo.add_argument("txn", nargs="?", metavar="TXN", help="which one (log lists them); default: the last change")
    return parser


def _seconds(text: str) -> float:
    match = re.match(r"\s*([0-9]+(?:\.[0-9]+)?)(ms|s|m|min|h)?\s*\Z", text)
    if not match:
        raise argparse.ArgumentTypeError(f'it takes a time such as 10s, 500ms or 2m, not "{text}"')
    return float(match.group(1)) * {"ms": 0.001, "m": 60.0, "min": 60.0, "h": 3600.0}.get(match.group(2) or "s", 1.0)


def _no_time(place: str, said: Any) -> MregError:
    shown = said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)
    return MregError(f'{place}: "{shown[:40]}{"…" if len(shown) > 40 else ""}" is no time.', "A time is a finite number of seconds, 0 at least, as in 0.41 or 3e-4.", 2)


_MOST_TIMES = 10_000_000


def _times_in(text: str, source: str) -> List[float]:
    """The times of a test in a text: seconds, one a line, blank lines and what stands behind a # passed over; or a JSON array. Raises MregError (2)."""
    text = text[1:] if text.startswith("\ufeff") else text
    times: List[float] = []
    if text.lstrip().startswith("["):
        try:
            values = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise MregError(f"{source} begins as a JSON array and is none: {error}.", "As in [0.41, 0.38, 1.2].", 2) from error
        for place, value in enumerate(values, 1):
            number = _number(value) if not isinstance(value, str) else None
            if number is None or not math.isfinite(number) or number < 0:
                raise _no_time(f"{source}, value {place}", value)
            times.append(number)
    else:
        for line, each in enumerate(text.split("\n"), 1):
            said = each.split("#", 1)[0].strip()
            if said == "":
                continue
            number = float(said) if re.match(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\Z", said) else math.nan
            if not math.isfinite(number) or number < 0:
                raise _no_time(f"{source}, line {line}", said)
            times.append(number)
    if not times:
        raise MregError(f"{source} has no times.", "Seconds, one a line, or a JSON array.", 2)
    if len(times) > _MOST_TIMES:
        raise MregError(f"{source} has more than {_MOST_TIMES} times.", "Record their total with --metric total_time=SECONDS --queries N.", 2)
    return times


def _times_from(path: str) -> List[float]:
    """The times in a file, or of standard input for '-'. Raises MregError."""
    source = "standard input" if path == "-" else path
    try:
        if path == "-":
            data = sys.stdin.buffer.read()
        else:
            with open(path, "rb") as file:
                data = file.read()
        return _times_in(data.decode("utf-8"), source)
    except OSError as error:
        raise MregError(f"{source} cannot be read: {error.strerror or error}.", "", 3 if isinstance(error, FileNotFoundError) else 1) from error
    except UnicodeDecodeError as error:
        raise MregError(f"{source} is not UTF-8 text.", "Seconds, one a line, or a JSON array.", 2) from error


def _metrics_from(pairs: Iterable[str]) -> Dict[str, float]:
    """`total_time=117.03` and so on. Raises MregError (2)."""
    found: Dict[str, float] = {}
    for pair in pairs:
        name, sign, said = pair.partition("=")
        try:
            value = float(said) if re.match(r"\s*[+-]?(?:[0-9.]+(?:[eE][+-]?[0-9]+)?|nan|inf|infinity)\s*\Z", said, re.IGNORECASE) else None
        except ValueError:
            value = None
        if name.strip() == "" or sign == "" or value is None:
            raise MregError(f'--metric takes NAME=VALUE with a number, as in total_time=117.03, not "{pair}".', "", 2)
        found[name.strip()] = int(said) if re.match(r"\s*[+-]?[0-9]{1,15}\s*\Z", said) else value
    return found


def _params_from(pairs: Iterable[str]) -> Optional[Dict[str, Any]]:
    """`num_epoch=100`: a value that is JSON as that, else as text. None where there are none. Raises MregError (2)."""
    found: Dict[str, Any] = {}
    for pair in pairs:
        name, sign, said = pair.partition("=")
        if name.strip() == "" or sign == "":
            raise MregError(f'--params takes NAME=VALUE, as in num_epoch=100, not "{pair}".', "", 2)
        try:
            found[name.strip()] = json.loads(said)
        except ValueError:
            found[name.strip()] = said
    return found or None


def _printable(value: Any) -> Any:
    """A value as JSON of any reader: NaN and infinities as text."""
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, dict):
        return {name: _printable(each) for name, each in value.items()}
    return [_printable(each) for each in value] if isinstance(value, (list, tuple)) else value


def _put_json(value: Mapping[str, Any]) -> None:
    """One object on standard output, with what would drive a terminal as escapes."""
    is_unicode = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    facts = {"schema": 1, **value}
    try:
        text = json.dumps(facts, ensure_ascii=not is_unicode, separators=(",", ":"), allow_nan=False)
    except ValueError:
        text = json.dumps(_printable(facts), ensure_ascii=not is_unicode, separators=(",", ":"))
    if not text.isprintable():
        # Beyond 16 bits JSON has an escape of its own.
        text = re.sub("[\U00010000-\U0010ffff]", lambda found: found.group() if _safe(found.group()) == found.group() else json.dumps(found.group())[1:-1], text)
    _put(text)


def _performance_words(performance: Mapping[str, Any], metric: Optional[str] = None) -> str:
    """`117.03s`; of another metric `auc 0.91`; '-' for none."""
    name = metric if metric is not None else "total_time" if _number(performance.get("total_time")) is not None else None
    if name is None:
        name = next((each for each, value in performance.items() if _number(value) is not None), None)
    value = None if name is None else _number(performance.get(name))
    if value is None:
        return "-"
    return f"{_number_words(value, 2)}s" if name == "total_time" else f"{name} {_shown_number(value)}"


def _list_command(registry: ModelRegistry, options: argparse.Namespace) -> int:
    models = registry.list_models(options.algo, options.dataset, options.tags, options.sort)
    is_filtered = any(each is not None for each in (options.algo, options.dataset, options.tags))
    code = 3 if is_filtered and not models else 0
    if options.algo is not None and not models:
        everything = _load(registry.root).models
        if not _of_algorithm(everything, options.algo):
            _say(str(_NoSuchAlgorithm(everything, options.algo)))
    if options.json:
        _put_json({"root": registry.root, "models": models})
        return code
    if options.quiet:
        for model in models:
            _put(model["model_id"])
        return code
    _put()
    _put(f"Found {_counted(len(models), 'model')}{':' if models else '.'}")
    _put()
    for model in models:
        _put("=" * 80)
        _put(f"Model ID: {model['model_id']}")
        _put(f"Algorithm: {model['algorithm']}")
        train = model["training"]
        if train:
            epochs = train["hyperparams"].get("num_epoch")
            _put(f"Training: {train['dataset'] or '-'} (epoch={'-' if epochs is None else epochs}, time={_number_words(train.get('training_time'), 1)}s)".replace("time=-s", "time=-"))
        if model["testing"]:
            _put(f"Tests: {len(model['testing'])}")
            for test in model["testing"]:
                _put(f"  - {test['dataset'] or '-'}: {_performance_words(test['performance'])}")
        if model["tags"]:
            _put(f"Tags: {', '.join(model['tags'])}")
    return code


def _best_command(registry: ModelRegistry, options: argparse.Namespace) -> int:
    view = _load(registry.root)
    standing = registry._best_of(view, options.algo, options.metric, options.dataset)
    model = standing.best.model
    facts = _metadata(model, view.entries.get(model.key))
    if model.artifact is None:
        _say(f"Warning: the artifact of {model.id} is missing.")
    if options.json:
        _put_json({
            "model": {**facts, "key": model.key}, "metric": standing.metric, "direction": standing.direction, "dataset": standing.dataset,
            "queries": None if standing.queries is None else int(standing.queries) if standing.queries.is_integer() else standing.queries, "value": standing.best.value, "of": len(standing.compared),
        })
        return 0
    if options.quiet:
        _put(model.id)
        return 0
    _put()
    _put(f"Best Model: {model.id}")
    _put(f"Training: {facts['training'].get('dataset') or '-'}")
    _put("Performance:")
    for test in facts["testing"]:
        if options.dataset is None or _same_text(_text_of(test["dataset"]), options.dataset):
            _put(f"  {test['dataset'] or '-'}: {_performance_words(test['performance'], standing.metric)}")
    _say(_best_words(standing, _config(registry.root)))
    return 0


def _compare_command(registry: ModelRegistry, options: argparse.Namespace) -> int:
    if not options.json:
        return registry._print_comparison(options.models, options.dataset)
    view = _load(registry.root)
    models = [registry._named(view, typed) for typed in options.models]
    compared = [(model, _metadata(model, view.entries.get(model.key))) for model in models]
    places = _places_of(compared, _config(registry.root))

    def tests_of(model: _Model, facts: Mapping[str, Any]) -> Iterator[Dict[str, Any]]:
        for index, test in enumerate(facts["testing"]):
            if options.dataset is None or _same_text(_text_of(test["dataset"]), options.dataset):
                yield {**test, "is_comparable": (model.key, index) not in places.apart, "is_earlier": (model.key, index) in places.earlier}
    _put_json({"models": [{**facts, "testing": list(tests_of(model, facts))} for model, facts in compared]})
    return 0


def _cleanup_command(registry: ModelRegistry, options: argparse.Namespace) -> int:
    result = registry._clean_up(options.algo, options.keep, options.metric, options.dry_run, options.dataset, 10.0 if options.wait is None else options.wait)
    moved = result.moved
    if options.json and options.dry_run:
        plan = result.plan
        _put_json({"plan": {
            "root": registry.root, "algorithm": options.algo.lower(), "metric": plan.objective.metric, "direction": plan.objective.direction,
            "dataset": plan.objective.dataset, "keep_top": options.keep,
            "keep": [{"key": model.key, "model_id": model.id, "reason": reason} for model, reason in plan.keep],
            "remove": [{"key": model.key, "model_id": model.id, "reason": reason} for model, reason in plan.remove],
            "losses": [{"metric": loss.metric, "dataset": loss.dataset, "from": loss.value, "to": loss.to} for loss in plan.losses],
        }})
    elif options.json:
        skipped = [] if moved is None else [(model.key, reason) for model, reason in moved.skipped]
        _put_change(None if moved is None else moved.txn, [] if moved is None else [model.key for model in moved.done], skipped, [] if moved is None else moved.notes)
    else:
        for line in result.lines():
            _put(line)
    return 6 if moved is not None and moved.skipped else 0


def _put_change(txn: Optional[str], done: Sequence[str], skipped: Sequence[Tuple[str, str]], notes: Sequence[str], unchanged: Sequence[str] = (), **more: Any) -> None:
    """What a change did, as `mreg` prints it with --json."""
    _put_json({
        "txn": txn, "done": list(done), "skipped": [{"key": key, "reason": reason} for key, reason in skipped],
        "undo": None if txn is None else f"mreg undo {txn}", "unchanged": list(unchanged), "notes": list(notes), **more,
    })


def _tag_command(registry: ModelRegistry, options: argparse.Namespace) -> int:
    if not options.tags and not options.remove:
        raise MregError("Which tags?", f"As in: mreg.py tag {options.model_id} best production", 2)
    changed = registry._tag(options.model_id, options.tags, options.remove, 10.0 if options.wait is None else options.wait)
    if changed is None:
        return 3
    if options.json:
        _put_change(changed.txn, changed.done, changed.skipped, changed.notes, changed.unchanged)
    return 0


def _record_command(registry: ModelRegistry, options: argparse.Namespace) -> int:
    if options.times is None and not options.metric:
        raise MregError("A result has --times or --metric.", "As in: mreg.py record ID --dataset imdb --times times.txt", 2)
    if options.queries is not None and options.queries < 0:
        raise MregError(f"--queries takes a whole number, not {options.queries}.", "", 2)
    if options.tested_at is not None and _parse_time(options.tested_at) is None:
        raise MregError(f'--tested-at takes an ISO 8601 time, as in 2026-11-22T08:12:00, not "{options.tested_at}".', "", 2)
    metrics = _metrics_from(options.metric)
    times = None if options.times is None else _times_from(options.times)
    wait = 60.0 if options.wait is None else options.wait
    result, model, changed = registry._record(options.model_id, options.dataset, times, metrics, options.queries, options.dataset_digest, options.tested_at, wait)
    if options.json:
        _put_change(changed.txn, changed.done, changed.skipped, changed.notes, changed.unchanged, result=result)
        return 0
    _put(f"Recorded {model.id} on {options.dataset}: {_performance_words(result['performance'])}{_query_words(result.get('num_queries'))}")
    if changed.txn is not None:
        _say(_undo_words(changed.txn))
    return 0


def _query_words(queries: Optional[int]) -> str:
    return "" if queries is None else f" ({queries} {'query' if queries == 1 else 'queries'})"


def _resolve_command(registry: ModelRegistry, options: argparse.Namespace) -> int:
    chosen = registry._resolved(options.algo, options.dataset, options.id, options.training, _params_from(options.params), options.metric, options.name)
    _say(chosen.why)
    if chosen.is_missing:
        _say(f"Warning: the artifact of {chosen.model_id} is missing: {chosen.path}")
    if options.json:
        _put_json({
            "choice": chosen.choice, "id": chosen.model_id, "path": None if chosen.is_missing else chosen.path, "model": chosen.metadata, "metric": chosen.metric,
            "value": chosen.value, "hyperparams": chosen.hyperparams or {}, "why": chosen.why,
        })
    elif options.quiet:
        _put(chosen.model_id)
    elif not chosen.is_missing:
        # A script never gets a path to nothing.
        _put(*([chosen.path] if options.path else [chosen.model_id, chosen.path]))
    return 3 if chosen.is_missing else 0


def _undo_command(registry: ModelRegistry, options: argparse.Namespace) -> int:
    done = registry._undo(options.txn, 10.0 if options.wait is None else options.wait)
    undone = done.undone
    if options.json:
        _put_change(undone.txn, undone.done, undone.skipped, undone.notes)
    else:
        for line in done.lines():
            _put(line)
    return 6 if undone.skipped else 0


def _show_command(registry: ModelRegistry, options: argparse.Namespace) -> int:
    view = _load(registry.root)
    model = registry._named(view, options.model_id)
    facts = _metadata(model, view.entries.get(model.key))
    path = None if model.artifact is None else f"{registry.root}/{model.artifact}"
    if options.json:
        _put_json({"model": {**facts, "key": model.key}, "path": path, "state": model.state})
        return 0
    _put(f"Model ID: {model.id}")
    _put(f"Algorithm: {model.algorithm}")
    _put(f"Artifact: {path if path is not None else 'missing'}")
    if model.problem is not None:
        _put(f"Problem: {model.problem}")
    for name, value in facts["training"].items():
        if name != "hyperparams":
            _put(f"Training {name}: {_value_words(value)}")
    for name, value in facts["training"].get("hyperparams", {}).items():
        _put(f"Hyperparameter {name}: {_value_words(value)}")
    for test in facts["testing"]:
        measured = ", ".join(f"{name} {_value_words(value)}" for name, value in test["performance"].items())
        tested = f", {test['tested_at']}" if isinstance(test.get("tested_at"), str) else ""
        _put(f"Test on {test['dataset'] or '-'}{_query_words(test.get('num_queries'))}{tested}: {measured or '-'}")
    _put(f"Tags: {', '.join(facts['tags']) or '-'}")
    _put(f"Notes: {facts['notes'] or '-'}")
    return 0


def _value_words(value: Any) -> str:
    number = _number(value) if isinstance(value, (int, float)) else None
    return _shown_number(number) if number is not None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _register_command(registry: ModelRegistry, options: argparse.Namespace) -> int:
    told = {name: getattr(options, name) for name in ("test_dataset", "dataset", "framework", "architecture", "parent", "tags", "notes")}
    facts: Dict[str, Any] = {name: value for name, value in told.items() if value is not None}
    params = _params_from(options.params)
    if params is not None:
        facts["hyperparams"] = params
    if options.wait is not None:
        facts["wait"] = options.wait
    said = registry.register(options.name, options.path, _metrics_from(options.metric) or None, new_version=options.new_version, **facts)
    _put_json({"version": said}) if options.json else _put(said)
    return 0


def _get_command(registry: ModelRegistry, options: argparse.Namespace) -> int:
    facts = registry.get(options.name, options.version, options.metric, options.dataset)
    if options.json:
        _put_json({"version": facts})
    elif facts["exists"]:
        _put(*([facts["path"]] if options.path else [facts["id"], facts["path"]]))
    return 0 if facts["exists"] else 3


def _versions_command(registry: ModelRegistry, options: argparse.Namespace) -> int:
    models = _load(registry.root).models
    families = _families(models)
    if options.name is not None:
        family = _family_named(families, options.name)
        if family is None:
            said, hint = _no_family(options.name, [each.name for each in families]).split("\n")
            raise MregError(said, hint, 3)
        families = [family]
    rows = [(family, number, model) for family in families for number, model in sorted(family.versions, key=lambda one: one[0])]
    if options.json:
        _put_json({"versions": [{"name": family.name, "version": number, "key": model.key, "aliases": _aliases_of(model)} for family, number, model in rows]})
    for family, number, model in [] if options.json else rows:
        _put(f"{family.name}/v{number}", f"{registry.root}/{model.artifact or model.key}")
    return 0


def _log_command(registry: ModelRegistry, options: argparse.Namespace) -> int:
    entries = _read_journal(registry.root)
    taken = _taken_back(entries)
    begun: Dict[str, List[Mapping[str, Any]]] = {}
    ended: Dict[str, Mapping[str, Any]] = {}
    for entry in entries:
        txn = str(entry.get("txn"))
        begun.setdefault(txn, [])
        if entry.get("phase") == "begin":
            begun[txn].append(entry)
        else:
            ended[txn] = entry
    rows = []
    for txn, lines in list(begun.items())[::-1][:max(0, options.limit)]:
        first, end = (lines or [ended.get(txn, {})])[0], ended.get(txn)
        keys = {item.get("key") for line in ([end] if end is not None and _items_of(end) else lines) for item in _items_of(line)}
        state = "open" if end is None else "nothing" if end.get("phase") == "undone" else "taken back" if txn in taken else "done"
        back = f"; takes back {first.get('inverse_of')}" if first.get("inverse_of") is not None else ""
        rows.append({"txn": txn, "at": first.get("at"), "user": first.get("user"), "by": first.get("by"), "op": first.get("op"), "what": f"{_change_words(lines) if lines else first.get('by')}{back}",
                     "models": sorted(map(str, keys)), "state": state, "inverse_of": first.get("inverse_of")})
    if options.json:
        _put_json({"log": rows})
        return 0
    for row in rows:
        _put(str(row["at"])[:16].replace("T", " "), str(row["txn"]), str(row["user"]), str(row["what"]), _counted(len(row["models"]), "model"), str(row["state"]))
    return 0


_COMMANDS: Mapping[str, Callable[[ModelRegistry, argparse.Namespace], int]] = {
    "list": _list_command, "best": _best_command, "compare": _compare_command, "cleanup": _cleanup_command, "tag": _tag_command, "record": _record_command,
    "resolve": _resolve_command, "show": _show_command, "register": _register_command, "get": _get_command, "versions": _versions_command, "log": _log_command,
    "undo": _undo_command,
}


def _run(argv: Optional[Sequence[str]]) -> int:
    parser = _commands()
    options = parser.parse_args(argv)
    for name in ("root", "json"):
        setattr(options, name, getattr(options, name, None))
    if options.command is None:
        raise MregError("Which command?", f"One of {', '.join(_COMMANDS)}; see mreg.py --help.", 2)
    root = options.root
    if root is not None and os.path.basename(root) != _EXCHANGE:
        root = _find_root(root)
    registry = ModelRegistry(root)
    if not os.path.isdir(registry.root):
        raise MregError(f"There is no model registry in {registry.root}.", "Name its folder with --root, or in MREG_ROOT.", 3)
    with _uncollected():
        return _COMMANDS[options.command](registry, options)


def main(argv: Optional[Sequence[str]] = None) -> int:
    """Runs a command of the command line, and returns its exit code: 0, 1 failed, 2 usage, 3 not found, 5 locked or changed, 6 in part."""
    arguments = sys.argv[1:] if argv is None else argv
    try:
        code = _run(argv)
        sys.stdout.flush()
        return code
    except MregError as error:
        if "--json" in arguments:
            _say(json.dumps({"schema": 1, "error": {"message": error.message, "hint": error.hint or None, "exit_code": error.exit_code}}, ensure_ascii=False))
        else:
            for line in f"mreg.py: {error}".split("\n"):
                _say(re.sub(r"(?<=\S)\s+", " ", line.rstrip()))
        return error.exit_code
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 0
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Who read it has enough. What is left is written to nowhere when the program ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        _say(f"mreg.py: {error.strerror or error}{'' if error.filename is None else f': {os.fsdecode(error.filename)}'}.")
        return 1


if __name__ == "__main__":
    sys.exit(main())


