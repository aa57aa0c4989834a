"""`homelab host`: the base that every service on a host needs."""

import secrets
from dataclasses import dataclass
from pathlib import Path

from host import files, systemd
from host.base_files import BASE_FILES, PROBE_BUSYBOX, RECOVER_UNIT
from host.context import Context
from host.errors import HostProblem
from host.spec import pairs
from host.uid_ledger import known
from preflight.busybox import find_busybox
from preflight.checks import preflight
from preflight.programs import podman_version

# Written by earlier versions of this toolkit, and read by nobody.
_OLD_RECORD = "host.json"


@dataclass(frozen=True)
class Base:
    """What the definition says about a host."""

    pools: tuple[str, ...]
    podman: str


def apply(ctx: Context, name: str, spec: str) -> str:
    """Check the host, then install the base. Spec: `pools` (comma between), `podman` (oldest version)."""
    base = _base(name, spec)
    preflight(ctx, base.podman, base.pools)
    install_base(ctx)
    _secret_key(ctx)
    files.remove(ctx.paths.state / _OLD_RECORD)
    zfs = (files.read(ctx.paths.on_host("/sys/module/zfs/version")) or "").strip()
    return files.compact_json({"podman": podman_version(ctx), "pools": list(base.pools), "zfs": zfs})


def install_base(ctx: Context) -> None:
    """Create the folders and files that are the same on every host."""
    # 0711: services may pass through, but not list the folder.
    files.folder(ctx.paths.state, 0o711)
    for folder, mode in _folders(ctx).items():
        files.folder(folder, mode)
    changed = [file for file in BASE_FILES if files.write(ctx.paths.on_host(file.path), file.text)]
    _probe_busybox(ctx)
    if any(file.systemd for file in changed):
        systemd.daemon_reload(ctx)
    _enable_recovery(ctx)


def remove(ctx: Context, name: str, spec: str) -> str:
    """Remove what apply created. The UID ledger and the datasets stay."""
    still = [account.service for account in known(ctx)]
    if still:
        raise HostProblem(
            f"host {name}", f"this host still has services: {', '.join(still)}", f"remove them first, e.g. `homelab user remove {still[0]}`"
        )
    if (ctx.paths.on_host(f"/etc/systemd/system/multi-user.target.wants/{RECOVER_UNIT}")).is_symlink():
        systemd.systemctl(ctx, "disable", "--now", RECOVER_UNIT)
    gone = [file for file in BASE_FILES if files.remove(ctx.paths.on_host(file.path))]
    files.remove_empty(ctx.paths.on_host("/etc/systemd/system/user@.service.d"))
    files.remove_empty(ctx.paths.on_host("/etc/containers/containers.conf.d"))
    if any(file.systemd for file in gone):
        systemd.daemon_reload(ctx)
    for folder in _folders(ctx):
        files.remove_tree(folder)
    files.remove(ctx.paths.secret_key)
    files.remove(ctx.paths.state / _OLD_RECORD)
    ctx.say(f"host {name}: the datasets and the UID ledger {ctx.paths.ledger} stay")
    return ""


def _base(name: str, spec: str) -> Base:
    values = pairs(spec, f"host {name}", ["pools", "podman"])
    return Base(tuple(filter(None, values["pools"].split(","))), values["podman"])


def _folders(ctx: Context) -> dict[Path, int]:
    """Folder -> mode of what is made for all services, and goes with the host's base."""
    return {ctx.paths.probe: 0o755, ctx.paths.scrape: 0o755, ctx.paths.homes: 0o711, ctx.paths.services: 0o711}


def _secret_key(ctx: Context) -> None:
    # Never replaced: with another key, every secret would seem new and every service would restart.
    if files.read(ctx.paths.secret_key) is None:
        files.write(ctx.paths.secret_key, secrets.token_hex(32) + "\n", 0o600)


def _probe_busybox(ctx: Context) -> None:
    source = find_busybox(ctx)
    if source is not None:
        files.write(ctx.paths.on_host(PROBE_BUSYBOX), source.read_bytes(), 0o755)


def _enable_recovery(ctx: Context) -> None:
    if not ctx.paths.on_host(f"/etc/systemd/system/multi-user.target.wants/{RECOVER_UNIT}").is_symlink():
        systemd.systemctl(ctx, "enable", RECOVER_UNIT)
