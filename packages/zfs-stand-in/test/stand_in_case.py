"""A host for the tests: a mount namespace of this process, with a btrfs file system of its own.

All of it ends with the process, however that ends: the mounts are in no other namespace, the loop device is let go with the last
mount, and the image has no name any more.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
PACKAGE = HERE.parent
TOP = "/mnt"
ROOT = f"{TOP}/pools"
_NEW_NAMESPACE = 0x00020000
_PRIVATE = (1 << 18) | 16384
_ready: list[str] = []

sys.path.insert(0, str(PACKAGE))


def _need() -> None:
    if os.geteuid() != 0:
        raise RuntimeError("these tests mount a file system: run them as root")
    if not shutil.which("mkfs.btrfs"):
        raise RuntimeError("mkfs.btrfs is missing: apt-get install btrfs-progs")
    if "btrfs" not in Path("/proc/filesystems").read_text():
        subprocess.run(["modprobe", "btrfs"], check=False)
    if "btrfs" not in Path("/proc/filesystems").read_text():
        raise RuntimeError("this kernel has no btrfs")


def enter() -> None:
    """Go into the namespace; the first call does it."""
    if _ready:
        return
    _need()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_NEW_NAMESPACE) or libc.mount(None, b"/", None, _PRIVATE, None):
        raise RuntimeError(f"no mount namespace: {os.strerror(ctypes.get_errno())}")
    image = tempfile.NamedTemporaryFile(dir="/var/tmp", prefix="zfs-stand-in-test-")  # noqa: SIM115 - it ends below
    with image:
        image.truncate(8 << 30)
        subprocess.run(["mkfs.btrfs", "-q", image.name], check=True, capture_output=True)
        subprocess.run(["mount", "-t", "tmpfs", "none", TOP], check=True)
        os.mkdir(ROOT)
        subprocess.run(["mount", "-o", "loop,noatime,flushoncommit,commit=5", image.name, ROOT], check=True)
    os.environ["HOMELAB_ZFS_ROOT"] = ROOT
    _ready.append(ROOT)
    command("zfs-stand-in", "prepare")


def command(*words: str, stdin: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    """Run a command of the stand-in to its end."""
    program = [sys.executable, "-SE", str(PACKAGE / words[0]), *words[1:]]
    return subprocess.run(program, input=stdin if stdin is not None else b"", capture_output=True, check=False)


class StandInCase(unittest.TestCase):
    """A test with a pool of its own, named `p`, mounted below /mnt/p."""

    @classmethod
    def setUpClass(cls) -> None:
        enter()

    def setUp(self) -> None:
        self.ok("zpool", "create", "-m", f"{TOP}/p", "p", "1G")
        self.addCleanup(self._end)

    def _end(self) -> None:
        done = command("zpool", "destroy", "p")
        self.assertEqual(done.returncode, 0, done.stderr)

    def ok(self, *words: str, stdin: bytes | None = None) -> str:
        """A command that must succeed; what it printed."""
        done = command(*words, stdin=stdin)
        self.assertEqual(done.returncode, 0, f"{words}: {done.stderr.decode()}")
        return done.stdout.decode(errors="surrogateescape").strip()

    def fails(self, sentence: str, *words: str, code: int = 1) -> None:
        """A command that must fail with a sentence."""
        done = command(*words)
        self.assertEqual(done.returncode, code, done.stdout)
        self.assertIn(sentence, done.stderr.decode())

    def get(self, dataset: str, name: str) -> str:
        """One exact value."""
        return self.ok("zfs", "get", "-Hp", "-o", "value", name, dataset)

    def write(self, path: str, megabytes: int) -> int:
        """Write to disk until it is done or refused; the megabytes that were taken."""
        with open(path, "wb", buffering=0) as file:
            for done in range(megabytes):
                try:
                    file.write(os.urandom(1 << 20))
                    os.fsync(file.fileno())
                except OSError as problem:
                    self.assertIn(problem.errno, (28, 122))
                    return done
        return megabytes
