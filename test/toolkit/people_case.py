"""A fake host with one service that runs, for the commands for people."""

import json
from typing import Any

from fake import Call, HostCase
from host.runner import Result

MANIFEST = {
    "service": "feeds",
    "uid": 2003,
    "network": "feeds.network",
    "pods": [
        {"name": "feeds-state", "slot": None, "containers": ["db"]},
        {"name": "feeds-0", "slot": 0, "containers": ["app", "caddy"]},
        {"name": "feeds-1", "slot": 1, "containers": ["app", "caddy"]},
    ],
    "containers": {
        name: {"image": image, "within": 30, "secrets": []}
        for name, image in [("db", "x/postgres:17"), ("app", "x/miniflux:2.2.6@sha256:ab"), ("caddy", "x/caddy:2")]
    },
    "web": {"names": ["feeds.home.test"], "healthPath": "/readyz"},
    "files": {},
}
VERSION = {"generation": "abc", "revisions": {}, "digests": {}, "deploy": "d", "strategy": "rolling", "drain": 30}
ZFS = {
    "referenced": (4 << 30, "NONE"),
    "refquota": (5 << 30, "LOCAL"),
    "mounted": ("yes", "NONE"),
    "homelab:owner": ("feeds/db", "LOCAL"),
}


class PeopleCase(HostCase):
    """`states` and `more` change what systemd says of a unit."""

    def setUp(self) -> None:
        super().setUp()
        paths = self.ctx.paths
        self.json(paths.generations("feeds") / "abc/manifest.json", MANIFEST)
        self.json(paths.current("feeds"), {**VERSION, "previous": None})
        paths.ledger.write_text("2003 feeds\n2009 photos\n")
        deploy = paths.journal("feeds") / "2026-11-17T20:00:00Z-7f3a"
        self.json(deploy.with_name(deploy.name + ".request.json"), {})
        self.json(deploy.with_name(deploy.name + ".result.json"), {"ok": True, "words": "done", "told": 0})
        deploy.with_name(deploy.name + ".log").write_text("    0.0 s  preflight\n")
        properties = {key: {"value": value, "source": {"type": source}} for key, (value, source) in ZFS.items()}
        self.datasets: dict[str, Any] = {"safe/homelab/feeds/db": {"properties": properties}}
        self.runner.on("zfs list", lambda _call: Result(0, json.dumps({"datasets": self.datasets})))
        pools = {"safe": {"state": "ONLINE", "properties": {"capacity": {"value": 31}}}}
        self.runner.on("zpool list", json.dumps({"pools": pools}))
        self.states: dict[str, str] = {}
        self.more: dict[str, str] = {}
        self.runner.on("journalctl", "panic: no such option\n")
        self.runner.on("systemctl show", self._show)

    def json(self, path: Any, value: Any) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(value))

    def _show(self, call: Call) -> Result:
        blocks = []
        for unit in call.argv[4:]:
            state = self.states.get(unit, "active" if call.user else "inactive")
            more = self.more.get(unit, "SubState=x\nNRestarts=0")
            memory = f"MemoryCurrent={20 << 20}\nMemoryMax={64 << 20}\n" if unit.endswith(("-app.service", "-db.service")) else ""
            blocks.append(f"Id={unit}\nActiveState={state}\n{more}\n{memory}")
        return Result(0, "\n".join(blocks))
