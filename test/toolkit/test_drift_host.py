"""`homelab drift` and `homelab mend` of the host's own parts: toolkit, base files, Envoy, routes, the hosts file."""

import contextlib
import io
import shutil
import subprocess
from argparse import Namespace
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from fake import HostCase
from drift.difference import Difference
from drift.host_base import base_differences, toolkit_differences, version_of
from drift.ingress import ingress_differences
from drift.look import look
from drift.machine import read_machine
from drift.routes import fragment_differences
from drift.table import exit_code
from fake_route import spec as route_spec
from host.base_files import BASE_FILES
from host.runner import Result
from host_root import good_host
from nouns import host, mend, route
from test_ingress import IngressCase, spec

ROOT = Path(__file__).resolve().parents[2]
HOSTS = "127.0.0.1 localhost\n"


def enabled(case: HostCase) -> Result:
    """`systemctl enable` of the recovery."""
    link = case.root / "etc/systemd/system/multi-user.target.wants/homelab-recover.service"
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to("/etc/systemd/system/homelab-recover.service")
    return Result()


class Toolkit(HostCase):
    def setUp(self) -> None:
        super().setUp()
        self.folder = self.ctx.paths.toolkit / "new"
        shutil.copytree(ROOT / "toolkit", self.folder, ignore=shutil.ignore_patterns("__pycache__", ".*"))
        (self.folder / "install.py").unlink()

    def name_it(self) -> Path:
        """Give the version its name, and make it current."""
        folder = self.folder.rename(self.folder.with_name(version_of(self.folder)))
        (folder.parent / "current").symlink_to(folder.name)
        return folder

    def test_the_name_is_what_the_program_computes(self) -> None:
        line = 'import("./components/host/toolkit.ts").then((t) => console.log(t.toolkitVersion(t.readToolkit())))'
        told = subprocess.run([ROOT / "node_modules/.bin/node", "-e", line], cwd=ROOT, capture_output=True, text=True, check=True)
        self.assertEqual(version_of(self.folder), told.stdout.strip())

    def test_an_edit_an_extra_file_and_a_lost_link_are_found(self) -> None:
        folder = self.name_it()
        (folder / "host/__pycache__").mkdir()
        (folder / "host/__pycache__/x.pyc").write_text("compiled")
        self.assertEqual(toolkit_differences(self.ctx), [])
        (folder / "extra.py").write_text("")
        self.assertEqual([each.actual for each in toolkit_differences(self.ctx)], ["edited"])  # type: ignore[union-attr]
        (folder / "extra.py").unlink()
        text = (folder / "cli.py").read_text()
        (folder / "cli.py").write_text(text + "\n")
        self.assertEqual([each.mend for each in toolkit_differences(self.ctx)], ["pulumi up --target-replace '**::*-toolkit'"])  # type: ignore[union-attr]
        (folder.parent / "current").unlink()
        self.assertEqual([each.actual for each in toolkit_differences(self.ctx)], ["no current version"])  # type: ignore[union-attr]


class Base(HostCase):
    def setUp(self) -> None:
        super().setUp()
        good_host(self)
        self.runner.on("systemctl daemon-reload")
        self.runner.on("systemctl enable", lambda call: enabled(self))
        host.apply(self.ctx, "rehearsal", "pools=safe\npodman=5.4.0\n")

    def found(self) -> list[str]:
        return [f"{each.what}: {each.actual}" for each in base_differences(self.ctx) if isinstance(each, Difference)]

    def test_every_file_is_found_and_mended(self) -> None:
        self.assertEqual(self.found(), [])
        for file in BASE_FILES:
            with self.subTest(file.path):
                path = self.ctx.paths.on_host(file.path)
                path.write_text("x")
                self.assertEqual(self.found(), [f"{file.path}: edited"])
                path.unlink()
                self.assertEqual(self.found(), [f"{file.path}: missing"])
                host.install_base(self.ctx)
                self.assertEqual(self.found(), [])

    def test_busybox_recovery_and_key(self) -> None:
        recovery = "etc/systemd/system/multi-user.target.wants/homelab-recover.service"
        for path, words in (
            ("var/lib/homelab/probe/busybox", "/var/lib/homelab/probe/busybox: missing"),
            (recovery, "homelab-recover.service: disabled"),
            ("var/lib/homelab/secret.key", "/var/lib/homelab/secret.key: missing"),
        ):
            with self.subTest(path):
                (self.root / path).unlink()
                self.assertEqual(self.found(), [words])
                host.install_base(self.ctx)

    def test_a_lost_key_is_never_made_anew_by_a_mend(self) -> None:
        # Another key would give every secret a new revision.
        self.ctx.paths.secret_key.unlink()
        self.runner.on("systemctl show", "Id=homelab-ingress.service\nActiveState=inactive\n")
        self.runner.on("zfs list", "{}")
        with contextlib.redirect_stdout(io.StringIO()):
            self.assertEqual(mend.run(self.ctx, Namespace(services=[])), 1)
        self.assertFalse(self.ctx.paths.secret_key.exists())


class Ingress(IngressCase):
    def setUp(self) -> None:
        super().setUp()
        self.runner.on("podman image exists")
        self.runner.on("systemctl enable", lambda call: enabled(self))
        self.runner.on("zfs list", "{}")
        self.ctx.paths.on_host("/etc").mkdir()
        self.hosts = self.ctx.paths.on_host("/etc/hosts")
        self.hosts.write_text(HOSTS)
        self.apply(spec())
        for number, name in enumerate(("feeds", "calendar")):
            route.apply(self.ctx, name, route_spec(name, 2001 + number, f"{name}.home.test"))
        self.bootstrap = self.ctx.paths.ingress_config / "bootstrap.json"
        self.fragments = self.ctx.paths.ingress / "fragments.d"

    def found(self) -> list[str]:
        found = [*ingress_differences(self.ctx, read_machine(self.ctx, [], [])), *fragment_differences(self.ctx, None)]
        return [f"{each.what}: {each.actual} -> {each.applied}" for each in found if isinstance(each, Difference)]

    def mend(self) -> None:
        self.runner.forget()
        with contextlib.redirect_stdout(io.StringIO()):
            mend.run(self.ctx, Namespace(services=[]))

    def test_every_kind_is_found_and_mended(self) -> None:
        self.assertEqual(self.found(), [])
        units, current = self.ctx.paths.system_units, self.ctx.paths.ingress / "current"
        feeds = self.fragments / "feeds.json"
        wrong = feeds.read_text().replace("feeds.home.test", "mine.home.test")
        stranger = feeds.read_text().replace("feeds", "photos").replace("2001", "2009")
        unit = "/etc/containers/systemd/homelab-ingress.container"
        cases: list[tuple[str, Callable[[], object], str]] = [
            ("unit", lambda: (units / "homelab-ingress.container").write_text("x"), f"{unit}: edited -> as applied"),
            ("pin", (units / "homelab-ingress.container.d/10-deploy.conf").unlink, f"{unit}.d/10-deploy.conf: missing -> as applied"),
            ("bootstrap", self.bootstrap.unlink, "/etc/homelab/ingress/bootstrap.json: missing -> as applied"),
            ("stopped", lambda: setattr(self.envoy, "running", False), "homelab-ingress.service: inactive -> active"),
            ("scrape", (self.ctx.paths.scrape / "homelab-ingress.json").unlink, "Envoy's scrape list: missing or edited -> as applied"),
            ("hosts", lambda: self.hosts.write_text(HOSTS), "/etc/hosts, homelab's lines: edited -> the names of all services"),
            ("route gone", feeds.unlink, "route: none -> feeds.home.test (/caddyz)"),
            ("route edited", lambda: feeds.write_text(wrong), "route: mine.home.test (/caddyz) -> feeds.home.test (/caddyz)"),
            ("route damaged", lambda: feeds.write_text("{"), "route: damaged -> feeds.home.test (/caddyz)"),
            ("route of nobody", lambda: (self.fragments / "photos.json").write_text(stranger), "route: photos.home.test (/caddyz) -> none"),
        ]  # fmt: skip
        for name, change, expected in cases:
            with self.subTest(name):
                change()
                self.assertIn(expected, self.found())
                self.mend()
                self.assertEqual(self.found(), [])
        self.assertTrue(current.is_symlink())

    def test_an_edited_generation_is_replaced(self) -> None:
        path = self.ctx.paths.ingress / "current/lds.json"
        path.write_text(path.read_text().replace("feeds.home.test", "mine.home.test"))
        self.assertIn(f"Envoy's generation {path.parent.readlink().name[4:]}: edited -> as Envoy accepted it", self.found())
        self.mend()
        self.assertEqual(self.found(), [])

    def test_a_lost_link_deletes_no_route(self) -> None:
        (self.ctx.paths.ingress / "current").unlink()
        self.assertEqual(self.found(), ["Envoy's generation: none -> one that Envoy accepted"])
        self.mend()
        self.assertEqual(self.found(), [])
        self.assertEqual(len(list(self.fragments.glob("*.json"))), 2)

    def test_what_envoy_holds_is_compared(self) -> None:
        self.ctx = replace(self.ctx, admin=self)
        self.assertEqual([each.partition(":")[0] for each in self.found()], ["Envoy's listeners", "Envoy's clusters"])

    def get(self, path: str) -> str | None:
        """An Envoy that still has an old generation."""
        return 'listener_manager.lds.version_text: "old"\ncluster_manager.cds.version_text: ""\n'

    def test_before_the_spec_was_kept_the_units_hash_is_compared(self) -> None:
        (self.ctx.paths.ingress / "spec.json").unlink()
        self.assertEqual(self.found(), [])
        (self.ctx.paths.system_units / "homelab-ingress.container").write_text("x")
        self.assertRegex(self.found()[0], r"^Envoy's unit or bootstrap: edited -> as in [0-9a-f]{16}$")

    def test_markers_that_were_edited_are_for_a_person(self) -> None:
        self.hosts.write_text("# homelab: begin\nx\n")
        report = look(self.ctx, [])
        self.assertEqual((exit_code(report), {each.kind for each in report.differences}), (1, {"toolkit", "base", "ingress"}))
        self.assertIn("delete the two marker lines, then homelab mend", [each.mend for each in report.differences])
