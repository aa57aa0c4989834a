"""A version of a service: a generation, the revisions of its secrets and the digests of its images."""

from dataclasses import asdict, dataclass, field, replace
from typing import Any

from host.context import Context
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


@dataclass(frozen=True)
class Committed:
    """The version that passed its deploy, and the one before it."""

    version: Version
    previous: Version | None


def read_committed(ctx: Context, service: str) -> Committed | None:
    """The content of `current.json`; None before the first commit."""
    path = ctx.paths.current(service)
    raw = read_kept(path)
    if raw is None:
        return None
    previous = raw.get("previous")
    return Committed(build(Version, raw, str(path)), build(Version, previous, str(path)) if previous else None)


def write_committed(ctx: Context, service: str, committed: Committed) -> None:
    """Replace `current.json`."""
    previous = asdict(committed.previous) if committed.previous else None
    value: dict[str, Any] = {**asdict(committed.version), "previous": previous}
    write_kept(ctx.paths.current(service), value)


def succeed(old: Committed | None, new: Version) -> Committed:
    """What to commit after `new` passed. A repair or restart of the same content keeps its deploy and its previous version."""
    if old and new.same_content(old.version):
        return Committed(replace(new, deploy=old.version.deploy), old.previous)
    return Committed(new, old.version if old else None)
