"""What all sites stand on: folders, probes, and Envoy with one chain for each site."""

from typing import Any

from pyinfra import host
from pyinfra.facts.files import File
from pyinfra.facts.server import Command
from pyinfra.operations import files, server, systemd

FOLDERS = {
    "/var/lib/homelab": "711",
    "/var/lib/homelab/home": "711",
    "/var/lib/homelab/services": "711",
    "/var/lib/homelab/probe": "755",
    "/etc/homelab": "755",
    "/etc/homelab/ingress": "755",
    "/etc/systemd/system/user@.service.d": "755",
    "/etc/containers/systemd/users": "755",
    "/zfs": "711",
    "/zfs/tank": "711",
}


def lay_base(job: dict[str, Any]) -> None:
    """Everything of the host that is no site's."""
    for path, mode in FOLDERS.items():
        files.directory(path=path, mode=mode)
    ours = f"{job['peers']}/files"
    for probe in ("http", "until"):
        files.put(src=f"{ours}/probe/{probe}", dest=f"/var/lib/homelab/probe/{probe}", mode="644")
    if not host.get_fact(File, path="/var/lib/homelab/probe/busybox"):
        server.shell(name="Their busybox", commands=["install -m 755 /usr/bin/busybox /var/lib/homelab/probe/busybox"])
    files.put(src=f"{ours}/containers.conf", dest="/etc/containers/containers.conf.d/homelab.conf", mode="644")
    manager = files.put(src=f"{ours}/user-manager.conf", dest="/etc/systemd/system/user@.service.d/10-homelab-zfs.conf", mode="644")
    systemd.daemon_reload(_if=manager.did_change)
    _ingress(job, ours)


def _ingress(job: dict[str, Any], ours: str) -> None:
    server.group(group="homelab-ingress", gid=1999)
    server.user(
        user="homelab-ingress",
        uid=1999,
        group="homelab-ingress",
        home="/nonexistent",
        ensure_home=False,
        create_home=False,
        shell="/usr/sbin/nologin",
    )
    socket = files.put(src=f"{ours}/ingress-tmpfiles.conf", dest="/etc/tmpfiles.d/homelab-ingress.conf", mode="644")
    server.shell(commands=["systemd-tmpfiles --create /etc/tmpfiles.d/homelab-ingress.conf"], _if=socket.did_change)
    unit = files.put(src=f"{ours}/homelab-ingress.container", dest="/etc/containers/systemd/homelab-ingress.container", mode="644")
    config = files.template(
        src=f"{job['peers']}/templates/envoy.json",
        dest="/etc/homelab/ingress/envoy.json",
        mode="644",
        sites=job["sites"],
        domain=job["domain"],
    )
    if host.get_fact(Command, command=f"podman image exists {job['envoy_image']} && echo yes || true") != "yes":
        server.shell(name="Envoy's image", commands=[f"podman pull --quiet {job['envoy_image']}"])
    systemd.daemon_reload(_if=unit.did_change)
    server.shell(name="Restart Envoy", commands=["systemctl restart homelab-ingress"], _if=lambda: unit.did_change() or config.did_change())
