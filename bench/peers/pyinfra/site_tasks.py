"""One site: account, data, files, images, and units that are restarted where something of theirs changed."""

from typing import Any

from pyinfra import host
from pyinfra.facts.files import File
from pyinfra.operations import files, server
from site_facts import Quotas, SiteHas, SiteRuns, as_site, units_of

QUOTA = str(100 * 1024 * 1024)


def subordinate_ids(job: dict[str, Any]) -> None:
    """Those of all sites, in two files."""
    for path in ("/etc/subuid", "/etc/subgid"):
        files.template(src=f"{job['peers']}/templates/subids", dest=path, mode="644", sites=job["sites"])


def deploy_site(job: dict[str, Any], site: dict[str, Any]) -> None:
    """Bring one site about."""
    _account(site)
    _data(site)
    changes = _files(job, site)
    _podman(job, site)
    _units(job, site, changes)


def _account(site: dict[str, Any]) -> None:
    name, user, home = site["name"], f"svc-{site['name']}", f"/var/lib/homelab/home/{site['name']}"
    server.group(group=user, gid=site["uid"])
    server.user(
        user=user,
        uid=site["uid"],
        group=user,
        home=home,
        ensure_home=False,
        create_home=False,
        shell="/usr/sbin/nologin",
        comment=f"homelab {name}",
    )
    files.directory(path=home, user=user, group=user, mode="700")
    if not host.get_fact(File, path=f"/var/lib/systemd/linger/{user}"):
        server.shell(
            name=f"Manager of {user}",
            commands=[f"loginctl enable-linger {user}", f"systemctl start user@{site['uid']}.service"],
        )


def _data(site: dict[str, Any]) -> None:
    name, user = site["name"], f"svc-{site['name']}"
    dataset = f"tank/homelab/{name}/pages"
    quota = host.get_fact(Quotas).get(dataset)
    files.directory(path=f"/zfs/tank/{name}", mode="711")
    if quota is None:
        options = f"-o refquota=100M -o mountpoint=/zfs/tank/{name}/pages -o compression=zstd -o atime=off"
        parent = f"zfs create -p -o canmount=off -o mountpoint=none tank/homelab/{name}"
        server.shell(name=f"Dataset of {name}", commands=[parent, f"zfs create {options} {dataset}"])
    elif quota != QUOTA:
        server.shell(name=f"Quota of {name}", commands=[f"zfs set refquota=100M {dataset}"])
    files.directory(path=f"/zfs/tank/{name}/pages", user=user, group=user, mode="700")


def _files(job: dict[str, Any], site: dict[str, Any]) -> dict[str, list[Any]]:
    """The operations that made each unit's files what they are."""
    name, templates = site["name"], f"{job['peers']}/templates"
    home, units = f"/var/lib/homelab/services/{name}", f"/etc/containers/systemd/users/{site['uid']}/{name}"
    slot = f"{home}/slots/{name}-0"
    files.directory(path=home, user="root", group=f"svc-{name}", mode="750")
    for folder in (f"{slot}/app/etc/site", f"{slot}/caddy", units):
        files.directory(path=folder, mode="755")
    files.directory(path=f"{home}/tls", user=f"svc-{name}", group=f"svc-{name}", mode="700")

    def render(template: str, dest: str) -> Any:
        images = {key: job[key] for key in ("app_image", "caddy_image", "domain")}
        return files.template(src=f"{templates}/{template}", dest=dest, mode="644", site=site, **images)

    return {
        "app": [
            files.put(src=f"{templates}/serve.sh", dest=f"{slot}/app/etc/site/serve.sh", mode="644"),
            render("app.container", f"{units}/{name}-0-app.container"),
        ],
        "caddy": [
            render("Caddyfile", f"{slot}/caddy/Caddyfile"),
            files.put(src=job["ca_certificate"], dest=f"{slot}/caddy/ca.crt", mode="644"),
            render("caddy.container", f"{units}/{name}-0-caddy.container"),
        ],
        "pod": [render("slot.pod", f"{units}/{name}-0.pod")],
    }


def _podman(job: dict[str, Any], site: dict[str, Any]) -> None:
    has, run = host.get_fact(SiteHas, site=site), as_site(site)
    missing = [image for image in (job["app_image"], job["caddy_image"]) if image not in has]
    if missing:
        server.shell(name=f"Images of {site['name']}", commands=[f"{run} podman pull --quiet {image}" for image in missing])
    if "tls-ca-key" not in has:
        server.shell(name=f"Secret of {site['name']}", commands=[f"{run} podman secret create tls-ca-key -"], _stdin=_key(job))


def _key(job: dict[str, Any]) -> list[str]:
    with open(job["ca_key"], encoding="ascii") as file:
        return file.read().splitlines()


def _units(job: dict[str, Any], site: dict[str, Any], changes: dict[str, list[Any]]) -> None:
    run, name = as_site(site), site["name"]
    everything = [each for operations in changes.values() for each in operations]
    server.shell(
        name=f"Read units of {name}",
        commands=[f"{run} systemctl --user daemon-reload"],
        _if=lambda: any(each.did_change() for each in everything),
    )
    if host.get_fact(SiteRuns, site=site):
        for part, operations in changes.items():
            server.shell(
                name=f"Restart {part} of {name}",
                commands=[f"{run} systemctl --user restart {name}-0-{part}.service"],
                _if=lambda operations=operations: any(each.did_change() for each in operations),
            )
    else:
        server.shell(name=f"Start {name}", commands=[f"{run} systemctl --user start {units_of(site)}"])
