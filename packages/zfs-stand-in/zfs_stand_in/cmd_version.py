"""zfs version and zpool version."""

from __future__ import annotations

from zfs_stand_in import output
from zfs_stand_in.options import parse
from zfs_stand_in.store import Store

RELEASE = "2.3.9-standin"


def run_version(store: Store, arguments: list[str]) -> int:
    """The release that is stood in for; the word `standin` tells it from a real one."""
    options = parse(arguments, "j", {"json": "j"})
    if options.has("j"):
        output.print_json("zfs version", {"zfs_version": {"userland": f"zfs-{RELEASE}", "kernel": f"zfs-kmod-{RELEASE}"}})
    else:
        print(f"zfs-{RELEASE}\nzfs-kmod-{RELEASE}")
    return 0
