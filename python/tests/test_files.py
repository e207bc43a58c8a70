"""Files are written whole or not at all, another program's write is never overwritten unseen, and the journal is that of `mreg`."""

from __future__ import annotations

import json
import os
import pathlib
import re
import signal
import stat
import threading
import unittest

from support import FIXTURES, InFolder, mreg, started

OLD = b'{"tags": []}'
WRITING = """
import itertools
print("ready", flush=True)
for at in itertools.count():
    with mreg._locked(sys.argv[1], "", 60):
        mreg._sweep(sys.argv[1])
        seen = mreg._read(sys.argv[1] + "/a.json")
        assert mreg._replace(sys.argv[1] + "/a.json", b'["' + str(at).encode() * 5000 + b'"]', seen)
"""


class Writing(InFolder):
    def names(self) -> "list[str]":
        return sorted(os.listdir(self.folder))

    def test_a_new_file_is_never_written_over_another(self) -> None:
        path = str(self.put("a.json", OLD))
        with self.assertRaises(FileExistsError):
            mreg._write_new(path, b"new")
        self.assertEqual((pathlib.Path(path).read_bytes(), self.names()), (OLD, ["a.json"]))
        mreg._write_new(f"{self.folder}/b.json", b"new")
        self.assertEqual((self.path("b.json").read_bytes(), self.names()), (b"new", ["a.json", "b.json"]))

    def test_a_new_file_takes_mode_and_group_of_its_folder_and_an_old_one_keeps_its_own(self) -> None:
        os.chmod(self.folder, 0o2770)
        mreg._write_new(f"{self.folder}/new.json", b"")
        self.assertEqual(stat.S_IMODE(self.path("new.json").stat().st_mode), 0o660)
        old = self.put("old.json", OLD)
        old.chmod(0o640)
        self.assertTrue(mreg._replace(str(old), b"new", mreg._read(str(old))))
        self.assertEqual((stat.S_IMODE(old.stat().st_mode), old.read_bytes()), (0o640, b"new"))

    def test_a_new_folder_takes_mode_and_group_of_the_one_around_it(self) -> None:
        os.chmod(self.folder, 0o2775)
        mreg._ensure_folder(f"{self.folder}/Mscn/Model")
        self.assertEqual([stat.S_IMODE(self.path(name).stat().st_mode) for name in ("Mscn", "Mscn/Model")], [0o2775, 0o2775])

    def test_a_file_that_changed_since_it_was_read_stays(self) -> None:
        file = self.put("a.json", OLD)
        seen = mreg._read(str(file))
        file.write_bytes(b'{"tags": ["theirs"]}')
        self.assertFalse(mreg._replace(str(file), b"ours", seen))
        self.assertEqual((file.read_bytes(), self.names()), (b'{"tags": ["theirs"]}', ["a.json"]))
        file.unlink()
        self.assertFalse(mreg._replace(str(file), b"ours", seen))
        self.assertEqual(self.names(), [])

    def test_what_a_writer_wrote_that_still_held_the_old_file_open_comes_back(self) -> None:
        file = self.put("a.json", OLD)
        seen, rename = mreg._read(str(file)), os.rename
        self.addCleanup(setattr, mreg.os, "rename", rename)

        def written_before(source: bytes, target: bytes) -> None:
            mreg.os.rename = rename
            with open(file, "r+b") as held:
                rename(source, target)
                held.write(b"theirs, longer than it was")

        mreg.os.rename = written_before
        self.assertFalse(mreg._replace(str(file), b"ours", seen))
        self.assertEqual((file.read_bytes(), file.stat().st_ino, self.names()), (b"theirs, longer than it was", seen.ino, ["a.json"]))

    def test_a_link_is_read_through_by_nobody_who_edits_and_a_fifo_is_never_opened(self) -> None:
        real = self.put("real.json", OLD)
        os.symlink("real.json", self.path("link.json"))
        os.mkfifo(self.path("fifo.json"))
        for name, reason in (("link.json", "is a link"), ("fifo.json", "is a FIFO"), ("", "is a folder")):
            with self.subTest(name), self.assertRaisesRegex(mreg.MregError, reason):
                mreg._read(f"{self.folder}/{name}")
        with self.assertRaisesRegex(mreg.MregError, "is a link"):
            mreg._replace(f"{self.folder}/link.json", b"ours", mreg._read(str(real)))
        with self.assertRaisesRegex(mreg._Unreadable, "is a FIFO"):
            mreg._read_json(f"{self.folder}/fifo.json")
        self.assertEqual(mreg._read_json(f"{self.folder}/link.json"), {"tags": []})
        with self.assertRaises(FileNotFoundError):
            mreg._read(f"{self.folder}/nothing.json")

    def test_a_writer_of_a_fifo_is_not_woken_by_a_look(self) -> None:
        fifo = self.path("Mscn/Model/fifo.json")
        fifo.parent.mkdir(parents=True)
        os.mkfifo(fifo)
        writer = threading.Thread(target=lambda: open(fifo, "wb").close(), daemon=True)
        writer.start()
        self.assertEqual([model.state for model in mreg._scan(self.folder)], ["unreadable"])
        writer.join(0.05)
        self.assertTrue(writer.is_alive())
        os.close(os.open(fifo, os.O_RDONLY | os.O_NONBLOCK))
        writer.join()

    def test_names_of_255_bytes_and_such_that_are_not_utf_8_can_be_written(self) -> None:
        for name in ("m" * 250 + ".json", "가" * 83 + ".json", "mod\udce8le.json", "a\nb.json"):
            with self.subTest(name):
                path = f"{self.folder}/{name}"
                mreg._write_new(path, OLD)
                self.assertTrue(mreg._replace(path, b"new", mreg._read(path)))
                self.assertEqual(mreg._read(path).data, b"new")
        self.assertEqual(len(self.names()), 4)

    def test_a_reader_sees_the_old_file_or_the_new_one_while_writers_are_killed(self) -> None:
        self.put("a.json", b"[]")
        for _ in range(8):
            child = started(WRITING, self.folder)
            assert child.stdout
            child.stdout.readline()
            for _ in range(100):
                json.loads(self.path("a.json").read_bytes())
            os.kill(child.pid, signal.SIGKILL)
            child.communicate()
            json.loads(self.path("a.json").read_bytes())
        for name in self.names():
            # A candidate for a lock that was cut off before it said whose it is, is left for 10 s.
            os.utime(self.path(name), (1, 1))
        with mreg._locked(self.folder, ""):
            mreg._sweep(self.folder)
        self.assertEqual(self.names(), ["a.json"])

    def test_what_a_living_process_or_another_program_writes_is_not_swept_away(self) -> None:
        names = [f".a.json.{os.getpid()}-{'0' * 16}.tmp", f".a.txt.{2**22 + 1}-{'0' * 16}.tmp", ".a.json.tmp", f".mreg.lock.{os.getpid()}-{'0' * 16}"]
        for name in names:
            self.put(name, json.dumps(mreg._holder("t", "")))
        dead = self.put(f".a.json.{2**22 + 1}-{'1' * 16}.tmp")
        mreg._sweep(self.folder)
        self.assertFalse(dead.exists())
        self.assertEqual(self.names(), sorted(names))

    def test_a_full_disk_is_told_in_words(self) -> None:
        error = OSError(28, "No space left on device")
        self.assertRegex(str(mreg._failed("Cannot write /r/a.json", error)), r"^Cannot write /r/a.json: no space left on device \(ENOSPC\)\. Make room")
        wrapped = mreg.MregError("x")
        wrapped.__cause__ = error
        self.assertTrue(mreg._is_full(wrapped))


@unittest.skipIf(os.getuid() == 0, "Root may write everything.")
class Permissions(InFolder):
    def test_a_read_only_file_is_not_replaced(self) -> None:
        file = self.put("a.json", OLD)
        file.chmod(0o444)
        with self.assertRaisesRegex(mreg.MregError, "EACCES"):
            mreg._replace(str(file), b"ours", mreg._read(str(file)))
        self.assertEqual(file.read_bytes(), OLD)


ITEM = {"key": "Mscn/Model/모델", "before": None, "after": '["x"]', "offset": 1, "path": "Mscn/Model/모델.json", "sha256": {"before": "a", "after": "b"}}
APPENDING = """
for _ in range(10):
    mreg._journal(sys.argv[1], "mreg.py tag", mreg._new_txn(), "tag", "begin", [])
"""


class Journal(InFolder):
    def lines(self) -> "list[bytes]":
        return self.path(".mreg/journal.jsonl").read_bytes().splitlines()

    def test_a_line_begins_as_those_of_mreg_do_and_is_read_again(self) -> None:
        txn = mreg._new_txn()
        mreg._journal(self.folder, "mreg.py tag", txn, "tag", "begin", [ITEM])
        mreg._journal(self.folder, "mreg.py tag", txn, "tag", "done", [], inverse_of="other")
        begin, done = mreg._read_journal(self.folder)
        self.assertEqual((begin["items"], begin["process"]["pid"], done["items"], done["inverse_of"]), ([ITEM], os.getpid(), [], "other"))
        self.assertNotIn("process", done)
        head = rb'^\{"v":1,"txn":"([^"\\]+)","at":"[^"\\]*","host":"(?:[^"\\]|\\.)*","user":"(?:[^"\\]|\\.)*","by":"(?:[^"\\]|\\.)*","op":"[a-z]+","phase":"(begin|done|undone)"'
        self.assertEqual([match.group(1) for line in self.lines() for match in [re.match(head, line)] if match], [txn.encode()] * 2)
        self.assertRegex(txn, r"^\d{8}T\d{6}-\d+-\d\d+$")

    def test_the_own_folder_keeps_itself_out_of_git_and_has_a_reserve(self) -> None:
        mreg._journal(self.folder, "", mreg._new_txn(), "tag", "begin", [])
        self.assertEqual(sorted(os.listdir(self.path(".mreg"))), [".gitignore", "journal.jsonl", "reserve"])
        self.assertEqual(self.path(".mreg/.gitignore").read_text(), "*\n")
        self.assertEqual(self.path(".mreg/reserve").stat().st_size, 1_000_000)
        self.assertTrue(mreg._give_up_reserve(self.folder))
        mreg._own_folder(self.folder)
        self.assertFalse(self.path(".mreg/reserve").exists())

    def test_a_cut_last_line_is_ignored_and_ended_before_the_next(self) -> None:
        mreg._journal(self.folder, "", "one", "tag", "begin", [])
        with open(self.path(".mreg/journal.jsonl"), "ab") as file:
            file.write(b'{"v":1,"txn":"cut","at"')
        self.assertEqual([entry["txn"] for entry in mreg._read_journal(self.folder)], ["one"])
        mreg._journal(self.folder, "", "two", "tag", "begin", [])
        self.assertEqual([entry["txn"] for entry in mreg._read_journal(self.folder)], ["one", "two"])

    def test_a_large_one_is_put_aside_and_still_read_first(self) -> None:
        mreg._journal(self.folder, "", "one", "tag", "begin", [])
        with open(self.path(".mreg/journal.jsonl"), "ab") as file:
            file.write(b" " * 16_000_000 + b"\n")
        mreg._journal(self.folder, "", "two", "tag", "begin", [])
        self.assertIn("journal.1.jsonl", os.listdir(self.path(".mreg")))
        self.assertEqual([entry["txn"] for entry in mreg._read_journal(self.folder)], ["one", "two"])

    def test_lines_of_many_processes_are_whole_and_each_transaction_has_its_name(self) -> None:
        children = [started(APPENDING, self.folder) for _ in range(4)]
        for child in children:
            self.assertEqual(child.communicate()[1], "")
        self.assertEqual(len({entry["txn"] for entry in mreg._read_journal(self.folder)}), 40)
        self.assertEqual(len(self.lines()), 40)

    def test_of_broken_and_newer_lines_only_the_others_are_read(self) -> None:
        for name, count in (("complete", 8), ("cut-last-line", 3), ("broken-middle-line", 6), ("newer-version", 6)):
            with self.subTest(name):
                self.put(".mreg/journal.jsonl", (FIXTURES / "journal" / name / "journal.jsonl").read_bytes())
                entries = mreg._read_journal(self.folder)
                self.assertEqual(len(entries), count)
                self.assertTrue(all(entry["v"] == 1 for entry in entries))


if __name__ == "__main__":
    unittest.main()
