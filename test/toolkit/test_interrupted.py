"""Deploys that end in the middle: no result, half a pod, a lost host."""

import json
from dataclasses import replace

from world import digest
from deploy.recover import recover_all
from deploy.request import parse_spec, write_request
from fake_envoy import SERVICE, UID
from host.errors import CommandFailed, HostProblem
from host.runner import Result
from nouns import rollout
from rollout_case import V1, V2, RolloutCase
from state.journal_files import journal_files


class PowerLoss(BaseException):
    """Ends the engine where it stands."""


class Interrupted(RolloutCase):
    def setUp(self) -> None:
        super().setUp()
        self.generation("g1", V1)
        self.apply("g1")
        self.generation("g2", V2)

    def cut_at(self, command: str) -> None:
        def cut(_call: object) -> Result:
            raise PowerLoss

        self.runner.on(command, cut)
        with self.assertRaises(PowerLoss):
            self.apply("g2")
        self._programs()

    def test_next_apply_finishes_what_was_cut_between_install_and_restart(self) -> None:
        self.cut_at("systemctl restart")
        self.apply("g2")
        restarted = [event.split(" [")[0] for event in self.events if event.startswith("restart")]
        self.assertEqual(restarted, ["restart feeds-0-app.service", "restart feeds-1-app.service"])
        self.assertEqual(self.statuses(), {0: "HEALTHY", 1: "HEALTHY"})

    def test_going_back_restarts_what_may_run_the_new_version(self) -> None:
        self.cut_at("systemctl restart")
        self.apply("g1")
        self.assertEqual([event.split(" [")[0] for event in self.events if event.startswith("restart")], ["restart feeds-0-app.service"])
        self.assertEqual(self.statuses(), {0: "HEALTHY", 1: "HEALTHY"})

    def test_boot_goes_to_what_was_committed(self) -> None:
        self.cut_at("systemctl restart")
        self.ctx.paths.ledger.write_text(f"{UID} {SERVICE}\n")
        self.assertEqual(recover_all(self.ctx), 0)
        self.assertIn(digest(V1), self.unit_file("feeds-0-app.container.d/10-deploy.conf").read_text())
        self.assertEqual(self.statuses(), {0: "HEALTHY", 1: "HEALTHY"})
        self.runner.forget()
        self.assertEqual(recover_all(self.ctx), 0)
        self.assertEqual(self.runner.changing(), [])

    def test_unit_that_goes_without_a_result_is_a_failure(self) -> None:
        self.runner.on("systemd-run")
        self.assertIn("was interrupted before it could commit or roll back", self.refused("g2"))

    def test_second_apply_waits_for_the_first_and_then_compares(self) -> None:
        running = replace(parse_spec(self.ctx, SERVICE, self.spec("g1")), id="2026-11-20T21:04:11Z-7f3a")
        write_request(self.ctx, running)
        looks = iter(["active", "active", "active"])

        def show(call: object) -> Result:
            state = next(looks, "inactive")
            if state == "inactive":
                result = {"ok": True, "words": "done", "told": 0}
                journal_files(self.ctx, SERVICE, running.id).result.write_text(json.dumps(result))
            return Result(0, f"Id=homelab-deploy-feeds.service\nActiveState={state}")

        self.runner.on("systemctl show -p Id,ActiveState homelab-deploy-feeds.service", show)
        self.runner.forget()
        rollout.apply(self.ctx, SERVICE, self.spec("g1"))
        self.assertIn("feeds: waiting for the running deploy 2026-11-20T21:04:11Z-7f3a", self.said)
        self.assertEqual(self.runner.commands("systemd-run"), [])

    def test_name_already_taken_means_somebody_was_faster(self) -> None:
        self.runner.on("systemd-run", Result(1, "", "Unit homelab-deploy-feeds.service was already loaded"))
        with self.assertRaises(HostProblem) as caught:
            self.apply("g2")
        self.assertNotIsInstance(caught.exception, CommandFailed)
        self.assertIn("other deploys of this service started in between", caught.exception.problem)
