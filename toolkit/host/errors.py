"""Errors meant for people: where, what is wrong, what to do."""

from collections.abc import Sequence


class HostProblem(Exception):
    """A condition on this host that stops the command.

    where: the thing a person would look at (`feeds.data.db`, `port 443`).
    problem: one sentence, or several lines.
    fix: what to do about it.
    """

    def __init__(self, where: str, problem: str, fix: str) -> None:
        super().__init__(f"{where}: {problem}")
        self.where = where
        self.problem = problem
        self.fix = fix


class HostProblems(Exception):
    """Several problems found in one look; all are shown."""

    def __init__(self, problems: Sequence[HostProblem]) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = list(problems)


class UsageProblem(Exception):
    """The command line or the spec's presence is wrong: exit code 2."""


class CommandFailed(HostProblem):
    """A program ended badly or ran out of time. `code` is its exit code, None after a time-out."""

    def __init__(self, command: str, code: int | None, said: str) -> None:
        how = "did not end in time" if code is None else f"ended with exit code {code}"
        said = said.strip()
        super().__init__(
            command.split(" ", 1)[0],
            f"`{command}` {how}" + (f": {said}" if said else ""),
            "mend what it complains about and run the same again: every step may be repeated",
        )
        self.code = code
        self.said = said


def render(problem: HostProblem) -> str:
    """The two lines (more when the problem has several) that go to stderr."""
    body = problem.problem.replace("\n", "\n  ")
    return f"error: {problem.where}: {body}\n  fix: {problem.fix}"
