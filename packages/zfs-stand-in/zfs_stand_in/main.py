"""The entry: which tool, which command."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from zfs_stand_in.errors import UsageError, ZfsError
from zfs_stand_in.store import Store

# Modules are imported when their command runs: a short command must not wait for the others.
_ZFS = {
    "create": "cmd_create",
    "clone": "cmd_create",
    "promote": "cmd_create",
    "destroy": "cmd_destroy",
    "snapshot": "cmd_snapshot",
    "bookmark": "cmd_snapshot",
    "hold": "cmd_snapshot",
    "holds": "cmd_snapshot",
    "release": "cmd_snapshot",
    "rollback": "cmd_rollback",
    "rename": "cmd_rename",
    "list": "cmd_list",
    "get": "cmd_list",
    "set": "cmd_set",
    "inherit": "cmd_set",
    "mount": "cmd_mount",
    "unmount": "cmd_mount",
    "send": "cmd_send",
    "receive": "cmd_receive",
    "version": "cmd_version",
}
_ALIASES = {"snap": "snapshot", "recv": "receive", "umount": "unmount", "--version": "version", "-V": "version"}
_NOT_HERE = ("allow", "unallow", "diff", "program", "load-key", "unload-key", "change-key", "redact", "share", "unshare", "upgrade", "wait")
_REFUSED = (*_NOT_HERE, "userspace", "groupspace", "projectspace", "project", "jail", "unjail", "zone", "unzone")
_ZPOOL = {
    "create": "pool_create",
    "destroy": "pool_create",
    "list": "pool_list",
    "get": "pool_list",
    "set": "pool_list",
    "status": "pool_status",
    "scrub": "pool_status",
    "wait": "pool_status",
    "import": "pool_import",
    "export": "pool_import",
    "history": "pool_import",
    "sync": "pool_import",
    "version": "cmd_version",
}
_QUIET = ("list", "get", "holds", "version", "send", "status", "wait", "history", "sync")


def main(arguments: list[str]) -> int:
    """Run one command; its exit code."""
    tool = os.path.basename(arguments[0])
    # The folders of datasets and mountpoints are 0755, whatever the caller's mask is.
    os.umask(0o022)
    if tool == "zfs-stand-in":
        from zfs_stand_in.prepare import run

        return _reported(tool, "", lambda: run(Store(), arguments[1:]))
    tool = "zpool" if tool == "zpool" else "zfs"
    commands = _ZPOOL if tool == "zpool" else _ZFS
    if len(arguments) < 2:
        return _usage(tool, "", "missing command")
    word = arguments[1]
    command = _ALIASES.get(word, word)
    if word in ("-?", "--help", "help"):
        from zfs_stand_in import usage

        sys.stdout.write(usage.text(tool, ""))
        return 0
    if command in _REFUSED and tool == "zfs":
        sys.stderr.write(f"zfs {command} is not in the stand-in\n")
        return 1
    if command not in commands:
        return _usage(tool, "", f"unrecognized command '{word}'")
    return _reported(tool, command, lambda: _run(tool, commands[command], command, arguments))


def _run(tool: str, module: str, command: str, arguments: list[str]) -> int:
    store = Store()
    if command != "version":
        store.check()
    loaded = __import__(f"zfs_stand_in.{module}", fromlist=["run"])
    code: int = getattr(loaded, f"run_{command}")(store, arguments[2:])
    if code == 0 and command not in _QUIET and os.geteuid() == 0:
        _log(store, tool, arguments)
    return code


def _log(store: Store, tool: str, arguments: list[str]) -> None:
    from zfs_stand_in.make import log

    names = {word.replace("@", "/").replace("#", "/").split("/")[0] for word in arguments[2:]}
    for name in names & set(store.names()):
        log(store, name, [tool, *arguments[1:]])


def _usage(tool: str, command: str, sentence: str) -> int:
    from zfs_stand_in import usage

    sys.stdout.flush()
    sys.stderr.write((f"{sentence}\n" if sentence else "") + usage.text(tool, command))
    return 2


def _reported(tool: str, command: str, run: Callable[[], int]) -> int:
    try:
        code = run()
        sys.stdout.flush()
        return code
    except UsageError as problem:
        return _usage(tool, command, problem.sentence)
    except ZfsError as problem:
        sys.stdout.flush()
        sys.stderr.write(problem.sentence + "\n")
        return problem.code
    except BrokenPipeError:
        # The reader went away: say nothing, also not when Python closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 1
    except OSError as problem:
        sys.stderr.write(f"internal error: {problem}\n")
        return 1
