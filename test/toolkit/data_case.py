"""A service with a dataset, for tests of what deploys do with data."""

import json

from fake import Call
from fake_envoy import SERVICE, UID
from host import files
from host.runner import Result
from machine import Pools
from rollout_case import RolloutCase
from snapshot_pools import Snapshots
from state.journal_files import deploy_ids

DB = "tank/homelab/feeds/db"
V3 = "docker.io/miniflux/miniflux:3"


class DataCase(RolloutCase):
    """Feeds with a dataset, whose data each start of a version overwrites with the version's name."""

    def setUp(self) -> None:
        super().setUp()
        self.pools = Pools(self, "tank")
        self.zfs = Snapshots(self.pools, self)
        (self.root / "zfs/tank/feeds/db").mkdir(parents=True)
        self.pools.put(DB, owner="feeds/db", mounted="yes", mountpoint="/zfs/tank/feeds/db", canmount="on")
        self.ctx.paths.ledger.write_text(f"{UID} {SERVICE}\n")
        self.ids = iter(range(1000, 2000))
        self.patch_object(__import__("secrets"), "token_hex", lambda _bytes: str(next(self.ids)))

    def version(self, name: str, image: str, rollback: str = "recreate", hook: list[str] | None = None, slots: int = 1) -> None:
        self.generation(name, image, slots=slots, state=False)
        path = self.ctx.paths.generations(SERVICE) / name / "manifest.json"
        manifest = {**json.loads(path.read_text()), "data": {DB: rollback}}
        if hook:
            manifest["containers"]["app"]["beforeDeploy"] = {"command": hook, "within": 300}
        files.write_json(path, manifest)

    def _start(self, call: Call) -> Result:
        drop_in = files.read(self.unit_file("feeds-0-app.container.d/10-deploy.conf")) or ""
        self.zfs.data[DB] = drop_in.partition("Image=")[2].partition("\n")[0][-8:]
        self.events.append(f"data {self.zfs.data[DB]}")
        return super()._start(call)

    def data(self) -> str:
        return self.zfs.data[DB]

    def deploys(self) -> list[str]:
        return [each[-4:] for each in deploy_ids(self.ctx, SERVICE)]
