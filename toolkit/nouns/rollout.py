"""`homelab rollout`: the deploy of a generation. Pulumi's client only follows; the work happens in a transient unit."""

from dataclasses import replace

from deploy.deploy import Senses, real_senses
from deploy.remove import remove_service
from deploy.request import parse_spec
from deploy.rollout import observed, roll_out
from host import spec
from host.context import Context
from state.deploys import wait_for_deploy
from state.manifest import read_manifest
from state.version import read_committed, write_committed


def apply(ctx: Context, name: str, spec_text: str, senses: Senses | None = None) -> str:
    """Run what the spec names; prints what runs as one JSON line."""
    request = parse_spec(ctx, spec.service_name(name), spec_text)
    version = roll_out(ctx, request, senses or real_senses(ctx))
    committed = read_committed(ctx, name)
    if committed:
        # How to replace slots is not part of what runs: remembered for the next restart, and no reason to deploy.
        now = replace(committed.version, strategy=request.strategy, drain=request.drain, needs=request.needs)
        write_committed(ctx, name, replace(committed, version=now))
    return observed(read_manifest(ctx, name, version.generation), version)


def remove(ctx: Context, name: str, spec_text: str, senses: Senses | None = None) -> str:
    """Take the service off the host; its data stays."""
    values = spec.pairs(spec_text, f"{name}.rollout", ["uid"], ["generation", "strategy", "drain", "needs", "secrets"])
    account = ctx.account(spec.service_name(name), spec.uid_of(values, f"{name}.rollout"))
    wait_for_deploy(ctx, name)
    remove_service(ctx, account, senses or real_senses(ctx))
    return ""
