"""Errors for people: where, problem, fix."""

import errno
from collections.abc import Sequence


class HostProblem(Exception):
    """A condition on this host that stops the command.

    where: what to look at (`feeds.data.db`, `port 443`).
    problem: one sentence, or several lines.
    fix: what to do about it.
    """

    def __init__(self, where: str, problem: str, fix: str) -> None:
        super().__init__(f"{where}: {problem}")
        self.where = where
        self.problem = problem
        self.fix = fix


class HostProblems(Exception):
    """Several problems that were found together; all are shown."""

    def __init__(self, problems: Sequence[HostProblem]) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = list(problems)


class UsageProblem(Exception):
    """The command line is wrong, or the spec is missing: exit code 2."""


class CommandFailed(HostProblem):
    """A program failed or timed out. `code` is its exit code, None after a timeout."""

    def __init__(self, command: str, code: int | None, said: str) -> None:
        how = "did not end in time" if code is None else f"ended with exit code {code}"
        said = said.strip()
        super().__init__(
            command.split(" ", 1)[0],
            f"`{command}` {how}" + (f": {said}" if said else ""),
            "correct the cause and run the same command again; every step can be repeated",
        )
        self.code = code
        self.said = said


def of_system(error: OSError, where: str) -> HostProblem:
    """What the operating system did not do. A full file system is no defect of the program.

    where: what to name if the error names no file.
    """
    place = str(error.filename or where)
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return HostProblem(place, "there is no space left to write it", "make room (`df -h`, `zfs list -o space`), then run the same again")
    if error.errno == errno.EROFS:
        return HostProblem(place, "its file system is read-only", "see `dmesg` and `zpool status`, then run the same again")
    return HostProblem(place, str(error.strerror), "mend that and run the same again; HOMELAB_DEBUG=1 shows where it happened")


def render(problem: HostProblem) -> str:
    """The lines for stderr: the problem (one or more lines) and the fix."""
    body = problem.problem.replace("\n", "\n  ")
    return f"error: {problem.where}: {body}\n  fix: {problem.fix}"
