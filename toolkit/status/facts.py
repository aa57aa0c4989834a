"""The facts that `homelab status` shows: plain data, for the table and for --json. Times are UTC, sizes bytes."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Disk:
    """A dataset of a service. `used` counts against `quota` (refquota; 0: no quota)."""

    key: str
    dataset: str
    used: int
    quota: int
    mounted: bool

    @property
    def pool(self) -> str:
        return self.dataset.split("/")[0]

    @property
    def percent(self) -> int:
        return round(100 * self.used / self.quota) if self.quota else 0


@dataclass(frozen=True)
class LastDeploy:
    """The newest deploy. `ok` is None while it runs, or if it was interrupted."""

    id: str
    at: datetime | None
    ok: bool | None


@dataclass(frozen=True)
class ServiceFacts:
    """One service. `state`: healthy, degraded, down (no slot works), deploying or absent (never deployed).

    `since`: when it became so, as far as systemd knows. `notices`: what is over, or does not matter to the state.
    """

    service: str
    uid: int
    state: str
    since: datetime | None
    version: str
    memory: int
    memory_limit: int
    disks: list[Disk]
    deploy: LastDeploy | None
    problems: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class IngressFacts:
    """The ingress. `generation` is 0 if there is none."""

    version: str
    generation: int
    chains: int
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class PoolFacts:
    """A ZFS pool: its state and how full it is."""

    name: str
    state: str
    percent: int


@dataclass(frozen=True)
class HostFacts:
    """Everything that the status shows."""

    services: list[ServiceFacts]
    ingress: IngressFacts
    pools: list[PoolFacts]
