"""`homelab drift` and `homelab mend` of a service: state of the host -> what differs, and what is left after a mend."""

import contextlib
import io
from argparse import Namespace
from collections.abc import Callable

from drift_case import DriftCase
from fake_envoy import SERVICE, UID
from host import files
from host.errors import UsageProblem
from nouns import drift

Change = Callable[[], object]


class NoDrift(DriftCase):
    def test_one_line(self) -> None:
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            code = drift.run(self.ctx, Namespace(services=[SERVICE], json=False))
        self.assertEqual((code, out.getvalue()), (0, "no drift: 1 service, 0.0 s\n"))

    def test_it_only_looks_and_asks_each_tool_once(self) -> None:
        self.runner.forget()
        self.report(SERVICE)
        self.assertEqual(self.runner.changing(), [])
        starts = sorted(command.split(" -")[0].split(" svc-")[0] for command in self.runner.commands())
        self.assertEqual(starts, ["[svc-feeds] systemctl show", "getent group", "getent passwd", "systemctl show", "zfs list"])

    def test_a_service_that_the_host_does_not_have(self) -> None:
        with self.assertRaisesRegex(UsageProblem, "no service photos"):
            self.report("photos")

    def test_what_a_mend_finds_in_order_it_leaves_alone(self) -> None:
        self.assertEqual(self.mended(), [])
        self.assertEqual(self.runner.changing(), [])


class Files(DriftCase):
    def test_every_kind_is_found_and_mended_with_the_least_restart(self) -> None:
        units, slots = self.ctx.paths.units(UID, SERVICE), self.ctx.paths.slots(SERVICE)
        generation = f"as in generation {self.name}"
        app = units / "feeds-0-app.container"
        extra = units / "feeds-1-app.container.d/20-mine.conf"
        scrape = self.ctx.paths.scrape / "feeds.json"
        cases: list[tuple[str, Change, str, str]] = [
            ("edited unit", lambda: app.write_text("[Container]\n"), f"unit feeds-0-app.container: edited -> {generation}", "feeds-0-app"),
            ("unit gone", app.unlink, f"unit feeds-0-app.container: missing -> {generation}", "feeds-0-app"),
            ("pin gone", (units / "feeds-state-db.container.d/10-deploy.conf").unlink,
             f"unit feeds-state-db.container.d/10-deploy.conf: missing -> {generation}", "feeds-state"),
            ("own drop-in", lambda: files.write(extra, "x"),
             f"/{extra.relative_to(self.root)}: not homelab's -> no such file", "feeds-1-app"),
            ("Caddyfile", lambda: (slots / "feeds-0/caddy/Caddyfile").write_text("b"),
             f"config feeds-0: caddy/Caddyfile: edited -> {generation}", "exec feeds-0-caddy"),
            ("mode", lambda: app.chmod(0o666), f"unit feeds-0-app.container: mode 0666, owner 0:0 -> {generation}", ""),
            ("owner", lambda: self.owners.update({app: (UID, UID)}),
             f"unit feeds-0-app.container: mode 0644, owner {UID}:{UID} -> {generation}", ""),
            ("scrape list", scrape.unlink, "scrape list: missing or edited -> as applied", ""),
            ("endpoints", lambda: self.eds.write_text(self.healthy(0)), "endpoints: missing or edited -> slots 0, 1", ""),
            ("stopped", lambda: self.active.discard("feeds-0-caddy.service"),
             "container feeds-0-caddy: inactive -> running", "feeds-0-caddy"),
        ]  # fmt: skip
        for name, change, expected, restarted in cases:
            with self.subTest(name):
                change()
                self.assertEqual((self.drift(), self.commands()), ([expected], {"homelab mend feeds"}))
                self.assertEqual(self.mended(), [])
                happened = " ".join(event for event in self.events if event != "reload")
                self.assertIn(restarted, happened)
                if not restarted:
                    self.assertNotIn("start", happened)

    def test_a_generation_that_was_edited_comes_from_the_stack(self) -> None:
        (self.ctx.paths.generations(SERVICE) / self.name / "smoke.json").write_text("{}")
        self.assertEqual(self.drift(), [f"generation {self.name}: edited -> the files that were applied"])
        self.assertEqual(self.commands(), {"pulumi up --target-replace '**::feeds-quadlets'"})
        files.remove_tree(self.ctx.paths.generations(SERVICE) / self.name)
        self.assertEqual(self.drift(), [f"generation {self.name}: missing or damaged -> the files that were applied"])

    def test_a_running_deploy_is_not_compared(self) -> None:
        self.active.add("homelab-deploy-feeds.service")
        self.active.discard("feeds-0-app.service")
        code, report = self.report(SERVICE)
        self.assertEqual(code, 0)
        self.assertEqual(report["notCompared"], [{"service": "feeds", "what": "units and containers", "why": "a deploy is running"}])


class Containers(DriftCase):
    def test_another_image_than_the_units(self) -> None:
        self.podman(feeds_1_app="docker.io/miniflux/miniflux:9")
        self.assertRegex(self.drift()[0], r"^image of feeds-1-app: [0-9a-f]{12} -> [0-9a-f]{12}$")
        self.mended()
        self.assertIn("restart feeds-1-app.service [0:HEALTHY 1:DRAINING]", self.events)

    def test_a_digest_that_only_the_image_itself_names(self) -> None:
        self.podman(feeds_1_app="by-id")
        known = {"id": "by-id", "digest": "sha256:other", "big-data-digests": {"manifest-x": self._digest("app"), "sha256:c": "sha256:c"}}
        files.write_json(self.storage / "overlay-images/images.json", [known])
        self.assertEqual(self.drift(), [])

    def test_a_container_that_podman_does_not_have(self) -> None:
        self.podman(feeds_0_caddy="")
        self.assertEqual(self.drift(), ["container feeds-0-caddy: missing in Podman's store -> running"])

    def test_a_secret_that_is_gone(self) -> None:
        self.podman(secrets=("token.old",))
        self.assertEqual(self.drift(), ["secret token.aaa: missing -> stored"])
        self.assertEqual(self.commands(), {"pulumi up --target-replace '**::feeds-secrets'"})

    def test_a_store_that_is_not_as_expected_is_no_drift(self) -> None:
        (self.storage / "secrets/secrets.json").write_text("{")
        code, report = self.report(SERVICE)
        self.assertEqual((code, report["notCompared"][0]["what"]), (0, "images and secrets"))

    def _digest(self, name: str) -> str:
        return (self.unit_file(f"feeds-1-{name}.container.d/10-deploy.conf").read_text().partition("@")[2]).split("\n")[0]
