import json
import os
from collections.abc import Sequence
from pathlib import Path

from fake import HostCase
from host import safe_folder, zfs
from host.context import Context
from host.errors import HostProblem
from machine import Pools
from nouns import dataset

SPEC = "\n".join(
    [
        "dataset=safe/homelab/feeds/db",
        "mountpoint=/zfs/safe/feeds/db",
        "refquota=5G",
        "property.recordsize=16K",
        "dir.pg=1246182:1246182",
        "",
    ]
)


class DatasetTest(HostCase):
    def setUp(self) -> None:
        super().setUp()
        self.pools = Pools(self, "safe", "tank")
        inodes: dict[int, tuple[int, int]] = {}
        self.patch_object(safe_folder, "owner_of_open", lambda handle: inodes.get(_inode(handle), (0, 0)))
        self.patch_object(safe_folder, "give_open", lambda handle, uid, gid: inodes.__setitem__(_inode(handle), (uid, gid)))

    def test_first_apply(self) -> None:
        out = json.loads(dataset.apply(self.ctx, "feeds/db", SPEC))
        self.assertEqual(
            self.runner.changing(),
            [
                "zfs create -u -o canmount=off -o mountpoint=none safe/homelab",
                "zfs create -u -o canmount=off -o mountpoint=none safe/homelab/feeds",
                "zfs create -u -o canmount=on -o mountpoint=/zfs/safe/feeds/db -o refquota=5G -o recordsize=16K "
                "-o homelab:owner=feeds/db safe/homelab/feeds/db",
                "zfs mount safe/homelab/feeds/db",
            ],
        )
        self.assertEqual(out["refquota"], 5 * 1024**3)
        root = self.root / "zfs/safe/feeds/db"
        self.assertEqual(root.stat().st_mode & 0o777, 0o711)
        self.assertEqual((root / "pg").stat().st_mode & 0o777, 0o700)

    def test_a_parent_that_another_service_makes_meanwhile_is_no_problem(self) -> None:
        listed = zfs.list_datasets

        def look(ctx: Context, properties: Sequence[str]) -> dict[str, zfs.Dataset]:
            found = listed(ctx, properties)
            ctx.runner.run(["zfs", "create", "-u", "-o", "canmount=off", "-o", "mountpoint=none", "safe/homelab"])
            return found

        self.patch_object(zfs, "list_datasets", look)
        dataset.apply(self.ctx, "feeds/db", SPEC)
        self.assertEqual(self.runner.commands("zfs create").count("zfs create -u -o canmount=off -o mountpoint=none safe/homelab"), 1)

    def test_a_folder_that_another_service_makes_meanwhile_is_no_problem(self) -> None:
        def look(path: Path) -> bool:
            there = os.path.isdir(path)
            os.makedirs(path, exist_ok=True)
            return there

        self.patch_object(Path, "is_dir", look)
        dataset.apply(self.ctx, "feeds/db", SPEC)
        self.assertEqual((self.root / "zfs").stat().st_mode & 0o777, 0o711)

    def test_second_apply_changes_nothing(self) -> None:
        first = dataset.apply(self.ctx, "feeds/db", SPEC)
        self.runner.forget()
        self.assertEqual(dataset.apply(self.ctx, "feeds/db", SPEC), first)
        self.assertEqual(self.runner.changing(), [])

    def test_only_what_differs_is_set(self) -> None:
        dataset.apply(self.ctx, "feeds/db", SPEC)
        self.runner.forget()
        dataset.apply(self.ctx, "feeds/db", SPEC.replace("5G", "6G"))
        self.assertEqual(self.runner.changing(), ["zfs set refquota=6G safe/homelab/feeds/db"])

    def test_refuses_what_is_not_ours(self) -> None:
        self.pools.put("safe/homelab/feeds/db", mountpoint="/zfs/safe/feeds/db")
        with self.assertRaisesRegex(HostProblem, "its property homelab:owner is not"):
            dataset.apply(self.ctx, "feeds/db", SPEC)
        self.assertEqual(self.runner.changing(), [])

    def test_refuses_a_move(self) -> None:
        self.pools.put("tank/homelab/feeds/db", owner="feeds/db")
        with self.assertRaisesRegex(HostProblem, "this needs a move of the data"):
            dataset.apply(self.ctx, "feeds/db", SPEC)
        self.assertEqual(self.runner.changing(), [])

    def test_an_inherited_mark_is_none(self) -> None:
        self.pools.put("tank/copy", owner="feeds/db")
        self.pools.datasets["tank/copy"]["homelab:owner"] = ("feeds/db", "INHERITED")
        dataset.apply(self.ctx, "feeds/db", SPEC)

    def test_refuses_files_below_the_mountpoint(self) -> None:
        stray = self.root / "zfs/safe/feeds/db/stray"
        stray.mkdir(parents=True)
        with self.assertRaisesRegex(HostProblem, "mounting would hide them"):
            dataset.apply(self.ctx, "feeds/db", SPEC)
        self.assertEqual(self.runner.commands("zfs mount"), [])

    def test_follows_no_link_that_a_service_planted(self) -> None:
        dataset.apply(self.ctx, "feeds/db", SPEC)
        target = self.root / "zfs/safe/feeds/db/pg"
        target.rmdir()
        target.symlink_to("/etc")
        with self.assertRaisesRegex(HostProblem, "is a link or a file"):
            dataset.apply(self.ctx, "feeds/db", SPEC)

    def test_the_dataset_itself_may_have_an_owner(self) -> None:
        dataset.apply(self.ctx, "feeds/db", SPEC.replace("dir.pg", "dir."))
        self.assertEqual((self.root / "zfs/safe/feeds/db").stat().st_mode & 0o777, 0o700)

    def test_remove_keeps_the_data(self) -> None:
        dataset.remove(self.ctx, "feeds/db", SPEC)
        self.assertEqual(self.runner.calls, [])
        self.assertIn("stays in safe/homelab/feeds/db", self.said[0])


def _inode(handle: int) -> int:
    return os.fstat(handle).st_ino
