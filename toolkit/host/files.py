"""Files on the host, replaced by a rename, so that an interruption leaves the old or the new file, never a part."""

import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any


def read(path: Path) -> str | None:
    """The text of a file; None if it does not exist."""
    try:
        return path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return None


def write(path: Path, text: str | bytes, mode: int = 0o644) -> bool:
    """Give `path` exactly this content and mode; True if something changed. Creates parents (0755)."""
    data = text.encode() if isinstance(text, str) else text
    if _holds(path, data, mode):
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".homelab-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            os.fchmod(file.fileno(), mode)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    sync_folder(path.parent)
    return True


def _holds(path: Path, data: bytes, mode: int) -> bool:
    try:
        return not path.is_symlink() and path.read_bytes() == data and path.stat().st_mode & 0o7777 == mode
    except (FileNotFoundError, NotADirectoryError):
        return False


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` survive power loss."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read_json(path: Path) -> Any:
    """The parsed content; None if the file does not exist. A damaged file raises ValueError."""
    text = read(path)
    return None if text is None else json.loads(text)


def write_json(path: Path, value: Any, mode: int = 0o644) -> bool:
    """Like `write`, indented and with sorted keys."""
    return write(path, json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n", mode)


def compact_json(value: Any) -> str:
    """One line with sorted keys, as on stdout and in everything that is hashed."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def link(path: Path, target: str) -> bool:
    """Make `path` a symbolic link to `target`, atomically; True if it changed."""
    if path.is_symlink() and os.readlink(path) == target:
        return False
    temporary = path.with_name(f".homelab-{path.name}-{os.getpid()}")
    temporary.unlink(missing_ok=True)
    os.symlink(target, temporary)
    os.replace(temporary, path)
    sync_folder(path.parent)
    return True


def folder(path: Path, mode: int, owner: tuple[int, int] | None = None) -> bool:
    """Make `path` a folder with this mode and owner (uid, gid); True if something changed."""
    changed = not path.is_dir()
    if changed:
        # Another run may make a folder that both need in the same moment.
        path.mkdir(parents=True, mode=0o755, exist_ok=True)
    if path.stat().st_mode & 0o7777 != mode:
        path.chmod(mode)
        changed = True
    if owner is not None and owner_of(path) != owner:
        give(path, *owner)
        changed = True
    return changed


def owner_of(path: Path) -> tuple[int, int]:
    """(uid, gid) of a path itself, links not followed."""
    state = path.lstat()
    return state.st_uid, state.st_gid


def give(path: Path, uid: int, gid: int) -> None:
    """Change the owner of a path itself."""
    os.chown(path, uid, gid, follow_symlinks=False)


def remove(path: Path) -> bool:
    """Delete a file or link; True if it existed."""
    try:
        path.unlink()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def remove_tree(path: Path) -> bool:
    """Delete one of homelab's folders with its contents; True if it existed. Not for folders that a service may write to."""
    if not path.is_dir() or path.is_symlink():
        return remove(path)
    shutil.rmtree(path)
    return True


def remove_empty(path: Path) -> bool:
    """Delete a folder if it is empty; True if it was deleted."""
    try:
        path.rmdir()
    except OSError:
        return False
    return True
