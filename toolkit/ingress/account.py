"""Envoy's account, and the folders that Envoy may read."""

from pathlib import Path

from host import files, passwd
from host.context import Context
from host.errors import HostProblem
from host.names import INGRESS_UID, INGRESS_USER
from ingress.paths import config_folder, endpoints_folder, fragments_folder

GECOS = "homelab ingress"


def ensure_account(ctx: Context) -> None:
    """Create user and group. HostProblem if another account has the UID or the name."""
    by_number = passwd.account(ctx, INGRESS_UID)
    found = passwd.account(ctx, INGRESS_USER)
    if (by_number and by_number.name != INGRESS_USER) or (found and found.uid != INGRESS_UID):
        other = by_number.name if by_number else INGRESS_USER
        raise HostProblem(
            "ingress",
            f"Envoy needs UID {INGRESS_UID} and the name {INGRESS_USER}, but the account {other} has one of them",
            f"`userdel {other}`",
        )
    if not passwd.group(ctx, INGRESS_USER):
        ctx.runner.run(["groupadd", "-g", str(INGRESS_UID), INGRESS_USER])
    if not found:
        uid = str(INGRESS_UID)
        ctx.runner.run(["useradd", "-u", uid, "-g", uid, "-M", "-d", "/nonexistent", "-s", "/usr/sbin/nologin", "-c", GECOS, INGRESS_USER])


def ensure_folders(ctx: Context) -> None:
    """Create what the container mounts."""
    for folder in (ctx.paths.ingress, fragments_folder(ctx), endpoints_folder(ctx), config_folder(ctx)):
        files.folder(folder, 0o755)
    # Not RuntimeDirectory=: systemd gives that one back to root before Envoy binds its socket.
    socket_folder = ctx.paths.ingress_runtime
    line = f"d /{socket_folder.relative_to(ctx.paths.root)} 0750 {INGRESS_USER} {INGRESS_USER} -\n"
    changed = files.write(_tmpfiles(ctx), f"# Envoy's admin socket. Written by homelab.\n{line}")
    if changed or not socket_folder.is_dir():
        ctx.runner.run(["systemd-tmpfiles", "--create", str(_tmpfiles(ctx))])


def remove_account(ctx: Context) -> None:
    """Remove account and folders."""
    files.remove(_tmpfiles(ctx))
    files.remove_tree(ctx.paths.ingress_runtime)
    files.remove_tree(config_folder(ctx))
    files.remove_tree(ctx.paths.ingress)
    found = passwd.account(ctx, INGRESS_USER)
    if found and found.gecos == GECOS:
        ctx.runner.run(["userdel", INGRESS_USER])


def _tmpfiles(ctx: Context) -> Path:
    return ctx.paths.on_host("/etc/tmpfiles.d/homelab-ingress.conf")
