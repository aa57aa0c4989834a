"""Who else has a dataset mounted: containers and services have mount namespaces of their own, and keep a mount that is gone here."""

from __future__ import annotations

import os

from zfs_stand_in.model import Dataset, Pool
from zfs_stand_in.mounts import table
from zfs_stand_in.store import Store


def _others() -> list[str]:
    """One process of every other mount namespace."""
    seen = {os.readlink("/proc/self/ns/mnt")}
    found = []
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            namespace = os.readlink(f"/proc/{name}/ns/mnt")
        except OSError:
            continue  # it has ended meanwhile
        if namespace not in seen:
            seen.add(namespace)
            found.append(name)
    return found


def held_elsewhere(store: Store, pool: Pool, datasets: list[Dataset]) -> Dataset | None:
    """The first of these datasets that another mount namespace still has."""
    by_place = {table().key(store, pool, each): each for each in datasets}
    # A container mounts a folder of a dataset: only the first parts of the path name the dataset.
    depth = max((root.count("/") for _, root in by_place), default=0) + 1
    for process in _others():
        try:
            with open(f"/proc/{process}/mountinfo", encoding="utf-8", errors="surrogateescape") as file:
                places = {(fields[2], "/".join(fields[3].split("/")[:depth])) for fields in (line.split(" ", 4) for line in file)}
        except OSError:
            continue
        for place, dataset in by_place.items():
            if place in places:
                return dataset
    return None
