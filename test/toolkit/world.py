"""A simulated host for deploys: units that start when their image works, an Envoy that reads files, slots that answer."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

from fake import Call, HostCase
from deploy import verify
from deploy.run import run
from fake_envoy import SERVICE, UID, FakeEnvoy
from host import files
from host.names import port
from host.runner import Result
from ingress.endpoints import endpoints_text
from service_parts import container, container_unit, pod_unit, stored_image
from smoke.broken import Failure
from smoke.run import Outcome
from smoke.walk import Walk
from smoke_servers import Certificates

CADDY = "docker.io/library/caddy:2.11.2"


def digest(reference: str) -> str:
    """A stable stand-in for the digest of a reference."""
    return "sha256:" + reference.encode().hex().ljust(64, "0")[-64:]


class World(HostCase):
    """HostCase with one service whose generations can be written and rolled out."""

    def setUp(self) -> None:
        super().setUp()
        # Durability cannot be seen here, and costs most of the time.
        patcher = mock.patch("os.fsync")
        patcher.start()
        self.addCleanup(patcher.stop)
        self.active: set[str] = set()
        self.broken: set[str] = set()
        self.images: dict[str, str] = {}
        self.events: list[str] = []
        self.eds = self.ctx.paths.ingress / "endpoints" / f"{SERVICE}.json"
        self.envoy = FakeEnvoy(self.eds, self.slot_is_up)
        self.smoke: Failure | None = None
        self.walks: list[Walk] = []
        self.ctx = replace(self.ctx, admin=self.envoy, probes=self)
        self.patch_object(verify, "walk_layers", self.walk)
        self.ctx.paths.state.mkdir(parents=True, exist_ok=True)
        self.ctx.paths.service(SERVICE).mkdir(parents=True)
        self._programs()

    def health(self, number: int, path: str) -> int | str:
        return 200 if self.slot_is_up(number - port(UID, 0) - 5) else "connection refused"

    def walk(self, walk: Walk) -> Outcome:
        self.walks.append(walk)
        return Outcome(SERVICE, ("tcp",), self.smoke)

    def slot_is_up(self, slot: int) -> bool:
        units = [unit for unit in self._units() if unit.startswith(f"{SERVICE}-{slot}-")]
        return bool(units) and all(unit in self.active for unit in units)

    def generation(self, name: str, image: str = "docker.io/miniflux/miniflux:1", slots: int = 2, state: bool = True, **more: str) -> None:
        """Write a generation. more: caddyfile, state_image, network, mountpoint, roles ("no": as before containers had them)."""
        pods: list[dict[str, Any]] = [{"name": f"{SERVICE}-{slot}", "slot": slot, "containers": ["app", "caddy"]} for slot in range(slots)]
        containers = {"app": container(image, ["token"]), "caddy": container(CADDY, [])}
        bundle: dict[str, tuple[str, str]] = {
            "config/caddy/Caddyfile": (more.get("caddyfile", "a"), "reload"),
            "scrape.json": ("[]\n", "none"),
            "smoke.json": (json.dumps({"service": SERVICE, "names": ["feeds.home.test"], "ca": Certificates.once().ca}), "none"),
        }
        if state:
            pods.insert(0, {"name": f"{SERVICE}-state", "slot": None, "containers": ["db"]})
            containers["db"] = container(more.get("state_image", "docker.io/library/postgres:17"), [])
            bundle[f"units/{SERVICE}.network"] = (f"[Network]\nNetworkName={more.get('network', SERVICE)}\n", "network")
        for pod in pods:
            bundle[f"units/{pod['name']}.pod"] = (pod_unit(pod), "pod")
            for each in pod["containers"]:
                mountpoint = more.get("mountpoint", "") if each == "db" else ""
                bundle[f"units/{pod['name']}-{each}.container"] = (container_unit(containers[each], mountpoint), f"container:{each}")
        if more.get("roles") != "no":
            for each in containers:
                containers[each]["role"] = "proxy" if each == "caddy" else "application"
        folder = self.ctx.paths.generations(SERVICE) / name
        for path, (text, _) in bundle.items():
            files.write(folder / path, text)
        manifest = {
            "format": 2,
            "service": SERVICE,
            "uid": UID,
            "network": f"{SERVICE}.network" if state else None,
            "pods": pods,
            "containers": containers,
            "web": {"healthPath": "/readyz"},
            "files": {path: effect for path, (_, effect) in bundle.items()},
        }
        files.write_json(folder / "manifest.json", manifest)

    def spec(self, generation: str, strategy: str = "rolling", token: str = "aaa", drain: int = 5) -> str:
        return f'uid={UID}\ngeneration={generation}\nstrategy={strategy}\ndrain={drain}\nsecrets={{"token":"{token}"}}\n'

    def statuses(self) -> dict[int, str]:
        """Slot -> what Envoy is told."""
        return {e["endpoint"]["address"]["socket_address"]["port_value"] - port(UID, 0): e["health_status"] for e in self.envoy.endpoints()}

    def healthy(self, *slots: int) -> str:
        """Text of the endpoints file with these slots healthy."""
        return endpoints_text(SERVICE, UID, dict.fromkeys(slots, "HEALTHY"))

    def unit_file(self, name: str) -> Path:
        return self.ctx.paths.units(UID, SERVICE) / name

    def _units(self) -> set[str]:
        """Units that the generator would make of what is installed."""
        folder = self.ctx.paths.units(UID, SERVICE)
        pods = {f"{path.stem}-pod.service" for path in folder.glob("*.pod")}
        return pods | {f"{path.stem}.service" for path in folder.glob("*.container")}

    def _works(self, unit: str) -> bool:
        drop_in = files.read(self.unit_file(f"{unit.removesuffix('.service')}.container.d/10-deploy.conf")) or ""
        return not any(digest(reference) in drop_in for reference in self.broken)

    def _programs(self) -> None:
        self.runner.on("systemctl show", self._show)
        self.runner.on("systemctl start", self._start)
        self.runner.on("systemctl restart", self._start)
        self.runner.on("systemctl stop", self._stop)
        self.runner.on("systemctl reset-failed")
        self.runner.on("systemctl is-active")
        self.runner.on("systemctl daemon-reload", lambda call: self._note("reload"))
        self.runner.on("ss")
        self.runner.on("journalctl", "panic: no such option\n")
        self.runner.on("podman images", lambda call: Result(0, json.dumps([stored_image(*each) for each in self.images.items()])))
        self.runner.on("podman pull", self._pull)
        self.runner.on("podman run")
        self.runner.on("podman exec", lambda call: self._note(f"exec {call.argv[2]}"))
        self.runner.on("podman secret ls", "token.aaa\ntoken.old\n")
        self.runner.on("podman secret rm")
        self.runner.on("podman rmi", lambda call: self._note(f"rmi {call.argv[2]}"))
        self.runner.on("podman network rm", lambda call: self._note("network rm"))
        self.runner.on("podman pod")
        self.runner.on("systemd-run", self._systemd_run)

    def _note(self, event: str) -> Result:
        self.events.append(event)
        return Result()

    def _systemd_run(self, call: Call) -> Result:
        run(self.ctx, call.argv[-2], call.argv[-1])
        return Result()

    def _show(self, call: Call) -> Result:
        units = [word for word in call.argv if word.endswith(".service")]
        blocks = []
        for unit in units:
            loaded = "loaded" if unit in self._units() else "not-found"
            blocks.append(f"Id={unit}\nLoadState={loaded}\nActiveState={'active' if unit in self.active else 'inactive'}\nNRestarts=0")
        return Result(0, "\n\n".join(blocks))

    def _start(self, call: Call) -> Result:
        units = [word for word in call.argv if word.endswith(".service")]
        self.events.append(f"{call.argv[1]} {' '.join(units)} [{self._told()}]")
        failed = [unit for unit in units if not self._works(unit)]
        self.active |= set(units) - set(failed)
        self.active -= set(failed)
        return Result(1, "", f"Job for {failed[0]} failed") if failed else Result()

    def _stop(self, call: Call) -> Result:
        units = [word for word in call.argv if word.endswith(".service")]
        self.events.append(f"stop {' '.join(units)} [{self._told()}]")
        self.active -= set(units)
        return Result()

    def _told(self) -> str:
        return " ".join(f"{slot}:{status}" for slot, status in sorted(self.statuses().items()))

    def _pull(self, call: Call) -> Result:
        reference = call.argv[-1]
        self.events.append(f"pull {reference}")
        if "missing" in reference:
            return Result(125, "", "Error: manifest unknown")
        self.images[reference] = digest(reference)
        return Result()
