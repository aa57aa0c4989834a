"""Installs or removes the homelab toolkit: `python3 - apply|remove`, with this text on stdin.

It runs before any part of the toolkit is on the host, so it imports only Python's standard library. Its syntax is
older than the toolkit's, because it has to run on an old Python to report that this Python is too old.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

OLDEST_PYTHON = (3, 11)
VERSIONS_KEPT = 3
LOCK_SECONDS = 60
# Tests use another root.
ROOT = os.environ.get("HOMELAB_ROOT", "")
BASE = Path(ROOT + "/var/lib/homelab")
TOOLKIT = BASE / "toolkit"
CURRENT = TOOLKIT / "current"
COMMAND = Path(ROOT + "/usr/local/bin/homelab")


class HostProblem(Exception):
    """A problem that a person has to correct on the host."""

    def __init__(self, problem: str, fix: str) -> None:
        super().__init__(f"error: toolkit: {problem}\n  fix: {fix}")


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def check_host() -> None:
    if os.geteuid() != 0 and not ROOT:
        problem = f"only root can install it, but this is user id {os.geteuid()}"
        raise HostProblem(problem, "set `user: root` in homelab:host, or give that user sudo without a password")
    if sys.version_info < OLDEST_PYTHON:
        problem = "this host has Python {}.{}, but the toolkit needs 3.11 or newer".format(*sys.version_info[:2])
        raise HostProblem(problem, "upgrade the host to Debian 12 or newer, or install a newer python3")


@contextlib.contextmanager
def lock() -> Iterator[None]:
    """Waits for another installation, which an interrupted `pulumi up` may have left running."""
    with (TOOLKIT / ".lock").open("w") as file:
        deadline = time.monotonic() + LOCK_SECONDS
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    fix = f"wait until it ends, or kill it (fuser -v {file.name}), then run pulumi up again"
                    raise HostProblem(f"another installation is still running after {LOCK_SECONDS} s", fix) from None
                time.sleep(0.2)
        yield


def sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)


def write_file(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    path.chmod(0o755 if text.startswith("#!") else 0o644)


def is_intact(folder: Path, files: dict[str, list[str]]) -> bool:
    with contextlib.suppress(OSError, UnicodeDecodeError):
        return all((folder / path).read_text("utf-8") == "\n".join(lines) for path, lines in files.items())
    return False


def write_version(version: str, files: dict[str, list[str]]) -> None:
    """Writes the whole version or nothing: beside its final place, then renamed."""
    folder = TOOLKIT / version
    if is_intact(folder, files):
        return
    fresh = TOOLKIT / f".{version}.new"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o755)
    for path, lines in files.items():
        write_file(fresh / path, "\n".join(lines))
    for entry in [*fresh.rglob("*"), fresh]:
        sync(entry)
    if folder.exists():
        say(f"toolkit {version}: its files were changed on the host; restoring them")
        folder.rename(TOOLKIT / f".{version}.{os.getpid()}.damaged")
    fresh.rename(folder)
    sync(TOOLKIT)


def point(link: Path, target: str) -> None:
    """Replaces a link in one rename, so that a reader always finds either target."""
    if link.is_symlink() and os.readlink(link) == target:
        return
    fresh = link.with_name(f".{link.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target)
    fresh.rename(link)
    sync(link.parent)


def running_versions() -> set[str]:
    """Versions from which a process runs: a deploy may outlive the installation of a newer toolkit."""
    mark = f"{TOOLKIT}/"
    found: set[str] = set()
    for command in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            words = command.read_bytes().decode("utf-8", "replace").split("\0")
            found.update(word[len(mark) :].split("/")[0] for word in words if word.startswith(mark))
    return found


def prune(version: str, previous: str) -> None:
    folders = [entry for entry in TOOLKIT.iterdir() if entry.is_dir() and not entry.is_symlink()]
    folders.sort(key=lambda entry: entry.stat().st_mtime, reverse=True)
    ranked = list(dict.fromkeys([version, previous, *(entry.name for entry in folders if not entry.name.startswith("."))]))
    needed = {*ranked[:VERSIONS_KEPT], *running_versions()}
    for entry in folders:
        if entry.name not in needed:
            shutil.rmtree(entry, ignore_errors=True)


def is_our_command() -> bool:
    return COMMAND.is_symlink() and os.readlink(COMMAND).startswith(f"{TOOLKIT}/")


def link_command() -> None:
    """Links the command for people. A host on which this is impossible works without it."""
    target = f"{CURRENT}/homelab"
    if os.path.lexists(COMMAND) and not is_our_command():
        say(f"{COMMAND} is not homelab's and was left alone: use {target} instead")
        return
    try:
        point(COMMAND, target)
    except OSError as error:
        say(f"{COMMAND} cannot be created ({error.strerror}): use {target} instead")


def apply(version: str, files: dict[str, list[str]]) -> None:
    TOOLKIT.mkdir(parents=True, exist_ok=True)
    BASE.chmod(0o711)
    with lock():
        previous = os.readlink(CURRENT) if CURRENT.is_symlink() else version
        write_version(version, files)
        os.utime(TOOLKIT / version)
        point(CURRENT, version)
        prune(version, previous)
        link_command()
    print(json.dumps({"toolkit": os.readlink(CURRENT)}))


def remove() -> None:
    if TOOLKIT.exists():
        with lock():
            if is_our_command():
                COMMAND.unlink()
            shutil.rmtree(TOOLKIT)
    # The UID ledger stays for ever; while services are here, all folders stay too, because containers mount empty ones as well.
    in_use = any(names and (folder, names) != (str(BASE), ["uids"]) for folder, _, names in os.walk(BASE))
    if in_use:
        return
    for folder, _, _ in os.walk(BASE, topdown=False):
        with contextlib.suppress(OSError):
            os.rmdir(folder)


def main(verb: str, version: str, files: dict[str, list[str]]) -> int:
    try:
        check_host()
        # The files are world-readable and never contain a secret.
        os.umask(0o022)
        {"apply": lambda: apply(version, files), "remove": remove}[verb]()
    except OSError as error:
        say(str(HostProblem(str(error), f"make sure that {BASE} is writable and has free space, then run pulumi up again")))
        return 1
    except HostProblem as problem:
        say(str(problem))
        return 1
    return 0


# components/host/toolkit.ts replaces these two lines with the real values.
VERSION = "none"
FILES: dict[str, list[str]] = {}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1], VERSION, FILES))
