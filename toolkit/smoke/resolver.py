"""DNS queries to one server, with a time limit. The C library's lookup has none, and it reads the hosts file first."""

import ipaddress
import secrets
import socket
import struct

from host import files
from host.context import Context
from smoke.broken import NoAnswer

ASK_SECONDS = 4.0
TYPES = {"A": 1, "AAAA": 28}
_NO_SUCH_NAME = 3


def servers(ctx: Context, resolver: str | None) -> list[tuple[str, int]]:
    """The DNS servers to ask: the given resolver (`address` or `address:port`), otherwise the host's own."""
    if resolver:
        return [_server(resolver)]
    # The stub of systemd-resolved answers from the hosts file too; this file lists the servers behind the stub.
    for path in ("/run/systemd/resolve/resolv.conf", "/etc/resolv.conf"):
        lines = (files.read(ctx.paths.on_host(path)) or "").splitlines()
        found = [words[1] for line in lines if len(words := line.split()) > 1 and words[0] == "nameserver"]
        if found:
            return [(address, 53) for address in found]
    return [("127.0.0.1", 53)]


def addresses(where: list[tuple[str, int]], name: str) -> dict[str, list[str]]:
    """{"A": […], "AAAA": […]} of a name; empty lists if it does not exist. NoAnswer if no server answers."""
    problems = []
    for server in where:
        try:
            return {kind: _ask(server, name, kind) for kind in TYPES}
        except (OSError, NoAnswer) as error:
            problems.append(f"{server[0]}: {error or type(error).__name__}")
    raise NoAnswer("; ".join(problems))


def _server(text: str) -> tuple[str, int]:
    try:
        return str(ipaddress.ip_address(text)), 53
    except ValueError:
        address, _, port = text.rpartition(":")
        return address.strip("[]"), int(port)


def _ask(server: tuple[str, int], name: str, kind: str) -> list[str]:
    number = secrets.randbelow(1 << 16)
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.rstrip(".").split("."))
    question = struct.pack(">6H", number, 0x0100, 1, 0, 0, 0) + labels + b"\0" + struct.pack(">2H", TYPES[kind], 1)
    try:
        answer = _over_tcp(server, question)
    except OSError:
        answer = _over_udp(server, question)
    try:
        return _read(answer, number, kind)
    except (IndexError, struct.error, ValueError) as error:
        raise NoAnswer("its response cannot be parsed") from error


def _over_tcp(server: tuple[str, int], question: bytes) -> bytes:
    """TCP neither loses nor truncates a response. Servers must support it (RFC 7766), but some do not."""
    with socket.create_connection(server, ASK_SECONDS) as tcp, tcp.makefile("rb") as stream:
        tcp.sendall(struct.pack(">H", len(question)) + question)
        length = stream.read(2)
        answer = stream.read(struct.unpack(">H", length)[0]) if len(length) == 2 else b""
    if not answer:
        raise ConnectionError("no answer over TCP")
    return answer


def _over_udp(server: tuple[str, int], question: bytes) -> bytes:
    family = socket.AF_INET6 if ":" in server[0] else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as udp:
        udp.settimeout(ASK_SECONDS)
        # Connected, so that packets of other senders are not read as a response.
        udp.connect(server)
        udp.send(question)
        return udp.recv(4096)


def _read(answer: bytes, number: int, kind: str) -> list[str]:
    echoed, flags, questions, count, _, _ = struct.unpack(">6H", answer[:12])
    code = flags & 0xF
    if echoed != number:
        raise NoAnswer("its response belongs to another query")
    if code == _NO_SUCH_NAME:
        return []
    if code:
        raise NoAnswer(f"it refused the query with code {code}")
    position = 12
    for _ in range(questions):
        position = _after_name(answer, position) + 4
    found = []
    for _ in range(count):
        position = _after_name(answer, position)
        its_type, _, _, length = struct.unpack(">HHIH", answer[position : position + 10])
        position += 10
        if its_type == TYPES[kind]:
            found.append(str(ipaddress.ip_address(answer[position : position + length])))
        position += length
    return found


def _after_name(answer: bytes, position: int) -> int:
    while length := answer[position]:
        if length >= 0xC0:
            return position + 2
        position += length + 1
    return position + 1
