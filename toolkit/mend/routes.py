"""Restores the fragments of the ingress from the generation that Envoy accepted."""

from collections.abc import Sequence

from drift.routes import accepted
from host import files
from host.context import Context
from host.lock import held
from ingress.activate import LOCK, LOCK_SECONDS
from ingress.paths import fragments_folder


def restore_fragments(ctx: Context, services: Sequence[str]) -> None:
    """Write the accepted fragments of these services; one that was not accepted is removed."""
    with held(ctx, LOCK, LOCK_SECONDS):
        wanted = accepted(ctx)
        if wanted is None:
            return
        for name in services:
            path = fragments_folder(ctx) / f"{name}.json"
            if name in wanted:
                files.write(path, wanted[name].text())
            else:
                files.remove(path)
