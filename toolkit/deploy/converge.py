"""The steps towards a version, or towards nothing. A rollback runs the same steps towards the previous version."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from deploy.activate import await_envoy, bring_up, change_pod, stop_pods
from deploy.compare import Change, slot_order
from deploy.deploy import Deploy
from deploy.drain import drain, refuse_unsafe_drain
from deploy.install import uninstall
from deploy.network import change_network, remove_network
from deploy.survey import OK, Target, Work, healthy, serving_slots, slot_number, surplus_pods, survey
from host import files, systemd
from state.manifest import Manifest


@dataclass(frozen=True)
class Before:
    """What a deploy does once before it restarts something: `stop` while all still runs, then `change`; with `recreate`
    the slots have stopped in between.
    """

    stop: Callable[[], None]
    change: Callable[[], None]


def converge(deploy: Deploy, target: Target | None, before: Before | None = None) -> None:
    """Run the steps. Raises StepFailed at the first that fails."""
    if target is None:
        _remove_pods(deploy, surplus_pods(deploy, None))
        remove_network(deploy)
        deploy.endpoints.remove()
        return
    with deploy.journal.step("comparison"):
        works = _comparison(deploy, target)
    leaving = surplus_pods(deploy, target)
    interrupts = bool(leaving) or any(work.change.restarts for work in works)
    if before and interrupts:
        before.stop()
    works = change_network(deploy, target.manifest, works)
    if deploy.strategy == "recreate":
        works = _stop_all(deploy, works, leaving)
    if before and interrupts:
        before.change()
    for work in works:
        if work.wanted.pod.slot is None and not work.change.nothing:
            _state(deploy, target.manifest, work)
    _slots(deploy, target.manifest, works, leaving)
    _remove_pods(deploy, leaving)
    if target.manifest.network is None:
        remove_network(deploy)
    with deploy.journal.step("endpoints"):
        _final_endpoints(deploy, target.manifest)


def _remove_pods(deploy: Deploy, names: list[str]) -> None:
    for name in names:
        with deploy.journal.step(f"{name} removed", name):
            slot = slot_number(deploy, name)
            if slot is not None:
                drain(deploy, slot)
                deploy.endpoints.drop(slot)
            stop_pods(deploy, name)
            uninstall(deploy, name)
            systemd.daemon_reload(deploy.ctx, deploy.account)


def _comparison(deploy: Deploy, target: Target) -> list[Work]:
    works = survey(deploy, target)
    for work in works:
        deploy.journal.say(f"{work.wanted.pod.label}: {work.change.words()}")
    if target.manifest.health_path:
        # All slots share the certificates; root in the sidecar is the service's account.
        owner = (deploy.account.uid, deploy.account.uid)
        files.folder(deploy.ctx.paths.tls(deploy.service), 0o700, owner)
    return works


def _stop_all(deploy: Deploy, works: list[Work], leaving: list[str]) -> list[Work]:
    changed = [work for work in works if work.change.restarts]
    slots = [work for work in changed if work.wanted.pod.slot is not None]
    if not changed:
        return works
    with deploy.journal.step("all slots stopped"):
        # Otherwise Envoy lets people in as soon as a container is up, before the deploy has judged it.
        deploy.endpoints.write(dict.fromkeys(deploy.endpoints.read(), "DRAINING"))
        stop_pods(deploy, *(work.wanted.pod.name for work in slots), *leaving)
    return [replace(work, change=Change(pod=True)) if work in slots else work for work in works]


def _state(deploy: Deploy, manifest: Manifest, work: Work) -> None:
    pod = work.wanted.pod.name
    with deploy.journal.step("state changed", pod):
        change_pod(deploy, work)
    with deploy.journal.step("state healthy", pod):
        bring_up(deploy, manifest, work)


def _slots(deploy: Deploy, manifest: Manifest, works: list[Work], leaving: list[str]) -> None:
    by_slot = {work.wanted.pod.slot: work for work in works if work.wanted.pod.slot is not None}
    todo = [slot for slot, work in by_slot.items() if not work.change.nothing]
    serving = serving_slots(deploy, manifest) if todo else set()
    # One slot changes in place because no other could carry its load. A slot that is about to leave can.
    relieved = deploy.strategy == "rolling" or (deploy.strategy == "inPlace" and _carries(deploy, manifest, leaving))
    for slot in slot_order(todo, serving):
        _slot(deploy, manifest, slot, by_slot[slot], relieved and slot in serving)


def _carries(deploy: Deploy, manifest: Manifest, leaving: list[str]) -> bool:
    """True if Envoy sends requests to every leaving slot, and all of them are healthy."""
    routed = deploy.endpoints.read()
    numbers = [number for name in leaving if (number := slot_number(deploy, name)) is not None]
    return bool(numbers) and all(number in routed and healthy(deploy, manifest, number) == OK for number in numbers)


def _slot(deploy: Deploy, manifest: Manifest, slot: int, work: Work, drained: bool) -> None:
    pod = work.wanted.pod.name
    if drained and work.change.restarts:
        with deploy.journal.step(f"slot {slot} drained", pod):
            refuse_unsafe_drain(deploy, manifest, slot)
            drain(deploy, slot)
    with deploy.journal.step(f"slot {slot} changed", pod):
        change_pod(deploy, work)
    with deploy.journal.step(f"slot {slot} healthy", pod):
        bring_up(deploy, manifest, work)
    if manifest.health_path is None:
        return
    with deploy.journal.step(f"slot {slot} serving", pod):
        if slot in deploy.endpoints.read():
            # Envoy knows the slot already, so wait for Envoy's own health check before it receives requests again.
            await_envoy(deploy, slot)
        deploy.endpoints.set(slot, "HEALTHY")
        await_envoy(deploy, slot)


def _final_endpoints(deploy: Deploy, manifest: Manifest) -> None:
    if manifest.health_path is None:
        deploy.endpoints.remove()
        return
    deploy.endpoints.write({pod.slot: "HEALTHY" for pod in manifest.slots if pod.slot is not None})
