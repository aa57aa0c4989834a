"""Files that stay on a host: those of the version before are read, and those of a version to come are understood or named."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fake import HostCase
from deploy.deploy import begin
from deploy.install import read_installed
from deploy.request import read_request
from host import uid_ledger
from host.errors import HostProblem
from host.kept import FORMAT
from ingress.activate import read_fragments
from ingress.validate import installed_image
from rollout_case import V1, RolloutCase
from smoke.dependents import kept_test
from smoke.parse import kept_spec
from state.journal_files import journal_files, read_result
from state.manifest import read_manifest
from state.version import read_committed
from status.service import last_deploy

BEFORE = Path(__file__).parent / "fixtures/format-1"
DEPLOY = "2026-11-20T21:04:11Z-7f3a"
MANIFEST = "services/feeds/generations/g1/manifest.json"


class Kept(HostCase):
    """A host on which the version before has left its files."""

    def setUp(self) -> None:
        super().setUp()
        shutil.copytree(BEFORE, self.ctx.paths.state)
        slots = "services/feeds/slots/feeds-0/installed.json"
        journal = f"services/feeds/journal/{DEPLOY}"
        look = begin(self.ctx, self.ctx.account("feeds", 2003), DEPLOY, "rolling", 5)
        # Every file, and what reads it.
        self.readers: dict[str, Callable[[], Any]] = {
            "services/feeds/current.json": lambda: read_committed(self.ctx, "feeds"),
            f"{journal}.request.json": lambda: read_request(self.ctx, "feeds", DEPLOY),
            f"{journal}.result.json": lambda: read_result(journal_files(self.ctx, "feeds", DEPLOY)),
            slots: lambda: read_installed(look, "feeds-0"),
            MANIFEST: lambda: read_manifest(self.ctx, "feeds", "g1"),
            "services/feeds/smoke.json": lambda: kept_spec(kept_test(self.ctx, "feeds").read_text(), "feeds"),
            "ingress/fragments.d/feeds.json": lambda: read_fragments(self.ctx),
            "ingress/installed.json": lambda: installed_image(self.ctx),
        }

    def edit(self, file: str, **changes: Any) -> None:
        """Change keys of a file."""
        path = self.ctx.paths.state / file
        path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))

    def test_those_of_the_version_before(self) -> None:
        committed = read_committed(self.ctx, "feeds")
        assert committed is not None and committed.previous is not None
        self.assertEqual((committed.version.generation, committed.version.needs), ("g1", ["authentication"]))
        self.assertEqual(committed.previous.deploy, "2026-11-20T20:00:00Z-0001")
        self.assertEqual(self.readers[f"services/feeds/journal/{DEPLOY}.request.json"]().revisions, {"db-password": "0123456789ab"})
        self.assertTrue(self.readers[f"services/feeds/journal/{DEPLOY}.result.json"]().ok)
        self.assertEqual(self.readers["services/feeds/slots/feeds-0/installed.json"]().files["units/feeds-0.pod"], "pod")
        self.assertEqual(self.readers["services/feeds/smoke.json"]().auth.client_id, "feeds")
        self.assertEqual([(each.service, each.sources) for each in read_fragments(self.ctx)], [("calendar", ()), ("feeds", ())])
        self.assertTrue(installed_image(self.ctx).runs)
        self.assertEqual(uid_ledger.ledger(self.ctx), {2003: "feeds", 2004: "calendar"})
        manifest = read_manifest(self.ctx, "feeds", "g1")
        self.assertEqual((manifest.health_path, manifest.files["config/caddy/Caddyfile"]), ("/readyz", "reload"))

    def test_keys_of_a_version_to_come_are_no_obstacle(self) -> None:
        for file, reader in self.readers.items():
            with self.subTest(file):
                before = reader()
                self.edit(file, format=FORMAT, unheardOf={"more": [1]})
                self.assertEqual(reader(), before)

    def test_a_format_of_a_version_to_come_is_named(self) -> None:
        for file, reader in self.readers.items():
            with self.subTest(file):
                self.edit(file, format=9)
                with self.assertRaises(HostProblem) as caught:
                    reader()
                self.assertIn("has format 9, and this version of homelab reads formats up to", caught.exception.problem)
                self.assertIn("a newer version has written it", caught.exception.fix)

    def test_what_is_missing_is_filled_in_or_named(self) -> None:
        current = self.ctx.paths.current("feeds")
        current.write_text('{"generation": "g1"}')
        committed = read_committed(self.ctx, "feeds")
        assert committed is not None
        self.assertEqual((committed.version.strategy, committed.version.needs, committed.previous), ("inPlace", [], None))
        for text, words in (("{}", "generation"), ("[]", "no JSON object"), ("{", "not JSON"), ('{"format": "x"}', "no JSON object")):
            with self.subTest(text):
                current.write_text(text)
                with self.assertRaisesRegex(HostProblem, f"current.json: it cannot be read: .*{words}"):
                    read_committed(self.ctx, "feeds")

    def test_a_damaged_record_of_a_pod_is_none(self) -> None:
        slots = "services/feeds/slots/feeds-0/installed.json"
        for text in ("{", "[]", "{}"):
            with self.subTest(text):
                (self.ctx.paths.state / slots).write_text(text)
                self.assertIsNone(self.readers[slots]())

    def test_the_ledger_keeps_what_it_does_not_understand(self) -> None:
        ledger = self.ctx.paths.ledger
        ledger.write_text("# of this house\n2003 feeds retired\n2004 calendar")
        uid_ledger.enter_in_ledger(self.ctx, "photos", 2005)
        self.assertEqual(ledger.read_text(), "# of this house\n2003 feeds retired\n2004 calendar\n2005 photos\n")
        self.assertEqual(uid_ledger.ledger(self.ctx), {2003: "feeds", 2004: "calendar", 2005: "photos"})
        ledger.write_text("# format 9\n2003 feeds\n")
        with self.assertRaisesRegex(HostProblem, "has format 9"):
            uid_ledger.enter_in_ledger(self.ctx, "photos", 2005)

    def test_the_last_deploy_of_the_version_before(self) -> None:
        deploy = last_deploy(self.ctx, "feeds")
        self.assertEqual(deploy and (deploy.id, deploy.ok), (DEPLOY, True))


class NoRestart(RolloutCase):
    """Another form of the same content is another generation, and no reason to touch what runs."""

    def test_by_a_manifest_of_another_format(self) -> None:
        self.generation("g1", V1)
        self._as_before(self.ctx.paths.generations("feeds") / "g1/manifest.json")
        self.apply("g1")
        for record in (*self.ctx.paths.slots("feeds").glob("*/installed.json"), self.ctx.paths.current("feeds")):
            kept = json.loads(record.read_text())
            del kept["format"]
            record.write_text(json.dumps(kept))
        self.generation("g2", V1)
        self.assertEqual(self.apply("g2")["generation"], "g2")
        self.assertEqual([event for event in self.events if not event.startswith("rmi")], [])
        self.assertEqual(self.runner.commands("podman exec"), [])

    def _as_before(self, path: Path) -> None:
        raw = json.loads(path.read_text())
        del raw["format"]
        raw["web"]["names"] = ["feeds.home.test"]
        raw["files"] = {file: {"sha256": "", "effect": effect} for file, effect in raw["files"].items()}
        path.write_text(json.dumps(raw))
