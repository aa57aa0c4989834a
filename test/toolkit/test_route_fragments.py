"""What a fragment becomes: chains for its networks, and that nobody else's bytes change."""

import json
from dataclasses import replace

from fake import HostCase
from fake_route import RouteCase, spec
from host import files
from host.errors import HostProblem
from ingress.assemble import assemble, changes, foreign_changes, resources_by_name
from ingress.fragments import Fragment
from nouns import route


def without_sources(text: str) -> str:
    """A fragment as a toolkit wrote it that knew no sources."""
    return json.dumps({key: value for key, value in json.loads(text).items() if key != "sources"}, sort_keys=True, indent=2) + "\n"


def fragment(service: str, uid: int) -> Fragment:
    return Fragment(service, uid, (f"{service}.home.test",), "/caddyz")


class Sources(RouteCase):
    LAN = ("192.168.0.0/16", "127.0.0.0/8", "fd00::/8")

    def private(self, *sources: str) -> str:
        return route.apply(self.ctx, "feeds", spec("feeds", 2003, "feeds.home.test", sources=sources))

    def match(self) -> dict[str, object]:
        lds = json.loads(files.read(self.ctx.paths.ingress / "current" / "lds.json") or "")
        chains = [chain for listener in lds["resources"] for chain in listener["filter_chains"]]
        return next(chain["filter_chain_match"] for chain in chains if chain["name"] == "svc/feeds/feeds.home.test")

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
            ([7], "something other than strings"),
            (["10.0.0.0/8", "10.0.0.0/8"], "twice"),
            ("10.0.0.0/8", "must list networks"),
        ):
            text = json.dumps(json.loads(spec("feeds", 2003, "feeds.home.test")) | {"sources": sources})
            with self.subTest(words), self.assertRaisesRegex(HostProblem, words):
                route.apply(self.ctx, "feeds", text)

    def test_a_fragment_from_before_is_read_and_its_bytes_at_the_ingress_stay(self) -> None:
        self.apply("feeds", 2003)
        path = self.ctx.paths.ingress / "fragments.d" / "feeds.json"
        path.write_text(without_sources(path.read_text()))
        before = self.match()
        self.apply("calendar", 2004)
        self.assertEqual(self.match(), before)
        self.assertEqual(sorted(self.chains()), ["svc/calendar", "svc/feeds"])


class Bytes(HostCase):
    def test_a_service_never_changes_anothers_resources(self) -> None:
        few = assemble([fragment("feeds", 2003), fragment("metrics", 2005)])
        more = assemble([fragment("metrics", 2005), fragment("calendar", 2004), fragment("feeds", 2003)])
        self.assertEqual(foreign_changes(few, more, "calendar"), [])
        old, new = resources_by_name(few), resources_by_name(more)
        self.assertEqual(sorted(new.keys() - old.keys()), ["chain svc/calendar/calendar.home.test", "cluster svc/calendar"])

    def test_a_name_that_goes_changes_no_chain_of_the_others_so_that_their_connections_stay(self) -> None:
        both = replace(fragment("feeds", 2003), names=("feeds.home.test", "news.home.test"))
        self.assertEqual(changes(assemble([both]), assemble([fragment("feeds", 2003)])), ["chain svc/feeds/news.home.test"])

    def test_listener_shell_is_the_same_with_and_without_services(self) -> None:
        none, one = resources_by_name(assemble([])), resources_by_name(assemble([fragment("feeds", 2003)]))
        self.assertEqual(none["listener tls"], one["listener tls"])
