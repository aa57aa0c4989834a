"""A service's whole path on this machine's loopback, with an Envoy that counts."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar

from fake import HostCase
from host import files
from smoke.parse import parse_spec
from smoke.run import Outcome, walk_layers
from smoke.walk import IngressPorts, Walk
from smoke_servers import HTML, NAME, Certificates, NameServer, Web


class SmokePath(HostCase):
    """A path on which every layer holds; tests break one. `later(seconds, change)` mends it while the test waits."""

    def setUp(self) -> None:
        super().setUp()
        self.ctx = replace(self.ctx, admin=self)
        self.certificates = Certificates.once()
        self.web, self.plain, self.dns = Web(), Web(), NameServer()
        for server in (self.web, self.plain):
            self.addCleanup(server.server_close)
            self.addCleanup(server.shutdown)
        self.addCleanup(self.dns.close)
        self.web.context = self.certificates.good
        self.web.pages = {"/": (200, HTML, "<title>feeds</title>"), "/healthz": (200, {}, "OK")}
        self.plain.pages = {"/": (301, {"Location": "https://HOST/"}, "")}
        self.dns.table = {NAME: "127.0.0.1"}
        self.route(NAME)
        self.chains = {"ingress/placeholder": ["placeholder.invalid"], f"svc/feeds/{NAME}": [NAME]}
        self.answers = True
        self.ports = IngressPorts(self.web.number, self.plain.number)
        self._later: list[tuple[float, Callable[[], None]]] = []
        self.patch_object(self.clock, "sleep", self._sleep)

    def route(self, *names: str) -> None:
        """The service's fragment on this host."""
        fragment = {"service": "feeds", "uid": 2003, "names": list(names), "health": "/caddyz", **self.fragment_more}
        files.write_json(self.ctx.paths.ingress / "fragments.d" / "feeds.json", fragment)

    fragment_more: ClassVar[dict[str, Any]] = {}

    def get(self, path: str) -> str | None:
        """Envoy's admin interface."""
        if not self.answers:
            return None
        if path.startswith("/stats"):
            return f"tcp.svc/feeds.downstream_cx_total: {self.web.counted}\n"
        chains = [{"name": name, "filter_chain_match": {"server_names": names}} for name, names in self.chains.items()]
        return json.dumps({"configs": [{"name": "tls", "active_state": {"listener": {"filter_chains": chains}}}]})

    def later(self, seconds: float, change: Callable[[], None]) -> None:
        """Do this once so much time has been waited."""
        self._later.append((seconds, change))

    def _sleep(self, seconds: float) -> None:
        self.clock.passed += seconds
        for due, change in [each for each in self._later if each[0] <= self.clock.passed]:
            self._later.remove((due, change))
            change()

    def walk(self, local: bool = False, **spec: Any) -> Outcome:
        """Run the test with some fields changed."""
        known = {
            "service": "feeds",
            "names": [NAME],
            "records": [{"name": NAME, "type": "A", "content": "127.0.0.1", "proxied": False}],
            "resolver": self.dns.address,
            "ca": self.certificates.ca,
            "health": "/healthz",
        }
        patience = {"tries": 3, **{key: spec.pop(key) for key in ("tries", "pause", "certificate") if key in spec}}
        parsed = replace(parse_spec(json.dumps({**known, **spec}), "feeds"), **patience)
        return walk_layers(Walk(self.ctx, parsed, local, self.ports))

    def broken(self, layer: str, problem: str, **spec: Any) -> None:
        """The walk ends at this layer with such words, and with a fix."""
        failure = self.walk(**spec).failure
        self.assertIsNotNone(failure)
        assert failure is not None
        self.assertEqual(failure.layer, layer, failure)
        self.assertRegex(failure.problem, problem)
        self.assertTrue(failure.fix)
