"""`homelab rollout`: the deploy of a generation. It runs in a transient unit, which this command only follows."""

from dataclasses import replace

from deploy.remove import remove_service
from deploy.request import parse_spec
from deploy.rollout import observed, roll_out
from host import spec
from host.context import Context
from state.deploys import wait_for_deploy
from state.manifest import read_manifest
from state.version import read_committed, write_committed


def apply(ctx: Context, name: str, spec_text: str) -> str:
    """Deploy what the spec names and print what is running as one JSON line."""
    request = parse_spec(ctx, spec.service_name(name), spec_text)
    version = roll_out(ctx, request)
    committed = read_committed(ctx, name)
    if committed and version.generation == request.generation:
        # Strategy, drain and needs are not part of the running version: they are stored for the next restart, without a deploy.
        declared = None if version.revisions == request.revisions else committed.declared
        now = replace(committed.version, strategy=request.strategy, drain=request.drain, needs=request.needs)
        write_committed(ctx, name, replace(committed, version=now, declared=declared))
    return observed(read_manifest(ctx, name, version.generation), version)


def remove(ctx: Context, name: str, spec_text: str) -> str:
    """Remove the service from the host; its data stays."""
    values = spec.pairs(spec_text, f"{name}.rollout", ["uid"], ["generation", "strategy", "drain", "needs", "secrets"])
    account = ctx.account(spec.service_name(name), spec.uid_of(values, f"{name}.rollout"))
    wait_for_deploy(ctx, name)
    remove_service(ctx, account)
    return ""
