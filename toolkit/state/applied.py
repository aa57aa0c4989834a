"""The specs that cannot be derived from what is on the host, kept so that the host can be compared with them."""

from pathlib import Path

from host.errors import HostProblem
from host.kept import read_kept, write_kept


def keep_spec(path: Path, spec: str) -> None:
    """Keep the spec that was applied."""
    write_kept(path, {"spec": spec})


def kept_spec(path: Path) -> str | None:
    """The spec that was applied last; None if it was applied before specs were kept."""
    raw = read_kept(path)
    if raw is None:
        return None
    spec = raw.get("spec")
    if not isinstance(spec, str):
        raise HostProblem(str(path), "it cannot be read: it holds no spec", "delete it; the next change of the definition writes it anew")
    return spec
