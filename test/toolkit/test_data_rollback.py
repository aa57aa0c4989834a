"""Data in deploys: snapshots before a change, back when a deploy fails, and `homelab rollback`."""

import argparse
import json
from typing import Any
from unittest import mock

from fake import Call
from deploy.recover import recover_all
from deploy.rollback import perform, plan_rollback
from fake_envoy import SERVICE, UID
from host import files
from host.errors import CommandFailed, HostProblem, UsageProblem
from host.runner import Result
from machine import Pools
from nouns import rollback
from rollout_case import BAD, V1, V2, RolloutCase
from smoke.broken import Failure
from snapshot_pools import Snapshots
from state.journal_files import deploy_ids
from state.records import history, read_record
from state.version import read_committed

DB = "tank/homelab/feeds/db"
V3 = "docker.io/miniflux/miniflux:3"


class DataCase(RolloutCase):
    """Feeds with a dataset, whose data each start of a version overwrites with the version's name."""

    def setUp(self) -> None:
        super().setUp()
        self.pools = Pools(self, "tank")
        self.zfs = Snapshots(self.pools, self)
        (self.root / "zfs/tank/feeds/db").mkdir(parents=True)
        self.pools.put(DB, owner="feeds/db", mounted="yes", mountpoint="/zfs/tank/feeds/db", canmount="on")
        self.ctx.paths.ledger.write_text(f"{UID} {SERVICE}\n")
        self.ids = iter(range(1000, 2000))
        self.patch_object(__import__("secrets"), "token_hex", lambda _bytes: str(next(self.ids)))

    def version(self, name: str, image: str, rollback: str = "recreate", hook: list[str] | None = None, slots: int = 1) -> None:
        self.generation(name, image, slots=slots, state=False)
        path = self.ctx.paths.generations(SERVICE) / name / "manifest.json"
        manifest = {**json.loads(path.read_text()), "data": {DB: rollback}}
        if hook:
            manifest["containers"]["app"]["beforeDeploy"] = {"command": hook, "within": 300}
        files.write_json(path, manifest)

    def _start(self, call: Call) -> Result:
        drop_in = files.read(self.unit_file("feeds-0-app.container.d/10-deploy.conf")) or ""
        self.zfs.data[DB] = drop_in.partition("Image=")[2].partition("\n")[0][-8:]
        self.events.append(f"data {self.zfs.data[DB]}")
        return super()._start(call)

    def data(self) -> str:
        return self.zfs.data[DB]

    def deploys(self) -> list[str]:
        return [each[-4:] for each in deploy_ids(self.ctx, SERVICE)]


class Forward(DataCase):
    def test_a_first_deploy_takes_no_snapshot_and_a_change_takes_one_while_nothing_runs(self) -> None:
        self.version("g1", V1)
        self.apply("g1", strategy="recreate")
        self.assertEqual(self.zfs.taken, {})
        before = self.data()
        self.version("g2", V2)

        def snapshot(call: Call) -> Result:
            self.events.append(f"snapshot {sorted(self.active)}")
            return self.zfs._snapshot(call)

        self.runner.on("zfs snapshot", snapshot)
        self.apply("g2", strategy="recreate")
        self.assertIn("snapshot []", self.events)
        self.assertEqual([content for _, content, _ in self.zfs.taken.values()], [before])
        self.assertNotEqual(self.data(), before)

    def test_the_running_version_s_command_runs_before_anything_stops_and_before_the_snapshot(self) -> None:
        def note(call: Call) -> Result:
            self.events.append(f"{' '.join(call.argv[1:])} with {len(self.active)} units and {len(self.zfs.taken)} snapshots")
            return Result()

        self.version("g1", V1, hook=["dump", "--all"])
        self.apply("g1", strategy="recreate")
        self.runner.on("podman exec", note)
        self.version("g2", V2)
        self.apply("g2", strategy="recreate")
        self.assertIn("exec feeds-0-app dump --all with 3 units and 0 snapshots", self.events)
        self.version("g3", V3)
        self.apply("g3", strategy="recreate")
        self.assertEqual(self.runner.commands("podman exec"), [])

    def test_a_command_that_fails_or_takes_too_long_changes_nothing(self) -> None:
        self.version("g1", V1, hook=["dump"])
        self.apply("g1")
        self.version("g2", V2)
        for result, expected in (
            (Result(2, "", "disk full"), "`dump` ended with exit code 2: disk full"),
            (None, "did not end within 300 s"),
        ):
            with self.subTest(expected):

                def fail(_call: Call, result: Result | None = result) -> Result:
                    if result is None:
                        raise CommandFailed("podman exec", None, "")
                    return result

                self.runner.on("podman exec", fail)
                words = self.refused("g2")
                self.assertIn('failed at "before the deploy: app"', words)
                self.assertIn(expected, words)
                self.assertIn("what to do    try it: homelab exec feeds app -- dump", words)
                self.assertEqual((self.starts(), self.zfs.taken), ([], {}))

    def test_a_command_whose_container_is_down_does_not_keep_it_down(self) -> None:
        self.version("g1", V1, hook=["dump"])
        self.apply("g1")
        self.active -= {"feeds-0-pod.service", "feeds-0-app.service", "feeds-0-caddy.service"}
        self.runner.on("podman exec", Result(125, "", "no such container"))
        self.version("g2", V2)
        self.apply("g2")
        self.assertEqual(self.statuses(), {0: "HEALTHY"})
        self.assertEqual(self.runner.commands("podman exec"), [])
        self.assertEqual(len(self.zfs.taken), 1)

    def test_what_restarts_nothing_takes_none(self) -> None:
        self.version("g1", V1)
        self.apply("g1")
        self.generation("g2", V1, slots=1, state=False, caddyfile="b")
        self.apply("g2")
        self.assertEqual(self.zfs.taken, {})

    def test_history_says_what_changed_and_which_snapshot_there_is(self) -> None:
        self.version("g1", V1)
        self.apply("g1")
        self.version("g2", V2)
        self.apply("g2", token="bbb")
        newest, first = history(self.ctx, SERVICE)
        self.assertEqual(first.record.changes, ["first deploy"])
        self.assertEqual(newest.record.changes, [f"image of app: {V1} -> {V2}", "secrets: token", "units: feeds-0-app.container"])
        self.assertEqual(newest.record.snapshots, {DB: f"{DB}@homelab-{newest.record.id}"})
        self.assertEqual((newest.record.left, newest.record.version), (first.record.id, newest.record.id))
        self.assertIn("snapshot", newest.steps)


class Failing(DataCase):
    def setUp(self) -> None:
        super().setUp()
        self.broken.add(BAD)

    def fail(self, strategy: str, rule: str) -> str:  # type: ignore[override]
        self.version("g1", V1, rule)
        self.apply("g1", strategy=strategy)
        self.before = self.data()
        self.version("g2", BAD, rule)
        return self.refused("g2", strategy=strategy)

    def test_data_goes_back_where_nothing_has_served_or_the_definition_says_so(self) -> None:
        table = [
            ("recreate", "recreate", "was rolled back to homelab-"),
            ("recreate", "never", "the data stays as it is"),
            ("inPlace", "recreate", "the data stays as it is"),
            ("inPlace", "auto", "what was in it is kept in"),
        ]
        for strategy, rule, expected in table:
            with self.subTest(strategy=strategy, rule=rule):
                self.restored: list[str] = []
                self.runner.on("zfs rollback", self._note_rollback)
                words = self.fail(strategy, rule)
                self.assertIn(expected, words)
                self.assertEqual(bool(self.restored), "was rolled back" in expected)
                self.assertEqual(self.statuses(), {0: "HEALTHY"})
                self.apply("g1", strategy=strategy)

    def _note_rollback(self, call: Call) -> Result:
        self.restored.append(str(sorted(self.active)))
        self.assertEqual(self.active, set(), "nothing uses the data meanwhile")
        return self.zfs._rollback(call)

    def test_once_a_slot_has_served_recreate_leaves_the_data(self) -> None:
        self.version("g1", V1)
        self.apply("g1", strategy="recreate")
        self.version("g2", V2)
        self.smoke = Failure("page", "it answers 500", "see its log")
        self.assertIn("the data stays as it is", self.refused("g2", strategy="recreate"))

    def test_a_power_cut_in_a_recreate_puts_the_data_back_at_boot(self) -> None:
        self.version("g1", V1)
        self.apply("g1", strategy="recreate")
        before = self.data()
        self.version("g2", V2)

        class PowerLoss(BaseException):
            pass

        def cut(_call: Call) -> Result:
            self.zfs.data[DB] = "half migrated"
            raise PowerLoss

        self.runner.on("systemctl start", cut)
        with self.assertRaises(PowerLoss):
            self.apply("g2", strategy="recreate")
        self._programs()
        self.restored = []
        self.runner.on("zfs rollback", self._note_rollback)
        self.assertEqual(recover_all(self.ctx), 0)
        self.assertEqual((len(self.restored), self.data()), (1, before))


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
        perform(self.ctx, found)
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
