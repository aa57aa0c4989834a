"""Compares a service's names and endpoints in the ingress with the generation that Envoy accepted, and with its slots."""

from collections.abc import Mapping, Sequence

from drift.difference import Difference, Found, Uncompared, mend
from drift.machine import Service
from host import files
from host.context import Context
from host.errors import HostProblem
from ingress import generations
from ingress.endpoints import Slots, endpoints_text, endpoints_version
from ingress.fragments import Fragment, kept_fragment
from ingress.listeners import cluster_name
from ingress.paths import endpoints_folder, fragments_folder


def accepted(ctx: Context) -> dict[str, Fragment] | None:
    """Service -> its fragment in the generation that Envoy reads; None without a generation that records them."""
    number = generations.current(ctx)
    try:
        found = generations.fragments_of(ctx, number) if number is not None else None
    except ValueError:
        found = None
    return None if found is None else {fragment.service: fragment for fragment in found}


def fragment_differences(ctx: Context, services: Sequence[str] | None) -> Found:
    """Fragments on disk that differ from the accepted ones. services: only theirs; None: all."""
    wanted = accepted(ctx)
    if wanted is None:
        return (
            []
            if not fragments_folder(ctx).is_dir()
            else [Uncompared(None, "routes", "this generation of the ingress does not record its fragments; the next one does")]
        )
    folder = fragments_folder(ctx)
    there = {path.stem for path in folder.glob("*.json")} if folder.is_dir() else set()
    names = sorted(there | wanted.keys()) if services is None else [name for name in services if name in there | wanted.keys()]
    found: Found = []
    for name in names:
        actual, applied = _words(ctx, name), _fragment_words(wanted.get(name))
        if actual != applied:
            found.append(Difference(name, "ingress", "route", actual, applied, mend(name)))
    return found


def _words(ctx: Context, service: str) -> str:
    path = fragments_folder(ctx) / f"{service}.json"
    text = files.read(path)
    if text is None:
        return _fragment_words(None)
    try:
        return _fragment_words(kept_fragment(text, str(path)))
    except HostProblem:
        return "damaged"


def _fragment_words(fragment: Fragment | None) -> str:
    if fragment is None:
        return "none"
    reach = f" from {', '.join(fragment.sources)}" if fragment.sources else ""
    return f"{', '.join(fragment.names)} ({fragment.health}){reach}"


def endpoint_differences(ctx: Context, service: Service, envoy: Mapping[str, str] | None) -> Found:
    """The slots that Envoy is told, and those that it has loaded."""
    manifest = service.manifest
    if manifest is None or manifest.health_path is None:
        return []
    name, uid = service.name, service.account.uid
    slots: Slots = {pod.slot: "HEALTHY" for pod in manifest.slots if pod.slot is not None}
    if files.read(endpoints_folder(ctx) / f"{name}.json") != endpoints_text(name, uid, slots):
        return [Difference(name, "files", "endpoints", "missing or edited", f"slots {', '.join(map(str, slots))}", mend(name))]
    held = (envoy or {}).get(f"cluster.{cluster_name(name)}.version_text")
    if held is not None and held != endpoints_version(name, uid, slots):
        return [Difference(name, "ingress", "endpoints in Envoy", held or "none", endpoints_version(name, uid, slots), mend(name))]
    return []
