"""Data in deploys: snapshots before a change, and back when a deploy fails."""

from fake import Call
from data_case import DB, V3, DataCase
from deploy.recover import recover_all
from fake_envoy import SERVICE
from host.errors import CommandFailed
from host.runner import Result
from rollout_case import BAD, V1, V2
from smoke.broken import Failure
from state.records import history


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
