"""Envoy itself: installed once, restarted only for a reason, gone without a trace."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

from fake import Call, HostCase
from host import files
from host.errors import HostProblem
from host.runner import Result
from nouns import ingress

DIGEST = "sha256:" + "e" * 64
READY = "/ready"


class StartedEnvoy:
    """Reads the current generation once its unit runs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.running = False
        self.versions = ["", ""]

    def get(self, path: str) -> str | None:
        if not self.running:
            return None
        if path == READY:
            return "LIVE\n"
        if path.startswith("/config_dump"):
            return "{}"
        # Without the link it keeps what it has.
        if (self.folder / "current").exists():
            self.versions = [json.loads((self.folder / "current" / f"{kind}.json").read_text())["version_info"] for kind in ("lds", "cds")]
        return f'listener_manager.lds.version_text: "{self.versions[0]}"\ncluster_manager.cds.version_text: "{self.versions[1]}"\n'


def spec(bootstrap: str = "{}", image: str = "docker.io/envoyproxy/envoy:v1.40.0") -> str:
    body = f"=== bootstrap.json\n{bootstrap}\n=== homelab-ingress.container\n[Container]\nImage={image}\n"
    return f"image={image}\ngeneration={hashlib.sha256(body.encode()).hexdigest()[:16]}\n{body}"


class IngressCase(HostCase):
    def setUp(self) -> None:
        super().setUp()
        self.envoy = StartedEnvoy(self.ctx.paths.ingress)
        self.ctx = replace(self.ctx, admin=self.envoy)
        self.starts = True
        self.accounts = ""
        self.runner.on("getent", lambda call: Result(0, self.accounts) if self.accounts else Result(2))
        for command in ("groupadd", "userdel", "podman pull", "podman run", "podman exec", "podman rmi"):
            self.runner.on(command)
        self.runner.on("useradd", self._useradd)
        self.runner.on("systemd-tmpfiles", self._tmpfiles)
        self.runner.on("podman image exists", Result(1))
        self.runner.on("podman image inspect", json.dumps([{"Digest": DIGEST}]))
        self.runner.on("systemctl daemon-reload")
        self.runner.on("systemctl reset-failed")
        self.runner.on("systemctl stop")
        self.runner.on("systemctl restart", self._restart)
        self.runner.on("systemctl is-active", lambda call: Result(0 if self.envoy.running else 3))
        self.runner.on("systemctl show", self._show)

    def apply(self, text: str) -> str:
        return ingress.apply(self.ctx, "rehearsal", text)

    def _useradd(self, _call: Call) -> Result:
        self.accounts = "homelab-ingress:x:1999:1999:homelab ingress:/nonexistent:/usr/sbin/nologin\n"
        return Result()

    def _tmpfiles(self, _call: Call) -> Result:
        self.ctx.paths.on_host("/run/homelab-ingress").mkdir(parents=True)
        return Result()

    def _restart(self, _call: Call) -> Result:
        self.envoy.running = self.starts
        return Result()

    def _show(self, _call: Call) -> Result:
        return Result(0, f"Id=homelab-ingress.service\nActiveState={'active' if self.envoy.running else 'inactive'}")


class Install(IngressCase):
    def test_first_apply_starts_envoy_pinned_to_the_digest(self) -> None:
        self.assertEqual(json.loads(self.apply(spec()))["digest"], DIGEST)
        drop_in = self.ctx.paths.on_host("/etc/containers/systemd/homelab-ingress.container.d/10-deploy.conf")
        self.assertIn(f"Image=docker.io/envoyproxy/envoy@{DIGEST}", drop_in.read_text())
        self.assertEqual(self.runner.commands("systemctl restart"), ["systemctl restart homelab-ingress.service"])

    def test_second_apply_changes_nothing(self) -> None:
        first = self.apply(spec())
        self.runner.on("podman image exists")
        self.runner.forget()
        self.assertEqual(self.apply(spec()), first)
        self.assertEqual(self.runner.changing(), [])

    def test_a_record_of_the_version_before_is_no_reason_to_restart(self) -> None:
        self.apply(spec())
        path = self.ctx.paths.ingress / "installed.json"
        path.write_text(json.dumps({key: value for key, value in json.loads(path.read_text()).items() if key != "format"}))
        self.runner.on("podman image exists")
        self.runner.forget()
        self.apply(spec())
        self.assertEqual(self.runner.changing(), [])

    def test_other_bootstrap_restarts(self) -> None:
        self.apply(spec())
        self.runner.forget()
        self.apply(spec('{"node":{}}'))
        self.assertEqual(len(self.runner.commands("systemctl restart")), 1)

    def test_refused_bootstrap_restarts_nothing(self) -> None:
        self.apply(spec())
        self.runner.forget()
        self.runner.on("podman run", Result(1, "", "no such field: noode"))
        with self.assertRaisesRegex(HostProblem, "no such field: noode"):
            self.apply(spec('{"noode":{}}'))
        self.assertEqual(files.read(self.ctx.paths.on_host("/etc/homelab/ingress/bootstrap.json")), "{}\n")

    def test_envoy_that_takes_no_listeners_gives_way_to_the_one_before(self) -> None:
        self.apply(spec())
        self.starts = False
        with self.assertRaisesRegex(HostProblem, "did not load its listeners"):
            self.apply(spec('{"node":{}}'))
        self.assertEqual(files.read(self.ctx.paths.on_host("/etc/homelab/ingress/bootstrap.json")), "{}\n")
        self.assertEqual(len(self.runner.commands("systemctl restart")), 3)

    def test_foreign_account_is_not_taken_over(self) -> None:
        self.accounts = "tomcat:x:1999:1999::/:/bin/sh\n"
        with self.assertRaisesRegex(HostProblem, "the account tomcat has one of them"):
            self.apply(spec())

    def test_removal_and_again(self) -> None:
        self.apply(spec())
        for _ in range(2):
            self.assertEqual(ingress.remove(self.ctx, "rehearsal", spec()), "")
            self.assertFalse(self.ctx.paths.ingress.exists())
            self.accounts = ""
