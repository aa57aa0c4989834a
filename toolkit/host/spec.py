"""The specs that come on stdin: `key=value` lines, and bundles of files."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from host.contract import CONTRACT
from host.errors import HostProblem
from host.names import FIRST_UID, LAST_UID

FILE_MARK: str = CONTRACT["bundleSeparator"]
_NAME = CONTRACT["service"]["name"]


def bad_spec(where: str, problem: str) -> HostProblem:
    """The problem of a spec that the Pulumi program would never write."""
    return HostProblem(
        where, problem, "the Pulumi program writes this spec: run `pulumi up`, so that program and toolkit have the same version"
    )


def service_name(name: str) -> str:
    """`name` if it is a valid service name, which becomes part of paths and unit names."""
    if not is_service_name(name):
        fix = f"use a-z, 0-9 and -, at most {_NAME['longest']} characters"
        raise HostProblem(f"service {name!r}", "this is not a valid service name", fix)
    return name


def is_service_name(name: str) -> bool:
    """Whether a service may be called that."""
    reserved = any(re.search(ending, name) for ending in _NAME["reservedEndings"].values())
    return len(name) <= _NAME["longest"] and bool(re.search(_NAME["pattern"], name)) and "\n" not in name and not reserved


def pairs(
    text: str, where: str, required: Iterable[str] = (), optional: Iterable[str] = (), prefixes: Iterable[str] = ()
) -> dict[str, str]:
    """Parse `key=value` lines. Keys must be required, optional or start with one of `prefixes`; each once."""
    required, known, starts = list(required), {*required, *optional}, tuple(prefixes)
    values: dict[str, str] = {}
    lines = text.removesuffix("\n").split("\n") if text else []
    for number, line in enumerate(lines, 1):
        key, equals, value = line.partition("=")
        if not equals or key in values or (key not in known and not key.startswith(starts or ("\0",))):
            # The value is never shown, because this parser reads secrets too.
            raise bad_spec(where, f"line {number} of the spec ({key[:60] if equals else '?'}=…) is unknown or repeated")
        values[key] = value
    missing = [key for key in required if key not in values]
    if missing:
        raise bad_spec(where, f"the spec lacks {', '.join(missing)}")
    return values


def with_prefix(values: Mapping[str, str], prefix: str) -> dict[str, str]:
    """The entries whose key starts with `prefix`, without it."""
    return {key.removeprefix(prefix): value for key, value in values.items() if key.startswith(prefix)}


def uid_of(values: Mapping[str, str], where: str) -> int:
    """The `uid` of a spec, inside the range of services."""
    text = values["uid"]
    if not text.isascii() or not text.isdigit() or not is_service_uid(int(text)):
        raise bad_spec(where, f"uid={text} is outside {FIRST_UID} to {LAST_UID}")
    return int(text)


def is_service_uid(uid: int) -> bool:
    """Whether a service may have this UID."""
    return FIRST_UID <= uid <= LAST_UID


def json_value(text: str, where: str) -> Any:
    """A JSON value of a spec; an error never contains the value itself."""
    try:
        return json.loads(text)
    except ValueError:
        raise bad_spec(where, "a value of the spec is not JSON") from None


@dataclass(frozen=True)
class Bundle:
    """Header pairs, the raw text from the first file mark on, and the files by path."""

    header: dict[str, str]
    body: str
    files: dict[str, str]

    @property
    def hash(self) -> str:
        """First hex digits of the body's SHA-256: the generation."""
        return _hash(self.body)


def hash_of_files(files: Mapping[str, str]) -> str:
    """The hash of the bundle that holds these files by path."""
    return _hash("".join(f"{FILE_MARK}{path}\n{text}" for path, text in sorted(files.items())))


def _hash(body: str) -> str:
    digest = hashlib.sha256(body.encode()).hexdigest()
    return digest[: CONTRACT["generation"]["hashDigits"]]


def bundle(text: str, where: str, header: Iterable[str]) -> Bundle:
    """Parse a bundle and check that its header's `generation` is the hash of its body."""
    mark = 0 if text.startswith(FILE_MARK) else text.find("\n" + FILE_MARK) + 1
    if mark == 0 and not text.startswith(FILE_MARK):
        raise bad_spec(where, "the bundle contains no files")
    head, body = text[:mark], text[mark:]
    result = Bundle(pairs(head, where, header), body, _files(body, where))
    if result.header["generation"] != result.hash:
        raise bad_spec(
            where, f"the bundle's hash is {result.hash}, but its header says {result.header['generation']}: it was altered in transit"
        )
    return result


def _files(body: str, where: str) -> dict[str, str]:
    files: dict[str, list[str]] = {}
    lines: list[str] = []
    # split("\n") instead of splitlines(), because form feeds and other separators belong to the content.
    for line in body.removesuffix("\n").split("\n"):
        if line.startswith(FILE_MARK):
            path = line.removeprefix(FILE_MARK)
            if path in files or not _is_safe(path):
                raise bad_spec(where, f"the bundle's file {path!r} appears twice or is not a relative path")
            lines = files[path] = []
        else:
            lines.append(line)
    return {path: "".join(f"{line}\n" for line in content) for path, content in files.items()}


def _is_safe(path: str) -> bool:
    return bool(path) and all(part not in ("", ".", "..") and "\0" not in part for part in path.split("/"))
