"""One process at a time holds the lock of a folder; a dead one is replaced at once, one that cannot be seen from here never."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
import time
import unittest

from support import FIXTURES, PROJECT, InFolder, mreg, started, until

LOCK = ".mreg.lock"


class Conformance(unittest.TestCase):
    def test_every_case_is_judged_as_it_says(self) -> None:
        cases = sorted((FIXTURES / "lock").glob("*.json"))
        self.assertGreater(len(cases), 12)
        for path in cases:
            case = json.loads(path.read_text(encoding="utf-8"))
            with self.subTest(case["name"]):
                text = case["lock"] if isinstance(case["lock"], str) else json.dumps(case["lock"])
                processes = case["here"]["processes"]
                machine = (case["here"][name] for name in ("host", "boot_id", "pid_ns"))
                here = mreg._Here(*machine, lambda pid, processes=processes: processes.get(str(pid), mreg._GONE))
                if "judged" in case:
                    found = "stale" if mreg._is_lock_of(text, case["judged"]) else "held"
                else:
                    found = mreg._judge_lock(text, here)
                self.assertEqual(found, case["expect"])

    def test_what_only_python_would_take_for_a_lock_is_foreign(self) -> None:
        lock = {**mreg._holder("1-0000000000000000", ""), "pid": 2**40}
        self.assertEqual(mreg._judge_lock(json.dumps(lock)), "stale")
        for odd in ({"v": True}, {"pid": True}, {"pid": 1.5}, {"v": float("nan")}, {"pid": float("inf")}):
            self.assertEqual(mreg._judge_lock(json.dumps({**lock, **odd})), "foreign", odd)


HOLDING = """
with mreg._locked(sys.argv[1], "mreg.py tag"):
    print("held", flush=True)
    sys.stdin.read()
"""
COUNTING = """
for _ in range(25):
    with mreg._locked(sys.argv[1], "", 60):
        with open(sys.argv[1] + "/count") as file:
            number = int(file.read())
        with open(sys.argv[1] + "/count", "w") as file:
            file.write(str(number + 1))
"""
NODE = """
import {withLock} from '%s/store/lock.ts';
import fs from 'node:fs';
withLock(process.argv[1], {by: 'mreg tag'}, () => {
    fs.writeSync(1, 'held\\n');
    try { fs.readFileSync(0); } catch {}
});
"""


class Locks(InFolder):
    def held_by(self) -> "subprocess.Popen[str]":
        """A process that holds the lock of the folder until its standard input ends."""
        child = started(HOLDING, self.folder, stdin=subprocess.PIPE)
        self.addCleanup(self.end, child)
        assert child.stdout
        self.assertEqual(child.stdout.readline(), "held\n")
        return child

    def end(self, child: "subprocess.Popen[str]") -> None:
        child.kill()
        child.communicate()

    def locks(self) -> "list[str]":
        return sorted(name for name in os.listdir(self.folder) if name.startswith(LOCK))

    def test_names_this_process_and_is_gone_afterwards(self) -> None:
        with mreg._locked(self.folder, "mreg.py tag"):
            lock = json.loads(self.path(LOCK).read_text(encoding="utf-8"))
            self.assertEqual(self.locks(), [LOCK])
        self.assertEqual({**lock, "at": "", "token": ""}, {**mreg._holder("", "mreg.py tag"), "at": "", "token": ""})
        self.assertEqual((lock["v"], lock["pid"], lock["by"]), (1, os.getpid(), "mreg.py tag"))
        self.assertRegex(lock["token"], rf"^{os.getpid()}-[0-9a-f]{{16}}$")
        self.assertEqual(self.locks(), [])

    def test_is_freed_when_what_is_done_under_it_fails(self) -> None:
        with self.assertRaises(ZeroDivisionError), mreg._locked(self.folder, ""):
            raise ZeroDivisionError
        self.assertEqual(self.locks(), [])

    def test_names_who_holds_it_when_the_wait_is_over(self) -> None:
        child = self.held_by()
        with self.assertRaises(mreg.MregError) as caught, mreg._locked(self.folder, "", wait=0.05):
            self.fail("taken although it is held")
        self.assertEqual(caught.exception.exit_code, 5)
        self.assertIn(f"process {child.pid} on {mreg._here().host} (mreg.py tag) since", str(caught.exception))
        self.assertEqual(self.locks(), [LOCK])

    def test_of_a_killed_process_is_broken_at_once(self) -> None:
        child = self.held_by()
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        with mreg._locked(self.folder, "", wait=5):
            self.assertEqual(json.loads(self.path(LOCK).read_text(encoding="utf-8"))["pid"], os.getpid())
        self.assertEqual(self.locks(), [])

    def test_of_a_zombie_is_broken(self) -> None:
        child = self.held_by()
        os.kill(child.pid, signal.SIGKILL)
        until(lambda: mreg._start_of(child.pid) is mreg._GONE)
        with mreg._locked(self.folder, "", wait=5):
            pass

    def test_of_another_machine_is_never_broken(self) -> None:
        self.put(LOCK, json.dumps({**mreg._holder("4121-00f1e2d3c4b5a697", ""), "host": "elsewhere", "pid": 2**22 + 1}))
        with self.assertRaisesRegex(mreg.MregError, "on elsewhere"), mreg._locked(self.folder, "", wait=0.05):
            self.fail("taken although it is held")
        self.assertTrue(self.path(LOCK).exists())

    def test_that_cannot_be_read_is_never_broken(self) -> None:
        for content in ("", "{", '{"v": 2}'):
            self.put(LOCK, content)
            with self.assertRaisesRegex(mreg.MregError, "someone unknown"), mreg._locked(self.folder, "", wait=0.01):
                self.fail("taken although it is held")

    def test_of_a_thread_of_this_process_is_waited_for(self) -> None:
        order = []
        is_held = threading.Event()

        def hold() -> None:
            with mreg._locked(self.folder, ""):
                is_held.set()
                time.sleep(0.05)
                order.append("first")

        thread = threading.Thread(target=hold)
        thread.start()
        is_held.wait()
        with mreg._locked(self.folder, ""):
            order.append("second")
        thread.join()
        self.assertEqual(order, ["first", "second"])

    def test_taken_twice_by_one_thread_is_a_bug_and_not_a_wait(self) -> None:
        with self.assertRaisesRegex(RuntimeError, "locked twice"), mreg._locked(self.folder, ""), mreg._locked(self.folder, ""):
            self.fail("taken twice")
        self.assertEqual(self.locks(), [])

    def test_that_somebody_removed_and_took_is_left_alone(self) -> None:
        with mreg._locked(self.folder, ""):
            self.put(LOCK, json.dumps(mreg._holder("9-0123456789abcdef", "")))
        self.assertEqual(self.locks(), [LOCK])

    def test_of_8_processes_only_one_counts_at_a_time(self) -> None:
        self.put("count", "0")
        children = [started(COUNTING, self.folder) for _ in range(8)]
        for child in children:
            self.assertEqual(child.communicate()[1], "")
        self.assertEqual(self.path("count").read_text(), "200")
        self.assertEqual(self.locks(), [])

    def test_of_a_killed_process_is_broken_by_one_of_8_that_wait(self) -> None:
        self.put("count", "0")
        holder = self.held_by()
        children = [started(COUNTING, self.folder) for _ in range(8)]
        until(lambda: len(self.locks()) > 4)
        holder.kill()
        holder.wait()
        for child in children:
            self.assertEqual(child.communicate()[1], "")
        self.assertEqual(self.path("count").read_text(), "200")
        self.assertEqual(self.locks(), [])

    def test_draws_nothing_from_the_generator_that_a_training_seeds(self) -> None:
        import random

        random.seed(1)
        wanted = random.random()
        random.seed(1)
        self.held_by()
        with self.assertRaises(mreg.MregError), mreg._locked(self.folder, "", wait=0.05):
            self.fail("taken although it is held")
        self.assertEqual(random.random(), wanted)


def has_node() -> bool:
    try:
        return subprocess.run(["node", "--input-type=module-typescript", "-e", ""], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


@unittest.skipUnless(has_node() and (PROJECT / "store" / "lock.ts").exists(), "there is no Node here that runs TypeScript")
class WithNode(InFolder):
    def test_a_live_holder_of_the_other_language_is_waited_for_and_a_killed_one_broken(self) -> None:
        for is_killed in (False, True):
            child = subprocess.Popen(
                ["node", "--input-type=module-typescript", "-e", NODE % PROJECT.as_posix(), self.folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
            assert child.stdout
            self.assertEqual(child.stdout.readline(), "held\n")
            with self.assertRaisesRegex(mreg.MregError, f"process {child.pid} on .*mreg tag"), mreg._locked(self.folder, "", wait=0.05):
                self.fail("taken although it is held")
            if is_killed:
                child.kill()
            child.communicate()
            with mreg._locked(self.folder, "", wait=5):
                pass
            self.assertEqual(os.listdir(self.folder), [])


if __name__ == "__main__":
    unittest.main()
