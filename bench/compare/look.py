"""What a tool has made of the host, as JSON: `python3 - site1:2100 site2:2101`. Runs on the host, as root."""

import grp
import hashlib
import json
import os
import pwd
import re
import subprocess
import sys
from pathlib import Path


def run(*words: str, uid: int | None = None, home: str = "/") -> str:
    """The stdout of a command; with uid as that account."""
    env = {"PATH": os.environ["PATH"]}
    if uid is not None:
        runtime = f"/run/user/{uid}"
        env |= {"HOME": home, "XDG_RUNTIME_DIR": runtime, "DBUS_SESSION_BUS_ADDRESS": f"unix:path={runtime}/bus"}
    done = subprocess.run(words, capture_output=True, text=True, env=env, cwd="/", user=uid, group=uid, check=False)
    return done.stdout


def account(name: str) -> dict[str, object]:
    """The site's user, group, subordinate ids and lingering."""
    user = pwd.getpwnam(f"svc-{name}")
    ranges = [line for path in ("/etc/subuid", "/etc/subgid") for line in Path(path).read_text().split() if line.startswith(f"svc-{name}:")]
    home = Path(user.pw_dir).stat()
    return {
        "user": list(user),
        "group": grp.getgrgid(user.pw_gid).gr_name,
        "subids": ranges,
        "linger": Path(f"/var/lib/systemd/linger/svc-{name}").exists(),
        "home": [oct(home.st_mode), home.st_uid, home.st_gid],
    }


def dataset(name: str) -> dict[str, object]:
    """Properties and owner of the site's dataset."""
    wanted = "refquota,mountpoint,compression,atime,mounted,canmount"
    rows = run("zfs", "get", "-Hp", "-o", "property,value", wanted, f"tank/homelab/{name}/pages").splitlines()
    folder = Path(f"/zfs/tank/{name}/pages").stat()
    return {"properties": dict(row.split("\t") for row in rows), "owner": [oct(folder.st_mode), folder.st_uid, folder.st_gid]}


def meaning(path: Path) -> dict[str, list[str]]:
    """A unit with its drop-ins, key by key: comments, order of keys, pinned digests and revisions of secrets do not count."""
    found: dict[str, list[str]] = {}
    section = ""
    for part in [path, *sorted(path.with_name(f"{path.name}.d").glob("*.conf"))]:
        for line in part.read_text().splitlines():
            if line.startswith("["):
                section = line
            elif line and not line.startswith("#"):
                key, _, value = line.partition("=")
                found.setdefault(f"{section}{key}", []).append(value)
    if images := found.get("[Container]Image"):
        found["[Container]Image"] = [re.split(r"@|:[^/]*$", images[-1])[0]]
    if secrets := found.get("[Container]Secret"):
        found["[Container]Secret"] = [re.sub(r".*target=", "", each) for each in secrets]
    return {key: sorted(values) for key, values in found.items()}


def plain(path: Path) -> str:
    """The hash of a file without its comments and empty lines."""
    lines = [line for line in path.read_text().splitlines() if line.strip() and not line.lstrip().startswith("#")]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def containers(uid: int, home: str) -> dict[str, object]:
    """What runs: image, command, environment, mounts, secrets."""
    listed = run("podman", "ps", "--format", "{{.Names}}", uid=uid, home=home).split()
    inspected = json.loads(run("podman", "inspect", *listed, uid=uid, home=home) or "[]") if listed else []
    return {
        each["Name"]: {
            "image": each["ImageDigest"],
            "command": each["Config"].get("Entrypoint"),
            "words": each["Config"].get("Cmd"),
            "environment": sorted(word for word in each["Config"].get("Env") or [] if not word.startswith(("HOSTNAME=", "container="))),
            "mounts": sorted(f"{mount['Source']} {mount['Destination']} {mount['RW']}" for mount in each["Mounts"]),
            "secrets": len(each["Config"].get("Secrets") or []),
            "health": each["State"].get("Health", {}).get("Status"),
        }
        for each in inspected
        if not each["IsInfra"]
    }


def site(name: str, uid: int) -> dict[str, object]:
    """All of one site."""
    home = f"/var/lib/homelab/home/{name}"
    units = Path(f"/etc/containers/systemd/users/{uid}/{name}")
    slot = Path(f"/var/lib/homelab/services/{name}/slots/{name}-0")
    configs = ("app/etc/site/serve.sh", "caddy/Caddyfile", "caddy/ca.crt")
    return {
        "account": account(name),
        "dataset": dataset(name),
        "units": {path.name: meaning(path) for path in sorted(units.iterdir()) if path.is_file()},
        "config": {path: plain(slot / path) for path in configs},
        "probes": {path: plain(Path("/var/lib/homelab/probe") / path) for path in ("http", "until")},
        "containers": containers(uid, home),
    }


print(json.dumps({name: site(name, int(uid)) for name, _, uid in (word.partition(":") for word in sys.argv[1:])}))
