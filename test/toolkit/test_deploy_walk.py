"""The walk before a deploy commits: which way it asks, and how patient it is."""

from dataclasses import replace

from deploy_walk_case import DeployWalk
from smoke.net import PROXY_HEADER
from smoke_servers import HTML, NAME
from state.manifest import read_manifest

OTHER = "news.home.test"


class Way(DeployWalk):
    def test_with_a_route_it_goes_through_envoy(self) -> None:
        self.assertIn("layers passed: tcp, sni, certificate, health, auth, page", self.deploy())
        self.assertEqual(self.sidecar.asked, [])
        self.assertEqual(self.clock.passed, 0)

    def test_the_first_deploy_asks_the_sidecar_as_envoy_would(self) -> None:
        self.chains = {}
        self.assertIn("testing the slot's own sidecar instead", self.deploy())
        self.assertEqual(self.held(), ("tcp", "certificate", "health", "auth", "page"))
        self.assertEqual((self.web.asked, self.sidecar.proxy_headers - {b""}), ([], {PROXY_HEADER}))

    def test_so_does_one_while_the_ingress_is_down(self) -> None:
        self.answers = False
        self.deploy()
        self.assertEqual((self.web.asked, self.sidecar.asked), ([], [f"{NAME}/healthz", f"{NAME}/", f"{NAME}/"]))

    def test_a_name_that_is_new(self) -> None:
        self.deploy(names=[NAME, OTHER])
        self.assertEqual(self.held(), ("tcp", "sni", "certificate", "health", "auth", "page"))
        self.assertEqual(self.sidecar.proxy_headers - {b""}, {PROXY_HEADER})
        self.assertTrue(self.web.asked)

    def test_a_generation_from_before_has_no_test(self) -> None:
        self.deploy()
        self.outcome = None
        self.step(replace(read_manifest(self.ctx, "feeds", "g1"), files={}))
        self.assertIsNone(self.outcome)

    def test_assets_are_left_to_the_test_from_outside(self) -> None:
        self.web.pages["/"] = (200, HTML, '<script src="/gone.js"></script>')
        self.deploy()
        self.assertIn("page", self.held())


class Patience(DeployWalk):
    def test_a_layer_is_tried_five_times(self) -> None:
        self.web.pages["/healthz"] = (500, HTML, "")
        self.refused(r"health: https://feeds.home.test/healthz answers 500 \(5 tries in 4 s\)\nlayers passed: tcp, sni, certificate")
        self.assertIn("retrying", self.log)

    def test_it_waits_for_the_layer(self) -> None:
        self.web.pages["/healthz"] = (502, HTML, "")
        self.later(3, lambda: self.web.pages.update({"/healthz": (200, {}, "OK")}))
        self.deploy()
        self.assertEqual(self.clock.passed, 3)

    def test_a_first_certificate_may_take_longer(self) -> None:
        self.chains, self.sidecar.context = {}, None
        self.later(30, lambda: setattr(self.sidecar, "context", self.certificates.good))
        self.deploy()
        self.assertEqual(self.clock.passed, 30)

    def test_but_not_for_ever(self) -> None:
        self.web.context = None
        self.refused(r"certificate: .+no handshake .+\(45 tries in 44 s\)")

    def test_all_layers_together_have_a_limit(self) -> None:
        real = self.get

        def slow(path: str) -> str | None:
            self.clock.passed += 40
            return real(path)

        self.patch_object(self, "get", slow)
        self.web.pages["/healthz"] = (500, HTML, "")
        self.refused("health: https://feeds.home.test/healthz answers 500\n")


class Authority(DeployWalk):
    """A certificate by an authority outside."""

    def test_the_first_deploy_cannot_have_one(self) -> None:
        self.chains = {}
        self.assertIn("without a certificate yet: feeds.home.test", self.deploy(ca=None))
        self.assertIsNone(self.outcome)

    def test_one_that_the_host_does_not_trust_stops_no_deploy(self) -> None:
        self.assertIn("certificate: feeds.home.test: unable to get local issuer certificate (45 tries", self.deploy(ca=None))
        self.assertEqual(self.held(), ("tcp", "sni"))
