"""Real servers on loopback for the smoke test: DNS, and HTTP with certificates of an authority of its own."""

import ipaddress
import socket
import ssl
import struct
import subprocess
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

NAME = "feeds.home.test"
LOGIN = "auth.home.test"
HTML = {"Content-Type": "text/html; charset=utf-8"}
Page = tuple[int, dict[str, str], str]


def redirect(location: str, status: int = 302) -> Page:
    """A page that leads elsewhere."""
    return status, {"Location": location}, ""


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
    # So many bytes come first on each connection, as of a sidecar that is told who asks.
    proxy_header = 0

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pages: dict[str, Page] = {}
        self.asked: list[str] = []
        self.proxy_headers: set[bytes] = set()
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
        if self.proxy_header:
            self.proxy_headers.add(plain.recv(self.proxy_header, socket.MSG_WAITALL))
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
        # The same number for TCP; a test that wants it calls `also_tcp`.
        self._tcp: socket.socket | None = None
        self.over_tcp = 0
        threading.Thread(target=self._serve, daemon=True).start()

    def also_tcp(self) -> None:
        """Answer over TCP as well."""
        self._tcp = socket.create_server(("127.0.0.1", self._udp.getsockname()[1]))
        threading.Thread(target=self._serve_tcp, args=[self._tcp], daemon=True).start()

    def _serve_tcp(self, server: socket.socket) -> None:
        while True:
            try:
                peer, _ = server.accept()
                with peer, peer.makefile("rb") as stream:
                    answer = self._answer(stream.read(struct.unpack(">H", stream.read(2))[0]))
                    self.over_tcp += 1
                    peer.sendall(struct.pack(">H", len(answer)) + answer)
            except OSError:
                return

    @property
    def address(self) -> str:
        """For a spec's resolver."""
        return f"127.0.0.1:{self._udp.getsockname()[1]}"

    def close(self) -> None:
        """Stop."""
        self._udp.close()
        if self._tcp:
            self._tcp.close()

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
