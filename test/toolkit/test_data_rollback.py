"""`homelab rollback`, with and without data."""

import argparse
from typing import Any
from unittest import mock

from data_case import DB, V3, DataCase
from deploy.rollback import plan_rollback
from deploy.rollout import roll_out
from fake_envoy import SERVICE
from host.errors import HostProblem, UsageProblem
from nouns import rollback
from rollout_case import V1, V2, RolloutCase
from state.records import history, read_record
from state.version import read_committed


class Back(DataCase):
    def setUp(self) -> None:
        super().setUp()
        self.contents = {}
        for name, image in (("g1", V1), ("g2", V2), ("g3", V3)):
            self.version(name, image)
            self.apply(name)
            self.contents[name] = self.data()

    def back(self, to: str = "", data: bool = False) -> list[str]:
        found = plan_rollback(self.ctx, SERVICE, to, data)
        self.events.clear()
        roll_out(self.ctx, found.request)
        return found.words

    def running(self) -> tuple[str, str | None]:
        committed = read_committed(self.ctx, SERVICE)
        assert committed is not None
        return committed.version.generation, committed.declared.generation if committed.declared else None

    def test_to_the_version_before_and_the_one_before_that(self) -> None:
        words = self.back()
        self.assertEqual(self.running(), ("g2", "g3"))
        self.assertIn(f"changes     image of app: {V3} -> {V2}", words)
        self.assertIn("data        stays as it is", words)
        self.back()
        self.assertEqual(self.running(), ("g1", "g3"))
        self.assertEqual(self.zfs.data[DB], self.contents["g1"], "it started, and wrote")

    def test_with_data_what_is_newer_is_kept_aside(self) -> None:
        first = self.deploys()[0]
        self.zfs.data[DB] = "written by people"
        self.runner.on("systemctl start", lambda call: RolloutCase._start(self, call))
        words = self.back(first, data=True)
        self.assertTrue(any("set aside for 30 days" in line for line in words), words)
        self.assertEqual((self.running(), self.data()), (("g1", "g3"), self.contents["g1"]))
        aside = next(name for name in self.pools.datasets if "-failed-" in name)
        self.assertEqual(self.zfs.data[aside], "written by people")

    def test_forward_again_with_the_data_that_was_set_aside(self) -> None:
        self.zfs.data[DB] = "written by people"
        self.runner.on("systemctl start", lambda call: RolloutCase._start(self, call))
        last = self.deploys()[2]
        self.back(self.deploys()[0], data=True)
        self.back(last, data=True)
        self.assertEqual((self.running(), self.data()), (("g3", None), "written by people"))

    def test_a_rollback_with_data_that_fails_leaves_everything_as_it_was(self) -> None:
        self.zfs.data[DB] = "written by people"
        self.runner.on("systemctl start", lambda call: RolloutCase._start(self, call))
        self.broken.add(V1)
        with self.assertRaises(HostProblem) as caught:
            self.back(self.deploys()[0], data=True)
        self.assertIn("rolled back in", caught.exception.problem)
        self.assertIn("try again: homelab rollback feeds --to 1000 --data", caught.exception.fix)
        self.assertEqual((self.running(), self.data(), self.statuses()), (("g3", None), "written by people", {0: "HEALTHY"}))

    def test_pulumi_goes_forward_only_with_another_definition_or_when_told(self) -> None:
        self.back()
        self.apply("g3")
        self.assertEqual((self.running(), self.starts()), (("g2", "g3"), []))
        self.assertTrue(any("somebody went back; `homelab rollback feeds --to" in line for line in self.said), self.said)
        self.apply("g2")
        self.assertEqual((self.running(), self.starts()), (("g2", None), []), "the definition says now what runs")
        self.apply("g3")
        self.back()
        self.back(self.deploys()[-2])
        self.assertEqual(self.running(), ("g3", None))
        self.back()
        self.version("g4", "docker.io/miniflux/miniflux:4")
        self.apply("g4")
        self.assertEqual(self.running(), ("g4", None))

    def test_what_is_not_kept_is_refused_with_what_is(self) -> None:
        for to, data, expected in (("ffff", False, "no version ffff is kept"), (self.deploys()[1], True, "")):
            with self.subTest(to):
                if expected:
                    with self.assertRaisesRegex(HostProblem, expected):
                        plan_rollback(self.ctx, SERVICE, to, data)
                else:
                    self.assertEqual(plan_rollback(self.ctx, SERVICE, to, data).request.strategy, "recreate")

    def test_a_repair_in_the_history_leads_to_the_version_that_it_repaired(self) -> None:
        self.unit_file("feeds-0-app.container").write_text("edited by hand")
        self.apply("g3")
        repair = self.deploys()[-1]
        self.assertEqual(history(self.ctx, SERVICE)[0].record.version[-4:], self.deploys()[2])
        self.version("g4", "docker.io/miniflux/miniflux:4")
        self.apply("g4")
        self.back(repair)
        self.assertEqual(self.running(), ("g3", "g4"))

    def test_an_end_that_several_versions_have_is_refused(self) -> None:
        self.ids = iter([2001, 3001, 4000])
        for number in (4, 5, 6):
            self.version(f"g{number}", f"docker.io/miniflux/miniflux:{number}")
            self.apply(f"g{number}")
        with self.assertRaisesRegex(HostProblem, "001 is the end of several versions' ids"):
            plan_rollback(self.ctx, SERVICE, "001", False)

    def test_while_a_deploy_runs_it_is_refused(self) -> None:
        self.active.add("homelab-deploy-feeds.service")
        with self.assertRaisesRegex(HostProblem, "a deploy of it is running"):
            plan_rollback(self.ctx, SERVICE, "", False)

    def test_without_an_answer_nothing_happens(self) -> None:
        def arguments(**more: Any) -> argparse.Namespace:
            return argparse.Namespace(**{"service": SERVICE, "to": "", "data": False, "yes": False, **more})

        self.events.clear()
        with mock.patch("sys.stdin.isatty", return_value=False), self.assertRaisesRegex(UsageProblem, "--yes"):
            rollback.run(self.ctx, arguments())
        with mock.patch("sys.stdin.isatty", return_value=True), mock.patch("builtins.input", return_value="n"):
            self.assertEqual(rollback.run(self.ctx, arguments()), 1)
        with mock.patch("sys.stdin.isatty", return_value=True), mock.patch("builtins.input", side_effect=EOFError):
            self.assertEqual(rollback.run(self.ctx, arguments()), 1)
        self.assertEqual(self.events, [])
        self.assertEqual(rollback.run(self.ctx, arguments(yes=True)), 0)
        self.assertEqual(self.running(), ("g2", "g3"))

    def test_the_snapshots_of_kept_versions_stay(self) -> None:
        self.assertEqual(len(self.zfs.taken), 2)
        for number in range(4, 13):
            self.version(f"g{number}", f"docker.io/miniflux/miniflux:{number}")
            self.apply(f"g{number}")
        self.assertEqual(len(self.zfs.taken), 5)
        kept = read_committed(self.ctx, SERVICE)
        assert kept is not None
        self.assertEqual([version.generation for version in kept.kept], ["g12", "g11", "g10", "g9"])
        self.assertEqual(read_record(self.ctx, SERVICE, kept.version.deploy).left, kept.before[0].deploy)
