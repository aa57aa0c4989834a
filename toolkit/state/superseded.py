"""How often a generation or a set of secret revisions has been replaced by another commit on this host.

The count is part of an apply's output: it makes going back to an earlier definition a change that runs a deploy,
even when a deploy that nobody recorded has happened in between.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from host import files
from host.context import Context


def generation_count(ctx: Context, service: str, generation: str) -> int:
    """How often this generation was replaced; 0 when never."""
    return _count(ctx, service, "generations", generation)


def revisions_count(ctx: Context, service: str, revisions: Mapping[str, str]) -> int:
    """How often this set of secret revisions was replaced; 0 when never."""
    return _count(ctx, service, "revisions", revisions_key(revisions))


def revisions_key(revisions: Mapping[str, str]) -> str:
    """The name under which a set of revisions is counted: 16 hex digits."""
    return hashlib.sha256(files.compact_json(dict(revisions)).encode()).hexdigest()[:16]


def _count(ctx: Context, service: str, kind: str, key: str) -> int:
    counters: Any = files.read_json(ctx.paths.superseded(service)) or {}
    return int(counters.get(kind, {}).get(key, 0))
