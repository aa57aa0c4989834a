"""A version of a service: a generation, the revisions of its secrets and the digests of its images."""

from dataclasses import asdict, dataclass, field, replace
from typing import Any

from host.context import Context
from host.errors import HostProblem
from host.kept import build, read_kept, write_kept


@dataclass(frozen=True)
class Version:
    """Everything that decides what runs. `digests` by container; empty until the images have been pulled.

    needs: services by name. Neither they nor strategy and drain are content.
    """

    generation: str
    revisions: dict[str, str] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    deploy: str = ""
    strategy: str = "inPlace"
    drain: int = 30
    needs: list[str] = field(default_factory=list)

    def same_content(self, other: "Version | None") -> bool:
        """True if both would run the same bytes with the same secrets."""
        return other is not None and (self.generation, self.revisions, self.digests) == (
            other.generation,
            other.revisions,
            other.digests,
        )


# Versions before the running one that a rollback can return to.
KEPT_VERSIONS = 3


@dataclass(frozen=True)
class Committed:
    """The version that passed its deploy, and those before it, the latest first.

    declared: the version that somebody went back from with `homelab rollback`, so that it is not deployed by surprise.
    """

    version: Version
    before: tuple[Version, ...] = ()
    declared: Version | None = None

    @property
    def previous(self) -> Version | None:
        """The version before the running one."""
        return self.before[0] if self.before else None

    @property
    def kept(self) -> list[Version]:
        """Every version whose generation, images and secrets stay on the host."""
        declared = [self.declared] if self.declared and self.declared not in self.before else []
        return [self.version, *self.before, *declared]


def read_committed(ctx: Context, service: str) -> Committed | None:
    """The content of `current.json`; None before the first commit."""
    path = ctx.paths.current(service)
    raw = read_kept(path)
    if raw is None:
        return None
    # `previous` alone is what an older version of homelab reads and writes.
    before = [each for each in (raw.get("previous"), *raw.get("earlier", ())) if each]
    declared = raw.get("declared")
    return Committed(
        build(Version, raw, str(path)),
        tuple(build(Version, each, str(path)) for each in before),
        build(Version, declared, str(path)) if declared else None,
    )


def write_committed(ctx: Context, service: str, committed: Committed) -> None:
    """Replace `current.json`."""
    before = [asdict(each) for each in committed.before]
    value: dict[str, Any] = {
        **asdict(committed.version),
        "previous": before[0] if before else None,
        "earlier": before[1:],
        "declared": asdict(committed.declared) if committed.declared else None,
    }
    write_kept(ctx.paths.current(service), value)


def find_version(committed: Committed | None, deploy: str) -> Version:
    """The kept version that a deploy brought. HostProblem if it is not kept any more."""
    for version in committed.kept if committed else ():
        if version.deploy == deploy:
            return version
    raise HostProblem(f"version {deploy}", "this version is not kept on the host any more", "`homelab history` shows those that are")


def succeed(old: Committed | None, new: Version, goes_back: bool = False) -> Committed:
    """What to commit after `new` passed. A repair or restart of the same content keeps its deploy and its previous version.

    goes_back: what was declared before stays declared, unless `new` is it.
    """
    if old is None:
        return Committed(new)
    if new.same_content(old.version):
        return Committed(replace(new, deploy=old.version.deploy), old.before, old.declared)
    before = [each for each in (old.version, *old.before) if not new.same_content(each)]
    declared = old.declared or old.version
    held = declared if goes_back and not new.same_content(declared) else None
    return Committed(new, tuple(before[:KEPT_VERSIONS]), held)
