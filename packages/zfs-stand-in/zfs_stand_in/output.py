"""Tables and JSON as OpenZFS prints them."""

from __future__ import annotations

import json
import sys
from typing import Any

from zfs_stand_in.entries import Entry
from zfs_stand_in.values import Source

Json = dict[str, Any]


def table(header: list[str], rows: list[list[str]], right: set[int], script: bool) -> None:
    """Columns two spaces apart; for scripts one tab and no header."""
    if script:
        sys.stdout.write("".join("\t".join(row) + "\n" for row in rows))
        return
    widths = [max(len(line[at]) for line in [header, *rows]) for at in range(len(header))]
    for line in [header, *rows]:
        cells = []
        for at, cell in enumerate(line):
            last = at == len(line) - 1
            cells.append(cell.rjust(widths[at]) if at in right else cell if last else cell.ljust(widths[at]))
        sys.stdout.write("  ".join(cells) + "\n")


def number_or_text(text: str, integers: bool) -> int | str:
    """What --json-int makes of a value."""
    return int(text) if integers and text.isdecimal() else text


def property_json(value: str, source: Source, integers: bool) -> Json:
    """One property."""
    return {"value": number_or_text(value, integers), "source": {"type": source.kind, "data": source.data}}


def entry_json(entry: Entry, integers: bool) -> Json:
    """What is said of every dataset before its properties."""
    thing = entry.snap or entry.mark or entry.dataset
    found: Json = {"name": entry.name, "type": entry.kind.upper(), "pool": entry.pool.name}
    found["createtxg"] = number_or_text(str(thing.txg), integers)
    if entry.snap:
        found |= {"dataset": entry.dataset.name, "snapshot_name": entry.snap.name}
    if entry.mark:
        found |= {"dataset": entry.dataset.name, "bookmark_name": entry.mark.name}
    return found


def print_json(command: str, body: Json) -> None:
    """The envelope of all JSON output."""
    print(json.dumps({"output_version": {"command": command, "vers_major": 0, "vers_minor": 1}, **body}))


def warn(sentence: str) -> None:
    """A sentence on stderr that does not end the command."""
    sys.stderr.write(sentence + "\n")
