"""The host's accounts, read with getent so that every name service is included."""

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
    fields = _getent(ctx, "passwd", key)
    if len(fields) < 6:
        return None
    return Entry(fields[0], int(fields[2]), int(fields[3]), fields[4], fields[5])


def group(ctx: Context, key: str | int) -> tuple[str, int] | None:
    """(name, gid) of a group by name or by number."""
    fields = _getent(ctx, "group", key)
    return (fields[0], int(fields[2])) if len(fields) >= 3 else None


def _getent(ctx: Context, table: str, key: str | int) -> list[str]:
    result = ctx.runner.run(["getent", table, str(key)], check=False)
    lines = result.out.splitlines()
    return lines[0].split(":") if result.ok and lines else []
