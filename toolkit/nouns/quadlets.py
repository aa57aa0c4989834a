"""`homelab quadlets`: validates and stores a generation of a service's files, and pulls its images.

systemd does not read the files from here.
"""

import shutil
import tempfile
from pathlib import Path

from deploy.prefetch import prefetch
from host import files
from host.clock import stamp
from host.context import Context
from host.spec import Bundle, bundle, service_name
from host.unit_check import check_units
from state.deploys import wait_for_deploy
from state.manifest import read_manifest

LATEST = "latest"


def apply(ctx: Context, name: str, spec: str) -> str:
    """Write `generations/<hash>/`. Spec: header `generation`, then the files after `=== <path>` lines."""
    where = f"{service_name(name)}.quadlets"
    content = bundle(spec, where, ["generation"])
    # A deploy prunes generations at its end, which could delete one that is written meanwhile.
    wait_for_deploy(ctx, name)
    folder = ctx.paths.generations(name)
    files.folder(folder, 0o755)
    target = folder / content.hash
    if not _holds(target, content):
        _write(ctx, where, folder, content)
    files.link(folder / LATEST, content.hash)
    prefetch(ctx, read_manifest(ctx, name, content.hash))
    return files.compact_json({"applied": stamp(ctx.clock), "generation": content.hash})


def remove(ctx: Context, name: str, spec: str) -> str:
    """Delete all generations."""
    files.remove_tree(ctx.paths.generations(service_name(name)))
    return ""


def _holds(target: Path, content: Bundle) -> bool:
    there = {str(path.relative_to(target)) for path in target.rglob("*") if path.is_file()} if target.is_dir() else set()
    return there == set(content.files) and all(files.read(target / path) == text for path, text in content.files.items())


def _write(ctx: Context, where: str, folder: Path, content: Bundle) -> None:
    for leftover in folder.glob(".new-*"):
        shutil.rmtree(leftover)
    temporary = Path(tempfile.mkdtemp(prefix=".new-", dir=folder))
    try:
        temporary.chmod(0o755)
        for path, text in content.files.items():
            files.write(temporary / path, text)
        check_units(ctx, where, temporary / "units")
        target = folder / content.hash
        if target.exists():
            # It was edited by hand: a folder that is named by a hash has to contain what the hash says.
            shutil.rmtree(target)
        temporary.rename(target)
        files.sync_folder(folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
