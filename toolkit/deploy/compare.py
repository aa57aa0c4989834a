"""What has to happen to a pod: the strongest effect of every file that differs. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from deploy.pods import WantedPod
from state.effects import NETWORK, NONE, POD, RELOAD, restarted_container


@dataclass(frozen=True)
class Installed:
    """What was last installed for a pod.

    files: key -> effect of every file that was written. pending: effects that were being applied when the record
    was written, empty once the pod has come up with them.
    """

    containers: tuple[str, ...]
    files: Mapping[str, str]
    pending: tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """What a pod needs. `pod`: all of it is stopped and started; otherwise `containers` restart and Caddy reloads."""

    pod: bool = False
    containers: frozenset[str] = field(default_factory=frozenset)
    reload: bool = False
    start: bool = False

    @property
    def restarts(self) -> bool:
        """True when something that serves goes away for a moment."""
        return self.pod or bool(self.containers)

    @property
    def nothing(self) -> bool:
        """True when the pod can stay as it is."""
        return not (self.pod or self.containers or self.reload or self.start)

    def words(self) -> str:
        """For the log."""
        if self.pod:
            return "the whole pod is made anew"
        parts = [f"restart of {', '.join(sorted(self.containers))}"] if self.containers else []
        parts += ["reload of caddy"] if self.reload else []
        parts += ["start of what is down"] if self.start else []
        return " and ".join(parts) or "nothing"


def effects(wanted: WantedPod, installed: Installed | None, on_disk: Mapping[str, str]) -> set[str]:
    """Effects of all differences. `on_disk`: key -> SHA-256 of the files that are really there."""
    if installed is None:
        return {POD}
    found = set(installed.pending)
    for key, file in wanted.files.items():
        if on_disk.get(key) != file.sha256:
            found.add(file.effect)
    for key, effect in installed.files.items():
        if key not in wanted.files:
            found.add(effect)
    if set(installed.containers) != set(wanted.pod.containers):
        found.add(POD)
    return found - {NONE}


def change_of(wanted: WantedPod, found: set[str], all_active: bool) -> Change:
    """The change that a set of effects asks for."""
    if POD in found or NETWORK in found:
        return Change(pod=True)
    containers = frozenset(name for effect in found if (name := restarted_container(effect)) is not None)
    # A pod stops with its last container, so restarting every container is restarting the pod.
    if containers >= set(wanted.pod.containers):
        return Change(pod=True)
    reload = RELOAD in found and wanted.pod.proxy not in containers
    return Change(containers=containers, reload=reload, start=not all_active and not containers)


def slot_order(slots: list[int], serving: set[int]) -> list[int]:
    """Slots that serve nothing first: bringing them up costs nobody anything and makes room to drain the others."""
    return sorted(slots, key=lambda slot: (slot in serving, slot))
