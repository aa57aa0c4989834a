"""Files that outlive the toolkit that wrote them: JSON objects with a format number, read by this and by later versions.

A reader ignores keys that it does not know and fills in those that are missing. The number grows only when an older
reader would misunderstand the file; a file without a number has format 1.
"""

import json
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

from host import files
from host.errors import HostProblem

FORMAT = 1
KEY = "format"

Kept = TypeVar("Kept")


class NewerFormat(HostProblem):
    """A file that a newer version of homelab has written in a way that this one does not know."""


def read_kept(path: Path, newest: int = FORMAT) -> dict[str, Any] | None:
    """The object in a file; None if there is no file. HostProblem for a damaged file and for a format newer than `newest`."""
    text = files.read(path)
    return None if text is None else parse_kept(text, str(path), newest)


def parse_kept(text: str, where: str, newest: int = FORMAT) -> dict[str, Any]:
    """The object that a text holds, without its format number. HostProblem as for `read_kept`."""
    try:
        raw = json.loads(text)
    except ValueError as error:
        raise _damaged(where, "it is not JSON") from error
    if not isinstance(raw, dict) or not isinstance(raw.get(KEY, FORMAT), int):
        raise _damaged(where, "it is no JSON object with a format number")
    require_format(raw.pop(KEY, FORMAT), newest, where)
    return raw


def require_format(number: int, newest: int, where: str) -> None:
    """NewerFormat when a file has a format that this version does not read."""
    if number > newest:
        raise NewerFormat(
            where,
            f"it has format {number}, and this version of homelab reads formats up to {newest}",
            "a newer version has written it: run `pulumi up` from a checkout that is as new",
        )


def write_kept(path: Path, value: Mapping[str, Any], mode: int = 0o644) -> bool:
    """Write an object with the format number of today; True when the file had to change."""
    return files.write_json(path, with_format(value), mode)


def with_format(value: Mapping[str, Any]) -> dict[str, Any]:
    """The object as a file holds it."""
    return {KEY: FORMAT, **value}


def build(kind: type[Kept], raw: object, where: str) -> Kept:
    """A data class from an object of a file. HostProblem when a key without a default is missing."""
    if not isinstance(raw, dict):
        raise _damaged(where, "it is no JSON object")
    known = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    try:
        return kind(**{key: value for key, value in raw.items() if key in known})
    except TypeError as error:
        raise _damaged(where, str(error).rpartition("missing ")[2]) from error


def _damaged(where: str, problem: str) -> HostProblem:
    return HostProblem(where, f"it cannot be read: {problem}", "delete it and run `pulumi refresh`, then `pulumi up`")
