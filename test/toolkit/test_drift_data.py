"""`homelab drift` and `homelab mend` of accounts and datasets, what could not be looked at, and what is printed."""

from collections.abc import Callable

from fake import Call
from drift.difference import Difference, Report, Uncompared
from drift.table import words
from drift_case import DATASET, MOUNTPOINT, OWNER, DriftCase
from fake_envoy import SERVICE
from host import files
from host.errors import HostProblem
from host.runner import Result

Change = Callable[[], object]


class Accounts(DriftCase):
    def test_every_part_is_found_and_mended(self) -> None:
        linger = self.ctx.paths.on_host("/var/lib/systemd/linger/svc-feeds")
        home = self.ctx.paths.home(SERVICE)
        service = self.ctx.paths.service(SERVICE)
        right = f"{1048576 + 3 * 65536}:65536"
        cases: list[tuple[str, Change, str]] = [
            ("user", self.accounts.users.clear, "account svc-feeds: missing -> UID 2003"),
            ("group", self.accounts.groups.clear, "group svc-feeds: missing -> GID 2003"),
            ("subuid", lambda: self.ctx.paths.subuid.write_text("svc-feeds:7:8\n"), f"/etc/subuid of svc-feeds: 7:8 -> {right}"),
            ("subgid", lambda: self.ctx.paths.subgid.write_text(""), f"/etc/subgid of svc-feeds: missing -> {right}"),
            ("linger", linger.unlink, "linger of svc-feeds: off -> on"),
            ("mode", lambda: home.chmod(0o755), f"/{home.relative_to(self.root)}: 0755 2003:2003 -> 0700 2003:2003"),
            ("owner", lambda: self.owners.update({service: (0, 0)}), f"/{service.relative_to(self.root)}: 0750 0:0 -> 0750 0:2003"),
        ]
        for name, change, expected in cases:
            with self.subTest(name):
                change()
                self.assertEqual((self.drift(), self.commands()), ([expected], {"homelab mend feeds"}))
                self.assertEqual(self.mended(), [])

    def test_an_account_of_somebody_else(self) -> None:
        self.accounts.users["svc-feeds"] = (2003, "Feeds")
        self.assertEqual(self.commands(), {"userdel svc-feeds, then homelab mend feeds"})
        self.assertEqual(self.mended(), ["account svc-feeds: UID 2003, 'Feeds' -> UID 2003, 'homelab feeds'"])

    def test_without_its_systemd_the_containers_are_not_told_one_by_one(self) -> None:
        self.active.clear()
        self.assertEqual(self.drift(), ["systemd of svc-feeds: not running -> running"])


class Datasets(DriftCase):
    def setUp(self) -> None:
        super().setUp()
        self.values = self.pools.datasets[DATASET]

    def test_properties_and_directories_are_found_and_mended(self) -> None:
        pg = self.root / "zfs/safe/feeds/db/pg"
        cases: list[tuple[str, Change, str]] = [
            ("quota", lambda: self.values.update(refquota=(1 << 30, "LOCAL")), f"dataset {DATASET} refquota: {1 << 30} -> 5G"),
            ("preset", lambda: self.values.update(recordsize=(131072, "DEFAULT")),
             f"dataset {DATASET} recordsize: 131072 (default) -> 16K"),
            ("canmount", lambda: self.values.update(canmount=("noauto", "LOCAL")), f"dataset {DATASET} canmount: noauto -> on"),
            ("owner", lambda: self.owners.update({pg: (0, 0)}), f"directory {MOUNTPOINT}/pg: 0:0 -> 1246182:1246182"),
            ("directory", pg.rmdir, f"directory {MOUNTPOINT}/pg: missing -> 1246182:1246182"),
        ]  # fmt: skip
        self.assertEqual(self.owners[pg], OWNER)
        for name, change, expected in cases:
            with self.subTest(name):
                change()
                self.assertEqual((self.drift(), self.commands()), ([expected], {"homelab mend feeds"}))
                self.assertEqual(self.mended(), [])

    def test_a_dataset_that_is_gone_is_not_made_empty(self) -> None:
        del self.pools.datasets[DATASET]
        self.assertEqual(self.drift(), [f"dataset {DATASET}: missing -> mounted"])
        self.mended()
        self.assertNotIn(DATASET, self.pools.datasets)

    def test_the_mark_of_another_owner(self) -> None:
        self.values["homelab:owner"] = ("feeds/db", "INHERITED")
        self.assertEqual(self.commands(), {f"zfs set homelab:owner=feeds/db {DATASET}"})

    def test_a_host_from_before_specs_were_kept_has_no_drift(self) -> None:
        self.ctx.paths.dataset_spec("feeds/db").unlink()
        self.values["refquota"] = (7, "LOCAL")
        code, report = self.report(SERVICE)
        self.assertEqual((code, [each["what"] for each in report["notCompared"]]), (0, [f"quota, properties and directories of {DATASET}"]))
        self.values["mounted"] = ("no", "NONE")
        self.assertEqual(self.commands(), {f"zfs mount {DATASET}"})

    def test_a_dataset_that_left_the_definition_is_not_expected(self) -> None:
        files.write_json(self.ctx.paths.dataset_spec("feeds/old"), {"spec": "dataset=safe/homelab/feeds/old\n"})
        self.assertEqual(self.drift(), [])

    def test_a_newer_spec_is_reported_as_such(self) -> None:
        files.write_json(self.ctx.paths.dataset_spec("feeds/db"), {"format": 9})
        code, report = self.report(SERVICE)
        self.assertEqual(code, 2)
        self.assertIn("format 9", report["problems"][0]["problem"])

    def test_zfs_does_not_answer(self) -> None:
        self.runner.on("zfs list", lambda call: Result(1, "", "The ZFS modules are not loaded."))
        self.active.discard("feeds-0-app.service")
        code, report = self.report(SERVICE)
        self.assertEqual((code, len(report["problems"]), len(report["differences"])), (2, 1, 1))


class Words(DriftCase):
    def test_what_was_not_compared_is_a_line_for_each_reason(self) -> None:
        report = Report(
            ["a"], uncompared=[Uncompared("a", "quota", "old"), Uncompared("b", "quota", "old"), Uncompared(None, "routes", "new")]
        )
        self.assertEqual(
            words(report, 0.3).splitlines(),
            ["not compared: a: quota and 1 more: old", "not compared: host: routes: new", "no drift: 1 service, 0.3 s"],
        )

    def test_differences_are_a_table_and_problems_are_told_with_their_fix(self) -> None:
        report = Report(["a"], differences=[Difference("a", "files", "unit x", "edited", "as applied", "homelab mend a")])
        report.problems.append(HostProblem("zfs", "it did not answer", "see zpool status"))
        self.assertEqual(
            words(report, 0.3).splitlines(),
            [
                "SERVICE  WHAT    IS      SHOULD BE   MEND",
                "a        unit x  edited  as applied  homelab mend a",
                "error: zfs: it did not answer",
                "  fix: see zpool status",
                "1 difference: 1 service, 0.3 s",
            ],
        )


class Unreadable(DriftCase):
    def test_systemd_does_not_answer(self) -> None:
        def show(call: Call) -> Result:
            return self._show(call) if call.user else Result(1, "", "Failed to connect to bus")

        self.runner.on("systemctl show", show)
        code, report = self.report(SERVICE)
        self.assertEqual((code, len(report["problems"])), (2, 1))

    def test_a_version_of_a_newer_homelab(self) -> None:
        files.write_json(self.ctx.paths.current(SERVICE), {"format": 9})
        code, report = self.report(SERVICE)
        self.assertEqual(code, 2)
        self.assertIn("format 9", report["problems"][0]["problem"])
