"""Scratch cgroups: what the programs allow in them, and how they are taken away. As root on cgroup v2."""

import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from supervisor import cgroup, devices, sysctls

_OPEN = """import os, stat, sys
path, kind, major, minor = sys.argv[1:]
os.mknod(path, stat.S_IFCHR if kind == "c" else stat.S_IFBLK, os.makedev(int(major), int(minor)))
"""
_JOIN = "import os, pathlib, sys; pathlib.Path(sys.argv[1], 'cgroup.procs').write_text(str(os.getpid())); sys.argv[1:2] = []\n"


class CgroupTest(unittest.TestCase):
    """Each test has a folder of a host that does not exist."""

    def setUp(self) -> None:
        self.state = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.path = cgroup.folder(self.state)
        self.path.mkdir()
        self.addCleanup(cgroup.remove, self.path)

    def inside(self, code: str, *words: str) -> subprocess.CompletedProcess[str]:
        """Run Python in the cgroup."""
        return subprocess.run([sys.executable, "-c", _JOIN + code, str(self.path), *words], capture_output=True, text=True, check=False)

    def test_devices_of_the_list_and_no_others(self) -> None:
        devices.program().attach(self.path)
        for kind, major, minor, allowed in (
            ("c", 1, 3, True),
            ("c", 1, 9, True),
            ("c", 5, 0, True),
            ("c", 5, 2, True),
            ("c", 136, 77, True),
            ("c", 10, 200, True),
            # Memory, ports, a terminal of the computer, the kernel's log, loop-control, a watchdog, disks.
            ("c", 1, 1, False),
            ("c", 1, 4, False),
            ("c", 4, 0, False),
            ("c", 1, 11, False),
            ("c", 10, 237, False),
            ("c", 10, 130, False),
            ("b", 1, 3, False),
            ("b", 7, 0, False),
            ("b", 254, 0, False),
        ):
            with self.subTest(f"{kind} {major}:{minor}"):
                ended = self.inside(_OPEN, str(self.state / f"{kind}{major}-{minor}"), kind, str(major), str(minor))
                self.assertEqual(ended.returncode == 0, allowed, ended.stderr)

    def test_settings_of_the_own_network_and_no_others(self) -> None:
        sysctls.program().attach(self.path)
        # Each is written back as it was: without the program nothing would change either.
        code = "import pathlib, sys; path = pathlib.Path('/proc/sys', sys.argv[1]); path.write_text(path.read_text())"
        for name, allowed in (("net/ipv4/ip_default_ttl", True), ("kernel/panic", False), ("vm/swappiness", False), ("fs/nr_open", False)):
            with self.subTest(name):
                self.assertEqual(self.inside(code, name).returncode == 0, allowed)

    def test_nested_groups_go_with_what_runs_in_them(self) -> None:
        deep = self.path / "a" / "b" / "c"
        deep.mkdir(parents=True)
        (self.path / "a" / "other").mkdir()
        with subprocess.Popen(["sleep", "1000"]) as sleeper:
            (deep / "cgroup.procs").write_text(str(sleeper.pid))
            cgroup.remove(self.path)
            self.assertEqual(sleeper.wait(), -9)
        self.assertFalse(self.path.exists())

    def test_what_is_not_there_is_removed_already(self) -> None:
        cgroup.remove(self.path)
        cgroup.remove(self.path)
        self.assertFalse(self.path.exists())

    def test_two_folders_never_share_one(self) -> None:
        self.assertNotEqual(cgroup.folder(Path("/a/x")), cgroup.folder(Path("/b/x")))
        self.assertEqual(os.path.dirname(cgroup.folder(Path("/a"))), str(cgroup.tree()))


if __name__ == "__main__":
    unittest.main()
