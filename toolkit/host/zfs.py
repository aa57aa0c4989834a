"""OpenZFS (2.3 or newer: its JSON output)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from host.context import Context

OWNER = "homelab:owner"


@dataclass(frozen=True)
class Property:
    """One property. `source` is LOCAL, INHERITED, DEFAULT, NONE, RECEIVED or TEMPORARY."""

    value: str | int
    source: str

    @property
    def local(self) -> bool:
        return self.source == "LOCAL"


Dataset = dict[str, Property]


def parse(text: str) -> dict[str, Dataset]:
    """Datasets by name, from the output of `zfs get|list -j --json-int`."""
    datasets: Mapping[str, Any] = json.loads(text or "{}").get("datasets", {})
    return {
        name: {
            key: Property(entry["value"], entry.get("source", {}).get("type", "NONE")) for key, entry in found.get("properties", {}).items()
        }
        for name, found in datasets.items()
    }


def get(ctx: Context, dataset: str, properties: Sequence[str] = ("all",)) -> Dataset | None:
    """Properties of one dataset; None if it does not exist. Other failures raise."""
    command = ["zfs", "get", "-j", "--json-int", ",".join(properties), dataset]
    result = ctx.runner.run(command, check=False)
    if result.ok:
        return parse(result.out).get(dataset)
    if "does not exist" in result.err:
        return None
    return parse(ctx.runner.run(command).out).get(dataset)


def list_datasets(ctx: Context, properties: Sequence[str]) -> dict[str, Dataset]:
    """All file systems of the host with these properties, one call."""
    result = ctx.runner.run(["zfs", "list", "-j", "--json-int", "-t", "filesystem", "-o", ",".join(properties)])
    return parse(result.out)


def create(ctx: Context, dataset: str, properties: Mapping[str, str]) -> None:
    """Create without mounting."""
    options = [word for key, value in properties.items() for word in ("-o", f"{key}={value}")]
    ctx.runner.run(["zfs", "create", "-u", *options, dataset])


def set_properties(ctx: Context, dataset: str, properties: Mapping[str, str]) -> None:
    """Set properties in one call; without properties, zfs is not called."""
    if properties:
        ctx.runner.run(["zfs", "set", *[f"{key}={value}" for key, value in properties.items()], dataset])


def mount(ctx: Context, dataset: str) -> None:
    """Mount a dataset at its mountpoint."""
    ctx.runner.run(["zfs", "mount", dataset])


def pools(ctx: Context) -> dict[str, dict[str, str | int]]:
    """Pools by name: `state` plus size, allocated, free (bytes) and capacity (percent)."""
    listed = json.loads(ctx.runner.run(["zpool", "list", "-j", "--json-int"]).out or "{}")
    found: dict[str, dict[str, str | int]] = {}
    for name, pool in listed.get("pools", {}).items():
        values = {key: entry["value"] for key, entry in pool.get("properties", {}).items()}
        found[name] = {"state": pool.get("state", "UNKNOWN"), **values}
    return found
