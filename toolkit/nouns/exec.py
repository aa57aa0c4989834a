"""`homelab exec`: a command inside a container of a service."""

import argparse
import os

from host.context import Context
from host.errors import HostProblem, UsageProblem
from host.uid_ledger import find
from state.manifest import Manifest, Pod, read_manifest
from state.version import read_committed


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments of `homelab exec`."""
    parser.usage = "homelab exec SERVICE CONTAINER [--slot N] -- CMD…"
    parser.add_argument("service")
    parser.add_argument("container", help="the container's name in the definition: app, db …, or caddy")
    parser.add_argument("--slot", type=int, help="the slot; default: the first one that has the container, or the state pod")


def run(ctx: Context, args: argparse.Namespace) -> int:
    """The command's own exit code."""
    if not args.rest:
        raise UsageProblem("the command is missing: write it after --")
    account = find(ctx, args.service)
    committed = read_committed(ctx, args.service)
    if committed is None:
        raise HostProblem(f"service {args.service}", "it has never been deployed on this host", "deploy it with `pulumi up`")
    manifest = read_manifest(ctx, args.service, committed.version.generation)
    pod = choose_pod(manifest, args.container, args.slot)
    terminal = ["-t"] if os.isatty(0) and os.isatty(1) else []
    return ctx.runner.attach(["podman", "exec", "-i", *terminal, f"{pod.name}-{args.container}", *args.rest], user=account)


def choose_pod(manifest: Manifest, container: str, slot: int | None) -> Pod:
    """The pod of the container. HostProblem that lists the existing containers."""
    holders = [pod for pod in [*manifest.slots, *manifest.pods] if container in pod.containers]
    chosen = next((pod for pod in holders if slot is None or pod.slot == slot), None)
    if chosen:
        return chosen
    there = ", ".join(f"{pod.label}: {' '.join(pod.containers)}" for pod in manifest.pods)
    what = f"slot {slot} has no container {container!r}" if slot is not None else f"there is no container {container!r}"
    raise HostProblem(f"service {manifest.service}", what, f"choose one of these: {there}")
