"""Changes of a service with two slots: what is stopped and started when, and what Envoy is told meanwhile."""

import json

from world import digest
from fake_envoy import SERVICE
from rollout_case import BAD, SLOT, V1, V2, RolloutCase
from smoke.broken import Failure


class Rolling(RolloutCase):
    def setUp(self) -> None:
        super().setUp()
        self.generation("g1", V1)
        self.apply("g1")

    def test_image_change_restarts_only_the_application_slot_by_slot(self) -> None:
        self.generation("g2", V2)
        self.apply("g2")
        self.assertEqual(
            self.starts(), ["restart feeds-0-app.service [0:DRAINING 1:HEALTHY]", "restart feeds-1-app.service [0:HEALTHY 1:DRAINING]"]
        )
        self.assertEqual(self.statuses(), {0: "HEALTHY", 1: "HEALTHY"})

    def test_open_connections_are_waited_for(self) -> None:
        self.envoy.connections[0] = [3, 2, 1]
        self.generation("g2", V2)
        self.apply("g2")
        self.assertTrue(any("slot 0: drained for 1 s, 0 connections left" in line for line in self.said), self.said)

    def test_deadline_cuts_what_never_ends(self) -> None:
        self.envoy.connections[0] = [4] * 50
        self.generation("g2", V2)
        self.apply("g2")
        self.assertTrue(any("slot 0: drained for 5 s, 4 connections left, which are cut now" in line for line in self.said), self.said)

    def test_failure_rolls_the_slot_back_and_leaves_the_other_alone(self) -> None:
        self.broken.add(BAD)
        self.generation("g2", BAD)
        words = self.refused("g2")
        self.assertIn("rolled back in", words)
        self.assertIn("now running   miniflux:1, postgres:17 (2 of 2 slots)", words)
        self.assertFalse([event for event in self.events if "feeds-1-" in event])
        self.assertEqual(self.statuses(), {0: "HEALTHY", 1: "HEALTHY"})
        self.assertIn(digest(V1), self.unit_file("feeds-0-app.container.d/10-deploy.conf").read_text())
        self.assertEqual(json.loads(self.ctx.paths.current(SERVICE).read_text())["generation"], "g1")

    def test_after_a_failure_the_old_definition_has_nothing_to_do(self) -> None:
        self.broken.add(BAD)
        self.generation("g2", BAD)
        self.refused("g2")
        self.apply("g1")
        self.assertEqual(self.runner.changing(), [])

    def test_caddyfile_change_reloads_without_restart(self) -> None:
        self.generation("g2", V1, caddyfile="b")
        self.apply("g2")
        self.assertEqual(self.starts(), [])
        self.assertEqual([event for event in self.events if event.startswith("exec")], ["exec feeds-0-caddy", "exec feeds-1-caddy"])
        self.assertTrue(self.runner.commands("podman run"), "the new Caddyfile is tried in the real image")
        reloads = [call for call in self.runner.commands("podman exec") if "reload" in call]
        self.assertTrue(all("--force" in call for call in reloads) and len(reloads) == 2, "a certificate alone may be new")

    def test_secret_rotation_restarts_the_application(self) -> None:
        self.apply("g1", token="bbb")
        self.assertEqual([event.split(" [")[0] for event in self.starts()], ["restart feeds-0-app.service", "restart feeds-1-app.service"])

    def test_state_change_comes_before_the_slots(self) -> None:
        self.generation("g2", V2, state_image="docker.io/library/postgres:18")
        self.apply("g2")
        state = "feeds-state-pod.service feeds-state-db.service [0:HEALTHY 1:HEALTHY]"
        self.assertEqual(self.starts()[:2], [f"stop {state}", f"start {state}"])

    def test_network_change_takes_everything_down_once(self) -> None:
        self.generation("g2", V1, network="other")
        self.apply("g2")
        self.assertIn("network rm", self.events)
        self.assertEqual(self.unit_file("feeds.network").read_text(), "[Network]\nNetworkName=other\n")
        self.assertTrue(self.slot_is_up(0) and self.slot_is_up(1))

    def test_other_words_about_the_same_network_stop_nothing(self) -> None:
        self.generation("g2", V1, network="feeds\n\n[Quadlet]\nDefaultDependencies=false")
        self.apply("g2")
        self.assertEqual(self.starts(), [])
        self.assertIn("DefaultDependencies", self.unit_file("feeds.network").read_text())

    def test_an_unhealthy_slot_goes_first(self) -> None:
        self.active.discard("feeds-1-app.service")
        self.generation("g2", V2)
        self.apply("g2")
        self.assertEqual([event.split()[1] for event in self.starts()], ["feeds-1-app.service", "feeds-0-app.service"])

    def test_scaling_down_drains_before_it_stops(self) -> None:
        self.generation("g2", V1, slots=1)
        self.apply("g2", strategy="inPlace")
        self.assertIn("stop feeds-1-pod.service feeds-1-app.service feeds-1-caddy.service [0:HEALTHY]", self.starts())
        self.assertEqual(self.statuses(), {0: "HEALTHY"})
        self.assertFalse(self.unit_file("feeds-1.pod").exists())
        self.assertFalse((self.ctx.paths.slots(SERVICE) / "feeds-1").exists())

    def test_the_last_slot_changes_while_a_leaving_slot_serves(self) -> None:
        self.generation("g2", V2, slots=1)
        self.apply("g2", strategy="inPlace")
        self.assertEqual(
            self.starts(),
            ["restart feeds-0-app.service [0:DRAINING 1:HEALTHY]", f"stop {SLOT[1]} [0:HEALTHY]"],
        )
        self.assertEqual(self.statuses(), {0: "HEALTHY"})

    def test_a_leaving_slot_that_is_down_does_not_stop_the_deploy(self) -> None:
        self.active.discard("feeds-1-app.service")
        self.generation("g2", V2, slots=1)
        self.apply("g2", strategy="inPlace")
        self.assertEqual(self.starts()[0], "restart feeds-0-app.service [0:HEALTHY 1:HEALTHY]")

    def test_the_way_back_to_two_slots_uses_the_strategy_of_two_slots(self) -> None:
        self.smoke = Failure("health", "https://feeds.home.test/healthz answers 502", "see its log")
        self.generation("g2", V2, slots=1)
        self.refused("g2", strategy="inPlace")
        back = self.starts()[2:]
        self.assertEqual(back[1:], [f"start {SLOT[1]} [0:HEALTHY]", "restart feeds-0-app.service [0:DRAINING 1:HEALTHY]"])

    def test_recreate_stops_leaving_slots_too_before_it_starts_the_new_version(self) -> None:
        self.generation("g2", V2, slots=1)
        self.apply("g2", strategy="recreate")
        self.assertEqual(self.starts()[0], f"stop {SLOT[0]} {SLOT[1]} [0:DRAINING 1:DRAINING]")

    def test_scaling_up_touches_no_other_slot(self) -> None:
        self.generation("g2", V1, slots=3)
        self.apply("g2")
        self.assertEqual([event for event in self.starts() if event.startswith("start")], [f"start {SLOT[2]} [0:HEALTHY 1:HEALTHY]"])
        self.assertEqual(set(self.statuses()), {0, 1, 2})

    def test_failed_smoke_rolls_back(self) -> None:
        self.smoke = Failure("health", "https://feeds.home.test/healthz answers 502", "see its log")
        self.generation("g2", V2)
        words = self.refused("g2")
        self.assertIn('failed at "local smoke" after 0 s, rolled back in', words)
        self.assertIn("reason        health: https://feeds.home.test/healthz answers 502\nlayers passed: tcp", words)
        self.assertIn("now running   miniflux:1", words)
        self.assertIn(digest(V1), self.unit_file("feeds-1-app.container.d/10-deploy.conf").read_text())
