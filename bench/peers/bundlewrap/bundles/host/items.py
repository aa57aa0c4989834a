"""What all sites stand on: folders, probes, and Envoy with one chain for each site. `node` is BundleWrap's."""
# ruff: noqa: F821

from pathlib import Path

job = node.metadata.get("job")
peers = Path(job["peers"])


def content(path):
    return (peers / path).read_text()


directories = {
    path: {"mode": mode}
    for path, mode in {
        "/var/lib/homelab": "0711",
        "/var/lib/homelab/home": "0711",
        "/var/lib/homelab/services": "0711",
        "/var/lib/homelab/probe": "0755",
        "/etc/homelab": "0755",
        "/etc/homelab/ingress": "0755",
        "/etc/systemd/system/user@.service.d": "0755",
        "/etc/containers/systemd/users": "0755",
        "/zfs": "0711",
        "/zfs/tank": "0711",
    }.items()
}

groups = {"homelab-ingress": {"gid": 1999}}
users = {
    "homelab-ingress": {"uid": 1999, "gid": "homelab-ingress", "home": "/nonexistent", "shell": "/usr/sbin/nologin"},
}

files = {
    "/var/lib/homelab/probe/http": {"content": content("files/probe/http"), "mode": "0644"},
    "/var/lib/homelab/probe/until": {"content": content("files/probe/until"), "mode": "0644"},
    "/etc/containers/containers.conf.d/homelab.conf": {"content": content("files/containers.conf"), "mode": "0644"},
    "/etc/systemd/system/user@.service.d/10-homelab-zfs.conf": {
        "content": content("files/user-manager.conf"),
        "mode": "0644",
        "triggers": ["action:reload_systemd"],
    },
    "/etc/tmpfiles.d/homelab-ingress.conf": {
        "content": content("files/ingress-tmpfiles.conf"),
        "mode": "0644",
        "triggers": ["action:make_socket_folder"],
    },
    "/etc/containers/systemd/homelab-ingress.container": {
        "content": content("files/homelab-ingress.container"),
        "mode": "0644",
        "triggers": ["action:reload_systemd", "svc_systemd:homelab-ingress.service:restart"],
    },
    "/etc/homelab/ingress/envoy.json": {
        "content": content("templates/envoy.json"),
        "content_type": "jinja2",
        "context": {"sites": job["sites"], "domain": job["domain"]},
        "mode": "0644",
        "triggers": ["svc_systemd:homelab-ingress.service:restart"],
    },
}

actions = {
    "reload_systemd": {"command": "systemctl daemon-reload", "triggered": True},
    "make_socket_folder": {
        "command": "systemd-tmpfiles --create /etc/tmpfiles.d/homelab-ingress.conf",
        "triggered": True,
        "needs": ["user:homelab-ingress"],
    },
    "busybox": {
        "command": "install -m 755 /usr/bin/busybox /var/lib/homelab/probe/busybox",
        "unless": "test -x /var/lib/homelab/probe/busybox",
        "needs": ["directory:/var/lib/homelab/probe"],
    },
    "envoy_image": {
        "command": f"podman pull --quiet {job['envoy_image']}",
        "unless": f"podman image exists {job['envoy_image']}",
        "needs": ["file:/etc/containers/containers.conf.d/homelab.conf"],
    },
}

svc_systemd = {
    "homelab-ingress.service": {
        "enabled": None,
        "needs": [
            "action:reload_systemd",
            "action:make_socket_folder",
            "action:envoy_image",
            "file:/etc/containers/systemd/homelab-ingress.container",
            "file:/etc/homelab/ingress/envoy.json",
        ],
    },
}
