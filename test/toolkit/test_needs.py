"""A service's deploy begins only when what it needs is there."""

import json

import fake
from deploy.restart import restart_service
from fake_envoy import SERVICE
from host import files
from host.names import health_port
from host.runner import Result
from nouns import rollout
from rollout_case import BAD, V1, V2, RolloutCase

NEEDS = {"authentication": 2004, "photos": 2005}


class Needing(RolloutCase):
    """Feeds needs two services, which are there unless a test says otherwise."""

    def setUp(self) -> None:
        super().setUp()
        self.statuses_of: dict[int, int | str] = {}
        self.asked: list[tuple[int, str]] = []
        lines = "".join(f"{uid} {name}\n" for name, uid in NEEDS.items())
        files.write(self.ctx.paths.ledger, f"2003 {SERVICE}\n{lines}")
        for name in NEEDS:
            self.deployed(name)
        self.generation("g1", V1)

    def deployed(self, name: str) -> None:
        version = {"generation": "g", "revisions": {}, "digests": {}, "deploy": "d", "strategy": "inPlace", "drain": 5}
        files.write_json(self.ctx.paths.current(name), {**version, "previous": None})
        self.statuses_of[health_port(NEEDS[name], 0)] = 200

    def health(self, number: int, path: str) -> int | str:
        if number >= health_port(min(NEEDS.values()), 0):
            self.asked.append((number, path))
            return self.statuses_of.get(number, "connection refused")
        return super().health(number, path)

    def spec(self, generation: str, needs: str = "authentication,photos", **more: object) -> str:  # type: ignore[override]
        head, secrets = super().spec(generation, **more).split("secrets=")  # type: ignore[arg-type]
        return f"{head}needs={needs}\nsecrets={secrets}" if needs else f"{head}secrets={secrets}"

    def untouched(self) -> None:
        self.assertEqual([event for event in self.events if not event.startswith("reload")], [])
        self.assertEqual(self.runner.commands("podman"), [])


class Rollout(Needing):
    def test_it_begins_when_one_slot_of_each_is_ready(self) -> None:
        self.statuses_of = {health_port(2004, 3): 200, health_port(2005, 0): 200}
        self.apply("g1")
        self.assertEqual({path for _, path in self.asked}, {"/readyz"})
        self.assertEqual(self.clock.passed, 0.0, "nothing is waited for")

    def test_what_was_never_deployed_is_named_at_once_with_the_way_out(self) -> None:
        self.ctx.paths.current("photos").unlink()
        words = self.refused("g1")
        self.assertIn('failed at "preflight" after 0 s, nothing was changed', words)
        self.assertIn("the required service photos has never been deployed on this host\n", words)
        self.assertIn("run `pulumi up` without a target, which deploys photos first", words)
        self.untouched()

    def test_what_is_not_ready_is_waited_for_and_then_named(self) -> None:
        self.statuses_of[health_port(2004, 0)] = 502
        words = self.refused("g1")
        self.assertIn('failed at "preflight" after 30 s, nothing was changed', words)
        self.assertIn("reason        the required service authentication is not ready\n", words)
        self.assertIn("what to do    see `homelab logs authentication`, and run `pulumi up` again when authentication is ready\n", words)
        self.untouched()

    def test_all_are_named_together(self) -> None:
        self.ctx.paths.current("photos").unlink()
        self.statuses_of.clear()
        words = self.refused("g1")
        self.assertIn(
            "the required service photos has never been deployed on this host; the required service authentication is not ready", words
        )

    def test_one_that_comes_back_meanwhile_is_no_reason_to_fail(self) -> None:
        self.statuses_of[health_port(2004, 0)] = 502
        sleep = self.clock.sleep

        def later(seconds: float) -> None:
            sleep(seconds)
            if self.clock.passed > 3:
                self.statuses_of[health_port(2004, 0)] = 200

        self.patch_object(self.clock, "sleep", later)
        self.apply("g1")
        self.assertEqual(json.loads(self.ctx.paths.current(SERVICE).read_text())["needs"], ["authentication", "photos"])

    def test_with_nothing_to_do_nobody_is_asked(self) -> None:
        first = self.apply("g1")
        self.statuses_of.clear()
        self.assertEqual(self.apply("g1"), first)

    def test_going_back_asks_nobody(self) -> None:
        self.apply("g1")
        self.broken.add(BAD)
        self.generation("g2", BAD)

        def pull(call: fake.Call) -> Result:
            self.statuses_of.clear()
            return self._pull(call)

        self.runner.on("podman pull", pull)
        self.assertIn("rolled back", self.refused("g2"))


class Others(Needing):
    def test_a_repair_of_the_need_itself_is_free(self) -> None:
        self.statuses_of.clear()
        self.apply("g1", needs="")
        self.assertEqual(self.asked, [])

    def test_a_restart_by_hand_is_free(self) -> None:
        self.apply("g1")
        self.statuses_of.clear()
        restart_service(self.ctx, SERVICE)
        self.assertEqual(json.loads(self.ctx.paths.current(SERVICE).read_text())["needs"], ["authentication", "photos"])

    def test_a_restart_by_hand_acknowledges_failures_of_the_state_pod_which_it_leaves_alone(self) -> None:
        self.apply("g1")
        self.events.clear()
        restart_service(self.ctx, SERVICE)
        self.assertFalse([event for event in self.events if "feeds-state" in event])
        self.assertIn("feeds-state-db.service", self.runner.commands("systemctl reset-failed")[-1])

    def test_removal_takes_the_same_spec(self) -> None:
        self.apply("g1")
        rollout.remove(self.ctx, SERVICE, self.spec("g1"))
        self.assertFalse(self.ctx.paths.current(SERVICE).exists())

    def test_needs_that_are_gone_are_forgotten_without_a_deploy(self) -> None:
        self.apply("g1")
        self.apply("g1", needs="")
        self.assertEqual(self.runner.changing(), [])
        self.assertEqual(json.loads(self.ctx.paths.current(SERVICE).read_text())["needs"], [])

    def test_a_name_that_is_none(self) -> None:
        self.generation("g2", V2)
        self.assertIn("not a valid service name", self.refused("g2", needs="../x"))
