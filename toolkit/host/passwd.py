"""The host's accounts, read with getent so that every name service is included."""

from collections.abc import Iterable
from dataclasses import dataclass

from host.context import Context


@dataclass(frozen=True)
class Entry:
    """One account."""

    name: str
    uid: int
    gid: int
    gecos: str
    home: str


def account(ctx: Context, key: str | int) -> Entry | None:
    """An account by name or by number."""
    found = _entries(_getent(ctx, "passwd", [key]))
    return found[0] if found else None


def accounts(ctx: Context, names: Iterable[str]) -> dict[str, Entry]:
    """Those of these accounts that exist, by name, one call."""
    return {entry.name: entry for entry in _entries(_getent(ctx, "passwd", names))}


def group(ctx: Context, key: str | int) -> tuple[str, int] | None:
    """(name, gid) of a group by name or by number."""
    return next(iter(groups(ctx, [key]).items()), None)


def groups(ctx: Context, keys: Iterable[str | int]) -> dict[str, int]:
    """The gids of those of these groups that exist, by name, one call."""
    return {fields[0]: int(fields[2]) for fields in _getent(ctx, "group", keys) if len(fields) >= 3}


def _entries(lines: Iterable[list[str]]) -> list[Entry]:
    return [Entry(each[0], int(each[2]), int(each[3]), each[4], each[5]) for each in lines if len(each) >= 6]


def _getent(ctx: Context, table: str, keys: Iterable[str | int]) -> list[list[str]]:
    wanted = [str(key) for key in keys]
    # Without a key it would print the whole table. It fails if one of the keys is missing, and still prints the others.
    result = ctx.runner.run(["getent", table, *wanted], check=False) if wanted else None
    return [line.split(":") for line in result.out.splitlines()] if result else []
