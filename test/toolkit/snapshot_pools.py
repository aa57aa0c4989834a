"""ZFS snapshots behind the fake runner."""

import json

from fake import Call, HostCase
from host.runner import Result
from machine import Pools

# When the first snapshot of a test was taken, in seconds since 1970: about when its clock stands.
FIRST = 1_795_208_000


class Snapshots:
    """Snapshots, clones and renames of `Pools`. Data is one text for each dataset."""

    def __init__(self, pools: Pools, case: HostCase) -> None:
        self.pools = pools
        self.data: dict[str, str] = {}
        self.taken: dict[str, tuple[str, str, int]] = {}
        self.held: set[str] = set()
        self.busy: list[str] = []
        runner = case.runner
        runner.on("zfs snapshot", self._snapshot)
        runner.on("zfs hold", self._hold)
        runner.on("zfs release", self._release)
        runner.on("zfs list -j --json-int -t snapshot", self._list)
        runner.on("zfs rollback", self._rollback)
        runner.on("zfs clone", self._clone)
        runner.on("zfs rename", self._rename)
        runner.on("zfs unmount", self._unmount)
        runner.on("zfs inherit", self._inherit)
        runner.on("zfs destroy", self._destroy)
        runner.on("zfs promote", self._promote)

    def of(self, dataset: str) -> list[str]:
        return [name for name in self.taken if name.startswith(f"{dataset}@")]

    def _snapshot(self, call: Call) -> Result:
        deploy = call.argv[3].partition("=")[2]
        for name in call.argv[4:]:
            self.taken[name] = (deploy, self.data.get(name.partition("@")[0], ""), FIRST + len(self.taken))
        return Result()

    def _hold(self, call: Call) -> Result:
        if call.argv[3] in self.held:
            return Result(1, "", f"cannot hold snapshot '{call.argv[3]}': tag already exists on this dataset")
        self.held.add(call.argv[3])
        return Result()

    def _release(self, call: Call) -> Result:
        self.held.discard(call.argv[3])
        return Result()

    def _list(self, call: Call) -> Result:
        shown = {}
        for name in self.of(call.argv[-1]):
            deploy, _, created = self.taken[name]
            values = {"homelab:deploy": deploy, "creation": created}
            shown[name] = {"properties": {key: {"value": value, "source": {"type": "LOCAL"}} for key, value in values.items()}}
        return Result(0, json.dumps({"datasets": shown}))

    def _rollback(self, call: Call) -> Result:
        dataset = call.argv[-1].partition("@")[0]
        if self.of(dataset)[-1] != call.argv[-1]:
            return Result(1, "", "cannot rollback: more recent snapshots or bookmarks exist")
        self.data[dataset] = self.taken[call.argv[-1]][1]
        return Result()

    def _clone(self, call: Call) -> Result:
        origin, name = call.argv[-2:]
        self.pools.datasets[name] = {"canmount": ("noauto", "LOCAL"), "origin": (origin, "NONE")}
        self.data[name] = self.taken[origin][1]
        return Result()

    def _rename(self, call: Call) -> Result:
        old, new = call.argv[-2:]
        self.pools.datasets[new] = self.pools.datasets.pop(old)
        self.data[new] = self.data.pop(old, "")
        for name in self.of(old):
            self._move(name, f"{new}@{name.partition('@')[2]}")
        for values in self.pools.datasets.values():
            origin = str(values.get("origin", ("-", ""))[0])
            if origin.startswith(f"{old}@"):
                values["origin"] = (f"{new}@{origin.partition('@')[2]}", "NONE")
        return Result()

    def _unmount(self, call: Call) -> Result:
        if self.busy:
            return Result(1, "", self.busy.pop())
        self.pools.datasets[call.argv[-1]]["mounted"] = ("no", "NONE")
        return Result()

    def _inherit(self, call: Call) -> Result:
        self.pools.datasets[call.argv[-1]].pop(call.argv[-2], None)
        return Result()

    def _destroy(self, call: Call) -> Result:
        name = call.argv[-1]
        if name in self.held or any(each in self.held for each in self.of(name)):
            return Result(1, "", f"cannot destroy '{name}': it's being held")
        self.taken.pop(name, None)
        self.pools.datasets.pop(name, None)
        return Result()

    def _promote(self, call: Call) -> Result:
        """Snapshots up to the origin belong to the promoted dataset afterwards."""
        origin = str(self.pools.datasets[call.argv[-1]].pop("origin")[0])
        for name in self.of(origin.partition("@")[0]):
            self._move(name, f"{call.argv[-1]}@{name.partition('@')[2]}")
            if name == origin:
                break
        return Result()

    def _move(self, old: str, new: str) -> None:
        self.taken[new] = self.taken.pop(old)
        if old in self.held:
            self.held.remove(old)
            self.held.add(new)
