"""The two disks of a host: files of the state folder that are mounted inside the host's namespaces only."""

import os
import time
from pathlib import Path

from supervisor import linux, loop, programs
from supervisor.problem import Problem
from supervisor.spec import Spec

_SIZES = {"root": "16G", "pools": "24G"}


def image(folder: Path, name: str) -> Path:
    """Path of a disk: `root` (what is written to the tree) or `pools` (what the ZFS stand-in keeps)."""
    return folder / f"{name}.img"


def make_missing(spec: Spec) -> None:
    """Empty disks where there are none. Their file systems are made by the tree's own programs."""
    for name, size in _SIZES.items():
        path = image(spec.dir, name)
        if path.exists():
            continue
        fresh = path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        with fresh.open("w") as file:
            os.truncate(file.fileno(), _bytes(size))
        _make_file_system(spec, name, fresh)
        fresh.rename(path)


def _bytes(size: str) -> int:
    return int(size.removesuffix("G")) << 30


def _make_file_system(spec: Spec, name: str, path: Path) -> None:
    # No journal: a killed host leaves the page cache behind, and a killed computer a host that is made anew.
    command = {
        "root": ["mke2fs", "-q", "-t", "ext4", "-O", "^has_journal", "-E", "lazy_itable_init=1,nodiscard"],
        "pools": ["mkfs.btrfs", "-q", "--nodiscard"],
    }[name]
    program, *words = command
    programs.run(spec.tree, program, *words, str(path))


def mount(spec: Spec, name: str, target: Path) -> None:
    """Mount a disk in this mount namespace. Its loop device is the kernel's and goes with the mount."""
    options = {
        # Nothing here has to survive a power cut of this computer.
        "root": ("ext4", "nobarrier"),
        # Sizes are counted when btrfs commits: a quota must not lag behind half a minute.
        "pools": ("btrfs", "nobarrier,flushoncommit,commit=5,discard=async"),
    }
    kind, chosen = options[name]
    target.mkdir(parents=True, exist_ok=True)
    path = image(spec.dir, name)
    with loop.device(path) as device:
        try:
            linux.mount(str(device), str(target), kind, linux.MS_NOATIME, chosen)
        except OSError as error:
            # A whole disk was made by an earlier start: what spoils it is a full disk of this computer, or a hand.
            raise Problem(f"{path} cannot be mounted: {error.strerror}", "./rehearse reset puts it back to an empty host") from error


def wait_until_free(folder: Path, patience: float = 10.0) -> None:
    """Wait until no loop device holds the disks any more: only then the files are whole."""
    deadline = time.monotonic() + patience
    while held := [name for name in _SIZES if _holders(image(folder, name))]:
        if time.monotonic() > deadline:
            raise Problem(
                f"the disks {', '.join(held)} are still in use {patience:.0f} s after the host has ended", "losetup -a shows by what"
            )
        time.sleep(0.002)


def _holders(path: Path) -> list[Path]:
    return [file for file in Path("/sys/block").glob("loop*/loop/backing_file") if _text(file).strip() == str(path)]


def _text(file: Path) -> str:
    try:
        return file.read_text()
    except OSError:
        return ""
