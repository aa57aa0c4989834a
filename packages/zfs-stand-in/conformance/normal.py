"""Takes out of an answer what may differ between two runs: guids, times, transaction groups, exact sizes."""

import json
import re
from typing import Any

# Sizes that somebody set are compared exactly, all others by their class.
_EXACT = ("quota", "refquota", "reservation", "refreservation", "recordsize", "special_small_blocks")
_TXG = ("createtxg", "txg", "objsetid", "last_scrubbed_txg")
_DATE = re.compile(r"[A-Z][a-z]{2} [A-Z][a-z]{2} +\d+ +\d+:\d\d(:\d\d)? \d{4}")
_DURATION = re.compile(r"\b\d\d:\d\d:\d\d\b")
_VERSION = re.compile(r"\b(zfs|zfs-kmod)-\d[\w.~+-]*")
_SIZE = re.compile(r"^(\d+(?:\.\d+)?)([KMGTPE]?)B?$")
_RATIO = re.compile(r"^\d+\.\d\dx?$")


def size_class(number: float) -> str:
    """Below a megabyte all is alike (metadata differ); above, the power of two."""
    if number < 1 << 20:
        return "<small>"
    return f"<about {1 << (int(number).bit_length() - 1 - 20)}M>"


def word(text: str) -> str:
    """One word of an answer."""
    bare = text.rstrip(",")
    if re.fullmatch(r"\d{16,}", bare):
        return "<guid>"
    if re.fullmatch(r"1[5-9]\d{8}|2\d{9}", bare):
        return "<time>"
    if _RATIO.match(bare):
        return "<ratio>"
    found = _SIZE.match(bare)
    if found and (found[2] or bare.endswith("B") or (bare.isdigit() and int(bare) >= 1024)):
        return size_class(float(found[1]) * (1 << 10 * " KMGTPE".index(found[2] or " ")))
    return text


def line(text: str) -> str:
    """One line: words, single spaces."""
    text = _VERSION.sub(r"\1-<version>", _DURATION.sub("<duration>", _DATE.sub("<date>", text)))
    words = text.split()
    if any(each in _EXACT for each in words):
        return " ".join(words)
    words = ["<txg>" if at and words[at - 1] in _TXG and each.isdigit() else word(each) for at, each in enumerate(words)]
    # A size of nothing and one of a few kilobytes are the same thing to a reader.
    return " ".join("<small>" if each == "0B" else each for each in words)


def value(key: str, content: Any) -> Any:
    """A part of a JSON answer."""
    if isinstance(content, dict):
        return {name: (each if key in _EXACT else value(name if name != "value" else key, each)) for name, each in content.items()}
    if isinstance(content, list):
        return [value(key, each) for each in content]
    if key in _TXG:
        return "<txg>" if isinstance(content, int) else "<txg as text>"
    if key in ("guid", "pool_guid", "load_guid"):
        return "<guid>" if isinstance(content, int) else "<guid as text>"
    if isinstance(content, bool) or not isinstance(content, (int, str)):
        return content
    if isinstance(content, int):
        return word(str(content)) if content >= 1024 else content
    return line(content)


def answer(text: str) -> str:
    """A whole answer. Of a usage message only its beginning is kept."""
    if text.startswith("{"):
        try:
            return json.dumps(value("", json.loads(text)), sort_keys=True)
        except ValueError:
            pass
    lines = []
    for each in text.splitlines():
        lines.append(line(each))
        if each.startswith("usage:"):
            break
    return "\n".join(lines)
