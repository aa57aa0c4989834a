"""`homelab status`."""

import contextlib
import io
import json
from argparse import Namespace
from datetime import timedelta

from people_case import MANIFEST, VERSION, PeopleCase
from host import systemd
from host.runner import Result
from nouns import status


class StatusTest(PeopleCase):
    def status(self, *, as_json: bool = False) -> str:
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            self.assertEqual(status.run(self.ctx, Namespace(json=as_json)), 0)
        return out.getvalue()

    def test_status_of_a_healthy_service(self) -> None:
        lines = self.status().splitlines()
        self.assertEqual(lines[0].split(), ["SERVICE", "STATE", "SINCE", "VERSION", "MEM", "DISK", "LAST", "DEPLOY"])
        self.assertEqual(lines[1].split(), ["feeds", "healthy", "-", "2.2.6", "60/192", "M", "4/5", "G", "safe", "ok", "3", "d"])
        self.assertEqual(lines[2:], ["ingress: none · pools: safe ONLINE 31 %"])

    def test_the_version_is_the_applications_wherever_its_name_sorts(self) -> None:
        pods = [{"name": "feeds-0", "slot": 0, "containers": ["caddy", "ldap", "mail"]}]
        images = {"caddy": "x/caddy:2", "ldap": "x/ldap:2025.12.1", "mail": "x/mail:9.9"}
        containers = {name: {"image": image, "within": 30, "secrets": []} for name, image in images.items()}
        manifest = {**MANIFEST, "pods": pods, "containers": containers}
        self.json(self.ctx.paths.generations("feeds") / "abc/manifest.json", manifest)
        self.assertEqual(self.status().splitlines()[1].split()[3], "9.9")

    def test_of_several_applications_the_one_that_answers_gives_the_version(self) -> None:
        pods = [{"name": "feeds-0", "slot": 0, "containers": ["app", "caddy", "worker"]}]
        images = {"app": "x/app:1.0", "caddy": "x/caddy:2", "worker": "x/worker:2.0"}
        roles = {"app": "application", "caddy": "proxy", "worker": "application"}
        containers = {name: {"role": roles[name], "image": image, "within": 30} for name, image in images.items()}
        for answering, version in (({"container": "worker"}, "2.0"), ({}, "1.0")):
            manifest = {**MANIFEST, "pods": pods, "containers": containers, "web": {**answering, "healthPath": "/readyz"}}
            self.json(self.ctx.paths.generations("feeds") / "abc/manifest.json", manifest)
            self.assertEqual(self.status().splitlines()[1].split()[3], version)

    def test_files_of_a_newer_version_are_complaints(self) -> None:
        newer = "it has format 9, and this version of homelab reads formats up to 1"
        self.json(self.ctx.paths.current("feeds"), {**VERSION, "format": 9})
        self.json(self.ctx.paths.journal("feeds") / "2026-11-17T20:00:00Z-7f3a.result.json", {"format": 9})
        self.json(self.ctx.paths.ingress / "installed.json", {"format": 9})
        lines = self.status().splitlines()
        self.assertIn(f"  feeds: {self.ctx.paths.current('feeds')}: {newer}", lines)
        self.assertIn(f"  ingress: {self.ctx.paths.ingress / 'installed.json'}: {newer}", lines)

    def test_one_call_of_each_tool(self) -> None:
        self.status()
        self.assertEqual(len(self.runner.commands("zfs")), 1)
        self.assertEqual(len(self.runner.commands("zpool")), 1)
        self.assertEqual(len(self.runner.commands("systemctl show")), 2)
        self.assertEqual(self.runner.changing(), [])

    def test_complaints(self) -> None:
        self.states = {"feeds-1-app.service": "failed"}
        self.datasets["safe/homelab/feeds/db"]["properties"]["referenced"]["value"] = 4800 << 20
        text = self.status()
        self.assertIn("degraded", text)
        self.assertIn(
            "  feeds: slot 1 app is x; its last line: panic: no such option\n  feeds: dataset safe/homelab/feeds/db is 94 % full\n", text
        )

    def test_what_somebody_went_back_from_and_what_was_set_aside_are_notices(self) -> None:
        declared = {**VERSION, "generation": "def", "deploy": "2026-11-18T20:00:00Z-9c1b"}
        self.json(self.ctx.paths.current("feeds"), {**VERSION, "previous": None, "declared": declared})
        marks = {"homelab:failed": "feeds/db", "homelab:expires": "2026-12-20", "homelab:owner": "-"}
        values = {"referenced": 3 << 20, "refquota": 0, "mounted": "no", **marks}
        properties = {
            key: {"value": value, "source": {"type": "LOCAL" if key in ("homelab:failed", "homelab:expires") else "NONE"}}
            for key, value in values.items()
        }
        self.datasets["safe/homelab/feeds/db-failed-1"] = {"properties": properties}
        lines = self.status().splitlines()
        self.assertIn("  feeds: runs d, declared 9c1b: somebody went back; `homelab rollback feeds --to 9c1b` goes forward", lines)
        kept = "3M of data that a rollback has set aside are kept in safe/homelab/feeds/db-failed-1 until 2026-12-20"
        self.assertIn(f"  feeds: {kept}", lines)

    def test_an_application_that_ends_in_every_slot_is_down(self) -> None:
        self.clock.passed = 1000.0
        self.patch_object(systemd, "started_at", lambda stamp: self.clock.now() - timedelta(seconds=1000 - int(stamp) / 1e6))
        for slot, left in ((0, 200), (1, 280)):
            unit = f"feeds-{slot}-app.service"
            self.states[unit] = "activating"
            self.more[unit] = f"SubState=auto-restart\nNRestarts={40 + slot}\nActiveExitTimestampMonotonic={left}000000"
        lines = self.status().splitlines()
        self.assertEqual(lines[1].split()[:4], ["feeds", "down", "12", "min"])
        words = "waits for its next start, down for 13 min, was restarted 40 times after failures; its last line: panic: no such option"
        self.assertEqual(lines[2], f"  feeds: slot 0 app {words}")
        self.assertEqual(lines[3], "  feeds: slot 1 app waits for its next start, down for 12 min, was restarted 41 times after failures")
        self.assertEqual(len(self.runner.commands("journalctl")), 1)
        self.assertIn("journalctl -q -b --no-pager -o cat -n 1 _UID=2003 -t feeds-0-app", self.runner.commands("journalctl")[0])

    def test_a_failure_that_is_over_is_a_notice(self) -> None:
        self.more["feeds-state-db.service"] = "SubState=running\nNRestarts=3\nActiveEnterTimestampMonotonic=1000000"
        self.clock.passed = 301.0
        self.assertIn("  feeds: state db was restarted 3 times after failures and has been running for 5 min\n", self.status())
        self.assertEqual(self.status().splitlines()[1].split()[1], "degraded")
        self.clock.passed = 7201.0
        lines = self.status().splitlines()
        self.assertEqual(lines[1].split()[1], "healthy")
        self.assertIn("state db was restarted 3 times after failures; it has recovered and been running for 2 h", lines[2])

    def test_down_and_deploying(self) -> None:
        self.runner.on("systemctl show", Result(1, "", "Failed to connect to bus"))
        self.runner.on("systemctl show -p Id,ActiveState", self._show)
        self.assertIn("feeds    down", self.status())
        self.states = {"homelab-deploy-feeds.service": "active"}
        self.assertIn("feeds    deploying", self.status())

    def test_json_has_the_same_facts(self) -> None:
        facts = json.loads(self.status(as_json=True))
        self.assertEqual(facts["services"][0]["state"], "healthy")
        self.assertEqual(facts["services"][0]["deploy"]["at"], "2026-11-17T20:00:00+00:00")
