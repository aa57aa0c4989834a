"""Reads what an account's Podman has stored from its files: a podman process for each account would take too long."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from host import files
from host.context import Context
from host.names import Account


@dataclass(frozen=True)
class PodmanStore:
    """`containers`: name -> digests of the image that it was created from. `secrets`: names."""

    containers: dict[str, frozenset[str]]
    secrets: frozenset[str]


def read_store(ctx: Context, account: Account) -> PodmanStore | None:
    """The containers and the names of the secrets; None if the files are not as Podman 5 writes them."""
    storage = ctx.paths.home(account.service) / ".local/share/containers/storage"
    volatile = ctx.paths.on_host(account.runtime_dir) / "containers"
    try:
        images = {image["id"]: _digests(image) for path in storage.glob("*-images/images.json") for image in _list(path)}
        stored = [*storage.glob("*-containers/*containers.json"), *volatile.glob("*-containers/*containers.json")]
        containers = {name: _image(entry, images) for path in stored for entry in _list(path) for name in entry.get("names", ())}
        secrets = json.loads(files.read(storage / "secrets/secrets.json") or "{}").get("nameToID") or {}
        return PodmanStore(containers, frozenset(secrets)) if storage.is_dir() else None
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _list(path: Path) -> list[dict[str, Any]]:
    return json.loads(files.read(path) or "[]") or []


def _image(container: dict[str, Any], images: dict[str, frozenset[str]]) -> frozenset[str]:
    metadata = json.loads(container.get("metadata") or "{}")
    return images.get(container.get("image", ""), frozenset()) | _pinned([metadata.get("image-name", "")])


def _digests(image: dict[str, Any]) -> frozenset[str]:
    manifests = [value for key, value in (image.get("big-data-digests") or {}).items() if key.startswith("manifest")]
    return frozenset([image.get("digest", ""), *manifests]) | _pinned([*(image.get("names") or ()), *(image.get("names-history") or ())])


def _pinned(references: list[str]) -> frozenset[str]:
    return frozenset(digest for each in references if (digest := each.partition("@")[2]))
