"""An Envoy that reads its files, and shorthands for tests of routes."""

import json
from dataclasses import replace
from pathlib import Path

from fake import HostCase
from host import files
from ingress import generations
from nouns import route

PINNED = "docker.io/envoyproxy/envoy@sha256:1"


def spec(service: str, uid: int, *names: str, health: str = "/caddyz", sources: tuple[str, ...] = ()) -> str:
    fields = {"service": service, "uid": uid, "names": list(names), "health": health, "sources": list(sources)}
    return json.dumps(fields)


class ReadingEnvoy:
    """Takes whatever is current, except that it may refuse."""

    def __init__(self, ingress: Path) -> None:
        self.ingress = ingress
        self.refuses = ""
        self.taken = {"lds": "", "cds": ""}

    def get(self, path: str) -> str | None:
        if path.startswith("/config_dump"):
            return json.dumps({"configs": [{"error_state": {"details": "overlapping"}}] if self.refuses else []})
        if path.startswith("/clusters"):
            return json.dumps({"cluster_statuses": []})
        for kind in self.taken:
            text = files.read(self.ingress / "current" / f"{kind}.json") or '{"version_info":""}'
            if not self.refuses or self.refuses not in text:
                self.taken[kind] = json.loads(text)["version_info"]
        return "".join(
            f'{name}_manager.{kind}.version_text: "{self.taken[kind]}"\n' for name, kind in (("listener", "lds"), ("cluster", "cds"))
        )


class RouteCase(HostCase):
    def setUp(self) -> None:
        super().setUp()
        self.envoy = ReadingEnvoy(self.ctx.paths.ingress)
        self.ctx = replace(self.ctx, admin=self.envoy)
        files.write_json(self.ctx.paths.ingress / "installed.json", {"image": "e:1", "pinned": PINNED, "generation": "g"})
        self.runner.on("systemctl is-active")
        self.runner.on("podman exec")
        self.runner.on("podman run")
        generations.flip(self.ctx, generations.write(self.ctx, []))

    def apply(self, service: str, uid: int, *names: str) -> str:
        return route.apply(self.ctx, service, spec(service, uid, *(names or (f"{service}.home.test",))))

    def chains(self) -> list[str]:
        """The services that have a chain."""
        lds = json.loads(files.read(self.ctx.paths.ingress / "current" / "lds.json") or "")
        names = [chain["name"] for listener in lds["resources"] for chain in listener["filter_chains"]]
        return list(dict.fromkeys(name.rpartition("/")[0] for name in names if name.startswith("svc/")))
