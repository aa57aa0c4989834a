#!/usr/bin/python3
"""Runs the stories on a scratch pool named `conform` and prints what zfs and zpool answered, as JSON.

usage: run.py [--only WORD] [FOLDER]     as root, on a host with OpenZFS or its stand-in; FOLDER (/var/tmp) takes the vdev's file
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from normal import answer

POOL = "conform"
HERE = Path(__file__).parent
Row = dict[str, Any]


class Host:
    """The place where the stories run."""

    def __init__(self, folder: str) -> None:
        self.vdev = f"{folder}/zfs-conform/vdev.img"
        self.mounts = "/run/zfs-conform"
        path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
        self.environment = {**os.environ, "PATH": path, "LC_ALL": "C", "TZ": "UTC", "M": self.mounts, "V": self.vdev}

    def run(self, command: str) -> subprocess.CompletedProcess[str]:
        """One command, by sh, with nothing to read; two minutes at most."""
        try:
            return subprocess.run(
                ["sh", "-c", command],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=120,
                check=False,
                cwd="/",
            )
        except subprocess.TimeoutExpired:
            return subprocess.CompletedProcess(command, 124, "", "no answer within two minutes")

    def start(self) -> None:
        """Make the pool. A pool of this name that is there already is not ours: refuse."""
        if self.run(f"zpool list -H -o name {POOL}").returncode == 0:
            raise SystemExit(f"a pool named {POOL} is there already: nothing was done (zpool destroy {POOL})")
        os.makedirs(os.path.dirname(self.vdev), exist_ok=True)
        # A file of its own that is longer than nothing: sparse, so it takes no room.
        with open(self.vdev, "wb") as file:
            file.truncate(1 << 30)
        made = self.run(f"zpool create -o ashift=12 -O mountpoint={self.mounts}/{POOL} {POOL} {self.vdev}")
        if made.returncode:
            self.stop()
            raise SystemExit(f"zpool create {POOL}: {made.stderr.strip()}")

    def clear(self) -> None:
        """An empty pool for the next story."""
        self.run(f"zfs destroy -R {POOL}")

    def stop(self) -> None:
        """Leave nothing behind."""
        self.run(f"zpool destroy -f {POOL}; rm -rf {os.path.dirname(self.vdev)}; find {self.mounts} -xdev -depth -type d -delete")


def stories() -> list[tuple[str, list[tuple[int, str]]]]:
    """The stories: their names and their rows of expected exit code and command."""
    found = []
    for path in sorted(HERE.glob("stories/*.story")):
        rows = [each.split(" ", 1) for each in path.read_text().splitlines() if each and not each.startswith("#")]
        found.append((path.stem, [(int(code), command) for code, command in rows]))
    return found


def tell(host: Host, name: str, rows: list[tuple[int, str]]) -> list[Row]:
    """Run one story. A row's id is its story and command, so that it survives rows that come between."""
    told: list[Row] = []
    for code, command in rows:
        same = sum(each["command"] == command for each in told)
        done = host.run(command)
        row: Row = {"id": f"{name}: {command}" + (f" #{same + 1}" if same else ""), "command": command}
        row |= {"code": done.returncode, "expected": code, "stdout": answer(done.stdout), "stderr": answer(done.stderr)}
        told.append(row)
    return told


def main(arguments: list[str]) -> int:
    """Run, print, and say on stderr which exit codes were not the expected ones."""
    only = arguments[arguments.index("--only") + 1] if "--only" in arguments else ""
    words = [each for each in arguments if not each.startswith("-") and each != only]
    if os.geteuid() != 0:
        raise SystemExit("the stories make and destroy a pool: run them as root")
    host = Host(words[0] if words else "/var/tmp")
    host.start()
    told: list[Row] = []
    try:
        for name, rows in stories():
            if only in name:
                told += tell(host, name, rows)
                host.clear()
    finally:
        host.stop()
    json.dump(told, sys.stdout, indent=1)
    print()
    wrong = [row for row in told if row["code"] != row["expected"]]
    for row in wrong:
        sys.stderr.write(f"{row['id']}\n    exit code {row['code']}, expected {row['expected']}: {row['stderr'] or row['stdout']}\n")
    sys.stderr.write(f"{len(told)} rows, {len(wrong)} with another exit code than expected\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
