"""What the units of a service's pods say: which slots work, what is down, and what recovered."""

from collections.abc import Callable, Sequence

from host import systemd
from host.names import container_unit, pod_unit
from state.manifest import Manifest, Pod
from status.age import age

Units = dict[str, dict[str, str]]
# Pod and container -> its last line of output, or nothing.
LastLine = Callable[[str, str], str | None]

# A container that has been up for this long after a failure is not expected to fail again at once.
RECOVERED_SECONDS = 600.0
_STATES = {"start": "is starting", "auto-restart": "waits for its next start", "dead": "is stopped", "failed": "has failed"}


def any_works(manifest: Manifest, units: Units) -> bool:
    """True if at least one slot is complete, or the state pod where there are no slots."""
    return any(all(systemd.active(units.get(unit)) for unit in pod.units) for pod in manifest.slots or manifest.pods)


def down_since(manifest: Manifest, units: Units) -> str:
    """Monotonic microseconds at which the last unit of a slot stopped being active; "0" if none was since the boot."""
    down = [unit for pod in manifest.slots or manifest.pods for unit in pod.units if not systemd.active(units.get(unit))]
    return str(max((_stamp(units.get(unit, {}), "ActiveExitTimestampMonotonic") for unit in down), default=0))


def problems(pods: Sequence[Pod], units: Units, now: float, last_line: LastLine) -> list[str]:
    """What is wrong now, one line for each container or pod. now: monotonic seconds."""
    found = []
    told: set[str] = set()
    for pod in pods:
        if not systemd.active(units.get(pod_unit(pod.name))):
            found.append(f"{pod.label} is not running")
            continue
        for name in pod.containers:
            unit = units.get(container_unit(pod.name, name), {})
            if not systemd.active(unit):
                # Slots are alike, so one of them says it for all.
                line = None if name in told else last_line(pod.name, name)
                told.add(name)
                found.append(_down(pod, name, unit, now, line))
            elif _restarts(unit) and not _recovered(unit, now):
                found.append(f"{pod.label} {name} {_restarted(unit)} and has been running for {age(_up(unit, now))}")
    return found


def recovered(service: str, pods: Sequence[Pod], units: Units, now: float) -> list[str]:
    """Failures that are over, one line for each container."""
    each = [(pod, name, units.get(container_unit(pod.name, name), {})) for pod in pods for name in pod.containers]
    return [
        f"{pod.label} {name} {_restarted(unit)}; it has recovered and been running for {age(_up(unit, now))}"
        f" (`homelab restart {service}` clears this line)"
        for pod, name, unit in each
        if systemd.active(unit) and _restarts(unit) and _recovered(unit, now)
    ]


def _down(pod: Pod, name: str, unit: dict[str, str], now: float, line: str | None) -> str:
    state = unit.get("SubState", "unknown")
    parts = [f"{pod.label} {name} {_STATES.get(state, 'is ' + state)}"]
    if stamp := _stamp(unit, "ActiveExitTimestampMonotonic"):
        parts.append(f"down for {age(now - stamp / 1e6)}")
    if _restarts(unit):
        parts.append(_restarted(unit))
    return ", ".join(parts) + (f"; its last line: {line}" if line else "")


def _restarted(unit: dict[str, str]) -> str:
    number = _restarts(unit)
    return f"was restarted {number} time{'' if number == 1 else 's'} after failures"


def _restarts(unit: dict[str, str]) -> int:
    number = unit.get("NRestarts", "")
    return int(number) if number.isdigit() else 0


def _recovered(unit: dict[str, str], now: float) -> bool:
    return (_up(unit, now) or 0.0) >= RECOVERED_SECONDS


def _up(unit: dict[str, str], now: float) -> float | None:
    stamp = _stamp(unit, "ActiveEnterTimestampMonotonic")
    return now - stamp / 1e6 if stamp else None


def _stamp(unit: dict[str, str], key: str) -> int:
    value = unit.get(key, "")
    return int(value) if value.isdigit() else 0
