"""`homelab smoke`: the path from a service's name to its page, layer by layer."""

import argparse
import json
from dataclasses import asdict

from deploy.steady import stay_up
from host import files, stdin
from host.context import Context
from host.errors import HostProblem, UsageProblem
from host.kept import write_kept
from host.spec import service_name
from host.uid_ledger import find
from smoke.broken import Failure
from smoke.dependents import check_dependents, kept_test
from smoke.parse import kept_spec, parse_spec
from smoke.run import APPLICATION_LAYER, Outcome, walk_layers
from smoke.slots import no_slot_is_ready
from smoke.spec import Spec
from smoke.walk import Walk, see_application
from state.manifest import SMOKE_FILE, read_manifest
from state.version import read_committed


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments of `homelab smoke`."""
    parser.usage = "homelab smoke [-h] [--local] [--json] SERVICE"
    parser.epilog = "`smoke apply SERVICE` and `smoke remove SERVICE` are for `pulumi up`: the spec comes on stdin."
    parser.add_argument("words", nargs="+", metavar="SERVICE", help="the service to test, as the last `pulumi up` configured it")
    parser.add_argument("--local", action="store_true", help="connect through this host's ingress without DNS")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def run(ctx: Context, args: argparse.Namespace) -> int:
    """Exit code 0 if every layer passes."""
    match args.words:
        case ["apply", name]:
            print(apply(ctx, name, stdin.read_spec()), flush=True)
        case ["remove", name]:
            remove(ctx, name, "")
        case [name]:
            return _again(ctx, find(ctx, service_name(name)).service, args.local, args.json)
        case _:
            raise UsageProblem("`homelab smoke` needs the name of one service")
    return 0


def apply(ctx: Context, name: str, spec_text: str) -> str:
    """Store the test and run it, then those of the dependent services; prints the layers that pass.

    HostProblem for the first layer that fails, or for a unit that does not stay up; HostProblems for the dependent
    services that fail.
    """
    spec = parse_spec(spec_text, service_name(name))
    # Stored before it runs, so that it can be repeated after a failure.
    write_kept(kept_test(ctx, name), json.loads(spec_text))
    outcome = _walk(ctx, spec, local=False)
    if problem := outcome.problem():
        raise problem
    _soak_first(ctx, name)
    # This deploy changed neither their records nor anything in front of this host.
    check_dependents(ctx, name, lambda each: _walk(ctx, each, local=True))
    return files.compact_json({"service": name, "layers": list(outcome.layers)})


def _soak_first(ctx: Context, name: str) -> None:
    """After a first deploy, this test checks that the service stays up; the deploy itself did not."""
    committed = read_committed(ctx, name)
    if committed and committed.previous is None:
        manifest = read_manifest(ctx, name, committed.version.generation)
        stay_up(ctx, ctx.account(name, manifest.uid), manifest.units)


def remove(ctx: Context, name: str, spec_text: str) -> str:
    """Delete the stored test."""
    files.remove(kept_test(ctx, service_name(name)))
    return ""


def _again(ctx: Context, service: str, local: bool, as_json: bool) -> int:
    text = (_running(ctx, service) if local else None) or files.read(kept_test(ctx, service))
    if text is None:
        raise HostProblem(
            f"{service}.smoke", "this service has no smoke test on this host", "a service with `web` gets one with its next `pulumi up`"
        )
    outcome = _down(ctx, service) or _walk(ctx, kept_spec(text, service), local)
    problem = outcome.problem()
    if as_json:
        failure = {"failure": asdict(outcome.failure)} if outcome.failure else {}
        print(json.dumps({"service": service, "ok": problem is None, "layers": list(outcome.layers), **failure}, indent=2))
        return 1 if problem else 0
    if problem:
        raise problem
    print(f"{service}: {', '.join(outcome.layers)}: all passed")
    return 0


def _down(ctx: Context, service: str) -> Outcome | None:
    """The result without any test if no slot is ready: a person need not wait for layers that cannot pass."""
    down = no_slot_is_ready(ctx, service)
    return Outcome(service, (), Failure(APPLICATION_LAYER, down, see_application(service))) if down else None


def _running(ctx: Context, service: str) -> str | None:
    """The running version's own test, which exists before the first smoke test from outside has run."""
    committed = read_committed(ctx, service)
    return files.read(ctx.paths.generations(service) / committed.version.generation / SMOKE_FILE) if committed else None


def _walk(ctx: Context, spec: Spec, local: bool) -> Outcome:
    return walk_layers(Walk(ctx, spec, local))
