"""The files that a service's deploys leave in its journal, and what they say."""

from dataclasses import dataclass
from pathlib import Path

from host.context import Context
from host.kept import build, read_kept

_REQUEST = ".request.json"


@dataclass(frozen=True)
class JournalFiles:
    """The files of one deploy."""

    folder: Path
    deploy: str

    @property
    def request(self) -> Path:
        return self.folder / f"{self.deploy}{_REQUEST}"

    @property
    def steps(self) -> Path:
        return self.folder / f"{self.deploy}.jsonl"

    @property
    def log(self) -> Path:
        return self.folder / f"{self.deploy}.log"

    @property
    def record(self) -> Path:
        return self.folder / f"{self.deploy}.record.json"

    @property
    def result(self) -> Path:
        return self.folder / f"{self.deploy}.result.json"


def journal_files(ctx: Context, service: str, deploy: str) -> JournalFiles:
    """The files that a deploy writes."""
    return JournalFiles(ctx.paths.journal(service), deploy)


def deploy_ids(ctx: Context, service: str) -> list[str]:
    """The ids of all deploys on record, the oldest first."""
    return sorted(path.name.removesuffix(_REQUEST) for path in ctx.paths.journal(service).glob(f"*{_REQUEST}"))


@dataclass(frozen=True)
class Result:
    """How a deploy ended, in its own words. `told`: bytes of its log that came before those words."""

    ok: bool
    words: str = ""
    told: int | None = None


def read_result(paths: JournalFiles) -> Result | None:
    """The result of a deploy; None before its end."""
    raw = read_kept(paths.result)
    return None if raw is None else build(Result, raw, str(paths.result))
