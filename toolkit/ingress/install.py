"""Installs Envoy: image, bootstrap, unit. Restarts it only if one of them differs from what is running."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from host import files, systemd
from host.context import Context
from host.contract import CONTRACT
from host.errors import HostProblem
from host.kept import read_kept, write_kept
from host.names import DROP_IN, INGRESS_UNIT
from host.spec import Bundle, bad_spec
from host.wait import wait_until
from ingress.activate import activate, prepare_generation, read_fragments, taken
from ingress.admin import is_live
from ingress.image import pin
from ingress.paths import config_folder, installed_record
from ingress.validate import refusal_of_bootstrap

_ENVOY = CONTRACT["envoy"]
UNIT_FILE: str = _ENVOY["unitFile"]
BOOTSTRAP: str = _ENVOY["bootstrapFile"]
LIVE_SECONDS = 90.0
METRICS = f"{CONTRACT['hostLoopback']}:{_ENVOY['metricsPort']}"
# Envoy's part of the host's scrape list.
SCRAPED = [{"targets": [METRICS], "labels": {"service": "ingress", "__metrics_path__": _ENVOY["metricsPath"]}}]


@dataclass(frozen=True)
class Files:
    """The three files that Envoy consists of, as path -> text."""

    texts: dict[Path, str]

    def read(self) -> dict[Path, str | None]:
        """The files as they are now."""
        return {path: files.read(path) for path in self.texts}


def install(ctx: Context, bundle: Bundle) -> dict[str, Any]:
    """Make Envoy run as the bundle says and return the observed state. The caller holds the ingress lock."""
    if set(bundle.files) != {UNIT_FILE, BOOTSTRAP}:
        raise bad_spec("ingress", f"the bundle must contain {BOOTSTRAP} and {UNIT_FILE}")
    image, generation = bundle.header["image"], bundle.header["generation"]
    record = read_kept(installed_record(ctx)) or {}
    pinned = pin(ctx, image, record)
    wanted = wanted_files(ctx, bundle, pinned)
    before = wanted.read()
    state = {"image": image, "pinned": pinned, "generation": generation}
    if not state.items() <= record.items() or before != wanted.texts or not _is_active(ctx):
        _replace(ctx, wanted, before, record, state, bundle)
    else:
        activate(ctx, read_fragments(ctx), None)
    files.write_json(ctx.paths.scrape / _ENVOY["scrapeFile"], SCRAPED)
    return {"image": image, "digest": pinned.partition("@")[2], "generation": generation}


def wanted_files(ctx: Context, bundle: Bundle, pinned: str) -> Files:
    """The three files for a bundle and an image."""
    units = ctx.paths.system_units
    drop_in = f"# Written by `homelab ingress apply`: the image it met under the unit's tag.\n[Container]\nImage={pinned}\n"
    return Files(
        {
            config_folder(ctx) / BOOTSTRAP: bundle.files[BOOTSTRAP],
            units / UNIT_FILE: bundle.files[UNIT_FILE],
            units / f"{UNIT_FILE}.d" / DROP_IN: drop_in,
        }
    )


def _replace(
    ctx: Context,
    wanted: Files,
    before: dict[Path, str | None],
    record: dict[str, Any],
    state: dict[str, Any],
    bundle: Bundle,
) -> None:
    # Until Envoy runs, this record differs from `state`, so that the next apply notices an interruption.
    write_kept(installed_record(ctx), {**state, "generation": ""})
    try:
        prepare_generation(ctx, read_fragments(ctx))
        _check_bootstrap(ctx, state["pinned"], bundle.files[BOOTSTRAP])
        _start(ctx, wanted.texts)
    except BaseException:
        _restore(ctx, before, record)
        raise
    write_kept(installed_record(ctx), state)


def _check_bootstrap(ctx: Context, pinned: str, text: str) -> None:
    said = refusal_of_bootstrap(ctx, pinned, BOOTSTRAP, text)
    if said is not None:
        raise HostProblem("ingress", f"Envoy rejects the bootstrap: {said}", "this is a bug of the template, or the image is wrong")


def _start(ctx: Context, texts: dict[Path, str]) -> None:
    for path, text in texts.items():
        files.write(path, text)
    systemd.daemon_reload(ctx)
    ctx.say(f"ingress: starting {INGRESS_UNIT}")
    systemd.systemctl(ctx, "restart", INGRESS_UNIT, timeout=300)
    assembly = prepare_generation(ctx, read_fragments(ctx))
    # LIVE alone is not enough: Envoy reports it even if it rejected the listeners and bound nothing.
    if not wait_until(ctx.clock, LIVE_SECONDS, lambda: is_live(ctx.admin) and taken(ctx.admin, assembly)):
        raise HostProblem(
            "ingress",
            f"Envoy is running, but did not load its listeners within {LIVE_SECONDS:.0f} s",
            "`journalctl -u homelab-ingress`; is another program bound to port 80 or 443? `ss -ltnp`",
        )


def _restore(ctx: Context, before: dict[Path, str | None], record: dict[str, Any]) -> None:
    if not record or None in before.values():
        return
    ctx.say("ingress: rolling back to the previous Envoy")
    for path, text in before.items():
        files.write(path, text or "")
    write_kept(installed_record(ctx), record)
    systemd.daemon_reload(ctx)
    systemd.systemctl(ctx, "restart", INGRESS_UNIT, timeout=300, check=False)


def _is_active(ctx: Context) -> bool:
    return systemd.active(systemd.show(ctx, [INGRESS_UNIT]).get(INGRESS_UNIT))


def uninstall(ctx: Context) -> None:
    """Stop Envoy and delete its unit, bootstrap and scrape entry."""
    systemd.stop(ctx, [INGRESS_UNIT])
    units = ctx.paths.system_units
    files.remove_tree(units / f"{UNIT_FILE}.d")
    if files.remove(units / UNIT_FILE):
        systemd.daemon_reload(ctx)
    files.remove(ctx.paths.scrape / _ENVOY["scrapeFile"])
