"""Compares Envoy with what was installed: its files, its generation, what it has loaded, and the hosts file."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from drift.difference import Difference, Found, Uncompared, mend
from drift.machine import Machine
from host import files
from host.context import Context
from host.errors import HostProblem
from host.kept import read_kept
from host.names import INGRESS_UNIT
from host.spec import bundle, hash_of_files
from ingress import generations
from ingress.activate import read_fragments
from ingress.admin import CDS, LDS
from ingress.hosts import HOSTS, block, with_block
from ingress.install import BOOTSTRAP, SCRAPED, UNIT_FILE, wanted_files
from ingress.paths import applied_spec, config_folder, installed_record
from ingress.validate import installed_image
from state.applied import kept_spec


def ingress_differences(ctx: Context, machine: Machine) -> Found:
    """What differs; nothing without an ingress."""
    record = read_kept(installed_record(ctx))
    if record is None:
        return []
    found = _files(ctx, record)
    if not machine.runs(INGRESS_UNIT):
        state = machine.system().get(INGRESS_UNIT, {}).get("ActiveState", "unknown")
        found.append(_difference(INGRESS_UNIT, state, "active"))
    else:
        found += _loaded(ctx, machine.envoy())
    return [*found, *_generation(ctx), *_hosts(ctx)]


def _files(ctx: Context, record: Mapping[str, Any]) -> Found:
    found: Found = []
    kept = kept_spec(applied_spec(ctx))
    if kept is not None:
        wanted = wanted_files(ctx, bundle(kept, "ingress", ["image", "generation"]), record["pinned"])
        for path, text in wanted.read().items():
            if text != wanted.texts[path]:
                found.append(_difference(_shown(ctx, path), "missing" if text is None else "edited", "as applied"))
    elif _hash(ctx) != record.get("generation"):
        found.append(_difference("Envoy's unit or bootstrap", "edited", f"as in {record.get('generation')}", _UP))
    else:
        why = "it was applied before homelab kept it; the next change of the ingress records it"
        found.append(Uncompared(None, "the image in Envoy's drop-in", why))
    try:
        scraped = files.read_json(ctx.paths.scrape / "homelab-ingress.json")
    except ValueError:
        scraped = None
    return found if scraped == SCRAPED else [*found, _difference("Envoy's scrape list", "missing or edited", "as applied")]


_UP = "restore it by hand, or change `images.envoy` and run pulumi up"


def _hash(ctx: Context) -> str:
    paths = {BOOTSTRAP: config_folder(ctx) / BOOTSTRAP, UNIT_FILE: ctx.paths.system_units / UNIT_FILE}
    return hash_of_files({name: files.read(path) or "" for name, path in paths.items()})


def _generation(ctx: Context) -> Found:
    number = generations.current(ctx)
    if number is None:
        return [_difference("Envoy's generation", "none", "one that Envoy accepted")]
    if generations.assembly_of(ctx, number) is None:
        return [_difference(f"Envoy's generation {number}", "damaged", "as Envoy accepted it")]
    if not generations.is_validated(ctx, number, installed_image(ctx).pinned):
        return [_difference(f"Envoy's generation {number}", "edited", "as Envoy accepted it")]
    return []


def _loaded(ctx: Context, versions: Mapping[str, str] | None) -> Found:
    number = generations.current(ctx)
    assembly = generations.assembly_of(ctx, number) if number is not None else None
    if assembly is None:
        return []
    if versions is None:
        return [_difference("Envoy's admin socket", "does not answer", "answers")]
    pairs = {"listeners": (versions.get(LDS, ""), assembly.lds_version), "clusters": (versions.get(CDS, ""), assembly.cds_version)}
    return [_difference(f"Envoy's {what}", held or "none", wanted) for what, (held, wanted) in pairs.items() if held != wanted]


def _hosts(ctx: Context) -> Found:
    path = ctx.paths.on_host(HOSTS)
    if path.is_symlink():
        return [Uncompared(None, HOSTS, "it is a link, which homelab leaves alone")]
    try:
        fragments = read_fragments(ctx)
    except HostProblem:
        # The route's own difference says it.
        return []
    text = path.read_bytes() if path.exists() else b""
    wanted = with_block(text, block(fragments))
    if wanted == text:
        return []
    fix = f"delete the two marker lines, then {mend(None)}" if wanted is None else None
    return [_difference(f"{HOSTS}, homelab's lines", "edited", "the names of all services", fix)]


def _shown(ctx: Context, path: Path) -> str:
    return f"/{path.relative_to(ctx.paths.root)}"


def _difference(what: str, actual: str, applied: str, fix: str | None = None) -> Difference:
    return Difference(None, "ingress", what, actual, applied, fix or mend(None))
