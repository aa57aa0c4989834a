"""Reads a spec from stdin, with limits of size and time."""

import os
import select
import time

from host.errors import UsageProblem

MAX_BYTES = 8 * 1024 * 1024
MAX_SECONDS = 60.0


def read_spec(descriptor: int = 0, limit: int = MAX_BYTES, seconds: float = MAX_SECONDS) -> str:
    """Everything on stdin. UsageProblem for a terminal, too much data, or no end of the data in time."""
    if os.isatty(descriptor):
        raise UsageProblem("the spec is expected on stdin, but stdin is a terminal")
    deadline = time.monotonic() + seconds
    chunks: list[bytes] = []
    size = 0
    while True:
        ready, _, _ = select.select([descriptor], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            raise UsageProblem(f"stdin did not end within {seconds:.0f} s")
        chunk = os.read(descriptor, 65536)
        if not chunk:
            break
        size += len(chunk)
        if size > limit:
            raise UsageProblem(f"the spec is longer than {limit} bytes")
        chunks.append(chunk)
    try:
        return b"".join(chunks).decode()
    except UnicodeDecodeError:
        raise UsageProblem("the spec is not UTF-8") from None
