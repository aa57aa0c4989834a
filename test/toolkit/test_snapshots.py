"""Snapshots of deploys: taken once, held, pruned, and gone back to."""

from dataclasses import replace
from typing import Any
from unittest import mock

from fake import HostCase
from host.errors import HostProblem
from host.runner import Result
from machine import Pools
from snapshot_pools import FIRST, Snapshots
from snapshots import restore as copies
from snapshots.take import Snapshot, prune, snapshots, take

DB = "tank/homelab/feeds/db"
FILES = "safe/homelab/feeds/files"
FAILED = f"{DB}-failed-d2"
LOCAL = {"mountpoint": "/zfs/tank/feeds/db", "refquota": "5G", "recordsize": "16K", "canmount": "on"}


class SnapshotCase(HostCase):
    """Two datasets of a service, in two pools."""

    def setUp(self) -> None:
        super().setUp()
        self.pools = Pools(self, "tank", "safe")
        self.zfs = Snapshots(self.pools, self)
        (self.root / "zfs/tank/feeds/db").mkdir(parents=True)
        self.pools.put(DB, owner="feeds/db", mounted="yes", **LOCAL)
        self.pools.put(FILES, owner="feeds/files")
        self.zfs.data[DB] = "one"

    def snapshot(self, deploy: str) -> Snapshot:
        take(self.ctx, [DB], deploy)
        return snapshots(self.ctx, DB)[-1]

    def marks(self, dataset: str) -> dict[str, object]:
        return {key: value for key, (value, _) in self.pools.datasets[dataset].items()}


class Taken(SnapshotCase):
    def test_once_for_each_dataset_and_held(self) -> None:
        for _ in range(2):
            self.assertEqual(take(self.ctx, [FILES, DB], "d1"), [f"{FILES}@homelab-d1", f"{DB}@homelab-d1"])
        self.assertEqual(self.zfs.held, {f"{FILES}@homelab-d1", f"{DB}@homelab-d1"})
        self.assertEqual(len(self.runner.commands("zfs snapshot")), 2, "one command for each pool, and none the second time")

    def test_a_hold_that_fails_otherwise_is_told(self) -> None:
        self.runner.on("zfs hold", Result(1, "", "cannot hold: permission denied"))
        with self.assertRaisesRegex(HostProblem, "permission denied"):
            take(self.ctx, [DB], "d1")

    def test_pruning_leaves_the_newest_the_needed_and_those_of_other_tools(self) -> None:
        for deploy in ("d1", "d2", "d3", "d4"):
            self.snapshot(deploy)
        self.zfs.taken[f"{DB}@autosnap"] = ("-", "", 1)
        table = [({"d1"}, 2, 0.0, ["d2"]), (set(), 2, 0.0, ["d1"]), (set(), 9, FIRST + 3.0, ["d3"]), (set(), 9, 0.0, [])]
        for keep, newest, oldest, gone in table:
            with self.subTest(newest=newest, oldest=oldest):
                self.assertEqual(prune(self.ctx, DB, keep, newest, oldest), [f"{DB}@homelab-{each}" for each in gone])
        self.assertEqual(set(self.zfs.taken), {f"{DB}@autosnap", f"{DB}@homelab-d4"})


class Restored(SnapshotCase):
    def test_only_the_newest_one_and_only_to_discard_what_is_newer_is_rolled_back_to(self) -> None:
        first = self.snapshot("d1")
        self.zfs.data[DB] = "two"
        self.assertIn("was rolled back to homelab-d1", copies.restore(self.ctx, DB, first, "d2", discard=True))
        self.assertEqual(self.zfs.data[DB], "one")
        self.zfs.data[DB] = "three"
        self.assertIn("is kept in", copies.restore(self.ctx, DB, first, "d3"))
        self.assertEqual((self.zfs.data[DB], self.zfs.data[f"{DB}-failed-d3"]), ("one", "three"))

    def older(self) -> Snapshot:
        first = self.snapshot("d1")
        self.zfs.data[DB] = "two"
        self.snapshot("d2")
        self.zfs.data[DB] = "three"
        return first

    def test_an_older_one_takes_the_place_and_nothing_is_lost(self) -> None:
        words = copies.restore(self.ctx, DB, self.older(), "d2")
        self.assertIn(f"what was in it is kept in {FAILED} for 30 days", words)
        self.assertEqual((self.zfs.data[DB], self.zfs.data[FAILED]), ("one", "three"))
        now, aside = self.marks(DB), self.marks(FAILED)
        self.assertEqual({key: now[key] for key in LOCAL}, {**LOCAL, "refquota": now["refquota"], "recordsize": now["recordsize"]})
        self.assertEqual((now["homelab:owner"], now["mounted"]), ("feeds/db", "yes"))
        self.assertEqual((aside.get("homelab:owner"), aside["homelab:failed"], aside["canmount"]), (None, "feeds/db", "noauto"))
        self.assertEqual(aside["homelab:expires"], "2026-12-20")

    def test_cut_before_any_command_it_is_finished_by_the_next_one_or_undone(self) -> None:
        first = self.older()
        for finish in (True, False):
            cuts = 0
            while self._cut_before(cuts, first):
                cuts += 1
                with self.subTest(cuts=cuts, finish=finish):
                    if finish:
                        copies.restore(self.ctx, DB, first, "d2")
                        self.assertEqual((self.zfs.data[DB], self.zfs.data[FAILED]), ("one", "three"))
                        self.assertEqual(self.marks(DB)["homelab:owner"], "feeds/db")
                    self._undone(first)
            self._undone(first)
            self.assertGreater(cuts, 8)

    def _undone(self, first: Snapshot) -> None:
        copies.undo(self.ctx, DB, "d2")
        now = self.marks(DB)
        self.assertEqual((self.zfs.data[DB], now["homelab:owner"], now["canmount"]), ("three", "feeds/db", "on"))
        owners = [name for name in self.pools.datasets if self.marks(name).get("homelab:owner") == "feeds/db"]
        self.assertEqual(owners, [DB])
        self.pools.datasets.pop(f"{DB}-restored-d2", None)

    def _cut_before(self, number: int, first: Snapshot) -> bool:
        """Restore, and end it before its command of this number that changes something; False if it came to its end."""

        class Cut(BaseException):
            pass

        run, changed = self.runner.run, [0]

        def cut(argv: list[str], **more: Any) -> Result:
            if argv[1] not in ("get", "list"):
                if changed[0] == number:
                    raise Cut
                changed[0] += 1
            return run(argv, **more)

        with mock.patch.object(self.runner, "run", cut):
            try:
                copies.restore(self.ctx, DB, first, "d2")
            except Cut:
                return True
        return False

    def test_a_dataset_in_use_is_waited_for_and_then_named(self) -> None:
        first = self.older()
        self.zfs.busy = ["pool busy"] * 3
        copies.restore(self.ctx, DB, first, "d2")
        self.assertEqual((self.clock.passed, self.zfs.data[DB]), (3.0, "one"))
        self.zfs.busy = ["pool busy"] * 99
        with self.assertRaisesRegex(HostProblem, "still in use 30 s after the service was stopped: pool busy"):
            copies.undo(self.ctx, DB, "d2")

    def test_a_copy_is_independent_once_it_is_settled_and_the_other_one_expires(self) -> None:
        copies.restore(self.ctx, DB, self.older(), "d2")
        copies.settle(self.ctx, DB)
        copies.settle(self.ctx, DB)
        self.assertEqual((self.zfs.of(DB), self.zfs.of(FAILED)), ([f"{DB}@homelab-d1"], [f"{FAILED}@homelab-d2"]))
        self.assertEqual(copies.expired(self.ctx, DB), [])
        self.clock.passed += 31 * 86400
        self.runner.on("zfs destroy -r", Result(1, "", "dataset is busy"))
        self.assertEqual(copies.expired(self.ctx, DB), [])
        self.runner.on("zfs destroy -r", self.zfs._destroy)
        self.assertEqual(copies.expired(self.ctx, DB), [FAILED])
        self.assertEqual(copies.expired(self.ctx, FILES), [])

    def test_there_is_nothing_to_undo(self) -> None:
        self.assertFalse(copies.undo(self.ctx, DB, "d9"))
        self.assertEqual(replace(self.snapshot("d1"), created=0).full, f"{DB}@homelab-d1")
