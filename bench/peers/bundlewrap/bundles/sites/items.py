"""The sites: account, data, files, images, and units that are restarted where something of theirs changed."""
# ruff: noqa: F821

from pathlib import Path

job = node.metadata.get("job")
templates = Path(job["peers"]) / "templates"
images = {key: job[key] for key in ("app_image", "caddy_image", "domain")}

groups, users, directories, files, actions, svc_systemd = {}, {}, {}, {}, {}, {}
zfs_datasets = {"tank/homelab": {"mountpoint": None, "canmount": "off"}}

for path in ("/etc/subuid", "/etc/subgid"):
    files[path] = {
        "content": (templates / "subids").read_text(),
        "content_type": "jinja2",
        "context": {"sites": job["sites"]},
        "mode": "0644",
    }


def rendered(template, site, restart):
    return {
        "content": (templates / template).read_text(),
        "content_type": "jinja2",
        "context": {"site": site, **images},
        "mode": "0644",
        "triggers": [f"action:read_{site['name']}", f"action:restart_{site['name']}_{restart}"],
    }


for site in job["sites"]:
    name, uid = site["name"], site["uid"]
    user, home, runtime = f"svc-{name}", f"/var/lib/homelab/home/{name}", f"/run/user/{uid}"
    run = (
        f"setpriv --reuid={uid} --regid={uid} --clear-groups env -C / HOME={home} "
        f"XDG_RUNTIME_DIR={runtime} DBUS_SESSION_BUS_ADDRESS=unix:path={runtime}/bus"
    )
    service, units = f"/var/lib/homelab/services/{name}", f"/etc/containers/systemd/users/{uid}/{name}"
    slot = f"{service}/slots/{name}-0"
    all_units = " ".join(f"{name}-0-{part}.service" for part in ("pod", "app", "caddy"))
    dataset = f"zfs_dataset:tank/homelab/{name}/pages"

    groups[user] = {"gid": uid}
    users[user] = {"uid": uid, "gid": user, "home": home, "shell": "/usr/sbin/nologin", "full_name": f"homelab {name}"}
    zfs_datasets[f"tank/homelab/{name}"] = {"mountpoint": None, "canmount": "off"}
    zfs_datasets[f"tank/homelab/{name}/pages"] = {
        "mountpoint": f"/zfs/tank/{name}/pages",
        "refquota": str(100 * 1024 * 1024),
        "compression": "zstd",
        "atime": "off",
    }
    directories |= {
        home: {"owner": user, "group": user, "mode": "0700"},
        f"/zfs/tank/{name}": {"mode": "0711"},
        f"/zfs/tank/{name}/pages": {"owner": user, "group": user, "mode": "0700", "needs": [dataset]},
        service: {"owner": "root", "group": user, "mode": "0750"},
        f"{slot}/app/etc/site": {"mode": "0755"},
        f"{slot}/caddy": {"mode": "0755"},
        f"{service}/tls": {"owner": user, "group": user, "mode": "0700"},
        units: {"mode": "0755"},
    }
    files |= {
        f"{slot}/app/etc/site/serve.sh": {
            "content": (templates / "serve.sh").read_text(),
            "mode": "0644",
            "triggers": [f"action:restart_{name}_app"],
        },
        f"{slot}/caddy/ca.crt": {
            "content": Path(job["ca_certificate"]).read_text(),
            "mode": "0644",
            "triggers": [f"action:restart_{name}_caddy"],
        },
        f"{slot}/caddy/Caddyfile": rendered("Caddyfile", site, "caddy"),
        f"{units}/{name}-0.pod": rendered("slot.pod", site, "pod"),
        f"{units}/{name}-0-app.container": rendered("app.container", site, "app"),
        f"{units}/{name}-0-caddy.container": rendered("caddy.container", site, "caddy"),
    }
    actions[f"linger_{name}"] = {
        "command": f"loginctl enable-linger {user} && systemctl start user@{uid}.service",
        "unless": f"test -e /var/lib/systemd/linger/{user}",
        "needs": [f"user:{user}", f"directory:{home}", "file:/etc/subuid", "file:/etc/subgid"],
    }
    svc_systemd[f"user@{uid}.service"] = {"enabled": None, "needs": [f"action:linger_{name}"]}
    podman = {
        "needs": [
            f"svc_systemd:user@{uid}.service",
            "file:/etc/containers/containers.conf.d/homelab.conf",
        ]
    }
    for key in ("app", "caddy"):
        actions[f"image_{name}_{key}"] = podman | {
            "command": f"{run} podman pull --quiet {job[f'{key}_image']}",
            "unless": f"{run} podman image exists {job[f'{key}_image']}",
        }
    actions[f"secret_{name}"] = podman | {
        "command": f"{run} podman secret create tls-ca-key -",
        "data_stdin": Path(job["ca_key"]).read_bytes(),
        "unless": f"{run} podman secret exists tls-ca-key",
    }
    actions[f"read_{name}"] = {
        "command": f"{run} systemctl --user daemon-reload",
        "triggered": True,
        "needs": [
            f"svc_systemd:user@{uid}.service",
            *(f"file:{units}/{name}-0{end}" for end in (".pod", "-app.container", "-caddy.container")),
        ],
    }
    ready = [f"action:read_{name}", f"action:secret_{name}", f"directory:/zfs/tank/{name}/pages", f"directory:{service}/tls"]
    ready += [f"action:image_{name}_app", f"action:image_{name}_caddy", "action:busybox"]
    ready += [f"file:{slot}/{each}" for each in ("app/etc/site/serve.sh", "caddy/ca.crt", "caddy/Caddyfile")]
    ready += [f"file:/var/lib/homelab/probe/{each}" for each in ("http", "until")]
    for part in ("pod", "app", "caddy"):
        # What does not run yet is started below.
        actions[f"restart_{name}_{part}"] = {
            "command": f"{run} systemctl --user try-restart {name}-0-{part}.service",
            "triggered": True,
            "needs": ready,
        }
    actions[f"start_{name}"] = {
        "command": f"{run} systemctl --user start {all_units}",
        "unless": f"{run} systemctl --user is-active {all_units}",
        "needs": [*ready, *(f"action:restart_{name}_{part}" for part in ("pod", "app", "caddy"))],
    }
