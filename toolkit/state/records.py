"""What each deploy was: who asked for it, what it changed, which snapshots it took. `homelab history` shows it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from host import files
from host.context import Context
from host.errors import HostProblem
from host.kept import build, read_kept, write_kept
from state.journal_files import JournalFiles, Result, deploy_ids, journal_files, read_result


@dataclass(frozen=True)
class Record:
    """One deploy. `left`: the deploy that brought the version before it, empty for a first one; `version`: the one that brought
    the version it goes to, itself unless it goes back. `changes` in words; `digests` by container; `snapshots` by dataset.
    """

    id: str
    who: str = ""
    kind: str = "deploy"
    left: str = ""
    version: str = ""
    changes: list[str] = field(default_factory=list)
    digests: dict[str, str] = field(default_factory=dict)
    snapshots: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Entry:
    """A deploy with its end: `result` is None while it runs, `steps` are seconds by name in their order."""

    record: Record
    result: Result | None
    steps: Mapping[str, float]


def write_record(ctx: Context, service: str, record: Record) -> None:
    """Write or replace the record of a deploy."""
    write_kept(journal_files(ctx, service, record.id).record, asdict(record))


def read_record(ctx: Context, service: str, deploy: str) -> Record:
    """The record of a deploy; one of before records were kept has its id only."""
    path = journal_files(ctx, service, deploy).record
    raw = read_kept(path)
    return Record(deploy) if raw is None else build(Record, raw, str(path))


def history(ctx: Context, service: str) -> list[Entry]:
    """All deploys on record, the newest first. One whose files cannot be read is shown by its id."""
    return [_entry(ctx, service, deploy) for deploy in reversed(deploy_ids(ctx, service))]


def ways_back(ctx: Context, service: str) -> dict[str, Record]:
    """Version (by its deploy) -> the deploy that replaced it, whose snapshots have its data as it was when it last ran."""
    latest: dict[str, Record] = {}
    for entry in history(ctx, service):
        if entry.record.snapshots and entry.result and entry.result.ok:
            latest.setdefault(entry.record.left, entry.record)
    return latest


def served(ctx: Context, service: str, deploy: str) -> bool:
    """Whether a slot of this deploy's version has begun to receive requests."""
    return any(step.endswith(" serving") for step, _ in _steps(journal_files(ctx, service, deploy)))


def _entry(ctx: Context, service: str, deploy: str) -> Entry:
    paths = journal_files(ctx, service, deploy)
    try:
        record, result = read_record(ctx, service, deploy), read_result(paths)
    except HostProblem:
        record, result = Record(deploy), None
    return Entry(record, result, {step: seconds for step, seconds in _steps(paths) if seconds is not None})


def _steps(paths: JournalFiles) -> list[tuple[str, float | None]]:
    """The steps that have begun, and how long those took that have ended."""
    found: dict[str, float | None] = {}
    for line in (files.read(paths.steps) or "").splitlines():
        try:
            step = json.loads(line)
        except ValueError:
            # The last line of a deploy that a power loss ended.
            continue
        if step.get("step") != "deploy":
            found[step["step"]] = step.get("seconds", found.get(step["step"]))
    return list(found.items())
