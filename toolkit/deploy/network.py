"""The service's own network. Podman never changes an existing one, so a change removes it together with its pods."""

import re
from dataclasses import replace
from pathlib import Path

from deploy.activate import stop_pods
from deploy.compare import Change
from deploy.deploy import Deploy
from deploy.install import installed_pods
from deploy.survey import Work
from host import files, systemd
from host.names import network_unit
from host.podman import podman
from state.manifest import UNITS, Manifest

_NAME = re.compile(r"^NetworkName=(\S+)$", re.MULTILINE)


def change_network(deploy: Deploy, manifest: Manifest, works: list[Work]) -> list[Work]:
    """Install the network's unit. If the network itself changes, all pods are stopped and recreated."""
    if manifest.network is None:
        return works
    path = _path(deploy)
    before, wanted = files.read(path), manifest.read(f"{UNITS}{manifest.network}")
    if before == wanted:
        return works
    with deploy.journal.step("network"):
        if before is None or network_options(before) == network_options(wanted):
            files.write(path, wanted)
            systemd.daemon_reload(deploy.ctx, deploy.account)
            return works
        stop_pods(deploy, *installed_pods(deploy))
        _take_down(deploy, before)
        files.write(path, wanted)
        systemd.daemon_reload(deploy.ctx, deploy.account)
    return [replace(work, change=Change(pod=True)) for work in works]


def network_options(unit: str) -> list[str]:
    """The lines of the unit that define the network; a changed comment or dependency does not recreate it."""
    lines = [line.strip() for line in unit.splitlines()]
    start = lines.index("[Network]") + 1 if "[Network]" in lines else len(lines)
    end = next((number for number in range(start, len(lines)) if lines[number].startswith("[")), len(lines))
    return sorted(line for line in lines[start:end] if line and not line.startswith(("#", ";")))


def remove_network(deploy: Deploy) -> None:
    """Remove the network and its unit, if they exist."""
    path = _path(deploy)
    text = files.read(path)
    if text is None:
        return
    with deploy.journal.step("network removed"):
        _take_down(deploy, text)
        files.remove(path)
        systemd.daemon_reload(deploy.ctx, deploy.account)


def _take_down(deploy: Deploy, unit: str) -> None:
    systemd.stop(deploy.ctx, [network_unit(deploy.service)], account=deploy.account)
    name = _NAME.search(unit)
    podman(deploy.ctx, deploy.account, "network", "rm", "-f", name.group(1) if name else f"systemd-{deploy.service}", check=False)


def _path(deploy: Deploy) -> Path:
    return deploy.ctx.paths.units(deploy.account.uid, deploy.service) / f"{deploy.service}.network"
