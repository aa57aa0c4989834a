"""Numbered ingress generations on disk, and the link to the one that Envoy reads."""

import hashlib
import json

from host import files
from host.context import Context
from ingress.assemble import Assembly, assemble, reassemble
from ingress.fragments import Fragment, kept_fragment
from ingress.paths import current_link, generation_folder

KEPT = 5
NAMES = ("lds.json", "cds.json")
_FRAGMENTS = "fragments.json"
_VALIDATED = "validated"


def numbers(ctx: Context) -> list[int]:
    """Numbers of all generations on disk, ascending."""
    found = (path.name.removeprefix("gen-") for path in ctx.paths.ingress.glob("gen-*"))
    return sorted(int(number) for number in found if number.isdigit())


def current(ctx: Context) -> int | None:
    """Number of the generation that Envoy reads; None before the first."""
    link = current_link(ctx)
    number = link.readlink().name.removeprefix("gen-") if link.is_symlink() else ""
    return int(number) if number.isdigit() else None


def texts(ctx: Context, number: int) -> dict[str, str]:
    """The two files of a generation by name, without missing ones."""
    found = {name: files.read(generation_folder(ctx, number) / name) for name in NAMES}
    return {name: text for name, text in found.items() if text is not None}


def assembly_of(ctx: Context, number: int) -> Assembly | None:
    """The assembly of a generation's files; None if they are damaged."""
    found = texts(ctx, number)
    try:
        return reassemble(found["lds.json"], found["cds.json"])
    except (ValueError, KeyError):
        return None


def fragments_of(ctx: Context, number: int) -> list[Fragment] | None:
    """The fragments from which a generation was created; None if they were not recorded."""
    text = files.read(generation_folder(ctx, number) / _FRAGMENTS)
    return None if text is None else [kept_fragment(json.dumps(each), f"gen-{number}") for each in json.loads(text)]


def write(ctx: Context, fragments: list[Fragment]) -> int:
    """Store a new generation; its number."""
    number = max(numbers(ctx), default=0) + 1
    folder = generation_folder(ctx, number)
    # Created under its final name, because a folder that is renamed into the watched folder would make Envoy reload everything.
    folder.mkdir(parents=True)
    for name, text in assemble(fragments).files().items():
        files.write(folder / name, text)
    files.write_json(folder / _FRAGMENTS, [json.loads(fragment.text()) for fragment in fragments])
    files.sync_folder(folder.parent)
    return number


def mark_validated(ctx: Context, number: int, image: str) -> None:
    """Record that this image has accepted exactly these bytes, so that a boot need not validate them again."""
    files.write(generation_folder(ctx, number) / _VALIDATED, _mark(ctx, number, image))


def is_validated(ctx: Context, number: int, image: str) -> bool:
    """True if the files are still the bytes that this image has accepted."""
    return files.read(generation_folder(ctx, number) / _VALIDATED) == _mark(ctx, number, image)


def _mark(ctx: Context, number: int, image: str) -> str:
    content = json.dumps(texts(ctx, number), sort_keys=True)
    return f"{image} {hashlib.sha256(content.encode()).hexdigest()}\n"


def flip(ctx: Context, number: int) -> None:
    """Make a generation current by one rename, which Envoy notices as a change of both files."""
    files.link(current_link(ctx), f"gen-{number}")


def prune(ctx: Context) -> None:
    """Delete all but the newest generations and the current one."""
    keep = current(ctx)
    for number in numbers(ctx)[:-KEPT]:
        if number != keep:
            discard(ctx, number)


def discard(ctx: Context, number: int) -> None:
    """Delete a generation."""
    files.remove_tree(generation_folder(ctx, number))
