"""Routes: what Envoy takes and refuses, and what it boots with."""

import json

from fake_route import RouteCase, spec
from host import files
from host.errors import HostProblem
from host.runner import Result
from ingress import generations
from ingress.boot import check
from nouns import route


class Apply(RouteCase):
    def test_new_route_becomes_the_current_generation(self) -> None:
        self.assertEqual(self.apply("feeds", 2003), '{"names":["feeds.home.test"]}')
        self.assertEqual(self.chains(), ["svc/feeds"])
        self.assertEqual(generations.current(self.ctx), 2)
        self.assertTrue((self.ctx.paths.ingress / "endpoints" / "feeds.json").exists(), "Envoy refuses a cluster without its file")

    def test_second_apply_writes_and_validates_nothing(self) -> None:
        self.apply("feeds", 2003)
        self.runner.forget()
        self.apply("feeds", 2003)
        self.assertEqual(self.runner.calls, [])
        self.assertEqual(generations.numbers(self.ctx), [1, 2])

    def test_a_name_belongs_to_one_service(self) -> None:
        self.apply("feeds", 2003)
        with self.assertRaisesRegex(HostProblem, "feeds.home.test is already served by feeds"):
            self.apply("calendar", 2004, "feeds.home.test")
        self.assertEqual(self.chains(), ["svc/feeds"])
        self.assertFalse((self.ctx.paths.ingress / "fragments.d" / "calendar.json").exists())

    def test_what_the_binary_refuses_never_becomes_current(self) -> None:
        self.apply("feeds", 2003)
        self.runner.on("podman exec", Result(1, "", "[critical] bad chain"))
        with self.assertRaisesRegex(HostProblem, "bad chain"):
            self.apply("calendar", 2004)
        self.assertEqual(generations.numbers(self.ctx), [1, 2])

    def test_what_the_running_envoy_does_not_take_is_taken_back(self) -> None:
        self.apply("feeds", 2003)
        before = files.read(self.ctx.paths.ingress / "current" / "lds.json")
        self.envoy.refuses = "calendar"
        with self.assertRaisesRegex(HostProblem, "did not load generation 3 within 30 s .overlapping.; the previous one is current again"):
            self.apply("calendar", 2004)
        self.assertEqual(files.read(self.ctx.paths.ingress / "current" / "lds.json"), before)
        self.assertFalse((self.ctx.paths.ingress / "fragments.d" / "calendar.json").exists())

    def test_a_changed_neighbour_is_not_taken_along(self) -> None:
        self.apply("feeds", 2003)
        (self.ctx.paths.ingress / "fragments.d" / "feeds.json").unlink()
        with self.assertRaisesRegex(HostProblem, "resources of others: chain svc/feeds/feeds.home.test, cluster svc/feeds"):
            self.apply("calendar", 2004)

    def test_raw_envoy_in_a_fragment_is_refused(self) -> None:
        bad = json.loads(spec("feeds", 2003, "feeds.home.test")) | {"filters": []}
        with self.assertRaisesRegex(HostProblem, "exactly the fields"):
            route.apply(self.ctx, "feeds", json.dumps(bad))

    def test_five_generations_are_kept(self) -> None:
        for number in range(8):
            self.apply("feeds", 2003, f"feeds{number}.home.test")
        self.assertEqual(generations.numbers(self.ctx), [5, 6, 7, 8, 9])


class Remove(RouteCase):
    def test_removal_and_again(self) -> None:
        self.apply("feeds", 2003)
        self.apply("calendar", 2004)
        for _ in range(2):
            route.remove(self.ctx, "feeds", "")
            self.assertEqual(self.chains(), ["svc/calendar"])


class Boot(RouteCase):
    def test_validated_generation_is_not_asked_about_again(self) -> None:
        self.apply("feeds", 2003)
        self.runner.forget()
        self.assertTrue(check(self.ctx))
        self.assertEqual(self.runner.calls, [])

    def test_damaged_generation_gives_way_to_the_newest_good_one(self) -> None:
        self.apply("feeds", 2003)
        self.apply("calendar", 2004)
        (self.ctx.paths.ingress / "gen-3" / "lds.json").write_text("{")
        self.assertTrue(check(self.ctx))
        self.assertEqual(generations.current(self.ctx), 2)

    def test_without_any_good_one_envoy_starts_empty(self) -> None:
        self.runner.on("systemctl is-active", Result(3))
        self.runner.on("podman run", Result(1, "", "no"))
        self.assertFalse(check(self.ctx))
        self.assertEqual(self.chains(), [])
