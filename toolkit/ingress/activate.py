"""Turns the fragments on disk into a generation that Envoy has loaded, or restores the previous one."""

from host import files
from host.context import Context
from host.errors import HostProblem
from host.observers import Admin
from host.wait import wait_until
from ingress import generations
from ingress.admin import generation_versions, listener_errors
from ingress.assemble import Assembly, assemble, foreign_changes
from ingress.endpoints import endpoints_text
from ingress.fragments import Fragment, kept_fragment
from ingress.paths import endpoints_folder, fragments_folder
from ingress.validate import installed_image, refusal

LOCK = "ingress"
LOCK_SECONDS = 180.0
TAKE_SECONDS = 30.0


def read_fragments(ctx: Context) -> list[Fragment]:
    """All fragments on disk, by service. HostProblem that names an invalid file."""
    folder = fragments_folder(ctx)
    return [kept_fragment(path.read_text(), str(path)) for path in sorted(folder.glob("*.json"))] if folder.is_dir() else []


def activate(ctx: Context, fragments: list[Fragment], service: str | None) -> bool:
    """Make Envoy run these fragments; True if something changed. The caller holds the lock.

    Only `service`'s own resources may differ from the running ones; None removes this restriction. If Envoy does not load
    the generation, the previous one is current again before HostProblem is raised.
    """
    where = f"route {service}" if service else "ingress"
    fragments = sorted(fragments, key=lambda fragment: fragment.service)
    assembly = assemble(fragments, service)
    before = generations.current(ctx)
    same = before is not None and generations.texts(ctx, before) == assembly.files()
    if same and taken(ctx.admin, assembly):
        return False
    if service and before is not None:
        _guard(ctx, before, fragments, service)
    for fragment in fragments:
        ensure_endpoints(ctx, fragment)
    number = before if same and before is not None else _validated_generation(ctx, assembly, fragments, where)
    generations.flip(ctx, number)
    if not wait_until(ctx.clock, TAKE_SECONDS, lambda: taken(ctx.admin, assembly), poll=0.2):
        said = "; ".join(listener_errors(ctx.admin)) or _unanswered(ctx.admin)
        _back(ctx, number, before)
        raise HostProblem(
            where,
            f"Envoy did not load generation {number} within {TAKE_SECONDS:.0f} s ({said}); the previous one is current again",
            "`journalctl -u homelab-ingress` shows its log",
        )
    generations.prune(ctx)
    return True


def prepare_generation(ctx: Context, fragments: list[Fragment]) -> Assembly:
    """Create a validated generation of these fragments and make it current, for an Envoy that is about to start."""
    assembly = assemble(fragments)
    before = generations.current(ctx)
    if before is None or generations.texts(ctx, before) != assembly.files():
        for fragment in fragments:
            ensure_endpoints(ctx, fragment)
        generations.flip(ctx, _validated_generation(ctx, assembly, fragments, "ingress"))
    return assembly


def ensure_endpoints(ctx: Context, fragment: Fragment) -> None:
    """Envoy rejects a cluster whose endpoints file does not exist, so create an empty one until the deploy writes it."""
    path = endpoints_folder(ctx) / f"{fragment.service}.json"
    if not path.exists():
        files.write(path, endpoints_text(fragment.service, fragment.uid, {}))


def taken(admin: Admin, assembly: Assembly) -> bool:
    """True if Envoy runs exactly this assembly."""
    return generation_versions(admin) == (assembly.lds_version, assembly.cds_version)


def _validated_generation(ctx: Context, assembly: Assembly, fragments: list[Fragment], where: str) -> int:
    said = refusal(ctx, assembly)
    if said is not None:
        raise HostProblem(where, f"Envoy rejects the configuration: {said}", "nothing was changed; correct the service's `web`")
    number = generations.write(ctx, fragments)
    generations.mark_validated(ctx, number, installed_image(ctx).pinned)
    return number


def _guard(ctx: Context, before: int, fragments: list[Fragment], service: str) -> None:
    old = generations.fragments_of(ctx, before)
    # Both sides are rendered by the same code, so that a newer toolkit's rendering is not blamed on a service.
    foreign = foreign_changes(assemble(old), assemble(fragments), service) if old is not None else []
    if foreign:
        raise HostProblem(
            f"route {service}",
            f"it would change resources of others: {', '.join(foreign)}",
            f"{fragments_folder(ctx)} was edited by hand; if this is intended, `homelab ingress assemble` applies it",
        )


def _back(ctx: Context, number: int, before: int | None) -> None:
    if before is not None and before != number:
        generations.flip(ctx, before)
        generations.discard(ctx, number)


def _unanswered(admin: Admin) -> str:
    return "it rejected a cluster" if generation_versions(admin) else "its admin socket does not answer"
