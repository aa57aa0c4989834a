"""What differs between two versions, in words. Pure."""

from collections.abc import Mapping

from host.images import image_name
from state.manifest import CONFIG, UNITS, Manifest
from state.version import Version

_SHORT_DIGEST = 12


def changes(old: Manifest | None, new: Manifest, before: Version | None, version: Version) -> list[str]:
    """One line for each kind of difference; empty if both run the same."""
    if old is None or before is None:
        return ["first deploy"] if before is None else []
    changed = _changed_files(old, new)
    return [
        *_images(old, new, before.digests, version.digests),
        *_slots(old, new),
        *named("secrets", differing(before.revisions, version.revisions)),
        *named("files", [path for path in changed if path.startswith(CONFIG)]),
        *named("units", [path.removeprefix(UNITS) for path in changed if path.startswith(UNITS)]),
    ]


def differing(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Names whose values differ, or that only one side has; sorted."""
    return sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))


def named(what: str, names: list[str]) -> list[str]:
    """`secrets: a, b`; nothing without names."""
    return [f"{what}: {', '.join(names)}"] if names else []


def _images(old: Manifest, new: Manifest, before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    lines = []
    for name in sorted(old.containers.keys() & new.containers.keys()):
        was, is_now = old.containers[name].image, new.containers[name].image
        if was != is_now:
            lines.append(f"image of {name}: {was} -> {is_now}")
        elif name in before and name in now and before[name] != now[name]:
            lines.append(f"image of {name}: {image_name(was)} {_short(before[name])} -> {_short(now[name])}")
    lines += [f"container {name} is new" for name in sorted(new.containers.keys() - old.containers.keys())]
    return [*lines, *(f"container {name} is gone" for name in sorted(old.containers.keys() - new.containers.keys()))]


def _slots(old: Manifest, new: Manifest) -> list[str]:
    return [f"slots: {len(old.slots)} -> {len(new.slots)}"] if len(old.slots) != len(new.slots) else []


def _changed_files(old: Manifest, new: Manifest) -> list[str]:
    return [path for path in sorted(old.files.keys() | new.files.keys()) if _text(old, path) != _text(new, path)]


def _text(manifest: Manifest, path: str) -> str | None:
    return manifest.read(path) if path in manifest.files else None


def _short(digest: str) -> str:
    return digest.removeprefix("sha256:")[:_SHORT_DIGEST]
