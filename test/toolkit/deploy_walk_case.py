"""One slot whose sidecar is a server of its own, beside the ingress's, and the deploy's walk along it."""

import json
from dataclasses import replace
from typing import Any

from smoke_path import SmokePath
from deploy import verify
from deploy.deploy import begin
from deploy.verify import smoke
from host import files
from host.errors import HostProblem
from smoke.net import PROXY_HEADER
from smoke.run import Outcome, walk_layers
from smoke.walk import Walk
from smoke_servers import NAME, Web
from state.journal_files import journal_files
from state.manifest import SMOKE_FILE, Manifest, read_manifest


class DeployWalk(SmokePath):
    """Shorthands around the step `local smoke`."""

    def setUp(self) -> None:
        super().setUp()
        self.sidecar = Web()
        self.addCleanup(self.sidecar.server_close)
        self.addCleanup(self.sidecar.shutdown)
        self.sidecar.context, self.sidecar.pages, self.sidecar.proxy_header = self.web.context, self.web.pages, len(PROXY_HEADER)
        self.outcome: Outcome | None = None
        self.ctx = replace(self.ctx, probes=self)
        self.patch_object(verify, "walk_layers", self.walk_path)

    def health(self, port: int, path: str) -> int | str:
        return 200

    def walk_path(self, walk: Walk) -> Outcome:
        assert walk.deploy is not None
        self.assertEqual(walk.deploy.sidecar, 10030)
        inside = replace(walk.deploy, sidecar=self.sidecar.number)
        self.outcome = walk_layers(replace(walk, ports=self.ports, deploy=inside))
        return self.outcome

    def deploy(self, **spec: Any) -> str:
        """Run the step; what it wrote into the deploy's log."""
        known = {"service": "feeds", "names": [NAME], "ca": self.certificates.ca, "health": "/healthz"}
        folder = self.ctx.paths.generations("feeds") / "g1"
        files.write(folder / SMOKE_FILE, json.dumps({**known, **spec}))
        pods = [{"name": "feeds-0", "slot": 0, "containers": ["app"]}]
        containers = {"app": {"role": "application", "image": "x/app:1", "within": 1, "secrets": []}}
        described = {"service": "feeds", "uid": 2003, "network": None, "pods": pods, "containers": containers, "web": None}
        files.write_json(folder / "manifest.json", {**described, "files": {SMOKE_FILE: "none"}})
        return self.step(read_manifest(self.ctx, "feeds", "g1"))

    def step(self, manifest: Manifest) -> str:
        """The same for a generation that is there."""
        deploy = begin(self.ctx, self.ctx.account("feeds", 2003), "7f3a", "rolling", 5)
        try:
            smoke(deploy, manifest)
        finally:
            self.log = files.read(journal_files(self.ctx, "feeds", "7f3a").log) or ""
        return self.log

    def refused(self, problem: str, **spec: Any) -> None:
        with self.assertRaisesRegex(HostProblem, problem) as caught:
            self.deploy(**spec)
        self.assertTrue(caught.exception.fix)

    def held(self) -> tuple[str, ...]:
        return self.outcome.layers if self.outcome else ()
