"""Quotas stop a writer, and only the right one."""

import os

from stand_in_case import ROOT, TOP, StandInCase


class Limits(StandInCase):
    def test_refquota_stops_the_writer_of_this_dataset_only(self) -> None:
        self.ok("zfs", "create", "-o", "refquota=20M", "p/a")
        self.ok("zfs", "create", "p/a/child")
        taken = self.write(f"{TOP}/p/a/f", 40)
        self.assertTrue(15 <= taken <= 20, taken)
        self.assertEqual(self.write(f"{TOP}/p/a/child/f", 30), 30)

    def test_room_comes_back_when_files_go(self) -> None:
        self.ok("zfs", "create", "-o", "refquota=20M", "p/a")
        self.write(f"{TOP}/p/a/f", 40)
        os.unlink(f"{TOP}/p/a/f")
        self.ok("zpool", "sync")
        self.assertGreaterEqual(self.write(f"{TOP}/p/a/g", 15), 15)

    def test_refquota_does_not_count_snapshots_but_quota_does(self) -> None:
        self.ok("zfs", "create", "-o", "refquota=20M", "p/a")
        self.write(f"{TOP}/p/a/f", 12)
        self.ok("zfs", "snapshot", "p/a@1")
        self.assertEqual(self.write(f"{TOP}/p/a/f", 12), 12)
        self.ok("zfs", "set", "refquota=none", "quota=40M", "p/a")
        self.assertLess(self.write(f"{TOP}/p/a/g", 40), 17)

    def test_quota_counts_children(self) -> None:
        self.ok("zfs", "create", "-o", "quota=30M", "p/a")
        self.ok("zfs", "create", "p/a/b")
        self.ok("zfs", "create", "p/a/b/c")
        self.write(f"{TOP}/p/a/f", 10)
        taken = self.write(f"{TOP}/p/a/b/c/f", 40)
        self.assertTrue(15 <= taken <= 20, taken)

    def test_a_pool_ends_at_its_size(self) -> None:
        self.ok("zpool", "create", "-m", f"{TOP}/small", "small", "128M")
        self.addCleanup(self.ok, "zpool", "destroy", "small")
        self.assertLess(self.write(f"{TOP}/small/f", 128), 120)
        self.assertEqual(self.write(f"{TOP}/p/f", 5), 5)

    def test_a_quota_below_what_is_used_is_refused(self) -> None:
        self.ok("zfs", "create", "p/a")
        self.write(f"{TOP}/p/a/f", 10)
        for name in ("quota", "refquota"):
            self.fails(
                "cannot set property for 'p/a': size is less than current used or reserved space",
                "zfs",
                "set",
                f"{name}=5M",
                "p/a",
                code=255,
            )

    def test_limits_survive_rollback_rename_and_promote(self) -> None:
        self.ok("zfs", "create", "-o", "refquota=20M", "p/a")
        self.ok("zfs", "snapshot", "p/a@1")
        self.ok("zfs", "rollback", "p/a@1")
        self.assertLessEqual(self.write(f"{TOP}/p/a/f", 40), 20)
        os.unlink(f"{TOP}/p/a/f")
        self.ok("zfs", "create", "-p", "p/deep/er")
        self.ok("zfs", "rename", "p/a", "p/deep/er/a")
        self.assertLessEqual(self.write(f"{TOP}/p/deep/er/a/f", 40), 20)
        self.ok("zfs", "clone", "-o", "quota=10M", "p/deep/er/a@1", "p/c")
        self.ok("zfs", "promote", "p/c")
        self.assertLessEqual(self.write(f"{TOP}/p/c/f", 40), 10)

    def test_numbers(self) -> None:
        self.ok("zfs", "create", "p/a")
        self.write(f"{TOP}/p/a/f", 10)
        self.ok("zfs", "snapshot", "p/a@1")
        os.unlink(f"{TOP}/p/a/f")
        self.ok("zpool", "sync")
        mega = 1 << 20
        self.assertLess(int(self.get("p/a", "referenced")), mega)
        self.assertAlmostEqual(int(self.get("p/a", "usedbysnapshots")) / mega, 10, delta=0.5)
        self.assertAlmostEqual(int(self.get("p/a", "used")) / mega, 10, delta=0.5)
        self.assertAlmostEqual(int(self.get("p/a@1", "used")) / mega, 10, delta=0.5)
        self.assertAlmostEqual(int(self.get("p", "usedbychildren")) / mega, 10, delta=0.5)
        before = int(self.get("p", "available"))
        self.ok("zfs", "destroy", "p/a@1")
        self.assertGreater(int(self.get("p", "available")), before + 9 * mega)
        self.assertTrue(os.path.isdir(ROOT))
