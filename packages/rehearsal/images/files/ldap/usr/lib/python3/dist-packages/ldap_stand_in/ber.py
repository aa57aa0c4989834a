"""Reads and writes what LDAP puts on the wire (RFC 4511): tags, lengths, contents."""

from dataclasses import dataclass

SEQUENCE, SET, INTEGER, OCTETS, ENUMERATED = 0x30, 0x31, 0x02, 0x04, 0x0A
LIMIT = 1 << 20


@dataclass(frozen=True)
class Part:
    """One tag with its content."""

    tag: int
    content: bytes

    @property
    def number(self) -> int:
        return int.from_bytes(self.content, "big", signed=True)

    @property
    def text(self) -> str:
        return self.content.decode("utf-8", "replace")

    @property
    def parts(self) -> list["Part"]:
        return list(parse(self.content))


def parse(data: bytes):
    """The parts that stand one after another. ValueError when the last one is cut off."""
    at = 0
    while at < len(data):
        tag, begin, length = data[at], at + 2, data[at + 1]
        if length >= 0x80:
            begin += length & 0x7F
            length = int.from_bytes(data[at + 2 : begin], "big")
        if begin + length > len(data):
            raise ValueError("cut off")
        yield Part(tag, data[begin : begin + length])
        at = begin + length


def receive(stream) -> Part | None:
    """The next message from a connection; None at its end."""
    head = stream.read(2)
    if len(head) < 2:
        return None
    length = head[1]
    if length >= 0x80:
        length = int.from_bytes(stream.read(length & 0x7F), "big")
    if length > LIMIT:
        raise ValueError("too long")
    return Part(head[0], stream.read(length))


def write(tag: int, *contents: bytes) -> bytes:
    """One tag with its content."""
    content = b"".join(contents)
    if len(content) < 0x80:
        return bytes([tag, len(content)]) + content
    size = len(content).to_bytes((len(content).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(size)]) + size + content


def number(value: int, tag: int = INTEGER) -> bytes:
    return write(tag, value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True))


def text(value: str, tag: int = OCTETS) -> bytes:
    return write(tag, value.encode())
