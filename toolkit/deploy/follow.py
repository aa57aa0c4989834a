"""Follows a deploy's log from outside until its unit has ended."""

from pathlib import Path

from host.context import Context
from state.deploys import deploy_runs
from state.journal_files import Result, journal_files, read_result

POLL_SECONDS = 0.1
# The unit ends shortly after its result is written.
GONE_SECONDS = 30.0


def follow(ctx: Context, service: str, deploy: str, limit: float) -> Result:
    """Print the deploy's log until its unit has ended or `limit` seconds have passed; returns its result."""
    paths = journal_files(ctx, service, deploy)
    reader = _Tail(paths.log)
    deadline = ctx.clock.monotonic() + limit
    polls = 0
    while ctx.clock.monotonic() < deadline:
        # Checked before reading, so that no line before the end is missed; and rarely, because it starts a process.
        ended = paths.result.exists() or (polls % 30 == 29 and not deploy_runs(ctx, service))
        result = read_result(paths)
        for line in reader.lines(result.told if result else None):
            ctx.say(line)
        if ended:
            break
        polls += 1
        ctx.clock.sleep(POLL_SECONDS)
    _await_end(ctx, service)
    result = read_result(paths)
    if result is None:
        return Result(False, f"deploy {deploy} was interrupted before it could commit or roll back")
    return result


def _await_end(ctx: Context, service: str) -> None:
    deadline = ctx.clock.monotonic() + GONE_SECONDS
    while deploy_runs(ctx, service) and ctx.clock.monotonic() < deadline:
        ctx.clock.sleep(POLL_SECONDS)


class _Tail:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._read = 0

    def lines(self, end: int | None) -> list[str]:
        """Whole lines written since the last call, up to byte `end` of the file."""
        try:
            with self._path.open("rb") as file:
                file.seek(self._read)
                text = file.read() if end is None else file.read(max(0, end - self._read))
        except FileNotFoundError:
            return []
        whole = text[: text.rfind(b"\n") + 1]
        self._read += len(whole)
        return whole.decode(errors="replace").splitlines()
