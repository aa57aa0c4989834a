"""First deploys, single slots and removal, against a simulated host."""

import errno
import json
from pathlib import Path
from typing import Any

from world import digest
from deploy.prefetch import prefetch
from fake_envoy import SERVICE, UID
from host import files
from host.runner import Result
from nouns import rollout
from rollout_case import BAD, SLOT, V1, V2, RolloutCase
from state.manifest import read_manifest

IMAGES = {"app": V1, "caddy": "docker.io/library/caddy:2.11.2", "db": "docker.io/library/postgres:17"}


class FirstDeploy(RolloutCase):
    def test_state_first_then_slots_which_join_when_healthy(self) -> None:
        self.generation("g1", V1)
        out = self.apply("g1")
        self.assertEqual(
            [event for event in self.events if event.startswith("start")],
            ["start feeds-state-pod.service feeds-state-db.service []", f"start {SLOT[0]} []", f"start {SLOT[1]} [0:HEALTHY]"],
        )
        self.assertEqual(self.statuses(), {0: "HEALTHY", 1: "HEALTHY"})
        self.assertEqual(
            out["images"],
            {name: digest(image) for name, image in IMAGES.items()},
        )
        self.assertEqual(out["slots"], {"0": {"port": 10030, "health": 10035}, "1": {"port": 10031, "health": 10036}})

    def test_drop_in_names_digest_and_revision(self) -> None:
        self.generation("g1", V1)
        self.apply("g1")
        text = self.unit_file("feeds-1-app.container.d/10-deploy.conf").read_text()
        self.assertIn(f"Image=docker.io/miniflux/miniflux@{digest(V1)}\n", text)
        self.assertIn("Secret=token.aaa,target=token\n", text)

    def test_second_apply_changes_nothing_and_prints_the_same(self) -> None:
        self.generation("g1", V1)
        first = self.apply("g1")
        self.assertEqual(self.apply("g1"), first)
        self.assertEqual(self.runner.changing(), [])

    def test_roles_in_the_manifest_restart_nothing(self) -> None:
        self.generation("g1", V1, roles="no")
        self.apply("g1")
        self.generation("g2", V1)
        self.assertEqual(self.apply("g2")["generation"], "g2")
        self.assertEqual((self.starts(), self.runner.commands("podman exec")), ([], []))

    def test_failure_leaves_nothing_behind(self) -> None:
        self.broken.add(BAD)
        self.generation("g1", BAD)
        words = self.refused("g1")
        self.assertIn('failed at "slot 0 healthy"', words)
        self.assertIn("now running   nothing: it has never been deployed on this host", words)
        self.assertIn("slot 0 app | panic: no such option", words)
        self.assertEqual(self._units(), set())
        self.assertEqual(self.active, set())
        self.assertFalse(self.eds.exists())
        self.assertFalse(self.ctx.paths.current(SERVICE).exists())

    def test_log_lines_of_a_failure_within_the_step_s_first_second_are_among_those_asked_for(self) -> None:
        self.clock.passed += 0.7
        began = self.clock.now().timestamp()
        self.broken.add(BAD)
        self.generation("g1", BAD)
        self.refused("g1")
        asked = [word for word in self.runner.commands("journalctl")[0].split() if word.startswith("--since=@")]
        self.assertLessEqual(float(asked[0].removeprefix("--since=@")), began)

    def test_image_that_cannot_be_pulled_stops_nothing(self) -> None:
        self.generation("g1", V1)
        self.apply("g1")
        self.generation("g2", "docker.io/miniflux/miniflux:missing")
        words = self.refused("g2")
        self.assertIn('failed at "images" after 0 s, nothing was changed', words)
        self.assertEqual(self.starts(), [])

    def test_only_containers_that_are_to_stay_are_started(self) -> None:
        self.generation("g1", V1)
        self.apply("g1")
        self.assertEqual([self.runner.commands(f"podman {verb}") for verb in ("run", "secret", "rmi")], [[], [], []])

    def test_a_configuration_that_the_sidecar_rejects_is_the_reason_in_its_own_words(self) -> None:
        self.broken.add("docker.io/library/caddy:2.11.2")
        self.runner.on("podman run", Result(1, "", "Error: adapting config: Caddyfile:3: unrecognized directive: x"))
        self.generation("g1", V1)
        words = self.refused("g1")
        self.assertIn('failed at "slot 0 healthy"', words)
        self.assertIn("caddy:2.11.2 rejects it: Error: adapting config: Caddyfile:3: unrecognized directive: x", words)

    def test_digests_that_came_with_the_units_are_not_asked_for_again(self) -> None:
        self.generation("g1", V1)
        prefetch(self.ctx, read_manifest(self.ctx, SERVICE, "g1"))
        self.assertEqual(self.apply("g1")["images"], {name: digest(image) for name, image in IMAGES.items()})
        self.assertEqual(self.runner.commands("podman pull"), [])

    def test_a_full_file_system_is_named_and_no_bug_of_the_toolkit(self) -> None:
        self.generation("g1", V1)
        write = files.write

        def full(path: Path, *more: Any) -> bool:
            if path.suffix == ".container":
                raise OSError(errno.ENOSPC, "No space left on device", str(path))
            return write(path, *more)

        self.patch_object(files, "write", full)
        words = self.refused("g1")
        self.assertRegex(words, r"reason        /\S+/feeds-state-db.container\S*: there is no space left to write it")
        self.assertIn("what to do    make room", words)
        self.assertNotIn("bug", words)

    def test_a_port_that_another_program_holds_is_named_before_anything_is_pulled(self) -> None:
        self.runner.on("ss", 'LISTEN 0 5 0.0.0.0:10031 0.0.0.0:* users:(("python3",pid=77,fd=3)) uid:1000 ino:9 sk:1\n')
        self.generation("g1", V1)
        words = self.refused("g1")
        self.assertIn('failed at "preflight" after 0 s, nothing was changed', words)
        self.assertIn("port 10031, which slot 1 needs, is taken: python3 (process 77) listens on 0.0.0.0:10031", words)
        self.assertIn("what to do    stop it or move it to another port: systemctl status 77", words)
        self.assertEqual(self.runner.commands("podman pull"), [])

    def test_the_service_s_own_slots_and_other_addresses_may_listen(self) -> None:
        own = f'LISTEN 0 5 127.0.0.1:10030 0.0.0.0:* users:(("pasta.avx2",pid=78,fd=3)) uid:{UID} ino:9 sk:1\n'
        self.runner.on("ss", own + 'LISTEN 0 5 192.168.1.4:10031 0.0.0.0:* users:(("nc",pid=79,fd=3)) ino:9 sk:1\n')
        self.generation("g1", V1)
        self.assertEqual(self.apply("g1")["generation"], "g1")


class OneSlot(RolloutCase):
    def setUp(self) -> None:
        super().setUp()
        self.generation("g1", V1, slots=1, state=False)
        self.apply("g1", strategy="inPlace")

    def test_in_place_never_takes_the_slot_out_of_envoy(self) -> None:
        self.generation("g2", V2, slots=1, state=False)
        self.apply("g2", strategy="inPlace")
        self.assertEqual(self.starts(), ["restart feeds-0-app.service [0:HEALTHY]"])

    def test_recreate_stops_everything_first(self) -> None:
        self.generation("g2", V2, slots=1, state=False)
        self.apply("g2", strategy="recreate")
        self.assertEqual([event.split()[0] for event in self.starts()], ["stop", "stop", "start"])

    def test_other_strategy_alone_is_no_deploy(self) -> None:
        self.apply("g1", strategy="recreate", drain=9)
        self.assertEqual(self.runner.changing(), [])
        self.assertEqual(json.loads(self.ctx.paths.current(SERVICE).read_text())["drain"], 9)

    def test_removal_and_again(self) -> None:
        for _ in range(2):
            rollout.remove(self.ctx, SERVICE, self.spec("g1"))
            self.assertEqual(self.active, set())
            self.assertFalse(self.eds.exists() or self.ctx.paths.units(UID, SERVICE).exists() or self.ctx.paths.current(SERVICE).exists())
        self.assertTrue((self.ctx.paths.generations(SERVICE) / "g1").exists())
