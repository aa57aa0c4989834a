"""The journal of a deploy: each step before it runs, progress lines, and the result."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from host.context import Context
from host.errors import HostProblem, of_system
from host.kept import write_kept
from state.journal_files import JournalFiles


class StepFailed(Exception):
    """A failed step: its name, the pod it was about, how long it took (seconds), and the problem."""

    def __init__(self, step: str, pod: str | None, seconds: float, problem: HostProblem) -> None:
        super().__init__(step)
        self.step = step
        self.pod = pod
        self.seconds = seconds
        self.problem = problem


class Journal:
    """Appends to a deploy's files. Every line is flushed, so that a reader can follow and a crash loses nothing."""

    def __init__(self, ctx: Context, paths: JournalFiles) -> None:
        self._ctx = ctx
        self._paths = paths
        self._began = ctx.clock.monotonic()

    @property
    def deploy(self) -> str:
        """The deploy's id."""
        return self._paths.deploy

    def say(self, text: str) -> None:
        """One progress line for people, with the seconds since the start."""
        elapsed = self._ctx.clock.monotonic() - self._began
        _append(self._paths.log, "".join(f"{elapsed:7.1f} s  {line}\n" for line in text.splitlines()))

    @contextmanager
    def step(self, name: str, pod: str | None = None) -> Iterator[None]:
        """Record a step before and after it runs. Every exception inside becomes StepFailed.

        pod: name of the pod that the step is about, if it is about one.
        """
        began = self._ctx.clock.monotonic()
        self._record(name, "started")
        self.say(name)
        try:
            yield
        except StepFailed:
            raise
        except Exception as error:
            seconds = self._ctx.clock.monotonic() - began
            problem = _as_problem(name, error)
            self._record(name, "failed", seconds=round(seconds, 1), problem=problem.problem)
            self.say(f"{name}: FAILED after {seconds:.0f} s: {problem.problem}")
            raise StepFailed(name, pod, seconds, problem) from error
        self._record(name, "done", seconds=round(self._ctx.clock.monotonic() - began, 1))

    def finish(self, ok: bool, words: str) -> None:
        """Write the result file, which closes the deploy."""
        self._record("deploy", "committed" if ok else "failed")
        told = self._paths.log.stat().st_size
        # The result first: a follower prints the log up to `told` and then prints the message itself.
        write_kept(self._paths.result, {"ok": ok, "words": words, "told": told})
        self.say(words)

    def _record(self, step: str, state: str, **more: Any) -> None:
        line = {"time": self._ctx.clock.now().isoformat(timespec="milliseconds"), "step": step, "state": state, **more}
        _append(self._paths.steps, json.dumps(line, ensure_ascii=False) + "\n", durable=True)


def _append(path: Path, text: str, durable: bool = False) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        if durable:
            os.fsync(file.fileno())


def _as_problem(step: str, error: Exception) -> HostProblem:
    if isinstance(error, HostProblem):
        return error
    if isinstance(error, OSError) and error.errno is not None:
        problem = of_system(error, step)
        # The report of a deploy names the step and no place.
        return HostProblem(problem.where, f"{problem.where}: {problem.problem}", problem.fix)
    return HostProblem(step, f"{type(error).__name__}: {error}", "this is a bug of the toolkit: report it with these lines")
