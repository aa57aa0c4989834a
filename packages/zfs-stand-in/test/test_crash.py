"""kill -9 at the worst moments: the next command finds the old or the new state, never a half."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from stand_in_case import PACKAGE, ROOT, TOP, StandInCase

# Runs one command and ends the process before or after the n-th call of a function, as kill -9 would.
_KILLER = """
import importlib, os, signal, sys
sys.path.insert(0, sys.argv[1])
module, name, when, *words = sys.argv[2:]
target = importlib.import_module("zfs_stand_in." + module)
owner, _, attribute = name.rpartition(".")
holder = getattr(target, owner) if owner else target
real = getattr(holder, attribute)
def deadly(*arguments, **named):
    if when == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    real(*arguments, **named)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(holder, attribute, deadly)
from zfs_stand_in.main import main
sys.exit(main(words))
"""
_POINTS = [
    ("store", "Store.save", "before"),
    ("store", "Store.save", "after"),
    ("settle", "settle", "before"),
    ("settle", "sweep", "after"),
]
_COMMANDS = {
    "create": ["zfs", "create", "p/new"],
    "snapshot": ["zfs", "snapshot", "-r", "p/a@2"],
    "rollback": ["zfs", "rollback", "p/a@1"],
    "clone": ["zfs", "clone", "p/a@1", "p/c"],
    "rename": ["zfs", "rename", "p/a", "p/b"],
    "destroy": ["zfs", "destroy", "-r", "p/a"],
    "destroy a snapshot": ["zfs", "destroy", "p/a@1"],
    "set": ["zfs", "set", "refquota=50M", "p/a"],
    "move": ["zfs", "set", f"mountpoint={TOP}/elsewhere", "p/a"],
}


class Crash(StandInCase):
    def setUp(self) -> None:
        super().setUp()
        self._fresh()

    def _fresh(self) -> None:
        self.ok("zfs", "create", "p/a")
        self.ok("zfs", "create", "p/a/kid")
        Path(f"{TOP}/p/a/f").write_text("one")
        self.ok("zfs", "snapshot", "p/a@1")
        Path(f"{TOP}/p/a/f").write_text("two")

    def _kill(self, point: tuple[str, str, str], words: list[str]) -> None:
        done = subprocess.run([sys.executable, "-c", _KILLER, str(PACKAGE), *point, *words], capture_output=True, check=False)
        self.assertEqual(done.returncode, -signal.SIGKILL, done.stderr)

    def _check(self) -> None:
        """After one more change nothing is left over, every subvolume has its name, and all is mounted that wants to be."""
        self.ok("zfs", "create", "p/after")
        self.ok("zfs", "destroy", "p/after")
        self.assertFalse(os.path.exists(f"{ROOT}/.unsettled"))
        from zfs_stand_in.store import Store

        pool = Store(ROOT).load("p")
        assert pool is not None
        named = {each.vol for each in pool.datasets.values()} | {snap.vol for each in pool.datasets.values() for snap in each.snaps}
        self.assertEqual(set(os.listdir(f"{ROOT}/p/vol")), named)
        # What was mounted before is mounted again; a new dataset may wait for `zfs mount -a`, as after a crash of OpenZFS.
        for name in set(pool.datasets) & {"p/a", "p/b", "p/a/kid", "p/b/kid"}:
            self.assertEqual(self.get(name, "mounted"), "yes", name)

    def test_every_command_at_every_point(self) -> None:
        for title, words in _COMMANDS.items():
            for point in _POINTS:
                if title == "set" and point[1] == "sweep":
                    continue
                with self.subTest(title, point=point):
                    self._kill(point, words)
                    self._check()
                    if "rollback" in words:
                        text = Path(f"{TOP}/p/a/f").read_text()
                        self.assertEqual(text, "two" if point == _POINTS[0] else "one")
                    self.ok("zfs", "destroy", "-R", "p")
                    self._fresh()

    def test_a_kill_between_mounts_is_mended(self) -> None:
        for words in (_COMMANDS["rename"], _COMMANDS["rollback"], _COMMANDS["move"]):
            with self.subTest(words=words):
                self._kill(("mounts", "mount", "before"), words)
                self._check()
                self.ok("zfs", "destroy", "-R", "p")
                self._fresh()

    def test_a_killed_pool_creation_and_destruction(self) -> None:
        self._kill(("store", "Store.save", "before"), ["zpool", "create", "q", "1G"])
        self.ok("zpool", "create", "-m", "none", "q", "1G")
        self._kill(("settle", "settle", "before"), ["zpool", "destroy", "q"])
        self._check()
        self.assertFalse(os.path.exists(f"{ROOT}/q"))

    def test_random_moments(self) -> None:
        import random

        chance = random.Random(7)
        for at in range(12):
            words = chance.choice(
                [["zfs", "snapshot", "-r", f"p@r{at}"], ["zfs", "rollback", "-R", "p/a@1"], ["zfs", "create", f"p/n{at}"]]
            )
            program = subprocess.Popen([sys.executable, "-SE", str(PACKAGE / words[0]), *words[1:]], stderr=subprocess.DEVNULL)
            try:
                program.wait(chance.uniform(0.02, 0.08))
            except subprocess.TimeoutExpired:
                program.kill()
                program.wait()
        self._check()
