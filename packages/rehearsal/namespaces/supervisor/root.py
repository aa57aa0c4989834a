"""The file systems that the host sees: its own tree, and of the kernel and the devices only what it may use."""

import os
import stat
import uuid
from pathlib import Path

from supervisor import disks, linux
from supervisor.spec import Spec

# Made anew, not shown: the computer's /dev is a file system that a host could turn read-only for all.
_DEVICES = {"null": (1, 3), "zero": (1, 5), "full": (1, 7), "random": (1, 8), "urandom": (1, 9), "tty": (5, 0), "net/tun": (10, 200)}
_LINKS = {"ptmx": "pts/ptmx", "fd": "/proc/self/fd", "stdin": "/proc/self/fd/0", "stdout": "/proc/self/fd/1", "stderr": "/proc/self/fd/2"}
# Parts of /proc that act on the whole computer or tell of it. Those below `net` belong to the host's own network.
_READ_ONLY = ("sys", "sysrq-trigger", "irq", "bus", "acpi", "fs")
_HIDDEN = ("kcore", "kallsyms", "kmsg", "timer_list")
# Podman's storage does not lie on an overlay, and the ZFS stand-in's neither.
_REAL = ("var/lib/containers", "var/lib/homelab", "var/tmp")
_ZFS_VERSION = "2.3.9-homelab-stand-in"


def assemble(spec: Spec, missing: list[str]) -> Path:
    """Mount everything below a new root, in this mount namespace. `missing`: cgroup controllers that do not exist here."""
    linux.mount("", "/", flags=linux.MS_REC | linux.MS_PRIVATE)
    stage = spec.dir / "stage"
    stage.mkdir(exist_ok=True)
    linux.mount("tmpfs", str(stage), "tmpfs", options="mode=700,size=4m")
    disk, pools, root = (stage / name for name in ("disk", "pools", "root"))
    disks.mount(spec, "root", disk)
    disks.mount(spec, "pools", pools)
    _tree(spec, disk, root)
    _kernel(root)
    _devices(root)
    _run(spec, root)
    _show(spec.registry, stage / "empty", root / "srv/registry")
    (root / "var/lib/zfs-stand-in").mkdir(exist_ok=True)
    linux.bind(str(pools), str(root / "var/lib/zfs-stand-in"))
    _settings(root, missing)
    return root


def _tree(spec: Spec, disk: Path, root: Path) -> None:
    upper, work = disk / "tree", disk / "work"
    for folder in (upper, work, root):
        folder.mkdir(exist_ok=True)
    upper.chmod(0o755)
    linux.mount("overlay", str(root), "overlay", options=f"lowerdir={spec.tree},upperdir={upper},workdir={work}")
    for name in _REAL:
        real = disk / "real" / name
        fresh = not real.exists()
        real.mkdir(parents=True, exist_ok=True)
        if fresh:
            real.chmod(0o1777 if name == "var/tmp" else 0o755)
        (root / name).mkdir(parents=True, exist_ok=True)
        linux.bind(str(real), str(root / name))


def _show(folder: Path, empty: Path, target: Path) -> None:
    """Show a folder of this computer, read-only. As a file system of its own: what is done to it does not reach the computer's."""
    empty.mkdir()
    # Two lower layers and no upper one make an overlay that nobody can write to.
    linux.mount("overlay", str(target), "overlay", linux.MS_NOSUID | linux.MS_NODEV, f"lowerdir={folder}:{empty}")


def _kernel(root: Path) -> None:
    private = linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC
    linux.mount("proc", str(root / "proc"), "proc", private)
    linux.mount("sysfs", str(root / "sys"), "sysfs", private | linux.MS_RDONLY)
    linux.mount("cgroup2", str(root / "sys/fs/cgroup"), "cgroup2", private)
    linux.mount("tmpfs", str(root / "sys/module"), "tmpfs", private, "mode=755")
    version = root / "sys/module/zfs/version"
    version.parent.mkdir()
    version.write_text(f"{_ZFS_VERSION}\n")
    for name in _READ_ONLY:
        if (path := root / "proc" / name).exists():
            linux.bind(str(path), str(path), read_only=True)
    nothing = root.parent / "nothing"
    nothing.touch()
    for name in _HIDDEN:
        if (path := root / "proc" / name).exists():
            linux.bind(str(nothing), str(path))
    own = str(root / "proc/sys/net")
    linux.bind(own, own)
    linux.mount("", own, flags=linux.MS_BIND | linux.MS_REMOUNT | private)


def _devices(root: Path) -> None:
    dev = root / "dev"
    linux.mount("tmpfs", str(dev), "tmpfs", linux.MS_NOSUID, "mode=755,size=4m")
    for folder in ("pts", "shm", "net", "mqueue"):
        (dev / folder).mkdir()
    for name, (major, minor) in _DEVICES.items():
        os.mknod(dev / name, stat.S_IFCHR, os.makedev(major, minor))
        (dev / name).chmod(0o666)
    linux.mount("devpts", str(dev / "pts"), "devpts", linux.MS_NOSUID | linux.MS_NOEXEC, "newinstance,ptmxmode=0666,mode=620,gid=5")
    linux.mount("tmpfs", str(dev / "shm"), "tmpfs", linux.MS_NOSUID | linux.MS_NODEV, "mode=1777")
    for name, target in _LINKS.items():
        (dev / name).symlink_to(target)


def _run(spec: Spec, root: Path) -> None:
    run = root / "run"
    linux.mount("tmpfs", str(run), "tmpfs", linux.MS_NOSUID | linux.MS_NODEV, "mode=755,size=20%")
    host = run / "host"
    credentials = host / "credentials"
    credentials.mkdir(parents=True, mode=0o700)
    # systemd writes it into root's authorized_keys: the shared tree holds nobody's.
    (credentials / "ssh.authorized_keys.root").write_text(f"{spec.authorized_key}\n")
    # The kernel lets a rootless container mount its own /proc and /sys only where uncovered ones are in sight. This
    # /proc has nothing but processes in it.
    private = linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC
    for name, kind, flags, options in (("proc", "proc", private, "subset=pid"), ("sys", "sysfs", private | linux.MS_RDONLY, "")):
        (host / name).mkdir(mode=0)
        linux.mount(kind, str(host / name), kind, flags, options)
    boot = host / "boot_id"
    boot.write_text(f"{uuid.uuid4()}\n")
    linux.bind(str(boot), str(root / "proc/sys/kernel/random/boot_id"))


def _settings(root: Path, missing: list[str]) -> None:
    """Podman asks for a limit of processes by itself; without that controller every container would be refused."""
    file = root / "etc/containers/containers.conf.d/rehearsal-controllers.conf"
    file.unlink(missing_ok=True)
    if "pids" in missing:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("# This computer has no pids controller in cgroup v2.\n[containers]\npids_limit = 0\n")


def enter(root: Path) -> None:
    """Make it this process's root and let go of everything else."""
    os.chdir(root)
    Path("run/host/old").mkdir()
    linux.pivot_root(".", "run/host/old")
    linux.detach("/run/host/old")
    os.rmdir("/run/host/old")
    # Rootless Podman wants what is mounted later to be seen in its namespaces too.
    linux.mount("", "/", flags=linux.MS_REC | linux.MS_SHARED)
    os.chdir("/")
