"""A small machine behind the fake runner: accounts, linger, ZFS and podman secrets with memory, to apply things twice."""

import json
from typing import Any

from fake import Call, FakeRunner, HostCase
from host.runner import Result


class Accounts:
    """passwd, group, loginctl, user managers and processes."""

    def __init__(self, case: HostCase) -> None:
        self.users: dict[str, tuple[int, str]] = {}
        self.groups: dict[str, int] = {}
        self.homes: dict[str, str] = {}
        self.managers: set[int] = set()
        self.processes: set[int] = set()
        self.linger = case.root / "var/lib/systemd/linger"
        self.linger.mkdir(parents=True)
        (case.root / "etc").mkdir(exist_ok=True)
        runner = case.runner
        runner.on("getent passwd", self._passwd)
        runner.on("getent group", self._group)
        runner.on("groupadd", self._groupadd)
        runner.on("groupdel", lambda call: self._drop(self.groups, call))
        runner.on("useradd", self._useradd)
        runner.on("userdel", lambda call: self._drop(self.users, call))
        runner.on("loginctl enable-linger", self._enable)
        runner.on("loginctl disable-linger", self._disable)
        runner.on("systemctl is-active", self._is_active)
        runner.on("systemctl start", lambda call: self._manager(call, True))
        runner.on("systemctl stop", lambda call: self._manager(call, False))
        runner.on("pgrep -u", lambda call: Result(0 if int(call.argv[2]) in self.processes else 1))
        runner.on("pkill -KILL -u", self._kill)

    def _passwd(self, call: Call) -> Result:
        found = [(name, *entry) for name, entry in self.users.items() if {name, str(entry[0])} & set(call.argv[2:])]
        lines = [f"{name}:x:{uid}:{uid}:{gecos}:{self.homes.get(name, '/home')}:/usr/sbin/nologin\n" for name, uid, gecos in found]
        return Result(0 if len(found) == len(call.argv[2:]) else 2, "".join(lines))

    def _group(self, call: Call) -> Result:
        found = [(name, gid) for name, gid in self.groups.items() if {name, str(gid)} & set(call.argv[2:])]
        return Result(0 if len(found) == len(call.argv[2:]) else 2, "".join(f"{name}:x:{gid}:\n" for name, gid in found))

    def _groupadd(self, call: Call) -> Result:
        self.groups[call.argv[3]] = int(call.argv[2])
        return Result()

    def _useradd(self, call: Call) -> Result:
        options = dict(zip(call.argv[1:], call.argv[2:], strict=False))
        self.users[call.argv[-1]] = (int(options["-u"]), options["-c"])
        self.homes[call.argv[-1]] = options["-d"]
        return Result()

    def _drop(self, table: dict[str, Any], call: Call) -> Result:
        del table[call.argv[1]]
        return Result()

    def _enable(self, call: Call) -> Result:
        (self.linger / call.argv[2]).touch()
        return Result()

    def _disable(self, call: Call) -> Result:
        (self.linger / call.argv[2]).unlink()
        return Result()

    def _is_active(self, call: Call) -> Result:
        return Result(0 if int(call.argv[2].removeprefix("user@").removesuffix(".service")) in self.managers else 3)

    def _manager(self, call: Call, up: bool) -> Result:
        uid = int(call.argv[2].removeprefix("user@").removesuffix(".service"))
        (self.managers.add if up else self.managers.discard)(uid)
        return Result()

    def _kill(self, call: Call) -> Result:
        self.processes.discard(int(call.argv[3]))
        return Result()


class Pools:
    """ZFS with memory. Values are what the tools print; sizes are numbers."""

    def __init__(self, case: HostCase, *pools: str) -> None:
        self.root = case.root
        self.datasets: dict[str, dict[str, tuple[str | int, str]]] = {pool: {} for pool in pools}
        case.runner.on("zfs list", self._list)
        case.runner.on("zfs get", self._get)
        case.runner.on("zfs create", self._create)
        case.runner.on("zfs set", self._set)
        case.runner.on("zfs mount", self._mount)

    def _shown(self, name: str, keys: list[str]) -> dict[str, Any]:
        mine = {"mounted": ("no", "NONE"), "canmount": ("on", "DEFAULT"), **self.datasets[name]}
        values = {key: mine.get(key, ("-", "NONE")) for key in keys}
        return {"properties": {key: {"value": value, "source": {"type": source}} for key, (value, source) in values.items()}}

    def _list(self, call: Call) -> Result:
        keys = call.argv[-1].split(",")
        return Result(0, json.dumps({"datasets": {name: self._shown(name, keys) for name in self.datasets}}))

    def _get(self, call: Call) -> Result:
        *_, keys, name = call.argv
        if name not in self.datasets:
            return Result(1, "", f"cannot open '{name}': dataset does not exist")
        wanted = list(self.datasets[name]) if keys == "all" else keys.split(",")
        return Result(0, json.dumps({"datasets": {name: self._shown(name, wanted)}}))

    def put(self, name: str, **properties: str) -> None:
        """A dataset that is there before the test. `owner=` is the owner mark."""
        values: dict[str, tuple[str | int, str]] = {key: (value, "LOCAL") for key, value in properties.items() if key != "owner"}
        if "owner" in properties:
            values["homelab:owner"] = (properties["owner"], "LOCAL")
        self.datasets[name] = values

    def _assign(self, name: str, words: list[str]) -> None:
        for word in words:
            key, _, value = word.partition("=")
            number = int(value[:-1]) * 1024 ** "KMGT".index(value[-1]) * 1024 if value[:-1].isdigit() and value[-1] in "KMGT" else value
            self.datasets[name][key] = (number, "LOCAL")

    def _create(self, call: Call) -> Result:
        self.datasets[call.argv[-1]] = {}
        self._assign(call.argv[-1], [word for word in call.argv[2:-1] if word != "-o"])
        return Result()

    def _set(self, call: Call) -> Result:
        self._assign(call.argv[-1], list(call.argv[2:-1]))
        return Result()

    def _mount(self, call: Call) -> Result:
        values = self.datasets[call.argv[2]]
        values["mounted"] = ("yes", "NONE")
        (self.root / str(values["mountpoint"][0]).lstrip("/")).chmod(0o755)
        return Result()


class Secrets:
    """Podman's secret stores by account."""

    def __init__(self, runner: FakeRunner) -> None:
        self.stores: dict[str, dict[str, str]] = {}
        runner.on("podman secret ls", lambda call: Result(0, "".join(f"{name}\n" for name in self._store(call))))
        runner.on("podman secret create", self._create)
        runner.on("podman secret rm", self._remove)

    def _store(self, call: Call) -> dict[str, str]:
        return self.stores.setdefault(call.user or "root", {})

    def _create(self, call: Call) -> Result:
        self._store(call)[call.argv[3]] = call.input or ""
        return Result()

    def _remove(self, call: Call) -> Result:
        for name in call.argv[3:]:
            del self._store(call)[name]
        return Result()
