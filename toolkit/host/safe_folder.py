"""Folders inside a folder that a service may write to: root must not follow a link that the service placed there."""

import os
from pathlib import Path

from host.errors import HostProblem


def folder_below(root: Path, relative: str, owner: tuple[int, int], mode: int = 0o700) -> bool:
    """Make the folder `relative` ("." is `root` itself) belong to owner (uid, gid); True if something changed.

    Every part of the path is opened without following links. A parent folder that is created belongs to root (0711). The
    last folder is created with `mode`; an existing one keeps its mode and its contents.
    """
    parts = [part for part in relative.split("/") if part not in ("", ".")]
    handle = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    changed = False
    try:
        for index, part in enumerate(parts):
            last = index == len(parts) - 1
            step, made = _enter(handle, part, mode if last else 0o711, root / "/".join(parts[: index + 1]))
            os.close(handle)
            handle, changed = step, changed or made
        if not parts and os.fstat(handle).st_mode & 0o7777 != mode:
            os.fchmod(handle, mode)
            changed = True
        if owner_of_open(handle) != owner:
            give_open(handle, *owner)
            changed = True
        return changed
    finally:
        os.close(handle)


def _enter(parent: int, name: str, mode: int, shown: Path) -> tuple[int, bool]:
    made = False
    try:
        os.mkdir(name, mode, dir_fd=parent)
        made = True
    except FileExistsError:
        pass
    try:
        handle = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=parent)
    except OSError:
        raise HostProblem(
            str(shown),
            "is a link or a file, but the definition needs a folder here",
            "move it away, or choose another dir in the definition",
        ) from None
    if made:
        os.fchmod(handle, mode)  # mkdir's mode went through the umask
    return handle, made


def owner_of_open(handle: int) -> tuple[int, int]:
    """(uid, gid) of an open folder."""
    state = os.fstat(handle)
    return state.st_uid, state.st_gid


def give_open(handle: int, uid: int, gid: int) -> None:
    """Change the owner of an open folder."""
    os.fchown(handle, uid, gid)
