"""The bytes are where they belong after everything that moves them."""

import os
from pathlib import Path

from stand_in_case import TOP, StandInCase, command

A = Path(f"{TOP}/p/a")


class Data(StandInCase):
    def setUp(self) -> None:
        super().setUp()
        self.ok("zfs", "create", "p/a")
        (A / "f").write_text("one")
        self.ok("zfs", "snapshot", "p/a@1")
        (A / "f").write_text("two")

    def test_rollback_brings_the_old_bytes_back_under_the_same_mount(self) -> None:
        self.ok("zfs", "create", "p/a/inner")
        (A / "inner/g").write_text("stays")
        self.ok("zfs", "rollback", "p/a@1")
        self.assertEqual((A / "f").read_text(), "one")
        self.assertEqual((A / "inner/g").read_text(), "stays")
        self.assertTrue(os.path.ismount(A))

    def test_a_program_inside_does_not_stop_a_rollback(self) -> None:
        with open(A / "f") as file:
            self.ok("zfs", "rollback", "p/a@1")
            self.assertEqual(file.read(), "two")
        self.assertEqual((A / "f").read_text(), "one")

    def test_the_failed_state_is_kept_when_a_clone_takes_over(self) -> None:
        self.ok("zfs", "clone", "p/a@1", "p/a-restore")
        self.ok("zfs", "rename", "p/a", "p/a-failed-7")
        self.ok("zfs", "rename", "p/a-restore", "p/a")
        self.ok("zfs", "promote", "p/a")
        self.assertEqual((A / "f").read_text(), "one")
        self.assertEqual(Path(f"{TOP}/p/a-failed-7/f").read_text(), "two")
        self.assertEqual(self.ok("zfs", "get", "-H", "-o", "value", "origin", "p/a-failed-7"), "p/a@1")
        self.ok("zfs", "destroy", "p/a-failed-7")
        self.assertEqual((A / "f").read_text(), "one")

    def test_promote_takes_the_older_snapshots_along(self) -> None:
        self.ok("zfs", "snapshot", "p/a@2")
        self.ok("zfs", "snapshot", "p/a@3")
        self.ok("zfs", "clone", "p/a@2", "p/c")
        self.ok("zfs", "promote", "p/c")
        listed = self.ok("zfs", "list", "-H", "-o", "name", "-t", "snapshot", "-r", "p").split()
        self.assertEqual(listed, ["p/a@3", "p/c@1", "p/c@2"])
        self.ok("zfs", "rollback", "-R", "p/c@1")
        self.assertEqual(Path(f"{TOP}/p/c/f").read_text(), "one")

    def test_send_and_receive(self) -> None:
        self.ok("zfs", "snapshot", "p/a@2")
        full = command("zfs", "send", "p/a@1").stdout
        self.ok("zfs", "receive", "p/b", stdin=full)
        self.assertEqual(Path(f"{TOP}/p/b/f").read_text(), "one")
        more = command("zfs", "send", "-i", "@1", "p/a@2").stdout
        self.ok("zfs", "receive", "-F", "p/b", stdin=more)
        self.assertEqual(Path(f"{TOP}/p/b/f").read_text(), "two")
        self.assertEqual(self.get("p/a@2", "guid"), self.get("p/b@2", "guid"))

    def test_a_whole_tree_with_a_clone_is_replicated_and_continued(self) -> None:
        self.ok("zfs", "create", "p/a/kid")
        Path(f"{A}/kid/g").write_text("kid")
        self.ok("zfs", "snapshot", "-r", "p/a@2")
        self.ok("zfs", "clone", "p/a/kid@2", "p/a/clone")
        self.ok("zfs", "snapshot", "-r", "p/a@3")
        self.ok("zfs", "receive", "-u", "p/r", stdin=command("zfs", "send", "-R", "p/a@3").stdout)
        self.assertEqual(self.ok("zfs", "get", "-H", "-o", "value", "origin", "p/r/clone"), "p/r/kid@2")
        Path(f"{A}/kid/g").write_text("grown")
        self.ok("zfs", "snapshot", "-r", "p/a@4")
        self.ok("zfs", "receive", "-u", "-F", "p/r", stdin=command("zfs", "send", "-R", "-I", "@3", "p/a@4").stdout)
        self.ok("zfs", "mount", "-a")
        self.assertEqual(Path(f"{TOP}/p/r/kid/g").read_text(), "grown")
        self.assertEqual(Path(f"{TOP}/p/r/clone/g").read_text(), "kid")

    def test_a_broken_stream_leaves_nothing(self) -> None:
        full = command("zfs", "send", "p/a@1").stdout
        done = command("zfs", "receive", "p/b", stdin=full[: len(full) // 2])
        self.assertEqual(done.returncode, 1)
        self.fails("dataset does not exist", "zfs", "list", "p/b")

    def test_mounts_come_back_with_mount_a(self) -> None:
        self.ok("zfs", "create", "p/a/inner")
        self.ok("zfs", "unmount", "-a")
        self.assertFalse(os.path.ismount(A))
        self.ok("zfs", "mount", "-a")
        self.assertTrue(os.path.ismount(A / "inner"))
        self.assertEqual((A / "f").read_text(), "two")

    def test_export_and_import(self) -> None:
        self.ok("zpool", "export", "p")
        self.fails("no such pool", "zpool", "list", "p")
        self.ok("zpool", "import", "-a")
        self.assertEqual((A / "f").read_text(), "two")
