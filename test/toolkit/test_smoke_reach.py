"""The smoke test's layers below HTTP, against real sockets."""

import socket
from typing import Any

from smoke_path import SmokePath
from host import files
from one_slot import commit_one_slot
from smoke import net, resolver
from smoke.broken import NoAnswer
from smoke.walk import IngressPorts
from smoke_servers import NAME

ALL = ("record", "tcp", "sni", "certificate", "redirect", "health", "auth", "page")
OTHER = "news.home.test"


def record(**fields: object) -> dict[str, object]:
    return {"name": NAME, "type": "A", "content": "127.0.0.1", "proxied": False} | fields


class Holds(SmokePath):
    def test_every_layer(self) -> None:
        outcome = self.walk()
        self.assertEqual((outcome.layers, outcome.failure), (ALL, None))
        self.assertEqual(self.clock.passed, 0)

    def test_the_hosts_file_is_never_asked(self) -> None:
        ask = socket.getaddrinfo

        def only_addresses(host: str, *rest: Any, **more: Any) -> Any:
            self.assertRegex(host, r"^[0-9.]+$", "the C library would answer this from /etc/hosts")
            return ask(host, *rest, **more)

        self.patch_object(socket, "getaddrinfo", only_addresses)
        for local in (False, True):
            self.assertIsNone(self.walk(local=local).failure)
        files.write(self.root / "etc/hosts", f"127.0.0.1 {NAME}\n")
        self.dns.table = {}
        self.broken("record", f"{NAME} has no A record")

    def test_no_record_is_expected(self) -> None:
        self.assertEqual(self.walk(records=[], resolver=None).layers, ALL[1:])
        self.assertIn("feeds: record skipped: no DNS record is expected", self.said)

    def test_local_asks_no_name_server(self) -> None:
        self.dns.refuses.add(NAME)
        self.assertEqual(self.walk(local=True).layers, ALL[1:])

    def test_a_name_behind_a_proxy_is_asked_at_the_host_itself(self) -> None:
        self.dns.table[NAME] = "192.0.2.99"
        self.assertIsNone(self.walk(records=[record(proxied=True, content="192.0.2.7")]).failure)

    def test_an_alias_has_the_addresses_of_its_target(self) -> None:
        self.dns.table["home.example.org"] = "127.0.0.1"
        self.assertIsNone(self.walk(records=[record(type="CNAME", content="home.example.org")]).failure)

    def test_several_names(self) -> None:
        self.dns.table[OTHER] = "127.0.0.1"
        self.route(NAME, OTHER)
        self.chains[f"svc/feeds/{OTHER}"] = [OTHER]
        self.assertIsNone(self.walk(names=[NAME, OTHER], records=[record(), record(name=OTHER)]).failure)


class Record(SmokePath):
    def test_no_such_name(self) -> None:
        self.dns.table = {}
        self.broken("record", r"feeds.home.test has no A record \(3 tries in 6 s\)")

    def test_another_address(self) -> None:
        self.dns.table[NAME] = "192.0.2.99"
        self.broken("record", "feeds.home.test resolves to 192.0.2.99 instead of 127.0.0.1")

    def test_the_other_family_does_not_count(self) -> None:
        self.broken("record", "has no AAAA record", records=[record(type="AAAA", content="::1")])

    def test_an_alias_that_leads_elsewhere(self) -> None:
        self.dns.table["home.example.org"] = "192.0.2.7"
        self.broken("record", "resolves to 127.0.0.1 instead of 192.0.2.7", records=[record(type="CNAME", content="home.example.org")])

    def test_a_server_that_refuses(self) -> None:
        self.dns.refuses.add(NAME)
        self.broken("record", "the DNS query for feeds.home.test failed: 127.0.0.1: it refused the query with code 2")

    def test_the_server_to_look_at_is_the_one_that_was_asked(self) -> None:
        self.dns.refuses.add(NAME)
        failure = self.walk().failure
        self.assertEqual(failure and failure.fix, f"check that {self.dns.address}, the dns.resolver of the stack's config, works")
        address, _, port = self.dns.address.partition(":")
        self.patch_object(resolver, "servers", lambda _ctx, _text: [(address, int(port))])
        failure = self.walk(resolver=None).failure
        self.assertEqual(failure and failure.fix, "check that the host's DNS server (/etc/resolv.conf) works")

    def test_a_server_with_tcp_is_asked_over_tcp(self) -> None:
        self.dns.also_tcp()
        self.assertEqual(self.walk().layers, ALL)
        self.assertEqual(self.dns.over_tcp, 2)

    def test_it_waits_for_the_record(self) -> None:
        self.dns.table = {}
        patient: dict[str, Any] = {"tries": 10}
        self.later(12, lambda: self.dns.table.update({NAME: "127.0.0.1"}))
        self.assertEqual(self.walk(False, **patient).layers, ALL)
        self.assertEqual(self.clock.passed, 12)

    def test_tries_and_pause(self) -> None:
        self.dns.table = {}
        self.broken("record", r"\(4 tries in 15 s\)", tries=4, pause=5)


class Tcp(SmokePath):
    def test_nobody_listens(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.ports = IngressPorts(free.getsockname()[1], self.plain.number)
            self.broken("tcp", "127.0.0.1:[0-9]+: Connection refused")

    def test_an_outside_address_that_the_inside_cannot_use(self) -> None:
        self.dns.table[NAME] = "192.0.2.7"
        real = net.connect

        def connect(address: str, port: int) -> None:
            if address == "192.0.2.7":
                raise NoAnswer("No route to host")
            real(address, port)

        self.patch_object(__import__("smoke.reach").reach, "connect", connect)
        self.assertEqual(self.walk(records=[record(content="192.0.2.7")]).layers, ALL)
        self.assertIn("feeds: 192.0.2.7 cannot be reached from this host (No route to host); the test uses the loopback instead", self.said)

    def test_each_address_is_tried_once(self) -> None:
        tried: list[str] = []
        self.patch_object(__import__("smoke.reach").reach, "connect", lambda address, _port: tried.append(address))
        self.dns.table[OTHER] = "127.0.0.1"
        self.walk(names=[NAME, OTHER], records=[record(), record(name=OTHER)])
        self.assertEqual(tried, ["127.0.0.1"])

    def test_loopback_is_tried_where_no_address_is_known(self) -> None:
        tried: list[str] = []
        self.patch_object(__import__("smoke.reach").reach, "connect", lambda address, _port: tried.append(address))
        self.walk(names=[NAME, OTHER], records=[])
        self.assertEqual(tried, ["127.0.0.1"])

    def test_own_addresses(self) -> None:
        self.assertTrue(net.is_own_address("127.0.0.1"))
        self.assertFalse(net.is_own_address("192.0.2.7"))


class Sni(SmokePath):
    def test_no_route_on_this_host(self) -> None:
        self.route("other.home.test")
        self.broken("sni", "the route of feeds on this host lacks feeds.home.test")

    def test_envoy_has_no_chain(self) -> None:
        del self.chains[f"svc/feeds/{NAME}"]
        self.broken("sni", "Envoy has no chain for feeds.home.test")

    def test_envoy_sends_it_elsewhere(self) -> None:
        self.chains = {f"svc/photos/{NAME}": [NAME]}
        self.broken("sni", "Envoy sends feeds.home.test to svc/photos")

    def test_envoy_is_silent(self) -> None:
        self.answers = False
        self.broken("sni", "admin socket does not answer")

    def test_something_else_answers(self) -> None:
        self.web.counts = False
        self.broken("sni", "does not reach svc/feeds")


class Certificate(SmokePath):
    def test_another_authority(self) -> None:
        self.broken("certificate", "feeds.home.test: unable to get local issuer certificate", ca=None, certificate=9)

    def test_another_name(self) -> None:
        self.web.context = self.certificates.other
        self.broken("certificate", "feeds.home.test is served with a certificate for photos.home.test", certificate=9)

    def test_none_yet(self) -> None:
        self.web.context = None
        self.broken("certificate", r"feeds.home.test: no handshake \(.+\) \(100 tries in 297 s\)")

    def test_an_application_that_is_down_is_no_certificate_to_wait_for(self) -> None:
        # Nothing answers at its slot.
        commit_one_slot(self.ctx)
        self.web.context = None
        self.broken("health", r"no slot of feeds is ready \(slot 0: connection refused\) \(10 tries in 27 s\)", tries=10)

    def test_the_first_one_takes_longer_than_other_layers_may(self) -> None:
        self.web.context = None
        self.later(240, lambda: setattr(self.web, "context", self.certificates.good))
        self.assertEqual(self.walk().layers, ALL)
        self.assertEqual(self.clock.passed, 240)
        self.assertTrue(any("certificate: feeds.home.test: no handshake" in line for line in self.said))
