"""Reading a spec from stdin: bounded in size and in time."""

import os
import select
import time

from host.errors import UsageProblem

MAX_BYTES = 8 * 1024 * 1024
MAX_SECONDS = 60.0


def read_spec(descriptor: int = 0, limit: int = MAX_BYTES, seconds: float = MAX_SECONDS) -> str:
    """Everything on stdin up to its end. A terminal, too much, or silence is a UsageProblem."""
    if os.isatty(descriptor):
        raise UsageProblem("the spec is expected on stdin, and stdin is a terminal")
    deadline = time.monotonic() + seconds
    chunks: list[bytes] = []
    size = 0
    while True:
        ready, _, _ = select.select([descriptor], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            raise UsageProblem(f"stdin stayed open without an end for {seconds:.0f} s")
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
