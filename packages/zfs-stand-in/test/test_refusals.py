"""What must not happen does not happen."""

import os
import subprocess
import sys
from pathlib import Path

from stand_in_case import PACKAGE, ROOT, TOP, StandInCase, command


class Refusals(StandInCase):
    def test_a_hold_blocks_destroy_and_rollback(self) -> None:
        self.ok("zfs", "create", "p/a")
        self.ok("zfs", "snapshot", "p/a@1")
        self.ok("zfs", "snapshot", "p/a@2")
        self.ok("zfs", "hold", "keep", "p/a@2")
        self.fails("cannot destroy snapshot p/a@2: it's being held.", "zfs", "destroy", "p/a@2")
        self.fails("cannot destroy snapshot p/a@2: it's being held.", "zfs", "destroy", "-r", "p/a")
        self.fails("dataset is busy", "zfs", "rollback", "-r", "p/a@1")
        self.ok("zfs", "release", "keep", "p/a@2")
        self.ok("zfs", "destroy", "p/a@2")

    def test_busy(self) -> None:
        self.ok("zfs", "create", "p/a")
        self.ok("zfs", "create", "p/a/b")
        with open(f"{TOP}/p/a/f", "w"):
            self.fails(f"cannot unmount '{TOP}/p/a': pool or dataset is busy", "zfs", "unmount", "p/a")
            self.assertTrue(os.path.ismount(f"{TOP}/p/a/b"), "what was unmounted before the refusal is mounted again")

    def test_a_dataset_that_another_mount_namespace_has_is_busy(self) -> None:
        self.ok("zfs", "create", "p/a")
        holder = subprocess.Popen(
            ["unshare", "-m", "--propagation", "private", "sh", "-c", "echo in; exec sleep 60"], stdout=subprocess.PIPE
        )
        try:
            if holder.stdout:
                holder.stdout.readline()
            self.fails("cannot destroy 'p/a': dataset is busy", "zfs", "destroy", "p/a")
            self.assertTrue(os.path.ismount(f"{TOP}/p/a"))
            self.fails("pool is busy", "zpool", "export", "p")
            self.assertTrue(os.path.ismount(f"{TOP}/p/a"))
            self.ok("zfs", "rename", "p/a", "p/b")
        finally:
            holder.kill()
            holder.communicate()
        self.ok("zfs", "destroy", "p/b")

    def test_many_at_once_wait_for_each_other(self) -> None:
        words = [sys.executable, "-SE", str(PACKAGE / "zfs"), "create"]
        running = [subprocess.Popen([*words, f"p/n{at}"], stderr=subprocess.PIPE) for at in range(6)]
        for each in running:
            self.assertEqual((each.communicate()[1], each.returncode), (b"", 0))
        self.assertEqual(len(self.ok("zfs", "list", "-H", "-r", "p").splitlines()), 7)

    def test_a_root_without_the_marker_is_left_alone(self) -> None:
        other = Path(f"{TOP}/other")
        other.mkdir()
        environment = {**os.environ, "HOMELAB_ZFS_ROOT": str(other)}
        program = [sys.executable, str(PACKAGE / "zpool"), "create", "q", "1G"]
        done = subprocess.run(program, env=environment, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("nothing was done", done.stderr)
        self.assertEqual(list(other.iterdir()), [])

    def test_others_may_look_but_not_touch(self) -> None:
        # A copy that everybody may read, wherever the package lies.
        subprocess.run(["cp", "-rL", str(PACKAGE), f"{TOP}/copy"], check=True)

        def run(*words: str) -> subprocess.CompletedProcess[str]:
            program = ["/usr/bin/python3", "-SE", f"{TOP}/copy/zfs", *words]
            return subprocess.run(program, user=4242, group=4242, extra_groups=[], capture_output=True, text=True, check=False, cwd="/")

        listed = run("list", "-H", "-o", "name,used", "p")
        self.assertEqual((listed.returncode, listed.stdout.split()[0]), (0, "p"), listed.stderr)
        for words in (["create", "p/x"], ["destroy", "p"], ["set", "atime=off", "p"], ["hold", "t", "p@x"], ["rollback", "p@x"]):
            done = run(*words)
            self.assertEqual(done.returncode, 1)
            self.assertIn("permission denied", done.stderr)

    def test_a_closed_reader_is_no_error_worth_a_traceback(self) -> None:
        done = subprocess.run(["sh", "-c", f"{sys.executable} {PACKAGE}/zfs get all p | head -c 1"], capture_output=True, check=False)
        self.assertNotIn(b"Traceback", done.stderr)

    def test_a_short_command_loads_little(self) -> None:
        code = "import sys; sys.path.insert(0, sys.argv[1]); import zfs_stand_in.main as m; m.main(['zfs', 'list']); print(*sys.modules)"
        done = subprocess.run([sys.executable, "-SE", "-c", code, str(PACKAGE)], capture_output=True, text=True, check=True)
        for heavy in ("argparse", "subprocess", "dataclasses", "ctypes", "typing_extensions", "shutil"):
            self.assertNotIn(heavy, done.stdout.split())

    def test_prepare_leaves_a_used_file_system_alone(self) -> None:
        marker = Path(f"{ROOT}/.zfs-stand-in")
        marker.rename(f"{ROOT}/.kept")
        try:
            done = command("zfs-stand-in", "prepare")
        finally:
            Path(f"{ROOT}/.kept").rename(marker)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"it is left alone", done.stderr)
