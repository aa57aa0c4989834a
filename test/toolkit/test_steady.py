"""Units that were healthy have to stay up; the time that they have been up already counts."""

from fake import HostCase
from deploy.steady import stay_up
from host.errors import HostProblem
from host.runner import Result


class StayUp(HostCase):
    """Two units; `since` is when each came up by the clock of this test."""

    def setUp(self) -> None:
        super().setUp()
        self.clock.passed = 100.0
        self.since = {"a.service": 90.0, "b.service": 98.0}
        self.state = "active"
        self.runner.on("systemctl show", lambda _call: Result(0, "\n\n".join(map(self._block, self.since))))

    def _block(self, unit: str) -> str:
        stamp = int(self.since[unit] * 1e6)
        return f"Id={unit}\nActiveState={self.state}\nNRestarts=1\nActiveEnterTimestampMonotonic={stamp}\nInvocationID={stamp}"

    def check(self) -> None:
        stay_up(self.ctx, self.ctx.account("feeds", 2003), list(self.since))

    def test_only_what_is_missing_of_the_youngest_is_waited_for(self) -> None:
        self.check()
        self.assertEqual(self.clock.passed, 103.0)

    def test_a_stamp_of_the_future_or_none_is_a_whole_wait(self) -> None:
        self.since = {"a.service": 500.0}
        self.check()
        self.assertEqual(self.clock.passed, 105.0)

    def test_a_new_start_meanwhile_is_a_problem(self) -> None:
        sleep = self.clock.sleep

        def restart(seconds: float) -> None:
            sleep(seconds)
            self.since["b.service"] = 101.0

        self.patch_object(self.clock, "sleep", restart)
        with self.assertRaisesRegex(HostProblem, "b.service: it did not stay up"):
            self.check()

    def test_one_that_is_down_is_a_problem(self) -> None:
        self.state = "failed"
        with self.assertRaisesRegex(HostProblem, "a.service: it did not stay up"):
            self.check()
