"""What a machine has now, as JSON: `fingerprint.py TREE STATE…`. Of what all machines share, only what belongs to the state folders."""

import hashlib
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

_COUNTERS = re.compile(
    r"/proc/sys/(kernel/(random/|ns_last_pid|pty/nr|sched_domain)|fs/(dentry-|inode-|file-nr|aio-nr|quota/|binfmt_misc)"
    r"|vm/(stat_refresh|compact_memory)|net/netfilter/nf_conntrack_count|user/)"
)


def _text(path: str) -> str:
    try:
        return Path(path).read_text(errors="replace")
    except OSError:
        return ""


def _processes() -> Iterator[int]:
    own = {os.getpid(), os.getppid()}
    return (pid for pid in map(int, filter(str.isdigit, os.listdir("/proc"))) if pid not in own)


def _mounts() -> list[str]:
    # Without its two numbers, which the kernel gives anew.
    return sorted(line.split(" ", 2)[2] for line in _text("/proc/self/mountinfo").splitlines())


def _namespaces() -> Iterator[str]:
    for pid in _processes():
        for kind in ("cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts"):
            try:
                yield os.readlink(f"/proc/{pid}/ns/{kind}")
            except OSError:
                continue


def _cgroups(marks: set[str]) -> Iterator[str]:
    for folder, below, _ in os.walk("/sys/fs/cgroup"):
        for name in below:
            others = name.startswith("homelab-rehearsal-") and name not in marks
            if not others and "homelab-rehearsal-" in name:
                yield f"{folder}/{name}"


def _loops(states: list[str]) -> list[str]:
    backing = [_text(str(path)).strip() for path in Path("/sys/block").glob("loop*/loop/backing_file")]
    return sorted(path for path in backing if any(path.startswith(state) for state in states))


def _settings() -> dict[str, str]:
    found = (os.path.join(folder, name) for folder, _, names in os.walk("/proc/sys") for name in names)
    return {path: _text(path) for path in found if not _COUNTERS.match(path)}


def _ports() -> list[str]:
    tables = [("tcp", "0A"), ("tcp6", "0A"), ("udp", "07"), ("udp6", "07")]
    rows = ((name, state, line.split()) for name, state in tables for line in _text(f"/proc/net/{name}").splitlines()[1:])
    return sorted(f"{name} {words[1]}" for name, state, words in rows if words[3] == state)


def _rules(tree: str) -> str:
    libraries = f"{tree}/usr/lib/{os.uname().machine}-linux-gnu"
    loader = next(Path(tree).glob("usr/lib*/ld-linux-*"))
    command = [str(loader), "--library-path", libraries, f"{tree}/usr/sbin/nft", "list", "ruleset"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def _files() -> list[str]:
    folders = ("/tmp", "/var/tmp", "/run", "/dev", "/mnt", "/media", "/srv")
    found = (os.path.join(at, name) for folder in folders for at, below, names in os.walk(folder) for name in [*below, *names])
    # Nodes of loop devices stay when none is in use, and pseudo-terminals are other people's.
    return sorted(path for path in found if not re.match(r"/dev/(loop\d+|pts/\d+)$", path))


def main(tree: str, states: list[str]) -> None:
    """Print it."""
    marks = {f"homelab-rehearsal-{hashlib.sha256(state.encode()).hexdigest()[:8]}" for state in states}
    print(
        json.dumps(
            {
                "mounts": _mounts(),
                "processes": sorted(f"{pid} {_text(f'/proc/{pid}/cmdline')}" for pid in _processes()),
                "namespaces": sorted(set(_namespaces())),
                "cgroups": sorted(_cgroups(marks)),
                "loops": _loops(states),
                "interfaces": sorted(line.split(":")[0].strip() for line in _text("/proc/net/dev").splitlines()[2:]),
                "routes": _text("/proc/net/route") + _text("/proc/net/fib_trie"),
                "rules": _rules(tree),
                "settings": _settings(),
                "modules": sorted(line.split()[0] for line in _text("/proc/modules").splitlines()),
                "ports": _ports(),
                "sockets": sorted(line.split()[7] for line in _text("/proc/net/unix").splitlines() if "@" in line),
                "files": _files(),
                "swap": _text("/proc/swaps"),
                "name": os.uname().nodename,
                # Seconds between the clock and one that nobody can set.
                "clock": time.time() - time.clock_gettime(time.CLOCK_MONOTONIC_RAW),
            }
        )
    )


main(sys.argv[1], sys.argv[2:])
