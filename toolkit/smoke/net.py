"""Network requests, each with a limit of time and size. They send no cookies and follow no redirects."""

import contextlib
import http.client
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from smoke.broken import NoAnswer

CALL_SECONDS = 15.0
CONNECT_SECONDS = 8.0
BODY_BYTES = 2 * 1024 * 1024
_HEADERS = {"User-Agent": "homelab-smoke", "Accept": "text/html,*/*;q=0.8", "Accept-Encoding": "identity", "Connection": "close"}


# PROXY protocol version 2, as Envoy writes it before a connection's own bytes: TCP over IPv4, from loopback to :443.
PROXY_HEADER = b"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c" + bytes([127, 0, 0, 1]) * 2 + (49152).to_bytes(2) + (443).to_bytes(2)


class Endpoint(NamedTuple):
    """Where to connect. `proxy_header`: bytes that are sent before anything else."""

    address: str
    port: int
    proxy_header: bytes = b""


@dataclass(frozen=True)
class Answer:
    """An HTTP answer; `body` is cut at 2 MB. Headers by lower-case name."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def location(self) -> str:
        """The target of a redirect; empty for other responses."""
        return self.headers.get("location", "") if 300 <= self.status < 400 else ""

    @property
    def said(self) -> str:
        """The status and the target of a redirect, for messages."""
        return f"{self.status}{' to ' + self.location if self.location else ''}"

    @property
    def content_type(self) -> str:
        """Media type without its parameters, lower-case; empty if the header is missing."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


def trust(ca: str | None, system: bool = False) -> ssl.SSLContext:
    """A TLS context that trusts only the given CA; with `system` also the host's CAs; without a CA only the host's."""
    context = ssl.create_default_context(cadata=None if system else ca)
    if ca and system:
        context.load_verify_locations(cadata=ca)
    # Python 3.13 and newer reject roots without some extensions, which browsers and curl accept.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return context


def no_trust() -> ssl.SSLContext:
    """A TLS context that accepts any certificate: only for finding out who answers."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def connect(address: str, port: int) -> None:
    """Open a TCP connection and close it. NoAnswer if it cannot be opened."""
    try:
        socket.create_connection((address, port), CONNECT_SECONDS).close()
    except TimeoutError as error:
        raise NoAnswer(f"no connection within {CONNECT_SECONDS:.0f} s") from error
    except OSError as error:
        raise NoAnswer(_words(error)) from error


def is_own_address(address: str) -> bool:
    """Whether an interface of this machine has the address."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.bind((address, 0))
    except OSError:
        return False
    return True


@contextlib.contextmanager
def handshake(endpoint: Endpoint, name: str, context: ssl.SSLContext) -> Iterator[ssl.SSLSocket]:
    """A TLS connection with this server name. Raises OSError (including ssl.SSLError) unchanged, for the caller to interpret."""
    plain = socket.create_connection((endpoint.address, endpoint.port), CALL_SECONDS)
    with plain, _limit(plain):
        plain.sendall(endpoint.proxy_header)
        with context.wrap_socket(plain, server_hostname=name) as secure:
            yield secure


def fetch(url: str, endpoint: Endpoint, context: ssl.SSLContext | None) -> Answer:
    """GET a URL from this endpoint. context: None for plain HTTP. NoAnswer if no complete response arrives."""
    parts = urlsplit(url)
    # URLs in a page may contain spaces and letters that a request line must not.
    path = quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe="/%?&=:;@!$'()*+,~[]|")
    try:
        with contextlib.ExitStack() as stack:
            plain = stack.enter_context(socket.create_connection((endpoint.address, endpoint.port), CALL_SECONDS))
            over = stack.enter_context(_limit(plain))
            plain.sendall(endpoint.proxy_header)
            host = parts.hostname or endpoint.address
            sock = stack.enter_context(context.wrap_socket(plain, server_hostname=host)) if context else plain
            answer = _ask(sock, path, parts.netloc)
            if over.is_set():
                raise TimeoutError
            return answer
    except (OSError, http.client.HTTPException) as error:
        raise NoAnswer(_words(error)) from error


def _ask(sock: socket.socket, path: str, host: str) -> Answer:
    connection = http.client.HTTPConnection(host)
    connection.sock = sock
    connection.request("GET", path, headers={**_HEADERS, "Host": host})
    answer = connection.getresponse()
    headers = {name.lower(): value for name, value in answer.getheaders()}
    body = answer.read(BODY_BYTES)
    # With a size limit, the library accepts a body that is shorter than its Content-Length.
    if len(body) < BODY_BYTES and answer.length:
        raise http.client.IncompleteRead(body, answer.length)
    return Answer(answer.status, headers, body)


@contextlib.contextmanager
def _limit(sock: socket.socket) -> Iterator[threading.Event]:
    # A socket's timeout restarts with each byte, so a server that sends a byte now and then would block the test for ever.
    handle, over = sock.dup(), threading.Event()
    timer = threading.Timer(CALL_SECONDS, _shut, [handle, over])
    timer.daemon = True
    timer.start()
    try:
        yield over
    finally:
        timer.cancel()
        handle.close()


def _shut(sock: socket.socket, over: threading.Event) -> None:
    over.set()
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


def _words(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message
    if isinstance(error, http.client.IncompleteRead):
        return "the response was cut off"
    if isinstance(error, TimeoutError):
        return f"no complete response within {CALL_SECONDS:.0f} s"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) or type(error).__name__
