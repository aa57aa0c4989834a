import hashlib
import json
from pathlib import Path

from fake import Call, HostCase
from deploy.prefetch import take_prefetched
from host.errors import HostProblem
from host.runner import Result
from nouns import quadlets

IMAGES = {"app": "docker.io/miniflux/miniflux:1", "caddy": "docker.io/library/caddy:2", "proxy": "docker.io/library/caddy:2"}
MANIFEST = {
    "service": "feeds",
    "uid": 2003,
    "network": None,
    "web": None,
    "pods": [],
    "files": {},
    "containers": {name: {"image": image, "within": 1, "secrets": []} for name, image in IMAGES.items()},
}
BODY = f"=== units/feeds-0.pod\n[Pod]\nPodName=feeds-0\n=== config/app/x\none\n\ntwo\n=== manifest.json\n{json.dumps(MANIFEST)}\n"
HASH = hashlib.sha256(BODY.encode()).hexdigest()[:16]


def spec(body: str = BODY, generation: str | None = None) -> str:
    generation = generation or hashlib.sha256(body.encode()).hexdigest()[:16]
    return f"generation={generation}\n{body}"


class QuadletsTest(HostCase):
    def setUp(self) -> None:
        super().setUp()
        self.runner.on("systemctl show", "Id=homelab-deploy-feeds.service\nActiveState=inactive\n")
        self.runner.on("/usr/libexec/podman/quadlet", self._generate)
        self.runner.on("systemd-analyze --user --generators=no verify")
        self.stored: list[dict[str, object]] = []
        self.runner.on("podman images", lambda _call: Result(0, json.dumps(self.stored)))
        self.runner.on("podman pull", self._pull)
        self.folder = self.ctx.paths.generations("feeds")

    def _generate(self, call: Call) -> Result:
        out = Path(call.argv[-1])
        (out / "feeds-0-pod.service").write_text("[Service]\n")
        return Result()

    def _pull(self, call: Call) -> Result:
        name = call.argv[-1].rpartition(":")[0]
        self.stored.append({"Id": "1", "Names": [call.argv[-1]], "Digest": "sha256:1", "RepoDigests": [f"{name}@sha256:1"]})
        return Result()

    def _pulled(self) -> list[str]:
        return sorted(call.argv[-1] for call in self.runner.calls if call.argv[:2] == ("podman", "pull"))

    def test_images_come_with_it_each_once_and_as_the_account(self) -> None:
        quadlets.apply(self.ctx, "feeds", spec())
        self.assertEqual(self._pulled(), ["docker.io/library/caddy:2", "docker.io/miniflux/miniflux:1"])
        self.assertEqual({call.user for call in self.runner.calls if call.argv[0] == "podman"}, {"svc-feeds"})

    def test_a_tag_that_is_here_is_not_followed(self) -> None:
        self.stored = [{"Id": "1", "Names": ["docker.io/miniflux/miniflux:1"]}]
        quadlets.apply(self.ctx, "feeds", spec())
        self.assertEqual(self._pulled(), ["docker.io/library/caddy:2"])

    def test_an_image_that_cannot_be_had_is_left_to_the_deploy(self) -> None:
        self.runner.on("podman pull", Result(125, "", "Error: manifest unknown"))
        quadlets.apply(self.ctx, "feeds", spec())
        self.assertIn(
            "docker.io/library/caddy:2: the image could not be pulled: Error: manifest unknown; the deploy will try again", self.said
        )

    def test_the_digests_are_noted_for_one_deploy_that_comes_soon(self) -> None:
        pulled = {"docker.io/library/caddy:2": "sha256:1", "docker.io/miniflux/miniflux:1": "sha256:1"}
        for passed, expected in ((0.0, pulled), (901.0, {})):
            with self.subTest(passed):
                self.stored.clear()
                quadlets.apply(self.ctx, "feeds", spec())
                self.clock.passed += passed
                self.assertEqual(take_prefetched(self.ctx, "feeds"), expected)
                self.assertEqual(take_prefetched(self.ctx, "feeds"), {})

    def test_a_generation_is_laid_down(self) -> None:
        out = json.loads(quadlets.apply(self.ctx, "feeds", spec()))
        self.assertEqual(out, {"applied": "2026-11-20T21:04:11.000Z", "generation": HASH})
        self.assertEqual((self.folder / HASH / "config/app/x").read_text(), "one\n\ntwo\n")
        self.assertEqual((self.folder / "latest").resolve().name, HASH)
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()), [HASH, "latest"])

    def test_second_apply_runs_nothing(self) -> None:
        first = quadlets.apply(self.ctx, "feeds", spec())
        self.runner.forget()
        self.assertEqual(quadlets.apply(self.ctx, "feeds", spec()), first)
        self.assertEqual([call.argv[:2] for call in self.runner.calls], [("systemctl", "show"), ("podman", "images")])

    def test_what_was_edited_by_hand_is_written_again(self) -> None:
        quadlets.apply(self.ctx, "feeds", spec())
        (self.folder / HASH / "config/app/x").write_text("changed")
        quadlets.apply(self.ctx, "feeds", spec())
        self.assertEqual((self.folder / HASH / "config/app/x").read_text(), "one\n\ntwo\n")

    def test_a_cut_apply_leaves_nothing_that_counts(self) -> None:
        leftover = self.folder / ".new-abc"
        leftover.mkdir(parents=True)
        quadlets.apply(self.ctx, "feeds", spec())
        self.assertFalse(leftover.exists())

    def test_refusals(self) -> None:
        table = [
            (spec(generation="0" * 16), "hash is"),
            (spec("=== ../x\n1\n"), "not a relative path"),
            (spec("=== /x\n1\n"), "not a relative path"),
            (spec("=== a\n1\n=== a\n2\n"), "appears twice"),
            ("generation=1\n", "no files"),
            (f"uid=2003\n{spec()}", "unknown or repeated"),
        ]
        for text, expected in table:
            with self.subTest(expected), self.assertRaisesRegex(HostProblem, expected):
                quadlets.apply(self.ctx, "feeds", text)
        self.assertFalse((self.folder / "latest").exists())

    def test_units_that_podman_refuses(self) -> None:
        self.runner.on("/usr/libexec/podman/quadlet", Result(1, "", "unsupported key 'Imago' in group 'Container'"))
        with self.assertRaisesRegex(HostProblem, "Imago"):
            quadlets.apply(self.ctx, "feeds", spec())
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_a_value_that_systemd_ignores_is_a_problem(self) -> None:
        def ignores(call: Call) -> Result:
            return Result(0, "", f"/etc/other.service:3: Unknown key\n{call.argv[-1]}:7: Failed to parse MemoryMax=, ignoring: lots\n")

        self.runner.on("systemd-analyze --user --generators=no verify", ignores)
        with self.assertRaisesRegex(HostProblem, "feeds-0-pod.service:7: Failed to parse MemoryMax") as caught:
            quadlets.apply(self.ctx, "feeds", spec())
        self.assertNotIn("other.service", caught.exception.problem)

    def test_remove(self) -> None:
        quadlets.apply(self.ctx, "feeds", spec())
        quadlets.remove(self.ctx, "feeds", "")
        quadlets.remove(self.ctx, "feeds", "")
        self.assertFalse(self.folder.exists())
