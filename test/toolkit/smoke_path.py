"""A service's whole path on this machine's loopback: DNS, TLS with an authority of its own, HTTP, and an Envoy that counts."""

import ipaddress
import json
import socket
import ssl
import struct
import subprocess
import tempfile
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

from fake import HostCase
from host import files
from smoke.run import Outcome, walk_layers
from smoke.spec import parse_spec
from smoke.walk import Doors, Walk

NAME = "feeds.home.test"
LOGIN = "auth.home.test"
HTML = {"Content-Type": "text/html; charset=utf-8"}
Page = tuple[int, dict[str, str], str]


class Certificates:
    """An authority and what it has signed, made once by openssl."""

    _made: ClassVar["tuple[tempfile.TemporaryDirectory[str], Certificates] | None"] = None

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        _openssl(folder, "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=test -keyout ca.key -out ca.pem")
        self.ca = (folder / "ca.pem").read_text()
        self.good = self._signed("good", f"{NAME},DNS:news.home.test,DNS:{LOGIN}")
        self.other = self._signed("other", "photos.home.test")

    @classmethod
    def once(cls) -> "Certificates":
        """The same for every test of a run."""
        if cls._made is None:
            folder = tempfile.TemporaryDirectory(prefix="homelab-ca-")
            cls._made = (folder, cls(Path(folder.name)))
        return cls._made[1]

    def _signed(self, name: str, names: str) -> ssl.SSLContext:
        (self.folder / f"{name}.ext").write_text(f"subjectAltName=DNS:{names}\n")
        _openssl(self.folder, f"req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN={name} -keyout {name}.key -out {name}.csr")
        _openssl(
            self.folder, f"x509 -req -in {name}.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile {name}.ext -out {name}.pem"
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.folder / f"{name}.pem", self.folder / f"{name}.key")
        return context


def _openssl(folder: Path, arguments: str) -> None:
    subprocess.run(["openssl", *arguments.split()], cwd=folder, check=True, capture_output=True, timeout=60)


class Web(ThreadingHTTPServer):
    """HTTP, or HTTPS with a context. `pages` by host and path, by path alone for every host."""

    daemon_threads = True
    context: ssl.SSLContext | None = None
    counted = 0
    counts = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pages: dict[str, Page] = {}
        self.asked: list[str] = []
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    @property
    def number(self) -> int:
        """Its port."""
        return int(self.server_address[1])

    def get_request(self) -> tuple[socket.socket, Any]:
        """Accept, and shake hands when there is a certificate."""
        plain, peer = super().get_request()
        self.counted += 1 if self.counts else 0
        plain.settimeout(5)
        return (self.context.wrap_socket(plain, server_side=True) if self.context else plain), peer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no news."""


class _Handler(BaseHTTPRequestHandler):
    server: Web

    def do_GET(self) -> None:
        """The page for this host and path, else 404."""
        host = (self.headers["Host"] or "").partition(":")[0]
        path = self.path.partition("?")[0]
        self.server.asked.append(f"{host}{self.path}")
        pages = self.server.pages
        status, headers, body = pages.get(f"{host}{path}") or pages.get(path) or (404, HTML, "nothing here")
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value.replace("HOST", host))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, format: str, *args: Any) -> None:
        """Silence."""


class NameServer:
    """DNS over UDP that answers from a table {name: address or None}; every name of `refuses` with SERVFAIL."""

    def __init__(self) -> None:
        self.table: dict[str, str] = {}
        self.refuses: set[str] = set()
        self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._udp.bind(("127.0.0.1", 0))
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def address(self) -> str:
        """For a spec's resolver."""
        return f"127.0.0.1:{self._udp.getsockname()[1]}"

    def close(self) -> None:
        """Stop."""
        self._udp.close()

    def _serve(self) -> None:
        while True:
            try:
                question, peer = self._udp.recvfrom(512)
                self._udp.sendto(self._answer(question), peer)
            except OSError:
                return

    def _answer(self, question: bytes) -> bytes:
        end = question.index(b"\0", 12)
        labels, position = [], 12
        while position < end:
            labels.append(question[position + 1 : position + 1 + question[position]].decode())
            position += question[position] + 1
        name, kind = ".".join(labels), struct.unpack(">H", question[end + 1 : end + 3])[0]
        data = ipaddress.ip_address(self.table[name]).packed if name in self.table else b""
        fits = len(data) == {1: 4, 28: 16}[kind]
        code = 2 if name in self.refuses else 0 if name in self.table else 3
        # An alias comes first, as resolvers send it, and the address refers to the question's name by a pointer.
        alias = b"\xc0\x0c" + struct.pack(">HHIH", 5, 1, 60, 2) + b"\xc0\x0c"
        record = alias + b"\xc0\x0c" + struct.pack(">HHIH", kind, 1, 60, len(data)) + data if fits else b""
        return question[:2] + struct.pack(">5H", 0x8180 | code, 1, 2 if fits else 0, 0, 0) + question[12:] + record


class SmokePath(HostCase):
    """A path on which every layer holds; tests break one. `later(seconds, change)` mends it while the test waits."""

    def setUp(self) -> None:
        super().setUp()
        self.certificates = Certificates.once()
        self.web, self.plain, self.dns = Web(), Web(), NameServer()
        for server in (self.web, self.plain):
            self.addCleanup(server.server_close)
            self.addCleanup(server.shutdown)
        self.addCleanup(self.dns.close)
        self.web.context = self.certificates.good
        self.web.pages = {"/": (200, HTML, "<title>feeds</title>"), "/healthz": (200, {}, "OK")}
        self.plain.pages = {"/": (301, {"Location": "https://HOST/"}, "")}
        self.dns.table = {NAME: "127.0.0.1"}
        self.route(NAME)
        self.chains = {"ingress/placeholder": ["placeholder.invalid"], "svc/feeds": [NAME]}
        self.answers = True
        self.doors = Doors(self.web.number, self.plain.number)
        self._later: list[tuple[float, Callable[[], None]]] = []
        self.patch_object(self.clock, "sleep", self._sleep)

    def route(self, *names: str) -> None:
        """The service's fragment on this host."""
        fragment = {"service": "feeds", "uid": 2003, "names": list(names), "mode": "passthrough", "health": "/caddyz", **self.fragment_more}
        files.write_json(self.ctx.paths.ingress / "fragments.d" / "feeds.json", fragment)

    fragment_more: ClassVar[dict[str, Any]] = {}

    def get(self, path: str) -> str | None:
        """Envoy's admin interface."""
        if not self.answers:
            return None
        if path.startswith("/stats"):
            return f"tcp.svc/feeds.downstream_cx_total: {self.web.counted}\n"
        chains = [{"name": name, "filter_chain_match": {"server_names": names}} for name, names in self.chains.items()]
        return json.dumps({"configs": [{"name": "tls", "active_state": {"listener": {"filter_chains": chains}}}]})

    def later(self, seconds: float, change: Callable[[], None]) -> None:
        """Do this once so much time has been waited."""
        self._later.append((seconds, change))

    def _sleep(self, seconds: float) -> None:
        self.clock.passed += seconds
        for due, change in [each for each in self._later if each[0] <= self.clock.passed]:
            self._later.remove((due, change))
            change()

    def walk(self, local: bool = False, **spec: Any) -> Outcome:
        """Run the test with some fields changed."""
        known = {
            "service": "feeds",
            "names": [NAME],
            "records": [{"name": NAME, "type": "A", "content": "127.0.0.1", "proxied": False}],
            "resolver": self.dns.address,
            "ca": self.certificates.ca,
            "health": "/healthz",
            "try": 3,
        }
        return walk_layers(Walk(self.ctx, parse_spec(json.dumps({**known, **spec}), "feeds"), self, local, self.doors))

    def broken(self, layer: str, problem: str, **spec: Any) -> None:
        """The walk ends at this layer with such words, and with a fix."""
        failure = self.walk(**spec).failure
        self.assertIsNotNone(failure)
        assert failure is not None
        self.assertEqual(failure.layer, layer, failure)
        self.assertRegex(failure.problem, problem)
        self.assertTrue(failure.fix)
