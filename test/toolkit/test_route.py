"""Routes: fragments, what Envoy takes and refuses, and that nobody else's bytes change."""

import json
from pathlib import Path

from fake import HostCase
from host import files
from host.errors import HostProblem
from host.runner import Result
from ingress import generations
from ingress.assemble import assemble, foreign_changes, resources_by_name
from ingress.boot import check
from ingress.fragments import Fragment
from nouns import route

PINNED = "docker.io/envoyproxy/envoy@sha256:1"


def spec(service: str, uid: int, *names: str, health: str = "/caddyz", sources: tuple[str, ...] = ()) -> str:
    fields = {"service": service, "uid": uid, "names": list(names), "mode": "passthrough", "health": health, "sources": list(sources)}
    return json.dumps(fields)


def without_sources(text: str) -> str:
    """A fragment as a toolkit wrote it that knew no sources."""
    return json.dumps({key: value for key, value in json.loads(text).items() if key != "sources"}, sort_keys=True, indent=2) + "\n"


def fragment(service: str, uid: int) -> Fragment:
    return Fragment(service, uid, (f"{service}.home.test",), "passthrough", "/caddyz")


class ReadingEnvoy:
    """Takes whatever is current, except that it may refuse."""

    def __init__(self, ingress: Path) -> None:
        self.ingress = ingress
        self.refuses = ""
        self.taken = {"lds": "", "cds": ""}
        self.drained_after = 0

    def get(self, path: str) -> str | None:
        if path.startswith("/config_dump"):
            return json.dumps({"configs": [{"error_state": {"details": "overlapping"}}] if self.refuses else []})
        if path.startswith("/clusters"):
            return json.dumps({"cluster_statuses": []})
        for kind in self.taken:
            text = files.read(self.ingress / "current" / f"{kind}.json") or '{"version_info":""}'
            if not self.refuses or self.refuses not in text:
                self.taken[kind] = json.loads(text)["version_info"]
        return "".join(
            f'{name}_manager.{kind}.version_text: "{self.taken[kind]}"\n' for name, kind in (("listener", "lds"), ("cluster", "cds"))
        )


class RouteCase(HostCase):
    def setUp(self) -> None:
        super().setUp()
        self.envoy = ReadingEnvoy(self.ctx.paths.ingress)
        files.write_json(self.ctx.paths.ingress / "installed.json", {"image": "e:1", "pinned": PINNED, "generation": "g"})
        self.runner.on("systemctl is-active")
        self.runner.on("podman exec")
        self.runner.on("podman run")
        generations.flip(self.ctx, generations.write(self.ctx, []))

    def apply(self, service: str, uid: int, *names: str) -> str:
        return route.apply(self.ctx, service, spec(service, uid, *(names or (f"{service}.home.test",))), self.envoy)

    def chains(self) -> list[str]:
        lds = json.loads(files.read(self.ctx.paths.ingress / "current" / "lds.json") or "")
        return [chain["name"] for listener in lds["resources"] for chain in listener["filter_chains"] if chain["name"].startswith("svc/")]


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
        with self.assertRaisesRegex(HostProblem, "did not take generation 3 within 30 s .overlapping.; the one before is current again"):
            self.apply("calendar", 2004)
        self.assertEqual(files.read(self.ctx.paths.ingress / "current" / "lds.json"), before)
        self.assertFalse((self.ctx.paths.ingress / "fragments.d" / "calendar.json").exists())

    def test_a_changed_neighbour_is_not_taken_along(self) -> None:
        self.apply("feeds", 2003)
        (self.ctx.paths.ingress / "fragments.d" / "feeds.json").unlink()
        with self.assertRaisesRegex(HostProblem, "not its own: chain svc/feeds, cluster svc/feeds"):
            self.apply("calendar", 2004)

    def test_raw_envoy_in_a_fragment_is_refused(self) -> None:
        bad = json.loads(spec("feeds", 2003, "feeds.home.test")) | {"filters": []}
        with self.assertRaisesRegex(HostProblem, "exactly the fields"):
            route.apply(self.ctx, "feeds", json.dumps(bad), self.envoy)

    def test_five_generations_are_kept(self) -> None:
        for number in range(8):
            self.apply("feeds", 2003, f"feeds{number}.home.test")
        self.assertEqual(generations.numbers(self.ctx), [5, 6, 7, 8, 9])


class Sources(RouteCase):
    LAN = ("192.168.0.0/16", "127.0.0.0/8", "fd00::/8")

    def private(self, *sources: str) -> str:
        return route.apply(self.ctx, "feeds", spec("feeds", 2003, "feeds.home.test", sources=sources), self.envoy)

    def match(self) -> dict[str, object]:
        lds = json.loads(files.read(self.ctx.paths.ingress / "current" / "lds.json") or "")
        chains = [chain for listener in lds["resources"] for chain in listener["filter_chains"]]
        return next(chain["filter_chain_match"] for chain in chains if chain["name"] == "svc/feeds")

    def test_a_private_service_has_a_chain_for_its_networks_only(self) -> None:
        self.private(*self.LAN)
        self.assertEqual(
            self.match()["source_prefix_ranges"],
            [
                {"address_prefix": "127.0.0.0", "prefix_len": 8},
                {"address_prefix": "192.168.0.0", "prefix_len": 16},
                {"address_prefix": "fd00::", "prefix_len": 8},
            ],
        )

    def test_a_public_service_has_one_for_everybody(self) -> None:
        self.private()
        self.assertEqual(self.match(), {"server_names": ["feeds.home.test"], "transport_protocol": "tls"})

    def test_becoming_private_and_public_again_are_changes_of_its_own(self) -> None:
        self.apply("calendar", 2004)
        self.private()
        public = self.match()
        self.private(*self.LAN)
        self.assertIn("source_prefix_ranges", self.match())
        self.private()
        self.assertEqual(self.match(), public)

    def test_what_is_no_network_is_refused(self) -> None:
        for sources, words in (
            (["10.0.0.1/8"], "host bits"),
            (["home"], "does not appear to be"),
            ([7], "something else than texts"),
            (["10.0.0.0/8", "10.0.0.0/8"], "twice"),
            ("10.0.0.0/8", "must list networks"),
        ):
            text = json.dumps(json.loads(spec("feeds", 2003, "feeds.home.test")) | {"sources": sources})
            with self.subTest(words), self.assertRaisesRegex(HostProblem, words):
                route.apply(self.ctx, "feeds", text, self.envoy)

    def test_a_fragment_from_before_is_read_and_its_bytes_at_the_ingress_stay(self) -> None:
        self.apply("feeds", 2003)
        path = self.ctx.paths.ingress / "fragments.d" / "feeds.json"
        path.write_text(without_sources(path.read_text()))
        before = self.match()
        self.apply("calendar", 2004)
        self.assertEqual(self.match(), before)
        self.assertEqual(sorted(self.chains()), ["svc/calendar", "svc/feeds"])


class Remove(RouteCase):
    def test_removal_and_again(self) -> None:
        self.apply("feeds", 2003)
        self.apply("calendar", 2004)
        for _ in range(2):
            route.remove(self.ctx, "feeds", "", self.envoy)
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


class Bytes(HostCase):
    def test_a_service_never_changes_anothers_resources(self) -> None:
        few = assemble([fragment("feeds", 2003), fragment("metrics", 2005)])
        more = assemble([fragment("metrics", 2005), fragment("calendar", 2004), fragment("feeds", 2003)])
        self.assertEqual(foreign_changes(few, more, "calendar"), [])
        old, new = resources_by_name(few), resources_by_name(more)
        self.assertEqual(sorted(new.keys() - old.keys()), ["chain svc/calendar", "cluster svc/calendar"])

    def test_listener_shell_is_the_same_with_and_without_services(self) -> None:
        none, one = resources_by_name(assemble([])), resources_by_name(assemble([fragment("feeds", 2003)]))
        self.assertEqual(none["listener tls"], one["listener tls"])
