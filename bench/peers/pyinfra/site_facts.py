"""What pyinfra has no facts for: datasets where ZFS is no kernel module, and what a site's account has in Podman and systemd."""

from collections.abc import Iterable
from typing import Any

from pyinfra.api import FactBase


def as_site(site: dict[str, Any]) -> str:
    """The words that run a command as the site's account, with its systemd and its Podman."""
    uid, home, runtime = site["uid"], f"/var/lib/homelab/home/{site['name']}", f"/run/user/{site['uid']}"
    session = f"HOME={home} XDG_RUNTIME_DIR={runtime} DBUS_SESSION_BUS_ADDRESS=unix:path={runtime}/bus"
    return f"setpriv --reuid={uid} --regid={uid} --clear-groups env -C / {session}"


def units_of(site: dict[str, Any]) -> str:
    """Its systemd units, the pod first."""
    return " ".join(f"{site['name']}-0-{part}.service" for part in ("pod", "app", "caddy"))


class Quotas(FactBase):
    """Dataset -> refquota in bytes."""

    default = dict

    def command(self) -> str:
        return "zfs get -Hp -t filesystem -o name,value refquota"

    def process(self, output: Iterable[str]) -> dict[str, str]:
        return dict(line.split("\t") for line in output)


class SiteHas(FactBase):
    """Names of the account's images and secrets; none where there is no account yet."""

    default = set

    def command(self, site: dict[str, Any]) -> str:
        run = as_site(site)
        images, secrets = "podman images --format '{{.Repository}}:{{.Tag}}'", "podman secret ls --format '{{.Name}}'"
        return f"id svc-{site['name']} >/dev/null 2>&1 && {{ {run} {images}; {run} {secrets}; }} || true"

    def process(self, output: Iterable[str]) -> set[str]:
        return {line.strip() for line in output}


class SiteRuns(FactBase):
    """Whether every unit of the site is active."""

    def command(self, site: dict[str, Any]) -> str:
        return f"{as_site(site)} systemctl --user is-active {units_of(site)} || true"

    def process(self, output: Iterable[str]) -> bool:
        states = [line.strip() for line in output]
        return len(states) == 3 and all(state == "active" for state in states)
