"""Rollbacks with data that end in the middle, and what else of a service could use the data meanwhile."""

from unittest import mock

from fake import Call
from data_case import DB, DataCase
from deploy.rollback import plan_rollback
from deploy.rollout import roll_out
from fake_envoy import SERVICE
from host.runner import Result
from rollout_case import BAD, V1, V2, RolloutCase
from state.version import read_committed


class Killed(BaseException):
    """Ends the engine where it stands."""


class Interrupted(DataCase):
    def setUp(self) -> None:
        super().setUp()
        self.version("g1", V1)
        self.apply("g1")
        self.old = self.data()
        self.version("g2", V2)
        self.apply("g2")
        self.zfs.data[DB] = "written by people"
        self._quiet()

    def _quiet(self) -> None:
        """From here on, versions write nothing when they start."""
        for verb in ("start", "restart"):
            self.runner.on(f"systemctl {verb}", lambda call: RolloutCase._start(self, call))

    def back(self) -> None:
        roll_out(self.ctx, plan_rollback(self.ctx, SERVICE, "", True).request)

    def running(self) -> str:
        committed = read_committed(self.ctx, SERVICE)
        assert committed is not None
        return committed.version.generation

    def test_killed_after_its_commit_the_data_stays_with_the_version_that_it_belongs_to(self) -> None:
        with mock.patch("deploy.run.prune", side_effect=Killed), self.assertRaises(Killed):
            self.back()
        self.assertEqual((self.running(), self.data()), ("g1", self.old))
        self.version("g3", "docker.io/miniflux/miniflux:3")
        self.apply("g3")
        self.assertEqual((self.running(), self.data()), ("g3", self.old))

    def test_killed_before_its_commit_the_next_deploy_puts_the_data_back(self) -> None:
        def cut(_call: Call) -> Result:
            raise Killed

        self.runner.on("systemctl start", cut)
        with self.assertRaises(Killed):
            self.back()
        self._programs()
        self._quiet()
        self.apply("g2")
        self.assertEqual((self.running(), self.data()), ("g2", "written by people"))


class InterruptedFailure(DataCase):
    """A deploy that failed, and that was killed while it put the data back by itself."""

    def test_the_next_deploy_finishes_putting_the_data_back(self) -> None:
        self.broken.add(BAD)
        self.version("g1", V1, "auto")
        self.apply("g1")
        before = self.data()
        self.version("g2", BAD, "auto")
        renames: list[Call] = []

        def cut(call: Call) -> Result:
            renames.append(call)
            if len(renames) == 2:
                raise Killed
            return self.zfs._rename(call)

        self.runner.on("zfs rename", cut)
        with self.assertRaises(Killed):
            self.apply("g2")
        self.assertNotIn(DB, self.pools.datasets)
        self.runner.on("zfs rename", self.zfs._rename)
        seen: list[str] = []

        def start(call: Call) -> Result:
            seen.append(self.data())
            return RolloutCase._start(self, call)

        for verb in ("start", "restart"):
            self.runner.on(f"systemctl {verb}", start)
        self.apply("g1")
        self.assertEqual(seen[0], before)
        self.assertEqual(self.statuses(), {0: "HEALTHY"})


class OtherPods(DataCase):
    """A slot that only one of the two versions has uses the data too."""

    def setUp(self) -> None:
        super().setUp()
        self.during: list[set[str]] = []
        self.runner.on("zfs unmount", self._note_unmount)

    def _note_unmount(self, call: Call) -> Result:
        self.during.append(set(self.active))
        return self.zfs._unmount(call)

    def test_a_rollback_to_fewer_slots_stops_all_of_them_before_the_data_goes_back(self) -> None:
        self.version("g1", V1)
        self.apply("g1")
        self.version("g2", V2, slots=2)
        self.apply("g2")
        roll_out(self.ctx, plan_rollback(self.ctx, SERVICE, "", True).request)
        self.assertEqual(self.during, [set()])

    def test_a_failed_deploy_with_fewer_slots_stops_all_of_them_too(self) -> None:
        self.broken.add(BAD)
        self.version("g1", V1, "auto", slots=2)
        self.apply("g1")
        self.version("g2", BAD, "auto")
        self.refused("g2")
        self.assertEqual(self.during, [set()])
        self.assertEqual(self.statuses(), {0: "HEALTHY", 1: "HEALTHY"})
