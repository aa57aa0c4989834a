"""The stream of zfs send: a line that says what it is, then frames of kind, length and content.

S  a snapshot begins: JSON with its dataset, itself, the guid of what it builds on and the properties
D  a piece of what `btrfs send` says
E  the snapshot is complete
Z  the stream is complete
"""

from __future__ import annotations

import json
import struct
from typing import IO, Any

MAGIC = b"ZFS-STAND-IN-STREAM 1\n"
PIECE = 1 << 17
_MOST = 1 << 24


class StreamEnd(Exception):
    """The stream ended before its end, or is none."""


def write(out: IO[bytes], kind: str, content: bytes = b"") -> None:
    """One frame."""
    out.write(struct.pack("!cI", kind.encode(), len(content)) + content)


def write_json(out: IO[bytes], kind: str, content: dict[str, Any]) -> None:
    """One frame of JSON."""
    write(out, kind, json.dumps(content).encode())


def _exactly(source: IO[bytes], count: int) -> bytes:
    pieces = []
    while count:
        piece = source.read(count)
        if not piece:
            raise StreamEnd
        pieces.append(piece)
        count -= len(piece)
    return b"".join(pieces)


def read_magic(source: IO[bytes]) -> None:
    """StreamEnd when this is no stream of the stand-in."""
    if _exactly(source, len(MAGIC)) != MAGIC:
        raise StreamEnd("magic")


def read(source: IO[bytes]) -> tuple[str, bytes]:
    """The next frame."""
    kind, length = struct.unpack("!cI", _exactly(source, 5))
    if length > _MOST:
        raise StreamEnd
    return kind.decode("latin-1"), _exactly(source, length)
