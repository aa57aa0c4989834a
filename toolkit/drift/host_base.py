"""Compares the toolkit with the hash in its name, and the base files with the toolkit."""

import hashlib
import json
import os
from pathlib import Path

from drift.difference import Difference, Found, mend, replace
from host import files
from host.base_files import BASE_FILES, PROBE_BUSYBOX, RECOVER_UNIT
from host.context import Context

_HASH_DIGITS = 16
_MEND_TOOLKIT = replace("*-toolkit")


def toolkit_version(ctx: Context) -> str:
    """The version that `current` points at; empty without one."""
    link = ctx.paths.toolkit / "current"
    return os.readlink(link) if link.is_symlink() else ""


def toolkit_differences(ctx: Context) -> Found:
    """Whether the files of the current version are still those of its name."""
    version = toolkit_version(ctx)
    folder = ctx.paths.toolkit / version
    if not version or not folder.is_dir():
        return [Difference(None, "toolkit", "toolkit", "no current version", "one that was applied", _MEND_TOOLKIT)]
    if version_of(folder) != version:
        return [Difference(None, "toolkit", f"toolkit {version}", "edited", "the files that were applied", _MEND_TOOLKIT)]
    return []


def version_of(folder: Path) -> str:
    """What the program computes as a version's name: see `toolkitVersion` in components/host/toolkit.ts."""
    paths = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    own = [path for path in paths if not any(part.startswith(".") or part == "__pycache__" for part in path.split("/"))]
    try:
        pairs = [[path, (folder / path).read_text(encoding="utf-8")] for path in own]
    except UnicodeDecodeError:
        return ""
    text = json.dumps(pairs, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:_HASH_DIGITS]


def base_differences(ctx: Context) -> Found:
    """Files and links that are the same on every host."""
    found: Found = []
    for file in BASE_FILES:
        text = files.read(ctx.paths.on_host(file.path))
        if text != file.text:
            found.append(_base(file.path, "missing" if text is None else "edited", "as applied"))
    if not ctx.paths.on_host(PROBE_BUSYBOX).is_file():
        found.append(_base(PROBE_BUSYBOX, "missing", "the host's busybox"))
    if not ctx.paths.on_host(f"/etc/systemd/system/multi-user.target.wants/{RECOVER_UNIT}").is_symlink():
        found.append(_base(RECOVER_UNIT, "disabled", "enabled"))
    key = ctx.paths.secret_key
    if not key.is_file():
        shown = f"/{key.relative_to(ctx.paths.root)}"
        # With another key, every secret would seem new at its next change, so nothing but a person makes one.
        fix = f"restore it from a backup, or: openssl rand -hex 32 | install -m 600 /dev/stdin {shown}"
        found.append(Difference(None, "base", shown, "missing", "present", fix))
    return found


def _base(what: str, actual: str, applied: str) -> Difference:
    return Difference(None, "base", what, actual, applied, mend(None))
