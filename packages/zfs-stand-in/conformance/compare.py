#!/usr/bin/python3
"""Compares two runs of the stories: of OpenZFS and of its stand-in.

usage: compare.py REAL.json STANDIN.json

A difference that is known and has its reason lies in known-differences.json (row id -> reason). The exit code is 1 when a row differs
that is not listed there, when a listed one no longer differs, and when a row is missing on one side.
"""

import json
import sys
from pathlib import Path
from typing import Any

KNOWN = Path(__file__).parent / "known-differences.json"
_PARTS = ("code", "stdout", "stderr")
Row = dict[str, Any]


def read(path: str) -> dict[str, Row]:
    """The rows of a run by their ids."""
    with open(path, encoding="utf-8") as file:
        return {row["id"]: row for row in json.load(file)}


def differing(real: Row, stand_in: Row) -> list[str]:
    """The parts in which two answers differ."""
    return [part for part in _PARTS if real[part] != stand_in[part]]


def compare(real: dict[str, Row], stand_in: dict[str, Row], known: dict[str, str]) -> list[str]:
    """What is wrong, one complaint each."""
    complaints = [f"MISSING    {name}: only in one of the runs" for name in sorted(real.keys() ^ stand_in.keys())]
    complaints += [f"UNKNOWN    {name}: known-differences.json names a row that is not there" for name in known if name not in real]
    for name in real:
        if name not in stand_in:
            continue
        parts = differing(real[name], stand_in[name])
        if parts and name not in known:
            shown = "".join(
                f"\n    {part}: real {real[name][part]!r}\n    {' ' * len(part)}  here {stand_in[name][part]!r}" for part in parts
            )
            complaints.append(f"DIFFERENT  {name}{shown}")
        if not parts and name in known:
            complaints.append(f"EQUAL NOW  {name}: take it out of known-differences.json")
    return complaints


def main(arguments: list[str]) -> int:
    """Print the comparison."""
    if len(arguments) != 2:
        sys.stderr.write(__doc__ or "")
        return 2
    real, stand_in = read(arguments[0]), read(arguments[1])
    known: dict[str, str] = json.loads(KNOWN.read_text())
    complaints = compare(real, stand_in, known)
    print("\n".join(complaints), end="\n" if complaints else "")
    equal = sum(not differing(real[name], stand_in[name]) for name in real if name in stand_in)
    print(f"{equal} rows equal, {sum(name in real for name in known)} known differences, {len(complaints)} complaints")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
