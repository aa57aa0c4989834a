"""A rootless owner: an account of the host, and the ids that are mapped for its containers."""

import ctypes
import os
import subprocess
from pathlib import Path

from stand_in_case import TOP, StandInCase

_NEW_USER = 0x10000000


class Owner(StandInCase):
    def setUp(self) -> None:
        super().setUp()
        self.ok("zfs", "create", "-o", "refquota=20M", "p/a")
        os.chown(f"{TOP}/p/a", 4242, 4242)

    def test_an_account_writes_and_is_stopped(self) -> None:
        command = f"echo x > {TOP}/p/a/f && mkdir {TOP}/p/a/d && chmod 700 {TOP}/p/a/d; dd if=/dev/urandom of={TOP}/p/a/big bs=1M count=40"
        done = subprocess.run(["sh", "-c", command], user=4242, group=4242, extra_groups=[], capture_output=True, text=True, check=False)
        self.assertIn("Disk quota exceeded", done.stderr)
        self.assertEqual(os.stat(f"{TOP}/p/a/f").st_uid, 4242)

    def test_the_root_of_a_user_namespace_gives_files_to_its_mapped_ids(self) -> None:
        ready, go = os.pipe(), os.pipe()
        child = os.fork()
        if child == 0:
            os._exit(self._inside(ready[1], go[0]))
        os.read(ready[0], 1)
        for kind in ("uid", "gid"):
            Path(f"/proc/{child}/{kind}_map").write_text("0 4242 1\n1 100000 65536\n")
        os.write(go[1], b"x")
        self.assertEqual(os.waitpid(child, 0)[1], 0)
        self.assertEqual(os.stat(f"{TOP}/p/a/database").st_uid, 100998)
        self.assertEqual(oct(os.stat(f"{TOP}/p/a/database").st_mode & 0o777), "0o700")
        self.ok("zfs", "snapshot", "p/a@1")
        self.ok("zfs", "rollback", "p/a@1")
        self.assertEqual(os.stat(f"{TOP}/p/a/database").st_uid, 100998)

    @staticmethod
    def _inside(ready: int, go: int) -> int:
        """What a container does on its first start: make its folder and give it to its own account."""
        try:
            if ctypes.CDLL(None).unshare(_NEW_USER):
                return 2
            os.write(ready, b"x")
            os.read(go, 1)
            os.setgid(0)
            os.setuid(0)
            os.mkdir(f"{TOP}/p/a/database", 0o755)
            os.chown(f"{TOP}/p/a/database", 999, 999)
            os.chmod(f"{TOP}/p/a/database", 0o700)
        except OSError:
            return 1
        return 0
