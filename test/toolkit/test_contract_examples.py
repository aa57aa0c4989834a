"""Each noun applies the spec that the program sends, and prints what the program's tests read."""

import contextlib
import io
import json
import os
import secrets as randomness
from pathlib import Path

import fake  # noqa: F401  puts the toolkit on sys.path
import examples
import install
from fake import HostCase
from drift_case import DriftCase
from examples import expect_answer
from fake_route import RouteCase
from host import files, safe_folder
from host.names import READINESS_PATH
from host_root import good_host
from machine import Accounts, Pools, Secrets
from nouns import dataset, quadlets, rollout, route, secrets, smoke, user
from nouns import host as host_noun
from nouns import ingress as ingress_noun
from rollout_case import RolloutCase
from smoke.kinds.ldap import Ldap
from smoke.kinds.table import KINDS
from smoke.parse import parse_spec
from smoke.run import Outcome
from test_ingress import IngressCase


class OfTheHost(HostCase):
    def test_host(self) -> None:
        good_host(self)
        self.runner.on("systemctl daemon-reload")
        self.runner.on("systemctl enable")
        expect_answer(self, "host", host_noun.apply(self.ctx, "rehearsal", examples.spec("host")), self.root)


class OfTheIngress(IngressCase):
    def test_ingress(self) -> None:
        answer = ingress_noun.apply(self.ctx, "rehearsal", examples.spec("ingress"))
        expect_answer(self, "ingress", answer, self.root)


class OfTheToolkit(HostCase):
    def test_toolkit(self) -> None:
        base = self.ctx.paths.state
        for name, path in {"BASE": base, "TOOLKIT": base / "toolkit", "CURRENT": base / "toolkit/current"}.items():
            self.patch_object(install, name, path)  # type: ignore[arg-type]
        self.patch_object(install, "COMMAND", self.root / "homelab")  # type: ignore[arg-type]
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            install.apply("0123456789abcdef", {"homelab": ["#!/bin/sh", ""]})
        expect_answer(self, "toolkit", printed.getvalue(), self.root)


class OfAnAccount(HostCase):
    def setUp(self) -> None:
        super().setUp()
        self.accounts = Accounts(self)

    def test_user(self) -> None:
        expect_answer(self, "user", user.apply(self.ctx, "feeds", examples.spec("user")), self.root)

    def test_secrets(self) -> None:
        stores = Secrets(self.runner).stores
        self.runner.on("systemctl show", "Id=homelab-deploy-feeds.service\nActiveState=inactive\n")
        self.ctx.paths.state.mkdir(parents=True)
        self.ctx.paths.secret_key.write_text("0" * 64 + "\n")
        expect_answer(self, "secrets", secrets.apply(self.ctx, "feeds", examples.spec("secrets")), self.root)
        self.assertIn('"db-password"\n=%$ä', stores["svc-feeds"].values())

    def test_dataset(self) -> None:
        Pools(self, "safe", "tank")
        self.patch_object(safe_folder, "owner_of_open", lambda handle: (1246182, 1246182))
        expect_answer(self, "dataset", dataset.apply(self.ctx, "feeds/db", examples.spec("dataset")), self.root)


class OfADeploy(RolloutCase):
    """The example's generation, laid down and rolled out."""

    def setUp(self) -> None:
        super().setUp()
        self.runner.on("/usr/libexec/podman/quadlet")
        self.runner.on("systemd-analyze --user --generators=no verify")
        self.runner.on("zpool list", '{"pools":{"safe":{"state":"ONLINE"}}}')
        self.runner.on("podman secret ls", "")
        self.patch_object(os.path, "ismount", lambda path: True)
        self.patch_object(randomness, "token_hex", lambda length: "7f3a")
        # The service that it needs runs.
        files.write(self.ctx.paths.ledger, "2001 authentication\n2003 feeds\n")
        files.write_json(self.ctx.paths.current("authentication"), {"generation": "g1"})

    def health(self, number: int, path: str) -> int | str:
        return 200 if path == READINESS_PATH else super().health(number, path)

    def test_quadlets_then_rollout(self) -> None:
        expect_answer(self, "quadlets", quadlets.apply(self.ctx, "feeds", examples.spec("quadlets")), self.root)
        answer = rollout.apply(self.ctx, "feeds", examples.spec("rollout"))
        expect_answer(self, "rollout", answer, self.root)
        # What the stack's output names are the units that run.
        units = (examples.EXAMPLES.parent.parent / "test/golden/feeds/specs/units").read_text().split()
        self.assertEqual([unit for unit in units if not unit.endswith("-network.service")], json.loads(answer)["units"])


class OfDrift(DriftCase):
    def test_drift(self) -> None:
        self.unit_file("feeds-0-app.container").write_text("[Container]\n")
        files.write_json(self.ctx.paths.current("photos"), {"format": 9})
        self.ctx.paths.dataset_spec("feeds/db").unlink()
        files.write(self.ctx.paths.ledger, "2003 feeds\n2009 photos\n")
        _, report = self.report("feeds", "photos")
        self.assertTrue(report["differences"] and report["notCompared"] and report["problems"])
        # The test's CA, and with it the generation's name, is another one in each run.
        expect_answer(self, "drift", json.dumps(report).replace(self.name, "41cf84ae8fbbcf0b"), self.root)


class OfARoute(RouteCase):
    def test_route(self) -> None:
        expect_answer(self, "route", route.apply(self.ctx, "feeds", examples.spec("route")), self.root)
        route.apply(self.ctx, "metrics", examples.spec("route-private"))


class OfASmokeTest(HostCase):
    def test_smoke(self) -> None:
        self.patch_object(smoke, "_walk", lambda ctx, spec, local: Outcome("feeds", ("record", "tcp", "sni"), None))
        expect_answer(self, "smoke", smoke.apply(self.ctx, "feeds", examples.spec("smoke-oidc")), self.root)

    def test_every_kind(self) -> None:
        services = {"oidc": "feeds", "forwardAuth": "calendar", "ldap": "contacts", "none": "authentication"}
        self.assertEqual(set(KINDS), {path.name.removeprefix("smoke-") for path in (examples.EXAMPLES / "specs").glob("smoke-*")})
        for kind, service in services.items():
            auth = parse_spec(examples.spec(f"smoke-{kind}"), service).auth
            self.assertIsInstance(auth, KINDS[kind])
        ldap = parse_spec(examples.spec("smoke-ldap"), "contacts").auth
        assert isinstance(ldap, Ldap)
        self.assertTrue(ldap.port and ldap.bind_dn and ldap.password_file and ldap.container)


class EverySpec(HostCase):
    def test_is_applied_here(self) -> None:
        here = Path(__file__).read_text()
        specs = sorted(path.name for path in (examples.EXAMPLES / "specs").iterdir() if not path.name.startswith("smoke-"))
        self.assertEqual([name for name in specs if f'examples.spec("{name}")' not in here], [])
