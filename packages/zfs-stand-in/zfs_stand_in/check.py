"""Checks of what people type: names and property values."""

from __future__ import annotations

from zfs_stand_in.errors import ZfsError
from zfs_stand_in.properties import NATIVE, full_name, is_user
from zfs_stand_in.sizes import parse_size

_ALLOWED = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.: ")
_LZ = {"on", "off", "lzjb", "gzip", "zle", "lz4", "zstd", "zstd-fast"}
_COMPRESSION = (
    _LZ
    | {f"gzip-{n}" for n in range(1, 10)}
    | {f"zstd-{n}" for n in range(1, 20)}
    | {f"zstd-fast-{n}" for n in (*range(1, 11), *range(20, 101, 10), 500, 1000)}
)
_COMPRESSION_WORDS = (
    "on | off | lzjb | gzip | gzip-[1-9] | zle | lz4 | zstd | zstd-[1-19] | "
    "zstd-fast | zstd-fast-[1-10,20,30,40,50,60,70,80,90,100,500,1000]"
)


def name_problem(name: str) -> str:
    """Why a dataset, snapshot or bookmark name is not one, "" when it is."""
    if name.startswith("/"):
        return "leading slash in name"
    if name.endswith("/"):
        return "trailing slash in name"
    if len(name) >= 256:
        return "name is too long"
    if name.count("@") + name.count("#") > 1:
        return "multiple '@' and/or '#' delimiters in name"
    parts = name.replace("@", "/").replace("#", "/").split("/")
    if not all(parts):
        return "empty component or misplaced '@' or '#' delimiter in name"
    bad = next((char for char in name if char not in _ALLOWED and char not in "/@#"), "")
    if bad:
        return f"invalid character {bad} in name"
    if any(part in (".", "..") for part in parts):
        return "self reference, '.' is found in name" if "." in parts else "parent reference, '..' is found in name"
    return "" if name[0].isalpha() else "name must begin with a letter"


def check_name(action: str, name: str) -> None:
    """ZfsError when `name` is none."""
    problem = name_problem(name)
    if problem:
        raise ZfsError(f"{action}: {problem}")


def normal_value(action: str, name: str, text: str, creating: bool, snapshot: bool = False) -> tuple[str, str]:
    """The full name and stored form of a property somebody sets."""
    name = full_name(name)
    if is_user(name):
        return name, _user_value(action, name, text)
    native = NATIVE.get(name)
    if native is None:
        raise ZfsError(f"{action}: invalid property '{name}'")
    if snapshot and "S" not in native.of:
        raise ZfsError(f"{action}: this property can not be modified for snapshots")
    if native.read_only or (native.how == "o" and not creating):
        raise ZfsError(f"{action}: '{name}' is readonly")
    return name, _native_value(action, name, text)


def _user_value(action: str, name: str, text: str) -> str:
    if any(char not in "abcdefghijklmnopqrstuvwxyz0123456789:-_.+" for char in name):
        raise ZfsError(f"{action}: invalid property '{name}'")
    if len(name) >= 256:
        raise ZfsError(f"{action}: property name '{name}' is too long")
    if len(text.encode()) >= 8192:
        raise ZfsError(f"{action}: property value '{text}' is too long")
    return text


def _native_value(action: str, name: str, text: str) -> str:
    native = NATIVE[name]
    if native.kind == "index" and text not in native.values:
        alias = {"acltype": {"posixacl": "posix", "noacl": "off"}}.get(name, {}).get(text)
        if alias:
            return alias
        raise ZfsError(f"{action}: '{name}' must be one of '{' | '.join(native.values)}'")
    if native.kind == "compression" and text not in _COMPRESSION:
        raise ZfsError(f"{action}: '{name}' must be one of '{_COMPRESSION_WORDS}'")
    if native.kind in ("size", "count", "number"):
        return _number(action, name, text)
    if name == "mountpoint" and text not in ("none", "legacy"):
        if not text.startswith("/"):
            raise ZfsError(f"{action}: '{name}' must be an absolute path, 'none', or 'legacy'")
        return "/" + "/".join(part for part in text.split("/") if part)
    if name in ("encryption", "keyformat") and text not in ("off", "none"):
        raise ZfsError(f"{action}: the stand-in has no encryption")
    return text


def _number(action: str, name: str, text: str) -> str:
    if text == "none":
        return "-1" if NATIVE[name].kind == "count" else "0"
    try:
        value = parse_size(text)
    except ZfsError as problem:
        raise ZfsError(f"{action}: {problem.sentence}") from None
    if name == "recordsize" and (value < 512 or value > 1 << 24 or value & (value - 1)):
        raise ZfsError(f"{action}: '{name}' must be power of 2 from 512B to 16M")
    return str(value)
