"""A version of feeds on a fake host: one slot with one application."""

from host import files
from host.context import Context

_MANIFEST = {
    "service": "feeds",
    "uid": 2003,
    "network": None,
    "web": {"healthPath": "/readyz"},
    "pods": [{"name": "feeds-0", "slot": 0, "containers": ["app"]}],
    "files": {},
    "containers": {"app": {"role": "application", "image": "x/app:1", "within": 1, "secrets": []}},
}
_VERSION = {"generation": "g1", "revisions": {}, "digests": {}, "deploy": "7f3a", "strategy": "inPlace", "drain": 5}


def commit_one_slot(ctx: Context, previous: bool = False) -> None:
    """Lay the version down as the committed one. previous: whether one was committed before it."""
    files.write_json(ctx.paths.generations("feeds") / "g1" / "manifest.json", _MANIFEST)
    files.write_json(ctx.paths.current("feeds"), {**_VERSION, "previous": _VERSION if previous else None})
