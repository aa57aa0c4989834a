"""Derives the change of a pod from the effects of all files that differ. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from deploy.pods import WantedPod
from state.effects import NETWORK, NONE, POD, RELOAD, restarted_container


@dataclass(frozen=True)
class Installed:
    """The record of what was last installed for a pod.

    files: key -> effect of every file that was written. pending: effects that were being applied when the record
    was written; empty once the pod has started with them.
    """

    containers: Sequence[str]
    files: Mapping[str, str]
    pending: Sequence[str] = ()


@dataclass(frozen=True)
class Change:
    """The change of a pod. `pod`: recreate the pod; otherwise restart `containers`, and reload Caddy if `reload`."""

    pod: bool = False
    containers: frozenset[str] = field(default_factory=frozenset)
    reload: bool = False
    start: bool = False

    @property
    def restarts(self) -> bool:
        """True if something that serves requests is interrupted."""
        return self.pod or bool(self.containers)

    @property
    def nothing(self) -> bool:
        """True if the pod can stay as it is."""
        return not (self.pod or self.containers or self.reload or self.start)

    def words(self) -> str:
        """The change in words, for the log."""
        if self.pod:
            return "the whole pod is recreated"
        parts = [f"restart of {', '.join(sorted(self.containers))}"] if self.containers else []
        parts += ["reload of caddy"] if self.reload else []
        parts += ["start of units that are down"] if self.start else []
        return " and ".join(parts) or "nothing"


def effects(wanted: WantedPod, installed: Installed | None, on_disk: Mapping[str, str]) -> set[str]:
    """Effects of all differences. `on_disk`: key -> SHA-256 of the existing files."""
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
    """The change for a set of effects."""
    if POD in found or NETWORK in found:
        return Change(pod=True)
    containers = frozenset(name for effect in found if (name := restarted_container(effect)) is not None)
    # A pod stops with its last container, so restarting every container means restarting the pod.
    if containers >= set(wanted.pod.containers):
        return Change(pod=True)
    reload = RELOAD in found and wanted.pod.proxy not in containers
    return Change(containers=containers, reload=reload, start=not all_active and not containers)


def slot_order(slots: list[int], serving: set[int]) -> list[int]:
    """Slots that serve nothing come first: starting them interrupts nobody and allows the others to be drained."""
    return sorted(slots, key=lambda slot: (slot in serving, slot))
